"""Improvement: time taken from the work now for a better way later; capability decays, ignored ideas breed cynicism.
[repenning2002]

``K <- K + gain x improvement hours x (centre's expertise or the front's voice) x (1 - K) - decay x K``. Improvement
hours come off contact at once, the gain comes later: worse before better. A central roll-out is even and needs no
permission; ideas from the front need permission and can be vetoed.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import HOURS, ask
from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.process import process
from sim.machine.randomness import uniform

PARAMS = parameters(
    __name__,
    improvement_share=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share",
        mark="FIXED",
        doc="Working time that staff ask for to improve the work (stipulated)",
    ),
    improvement_gain=par(
        0.05,
        lo=0,
        hi=0.2,
        unit="a month",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Capability gained at two per cent of working time",
    ),
    capability_decay=par(
        0.025,
        lo=0.01,
        hi=0.05,
        unit="a month",
        mark="ASSUMPTION",
        source="repenning2002",
        doc="Capability lost where nobody tends it",
    ),
    idea_rate=par(
        0.06, lo=0, hi=0.3, unit="a month", mark="ASSUMPTION", doc="Chance that a member of staff has an idea"
    ),
    idea_worth=par(
        6.0,
        lo=3,
        hi=9,
        unit="months",
        mark="FIXED",
        doc="What an idea adopted adds, in months of ordinary improvement at full skill (stipulated)",
    ),
    idea_ignored=par(
        0.02,
        lo=0,
        hi=0.04,
        unit="share",
        mark="FIXED",
        doc="Morale lost with an idea that is not taken up (stipulated)",
    ),
    rollout_worth=par(
        0.5, lo=0.2, hi=0.9, unit="ratio", mark="FIXED", doc="What the centre adds to ordinary improvement (stipulated)"
    ),
    improving_without_morale=par(
        0.5,
        lo=0.25,
        hi=0.75,
        unit="ratio",
        mark="FIXED",
        doc="Time asked for improvement by somebody without morale (stipulated)",
    ),
    improving_morale=par(
        0.8, lo=0.4, hi=1.2, unit="ratio", mark="FIXED", doc="What full morale adds to it (stipulated)"
    ),
    director_improves=par(
        0.7,
        lo=0.35,
        hi=1.05,
        unit="ratio",
        mark="FIXED",
        doc="What a director's ability is worth in improvement (stipulated)",
    ),
    improvement_usual=par(
        0.02,
        lo=0.01,
        hi=0.03,
        unit="share",
        mark="FIXED",
        doc="Working time in improvement at which its gain is stated (stipulated)",
    ),
    improving_alone=par(
        0.25,
        lo=0.125,
        hi=0.375,
        unit="ratio",
        mark="FIXED",
        doc="What improvement brings that nobody decides on or rolls out (stipulated)",
    ),
)


@process(571, writes=("improvement_hours", "own_hours", "paper_hours", "hours_asked", "hours_granted"))
def time_to_improve(s, p, now):
    """Staff take time to improve the work, the more the better their morale, as far as there is any."""
    for c in range(s.first_staff.size):
        for i in range(s.first_staff[c], s.first_partner[c]):
            wanted = (
                s.filled[i]
                * HOURS
                * p.improvement_share
                * (p.improving_without_morale + p.improving_morale * s.morale[i])
            )
            s.improvement_hours[i] = ask(s, p, i, wanted)


@process(572, writes=("proposals", "adopted"), adds=("capability", "morale"))
def improvement(s, p, now):
    """The centre rolls out evenly, the front adds its own ideas; an idea ignored costs morale."""
    luck = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for i in range(s.staff_first[c, 0], s.staff_end[c, s.runs.shape[1] - 1]):
            luck[i] = uniform(now, s.slot_id[i], 0)
        for k in range(s.runs.shape[1]):
            share = 1.0 / max(1.0, s.in_post[c, k])
            head = s.service_director[c, k]
            director = p.director_improves * s.filled[head] * s.ability[head]
            gained = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                effort = s.filled[i] * s.improvement_hours[i] / (HOURS * p.improvement_usual)
                gained += effort * (p.improving_alone + p.rollout_worth * director * (1.0 - s.permission[i]))
            s.add_capability[c, k] += p.improvement_gain * share * gained
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                if luck[i] >= p.idea_rate * (0.5 + s.skill[i]) or s.filled[i] == 0.0:
                    continue
                effort = s.improvement_hours[i] / (HOURS * p.improvement_usual)
                s.proposals[c, k] += 1.0
                if uniform(now, s.slot_id[i], 1) < s.permission[i] and uniform(now, s.slot_id[i], 2) >= s.veto[c, k]:
                    s.adopted[c, k] += 1.0
                    s.add_capability[c, k] += p.idea_worth * p.improvement_gain * share * effort * s.skill[i]
                else:
                    s.add_morale[i] -= p.idea_ignored


@process(573, folds=("capability",))
def tend_capability(s, p, now):
    """Capability takes in the month's gains, each smaller the nearer the best, and decays."""
    own = s.capability_entries.shape[0] - 2
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            room = 1.0 - s.capability[c, k]
            s.capability_entries[own, c, k] = -p.capability_decay * s.capability[c, k]
            value = s.capability[c, k]
            for e in range(own + 1):
                if e < own:
                    s.capability_entries[e, c, k] *= room
                value += s.capability_entries[e, c, k]
            held = clip(value, 0.0, 1.0)
            s.capability_entries[own + 1, c, k] = held - value
            s.capability[c, k] = held
