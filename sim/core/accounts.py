"""The accounts: what was spent, what came in, what is left, and the section 114 test. [nao2018, caller2018]

Reserves take in funding, income, spending and one-off costs; they may be negative before the test. A council fails by
one of two routes: reserves below the floor, or a governance shock (exposure laid bare) beyond its officers' capacity.
Then follow exceptional support and two years of spending control.
"""

from __future__ import annotations

from sim.machine.arithmetic import clip, log, monthly
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import uniform

OTHER_SPENDING = port(
    __name__,
    "accounts.other_spending",
    "council",
    "sum",
    "spending beside the eight services and beyond that of 2010",
    unit="£m a year",
)

PARAMS = parameters(
    __name__,
    agency_price=par(1.35, lo=1, hi=2, unit="ratio", mark="ASSUMPTION", doc="Price of agency staff over pay"),
    overspend_elasticity=par(
        0.08,
        lo=0,
        hi=1,
        unit="ratio",
        mark="ASSUMPTION",
        doc="Spending above budget per unit of statutory need above budget (calibrated: F19)",
    ),
    misuse_cost=par(
        0.25, lo=0, hi=1, unit="share", mark="ASSUMPTION", doc="Money other than pay that wrong decisions waste"
    ),
    reserves_floor=par(
        0.0,
        lo=-0.05,
        hi=0.1,
        unit="share",
        mark="ASSUMPTION",
        doc="Reserves over net revenue expenditure below which a section 114 notice is due",
    ),
    governance_shock=par(
        0.05, lo=0, hi=0.5, unit="a year", mark="ASSUMPTION", doc="Chance that what was hidden comes to light"
    ),
    officer_capacity=par(
        1.2,
        lo=0.5,
        hi=5,
        unit="exposure",
        mark="ASSUMPTION",
        doc="Exposure that a full management team under scrutiny can absorb (calibrated to the "
        "rate of section 114 notices: F14)",
    ),
    support=par(
        0.06,
        lo=0.01,
        hi=0.2,
        unit="share",
        mark="ASSUMPTION",
        source="efs",
        doc="Exceptional support over net revenue expenditure",
    ),
)


@process(961, writes=("service_spend", "year_spend", "spend", "income_received"), adds=("reserves",))
def spending(s, p, now):
    """Pay, agency cover, contracts and demand-led overspending make the month's bill."""
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            posts = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                cost = 1.0 - p.outsourcing_saving * s.outsourced[i]
                posts += s.post[i] * (cost if s.filled[i] == 1.0 else p.agency_cover * p.agency_price)
            s.service_spend[c, k] += posts * s.pay_per_post[c, k] / 12.0
        income = s.commercial[c] / 12.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            volume = s.value_demand[c, k] / s.base_cases[c, k] / max(0.2, s.budget[c, k] / s.need_2010[c, k])
            over = p.overspend_elasticity * s.statutory[c, k] * clip(volume - 1.08, 0.0, 1.0)
            other = max(0.02 * s.need_2010[c, k], s.money_here[c, k]) / 12.0
            s.service_spend[c, k] += (
                other * (1.0 + over) * (1.0 + p.misuse_cost * (s.misuse[c, k] - 0.05)) + s.overrun[c, k] / 12.0
            )
            s.year_spend[c, k] = s.service_spend[c, k] + (0.0 if now.calendar == 4 else s.year_spend[c, k])
            s.spend[c] += s.service_spend[c, k]
            income += s.income[c, k] / 12.0
        s.spend[c] += plus(0.0, s.accounts_other_spending, c) / 12.0
        s.income_received[c] += income
        s.add_reserves[c] += income - s.spend[c] - p.redundancy_years * s.redundancy_cost[c]


@process(962, writes=("failed", "failed_month", "intervention"), folds=("reserves",))
def section_114(s, p, now):
    """Reserves below the floor, or a shock beyond the officers' capacity, and a section 114 notice is issued."""
    own = s.reserves_entries.shape[0] - 2
    shock = monthly(p.governance_shock)
    for c in range(s.council_key.size):
        value = s.reserves[c]
        for e in range(own):
            value += s.reserves_entries[e, c]
        s.intervention[c] = max(0.0, s.intervention[c] - 1.0)
        officers = 0.0
        posts = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            officers += s.filled[i]
            posts += 1.0
        able = p.officer_capacity * officers / max(1.0, posts) * (0.5 + s.challenge[c]) * plus(1.0, s.crisis_support, c)
        laid_bare = 0.0
        if uniform(now, s.council_key[c], 0) < shock:
            laid_bare = -log(uniform(now, s.council_key[c], 1)) * s.governance_exposure[c]
        if value < p.reserves_floor * s.net_revenue[c] or laid_bare > able:
            if s.failed[c] == 0.0:
                s.failed[c] = 1.0
                s.failed_month[c] = now.month
            if s.intervention[c] == 0.0:
                s.intervention[c] = 24.0
            given = max(0.0, (p.reserves_floor + p.support) * s.net_revenue[c] - value)
            s.reserves_entries[own, c] = given
            value += given
        s.reserves_entries[own + 1, c] = 0.0
        s.reserves[c] = value
