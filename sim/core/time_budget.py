"""The time budget: paperwork, meetings, improvement and contact share the hours there are. [basw2018, oliva2001]

Hours are requested and granted in a declared order of priority: a floor of contact, paperwork, meetings, improvement;
what is left is contact. Granted hours add up to the available hours exactly: each grant is taken off what is left.
"""

from __future__ import annotations

from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.ports import port
from sim.machine.process import process

HOURS = 140.0
"""Working hours of one person in a month, net of leave."""

RELIEF = port(__name__, "time_budget.relief", "person", "one", "share of paperwork done away with")

PARAMS = parameters(
    __name__,
    paperwork_share=par(
        0.63,
        lo=0.4,
        hi=0.75,
        unit="share",
        mark="SOURCED",
        source="basw2018",
        doc="Working time that forms and records take before any relief (29 of 45 hours, the "
        "share that approvals add apart)",
    ),
    paperwork_per_layer=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share per layer",
        mark="ASSUMPTION",
        doc="Working time in forms that one approval layer adds (set so that styles keep contact "
        "within the observed .18 to .28: F32)",
    ),
    meeting_share=par(
        0.04,
        lo=0,
        hi=0.2,
        unit="share",
        mark="ASSUMPTION",
        doc="Working time in meetings beside those that consultation, projects and theories name "
        "(set so that time with people starts at a fifth: F32)",
    ),
    coordination_cost=par(
        0.08,
        lo=0,
        hi=0.3,
        unit="share",
        mark="ASSUMPTION",
        doc="Working time that full delegation costs in coordination where a case needs six agencies",
    ),
    consultation_cost=par(
        0.04,
        lo=0,
        hi=0.15,
        unit="share",
        mark="ASSUMPTION",
        doc="Working time that full delegation costs in talking things over, whatever the case",
    ),
    contact_floor=par(
        0.08, lo=0, hi=0.2, unit="share", mark="ASSUMPTION", doc="Working time with people that nothing may take"
    ),
    absence=par(0.12, lo=0, hi=0.4, unit="share", mark="ASSUMPTION", doc="Working time lost at full fatigue"),
)


@kernel
def grant(left, request):
    """Grant a request as far as hours are left: returns (granted, left)."""
    granted = min(left, max(0.0, request))
    return granted, left - granted


@process(531, writes=("paperwork_hours", "meeting_hours", "improvement_hours", "contact_hours", "contact_share"))
def time_budget(s, p, now):
    """Every hour is granted once; contact gets what paperwork, meetings and improvement leave."""
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            unruled = 1.0 - 1.0 / max(1.0, s.wickedness[c, k])
            further = (s.wickedness[c, k] - 1.0) / 5.0
            shared = p.consultation_cost + p.coordination_cost * further
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                # An empty post has no hours.
                available = s.filled[i] * HOURS * (1.0 - p.absence * s.fatigue[i])
                paperwork = p.paperwork_share + p.paperwork_per_layer * s.approvals[i] * unruled
                paperwork = HOURS * paperwork * (1.0 - s.time_budget_relief[i]) + s.paperwork_request[i]
                meetings = HOURS * (p.meeting_share + s.delegation[i] * shared) + s.meeting_request[i]
                floor, left = grant(available, HOURS * p.contact_floor)
                s.paperwork_hours[i], left = grant(left, paperwork)
                s.meeting_hours[i], left = grant(left, meetings)
                s.improvement_hours[i], left = grant(left, s.improvement_request[i])
                s.contact_hours[i] = floor + left
                share = s.contact_hours[i] / HOURS
                s.contact_share[i] = share if s.filled[i] == 1.0 else s.contact_share[i]
