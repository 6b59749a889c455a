"""Regret of a table worked by hand; dominance of distributions that are known to dominate, or not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.analysis.dominance import dominance, violation
from experiments.analysis.robustness import PolicyRuns, policy_runs, regret
from sim.errors import InputError


def made(
    means: list[list[float]], replicates: int = 20, noise: float = 0.0, direction: int = 1, seed: int = 0
) -> PolicyRuns:
    rng = np.random.default_rng(seed)
    array = np.array(means, dtype=float)
    runs = array[:, :, None] + noise * rng.normal(size=(*array.shape, replicates))
    names = tuple("ABCDEFG"[: len(array)])
    return PolicyRuns("outcome", direction, names, np.arange(array.shape[1]), pd.DataFrame(), runs)


# Three policies in three worlds: A is best in two but terrible in the last, B is never best and never far off.
BY_HAND = [[10, 8, 0], [8, 7, 6], [0, 1, 8]]


def test_regret_worked_by_hand() -> None:
    found = regret(made(BY_HAND))
    assert found.by_world.tolist() == [[0, 0, 8], [2, 1, 2], [10, 7, 0]]
    rows = found.table.set_index("policy")
    assert found.table["policy"].iloc[0] == "B", "Savage's choice: never best, never far from it"
    assert rows["largest_regret"].to_dict() == {"A": 8, "B": 2, "C": 10}
    assert rows["best"].to_dict() == pytest.approx({"A": 2 / 3, "B": 0, "C": 1 / 3})
    assert rows["clearly_best"].to_dict() == pytest.approx({"A": 2 / 3, "B": 0, "C": 1 / 3})
    assert rows["worst_world"].to_dict() == {"A": 2, "B": 0, "C": 0}
    assert rows.loc["B", "chosen_again"] == 1
    assert "Least to regret in outcome is B" in found.finding


def test_where_less_is_better_the_signs_turn() -> None:
    turned = regret(made((-np.array(BY_HAND)).tolist(), direction=-1))
    assert turned.by_world.tolist() == regret(made(BY_HAND)).by_world.tolist()


def test_equal_policies_have_no_regret_that_survives_a_check() -> None:
    """Noise alone makes a best policy; chosen on one half of the runs, it is no better on the other."""
    raw, checked, clear = [], [], []
    for seed in range(40):
        found = regret(made(np.zeros((4, 25)).tolist(), 10, 1.0, seed=seed), resamples=20).table
        raw.append(found["mean_regret"].mean())
        checked.append(found["regret_checked"].mean())
        clear.append(found["clearly_best"].sum())
    assert np.mean(raw) > 0.25
    assert abs(np.mean(checked)) < 0.02
    assert np.mean(clear) < 0.05


def test_both_estimates_of_regret_hold_the_truth_between_them() -> None:
    means = np.random.default_rng(5).normal(0, 0.3, (3, 40))
    truth = (means.max(axis=0) - means).mean()
    raw, checked = [], []
    for seed in range(40):
        found = regret(made(means.tolist(), 10, 1.0, seed=seed), resamples=5).table
        raw.append(found["mean_regret"].mean())
        checked.append(found["regret_checked"].mean())
    assert np.mean(checked) < truth < np.mean(raw)


def table_of(worlds: int = 4, replicates: int = 3) -> pd.DataFrame:
    rows = [
        (scenario, "Camden", point, replicate, cuts, lever, 5 * (scenario == "distributed") + cuts * lever)
        for scenario in ("command", "distributed")
        for point, (cuts, lever) in enumerate((cuts, lever) for cuts in range(worlds) for lever in (0.0, 1.0))
        for replicate in range(replicates)
    ]
    return pd.DataFrame(rows, columns=["scenario", "council", "point", "replicate", "cuts", "lever", "outcome"])


def test_scenarios_or_levers_are_the_policies() -> None:
    by_scenario = policy_runs(table_of(), "outcome", 1, ["scenario"])
    assert by_scenario.policies == ("command", "distributed")
    assert by_scenario.runs.shape == (2, 8, 3)
    assert (by_scenario.runs[1] - by_scenario.runs[0] == 5).all()
    by_lever = policy_runs(table_of(), "outcome", 1, ["lever"], uncertainties=["cuts"], scenario="command")
    assert by_lever.policies == ("lever 0", "lever 1")
    assert by_lever.settings["cuts"].tolist() == [0, 1, 2, 3]
    assert (by_lever.runs[1] - by_lever.runs[0])[:, 0].tolist() == [0, 1, 2, 3]
    both = policy_runs(table_of(), "outcome", -1, ["scenario", "lever"], uncertainties=["cuts"])
    assert both.policies[3] == "distributed, lever 1"


@pytest.mark.parametrize(
    ("spoil", "levers", "direction", "sentence"),
    [
        (lambda t: t, ["scenario"], 0, "neither good nor bad"),
        (lambda t: t[t["scenario"] == "command"], ["scenario"], 1, "one policy only"),
        (lambda t: t.drop(index=3), ["scenario"], 1, "Not every policy was run"),
        (lambda t: t.assign(outcome=t["outcome"].where(t.index != 3)), ["scenario"], 1, "missing or not a number"),
        (lambda t: t, ["leverr"], 1, 'Did you mean "lever"'),
        (lambda t: t, ["lever"], 1, "choose one with --scenario"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(spoil, levers, direction: int, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        policy_runs(spoil(table_of()), "outcome", direction, levers)


def quantiles(distribution, n: int = 20_001) -> np.ndarray:
    """A sample without chance: the distribution's own quantiles."""
    return distribution.ppf((np.arange(n) + 0.5) / n)


def test_dominance_of_known_distributions() -> None:
    better, worse = quantiles(stats.norm(1, 1)), quantiles(stats.norm(0, 1))
    assert violation(better, worse, order=1) == 0
    assert violation(worse, better, order=1) == 1
    assert violation(better, worse, order=2) == 0
    # Equal means, less risk: second order only. The first-order violation is half the area, by symmetry.
    safe, risky = quantiles(stats.norm(0, 1)), quantiles(stats.norm(0, 2))
    assert violation(safe, risky, order=1) == pytest.approx(0.5, abs=0.001)
    assert violation(safe, risky, order=2) == pytest.approx(0, abs=1e-3)
    assert violation(risky, safe, order=2) == pytest.approx(1, abs=1e-3)


def test_the_violated_share_of_two_uniforms_is_that_of_geometry() -> None:
    """U(0.2, 0.8) against U(0, 1): the distribution functions cross in the middle and enclose two equal triangles.

    U(0.3, 0.8) against U(0, 1): they cross at 0.6; triangles of 0.3 x 0.6 / 2 and 0.2 x 0.4 / 2.
    """
    wide = quantiles(stats.uniform(0, 1))
    assert violation(quantiles(stats.uniform(0.2, 0.6)), wide, order=1) == pytest.approx(0.5, abs=1e-3)
    assert violation(quantiles(stats.uniform(0.3, 0.5)), wide, order=1) == pytest.approx(0.04 / 0.13, abs=1e-3)


def test_equal_samples_dominate_neither() -> None:
    sample = np.arange(10.0)
    assert violation(sample, sample, order=1) == violation(sample, sample, order=2) == 1
    assert violation(np.full(3, 0.1), np.full(5, 0.1), order=2) == 1


def test_dominance_among_policies() -> None:
    rng = np.random.default_rng(1)
    worlds = rng.normal(0, 1, 200)
    means = [(worlds + 1).tolist(), worlds.tolist(), (0.2 * worlds + 0.05).tolist()]
    found = dominance(made(means, 5, 0.05), resamples=50)
    rows = found.table.set_index(["policy", "other"])
    assert rows.loc[("A", "B"), "order"] == 1
    assert rows.loc[("C", "B"), "order"] == 2, "as good on average, far less risk"
    assert rows.loc[("B", "A"), "order"] == 0
    assert rows.loc[("A", "B"), "kept"] == 1
    assert "A dominates B to the first order" in found.finding
    assert dominance(made([[0, 1], [1, 0]], 5), resamples=5).table["order"].sum() == 0


def test_of_many_pairs_it_is_said_which_policies_are_left() -> None:
    found = dominance(made([[at, at + 1] for at in (0, 1, 2, 3, 4)], 4), resamples=5)
    assert (found.table["order"] > 0).sum() == 10
    assert found.finding == (
        "In outcome, no other policy dominates E; the other 4 are dominated or almost so by at least one (10 of 20 "
        "pairs are ordered, the table has them)."
    )


def test_worse_on_average_never_dominates() -> None:
    """Much safer, a little worse: whoever is patient enough prefers the other, so there is no dominance."""
    wide, narrow = quantiles(stats.norm(0.2, 2), 401), quantiles(stats.norm(0, 0.1), 401)
    found = dominance(made([narrow.tolist(), wide.tolist()], 2), resamples=5).table.set_index(["policy", "other"])
    assert found.loc[("A", "B"), "order"] == 0
