"""The chief executive's exit: a change of party ends it where performance is low. [boyne2010, penn2006]

``hazard = base x exp(a1 change + a2 low + a3 change x low)``, a3 > 0 and the largest: a new majority keeps a chief
executive whose council does well. A broken relation with the leader ends it too.
"""

from __future__ import annotations

from sim.machine.arithmetic import exp, monthly
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import uniform

OFFICE = port(
    __name__,
    "chief_executive.office",
    "council",
    "one",
    "1 while the council has a chief executive's office",
    unit="flag",
    neutral=1.0,
)
EXIT = port(
    __name__, "chief_executive.exit", "council", "sum", "what drives the chief executive out", unit="log hazard"
)

APPOINTED_A_MONTH = 0.25
"""Chance a month that a vacant post of chief executive is filled (a search takes four months on average)."""

PARAMS = parameters(
    __name__,
    chief_exit=par(
        0.05,
        lo=0.03,
        hi=0.29,
        unit="a year",
        mark="SOURCED",
        source="penn2006",
        doc="Chief executives who leave early in any year",
    ),
    chief_exit_distrust=par(
        2.0, lo=0, hi=5, unit="log hazard", mark="FIXED", doc="What full distrust of the leader adds (stipulated)"
    ),
    trust_to_stay=par(
        0.4,
        lo=0.2,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Trust in the leader above which no chief executive leaves for want of it (stipulated)",
    ),
)


@process(931, writes=("filled", "left", "arriving", "occupant", "tenure"))
def chief_executive_exit(s, p, now):
    """A new majority parts with the chief executive where the council does badly; distrust parts them anywhere."""
    base = monthly(p.chief_exit)
    for c in range(s.council_key.size):
        i = s.chief_executive[c]
        if s.arriving[i] == 1.0:
            continue
        if s.chief_executive_office[c] == 0.0:
            # An office that is abolished (S04) is left at once and not filled again.
            if s.filled[i] == 1.0:
                s.left[i] = 1.0
                s.filled[i] = 0.0
                s.tenure[i] = 0.0
            continue
        if s.filled[i] == 0.0:
            if uniform(now, s.slot_id[i], 1) < APPOINTED_A_MONTH:
                s.arriving[i] = 1.0
                s.occupant[i] += 1
            continue
        pull = plus(
            p.chief_exit_distrust * max(0.0, p.trust_to_stay - s.trust[s.leader_arc[c]]) / p.trust_to_stay,
            s.chief_executive_exit,
            c,
        )
        if uniform(now, s.person_id[i], 0) < base * exp(pull):
            s.left[i] = 1.0
            s.filled[i] = 0.0
            s.tenure[i] = 0.0
