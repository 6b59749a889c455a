"""Coping at the street level: under pressure staff ration, routinise or bend rules, by quantal response.
[lipsky1980, tummers2015]

Each member of staff chooses every month, on the pressure felt, fatigue, alignment and permission.
"""

from __future__ import annotations

from sim.machine.arithmetic import exp
from sim.machine.declared import par, parameters
from sim.machine.process import process
from sim.machine.randomness import uniform

NO_COPING, RATION, ROUTINISE, BEND_RULES = range(4)

PARAMS = parameters(
    __name__,
    coping_slope=par(
        2.5, lo=0, hi=6, unit="log odds", mark="ASSUMPTION", source="tummers2015", doc="How pressure drives coping"
    ),
    coping_intercept=par(
        -2.5, lo=-5, hi=-1, unit="log odds", mark="ASSUMPTION", doc="Odds of coping at normal pressure"
    ),
    bending_values=par(
        1.5,
        lo=0,
        hi=4,
        unit="log odds",
        mark="ASSUMPTION",
        doc="How alignment and permission turn coping towards the person",
    ),
)


@process(551, writes=("coping", "rationed", "routinised", "rules_bent"))
def coping(s, p, now):
    """Pressed staff ration, routinise, or bend rules for the person in front of them."""
    for c in range(s.first_staff.size):
        for k in range(s.runs.shape[1]):
            s.rationed[c, k] = 0.0
            s.routinised[c, k] = 0.0
            s.rules_bent[c, k] = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            if s.filled[i] == 0.0:
                continue
            k = s.service[i]
            press = p.coping_intercept + p.coping_slope * (s.pressure[c, k] - 1.0) + s.fatigue[i] - 0.3
            ration = exp(press - 0.5 * s.alignment[i])
            routine = exp(press + 0.5)
            bend = exp(press + p.bending_values * (s.alignment[i] + s.permission[i] - 1.0))
            u = uniform(now, s.slot_id[i], 0) * (1.0 + ration + routine + bend)
            share = 1.0 / max(1.0, s.in_post[c, k])
            if u < 1.0:
                s.coping[i] = NO_COPING
            elif u < 1.0 + ration:
                s.coping[i] = RATION
                s.rationed[c, k] += share
            elif u < 1.0 + ration + routine:
                s.coping[i] = ROUTINISE
                s.routinised[c, k] += share
            else:
                s.coping[i] = BEND_RULES
                s.rules_bent[c, k] += share
