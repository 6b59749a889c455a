"""S13 Thinking relationally: paperwork crowds out people; seeing it helps only where one may change it. [bagley2014]

Staff believe they spend more time with people than they do. A team that maps its day corrects the belief; paperwork is
then done away with in proportion to ``awareness x permission``, so mapping without permission changes nothing. What
time with people achieves: ``resolution = 1 - exp(-k x relational contact)``.
"""

from __future__ import annotations

import numpy as np

from sim.core.casework import RESOLUTION
from sim.core.hours import RELIEF
from sim.machine.arithmetic import clip, exp
from sim.machine.declared import par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, process
from sim.machine.randomness import uniform

S13 = Theory(
    "S13",
    "First steps to thinking relationally",
    "Paperwork takes the time people need; mapping the day, listening and "
    "local networks win it back if management lets them.",
    "bagley2014",
    "staff.contact_share",
    mechanism="paperwork crowds out people; mapping the day helps where one may change it",
)

PARAMS = parameters(
    __name__,
    mapping_rate=par(
        0.3,
        lo=0,
        hi=2,
        unit="a year",
        mark="FIXED",
        doc="Chance that a member of staff's team maps its day (stipulated)",
    ),
    belief_drift=par(
        0.02, lo=0, hi=0.1, unit="a month", mark="FIXED", doc="How fast the flattering belief comes back (stipulated)"
    ),
    flattering_belief=par(
        0.5,
        lo=0.3,
        hi=0.8,
        unit="share",
        mark="SEED",
        source="bagley2014",
        doc="Share of their time that staff believe to spend with people",
    ),
    relief_limit=par(
        0.2,
        lo=0,
        hi=0.5,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="Paperwork that could be done away with",
    ),
    relief_pace=par(
        0.06, lo=0.01, hi=0.3, unit="a month", mark="FIXED", doc="How fast tools change once they may (stipulated)"
    ),
    relational_share=par(
        0.55,
        lo=0.4,
        hi=0.7,
        unit="share",
        mark="SEED",
        source="bagley2014",
        doc="Contact that is not spent on filling in forms",
    ),
    relational_effect=par(
        3.3,
        lo=0.5,
        hi=6,
        unit="per share of time",
        mark="FIXED",
        doc="How fast relational contact resolves cases for good (stipulated: re-referral .22 at the start)",
    ),
    local_network=par(
        0.4,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="What reachable partners add to what contact resolves (stipulated)",
    ),
    map_corrects=par(
        0.8,
        lo=0.4,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Part of an error of belief that mapping the day corrects (stipulated)",
    ),
    belief_blinds=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Time overrated by which nobody sees paperwork to do away with (stipulated)",
    ),
    resolved_alone=par(
        0.8,
        lo=0.4,
        hi=1.2,
        unit="ratio",
        mark="FIXED",
        doc="What contact resolves without any partner in reach (stipulated)",
    ),
    resolved_any=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="ratio",
        mark="FIXED",
        doc="What contact resolves in work that is not relational at all (stipulated)",
    ),
    resolved_relational=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="ratio",
        mark="FIXED",
        doc="What it resolves more in wholly relational work (stipulated)",
    ),
    resolved_unskilled=par(
        0.5,
        lo=0.25,
        hi=0.75,
        unit="ratio",
        mark="FIXED",
        doc="What contact with somebody without skill resolves (stipulated)",
    ),
    resolved_skill=par(0.8, lo=0.4, hi=1.2, unit="ratio", mark="FIXED", doc="What full skill adds to it (stipulated)"),
)

STATE = state(
    __name__,
    resolution=contributes(RESOLUTION, "cases that relational contact resolves for good (S13)", lo=0, hi=1),
    contact_belief=var(
        "person", "stock", "share of time one believes to spend with people (S13)", lo=0, hi=1, start=0.5
    ),
    paperwork_relief=contributes(RELIEF, "share of paperwork done away with (S13)", "stock", lo=0, hi=1),
)


@arriving(
    1113,
    theory=S13,
    writes=(
        "contact_belief",
        "paperwork_relief",
    ),
)
def bring_belief(s, p, now):
    """A newcomer believes of the day what is usually believed, and finds all the paperwork."""
    for c in range(s.arrivals.size):
        for at in range(s.first_politician[c], s.first_politician[c] + int(s.arrivals[c])):
            i = s.arrived[at]
            s.contact_belief[i] = p.flattering_belief
            s.paperwork_relief[i] = 0.0


@process(521, theory=S13, writes=("contact_belief", "paperwork_relief"))
def map_the_day(s, p, now):
    """Mapping the day corrects the belief; only permission turns the knowledge into less paperwork."""
    chance = p.mapping_rate / 12.0
    mapped = np.zeros(s.filled.size)
    here = np.empty(s.filled.size)
    for c in range(s.first_staff.size):
        # One manager, one draw: a team maps its day together.
        for m in range(s.first_manager[c], s.first_staff[c]):
            luck = uniform(now, s.slot_id[m], 0)
            mapped[m] = 1.0 if luck < chance * (0.5 + s.listening[m]) else 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            here[i] = mapped[s.boss[i]]
        for i in range(s.first_staff[c], s.first_partner[c]):
            believed = s.contact_belief[i]
            learnt = p.map_corrects * (s.contact_share[i] - believed)
            drifted = p.belief_drift * (p.flattering_belief - believed)
            believed += s.filled[i] * (learnt if here[i] == 1.0 else drifted)
            wrong = clip((believed - s.contact_share[i]) / p.belief_blinds, 0.0, 1.0)
            aim = p.relief_limit * (1.0 - wrong) * s.permission[i]
            s.contact_belief[i] = believed
            s.paperwork_relief[i] += s.filled[i] * p.relief_pace * (aim - s.paperwork_relief[i])


@process(522, theory=S13, writes=("resolution",))
def relational_resolution(s, p, now):
    """Time with people resolves cases for good, with a knee, and local networks help."""
    effects = np.empty(s.filled.size)
    left = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            effect = p.relational_effect * (p.resolved_alone + p.local_network * s.reach[c, k])
            effect *= p.relational_share * (p.resolved_any + p.resolved_relational * s.relational[c, k])
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                effects[i] = effect
        for i in range(s.first_staff[c], s.first_partner[c]):
            skilled = p.resolved_unskilled + p.resolved_skill * s.skill[i]
            left[i] = s.filled[i] * (1.0 - exp(-effects[i] * s.contact_share[i] * skilled))
        for k in range(s.runs.shape[1]):
            resolved = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                resolved += left[i]
            s.resolution[c, k] = resolved / max(1.0, s.in_post[c, k])
