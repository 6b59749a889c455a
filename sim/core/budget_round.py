"""The budget round: the gap, and the votes for nine ways to close it. [mckelvey1995, staw1981, greve2003]

The gap is what going on as now will cost, less funding, income and what recurring lines beside the services' budgets
bring (or plus what they cost), plus part of the reserves that are missing. In March each decider (leader, chief
executive, portfolio holders, directors) votes for one way with ``P(way) ~ exp(U / temperature)``, where U is what this
person sees and wants: threat, that is how much of the next budget is still to be found, makes for salami slices until
what is unprotected is used up; trust and delegation for redesign; partners within reach for pooling; a cost objective
for outsourcing; risk appetite for commercial ventures and for stopping services; reserves above what one thinks right
for drawing on them; temptation (S21) for shunting; satisfaction below aspiration (Greve) for search, that is redesign,
pooling and ventures; nobody votes for ventures where the council may buy no more. A way used again and again appeals
less. Council tax is raised by those who weigh social value, where it is not replayed with the funding. Leader and chief
executive have two votes each.
"""

from __future__ import annotations

import math

from sim.core.lines import standing
from sim.core.money import REPLAY
from sim.core.relations import top_trust
from sim.core.ways_to_close_a_gap import room_for_ventures
from sim.council.services import (
    BACKBENCHER,
    COMMERCIALISE,
    DIRECTOR,
    DRAW,
    OPPOSITION,
    OUTSOURCE,
    POOL,
    REDESIGN,
    SALAMI,
    SHUNT,
    STOP,
)
from sim.machine.arithmetic import clip, exp, gumbel
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, plus_at, port
from sim.machine.process import process
from sim.machine.randomness import MARCH, uniform

THREAT = port(
    __name__, "budget_round.threat", "council", "sum", "how far deciders are narrowed further under threat, relative"
)
SEARCH = port(__name__, "budget_round.search", "council", "sum", "pull towards new models", unit="utility")
WAYS = port(__name__, "budget_round.ways", "way", "sum", "pull of each way", unit="utility")

MONTHS_BOOKED = 11.0
"""Months of a financial year that are booked when the next budget is made in March."""

PARAMS = parameters(
    __name__,
    choice_temperature=par(
        0.6, lo=0.1, hi=3, unit="utility", mark="ASSUMPTION", doc="Noise of the choice among ways to close a gap"
    ),
    threat_rigidity=par(
        12.0,
        lo=0,
        hi=30,
        unit="utility per share",
        mark="ASSUMPTION",
        source="staw1981",
        doc="How far threat narrows the choice to uniform cuts, per share of next year's budget that is to be found",
    ),
    salami_exhausted=par(
        3.0,
        lo=0,
        hi=8,
        unit="utility",
        mark="FIXED",
        doc="How far salami slicing has lost its appeal once nothing unprotected is left of 2010 (stipulated)",
    ),
    habit_fatigue=par(
        1.5,
        lo=0,
        hi=4,
        unit="utility",
        mark="FIXED",
        doc="How a way used again and again loses its appeal (stipulated)",
    ),
    growth_recognised=par(
        0.7,
        lo=0.4,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Share of next year's growth of statutory need that the budget foresees",
    ),
    rebasing=par(
        0.9,
        lo=0,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Share of this year's overspend built into the next budget",
    ),
    prudence=par(
        0.12,
        lo=0,
        hi=0.5,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Saving beyond the known gap, and share of a surplus put by, against the next settlements",
    ),
    reserves_aim=par(
        0.25,
        lo=0.05,
        hi=0.8,
        unit="share",
        mark="DATA",
        source="mhclg_outturn",
        doc="Reserves over net revenue expenditure that deciders think right (upper-tier median 2010-11)",
    ),
    reserves_pull=par(
        0.15,
        lo=0,
        hi=0.5,
        unit="a year",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Share of the reserves that are missing from the aim which a budget plans to win back",
    ),
    aspiration_memory=par(
        0.7,
        lo=0.5,
        hi=0.9,
        unit="share a year",
        mark="FIXED",
        source="greve2003",
        doc="Weight of last year's aspiration in this year's; the rest is what residents' satisfaction reached",
    ),
    aspiration_search=par(
        6.0,
        lo=0,
        hi=15,
        unit="utility per share",
        mark="FIXED",
        source="greve2003",
        doc="How a shortfall of satisfaction below aspiration makes redesign, pooling and ventures appeal",
    ),
    slip_base=par(
        0.08,
        lo=0,
        hi=0.25,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Planned savings that slip in any case",
    ),
    slip_distrust=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Planned savings that slip between a pair with no trust at all (stipulated)",
    ),
    slip_delay=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share per month",
        mark="FIXED",
        doc="Planned savings that slip per month of decision delay (stipulated)",
    ),
    taste_salami=par(
        0.6,
        lo=-0.5,
        hi=1.5,
        unit="utility",
        mark="FIXED",
        doc="Appeal of salami slicing before anything else counts (stipulated)",
    ),
    taste_stop=par(
        -0.5, lo=-1.5, hi=0.5, unit="utility", mark="FIXED", doc="The same for stopping a service (stipulated)"
    ),
    taste_redesign=par(-1.2, lo=-2.2, hi=0.0, unit="utility", mark="FIXED", doc="The same for redesign (stipulated)"),
    taste_pool=par(
        -1.0, lo=-2.0, hi=0.0, unit="utility", mark="FIXED", doc="The same for pooling with partners (stipulated)"
    ),
    taste_outsource=par(
        -0.5, lo=-1.5, hi=0.5, unit="utility", mark="ASSUMPTION", role="calibrate", doc="The same for outsourcing"
    ),
    taste_commercialise=par(
        -1.5,
        lo=-2.5,
        hi=0.0,
        unit="utility",
        mark="ASSUMPTION",
        role="calibrate",
        doc="The same for commercial ventures",
    ),
    taste_draw=par(
        -0.3, lo=-1.3, hi=0.7, unit="utility", mark="FIXED", doc="The same for drawing reserves (stipulated)"
    ),
    taste_shunt=par(
        -1.8, lo=-3.0, hi=-0.5, unit="utility", mark="FIXED", doc="The same for shunting cost (stipulated)"
    ),
    taste_council_tax=par(
        -1.0, lo=-2.0, hi=1.0, unit="utility", mark="FIXED", doc="The same for raising council tax (stipulated)"
    ),
    redesign_delegation=par(
        1.5, lo=0.0, hi=3.0, unit="utility", mark="ASSUMPTION", doc="How delegation makes redesign appeal"
    ),
    redesign_trust=par(
        1.5,
        lo=0.0,
        hi=3.0,
        unit="utility",
        mark="FIXED",
        doc="How trust between leader and chief executive makes redesign appeal (stipulated)",
    ),
    pool_reach=par(
        2.5,
        lo=0.0,
        hi=4.0,
        unit="utility",
        mark="FIXED",
        doc="How partners within reach make pooling appeal (stipulated)",
    ),
    slip_most=par(0.7, lo=0.35, hi=1, unit="share", mark="FIXED", doc="Planned savings that slip at most (stipulated)"),
    reflection_calms=par(
        0.4,
        lo=0.2,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Threat that a full habit of reflection takes away (stipulated)",
    ),
    stop_risk=par(
        1.2,
        lo=0.6,
        hi=1.8,
        unit="utility",
        mark="FIXED",
        doc="How an appetite for risk makes stopping a service appeal (stipulated)",
    ),
    redesign_values=par(
        0.8, lo=0.4, hi=1.2, unit="utility", mark="FIXED", doc="How social value makes redesign appeal (stipulated)"
    ),
    pool_values=par(
        0.6, lo=0.3, hi=0.9, unit="utility", mark="FIXED", doc="How social value makes pooling appeal (stipulated)"
    ),
    pool_threat=par(
        0.3, lo=0.15, hi=0.45, unit="ratio", mark="FIXED", doc="How threat speaks against pooling (stipulated)"
    ),
    outsource_cost=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="utility",
        mark="FIXED",
        doc="How minding cost makes outsourcing appeal (stipulated)",
    ),
    shunt_temptation=par(
        3.0, lo=1.5, hi=4.5, unit="utility", mark="FIXED", doc="How temptation makes shunting cost appeal (stipulated)"
    ),
    tax_values=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="utility",
        mark="FIXED",
        doc="How social value makes raising council tax appeal (stipulated)",
    ),
    habit_pace=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="a year",
        mark="FIXED",
        doc="How fast a way that is used becomes a habit (stipulated)",
    ),
)


@process(
    341,
    writes=(
        "budget_wanted",
        "budget_gap",
        "recurring_seen",
        "savings_planned",
        "saving_slip",
        "way_share",
        "way_habit",
        "aspiration",
    ),
)
def budget_round(s, p, now):
    """Each decider votes for the way that fits what this person sees and wants; the votes are the mix."""
    if now.calendar != MARCH:
        return
    for c in range(s.council_key.size):
        # What recurs beside the budgets of services bears on next year's.
        recurring = standing(s, c)
        s.recurring_seen[c] = recurring
        available = s.funding_next[c] + s.commercial[c] + recurring
        wanted = 0.0
        served = 0.0
        delegated = 0.0
        partners = 0.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            served += 1.0
            delegated += s.delegation_reached[c, k]
            partners += s.reach[c, k]
            available += s.income[c, k]
            growth = p.growth_recognised * (
                p.demand_growth_scale * s.demand_growth[c, k] * s.statutory[c, k] + s.cost_growth[c, k]
            )
            # When the round closes, eleven months of spending are known, and next year's prices; what was for this
            # year alone is left out.
            over = max(0.0, s.year_spend[c, k] * 12.0 / MONTHS_BOOKED - s.programme[c, k] - s.budget[c, k])
            s.budget_wanted[c, k] = s.budget[c, k] * (exp(s.price_ahead[c, k]) + growth) + p.rebasing * over
            wanted += s.budget_wanted[c, k]
        # How much of what must be found is in the budget, and what is left that nothing protects.
        pressing = clip((wanted - available) / wanted, 0.0, 1.0)
        soft = 0.0
        soft_2010 = 0.0
        for k in range(s.runs.shape[1]):
            open_ = s.runs[c, k] * s.open_to_cuts[c, k]
            soft += open_ * s.budget[c, k]
            soft_2010 += open_ * s.need_now[c, k]
        exhausted = clip(1.0 - soft / soft_2010, 0.0, 1.0)
        delegated /= max(1.0, served)
        partners /= max(1.0, served)
        gap = wanted - available
        # Reserves below what is thought right are part of what the budget must find.
        gap += p.reserves_pull * max(0.0, p.reserves_aim * s.net_revenue[c] - s.reserves[c])
        s.budget_gap[c] = gap
        s.savings_planned[c] = gap * (1.0 + p.prudence) if gap > 0.0 else gap * (1.0 - p.prudence)
        if gap > 0.0 and s.closed_given[c] >= 0.0:
            s.savings_planned[c] = gap * s.closed_given[c]

        _, dyad = top_trust(s, c)
        distrust = (1.0 - dyad) * (1.0 - dyad)
        s.saving_slip[c] = clip(
            p.slip_base + p.slip_distrust * distrust + p.slip_delay * s.decision_delay[c], 0.0, p.slip_most
        )

        cushion = clip((s.reserves[c] / s.net_revenue[c] - p.reserves_aim) / p.reserves_aim, -2.0, 2.0)
        content = 0.0
        for w in range(s.ward_count[c]):
            content += s.satisfaction[c, w] / s.ward_count[c]
        shortfall = max(0.0, s.aspiration[c] - content)
        s.aspiration[c] = p.aspiration_memory * s.aspiration[c] + (1.0 - p.aspiration_memory) * content
        search = plus(p.aspiration_search * shortfall, s.budget_round_search, c)
        votes = 0.0
        ways = s.way_share.shape[1]
        for m in range(ways):
            s.way_share[c, m] = 0.0
        if gap <= 0.0:
            continue
        for i in range(s.first_politician[c], s.first_staff[c]):
            if s.role[i] > DIRECTOR or s.role[i] == BACKBENCHER or s.role[i] == OPPOSITION or s.filled[i] == 0.0:
                continue
            threat = (
                p.threat_rigidity
                * pressing
                * (1.0 - p.reflection_calms * s.reflection_habit[i])
                * plus(1.0, s.budget_round_threat, c)
            )
            cost_minded = 1.0 - s.social_value[i]
            best = -math.inf
            choice = SALAMI
            for m in range(ways):
                if m == SALAMI:
                    u = p.taste_salami + threat + 0.5 * (1.0 - delegated) - p.salami_exhausted * exhausted
                elif m == STOP:
                    u = p.taste_stop + p.stop_risk * s.risk_appetite[i] + 0.5 * cost_minded
                elif m == REDESIGN:
                    u = p.taste_redesign + p.redesign_delegation * delegated + p.redesign_trust * dyad
                    u += p.redesign_values * s.social_value[i] - 0.5 * threat + search
                elif m == POOL:
                    u = (
                        p.taste_pool
                        + p.pool_reach * partners
                        + p.pool_values * s.social_value[i]
                        - p.pool_threat * threat
                        + search
                    )
                elif m == OUTSOURCE:
                    u = p.taste_outsource + p.outsource_cost * cost_minded
                elif m == COMMERCIALISE:
                    if room_for_ventures(s, p, c) <= 0.0:
                        continue
                    u = p.taste_commercialise + 2.0 * s.risk_appetite[i] + s.stress[c] + search
                elif m == DRAW:
                    u = p.taste_draw + cushion
                elif m == SHUNT:
                    u = p.taste_shunt + p.shunt_temptation * s.partners_temptation[c] + 0.5 * cost_minded
                elif p.budget_mode == REPLAY:
                    # What was raised then is in the funding that is replayed.
                    continue
                else:
                    u = p.taste_council_tax + p.tax_values * s.social_value[i]
                u = plus_at(u, s.budget_round_ways, c, m)
                u -= p.habit_fatigue * s.way_habit[c, m]
                score = u / p.choice_temperature + gumbel(uniform(now, s.slot_id[i], m))
                if score > best:
                    best = score
                    choice = m
            weight = 2.0 if i == s.leader[c] or i == s.chief_executive[c] else 1.0
            s.way_share[c, choice] += weight
            votes += weight
        for m in range(ways):
            s.way_share[c, m] /= max(1.0, votes)
            if s.way_given[c, m] >= 0.0:
                s.way_share[c, m] = s.way_given[c, m]
            s.way_habit[c, m] += p.habit_pace * (s.way_share[c, m] - s.way_habit[c, m])
