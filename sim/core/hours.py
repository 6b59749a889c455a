"""Hours: whoever wants somebody's time asks for it, and gets what both still have. [basw2018, oliva2001]

Everybody begins the month with the hours of the post. Paperwork that is due, and a part of what is owed from before, is
set aside; the rest is one's own work: time with people at the front, supervising and deciding above it. Then
people ask, in the order of the schedule, which is the order of priority: of what is asked a share (swept: it decides
who wins) is yielded by paperwork, the rest comes out of one's own work, and a meeting takes place as far as *both* have
the time. Paperwork that yielded is owed. Whoever gains something from an hour takes it from those granted, never from
those asked for. Hours that are left at the end are time with people at the front, and above it go into paperwork
that has yielded.
"""

from __future__ import annotations

import numpy as np

from sim.council.services import CABINET, LEADER, TEAM_MANAGER, USUAL_PARTNERS, USUAL_STAFF, USUAL_TEAM_MANAGERS
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import embedded, kernel
from sim.machine.ports import port
from sim.machine.process import process

HOURS = 140.0
"""Working hours of one person in a month, net of leave."""

RELIEF = port(__name__, "hours.relief", "person", "one", "share of paperwork done away with")

OTHER_AGENCIES_MOST = 5.0
"""Agencies beside the council that the most tangled case needs (six in all)."""

PARAMS = parameters(
    __name__,
    displaced_paperwork=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        doc="What hours displace: share of the hours asked of somebody that paperwork yields (and is owed), the rest "
        "being taken from time with people or, above the front, from supervising and deciding. No source; it decides "
        "who wins, so every headline is swept over it",
    ),
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
    paperwork_kept=par(
        1.0,
        lo=0,
        hi=1,
        unit="share",
        mark="DESIGN",
        doc="Share of the paperwork that is due which is begun at all; the rest is left undone and owed",
    ),
    management_paperwork=par(
        0.45,
        lo=0.2,
        hi=0.55,
        unit="share",
        mark="ASSUMPTION",
        doc="Working time of managers in returns, budgets and procedures, approvals apart",
    ),
    standing_duties=par(
        0.2,
        lo=0.1,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="Working time of managers in what nobody in the model asks of them: staff matters, inspections, the "
        "whole council's business (stipulated: set so that a director of middling style is asked in 2010 for "
        "about what there is)",
    ),
    approval_hours=par(
        10.0,
        lo=5,
        hi=15,
        unit="hours a month",
        mark="FIXED",
        doc="Hours of a manager who must agree to everything that a team of the usual size wants to do, where "
        "nothing is settled by rule (stipulated: the first layer; a director has as many for the second, the chief "
        "executive for each further one)",
    ),
    paperwork_per_layer=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share per layer",
        mark="ASSUMPTION",
        doc="Working time of staff in forms that one approval layer adds (set so that styles keep contact "
        "within the observed .18 to .28: F32)",
    ),
    meeting_share=par(
        0.04,
        lo=0,
        hi=0.1,
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
    supervision_hours=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="hours a month",
        mark="FIXED",
        source="swrb2010",
        doc="Time that everybody and their manager sit down together every month",
    ),
    newcomer_sessions=par(
        2.7,
        lo=1,
        hi=4,
        unit="ratio",
        mark="FIXED",
        source="swrb2010",
        doc="How much more often a manager sits down with somebody new at the front (weekly for six weeks, then "
        "fortnightly)",
    ),
    newcomer_months=par(
        6.0, lo=3, hi=12, unit="months", mark="FIXED", source="swrb2010", doc="For how long one is new in that sense"
    ),
    contact_floor=par(
        0.08,
        lo=0,
        hi=0.2,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Working time with people that nothing may take",
    ),
    absence=par(0.12, lo=0, hi=0.4, unit="share", mark="ASSUMPTION", doc="Working time lost at full fatigue"),
    member_hours=par(
        14.0,
        lo=5,
        hi=60,
        unit="hours a month",
        mark="ASSUMPTION",
        doc="Time a portfolio holder has for working with officers beside party, council and ward (a part-time "
        "allowance); a leader has twice as much, other councillors a half",
    ),
    ward_hours=par(
        31.0,
        lo=20,
        hi=45,
        unit="hours a month",
        mark="FIXED",
        source="nfer2007",
        doc="Time that a councillor has for residents of the ward, who ask for as much where they are as content as "
        "in 2010 (7.2 hours a week)",
    ),
    partner_hours=par(
        8.0,
        lo=2,
        hi=60,
        unit="hours a month",
        mark="FIXED",
        doc="Time that the people of one partner organisation have for working with the council (stipulated)",
    ),
    owed_caught_up=par(
        0.2,
        lo=0.05,
        hi=0.6,
        unit="a month",
        mark="FIXED",
        doc="Share of the paperwork owed that one sets out to do in a month (stipulated)",
    ),
    owed_lapses=par(
        0.1,
        lo=0.02,
        hi=0.3,
        unit="a month",
        mark="ASSUMPTION",
        doc="Share of the paperwork owed that is never done, because its day has passed",
    ),
)

STATE = state(
    __name__,
    own_hours=var("person", "flow", "hours of one's own work that nobody has asked for yet", unit="hours"),
    ward_time=var("person", "flow", "hours of evenings and weekends that are residents' alone", unit="hours"),
    paper_hours=var("person", "flow", "hours of paperwork set aside that have not yielded", unit="hours"),
    paperwork_due=var("person", "flow", "hours of paperwork this month brings", unit="hours"),
    hours_asked=var("person", "flow", "hours asked of the person this month", unit="hours"),
    hours_granted=var("person", "flow", "hours granted of them", unit="hours"),
    owed_paperwork=var("person", "stock", "hours of paperwork left undone and not lapsed", unit="hours", lo=0),
    coordinated=var(
        "service", "condition", "share of the coordination that delegation asks for which staff had time for", start=1
    ),
    supervised=var("person", "condition", "share of the month's supervision that took place", lo=0, hi=1, start=1),
    paperwork_hours=var("person", "condition", "hours of paperwork done", unit="hours", lo=0),
    contact_hours=var("person", "condition", "hours with people", unit="hours", lo=0),
    contact_share=var("person", "condition", "share of hours spent with people", lo=0, hi=1, start=0.22),
)

ROLES_ASKED = (
    "leader",
    "portfolio_holder",
    "councillor",
    "chief_executive",
    "director",
    "team_manager",
    "staff",
    "partner",
)
"""The groups of people whose hours are counted apart."""

GROUPS = np.array([0, 1, 2, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7])
"""The group of each role."""

STAFF_GROUP, PARTNER_GROUP = ROLES_ASKED.index("staff"), ROLES_ASKED.index("partner")

OUTCOMES = outcomes(
    __name__,
    *(
        outcome(
            f"hours.{what}.{role}",
            "hours a month",
            0,
            f"Hours {what} of a {role.replace('_', ' ')} in post",
            field=f"outcome_hours_{what}",
        )
        for what in ("asked", "granted")
        for role in ROLES_ASKED
    ),
    outcome("hours.paperwork_owed", "months", -1, "Paperwork that staff and managers owe, in months of it"),
)


@embedded
def hours_left(s, p, i):
    """The most that person i can still give to one more request: a share from paperwork, the rest one's own."""
    share = p.displaced_paperwork
    own = s.own_hours[i]
    paper = s.paper_hours[i]
    return own / (1.0 - share) if own * share < paper * (1.0 - share) else own + paper


@embedded
def give(s, p, i, hours):
    """Take so many hours of person i, who has them: what paperwork yields, and the rest."""
    yielded = min(p.displaced_paperwork * hours, s.paper_hours[i])
    s.paper_hours[i] -= yielded
    s.own_hours[i] -= min(hours - yielded, s.own_hours[i])
    s.hours_granted[i] += hours


@embedded
def ask(s, p, i, asked):
    """Person i wants so many hours for something done alone, with residents or in a course. Returns those granted."""
    s.hours_asked[i] += asked
    granted = min(asked, hours_left(s, p, i))
    give(s, p, i, granted)
    return granted


@embedded
def ask_in_ward(s, p, i, asked):
    """Residents want so many hours of councillor i, who has evenings for them and what is left of other hours."""
    evenings = s.ward_time[i]
    s.ward_time[i] -= evenings
    s.own_hours[i] += evenings
    return ask(s, p, i, asked)


@kernel
def ask_for_many(s, p, i, j, asked, times):
    """Persons i and j want hours together, j ``times`` as many: an agent can stand for more or fewer than usual.

    Returns the hours that i was granted.
    """
    s.hours_asked[i] += asked
    s.hours_asked[j] += asked * times
    granted = asked
    # Mostly both have as many hours of their own; what paperwork could yield is worked out only where one has not.
    if asked > s.own_hours[i] or asked > s.own_hours[j] / times:
        granted = min(asked, min(hours_left(s, p, i), hours_left(s, p, j) / times))
    give(s, p, i, granted)
    give(s, p, j, granted * times)
    return granted


@kernel
def ask_both(s, p, i, j, asked):
    """Persons i and j want so many hours together. Returns those granted: what both still have."""
    return ask_for_many(s, p, i, j, asked, 1.0)


@embedded
def ask_for_paperwork(s, i, hours):
    """More paperwork falls due for person i: it is set aside as far as own work leaves room, the rest will be owed."""
    s.paperwork_due[i] += hours
    moved = min(hours, s.own_hours[i])
    s.own_hours[i] -= moved
    s.paper_hours[i] += moved


@embedded
def months_owed(s, p, i):
    """The paperwork that person i owes, in months of what a member of staff has to do."""
    return s.owed_paperwork[i] / (HOURS * p.paperwork_share)


@embedded
def set_aside(s, p, i, available, due, floor):
    """Person i sets aside what paperwork is due and a part of what is owed; what is left beyond ``floor`` is free."""
    s.paperwork_due[i] += due
    paper = min(p.paperwork_kept * (due + p.owed_caught_up * s.owed_paperwork[i]), max(0.0, available - floor))
    s.paper_hours[i] += paper
    s.own_hours[i] += max(0.0, available - paper)


@embedded
def layers_of(layers, office):
    """How many layers are the manager's, the director's and the chief executive's, who is there if ``office`` is."""
    first = min(1.0, layers)
    further = max(0.0, layers - 2.0) * office
    return first, layers - first - further, further


@embedded
def team_managers(s, c):
    """How many team managers there are in council c."""
    heads = 0.0
    for i in range(s.first_manager[c], s.first_staff[c]):
        heads += 1.0 if s.role[i] == TEAM_MANAGER else 0.0
    return heads


@embedded
def one_of_a_team(s, c):
    """For how many of a usual team a member of staff stands with the manager: fewer where there are more agents."""
    return USUAL_STAFF / USUAL_TEAM_MANAGERS * max(1.0, team_managers(s, c)) / (s.first_partner[c] - s.first_staff[c])


@kernel
def sit_down(s, p, i, often, times):
    """Person i, for ``times`` as many, and the manager sit down ``often`` in the month, as far as both have time."""
    wanted = p.supervision_hours * often * s.filled[i] * s.filled[s.boss[i]]
    met = ask_for_many(s, p, i, s.boss[i], wanted, times)
    s.supervised[i] = met / wanted if wanted > 0.0 else 0.0


@process(
    151,
    writes=(
        "own_hours",
        "ward_time",
        "paper_hours",
        "paperwork_due",
        "hours_asked",
        "hours_granted",
        "coordinated",
        "supervised",
    ),
)
def hours_there_are(s, p, now):
    """Everybody's month is opened: paperwork set aside, then the daily meetings and the talk with one's manager."""
    to_approve = np.zeros(s.filled.size)
    wanted = np.empty(s.filled.size)
    got = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for i in range(s.first_politician[c], s.first_manager[c]):
            share = 2.0 if s.role[i] == LEADER else 1.0 if s.role[i] == CABINET else 0.5
            s.own_hours[i] += s.filled[i] * share * p.member_hours
            s.ward_time[i] += s.filled[i] * p.ward_hours
        for j in range(s.first_partner[c], s.last_partner[c]):
            # In a council with fewer partners each stands for more organisations.
            s.own_hours[j] += p.partner_hours * USUAL_PARTNERS / (s.last_partner[c] - s.first_partner[c])
        heads = team_managers(s, c)
        everybody = 1.0 * (s.first_partner[c] - s.first_staff[c])
        team = everybody / max(1.0, heads)
        weight = one_of_a_team(s, c)
        chief = s.chief_executive[c]
        office = s.chief_executive_office[c]
        for k in range(s.runs.shape[1]):
            director = s.service_director[c, k]
            here = max(1.0, 1.0 * (s.staff_end[c, k] - s.staff_first[c, k]))
            unruled = 1.0 - 1.0 / max(1.0, s.wickedness[c, k])
            seconds = 0.0
            thirds = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                first, second, further = layers_of(s.approvals[i], office)
                to_approve[s.boss[i]] += unruled * s.filled[i] * first / team
                seconds += unruled * s.filled[i] * second
                thirds += unruled * s.filled[i] * further
            to_approve[director] += seconds / here
            to_approve[chief] += thirds / everybody
        for i in range(s.first_manager[c], s.first_staff[c]):
            available = s.filled[i] * HOURS * (1.0 - p.absence * s.fatigue[i] - p.standing_duties)
            due = s.filled[i] * (HOURS * p.management_paperwork + p.approval_hours * to_approve[i])
            set_aside(s, p, i, available, due, HOURS * p.contact_floor)
        for i in range(s.first_manager[c], s.first_staff[c]):
            if s.boss[i] >= s.first_manager[c]:
                stands_for = USUAL_TEAM_MANAGERS / max(1.0, heads) if s.role[i] == TEAM_MANAGER else 1.0
                sit_down(s, p, i, 1.0, stands_for)
        for k in range(s.runs.shape[1]):
            unruled = 1.0 - 1.0 / max(1.0, s.wickedness[c, k])
            further = (s.wickedness[c, k] - 1.0) / OTHER_AGENCIES_MOST
            shared = p.consultation_cost + p.coordination_cost * further
            asked = 0.0
            granted = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                available = s.filled[i] * HOURS * (1.0 - p.absence * s.fatigue[i])
                floor = min(available, HOURS * p.contact_floor)
                due = p.paperwork_share + p.paperwork_per_layer * s.approvals[i] * unruled
                due *= s.filled[i] * HOURS * (1.0 - s.hours_relief[i])
                # What nothing may take is not there to be asked for.
                set_aside(s, p, i, available - floor, due, 0.0)
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                ask(s, p, i, s.filled[i] * HOURS * p.meeting_share)
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                wanted[i] = s.filled[i] * HOURS * s.delegation[i] * shared
                got[i] = ask(s, p, i, wanted[i])
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                asked += wanted[i]
                granted += got[i]
            s.coordinated[c, k] = granted / asked if asked > 0.0 else 1.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                often = p.newcomer_sessions if s.tenure[i] < p.newcomer_months else 1.0
                sit_down(s, p, i, often, weight)


@process(531, writes=("own_hours", "paperwork_hours", "contact_hours", "contact_share", "owed_paperwork"))
def time_budget(s, p, now):
    """The month is closed: hours left are time with people, above the front paperwork; what is undone is owed."""
    for c in range(s.first_manager.size):
        for i in range(s.first_manager[c], s.first_staff[c]):
            undone = max(0.0, s.owed_paperwork[i] + s.paperwork_due[i] - s.paper_hours[i])
            made_up = min(p.paperwork_kept * undone, s.own_hours[i])
            s.own_hours[i] -= made_up
            s.paperwork_hours[i] = s.paper_hours[i] + made_up
            s.owed_paperwork[i] = (1.0 - p.owed_lapses) * (undone - made_up)
        for i in range(s.first_staff[c], s.first_partner[c]):
            s.paperwork_hours[i] = s.paper_hours[i]
            owed = s.owed_paperwork[i] + s.paperwork_due[i] - s.paper_hours[i]
            s.owed_paperwork[i] = (1.0 - p.owed_lapses) * max(0.0, owed)
        for i in range(s.first_staff[c], s.first_partner[c]):
            available = s.filled[i] * HOURS * (1.0 - p.absence * s.fatigue[i])
            s.contact_hours[i] = min(available, HOURS * p.contact_floor) + s.own_hours[i]
            share = s.contact_hours[i] / HOURS
            s.contact_share[i] = share if s.filled[i] == 1.0 else s.contact_share[i]


@process(1031)
def measure_hours(s, p, now):
    """Hours asked and granted by role, and the paperwork that is owed, are taken at the end of the month."""
    people = np.empty(len(ROLES_ASKED))
    for c in range(s.first_manager.size):
        people[:] = 0.0
        for i in range(s.first_politician[c], s.first_staff[c]):
            # Roles stand in the order of the groups; backbench and opposition are one, and all partners are one.
            group = GROUPS[s.role[i]]
            people[group] += s.filled[i]
            s.outcome_hours_asked[group, c] += s.hours_asked[i]
            s.outcome_hours_granted[group, c] += s.hours_granted[i]
        # Who is not staff or a partner has few of the same group: theirs are summed in place, those of many aside.
        for group, first, end in (
            (STAFF_GROUP, s.first_staff[c], s.first_partner[c]),
            (PARTNER_GROUP, s.first_partner[c], s.last_partner[c]),
        ):
            asked = 0.0
            granted = 0.0
            for i in range(first, end):
                people[group] += s.filled[i]
                asked += s.hours_asked[i]
                granted += s.hours_granted[i]
            s.outcome_hours_asked[group, c] = asked
            s.outcome_hours_granted[group, c] = granted
        for group in range(people.size):
            s.outcome_hours_asked[group, c] /= max(1.0, people[group])
            s.outcome_hours_granted[group, c] /= max(1.0, people[group])
        owed = 0.0
        for i in range(s.first_manager[c], s.first_partner[c]):
            owed += months_owed(s, p, i)
        s.outcome_hours_paperwork_owed[c] = owed / (s.first_partner[c] - s.first_manager[c])
