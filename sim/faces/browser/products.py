"""Which arrays of a first day are another one times a short decimal, and perhaps divided by a third.

What the model multiplies when it lays a council out (a share of its funding, pay a post) has sixteen digits and follows
from few. No rule is told again: the factors are looked for in the arrays, and count only where the product is the
number to the last bit for every council.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.faces.browser.columns import MOST_DIGITS


class Product(NamedTuple):
    """An array is ``share`` times the array ``of``, divided by the array ``by``; 0 where that is 0."""

    of: int
    by: int | None
    share: np.ndarray


def product_of(every: np.ndarray, others: Mapping[int, np.ndarray]) -> Product | None:
    """The array, a row for each council, as a product of ``others``; the one with the fewest digits, None without."""
    for digits in range(MOST_DIGITS):
        for of, factor in others.items():
            for by, divisor in ((None, np.ones(1)), *others.items()):
                if by == of or factor.shape != every.shape or divisor.shape not in (every.shape, (1,)):
                    continue
                with np.errstate(divide="ignore", invalid="ignore"):
                    share = np.round(every * divisor / factor, digits)
                    share[~np.isfinite(share) | (every == 0.0)] = 0.0
                    again = np.where(divisor == 0.0, 0.0, share * factor / divisor)
                if np.array_equal(again, every):
                    return Product(of, by, share)
    return None
