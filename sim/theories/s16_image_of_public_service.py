"""S16 Undergraduates' view of public service: students listen to those near their own; the image decides who applies.
[jeffries, deffuant2000]

Each student holds three views of public service on a scale from 0 to 1: that it is secure, does good, and is able. Two
who talk and differ by less than eps on every one move half-way towards each other (bounded confidence), so that
distinct viewpoints form. Media messages ``u ^ exp(slope x gloom)`` move those who are near them; gloom follows the
council's stress and doom. A campaign shows everybody one ideal picture, or each viewpoint a picture within its reach,
at the same cost: tailoring makes messages fewer. Students who meet the council see what is there. In the third year
``P(public service) = logistic(odds + slope x (value - 1/2))``; applicants are the choices of two to four years ago.
"""

from __future__ import annotations

import numpy as np

from sim.core.lines import COUNCIL, RECURRING, SUPPLIERS, line
from sim.core.newcomers import SKILL
from sim.core.workforce import APPLICANTS
from sim.machine.arithmetic import clip, exp, log, logistic
from sim.machine.declared import axis, outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import APRIL, SEPTEMBER, uniform

S16 = Theory(
    "S16",
    "How do undergraduates construct their view of a public service professional?",
    "Conflicting messages make polarised images of public service, and the image decides who applies years later.",
    "jeffries",
    "staff.applicants",
    mechanism="the image of the employer, applicants, vacancies with a lag",
)

STUDENTS = axis("student", 42, "students who look at the council as an employer")
PIPELINE = axis("pipeline", 72, "months of choices of a career that are remembered")

CHOICE_MOST = 0.1
"""Skill that more or fewer applicants add or take at most (share); a guard that no world reaches."""

MONTHS_LOOKED_AT = 24
"""Months over which arrivals from the universities are averaged."""

PARAMS = parameters(
    __name__,
    student_confidence=par(
        0.25,
        lo=0.05,
        hi=0.8,
        unit="share",
        mark="FIXED",
        source="deffuant2000",
        doc="Difference of views up to which students listen to each other and to a message",
    ),
    student_talks=par(
        21,
        lo=0,
        hi=84,
        unit="talks a month",
        mark="FIXED",
        doc="Talks about careers among a council's students (stipulated)",
    ),
    persuasion=par(
        0.3, lo=0, hi=1, unit="share", mark="ASSUMPTION", doc="Part of the way to a message that its hearer goes"
    ),
    media_attention=par(
        0.3,
        lo=0,
        hi=1,
        unit="a month",
        mark="FIXED",
        doc="Chance that a student meets a message in the media (stipulated)",
    ),
    media_slope=par(
        1.5,
        lo=0,
        hi=3,
        unit="log",
        mark="FIXED",
        doc="How far gloom turns the messages in the media to the bad (stipulated)",
    ),
    media_shock_year=par(
        0,
        lo=0,
        hi=30,
        unit="year of the run",
        mark="DESIGN",
        doc="Year of the run in which the media show nothing but doom, 0 for none",
    ),
    campaign=par(
        0.1,
        lo=0,
        hi=1,
        unit="messages a month",
        mark="DESIGN",
        doc="Messages of a recruiting campaign that its money would bring to each student if all were the same",
    ),
    campaign_targeting=par(
        0.25,
        lo=0,
        hi=1,
        unit="share",
        mark="DESIGN",
        doc="Part of the campaign made for each viewpoint, the rest shows everybody one ideal picture",
    ),
    campaign_price=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="£m a year",
        mark="FIXED",
        doc="Money for a campaign of one message a month for each student (stipulated)",
    ),
    tailoring_cost=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="share per viewpoint",
        mark="FIXED",
        doc="Extra cost of a message for each further viewpoint that it is made for (stipulated)",
    ),
    student_contact=par(
        0.02,
        lo=0,
        hi=0.2,
        unit="a month",
        mark="FIXED",
        doc="Chance that a student sees the council at work (stipulated)",
    ),
    purpose_weight=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="weight",
        mark="FIXED",
        doc="Weight of doing good in the choice (stipulated: small: no effect was found among British students)",
    ),
    choice_odds=par(
        -1.4,
        lo=-3,
        hi=0,
        unit="log odds",
        mark="FIXED",
        doc="Odds that a student with middling views chooses public service (stipulated)",
    ),
    choice_slope=par(
        3.0, lo=0, hi=8, unit="log odds", mark="FIXED", doc="How views of public service drive the choice (stipulated)"
    ),
    pipeline_years=par(
        3,
        lo=2,
        hi=4,
        unit="years",
        mark="FIXED",
        doc="Mean time from the choice of a career to an application, a year more or less (stipulated)",
    ),
    applicant_choice=par(
        0.05,
        lo=0,
        hi=0.2,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="Skill that a doubled choice of applicants adds to those taken on",
    ),
)

STATE = state(
    __name__,
    student_security=var("student", "stock", "student's view: public service is secure (S16)", lo=0, hi=1, start=0.5),
    student_purpose=var("student", "stock", "student's view: public service does good (S16)", lo=0, hi=1, start=0.5),
    student_vigour=var("student", "stock", "student's view: public service is able (S16)", lo=0, hi=1, start=0.5),
    pipeline=var("pipeline", "stock", "students who chose public service, by month of choice (S16)", lo=0),
    choice_start=var("council", "stock", "share of students who chose public service in 2010 (S16)", lo=0, hi=1),
    viewpoints=var("council", "condition", "distinct viewpoints held by several students (S16)", unit="viewpoints"),
    applicants=contributes(APPLICANTS, "applicants for a post, 1 as in 2010 (S16)", lo=0),
    campaign_bill=line(RECURRING, COUNCIL, SUPPLIERS, "campaigns for public service (S16)"),
    applicant_quality=contributes(SKILL, "what choice among applicants adds to skill (S16)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("staff.applicants", "ratio", 1, "Applicants for a post, 1 as in 2010"),
    outcome("public.viewpoints", "viewpoints", 0, "Viewpoints of public service among students"),
)

VIEWS = 3
"""What a student thinks of public service: secure, of use, vigorous."""

DEGREE_YEARS = 3
SETTLING_MONTHS = 60
"""Months of talk that lie behind the views of the first day."""

IDEAL = 0.8
"""Every view in the one picture that an untargeted campaign shows."""


@kernel
def talk(s, c, one, other, bound):
    """Two students meet half-way if no view of theirs is further apart than ``bound``."""
    secure = s.student_security[c, other] - s.student_security[c, one]
    good = s.student_purpose[c, other] - s.student_purpose[c, one]
    able = s.student_vigour[c, other] - s.student_vigour[c, one]
    if max(abs(secure), abs(good), abs(able)) < bound:
        s.student_security[c, one] += 0.5 * secure
        s.student_security[c, other] -= 0.5 * secure
        s.student_purpose[c, one] += 0.5 * good
        s.student_purpose[c, other] -= 0.5 * good
        s.student_vigour[c, one] += 0.5 * able
        s.student_vigour[c, other] -= 0.5 * able


@kernel
def find_viewpoints(s, c, reach, label, size):
    """Label students by viewpoint: chains of students, each within ``reach`` of the next on every view.

    Fills ``label`` (viewpoint of each student) and ``size`` (students of each viewpoint); returns how many viewpoints
    several students share.
    """
    students = label.size
    near = np.empty(students)
    for i in range(students):
        secure = s.student_security[c, i]
        good = s.student_purpose[c, i]
        able = s.student_vigour[c, i]
        # One after another takes over the lowest label of those before who stand near, or is the first of a chain.
        lowest = i
        highest = 0
        for j in range(i):
            apart = max(abs(s.student_security[c, j] - secure), abs(s.student_purpose[c, j] - good))
            near[j] = max(apart, abs(s.student_vigour[c, j] - able))
            lowest = min(lowest, label[j]) if near[j] < reach else lowest
            highest = max(highest, label[j]) if near[j] < reach else highest
        label[i] = lowest
        size[i] = 0
        if highest > lowest:
            # Chains that were apart meet in this student: they have one label from now on.
            for j in range(i):
                if near[j] < reach and label[j] != lowest:
                    joined = label[j]
                    for other in range(i):
                        label[other] = lowest if label[other] == joined else label[other]
    shared = 0.0
    for i in range(students):
        size[label[i]] += 1
        shared += 1.0 if size[label[i]] == 2 else 0.0
    return shared


@kernel
def hear(view, message, bound, persuasion):
    """What a view becomes when it meets a message: nothing beyond the bound, nearer within it."""
    return view + persuasion * (message - view) if abs(message - view) < bound else view


@process(
    971,
    theory=S16,
    writes=(
        "student_security",
        "student_purpose",
        "student_vigour",
        "pipeline",
        "choice_start",
        "viewpoints",
        "applicants",
        "applicant_quality",
        "campaign_bill",
    ),
)
def image_of_public_service(s, p, now):
    """Talk, media, campaigns and what the council is like make the image; applicants follow it years later."""
    students = s.student_security.shape[1]
    label = np.empty(students, np.int64)
    size = np.empty(students, np.int64)
    centre = np.empty((students, VIEWS))
    heard = np.empty(students)
    shown = np.empty(students)
    seen = np.empty(students)
    luck = np.empty(students)
    message = np.empty(students)
    chance = np.empty(students)
    bound = p.student_confidence
    talks = int(p.student_talks)
    # The academic year begins in September, the financial year in April.
    academic = now.year - 1 if APRIL <= now.calendar < SEPTEMBER else now.year
    shock = p.media_shock_year > 0.0 and now.month // 12 == int(p.media_shock_year) - 1
    memory = s.pipeline.shape[1]
    for c in range(s.council_key.size):
        key = s.council_key[c]
        for i in range(students):
            leaving = now.calendar == SEPTEMBER and i % DEGREE_YEARS == (academic - 1) % DEGREE_YEARS
            if now.opening or leaving:
                s.student_security[c, i] = uniform(now, key + np.uint64(1 + i), 4)
                s.student_purpose[c, i] = uniform(now, key + np.uint64(1 + i), 5)
                s.student_vigour[c, i] = uniform(now, key + np.uint64(1 + i), 6)

        shared = find_viewpoints(s, c, 0.5 * bound, label, size) if p.campaign > 0.0 else 0.0
        gloom = 1.0 if shock else clip(s.stress[c] * (1.0 + s.doom[c]), 0.0, 1.0)
        twist = exp(p.media_slope * gloom)
        services = 0.0
        served = 0.0
        able = 0.0
        for k in range(s.runs.shape[1]):
            services += s.runs[c, k]
            served += s.runs[c, k] * s.quality[c, k]
            able += s.runs[c, k] * s.capability[c, k]
        served /= max(1.0, services)
        able /= max(1.0, services)
        reached = p.campaign / (1.0 + p.tailoring_cost * p.campaign_targeting * max(0.0, shared - 1.0))
        s.campaign_bill[c] = p.campaign_price * p.campaign
        for i in range(students):
            student = key + np.uint64(1 + i)
            heard[i] = uniform(now, student, 0)
            shown[i] = uniform(now, student, 2)
            seen[i] = uniform(now, student, 3)
            luck[i] = uniform(now, student, 1)
        for i in range(students):
            message[i] = exp(twist * log(luck[i]))
        for i in range(students):
            # A targeted picture shows where those of one's viewpoint stand before the month's messages.
            if shown[i] < reached * p.campaign_targeting:
                centre[i, :] = 0.0
                for j in range(students):
                    if label[j] == label[i]:
                        centre[i, 0] += s.student_security[c, j] / size[label[i]]
                        centre[i, 1] += s.student_purpose[c, j] / size[label[i]]
                        centre[i, 2] += s.student_vigour[c, j] / size[label[i]]
        for i in range(students):
            if heard[i] < p.media_attention:
                # Which of the three views the message is about: the rest of the first draw.
                about = int(VIEWS * heard[i] / p.media_attention)
                if about == 0:
                    s.student_security[c, i] = hear(s.student_security[c, i], message[i], bound, p.persuasion)
                elif about == 1:
                    s.student_purpose[c, i] = hear(s.student_purpose[c, i], message[i], bound, p.persuasion)
                else:
                    s.student_vigour[c, i] = hear(s.student_vigour[c, i], message[i], bound, p.persuasion)
            if shown[i] < reached:
                if shown[i] >= reached * p.campaign_targeting:
                    secure = good = strong = IDEAL
                else:
                    # Half-way to the bound from where those of this viewpoint stand.
                    secure = min(1.0, centre[i, 0] + 0.5 * bound)
                    good = min(1.0, centre[i, 1] + 0.5 * bound)
                    strong = min(1.0, centre[i, 2] + 0.5 * bound)
                apart = max(
                    abs(secure - s.student_security[c, i]),
                    abs(good - s.student_purpose[c, i]),
                    abs(strong - s.student_vigour[c, i]),
                )
                # Nobody makes a picture for a view that a single student holds.
                made = shown[i] >= reached * p.campaign_targeting or size[label[i]] > 1
                if made and apart < bound:
                    s.student_security[c, i] += p.persuasion * (secure - s.student_security[c, i])
                    s.student_purpose[c, i] += p.persuasion * (good - s.student_purpose[c, i])
                    s.student_vigour[c, i] += p.persuasion * (strong - s.student_vigour[c, i])
            if seen[i] < p.student_contact:
                # What one has seen oneself convinces however far it lies from what one thought.
                s.student_security[c, i] += p.persuasion * (1.0 - s.stress[c] - s.student_security[c, i])
                s.student_purpose[c, i] += p.persuasion * (served - s.student_purpose[c, i])
                s.student_vigour[c, i] += p.persuasion * (able - s.student_vigour[c, i])
        meetings = talks * SETTLING_MONTHS if now.opening else talks
        who = np.empty(2 * meetings)
        for t in range(2 * meetings):
            who[t] = uniform(now, key, t)
        for t in range(meetings):
            one = int(who[2 * t] * students)
            other = int(who[2 * t + 1] * students)
            if one != other:
                talk(s, c, one, other, bound)
        s.viewpoints[c] = find_viewpoints(s, c, 0.5 * bound, label, size)

        for i in range(students):
            value = 0.5 * (1.0 - p.purpose_weight) * (s.student_security[c, i] + s.student_vigour[c, i])
            value += p.purpose_weight * s.student_purpose[c, i]
            chance[i] = logistic(p.choice_odds + p.choice_slope * (value - 0.5))
        finalists = 0.0
        choosing = 0.0
        everybody = 0.0
        for i in range(students):
            everybody += chance[i] / students
            if i % DEGREE_YEARS == academic % DEGREE_YEARS:
                finalists += 1.0
                choosing += chance[i]
        if now.opening:
            s.choice_start[c] = everybody
            for m in range(memory):
                s.pipeline[c, m] = everybody
        s.pipeline[c, now.month % memory] = choosing / max(1.0, finalists)
        first = 12 * (int(p.pipeline_years) - 1)
        arrived = 0.0
        for m in range(first, first + MONTHS_LOOKED_AT):
            arrived += s.pipeline[c, (now.month + memory - m) % memory] / MONTHS_LOOKED_AT
        s.applicants[c] = arrived / s.choice_start[c]
        s.applicant_quality[c] = clip(p.applicant_choice * (s.applicants[c] - 1.0), -CHOICE_MOST, CHOICE_MOST)


@measuring(1016, theory=S16)
def measure_applicants(s, p, now):
    """Applicants and the viewpoints of students are taken at the end of the month."""
    for c in range(s.applicants.size):
        s.outcome_staff_applicants[c] = s.applicants[c]
        s.outcome_public_viewpoints[c] = s.viewpoints[c]
