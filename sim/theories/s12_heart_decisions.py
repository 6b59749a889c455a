"""S12 Heart decisions: staff with clear values reach people in time; discretion without shared values misuses.
[browes2014, sah1986]

Where permission is felt, a member of staff decides without asking: right with probability ``alignment``, at once;
a wrong request is granted with ``1 - alignment``, less what audit and being held to account deter. Discretion goes with
accountability for recklessness.
"""

from __future__ import annotations

from sim.core.casework import FRONT_IN_TIME, FRONT_MISUSE, FRONT_SHARE
from sim.core.hours import HOURS, ask_for_paperwork
from sim.machine.declared import par, parameters, state
from sim.machine.ports import contributes, plus
from sim.machine.process import Theory, process

S12 = Theory(
    "S12",
    "Free up staff to make heart decisions",
    "Fewer approvals reach people sooner; discretion needs clear values and accountability.",
    "browes2014",
    "service.in_time",
    mechanism="approval layers against discretion with clear values, audit and accountability",
)

PARAMS = parameters(
    __name__,
    audit_rate=par(0.1, lo=0, hi=0.3, unit="share", mark="ASSUMPTION", doc="Decisions at the front that are audited"),
    audit_deterrence=par(
        3.0, lo=0, hi=8, unit="ratio", mark="ASSUMPTION", doc="Misuse deterred per share of decisions audited"
    ),
    audit_hours=par(
        0.1, lo=0, hi=0.5, unit="share", mark="ASSUMPTION", doc="Paperwork added if every decision were audited"
    ),
)

STATE = state(
    __name__,
    heart_share=contributes(FRONT_SHARE, "share of decisions taken at the front (S12)", lo=0, hi=1),
    heart_in_time=contributes(FRONT_IN_TIME, "right decisions in time taken at the front (S12)", lo=0, hi=1),
    heart_misuse=contributes(FRONT_MISUSE, "wrong decisions taken at the front (S12)", lo=0, hi=1),
)


@process(
    511,
    theory=S12,
    writes=("heart_share", "heart_in_time", "heart_misuse", "paperwork_due", "own_hours", "paper_hours"),
)
def heart_decisions(s, p, now):
    """Discretion decides at once and as well as values are shared; audit and accountability deter misuse."""
    deterred = min(0.9, p.audit_rate * p.audit_deterrence)
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            shares = 0.0
            in_time = 0.0
            misuse = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                share = s.filled[i] * s.permission[i]
                kept = (1.0 - deterred) * (1.0 - 0.5 * s.accountability[s.boss[i]])
                aligned = min(0.98, plus(s.alignment[i], s.casework_values, i))
                shares += share
                in_time += share * aligned
                misuse += share * p.wrong_requests * (1.0 - aligned) * kept
                ask_for_paperwork(s, i, HOURS * p.audit_hours * p.audit_rate * share)
            s.heart_in_time[c, k] = in_time / max(1e-9, shares)
            s.heart_misuse[c, k] = misuse / max(1e-9, shares)
            s.heart_share[c, k] = shares / max(1.0, s.in_post[c, k])
