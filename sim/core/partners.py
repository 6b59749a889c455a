"""Partners: joint projects are begun on trust, live on payoff, and end; what they add is reach and help.
[axelrod1984, scott2019]

Each month a living project is a game: the council cooperates unless it is tempted to shunt, the partner cooperates with
``logistic(b0 + b1 (T - 1/2) - b2 own deficit)``. Joint work pays, being let down costs, meetings cost hours. A project
ends where its smoothed payoff falls below nothing.

A partner's own deficit, over its budget, is what the squeeze of the public sector leaves it, a path of its own, and the
cost of the council that it carries. A pound moved onto it is remembered, project or no project, as
``shunt_evidence x pounds / budget`` bad experiences. It sends back a share of what it carries each year, and a health
partner in deficit discharges into adult social care what it is tempted to; what comes back is the council's to pay.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import ask_for_many
from sim.core.lines import BUDGET, PARTNERS, SUPPLIERS, line
from sim.core.relations import count_contact
from sim.council.services import HEALTH, PROFILES, ROLES, USUAL_PARTNERS
from sim.machine.arithmetic import clip, logistic
from sim.machine.declared import par, parameters, state
from sim.machine.kernel import kernel
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import uniform

OUTSIDE = np.array([[int(role in profile.outside) for profile in PROFILES] for role in ROLES[HEALTH:]])
"""1 where a partner role (row) matters most to a service (column)."""

WORK_OF_MONEY = 0.8
"""Hours that a case needs less for each share of its budget that others take over, and more when it comes back."""

TEMPTATION = port(__name__, "partners.temptation", "council", "one", "pull to move cost onto partners", neutral=0.15)
THEIR_TEMPTATION = port(
    __name__,
    "partners.their_temptation",
    "person",
    "one",
    "pull of a partner to move cost onto the council",
    neutral=0.15,
)
CONSENT_COST = port(__name__, "partners.consent_cost", "person", "one", "trust lost where power replaces consent")
POWER_GAIN = port(__name__, "partners.power_gain", "person", "sum", "payoff taken without consent", unit="payoff")
PARTNERSHIP_VALUE = port(
    __name__, "partners.value", "person", "one", "whether the task needs this partner, 1 always", neutral=1.0
)

NO_MATTER = 1e-6
"""What a service counts that does not matter to a partner: only where none does."""

OTHER_AGENCIES_USUAL = 3.0
"""Agencies beside the council of a case for which partners' help counts whole."""

PARAMS = parameters(
    __name__,
    project_start=par(
        0.05,
        lo=0,
        hi=0.3,
        unit="a month",
        mark="ASSUMPTION",
        doc="Chance to begin a joint project with a fully trusted partner",
    ),
    partner_intercept=par(
        1.2,
        lo=-1,
        hi=3,
        unit="log odds",
        mark="FIXED",
        doc="Odds that a partner cooperates at trust .5 without deficit (stipulated)",
    ),
    partner_trust_slope=par(
        4.0, lo=0, hi=8, unit="log odds", mark="ASSUMPTION", doc="How trust makes partners cooperate"
    ),
    partner_deficit_slope=par(
        3.0, lo=0, hi=8, unit="log odds", mark="FIXED", doc="How a partner's own deficit stops it (stipulated)"
    ),
    partner_exposure=par(
        0.7,
        lo=0,
        hi=1.5,
        unit="ratio",
        mark="FIXED",
        doc="Partners' own deficit per unit of the council's stress (stipulated)",
    ),
    partner_budget=par(
        1.0,
        lo=0.2,
        hi=4,
        unit="ratio",
        mark="FIXED",
        doc="What all partners have for their work here, over the council's net cost, in equal parts (stipulated)",
    ),
    shunt_evidence=par(
        20.0,
        lo=0,
        hi=100,
        unit="experiences per share of budget",
        mark="FIXED",
        doc="How badly a partner remembers cost that is moved onto it (stipulated)",
    ),
    shunt_return=par(
        0.15,
        lo=0,
        hi=0.5,
        unit="a year",
        mark="FIXED",
        doc="Share of moved cost, and of what a wholly tempted health partner lacks, that is sent back in a year "
        "(stipulated)",
    ),
    project_hours=par(
        1.2,
        lo=0,
        hi=3,
        unit="hours",
        mark="FIXED",
        doc="Hours a month that a living project takes of each person it touches, and of the partner's people as "
        "many (stipulated)",
    ),
    project_benefit=par(
        1.0,
        lo=0.2,
        hi=2,
        unit="payoff",
        mark="FIXED",
        doc="Payoff of a month in which both sides cooperate (stipulated)",
    ),
    project_cost=par(
        0.35, lo=0, hi=1, unit="payoff", mark="FIXED", doc="Payoff a project costs whatever happens (stipulated)"
    ),
    partner_capacity=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share per project",
        mark="FIXED",
        doc="Capacity a living project adds to a service (stipulated)",
    ),
    reach_base=par(
        0.3, lo=0, hi=0.8, unit="share", mark="FIXED", doc="Agencies the front reaches without any project (stipulated)"
    ),
    reach_per_project=par(
        0.12,
        lo=0,
        hi=0.3,
        unit="share per project",
        mark="FIXED",
        doc="Agencies a living, trusted project brings within reach (stipulated)",
    ),
    project_loss=par(
        0.3,
        lo=0.1,
        hi=0.6,
        unit="payoff",
        mark="FIXED",
        doc="Payoff lost in a month in which the partner lets the council down (stipulated)",
    ),
    payoff_memory=par(
        0.15,
        lo=0.08,
        hi=0.3,
        unit="a month",
        mark="FIXED",
        doc="How fast the remembered payoff follows the last month (stipulated)",
    ),
    own_luck=par(
        0.1,
        lo=0.05,
        hi=0.15,
        unit="share",
        mark="FIXED",
        doc="Width of the luck of a partner's own budget in a month (stipulated)",
    ),
    payoff_hoped=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="payoff",
        mark="FIXED",
        doc="Payoff that a new project is expected to bring (stipulated)",
    ),
    matters_less=par(
        0.35,
        lo=0.175,
        hi=0.525,
        unit="ratio",
        mark="FIXED",
        doc="What a partner is worth to a service that is not its own (stipulated)",
    ),
    project_trial=par(
        3.0,
        lo=1.5,
        hi=4.5,
        unit="months",
        mark="FIXED",
        doc="Months before a project that does not pay is ended (stipulated)",
    ),
)


STATE = state(
    __name__,
    shunted_cost=line(BUDGET, PARTNERS, SUPPLIERS, "what partners pay for the council, moved onto them", partners=True),
)


@kernel
def budget_of_partner(s, p, c):
    """What one partner has for its work here, £m a year."""
    return p.partner_budget * s.base_net[c] / (s.last_partner[c] - s.first_partner[c])


@kernel
def matters_to(role, k):
    """Whether a partner of this role matters most to service k (the column ``outside`` of the service table)."""
    return OUTSIDE[role - HEALTH, k] == 1


@kernel
def home_of(s, c, role):
    """The service to which this role matters most, the largest of them; the council's largest where there is none."""
    found = -1
    size = -1.0
    for k in range(s.runs.shape[1]):
        weight = s.need_2010[c, k] * (1.0 if matters_to(role, k) else NO_MATTER)
        if s.runs[c, k] == 1.0 and weight > size:
            found = k
            size = weight
    return found


@kernel
def send_back(s, p, c, j, has):
    """A partner sends back some of what it carries; health in deficit discharges into social care what tempts it."""
    pace = p.shunt_return / 12.0
    back = pace * s.carried[j]
    s.carried[j] -= back
    k = home_of(s, c, s.role[j])
    if s.role[j] == HEALTH and matters_to(HEALTH, k):
        own = pace * s.partners_their_temptation[j] * s.own_deficit[j]
        s.own_path[j] -= own
        back += own * has
    s.sent_back[c, k] += back
    s.efficiency[c, k] = max(0.0, s.efficiency[c, k] - WORK_OF_MONEY * back / s.budget[c, k])


@process(
    701,
    writes=(
        "project",
        "project_age",
        "project_payoff",
        "own_deficit",
        "own_path",
        "carried",
        "shunted",
        "sent_back",
        "efficiency",
        "shunted_cost",
        "reach",
        "partner_help",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
        "contacts",
        "contact_by",
    ),
    adds=("good_evidence", "bad_evidence"),
)
def joint_projects(s, p, now):
    """Trusted, aligned partners begin projects; what pays lives and brings reach, what does not ends."""
    for c in range(s.first_partner.size):
        for k in range(s.runs.shape[1]):
            s.reach[c, k] = p.reach_base
            s.partner_help[c, k] = 0.0
        stands_for = USUAL_PARTNERS / (s.last_partner[c] - s.first_partner[c])
        has = budget_of_partner(s, p, c)
        s.shunted[c] = 0.0
        for j in range(s.first_partner[c], s.last_partner[c]):
            s.own_path[j] += p.own_luck * (uniform(now, s.slot_id[j], 0) - 0.5) - s.own_path[j] / 12.0
            s.own_deficit[j] = clip(p.partner_exposure * s.stress[c] + s.own_path[j] + s.carried[j] / has, 0.0, 1.0)
            send_back(s, p, c, j, has)
            s.shunted_cost[j] += s.carried[j] / 12.0
            s.shunted[c] += s.carried[j]
            first = s.arc_start[j]
            last = s.arc_start[j + 1]
            if s.newly_shunted[j] > 0.0:
                # Remembered by all who deal with the council, whether or not a project lives.
                for z in range(first, last):
                    count_contact(s, z, now)
                    s.add_bad_evidence[z] += p.shunt_evidence * s.newly_shunted[j] / has
            if last == first:
                continue
            theirs = 0.0
            ours = 0.0
            open_hands = 0.0
            for z in range(first, last):
                theirs += s.trust[z]
                ours += s.trust[s.reverse[z]]
                open_hands += s.delegation[s.target[z]]
            theirs /= last - first
            ours /= last - first
            open_hands /= last - first
            if s.project[j] == 0.0:
                wish = p.project_start * ours * s.ability[j] * (0.5 + open_hands) * s.partners_value[j] * 2.0
                if uniform(now, s.slot_id[j], 1) < wish:
                    s.project[j] = 1.0
                    s.project_age[j] = 0.0
                    s.project_payoff[j] = p.payoff_hoped
                continue
            s.project_age[j] += 1.0
            we = uniform(now, s.slot_id[j], 2) >= s.partners_temptation[c]
            odds = (
                p.partner_intercept
                + p.partner_trust_slope * (theirs - 0.5)
                - p.partner_deficit_slope * s.own_deficit[j]
            )
            they = uniform(now, s.slot_id[j], 3) < logistic(odds)
            asked = 0.0
            granted = 0.0
            for z in range(first, last):
                i = s.target[z]
                asked += s.filled[i] * p.project_hours
                granted += ask_for_many(s, p, i, j, s.filled[i] * p.project_hours, stands_for)
            # What comes of a project is what both sides found the hours for.
            worked = granted / asked if asked > 0.0 else 1.0
            payoff = plus(-p.project_cost, s.partners_power_gain, j)
            if we and they:
                payoff += p.project_benefit * s.ability[j] * worked
            elif they:
                payoff += 0.5 * p.project_benefit * worked
            elif we:
                payoff -= p.project_loss
            s.project_payoff[j] += p.payoff_memory * (payoff - s.project_payoff[j])
            for z in range(first, last):
                back = s.reverse[z]
                count_contact(s, z, now)
                count_contact(s, back, now)
                if we:
                    s.add_good_evidence[z] += 0.5 * (1.0 - s.partners_consent_cost[j])
                    s.add_bad_evidence[z] += 0.5 * s.partners_consent_cost[j]
                else:
                    s.add_bad_evidence[z] += 0.5
                if they:
                    s.add_good_evidence[back] += 0.5
                else:
                    s.add_bad_evidence[back] += 0.5
            for k in range(s.runs.shape[1]):
                if s.runs[c, k] == 0.0:
                    continue
                matters = 1.0 if matters_to(s.role[j], k) else p.matters_less
                matters *= stands_for * worked
                s.reach[c, k] += min(1.0, p.reach_per_project * matters * ours * 2.0) * (1.0 - s.reach[c, k])
                if we and they:
                    s.partner_help[c, k] += (
                        p.partner_capacity * matters * (s.wickedness[c, k] - 1.0) / OTHER_AGENCIES_USUAL
                    )
            if s.project_payoff[j] < 0.0 and s.project_age[j] > p.project_trial:
                s.project[j] = 0.0
