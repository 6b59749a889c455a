"""S07 Member and officer roles: a joint space, known to both, pools ability; too much of it breeds conflict. [holder]

``pool = J-independent gain K x (.5 + T/2)``; ``conflict = c x J^2 x (1 - K)`` on every problem in the joint space;
each point of J costs the managers hours in joint sessions. The twelve rows in which the two cultures differ
(party mandate against professional standard, four-year against career horizon, ...) are summed up in the gap
that mutual knowledge K closes.
"""

from __future__ import annotations

from sim.core.arena import CONFLICT, JOINT_POOL, JOINT_SHARE, SESSION_HOURS
from sim.core.measures import mean_by_need
from sim.machine.declared import outcome, outcomes, par, parameters, state
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process

S07 = Theory(
    "S07",
    "Member and officer roles: the joint leadership space",
    "Leadership works where politicians and managers hold a defined joint space and know each other's sphere.",
    "holder",
    "decision.resolved",
    mechanism="a joint leadership space between politicians and managers, known to both, with its cost and conflict",
)

PARAMS = parameters(
    __name__,
    joint_space=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="SEED",
        source="holder",
        doc="Share of problems taken jointly by members and officers (9 of 30 duties)",
    ),
    mutual_knowledge=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="How well members and officers know each other's sphere, the closed part of a culture gap of twelve rows",
    ),
    joint_session_hours=par(
        4.0,
        lo=0,
        hi=40,
        unit="hours",
        mark="FIXED",
        doc="Hours of both sides that a problem takes more in a joint session (stipulated)",
    ),
    overlap_conflict=par(
        0.8,
        lo=0,
        hi=2,
        unit="ratio",
        mark="FIXED",
        doc="Conflict about roles in a joint space of all issues (stipulated)",
    ),
)

STATE = state(
    __name__,
    joint_pool=contributes(JOINT_POOL, "share of the partner's ability added in a joint session (S07)", lo=0, hi=1),
    joint_share=contributes(JOINT_SHARE, "share of problems taken into the joint space (S07)", lo=0, hi=1),
    role_conflict=contributes(CONFLICT, "conflict about who decides what (S07)", lo=0, hi=1),
    joint_hours=contributes(SESSION_HOURS, "hours that a joint session adds for both sides (S07)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("decision.conflict", "share", -1, "Chance that a joint problem ends in conflict about roles", 0, 1),
)


@process(311, theory=S07, writes=("joint_share", "joint_pool", "role_conflict", "joint_hours"))
def joint_leadership_space(s, p, now):
    """The joint space pools what both sides know, by knowledge and trust, and costs hours and role conflict."""
    j = p.joint_space
    for c in range(s.runs.shape[0]):
        s.joint_share[c] = j
        s.joint_hours[c] = p.joint_session_hours
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            arc = s.dyad_arc[c, k]
            trust = 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]])
            s.joint_pool[c, k] = p.mutual_knowledge * (0.5 + 0.5 * trust)
            s.role_conflict[c, k] = min(1.0, p.overlap_conflict * j * j * (1.0 - p.mutual_knowledge))


@measuring(1007, theory=S07)
def measure_role_conflict(s, p, now):
    """Conflict about who decides what is taken at the end of the month."""
    for c in range(s.runs.shape[0]):
        s.outcome_decision_conflict[c] = mean_by_need(s.role_conflict, s.runs, s.need_2010, c)
