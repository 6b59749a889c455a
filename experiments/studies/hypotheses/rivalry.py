"""S09 against S08, S11 and S14, as a rivalry: what each brings where the others are off.

S09's article says of its own success that "it wasn't about visions, role modelling, training", which are the routes of
S11, S08 and S14. So S09's gain is taken with the three off, and theirs with S09 off: the paired difference between
runs with the theory on and off. All leaders distribute (the condition under which S09's front may redesign).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.windows import MARK_MEANS, mark
from experiments.analysis.wording import UNCLEAR, join, signed, verdict
from experiments.studies.hypotheses.declared import Arm, Results
from sim.outcomes import MEASURES
from sim.schedule import THEORIES

ONE, OTHERS = "S09", ("S08", "S11", "S14")
OUTCOMES = ("index", "service.quality", "public.satisfaction", "service.unit_cost", "staff.morale")
REPLICATES, QUICK_REPLICATES = 100, 12
MONTHS = 180


@dataclass(frozen=True)
class Gain:
    """One gain: the theories whose switching on is measured, and those that are off throughout."""

    name: str
    on: str
    off: str


def present() -> tuple[str, ...]:
    """The rivals that the model has."""
    return tuple(id_ for id_ in OTHERS if id_ in THEORIES)


def absent() -> tuple[str, ...]:
    """The rivals that the model does not have yet."""
    return tuple(id_ for id_ in OTHERS if id_ not in THEORIES)


def arms() -> tuple[Arm, ...]:
    """All that is compared: neither side, each side, both sides, each rival alone."""
    rivals = present()
    off = {
        "neither": (ONE, *rivals),
        "S09 alone": rivals,
        "rivals alone": (ONE,),
        "both": (),
        **{
            f"{rival} alone": (ONE, *(other for other in rivals if other != rival))
            for rival in rivals
            if len(rivals) > 1
        },
    }
    return tuple(
        Arm(name, scenario="distributed", months=MONTHS, without=without)
        for name, without in off.items()
        if rivals or name in ("neither", "S09 alone")
    )


def gains() -> tuple[Gain, ...]:
    """The gains that are told: each side with the other off, each side with the other on, each rival by itself."""
    rivals = present()
    if not rivals:
        return (Gain("S09", "S09 alone", "neither"),)
    listed = join(list(rivals))
    return (
        Gain(f"S09, without {listed}", "S09 alone", "neither"),
        Gain(f"{listed}, without S09", "rivals alone", "neither"),
        *(
            Gain(f"{rival}, without S09 and the other rivals", f"{rival} alone", "neither")
            for rival in rivals
            if len(rivals) > 1
        ),
        Gain(f"S09, beside {listed}", "both", "rivals alone"),
        Gain(f"{listed}, beside S09", "both", "S09 alone"),
    )


def table(values: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Every gain on every outcome, in the last year, with its interval, and whether the whole run says otherwise."""
    results = Results(values, OUTCOMES)
    last, whole = _gains(results), _gains(results.over_the_whole_run())
    return last.assign(windows_differ=last["finding"] != whole["finding"])


NUMBERS = ("gain", "outcome", "unit", "difference", "low", "high", "finding", "n")
"""The columns of one window."""


def _gains(results: Results) -> pd.DataFrame:
    """Every gain on every outcome in the window of ``results``."""
    rows = []
    for gain in gains():
        paired = np.stack(
            [results.mean(gain.on, outcome) - results.mean(gain.off, outcome) for outcome in OUTCOMES], axis=1
        )
        found = paired_interval(paired)
        for place, outcome in enumerate(OUTCOMES):
            ends = float(found.mean[place]), float(found.low[place]), float(found.high[place])
            measure = MEASURES[outcome]
            rows.append((gain.name, outcome, measure.unit, *ends, verdict(*ends, measure.direction), found.n))
    return pd.DataFrame(rows, columns=list(NUMBERS))


def sentence(rows: pd.DataFrame) -> str:
    """What the rivalry shows of the index, in one sentence."""
    index = rows[rows["outcome"] == "index"].set_index("gain")
    said = [
        f"{name}: {signed(100 * row['difference'], 1)} points ({signed(100 * row['low'], 1)} to "
        f"{signed(100 * row['high'], 1)}), "
        f"{row['finding'] if row['finding'] != UNCLEAR else 'no clear gain'}{mark(row['windows_differ'])}"
        for name, row in index.iloc[: 2 if len(index) > 1 else 1].iterrows()
    ]
    hanging = index["windows_differ"].iloc[: len(said)].any()
    return f"Gain on the service outcome index. {'; '.join(said)}." + (f" {MARK_MEANS}" if hanging else "")
