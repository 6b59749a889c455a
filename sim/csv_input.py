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


def shown(text: str) -> str:
    """``text`` as a message may quote it: on one line, printable, at most 40 characters."""
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in " ".join(text.split()))
    return plain if len(plain) <= 40 else f"{plain[:39]}\N{HORIZONTAL ELLIPSIS}"


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

    def text(self, column: str) -> str:
        """The text of a cell that must not be empty."""
        value = self.cells[column]
        if not value:
            raise self.problem(column, "the cell is empty; fill it in.")
        return value

    def number(self, column: str, lo: float, hi: float, unit: str, *, above: bool = False) -> float:
        """A finite number within ``lo`` and ``hi`` inclusive (``above``: ``lo`` itself is excluded)."""
        if not self.cells[column]:
            raise self.problem(column, f"the cell is empty; give a number ({unit}).")
        value = self.cells[column]
        if value.casefold().lstrip("+-") in {"nan", "na", "n/a", "null", "none", "inf", "infinity", "#n/a", "-"}:
            raise self.problem(column, f'"{shown(value)}" stands for a missing value; give a number ({unit}).')
        if not _NUMBER.fullmatch(value):
            raise self.problem(column, f'"{shown(value)}" is not a number; {_hint(value, unit)}.')
        number = float(value)
        limits = f"{'above' if above else 'at least'} {lo:g} and at most {hi:g}"
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


def read_csv(path: str | os.PathLike[str], required: Sequence[str], optional: Iterable[str] = ()) -> list[Row]:
    """Read a comma-separated UTF-8 file with a header line.

    ``required`` columns must be present, ``optional`` ones may be, others are an error (a misspelt optional column
    would otherwise be ignored without a word). Column names ignore case. Empty lines are skipped.
    """
    file = os.fspath(path)
    text = _decode(Path(path), file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    try:
        for cells in reader:
            stripped = [" ".join(cell.split()) for cell in cells]  # a cell is one line
            if not any(stripped):
                continue
            if header is None:
                header = _header(file, reader.line_num, stripped, required, list(optional))
                continue
            if len(stripped) != len(header):
                raise InputError(
                    f"{file}, line {reader.line_num}: the row has {len(stripped)} cells but the header {len(header)}; "
                    "add or remove commas, or put a text that contains a comma in quotation marks."
                )
            rows.append(Row(file, reader.line_num, dict(zip(header, stripped, strict=True))))
    except csv.Error as error:
        raise InputError(f"{file}, line {reader.line_num}: the row cannot be read as CSV ({error}); mend it.") from None
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


def _header(file: str, line: int, cells: list[str], required: Sequence[str], optional: list[str]) -> list[str]:
    """The column names in our spelling, or an error."""
    spelling = {name.casefold(): name for name in [*required, *optional]}
    if len(cells) == 1:
        for sign, name in {";": "semicolons", "\t": "tabs", "|": "bars"}.items():
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
