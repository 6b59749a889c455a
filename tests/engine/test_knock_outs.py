"""What is because of a theory: pairs with the same luck, of one scenario and of two, exact where that is known."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.studies.knocked import ONE_PAIR, knocked
from sim.council.council import Council
from sim.errors import InputError
from sim.faces.explain import Explanation, explain
from sim.faces.knock_outs import KnockOut
from sim.machine.engine import simulate
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import THEORIES

MONTHS, SEEDS = 6, 3


@pytest.fixture(scope="module")
def distributed() -> Scenario:
    return load_scenario("distributed")


def at_end(scenario: Scenario, council: Council, outcome: str, replicate: int) -> float:
    run = simulate(scenario, council, months=MONTHS, seed=4, replicate=replicate)
    return float(run.values[-1, OUTCOMES.index(outcome)])


def test_pairs_are_replicates_with_and_without_a_theory(distributed: Scenario, camden: Council) -> None:
    found = explain(distributed, camden, "trust.dyad", MONTHS, 4, seeds=SEEDS)
    assert {one.theory for one in found.knock_outs} == set(THEORIES)
    one = next(one for one in found.knock_outs if one.theory == "S01")
    less = distributed.switched_off("S01")
    assert one.with_it.tolist() == [at_end(distributed, camden, "trust.dyad", at) for at in range(SEEDS)]
    assert one.without_it.tolist() == [at_end(less, camden, "trust.dyad", at) for at in range(SEEDS)]
    assert one.difference == pytest.approx(np.mean(one.with_it - one.without_it))
    sizes = [abs(one.difference) for one in found.knock_outs]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0


def test_one_seed_is_the_first_pair_of_many_and_the_accounting_does_not_change(
    distributed: Scenario, camden: Council
) -> None:
    one, many = (explain(distributed, camden, "trust.dyad", MONTHS, 4, seeds=seeds) for seeds in (1, SEEDS))
    assert one.rows == many.rows
    assert (one.start, one.end) == (many.start, many.end)
    first = {k.theory: (k.with_it[0], k.without_it[0]) for k in many.knock_outs}
    assert {k.theory: (k.value_with, k.value_without) for k in one.knock_outs} == first
    assert set(knocked(one)["verdict"]) == {ONE_PAIR}
    assert knocked(one)["low"].isna().all()


def test_a_theory_that_is_silent_brings_exactly_nothing(distributed: Scenario, camden: Council) -> None:
    """Sharing between councils begins later: up to then it changes no bit, whatever the luck."""
    rows = knocked(explain(distributed, camden, "trust.dyad", 2, 4, seeds=SEEDS)).set_index("theory")
    silent = rows[rows["verdict"] == "no difference"]
    assert "S18" in silent.index
    assert (silent[["difference", "low", "high"]] == 0.0).all(axis=None)


def test_what_two_scenarios_differ_in_alone_carries_all_of_their_difference(
    distributed: Scenario, camden: Council
) -> None:
    """Switched off in both, the two are the same run; and no other theory's removal leaves nothing."""
    less = distributed.switched_off("S01")
    found = explain(distributed, camden, "trust.dyad", MONTHS, 4, seeds=SEEDS, against=less)
    one = next(one for one in found.knock_outs if one.theory == "S01")
    assert (one.without_it == 0.0).all()
    assert (one.with_it != 0.0).all()
    assert np.array_equal(one.differences, one.with_it)
    others = [k for k in found.knock_outs if k.theory != "S01"]
    assert all((k.without_it != 0.0).all() for k in others)


@pytest.mark.parametrize("outcome", ["trust.dyad", "money.reserves", "staff.morale", "index"])
def test_the_accounting_of_a_difference_is_the_difference_of_both(
    distributed: Scenario, camden: Council, outcome: str
) -> None:
    other = load_scenario("command")
    mine, its, both = (
        explain(one, camden, outcome, MONTHS, 4, **more)
        for one, more in ((distributed, {}), (other, {}), (distributed, {"against": other}))
    )
    assert (both.start, both.end) == (mine.start - its.start, mine.end - its.end)
    assert [row.process for row in both.rows] == [row.process for row in mine.rows]
    for row, one, two in zip(both.rows, mine.rows, its.rows, strict=True):
        assert row.amount == one.amount - two.amount
    assert np.array_equal(both.course, mine.course - its.course)
    if both.rows:
        assert both.start + sum(row.amount for row in both.rows) == pytest.approx(both.end, rel=1e-9, abs=1e-9)


def test_turning_the_question_round_turns_every_sign(distributed: Scenario, camden: Council) -> None:
    other = load_scenario("command")
    there = explain(distributed, camden, "index", MONTHS, 4, seeds=2, against=other)
    back = explain(other, camden, "index", MONTHS, 4, seeds=2, against=distributed)
    signs = {one.theory: one.differences for one in back.knock_outs}
    for one in there.knock_outs:
        assert one.differences == pytest.approx(-signs[one.theory], abs=1e-15)


def test_a_theory_that_is_off_in_both_is_not_tried_and_progress_counts_every_run(
    distributed: Scenario, camden: Council
) -> None:
    ticks: list[tuple[float, int]] = []
    tried = ("S01", "S12")
    alone = [theory for theory in THEORIES if theory not in tried]
    one, other = distributed.switched_off(*alone), distributed.switched_off(*alone, "S12")
    found = explain(one, camden, "index", 2, seeds=2, against=other, tick=lambda done, of: ticks.append((done, of)))
    assert {k.theory for k in found.knock_outs} == set(tried)
    assert ticks == [(at, 12) for at in range(1, 13)]


def made_up(differences: list[float]) -> Explanation:
    values = np.array(differences)
    one = KnockOut("S01", "A title", 1.0 + values, np.ones(len(values)))
    return Explanation("index", 1, 0.0, 1.0, (), (one,), "", np.empty((1, 0)), len(values))


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ([0.2, 0.3, 0.25], "higher"),
        ([-0.2, -0.3, -0.25], "lower"),
        ([0.2, -0.3, 0.25], "no clear difference"),
        ([0.0, 0.0, 0.0], "no difference"),
        ([0.2], ONE_PAIR),
        ([0.2, float("nan"), 0.3], "no clear difference"),
    ],
)
def test_a_verdict_is_that_of_the_interval(differences: list[float], said: str) -> None:
    row = knocked(made_up(differences)).iloc[0]
    kept = np.array(differences)[np.isfinite(differences)]
    assert row["verdict"] == said
    assert row["pairs"] == len(kept)
    assert row["difference"] == pytest.approx(kept.mean())
    if said == "higher":  # Student's t for two degrees of freedom at 90 %
        half = 2.919986 * np.std(kept, ddof=1) / np.sqrt(3)
        assert (row["low"], row["high"]) == (pytest.approx(0.25 - half, abs=1e-6), pytest.approx(0.25 + half, abs=1e-6))


@pytest.mark.parametrize(
    ("more", "says"), [({"seeds": 0}, "1 or more, not 0"), ({"against": "itself"}, "leaves nothing to explain")]
)
def test_what_cannot_be_explained_gets_one_sentence(
    distributed: Scenario, camden: Council, more: dict[str, object], says: str
) -> None:
    given = {name: distributed if value == "itself" else value for name, value in more.items()}
    with pytest.raises(InputError, match=says):
        explain(distributed, camden, "index", 2, **given)
