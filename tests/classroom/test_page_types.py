"""Every script of the page, and of the engine in it, has the types that its comments say: ``tsc``, in Deno's wheel."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.classroom.bundle import PAGE, joined
from sim.faces.browser.bundle import FOLDER as ENGINE

OPTIONS = {
    "checkJs": True,
    "strict": True,
    "noImplicitAny": True,
    "lib": ["esnext", "dom", "dom.iterable", "dom.asynciterable"],
}


def checked(folder: Path) -> list[str]:
    """What is wrong with the scripts of a folder, each with its file and line; no host is asked."""
    deno = Path(sys.executable).parent / ("deno.exe" if os.name == "nt" else "deno")
    found = str(deno) if deno.exists() else shutil.which("deno")
    if found is None:
        pytest.skip("there is no Deno here (the extra test)")
    (folder / "deno.json").write_text(json.dumps({"compilerOptions": OPTIONS}))
    kept = {"DENO_DIR": str(folder / "cache"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    ended = subprocess.run(
        [found, "check", "--no-remote", *(path.name for path in sorted(folder.glob("*.js")))],
        cwd=folder,
        env={**os.environ, **kept},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    wrong = re.findall(r"(?:TS\d+ )?\[ERROR\]: ([^\n]*).*?/([\w.]+:\d+):\d+", ended.stderr, re.DOTALL)
    assert (ended.returncode == 0) == (not wrong), ended.stderr
    return [f"{place}: {sentence}" for sentence, place in wrong]


def test_the_scripts_have_the_types_that_they_say(tmp_path: Path) -> None:
    for path in (*ENGINE.glob("*.js"), *(PAGE / "javascript").glob("*.js")):
        shutil.copy(path, tmp_path)
    assert checked(tmp_path) == []


def test_all_scripts_together_are_one(tmp_path: Path) -> None:
    """As they stand in the page, without remarks: no type is known any more, but every name and every bracket."""
    (tmp_path / "all.js").write_text(f"// @ts-nocheck\n{joined()}", encoding="utf-8")
    assert checked(tmp_path) == []


def test_a_wrong_type_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("/** @param {number} most */\nexport const half = (most) => most / 2;\n")
    (tmp_path / "two.js").write_text('import { half } from "./one.js";\nhalf("much");\n')
    assert checked(tmp_path) == ["two.js:2: Argument of type 'string' is not assignable to parameter of type 'number'."]
