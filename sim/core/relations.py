"""Relations: the month's experiences become trust, in one place, by beta reputation with forgetting. [josang2002,
slovic1993]

``r <- lambda r + good``, ``s <- lambda s + a bad``, ``T = (r + 2 b) / (r + s + 2)`` with b the holder's disposition.
Losing trust is easier than winning it (a > 1; a = 1 is a control). Evidence of a month is normalised by the number of
contacts, so that busy ties do not learn faster than they can. As evidence fades trust returns to the disposition, not
to one half for all.
"""

from __future__ import annotations

import numpy as np

from sim.core.dated_events import EVERY_LAYER, TRUST
from sim.council.services import DYAD, FRONTLINE, LINE, MANAGER, PARTY, TEAM
from sim.machine.arithmetic import clip, exp, power
from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.process import process
from sim.machine.randomness import MONTHS_A_QUARTER, uniforms

NOBODY_THERE = -np.inf
"""Odds of a good experience with an empty post: nothing happens on its ties, nothing good either."""

TRUST_LEAST, TRUST_MOST = 0.001, 0.999
"""Between these trust stays, however much evidence is lost: no finite evidence brings it to nothing."""

PARAMS = parameters(
    __name__,
    trust_loss_asymmetry=par(
        3.0,
        lo=1,
        hi=5,
        unit="ratio",
        mark="ASSUMPTION",
        source="slovic1993",
        doc="Weight of a bad experience over a good one",
    ),
    trust_memory=par(
        0.95,
        lo=0.9,
        hi=0.995,
        unit="share a quarter",
        mark="FIXED",
        doc="Evidence kept from quarter to quarter (stipulated)",
    ),
    evidence_weight=par(
        0.3,
        lo=0.05,
        hi=1,
        unit="experiences a month",
        mark="FIXED",
        doc="Evidence that a month of full contact brings (stipulated)",
    ),
    line_contact=par(
        0.8,
        lo=0.1,
        hi=1,
        unit="a month",
        mark="FIXED",
        doc="Chance of a telling experience between manager and managed (stipulated)",
    ),
    team_contact=par(
        0.5, lo=0.05, hi=1, unit="a month", mark="FIXED", doc="The same within teams and party groups (stipulated)"
    ),
    loose_contact=par(
        0.2,
        lo=0.01,
        hi=1,
        unit="a month",
        mark="FIXED",
        doc="The same across teams, wards, councils and partners (stipulated)",
    ),
    contact_intercept=par(
        1.5, lo=0, hi=3, unit="log odds", mark="ASSUMPTION", doc="Odds that an everyday experience is good"
    ),
    contact_conduct=par(
        2.5,
        lo=0,
        hi=6,
        unit="log odds",
        mark="FIXED",
        doc="How listening, consistency and morale make it good (stipulated)",
    ),
    contact_trust=par(
        1.5, lo=0, hi=4, unit="log odds", mark="FIXED", doc="How trust colours the experience (stipulated)"
    ),
    empowerment_trust=par(
        0.8,
        lo=0,
        hi=2.5,
        unit="log odds",
        mark="FIXED",
        source="kim2018",
        doc="How being let decide sweetens the tie to a manager",
    ),
    promise_gap=par(
        1.0,
        lo=0,
        hi=3,
        unit="log odds",
        mark="FIXED",
        doc="How being consulted without being let decide sours the tie to a manager (stipulated)",
    ),
    contact_fatigue=par(
        0.8, lo=0.0, hi=2.0, unit="log odds", mark="FIXED", doc="How fatigue sours an everyday experience (stipulated)"
    ),
    contact_shaken=par(
        0.5, lo=0.0, hi=2.0, unit="log odds", mark="FIXED", doc="How a shaken council sours it (stipulated)"
    ),
    fatigue_unnoticed=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Fatigue that neither sours nor sweetens an experience (stipulated)",
    ),
    manner_listening=par(
        0.4, lo=0.2, hi=0.6, unit="share", mark="FIXED", doc="Weight of listening in how one meets others (stipulated)"
    ),
    manner_consistency=par(
        0.4, lo=0.2, hi=0.6, unit="share", mark="FIXED", doc="Weight of consistency in it (stipulated)"
    ),
    manner_morale=par(0.2, lo=0.1, hi=0.3, unit="share", mark="FIXED", doc="Weight of morale in it (stipulated)"),
    manner_usual=par(
        0.55,
        lo=0.275,
        hi=0.825,
        unit="share",
        mark="FIXED",
        doc="Manner that neither sours nor sweetens an experience (stipulated)",
    ),
    delegation_usual=par(
        0.4,
        lo=0.2,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Delegation that neither sours nor sweetens the tie to a manager (stipulated)",
    ),
)


@kernel
def contact_rate(layer, line, team, loose):
    """Chance of a telling experience in a month, by layer; a dyad has a rule of its own."""
    if layer == DYAD:
        return 0.0
    if layer == LINE:
        return line
    if layer == TEAM or layer == PARTY:
        return team
    return loose


@kernel
def count_contact(s, z, now):
    """Count that this process brings experience to tie z: one contact a month, however many experiences it brings."""
    if s.contact_by[z] != now.process:
        s.contact_by[z] = now.process
        s.contacts[z] += 1.0


@process(901, writes=("luck_ahead", "contacts"), adds=("good_evidence", "bad_evidence"))
def everyday_contact(s, p, now):
    """People meet along their ties; conduct and mood decide whether it is a good experience."""
    ties = s.source.size
    people = s.filled.size
    met = np.empty(ties)
    odds = np.empty(ties)
    shaken = np.empty(people)
    temper = np.empty(people)
    manner = np.empty(people)
    for i in range(people):
        shaken[i] = s.shaken[s.council[i]]
    for i in range(people):
        sour = p.contact_fatigue * (s.fatigue[i] - p.fatigue_unnoticed) + p.contact_shaken * shaken[i]
        meets = p.contact_intercept - 0.5 * p.contact_trust - sour
        is_met = p.contact_conduct * (
            p.manner_listening * s.listening[i]
            + p.manner_consistency * s.consistency[i]
            + p.manner_morale * s.morale[i]
            - p.manner_usual
        )
        temper[i] = meets if s.filled[i] == 1.0 else NOBODY_THERE
        manner[i] = is_met if s.filled[i] == 1.0 else NOBODY_THERE
    line, team, loose = p.line_contact, p.team_contact, p.loose_contact
    for z in range(ties):
        met[z] = contact_rate(s.layer[z], line, team, loose)
    for z in range(ties):
        odds[z] = temper[s.source[z]] + manner[s.target[z]] + p.contact_trust * s.trust[z]
    for i in range(people):
        if s.kind[i] == FRONTLINE:
            # Being let decide sweetens the tie to one's manager; being consulted without being let decide sours it.
            gap = s.participation[s.council[i], s.service[i]] - s.delegation[i]
            let = p.empowerment_trust * (s.delegation[i] - p.delegation_usual) - p.promise_gap * max(0.0, gap)
            for z in range(s.colleagues_end[i], s.officers_end[i]):
                if s.layer[z] == LINE and s.kind[s.target[z]] == MANAGER:
                    odds[z] += let
                    # Whom the manager has no time to sit down with has less to go by.
                    met[z] *= s.supervised[i]
    # Luck decides. Loops that only calculate, without looking up or branching, run on several ties at once.
    luck = s.luck_ahead
    if now.month % 2 == 0 or luck[0] < 0.0:
        luck = np.empty(ties)
        for z in range(ties):
            # Two people tied in two layers have two different experiences. One address holds the luck of two months.
            luck[z], s.luck_ahead[z] = uniforms(now, s.arc_id[z], s.layer[z])
    for z in range(ties):
        happened = luck[z] < met[z] and odds[z] > NOBODY_THERE
        good = luck[z] * (1.0 + exp(-odds[z])) < met[z]
        s.contacts[z] += 1.0 if happened else 0.0
        s.add_good_evidence[z] += 1.0 if good else 0.0
        s.add_bad_evidence[z] += 1.0 if happened and not good else 0.0


@kernel
def top_trust(s, c):
    """Trust between the political and the managerial head of council c: of the leader, and the mean of both ways.

    Where the office of chief executive is abolished (S04) portfolio holders and directors answer for the council
    instead: the mean over their pairs.
    """
    if s.chief_executive_office[c] == 1.0:
        arc = s.leader_arc[c]
        return s.trust[arc], 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]])
    one_way = 0.0
    both_ways = 0.0
    pairs = 0.0
    for k in range(s.runs.shape[1]):
        if s.runs[c, k] == 1.0:
            arc = s.dyad_arc[c, k]
            one_way += s.trust[arc]
            both_ways += 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]])
            pairs += 1.0
    return one_way / max(1.0, pairs), both_ways / max(1.0, pairs)


@kernel
def evidence_lost(good, bad, disposition, amount):
    """The good and the bad evidence that a tie must lose for its trust to move by ``amount``, as far as it has any.

    ``T = (good + 2 b) / (good + bad + 2)``: trust falls as good experiences lose their worth, at most to where none is
    left, and rises as bad ones are forgiven.
    """
    aim = clip((good + 2.0 * disposition) / (good + bad + 2.0) + amount, TRUST_LEAST, TRUST_MOST)
    if amount < 0.0:
        return good - clip((aim * (bad + 2.0) - 2.0 * disposition) / (1.0 - aim), 0.0, good), 0.0
    return 0.0, bad - clip((good + 2.0 * disposition) / aim - good - 2.0, 0.0, bad)


@kernel
def take_away(s, z, good, bad):
    """Take so much evidence away from tie z, at once and for ever."""
    s.good_evidence_entries[1, z] -= good
    s.bad_evidence_entries[1, z] -= bad
    s.good_evidence[z] -= good
    s.bad_evidence[z] -= bad


@kernel
def begin_anew(s):
    """Take all evidence away from the ties of those who came this month, both ways."""
    for i in range(s.begins_anew.size):
        if s.begins_anew[i] == 1.0:
            for z in range(s.arc_start[i], s.arc_start[i + 1]):
                back = s.reverse[z]
                take_away(s, z, s.good_evidence[z], s.bad_evidence[z])
                take_away(s, back, s.good_evidence[back], s.bad_evidence[back])


@kernel
def shake(s, layer, amount):
    """Move trust on all ties of the layer by the amount, but where somebody has only just come, without a history."""
    for z in range(s.source.size):
        if layer != EVERY_LAYER and s.layer[z] != layer:
            continue
        if s.tenure[s.source[z]] == 0.0 or s.tenure[s.target[z]] == 0.0:
            continue
        good, bad = evidence_lost(s.good_evidence[z], s.bad_evidence[z], s.disposition[s.source[z]], amount)
        take_away(s, z, good, bad)


@process(902, writes=("trust",), folds=("good_evidence", "bad_evidence"))
def trust(s, p, now):
    """Evidence is normalised by contacts, the old fades; trust is what evidence and disposition make of it.

    Rows of the ledger: what came in, weighed; what was taken away, because somebody new came or something shook trust.
    The rest is what was forgotten.
    """
    memory = power(p.trust_memory, 1.0 / MONTHS_A_QUARTER)
    begin_anew(s)
    for e in range(s.event_month.size):
        if s.event_kind[e] == TRUST and s.event_month[e] == now.month and s.event_amount[e] != 0.0:
            shake(s, s.event_place[e], s.event_amount[e])
    prior = np.empty(s.trust.size)
    for i in range(s.disposition.size):
        for z in range(s.arc_start[i], s.arc_start[i + 1]):
            prior[z] = 2.0 * s.disposition[i]
    for z in range(prior.size):
        weight = p.evidence_weight / max(1.0, s.contacts[z])
        came_good = weight * s.good_evidence_entries[0, z]
        came_bad = weight * p.trust_loss_asymmetry * s.bad_evidence_entries[0, z]
        good = memory * s.good_evidence[z] + came_good
        bad = memory * s.bad_evidence[z] + came_bad
        s.good_evidence_entries[0, z] = came_good
        s.bad_evidence_entries[0, z] = came_bad
        s.good_evidence[z] = good
        s.bad_evidence[z] = bad
        s.trust[z] = (good + prior[z]) / (good + bad + 2.0)
