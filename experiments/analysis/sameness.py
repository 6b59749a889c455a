"""Does anything differ at all? One check for every method, asked before it ranks, shares out or draws a box.

Two scenarios of the same content, a parameter that no rule reads in these runs, an outcome that a council does not
have: then all that is compared is equal, and whatever stands first in a ranking stands there by the order of a file.
Differences as small as rounding are none either: the same sum taken in another order is off by about a part in 10^16
for each number added, so that a part in 10^12 lies far above what rounding does and far below anything that matters.
"""

from __future__ import annotations

import numpy as np

from sim.errors import InputError

ROUNDING = 1e-12
"""Differences up to this share of the largest number compared may come from the order of a sum."""


class NothingDiffers(InputError):
    """Nothing that is asked about differs; the message is the answer, and there is no other."""


def rounding(values: np.ndarray) -> float:
    """The largest difference between ``values`` that is none, in their own unit; missing ones are passed over."""
    there = np.abs(values[np.isfinite(values)])
    return ROUNDING * float(there.max()) if there.size else 0.0


def differs(values: np.ndarray) -> bool:
    """Whether anything differs along the first axis of ``values``, shape (compared, ...); NaN is left out.

    What is compared stands along the first axis, what is held equal along the others: replicates, say, since in
    common random numbers each replicate is compared with itself.
    """
    high, low = (np.where(np.isfinite(values), values, end) for end in (-np.inf, np.inf))
    return bool((high.max(axis=0) - low.min(axis=0) > rounding(values)).any())


def leaves_out_zero(low: np.ndarray, high: np.ndarray, small: float) -> np.ndarray:
    """Where an interval from ``low`` to ``high`` leaves out zero by more than ``small``, what rounding may do.

    Without chance an interval has no width, and an effect of nothing but rounding would lie clear of zero.
    """
    clear: np.ndarray = (low > small) | (high < -small)
    return clear


def check_differs(values: np.ndarray, outcome: str, compared: str) -> None:
    """Raise :class:`NothingDiffers` where nothing does along the first axis; ``compared`` is "3 policies", say."""
    if differs(values):
        return
    there = values[np.isfinite(values)]
    if not there.size or not differs(there):
        value = f"{there[0]:.6g}" if there.size else "missing"
        raise NothingDiffers(
            f"Nothing differs: {outcome} is {value} in every run, so the {compared} cannot be told apart."
        )
    raise NothingDiffers(
        f"Nothing differs: each of the {compared} has the same {outcome} in every run that is compared, so they cannot "
        "be told apart."
    )


def places(values: np.ndarray, small: float | None = None) -> np.ndarray:
    """The place of each of ``values``, the largest first; equal ones share the better place (1, 1, 3).

    ``small`` is the largest difference that is none; that of :func:`rounding` when None. NaN comes last.
    """
    small = rounding(values) if small is None else small
    order = np.argsort(-np.where(np.isnan(values), -np.inf, values), kind="stable")
    found = np.empty(len(values), dtype=int)
    for at, index in enumerate(order):
        before = order[at - 1]
        # Against the first of its place, so that many small steps do not make one tie.
        tie = at > 0 and values[order[found[before] - 1]] - values[index] <= small
        found[index] = found[before] if tie else at + 1
    return found


def first_of(names: list[str], values: np.ndarray) -> list[str]:
    """The names that share the first place by ``values``."""
    return [name for name, place in zip(names, places(values), strict=True) if place == 1]
