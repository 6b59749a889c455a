"""The six parts of the service outcome index, for all that weighs them anew: figures, the headline, the classroom."""

from __future__ import annotations

PARTS = {
    "quality": ("index_weight_quality", "service.quality"),
    "need met": ("index_weight_met", "index.met"),
    "decisions in time": ("index_weight_time", "service.in_time"),
    "satisfaction": ("index_weight_satisfaction", "public.satisfaction"),
    "probity": ("index_weight_probity", "index.probity"),
    "steadiness": ("index_weight_steadiness", "index.steadiness"),
}
"""In words, with the parameter that is the weight of each, and its outcome."""

PART_OUTCOMES = tuple(outcome for _, outcome in PARTS.values())
