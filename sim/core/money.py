"""The settlement: what the council may spend this year, what need costs, and how hard the gap presses. [nao2018]

What is replayed is funding, never spending. ``funding = base net cost x real index of the year``; stress is
``1 - (funding + income) / cost of today's need at standard``, not below zero. Council tax that the council itself
raises (where it is not replayed) is part of its funding from then on; commercial income counts less the interest on
what was borrowed for it.
"""

from __future__ import annotations

from sim.core.lines import BUDGET, COUNCIL, GOVERNMENT, TAXPAYERS, line
from sim.machine.arithmetic import clip, power
from sim.machine.declared import par, parameters, state
from sim.machine.kernel import kernel
from sim.machine.process import process

REPLAY, FIXED, SHOCK, NONE = range(4)

PARAMS = parameters(
    __name__,
    budget_mode=par(
        "replay",
        choices=("replay", "fixed", "shock", "none"),
        mark="DESIGN",
        unit="mode",
        doc="Funding: the council's own path, a steady cut, one sudden cut, or none (funding keeps pace with need)",
    ),
    budget_cut=par(30.0, lo=0, hi=60, unit="percent", mark="DESIGN", doc="Size of a fixed or sudden real cut"),
    budget_cut_years=par(6, lo=1, hi=15, unit="years", mark="DESIGN", doc="Years over which a fixed cut is spread"),
    budget_shock_year=par(3, lo=1, hi=30, unit="years", mark="DESIGN", doc="Year of the run that a sudden cut hits"),
    demand_growth_scale=par(
        1.0,
        lo=0,
        hi=2,
        unit="ratio",
        mark="DATA",
        source="nao2018",
        doc="Multiplies the growth of need of every service (1: as in the data)",
    ),
)


STATE = state(
    __name__,
    grant=line(BUDGET, GOVERNMENT, COUNCIL, "general grant: what funding is more than rates and council tax"),
    business_rates=line(BUDGET, TAXPAYERS, COUNCIL, "business rates that the council keeps"),
    council_tax=line(BUDGET, TAXPAYERS, COUNCIL, "council tax, what the council has raised by itself included"),
)


@kernel
def funding_index(mode, path, year, cut, cut_years, shock_year, need_index):
    """Real funding in financial year number ``year`` (0 is 2010-11), 1 at the start."""
    if mode == REPLAY:
        return path[min(year, path.size - 1)]
    if mode == FIXED:
        return 1.0 - cut / 100.0 * min(year, cut_years) / cut_years
    if mode == SHOCK:
        return 1.0 - cut / 100.0 if year >= shock_year else 1.0
    return need_index


@process(101, writes=("funding", "funding_next", "need_cost", "stress", "grant", "business_rates", "council_tax"))
def settlement(s, p, now):
    """Funding follows the settlement while need grows; what the two leave uncovered is stress."""
    year = now.month // 12
    growth = p.demand_growth_scale
    for c in range(s.base_net.size):
        cost = 0.0
        cost_next = 0.0
        income = s.commercial[c] - p.venture_interest * s.debt[c]
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            yearly = (1.0 + growth * s.demand_growth[c, k]) * (1.0 + s.cost_growth[c, k])
            cost += s.need_now[c, k] * power(yearly, now.month / 12.0)
            cost_next += s.need_now[c, k] * power(yearly, year + 1.0)
            income += s.income[c, k]
        path = s.funding_path[c]
        # Functions that came bring their own money (``one_offs.py``).
        came = s.functions_money[c]
        need_index = 1.0 + (cost - s.base_need[c] - came) / s.base_net[c]
        need_index_next = 1.0 + (cost_next - s.base_need[c] - came) / s.base_net[c]
        mode = int(p.budget_mode)
        cut_years = int(p.budget_cut_years)
        shock_year = int(p.budget_shock_year)
        s.funding[c] = s.base_net[c] * funding_index(mode, path, year, p.budget_cut, cut_years, shock_year, need_index)
        s.funding_next[c] = s.base_net[c] * funding_index(
            mode, path, year + 1, p.budget_cut, cut_years, shock_year, need_index_next
        )
        # What happens on a date (see sim/core/dated_events.py).
        s.funding[c] = s.funding[c] * s.funding_factor[c] + s.tax_raised[c]
        s.funding_next[c] = s.funding_next[c] * s.funding_factor_next[c] + s.sum_announced[c] + s.tax_raised[c]
        s.need_cost[c] = cost
        s.stress[c] = clip(1.0 - (s.funding[c] + came + income) / cost, 0.0, 1.0)
        # Rates and council tax as the accounts have them where funding is replayed, else as in 2010-11.
        at = min(year, path.size - 1) if mode == REPLAY else 0
        rates = s.base_net[c] * s.rates_path[c, at]
        tax = s.base_net[c] * s.tax_path[c, at] + s.tax_raised[c]
        s.business_rates[c] += rates / 12.0
        s.council_tax[c] += tax / 12.0
        s.grant[c] += (s.funding[c] - rates - tax) / 12.0
