"""Morale: one target, made of named and weighted appraisals, and the mood of the people around. [lee2018, tummers2015]

Every appraisal moves morale by ``pace x weight x (appraisal - morale)``; together they are one weighted target.
Contagion adds the gap to those one trusts. Fatigue rises with work pressure above normal and is slept off.
"""

from __future__ import annotations

from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.process import process

FATIGUE_LEAST = 0.05
"""Fatigue without any pressure (share); a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    morale_pace=par(
        0.12, lo=0.02, hi=0.4, unit="a month", mark="FIXED", doc="How fast morale follows the appraisals (stipulated)"
    ),
    weight_workload=par(
        0.25, lo=0, hi=1, unit="weight", mark="FIXED", doc="Weight of work pressure in morale (stipulated)"
    ),
    weight_permission=par(
        0.25, lo=0, hi=1, unit="weight", mark="FIXED", source="kim2018", doc="Weight of felt permission in morale"
    ),
    weight_climate=par(
        0.25,
        lo=0,
        hi=1,
        unit="weight",
        mark="FIXED",
        source="dirks2002",
        doc="Weight of trust in one's manager in morale",
    ),
    weight_security=par(
        0.15, lo=0, hi=1, unit="weight", mark="FIXED", doc="Weight of a secure post in morale (stipulated)"
    ),
    weight_pride=par(
        0.2, lo=0, hi=1, unit="weight", mark="FIXED", doc="Weight of work done well in morale (stipulated)"
    ),
    contagion=par(
        0.05,
        lo=0,
        hi=0.3,
        unit="a month",
        mark="FIXED",
        doc="How fast one takes on the mood of those one trusts (stipulated)",
    ),
    fatigue_slope=par(
        0.35,
        lo=0,
        hi=1,
        unit="share per unit",
        mark="FIXED",
        doc="Lasting fatigue per unit of pressure above normal (stipulated)",
    ),
    fatigue_pace=par(
        0.15,
        lo=0.02,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        source="homer1985",
        doc="How fast fatigue builds and is slept off",
    ),
    morale_pressure=par(
        0.6,
        lo=0.4,
        hi=0.8,
        unit="share per unit",
        mark="FIXED",
        doc="How pressure lowers the appraisal of workload (stipulated)",
    ),
    morale_permission=par(
        0.8,
        lo=0.5,
        hi=1.1,
        unit="share per share",
        mark="FIXED",
        doc="How permission lifts the appraisal of it (stipulated)",
    ),
    morale_outsourced=par(
        0.2, lo=0, hi=0.4, unit="share", mark="FIXED", doc="Security lost by a change of employer (stipulated)"
    ),
    morale_without_pressure=par(
        1.2,
        lo=0.6,
        hi=1.8,
        unit="share",
        mark="FIXED",
        doc="Mood that no pressure at all would leave, before it is cut at 1 (stipulated)",
    ),
    morale_unpermitted=par(
        0.35, lo=0.175, hi=0.525, unit="share", mark="FIXED", doc="Mood of somebody who may decide nothing (stipulated)"
    ),
    security_slope=par(
        4.0, lo=2, hi=6, unit="ratio", mark="FIXED", doc="Security lost per share of posts about to go (stipulated)"
    ),
    security_lost=par(
        0.6, lo=0.3, hi=0.9, unit="share", mark="FIXED", doc="Security that cuts take at most (stipulated)"
    ),
    security_usual=par(
        0.75, lo=0.375, hi=1, unit="share", mark="FIXED", doc="Security where no post is about to go (stipulated)"
    ),
    fatigue_usual=par(
        0.3, lo=0.15, hi=0.45, unit="share", mark="FIXED", doc="Fatigue at the pressure of 2010 (stipulated)"
    ),
    fatigue_most=par(
        0.95, lo=0.475, hi=1, unit="share", mark="FIXED", doc="Fatigue at the greatest pressure (stipulated)"
    ),
)


@process(911, adds=("morale",))
def appraise_workload(s, p, now):
    """Pressure above normal weighs on morale."""
    for c in range(s.pressure.shape[0]):
        for k in range(s.pressure.shape[1]):
            value = clip(p.morale_without_pressure - p.morale_pressure * s.pressure[c, k], 0.0, 1.0)
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                s.add_morale[i] += p.morale_pace * p.weight_workload * (value - s.morale[i])


@process(912, adds=("morale",))
def appraise_permission(s, p, now):
    """Being let decide lifts morale."""
    for c in range(s.first_staff.size):
        for i in range(s.first_staff[c], s.first_partner[c]):
            value = clip(p.morale_unpermitted + p.morale_permission * s.permission[i], 0.0, 1.0)
            s.add_morale[i] += p.morale_pace * p.weight_permission * (value - s.morale[i])


@process(913, adds=("morale",))
def appraise_climate(s, p, now):
    """A manager one trusts lifts morale."""
    for c in range(s.first_manager.size):
        for i in range(s.first_manager[c], s.first_partner[c]):
            if s.boss[i] >= 0:
                s.add_morale[i] += p.morale_pace * p.weight_climate * (s.trust[s.boss_arc[i]] - s.morale[i])


@process(914, adds=("morale",))
def appraise_security(s, p, now):
    """Posts still to go and a change of employer weigh on morale."""
    for c in range(s.in_post.shape[0]):
        for k in range(s.in_post.shape[1]):
            at_risk = clip(
                max(0.0, s.posts_owed[c, k]) / max(1.0, s.in_post[c, k]) * p.security_slope, 0.0, p.security_lost
            )
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                value = p.security_usual - at_risk - p.morale_outsourced * s.outsourced[i]
                s.add_morale[i] += p.morale_pace * p.weight_security * (value - s.morale[i])


@process(915, adds=("morale",))
def appraise_pride(s, p, now):
    """Work done well lifts morale."""
    for c in range(s.quality.shape[0]):
        for k in range(s.quality.shape[1]):
            value = s.quality[c, k]
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                s.add_morale[i] += p.morale_pace * p.weight_pride * (value - s.morale[i])


@process(916, writes=("fatigue",), folds=("morale",))
def mood(s, p, now):
    """Morale takes in the appraisals and the mood of those one trusts; fatigue follows pressure."""
    for c in range(s.first_manager.size):
        for i in range(s.first_manager[c], s.first_partner[c]):
            around = 0.0
            weight = 0.0
            # Moods do not cross from council to council: one alone is the same as in a family.
            for z in range(s.arc_start[i], s.officers_end[i]):
                j = s.target[z]
                heard = s.trust[z] * s.filled[j]
                around += heard * s.morale[j]
                weight += heard
            s.morale_entries[1, i] = p.contagion * (around / weight - s.morale[i]) if weight > 0.0 else 0.0
        # Councillors and partners have no appraisals, but their newcomers bring a mood of their own.
        for i in range(s.first_politician[c], s.last_partner[c]):
            value = s.morale[i] + s.morale_entries[0, i] + s.morale_entries[1, i]
            held = clip(value, 0.0, 1.0)
            s.morale_entries[2, i] = held - value
            s.morale[i] = held
        for i in range(s.first_manager[c], s.first_partner[c]):
            pressed = s.pressure[c, s.service[i]] if s.service[i] >= 0 else 1.0
            aim = clip(p.fatigue_usual + p.fatigue_slope * (pressed - 1.0), FATIGUE_LEAST, p.fatigue_most)
            s.fatigue[i] += p.fatigue_pace * (aim - s.fatigue[i])
