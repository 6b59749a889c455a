"""Funding paths of the user's own, as CSV; the format is described in ``docs/your-own-council.md``."""

from __future__ import annotations

import math
import os
import re
import warnings
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import median

from sim.council.council import Council, FundingPath, Parts, folded, plain_name
from sim.data import YEARS, read_rows
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import Row, read_csv, shown

_MOST_FUNDING = 100.0
"""A council's funding cannot grow more than a hundredfold; a larger number is a slip."""

_MOST_IN_A_YEAR = 95.0
"""Nor nearly so from one year to the next, which is per cent among shares, or pence among pounds."""

_MUCH_IN_A_YEAR = 10.0
"""More than this is taken as it is written, and asked about: a point may stand in the wrong place."""

_DASHES = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}-"
"""All that stands between the two halves of a financial year in published tables."""

_AMOUNTS = tuple(f"{part}_m" for part in Parts._fields)
_ROUNDED = 0.001
"""Parts may miss the whole by this share of it: amounts are rounded."""


class SteepFunding(UserWarning):
    """A funding path changes so much in one year that its unit may have changed."""


class DefaultParts(UserWarning):
    """A file does not say what funding is made of, and a declared default stands in."""


@cache
def typical_parts(klass: str) -> tuple[Parts, ...]:
    """What the funding of a council of a class is made of, year by year: the median share of each part, scaled to 1."""
    of_class = {row["code"] for row in read_rows("councils.csv") if row["klass"] == klass}
    rows = [row for row in read_rows("funding.csv") if row["code"] in of_class]
    found = []
    for year in YEARS:
        now = [row for row in rows if int(row["year"]) == year]
        middle = [median(float(row[f"{part}_share"]) for row in now) for part in Parts._fields]
        found.append(Parts(*(share / math.fsum(middle) for share in middle)))
    return tuple(found)


def read_parts(years: Sequence[tuple[Row, float, str, Sequence[str]]]) -> tuple[Parts, ...] | None:
    """What funding is made of, or None where the file does not say it.

    For each year the row, the whole, its column, and the columns of grant, rates and council tax.
    """
    if not any(row.known(column) for row, _, _, columns in years for column in columns):
        return None
    found = []
    for row, whole, its, columns in years:
        for column in columns:
            if not row.has(column):
                raise row.problem(column, f"it is missing; give {', '.join(columns)} for every year, or for none.")
        amounts = [row.number(column, 0.0, math.inf, "real funding") for column in columns]
        over = math.fsum(amounts) - whole
        if abs(over) > _ROUNDED * whole:
            raise row.problem(
                columns[-1],
                f"{' + '.join(columns)} is {math.fsum(amounts):.10g} but {its} is {whole:.10g}, "
                f"{abs(over):.6g} {'less' if over > 0 else 'more'}; correct one of the four.",
            )
        found.append(Parts(*(amount / math.fsum(amounts) for amount in amounts)))
    return tuple(found)


def check_growth(row: Row, amounts: Sequence[float]) -> None:
    if max(amounts) > _MOST_FUNDING * amounts[0] or min(amounts) < amounts[0] / _MOST_FUNDING:
        year = next(y for y, a in zip(YEARS, amounts, strict=True) if not 0.01 <= a / amounts[0] <= _MOST_FUNDING)
        raise row.problem(
            f"funding_{year}",
            f"funding of {year} is out of range (a hundred times that of 2010, or a hundredth); mend it.",
        )
    for year, (before, amount) in zip(YEARS[1:], pairwise(amounts), strict=True):
        _check_year(row, f"funding_{year}", before, amount)


def _check_year(row: Row, column: str, before: float, amount: float) -> None:
    """Refuse an amount that cannot follow the one of the year before; ask about one that hardly can."""
    times = amount / before
    said = f"funding is {times:.3g} times that of the year before"
    if not 1.0 / _MOST_IN_A_YEAR <= times <= _MOST_IN_A_YEAR:
        raise row.problem(column, f"{said}; give all years in one unit and at constant prices.")
    if not 1.0 / _MUCH_IN_A_YEAR <= times <= _MUCH_IN_A_YEAR:
        question = row.problem(column, f"{said}, and it is taken as written; are all years in one unit?")
        warnings.warn(str(question), SteepFunding, stacklevel=2)


def load_funding_file(path: str | os.PathLike[str]) -> dict[str, FundingPath]:
    """Read funding paths: columns ``year`` and ``index`` or ``funding_m``, and ``council`` for several councils.

    Amounts are real (any constant prices), every year of :data:`YEARS` once. The columns ``grant_m``, ``rates_m`` and
    ``council_tax_m`` say what ``funding_m`` is made of, and add up to it. Returns, by council as written (``"*"``
    without the column ``council``), 15 numbers with 2010 = 1.

    Raises
    ------
    InputError
        For a missing or repeated year, a number that is negative, empty or out of range, and anything else that is
        not in the format.
    """
    rows = read_csv(path, ("year",), ("council", "index", "funding_m", *_AMOUNTS))
    file = rows[0].file
    given = [column for column in ("index", "funding_m") if column in rows[0].cells]
    if len(given) != 1:
        fault = 'both "index" and "funding_m" are' if given else 'neither "index" nor "funding_m" is'
        raise InputError(f"{file}, line 1: {fault} among the columns; give one of the two.")
    if given == ["index"] and any(column in rows[0].cells for column in _AMOUNTS):
        raise InputError(
            f'{file}, line 1: {", ".join(_AMOUNTS)} are amounts and "index" is none; write "funding_m" in its place.'
        )
    lines: dict[str, dict[int, tuple[Row, float]]] = {}
    spelling: dict[str, str] = {}
    for row in rows:
        council = row.text("council") if "council" in row.cells else "*"
        council = spelling.setdefault(folded(council) or council, council)
        year = _year(row)
        amount = row.number(given[0], 0.0, math.inf, "real funding", above=True)
        path_of = lines.setdefault(council, {})
        if year in path_of:
            whose = "" if council == "*" else f" of {shown(council)}"
            raise row.problem(
                "year", f"the year {year}{whose} is already on line {path_of[year][0].line}; remove one of the two."
            )
        path_of[year] = (row, amount)
    paths: dict[str, FundingPath] = {}
    for council, path_of in lines.items():
        missing = [str(year) for year in YEARS if year not in path_of]
        if missing:
            whose = "" if council == "*" else f" for {shown(council)}"
            raise InputError(f'{file}, column "year": {", ".join(missing)} missing{whose}; add a row for each year.')
        start = path_of[YEARS[0]][1]
        for year in YEARS:
            row, amount = path_of[year]
            if not 1.0 / _MOST_FUNDING <= amount / start <= _MOST_FUNDING:
                raise row.problem(
                    given[0], f"it is {amount / start:.3g} times the funding of 2010; correct one of the two."
                )
        for before, year in pairwise(YEARS):
            _check_year(path_of[year][0], given[0], path_of[before][1], path_of[year][1])
        parts = read_parts([(*path_of[year], given[0], _AMOUNTS) for year in YEARS])
        paths[council] = FundingPath.of([path_of[year][1] / start for year in YEARS], parts)
    bare = sum(path.parts is None for path in paths.values())
    if bare:
        warnings.warn(
            f"{file}: {bare} of {len(paths)} funding paths do not say what they are made of ({', '.join(_AMOUNTS)}); "
            "the shares that the council has already stand in.",
            DefaultParts,
            stacklevel=2,
        )
    return paths


def _year(row: Row) -> int:
    """A financial year: ``2010``, ``2010-11`` with any dash or a stroke, or ``2010 to 2011``."""
    text = row.text("year")
    match = re.fullmatch(rf"(\d{{4}})(?: ?(?:[/{_DASHES}]|to) ?(\d{{4}}|\d{{2}}))?", text, re.ASCII | re.IGNORECASE)
    if not match or (match[2] and match[2] != str(int(match[1]) + 1)[-len(match[2]) :]):
        raise row.problem("year", f'"{shown(text)}" is not a financial year; write it as 2010 or 2010-11.')
    year = int(match[1])
    if year not in YEARS:
        raise row.problem("year", f"{shown(text)} is outside {YEARS[0]} to {YEARS[-1]}; remove the row.")
    return year


def funding_for(council: Council, paths: dict[str, FundingPath]) -> FundingPath:
    """The path of ``council`` in what :func:`load_funding_file` returned, by any of its names or for all (``"*"``)."""
    if not isinstance(council, Council) or not isinstance(paths, dict):
        raise InputError("funding_for takes a council (see find_council) and what load_funding_file gives.")
    names = {form(text) for text in (council.code, council.name, council.short_name) for form in (folded, plain_name)}
    for written, path in paths.items():
        if written == "*" or folded(written) in names or plain_name(written) in names:
            return path
    close = did_you_mean(council.short_name, paths)
    raise InputError(
        f"The funding file has no rows for {shown(council.short_name)}; add them, or remove its council column.{close}"
    )
