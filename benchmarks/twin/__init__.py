"""The core of the model once more, in plain Mesa: agents, attributes, lists and loops; no arrays, no compiled code.

It has the rules of hours, casework, trust and workforce (:data:`RULES`), written down a second time from their
description, and serves two ends. As a *docking* test it must give the engine's results: two implementations that agree
are unlikely to share a mistake of programming. As a *yardstick* it says how much the engine gains over the same model
written the usual way; so it is tuned as far as plain Python goes: what does not change within a month is computed once,
loops bind what they use to local names, numbers that only decide a draw are computed only where the draw needs them.
"""

RULES = (
    "newcomers",
    "hours_there_are",
    "conditions",
    "felt_permission",
    "approvals",
    "advise",
    "time_to_improve",
    "hold_cases",
    "time_budget",
    "demand",
    "coping",
    "casework",
    "open_cases",
    "everyday_contact",
    "trust",
    "workforce",
)
"""The processes of the schedule that the twin has, in its order."""

ENGINE_RULES = (*RULES, "measures", "measure_hours")
"""What the engine runs beside it: the same, and the taking of outcomes."""

OUTCOMES = (
    "service.quality",
    "service.value_demand",
    "service.failure_share",
    "service.backlog",
    "service.unmet",
    "service.in_time",
    "service.misuse",
    "service.pressure",
    "leadership.delegation",
    "staff.headcount",
    "staff.turnover",
    "staff.vacancy",
    "staff.caseload",
    "staff.permission",
    "staff.contact_share",
    "hours.asked.director",
    "hours.granted.director",
    "hours.granted.team_manager",
    "hours.asked.staff",
    "hours.granted.staff",
    "hours.paperwork_owed",
    "trust.dyad",
    "trust.staff_manager",
    "trust.partner",
)
"""What both take every month: outcomes that these rules move."""
