"""The comparison before and after a change finds a mean that moved, and does not cry wolf."""

from __future__ import annotations

import numpy as np

from tests.reference.nothing_but_luck import LEVEL, REPLICATES, holm, moved


def test_a_shift_of_half_a_standard_deviation_is_found_among_hundreds_of_outcomes() -> None:
    luck = np.random.default_rng(5)
    before = luck.normal(size=(REPLICATES, 600))
    after = 0.9 * before + np.sqrt(1.0 - 0.81) * luck.normal(size=before.shape)
    after[:, 7] += 0.5
    shift, p = moved(before, after)
    assert set(np.flatnonzero(holm(p) < LEVEL)) == {7}
    assert abs(shift[7] - 0.5) < 0.2


def test_what_is_equal_has_not_moved_and_what_moves_by_a_constant_has() -> None:
    before = np.random.default_rng(6).normal(size=(REPLICATES, 3))
    after = before + np.array([0.0, 1e-3, 0.0])
    after[:, 2] = 0.0
    before[:, 2] = 0.0
    _, p = moved(before, after)
    assert p[0] == p[2] == 1.0
    assert p[1] < 1e-9


def test_holm_is_the_book_example() -> None:
    """Four tests: 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02."""
    assert np.allclose(holm(np.array([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02])
