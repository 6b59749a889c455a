"""The means of years are sums in the order of time: the same bits, whole years or not, one council or several."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.runs.keeping import summarise

YEAR = 12


def added(months: np.ndarray) -> float:
    """Their mean, one added to the other in the order of time."""
    total = months[0]
    for one in months[1:]:
        total = total + one
    return float(total / len(months))


@pytest.mark.parametrize("months", [1, 11, 12, 13, 24, 29, 180])
@pytest.mark.parametrize("councils", [1, 3])
@pytest.mark.parametrize("outcomes", [1, 5])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_years_mean_is_its_months_added_one_by_one(months: int, councils: int, outcomes: int, order: str) -> None:
    drawn = np.random.default_rng(months).normal(size=(months, councils, 5)) * 10.0 ** np.arange(-4, 6, 2)
    values = np.asarray(drawn[:, :, -outcomes:], order=order)
    values[0, 0, -1] = np.nan
    found, last = summarise(values, ["year", "last_year"])
    for council in range(councils):
        for outcome in range(outcomes):
            course = values[:, council, outcome]
            years = [added(course[first : first + YEAR]) for first in range(0, months, YEAR)]
            assert np.array_equal(found[council, :, outcome], years, equal_nan=True)
            assert np.array_equal(last[council, 0, outcome], added(course[-YEAR:]), equal_nan=True)
    assert found.shape == (councils, -(-months // YEAR), outcomes)
