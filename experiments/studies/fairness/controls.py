"""The five controls: the contrast of styles where something that it should hang on has been taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import signed, verdict
from experiments.designs.design import Cell, Crossing
from experiments.studies.arrays import TOO_FEW, ran_in_all
from experiments.studies.fairness.correlations import FEWEST, councils_used, shuffled
from experiments.studies.fairness.factors import as_it_is
from sim.council.council import Council
from sim.council.councils import find_council
from sim.outcomes import HEADLINE, MEASURES
from sim.scenario.scenario import Scenario, load_scenario

PART, SHUFFLE_PART = "controls", "shuffle"
MONTHS = 180
SIDES = ("command", "distributed")
PATHS = ("own", "shuffled")


@dataclass(frozen=True)
class Control:
    """One control: a scenario on either side, and what it should show if the model is sound."""

    name: str
    command: str
    distributed: str
    overlay: str
    expected: str


CONTROLS = (
    Control("baseline", "command", "distributed", "", "the contrast that the others are held against"),
    Control(
        "no trust asymmetry",
        "command",
        "distributed",
        "no-trust-asymmetry",
        "trust stands higher on both sides; the contrast may shrink or grow, it should not hang on the asymmetry alone",
    ),
    Control(
        "leadership irrelevant",
        "command",
        "distributed",
        "leadership-irrelevant",
        "no difference at all: styles reach the world only through the conditions",
    ),
    Control(
        "distribution without authority",
        "command",
        "distributed-without-authority",
        "",
        "talking as if one let go brings none of what letting go brings, and may cost trust",
    ),
    Control(
        "all theories off",
        "command",
        "distributed",
        "theories-off",
        "what the plain machinery makes of style; services are still delivered",
    ),
)
SHUFFLED = "budget paths shuffled"
SHUFFLE_OUTCOMES = ("index", "money.stress")
SHUFFLE_MONTHS = 84


def scenario(control: Control, side: str) -> Scenario:
    """The scenario of one side of a control."""
    base = load_scenario(control.command if side == "command" else control.distributed)
    if not control.overlay:
        return base
    over = load_scenario(control.overlay)
    return base.changed(**over.settings).switched_off(*over.without)


def crossing(seed: int, replicates: int) -> Crossing:
    """Either side of every control, a cell each in Camden, control by control."""
    camden = (find_council("Camden"),)
    named = [(f"{control.name}, {side}", scenario(control, side)) for control in CONTROLS for side in SIDES]
    cells = [Cell(found.renamed(name), camden, MONTHS, HEADLINE, labels=(PART, name)) for name, found in named]
    return Crossing(tuple(cells), replicates, seed, as_it_is())


def by_side(values: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """What :func:`crossing` brought, ``values`` (cells, replicates, ...), by control and side."""
    return dict(zip([(control.name, side) for control in CONTROLS for side in SIDES], values, strict=True))


def shuffle_crossing(seed: int, every: int) -> Crossing:
    """Either style in every council, with its own funding path and with another's; one run each."""
    own = councils_used(every)
    styles = {side: load_scenario(side) for side in SIDES}
    cells = [
        Cell(styles[side], (council,), SHUFFLE_MONTHS, SHUFFLE_OUTCOMES, labels=(SHUFFLE_PART, f"{paths}, {side}"))
        for paths, councils in zip(PATHS, (own, shuffled(own, seed)), strict=True)
        for side in SIDES
        for council in councils
    ]
    return Crossing(tuple(cells), 1, seed, as_it_is())


def by_paths(values: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """What :func:`shuffle_crossing` brought, ``values`` (cells, ...), by paths and side: (councils, ...)."""
    names = [(paths, side) for paths in PATHS for side in SIDES]
    return dict(zip(names, values.reshape(len(names), -1, *values.shape[1:]), strict=True))


def table(values: Mapping[tuple[str, str], np.ndarray]) -> pd.DataFrame:
    """Distributed less command, one row for each control and headline outcome.

    ``values`` holds the means of the last year by control and side, (replicates, outcomes); pairs count of which both
    runs are there.
    """
    rows = []
    for control in CONTROLS:
        both = ran_in_all(*(values[control.name, side] for side in SIDES))
        sides = [values[control.name, side][both] for side in SIDES]
        found = paired_interval(sides[1] - sides[0])
        for place, outcome in enumerate(HEADLINE):
            ends = float(found.mean[place]), float(found.low[place]), float(found.high[place])
            rows.append(
                (
                    control.name,
                    outcome,
                    MEASURES[outcome].unit,
                    *ends,
                    verdict(*ends, MEASURES[outcome].direction) if found.n > 1 else TOO_FEW,
                    float(sides[0][:, place].mean()) if len(sides[0]) else np.nan,
                    found.n,
                )
            )
    columns = ["control", "outcome", "unit", "difference", "low", "high", "finding", "level_under_command", "n"]
    return pd.DataFrame(rows, columns=columns)


def shuffle_table(values: Mapping[tuple[str, str], np.ndarray], every: int) -> pd.DataFrame:
    """With own and with shuffled paths: the contrast of styles, and how the council's own path goes with outcomes.

    ``values`` holds the means of the last year by paths and side, (councils, outcomes); councils count of which all
    four runs are there. A council's own funding is that of 2016-17 over 2010-11.
    """
    own: tuple[Council, ...] = councils_used(every)
    there = ran_in_all(*values.values())
    kept = np.array([council.funding[6] for council in own])[there]
    rows = []
    for paths in PATHS:
        last = {side: values[paths, side][there] for side in SIDES}
        gap = paired_interval(last["distributed"] - last["command"])
        index, stress = (
            spearmanr(kept, last["distributed"][:, at]).statistic if len(kept) >= FEWEST else np.nan for at in (0, 1)
        )
        rows.append((paths, float(gap.mean[0]), float(gap.low[0]), float(gap.high[0]), stress, index, len(kept)))
    columns = ["paths", "index_contrast", "low", "high", "own_funding_and_stress", "own_funding_and_index", "councils"]
    return pd.DataFrame(rows, columns=columns)


def sentence(rows: pd.DataFrame) -> str:
    """The finding on the index, for the figure's title."""
    index = rows[rows["outcome"] == "index"].set_index("control")["difference"]
    said = [f"{signed(100 * index[c.name], 1)} points ({c.name})" for c in CONTROLS]
    return f"Distributed less command on the outcome index: {', '.join(said)}"
