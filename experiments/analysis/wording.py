"""Numbers and outcomes in words: labels, quantities with their unit, and the sentence that says a finding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from experiments.analysis.contrasts import INTERACTION

if TYPE_CHECKING:
    from experiments.analysis.contrasts import Contrast
    from experiments.analysis.summaries import Summary
    from sim.machine.declared import Measure

BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
UNCLEAR = "no clear difference"
NONE = "no difference"

BARE = ("index", "score", "ratio")
"""Units that say nothing a reader needs behind a number."""

UNSAID = ("ratio", "severity")
"""Units that say nothing behind a difference either."""


SHORT = {
    "index": "service outcome index",
    "service.quality": "service quality",
    "service.in_time": "need decided in time",
    "service.unmet": "unmet need",
    "service.failure_share": "failure demand",
    "service.misuse": "wrong spending decisions",
    "crisis.loss": "loss in crises",
    "money.reserves_ratio": "reserves",
    "staff.morale": "staff morale",
    "staff.turnover": "staff turnover",
    "trust.dyad": "trust at the top",
    "trust.staff_manager": "trust in managers",
    "trust.partner": "trust with partners",
    "public.satisfaction": "satisfaction of residents",
}
"""Short names of the outcomes that stand in headings; what each means is declared with the outcome, not here."""


def label(measure: Measure) -> str:
    """A reader's name for an outcome: its short name, else its words ("leadership: delegation")."""
    if measure.service:
        whole = measure.name.removesuffix(f".{measure.service}")
        return f"{SHORT.get(whole, _words(whole))}, {measure.service.replace('_', ' ')}"
    return SHORT.get(measure.name, _words(measure.name))


def _words(name: str) -> str:
    """A declared name as words: "decision: delay" for ``decision.delay``."""
    return name.replace("_", " ").replace(".", ": ", 1).replace(".", " ")


def verdict(difference: float, low: float, high: float, direction: int) -> str:
    """What a difference with its interval amounts to, in one of six phrases."""
    if difference == low == high == 0:
        return NONE
    if not (low > 0 or high < 0):
        return UNCLEAR
    if direction == 0:
        return HIGHER if difference > 0 else LOWER
    return BETTER if difference * direction > 0 else WORSE


def is_share(unit: str) -> bool:
    """Whether a unit is a share, which people read as per cent: "share", "share of 2010", "share a year", a flag."""
    return unit.split(" ")[0] in ("share", "probability", "flag")


def unit_of_level(unit: str) -> str:
    """What stands behind a level: "share of 2010" as "% of 2010"; nothing behind an index or a ratio."""
    if is_share(unit):
        return " ".join(["%", *_after_share(unit)])
    return "" if unit in BARE else unit


def unit_of_gap(unit: str) -> str:
    """What stands behind a difference: "share a year" as "percentage points a year"."""
    if is_share(unit):
        return " ".join(["percentage points", *_after_share(unit)])
    return "" if unit in UNSAID else "points" if unit in BARE else unit


def _after_share(unit: str) -> list[str]:
    """What a share is of; a flag is averaged over runs."""
    return ["of runs", *unit.split(" ")[1:]] if unit.startswith("flag") else unit.split(" ")[1:]


def number(value: float, unit: str, step: float, *, signed: bool = False) -> str:
    """A number in the unit people read, precise enough to show ``step``; never in powers of ten, never "−0"."""
    if not math.isfinite(value):
        return "unknown"
    scale = 100 if is_share(unit) else 1
    text = f"{abs(scale * value):,.{decimals(scale * step)}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return ("−" if value < 0 else "+" if signed else "") + text


def signed(value: float, digits: int) -> str:
    """A bare number with its sign, a real minus included: "+1.2", "−0.3", "0.0"; NaN is "unknown"."""
    if not math.isfinite(value):
        return "unknown"
    text = f"{abs(value):.{digits}f}"
    return text if float(text) == 0 else ("−" if value < 0 else "+") + text


def decimals(step: float) -> int:
    """Decimal places that show ``step`` with two significant digits."""
    return 2 if not math.isfinite(step) or step == 0 else max(0, min(9, 1 - math.floor(math.log10(abs(step)) + 1e-9)))


def level(value: float, unit: str, step: float) -> str:
    """A level with its unit: "12.5%", "£4.2m a year", "14 cases"."""
    return _with_unit(number(value, unit, step), unit_of_level(unit))


def gap(value: float, low: float, high: float, unit: str) -> tuple[str, str]:
    """A difference without its sign ("4.1 percentage points") and its interval ("3.2 to 5.0"), as people say them."""
    step = max((high - low) / 2, abs(value) / 1000)
    near, far = sorted((low, high) if value >= 0 else (-low, -high))
    said = _with_unit(number(abs(value), unit, step), unit_of_gap(unit))
    return said, f"{number(near, unit, step)} to {number(far, unit, step)}"


def interval(low: float, high: float, unit: str) -> str:
    """An interval with both signs and its unit: "−0.4 to +1.2 percentage points"."""
    step = max((high - low) / 2, max(abs(low), abs(high)) / 1000)
    ends = f"{number(low, unit, step, signed=True)} to {number(high, unit, step, signed=True)}"
    return f"{ends} {unit_of_gap(unit)}".strip()


def _with_unit(text: str, unit: str) -> str:
    """Number and unit as English writes them: £ before, % at once after, all else after a space."""
    if unit.startswith("£"):
        return f"£{text}{unit[1:]}"
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def difference_sentence(
    measure: Measure, contrast: Contrast, summary: Summary, difference: float, low: float, high: float
) -> str:
    """One sentence: what the outcome did, by how much and how surely; or that there is no (clear) difference."""
    name, unit = sentence_case(label(measure)), summary.unit(measure.unit)
    who, against = contrast.scenario, contrast.reference
    if contrast.kind == INTERACTION:
        first, second = contrast.levels
        what = f"in the effect of {who} against {against} between {second} and {first}"
        where = ""
    else:
        what = f"between {who} and {against}"
        where = f", with {contrast.levels[0]}," if contrast.levels else ""
    if not math.isfinite(difference):
        return f"{name}: nothing to compare, since no pair of runs finished."
    if difference == low == high == 0:
        return f"{name}: no difference {what}{where} {summary.when}; every pair of runs is equal."
    if not math.isfinite(low):
        return f"{name}: only one pair of runs finished, too few to say anything about the difference {what}."
    if not (low > 0 or high < 0):
        return f"{name}: no clear difference {what}{where} {summary.when} (90% interval {interval(low, high, unit)})."
    size, ends = gap(difference, low, high, unit)
    way = "higher" if difference > 0 else "lower"
    good = difference * measure.direction
    if contrast.kind == INTERACTION:
        judged = f", in favour of {who}" if good > 0 else f", against {who}" if good < 0 else ""
        return (
            f"{name}: the effect of {who} against {against} is {size} {way} with {second} than with {first} "
            f"{summary.when} (90% interval {ends}){judged}."
        )
    judged = ", which is better" if good > 0 else ", which is worse" if good < 0 else ""
    return f"{name}: {size} {way} under {who} than under {against}{where} {summary.when} (90% interval {ends}){judged}."


def window_clause(measure: Measure, row: Mapping[Any, Any], scenario: str) -> str:
    """What one ``row`` of the differences says of another stretch of time, to end a sentence on the same contrast.

    "no clear difference (90% interval −3.1 to +0.3 percentage points)", or how much higher or lower, and whether
    that is better.
    """
    difference, low, high, unit = float(row["difference"]), float(row["low"]), float(row["high"]), str(row["unit"])
    phrase = str(row["verdict"])
    if phrase == NONE:
        return phrase
    if phrase == UNCLEAR:
        return f"{phrase} (90% interval {interval(low, high, unit)})"
    size, ends = gap(difference, low, high, unit)
    good = difference * measure.direction
    if row["kind"] == INTERACTION:
        judged = f", in favour of {scenario}" if good > 0 else f", against {scenario}" if good < 0 else ""
    else:
        judged = f", which is {phrase}" if good else ""
    return f"{size} {'higher' if difference > 0 else 'lower'} (90% interval {ends}){judged}"


def sentence_case(text: str) -> str:
    """The text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def join(items: list[str]) -> str:
    """Items as a sentence lists them: "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def spell(seconds: float) -> str:
    """A stretch of time for people: "40 s", "12 min", "1.5 h"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def plain(parameter: str) -> str:
    """A parameter's name as words: "initial trust" for ``initial_trust``."""
    return parameter.replace("_", " ")


def in_plain_words(text: str, parameters: Iterable[str]) -> str:
    """``text`` with every one of ``parameters`` in words, as figures have them; the longest first."""
    for name in sorted(parameters, key=len, reverse=True):
        text = text.replace(name, plain(name))
    return text
