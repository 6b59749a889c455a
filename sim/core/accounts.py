"""The accounts: what was spent, what came in, what is left, and the section 114 test. [nao2018, caller2018]

What the services cost is paid to staff, suppliers and the partners who hold contracts; what the month's lines of money
leave over falls to reserves (``lines.py``), which may be negative before the test. A council fails by
one of two routes: reserves below the floor, or a governance shock (exposure laid bare) beyond its officers' capacity.
Then follow exceptional support and two years of spending control.
"""

from __future__ import annotations

from sim.core.lines import (
    BUDGET,
    COUNCIL,
    CUSTOMERS,
    GOVERNMENT,
    ONCE,
    PARTNERS,
    STAFF,
    SUPPLIERS,
    left_over,
    line,
)
from sim.machine.arithmetic import clip, log, monthly
from sim.machine.declared import par, parameters, state
from sim.machine.ports import plus
from sim.machine.process import process
from sim.machine.randomness import APRIL, uniform

BUDGET_LEAST = 0.2
"""Budget over that of 2010 below which need weighs no heavier (ratio); a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    agency_price=par(1.35, lo=1, hi=2, unit="ratio", mark="FIXED", doc="Price of agency staff over pay (stipulated)"),
    overspend_elasticity=par(
        0.08,
        lo=0,
        hi=1,
        unit="ratio",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Spending above budget per unit of statutory need above budget (calibrated: F19)",
    ),
    misuse_cost=par(
        0.25, lo=0, hi=0.6, unit="share", mark="ASSUMPTION", doc="Money other than pay that wrong decisions waste"
    ),
    reserves_floor=par(
        0.0,
        lo=-0.05,
        hi=0.1,
        unit="share",
        mark="FIXED",
        doc="Reserves over net revenue expenditure below which a section 114 notice is due (stipulated)",
    ),
    governance_shock=par(
        0.05, lo=0, hi=0.5, unit="a year", mark="FIXED", doc="Chance that what was hidden comes to light (stipulated)"
    ),
    officer_capacity=par(
        1.2,
        lo=0.5,
        hi=5,
        unit="exposure",
        mark="FIXED",
        doc="Exposure that a full management team under scrutiny can absorb (stipulated: calibrated to the rate of "
        "section 114 notices: F14)",
    ),
    support=par(
        0.06,
        lo=0.01,
        hi=0.2,
        unit="share",
        mark="FIXED",
        source="efs",
        doc="Exceptional support over net revenue expenditure",
    ),
    volume_absorbed=par(
        1.08,
        lo=0.54,
        hi=1.62,
        unit="ratio",
        mark="FIXED",
        doc="Need over budget that is met without overspending (stipulated)",
    ),
    purchases_least=par(
        0.02,
        lo=0.01,
        hi=0.03,
        unit="share",
        mark="FIXED",
        doc="Spending beside pay that goes on whatever is budgeted, of that needed in 2010 (stipulated)",
    ),
    misuse_usual=par(
        0.05,
        lo=0.025,
        hi=0.075,
        unit="share",
        mark="FIXED",
        doc="Wrong decisions that the spending of 2010 holds (stipulated)",
    ),
    intervention_months=par(
        24.0,
        lo=12,
        hi=36,
        unit="months",
        mark="FIXED",
        doc="Time for which a council is under intervention after a notice (stipulated)",
    ),
)


STATE = state(
    __name__,
    pay=line(BUDGET, COUNCIL, STAFF, "pay of the council's own posts"),
    agency_staff=line(BUDGET, COUNCIL, SUPPLIERS, "agency staff on empty posts"),
    purchases=line(BUDGET, COUNCIL, SUPPLIERS, "what services buy beside pay, overspending included"),
    contracts=line(BUDGET, COUNCIL, PARTNERS, "posts that a partner holds, at its price", partners=True),
    contract_pay=line(BUDGET, PARTNERS, STAFF, "pay of the posts that a partner holds", partners=True),
    fees=line(BUDGET, CUSTOMERS, COUNCIL, "fees and charges of services"),
    venture_income=line(BUDGET, CUSTOMERS, COUNCIL, "income of commercial ventures, as expected"),
    redundancy=line(ONCE, COUNCIL, STAFF, "redundancy of posts cut"),
    exceptional_support=line(ONCE, GOVERNMENT, COUNCIL, "exceptional support after a section 114 notice"),
)


@process(
    961,
    writes=(
        "service_spend",
        "year_spend",
        "pay",
        "agency_staff",
        "purchases",
        "contracts",
        "contract_pay",
        "fees",
        "venture_income",
        "redundancy",
    ),
)
def spending(s, p, now):
    """Pay, agency cover, contracts and demand-led overspending make the month's bill."""
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            pay = s.pay_per_post[c, k] / 12.0
            posts = 0.0
            here = 0.0
            held = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                posts += s.post[i]
                here += s.filled[i]
                held += s.filled[i] * s.outsourced[i]
            own = (here - held) * pay
            covered = p.agency_cover * p.agency_price * (posts - here) * pay
            price = held * s.contract_price[c, k] * pay
            s.pay[c] += own
            s.agency_staff[c] += covered
            s.service_spend[c, k] += own + covered + price
            if held > 0.0:
                s.contracts[s.contractor[c, k]] += price
                s.contract_pay[s.contractor[c, k]] += held * (1.0 - p.outsourcing_saving) * pay
        s.venture_income[c] += s.commercial[c] / 12.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            volume = s.value_demand[c, k] / s.base_cases[c, k] / max(BUDGET_LEAST, s.budget[c, k] / s.need_now[c, k])
            over = p.overspend_elasticity * s.statutory[c, k] * clip(volume - p.volume_absorbed, 0.0, 1.0)
            other = max(p.purchases_least * s.need_now[c, k], s.money_here[c, k]) / 12.0
            bought = other * (1.0 + over) * (1.0 + p.misuse_cost * (s.misuse[c, k] - p.misuse_usual))
            bought += (s.overrun[c, k] + s.sent_back[c, k] + s.programme[c, k]) / 12.0
            s.purchases[c] += bought
            s.service_spend[c, k] += bought
            s.year_spend[c, k] = s.service_spend[c, k] + (0.0 if now.calendar == APRIL else s.year_spend[c, k])
            s.fees[c] += s.income[c, k] / 12.0
        s.redundancy[c] += p.redundancy_years * s.redundancy_cost[c]


@process(962, writes=("failed", "failed_month", "intervention", "exceptional_support"))
def section_114(s, p, now):
    """Reserves below the floor, or a shock beyond the officers' capacity, and a section 114 notice is issued."""
    shock = monthly(p.governance_shock)
    for c in range(s.council_key.size):
        value = s.reserves[c] + left_over(s, c)
        s.intervention[c] = max(0.0, s.intervention[c] - 1.0)
        officers = 0.0
        posts = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            officers += s.filled[i]
            posts += s.post[i]
        able = p.officer_capacity * officers / max(1.0, posts) * (0.5 + s.challenge[c]) * plus(1.0, s.crisis_support, c)
        laid_bare = 0.0
        if uniform(now, s.council_key[c], 0) < shock:
            laid_bare = -log(uniform(now, s.council_key[c], 1)) * s.governance_exposure[c]
        if value < p.reserves_floor * s.net_revenue[c] or laid_bare > able:
            if s.failed[c] == 0.0:
                s.failed[c] = 1.0
                s.failed_month[c] = now.month
            if s.intervention[c] == 0.0:
                s.intervention[c] = p.intervention_months
            s.exceptional_support[c] += max(0.0, (p.reserves_floor + p.support) * s.net_revenue[c] - value)
