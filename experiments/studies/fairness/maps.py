"""Where command wins: the index at every style, held against command, over wickedness and over crises.

Each map is drawn twice: with values as they are, and where values are unclear and nobody audits while lines are short
and directors able, which is where letting go costs most and command costs least.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import signed
from experiments.designs.design import Cell, Crossing
from experiments.studies.arrays import TOO_FEW, ran_in_all
from experiments.studies.fairness.factors import listed
from sim.council.councils import find_council
from sim.scenario.scenario import load_scenario

PART = "maps"
STYLES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
QUICK_STYLES = (0.0, 0.2, 0.5, 0.8, 1.0)
COMMAND, DISTRIBUTED = 0.2, 0.8
MONTHS = 120
SETTLED = 36
"""Months left out at the beginning."""
OUTCOMES = ("index", "crisis.loss")


@dataclass(frozen=True)
class Axis:
    """What is varied beside style."""

    name: str
    parameter: str
    label: str
    levels: tuple[float, ...]
    quick: tuple[float, ...]


AXES = (
    Axis(
        "wickedness",
        "wickedness_shift",
        "agencies a case needs beyond today's",
        (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0),
        (-2.0, 0.0, 2.0),
    ),
    Axis("crises", "crisis_rate", "crises a year", (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0), (0.0, 1.0, 4.0)),
)
WORLDS: dict[str, dict[str, object]] = {
    "values as they are": {},
    "values unclear, short lines, able directors": {
        "alignment_mean": 0.35,
        "audit_rate": 0.0,
        "approval_layers": 1.0,
        "ability_mean": 0.75,
    },
}


def grid(axis: Axis, quick: bool) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Styles and levels of a map."""
    return (QUICK_STYLES, axis.quick) if quick else (STYLES, axis.levels)


def crossings(seed: int, replicates: int, quick: bool) -> dict[str, Crossing]:
    """By axis a crossing of both worlds, a cell each in Camden, with every style at every level."""
    camden, base = (find_council("Camden"),), load_scenario("baseline")
    cells = tuple(
        Cell(base.changed(**settings).renamed(world), camden, MONTHS, OUTCOMES, monthly=True, labels=(PART, world))
        for world, settings in WORLDS.items()
    )
    return {
        axis.name: Crossing(
            cells,
            replicates,
            seed,
            listed([{axis.parameter: level, "style_mean": style} for level, style in places(axis, quick)]),
        )
        for axis in AXES
    }


def places(axis: Axis, quick: bool) -> list[tuple[float, float]]:
    """Level and style of every point of a map, style changing fastest."""
    styles, levels = grid(axis, quick)
    return [(level, style) for level in levels for style in styles]


def by_place(values: Mapping[str, np.ndarray], quick: bool) -> dict[tuple[str, str, float, float], np.ndarray]:
    """What :func:`crossings` brought, by world, axis, level and style: (replicates, councils, months, outcomes).

    ``values`` holds for each axis (points, worlds, replicates, councils, months, outcomes).
    """
    return {
        (world, axis.name, level, style): values[axis.name][at, place]
        for place, world in enumerate(WORLDS)
        for axis in AXES
        for at, (level, style) in enumerate(places(axis, quick))
    }


def table(values: Mapping[tuple[str, str, float, float], np.ndarray]) -> pd.DataFrame:
    """The paired difference to command at every point, with its interval, for the index and the loss in crises.

    ``values`` is as :func:`by_place` gives it; pairs count of which both runs are there.
    """
    rows = []
    for (world, axis, level, style), here in values.items():
        command = values[world, axis, level, COMMAND]
        both = ran_in_all(here, command)
        gap = (here[both] - command[both])[:, 0, SETTLED:].mean(axis=1)
        found = paired_interval(gap)
        for place, outcome in enumerate(OUTCOMES):
            rows.append(
                {
                    "world": world,
                    "axis": axis,
                    "level": level,
                    "style": style,
                    "outcome": outcome,
                    "difference": float(found.mean[place]),
                    "low": float(found.low[place]),
                    "high": float(found.high[place]),
                    "n": found.n,
                }
            )
    return pd.DataFrame(rows)


def regions(rows: pd.DataFrame) -> list[str]:
    """In words, map by map: where command (.2) beats distributed leadership (.8) on the index, and where it loses."""
    said = []
    contrast = rows[(rows["outcome"] == "index") & (rows["style"] == DISTRIBUTED)]
    for world in dict.fromkeys(contrast["world"]):
        for axis in AXES:
            here = contrast[(contrast["world"] == world) & (contrast["axis"] == axis.name)].sort_values("level")
            wins, loses = here[here["high"] < 0], here[here["low"] > 0]
            unclear = here[(here["low"] <= 0) & (here["high"] >= 0)]
            parts = [
                f"{word} at {_levels(part)} {axis.label} "
                f"({signed(100 * part['difference'].min(), 1)} to {signed(100 * part['difference'].max(), 1)} points)"
                for word, part in (("command wins", wins), ("distribution wins", loses), ("neither clearly", unclear))
                if len(part)
            ]
            missing = here[here["low"].isna()]
            parts += [f"{TOO_FEW} at {_levels(missing)} {axis.label}"] if len(missing) else []
            said.append(f"Style x {axis.name}, {world}: {'; '.join(parts)}.")
    return said


def _levels(part: pd.DataFrame) -> str:
    levels = part["level"].tolist()
    said = [signed(level, 1).removesuffix(".0") for level in (levels[0], levels[-1])]
    return said[0] if len(levels) == 1 else f"{said[0]} to {said[1]}"


def _contrast(rows: pd.DataFrame) -> pd.DataFrame:
    """Distributed against command in the index, wherever there are runs enough for an interval."""
    rows = rows[(rows["outcome"] == "index") & (rows["style"] == DISTRIBUTED)]
    return rows[rows["low"].notna()]


def in_short(rows: pd.DataFrame) -> str:
    """The finding in a few words, where a figure has no room for the sentence."""
    contrast = _contrast(rows)
    if not len(contrast):
        return "Too few runs to tell"
    return f"Command wins at {int((contrast['high'] < 0).sum())} of {len(contrast)} points"


def sentence(rows: pd.DataFrame) -> str:
    """The finding in one sentence, for the figure's title."""
    contrast = _contrast(rows)
    wins = contrast[contrast["high"] < 0]
    if not len(contrast):
        return "Too few runs to say where command wins the outcome index"
    if not len(wins):
        return "Command wins the outcome index at no point of these maps; distribution or neither does"
    where = []
    for world, here in contrast.groupby("world", sort=False):
        counts = [
            f"{int((part['high'] < 0).sum())} of {len(part)} levels of {axis}"
            for axis, part in here.groupby("axis", sort=False)
            if (part["high"] < 0).any()
        ]
        if counts:
            where.append(f"with {world} at {' and '.join(counts)}")
    return f"Command wins the outcome index {' and '.join(where)}"
