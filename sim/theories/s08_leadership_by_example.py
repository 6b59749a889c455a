"""S08 Leadership by example: people follow what leaders do, not memos; a purely accounting objective cuts prevention.
[tizard2014, degroot1974]

Norm: people move towards their colleagues and towards what comes down the line. Of a manager's effort a share m goes
into showing how, the rest into memos. With chance ``m x consistency x (1 + norm of the manager) / 2`` a manager is seen
to act by the message and draws people towards it with the weight ``w_model``; else with chance ``slips_seen x (1 -
consistency)`` is seen to act against it, which draws them away as strongly; else a memo draws with ``w_memo x (1 -
m)``. A norm that nobody shows fades. The leader does so towards the chief executive. The effort takes hours of the
leader and of every manager, whatever it is spent on, and counts as far as they had them.

Objective: deciders who weigh cost over social value take from prevention for the cases at hand, those who weigh social
value the reverse, within the same budget; need answers years later (see ``demand`` and ``casework``).
"""

from __future__ import annotations

import numpy as np

from sim.core.approvals import VALUES
from sim.core.demand import PREVENTION
from sim.core.hours import ask
from sim.core.measures import mean_of_staff
from sim.machine.arithmetic import clip
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, measuring, process
from sim.machine.randomness import uniform

USUAL_EFFORT_HOURS = 4.0
"""Hours of a manager a month at which the weights of example and memo hold."""

S08 = Theory(
    "S08",
    "Leadership by example is fundamental to modern public services",
    "People follow what leaders do, not memos; a purely accounting objective destroys social value.",
    "tizard2014",
    "staff.norm",
    mechanism="what leaders do against what they write; social value against accounts",
)

PARAMS = parameters(
    __name__,
    modelling_effort=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="DESIGN",
        doc="Share of leaders' effort for the norm that goes into showing how; the rest goes into memos",
    ),
    example_hours=par(
        USUAL_EFFORT_HOURS,
        lo=0,
        hi=8,
        unit="hours",
        mark="FIXED",
        doc="Hours a month that the leader and each manager spend on bringing the norm home, by example or by memo "
        "(stipulated)",
    ),
    w_model=par(
        0.3,
        lo=0.1,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        doc="Weight of a manager who is seen to act by the message (stipulated)",
    ),
    w_memo=par(
        0.05, lo=0, hi=0.3, unit="a month", mark="FIXED", doc="Weight of a message that is only told (stipulated)"
    ),
    slips_seen=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        doc="Chance that a manager without any consistency is seen to act against the message (stipulated)",
    ),
    colleagues_norm=par(
        0.1,
        lo=0,
        hi=0.4,
        unit="a month",
        mark="FIXED",
        source="degroot1974",
        doc="How fast people take on the norm of their colleagues",
    ),
    norm_fading=par(
        0.035,
        lo=0.005,
        hi=0.1,
        unit="a month",
        mark="FIXED",
        doc="How fast a norm that nobody shows fades to what people bring (stipulated: a tenth a quarter)",
    ),
    lived_values_effect=par(
        0.12,
        lo=0,
        hi=0.4,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="Alignment between a norm that all live and one that nobody lives",
    ),
    weight_example=par(
        0.05, lo=0, hi=0.3, unit="weight", mark="FIXED", doc="Weight in morale of a norm that is lived (stipulated)"
    ),
    objective_strength=par(
        0.4,
        lo=0,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Share of prevention that deciders with nothing but cost in mind do without (stipulated: and that those "
        "with nothing but social value in mind add)",
    ),
)

STATE = state(
    __name__,
    norm=var("person", "stock", "how far a person lives the norm that leaders state (S08)", lo=0, hi=1, start=0.5),
    lived_values=contributes(VALUES, "what the lived norm adds to alignment (S08)"),
    prevention_tilt=contributes(PREVENTION, "prevention spared (+) or cut first (-), relative (S08)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("staff.norm", "share", 1, "How far staff live the norm that leaders state", 0, 1),
)


@arriving(1108, theory=S08, writes=("norm",))
def bring_norm(s, p, now):
    """A newcomer has seen nobody live the norm yet."""
    for c in range(s.arrivals.size):
        for at in range(s.first_politician[c], s.first_politician[c] + int(s.arrivals[c])):
            i = s.arrived[at]
            s.norm[i] = 0.5


@process(
    431,
    theory=S08,
    writes=("norm", "lived_values", "own_hours", "paper_hours", "hours_asked", "hours_granted"),
    adds=("morale",),
)
def leadership_by_example(s, p, now):
    """Who is seen to live the message draws people to it; who is seen to act against it draws them away."""
    effort = np.zeros(s.filled.size)
    luck = np.empty(s.filled.size)
    weight = np.empty(s.filled.size)
    message = np.empty(s.filled.size)
    lived = s.norm.copy()
    for c in range(s.first_manager.size):
        leader = s.leader[c]
        effort[leader] = ask(s, p, leader, s.filled[leader] * p.example_hours) / USUAL_EFFORT_HOURS
        for i in range(s.first_manager[c], s.first_staff[c]):
            effort[i] = ask(s, p, i, s.filled[i] * p.example_hours) / USUAL_EFFORT_HOURS
        # One manager, one draw: those who share a manager see the same.
        for m in range(s.first_politician[c], s.first_staff[c]):
            luck[m] = uniform(now, s.slot_id[m], 0)
        for m in range(s.first_politician[c], s.first_staff[c]):
            shown = effort[m] * p.modelling_effort * s.consistency[m] * (0.5 + 0.5 * lived[m])
            slip = p.slips_seen * (1.0 - s.consistency[m])
            memo = min(1.0, p.w_memo * effort[m] * (1.0 - p.modelling_effort))
            weight[m] = s.filled[m] * (p.w_model if luck[m] < shown + slip else memo)
            message[m] = 0.0 if shown <= luck[m] < shown + slip else 1.0
        for i in range(s.first_manager[c], s.first_partner[c]):
            if s.filled[i] == 0.0:
                s.lived_values[i] = 0.0
                continue
            boss = s.boss[i]
            around = 0.0
            count = 0.0
            for z in range(s.arc_start[i], s.colleagues_end[i]):
                j = s.target[z]
                around += s.filled[j] * lived[j]
                count += s.filled[j]
            norm = lived[i]
            moved = weight[boss] * (message[boss] - norm) + p.norm_fading * (0.5 - norm)
            if count > 0.0:
                moved += p.colleagues_norm * (around / count - norm)
            s.norm[i] = clip(norm + moved, 0.0, 1.0)
            s.lived_values[i] = p.lived_values_effect * (s.norm[i] - 0.5)
            if i >= s.first_staff[c]:
                s.add_morale[i] += p.morale_pace * p.weight_example * (s.norm[i] - s.morale[i])


@process(432, theory=S08, writes=("prevention_tilt",))
def objective(s, p, now):
    """A cost objective cuts prevention first, a social one spares it."""
    for c in range(s.leader.size):
        top = s.social_value[s.leader[c]] + s.social_value[s.chief_executive[c]]
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 1.0:
                here = s.social_value[s.portfolio_holder[c, k]] + s.social_value[s.service_director[c, k]]
                s.prevention_tilt[c, k] = p.objective_strength * (0.5 * (top + here) - 1.0)


@measuring(1008, theory=S08)
def measure_norm(s, p, now):
    """How far staff live the norm is taken at the end of the month."""
    for c in range(s.first_staff.size):
        s.outcome_staff_norm[c] = mean_of_staff(s.norm, s.filled, s.first_staff[c], s.first_partner[c])
