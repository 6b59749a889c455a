"""S12 Heart decisions: staff with clear values reach people in time; discretion without shared values misuses.
[browes2014, sah1986]

Where no rule settles a case and permission is felt, a member of staff decides without asking: right with probability
``alignment``, at once; a wrong request is granted with ``1 - alignment``, less what audit and being held to account
deter. Everybody looks first, whether they then decide or ask (see ``approvals``). Discretion goes with accountability
for recklessness: a reckless act that audit or the manager finds costs the person trust, morale and, for a time, the
permission.
"""

from __future__ import annotations

import numpy as np

from sim.core.casework import FRONT_IN_TIME, FRONT_MISUSE, FRONT_SHARE
from sim.core.hours import HOURS, ask_for_paperwork
from sim.core.line_of_command import LEARNED
from sim.core.relations import count_contact
from sim.machine.arithmetic import clip
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import uniform

S12 = Theory(
    "S12",
    "Free up staff to make heart decisions",
    "Fewer approvals reach people sooner; discretion needs clear values and accountability.",
    "browes2014",
    "service.in_time",
    mechanism="approval layers against discretion with clear values, audit and accountability",
)

DETERRED_MOST = 0.9
"""Misuse that audits deter at most (share); a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    audit_rate=par(0.1, lo=0, hi=0.3, unit="share", mark="ASSUMPTION", doc="Decisions at the front that are audited"),
    audit_deterrence=par(
        3.0,
        lo=0,
        hi=8,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="Misuse deterred per share of decisions audited",
    ),
    accountability_deters=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Misuse that a manager deters who holds people fully to account (stipulated)",
    ),
    reckless_rate=par(
        0.05,
        lo=0,
        hi=0.2,
        unit="a month",
        mark="FIXED",
        doc="Reckless acts of somebody who decides everything and shares none of the values (stipulated)",
    ),
    sanction_permission=par(
        0.3,
        lo=0,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Permission that somebody found reckless does without at first (stipulated)",
    ),
    sanction_morale=par(
        0.1, lo=0, hi=0.3, unit="share", mark="FIXED", doc="Morale lost when one is found reckless (stipulated)"
    ),
    sanction_fades=par(
        0.08, lo=0.02, hi=0.3, unit="a month", mark="FIXED", doc="How fast a sanction is forgotten (stipulated: a year)"
    ),
    audit_hours=par(
        0.1, lo=0, hi=0.5, unit="share", mark="FIXED", doc="Paperwork added if every decision were audited (stipulated)"
    ),
)

STATE = state(
    __name__,
    heart_share=contributes(FRONT_SHARE, "share of decisions taken at the front (S12)", lo=0, hi=1),
    heart_in_time=contributes(FRONT_IN_TIME, "right decisions in time taken at the front (S12)", lo=0, hi=1),
    heart_misuse=contributes(FRONT_MISUSE, "wrong decisions taken at the front (S12)", lo=0, hi=1),
    sanction=var("person", "stock", "how present a sanction for a reckless act is (S12)", lo=0, hi=1),
    permission_withdrawn=contributes(LEARNED, "permission withdrawn after a reckless act (S12)"),
    reckless_found=var("service", "flow", "reckless acts found this month (S12)", unit="acts"),
)


OUTCOMES = outcomes(
    __name__,
    outcome("decision.reckless", "acts a month", -1, "Reckless acts found, for each hundred staff in post"),
)


@process(
    511,
    theory=S12,
    writes=(
        "heart_share",
        "heart_in_time",
        "heart_misuse",
        "sanction",
        "permission_withdrawn",
        "reckless_found",
        "paperwork_due",
        "own_hours",
        "paper_hours",
        "contacts",
        "contact_by",
    ),
    adds=("morale", "good_evidence", "bad_evidence"),
)
def heart_decisions(s, p, now):
    """Discretion decides at once and as well as values are shared; who is found reckless is held to account."""
    deterred = min(DETERRED_MOST, p.audit_rate * p.audit_deterrence)
    luck = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for i in range(s.first_staff[c], s.first_partner[c]):
            luck[i] = uniform(now, s.slot_id[i], 0)
        for k in range(s.runs.shape[1]):
            unruled = 1.0 - 1.0 / s.wickedness[c, k]
            shares = 0.0
            in_time = 0.0
            misuse = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                share = s.filled[i] * s.permission[i]
                kept = (1.0 - deterred) * (1.0 - p.accountability_deters * s.accountability[s.boss[i]])
                aligned = clip(s.shared_values[i], 0.0, 1.0)
                shares += share
                in_time += share * aligned
                misuse += share * p.wrong_requests * (1.0 - aligned) * kept
                ask_for_paperwork(s, i, HOURS * p.audit_hours * p.audit_rate * share * unruled)
                # A reckless act: somebody who may decide, and does not share the values, is found out.
                s.sanction[i] *= 1.0 - p.sanction_fades
                if s.tenure[i] == 0.0:
                    s.sanction[i] = 0.0
                reckless = p.reckless_rate * share * unruled * (1.0 - aligned) * kept
                found = p.audit_rate + (1.0 - p.audit_rate) * s.accountability[s.boss[i]]
                if luck[i] < reckless * found:
                    s.reckless_found[c, k] += 1.0
                    s.sanction[i] = 1.0
                    s.add_morale[i] -= p.sanction_morale
                    up = s.boss_arc[i]
                    down = s.reverse[up]
                    count_contact(s, up, now)
                    count_contact(s, down, now)
                    # Who is asked why takes it better than who is only told off.
                    listens = s.listening[s.boss[i]]
                    s.add_good_evidence[up] += listens
                    s.add_bad_evidence[up] += 1.0 - listens
                    s.add_bad_evidence[down] += 1.0
                s.permission_withdrawn[i] = -p.sanction_permission * s.sanction[i]
            s.heart_in_time[c, k] = in_time / shares if shares > 0.0 else 0.0
            s.heart_misuse[c, k] = misuse / shares if shares > 0.0 else 0.0
            s.heart_share[c, k] = shares / max(1.0, s.in_post[c, k])


@measuring(1012, theory=S12)
def measure_recklessness(s, p, now):
    """Reckless acts that were found are taken at the end of the month, for each hundred in post."""
    for c in range(s.runs.shape[0]):
        found = 0.0
        people = 0.0
        for k in range(s.runs.shape[1]):
            found += s.reckless_found[c, k]
            people += s.in_post[c, k]
        s.outcome_decision_reckless[c] = 100.0 * found / max(1.0, people)
