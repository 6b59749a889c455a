"""How often half B was opened: a committed list, to which the command itself adds a line before it shows anything."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from sim import MODEL_VERSION
from sim.errors import InputError

FILE = Path(__file__).parent / "openings.csv"

FEWEST_WORDS = 3
"""A reason of fewer words is none."""


@dataclass(frozen=True)
class Opening:
    """One look at half B: when, at which model, which half was shown, with which ledger, and why."""

    number: int
    day: str
    model: str
    half: str
    ledger: str
    reason: str


def openings(file: Path | None = None) -> list[Opening]:
    """All of them, the first one first."""
    with open(file or FILE, encoding="utf-8", newline="") as lines:
        return [Opening(**{**row, "number": int(row["number"])}) for row in csv.DictReader(lines)]  # type: ignore[arg-type]


def check_reason(reason: str) -> str:
    """The reason as it is kept. :class:`InputError` where it is none."""
    plain = " ".join(reason.split())
    if len(plain.split()) < FEWEST_WORDS:
        raise InputError(
            "Each opening of half B is counted and its reason is kept; give one in a few words, such as "
            '--open-half-b "model 0.3 is finished".'
        )
    return plain


def open_half_b(half: str, reason: str, ledger: str, file: Path | None = None) -> Opening:
    """Count an opening, before anything of it is seen.

    Raises:
        InputError: the reason is none, or the list cannot be written, so that nothing may be shown.
    """
    target = file or FILE
    plain = check_reason(reason)
    made = Opening(len(openings(target)) + 1, datetime.now(UTC).date().isoformat(), MODEL_VERSION, half, ledger, plain)
    try:
        with open(target, "a", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerow(astuple(made))
            lines.flush()
            os.fsync(lines.fileno())
    except OSError as error:
        raise InputError(
            f"Openings of half B are counted in {target}, which cannot be written ({error.strerror}); nothing is shown."
        ) from None
    return made


def heading() -> Sequence[str]:
    """The columns of the list."""
    return [each.name for each in fields(Opening)]
