"""Demand: new need, need that failure brings back, and need that eligibility turns away. [seddon2008, lipsky1980]

New need grows with the population, swings, and is higher where prevention was cut years ago. The share turned away
moves by quantal response to pressure, held back by the law; a part of it comes back worse.
"""

from __future__ import annotations

import numpy as np

from sim.machine.arithmetic import clip, exp, logistic, power
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, plus_at, port
from sim.machine.process import process
from sim.machine.randomness import normal

AVOIDED = port(__name__, "demand.avoided", "service", "sum", "share of need avoided")
HIDDEN = port(
    __name__, "demand.hidden", "council", "sum", "need added in relational work where it was not met, relative"
)
PREVENTION = port(__name__, "demand.prevention", "service", "sum", "prevention spared (+) or cut first (-), relative")

PREVENTION_MOST = 0.2
"""Prevention beyond that of 2010 that still helps (share); a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    demand_swing=par(
        0.05, lo=0, hi=0.2, unit="log", mark="FIXED", doc="Monthly spread of the swing of new need (stipulated)"
    ),
    demand_memory=par(
        0.8,
        lo=0,
        hi=0.97,
        unit="share",
        mark="FIXED",
        doc="Share of the swing that stays from month to month (stipulated)",
    ),
    prevention_effect=par(
        0.5,
        lo=0,
        hi=1.5,
        unit="ratio",
        mark="FIXED",
        doc="New need added if all prevention were gone, times the service's proactive share (stipulated)",
    ),
    prevention_lag=par(
        42.0,
        lo=12,
        hi=84,
        unit="months",
        mark="FIXED",
        source="tizard2014",
        doc="Time until a cut of prevention shows in need (3 to 5 years)",
    ),
    refusal_intercept=par(
        -2.6,
        lo=-5,
        hi=-1,
        unit="log odds",
        mark="FIXED",
        doc="Odds of turning need away at normal pressure where no law forbids it (stipulated)",
    ),
    refusal_slope=par(
        3.0,
        lo=1,
        hi=5,
        unit="log odds",
        mark="ASSUMPTION",
        role="calibrate",
        source="lipsky1980",
        doc="How pressure raises the threshold",
    ),
    refusal_law=par(
        1.5, lo=0, hi=4, unit="log odds", mark="ASSUMPTION", doc="How statutory duty holds the threshold down"
    ),
    refusal_pace=par(
        0.12, lo=0.02, hi=0.5, unit="a month", mark="FIXED", doc="How fast the threshold moves (stipulated)"
    ),
    unmet_return=par(
        0.05, lo=0, hi=0.1, unit="a month", mark="ASSUMPTION", role="calibrate", doc="Unmet need that comes back"
    ),
    unmet_worse=par(
        1.3, lo=1, hi=2, unit="ratio", mark="FIXED", doc="Work that need takes once it comes back worse (stipulated)"
    ),
    unmet_fade=par(
        0.08,
        lo=0.04,
        hi=0.15,
        unit="a month",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Unmet need that goes elsewhere or is lost from sight",
    ),
)


@process(
    541,
    writes=("demand_shock", "prevention", "value_demand", "failure_demand", "refusal", "refused", "unmet"),
    adds=("backlog",),
)
def demand(s, p, now):
    """New need, failure demand and returning unmet need come to the door; some of it is turned away."""
    luck = np.empty(s.runs.shape[1])
    for c in range(s.council_key.size):
        for k in range(s.runs.shape[1]):
            luck[k] = normal(now, s.council_key[c], k)
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            s.demand_shock[c, k] = p.demand_memory * s.demand_shock[c, k] + p.demand_swing * luck[k]
            kept = s.budget[c, k] / s.need_now[c, k] * plus_at(1.0, s.demand_prevention, c, k)
            s.prevention[c, k] += (kept - s.prevention[c, k]) / p.prevention_lag
            missing = clip(1.0 - s.prevention[c, k], -PREVENTION_MOST, 1.0)
            growth = power(1.0 + p.demand_growth_scale * s.demand_growth[c, k], now.month / 12.0)
            need = s.base_cases[c, k] * growth * exp(s.demand_shock[c, k])
            need *= 1.0 + p.prevention_effect * s.proactive[c, k] * missing
            need *= 1.0 - plus_at(0.0, s.demand_avoided, c, k)
            need *= 1.0 + plus(0.0, s.demand_hidden, c) * s.relational[c, k]
            s.value_demand[c, k] += need

            odds = p.refusal_intercept + p.refusal_slope * (s.pressure[c, k] - 1.0) - p.refusal_law * s.statutory[c, k]
            s.refusal[c, k] += p.refusal_pace * (logistic(odds) - s.refusal[c, k])
            offered = 1.0 - (1.0 - s.statutory[c, k]) * (1.0 - s.scope[c, k])
            away = need * (1.0 - (1.0 - s.refusal[c, k]) * offered)
            s.refused[c, k] += away
            back = p.unmet_return * s.unmet[c, k]
            s.unmet[c, k] += away + s.given_up_before[c, k] - back - p.unmet_fade * s.unmet[c, k]
            s.failure_demand[c, k] += s.returning[c, k] + p.unmet_worse * back
            s.add_backlog[c, k] += need - away + s.returning[c, k] + p.unmet_worse * back
