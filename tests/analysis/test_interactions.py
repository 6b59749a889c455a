"""Factorial contrasts against known effects, and against their own promise."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.interactions import interactions
from experiments.analysis.multiple import holm
from sim.errors import InputError


def sweep(effect, replicates: int, noise: float, seed: int = 0) -> pd.DataFrame:
    """Two scenarios x trust x cuts, all combinations, with what each replicate shares and what every run has alone."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0, 3, replicates)
    rows = [
        (scenario, "Camden", point, replicate, trust, cuts, effect(scenario == "distributed", trust, cuts)
         + shared[replicate] + rng.normal(0, noise))
        for scenario in ("command", "distributed")
        for point, (trust, cuts) in enumerate(itertools.product((0.2, 0.8), (0.1, 0.3)))
        for replicate in range(replicates)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["scenario", "council", "point", "replicate", "trust", "cuts", "outcome"])


FACTORS = ["scenario", "trust", "cuts"]


def additive(distributed: bool, trust: float, cuts: float) -> float:
    return 2 * distributed + 5 * trust - 10 * cuts


def crossed(distributed: bool, trust: float, cuts: float) -> float:
    return additive(distributed, trust, cuts) + 4 * distributed * trust


def test_known_effects_are_found_exactly() -> None:
    found = interactions(sweep(crossed, 3, 0.0), "outcome", FACTORS).table.set_index("name")
    assert found["effect"].to_dict() == pytest.approx(
        {
            "scenario": 2 + 4 * 0.5,
            "trust": 5 * 0.6 + 4 * 0.5 * 0.6,
            "cuts": -10 * 0.2,
            "scenario x trust": 4 * 0.6,
            "scenario x cuts": 0,
            "trust x cuts": 0,
        },
        abs=1e-9,
    )


def test_the_finding_says_what_depends_on_what() -> None:
    found = interactions(sweep(crossed, 20, 0.3), "outcome", FACTORS)
    assert found.finding.startswith("The effect of scenario on outcome depends on trust: it is 2.")
    assert "higher with trust = 0.8 than with trust = 0.2" in found.finding
    assert found.replicates == 20


def test_nine_of_ten_intervals_hold_the_truth_and_false_alarms_stay_rare() -> None:
    held, alarms = [], []
    for seed in range(200):
        found = interactions(sweep(crossed, 6, 1.0, seed), "outcome", FACTORS).table.set_index("name")
        row = found.loc["scenario x trust"]
        held.append(row["low"] <= 2.4 <= row["high"])
        alarms.append(
            interactions(sweep(lambda *_: 0.0, 6, 1.0, seed), "outcome", FACTORS).table["clear_adjusted"].any()
        )
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)
    assert np.mean(alarms) <= 0.14, "of six effects together at most one sweep in ten raises a false alarm"


def test_additive_effects_do_not_interact() -> None:
    found = interactions(sweep(additive, 5, 0.0), "outcome", FACTORS).table
    assert found.loc[found["kind"] == "interaction", "effect"].to_numpy() == pytest.approx(0, abs=1e-9)


def test_holms_procedure_by_hand() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.5]), 0.1).tolist() == [True, True, True, False]
    assert holm(np.array([0.03, 0.9, 0.9, 0.01]), 0.1).tolist() == [True, False, False, True]
    assert holm(np.array([0.04, 0.9, 0.9, 0.01]), 0.1).tolist() == [False, False, False, True]
    assert holm(np.array([0.2, 0.3]), 0.1).tolist() == [False, False]


def test_a_replicate_with_a_failed_run_is_left_out() -> None:
    table = sweep(crossed, 5, 0.0)
    table.loc[3, "outcome"] = np.nan
    found = interactions(table, "outcome", FACTORS)
    assert (found.replicates, found.left_out) == (4, 1)
    assert "1 replicates with a failed run" in found.finding


def test_levels_can_be_chosen_of_a_factor_with_more() -> None:
    table = sweep(crossed, 4, 0.0)
    third = table[table["trust"] == 0.8].assign(trust=1.0, point=9)
    with pytest.raises(InputError, match=r"trust has 3 levels .* --levels trust=low,high"):
        interactions(pd.concat([table, third]), "outcome", FACTORS)
    found = interactions(pd.concat([table, third]), "outcome", FACTORS, {"trust": (0.8, 0.2)}).table.set_index("name")
    assert found.loc["scenario x trust", "effect"] == pytest.approx(-2.4), "low and high as chosen"


@pytest.mark.parametrize(
    ("spoil", "factors", "sentence"),
    [
        (lambda t: t, ["trust"], "two factors at least"),
        (lambda t: t, ["trust", "trust"], "named twice"),
        (lambda t: t, ["trust", "cutz"], 'Did you mean "cuts"'),
        (lambda t: t.drop(index=0), FACTORS, "cannot be told apart"),
        (lambda t: t[t["trust"] == 0.2], FACTORS, "trust has 1 level"),
        (lambda t: t[t["replicate"] == 0], FACTORS, "Fewer than two replicates"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(spoil, factors: list[str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        interactions(spoil(sweep(crossed, 3, 0.1)), "outcome", factors)
