"""The service outcome index: six parts and their declared weights. The index is not the judge.

Quality, need met, decisions in time, residents' satisfaction, money rightly spent, and steadiness in crises: each is a
share, 1 at its best. Every headline is also given over many weightings, which need the parts: they are outcomes.
"""

from __future__ import annotations

from sim.machine.arithmetic import clip
from sim.machine.declared import outcome, outcomes, par, parameters
from sim.machine.process import process

PARAMS = parameters(
    __name__,
    index_weight_quality=par(0.3, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of quality in the index"),
    index_weight_met=par(
        0.2, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of need met (not refused, not unmet) in the index"
    ),
    index_weight_time=par(
        0.15, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of right decisions in time in the index"
    ),
    index_weight_satisfaction=par(
        0.15, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of residents' satisfaction in the index"
    ),
    index_weight_probity=par(
        0.1, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of money rightly spent in the index"
    ),
    index_weight_steadiness=par(
        0.1, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of steadiness in crises in the index"
    ),
    unmet_worst=par(
        6.0,
        lo=2,
        hi=12,
        unit="months",
        mark="FIXED",
        doc="Unmet need, in months of new need, at which nothing of need counts as met (stipulated)",
    ),
)

OUTCOMES = outcomes(
    __name__,
    outcome(
        "index",
        "share",
        1,
        "Service outcome index: quality, need met, decisions in time, satisfaction, probity, steadiness, by declared "
        "weights",
        0,
        1,
    ),
    outcome("index.met", "part of the index", 1, "Need that is neither refused nor left unmet, 1 at best"),
    outcome("index.probity", "part of the index", 1, "Requests that should not be granted and are not, 1 at best"),
    outcome("index.steadiness", "part of the index", 1, "How little past crises still shake the council, 1 at best"),
)


@process(1033)
def measure_index(s, p, now):
    """The index and those of its parts that are nowhere else are taken at the end of the month, weighed by need."""
    for c in range(s.runs.shape[0]):
        needed = 0.0
        quality = 0.0
        met = 0.0
        timely = 0.0
        misuse = 0.0
        content = 0.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            new = s.value_demand[c, k]
            away = s.refused[c, k] / new if new > 0.0 else 0.0
            waiting = s.unmet[c, k] / new if new > 0.0 else 0.0
            needed += s.need_2010[c, k]
            quality += s.need_2010[c, k] * s.quality[c, k]
            met += s.need_2010[c, k] * clip(1.0 - away, 0.0, 1.0) * clip(1.0 - waiting / p.unmet_worst, 0.0, 1.0)
            timely += s.need_2010[c, k] * s.in_time[c, k]
            misuse += s.need_2010[c, k] * s.misuse[c, k]
        for w in range(s.ward_count[c]):
            content += s.satisfaction[c, w] / s.ward_count[c]
        met /= needed
        wrong = misuse / needed / p.wrong_requests if p.wrong_requests > 0.0 else 0.0
        probity = clip(1.0 - wrong, 0.0, 1.0)
        steady = clip(1.0 - s.shaken[c], 0.0, 1.0)
        total = p.index_weight_quality + p.index_weight_met + p.index_weight_time
        total += p.index_weight_satisfaction + p.index_weight_probity + p.index_weight_steadiness
        index = p.index_weight_quality * quality / needed + p.index_weight_met * met
        index += p.index_weight_time * timely / needed + p.index_weight_satisfaction * content
        index += p.index_weight_probity * probity + p.index_weight_steadiness * steady
        s.outcome_index_met[c] = met
        s.outcome_index_probity[c] = probity
        s.outcome_index_steadiness[c] = steady
        s.outcome_index[c] = index / total if total > 0.0 else 0.0
