"""Results folders appear whole or not at all; real processes, real disks."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies.publish import (
    check_target,
    digest_of,
    holds,
    results_folder,
    write_manifest,
    write_table,
    write_text,
)
from sim.errors import InputError

HOME = Path(__file__).resolve().parents[2]


def write(path: Path, identity: str, text: str = "found", force: bool = False) -> None:
    with results_folder(path, identity, force=force) as folder:
        write_text(folder / "report.md", text)
        write_manifest(folder, {"result": identity, "design": f"design of {identity}"})


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def test_a_result_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "results" / "one"
    write(target, "a")
    assert names(target) == ["manifest.json", "report.md"]
    assert names(target.parent) == ["one"]
    assert holds(target, "a")
    assert not holds(target, "b")


def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with results_folder(tmp_path / "one", "a") as folder:
            write_text(folder / "report.md", "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names(tmp_path) == []


def test_a_different_result_is_never_overwritten_without_force(tmp_path: Path) -> None:
    target = tmp_path / "one"
    write(target, "a", "first")
    with pytest.raises(InputError, match=r"already holds a different result.*--force"):
        write(target, "b", "second")
    assert (target / "report.md").read_text() == "first"
    assert names(tmp_path) == ["one"]
    write(target, "b", "second", force=True)
    assert (target / "report.md").read_text() == "second"
    assert names(tmp_path) == ["one"]


def test_the_same_result_is_accepted_and_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "one"
    write(target, "a", "first")
    before = (target / "manifest.json").stat().st_mtime_ns
    write(target, "a", "first")
    assert (target / "manifest.json").stat().st_mtime_ns == before


def test_a_result_that_was_altered_since_is_not_taken_for_the_same(tmp_path: Path) -> None:
    target = tmp_path / "one"
    write(target, "a")
    (target / "report.md").write_text("edited by hand")
    with pytest.raises(InputError, match=r"report\.md changed or went missing.*--force"):
        holds(target, "a")
    with pytest.raises(InputError, match="changed or went missing"):
        write(target, "a")
    assert (target / "report.md").read_text() == "edited by hand"


def test_another_design_is_refused_before_any_run(tmp_path: Path) -> None:
    write(tmp_path / "one", "a")
    check_target(tmp_path / "one", design="design of a")
    check_target(tmp_path / "one", design="design of b", force=True)
    with pytest.raises(InputError, match="different result"):
        check_target(tmp_path / "one", design="design of b")


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_something_else_is_never_touched(tmp_path: Path, force: bool) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match="not a results folder"):
        write(tmp_path, "a", force=force)
    assert names(tmp_path) == ["thesis.tex"]


def test_a_file_in_the_way_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("a file")
    with pytest.raises(InputError, match="a file of that name is in the way"):
        write(tmp_path / "one", "a")
    with pytest.raises(InputError, match="in the way"):
        write(tmp_path / "one" / "below", "a")
    assert names(tmp_path) == ["one"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    write(tmp_path / "one", "a")
    assert holds(tmp_path / "one", "a")


def test_what_a_killed_process_left_is_swept_up_later(tmp_path: Path) -> None:
    old, young = tmp_path / ".one.abc.partial", tmp_path / ".one.def.partial"
    old.mkdir()
    young.mkdir()
    os.utime(old, (time.time() - 7200,) * 2)
    write(tmp_path / "one", "a")
    assert names(tmp_path) == [".one.def.partial", "one"], "a young one may belong to a process at work"


WRITER = """
import itertools, sys
from pathlib import Path
sys.path.insert(0, {home!r})
from tests.experiments.test_store import write
target = Path(sys.argv[1])
print("ready", flush=True)
for number in itertools.count():
    write(target, str(number), f"result {{number}} " * 40000, force=True)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_killed_writer_never_leaves_half_a_result(tmp_path: Path) -> None:
    """A process that rewrites one folder over and over is killed at random moments; the folder is whole every time."""
    target = tmp_path / "one"
    write(target, "first")
    moments = random.Random(1)
    seen = set()
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER.format(home=str(HOME)), str(target)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=HOME,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        manifest = json.loads((target / "manifest.json").read_text())
        assert holds(target, manifest["result"]), "checksums of every file agree"
        seen.add(manifest["result"])
    assert len(seen) > 1, "no write ever finished: the kills came too early to test anything"


def in_own_mounts(script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount things only it can see; skip where the system does not allow that."""
    if shutil.which("unshare") is None:
        pytest.skip("needs Linux's unshare to make a small disk")
    trial = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    if trial.returncode:
        pytest.skip("this system allows no mount of one's own, so no small disk can be made")
    return subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, cwd=HOME, check=False)


ON_SMALL_DISK = """
import sys
from pathlib import Path
from sim.errors import InputError
from tests.experiments.test_store import write, names
disk = Path(sys.argv[1])
try:
    write(disk / "one", "a", "x" * 900_000)
except InputError as error:
    print(error, names(disk))
"""


def test_a_full_disk_is_one_clear_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    done = in_own_mounts(
        f"mount -t tmpfs -o size=400k none {tmp_path} && exec {sys.executable} -c '{ON_SMALL_DISK}' {tmp_path}"
    )
    assert "cannot be written: the disk is full; make room or choose another disk with --out. []" in done.stdout, done


def test_a_disk_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    done = in_own_mounts(
        f"mount -t tmpfs -o ro none {tmp_path} && exec {sys.executable} -c '{ON_SMALL_DISK}' {tmp_path}"
    )
    assert "cannot be written: writing there is not allowed; choose another folder with --out. []" in done.stdout, done


def test_tables_are_exact_in_parquet_and_short_in_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame({"key": ["a", "b", "c"], "money.spend": [1 / 3, 123456.789, 0.0], "count": [1, 2, 3]})
    write_table(tmp_path, "runs", frame, units={"money.spend": "£m a year"})
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "runs.parquet"), frame, check_exact=True)
    assert (tmp_path / "runs.csv").read_text().splitlines()[1:] == ['"a",0.333333,1', '"b",123457,2', '"c",0,3']
    import pyarrow.parquet

    field = pyarrow.parquet.read_schema(tmp_path / "runs.parquet").field("money.spend")
    assert field.metadata[b"unit"].decode() == "£m a year"


def test_csv_keeps_six_digits_of_every_size_and_says_what_is_missing(tmp_path: Path) -> None:
    values = [1.23456789e-7, -9.87654321e8, np.nan, 2.5]
    write_table(tmp_path, "t", pd.DataFrame({"x": values}))
    back = pd.read_csv(tmp_path / "t.csv", skip_blank_lines=False)["x"].to_numpy()
    np.testing.assert_allclose(back, values, rtol=6e-6)


def test_a_digest_depends_on_every_bit_and_on_nothing_else() -> None:
    values = np.arange(6.0).reshape(2, 3)
    same = np.asfortranarray(values).astype(">f8")
    assert digest_of("a", values) == digest_of("a", same)
    assert digest_of("a", values) != digest_of("a", values.reshape(3, 2))
    changed = values.copy()
    changed[0, 0] = np.nextafter(0, 1)
    assert digest_of("a", values) != digest_of("a", changed)
    assert digest_of("ab", "c") != digest_of("a", "bc")
