"""S14 Training to be relational: anyone willing can learn it, but only skill, opportunity and permission together act.
[chambers]

``P(relational act) = skill x opportunity x permission``: opportunity is time with people at an endurable load,
``least + (most - least) x / (1 + x)`` with x the time with people over the usual, divided by the work pressure;
permission is what the line of command lets one feel (a few act without it: isolated incidents). Training lifts the
skill of those willing towards .9, at the price of days away from the work and of the course; skill that is not
practised slips back, a tenth a quarter, to what people brought along. After an act the manager asks why (the better
they listen) or chastises, and that teaches how far one may go. Acts that are recognised lift morale. Relational acts
add to quality where the result hangs on the relation.
"""

from __future__ import annotations

import numpy as np

from sim.core.casework import QUALITY
from sim.core.hours import ask
from sim.core.line_of_command import LEARNED
from sim.core.lines import COUNCIL, RECURRING, SUPPLIERS, line
from sim.core.measures import mean_by_need, mean_of_staff
from sim.core.newcomers import trait, who_they_are
from sim.machine.arithmetic import clip
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, measuring, process
from sim.machine.randomness import MONTHS_A_QUARTER, uniform

USUAL_CONTACT = 0.22
"""Share of hours with people at which opportunity is in the middle at normal pressure (as contact_share starts)."""

S14 = Theory(
    "S14",
    "Can we train people to be relational? Yes, but that's not the point",
    "Anyone willing can be trained to be relational, but training changes a service only with permission, "
    "process and culture.",
    "chambers",
    "staff.compassionate",
    mechanism="skill times opportunity times permission; unused skill decays",
)

PRESSURE_LEAST = 0.1
"""Pressure below which there are no more occasions for a relational act; a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    relational_skill_mean=par(
        0.5,
        lo=0.3,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Skill in relating to people that staff bring along (stipulated: S14)",
    ),
    training_share=par(
        0.1, lo=0, hi=1, unit="a year", mark="DESIGN", doc="Share of staff who are trained to be relational each year"
    ),
    training_years=par(
        15.0, lo=0, hi=15, unit="years", mark="DESIGN", doc="Years from April 2010 for which the training is offered"
    ),
    training_gain=par(
        0.8,
        lo=0.2,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Part of the way to the full skill (.9) that one course takes somebody wholly willing (stipulated)",
    ),
    training_hours=par(
        14.0, lo=0, hi=60, unit="hours", mark="FIXED", doc="Working time that a course takes (stipulated)"
    ),
    training_price=par(
        0.01,
        lo=0,
        hi=0.05,
        unit="share",
        mark="FIXED",
        doc="Price of a course over the yearly pay of who takes it (stipulated)",
    ),
    skill_decay=par(
        0.1,
        lo=0,
        hi=0.3,
        unit="a quarter",
        mark="FIXED",
        doc="Skill in relating to people that is lost where it is not practised at all (stipulated)",
    ),
    unpermitted=par(
        0.1,
        lo=0,
        hi=0.3,
        unit="share",
        mark="FIXED",
        doc="Occasions that staff take where they feel no permission at all (stipulated: isolated incidents)",
    ),
    practice_needed=par(
        0.4,
        lo=0.1,
        hi=0.8,
        unit="share",
        mark="FIXED",
        doc="Opportunity times leave to act at which practice keeps all of the skill (stipulated)",
    ),
    opportunity_least=par(
        0.2,
        lo=0,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="Contacts that leave room for a relational act, however little time and however much work there is "
        "(stipulated)",
    ),
    opportunity_most=par(
        0.8,
        lo=0.5,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Contacts that leave room for a relational act where there is all the time in the world (stipulated)",
    ),
    permission_lesson=par(
        0.1,
        lo=0,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="How far one reaction of the manager moves what one has learned about what is permitted (stipulated)",
    ),
    permission_learned_limit=par(
        0.15,
        lo=0,
        hi=0.2,
        unit="share",
        mark="FIXED",
        doc="Most that managers' reactions can add to permission, or take from it (stipulated)",
    ),
    recognition=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far people are recognised and rewarded for working relationally (stipulated)",
    ),
    weight_recognition=par(
        0.1,
        lo=0,
        hi=0.4,
        unit="weight",
        mark="FIXED",
        doc="Weight in morale of relational acts, as they are recognised (stipulated)",
    ),
    relational_act_effect=par(
        0.3,
        lo=0,
        hi=1,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="Quality added where all contacts are relational acts and the result hangs wholly on the relation",
    ),
    compassionate_usual=par(
        0.07,
        lo=0,
        hi=0.3,
        unit="share",
        mark="FIXED",
        doc="Contacts that are relational acts in a usual council, at which they add nothing (stipulated)",
    ),
    willing_least=par(
        0.4, lo=0.2, hi=0.6, unit="share", mark="FIXED", doc="Will to learn of somebody without any morale (stipulated)"
    ),
    skill_full=par(
        0.9,
        lo=0.45,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Relational skill beyond which a course teaches nothing (stipulated)",
    ),
    permission_lasts=par(
        0.97,
        lo=0.485,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Share of a lesson on what is permitted that is left a month later (stipulated)",
    ),
)

STATE = state(
    __name__,
    relational_courses=line(RECURRING, COUNCIL, SUPPLIERS, "places on courses in relating to people (S14)"),
    relational_skill=var("person", "stock", "skill in relating to people (S14)", lo=0, hi=1, start=0.5),
    relational_brought=var("person", "stock", "skill in relating to people brought along (S14)", lo=0, hi=1, start=0.5),
    permission_learned=contributes(LEARNED, "permission that supervisors' reactions taught, added (S14)", "stock"),
    relational_lift=contributes(QUALITY, "what relational acts add to quality, relative (S14)"),
    compassionate=var("service", "condition", "contacts that are relational acts (S14)", lo=0, hi=1),
)

OUTCOMES = outcomes(
    __name__,
    outcome("staff.compassionate", "share", 1, "Contacts that are relational acts", 0, 1),
    outcome("staff.relational_skill", "share", 1, "Skill of staff in relating to people", 0, 1),
)


@kernel
def opportunity(room, least, most):
    """Contacts that leave room for a relational act: more time with people and less load make more of them."""
    return least + (most - least) * room / (1.0 + room)


@kernel
def leave_to_act(permission, unpermitted):
    """Occasions that staff take: where they feel permitted, and a few where they do not."""
    return unpermitted + (1.0 - unpermitted) * permission


@kernel
def set_load(s, c, k, load):
    """What the usual time with people is worth in service k, at its work pressure, for each of its staff."""
    here = 1.0 / (USUAL_CONTACT * max(PRESSURE_LEAST, s.pressure[c, k]))
    for i in range(s.staff_first[c, k], s.staff_end[c, k]):
        load[i] = here


@arriving(
    1114,
    theory=S14,
    writes=(
        "relational_skill",
        "relational_brought",
        "permission_learned",
    ),
)
def bring_relational_skill(s, p, now):
    """A newcomer brings skill in relating to people and has learned nothing about permission here."""
    still = who_they_are(now)
    for c in range(s.arrivals.size):
        for at in range(s.first_politician[c], s.first_politician[c] + int(s.arrivals[c])):
            i = s.arrived[at]
            s.relational_skill[i] = trait(still, s.person_id[i], 15, p.relational_skill_mean, p.trait_spread)
            s.relational_brought[i] = s.relational_skill[i]
            s.permission_learned[i] = 0.0


@process(
    451,
    theory=S14,
    writes=("relational_skill", "relational_courses", "own_hours", "paper_hours", "hours_asked", "hours_granted"),
)
def relational_training(s, p, now):
    """Training lifts skill at the price of hours and money; skill that is not practised slips back."""
    chance = p.training_share / 12.0 if now.month < 12.0 * p.training_years else 0.0
    load = np.empty(s.filled.size)
    luck = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        # Places are bought for a year; who goes is luck.
        s.relational_courses[c] = 0.0
        for k in range(s.runs.shape[1]):
            s.relational_courses[c] += 12.0 * chance * p.training_price * s.in_post[c, k] * s.pay_per_post[c, k]
            set_load(s, c, k, load)
        for i in range(s.first_staff[c], s.first_partner[c]):
            used = opportunity(s.contact_share[i] * load[i], p.opportunity_least, p.opportunity_most)
            used *= leave_to_act(s.permission[i], p.unpermitted)
            unused = 1.0 - min(1.0, used / p.practice_needed)
            slipped = s.relational_skill[i] - s.filled[i] * p.skill_decay / MONTHS_A_QUARTER * unused
            s.relational_skill[i] = max(slipped, min(s.relational_brought[i], s.relational_skill[i]))
        if chance == 0.0:
            continue
        for i in range(s.first_staff[c], s.first_partner[c]):
            luck[i] = uniform(now, s.person_id[i], 0)
        for i in range(s.first_staff[c], s.first_partner[c]):
            if luck[i] < chance and s.filled[i] == 1.0:
                willing = clip(p.willing_least + s.morale[i], 0.0, 1.0)
                attended = ask(s, p, i, p.training_hours) / p.training_hours if p.training_hours > 0.0 else 1.0
                learnt = p.training_gain * willing * attended
                s.relational_skill[i] += learnt * max(0.0, p.skill_full - s.relational_skill[i])


@process(452, theory=S14, writes=("permission_learned", "compassionate", "relational_lift"), adds=("morale",))
def relational_acts(s, p, now):
    """Skill, opportunity and permission multiply into acts; the manager's reaction teaches what is permitted."""
    load = np.empty(s.filled.size)
    acts = np.empty(s.filled.size)
    listened = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            set_load(s, c, k, load)
        for i in range(s.first_staff[c], s.first_partner[c]):
            listened[i] = s.listening[s.boss[i]]
        for i in range(s.first_staff[c], s.first_partner[c]):
            here = s.filled[i]
            does = opportunity(s.contact_share[i] * load[i], p.opportunity_least, p.opportunity_most)
            does *= s.relational_skill[i] * leave_to_act(s.permission[i], p.unpermitted)
            acts[i] = here * does
            luck = uniform(now, s.person_id[i], 0)
            kept = s.permission_learned[i] * (p.permission_lasts if here == 1.0 else 1.0)
            asked = luck < does * listened[i]
            lesson = p.permission_learned_limit if asked else -p.permission_learned_limit
            learns = here * p.permission_lesson if luck < does else 0.0
            s.permission_learned[i] = kept + learns * (lesson - kept)
            value = clip(0.5 + 2.0 * p.recognition * does, 0.0, 1.0)
            s.add_morale[i] += here * p.morale_pace * p.weight_recognition * (value - s.morale[i])
        for k in range(s.runs.shape[1]):
            done = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                done += acts[i]
            s.compassionate[c, k] = done / max(1.0, s.in_post[c, k])
            if s.runs[c, k] == 1.0:
                more = s.compassionate[c, k] - p.compassionate_usual
                s.relational_lift[c, k] = p.relational_act_effect * s.relational[c, k] * more


@measuring(1014, theory=S14)
def measure_relational_skill(s, p, now):
    """Relational acts and the skill in them are taken at the end of the month."""
    for c in range(s.first_staff.size):
        s.outcome_staff_compassionate[c] = mean_by_need(s.compassionate, s.runs, s.need_2010, c)
        s.outcome_staff_relational_skill[c] = mean_of_staff(
            s.relational_skill, s.filled, s.first_staff[c], s.first_partner[c]
        )
