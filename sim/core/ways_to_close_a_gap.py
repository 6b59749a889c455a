"""What each of the nine ways does to budgets, posts, partners and reserves. [nao2018, jones2009]

salami slice: every budget falls, the less protected (``protection.py``) the more; stop a service: the least protected
one takes it all and offers less; redesign: hours per case fall, later and only in part; pool: the same, resting on
living partnerships; outsource: posts move to a partner at its price (``contracts.py``); commercialise: a venture is
bought with borrowed money, its income swings and exposes, its interest does not; draw reserves: nothing changes but the
stock; shunt: named partners take over work and pay for it, and remember; raise council tax: up to the cap, which
residents like less. What slips becomes overspend.
"""

from __future__ import annotations

from sim.core.contracts import asked_price, best_contractor
from sim.core.lines import COUNCIL, CUSTOMERS, LENDERS, ONCE, RECURRING, SUPPLIERS, line
from sim.core.partners import WORK_OF_MONEY, matters_to
from sim.council.services import (
    COMMERCIALISE,
    DRAW,
    OUTSOURCE,
    POOL,
    RAISE_TAX,
    REDESIGN,
    SALAMI,
    SHUNT,
    STOP,
    USUAL_PARTNERS,
)
from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters, state
from sim.machine.kernel import kernel
from sim.machine.process import process
from sim.machine.randomness import MARCH, OCTOBER, uniform

POOLED_MOST = 0.2
"""Budget of a service that pooling can take in a year (share); a guard that no world reaches."""

SMALLEST_VENTURE = 0.001
"""Income (£m a year) of a venture below which none is bought."""

PARAMS = parameters(
    __name__,
    pay_cut_ratio=par(
        1.2,
        lo=0.8,
        hi=1.5,
        unit="ratio",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Posts fall faster than spending by this ratio",
    ),
    redesign_yield=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Share of a planned redesign saving that comes as fewer hours per case in a well-steered service "
        "(stipulated)",
    ),
    redundancy_years=par(
        0.4, lo=0, hi=2, unit="years of pay", mark="FIXED", doc="One-off cost of a post that is cut (stipulated)"
    ),
    commercial_spread=par(
        0.25,
        lo=0,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Yearly swing of the return on commercial income (stipulated)",
    ),
    commercial_limit=par(
        0.01,
        lo=0,
        hi=0.08,
        unit="share of net cost",
        mark="ASSUMPTION",
        role="calibrate",
        source="nao2020",
        doc="Yearly income up to which a council buys ventures (calibrated: by 2018-19 England's councils have "
        "borrowed for them the 7 billion pounds for which they had bought commercial property by then)",
    ),
    venture_return=par(
        0.06,
        lo=0.03,
        hi=0.15,
        unit="a year",
        mark="FIXED",
        doc="Income of a venture over what it was bought for (stipulated)",
    ),
    venture_interest=par(
        0.035, lo=0, hi=0.08, unit="a year", mark="FIXED", doc="Interest on what was borrowed for ventures (stipulated)"
    ),
    council_tax_cap=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share a year",
        mark="FIXED",
        doc="Largest real rise of council tax without a referendum (stipulated)",
    ),
    tax_dissatisfaction=par(
        0.25,
        lo=0,
        hi=2,
        unit="share per share",
        mark="FIXED",
        doc="Satisfaction lost with a rise of council tax, over that rise (stipulated)",
    ),
    cut_most=par(
        0.35,
        lo=0.175,
        hi=0.525,
        unit="share",
        mark="FIXED",
        doc="Budget of a service that one way can take in a year (stipulated)",
    ),
    posts_back=par(
        0.4, lo=0.2, hi=0.6, unit="share", mark="FIXED", doc="Money that comes back which goes into posts (stipulated)"
    ),
    scope_back=par(
        0.2,
        lo=0.1,
        hi=0.3,
        unit="share",
        mark="FIXED",
        doc="Part of what was stopped that comes back with money (stipulated)",
    ),
    stop_luck=par(
        0.3, lo=0.15, hi=0.45, unit="share", mark="FIXED", doc="Luck in which service is stopped (stipulated)"
    ),
    projects_enough=par(
        4.0,
        lo=2,
        hi=6,
        unit="projects",
        mark="FIXED",
        doc="Living projects with which pooling yields in full (stipulated)",
    ),
    scope_least=par(
        0.05, lo=0.025, hi=0.075, unit="share", mark="FIXED", doc="Scope below which no service is stopped (stipulated)"
    ),
    redesigned_most=par(
        0.2,
        lo=0.1,
        hi=0.3,
        unit="share",
        mark="FIXED",
        doc="Budget of a service that redesign can take in a year (stipulated)",
    ),
    gentle_pay=par(
        0.7,
        lo=0.35,
        hi=1.05,
        unit="ratio",
        mark="FIXED",
        doc="Pay in what redesign and pooling save, over that in other cuts (stipulated)",
    ),
    redesign_overrun=par(
        0.3, lo=0.15, hi=0.45, unit="share", mark="FIXED", doc="Cost of a redesign that does not come off (stipulated)"
    ),
    outsourced_most=par(
        0.35,
        lo=0.175,
        hi=0.525,
        unit="share",
        mark="FIXED",
        doc="Chance that a post goes to a partner where no duty is served (stipulated)",
    ),
)

STATE = state(
    __name__,
    venture_swing=line(ONCE, CUSTOMERS, COUNCIL, "what ventures bring in a year beyond the expected, or below it"),
    venture_loan=line(ONCE, LENDERS, COUNCIL, "borrowed for ventures"),
    venture_bought=line(ONCE, COUNCIL, SUPPLIERS, "ventures bought with what was borrowed"),
    interest=line(RECURRING, COUNCIL, LENDERS, "interest on what was borrowed for ventures"),
)


@kernel
def cut(s, p, c, k, amount, slip, pay_share):
    """Take ``amount`` (£m a year, at most what a budget can lose in a year) from service k; returns what was taken."""
    taken = min(amount, p.cut_most * s.budget[c, k])
    s.budget[c, k] -= taken
    s.overrun[c, k] += slip * taken
    s.posts_owed[c, k] += taken * pay_share / s.pay_per_post[c, k]
    return taken


@kernel
def room_for_ventures(s, p, c):
    """Yearly income (£m) of ventures that council c may still buy; nothing below a thousand pounds."""
    room = p.commercial_limit * s.base_net[c] - p.venture_return * s.debt[c]
    return room if room > SMALLEST_VENTURE else 0.0


@process(
    351,
    writes=(
        "budget",
        "overrun",
        "posts_owed",
        "scope",
        "efficiency",
        "commercial",
        "debt",
        "interest",
        "venture_swing",
        "venture_loan",
        "venture_bought",
        "tax_raised",
        "pooled",
        "carried",
        "newly_shunted",
        "sent_back",
        "way_closed",
        "outsourced",
        "contractor",
        "contract_price",
        "contract_until",
    ),
    adds=("satisfaction",),
)
def close_the_gap(s, p, now):
    """Each way takes its share of the gap and leaves its own mark on services."""
    services = s.runs.shape[1]
    for c in range(s.council_key.size):
        if now.calendar == OCTOBER and s.commercial[c] > 0.0:
            luck = uniform(now, s.council_key[c], 1) + uniform(now, s.council_key[c], 2) - 1.0
            s.venture_swing[c] += s.commercial[c] * p.commercial_spread * 2.0 * luck
        if now.calendar != MARCH:
            continue

        for k in range(services):
            s.budget[c, k] = s.budget_wanted[c, k]
            s.overrun[c, k] = 0.0
            s.sent_back[c, k] = 0.0
        for m in range(s.way_closed.shape[1]):
            s.way_closed[c, m] = 0.0
        planned = s.savings_planned[c]
        # A gap that an event lets go whole is still no surplus.
        if s.budget_gap[c] <= 0.0:
            lag = 0.0
            total = 0.0
            for k in range(services):
                lag += s.runs[c, k] * max(0.0, s.need_now[c, k] - s.budget[c, k])
                total += s.budget[c, k]
            for k in range(services):
                if s.runs[c, k] == 0.0:
                    continue
                share = max(0.0, s.need_now[c, k] - s.budget[c, k]) / lag if lag > 0.0 else s.budget[c, k] / total
                more = -planned * share
                s.budget[c, k] += more
                s.posts_owed[c, k] -= more * p.posts_back / s.pay_per_post[c, k]
                s.scope[c, k] += p.scope_back * (1.0 - s.scope[c, k])
            continue

        slip = s.saving_slip[c]
        weights = 0.0
        wicked = 0.0
        softest = -1
        softness = -1.0
        for k in range(services):
            if s.runs[c, k] == 0.0:
                continue
            weights += s.budget[c, k] * s.open_to_cuts[c, k]
            wicked += s.budget[c, k] * s.wickedness[c, k]
            soft = s.open_to_cuts[c, k] + p.stop_luck * uniform(now, s.council_key[c], 20 + k)
            if soft > softness:
                softness = soft
                softest = k

        projects = 0.0
        for i in range(s.first_partner[c], s.last_partner[c]):
            projects += s.project[i]
        # Pooled savings rest on living projects: what partners no longer carry comes back as overspend.
        projects *= USUAL_PARTNERS / (s.last_partner[c] - s.first_partner[c])
        living = min(1.0, projects / p.projects_enough)
        lost = 0.5 * s.pooled[c] * (1.0 - living)
        s.pooled[c] -= lost
        for k in range(services):
            if s.runs[c, k] == 0.0:
                continue
            s.overrun[c, k] += lost * s.budget[c, k] * s.wickedness[c, k] / wicked
            pay_share = min(1.0, p.pay_cut_ratio * s.pay_per_post[c, k] * s.in_post[c, k] / s.budget[c, k])
            part = s.budget[c, k] * s.open_to_cuts[c, k] / weights
            wanted_here = s.way_share[c, SALAMI] * planned * part
            s.way_closed[c, SALAMI] += cut(s, p, c, k, wanted_here, slip, pay_share)
            if k == softest:
                before = s.budget[c, k]
                stopped = cut(s, p, c, k, s.way_share[c, STOP] * planned, slip, pay_share)
                s.way_closed[c, STOP] += stopped
                s.scope[c, k] = clip(s.scope[c, k] * (1.0 - stopped / before), p.scope_least, 1.0)

            # Redesign and pooling lower the hours a case takes; the rest of the plan does not come.
            redesigned = min(s.way_share[c, REDESIGN] * planned * part, p.redesigned_most * s.budget[c, k])
            comes = p.redesign_yield * (0.5 + s.steering[c, k]) * (1.0 + 0.5 * s.casework_redesign[c, k])
            # A change that staff have not taken on saves less.
            comes = clip(comes * (0.5 + s.casework_acceptance[c, k]), 0.0, 1.0)
            s.efficiency[c, k] += WORK_OF_MONEY * comes * redesigned / s.budget[c, k] * (1.0 - s.efficiency[c, k])
            s.way_closed[c, REDESIGN] += cut(s, p, c, k, redesigned, slip, pay_share * p.gentle_pay)
            s.overrun[c, k] += p.redesign_overrun * (1.0 - comes) * redesigned

            share = s.budget[c, k] * s.wickedness[c, k] / wicked
            pooled = min(s.way_share[c, POOL] * planned * share, POOLED_MOST * s.budget[c, k])
            s.efficiency[c, k] += WORK_OF_MONEY * living * pooled / s.budget[c, k] * (1.0 - s.efficiency[c, k])
            s.way_closed[c, POOL] += cut(s, p, c, k, pooled, slip, pay_share * p.gentle_pay)
            s.pooled[c] += living * pooled

        # Outsourcing: posts move to a partner until the amount is saved, statutory work less readily.
        aim = s.way_share[c, OUTSOURCE] * planned
        partner = best_contractor(s, p, c)
        offer = asked_price(s, p, partner) if partner >= 0 else 1.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            if s.way_closed[c, OUTSOURCE] >= aim:
                break
            k = s.service[i]
            # Who holds posts of the service already takes more of them at the price agreed.
            price = offer if s.contractor[c, k] < 0 else s.contract_price[c, k]
            if s.post[i] == 0.0 or s.outsourced[i] == 1.0 or s.filled[i] == 0.0 or price >= 1.0:
                continue
            if uniform(now, s.slot_id[i], 3) < p.outsourced_most * (1.0 - 0.5 * s.statutory[c, k]):
                if s.contractor[c, k] < 0:
                    s.contractor[c, k] = partner
                    s.contract_price[c, k] = offer
                    s.contract_until[c, k] = now.year + int(p.contract_years)
                saving = (1.0 - price) * s.pay_per_post[c, k]
                s.outsourced[i] = 1.0
                s.budget[c, k] -= saving
                s.way_closed[c, OUTSOURCE] += saving

        # A venture closes the gap by what interest leaves of its income, and brings less than was hoped.
        left = 1.0 - p.venture_interest / p.venture_return
        if left > 0.0:
            venture = min(s.way_share[c, COMMERCIALISE] * planned / left, room_for_ventures(s, p, c))
            bought = venture / p.venture_return
            s.venture_loan[c] += bought
            s.venture_bought[c] += bought
            s.debt[c] += bought
            s.commercial[c] += venture * (1.0 - slip)
            s.way_closed[c, COMMERCIALISE] += venture * left
        s.interest[c] = p.venture_interest * s.debt[c]

        # Shunting: partners to whom a service matters take over work, and what it costs.
        for k in range(services):
            receivers = 0.0
            for j in range(s.first_partner[c], s.last_partner[c]):
                receivers += 1.0 if matters_to(s.role[j], k) else 0.0
            if s.runs[c, k] == 0.0 or s.wickedness[c, k] < 2.0 or receivers == 0.0:
                continue
            pay_share = min(1.0, p.pay_cut_ratio * s.pay_per_post[c, k] * s.in_post[c, k] / s.budget[c, k])
            before = s.budget[c, k]
            wanted_here = s.way_share[c, SHUNT] * planned * before * s.wickedness[c, k] / wicked
            moved = cut(s, p, c, k, wanted_here, slip, pay_share)
            # What slips is what partners do not take.
            taken = (1.0 - slip) * moved
            s.efficiency[c, k] += WORK_OF_MONEY * taken / before * (1.0 - s.efficiency[c, k])
            s.way_closed[c, SHUNT] += moved
            for j in range(s.first_partner[c], s.last_partner[c]):
                if matters_to(s.role[j], k):
                    s.carried[j] += taken / receivers
                    s.newly_shunted[j] += taken / receivers

        tax = s.base_net[c] * s.tax_path[c, 0] + s.tax_raised[c]
        if tax > 0.0 and s.way_share[c, RAISE_TAX] > 0.0:
            raised = min(s.way_share[c, RAISE_TAX] * planned, p.council_tax_cap * tax)
            s.tax_raised[c] += raised
            s.way_closed[c, RAISE_TAX] += raised
            for w in range(s.ward_count[c]):
                s.add_satisfaction[c, w] -= p.tax_dissatisfaction * raised / tax
        # What no other way closed falls on reserves, chosen or not.
        closed = 0.0
        for m in range(s.way_closed.shape[1]):
            closed += s.way_closed[c, m]
        s.way_closed[c, DRAW] = max(0.0, s.budget_gap[c] - closed)
