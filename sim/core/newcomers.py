"""Newcomers take their posts on the first of the month: a person is drawn, old ties end, a new view of others begins.

What a person is like is drawn at the address of the person (council, slot, occupant), whenever they arrive, so that the
same person is the same in every scenario; the scenario only moves the mean. What a theory adds to a person is drawn in
its file, at the same address with an index of its own (0 to 13 are taken here, 14 to 16 by theories). Evidence on the
ties of a leaver leaves with them, entered in the ledger.
"""

from __future__ import annotations

import numpy as np

from sim.council.services import CABINET, CHIEF_EXECUTIVE, DIRECTOR, LEADER, PARTNER, TEAM_MANAGER
from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.kernel import inlined, kernel
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import first_day, normal, uniform

NEWCOMERS = 951
"""The address of all traits, also of those that theories add."""

LISTENING = port(__name__, "newcomers.listening", "person", "sum", "added to the mean listening of the next in post")
ABILITY = port(__name__, "newcomers.ability", "person", "sum", "added to the mean ability of the next in post")
SKILL = port(__name__, "newcomers.skill", "council", "sum", "added to the mean skill of newcomers")

OCCUPANTS = 4096
"""People whom one post can have, one after the other, before their draws repeat."""

TRAIT_LEAST, TRAIT_MOST = 0.02, 0.98
"""Between these every trait lies: nobody is wholly anything."""

PARAMS = parameters(
    __name__,
    style_mean=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="DESIGN",
        doc="Mean leadership style of all leaders: 0 command, 1 distributed",
    ),
    style_spread=par(0.08, lo=0, hi=0.3, unit="share", mark="ASSUMPTION", doc="Spread of style between leaders"),
    style_shift_leader=par(
        0.0, lo=-1, hi=1, unit="share", mark="DESIGN", doc="Added to the style of the leader of the council"
    ),
    style_shift_chief_executive=par(
        0.0, lo=-1, hi=1, unit="share", mark="DESIGN", doc="Added to the style of the chief executive"
    ),
    style_shift_portfolio_holder=par(
        0.0, lo=-1, hi=1, unit="share", mark="DESIGN", doc="Added to the style of cabinet members"
    ),
    style_shift_director=par(0.0, lo=-1, hi=1, unit="share", mark="DESIGN", doc="Added to the style of directors"),
    style_shift_team_manager=par(
        0.0, lo=-1, hi=1, unit="share", mark="DESIGN", doc="Added to the style of team managers"
    ),
    consistency_mean=par(
        0.65, lo=0.3, hi=1, unit="share", mark="ASSUMPTION", doc="How far leaders live the values they state"
    ),
    listening_mean=par(0.5, lo=0, hi=1, unit="share", mark="ASSUMPTION", doc="How well people listen"),
    accountability_mean=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far managers hold people to account for recklessness (stipulated)",
    ),
    social_value_mean=par(
        0.5, lo=0, hi=1, unit="share", mark="FIXED", doc="How far leaders weigh social value over cost (stipulated)"
    ),
    risk_appetite_mean=par(0.4, lo=0, hi=1, unit="share", mark="FIXED", doc="Leaders' appetite for risk (stipulated)"),
    ability_mean=par(
        0.65, lo=0.3, hi=0.9, unit="share", mark="ASSUMPTION", doc="Ability of leaders and managers in their role"
    ),
    alignment_mean=par(
        0.7, lo=0.3, hi=0.95, unit="share", mark="ASSUMPTION", doc="Alignment of staff with the shared values"
    ),
    skill_mean=par(0.6, lo=0.3, hi=0.9, unit="share", mark="ASSUMPTION", doc="Skill of staff"),
    trait_spread=par(
        0.12, lo=0, hi=0.3, unit="share", mark="ASSUMPTION", doc="Spread of every other trait between people"
    ),
    disposition_mean=par(0.5, lo=0.2, hi=0.8, unit="share", mark="ASSUMPTION", doc="Trust given to somebody unknown"),
    power_asymmetry_mean=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far the council can impose its terms on a partner (stipulated)",
    ),
    values_spread=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="ratio",
        mark="FIXED",
        doc="Spread of habits, values and appetites over that of other traits (stipulated)",
    ),
    fatigue_brought=par(0.3, lo=0.15, hi=0.45, unit="share", mark="FIXED", doc="Fatigue of a newcomer (stipulated)"),
    tenure_longest=par(
        120.0,
        lo=60,
        hi=180,
        unit="months",
        mark="FIXED",
        doc="Longest tenure of those in post at the start (stipulated)",
    ),
    morale_brought=par(0.65, lo=0.325, hi=0.975, unit="share", mark="FIXED", doc="Morale of a newcomer (stipulated)"),
)


@kernel
def who_they_are(now):
    """Where traits are drawn: an address that hangs on the person alone, not on when the person comes."""
    return first_day(now.seed, now.replicate, NEWCOMERS)


@inlined
def trait(still, person, index, mean, spread):
    """A trait of this person: normal about the mean, held within 0.02 and 0.98."""
    return clip(mean + spread * normal(still, person, index), TRAIT_LEAST, TRAIT_MOST)


@process(
    NEWCOMERS,
    writes=(
        "arriving",
        "person_id",
        "arrived",
        "arrivals",
        "filled",
        "tenure",
        "style",
        "consistency",
        "listening",
        "accountability",
        "reflection_habit",
        "social_value",
        "risk_appetite",
        "ability",
        "alignment",
        "disposition",
        "skill",
        "fatigue",
        "power",
        "begins_anew",
    ),
    adds=("morale",),
)
def newcomers(s, p, now):
    """A newcomer is drawn by who they are, not when they come, and starts without a history of ties."""
    still = who_they_are(now)
    for c in range(s.council_key.size):
        for i in range(s.first_politician[c], s.last_partner[c]):
            if s.arriving[i] == 0.0:
                continue
            s.arriving[i] = 0.0
            s.arrived[s.first_politician[c] + int(s.arrivals[c])] = i
            s.arrivals[c] += 1.0
            person = s.slot_id[i] | np.uint64(s.occupant[i] % OCCUPANTS)
            s.person_id[i] = person
            s.filled[i] = 1.0
            role = s.role[i]
            shift = 0.0
            if role == LEADER:
                shift = p.style_shift_leader
            elif role == CHIEF_EXECUTIVE:
                shift = p.style_shift_chief_executive
            elif role == CABINET:
                shift = p.style_shift_portfolio_holder
            elif role == DIRECTOR:
                shift = p.style_shift_director
            elif role == TEAM_MANAGER:
                shift = p.style_shift_team_manager
            s.style[i] = trait(still, person, 0, p.style_mean + shift, p.style_spread)
            s.consistency[i] = trait(still, person, 1, p.consistency_mean, p.trait_spread)
            s.listening[i] = trait(still, person, 2, plus(p.listening_mean, s.newcomers_listening, i), p.trait_spread)
            s.accountability[i] = trait(still, person, 3, p.accountability_mean, p.trait_spread)
            s.reflection_habit[i] = trait(still, person, 4, 0.5, p.values_spread * p.trait_spread)
            s.social_value[i] = trait(still, person, 5, p.social_value_mean, p.values_spread * p.trait_spread)
            s.risk_appetite[i] = trait(still, person, 6, p.risk_appetite_mean, p.values_spread * p.trait_spread)
            s.ability[i] = trait(still, person, 7, plus(p.ability_mean, s.newcomers_ability, i), p.trait_spread)
            s.alignment[i] = trait(still, person, 8, p.alignment_mean, p.trait_spread)
            s.disposition[i] = trait(still, person, 9, p.disposition_mean, p.trait_spread)
            s.skill[i] = trait(still, person, 10, plus(p.skill_mean, s.newcomers_skill, c), p.trait_spread)
            s.fatigue[i] = p.fatigue_brought
            if s.kind[i] == PARTNER:
                s.power[i] = trait(still, person, 11, p.power_asymmetry_mean, 2.0 * p.trait_spread)
            if now.opening:
                # Those already there have been there for a while.
                s.tenure[i] = p.tenure_longest * uniform(still, person, 12) * uniform(still, person, 13)
                continue
            s.tenure[i] = 0.0
            s.add_morale[i] += p.morale_brought - s.morale[i]
            s.begins_anew[i] = 1.0
