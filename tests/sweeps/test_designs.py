"""Designs: what each kind makes of its factors, and that a plan's keys depend on what is run and on nothing else."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import experiments
from experiments.designs.factor_file import SELECTING
from experiments.designs.sampling import Points, latin_hypercube, spread, unit_samples
from experiments.designs.sweep_file import list_designs, load_design
from experiments.runs.driver import run_design
from experiments.runs.plan import Expansion
from experiments.runs.plan_file import PlanFile, write_plan
from experiments.runs.planned import Part
from sim.errors import InputError
from sim.machine.declared import PARAMETERS
from sim.scenario.scenario import theories

theories()

SAMPLED = """\
why: x
kind: {kind}
points: {points}
levers:
  style_mean: {{from: 0.2, to: 0.6}}
  budget_cut_years: {{from: 2, to: 5}}
  budget_mode:
  audit_rate: {{from: 0.01, to: 0.3, distribution: log_uniform}}
  initial_trust: {{distribution: triangular, peak: 0.3}}
"""


def rows(design) -> list[dict]:
    expansion = Expansion(design)
    return expansion.stretch(0, len(expansion)).to_pylist()


def test_a_grid_has_every_combination_in_every_scenario_and_council(design_of) -> None:
    design = design_of(councils=["Camden", "Leeds"])
    found = Counter((r["initial_trust"], r["scenario"], r["council"], r["replicate"]) for r in rows(design))
    assert set(found) == set(product([0.3, 0.8], ["command", "distributed"], ["Camden", "Leeds"], range(6)))
    assert set(found.values()) == {1}


def test_a_grid_steps_evenly_and_takes_all_words(design_of) -> None:
    text = """\
why: x
kind: grid
replications: 1
levers:
  style_mean: {from: 0.1, to: 0.9, steps: 5}
  budget_cut_years: {from: 2, to: 5, steps: 3}
  budget_mode:
"""
    found = rows(design_of(text))
    assert sorted({r["style_mean"] for r in found}) == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert sorted({r["budget_cut_years"] for r in found}) == [2, 4, 5]
    assert {r["budget_mode"] for r in found} == set(PARAMETERS["budget_mode"].choices)
    assert len(found) == 5 * 3 * 4


def test_one_at_a_time_leaves_everything_else_as_the_scenario_has_it(design_of) -> None:
    text = """\
why: x
kind: one_at_a_time
replications: 1
scenarios: [command, distributed]
levers:
  style_mean: [0.1, 0.9]
  initial_trust:
"""
    found = rows(design_of(text))
    own = {"command": 0.2, "distributed": 0.8}
    default, declared = PARAMETERS["initial_trust"].default, PARAMETERS["initial_trust"]
    for scenario, style in own.items():
        assert [(r["style_mean"], r["initial_trust"]) for r in found if r["scenario"] == scenario] == [
            (style, default),
            (0.1, default),
            (0.9, default),
            (style, declared.lo),
            (style, declared.hi),
        ]


@pytest.mark.parametrize(("kind", "points"), [("latin_hypercube", 200), ("sobol", 64), ("morris", 20)])
def test_sampled_points_lie_in_their_ranges_and_reach_all_of_them(design_of, kind: str, points: int) -> None:
    design = design_of(SAMPLED.format(kind=kind, points=points))
    cut = {"latin_hypercube": 200, "sobol": 64 * 7, "morris": 20 * 6}[kind]
    values = Points(design).stretch(0, cut)
    assert len(Points(design)) == cut
    style, years, mode, audit, trust = values.T
    assert style.min() >= 0.2
    assert style.max() <= 0.6
    assert np.ptp(style) > 0.3
    assert set(years) <= {2, 3, 4, 5}
    assert set(mode) == {0, 1, 2, 3}
    assert audit.min() >= 0.01
    assert audit.max() <= 0.3
    assert np.isfinite(trust).all()
    found = rows(design)
    assert {type(r["budget_cut_years"]) for r in found} == {int}
    assert {r["budget_mode"] for r in found} == set(PARAMETERS["budget_mode"].choices)


def test_distributions_are_what_they_are_called(design_of) -> None:
    by_name = {factor.name: factor for factor in design_of(SAMPLED.format(kind="latin_hypercube", points=2)).factors}
    uniform = (np.arange(10_000) + 0.5) / 10_000
    log_uniform = spread(by_name["audit_rate"], uniform)
    assert np.median(log_uniform) == pytest.approx(np.sqrt(0.01 * 0.3), rel=1e-3)
    triangular = spread(by_name["initial_trust"], uniform)
    low, high = by_name["initial_trust"].low, by_name["initial_trust"].high
    assert triangular.mean() == pytest.approx((low + 0.3 + high) / 3, abs=1e-3)
    years = spread(by_name["budget_cut_years"], uniform)
    assert [int((years == year).sum()) for year in (2, 3, 4, 5)] == [2500] * 4
    edges = np.array([0.0, 1.0])  # where Morris's levels lie
    for factor in by_name.values():
        assert np.isfinite(spread(factor, edges)).all()


def test_points_are_drawn_by_seed_and_the_seed_0_is_one_too(design_of) -> None:
    for kind, points in (("latin_hypercube", 20), ("sobol", 8), ("morris", 5)):
        text = SAMPLED.format(kind=kind, points=points)
        zero, again, one = (unit_samples(design_of(text, sampling_seed=seed)) for seed in (0, 0, 1))
        assert np.array_equal(zero, again)
        assert not np.array_equal(zero, one)


@pytest.mark.parametrize(("dimensions", "count"), [(1, 1), (2, 20), (7, 500)])
def test_latin_hypercubes_are_those_of_scipy(dimensions: int, count: int) -> None:
    from scipy.stats import qmc

    theirs = qmc.LatinHypercube(d=dimensions, seed=np.random.default_rng([4, 1])).random(count)
    assert np.array_equal(latin_hypercube(dimensions, count, [4, 1]), theirs)


@pytest.mark.parametrize(
    ("kind", "few", "more"), [("latin_hypercube", [30], [30, 20]), ("sobol", 8, 16), ("morris", 5, 9)]
)
def test_more_points_leave_the_earlier_ones_as_they_were(design_of, kind: str, few: object, more: object) -> None:
    small, large = (design_of(SAMPLED.format(kind=kind, points=points)) for points in (few, more))
    first, all_of_them = (Points(design).stretch(0, len(Points(design))) for design in (small, large))
    assert len(first) < len(all_of_them)
    assert np.array_equal(first, all_of_them[: len(first)])
    assert np.isin(Expansion(small).keys, Expansion(large).keys).all()


def test_keys_depend_on_what_is_run_and_on_nothing_else(design_of) -> None:
    small = set(Expansion(design_of()).keys.tolist())
    assert len(small) == 24
    assert small < set(Expansion(design_of(replications=9)).keys.tolist())
    assert small < set(Expansion(design_of(scenarios=["baseline", "command", "distributed"])).keys.tolist())
    assert small < set(Expansion(design_of(levers={"initial_trust": [0.1, 0.3, 0.8]})).keys.tolist())
    # The same runs, however the design says so.
    Path("points.csv").write_text("initial_trust\n0.8\n0.3\n")
    assert small == set(
        Expansion(design_of(kind="csv", file="points.csv", levers={"initial_trust": None})).keys.tolist()
    )
    for different in ({"months": 14}, {"seed": 1}, {"constants": {"audit_rate": 0.2}}, {"councils": ["Leeds"]}):
        assert not small & set(Expansion(design_of(**different)).keys.tolist())
    assert small == set(Expansion(design_of(outcomes=["index"], why="Another sentence.")).keys.tolist())


def test_a_point_that_comes_again_is_the_same_run_and_every_row_has_its_numbers(design_of) -> None:
    Path("points.csv").write_text("initial_trust\n0.3\n0.8\n0.3\n0.3\n")
    design = design_of(kind="csv", file="points.csv", levers={"initial_trust": None})
    again = Expansion(design)
    assert (len(set(again.keys.tolist())), len(again)) == (24, 48)
    assert set(Expansion(design_of()).keys.tolist()) == set(again.keys.tolist())
    ran = run_design(design, out=Path("again"), workers=1)
    assert (ran.planned, ran.done, ran.ran) == (24, 24, 24)
    for table, rows_of_one in (("runs", 1), ("yearly", 2)):
        frame = experiments.load("again", table)
        assert len(frame) == 48 * rows_of_one
        assert frame["index"].notna().all()
        copies = frame[frame["point"] == 3].reset_index(drop=True)
        first = frame[frame["point"] == 0].reset_index(drop=True)
        assert copies.drop(columns=["row", "point"]).equals(first.drop(columns=["row", "point"]))


def test_scenarios_of_another_name_and_the_same_content_share_their_runs(design_of) -> None:
    Path("same.yaml").write_text("extends: command\nwhy: The same under another name.\n")
    both = Expansion(design_of(scenarios=["command", "same.yaml"]))
    assert (len(set(both.keys.tolist())), len(both)) == (12, 24)
    assert set(both.keys.tolist()) < set(Expansion(design_of()).keys.tolist())


def test_scenarios_that_differ_in_what_happens_stay_two_whatever_a_factor_sets(folder) -> None:
    (folder / "shaken.yaml").write_text(
        "why: x\nextends: distributed\nevents: [{date: 2011-04, shock: {layer: line, trust: -0.3}}]\n"
    )
    (folder / "own.yaml").write_text(
        "why: x\nkind: grid\nscenarios: [command, shaken.yaml]\nlevers: {style_mean: [0.2, 0.8]}\n"
    )
    assert len({row["key"] for row in rows(load_design(folder / "own.yaml"))}) == 4 * 10, "no two are one"


def test_the_work_is_done_replicate_by_replicate(design_of, folder) -> None:
    expansion = Expansion(design_of())
    write_plan(expansion, folder / "plan.parquet")
    plan = PlanFile(folder / "plan.parquet")
    replicates = [run.replicate for run in plan.runs(np.ones(len(plan), dtype=bool))]
    assert replicates == sorted(replicates)
    assert rows(design_of())[0]["row"] == 0


def test_independent_random_numbers_differ_between_points_and_common_ones_do_not(design_of) -> None:
    common, independent = design_of(), design_of(random_numbers="independent")
    assert {row["seed"] for row in rows(common)} == {0}
    seeds = {(row["initial_trust"], row["scenario"], row["seed"]) for row in rows(independent)}
    assert len(seeds) == len({seed for *_, seed in seeds}) == 4


def test_parts_share_the_plan_out_and_a_grown_plan_leaves_each_run_in_its_part(design_of) -> None:
    few, many = Expansion(design_of()).keys, Expansion(design_of(replications=40)).keys
    parts = [Part(number, 3) for number in (1, 2, 3)]
    assert sum(part.holds(many).astype(int) for part in parts).tolist() == [1] * len(many)
    for part in parts:
        assert set(few[part.holds(few)].tolist()) <= set(many[part.holds(many)].tolist())
        assert part.holds(many).sum() > len(many) / 6


def test_a_plan_is_read_as_it_was_written_and_in_stretches(design_of, folder, monkeypatch) -> None:
    for place in ("plan", "plan_file"):
        monkeypatch.setattr(f"experiments.runs.{place}.STRETCH", 7)
    expansion = Expansion(design_of())
    write_plan(expansion, folder / "plan.parquet")
    plan = PlanFile(folder / "plan.parquet")
    assert plan.keys.tolist() == expansion.keys.tolist()
    wanted = np.zeros(24, dtype=bool)
    wanted[[0, 6, 7, 23]] = True
    runs = list(plan.runs(wanted))
    assert [run.key for run in runs] == expansion.keys[wanted].tolist()
    assert runs[0].settings == {"initial_trust": 0.3}
    assert runs[-1].settings == {"initial_trust": 0.8}
    row, run = plan.find(f"{runs[1].key:016x}"[:12])
    # Seventh in the order of the work: the second replicate of the third of four rows of points and scenarios.
    assert (row["row"], run.key) == (13, runs[1].key)
    with pytest.raises(InputError, match="has no run with the key"):
        plan.find("xyz")


def test_marks_take_every_parameter_with_a_mark_that_is_not_named_elsewhere(design_of) -> None:
    text = """\
why: x
kind: one_at_a_time
uncertainties:
  marks: [ASSUMPTION]
  except: [audit_rate]
  trait_spread: {from: 0.1, to: 0.2}
levers:
  initial_trust:
constants:
  idea_rate: 0.1
"""
    marked = {name for name, p in PARAMETERS.items() if p.mark == "ASSUMPTION"}
    assert {"audit_rate", "trait_spread", "initial_trust", "idea_rate"} <= marked, "choose others for this test"
    found = {factor.name: factor for factor in design_of(text).factors}
    assert set(found) == marked - {"audit_rate", "idea_rate"}
    assert found["trait_spread"].high == 0.2
    assert found["initial_trust"].role == "levers"
    assert {factor.role for name, factor in found.items() if name != "initial_trust"} == {"uncertainties"}


def test_no_parameter_has_a_name_that_a_design_uses_otherwise() -> None:
    assert not set(SELECTING) & set(PARAMETERS)


@pytest.mark.parametrize("name", list_designs())
def test_our_own_designs_are_valid_and_small_enough_for_a_night(name: str) -> None:
    design = load_design(name)
    expansion = Expansion(design)
    assert 0 < len(expansion) < 200_000
    assert expansion.stretch(0, 2).num_rows == 2
    for run in expansion.sample(3):
        expansion.cells[run.cell].scenario.changed(**run.settings)
