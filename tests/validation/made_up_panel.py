"""A small panel of which every figure is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from experiments.validation.panel import CLASSES, Panel
from sim.council.services import SERVICES

EACH = 4
"""Councils of each class."""

YEARS = 15


def panel(tables: Mapping[str, np.ndarray] | None = None, years: int = YEARS) -> Panel:
    """Twenty councils, four of each class, that run every service; with the ``tables`` given and no other."""
    klass = np.repeat(CLASSES, EACH)
    count = len(klass)
    return Panel(
        codes=np.array([f"E{at:08d}" for at in range(count)]),
        klass=klass,
        deprivation=np.linspace(0.05, 0.25, count),
        all_deprivation=np.linspace(0.05, 0.25, count),
        runs=np.ones((count, len(SERVICES)), dtype=bool),
        years=years,
        tables=dict(tables or {}),
    )


def spending(cut_by_class: Mapping[str, float], by_service: Mapping[str, float] | None = None) -> Panel:
    """Net spending that falls evenly to 2017-18: of each class's councils by about so much, of each service by so much.

    Of the four councils of a class two lie .01 below and two .01 above its cut.
    """
    one = panel()
    path = np.clip(np.arange(YEARS) / 7.0, 0.0, 1.0)
    cut = np.array([cut_by_class[klass] for klass in one.klass]) + np.tile([-0.01, -0.01, 0.01, 0.01], len(CLASSES))
    each = np.array([(by_service or {}).get(name, 0.0) for name in SERVICES])
    net = 10.0 * (1.0 + cut[:, None, None] * path) * (1.0 + each[:, None] * path)
    tables = {"net": net, "gross": 1.25 * net, "core": net.sum(axis=1), "service_spend": net.sum(axis=1)}
    return replace(one, tables=tables)
