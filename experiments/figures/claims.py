"""Findings as titles: made from the numbers, the fullest first, so that the one is taken that fits on two lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.intervals import Interval, leaves_out_zero, paired_interval
from experiments.analysis.wording import (
    BETTER,
    HIGHER,
    LOWER,
    NONE,
    UNCLEAR,
    WORSE,
    is_share,
    number,
    sentence_case,
    unit_of_gap,
    verdict,
)
from experiments.figures.view import OTHER, WINDOWS

if TYPE_CHECKING:
    import pandas as pd

    from experiments.figures.view import View
    from sim.machine.declared import Measure

SAME = "the same"
"""The verdict on a difference whose interval lies inside the smallest difference of interest."""


@dataclass(frozen=True)
class Difference:
    """The paired difference of one outcome between two scenarios in one window, with its interval and verdict."""

    outcome: str
    scenario: str
    reference: str
    window: str
    pairs: np.ndarray
    mean: float
    low: float
    high: float
    n: int
    verdict: str

    @property
    def known(self) -> bool:
        """Whether there is an interval at all: it takes two pairs."""
        return bool(np.isfinite(self.low))

    @property
    def ahead(self) -> int:
        """In how many pairs the scenario is higher."""
        return int((self.pairs > 0).sum())


def difference(view: View, scenario: str, reference: str, outcome: str, window: str | None = None) -> Difference:
    """The paired difference of ``scenario`` from ``reference``."""
    window = window or view.window
    both = view.only(scenario, reference).values(outcome, window)
    return difference_of(
        both[0] - both[1],
        view.result.measure(outcome),
        scenario,
        reference,
        window=window,
        smallest=view.smallest if outcome == view.outcome else None,
    )


def difference_of(
    pairs: np.ndarray,
    measure: Measure,
    scenario: str,
    reference: str,
    *,
    window: str,
    smallest: float | None = None,
) -> Difference:
    """The same of paired differences that are there already, shape (pairs,)."""
    kept = pairs[np.isfinite(pairs)]
    found: Interval = paired_interval(kept[:, None]) if len(kept) else paired_interval(np.full((1, 1), np.nan))
    mean, low, high = (float(end[0]) for end in (found.mean, found.low, found.high))
    said = verdict(mean, low, high, measure.direction)
    if smallest is not None and said != NONE and -smallest < low and high < smallest:
        said = SAME
    return Difference(measure.name, scenario, reference, window, kept, mean, low, high, len(kept), said)


def reach(found: Difference, side: int) -> float:
    """Where the curve of :func:`certainty` ends, above (1) or below (-1)."""
    half = (found.high - found.low) / 2 if found.known else 0.0
    return found.mean + side * 1.9 * half


def certainty(found: Difference) -> tuple[np.ndarray, np.ndarray]:
    """Student's density of the mean around what was found: values and widths up to 1."""
    from scipy.stats import t

    error = float(found.pairs.std(ddof=1)) / np.sqrt(found.n)
    values = np.linspace(reach(found, -1), reach(found, 1), 121)
    widths = t.pdf((values - found.mean) / error, found.n - 1)
    return values, widths / widths.max()


def size(value: float, unit: str, digits: float | None = None) -> str:
    """A difference without its sign, short enough for a title: "4.8 points", "0.12 months of need"."""
    text = number(abs(value), unit, digits if digits is not None else abs(value))
    return with_unit(text, short_unit(unit))


def short_unit(unit: str) -> str:
    """The unit of a difference: "points" for shares."""
    return unit_of_gap(unit).replace("percentage points", "points")


def with_unit(text: str, unit: str) -> str:
    """Number and unit as English writes them."""
    return f"£{text}{unit[1:]}" if unit.startswith("£") else f"{text} {unit}".strip()


def scale(unit: str) -> float:
    """By what values are multiplied that people read as per cent."""
    return 100.0 if is_share(unit) else 1.0


def difference_titles(view: View, found: Difference) -> tuple[str, ...]:
    """What a paired difference amounts to; where the other window says something else, the title says so."""
    measure, result = view.result.measure(found.outcome), view.result
    name, label = sentence_case(result.label(found.outcome)), result.label(found.outcome)
    who, against = found.scenario, found.reference
    mixed = confounded(view, who, against)
    with_both = f" (confounded: {mixed} differ at once)" if mixed else ""
    with_short = " (confounded)" if mixed else ""
    if not found.n:
        return (f"Nothing to say of {label}: no pair of runs of {who} and {against} finished",)
    if not found.known:
        return (f"One pair of runs says nothing of the difference in {label} between {who} and {against}",)
    other = difference(view, who, against, found.outcome, OTHER[found.window])
    turned = disagreement(found, other)
    if found.verdict == NONE:
        said, brief = f"No difference in {label} between {who} and {against}", f"No difference in {label}"
    elif found.verdict == SAME:
        margin = size(float(view.smallest or 0.0), measure.unit)
        said = f"{name} is the same under {who} and {against} to within {margin}"
        brief = f"{name}: the same to within {margin}"
    elif found.verdict == UNCLEAR:
        said, brief = f"No clear difference in {label} between {who} and {against}", f"No clear difference in {label}"
    else:
        way = "higher" if found.mean > 0 else "lower"
        good = {BETTER: ", which is better", WORSE: ", which is worse"}.get(found.verdict, "")
        amount = size(found.mean, measure.unit)
        said = f"{name} is {amount} {way} under {who} than under {against}"
        brief = f"{name}: {amount} {way} under {who}"
        if turned:
            here = WINDOWS[found.window]
            return (
                f"{said} {here}, but {turned}{with_both}",
                f"{said} {here}, but {turned}{with_short}",
                f"{brief} {here}, but {turned}{with_short}",
            )
        return (f"{said}{good}{with_both}", f"{said}{with_short}", f"{brief}{with_short}")
    if turned:
        here = WINDOWS[found.window]
        return (f"{said} {here}, but {turned}{with_both}", f"{brief} {here}, but {turned}{with_short}")
    return (f"{said}{with_both}", f"{said}{with_short}", f"{brief}{with_short}")


def disagreement(found: Difference, other: Difference) -> str:
    """What the other window says where it says something else; else an empty text."""
    if not other.known or other.verdict == found.verdict or SAME in (other.verdict, found.verdict):
        return ""
    when = WINDOWS[other.window]
    if other.verdict in (UNCLEAR, NONE):
        return f"not clearly {when}"
    return f"{other.verdict} {when}"


def confounded(view: View, scenario: str, reference: str) -> str:
    """What differs at once between two scenarios, such as "style and initial trust"; empty where one thing does.

    Parameters whose names begin with the same word are one thing (``budget_mode`` and ``budget_cut``), and so are all
    theories that are switched off.
    """
    one, other = (view.result.scenario(name) for name in (scenario, reference))
    names = sorted({*one.settings, *other.settings})
    things: dict[str, list[str]] = {}
    for name in names:
        if view.result.setting(scenario, name) != view.result.setting(reference, name):
            things.setdefault(name.split("_")[0], []).append(name)
    said = [thing if len(members) > 1 else _word(members[0]) for thing, members in things.items()]
    off = sorted(set(one.without) ^ set(other.without))
    if off:
        said.append("theories")
    if [event.described() for event in one.events] != [event.described() for event in other.events]:
        said.append("dated events")
    if len(said) < 2:
        return ""
    return f"{', '.join(said[:-1])} and {said[-1]}"


def _word(parameter: str) -> str:
    return parameter.removesuffix("_mean").replace("_", " ")


def clear_count(what: str, low: pd.Series, high: pd.Series) -> str:
    """How many intervals leave out zero: a finding that fits where no sentence does."""
    clear = leaves_out_zero(low.to_numpy(dtype=float), high.to_numpy(dtype=float))
    return f"{int(clear.sum())} of {len(low)} {what} are clear"


def count_titles(who: str, against: str, better: int, worse: int, of: int, after_holm: bool) -> tuple[str, ...]:
    """On how many of several outcomes one scenario does better, and on how many worse."""
    holm = " after Holm" if after_holm else ""
    if not better and not worse:
        return (
            f"No clear difference between {who} and {against} in any of {of} outcomes{holm}",
            f"No clear difference in any of {of} outcomes{holm}",
        )
    return (
        f"{sentence_case(who)} does clearly better than {against} on {better} of {of} outcomes and worse on "
        f"{worse}{holm}",
        f"{sentence_case(who)}: better on {better} of {of} outcomes, worse on {worse}{holm}",
    )


SAID = {
    BETTER: "better",
    WORSE: "worse",
    HIGHER: "clear, neither good nor bad",
    LOWER: "clear, neither good nor bad",
    UNCLEAR: "no clear difference",
    NONE: "no difference",
    SAME: "the same",
}
"""Verdicts as a legend says them."""
