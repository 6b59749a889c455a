"""Residents: satisfaction follows visible service, late; trust and attachment follow satisfaction. [lga_polls, nao2018]

Residents have a say where somebody does something with them: decides with them, lets them co-produce, answers them. How
councillors and managers lead each other is not their say. Who is not content, asks a councillor and gets no answer
feels none.

``satisfaction <- satisfaction + (target - satisfaction) / lag``, the target weighing each service's result by how much
residents see of it; wards with more need feel refusal more.
"""

from __future__ import annotations

from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, port
from sim.machine.process import process

SAY = port(
    __name__, "residents.voice", "council", "sum", "residents who feel they have a say, more (less) than in 2010"
)
TRUST = port(__name__, "residents.trust", "council", "sum", "added to trust in the council")
ATTACHMENT = port(__name__, "residents.attachment", "council", "sum", "added to civic attachment")

SEEN_WHERE_STOPPED = 0.4
"""What residents still see of a service all of whose optional scope has been stopped (share, stipulated)."""

PARAMS = parameters(
    __name__,
    satisfaction_lag=par(
        30.0,
        lo=6,
        hi=72,
        unit="months",
        mark="ASSUMPTION",
        role="calibrate",
        doc="How late residents' satisfaction follows service",
    ),
    satisfaction_start=par(
        0.69, lo=0.5, hi=0.85, unit="share", mark="DATA", source="lga_polls", doc="Residents satisfied in 2010"
    ),
    satisfaction_slope=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="share per unit",
        mark="ASSUMPTION",
        role="calibrate",
        doc="Satisfaction per unit of visible service result",
    ),
    trust_lag=par(
        24.0, lo=6, hi=60, unit="months", mark="ASSUMPTION", doc="How late residents' trust follows satisfaction"
    ),
    resident_trust_start=par(
        0.57, lo=0.53, hi=0.62, unit="share", mark="DATA", source="lga_polls", doc="Residents who trust the council"
    ),
    seen_in_time=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Weight of decisions in time, against quality, in what residents see (stipulated)",
    ),
    refusal_felt=par(
        0.5,
        lo=0.25,
        hi=0.75,
        unit="share per share",
        mark="FIXED",
        doc="Satisfaction lost per share of need turned away (stipulated)",
    ),
    trust_satisfaction=par(
        0.9,
        lo=0.5,
        hi=1.1,
        unit="share per share",
        mark="FIXED",
        doc="How trust in the council follows satisfaction (stipulated)",
    ),
    say_start=par(
        0.37,
        lo=0.3,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Residents who felt in 2010 that they could influence decisions (stipulated: about the Citizenship "
        "Survey's figure, recalled)",
    ),
    trust_say=par(
        0.1,
        lo=0,
        hi=0.2,
        unit="share per share",
        mark="FIXED",
        doc="How trust in the council follows having a say (stipulated)",
    ),
    attachment_trust=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="share per share",
        mark="FIXED",
        doc="How attachment follows trust in the council (stipulated)",
    ),
    attachment_say=par(
        0.15,
        lo=0.05,
        hi=0.3,
        unit="share per share",
        mark="FIXED",
        doc="How attachment follows having a say (stipulated)",
    ),
    attachment_lag=par(48.0, lo=24, hi=72, unit="months", mark="FIXED", doc="How late attachment follows (stipulated)"),
    trust_attached=par(
        0.57,
        lo=0.285,
        hi=0.855,
        unit="share",
        mark="FIXED",
        doc="Trust in the council at which attachment is in the middle (stipulated)",
    ),
    seen_usual=par(
        0.65,
        lo=0.325,
        hi=0.975,
        unit="share",
        mark="FIXED",
        doc="Service seen at which satisfaction stays as it was in 2010 (stipulated)",
    ),
    satisfaction_usual=par(
        0.66,
        lo=0.33,
        hi=0.99,
        unit="share",
        mark="FIXED",
        doc="Satisfaction at which trust stays as it was in 2010 (stipulated)",
    ),
)


@process(801, writes=("resident_trust", "attachment", "residents_say"), adds=("satisfaction",))
def residents(s, p, now):
    """Satisfaction follows what residents see, months late; trust and attachment follow it."""
    for c in range(s.runs.shape[0]):
        seen = 0.0
        weight = 0.0
        away = 0.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            offered = 1.0 - (1.0 - s.statutory[c, k]) * (1.0 - s.scope[c, k])
            result = ((1.0 - p.seen_in_time) * s.quality[c, k] + p.seen_in_time * s.in_time[c, k]) * (
                SEEN_WHERE_STOPPED + (1.0 - SEEN_WHERE_STOPPED) * offered
            )
            seen += s.visibility[c, k] * result
            away += s.visibility[c, k] * s.refusal[c, k]
            weight += s.visibility[c, k]
        seen /= weight
        away /= weight
        said = 0.0
        for w in range(s.ward_count[c]):
            ignored = (1.0 - s.satisfaction[c, w]) * s.unanswered[c, w]
            say = clip(plus(p.say_start * (1.0 - ignored), s.residents_voice, c), 0.0, 1.0)
            said += say
            more_say = say - p.say_start
            target = (
                p.satisfaction_start
                + p.satisfaction_slope * (seen - p.seen_usual)
                - p.refusal_felt * away * s.ward_need[c, w]
            )
            target = clip(target, 0.0, 1.0)
            s.add_satisfaction[c, w] += (target - s.satisfaction[c, w]) / p.satisfaction_lag
            believed = (
                p.resident_trust_start
                + p.trust_satisfaction * (s.satisfaction[c, w] - p.satisfaction_usual)
                + p.trust_say * more_say
            )
            believed = clip(plus(believed, s.residents_trust, c), 0.0, 1.0)
            s.resident_trust[c, w] += (believed - s.resident_trust[c, w]) / p.trust_lag
            belongs = (
                0.5 + p.attachment_trust * (s.resident_trust[c, w] - p.trust_attached) + p.attachment_say * more_say
            )
            belongs = clip(plus(belongs, s.residents_attachment, c), 0.0, 1.0)
            s.attachment[c, w] += (belongs - s.attachment[c, w]) / p.attachment_lag
        s.residents_say[c] = said / s.ward_count[c]


@process(802, folds=("satisfaction",))
def public_opinion(s, p, now):
    """Satisfaction takes in what residents saw and what crises did."""
    own = s.satisfaction_entries.shape[0] - 2
    for c in range(s.ward_count.size):
        for w in range(s.ward_count[c]):
            value = s.satisfaction[c, w]
            for e in range(own + 1):
                value += s.satisfaction_entries[e, c, w]
            held = clip(value, 0.0, 1.0)
            s.satisfaction_entries[own + 1, c, w] = held - value
            s.satisfaction[c, w] = held
