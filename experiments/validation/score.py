"""Holds runs against the bands: one row for each figure and size, and how many lie inside, by role and by fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.validation.facts.all import measured
from experiments.validation.ledger import COUNTRY, SPLITS, TEST, Band, Entry, bands, ledger
from experiments.validation.nulls import INPUT, NOTHING, PROPORTIONAL
from experiments.validation.panel import Panel
from experiments.validation.windows import Window

LEVEL = 0.90
"""Nine of ten further histories of the model lie in the interval of a figure."""

INSIDE, IMPLIED, OUTSIDE, UNDEFINED = "inside", "implied", "outside", "undefined"
VERDICTS = (INSIDE, IMPLIED, OUTSIDE, UNDEFINED)
"""Implied: inside, and so is the input alone, without any model. Undefined: nothing to be held against, so not
inside."""

THEORIES_OFF = "theories off"
NULLS = {
    INPUT: "null_value",
    NOTHING: "nothing_changes",
    PROPORTIONAL: "proportional_cuts",
    THEORIES_OFF: "theories_off",
}
"""What stands beside each figure without the model, and its column."""


def of_window(window: Window, panel: Panel, entry: Entry, kept: dict[str, Panel]) -> float:
    """A figure of a panel of all councils, as far as the window shows it; ``kept`` remembers the panel's parts."""
    if entry.split not in kept:
        kept[entry.split] = window.of(panel, entry.split)
    return measured(kept[entry.split], entry.figure)


def figures_of(window: Window, panel: Panel) -> dict[str, float]:
    """Every figure of a panel that the window shows, by name; NaN where it is undefined."""
    kept: dict[str, Panel] = {}
    entries = [entry for entry in ledger().values() if entry.needs <= window.last]
    assert all(entry.split in SPLITS for entry in entries)
    return {entry.figure: of_window(window, panel, entry, kept) for entry in entries}


def predicted(values: Sequence[float]) -> tuple[float, float, float]:
    """The mean over histories, and between what nine of ten further ones lie; NaN where too few are defined."""
    from scipy.stats import t

    known = np.array([value for value in values if np.isfinite(value)])
    if not known.size:
        return (float("nan"),) * 3
    mean = float(known.mean())
    if known.size < 2:
        return mean, float("nan"), float("nan")
    half = float(t.ppf((1 + LEVEL) / 2, known.size - 1) * known.std(ddof=1) * np.sqrt(1 + 1 / known.size))
    return mean, mean - half, mean + half


def holds(band: Band, value: float) -> bool:
    """Whether a value lies in the band, its ends included."""
    return bool(band.low <= value <= band.high)


def missed(band: Band, value: float) -> float:
    """By how much a value lies outside the band: below is negative, 0 is inside, NaN is undefined."""
    if not np.isfinite(value):
        return float("nan")
    return float(min(value - band.low, 0.0) + max(value - band.high, 0.0))


def verdict(band: Band, value: float, null: float) -> str:
    """What becomes of a figure: one of :data:`VERDICTS`."""
    if np.isnan(value):
        return UNDEFINED
    if not holds(band, value):
        return OUTSIDE
    return IMPLIED if holds(band, null) else INSIDE


@dataclass(frozen=True)
class Scores:
    """The table of figures, by figure and size, and what it comes to, by role."""

    table: pd.DataFrame
    summary: pd.DataFrame
    window: Window


def score(window: Window, by_size: Mapping[str, Sequence[Panel]], nulls: Mapping[str, Sequence[Panel]]) -> Scores:
    """Hold runs against the bands of a window.

    Parameters
    ----------
    window
        What may be seen.
    by_size
        Panels of all councils, one for each history, by the size at which they were run.
    nulls
        Panels without the model, by name; several for one that is run.
    """
    without = {name: [figures_of(window, panel) for panel in panels] for name, panels in nulls.items()}
    rows = []
    for size, panels in by_size.items():
        histories = [figures_of(window, panel) for panel in panels]
        for entry in ledger().values():
            if entry.needs > window.last:
                continue
            beside = {
                NULLS[name]: predicted([found[entry.figure] for found in all_found])[0]
                for name, all_found in without.items()
            }
            rows.append(_row(entry, bands()[window.name, entry.figure], size, histories, beside))
    table = pd.DataFrame(rows)
    return Scores(table, summary(table), window)


def _row(
    entry: Entry, band: Band, size: str, histories: Sequence[Mapping[str, float]], beside: Mapping[str, float]
) -> dict[str, object]:
    """The row of a figure at a size."""
    values = [found[entry.figure] for found in histories]
    mean, low, high = predicted(values)
    return {
        "fact": entry.fact,
        "figure": entry.figure,
        "label": entry.label,
        "role": entry.role,
        "size": size,
        "counted": size == entry.counted_at,
        "observed": band.observed,
        "low": band.low,
        "high": band.high,
        "simulated": mean,
        "sim_low": low,
        "sim_high": high,
        "histories": int(np.isfinite(values).sum()),
        "inside": bool(np.isfinite(mean)) and holds(band, mean),
        "miss": missed(band, mean),
        "verdict": verdict(band, mean, beside.get("null_value", float("nan"))),
        **beside,
        **{f"{column}_inside": holds(band, value) for column, value in beside.items()},
        "scope": "all councils" if entry.split == COUNTRY else "the half",
    }


def counted(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that count: each figure at the size that the ledger gives it; where that was not run, as it was run."""
    if (table["size"] == table["size"].iloc[0]).all():
        return table
    order = {name: at for at, name in enumerate(ledger())}
    return table[table["counted"]].sort_values("figure", key=lambda names: names.map(order), kind="stable")


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """How many figures lie inside by role: each at its own size, then at each size, and of each null."""
    rows = []
    sizes = table["size"].unique().tolist()
    counts = [("each figure at its own size", counted(table))] if len(sizes) > 1 else []
    counts += [(f"{size} sizes", table[table["size"] == size]) for size in sizes]
    for how, here in counts:
        for role, some in here.groupby("role", sort=False):
            verdicts = some["verdict"].value_counts()
            rows.append(
                {
                    "counted": how,
                    "role": role,
                    "figures": len(some),
                    "inside": int(some["inside"].sum()),
                    "implied": int(verdicts.get(IMPLIED, 0)),
                    "outside": int(verdicts.get(OUTSIDE, 0)),
                    "undefined": int(verdicts.get(UNDEFINED, 0)),
                    "facts": some["fact"].nunique(),
                    "facts_inside": len(whole_facts(some)),
                }
            )
    once = counted(table)
    for name, column in NULLS.items():
        if column not in table:
            continue
        for role, some in once.groupby("role", sort=False):
            held = int(some[f"{column}_inside"].sum())
            undefined = int(some[column].isna().sum())
            outside = len(some) - held - undefined
            facts = some.groupby("fact")[f"{column}_inside"].all()
            rows.append(
                {
                    "counted": f"without the model: {name}",
                    "role": role,
                    "figures": len(some),
                    "inside": held,
                    "implied": 0,
                    "outside": outside,
                    "undefined": undefined,
                    "facts": some["fact"].nunique(),
                    "facts_inside": int(facts.sum()),
                }
            )
    return pd.DataFrame(rows)


def whole_facts(rows: pd.DataFrame) -> list[str]:
    """The facts of which every one of these figures lies inside."""
    held = rows.groupby("fact", sort=False)["inside"].all()
    return [str(fact) for fact in held[held].index]


def counted_tests(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that count as tests."""
    once = counted(table)
    return once[once["role"] == TEST]
