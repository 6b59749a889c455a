"""The tables of a comparison: runs, differences, levels, networks, outcomes, and every month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.runs.key import key_texts
from experiments.studies.tables import write_table
from sim.outcomes import MEASURES

if TYPE_CHECKING:
    from experiments.studies.compare.found import Found


def plan_of(found: Found) -> pd.DataFrame:
    """A row for every run, and why it failed, if it did."""
    asked = found.design
    failed = {one.key: one for one in found.failures}
    plan = pd.DataFrame(
        [
            (key, scenario, asked.council.name, asked.months, asked.seed, replicate)
            for scenario, row in zip(asked.names, found.keys, strict=True)
            for replicate, key in enumerate(key_texts(row))
        ],
        columns=["key", "scenario", "council", "months", "seed", "replicate"],
    )
    plan["error"] = [failed[key].error if key in failed else "" for key in plan["key"]]
    plan["command"] = [failed[key].command if key in failed else "" for key in plan["key"]]
    return plan


def _kept(found: Found) -> tuple[np.ndarray, list[str], dict[str, str]]:
    """The outcomes that this council has: their places, their names and their units."""
    kept = np.flatnonzero(found.expected)
    names = [found.runs.outcomes[index] for index in kept]
    return kept, names, {name: MEASURES[name].unit for name in names}


def write_tables(folder: Path, found: Found, plan: pd.DataFrame) -> None:
    """Write all tables of the results folder but the months."""
    kept, names, units = _kept(found)
    last = np.concatenate([found.runs.of(name)[:, -1] for name in found.design.names])
    ends = pd.DataFrame(last[:, kept], columns=names)
    write_table(folder, "runs", pd.concat([plan, ends], axis=1), units=units)
    for name, table in found.networks.items():
        write_table(folder, name, table)
    write_table(folder, "differences", found.differences)
    write_table(folder, "levels", found.levels)
    described = [(m.name, m.group, m.service, m.unit, m.direction, m.doc) for m in (MEASURES[name] for name in names)]
    write_table(
        folder,
        "outcomes",
        pd.DataFrame(described, columns=["outcome", "group", "service", "unit", "direction", "meaning"]),
    )


def write_months(folder: Path, found: Found, plan: pd.DataFrame) -> None:
    """Write every month of every run that succeeded."""
    asked = found.design
    kept, names, units = _kept(found)
    good = np.flatnonzero(plan["error"] == "")
    month = np.arange(asked.months)
    labels = pd.period_range("2010-04", periods=asked.months, freq="M").strftime("%Y-%m").to_numpy()
    heading = plan.iloc[np.repeat(good, asked.months)][["key", "scenario", "replicate"]].reset_index(drop=True)
    heading["month"], heading["period"] = np.tile(month, len(good)), np.tile(labels, len(good))
    values = np.reshape(found.runs.values, (len(plan), asked.months, -1))
    # What is chosen is copied, and it is large.
    if len(good) < len(plan):
        values = values[good]
    if len(kept) < values.shape[2]:
        values = values[:, :, kept]
    monthly = pd.DataFrame(values.reshape(-1, len(kept)), columns=names)
    write_table(folder, "monthly", pd.concat([heading, monthly], axis=1), units=units)
