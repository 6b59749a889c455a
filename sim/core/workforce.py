"""The workforce: named posts are left, frozen, cut and filled. [dfe_lait, penn2006]

Whether somebody leaves follows the climate, permission and what is offered outside, not caseload (a null in ten years
of data from 152 councils: fact F23). A council's own turnover and vacancies, known of its
children's social workers, are where it begins and stays (labour market, pay, reputation); of other staff as far as
``own_elsewhere`` says. Savings remove named posts, empty ones first. Empty posts are filled at a rate, by somebody new
who takes time to learn. Where management is to be saved, team managers' posts go in the same way: their pay is saved,
their redundancy is paid, and those who are left have more people each.
"""

from __future__ import annotations

import numpy as np

from sim.core.lines import COUNCIL, RECURRING, STAFF, line
from sim.council.services import CHILDREN, TEAM_MANAGER
from sim.machine.arithmetic import exp, monthly
from sim.machine.declared import par, parameters, state, var
from sim.machine.ports import port
from sim.machine.process import process
from sim.machine.randomness import APRIL, normal, uniform

APPLICANTS = port(
    __name__, "workforce.applicants", "council", "one", "applicants for a post, 1 as in 2010", unit="ratio", neutral=1.0
)

MANAGEMENT = port(
    __name__,
    "workforce.management",
    "council",
    "one",
    "share of managers' posts that the council keeps, all in 2010",
    neutral=1.0,
)

STATE = state(
    __name__,
    turnover_own=var("council", "fixed", "turnover of its own children's social workers over England's", start=1),
    hiring_own=var(
        "council", "fixed", "how fast it fills their posts over England, from turnover and vacancies", start=1
    ),
    management_saved=line(RECURRING, STAFF, COUNCIL, "pay of managers' posts that are gone, not paid any more"),
)

PARAMS = parameters(
    __name__,
    management_cost=par(
        0.04,
        lo=0,
        hi=0.15,
        unit="share of net cost",
        mark="FIXED",
        doc="What the whole management costs a year (stipulated)",
    ),
    exit_rate=par(
        0.15,
        lo=0.08,
        hi=0.25,
        unit="a year",
        mark="DATA",
        source="dfe_lait",
        doc="Staff who leave in a middling climate",
    ),
    exit_climate=par(
        1.5,
        lo=0.5,
        hi=2.5,
        unit="log hazard",
        mark="ASSUMPTION",
        role="calibrate",
        source="lee2018",
        doc="How distrust of one's manager makes people leave",
    ),
    exit_permission=par(
        0.8,
        lo=0,
        hi=1.5,
        unit="log hazard",
        mark="ASSUMPTION",
        source="kim2018",
        doc="How missing permission makes people leave",
    ),
    outside_swing=par(
        0.25,
        lo=0,
        hi=0.5,
        unit="log hazard",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Spread of the pull of jobs elsewhere, year by year",
    ),
    own_elsewhere=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        source="dfe_lait",
        doc="How far a council's own turnover and vacancies, known of children's social workers alone, hold for its "
        "other staff (stipulated)",
    ),
    manager_exit=par(
        0.09, lo=0.02, hi=0.25, unit="a year", mark="ASSUMPTION", doc="Directors and team managers who leave"
    ),
    hiring_rate=par(
        0.15,
        lo=0.05,
        hi=0.6,
        unit="a month",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Chance that an empty post is filled",
    ),
    post_cut_pace=par(
        0.04,
        lo=0.01,
        hi=0.3,
        unit="a month",
        mark="ASSUMPTION",
        doc="How fast filled posts are cut while posts are still to go",
    ),
    climate_usual=par(
        0.55,
        lo=0.275,
        hi=0.825,
        unit="share",
        mark="FIXED",
        doc="Climate at which turnover is that of 2010 (stipulated)",
    ),
    permission_usual=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Permission at which turnover is that of 2010 (stipulated)",
    ),
)


@process(
    921,
    writes=(
        "post",
        "filled",
        "left",
        "arriving",
        "occupant",
        "tenure",
        "posts_owed",
        "outside_pull",
        "redundancy_cost",
        "redundancies",
        "management_saved",
    ),
)
def workforce(s, p, now):
    """People leave bad climates; savings take posts, the empty ones first; newcomers follow."""
    leave = monthly(p.exit_rate)
    leave_manager = monthly(p.manager_exit)
    goes = np.empty(s.filled.size)
    vacant = np.empty(s.filled.size)
    trust = np.empty(s.filled.size)
    usual = np.empty(s.filled.size)
    for c in range(s.council_key.size):
        if now.calendar == APRIL:
            s.outside_pull[c] = 0.5 * s.outside_pull[c] + p.outside_swing * normal(now, s.council_key[c], 0)
        middling = p.climate_usual * p.exit_climate + p.permission_usual * p.exit_permission + s.outside_pull[c]
        for i in range(s.first_manager[c], s.first_partner[c]):
            trust[i] = s.trust[s.boss_arc[i]]
            known = 1.0 if s.service[i] == CHILDREN else p.own_elsewhere
            usual[i] = leave * (1.0 + known * (s.turnover_own[c] - 1.0)) if i >= s.first_staff[c] else leave_manager
        for i in range(s.first_manager[c], s.first_partner[c]):
            hazard = usual[i] * exp(middling - p.exit_climate * trust[i] - p.exit_permission * s.permission[i])
            goes[i] = s.filled[i] if uniform(now, s.person_id[i], 0) < hazard else 0.0
            vacant[i] = s.post[i] * (1.0 - s.filled[i]) * (1.0 - s.arriving[i])
            s.tenure[i] += s.filled[i]
        goes[s.chief_executive[c]] = 0.0
        vacant[s.chief_executive[c]] = 0.0
        for i in range(s.first_manager[c], s.first_partner[c]):
            if goes[i] == 1.0:
                s.left[i] = 1.0
                s.filled[i] = 0.0
                s.tenure[i] = 0.0
            elif vacant[i] == 1.0:
                staff = i >= s.first_staff[c]
                known = 1.0 if s.service[i] == CHILDREN else p.own_elsewhere
                hired = 2.0 * p.hiring_rate
                if staff:
                    hired = p.hiring_rate * s.workforce_applicants[c] * (1.0 + known * (s.hiring_own[c] - 1.0))
                if uniform(now, s.slot_id[i], 1) >= hired or (staff and s.posts_owed[c, s.service[i]] >= 1.0):
                    continue
                s.arriving[i] = 1.0
                s.occupant[i] += 1
        # Managers' posts beyond those to be kept go, the empty ones first; what is missing is set up again.
        managers = s.first_staff[c] - s.first_manager[c]
        over = -s.workforce_management[c] * managers
        for i in range(s.first_manager[c], s.first_staff[c]):
            over += s.post[i]
        pay = p.management_cost * s.base_net[c] / managers
        for filled in range(2 if abs(over) >= 1.0 else 0):
            for i in range(s.first_manager[c], s.first_staff[c]):
                if s.role[i] != TEAM_MANAGER or s.arriving[i] == 1.0:
                    continue
                if over <= -1.0 and s.post[i] == 0.0:
                    s.post[i] = 1.0
                    over += 1.0
                elif over >= 1.0 and s.post[i] == 1.0 and s.filled[i] == filled:
                    if filled == 1 and uniform(now, s.slot_id[i], 2) >= p.post_cut_pace:
                        continue
                    if filled == 1:
                        s.filled[i] = 0.0
                        s.left[i] = 1.0
                        s.tenure[i] = 0.0
                        s.redundancy_cost[c] += pay
                    s.post[i] = 0.0
                    over -= 1.0
        gone = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            gone += 1.0 - s.post[i]
        s.management_saved[c] = pay * gone

        owed = False
        for k in range(s.posts_owed.shape[1]):
            owed = owed or abs(s.posts_owed[c, k]) >= 1.0
        if not owed:
            continue
        for i in range(s.first_staff[c], s.first_partner[c]):
            k = s.service[i]
            if s.posts_owed[c, k] >= 1.0 and s.post[i] == 1.0 and s.filled[i] == 0.0 and s.arriving[i] == 0.0:
                s.post[i] = 0.0
                s.posts_owed[c, k] -= 1.0
            elif s.posts_owed[c, k] <= -1.0 and s.post[i] == 0.0:
                s.post[i] = 1.0
                s.posts_owed[c, k] += 1.0
        # What vacancies did not yield is cut from filled posts, by lot, a few each month.
        for i in range(s.first_staff[c], s.first_partner[c]):
            k = s.service[i]
            if s.posts_owed[c, k] < 1.0 or s.filled[i] == 0.0 or s.post[i] == 0.0:
                continue
            if uniform(now, s.slot_id[i], 2) < p.post_cut_pace:
                s.post[i] = 0.0
                s.filled[i] = 0.0
                s.left[i] = 1.0
                s.tenure[i] = 0.0
                s.posts_owed[c, k] -= 1.0
                s.redundancies[c] += 1.0
                s.redundancy_cost[c] += s.pay_per_post[c, k]
