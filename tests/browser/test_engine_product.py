"""The engine that is shipped is that of the present rules: it says so, and it is made again where that can be done."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.faces.browser import build
from sim.faces.browser.module import LINKER, digest_in, linker, with_digest
from sim.faces.browser.product import COUNCILS, MODULE, PRODUCT, SCRIPT, TABLE, product, source_of_a_page
from sim.own_process import environment, python

pytestmark = pytest.mark.browser

FILES = (MODULE, TABLE, COUNCILS, SCRIPT)
AGAIN = "make it again: make browser-engine"


def test_the_engine_is_of_the_present_rules() -> None:
    assert digest_in((PRODUCT / MODULE).read_bytes()) == source_of_a_page(), AGAIN


def test_the_table_and_the_script_are_of_the_present_declarations(tmp_path: Path) -> None:
    """They are made without any compiler, so that every machine can look; in a process of its own, as the builder."""
    program = f"from sim.faces.browser.build import *; write_tables(Path({str(tmp_path)!r}))"
    subprocess.run([*python(), "-c", program], env=environment(), check=True)
    for name in (TABLE, COUNCILS, SCRIPT):
        assert (tmp_path / name).read_bytes() == (PRODUCT / name).read_bytes(), AGAIN


@pytest.mark.skipif(shutil.which(LINKER) is None, reason=f"the linker {LINKER} is not installed (Debian's lld-19)")
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the same bytes are promised on Python 3.11")
def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    build.build(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    different = [name for name in FILES if (tmp_path / name).read_bytes() != (PRODUCT / name).read_bytes()]
    assert different == [], AGAIN


def test_it_is_small() -> None:
    sizes = {name: len((PRODUCT / name).read_bytes()) for name in FILES}
    packed = {name: len(gzip.compress((PRODUCT / name).read_bytes(), 9)) for name in FILES}
    assert sizes[MODULE] + sizes[TABLE] <= 350_000
    assert packed[MODULE] + packed[TABLE] <= 120_000
    assert packed[COUNCILS] <= 90_000


def test_nothing_is_imported_but_memory() -> None:
    """No function of a browser enters a number: the section of imports names one thing."""
    content = (PRODUCT / MODULE).read_bytes()
    assert content[:8] == b"\0asm\1\0\0\0"
    at = content.index(b"\x03env\x06memory\x02")
    assert content[at - 1] == 1, "one import"
    assert content.count(b"\x03env") == 1


def test_what_is_shipped_names_no_place_on_a_machine() -> None:
    for name in FILES:
        content = (PRODUCT / name).read_bytes()
        assert not re.search(rb"/(work|root|home|tmp|usr)/", content), name


def test_the_module_has_no_instruction_whose_bits_differ_between_machines() -> None:
    """Vector instructions round as the standard says, but for those that are called relaxed."""
    wasmtime = pytest.importorskip("wasmtime", reason="wasmtime is not installed")
    config = wasmtime.Config()
    config.wasm_relaxed_simd = False
    wasmtime.Module(wasmtime.Engine(config), (PRODUCT / MODULE).read_bytes())


def test_without_the_linker_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build.main(["--out", str(tmp_path / "out")]) == 2
    sentence = "Making the browser's engine needs the linker wasm-ld-19, which is not here: install lld-19."
    assert capsys.readouterr().err == f"{sentence}\n"
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError):
        linker()


@pytest.mark.parametrize("missing", [MODULE, TABLE, COUNCILS])
def test_a_product_that_is_not_whole_is_refused(tmp_path: Path, missing: str) -> None:
    for name in FILES:
        if name != missing:
            shutil.copy(PRODUCT / name, tmp_path / name)
    with pytest.raises(InputError, match=r"is not here .*: make it with make browser-engine\.$"):
        product(tmp_path)


def test_a_product_of_other_rules_is_refused(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copy(PRODUCT / name, tmp_path / name)
    (tmp_path / MODULE).write_bytes(with_digest((PRODUCT / MODULE).read_bytes(), "0" * 12))
    with pytest.raises(InputError, match=r"^The browser's engine is older than the rules of the model"):
        product(tmp_path)


def test_no_list_of_rules_is_kept_beside_the_schedule() -> None:
    """A new rule needs ``make browser-engine`` and nothing else: no source of the builder names a process."""
    from sim.schedule import PROCESSES

    table = json.loads((PRODUCT / TABLE).read_bytes())
    names = {name for name, *_ in table["processes"]}
    assert names == {process.name for process in PROCESSES}
    folder = Path(build.__file__).parent
    sources = [*folder.glob("*.py"), *(folder / "javascript").glob("*.js")]
    assert len(sources) > 12
    plain = {"conditions", "settlement"}  # words that mean something else as well
    for path in sources:
        words = set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
        assert not words & {name for name in names - plain if "_" in name} - {"dated_events"}, path.name
