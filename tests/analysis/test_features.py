"""Feature scoring: scores of known functions, nothing where there is nothing, and too few points told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from run_tables import runs_table, uniform

from experiments.analysis import features as scoring
from experiments.analysis.points import Points, points_of
from experiments.analysis.sameness import NothingDiffers
from sim.errors import InputError

FEW = {"trees": 15, "refits": 6}
"""Enough to tell what is asked here, and cheap."""


def features(points: Points, **more: object) -> scoring.Features:
    return scoring.features(points, **(FEW | more))


def scored(points: int, value, *, noise: float = 0.1, replicates: int = 3, seed: int = 0, **more: object):
    settings = uniform(points, "abc", seed)
    settings["mode"] = pd.Categorical(np.random.default_rng(seed + 1).choice(["fixed", "free", "none"], points))
    table = runs_table(settings, value, replicates, noise, seed=seed)
    return features(points_of(table, "outcome", list(settings)), seed=seed, **more)


def known(x: pd.DataFrame) -> np.ndarray:
    """Variances 4/12, 1/12, 0 and 2/9: shares 0.52, 0.13, 0 and 0.35."""
    return (2 * x["a"] + x["b"] + (x["mode"] == "free")).to_numpy(dtype=float)


def test_scores_are_shares_of_the_variance_words_too() -> None:
    found = scored(400, known)
    rows = found.table.set_index("parameter")
    assert rows["score"].to_dict() == pytest.approx({"a": 0.52, "mode": 0.35, "b": 0.13, "c": 0}, abs=0.05)
    assert found.table["parameter"].tolist() == ["a", "mode", "b", "c"]
    assert rows["clear"].to_dict() == {"a": True, "mode": True, "b": True, "c": False}
    assert (rows["low"] <= rows["score"]).all()
    assert (rows["score"] <= rows["high"]).all()
    assert found.predicted > 0.9
    assert found.finding.startswith("a matters most to outcome")
    assert "nothing clear is learnt from c" in found.finding


def test_one_seed_one_answer_and_zero_is_one() -> None:
    tables = [scored(60, known).table for _ in range(2)]
    pd.testing.assert_frame_equal(*tables)
    settings = uniform(60, "ab")
    points = points_of(runs_table(settings, lambda x: x["a"], 2), "outcome", ["a", "b"])
    assert not features(points, seed=0).table.equals(features(points, seed=1).table)


def test_a_parameter_without_effect_is_seldom_clear() -> None:
    clear = [scored(60, lambda x: 2 * x["a"], noise=0.5, seed=s, refits=8).table for s in range(8)]
    idle = [table.set_index("parameter").loc[["b", "c", "mode"], "clear"].mean() for table in clear]
    assert np.mean(idle) < 0.15, "5% on this side"


def test_chance_alone_is_told_as_too_few_points() -> None:
    found = scored(80, lambda x: 0 * x["a"], noise=1.0, replicates=2)
    assert found.finding.startswith("Too few points to score what matters to outcome")
    assert "no more surely than the mean" in found.finding
    assert "matters most" not in found.finding


def test_too_few_points_for_so_many_parameters_are_told() -> None:
    settings = pd.DataFrame(np.random.default_rng(0).random((50, 8)), columns=list("abcdefgh"))
    points = points_of(runs_table(settings, lambda x: 3 * x["a"], 2), "outcome", list(settings))
    found = features(points)
    assert "50 points are fewer than 10 for each of 8 parameters (80)" in found.finding
    assert "matters most" not in found.finding
    with pytest.raises(InputError, match="30 points are too few"):
        scored(30, known)


def test_missing_runs_are_left_out_and_nothing_that_differs_is_told() -> None:
    settings = uniform(60, "ab")
    points = points_of(runs_table(settings, lambda x: x["a"], 2), "outcome", ["a", "b"])
    runs = points.runs.copy()
    runs[3] = np.nan
    runs[5, 1] = np.nan
    assert features(Points("outcome", points.names, settings, runs), refits=2).points == 59
    with pytest.raises(NothingDiffers):
        features(Points("outcome", points.names, settings, np.where(np.isnan(runs), np.nan, 0.3)))
