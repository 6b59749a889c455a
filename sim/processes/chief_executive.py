"""The chief executive's exit: a change of party ends it where performance is low. [boyne2010, penn2006]

``hazard = base x exp(a1 change + a2 low + a3 change x low)``, a3 > 0 and the largest: a new majority keeps a chief
executive
whose council does well. A broken relation with the leader ends it too.
"""

from __future__ import annotations

from sim.arithmetic import exp, monthly
from sim.declared import par, parameters
from sim.process import process
from sim.randomness import uniform

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
    chief_exit_change=par(
        0.1,
        lo=0,
        hi=1,
        unit="log hazard",
        mark="ASSUMPTION",
        source="boyne2010",
        doc="What a change of party alone adds",
    ),
    chief_exit_low=par(
        0.3,
        lo=0,
        hi=1.5,
        unit="log hazard",
        mark="ASSUMPTION",
        source="boyne2010",
        doc="What low performance alone adds",
    ),
    chief_exit_both=par(
        1.6, lo=0, hi=3, unit="log hazard", mark="ASSUMPTION", source="boyne2010", doc="What both together add"
    ),
    chief_exit_distrust=par(
        2.0, lo=0, hi=5, unit="log hazard", mark="ASSUMPTION", doc="What full distrust of the leader adds"
    ),
)


@process(
    931,
    reads=(
        "council_key",
        "chief_executive",
        "leader_arc",
        "trust",
        "party_changed",
        "satisfaction",
        "ward_count",
        "person_id",
        "slot_id",
    ),
    writes=("filled", "left", "arriving", "occupant", "tenure"),
)
def chief_executive_exit(s, p, now):
    """A new majority parts with the chief executive where the council does badly; distrust parts them anywhere."""
    base = monthly(p.chief_exit)
    for c in range(s.council_key.size):
        i = s.chief_executive[c]
        if s.arriving[i] == 1.0:
            continue
        if s.filled[i] == 0.0:
            if uniform(now, s.slot_id[i], 1) < 0.25:
                s.arriving[i] = 1.0
                s.occupant[i] += 1
            continue
        mean = 0.0
        for w in range(s.ward_count[c]):
            mean += s.satisfaction[c, w]
        low = 1.0 if mean / s.ward_count[c] < 0.62 else 0.0
        change = 1.0 if s.party_changed[c] < 18.0 else 0.0
        pull = p.chief_exit_change * change + p.chief_exit_low * low + p.chief_exit_both * change * low
        pull += p.chief_exit_distrust * max(0.0, 0.4 - s.trust[s.leader_arc[c]]) / 0.4
        if uniform(now, s.person_id[i], 0) < base * exp(pull):
            s.left[i] = 1.0
            s.filled[i] = 0.0
            s.tenure[i] = 0.0
