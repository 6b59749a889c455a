"""Contracts: posts go out to a named partner at its price, and come back where that price no longer pays. [nao2018]

Whoever takes over posts asks ``1 - outsourcing_saving`` of their pay and adds what its own deficit takes of its budget,
since it must break even. Every ``contract_years`` a contract runs out; then the director of the service holds the price
asked, made dearer by what those who deal with the partner distrust it, ``price x (1.5 - trust)``, against the council's
own pay. Above it the posts come back with the people in them; below it the contract goes on at the new price. Either
way the budget of the service is given the difference, so that it stands in the gap of the round that follows.
"""

from __future__ import annotations

import numpy as np

from sim.council.services import BUSINESS, NEIGHBOUR, VOLUNTARY
from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.process import process

PARAMS = parameters(
    __name__,
    outsourcing_saving=par(
        0.12,
        lo=0.02,
        hi=0.3,
        unit="share",
        mark="ASSUMPTION",
        doc="Saving on pay that moves to a partner without deficit",
    ),
    contract_years=par(5, lo=2, hi=15, unit="years", mark="ASSUMPTION", doc="Years for which a contract is let"),
)


@kernel
def asked_price(s, p, j):
    """What partner j asks for posts, over the council's own pay for them."""
    return (1.0 - p.outsourcing_saving) * (1.0 + s.own_deficit[j])


@kernel
def felt_price(s, p, j):
    """The same, made dearer by distrust of the partner among those who deal with it."""
    trust = 0.0
    first = s.arc_start[j]
    last = s.arc_start[j + 1]
    for z in range(first, last):
        trust += s.trust[s.reverse[z]]
    trust = trust / (last - first) if last > first else 0.5
    return asked_price(s, p, j) * (1.5 - trust)


@kernel
def best_contractor(s, p, c):
    """The row of the partner whose price seems lowest, of those that take over posts; -1 where there is none."""
    found = -1
    lowest = np.inf
    for j in range(s.first_partner[c], s.last_partner[c]):
        if s.role[j] == BUSINESS or s.role[j] == VOLUNTARY or s.role[j] == NEIGHBOUR:
            price = felt_price(s, p, j)
            if price < lowest:
                lowest = price
                found = j
    return found


@process(342, writes=("outsourced", "pay_ratio", "budget", "insourced"))
def review_contracts(s, p, now):
    """When a contract runs out its director brings the posts back where the partner's price no longer pays."""
    if now.calendar != 3:
        return
    years = int(p.contract_years)
    ends = np.empty(s.filled.size)
    felt = np.empty(s.filled.size)
    for c in range(s.first_partner.size):
        for j in range(s.first_partner[c], s.last_partner[c]):
            felt[j] = felt_price(s, p, j)
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            director = s.filled[s.service_director[c, k]] == 1.0
            for j in range(s.first_partner[c], s.last_partner[c]):
                ends[j] = 1.0 if (now.year + k + j - s.first_partner[c]) % years == 0 else 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                if s.outsourced[i] == 0.0 or s.post[i] == 0.0 or ends[s.contractor[i]] == 0.0:
                    continue
                before = s.pay_ratio[i]
                # Without a director nobody decides, and the contract goes on.
                if director and felt[s.contractor[i]] > 1.0:
                    s.outsourced[i] = 0.0
                    s.pay_ratio[i] = 1.0
                    s.insourced[c] += 1.0
                else:
                    s.pay_ratio[i] = asked_price(s, p, s.contractor[i])
                s.budget[c, k] += (s.pay_ratio[i] - before) * s.pay_per_post[c, k]
