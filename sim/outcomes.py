"""Every outcome by name, whoever brings it: the core (``sim/core/measures.py``) or a theory, in its own file.

An outcome is told by its name, never by its position. The order is that of the files: first the core, then the
theories.
"""

from __future__ import annotations

import sim.schedule  # noqa: F401  # the theories declare their outcomes
from sim.machine.declared import Measure, measures

MEASURES: dict[str, Measure] = measures()
"""Every declared outcome by name."""

OUTCOMES: tuple[str, ...] = tuple(MEASURES)
"""The names of all outcomes, in order."""

FIELDS: dict[str, slice] = {
    field: slice(min(rows), max(rows) + 1)
    for field in dict.fromkeys(measure.field for measure in MEASURES.values())
    if (rows := [at for at, measure in enumerate(MEASURES.values()) if measure.field == field])
}
"""Where the values of each field stand among the outcomes."""

HEADLINE: tuple[str, ...] = (
    "index",
    "service.quality",
    "service.in_time",
    "service.unmet",
    "service.failure_share",
    "service.misuse",
    "crisis.loss",
    "money.reserves_ratio",
    "staff.morale",
    "staff.turnover",
    "trust.dyad",
    "trust.staff_manager",
    "trust.partner",
    "public.satisfaction",
)
"""The few outcomes that are shown first."""
