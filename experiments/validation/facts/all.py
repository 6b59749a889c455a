"""Every figure by its name, whatever family it is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from experiments.validation.facts import (
    children,
    failure,
    leadership,
    reserves,
    satisfaction,
    services,
    spending,
    workforce,
)
from experiments.validation.panel import Panel, Unknown

FAMILIES = (spending, reserves, services, workforce, failure, satisfaction, children, leadership)

FIGURES: Mapping[str, Callable[[Panel], float]] = {
    name: figure for family in FAMILIES for name, figure in family.FIGURES.items()
}


def measured(panel: Panel, name: str) -> float:
    """One figure of a panel; NaN where the panel does not know what it needs."""
    try:
        return FIGURES[name](panel)
    except Unknown:
        return float("nan")
