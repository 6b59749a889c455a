"""Coping at the street level: under pressure staff ration, routinise or bend rules, by quantal response.
[lipsky1980, tummers2015]

Each member of staff chooses every month, on the pressure felt, fatigue, alignment and permission.
"""

from __future__ import annotations

import numpy as np

from sim.machine.arithmetic import exp
from sim.machine.declared import par, parameters
from sim.machine.process import process
from sim.machine.randomness import uniform

NO_COPING, RATION, ROUTINISE, BEND_RULES = range(4)

PARAMS = parameters(
    __name__,
    coping_slope=par(
        2.5, lo=0.5, hi=4.5, unit="log odds", mark="ASSUMPTION", source="tummers2015", doc="How pressure drives coping"
    ),
    coping_intercept=par(
        -2.5, lo=-5, hi=-1, unit="log odds", mark="FIXED", doc="Odds of coping at normal pressure (stipulated)"
    ),
    bending_values=par(
        1.5,
        lo=0,
        hi=4,
        unit="log odds",
        mark="FIXED",
        doc="How alignment and permission turn coping towards the person (stipulated)",
    ),
    coping_fatigue=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Fatigue at which coping is as likely as pressure alone makes it (stipulated)",
    ),
)


@process(551, writes=("coping", "rationed", "routinised", "rules_bent"))
def coping(s, p, now):
    """Pressed staff ration, routinise, or bend rules for the person in front of them."""
    pressed = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            here = p.coping_intercept + p.coping_slope * (s.pressure[c, k] - 1.0) - p.coping_fatigue
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                pressed[i] = here
        # All staff in one loop that only calculates: several at once, however small the services are.
        for i in range(s.first_staff[c], s.first_partner[c]):
            press = pressed[i] + s.fatigue[i]
            ration = exp(press - 0.5 * s.alignment[i])
            routine = exp(press + 0.5)
            bend = exp(press + p.bending_values * (s.alignment[i] + s.permission[i] - 1.0))
            u = uniform(now, s.slot_id[i], 0) * (1.0 + ration + routine + bend)
            way = 0.0 if u < 1.0 else 1.0
            way += 0.0 if u < 1.0 + ration else 1.0
            way += 0.0 if u < 1.0 + ration + routine else 1.0
            s.coping[i] = way if s.filled[i] == 1.0 else s.coping[i]
        for k in range(s.runs.shape[1]):
            rationed = 0
            routinised = 0
            bent = 0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                rationed += 1 if s.filled[i] == 1.0 and s.coping[i] == RATION else 0
                routinised += 1 if s.filled[i] == 1.0 and s.coping[i] == ROUTINISE else 0
                bent += 1 if s.filled[i] == 1.0 and s.coping[i] == BEND_RULES else 0
            people = max(1.0, s.in_post[c, k])
            s.rationed[c, k] = rationed / people
            s.routinised[c, k] = routinised / people
            s.rules_bent[c, k] = bent / people
