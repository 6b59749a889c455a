"""Who paid whom, £m a year: what comes in to the council and where it goes, and what differs between scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.wording import join, sentence_case
from experiments.figures import claims, pieces
from experiments.figures.kind import OWN, Kind, one_point
from experiments.figures.matrix import neutral
from experiments.figures.picture import Picture
from experiments.figures.view import View, level
from experiments.figures.who_whom import Cells, Filled, fill
from sim.council.services import PROFILES

if TYPE_CHECKING:
    from experiments.figures.result import Result


def _pounds(value: float) -> str:
    """Millions of pounds, short enough for a cell."""
    return f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.1f}"


IN = {"taxpayers": "money.funding", "users": "money.income", "partners": "partners.shunted"}
"""Who pays the council, or, of partners, bears a cost that was the council's; and the outcome that says how much."""

CELLS = Cells(
    rows={
        "council": IN,
        **{profile.label: {"council": f"service.spend.{profile.name}"} for profile in PROFILES},
    },
    columns=(*IN, "council"),
    said=_pounds,
    apart=pieces.signed,
    direction=0,
    of_row="who_is_paid",
    of_column="who_pays",
)
"""Who is paid (rows), who pays (columns), and the outcome that measures it."""

SAID = {
    **{outcome: f"{who} to council" for who, outcome in IN.items()},
    **{f"service.spend.{profile.name}": f"council to {profile.label}" for profile in PROFILES},
}


def lacks(result: Result) -> str:
    """What a result must have."""
    kept = CELLS.kept(result)
    if "money.funding" not in kept or not any(name.startswith("service.spend.") for name in kept):
        return "it does not keep money.funding and what is spent on each service (service.spend.housing and others)"
    return one_point(result)


def picture(view: View) -> Picture:
    """The picture."""
    view.single("money")
    filled = fill(CELLS, view)
    first = next(iter(filled.values.values()))
    return Picture(
        titles=_titles(filled),
        shown=(
            f"{view.place}: £m a year in 2016-17 prices {view.when}, paid by those below to those on the left; "
            f"differences bold where clear after Holm at {level()}; {view.runs_of(first)}; {view.seeds}; "
            f"{view.result.versions}"
        ),
        panels=filled.panels(),
        numbers=filled.numbers(),
        alt=_alt(filled),
        notes=(
            "Taxpayers: settlement and council tax. Users: fees, charges and commercial income. Partners: costs that "
            "were shunted to them. Empty cells are not measured.",
        ),
        legend=(
            (
                pieces.patch_entry("more money", lambda pen: {"facecolor": neutral(pen)[2]}),
                pieces.patch_entry("less money", lambda pen: {"facecolor": neutral(pen)[0]}),
            )
            if filled.found
            else ()
        ),
        most_columns=3,
        wide_panels=True,
    )


def _titles(filled: Filled) -> tuple[str, ...]:
    """How many payments clearly differ and which most; of one scenario the largest."""
    view = filled.view
    if not filled.any:
        return ("No run finished, so there is nothing to show of money",)
    if not filled.found:
        there = {name: float(own[0]) for name, own in filled.means.items() if np.isfinite(own[0])}
        most = max((n for n in there if n.startswith("service.spend.")), key=lambda n: there[n], default=None)
        if most is None:
            return (f"What is spent under {view.reference} is not known",)
        whole = sum(own for name, own in there.items() if name.startswith("service.spend."))
        service = SAID[most].removeprefix("council to ")
        share = there[most] / whole if whole else 0.0
        return (
            f"{sentence_case(service)} takes £{there[most]:,.3g}m a year under {view.reference}, {share:.0%} of all "
            "that is spent",
            f"{sentence_case(service)} takes {share:.0%} of all that is spent",
        )
    if not filled.any_pair:
        return (f"Too few pairs of runs finished to compare money with {view.reference}",)
    who = max(filled.found, key=lambda name: sum(filled.clear[name].values()))
    own = filled.found[who]
    sure = [name for name, clear in filled.clear[who].items() if clear]
    mixed = " (confounded)" if claims.confounded(view, who, view.reference) else ""
    if not sure:
        others = "any scenario" if len(filled.found) > 1 else who
        return (
            f"No clear difference in who pays whom between {others} and {view.reference} in any of {len(own)} payments",
            f"No clear difference in any of {len(own)} payments",
        )
    far = max(sure, key=lambda name: abs(own[name].mean))
    way = "more" if own[far].mean > 0 else "less"
    amount = f"£{abs(own[far].mean):,.2g}m a year {way}"
    return (
        f"{len(sure)} of {len(own)} payments clearly differ under {who} from {view.reference} after Holm; most: "
        f"{SAID[far]}, {amount}{mixed}{filled.hanging(who)}",
        f"{len(sure)} of {len(own)} payments clearly differ under {who}{mixed}{filled.hanging(who)}",
        f"{len(sure)} of {len(own)} payments clearly differ under {who}; most: {SAID[far]}, {amount}{mixed}",
        f"{len(sure)} of {len(own)} payments clearly differ under {who}{mixed}",
    )


def _alt(filled: Filled) -> str:
    said = []
    for at, who in enumerate(filled.view.scenarios[:3]):
        parts = [f"{SAID[name]} {_pounds(own[at])}" for name, own in filled.means.items() if np.isfinite(own[at])]
        said.append(f"£m a year under {who}: {join(parts or ['nothing'])}")
    return ". ".join(said) + "."


KIND = Kind(
    name="money",
    purpose="who paid whom, £m a year, and what differs between scenarios",
    needs="what comes in and what is spent on each service, of runs at one point",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
)
