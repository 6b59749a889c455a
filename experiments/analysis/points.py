"""From a table of runs to what every analysis of a sweep needs: the points of its design, and each one's replicates.

A table of runs has one row per run: ``scenario``, ``council``, ``point`` (the row of the design), ``replicate``, one
column per varied parameter and one per outcome. A run that failed has NaN in its outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.designs.some import some
from sim.errors import InputError, did_you_mean


@dataclass(frozen=True)
class Points:
    """The points of a design in their order, with one outcome's replicates.

    ``settings`` has one row per point and one column per varied parameter; ``runs`` has shape (points, replicates),
    NaN where a run failed or was not run. Replicate *k* has the same random numbers at every point.
    """

    outcome: str
    names: np.ndarray
    settings: pd.DataFrame
    runs: np.ndarray

    @property
    def parameters(self) -> list[str]:
        """The varied parameters, in the table's order."""
        return list(self.settings.columns)

    @property
    def means(self) -> np.ndarray:
        """Mean over the replicates that finished, by point."""
        means: np.ndarray = np.nanmean(self.runs, axis=1)
        return means

    @property
    def failed(self) -> int:
        """How many runs are missing."""
        return int(np.isnan(self.runs).sum())

    def complete(self, purpose: str) -> Points:
        """These points, if no run is missing; else :class:`InputError` that names the first one that is.

        ``purpose`` ends the sentence "...; ``purpose``".
        """
        gaps = np.argwhere(np.isnan(self.runs))
        if len(gaps):
            point = self.names[gaps[0][0]]
            raise InputError(
                f"{len(gaps)} of {self.runs.size} values of {self.outcome} are missing or not a number, the first at "
                f"point {point}; {purpose} (run the sweep again to fill them in, with --retry-failed for runs that "
                "failed)."
            )
        return self


def points_of(
    table: pd.DataFrame,
    outcome: str,
    parameters: Sequence[str],
    *,
    scenario: str | None = None,
    council: str | None = None,
) -> Points:
    """The points of one scenario in one council.

    Raises
    ------
    InputError
        For a column that is not there or holds no numbers, an empty choice, several scenarios or councils of which
        none is chosen, a run that is there twice, or a point whose parameters differ between its replicates.
    """
    if not parameters:
        raise InputError("No parameter varies in these runs, so there is nothing to analyse by parameter.")
    rows = one_of(one_of(table, "scenario", scenario), "council", council)
    check_columns(rows, ["point", "replicate", *parameters])
    found = numbers_of(rows, outcome)
    if np.isnan(found).all():
        raise InputError(f"No run has a value of {outcome}: all failed, or the council does not have what it measures.")
    names, place = np.unique(rows["point"].to_numpy(), return_inverse=True)
    _, replicate = np.unique(rows["replicate"].to_numpy(), return_inverse=True)
    seen = np.zeros((len(names), replicate.max() + 1), dtype=int)
    np.add.at(seen, (place, replicate), 1)
    if seen.max() > 1:
        point = names[np.argwhere(seen > 1)[0][0]]
        raise InputError(f"A run of point {point} is in the table twice; each replicate of a point may stand once.")
    runs = np.full(seen.shape, np.nan)
    runs[place, replicate] = found
    by_point = rows.groupby("point", sort=True)[list(parameters)]
    varying = by_point.nunique(dropna=False).max()
    for name in parameters:
        if varying[name] > 1:
            raise InputError(f"{name} has several values at one point; a point is one set of parameter values.")
    settings = by_point.first().reset_index(drop=True)
    return Points(outcome, names, settings, runs)


def one_of(table: pd.DataFrame, column: str, wanted: str | None) -> pd.DataFrame:
    """The rows with one value of ``column``: the one wanted, or the only one there is."""
    if column not in table:
        if wanted is not None:
            raise InputError(f"The table of runs has no column {column}, so no {column} can be chosen.")
        return table
    there = [str(name) for name in table[column].unique()]
    if not there:
        raise InputError("The table of runs is empty.")
    if wanted is None:
        if len(there) > 1:
            raise InputError(f"The runs are of {len(there)} {column}s ({some(there)}); choose one with --{column}.")
        return table
    if wanted not in there:
        raise InputError(f'There are no runs of the {column} "{wanted}".{did_you_mean(wanted, there)}')
    return table[table[column].astype(str) == wanted]


def numbers_of(table: pd.DataFrame, outcome: str) -> np.ndarray:
    """The column ``outcome`` as numbers; anything that is not finite becomes NaN."""
    check_columns(table, [outcome])
    if not (pd.api.types.is_numeric_dtype(table[outcome]) or pd.api.types.is_bool_dtype(table[outcome])):
        raise InputError(f"{outcome} holds words, not numbers; choose an outcome.")
    values = table[outcome].to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def check_columns(table: pd.DataFrame, wanted: Sequence[str]) -> None:
    """Raise :class:`InputError` for the first of ``wanted`` that the table lacks."""
    for name in wanted:
        if name not in table:
            columns = [str(column) for column in table.columns]
            raise InputError(f'The table of runs has no column "{name}".{did_you_mean(name, columns)}')
