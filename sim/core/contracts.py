"""Contracts: posts of a service go out to a partner at its price, and come back where that no longer pays. [nao2018]

Whoever takes over posts asks ``1 - outsourcing_saving`` of their pay and adds what its own deficit takes of its budget,
since it must break even. A service has one contract, for ``contract_years``. When it runs out the director looks at the
partner whose price seems lowest, made dearer by what those who deal with it distrust it, ``price x (3/2 - trust)``, and
holds that against the council's own pay. Above it the posts come back with the people in them; below it the contract is
let anew. Either way the budget of the service is given the difference, so that it stands in the round that follows.
"""

from __future__ import annotations

import numpy as np

from sim.council.services import BUSINESS, NEIGHBOUR, VOLUNTARY
from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.process import process
from sim.machine.randomness import MARCH

PARAMS = parameters(
    __name__,
    outsourcing_saving=par(
        0.12,
        lo=0.02,
        hi=0.3,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Saving on pay that moves to a partner without deficit",
    ),
    contract_years=par(
        5, lo=2, hi=15, unit="years", mark="FIXED", doc="Years for which a contract is let (stipulated)"
    ),
)

DISTRUST_AT_NONE = 1.5
"""What working with somebody costs at no trust at all, over what it costs at trust one half."""


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
    return asked_price(s, p, j) * (DISTRUST_AT_NONE - trust)


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


@process(342, writes=("outsourced", "contractor", "contract_price", "contract_until", "budget", "insourced"))
def review_contracts(s, p, now):
    """When a contract runs out its director brings the posts back where no partner's price pays any more."""
    if now.calendar != MARCH:
        return
    for c in range(s.first_partner.size):
        for k in range(s.runs.shape[1]):
            # Without a director nobody decides, and the contract goes on as it is.
            over = s.contractor[c, k] >= 0 and s.contract_until[c, k] <= now.year
            if not over or s.filled[s.service_director[c, k]] == 0.0:
                continue
            held = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                held += s.post[i] * s.outsourced[i]
            before = s.contract_price[c, k]
            partner = best_contractor(s, p, c)
            if felt_price(s, p, partner) > 1.0:
                for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                    s.outsourced[i] = 0.0
                s.insourced[c] += held
                s.contractor[c, k] = -1
                s.contract_price[c, k] = 1.0
            else:
                s.contractor[c, k] = partner
                s.contract_price[c, k] = asked_price(s, p, partner)
                s.contract_until[c, k] = now.year + int(p.contract_years)
            s.budget[c, k] += (s.contract_price[c, k] - before) * held * s.pay_per_post[c, k]
