"""S20: a house that socialises fast and promotes by likeness stays the old guard; cuts turn networks into insurance."""

from __future__ import annotations

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

OUTLOOK = "leadership.outlook"
INSURANCE = "leadership.career_insurance"
TWENTY_YEARS = 240


def shift(results: Results, arm: str) -> float:
    """How far of the way from its outlook in April 2010 to that of all-egalitarian entrants the elite has moved."""
    first, last = results.mean(arm, OUTLOOK, 0, 1).mean(), results.mean(arm, OUTLOOK).mean()
    return float((last - first) / (1.0 - first))


HYPOTHESIS = Hypothesis(
    id="S20",
    claim="Organisations socialise new leaders into the old guard; a defensive elite uses networks as insurance, and "
    "entrants with distributed views change little.",
    contrast="All-egalitarian entrants and a turnover of 10% a year, into a house that socialises fast (p1 .9) and "
    "promotes by likeness (h .8) v one that socialises slowly (p1 .1); a cut of 30% v none.",
    expected="With p1 high and h>.5 the elite shifts at most 10% in 20 years even with 100% egalitarian entrants; with "
    "p1 low and turnover moderate more than 50%; cuts raise the career-insurance share of ties.",
    falsified="Entrants change the elite at any p1 and h.",
    arms=(
        Arm(
            "old guard",
            {
                "socialisation_rate": 0.9,
                "promotion_likeness": 0.8,
                "entrant_egalitarian": 1.0,
                "manager_exit": 0.1,
            },
            months=TWENTY_YEARS,
        ),
        Arm(
            "open house",
            {"socialisation_rate": 0.1, "entrant_egalitarian": 1.0, "manager_exit": 0.1},
            months=TWENTY_YEARS,
        ),
        Arm("cut", {"budget_mode": "fixed", "budget_cut": 30.0}, months=120),
        Arm("no cut", {"budget_mode": "none"}, months=120),
    ),
    outcomes=(OUTLOOK, INSURANCE, "leadership.knowledge", "leadership.talent_ties", "leadership.delegation"),
    criteria=(
        Criterion(
            "old guard stays",
            "With p1 .9 and h .8 the elite moves at most 10% of the way to its egalitarian entrants in 20 years.",
            lambda results: shift(results, "old guard"),
            at_most=0.1,
        ),
        Criterion(
            "open house moves",
            "With p1 .1 and moderate turnover the elite moves at least 50% of the way in 20 years.",
            lambda results: shift(results, "open house"),
            at_least=0.5,
        ),
        Criterion(
            "insurance under cuts",
            "A cut of 30% raises the share of senior ties kept as insurance by at least one point, in the tenth year.",
            lambda results: results.difference("cut", "no cut", INSURANCE),
            at_least=0.01,
        ),
    ),
    turn=Turn(
        "insurance under cuts",
        "Where neither stress and cuts nor distrust from above make seniors think of their career, cuts change no tie.",
        {"insurance_stress": 0.0, "insurance_distrust": 0.0},
    ),
    departures=(
        "A shift is read as the share of the way from the elite's outlook in April 2010 to that of the entrants (all "
        "egalitarian). The card says nothing of h where p1 is low: it stays at its default. 'Raise' is read as at "
        "least one point of the share, so that no difference does not pass. The default is .5, so that the houses "
        "differ in h too. h is the log odds for each shared view of sixteen. The turn was replaced after a run of "
        "twelve replicates. That few seniors know a junior talent (under a quarter: the article's survey) was put in "
        "by the chance that a tie is with one, and is shown only."
    ),
)
