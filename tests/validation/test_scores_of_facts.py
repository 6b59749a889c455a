"""What lies inside a band, by how much the rest misses it, what the input alone gives, and how that is counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.validation.facts.all import measured
from experiments.validation.halves import A
from experiments.validation.ledger import DEFAULT, SMALL, Band, bands, ledger
from experiments.validation.nulls import INPUT, NOTHING, PROPORTIONAL, null_panels
from experiments.validation.observed import observed
from experiments.validation.score import (
    IMPLIED,
    INSIDE,
    OUTSIDE,
    UNDEFINED,
    counted,
    counted_tests,
    missed,
    predicted,
    score,
    summary,
    verdict,
    whole_facts,
)
from experiments.validation.windows import WINDOWS
from sim.council.councils import all_councils

BAND = Band("F00", A, 0.5, 0.4, 0.6)
NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "null", "word", "miss"),
    [
        (0.5, NAN, INSIDE, 0.0),
        (0.4, 0.7, INSIDE, 0.0),
        (0.6, 0.5, IMPLIED, 0.0),
        (0.7, 0.5, OUTSIDE, 0.1),
        (0.1, NAN, OUTSIDE, -0.3),
        (NAN, 0.5, UNDEFINED, NAN),
        (float("inf"), 0.5, OUTSIDE, NAN),
    ],
)
def test_a_verdict_and_its_miss(value: float, null: float, word: str, miss: float) -> None:
    assert verdict(BAND, value, null) == word
    assert missed(BAND, value) == pytest.approx(miss, nan_ok=True)


def test_nine_of_ten_further_histories_lie_in_the_interval() -> None:
    draws = np.random.default_rng(7).normal(3.0, 2.0, size=(4000, 6))
    held = [low <= one[5] <= high for one in draws for _, low, high in [predicted(one[:5])]]
    assert 0.885 < np.mean(held) < 0.915
    assert predicted([1.0, NAN, 3.0])[0] == 2.0
    assert np.isnan(predicted([NAN])[0])


@pytest.fixture(scope="module")
def nulls():
    return null_panels(all_councils())


def test_the_input_alone_cuts_every_council_as_its_funding(nulls) -> None:
    one = nulls[INPUT]
    paths = np.array([council.funding for council in all_councils()])
    np.testing.assert_allclose(one.tables["core"] / one.tables["core"][:, :1], paths)
    np.testing.assert_allclose(one.tables["net"][5, 5] / one.tables["net"][5, 5, 0], paths[5])
    assert measured(one, "F06") == pytest.approx(measured(observed().to(2010), "F06"), abs=0.02)


def test_proportional_cuts_are_alike_everywhere_and_nothing_changes_where_nothing_does(nulls) -> None:
    assert measured(nulls[PROPORTIONAL], "F12.L") == pytest.approx(0.0, abs=1e-12)
    still = nulls[NOTHING]
    for name, wanted in {"F03.L": 0.0, "F08.2014": 0.0, "F16.a": 0.0, "F20": 0.0, "F14.13": 0.0}.items():
        assert measured(still, name) == pytest.approx(wanted)


@pytest.fixture(scope="module")
def scores(nulls):
    """The observed panel held against itself, as if two models had given it; the second has more core spending."""
    panel = observed()
    known = {**panel.tables, "core": panel.tables["core"] * np.linspace(1.0, 1.4, 15)}
    other = replace(panel, tables=known)
    return score(WINDOWS[A], {SMALL: [panel, panel], DEFAULT: [other, other]}, {n: [p] for n, p in nulls.items()})


def test_the_observed_lies_inside_wherever_it_is_known(scores) -> None:
    small = scores.table[scores.table["size"] == SMALL]
    published = [e.figure for e in ledger().values() if e.basis == "published"]
    known = small[~small["figure"].isin(published)]
    assert known["inside"].all(), known[~known["inside"]]
    np.testing.assert_allclose(known["simulated"], known["observed"], rtol=1e-4, atol=1e-5)
    assert (small[small["figure"].isin(published)]["verdict"] == UNDEFINED).all()


def test_another_panel_is_outside_by_what_it_was_changed(scores) -> None:
    default = scores.table[scores.table["size"] == DEFAULT].set_index("figure")
    assert default.loc["F03.SD", "verdict"] == OUTSIDE
    band = bands()[A, "F03.SD"]
    assert default.loc["F03.SD", "miss"] == pytest.approx(default.loc["F03.SD", "simulated"] - band.high)


def test_each_figure_counts_at_one_size_and_only_tests_count(scores) -> None:
    once = counted(scores.table)
    assert once["figure"].is_unique
    assert set(once["figure"]) == {e.figure for e in ledger().values() if e.needs <= 2014}
    assert all(ledger()[row.figure].counted_at == row.size for row in once.itertuples())
    assert set(counted_tests(scores.table)["role"]) == {"test"}
    alone = scores.table[scores.table["size"] == SMALL]
    assert len(counted(alone)) == len(alone), "where one size was run, all figures count at it"


def test_the_summary_adds_up(scores) -> None:
    found = summary(scores.table)
    held = found["inside"] + found["outside"] + found["undefined"]
    assert (held == found["figures"]).all()
    assert (found["implied"] <= found["inside"]).all()
    tested = found[(found["counted"] == "each figure at its own size") & (found["role"] == "test")].iloc[0]
    assert tested["inside"] == counted_tests(scores.table)["inside"].sum()
    assert tested["facts_inside"] == len(whole_facts(counted_tests(scores.table)))


def test_a_fact_is_whole_when_every_figure_of_it_is_inside() -> None:
    rows = pd.DataFrame({"fact": ["F1", "F1", "F2", "F2"], "inside": [True, False, True, True]})
    assert whole_facts(rows) == ["F2"]
