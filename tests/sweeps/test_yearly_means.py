"""The means of years are sums in the order of time: the same bits, whole years or not, one council or several."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.runs.packing import summarise

YEAR = 12


@pytest.mark.parametrize("months", [1, 11, 12, 13, 24, 29, 180])
@pytest.mark.parametrize("councils", [1, 3])
def test_a_years_mean_is_its_months_added_one_by_one(months: int, councils: int) -> None:
    values = np.random.default_rng(months).normal(size=(months, councils, 5)) * 10.0 ** np.arange(-4, 6, 2)
    values[0, 0, 4] = np.nan
    (found,) = summarise(values, ["year"])
    for council in range(councils):
        for outcome in range(5):
            for year, first in enumerate(range(0, months, YEAR)):
                total = 0.0
                inside = values[first : first + YEAR, council, outcome]
                for at, one in enumerate(inside):
                    total = one if at == 0 else total + one
                assert np.array_equal(found[council, year, outcome], total / len(inside), equal_nan=True)
    assert found.shape == (councils, -(-months // YEAR), 5)
