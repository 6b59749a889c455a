"""A table of a results folder, as notebooks take it: ``experiments.load``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from experiments.runs.cells import StoredCells
from experiments.runs.reading import ABOUT, AT, Results
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import shown


def load(path: str | Path, table: str = "runs", outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of a study's results folder as pandas, in the order of its plan.

    Parameters
    ----------
    path
        The results folder.
    table
        ``"runs"`` (each run with its outcomes in the last month), ``"last_year"`` (means of the last twelve months),
        ``"yearly"`` (means of each financial year, a row per run and year), ``"year_ends"`` and ``"monthly"`` (where
        they were kept); ``"plan"``, ``"failures"`` (what went wrong, and the command that repeats it) or ``"outcomes"``
        (what each means). Of a family every council has a row.
    outcomes
        Only these; all that were kept when not given.

    Returns
    -------
    A table with the columns of the plan (key, scenario, council, replicate, the factors), then the outcomes. In
    ``runs`` and ``last_year`` every planned run has its row; ``status`` says whether it is done, failed or left, and
    outcomes are NaN where it is not done. ``attrs`` holds ``units``, ``directions`` and ``roles`` by column, and the
    ``design``.

    Raises
    ------
    sim.errors.InputError
        When the folder holds no runs, or a file of it is damaged.
    """
    if isinstance(outcomes, str):
        raise InputError(f'outcomes must be a list of names, such as ["{shown(outcomes)}"], not "{shown(outcomes)}".')
    if not isinstance(table, str):
        raise InputError(f"A table is asked for by its name, not by {shown(repr(table))}.")
    return table_of(Results(path), table, outcomes)


def table_of(results: Results, table: str, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """The same of results that are open already, whose shards are then checked once for all tables."""
    if table in ABOUT:
        made = {"plan": results.plan, "failures": results.failures, "outcomes": results.described_outcomes}
        return made[table]()
    kind = results.check_kind(table)
    names = list(outcomes) if outcomes is not None else list(results.outcomes)
    for name in names:
        if name not in results.outcomes:
            hint = did_you_mean(name, results.outcomes)
            raise InputError(f'{results.path} keeps no outcome "{name}".{hint}')
    plan = results.plan()
    found = results.values(kind, names).to_pandas()
    if found.duplicated(["key", "member", "at"]).any():
        raise InputError(f"{results.path} holds two results for one run; give the command that made it again.")
    found = found.sort_values(["member", "at"], kind="stable")
    every_row = kind in ("end", "last_year")
    if not every_row:
        plan = plan.drop(columns=["status", "error", "command"])
    frame = plan.merge(found, on="key", how="left" if every_row else "inner", sort=False)
    frame = _members(results, frame).drop(columns=["member"])
    if every_row:
        frame = frame.drop(columns=["at"])
    else:
        frame = frame.rename(columns={"at": AT[kind]})
    frame.attrs = _attributes(results, names, table)
    return frame


def _members(results: Results, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a family with the council that each is of, in place of the family."""
    together = frame["member"].notna() & (frame["council_code"].astype(str) == "")
    if not together.any():
        return frame
    cells = StoredCells(results.path)
    plan = pq.read_table(results.plan_file, columns=["row", "cell"]).to_pandas().set_index("row")["cell"]
    names = cells.names()
    frame = frame.astype({"council": str, "council_code": str})
    number = plan.reindex(frame["row"]).to_numpy()
    for cell in np.unique(number[together.to_numpy()]).tolist():
        codes = np.array(cells.codes(cell))
        here = together.to_numpy() & (number == cell)
        member = frame.loc[here, "member"].to_numpy(dtype=int)
        frame.loc[here, "council_code"] = codes[member]
        frame.loc[here, "council"] = [names[code] for code in codes[member]]
    return frame


def _attributes(results: Results, names: Sequence[str], table: str) -> dict[str, Any]:
    design = results.manifest["design"]
    units = {name: factor["unit"] for name, factor in design["factors"].items()}
    return {
        "units": units | {name: results.outcomes[name]["unit"] for name in names},
        "directions": {name: results.outcomes[name]["direction"] for name in names},
        "roles": {name: factor["role"] for name, factor in design["factors"].items()},
        "outcomes": list(names),
        "design": design,
        "table": table,
    }
