"""A checkout has the same bytes on every system, whatever Git does with line ends there.

Digests of data, code and published results are taken of files on the disk. Git for Windows turns line ends round unless
``.gitattributes`` says otherwise; a run would then have another identity there, and no published folder would be whole.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def written(target: Path, autocrlf: str) -> dict[str, bytes]:
    """Every file as Git writes it with this setting."""
    command = ["git", "-c", f"core.autocrlf={autocrlf}", "checkout-index", "--all", f"--prefix={target}/"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.skipif(shutil.which("git") is None or not (ROOT / ".git").exists(), reason="not a Git checkout")
def test_a_checkout_has_the_same_bytes_everywhere(tmp_path: Path) -> None:
    here, on_windows = written(tmp_path / "here", "false"), written(tmp_path / "there", "true")
    assert len(here) > 300
    assert sorted(here) == sorted(on_windows)
    assert [name for name in here if here[name] != on_windows[name]] == []


def test_generated_files_are_marked() -> None:
    """So that a review folds them and the statistics of the repository leave them out."""
    marked = [
        line.split()[0]
        for line in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
        if "linguist" in line
    ]
    assert marked
    for pattern in marked:
        assert list(ROOT.glob(pattern.replace("/**", "/**/*"))), f"nothing is named {pattern}"
