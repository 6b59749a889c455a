"""Panels without any model: what would be said of councils by somebody who knows no mechanism.

=================  ================================================================================================
null               what is assumed
=================  ================================================================================================
input alone        each council's spending, every service alike, falls as its own funding, which a run replays
nothing changes    everything stays as it was in its first year
proportional cuts  every service of every council falls as England's funding
=================  ================================================================================================

A figure that the first of them puts inside its band follows from the input; it is called *implied* and says nothing
for the model. All nulls begin with the accounts of 2010-11.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.validation.observed import observed
from experiments.validation.panel import BY_COUNCIL, Panel
from sim.council.council import Council

INPUT, NOTHING, PROPORTIONAL = "input alone", "nothing changes", "proportional cuts"

SPENDING = ("net", "gross", "core")
"""Tables of spending that fall as funding does."""


def funded(paths: np.ndarray, councils: tuple[Council, ...]) -> Panel:
    """Spending of 2010-11, every service of council *c* in year *y* times ``paths[c, y]``; nothing else is known."""
    known = observed()
    base = np.array([council.net_revenue_m for council in councils])
    tables: dict[str, np.ndarray] = {}
    for name in SPENDING:
        first = known.table(name)[..., :1]
        tables[name] = first * (paths[:, None] if first.ndim == 3 else paths)
    # A line that the council does not run enters no cut of a service; one without accounts is nothing.
    tables["service_spend"] = np.nan_to_num(tables["core"])
    tables["funding"] = base[:, None] * paths
    return Panel(**{**vars(known), "years": paths.shape[1], "tables": tables})


def input_alone(councils: tuple[Council, ...]) -> Panel:
    """Spending falls as this council's funding."""
    return funded(np.array([council.funding for council in councils]), councils)


def proportional_cuts(councils: tuple[Council, ...]) -> Panel:
    """Spending falls everywhere as England's funding."""
    base = np.array([council.net_revenue_m for council in councils])
    england = base @ np.array([council.funding for council in councils]) / base.sum()
    return funded(np.broadcast_to(england, (len(councils), england.size)), councils)


def nothing_changes() -> Panel:
    """Everything observed stays at its first known value; nobody has failed."""
    known = observed()
    tables = {name: carried(values, name) for name, values in known.tables.items()}
    tables["opening"] = tables["reserves"]
    return Panel(**{**vars(known), "tables": tables})


def carried(values: np.ndarray, name: str) -> np.ndarray:
    """The first known value of each row, at every time; NaN where nothing is known."""
    if name in BY_COUNCIL:
        return np.where(values > 0.0, -1.0, values) if name == "failed_month" else values
    there = np.isfinite(values)
    first = np.take_along_axis(values, there.argmax(axis=-1)[..., None], axis=-1)
    return np.broadcast_to(first, values.shape)


def null_panels(councils: tuple[Council, ...]) -> Mapping[str, Panel]:
    """Every null by its name, of all councils."""
    return {
        INPUT: input_alone(councils),
        NOTHING: nothing_changes(),
        PROPORTIONAL: proportional_cuts(councils),
    }
