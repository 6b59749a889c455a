"""Where the model meets data and where it misses them: what the published validation says, where there is one.

``townhall validate --publish`` keeps a table for each half of the councils in ``results/published/facts``. A report
takes the last step of each over; it works nothing out again.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import sim
from experiments.reports.parts import Block, Fold, Line, Para, marked, said, table

PUBLISHED = Path(sim.__file__).resolve().parents[1] / "results" / "published" / "facts"
TABLES = {
    "half_a": "in one half of the councils",
    "half_b": "in the other half, that nobody had looked at before",
    "both": "in all councils",
}
"""The tables that may be there, and which councils each is of."""

NEEDED = {"step", "model", "day", "label", "role", "counted", "low", "high", "simulated", "inside", "verdict"}
TEST, IMPLIED = "test", "implied"


def data_fit(model_version: str, published: Path = PUBLISHED) -> tuple[Block, ...]:
    """What is known of the fit of ``model_version``, or that nothing is published."""
    blocks: list[Block] = []
    for name, where in TABLES.items():
        file = published / f"{name}.parquet"
        if not file.is_file():
            continue
        try:
            frame = pd.read_parquet(file)
        except (OSError, ValueError):
            frame = pd.DataFrame()
        if len(frame) and set(frame) >= NEEDED:
            blocks += _of(frame[frame["step"] == frame["step"].iloc[-1]], where, model_version)
        else:
            blocks.append(Para(f"The published validation {where} cannot be read, so nothing is said of it here."))
    if blocks:
        return tuple(blocks)
    return (
        Para(
            "No validation of this model against observed data is published with it, so this report cannot say where "
            "the model meets them and where it misses them. Read its numbers as what follows from the assumptions."
        ),
    )


def _of(rows: pd.DataFrame, where: str, model_version: str) -> list[Block]:
    """What one table says: how many tests are inside, and each test with its band."""
    tests = rows[(rows["role"] == TEST) & rows["counted"].astype(bool)]
    inside, implied = tests[tests["inside"].astype(bool)], tests[tests["verdict"] == IMPLIED]
    of, day = str(rows["model"].iloc[0]), str(rows["day"].iloc[0])
    line = said(
        "**Published on {day}, model {of}, {where}:** {inside} of {tests} tests against observed figures lie inside "
        "the bands that were written down before; {implied} of these lie there by what was put in alone, and say "
        "nothing for the model.",
        day=day, of=of, where=where, inside=len(inside), tests=len(tests), implied=len(implied),
    )  # fmt: skip
    blocks: list[Block] = [Para(line)]
    if of != model_version:
        other = said("That is of model **{of}**, this result of {own}.", of=of, own=model_version)
        blocks.append(Para(other, note=True))
    cells = [
        (str(row["label"]), _number(row["low"], row["high"]), _number(row["simulated"]), _verdict(row))
        for _, row in tests.sort_values("inside", kind="stable").iterrows()
    ]
    header = ("figure", "between", "model", "verdict")
    return [*blocks, Fold(f"The {len(tests)} tests one by one, those that it misses first", (table(header, cells),))]


def _verdict(row: pd.Series) -> Line:
    return marked(f"**{row['verdict']}**") if row["inside"] else str(row["verdict"])


def _number(*values: float) -> str:
    """Numbers in three digits, the ends of a band with a word between."""
    return " to ".join("unknown" if value != value else f"{value:.3g}".replace("-", "−") for value in values)
