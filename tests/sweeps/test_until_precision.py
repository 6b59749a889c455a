"""Replications are added until the intervals are narrow enough: not before, no later, and the same after a SIGKILL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from known_engine import SECOND
from scipy.stats import t
from small_sweeps import Here, environment, table_digest, wait_for

import experiments
from experiments.cli import answer
from experiments.runs import driver
from experiments.runs.driver import run_design
from experiments.runs.folder import SHARDS
from experiments.runs.journal import read_journal
from experiments.runs.precision import check_precision, run_until_precise
from sim.errors import InputError

ENGINE = "known_engine:simulate"
ONE = """\
why: One point, runs of known variance.
kind: grid
months: 12
replications: 4
scenarios: [command]
outcomes: [index, staff.morale]
levers:
  style_mean: [1.0]
"""


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch) -> None:
    """Drivers in this process work in it; those that a test starts as a command have real workers."""
    monkeypatch.setattr(driver, "_workers", lambda scheduler, setup, *more: Here(setup))


def half_width(n: int, look: int, spread: float = 1.0) -> float:
    """Of ``n`` runs, half of them ``+spread`` and half ``-spread``, at look number ``look``: by hand."""
    level = 1 - 0.1 / (look * (look + 1))
    return float(t.ppf((1 + level) / 2, n - 1)) * spread / np.sqrt(n - 1)


def until(design, out: str = "out", **more):
    """Until the index is precise, with the engine whose variance is known."""
    settings = {"wanted": {"index": 0.5}, "workers": 1, "engine": ENGINE, **more}
    return run_until_precise(design, settings.pop("wanted"), out=Path(out), **settings)


def looks(out: str = "out") -> list[int]:
    return sorted(read_journal(Path(out) / "journal.jsonl").looks)


def test_it_stops_at_the_first_look_that_is_narrow_enough(design_of) -> None:
    """A hair's breadth decides, on either side of the half-width worked out by hand."""
    exact = half_width(30, 1)
    found = until(design_of(ONE), wanted={"index": exact * 1.0001})
    assert (found.enough, found.replications, found.looks) == (True, 30, 1)
    assert found.widest[0].half_width == pytest.approx(exact)
    assert (experiments.load("out")["status"] == "done").sum() == 30

    narrower = until(design_of(ONE), "narrower", wanted={"index": exact * 0.9999})
    assert narrower.enough
    assert narrower.looks == 2
    assert narrower.replications == 46, "what the first look advises, no more"
    assert narrower.widest[0].half_width == pytest.approx(half_width(46, 2))


def test_every_look_widens_the_next_and_none_before_the_last_was_enough(design_of) -> None:
    found = until(design_of(ONE), wanted={"index": 0.1})
    taken = looks()
    assert found.enough
    assert taken[0] == 30
    assert taken[-1] == found.replications == len(experiments.load("out"))
    assert len(taken) == found.looks >= 4
    widths = [half_width(n + n % 2, at) for at, n in enumerate(taken, start=1)]  # to within an odd run's share
    assert all(width > 0.1 for width in widths[:-1])
    assert found.widest[0].half_width == pytest.approx(widths[-1], rel=0.01)
    assert found.widest[0].half_width <= 0.1


def test_the_point_that_varies_most_decides(design_of) -> None:
    several = ONE.replace("[1.0]", "[0.2, 1.0, 0.5]")
    found = until(design_of(several), wanted={"index": half_width(30, 1) * 0.9})
    assert found.replications > 30
    assert "point 1 in Camden, command" in found.widest[0].where
    assert until(design_of(several, constants={}), "wide", wanted={"index": half_width(30, 1)}).replications == 30


def test_of_several_scenarios_the_paired_difference_is_what_must_be_precise(design_of) -> None:
    """The scenarios vary with 1 each, their difference with 0.1 only."""
    Path("second.yaml").write_text(SECOND)
    paired = ONE.replace("[command]", "[command, second.yaml]") + "constants: {audit_rate: 0.1}\n"
    wanted = {"index": half_width(30, 1, 0.1) * 1.001}
    found = until(design_of(paired), wanted=wanted)
    assert (found.enough, found.replications) == (True, 30)
    assert found.widest[0].half_width == pytest.approx(half_width(30, 1, 0.1), rel=0.01)
    assert "second less command" in found.widest[0].where
    alone = until(design_of(paired, scenarios=["second.yaml"]), "alone", wanted=wanted, at_most=60)
    assert (alone.enough, alone.replications) == (False, 60)


def test_it_stops_at_the_most_and_goes_on_when_more_is_allowed(design_of) -> None:
    design = design_of(ONE)
    short = until(design, wanted={"index": 0.1}, at_most=50)
    assert (short.enough, short.replications, looks()) == (False, 50, [30, 50])
    assert "raise --at-most" in short.finding
    again = until(design, wanted={"index": 0.1}, at_most=50)
    assert (again.sweep.ran, again.looks) == (0, 2), "looking again at the same runs is no further look"
    old = {path: path.read_bytes() for path in (Path("out") / SHARDS).iterdir()}
    more = until(design, wanted={"index": 0.1})
    assert more.enough
    assert more.sweep.ran == more.replications - 50
    assert all(path.read_bytes() == content for path, content in old.items())


def test_the_runs_are_those_of_a_sweep_with_as_many_replications(design_of) -> None:
    design = design_of(ONE)
    found = until(design, wanted={"index": 0.3}, workers=2)
    plain = run_design(design.with_replications(found.replications), out=Path("plain"), workers=1, engine=ENGINE)
    assert found.sweep.digest == plain.digest
    assert table_digest(Path("out")) == table_digest(Path("plain"))


def test_what_a_folder_holds_already_is_looked_at_first(design_of) -> None:
    design = design_of(ONE)
    run_design(design.with_replications(100), out=Path("out"), workers=1, engine=ENGINE)
    found = until(design, wanted={"index": half_width(100, 1) * 1.001})
    assert (found.sweep.ran, looks()) == (0, [100])


def test_looks_for_another_outcome_count_too(design_of) -> None:
    design = design_of(ONE)
    until(design, wanted={"index": 0.3})
    taken = looks()
    other = until(design, wanted={"staff.morale": 0.3, "index": 0.28})
    assert looks()[: len(taken)] == taken
    assert other.enough
    assert {one.outcome: one.half_width for one in other.widest} == pytest.approx(
        dict.fromkeys(("staff.morale", "index"), half_width(other.replications, other.looks)), rel=0.01
    )


@pytest.mark.parametrize("narrow", ["index", "staff.morale"])
def test_of_several_outcomes_the_last_to_be_precise_decides(design_of, narrow: str) -> None:
    exact = half_width(30, 1)
    found = until(design_of(ONE), wanted={"index": exact * 2, "staff.morale": exact * 2, narrow: exact * 0.9999})
    assert (found.enough, found.replications) == (True, 46)


def test_a_damaged_line_forgets_no_look(design_of) -> None:
    until(design_of(ONE), wanted={"index": 0.2})
    taken, path = looks(), Path("out/journal.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if b'"kind":"look"' in line)
    path.write_bytes(b"".join([*lines[:first], b"x" + lines[first], *lines[first + 1 :]]))
    assert len(taken) > 2
    assert looks() == taken


def test_an_outcome_without_any_value_is_told_and_not_waited_for(design_of) -> None:
    Path("second.yaml").write_text(SECOND)
    design = design_of(ONE.replace("[command]", "[command, second.yaml]"))
    with pytest.raises(InputError, match="No run gives a value of index at point 0 in Camden, second less comm"):
        until(design, engine="known_engine:barren")


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")
def test_killed_twice_it_ends_where_it_would_have_ended(design_of) -> None:
    """In the first batch, and in a later one; real processes."""
    whole = until(design_of(ONE), "whole", wanted={"index": 0.3})
    assert whole.looks >= 3
    command = [sys.executable, "-m", "experiments.cli", "sweep", "own.yaml", "--until-precision", "index=0.3"]
    command += ["--workers", "1", "--out", "killed"]
    variables = environment(TOWNHALL_ENGINE=ENGINE)
    killed = Path("killed/journal.jsonl")
    for least, most in ((0, 30), (31, 60)):
        process = subprocess.Popen(
            command, env={**variables, "SLOW": "0.05"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(lambda here=process, n=least: len(read_journal(killed).keys) > n or here.poll() is not None)
        process.kill()
        process.wait(30)
        assert least < len(read_journal(killed).keys) < most, "it was killed in the midst of a batch"
    last = until(design_of(ONE), "killed", wanted={"index": 0.3})
    assert looks("killed") == looks("whole")
    assert (last.replications, last.sweep.digest) == (whole.replications, whole.sweep.digest)
    assert table_digest(Path("killed")) == table_digest(Path("whole"))
    assert last.finding == whole.finding
    assert last.finding.startswith(f"Precise enough after {whole.replications} replications and {whole.looks} looks:")


def test_stopped_by_ctrl_c_in_the_midst_of_every_batch_it_takes_the_same_looks(design_of) -> None:
    whole = until(design_of(ONE), "whole", wanted={"index": 0.25})
    for _ in range(60):
        ran = 0

        def stop(done: int, of: int) -> None:
            nonlocal ran
            ran += 1
            if ran == 4:
                raise KeyboardInterrupt

        try:
            found = until(design_of(ONE), wanted={"index": 0.25}, batch_runs=7, progress=stop)
            break
        except KeyboardInterrupt:
            continue
    assert looks() == looks("whole")
    assert (found.replications, found.sweep.digest) == (whole.replications, whole.sweep.digest)


def test_the_command_says_how_far_it_is_and_when_it_was_not_enough(design_of, capsys, monkeypatch) -> None:
    design_of(ONE)
    monkeypatch.setenv("TOWNHALL_ENGINE", ENGINE)
    more = ["--out", "out", "--until-precision", "index=0.1", "--at-most", "61"]
    assert answer(["sweep", "own.yaml", *more]) == 3
    said = capsys.readouterr()
    assert "Not precise enough after 61 replications and 3 looks: index ±" in said.out
    first, second = [line for line in said.err.splitlines() if line.startswith("Look ")]
    where = "(wanted ±0.1) at its widest, point 0 in Camden, command"
    assert (
        first == f"Look 1, after 30 replications: index ±0.38 {where}. Next batch: to 60 replications (runs to go: 30)."
    )
    assert (
        second
        == f"Look 2, after 60 replications: index ±0.321 {where}. Next batch: to 61 replications (runs to go: 1)."
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["index"], 'takes an outcome and a number, such as index=0.5, not "index"'),
        (["index=narrow"], "takes an outcome and a number"),
        (["index=-1"], "half-width of index must be a number above 0, not -1"),
        (["index=nan"], "half-width of index must be a number above 0, not nan"),
        (["index=0"], "must be a number above 0, not 0"),
        (["staff.moral=1"], 'There is no outcome "staff.moral". Did you mean "staff.morale"?'),
        (["trust.dyad=1"], 'own keeps no outcome "trust.dyad". Add it to the outcomes of the design.'),
        (["index=1", "--until-precision", "index=2"], '"--until-precision index=..." is given twice'),
        (["index=1", "--shard", "1/2"], "a task with --shard has only its own"),
        (["index=1", "--at-most", "29"], "--at-most must be at least 30, not 29"),
        (["index=1", "--replications", "40", "--at-most", "39"], "asks for 40 replications, which is more than"),
    ],
)
def test_nonsense_gets_a_sentence(design_of, monkeypatch, capsys, options: list[str], sentence: str) -> None:
    design_of(ONE)
    monkeypatch.setenv("TOWNHALL_ENGINE", ENGINE)
    assert answer(["sweep", "own.yaml", "--out", "out", "--until-precision", *options]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not Path("out").exists()


def test_at_most_alone_is_nonsense_too(design_of, capsys) -> None:
    design_of(ONE)
    assert answer(["sweep", "own.yaml", "--at-most", "50"]) == 2
    assert "--at-most is the end of --until-precision" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_designs_that_are_asked_for_indices_are_refused(design_of, kind: str) -> None:
    design = design_of(ONE.replace("kind: grid", f"kind: {kind}").replace(" [1.0]", ""), points=4)
    with pytest.raises(InputError, match=f"a {kind} design asks for indices .* raise the design's points instead"):
        check_precision(design, {"index": 1.0})


def test_an_outcome_that_a_council_does_not_have_is_refused(design_of) -> None:
    from sim.council.councils import SERVICES, find_council

    council = find_council("Ashford")
    lacks = next(name for name, runs in zip(SERVICES, council.runs, strict=True) if not runs)
    outcome = f"service.quality.{lacks}"
    design = design_of(ONE, councils=["Camden", "Ashford"], outcomes=[outcome])
    with pytest.raises(InputError, match=f"{council.name} does not have what {outcome} measures"):
        check_precision(design, {outcome: 1.0})


def test_a_dry_run_says_the_most(design_of, capsys, monkeypatch) -> None:
    design_of(ONE)
    monkeypatch.setenv("TOWNHALL_ENGINE", ENGINE)
    more = ["--until-precision", "index=1", "--at-most", "70", "--out", "out", "--dry-run"]
    assert answer(["sweep", "own.yaml", *more]) == 0
    said = capsys.readouterr().out
    assert "70 runs; " in said
    assert "That is the most it can take" in said
    assert not Path("out").exists()


def test_a_folder_of_a_study_is_refused_in_a_sentence(design_of) -> None:
    from experiments.designs.design import Fixed
    from experiments.runs.driver import run_design as run

    other = design_of()
    study = Fixed("other", "?", "other", other.crossings, other.factors)
    run(study, out=Path("out"), engine="known_engine:simulate", workers=1)
    with pytest.raises(InputError, match="holds a different sweep"):
        run_until_precise(other, {"index": 5.0}, out=Path("out"), engine="known_engine:simulate", workers=1)
