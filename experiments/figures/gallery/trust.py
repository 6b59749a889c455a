"""Who trusts whom, layer by layer, under each scenario, and what differs: from all runs, with what is clear marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.wording import BETTER, WORSE, join, sentence_case
from experiments.figures import claims, pieces
from experiments.figures.kind import OWN, Kind, one_point
from experiments.figures.picture import Picture
from experiments.figures.view import View, level
from experiments.figures.who_whom import Cells, Filled, fill

if TYPE_CHECKING:
    from experiments.figures.result import Result

CELLS = Cells(
    rows={
        "leader": {"chief exec.": "trust.dyad"},
        "ruling side": {"chief exec.": "trust.chief_executive_ruling"},
        "opposition": {"chief exec.": "trust.chief_executive_opposition"},
        "portfolio holders": {"directors": "trust.member_officer"},
        "staff": {"managers": "trust.staff_manager"},
        "partners": {"council": "trust.partner"},
        "residents": {"council": "trust.residents"},
    },
    columns=("chief exec.", "directors", "managers", "council"),
    said=lambda value: f"{100 * value:.0f}",
    apart=lambda value: pieces.signed(100 * value),
    direction=1,
    of_row="who_trusts",
    of_column="who_is_trusted",
)
"""Who trusts (rows), who is trusted (columns), and the outcome that measures it."""

SAID = {outcome: f"{who} in {whom}" for who, cells in CELLS.rows.items() for whom, outcome in cells.items()}
"""How a sentence says whose trust an outcome is."""


def lacks(result: Result) -> str:
    """What a result must have."""
    if not CELLS.kept(result):
        return "it keeps none of the outcomes of trust between layers (trust.dyad and others)"
    return one_point(result)


def picture(view: View) -> Picture:
    """The picture: a matrix of levels for each scenario, then one of differences for each held against the first."""
    view.single("trust")
    filled = fill(CELLS, view)
    first = next(iter(filled.values.values()))
    return Picture(
        titles=_titles(filled),
        shown=(
            f"{view.place}: mean trust {view.when}, in per cent, of those on the left in those below; differences in "
            f"points, bold where clear after Holm at {level()}; {view.runs_of(first)}; {view.seeds}; "
            f"{view.result.versions}"
        ),
        panels=filled.panels(),
        numbers=filled.numbers(),
        alt=_alt(filled),
        notes=(
            "Empty cells are not measured. Leader and chief executive, portfolio holders and directors, partners and "
            "council: mean of both ways.",
        ),
        legend=(
            (
                pieces.patch_entry("more trust", lambda pen: {"facecolor": pen.palette.better}),
                pieces.patch_entry("less trust", lambda pen: {"facecolor": pen.palette.worse}),
            )
            if filled.found
            else ()
        ),
        most_columns=3,
        wide_panels=True,
    )


def _titles(filled: Filled) -> tuple[str, ...]:
    """On how many layers trust clearly differs, or, of one scenario, where it is highest and lowest."""
    view, found, clear = filled.view, filled.found, filled.clear
    if not filled.any:
        return ("No run finished, so there is nothing to show of trust",)
    if not found:
        there = {name: float(own[0]) for name, own in filled.means.items() if np.isfinite(own[0])}
        most, least = max(there, key=lambda n: there[n]), min(there, key=lambda n: there[n])
        names = [f"trust of {SAID[name]}" for name in (most, least)]
        return (
            f"Under {view.reference}, {names[0]} is highest ({there[most]:.0%}) and {names[1]} lowest "
            f"({there[least]:.0%})",
            f"{sentence_case(names[0])} is highest ({there[most]:.0%}), {names[1]} lowest ({there[least]:.0%})",
            f"{sentence_case(names[0])} is highest",
        )
    if not filled.any_pair:
        return (f"Too few pairs of runs finished to compare trust with {view.reference}",)
    who = max(found, key=lambda name: sum(clear[name].values()))
    own, of = found[who], len(found[who])
    more = [n for n, sure in clear[who].items() if sure and own[n].verdict == BETTER]
    less = [n for n, sure in clear[who].items() if sure and own[n].verdict == WORSE]
    mixed = " (confounded)" if claims.confounded(view, who, view.reference) else ""
    if not more and not less:
        others = "any scenario" if len(found) > 1 else who
        return (f"No clear difference in trust between {others} and {view.reference} on any of {of} layers after Holm",)
    far = max([*more, *less], key=lambda name: abs(own[name].mean))
    largest = f"{SAID[far]} {'+' if own[far].mean > 0 else '−'}{claims.size(own[far].mean, 'share')}"
    best = (
        f"{sentence_case(who)} against {view.reference}"
        if len(found) == 1
        else f"{sentence_case(who)} differs most from {view.reference}"
    )
    hang = filled.hanging(who)
    return (
        f"{best}: more trust on {len(more)} and less on {len(less)} of {of} layers after Holm; most: {largest}{mixed}"
        f"{hang}",
        f"{best}: more trust on {len(more)} and less on {len(less)} of {of} layers after Holm{mixed}{hang}",
        f"{best}: more trust on {len(more)}, less on {len(less)} of {of} layers{mixed}",
        f"More trust on {len(more)}, less on {len(less)} of {of} layers{mixed}",
    )


def _alt(filled: Filled) -> str:
    said = []
    for at, who in enumerate(filled.view.scenarios[:3]):
        parts = [f"{SAID[name]} {own[at]:.0%}" for name, own in filled.means.items() if np.isfinite(own[at])]
        said.append(f"Trust under {who}: {join(parts) if parts else 'nothing'}")
    for who, each in list(filled.found.items())[:3]:
        parts = [f"{SAID[name]} {pieces.signed(100 * one.mean)}" for name, one in each.items() if np.isfinite(one.mean)]
        said.append(f"{sentence_case(who)} less {filled.view.reference}, in points: {join(parts or ['nothing'])}")
    return ". ".join(said) + "."


KIND = Kind(
    name="trust",
    purpose="who trusts whom, layer by layer, and what differs between scenarios",
    needs="outcomes of trust, such as trust.dyad, of runs at one point",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
)
