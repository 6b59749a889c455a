"""S08: deeds carry a norm further than memos, and a cost objective is dearer in the end."""

from __future__ import annotations

from experiments.designs.design import YEAR
from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

BROUGHT = 0.5
"""The norm that people bring along, at which everybody starts."""
EARLY, LATE, LAST = 2 * YEAR, 5 * YEAR, 10 * YEAR

DEEDS, MEMOS, COST, SOCIAL = "deeds", "memos", "cost only", "social value"


def adoption(results: Results, arm: str, first: int, last: int) -> float:
    """How far the norm has risen above what people brought."""
    return float(results.mean(arm, "staff.norm", first, last).mean()) - BROUGHT


def deeds_over_memos(results: Results, first: int, last: int) -> float:
    """Norm adoption by deeds over that by memos (0 where neither moves the norm)."""
    deeds, memos = (adoption(results, arm, first, last) for arm in (DEEDS, MEMOS))
    if abs(deeds) < 1e-9 and abs(memos) < 1e-9:
        return 0.0
    return deeds / max(1e-3, memos)


def dearer(results: Results, outcome: str, first: int, last: int) -> float:
    """The cost objective less the social objective, relative to the latter."""
    usual = float(results.mean(SOCIAL, outcome, first, last).mean())
    return results.difference(COST, SOCIAL, outcome, first, last) / usual


def crossing_year(results: Results) -> float:
    """The first year in which the cost objective spends more than the social one; 11 if none of the ten."""
    for year in range(LAST // YEAR):
        if dearer(results, "money.spend", year * YEAR, (year + 1) * YEAR) > 0.0:
            return year + 1.0
    return LAST / YEAR + 1.0


HYPOTHESIS = Hypothesis(
    id="S08",
    claim="People follow what leaders do, not memos; a purely accounting objective destroys social value.",
    contrast="All effort in modelling against all effort in memos; deciders with cost in mind against deciders with "
    "social value in mind.",
    expected="The same effort in modelling reaches at least twice the norm adoption of memos; a cost-only objective "
    "spends less in years 1 and 2 and has higher demand and total cost by years 3 to 5 (crossing).",
    falsified="There is no crossing within ten years, or memos equal modelling.",
    arms=(
        Arm(DEEDS, settings={"modelling_effort": 1.0}, months=LAST),
        Arm(MEMOS, settings={"modelling_effort": 0.0}, months=LAST),
        Arm(COST, settings={"social_value_mean": 0.1}, months=LAST),
        Arm(SOCIAL, settings={"social_value_mean": 0.9}, months=LAST),
    ),
    outcomes=("staff.norm", "money.spend", "service.value_demand"),
    criteria=(
        Criterion(
            "deeds twice memos, early",
            "In the first two years deeds reach at least twice the norm adoption of memos",
            lambda r: deeds_over_memos(r, 0, EARLY),
            at_least=2.0,
            unit="ratio",
        ),
        Criterion(
            "deeds twice memos, settled",
            "In the tenth year deeds have reached at least twice the norm adoption of memos",
            lambda r: deeds_over_memos(r, LAST - YEAR, LAST),
            at_least=2.0,
            unit="ratio",
        ),
        Criterion(
            "cheaper at first",
            "The cost objective spends less in years 1 and 2",
            lambda r: -dearer(r, "money.spend", 0, EARLY),
            at_least=0.0,
        ),
        Criterion(
            "more demand",
            "It has more demand in years 3 to 5",
            lambda r: dearer(r, "service.value_demand", EARLY, LATE),
            at_least=0.0,
        ),
        Criterion(
            "dearer by years 3 to 5",
            "It spends more in years 3 to 5",
            lambda r: dearer(r, "money.spend", EARLY, LATE),
            at_least=0.0,
        ),
        Criterion(
            "crossing within ten years",
            "The first year in which it spends more is one of the ten",
            crossing_year,
            at_most=10.0,
            unit="year",
        ),
    ),
    turn=Turn(
        criterion="deeds twice memos, early",
        why="Where what is told weighs as much as what is seen, memos equal modelling (the falsifier's condition).",
        settings={"w_memo": 0.3},
    ),
    departures=(
        "Norm adoption is how far the norm rises above the .5 that people bring; twice is asked both of the way there"
        " (years 1 and 2) and of the settled state (year 10). Cost only and social value are means of .1 and .9 of "
        "the deciders' weight on social value, which also moves their votes on savings. Total cost is gross spending."
        " 'By years 3 to 5' is the mean of these years; demand is new need. Any year with an excess, however small, "
        "counts as the crossing. The first two criteria follow nearly from the card's weights (.3 and .05). Social "
        "value also sets strategies with which the council starts (S15). The turn was moved after first figures."
    ),
)
