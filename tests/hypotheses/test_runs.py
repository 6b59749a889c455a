"""The study's runs: kept whole, found again, never out of date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import FALSE, TINY

import experiments
from experiments.runs.journal import read_journal
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.hypotheses.declared import Arm
from experiments.studies.hypotheses.design import DEFAULT, Asked, part_of, plan, scenario_of
from experiments.studies.hypotheses.hypercube import point_settings
from experiments.studies.hypotheses.study import Hypotheses, by_arm
from experiments.studies.publish import conduct
from sim.machine.engine import simulate_many
from sim.outcomes import OUTCOMES
from sim.schedule import THEORIES

FOUR = Asked((TINY,), seed=3, replications=4, points=0)
"""Sixteen runs."""
TWO = replace(FOUR, replications=2)
"""Eight runs, which threads do."""
TABLES = ("criteria", "hypotheses", "hypercube")
TIMES = ["seconds_per_run"]


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a results folder, without what was measured by the clock."""
    files = [folder / f"{name}.parquet" for name in TABLES]
    return {file.stem: pd.read_parquet(file).drop(columns=TIMES, errors="ignore") for file in files if file.exists()}


def assert_same(one: Path, other: Path) -> None:
    first, second = tables(one), tables(other)
    assert first.keys() == second.keys()
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, second[name], check_exact=True)


def arms_of(asked: Asked, folder: Path, part: str = DEFAULT) -> dict[str, np.ndarray]:
    """What the arms of the first hypothesis brought: (points, replicates, councils, months, outcomes) each."""
    study, planned = Hypotheses(asked), plan(asked)
    name = (asked.hypotheses[0].id, part)
    keys = Expansion(study.design).keys_of(planned.numbers[name])
    return by_arm(planned.parts[name], keys, Results(folder))


def keys_of(asked: Asked) -> np.ndarray:
    return np.unique(Expansion(Hypotheses(asked).design).keys)


def test_an_arm_gives_the_runs_that_it_says(tmp_path: Path) -> None:
    conduct(Hypotheses(TWO), out=tmp_path / "out")
    values = arms_of(TWO, tmp_path / "out")["command"][0]
    (council,) = plan(TWO).parts["S12", DEFAULT].crossing.cells[0].councils
    direct = simulate_many(scenario_of(TINY.arms[0]), council, months=24, seed=3, replicates=range(2))
    np.testing.assert_array_equal(values[:, 0], direct[:, :, [OUTCOMES.index(name) for name in TINY.outcomes]])


def test_councils_alone_and_together(tmp_path: Path) -> None:
    arms = (
        Arm("alone", councils=("Camden", "Leeds"), months=12, without=("all",)),
        Arm("longer", councils=("Camden",), months=24),
        Arm("together", councils=("Camden", "Leeds"), months=12, without=("all",), together=True),
    )
    part = part_of("S12", DEFAULT, arms, TINY.outcomes, seed=1, replicates=2)
    assert len(part.crossing) == 2 * 2 + 2 + 2, "councils that run together are one run"
    asked = Asked(
        (replace(TINY, arms=arms, criteria=(), turn=replace(TINY.turn, settings={})),), replications=2, points=0
    )
    published = conduct(Hypotheses(asked), out=tmp_path / "out")
    assert published.ran.planned == 8, "a turn that changes nothing asks for the same runs"
    values = {name: array[0] for name, array in arms_of(asked, tmp_path / "out").items()}
    assert list(values) == ["alone", "longer", "together"]
    assert values["alone"].shape == values["together"].shape == (2, 2, 12, 2)
    assert values["longer"].shape == (2, 1, 24, 2)
    # Until there is a process between councils, a family is its councils.
    np.testing.assert_array_equal(values["alone"], values["together"])


def test_a_turn_lies_above_an_arms_own_settings_and_a_point_below() -> None:
    arm = Arm("one", {"approval_layers": 3.0, "delay_harm": 1.0}, scenario="command")
    assert scenario_of(arm, above={"approval_layers": 5.0}).values["approval_layers"] == 5.0  # noqa: PD011
    assert scenario_of(replace(arm, without=("all",))).without == tuple(THEORIES)
    assert scenario_of(arm, without=("S12",)).without == ("S12",)
    hypothesis = replace(TINY, arms=(arm, Arm("other", scenario="low-trust")))
    part = plan(Asked((hypothesis,), points=4)).parts["S12", "hypercube"]
    for settings in point_settings(part.crossing.points.stretch(0, 4)):
        # What any arm or the scenario below it sets is left as it is in all of them, be it set to its default.
        assert not {"approval_layers", "delay_harm", "style_mean", "initial_trust"} & settings.keys()
        laid = scenario_of(arm).changed(**settings).values  # noqa: PD011
        assert (laid["approval_layers"], laid["style_mean"], laid["delay_harm"]) == (3.0, 0.2, 1.0)


def test_more_replicates_leave_earlier_runs_valid_and_equal_runs_are_asked_for_once() -> None:
    few, more = keys_of(FOUR), keys_of(replace(FOUR, replications=8))
    assert len(few) == 16
    assert len(more) == 32
    assert np.isin(few, more).all()
    assert np.array_equal(few, keys_of(replace(FOUR, hypotheses=(TINY, FALSE))))
    assert not np.isin(few, keys_of(replace(FOUR, seed=4))).any()
    turned = replace(TINY, turn=replace(TINY.turn, settings={}, without=("S12",)))
    assert np.isin(few, keys_of(replace(FOUR, hypotheses=(turned,)))).sum() == 8, "those at the defaults"


@pytest.mark.process
def test_what_is_there_is_not_run_again_and_workers_change_nothing(tmp_path: Path) -> None:
    told: list[tuple[float, int]] = []
    one = conduct(Hypotheses(FOUR), out=tmp_path / "one", workers=1, progress=lambda *at: told.append(at))
    assert (told[0], told[-1]) == ((0, 16), (16, 16))
    assert conduct(Hypotheses(FOUR), out=tmp_path / "one").ran.ran == 0
    two = conduct(Hypotheses(FOUR), out=tmp_path / "two", workers=2, batch_runs=3)
    assert one.ran.digest == two.ran.digest
    assert_same(tmp_path / "one", tmp_path / "two")


@pytest.mark.parametrize("damage", ["cut off", "a flipped bit", "empty", "another file", "gone"])
def test_a_damaged_shard_is_made_again(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "out"
    before = conduct(Hypotheses(TWO), out=folder, batch_runs=2)
    shards = read_journal(folder / "journal.jsonl").shards
    name, shard = next(iter(shards.items()))
    path = folder / "shards" / name
    whole = path.read_bytes()
    if damage == "cut off":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "a flipped bit":
        path.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "another file":
        path.write_bytes(b"something else entirely " * 20)
    else:
        path.unlink()
    again = conduct(Hypotheses(TWO), out=folder)
    assert again.ran.ran == len(shard.keys) < before.ran.ran
    assert again.already_there
    assert again.ran.digest == before.ran.digest


def spoil(path: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> str:
    path.write_text("\n".join(lines))
    monkeypatch.setenv("SPOILT", str(path))
    return "spoiling_model:simulate"


def test_a_run_that_fails_costs_its_hypothesis_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(TINY, id="S01", arms=tuple(replace(arm, months=12) for arm in TINY.arms))
    asked = Asked((TINY, other), replications=4, points=0)
    engine = spoil(tmp_path / "spoilt", monkeypatch, "S12: command 2")
    published = conduct(Hypotheses(asked), out=tmp_path / "out", engine=engine)
    bad, good = published.found.judgements
    assert (bad.verdict, good.verdict) == ("failed", "supported")
    assert bad.error == "A run failed: ZeroDivisionError: no cases at all"
    assert (bad.runs, good.runs) == (15, 16)
    text = published.report.read_text()
    assert "**1 of 32 runs failed**" in text
    assert f"townhall rerun {tmp_path / 'out'} --row" in text
    failures = experiments.load(tmp_path / "out", "failures")
    assert len(failures) == 1
    # Once it is mended, that run alone is done again.
    spoil(tmp_path / "spoilt", monkeypatch)
    again = conduct(Hypotheses(asked), out=tmp_path / "out", engine=engine, retry_failed=True)
    assert again.ran.ran == 1
    assert [j.verdict for j in again.found.judgements] == ["supported", "supported"]
    assert "runs failed" not in published.report.read_text()


def test_a_point_that_fails_upholds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked((TINY,), replications=2, points=2)
    engine = spoil(tmp_path / "spoilt", monkeypatch, "S12: command points")
    (found,) = conduct(Hypotheses(asked), out=tmp_path / "out", engine=engine).found.judgements
    assert found.verdict == "supported"
    assert found.hypercube is not None
    assert np.isnan(found.hypercube.statistics).all()
    assert (found.hypercube.points, found.hypercube.upheld, found.hypercube.upheld_by_criterion) == (2, 0.0, (0.0,))


def test_the_rivalry_is_part_of_the_same_design(tmp_path: Path) -> None:
    small = replace(TINY, id="S09", arms=tuple(replace(arm, months=2) for arm in TINY.arms))
    study = Hypotheses(Asked((small,), replications=2, points=0))
    assert set(study.planned.parts) == {("S09", part) for part in ("default", "turn", "rivalry")}
    names = [cell.scenario.name for cell in study.planned.parts["S09", "rivalry"].crossing.cells]
    assert "S09, rivalry: neither" in names
