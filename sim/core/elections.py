"""Elections by the calendar of the council's class: control changes where residents are dissatisfied. [boyne2010,
bottom2012]

London boroughs vote whole in 2010 + 4k, counties in 2009 + 4k, unitary councils and districts in 2011 + 4k (a
simplification), metropolitan districts by thirds in three years of four. A change of
control brings a new leader and cabinet; the others lose some seats in any case. Turnout follows attachment.
"""

from __future__ import annotations

from sim.council.services import CABINET, LEADER
from sim.machine.arithmetic import logistic
from sim.machine.declared import par, parameters, state, var
from sim.machine.ports import port
from sim.machine.process import process
from sim.machine.randomness import MAY, uniform

TURNOUT_2010 = 0.32
"""Turnout at the last election before April 2010."""

STATE = state(
    __name__,
    turnout=var("council", "condition", "turnout at the last election", lo=0, hi=1, start=TURNOUT_2010),
)

MANDATE = port(
    __name__, "elections.direct_mandate", "council", "one", "1 where residents elect the leader themselves", unit="flag"
)

TERM_YEARS = 4
"""Years from one election of the whole council, or of a mayor, to the next."""
FIRST_OF_THREE = 1
"""Years after the one without an election in which a council that votes by thirds elects a mayor, if it has one."""
PARTIES = 4
"""Parties, or groups of them, that can control a council."""

PARAMS = parameters(
    __name__,
    control_odds=par(
        -1.7,
        lo=-3,
        hi=0,
        unit="log odds",
        mark="FIXED",
        doc="Odds that control changes at a whole-council election (stipulated)",
    ),
    control_dissatisfaction=par(
        6.0,
        lo=0,
        hi=15,
        unit="log odds",
        mark="FIXED",
        doc="How dissatisfaction drives a change of control (stipulated)",
    ),
    thirds_factor=par(
        0.4,
        lo=0.1,
        hi=1,
        unit="ratio",
        mark="FIXED",
        doc="Chance of a change where only a third of seats is voted on (stipulated)",
    ),
    cabinet_change=par(
        0.15,
        lo=0,
        hi=0.5,
        unit="share",
        mark="FIXED",
        doc="Cabinet members replaced at an election without change (stipulated)",
    ),
    seat_change=par(
        0.2, lo=0, hi=0.5, unit="share", mark="FIXED", doc="Other councillors replaced at an election (stipulated)"
    ),
    turnout_odds=par(
        -0.75,
        lo=-2,
        hi=1,
        unit="log odds",
        mark="SEED",
        source="bottom2012",
        doc="Odds of voting at middling attachment",
    ),
    turnout_attachment=par(
        2.0, lo=0, hi=5, unit="log odds", mark="FIXED", doc="How attachment brings people to vote (stipulated)"
    ),
    turnout_luck=par(
        0.2,
        lo=0.1,
        hi=0.3,
        unit="log odds",
        mark="FIXED",
        doc="Width of the luck of turnout at an election (stipulated)",
    ),
    content_enough=par(
        0.66,
        lo=0.33,
        hi=0.99,
        unit="share",
        mark="FIXED",
        doc="Satisfaction at which control changes as rarely as it usually does (stipulated)",
    ),
)


@process(941, writes=("party_changed", "control", "turnout", "arriving", "occupant", "left", "tenure"))
def elections(s, p, now):
    """In May residents vote; the dissatisfied change control, and with it the leader and the cabinet."""
    for c in range(s.council_key.size):
        s.party_changed[c] += 1.0
        if now.calendar == MAY:
            phase = (now.year - s.election_year[c]) % TERM_YEARS
            whole = s.elections_every[c] == 1
            votes = phase == 0 if whole else phase != 0
        else:
            votes = False
        changed = False
        chance = 0.0
        of_a_mayor = 0.0
        if votes:
            content = 0.0
            bond = 0.0
            for w in range(s.ward_count[c]):
                content += s.satisfaction[c, w]
                bond += s.attachment[c, w]
            content /= s.ward_count[c]
            bond /= s.ward_count[c]
            s.turnout[c] = logistic(
                p.turnout_odds
                + p.turnout_attachment * (bond - 0.5)
                + p.turnout_luck * (uniform(now, s.council_key[c], 2) - 0.5)
            )
            chance = logistic(p.control_odds + p.control_dissatisfaction * (p.content_enough - content))
            of_a_mayor = chance if whole or phase == FIRST_OF_THREE else 0.0
            if not whole:
                chance *= p.thirds_factor
            changed = uniform(now, s.council_key[c], 0) < chance
            if changed:
                s.party_changed[c] = 0.0
                s.control[c] = (s.control[c] + 1 + int(uniform(now, s.council_key[c], 1) * (PARTIES - 1.0))) % PARTIES
        for i in range(s.first_politician[c], s.first_manager[c]):
            s.tenure[i] += 1.0
            if not votes:
                continue
            # The leader's post has the council's own address (slot 0), whose first three draws are taken above.
            senior = s.role[i] == LEADER or s.role[i] == CABINET
            if s.role[i] == LEADER and s.elections_direct_mandate[c] == 1.0:
                # A mayor stands for election alone, once in a term, whatever becomes of the council's majority.
                gone = uniform(now, s.slot_id[i], 3) < of_a_mayor
            elif senior and changed:
                gone = True
            elif s.role[i] == LEADER:
                gone = uniform(now, s.slot_id[i], 3) < 0.5 * p.cabinet_change
            elif senior:
                gone = uniform(now, s.slot_id[i], 3) < p.cabinet_change
            else:
                gone = uniform(now, s.slot_id[i], 3) < p.seat_change
            if gone:
                s.left[i] = 1.0
                s.arriving[i] = 1.0
                s.occupant[i] += 1
                s.tenure[i] = 0.0
