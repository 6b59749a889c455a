"""The summary of a result for somebody who is no modeller: plain sentences from the numbers, 120 words at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.analysis.wording import BETTER, NONE, SHORT, WORSE, is_share, label, number, unit_of_gap, unit_of_level
from experiments.designs.design import YEAR

if TYPE_CHECKING:
    from experiments.figures.claims import Difference
    from experiments.figures.result import Result
    from experiments.reports.compared import Compared

MOST_WORDS = 120
MOST_LETTERS = 40
"""Of a name that a user gave; the rest is cut."""

MODEL_ONLY = "This is what a model says under its assumptions, not what was seen in a council."
WHOLE = "how well services do overall"
"""What the outcome index is called here, where nobody has read yet what it is."""
INDEX = SHORT["index"]


def shortened(sentences: Sequence[str], last: str = MODEL_ONLY) -> str:
    """The first sentences that fit, and after them ``last``."""
    kept: list[str] = []
    for said in sentences:
        if words([*kept, said, last]) > MOST_WORDS:
            if not kept:  # one alone is too long
                room = MOST_WORDS - words([last]) - 1
                kept.append(" ".join(said.split()[:room]).rstrip(",;:.") + " …")
            break
        kept.append(said)
    return " ".join([*kept, last])


def without_index(sentence: str) -> str:
    """The sentence with plain words in place of the name of the outcome index."""
    for said, plain in ((INDEX[:1].upper() + INDEX[1:], WHOLE[:1].upper() + WHOLE[1:]), (INDEX, WHOLE)):
        sentence = sentence.replace(said, plain)
    return sentence


def words(sentences: Sequence[str]) -> int:
    """Words as people count them."""
    return len(" ".join(sentences).split())


def name(given: str) -> str:
    """A name that a user gave, no longer than it can be read in a sentence."""
    flat = " ".join(given.split())
    return flat if len(flat) <= MOST_LETTERS else f"{flat[: MOST_LETTERS - 1]}…"


def span(months: int) -> str:
    """How long a run is, for people."""
    years, rest = divmod(months, YEAR)
    if not years or (rest and years < 3):
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{years} year{'' if years == 1 else 's'}"


def place(result: Result) -> str:
    """Which councils."""
    count = len(result.councils)
    return result.councils[0] if count == 1 else f"{count} councils"


def times(count: int) -> str:
    """How often."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def begins(result: Result) -> str:
    """What was run, in a sentence."""
    scenarios, runs = result.scenarios, int((result.plan["status"].astype(str) == "done").sum())
    model = f"A computer model of {place(result)} was run through {span(result.months)} from April 2010"
    if result.factors:
        return f"{model}, {times(runs)}, with {len(result.factors)} settings changed from run to run."
    if len(scenarios) == 1:
        return f"{model}, {times(runs)}, under {name(scenarios[0])}."
    each = int(result.plan.groupby("scenario", observed=True).size().max())
    return f"{model}, {times(each)} for each of {len(scenarios)} scenarios, with the same luck for all."


def of_comparison(result: Result, every: Sequence[Compared]) -> list[str]:
    """What the scenarios say of each other."""
    said = [begins(result)]
    known = [one for one in every if any(found.n > 1 for found, _ in one.rows)]
    if not known:
        return [*said, "Too few runs finished to compare anything."]
    if all(found.verdict == NONE for one in known for found, _ in one.rows):
        return [*said, "It made no difference at all: every run came out exactly as its counterpart."]
    same = len({(one.pair.who, one.pair.against) for one in known}) == 1
    if len(known) <= 3:
        said += [_scores(known)] if same else [_scores([one]) for one in known]
        told = known[: 2 if same else 1]
    else:
        best = max(known, key=lambda one: one.count(BETTER) - one.count(WORSE))
        worst = min(known, key=lambda one: one.count(BETTER) - one.count(WORSE))
        said += [_scores([one]) for one in ([best, worst] if best is not worst else [best])]
        told = [best]
    said += [_whole(result, one, with_place=len(told) > 1) for one in told]
    looks = sum(len(one.rows) for one in known)
    if turned := sum(len(one.turned) for one in known):
        said.append(
            f"{turned} of {looks} of these verdicts would be {'another one' if turned == 1 else 'others'} if the whole "
            "run counted and not its last year."
        )
    if mixed := [one for one in known if one.pair.mixed]:
        which = "Two things" if " and " in mixed[0].pair.mixed and "," not in mixed[0].pair.mixed else "Several things"
        said.append(f"{which} differ at once here ({name(mixed[0].pair.mixed)}), so none can be called the cause.")
    return [sentence for sentence in said if sentence]


def _scores(every: Sequence[Compared]) -> str:
    """On how many measures one side is ahead and behind, in each of the places where the two sides were compared."""
    who, against, of = name(every[0].pair.who), name(every[0].pair.against), len(every[0].rows)
    parts = []
    for at, one in enumerate(every):
        better, worse = one.count(BETTER), one.count(WORSE)
        where = f"with {name(one.pair.where)}, " if one.pair.where else ""
        if not better and not worse:
            parts.append(f"{where}no clear difference shows between {who} and {against} on any of {of} measures")
        elif not at:
            parts.append(
                f"{where}{who} came out ahead of {against} on {better or 'none'} of {of} measures in the last year and "
                f"behind on {worse or 'none'}"
            )
        else:
            parts.append(f"{where}ahead on {better or 'none'} and behind on {worse or 'none'}")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def _whole(result: Result, one: Compared, *, with_place: bool) -> str:
    """What became of the services as a whole, or of the first outcome that was kept."""
    found = next((found for found, _ in one.rows if found.outcome == "index"), one.rows[0][0])
    what = WHOLE if found.outcome == "index" else result.label(found.outcome)
    where = f"With {name(one.pair.where)}, " if with_place and one.pair.where else ""
    begin = f"{where}{what}" if where else f"{what[:1].upper()}{what[1:]}"
    if not found.known or found.verdict == NONE or found.low <= 0 <= found.high:
        return f"{begin} differs in no clear way."
    size, ends = sizes(found, result)
    way = found.verdict if found.verdict in (BETTER, WORSE) else "higher" if found.mean > 0 else "lower"
    return f"{begin} is {size} {way} under {name(one.pair.who)} (allowing for chance, {ends})."


def sizes(found: Difference, result: Result) -> tuple[str, str]:
    """A difference and its interval with few digits: "4.8 points of 100" and "3.9 to 5.7"."""
    unit = result.measure(found.outcome).unit
    step = max((found.high - found.low) / 2, abs(found.mean) / 5)
    near, far = sorted((abs(found.low), abs(found.high)))
    text, low, high = (rounded(value, unit, step) for value in (abs(found.mean), near, far))
    if is_share(unit):
        return f"{text} points of 100", f"{low} to {high}"
    shown = unit_of_gap(unit)
    return (f"£{text}{shown[1:]}" if shown.startswith("£") else f"{text} {shown}".strip()), f"{low} to {high}"


def rounded(value: float, unit: str, step: float) -> str:
    """A number with at most three digits after the point."""
    text = number(value, unit, step)
    digits = text.partition(".")[2]
    return text if len(digits) <= 3 else number(value, unit, 0.01 if is_share(unit) else 0.1)


def of_one(result: Result) -> list[str]:
    """What became of the first headline outcome from the first year to the last, where nothing is compared."""
    outcome = (result.headline or result.outcomes)[0]
    measure = result.measure(outcome)
    said = [begins(result)]
    frame = result.table("yearly", [outcome]) if "year" in result.kinds else None
    if frame is None or result.factors:
        return said
    by_year = frame.groupby("year")[outcome].mean()
    first, last = float(by_year.iloc[0]), float(by_year.iloc[-1])
    if len(by_year) < 2 or first != first or last != last:
        return said
    unit, step = measure.unit, max(abs(first), abs(last)) / 50
    after = unit_of_level(unit)
    room = "" if after.startswith("%") else " "
    both = [f"{rounded(value, unit, step)}{room}{after}".strip() for value in (first, last)]
    what = WHOLE if outcome == "index" else label(measure)
    said.append(f"{what[:1].upper()}{what[1:]} stands at {both[0]} in the first year and at {both[1]} in the last.")
    return said
