"""What a report tells of an explanation: the accounting, the knock-outs, and how sure they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.wording import UNCLEAR, interval, label, number, sentence_case, unit_of_gap, unit_of_level
from experiments.reports.parts import Block, Items, Para, Story, paragraphs, table
from experiments.reports.summary import WHOLE, name, rounded, span
from experiments.studies.knocked import knocked
from sim.outcomes import MEASURES

if TYPE_CHECKING:
    from experiments.studies.explained import Explained
    from sim.faces.explain import Explanation

ONE_SEED = (
    "One seed is one seed: this is what happened once, with one draw of luck. With another seed a theory's share may "
    "be another one, or point the other way; pair several (--seeds 20) before you call anything a cause."
)


def how_sure(found: Explanation) -> str:
    """What stands above everything: what is of one draw of luck, and what of many."""
    if found.seeds == 1:
        return ONE_SEED
    return (
        f"What is because of a theory is the mean of {found.seeds} pairs of runs with the same luck, with its 90% "
        "interval; one that spans zero is no clear difference. The accounting is that of the first pair alone."
    )


def heading(found: Explanation) -> str:
    """What the table of knock-outs is called."""
    if found.against:
        return f"The knock-out runs: the difference from {found.against}, with one theory switched off in both"
    return "The knock-out runs: the same luck with one theory switched off"


def closing(found: Explanation) -> str:
    """What must not be read into the knock-outs."""
    said = "Only the knock-out runs say what is because of a theory; they need not add up, since theories interact."
    if found.seeds == 1:
        return said
    return f"{said} Of {len(found.knock_outs)} such intervals one in ten would leave out zero by chance alone."


NOTHING, MIDDLING = 1e-3, 1e-3
"""Less than this share of the outcome's level is no finding; a level below the second counts as that."""


def least(found: Explanation) -> float:
    """What is next to nothing of the outcome, or of what two scenarios differ in."""
    return NOTHING * max(abs(found.start), abs(found.end), MIDDLING)


def story(asked: Explained, found: Explanation) -> Story:
    """All that is told of ``found``."""
    measure = MEASURES[asked.outcome]
    of = "the difference in " if found.against else ""
    run = (
        f"{_runs(found.seeds)} of {asked.scenario.name}{_beside(found)} in {asked.council.name}, {asked.months} months "
        f"from April 2010, seed {asked.seed}; and as often without each theory{' in both' if found.against else ''}, "
        "with the same luck."
    )
    return Story(
        title=f"What {_moved(found)} {label(measure)} in {asked.council.name} under {asked.title}",
        summary=_summary(asked, found),
        question=(Para(f"What {_moved(found)} {of}{label(measure)}? {measure.doc}. Unit: {measure.unit}."),),
        run=paragraphs(run, asked.scenario.why, *([asked.against.why] if asked.against else [])),
        findings=(
            Para(how_sure(found), note=True),
            *_accounting(found, measure.unit),
            *paragraphs(found.note),
        ),
        carries=(_knock_outs(found, measure.unit), Para(closing(found))),
        fares=paragraphs("Neither weightings nor other assumptions were tried: compare scenarios to see what holds."),
        assumed=paragraphs("Every parameter that no scenario sets stood at its default; many of them are assumptions."),
        turns=(
            Items(
                (
                    "Another seed (--seed), where one run is all there is.",
                    "Another month (--month), another council, other assumptions.",
                )
            ),
        ),
    )


def _runs(seeds: int) -> str:
    return "One run" if seeds == 1 else f"{seeds} runs"


def _beside(found: Explanation) -> str:
    return f", and of {found.against} with the same luck," if found.against else ""


def _moved(found: Explanation) -> str:
    return "carries" if found.against else "moved"


def _summary(asked: Explained, found: Explanation) -> tuple[str, ...]:
    measure = MEASURES[asked.outcome]
    what = WHOLE if asked.outcome == "index" else label(measure)
    unit = unit_of_level(measure.unit)
    first, last = (
        _with_unit(rounded(value, measure.unit, abs(value) / 20), unit) for value in (found.start, found.end)
    )
    times = "once" if found.seeds == 1 else f"{found.seeds} times"
    went = f"{sentence_case(what)} went from {first} to {last}" + (" in the first run." if found.seeds > 1 else ".")
    if found.against:
        went = f"What it has more than {name(found.against)} in {what} went from {first} to {last} in the first pair."
    return (
        f"A computer model of {asked.council.name} was run {times} through {span(asked.months)} from April 2010 under "
        f"{name(asked.title)}.",
        went,
        _most(found),
        "One run is one draw of luck; another may point the other way." if found.seeds == 1 else "",
    )


def _most(found: Explanation) -> str:
    """Which mechanism made the largest difference that is clear (of one run: that there was)."""
    rows = knocked(found)
    clear = rows[rows["difference"].abs() > least(found)]
    clear = clear[clear["verdict"] != UNCLEAR]
    if clear.empty:
        return "No mechanism, switched off by itself, made a clear difference." if found.seeds > 1 else ""
    top = clear.iloc[0]
    kind = "clear " if found.seeds > 1 else ""
    what = "the difference" if found.against else "the end"
    return (
        f"Of all mechanisms switched off one by one, “{name(str(top['title']))}” made the largest {kind}difference: "
        f"with it {what} is {'higher' if top['difference'] > 0 else 'lower'}."
    )


def _with_unit(text: str, unit: str) -> str:
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def _amount(value: float, unit: str, found: Explanation) -> str:
    return number(value, unit, abs(value) / 10, signed=True) if abs(value) > least(found) else "next to nothing"


def _accounting(found: Explanation, unit: str) -> tuple[Block, ...]:
    if not found.rows:
        return ()
    ends = [number(value, unit, max(abs(value) / 50, least(found))) for value in (found.start, found.end)]
    whose = f" of {_runs(1).lower()}" if found.seeds == 1 else " of the first run"
    if found.against:
        whose = f"{whose}, less that of {found.against}"
    rows = [("on the first day", "", ends[0])]
    rows += [(row.process.replace("_", " "), row.theory, _amount(row.amount, unit, found)) for row in found.rows]
    rows.append(("then", "", ends[1]))
    shown = table(("process", "theory", f"amount ({unit_of_gap(unit) or unit})"), rows, f"The accounting{whose}")
    return (shown, Para("The accounting says what was added and taken away, not why."))


def _knock_outs(found: Explanation, unit: str) -> Block:
    rows = []
    for one in knocked(found).itertuples():
        levels = [number(v, unit, max(abs(v) / 50, least(found))) for v in (one.with_it, one.without_it)]
        sure = "–" if found.seeds == 1 or one.pairs < 2 else interval(one.low, one.high, unit)
        rows.append((one.theory, one.title, *levels, _amount(one.difference, unit, found), sure, one.verdict))
    because = f"because of it ({unit_of_gap(unit) or unit})"
    header = ("theory", "title", "with it", "without it", because, "90% interval", "verdict")
    return table(header, rows, heading(found))
