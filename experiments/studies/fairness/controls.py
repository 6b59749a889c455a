"""The five controls: the contrast of styles where something that it should hang on has been taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import signed, verdict
from experiments.studies.fairness.correlations import councils_used, shuffled
from experiments.studies.hypotheses.cells import Cell, cells_of
from experiments.studies.hypotheses.declared import Arm
from sim.council import Council
from sim.measures import HEADLINE, MEASURES
from sim.scenario import Scenario, load_scenario

MONTHS = 180
LAST_YEAR = 12


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


def cells(seed: int, replicates: int) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """The cells of either side of every control, in Camden."""
    found = {}
    for control in CONTROLS:
        for side in ("command", "distributed"):
            resolved = scenario(control, side)
            arm = Arm(f"{control.name}, {side}", dict(resolved.settings), months=MONTHS, without=resolved.without)
            found[control.name, side] = cells_of(arm, HEADLINE, seed=seed, replicates=replicates)
    return found


def shuffle_cells(seed: int, every: int) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """Either style in every council, with its own funding path and with another's; one run each."""
    own = councils_used(every)
    found = {}
    for paths, councils in (("own", own), ("shuffled", shuffled(own, seed))):
        for side in ("command", "distributed"):
            style = load_scenario(side)
            found[paths, side] = tuple(
                Cell(style, (council,), False, SHUFFLE_MONTHS, seed, 0, 1, SHUFFLE_OUTCOMES) for council in councils
            )
    return found


def table(values: Mapping[tuple[str, str], np.ndarray]) -> pd.DataFrame:
    """Distributed less command in the last year, one row for each control and headline outcome."""
    rows = []
    for control in CONTROLS:
        sides = [values[control.name, side][:, 0, -LAST_YEAR:].mean(axis=1) for side in ("command", "distributed")]
        found = paired_interval(sides[1] - sides[0])
        for place, outcome in enumerate(HEADLINE):
            ends = float(found.mean[place]), float(found.low[place]), float(found.high[place])
            rows.append(
                (
                    control.name,
                    outcome,
                    MEASURES[outcome].unit,
                    *ends,
                    verdict(*ends, MEASURES[outcome].direction),
                    float(sides[0][:, place].mean()),
                    found.n,
                )
            )
    columns = ["control", "outcome", "unit", "difference", "low", "high", "finding", "level_under_command", "n"]
    return pd.DataFrame(rows, columns=columns)


def shuffle_table(values: Mapping[tuple[str, str], np.ndarray], every: int) -> pd.DataFrame:
    """With own and with shuffled paths: the contrast of styles, and how the council's own path goes with outcomes.

    ``values`` holds (councils, months, outcomes). A council's own funding is that of 2016-17 over 2010-11.
    """
    own: tuple[Council, ...] = councils_used(every)
    kept = np.array([council.funding[6] for council in own])
    rows = []
    for paths in ("own", "shuffled"):
        last = {side: values[paths, side][:, -LAST_YEAR:].mean(axis=1) for side in ("command", "distributed")}
        gap = paired_interval(last["distributed"] - last["command"])
        stress = spearmanr(kept, last["distributed"][:, 1]).statistic
        index = spearmanr(kept, last["distributed"][:, 0]).statistic
        rows.append((paths, float(gap.mean[0]), float(gap.low[0]), float(gap.high[0]), stress, index, len(own)))
    columns = ["paths", "index_contrast", "low", "high", "own_funding_and_stress", "own_funding_and_index", "councils"]
    return pd.DataFrame(rows, columns=columns)


def sentence(rows: pd.DataFrame) -> str:
    """The finding on the index, for the figure's title."""
    index = rows[rows["outcome"] == "index"].set_index("control")["difference"]
    said = [f"{signed(100 * index[c.name], 1)} points ({c.name})" for c in CONTROLS]
    return f"Distributed less command on the outcome index: {', '.join(said)}"
