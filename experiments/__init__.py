"""Experiments on the model: designs -> plan -> runner -> store -> analysis -> figures -> report, one way.

Nothing in ``sim`` imports anything from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__version__ = "0.2.1.dev0"
"""The version of the package; its first two numbers are those of the model (see "Versions" in CONTRIBUTING.md)."""


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
    from experiments.runs.reading import load_table

    return load_table(path, table, outcomes)
