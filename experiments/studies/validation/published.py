"""What is kept of a validation of the model as it stood after each step: one table a half, added to and never changed.

``results/published/facts/half_a.csv`` is what ``docs/facts.md`` shows; ``half_b.csv`` and ``both.csv``
are written when half B is opened.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.runs.disk import clear_errors
from experiments.runs.provenance import now
from experiments.studies.tables import write_table
from experiments.studies.validation.found import Found
from experiments.validation.halves import BOTH, A, B
from sim import MODEL_VERSION
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown
from sim.paths import configs_dir

NAMES = {A: "half_a", B: "half_b", BOTH: "both"}
"""The table of each half."""

KEPT = [
    *("fact", "figure", "label", "role", "size", "counted", "observed", "low", "high"),
    *("simulated", "sim_low", "sim_high", "histories", "inside", "miss", "verdict"),
    *("null_value", "null_value_inside", "theories_off", "theories_off_inside"),
]
"""Columns of a validation that are kept, behind those that say of which step it is."""


def published_folder() -> Path:
    """Where published tables of validations lie. :class:`InputError` outside a checkout, which has no such place."""
    checkout = configs_dir().parent
    if not (checkout / "pyproject.toml").is_file():
        raise InputError("Only a checkout of Town Hall has published results; leave --publish out here.")
    return checkout / "results" / "published" / "facts"


def published(half: str, folder: Path | None = None) -> pd.DataFrame:
    """All steps of a half, the first one first; an empty table before there is any."""
    file = (folder or published_folder()) / f"{NAMES[half]}.parquet"
    return pd.read_parquet(file) if file.exists() else pd.DataFrame(columns=["step", "model", "day", "ledger", *KEPT])


def check_step(step: str, found_half: str, folder: Path | None = None, *, force: bool = False) -> str:
    """The name of a step as it is kept. :class:`InputError` where it is none, or names a step that is there."""
    name = " ".join(step.split())
    if not name:
        raise InputError('--publish names the step after which the model is held against the facts, such as "(b) say".')
    if len(name) > QUOTED:
        raise InputError(f"A step's name has {QUOTED} letters at most, not {len(name)}.")
    if not force and name in set(published(found_half, folder)["step"]):
        raise InputError(
            f'The step "{shown(name, QUOTED)}" is published already; give the new one another name, or replace it with '
            "--force."
        )
    return name


def publish_step(found: Found, step: str, folder: Path | None = None) -> Path:
    """Add the table of a validation under the name of a step, in the place of an earlier one of that name."""
    half = found.asked.window.half
    target = folder or published_folder()
    before = published(half, target)
    rows = found.scores.table[KEPT].copy()
    for at, (column, value) in enumerate(
        {"step": step, "model": MODEL_VERSION, "day": now()[:10], "ledger": found.asked.ledger}.items()
    ):
        rows.insert(at, column, value)
    earlier = before[before["step"] != step]
    table = pd.concat([earlier, rows], ignore_index=True) if len(earlier) else rows
    with clear_errors(target):
        target.mkdir(parents=True, exist_ok=True)
        write_table(target, NAMES[half], table)
    return target / f"{NAMES[half]}.csv"
