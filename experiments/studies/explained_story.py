"""What a report tells of an explanation: the accounting, the knock-outs, and that one run is one draw of luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.wording import label, number, sentence_case, unit_of_gap, unit_of_level
from experiments.reports.parts import Block, Items, Para, Story, paragraphs, table
from experiments.reports.summary import WHOLE, name, rounded, span
from sim.outcomes import MEASURES

if TYPE_CHECKING:
    from experiments.studies.explained import Explained
    from sim.faces.explain import Explanation

ONE_SEED = (
    "One seed is one seed: this is what happened once, with one draw of luck. With another seed a theory's share may "
    "be another one, or point the other way; try several with --seed before you call anything a cause."
)
NOTHING, MIDDLING = 1e-3, 1e-3
"""Less than this share of the outcome's level is no finding; a level below the second counts as that."""


def least(found: Explanation) -> float:
    """What is next to nothing of the outcome."""
    return NOTHING * max(abs(found.start), abs(found.end), MIDDLING)


def story(asked: Explained, found: Explanation) -> Story:
    """All that is told of ``found``."""
    measure = MEASURES[asked.outcome]
    run = (
        f"One run of {asked.scenario.name} in {asked.council.name}, {asked.months} months from April 2010, seed "
        f"{asked.seed}; and once more without each theory, with the same luck."
    )
    return Story(
        title=f"What moved {label(measure)} in {asked.council.name} under {asked.scenario.name}",
        summary=_summary(asked, found),
        question=(Para(f"What moved {label(measure)}? {measure.doc}. Unit: {measure.unit}."),),
        run=paragraphs(run, asked.scenario.why),
        findings=(
            Para(ONE_SEED, note=True),
            *_accounting(found, measure.unit),
            *paragraphs(found.note),
        ),
        carries=(_knock_outs(found, measure.unit), Para("They need not add up, since theories interact.")),
        fares=paragraphs("One run has neither pairs nor weightings: compare scenarios to see whether it holds."),
        assumed=paragraphs("Every parameter that no scenario sets stood at its default; many of them are assumptions."),
        turns=(Items(("Another seed (--seed).", "Another month (--month), another council, other assumptions.")),),
    )


def _summary(asked: Explained, found: Explanation) -> tuple[str, ...]:
    measure = MEASURES[asked.outcome]
    what = WHOLE if asked.outcome == "index" else label(measure)
    unit = unit_of_level(measure.unit)
    first, last = (
        _with_unit(rounded(value, measure.unit, abs(value) / 20), unit) for value in (found.start, found.end)
    )
    most = max(found.knock_outs, key=lambda one: abs(one.difference), default=None)
    carried = ""
    if most is not None and abs(most.difference) > least(found):
        way = "higher" if most.difference > 0 else "lower"
        carried = (
            f"Of all mechanisms switched off one by one, “{name(most.title)}” made the largest difference: with it the "
            f"end is {way}."
        )
    return (
        f"A computer model of {asked.council.name} was run once through {span(asked.months)} from April 2010 under "
        f"{name(asked.scenario.name)}.",
        f"{sentence_case(what)} went from {first} to {last}.",
        carried,
        "One run is one draw of luck; another may point the other way.",
    )


def _with_unit(text: str, unit: str) -> str:
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def _amount(value: float, unit: str, found: Explanation) -> str:
    return number(value, unit, abs(value) / 10, signed=True) if abs(value) > least(found) else "next to nothing"


def _accounting(found: Explanation, unit: str) -> tuple[Block, ...]:
    if not found.rows:
        return ()
    ends = [number(value, unit, max(abs(value) / 50, least(found))) for value in (found.start, found.end)]
    rows = [("on the first day", "", ends[0])]
    rows += [(row.process.replace("_", " "), row.theory, _amount(row.amount, unit, found)) for row in found.rows]
    rows.append(("then", "", ends[1]))
    shown = table(("process", "theory", f"amount ({unit_of_gap(unit) or unit})"), rows, "The accounting")
    return (shown, Para("The accounting says what was added and taken away, not why."))


def _knock_outs(found: Explanation, unit: str) -> Block:
    told = sorted(found.knock_outs, key=lambda one: -abs(one.difference))
    rows = [
        (one.theory, one.title, *(number(value, unit, max(abs(value) / 50, least(found))) for value in pair), because)
        for one in told
        for pair, because in [((one.value_with, one.value_without), _amount(one.difference, unit, found))]
    ]
    header = ("theory", "title", "with it", "without it", f"because of it ({unit_of_gap(unit) or unit})")
    return table(header, rows, "The same luck with one theory switched off")
