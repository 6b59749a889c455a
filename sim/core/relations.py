"""Relations: the month's experiences become trust, in one place, by beta reputation with forgetting. [josang2002,
slovic1993]

``r <- lambda r + good``, ``s <- lambda s + a bad``, ``T = (r + 2 b) / (r + s + 2)`` with b the holder's disposition.
Losing trust is easier than winning it (a > 1; a = 1 is a control). Evidence of a month is normalised by the number of
contacts, so that busy ties do not learn faster than they can. As evidence fades trust returns to the disposition, not
to one half for all.
"""

from __future__ import annotations

import numpy as np

from sim.council.services import DYAD, LINE, PARTY, TEAM
from sim.machine.arithmetic import logistic, power
from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.process import process
from sim.machine.randomness import uniform

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
        0.95, lo=0.9, hi=0.995, unit="share a quarter", mark="ASSUMPTION", doc="Evidence kept from quarter to quarter"
    ),
    evidence_weight=par(
        0.3,
        lo=0.05,
        hi=1,
        unit="experiences a month",
        mark="ASSUMPTION",
        doc="Evidence that a month of full contact brings",
    ),
    line_contact=par(
        0.8,
        lo=0.1,
        hi=1,
        unit="a month",
        mark="ASSUMPTION",
        doc="Chance of a telling experience between manager and managed",
    ),
    team_contact=par(
        0.5, lo=0.05, hi=1, unit="a month", mark="ASSUMPTION", doc="The same within teams and party groups"
    ),
    loose_contact=par(
        0.2, lo=0.01, hi=1, unit="a month", mark="ASSUMPTION", doc="The same across teams, wards, councils and partners"
    ),
    contact_intercept=par(
        1.5, lo=0, hi=3, unit="log odds", mark="ASSUMPTION", doc="Odds that an everyday experience is good"
    ),
    contact_conduct=par(
        2.5, lo=0, hi=6, unit="log odds", mark="ASSUMPTION", doc="How listening, consistency and morale make it good"
    ),
    contact_trust=par(1.5, lo=0, hi=4, unit="log odds", mark="ASSUMPTION", doc="How trust colours the experience"),
    empowerment_trust=par(
        0.8,
        lo=0,
        hi=2.5,
        unit="log odds",
        mark="ASSUMPTION",
        source="kim2018",
        doc="How being let decide sweetens the tie to a manager",
    ),
    promise_gap=par(
        1.0,
        lo=0,
        hi=3,
        unit="log odds",
        mark="ASSUMPTION",
        doc="How being consulted without being let decide sours the tie to a manager",
    ),
    contact_fatigue=par(
        0.8, lo=0.0, hi=2.0, unit="log odds", mark="ASSUMPTION", doc="How fatigue sours an everyday experience"
    ),
    contact_shaken=par(0.5, lo=0.0, hi=2.0, unit="log odds", mark="ASSUMPTION", doc="How a shaken council sours it"),
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


@process(901, adds=("good_evidence", "bad_evidence"))
def everyday_contact(s, p, now):
    """People meet along their ties; conduct and mood decide whether it is a good experience."""
    ties = s.source.size
    met = np.empty(ties)
    odds = np.empty(ties)
    for z in range(ties):
        layer = s.layer[z]
        i = s.source[z]
        j = s.target[z]
        met[z] = contact_rate(layer, p.line_contact, p.team_contact, p.loose_contact) * s.filled[i] * s.filled[j]
        conduct = 0.4 * s.listening[j] + 0.4 * s.consistency[j] + 0.2 * s.morale[j] - 0.55
        odds[z] = p.contact_intercept + p.contact_conduct * conduct + p.contact_trust * (s.trust[z] - 0.5)
        odds[z] -= p.contact_fatigue * (s.fatigue[i] - 0.3) + p.contact_shaken * s.shaken[s.council[i]]
        if layer == LINE and s.service[i] >= 0 and s.kind[i] > s.kind[j]:
            odds[z] += p.empowerment_trust * (s.delegation[i] - 0.4)
            gap = s.participation[s.council[i], s.service[i]] - s.delegation[i]
            odds[z] -= p.promise_gap * max(0.0, gap)
    # Luck decides. Loops that only calculate, without looking up or branching, run on several ties at once.
    luck = np.empty(ties)
    for z in range(ties):
        # Two people tied in two layers have two different experiences.
        luck[z] = uniform(now, s.arc_id[z], s.layer[z])
    for z in range(ties):
        good = luck[z] < met[z] * logistic(odds[z])
        s.add_good_evidence[z] += 1.0 if good else 0.0
        s.add_bad_evidence[z] += 1.0 if luck[z] < met[z] and not good else 0.0


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


@process(902, writes=("trust",), folds=("good_evidence", "bad_evidence"))
def trust(s, p, now):
    """Evidence is normalised by contacts, the old fades; trust is what evidence and disposition make of it."""
    memory = power(p.trust_memory, 1.0 / 3.0)
    own = s.good_evidence_entries.shape[0] - 2
    # On most ties nothing happened; the others are found first, in a loop that runs on several ties at once.
    happened = np.zeros(s.source.size)
    for e in range(own):
        for z in range(s.source.size):
            happened[z] += abs(s.good_evidence_entries[e, z]) + abs(s.bad_evidence_entries[e, z])
    for z in range(s.source.size):
        value_good = s.good_evidence[z]
        value_bad = s.bad_evidence[z]
        lost_good = 0.0
        lost_bad = 0.0
        if happened[z] > 0.0:
            contacts = 0.0
            for e in range(own):
                good = s.good_evidence_entries[e, z]
                bad = s.bad_evidence_entries[e, z]
                # Only somebody leaving takes evidence away; what an experience weighs is its process's business.
                if good > 0.0 or bad > 0.0:
                    contacts += 1.0
                lost_good += min(0.0, good)
                lost_bad += min(0.0, bad)
            scale = p.evidence_weight / max(1.0, contacts)
            for e in range(own):
                good = s.good_evidence_entries[e, z]
                bad = s.bad_evidence_entries[e, z]
                good *= scale if good > 0.0 else 1.0
                bad *= scale * p.trust_loss_asymmetry if bad > 0.0 else 1.0
                s.good_evidence_entries[e, z] = good
                s.bad_evidence_entries[e, z] = bad
                value_good += good
                value_bad += bad
        faded_good = (memory - 1.0) * max(0.0, s.good_evidence[z] + lost_good)
        faded_bad = (memory - 1.0) * max(0.0, s.bad_evidence[z] + lost_bad)
        s.good_evidence_entries[own, z] = faded_good
        s.bad_evidence_entries[own, z] = faded_bad
        value_good += faded_good
        value_bad += faded_bad
        good = max(0.0, value_good)
        bad = max(0.0, value_bad)
        s.good_evidence_entries[own + 1, z] = good - value_good
        s.bad_evidence_entries[own + 1, z] = bad - value_bad
        s.good_evidence[z] = good
        s.bad_evidence[z] = bad
        b = s.disposition[s.source[z]]
        s.trust[z] = (good + 2.0 * b) / (good + bad + 2.0)
