"""Results are published whole or not at all, and never over a different result; real processes, real disks."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from small_studies import CAMDEN, ENGINE, HERE
from small_sweeps import environment

from experiments.runs.manifest import raw_manifest
from experiments.studies import publish
from experiments.studies.publish import check_target, conduct, holds
from experiments.studies.single import SingleRun
from experiments.studies.study import Published
from sim.errors import InputError
from sim.scenario.scenario import load_scenario


def single(seed: int = 0) -> SingleRun:
    return SingleRun(load_scenario("baseline"), CAMDEN, 6, seed)


def write(path: Path, seed: int = 0, **how: object) -> Published:
    return conduct(single(seed), out=path, engine=ENGINE, **how)


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def whole(folder: Path) -> bool:
    manifest = raw_manifest(folder) or {}
    return "result" in manifest and holds(folder, manifest, manifest["result"])


def seed_of(folder: Path) -> int:
    return int((raw_manifest(folder) or {})["seed"])


def test_a_result_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "results" / "one"
    made = write(target)
    assert not made.already_there
    assert whole(target)
    assert names(target.parent) == ["one"]
    assert not [name for name in names(target) if name.startswith(".")]


@pytest.mark.parametrize("step", ["write_tables", "figures", "story"])
def test_an_error_in_the_middle_claims_no_result_and_the_same_command_goes_on(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SingleRun, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / "one")
    manifest = raw_manifest(tmp_path / "one") or {}
    assert "result" not in manifest
    assert manifest["runs"]["done"] == 1
    assert not [name for name in names(tmp_path / "one") if name.startswith(".")]
    again = write(tmp_path / "one")
    assert again.ran.ran == 0, "the run is kept"
    assert whole(tmp_path / "one")


def test_a_different_result_is_never_overwritten_without_force(tmp_path: Path) -> None:
    target = tmp_path / "one"
    write(target, 0)
    with pytest.raises(InputError, match=r"already holds a different result.*--force"):
        write(target, 1)
    assert (seed_of(target), names(tmp_path)) == (0, ["one"])
    write(target, 1, force=True)
    assert (seed_of(target), names(tmp_path)) == (1, ["one"])
    assert whole(target)


def test_the_old_result_stays_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "one"
    write(target, 0)
    with monkeypatch.context() as patch:
        patch.setattr(publish, "publish", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write(target, 1, force=True)
    assert (seed_of(target), whole(target)) == (0, True)
    (beside,) = [name for name in names(tmp_path) if name != "one"]
    assert beside.startswith(".one.")
    made = write(target, 1, force=True)
    assert made.ran.ran == 0, "it goes on where it was stopped"
    assert (seed_of(target), whole(target), names(tmp_path)) == (1, True, ["one"])


def test_what_was_replaced_and_not_removed_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a kill in the last moment: the old result lies where the new one was worked at."""
    target = tmp_path / "one"
    write(target, 0)
    with monkeypatch.context() as patch:
        patch.setattr(publish.shutil, "rmtree", lambda *_, **__: None)
        write(target, 1, force=True)
    assert len(names(tmp_path)) == 2
    write(target, 0, force=True)
    write(target, 1, force=True)
    assert (seed_of(target), whole(target), names(tmp_path)) == (1, True, ["one"])


def test_another_design_is_refused_before_any_run(tmp_path: Path) -> None:
    write(tmp_path / "one", 0)
    check_target(single(0), tmp_path / "one", engine=ENGINE)
    check_target(single(1), tmp_path / "one", engine=ENGINE, force=True)
    with pytest.raises(InputError, match="different result"):
        check_target(single(1), tmp_path / "one", engine=ENGINE)
    with pytest.raises(InputError, match="different result"):
        check_target(replace(single(0), months=7), tmp_path / "one", engine=ENGINE)


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_something_else_is_never_touched(tmp_path: Path, force: bool) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match="not a results folder"):
        write(tmp_path, force=force)
    assert names(tmp_path) == ["thesis.tex"]


def test_a_file_in_the_way_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("a file")
    with pytest.raises(InputError, match="a file of that name is in the way"):
        write(tmp_path / "one")
    with pytest.raises(InputError, match="in the way"):
        write(tmp_path / "one" / "below")
    assert names(tmp_path) == ["one"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    write(tmp_path / "one")
    assert whole(tmp_path / "one")


def test_what_was_to_replace_a_result_and_was_given_up_is_swept_up_later(tmp_path: Path) -> None:
    write(tmp_path / "one", 0)
    old, young = tmp_path / ".one.abc.partial", tmp_path / ".one.def.partial"
    old.mkdir()
    young.mkdir()
    os.utime(old, (time.time() - 8 * 86_400,) * 2)
    write(tmp_path / "one", 1, force=True)
    assert names(tmp_path) == [".one.def.partial", "one"], "a young one may be gone on with"


WRITER = """
import itertools, sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
from test_publishing import write
target, first = Path(sys.argv[1]), int(sys.argv[2])
begun = time.perf_counter()
write(target, first, force=True)
print(time.perf_counter() - begun, flush=True)
for number in itertools.count(first + 1):
    write(target, number, force=True)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_killed_writer_never_leaves_half_a_result(tmp_path: Path) -> None:
    """A process that rewrites one folder over and over is killed at random moments; the folder is whole every time."""
    target = tmp_path / "one"
    write(target)
    moments = random.Random(1)
    seen, caught = set(), 0
    for turn in range(1, 9):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER.format(here=str(HERE)), str(target), str(1000 * turn)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert process.stdout is not None
        taken = float(process.stdout.readline())
        time.sleep(moments.uniform(0.0, 2.0) * taken)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert whole(target), "checksums of every file agree"
        seen.add(seed_of(target))
        caught += any(name.endswith(".partial") for name in names(tmp_path))
    assert len(seen) == 8, "every writer has written once before it is killed"
    assert caught, "nobody was killed while writing, so nothing was tested"
    write(target, 10_000, force=True)
    assert whole(target)


def in_own_mounts(script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount things only it can see; skip where the system does not allow that."""
    if shutil.which("unshare") is None:
        pytest.skip("needs Linux's unshare to make a small disk")
    trial = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    if trial.returncode:
        pytest.skip("this system allows no mount of one's own, so no small disk can be made")
    command = ["unshare", "-rm", "sh", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)


ON_SMALL_DISK = """
import sys
from pathlib import Path
sys.path.insert(0, "{here}")
from sim.errors import InputError
from test_publishing import write, names
disk = Path(sys.argv[1])
try:
    write(disk / "one")
except InputError as error:
    print(error, names(disk))
"""


@pytest.mark.process
@pytest.mark.parametrize("kilobytes", [24, 64, 120, 160])
def test_a_full_disk_is_one_clear_sentence_and_claims_nothing(kilobytes: int, tmp_path: Path) -> None:
    """Full in the plan, in the runs or in the tables."""
    (tmp_path / "script.py").write_text(ON_SMALL_DISK.format(here=HERE))
    disk = tmp_path / "disk"
    disk.mkdir()
    done = in_own_mounts(
        f"mount -t tmpfs -o size={kilobytes}k none {disk} && {sys.executable} {tmp_path / 'script.py'} {disk} && "
        f"grep -c '\"result\"' {disk}/one/manifest.json || true"
    )
    assert "full" in done.stdout, done
    assert "Traceback" not in done.stderr, done.stderr
    assert not done.stdout.rstrip().endswith("1"), "no result is claimed"


@pytest.mark.process
def test_a_disk_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(ON_SMALL_DISK.format(here=HERE))
    disk = tmp_path / "disk"
    disk.mkdir()
    done = in_own_mounts(f"mount -t tmpfs -o ro none {disk} && exec {sys.executable} {tmp_path / 'script.py'} {disk}")
    assert "cannot be written: this disk is read-only; choose another folder with --out. []" in done.stdout, done
