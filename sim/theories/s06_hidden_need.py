"""S06 Hidden need: a national base and a local top-up find people whom neither finds alone; local commissioning alone
costs more and favours some places. [raine2012, oates1999]

Of the people in need of support (in the article: victims of crime) a share r reports it. A share m of one budget pays a
national service to which those who report are referred, the rest local outreach that asks nobody whether they reported:
``helped = outreach(1 - m) + (1 - outreach) r refer(m)``, both with diminishing returns ``1 - exp(-money / unit cost)``.
Each local commissioner has fixed costs, spreads money by voters as well as by need, and not the same way every time.
Those whom no support reaches come to the council's door later.
"""

from __future__ import annotations

import numpy as np

from sim.core.demand import HIDDEN
from sim.core.measures import inequality_of_wards, mean_of_wards
from sim.machine.arithmetic import clip, exp, logistic, power
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import normal

S06 = Theory(
    "S06",
    "Getting it right for victims of crime",
    "A national base and local outreach together find hidden need better than either alone.",
    "raine2012",
    "public.hidden_helped",
    mechanism="need that is not reported; national, local or mixed commissioning",
)

COMMISSIONERS = 42.0
"""Local commissioners in England and Wales (one for each police force area) instead of one national one."""

REPORTED_MOST = 0.99
"""Need that is reported at most (share); a guard that no world reaches."""

NOBODY = 1e-9
"""People who report below which a service has nobody to serve."""
HELPED_LEAST = 0.01
"""Share of victims helped below which the cost of helping one is not told higher."""

PARAMS = parameters(
    __name__,
    reporting_rate=par(
        0.17,
        lo=0.09,
        hi=0.95,
        unit="share",
        mark="SEED",
        source="raine2012",
        doc="People in need who report it where residents trust the council as in 2010 (83 of 100 did not, of a "
        "self-selected sample)",
    ),
    national_share=par(
        0.5, lo=0, hi=1, unit="share", mark="DESIGN", doc="Budget for support that a national service gets (m)"
    ),
    support_budget=par(
        0.15,
        lo=0.02,
        hi=1,
        unit="£000 a person in need",
        mark="FIXED",
        doc="Budget for support, the same for every mix: what referral alone needs to help 95 of 100 who report "
        "(stipulated)",
    ),
    referral_cost=par(
        0.3,
        lo=0.1,
        hi=1,
        unit="£000 a person",
        mark="FIXED",
        doc="Cost of helping somebody who was referred (stipulated)",
    ),
    outreach_cost=par(
        0.9,
        lo=0.2,
        hi=3,
        unit="£000 a person",
        mark="FIXED",
        doc="Cost of finding and helping somebody by outreach, three times that of a referral (stipulated)",
    ),
    commissioner_cost=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="share of budget",
        mark="FIXED",
        doc="Fixed cost of a local commissioner; the national one costs as much for all of them together "
        "(stipulated: F)",
    ),
    electoral_bias=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far local commissioners send outreach where people vote instead of where people need it (stipulated)",
    ),
    local_inconsistency=par(
        0.4,
        lo=0,
        hi=1,
        unit="log",
        mark="FIXED",
        doc="Monthly spread of what local outreach gives to equal wards (stipulated)",
    ),
    hidden_spread=par(
        0.4, lo=0, hi=1, unit="log", mark="FIXED", doc="Monthly spread of people in need between wards (stipulated)"
    ),
    hidden_return_effect=par(
        0.2,
        lo=0,
        hi=0.6,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="Need for wholly relational services added per share of those in need whom support reaches less than usual",
    ),
    usual_helped=par(
        0.19,
        lo=0.05,
        hi=0.5,
        unit="share",
        mark="FIXED",
        doc="People in need whom support reached in 2010, so that the default mix adds no need on the whole "
        "(stipulated)",
    ),
    hidden_pace=par(
        0.1,
        lo=0.05,
        hi=0.15,
        unit="a month",
        mark="FIXED",
        doc="How fast hidden need follows what drives it (stipulated)",
    ),
)

STATE = state(
    __name__,
    hidden_need=var("ward", "stock", "people in need of support over the usual (S06)", unit="ratio", lo=0, start=1),
    hidden_helped=var("ward", "condition", "people in need of support, reported or not, who get it (S06)", lo=0, hi=1),
    hidden_cost=var("council", "condition", "cost of each person helped (S06)", unit="£000"),
    hidden_return=contributes(HIDDEN, "need added where support does not reach people, relative (S06)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("public.hidden_helped", "share", 1, "People in need, reported or not, whom support reaches", 0, 1),
    outcome("public.hidden_inequality", "Gini", -1, "Inequality of that between wards"),
    outcome("public.hidden_unit_cost", "£000", -1, "Cost of each person whom support reaches"),
)


@process(841, theory=S06, writes=("hidden_need", "hidden_helped", "hidden_cost", "hidden_return"))
def hidden_need(s, p, now):
    """Referral reaches those who report, outreach some of the others, and whom neither reaches comes back as need."""
    fixed = p.commissioner_cost if p.national_share < 1.0 else 0.0
    national = p.support_budget * max(0.0, p.national_share - p.commissioner_cost / COMMISSIONERS)
    local = p.support_budget * max(0.0, 1.0 - p.national_share - fixed)
    for c in range(s.council_key.size):
        wards = s.ward_count[c]
        people = 0.0
        weights = 0.0
        reported = 0.0
        luck = np.empty(2 * wards)
        for w in range(2 * wards):
            luck[w] = normal(now, s.council_key[c], w)
        for w in range(wards):
            now_here = s.ward_need[c, w] * exp(p.hidden_spread * luck[w])
            s.hidden_need[c, w] += p.hidden_pace * (now_here - s.hidden_need[c, w])
            people += s.hidden_need[c, w]
            reports = clip(p.reporting_rate * s.resident_trust[c, w] / p.resident_trust_start, 0.0, REPORTED_MOST)
            reported += s.hidden_need[c, w] * reports
        for w in range(wards):
            voters = logistic(p.turnout_odds + p.turnout_attachment * (s.attachment[c, w] - 0.5))
            s.hidden_helped[c, w] = power(s.hidden_need[c, w], 1.0 - p.electoral_bias) * power(voters, p.electoral_bias)
            s.hidden_helped[c, w] *= exp(p.local_inconsistency * luck[wards + w])
            weights += s.hidden_helped[c, w]
        # The national service gives the same to everybody who reports, wherever they live.
        referral = 1.0 - exp(-national * people / (p.referral_cost * max(NOBODY, reported)))
        helped = 0.0
        for w in range(wards):
            share = s.hidden_helped[c, w] / weights
            outreach = 1.0 - exp(-local * people * share / (p.outreach_cost * s.hidden_need[c, w]))
            reports = clip(p.reporting_rate * s.resident_trust[c, w] / p.resident_trust_start, 0.0, REPORTED_MOST)
            s.hidden_helped[c, w] = outreach + (1.0 - outreach) * reports * referral
            helped += s.hidden_helped[c, w] * s.hidden_need[c, w]
        helped /= people
        s.hidden_cost[c] = p.support_budget / max(HELPED_LEAST, helped)
        s.hidden_return[c] = p.hidden_return_effect * (p.usual_helped - helped)


@measuring(1006, theory=S06)
def measure_hidden_need(s, p, now):
    """Whom support reaches, how evenly and at what cost is taken at the end of the month."""
    for c in range(s.ward_count.size):
        helped = mean_of_wards(s.hidden_helped, s.ward_count, c)
        s.outcome_public_hidden_helped[c] = helped
        s.outcome_public_hidden_inequality[c] = inequality_of_wards(s.hidden_helped, s.ward_count, c, helped)
        s.outcome_public_hidden_unit_cost[c] = s.hidden_cost[c]
