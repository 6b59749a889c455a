"""Goal clarity: few and stable objectives told down the line make work pull one way; it costs the hours of the telling.
[chun2005, andrews2009]

Every month the chief executive tells each director what comes first, and each director every team manager: both ends
need the hours, and a link that is not told breaks the chain. What arrives is the clearer the fewer objectives a
service follows: one from above, more the more is left to those who do the work (``delegation``) and the more deals
live with partners who have objectives of their own. A new leader, chief executive or director, and every change that
is adopted, unsettle what was clear. Clear objectives are worth capacity: nobody works at cross-purposes. This is what
command is good at.
"""

from __future__ import annotations

from sim.core.hours import ask_both, ask_for_many, team_managers
from sim.core.measures import mean_by_need
from sim.council.services import TEAM_MANAGER, USUAL_TEAM_MANAGERS
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.process import process

PARAMS = parameters(
    __name__,
    clarity_effect=par(
        0.15,
        lo=0,
        hi=0.4,
        unit="ratio",
        mark="ASSUMPTION",
        source="chun2005",
        doc="Capacity gained between objectives that are wholly unclear and wholly clear",
    ),
    clarity_usual=par(
        0.6,
        lo=0.4,
        hi=0.8,
        unit="share",
        mark="FIXED",
        doc="Goal clarity at which capacity is that of 2010 (stipulated: where a council of middling style stands)",
    ),
    clarity_hours=par(
        2.0,
        lo=0,
        hi=4,
        unit="hours a month",
        mark="FIXED",
        doc="Hours of both that telling one manager what comes first takes (stipulated)",
    ),
    clarity_pace=par(
        0.15, lo=0.05, hi=0.4, unit="a month", mark="FIXED", doc="How fast what is told becomes clear (stipulated)"
    ),
    objectives_delegation=par(
        1.0,
        lo=0.5,
        hi=1.5,
        unit="objectives",
        mark="FIXED",
        doc="Objectives that full delegation adds to the one from above (stipulated)",
    ),
    objectives_deals=par(
        0.5,
        lo=0,
        hi=2,
        unit="objectives",
        mark="FIXED",
        doc="Objectives that a living project with every partner adds (stipulated)",
    ),
    clarity_disruption=par(
        0.3,
        lo=0,
        hi=0.8,
        unit="share",
        mark="FIXED",
        doc="Clarity lost when somebody new leads or another way of working begins (stipulated)",
    ),
)

STATE = state(
    __name__,
    briefed=var("service", "condition", "share of the month's telling of directors that took place", lo=0, hi=1),
    told=var("service", "condition", "share of the telling down the line that took place this month", lo=0, hi=1),
    goal_clarity=var("service", "stock", "how clear it is to staff what comes first", lo=0, hi=1, start=0.6),
)

OUTCOMES = outcomes(
    __name__,
    outcome("leadership.goal_clarity", "share", 1, "How clear it is to staff what comes first", 0, 1),
)


@kernel
def just_came(s, i):
    """Whether somebody took the post of person i this month; an empty post is nobody's, and tells nobody anything."""
    return s.filled[i] == 1.0 and s.tenure[i] == 0.0


@process(413, writes=("briefed", "own_hours", "paper_hours", "hours_asked", "hours_granted"))
def brief_directors(s, p, now):
    """The chief executive tells directors what comes first, before they work with others, as far as both have hours."""
    for c in range(s.runs.shape[0]):
        head = s.chief_executive[c] if s.chief_executive_office[c] == 1.0 else s.leader[c]
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            director = s.service_director[c, k]
            wanted = p.clarity_hours * s.filled[head] * s.filled[director]
            s.briefed[c, k] = s.filled[head] * s.filled[director]
            if director != head and wanted > 0.0:
                s.briefed[c, k] *= ask_both(s, p, head, director, wanted) / wanted


@process(411, writes=("told", "own_hours", "paper_hours", "hours_asked", "hours_granted"))
def tell_what_comes_first(s, p, now):
    """Directors tell team managers what they were told comes first, as far as both have hours."""
    for c in range(s.runs.shape[0]):
        stands_for = USUAL_TEAM_MANAGERS / max(1.0, team_managers(s, c))
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            director = s.service_director[c, k]
            wanted = 0.0
            granted = 0.0
            for i in range(s.first_manager[c], s.first_staff[c]):
                if s.role[i] == TEAM_MANAGER and s.service[i] == k:
                    hours = p.clarity_hours * s.filled[i] * s.filled[director]
                    wanted += hours
                    granted += ask_for_many(s, p, i, director, hours, stands_for)
            s.told[c, k] = s.briefed[c, k] * (granted / wanted if wanted > 0.0 else 1.0)


@process(412, writes=("goal_clarity",))
def follow_what_comes_first(s, p, now):
    """Few and stable objectives become clear as they are told; newcomers at the top and changes adopted unsettle."""
    for c in range(s.runs.shape[0]):
        deals = 0.0
        for j in range(s.first_partner[c], s.last_partner[c]):
            deals += s.project[j] / (s.last_partner[c] - s.first_partner[c])
        new_above = just_came(s, s.leader[c]) or just_came(s, s.chief_executive[c])
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            objectives = 1.0 + p.objectives_delegation * s.delegation_reached[c, k] + p.objectives_deals * deals
            clarity = s.goal_clarity[c, k]
            clarity += p.clarity_pace * (s.told[c, k] / objectives - clarity)
            if now.month > 0 and (new_above or just_came(s, s.service_director[c, k])):
                clarity *= 1.0 - p.clarity_disruption
            changing = min(1.0, s.adopted[c, k] / max(1.0, s.in_post[c, k]))
            s.goal_clarity[c, k] = clarity * (1.0 - p.clarity_disruption * changing)


@process(1032)
def measure_clarity(s, p, now):
    """Goal clarity is taken at the end of the month, services weighed by need."""
    for c in range(s.runs.shape[0]):
        s.outcome_leadership_goal_clarity[c] = mean_by_need(s.goal_clarity, s.runs, s.need_2010, c)
