"""Job arrays: parts run on their own, in any order, and become the folder that one job would have made."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_sweeps import SMALL, table_digest

from experiments.designs.sweep_file import load_design
from experiments.runs.driver import run_design
from experiments.runs.folder import SHARDS
from experiments.runs.lock import locked
from experiments.runs.merge import merge
from experiments.runs.plan import Expansion
from experiments.runs.planned import Part
from experiments.runs.status import status_of
from sim.errors import InputError

pytestmark = pytest.mark.process


def parts(design, numbers=(2, 1), of: int = 2) -> None:
    for number in numbers:
        run_design(design, out=Path("array"), workers=1, part=Part(number, of), batch_runs=3)


def test_parts_become_what_one_job_makes_and_grow_like_it(design_of) -> None:
    parts(design_of())
    assert sum(status.done for status in status_of(Path("array"))) == 24
    merged = merge(Path("array"))
    assert (merged.parts, merged.planned, merged.done, merged.left) == (2, 24, 24, 0)
    whole = run_design(design_of(), out=Path("whole"), workers=1)
    assert merged.digest == whole.digest
    assert table_digest(Path("array")) == table_digest(Path("whole"))
    assert not (Path("array") / "parts").exists()
    # It is a folder like any other now; and further parts run only what is not in it.
    assert run_design(design_of(), out=Path("array"), workers=1).ran == 0
    more = design_of(replications=8)
    ran = [run_design(more, out=Path("array"), workers=1, part=Part(n, 3)).ran for n in (1, 2, 3)]
    assert sum(ran) == 8
    assert merge(Path("array")).done == 32
    assert run_design(more, out=Path("whole"), workers=1).digest == run_design(more, out=Path("array")).digest
    assert table_digest(Path("array")) == table_digest(Path("whole"))


def test_a_merge_that_would_not_make_a_whole_is_refused(design_of) -> None:
    with pytest.raises(InputError, match="There is no folder array"):
        merge(Path("array"))
    parts(design_of(replications=1), (1,))
    with pytest.raises(InputError, match="lacks part 2 of 2; run --shard 2/2 first"):
        merge(Path("array"))
    parts(design_of(replications=2), (2,))
    with pytest.raises(InputError, match="not parts of one sweep"):
        merge(Path("array"))
    parts(design_of(replications=2), (1,))
    with locked(Path("array/parts/2-of-2")), pytest.raises(InputError, match="is still at work on"):
        merge(Path("array"))
    shard = next((Path("array/parts/1-of-2") / SHARDS).iterdir())
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"give the command of that part \(--shard 1/2\) again"):
        merge(Path("array"))
    parts(design_of(replications=2), (1,))
    assert merge(Path("array")).done == 8


def test_parts_that_hold_no_run_are_no_merge_that_is_done(design_of) -> None:
    design = design_of(replications=1)
    keys = Expansion(design).keys
    empty = next(part for number in range(1, 100) if not (part := Part(number, 100)).holds(keys).any())
    run_design(design, out=Path("array"), part=empty, workers=1)
    with pytest.raises(InputError, match=r"lacks part .* of 100; run --shard"):
        merge(Path("array"))


def test_a_merge_that_was_interrupted_is_finished_by_the_next(design_of, monkeypatch) -> None:
    parts(design_of())
    from experiments.runs.store import Store

    adopt, times = Store.adopt, []

    def stops(self, shard, source, wanted):
        times.append(1)
        if len(times) == 4:
            raise KeyboardInterrupt
        adopt(self, shard, source, wanted)

    monkeypatch.setattr(Store, "adopt", stops)
    with pytest.raises(KeyboardInterrupt):
        merge(Path("array"))
    monkeypatch.setattr(Store, "adopt", adopt)
    merged = merge(Path("array"))
    assert (merged.done, merged.left) == (24, 0)
    assert merged.digest == run_design(design_of(), out=Path("whole"), workers=1).digest


def test_the_commands_of_a_job_array(townhall) -> None:
    Path("own.yaml").write_text(SMALL.replace("replications: 6", "replications: 1"))
    for part in ("1/2", "2/2"):
        ended = townhall("sweep", "own.yaml", "--out", "array", "--shard", part)
        assert ended.returncode == 0, ended.stderr
        assert "townhall merge array" in ended.stdout
    assert "not merged yet" in townhall("query", "array", "select 1").stderr
    ended = townhall("merge", "array")
    assert ended.returncode == 0, ended.stderr
    assert "2 parts are merged: 4 of 4 runs are done." in ended.stdout
    assert load_design(Path("own.yaml")).replications == 1
    wrong = townhall("sweep", "own.yaml", "--shard", "3/2")
    assert (wrong.returncode, "--shard must be a part of a whole such as 3/10" in wrong.stderr) == (2, True)


def test_a_merge_loses_no_run_of_a_shard_of_which_some_are_there(design_of) -> None:
    parts(design_of(replications=4))
    run_design(design_of(replications=1), out=Path("array"), workers=1)
    merged = merge(Path("array"))
    assert (merged.planned, merged.done, merged.left) == (16, 16, 0)
    assert merged.digest == run_design(design_of(replications=4), out=Path("whole"), workers=1).digest
    assert table_digest(Path("array")) == table_digest(Path("whole"))


def test_a_part_of_what_has_grown_is_not_taken_for_the_whole(design_of) -> None:
    alone = design_of(replications=2, scenarios=["distributed"])
    parts(alone)
    merge(Path("array"))
    both = design_of(replications=3, scenarios=["command", "distributed"])
    parts(both, (1,))
    with pytest.raises(InputError, match="lacks part 2 of 2; run --shard 2/2 first"):
        merge(Path("array"))
    assert run_design(alone, out=Path("array"), workers=1).ran == 0
    parts(both, (2,))
    assert merge(Path("array")).done == 12
    # What went on without its parts needs none of them; parts of less take nothing away from it.
    more = design_of(replications=4, scenarios=["command", "distributed"])
    run_design(more, out=Path("array"), workers=1)
    parts(both, (1,))
    merged = merge(Path("array"))
    assert (merged.planned, merged.done) == (16, 16)
    assert run_design(more, out=Path("array"), workers=1).ran == 0


def test_parts_leave_alone_what_failed_before(design_of, trouble) -> None:
    how = {"out": Path("array"), "workers": 1, "engine": trouble(**{"raise": [1]})}
    for number in (1, 2):
        run_design(design_of(), part=Part(number, 2), **how)
    assert merge(Path("array")).failed == 4
    more = design_of(replications=7)
    assert sum(run_design(more, part=Part(number, 2), **how).ran for number in (1, 2)) == 4
    again = [run_design(more, part=Part(number, 2), retry_failed=True, **how).ran for number in (1, 2)]
    assert sum(again) == 4


def test_a_part_whose_other_runs_are_merged_says_not_that_all_failed(design_of, trouble) -> None:
    """Which part a run is in is luck; so a part may have none left but those that fail again."""
    how = {"out": Path("array"), "part": Part(1, 1), "workers": 1, "engine": trouble(**{"raise": [1]})}
    run_design(design_of(), **how)
    assert merge(Path("array")).failed == 4
    again = run_design(design_of(), retry_failed=True, **how)
    assert (again.ran, again.failed) == (4, 4)
