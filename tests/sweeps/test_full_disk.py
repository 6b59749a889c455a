"""c. A disk that fills up in the middle: a clear sentence, nothing lost, and the sweep goes on once there is room."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_sweeps import SMALL, table_digest

import experiments
from experiments.designs.sweep_file import load_design
from experiments.runs.driver import run_design
from sim.errors import InputError

pytestmark = pytest.mark.process


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, in memory."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux makes a small disk of memory")
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"mounting a small disk is not possible here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_loses_nothing(folder: Path, small_disk: Path) -> None:
    Path("own.yaml").write_text(SMALL.replace("replications: 6", "replications: 30"))
    design = load_design(Path("own.yaml"))
    out = small_disk / "sweep"
    with pytest.raises(InputError, match=r"The disk that holds .* is full; what is done is kept"):
        run_design(design, out=out, workers=1, batch_runs=4)
    kept = experiments.load(out)
    done = kept["status"] == "done"
    assert 0 < done.sum() < len(kept) == 120
    assert not list(out.rglob("*partial*"))
    assert not [path.name for path in (out / "shards").iterdir() if path.name.startswith(".")]
    with pytest.raises(InputError, match="is full"):  # still
        run_design(design, out=out, workers=1, batch_runs=4)
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    result = run_design(design, out=out, workers=1, batch_runs=4)
    assert (result.done, result.ran) == (120, 120 - done.sum())
    other = run_design(design, out=Path("roomy"), workers=1)
    assert (other.digest, table_digest(Path("roomy"))) == (result.digest, table_digest(out))


def test_a_disk_that_is_full_from_the_beginning(folder: Path, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(1 << 19))
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "more").write_bytes(bytes(1 << 20))
    Path("own.yaml").write_text(SMALL)
    with pytest.raises(InputError, match="full"):
        run_design(load_design(Path("own.yaml")), out=small_disk / "sweep", workers=1)
    assert (small_disk / "ballast").stat().st_size == 1 << 19
