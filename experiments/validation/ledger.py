"""The ledger: what each figure is for, what it is held against and how its band comes about. Fixed before any run.

``ledger.csv`` is written by hand, ``bands.csv`` is made from it and from the observed panel by
``python -m experiments.validation.bands``. One digest covers both and the halves of the councils. Each change of it is
written down in ``LEDGER.md``; nothing is validated with a ledger of which that has not been done.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from experiments.validation.halves import in_half
from sim.errors import InputError

PACKAGE = "experiments.validation"
LEDGER, BANDS, CHANGES = "ledger.csv", "bands.csv", "LEDGER.md"

TEST, CALIBRATED, REPLAYED, PROXY = "test", "calibrated", "replayed", "proxy"
ROLES = (TEST, CALIBRATED, REPLAYED, PROXY)
"""What a figure is for. Only a test counts; that a test is *implied* by the input is found, not set."""

SMALL, DEFAULT = "small", "default"
SIZES = (SMALL, DEFAULT)
"""How large each council of a run is: as in a family, or as by default. Figures of staff are counted by default."""

RULES = ("fixed", "around", "share", "bootstrap", "one_less", "at_least")
"""How a band comes about; :mod:`experiments.validation.bands` has them."""

HALF, COUNTRY = "half", "country"
SPLITS = (HALF, COUNTRY)
"""Whether a figure is of the councils of a half, or of all: of failures there are too few to halve them."""

PANEL, PUBLISHED = "panel", "published"
BASES = (PANEL, PUBLISHED)
"""Whether the observed value is the figure of the observed panel, or a published number for which there is no table."""


@dataclass(frozen=True)
class Entry:
    """One figure of the ledger. ``needs`` is the last financial year that it reads; later ones move its end along."""

    figure: str
    fact: str
    label: str
    role: str
    counted_at: str
    split: str
    needs: int
    band: str
    width: float | None
    low: float | None
    high: float | None
    observed: float | None
    basis: str
    scope: str
    year_zero: str
    source: str
    note: str


@dataclass(frozen=True)
class Band:
    """What was observed in a window, and between what a simulated figure counts as inside."""

    figure: str
    window: str
    observed: float
    low: float
    high: float


def text_of(file: str) -> str:
    """The text of a file beside this one."""
    return files(PACKAGE).joinpath(file).read_text(encoding="utf-8")


def _number(text: str) -> float | None:
    return float(text) if text else None


def _entry(row: Mapping[str, str]) -> Entry:
    plain: dict[str, Any] = dict(row)
    plain["needs"] = int(row["needs"])
    for name in ("width", "low", "high", "observed"):
        plain[name] = _number(row[name])
    return Entry(**plain)


@cache
def ledger() -> dict[str, Entry]:
    """Every figure by its name, in order."""
    return {row["figure"]: _entry(row) for row in csv.DictReader(io.StringIO(text_of(LEDGER)))}


@cache
def bands() -> dict[tuple[str, str], Band]:
    """The frozen bands by window and figure."""
    found = {}
    for row in csv.DictReader(io.StringIO(text_of(BANDS))):
        numbers = [float(row[name]) if row[name] else float("nan") for name in ("observed", "low", "high")]
        found[row["window"], row["figure"]] = Band(row["figure"], row["window"], *numbers)
    return found


def digest() -> str:
    """Sixteen hexadecimal digits that change with any role, source, band or council of a half."""
    from experiments.validation.halves import A
    from experiments.validation.observed import council_columns

    columns = council_columns()
    codes, klass = columns["codes"].tolist(), columns["klass"].tolist()
    chosen = [code for code, inside in zip(codes, in_half(A, codes, klass), strict=True) if inside]
    return digest_of(text_of(LEDGER), text_of(BANDS), " ".join(chosen))


def digest_of(*texts: str) -> str:
    """The digest of a ledger, its bands and the codes of half A."""
    found = blake2b(digest_size=8)
    for text in texts:
        found.update(len(text).to_bytes(8, "little") + text.encode())
    return found.hexdigest()


def written_down() -> list[str]:
    """The digests in the list of changes, oldest first."""
    return re.findall(r"^\| \d+ \| [\d-]+ \| `([0-9a-f]{16})` \|", text_of(CHANGES), re.MULTILINE)


def check_ledger() -> str:
    """The digest of the ledger. :class:`InputError` where it was changed and nobody wrote down why."""
    found = digest()
    if found not in written_down()[-1:]:
        raise InputError(
            f"The ledger of facts was changed ({found}) and {CHANGES} beside it does not say why; add a line with this "
            "digest there first."
        )
    return found
