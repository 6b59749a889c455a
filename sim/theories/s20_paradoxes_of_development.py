"""S20 Paradoxes of leadership development: houses turn newcomers into the old guard, and defensive elites insure
themselves. [briggs, march1991]

Everybody who manages holds sixteen yes-or-no views, eight on how to lead (egalitarian or not) and eight on how the
world is; knowledge is the share of the latter that fits reality, which turns slowly. As in March's model of mutual
learning a person takes each view of the house's code with rate p1, and the code takes what most of those hold who know
the world better than it does, with ``1 - (1 - p2)^k``, k their majority in a house of thirty managers.

Entrants arrive as team managers with egalitarian views; senior posts go to one of a few candidates among the team
managers with odds ``exp(h x views shared with the elite)``, the less by likeness the more seniors know a junior talent.
Seniors keep ties for three motives, benchmarking, early warning and insurance of the career; cuts and distrust from
above move them to the third, which leaves less room for talents and for telling what goes wrong.
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.arena import HELP
from sim.core.line_of_command import OUTLOOK
from sim.core.scrutiny import SILENCE
from sim.council.services import TEAM_MANAGER
from sim.machine.arithmetic import bits_set, exp, gumbel, monthly, power
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import APRIL, uniform

LEADING_VIEWS = 8
"""Views on how to lead, the lower bits: 1 is egalitarian. The other bits say how the world is."""

VIEWS = 16

USUAL_MANAGERS = 30.0
"""The house for which the majority that moves its code is stated; in a larger one each manager counts for less."""

S20 = Theory(
    "S20",
    "Reflections on the paradoxes of public sector leadership development",
    "Organisations socialise new leaders into the old guard; a defensive elite keeps its network as career insurance, "
    "and entrants who reject power distance change little.",
    "briggs",
    "leadership.outlook",
    mechanism="newcomers are socialised into the old guard; networks as career insurance",
)

PARAMS = parameters(
    __name__,
    socialisation_rate=par(
        0.5,
        lo=0.1,
        hi=0.9,
        unit="a year",
        mark="LITERATURE",
        source="march1991",
        doc="Chance that a manager takes on a view of the house",
    ),
    code_learning=par(
        0.5,
        lo=0.1,
        hi=0.9,
        unit="a year",
        mark="LITERATURE",
        source="march1991",
        doc="Chance that the house takes on a view for each manager in the majority of those who know better",
    ),
    world_turbulence=par(
        0.02,
        lo=0,
        hi=0.2,
        unit="a year",
        mark="LITERATURE",
        source="march1991",
        doc="Chance that the world turns in a matter on which managers hold a view",
    ),
    entrant_egalitarian=par(
        0.8,
        lo=0,
        hi=1,
        unit="share",
        mark="SEED",
        source="briggs",
        doc="Egalitarian views on leading of those who enter management",
    ),
    elite_egalitarian=par(
        0.4,
        lo=0.1,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Egalitarian views on leading in 2010, in post and in the house's code (stipulated)",
    ),
    entrant_knowledge=par(
        0.55,
        lo=0.3,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Views of the world that are right among those who enter management (stipulated)",
    ),
    knowledge_2010=par(
        0.8,
        lo=0.5,
        hi=0.95,
        unit="share",
        mark="FIXED",
        doc="Views of the world that are right in 2010, in post and in the house's code (stipulated)",
    ),
    promotion_likeness=par(
        0.5,
        lo=0,
        hi=1,
        unit="log odds per view",
        mark="FIXED",
        doc="How far candidates for senior posts are preferred for views they share with the elite (stipulated)",
    ),
    senior_candidates=par(
        4, lo=1, hi=12, unit="candidates", mark="FIXED", doc="Team managers looked at for a senior post (stipulated)"
    ),
    outlook_effect=par(
        0.3,
        lo=0,
        hi=0.8,
        unit="share",
        mark="ASSUMPTION",
        doc="How far views on leading move how managers lead, from none to all egalitarian",
    ),
    knowledge_effect=par(
        0.2,
        lo=0,
        hi=0.6,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="What knowledge of the house is worth in decisions, from none to full",
    ),
    motive_benchmarking=par(
        0.5,
        lo=0.3,
        hi=0.8,
        unit="weight",
        mark="FIXED",
        source="briggs",
        doc="Weight of comparing ideas with the like-minded as a motive for a senior tie in quiet times",
    ),
    motive_warning=par(
        0.3,
        lo=0.1,
        hi=0.5,
        unit="weight",
        mark="FIXED",
        source="briggs",
        doc="Weight of early warning of new practice as a motive",
    ),
    motive_insurance=par(
        0.2,
        lo=0.02,
        hi=0.4,
        unit="weight",
        mark="FIXED",
        source="briggs",
        doc="Weight of insurance of the own career as a motive",
    ),
    insurance_stress=par(
        2.0,
        lo=0,
        hi=6,
        unit="log odds",
        mark="FIXED",
        doc="How stress and cuts announced make seniors think of their career (stipulated)",
    ),
    insurance_distrust=par(
        2.0,
        lo=0,
        hi=6,
        unit="log odds",
        mark="FIXED",
        doc="How distrust from the post above makes them think of it (stipulated)",
    ),
    network_places=par(
        8, lo=2, hi=20, unit="ties", mark="FIXED", doc="Ties that a senior manager keeps by choice (stipulated)"
    ),
    talent_chance=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="share",
        mark="FIXED",
        source="briggs",
        doc="Ties for early warning that are with a junior talent (few seniors report any)",
    ),
    network_turnover=par(
        0.05,
        lo=0.01,
        hi=0.2,
        unit="a month",
        mark="FIXED",
        doc="Chance that a senior looks at the ties anew (stipulated)",
    ),
)

STATE = state(
    __name__,
    elite_outlook=var(
        "council", "condition", "views of senior managers that are egalitarian (S20)", lo=0, hi=1, start=0.5
    ),
    house_knowledge=var("council", "condition", "views of managers that fit the world (S20)", lo=0, hi=1, start=0.5),
    outlook=var("person", "stock", "beliefs about leading as sixteen yes-or-no views (S20)", unit="bits", integer=True),
    organisation_code=var(
        "council", "stock", "the house's own beliefs about leading, as bits (S20)", unit="bits", integer=True
    ),
    reality=var(
        "council", "stock", "how the world is, in the bits of views of the world (S20)", unit="bits", integer=True
    ),
    talent_tie=var("person", "stock", "1 where a senior manager keeps a tie with a junior talent (S20)", unit="flag"),
    talent_seen=var("council", "condition", "senior managers who know a junior talent (S20)", lo=0, hi=1),
    outlook_shift=contributes(OUTLOOK, "what the outlook adds to how one leads (S20)"),
    knowledge_lift=contributes(HELP, "what shared knowledge adds to decisions, relative (S20)"),
    career_insurance=contributes(SILENCE, "senior ties kept as insurance for the career (S20)", lo=0, hi=1),
)

OUTCOMES = outcomes(
    __name__,
    outcome("leadership.outlook", "share", 0, "Views of senior managers that are egalitarian", 0, 1),
    outcome("leadership.knowledge", "share", 1, "Views of managers that fit the world", 0, 1),
    outcome("leadership.career_insurance", "share", -1, "Senior ties kept as insurance for the career", 0, 1),
    outcome("leadership.talent_ties", "share", 1, "Senior managers with a tie to a junior talent", 0, 1),
)


@kernel
def shared(one, other, first, last):
    """The number of views from ``first`` to before ``last`` that two hold alike."""
    asked = (1 << last) - (1 << first)
    return 1.0 * bits_set(~(one ^ other) & asked)


@kernel
def egalitarian(views):
    """The share of views on leading that are egalitarian."""
    return shared(views, (1 << LEADING_VIEWS) - 1, 0, LEADING_VIEWS) / LEADING_VIEWS


@kernel
def knowledge(views, reality):
    """The share of views of the world that are right."""
    return shared(views, reality, LEADING_VIEWS, VIEWS) / (VIEWS - LEADING_VIEWS)


@kernel
def views_of(now, identity, index, fair, right, reality):
    """Sixteen views drawn at this address: egalitarian with chance ``fair``, right with chance ``right``."""
    views = 0
    for b in range(VIEWS):
        luck = uniform(now, identity, index + b)
        if b < LEADING_VIEWS:
            held = 1 if luck < fair else 0
        else:
            held = (reality >> b) & 1 if luck < right else 1 - ((reality >> b) & 1)
        views += held << b
    return views


@process(992, theory=S20, writes=("talent_tie", "talent_seen", "career_insurance"))
def career_networks(s, p, now):
    """Under cuts and distrust seniors keep ties to insure their careers, and have fewer with junior talents."""
    for c in range(s.first_manager.size):
        ahead = max(0.0, 1.0 - s.funding_next[c] / s.funding[c])
        insured = 0.0
        seen = 0.0
        seniors = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            if s.role[i] == TEAM_MANAGER:
                continue
            if s.filled[i] == 0.0 or s.arriving[i] == 1.0:
                s.talent_tie[i] = 0.0
                continue
            distrust = max(0.0, 0.5 - s.trust[s.reverse[s.boss_arc[i]]])
            fear = p.insurance_stress * (s.stress[c] + ahead) + p.insurance_distrust * distrust
            defensive = p.motive_insurance * exp(fear)
            total = p.motive_benchmarking + p.motive_warning + defensive
            if uniform(now, s.slot_id[i], 0) < p.network_turnover:
                none = power(1.0 - p.motive_warning / total * p.talent_chance, p.network_places)
                s.talent_tie[i] = 1.0 if uniform(now, s.slot_id[i], 1) >= none else 0.0
            insured += defensive / total
            seen += s.talent_tie[i]
            seniors += 1.0
        if seniors > 0.0:
            s.career_insurance[c] += p.network_turnover * (insured / seniors - s.career_insurance[c])
            s.talent_seen[c] = seen / seniors


@process(
    991,
    theory=S20,
    writes=(
        "reality",
        "organisation_code",
        "outlook",
        "outlook_shift",
        "elite_outlook",
        "house_knowledge",
        "knowledge_lift",
    ),
)
def socialisation(s, p, now):
    """Managers take on the views of the house, the house those of its better-knowing majority; like promotes like."""
    take = monthly(p.socialisation_rate)
    keep = 1.0 - monthly(p.code_learning)
    majority = np.zeros(VIEWS)
    luck = np.empty(VIEWS)
    for c in range(s.council_key.size):
        key = s.council_key[c]
        if now.opening:
            s.reality[c] = views_of(now, key, 0, 0.0, 0.5, 0)
            s.organisation_code[c] = views_of(now, key, 16, p.elite_egalitarian, p.knowledge_2010, s.reality[c])
            for i in range(s.first_manager[c], s.first_staff[c]):
                s.outlook[i] = views_of(now, s.slot_id[i], 0, p.elite_egalitarian, p.knowledge_2010, s.reality[c])
        elif now.calendar == APRIL:
            for b in range(LEADING_VIEWS, VIEWS):
                if uniform(now, key, b) < p.world_turbulence:
                    s.reality[c] ^= 1 << b

        # The code learns from those who know better, everybody from the code, both as they were a month ago.
        code = s.organisation_code[c]
        known = knowledge(code, s.reality[c])
        learnt = code
        if not now.opening:
            majority[:] = 0.0
            each = USUAL_MANAGERS / (s.first_staff[c] - s.first_manager[c])
            for i in range(s.first_manager[c], s.first_staff[c]):
                if s.filled[i] == 1.0 and knowledge(s.outlook[i], s.reality[c]) > known:
                    for b in range(VIEWS):
                        majority[b] += each if (s.outlook[i] >> b) & 1 != (code >> b) & 1 else -each
            for b in range(VIEWS):
                if majority[b] > 0.0 and uniform(now, key, 32 + b) < 1.0 - power(keep, majority[b]):
                    learnt ^= 1 << b
            for i in range(s.first_manager[c], s.first_staff[c]):
                if s.filled[i] == 1.0:
                    for b in range(VIEWS):
                        luck[b] = uniform(now, s.slot_id[i], b)
                    taken = 0
                    for b in range(VIEWS):
                        taken |= (1 if luck[b] < take else 0) << b
                    s.outlook[i] ^= (s.outlook[i] ^ code) & taken
            s.organisation_code[c] = learnt

        # Who will take a post on the first of next month, and with which views.
        likeness = p.promotion_likeness * (1.0 - s.talent_seen[c])
        first_junior = s.first_manager[c]
        while first_junior < s.first_staff[c] and s.role[first_junior] != TEAM_MANAGER:
            first_junior += 1
        juniors = s.first_staff[c] - first_junior
        for i in range(s.first_manager[c], s.first_staff[c]):
            if s.arriving[i] == 0.0:
                continue
            best = -math.inf
            chosen = -1
            if i < first_junior and juniors > 0:
                for n in range(int(p.senior_candidates)):
                    j = first_junior + int(uniform(now, s.slot_id[i], 40 + n) * juniors)
                    if s.filled[j] == 0.0:
                        continue
                    alike = 0.0
                    seniors = 0.0
                    for m in range(s.first_manager[c], first_junior):
                        if s.filled[m] == 1.0:
                            alike += shared(s.outlook[j], s.outlook[m], 0, VIEWS)
                            seniors += 1.0
                    liked = likeness * alike / max(1.0, seniors) + gumbel(uniform(now, s.slot_id[i], 60 + n))
                    if liked > best:
                        best = liked
                        chosen = j
            if chosen >= 0:
                s.outlook[i] = s.outlook[chosen]
            else:
                s.outlook[i] = views_of(now, s.slot_id[i], 20, p.entrant_egalitarian, p.entrant_knowledge, s.reality[c])

        elite = 0.0
        seniors = 0.0
        house = 0.0
        managers = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            s.outlook_shift[i] = p.outlook_effect * (egalitarian(s.outlook[i]) - p.elite_egalitarian)
            if s.filled[i] == 0.0:
                continue
            house += knowledge(s.outlook[i], s.reality[c])
            managers += 1.0
            if i < first_junior:
                elite += egalitarian(s.outlook[i])
                seniors += 1.0
        if seniors > 0.0:
            s.elite_outlook[c] = elite / seniors
        if managers > 0.0:
            s.house_knowledge[c] = house / managers
        s.knowledge_lift[c] = p.knowledge_effect * (s.house_knowledge[c] - p.knowledge_2010)


@measuring(1020, theory=S20)
def measure_outlook(s, p, now):
    """What managers hold and know, and their ties, are taken at the end of the month."""
    for c in range(s.talent_seen.size):
        s.outcome_leadership_outlook[c] = s.elite_outlook[c]
        s.outcome_leadership_knowledge[c] = s.house_knowledge[c]
        s.outcome_leadership_career_insurance[c] = s.career_insurance[c]
        s.outcome_leadership_talent_ties[c] = s.talent_seen[c]
