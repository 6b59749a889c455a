"""S15 The local government family: councils tell each other of success and hide failure, and nobody watches.
[staite2017, denrell2003, nao2021, nao2023]

A council's course is six yes-or-no strategies. Every February each looks at its peers and at what the trade press
tells of others: what went well is told always, what went badly with probability ``failure_disclosure``. It copies the
best it sees, ``P(copy a strategy) = imitation x trust``, unless a failure that it was told of warns of it, and gives up
a risky strategy that failed elsewhere with ``1 - product(1 - heed x trust)``, or at home. So success alone spreads what
is risky: the lucky are seen, the unlucky are not (Denrell). Monitors bring to light ``effect x m`` of the hidden risk
each month, m the share of audits that came on time. Whoever admits to trouble is helped by peers that trust it, which
costs them hours; whoever hollows out its management cuts managers' posts, saves their pay, and has less to meet a shock
with. Run alone, a council looks at a declared picture of the wider family.
"""

from __future__ import annotations

import numpy as np

from sim.core.arena import OTHER_HOURS
from sim.core.budget_round import WAYS
from sim.core.crisis import DELAY, LENT_CAPACITY
from sim.core.relations import count_contact
from sim.core.scrutiny import MONITORING
from sim.core.workforce import MANAGEMENT
from sim.council.services import COMMERCIALISE, OUTSOURCE, PEERS, POOL, REDESIGN, STOP
from sim.machine.arithmetic import clip
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import normal, uniform

S15 = Theory(
    "S15",
    "The challenges of being part of the local government family",
    "Councils share success and hide failure; where nobody watches, bad choices run to disaster.",
    "staite2017",
    "money.governance_exposure",
    mechanism="councils imitate successes and do not see failures; monitoring; hollowing-out",
)

INNOVATE, COMMERCIAL, STREAMLINE, COPRODUCE, RELATIONS, SUPPORT = range(6)
"""The article's six contrasts: innovate or not, commercial or averse to risk, streamlined and outsourced or not,
co-produce or cut, good or toxic relations at the top, staff supported or the management hollowed out."""
STRATEGIES = 6

AUDITED = np.array([0.97] * 6 + [0.92, 0.87, 0.57, 0.45, 0.09] + [0.12] * 4)
"""Audit opinions given on time, by financial year from 2010-11. Known: 2015-16, 2017-18 to 2021-22. Assumed: as in
2015-16 before it (the Audit Commission still stood), half way in 2016-17, as in 2021-22 after it."""

PRESS_TRUST = 0.5
"""Trust in a council that one only reads of."""

SHAKEN_SEEN = 0.05
"""How shaken a council is before others see it (share); a guard that no world reaches."""

HOLLOWED_MOST = 0.9
"""Officer capacity that hollowing out takes at most (ratio); a guard that no world reaches."""

FIELD_DRAWS, FIELD_DRAWS_EACH = 200, 20
"""First draw, and draws of each, of the councils of the wider family that a council looks at."""

PARAMS = parameters(
    __name__,
    failure_disclosure=par(
        0.2,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        source="denrell2003",
        doc="Councils in trouble that let the others know and learn",
    ),
    imitation=par(
        0.5,
        lo=0,
        hi=1,
        unit="a year",
        mark="FIXED",
        doc="Chance to copy a strategy of a fully trusted model (stipulated)",
    ),
    press_stories=par(
        3,
        lo=0,
        hi=20,
        unit="councils",
        mark="FIXED",
        doc="Councils beside the peers of which one reads in a year (stipulated)",
    ),
    heed=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Chance that a failure one was told of by a fully trusted peer makes one give up the same risk "
        "(stipulated)",
    ),
    own_path=par(
        0.04,
        lo=0,
        hi=0.3,
        unit="a year",
        mark="FIXED",
        doc="Chance that a council rethinks a strategy by itself (stipulated)",
    ),
    strategy_pull=par(
        0.8,
        lo=0,
        hi=2,
        unit="utility",
        mark="FIXED",
        doc="How far a strategy draws deciders to its ways to close a gap (stipulated)",
    ),
    commercial_start=par(
        0.2, lo=0, hi=0.6, unit="share", mark="FIXED", doc="Councils that are commercial in 2010 (stipulated)"
    ),
    relations_rate=par(
        0.08,
        lo=0,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        doc="Telling experiences between leader and chief executive that the council's culture of relations makes "
        "(stipulated)",
    ),
    boast_satisfaction=par(
        0.3,
        lo=0,
        hi=1,
        unit="ratio",
        mark="FIXED",
        doc="What residents' satisfaction weighs in what a council boasts of, beside money gained (stipulated)",
    ),
    trouble_loss=par(
        0.02,
        lo=0.005,
        hi=0.2,
        unit="share of net revenue",
        mark="FIXED",
        doc="Reserves lost in a year beyond which a council is in trouble (stipulated: set so that about one council "
        "in eight is, as many as lost more than a twentieth of net revenue in a year from 2010-11 to 2017-18)",
    ),
    trouble_shaken=par(
        0.3,
        lo=0.05,
        hi=1,
        unit="severity",
        mark="FIXED",
        doc="How far crises must have shaken a council for it to be in trouble (stipulated)",
    ),
    monitoring_level=par(
        0.97, lo=0, hi=1, unit="share", mark="DATA", source="nao2023", doc="Councils that are watched, at the start"
    ),
    monitoring_path=par(
        "replay",
        choices=("replay", "fixed"),
        unit="mode",
        mark="DESIGN",
        doc="Monitoring falls as audits on time did, or stays at its level",
    ),
    monitoring_effect=par(
        0.05,
        lo=0,
        hi=0.2,
        unit="a month",
        mark="FIXED",
        doc="Hidden risk that full monitoring brings to light (stipulated: as much as scrutiny of usual strength)",
    ),
    hollowing_depth=par(
        0.3,
        lo=0,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Management that a council gives up under stress when that is its strategy (stipulated)",
    ),
    hollow_hours=par(
        40.0,
        lo=0,
        hi=100,
        unit="hours a month",
        mark="FIXED",
        doc="Hours that the work of managers who are gone would take of each who is left, if half were gone "
        "(stipulated)",
    ),
    hollow_days=par(
        10.0,
        lo=0,
        hi=30,
        unit="days",
        mark="FIXED",
        doc="Time to an answer in a crisis that no management takes (stipulated)",
    ),
    peer_lift=par(
        0.3,
        lo=0,
        hi=1,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="Officer capacity that many willing peers add at most",
    ),
    lent_hours=par(
        6.0,
        lo=0,
        hi=40,
        unit="hours a month",
        mark="FIXED",
        doc="Hours of each manager that help for one council in trouble takes (stipulated)",
    ),
    field_commercial=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Commercial councils in the wider family that a council run alone looks at (stipulated)",
    ),
    field_trouble=par(
        0.12,
        lo=0,
        hi=0.5,
        unit="a year",
        mark="DATA",
        source="mhclg_outturn",
        doc="Councils in trouble in that wider family, commercial ones twice as often (share that lost more than "
        "a twentieth of net revenue from reserves in a year, 2010-11 to 2017-18)",
    ),
    field_spread=par(
        0.08,
        lo=0.01,
        hi=0.2,
        unit="share of net revenue",
        mark="DATA",
        source="mhclg_outturn",
        doc="Spread of the yearly gains that councils in that wider family tell of (of reserves, 2010-11 to "
        "2017-18, from the quartiles)",
    ),
    hollowing_stress=par(
        4.0,
        lo=2,
        hi=6,
        unit="per unit of stress",
        mark="FIXED",
        doc="How fast stress hollows a council out (stipulated)",
    ),
)

STATE = state(
    __name__,
    strategy=var("council", "stock", "six yes-or-no strategies as bits (S15)", unit="bits", integer=True),
    imitated_ways=contributes(WAYS, "pull of each way that the council's strategies, its own or copied, bring (S15)"),
    management_kept=contributes(MANAGEMENT, "share of managers' posts that the council keeps (S15)", lo=0, hi=1),
    hollowing=var("council", "condition", "managers' posts that the council has given up (S15)", lo=0, hi=1),
    watched=var("council", "condition", "share of full monitoring that watches the council (S15)", lo=0, hi=1),
    hollow_delay=contributes(DELAY, "days that every answer takes longer for want of managers (S15)", lo=0),
    monitoring=contributes(MONITORING, "hidden risk that monitors bring to light (S15)"),
    peer_support=contributes(LENT_CAPACITY, "officer capacity lent by peers, less what was given up, relative (S15)"),
    stretched_hours=contributes(
        OTHER_HOURS, "hours of each manager for peers in trouble and for the work of those who are gone (S15)"
    ),
    reserves_before=var("council", "stock", "reserves when the council last told of itself (S15)", unit="£m"),
    standing=var("council", "stock", "what the council boasts of: money gained, residents content (S15)", unit="score"),
    in_trouble=var(
        "council", "stock", "1 after a year of losses, badly shaken or under intervention (S15)", unit="flag"
    ),
    came_clean=var("council", "stock", "1 where the others may learn of the trouble (S15)", unit="flag"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("money.commercial_strategy", "flag", 0, "1 while it is the council's strategy to be commercial"),
    outcome("leadership.hollowing", "share of posts", -1, "Managers' posts that the council has given up"),
)


@kernel
def has(strategy, b):
    """1 where strategy b is yes."""
    return (strategy >> b) & 1


@kernel
def turned(strategy, b, yes):
    """The strategies with b set to yes (1) or no (0)."""
    return (strategy | (1 << b)) if yes == 1 else (strategy & ~(1 << b))


@kernel
def is_risk(strategy, b):
    """Whether b, as chosen here, is a risk that a failure warns of: ventures, hollowing out, bad relations."""
    if b == COMMERCIAL:
        return has(strategy, b) == 1
    return (b == RELATIONS or b == SUPPORT) and has(strategy, b) == 0


@kernel
def usual(b, commercial):
    """Share of councils that choose yes when they choose for themselves."""
    return commercial if b == COMMERCIAL else 0.5


@process(
    982,
    theory=S15,
    writes=(
        "strategy",
        "imitated_ways",
        "management_kept",
        "hollowing",
        "hollow_delay",
        "contacts",
        "contact_by",
    ),
    adds=("good_evidence", "bad_evidence"),
)
def lived_strategy(s, p, now):
    """A council's strategies draw its deciders to their ways, colour relations at the top, and thin its managers."""
    for c in range(s.council_key.size):
        key = s.council_key[c]
        arc = s.leader_arc[c]
        back = s.reverse[arc]
        if now.opening:
            # Each council starts where its own people and history have put it.
            one = s.leader[c]
            other = s.chief_executive[c]
            s.strategy[c] = 0
            for b in range(STRATEGIES):
                if b == INNOVATE:
                    lean = 0.5 * (s.reflection_habit[one] + s.reflection_habit[other])
                elif b == COMMERCIAL:
                    lean = p.commercial_start * (s.risk_appetite[one] + s.risk_appetite[other])
                elif b == STREAMLINE:
                    lean = 1.0 - 0.5 * (s.social_value[one] + s.social_value[other])
                elif b == COPRODUCE:
                    lean = 0.5 * (s.listening[one] + s.listening[other])
                elif b == RELATIONS:
                    lean = 0.5 * (s.trust[arc] + s.trust[back])
                else:
                    lean = 0.5 * (s.social_value[one] + s.social_value[other])
                if uniform(now, key, b) < lean:
                    s.strategy[c] = turned(s.strategy[c], b, 1)
        chosen = s.strategy[c]
        s.imitated_ways[c, REDESIGN] = p.strategy_pull * (has(chosen, INNOVATE) - 0.5)
        s.imitated_ways[c, COMMERCIALISE] = p.strategy_pull * (has(chosen, COMMERCIAL) - p.commercial_start)
        s.imitated_ways[c, OUTSOURCE] = p.strategy_pull * (has(chosen, STREAMLINE) - 0.5)
        s.imitated_ways[c, POOL] = p.strategy_pull * (has(chosen, COPRODUCE) - 0.5)
        s.imitated_ways[c, STOP] = -p.strategy_pull * (has(chosen, COPRODUCE) - 0.5)
        if uniform(now, key, 10) < p.relations_rate:
            count_contact(s, arc, now)
            count_contact(s, back, now)
            if has(chosen, RELATIONS) == 1:
                s.add_good_evidence[arc] += 1.0
                s.add_good_evidence[back] += 1.0
            else:
                s.add_bad_evidence[arc] += 1.0
                s.add_bad_evidence[back] += 1.0
        aim = 0.0 if has(chosen, SUPPORT) == 1 else p.hollowing_depth * min(1.0, p.hollowing_stress * s.stress[c])
        s.management_kept[c] = 1.0 - aim
        gone = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            gone += 1.0 - s.post[i]
        s.hollowing[c] = gone / (s.first_staff[c] - s.first_manager[c])
        s.hollow_delay[c] = p.hollow_days * s.hollowing[c]


@process(
    981,
    theory=S15,
    writes=(
        "strategy",
        "reserves_before",
        "standing",
        "in_trouble",
        "came_clean",
        "monitoring",
        "watched",
        "peer_support",
        "stretched_hours",
    ),
)
def family_learning(s, p, now):
    """Councils copy the best they see and heed the failures they are told of; monitors and peers help who is seen."""
    councils = s.council_key.size
    watched = p.monitoring_level
    if p.monitoring_path == 0.0:
        watched *= AUDITED[min(now.month // 12, AUDITED.size - 1)] / AUDITED[0]
    for c in range(councils):
        s.watched[c] = watched
        s.monitoring[c] = p.monitoring_effect * watched
        s.stretched_hours[c] = p.hollow_hours * s.hollowing[c] / (1.0 - s.hollowing[c])
        if now.opening:
            s.reserves_before[c] = s.reserves[c]

    if now.calendar == 2:
        for c in range(councils):
            content = 0.0
            for w in range(s.ward_count[c]):
                content += s.satisfaction[c, w] / s.ward_count[c]
            gained = (s.reserves[c] - s.reserves_before[c]) / s.net_revenue[c]
            s.reserves_before[c] = s.reserves[c]
            s.standing[c] = gained + p.boast_satisfaction * content
            lost = gained < -p.trouble_loss or s.intervention[c] > 0.0 or s.shaken[c] > p.trouble_shaken
            s.in_trouble[c] = 1.0 if lost else 0.0
            s.came_clean[c] = 0.0
            if s.in_trouble[c] == 1.0 and uniform(now, s.council_key[c], 0) < p.failure_disclosure:
                s.came_clean[c] = 1.0
        before = s.strategy.copy()
        calm = np.empty(STRATEGIES)
        for c in range(councils):
            key = s.council_key[c]
            best = s.standing[c]
            model = before[c]
            esteem = 0.0
            for b in range(STRATEGIES):
                # Its own failure a council cannot overlook, whomever it tells of it.
                calm[b] = 1.0 - p.heed * s.in_trouble[c]
            first = s.arc_start[s.leader[c]]
            peers = s.arc_start[s.leader[c] + 1] - first
            for seen in range(peers + int(p.press_stories)):
                weight = PRESS_TRUST
                if seen < peers:
                    if s.layer[first + seen] != PEERS:
                        continue
                    d = s.council[s.target[first + seen]]
                    weight = s.trust[first + seen]
                else:
                    d = int(uniform(now, key, 100 + seen - peers) * councils)
                if councils > 1:
                    if d == c:
                        continue
                    theirs = before[d]
                    standing = s.standing[d]
                    trouble = s.in_trouble[d] == 1.0
                    told = s.came_clean[d] == 1.0
                else:
                    # Nobody else is there: a council of the wider family as the parameters describe it.
                    at = FIELD_DRAWS + FIELD_DRAWS_EACH * (seen - peers)
                    theirs = 0
                    for b in range(STRATEGIES):
                        if uniform(now, key, at + b) < usual(b, p.field_commercial):
                            theirs = turned(theirs, b, 1)
                    risk = 1.0 + has(theirs, COMMERCIAL)
                    standing = p.field_spread * risk * normal(now, key, at + 10)
                    standing += p.boast_satisfaction * p.satisfaction_start
                    trouble = uniform(now, key, at + 11) < p.field_trouble * risk
                    told = uniform(now, key, at + 12) < p.failure_disclosure
                if trouble and told:
                    for b in range(STRATEGIES):
                        if is_risk(theirs, b):
                            calm[b] *= 1.0 - p.heed * weight
                elif not trouble and standing > best:
                    best = standing
                    model = theirs
                    esteem = weight
            for b in range(STRATEGIES):
                mine = has(s.strategy[c], b)
                copied = has(model, b)
                if is_risk(before[c], b) and uniform(now, key, 30 + b) < 1.0 - calm[b]:
                    s.strategy[c] = turned(s.strategy[c], b, 1 - mine)
                elif copied != mine:
                    chance = p.imitation * esteem * (calm[b] if is_risk(model, b) else 1.0)
                    if uniform(now, key, 20 + b) < chance:
                        s.strategy[c] = turned(s.strategy[c], b, copied)
                luck = uniform(now, key, 40 + b)
                if luck < p.own_path:
                    yes = 1 if luck < p.own_path * usual(b, p.commercial_start) else 0
                    s.strategy[c] = turned(s.strategy[c], b, yes)

    for c in range(councils):
        # Help goes to those who admit that they need it.
        helped = 0.0
        if s.came_clean[c] == 1.0 and (s.in_trouble[c] == 1.0 or s.shaken[c] > SHAKEN_SEEN):
            chief = s.chief_executive[c]
            for z in range(s.arc_start[chief], s.arc_start[chief + 1]):
                if s.layer[z] != PEERS:
                    continue
                d = s.council[s.target[z]]
                if s.intervention[d] == 0.0:
                    willing = s.trust[s.reverse[z]] * (1.0 - s.hollowing[d])
                    helped += willing
                    s.stretched_hours[d] += p.lent_hours * willing
            if councils == 1:
                helped = 2.0
        if councils == 1:
            s.stretched_hours[c] += 2.0 * p.lent_hours * p.field_trouble * p.failure_disclosure
        s.peer_support[c] = clip(p.peer_lift * helped / (1.0 + helped) - s.hollowing[c], -HOLLOWED_MOST, 1.0)


@measuring(1015, theory=S15)
def measure_strategy(s, p, now):
    """The commercial strategy and management given up are taken at the end of the month."""
    for c in range(s.hollowing.size):
        s.outcome_money_commercial_strategy[c] = has(s.strategy[c], COMMERCIAL)
        s.outcome_leadership_hollowing[c] = s.hollowing[c]
