"""Read a user's CSV file strictly: every problem is one sentence with file, line and column, and how to mend it."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, did_you_mean

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_TEXT = {
    b"PK\x03\x04": "is a spreadsheet workbook, not a CSV file",
    b"\xff\xfe": "is saved as UTF-16",
    b"\xfe\xff": "is saved as UTF-16",
    b"PAR1": "is a Parquet file, not a CSV file",
}


MISSING = frozenset(
    {
        *("nan", "na", "n/a", "#n/a", "<na>", "nat", "null", "none", "inf", "infinity"),
        # Official statistics: not available, confidential, not applicable, low, unreliable, and what came before these.
        *("[x]", "[c]", "[z]", "[u]", "[w]", "[k]", "[low]", "x", "c", "z", "low"),
        *("..", "...", ".", ":", "-", "--", "*", "~", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL ELLIPSIS}"),
    }
)
"""What stands for a missing value in tables of others, in small letters."""

QUOTED = 80
"""Characters of what a user gave us that a message repeats at most."""

HEADER_WITHIN = 40
"""Lines within which a header is looked for below something else."""


def shown(text: str, most: int = 40) -> str:
    """``text`` as a message may quote it: on one line, printable, at most ``most`` characters."""
    # A look at far more than can be shown is enough, and a file of gigabytes is not gone through.
    plain = " ".join(text[: 20 * most].split())
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in plain)
    whole = len(plain) <= most and len(text) <= 20 * most
    return plain if whole else f"{plain[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def stands_for_missing(text: str) -> bool:
    """Whether a cell says in one of the usual ways that there is no value."""
    folded = text.strip().casefold()
    return folded in MISSING or folded.lstrip("+-") in MISSING


@dataclass(frozen=True)
class Row:
    """One row of a user's file; ``line`` is its line in the file, for messages."""

    file: str
    line: int
    cells: dict[str, str]

    def problem(self, column: str, what: str) -> InputError:
        """The error for this row and ``column``; ``what`` completes the sentence."""
        return InputError(f'{self.file}, line {self.line}, column "{column}": {what}')

    def has(self, column: str) -> bool:
        """Whether ``column`` is in the file and filled in on this row."""
        return bool(self.cells.get(column))

    def known(self, column: str) -> bool:
        """Whether ``column`` is in the file and holds more than a sign that the value is missing."""
        return self.has(column) and not stands_for_missing(self.cells[column])

    def text(self, column: str) -> str:
        """The text of a cell that must not be empty."""
        value = self.cells[column]
        if not value:
            raise self.problem(column, "the cell is empty; fill it in.")
        return value

    def number(
        self, column: str, lo: float, hi: float, unit: str, *, above: bool = False, otherwise: str = ""
    ) -> float:
        """A finite number within ``lo`` and ``hi`` inclusive (``above``: ``lo`` itself is excluded).

        ``otherwise`` says what else may be done where the value is missing.
        """
        if not self.cells[column]:
            raise self.problem(column, f"the cell is empty; give a number ({unit}).")
        value = self.cells[column]
        if stands_for_missing(value):
            mend = f"give a number ({unit}){f'; {otherwise}' if otherwise else ''}"
            raise self.problem(column, f'"{shown(value)}" stands for a missing value; {mend}.')
        if not _NUMBER.fullmatch(value):
            raise self.problem(column, f'"{shown(value)}" is not a number; {_hint(value, unit)}.')
        number = float(value)
        limits = f"{'above' if above else 'at least'} {lo:g}" + (f" and at most {hi:g}" if math.isfinite(hi) else "")
        if not math.isfinite(number) or number > hi or number < lo or (above and number == lo):
            raise self.problem(column, f"{shown(value)} is out of range; give a number {limits} ({unit}).")
        return number


def _hint(value: str, unit: str) -> str:
    """How to write a number that was written in another way."""
    if value.endswith("%") and _NUMBER.fullmatch(value[:-1].strip()):
        return f"write {float(value[:-1]) / 100:g} for {shown(value)}"
    if "," in value and _NUMBER.fullmatch(value.replace(",", "")):
        return "write it with a decimal point and without separators between thousands"
    if value[0] in "£$€":
        return "leave out the currency sign"
    return f"give a number ({unit})"


def read_csv(
    path: str | os.PathLike[str], required: Sequence[str], optional: Iterable[str] = (), *, empty_rows: bool = False
) -> list[Row]:
    """Read a UTF-8 file with a header line and columns separated by commas or by tabs.

    ``required`` columns must be present, ``optional`` ones may be, others are an error (a misspelt optional column
    would otherwise be ignored without a word). Column names ignore case; the cells of a row stand in the file's order.
    What may stand above the header is skipped: a line ``sep=,``, comments that begin with #, the six lines of
    BehaviorSpace. Empty lines are skipped; with ``empty_rows`` a row whose cells are all empty counts.
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"A file is given by its path, not by {shown(repr(path))}.")
    file = os.fspath(path)
    lines = list(io.StringIO(_decode(Path(path), file), newline=""))
    above = _above_header(lines)
    tabs = len(lines) > above and "\t" in lines[above] and "," not in lines[above]
    reader = csv.reader(lines[above:], delimiter="\t" if tabs else ",", strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    blank = 0
    try:
        for cells in reader:
            line = above + reader.line_num
            stripped = [" ".join(cell.split()) for cell in cells]  # a cell is one line
            nothing = not cells or (len(cells) == 1 and cells[0] != "")  # the line, not a cell, is empty
            if not any(stripped) and (header is None or not empty_rows or nothing):
                blank = blank or line
                continue
            if header is None:
                header = _header(file, line, stripped, required, list(optional), lines, "\t" if tabs else ",")
                blank = 0
                continue
            if empty_rows and blank and len(header) == 1:
                # In a table of one column nobody can tell an empty line from an empty cell.
                raise InputError(
                    f'{file}, line {blank}: the line is empty; write "" there for an empty cell, or remove the line.'
                )
            if len(stripped) != len(header):
                raise InputError(
                    f"{file}, line {line}: the row has {len(stripped)} cells but the header {len(header)}; "
                    f"add or remove {'tabs' if tabs else 'commas'}, or put a text that contains "
                    f"a {'tab' if tabs else 'comma'} in quotation marks."
                )
            rows.append(Row(file, line, dict(zip(header, stripped, strict=True))))
    except csv.Error as error:
        line = above + reader.line_num
        raise InputError(f"{file}, line {line}: the row cannot be read as CSV ({error}); mend it.") from None
    if header is None:
        raise InputError(f"{file} is empty; its first line must name the columns: {', '.join(required)}.")
    if not rows:
        raise InputError(f"{file} has a header but no rows; add at least one.")
    return rows


def _decode(path: Path, file: str) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        nearby = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(f"{file} does not exist; check the path.{did_you_mean(path.name, nearby)}") from None
    except IsADirectoryError:
        raise InputError(f"{file} is a folder; give the path of a CSV file.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{file} cannot be read ({reason}); check the path and its permissions.") from None
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise InputError(f'{file} {what}; save it as "CSV UTF-8 (comma separated)".')
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f'{file}, line {line}: the text is not in UTF-8 encoding; save the file as "CSV UTF-8 (comma separated)".'
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(f'{file}, line {line}: the file is not text; save it as "CSV UTF-8 (comma separated)".')
    return text


def _above_header(lines: Sequence[str]) -> int:
    """How many of the first lines are known to stand above a header, and say nothing about columns."""
    above = 0
    while above < len(lines):
        plain = lines[above].strip().strip('"').casefold()
        if plain and not plain.startswith("#") and not re.fullmatch(r"sep=(.|\\t)?", plain):
            break
        above += 1
    # NetLogo: title, model, experiment, time, then the sizes of its world by name and as numbers.
    if above + 6 < len(lines) and lines[above].strip().strip('"').startswith("BehaviorSpace results"):
        return above + 6
    return above if above < len(lines) else 0


def _header_below(lines: Sequence[str], first: int, delimiter: str, required: Sequence[str]) -> int | None:
    """The line on which a header with most of ``required`` stands, below the line ``first`` which has none of them."""
    wanted = {name.casefold() for name in required}

    def known(line: str) -> int:
        return len({cell.strip().strip('"').casefold() for cell in line.split(delimiter)} & wanted)

    if not wanted or known(lines[first - 1]):
        return None
    below = range(first, min(len(lines), first + HEADER_WITHIN))
    return next((at + 1 for at in below if 2 * known(lines[at]) >= len(wanted)), None)


def _header(
    file: str,
    line: int,
    cells: list[str],
    required: Sequence[str],
    optional: list[str],
    lines: Sequence[str],
    delimiter: str,
) -> list[str]:
    """The column names in our spelling, or an error."""
    for sign in dict.fromkeys((delimiter, "\t", ",")):
        below = _header_below(lines, line, sign, required)
        if below is not None:
            raise InputError(
                f"{file}, line {line}: this is no header, which stands on line {below}; remove what stands above it."
            )
    spelling = {name.casefold(): name for name in [*required, *optional]}
    if len(cells) == 1:
        for sign, name in {";": "semicolons", "|": "bars"}.items():
            if sign in cells[0]:
                raise InputError(f"{file}, line {line}: the columns are separated by {name}; save it with commas.")
    names = [spelling.get(cell.casefold(), cell) for cell in cells]
    unknown = [name for name in names if name not in spelling.values()]
    for name in required:
        if name not in names:
            close = did_you_mean(name, [shown(cell) for cell in unknown if cell])
            mend = f"{close[: -len('?')].replace(' Did you mean', ' rename')} to it" if close else " add it"
            raise InputError(f'{file}, line {line}: the column "{name}" is missing;{mend}.')
    for position, name in enumerate(names):
        if not name:
            raise InputError(f"{file}, line {line}: column {position + 1} has no name; name or remove it.")
        if names.index(name) != position:
            raise InputError(f'{file}, line {line}: the column "{shown(name)}" appears twice; remove one.')
    for name in unknown:
        raise InputError(
            f'{file}, line {line}: there is no column "{shown(name)}" in this format; rename or remove it.'
            + did_you_mean(name, [known for known in spelling.values() if known not in names])
        )
    return names
