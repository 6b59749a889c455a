"""Councils and funding paths of the user's own, as CSV; the format is described in ``docs/your-own-council.md``."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import warnings
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from itertools import pairwise
from pathlib import Path

from sim.council.council import CONTROLS, Council, folded, plain_name
from sim.data import CLASSES, SERVICES, YEARS, read_rows
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import Row, read_csv, shown

_RATIOS = ("net_revenue_m", "reserves_ratio", "unallocated_ratio", "debt_service_ratio", "council_tax_ratio")
_CHILDRENS = ("turnover", "vacancy", "caseload", "rereferral")
_NEED = tuple(f"need_m_{service}" for service in SERVICES)
_INCOME = tuple(f"income_m_{service}" for service in SERVICES)
_FUNDING = tuple(f"funding_{year}" for year in YEARS)
_REQUIRED = ("name", "class", *_RATIOS, *_NEED, *_INCOME)
_OPTIONAL = ("code", "ecode", "short_name", "region", "deprivation", "control", *_CHILDRENS, *_FUNDING)

_LIMITS: dict[str, tuple[float, float, str]] = {
    "net_revenue_m": (0.0, 10_000.0, "£m a year, 2016-17 prices"),
    "reserves_ratio": (0.0, 50.0, "share of net revenue expenditure"),
    "unallocated_ratio": (0.0, 50.0, "share of net revenue expenditure"),
    "debt_service_ratio": (0.0, 2.0, "share of net revenue expenditure"),
    "council_tax_ratio": (0.0, 1.0, "share of net revenue expenditure"),
    "deprivation": (0.0, 1.0, "share of people"),
    "turnover": (0.0, 1.0, "share a year"),
    "vacancy": (0.0, 1.0, "share of posts"),
    "caseload": (0.0, 100.0, "cases per social worker"),
    "rereferral": (0.0, 1.0, "share of referrals"),
    **dict.fromkeys(_NEED + _INCOME, (0.0, 5_000.0, "£m a year, 2016-17 prices")),
}
_ABOVE_ZERO = {"net_revenue_m", "caseload"}
_MOST_FUNDING = 100.0
"""A council's funding cannot grow more than a hundredfold; a larger number is a slip."""

_MOST_IN_A_YEAR = 95.0
"""Nor nearly so from one year to the next, which is per cent among shares, or pence among pounds."""

_MUCH_IN_A_YEAR = 10.0
"""More than this is taken as it is written, and asked about: a point may stand in the wrong place."""

_DASHES = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}-"
"""All that stands between the two halves of a financial year in published tables."""

_NET_LIMITS = (0.2, 5.0)
"""Need less income over net revenue expenditure, outside of which pounds, thousands and millions were mixed; the 353
councils lie between .5 and 1.8."""


class SteepFunding(UserWarning):
    """A funding path changes so much in one year that its unit may have changed."""


@cache
def _national_path() -> tuple[tuple[float, ...], tuple[str, ...]]:
    rows = read_rows("national_index.csv")
    status = tuple("interpolated" if row["status"] == "interpolated" else "national index" for row in rows)
    return tuple(float(row["index"]) for row in rows), status


@cache
def _england() -> dict[str, float]:
    """What stands in for what a file leaves out: the mean deprivation, England's children's services."""
    rows = read_rows("councils.csv")
    unknown = next(row for row in rows if row["childrens_known"] == "0")  # these rows carry England's figures
    values = {name: float(unknown[name]) for name in _CHILDRENS}
    values["deprivation"] = round(math.fsum(float(row["deprivation"]) for row in rows) / len(rows), 4)
    return values


def load_council_file(path: str | os.PathLike[str]) -> list[Council]:
    """Read councils of the user's own from a CSV file, one row per council (``docs/your-own-council.md``).

    Raises
    ------
    InputError
        For anything that is not in the format: one sentence with file, line, column, and how to mend it.
    """
    councils: list[Council] = []
    seen: dict[str, int] = {}
    for row in read_csv(path, _REQUIRED, _OPTIONAL):
        council = _own(row)
        for column, text in {"name": council.name, "code": council.code}.items():
            first = seen.setdefault(f"{column} {folded(text)}", row.line)
            if first != row.line:
                raise row.problem(
                    column, f'"{shown(text)}" is already on line {first}; remove or rename one of the two.'
                )
        councils.append(council)
    return councils


def _number(row: Row, column: str) -> float:
    lo, hi, unit = _LIMITS[column]
    otherwise = {"need_m": "0 says that the council does not run this service", "income": "0 says that there is none"}
    return row.number(column, lo, hi, unit, above=column in _ABOVE_ZERO, otherwise=otherwise.get(column[:6], ""))


def _own(row: Row) -> Council:
    name = row.text("name")
    money = {column: _number(row, column) for column in _RATIOS}
    need = tuple(_number(row, column) for column in _NEED)
    income = tuple(_number(row, column) for column in _INCOME)
    for service, cost, fees in zip(SERVICES, need, income, strict=True):
        if cost == 0.0 and fees > 0.0:
            raise row.problem(
                f"income_m_{service}", f"a service that is not run (need_m_{service} is 0) has no income; write 0."
            )
    if money["unallocated_ratio"] > money["reserves_ratio"]:
        raise row.problem("unallocated_ratio", "it is a part of reserves_ratio and cannot exceed it; lower it.")
    net = math.fsum(need) - math.fsum(income)
    if not _NET_LIMITS[0] <= net / money["net_revenue_m"] <= _NET_LIMITS[1]:
        raise row.problem(
            "net_revenue_m",
            f"it is {money['net_revenue_m']:g} but the services cost {net:g} net of income; give both in £m a year.",
        )
    england = _england()
    given = [column for column in _CHILDRENS if row.known(column)]
    if 0 < len(given) < len(_CHILDRENS):
        missing = next(column for column in _CHILDRENS if column not in given)
        raise row.problem(missing, f"give all of {', '.join(_CHILDRENS)}, or leave all four out.")
    childrens = {column: _number(row, column) if given else england[column] for column in _CHILDRENS}
    funding, status = _own_funding(row)
    return Council(
        code=row.text("code") if row.has("code") else name,
        ecode=row.cells.get("ecode", ""),
        name=name,
        short_name=row.text("short_name") if row.has("short_name") else name,
        klass=_own_class(row),
        region=row.cells.get("region", ""),
        deprivation=_number(row, "deprivation") if row.known("deprivation") else england["deprivation"],
        deprivation_known=row.known("deprivation"),
        control=_own_control(row) if row.known("control") else "NOC",
        control_known=row.known("control"),
        net_revenue_m=money["net_revenue_m"],
        reserves_ratio=money["reserves_ratio"],
        unallocated_ratio=money["unallocated_ratio"],
        debt_service_ratio=money["debt_service_ratio"],
        council_tax_ratio=money["council_tax_ratio"],
        need_m=need,
        income_m=income,
        runs=tuple(cost > 0.0 for cost in need),
        funding=funding,
        funding_status=status,
        turnover=childrens["turnover"],
        vacancy=childrens["vacancy"],
        caseload=childrens["caseload"],
        rereferral=childrens["rereferral"],
        childrens_known=bool(given),
    )


def _own_class(row: Row) -> str:
    text = row.text("class")
    words = {**{key.casefold(): key for key in CLASSES}, **{label.casefold(): key for key, label in CLASSES.items()}}
    if text.casefold() not in words:
        known = ", ".join(f"{key} ({label})" for key, label in CLASSES.items())
        raise row.problem("class", f'"{shown(text)}" is not a class of council; write one of {known}.')
    return words[text.casefold()]


def _own_control(row: Row) -> str:
    text = row.text("control")
    words = {word.casefold(): word for word in CONTROLS}
    if text.casefold() not in words:
        raise row.problem("control", f'"{shown(text)}" is not a control; write one of {", ".join(CONTROLS)}.')
    return words[text.casefold()]


def _own_funding(row: Row) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """The funding columns of a council file, or the national index where the row has none."""
    filled = [column for column in _FUNDING if row.known(column)]
    if not filled:
        return _national_path()
    for column in _FUNDING:
        if not row.has(column):
            raise row.problem(column, f"the year is missing; give all of {_FUNDING[0]} to {_FUNDING[-1]}, or none.")
    amounts = [row.number(column, 0.0, math.inf, "real funding", above=True) for column in _FUNDING]
    _check_growth(row, amounts)
    return tuple(amount / amounts[0] for amount in amounts), ("own",) * len(YEARS)


def _check_growth(row: Row, amounts: Sequence[float]) -> None:
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


def load_funding_file(path: str | os.PathLike[str]) -> dict[str, tuple[float, ...]]:
    """Read funding paths: columns ``year`` and ``index`` or ``funding_m``, and ``council`` for several councils.

    Amounts are real (any constant prices), every year of :data:`YEARS` once. Returns, by council as written (``"*"``
    without the column ``council``), 15 numbers with 2010 = 1.

    Raises
    ------
    InputError
        For a missing or repeated year, a number that is negative, empty or out of range, and anything else that is
        not in the format.
    """
    rows = read_csv(path, ("year",), ("council", "index", "funding_m"))
    file = rows[0].file
    given = [column for column in ("index", "funding_m") if column in rows[0].cells]
    if len(given) != 1:
        fault = 'both "index" and "funding_m" are' if given else 'neither "index" nor "funding_m" is'
        raise InputError(f"{file}, line 1: {fault} among the columns; give one of the two.")
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
    paths: dict[str, tuple[float, ...]] = {}
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
        paths[council] = tuple(path_of[year][1] / start for year in YEARS)
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


def funding_for(council: Council, paths: dict[str, tuple[float, ...]]) -> tuple[float, ...]:
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


def save_council_file(councils: Sequence[Council], path: str | os.PathLike[str]) -> None:
    """Write ``councils`` in the format of :func:`load_council_file`: a start for a variant of a real council.

    What is not known of a council is left empty, so that reading the file gives the same councils again (their
    funding then counts as ``own``).
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"A file is given by its path, not by {shown(repr(path))}.")
    if not isinstance(councils, list | tuple) or not all(isinstance(council, Council) for council in councils):
        raise InputError(f"save_council_file takes a list of councils (see find_council), not {shown(repr(councils))}.")
    columns = [*_REQUIRED, *_OPTIONAL]
    plain = {field.name for field in fields(Council)}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for council in councils:
        cells = {name: getattr(council, name) for name in columns if name in plain}
        cells["class"] = council.klass
        cells.update(zip(_NEED, council.need_m, strict=True))
        cells.update(zip(_INCOME, council.income_m, strict=True))
        cells.update(zip(_FUNDING, council.funding, strict=True))
        unknown = {
            "deprivation": not council.deprivation_known,
            "control": not council.control_known,
            **dict.fromkeys(_CHILDRENS, not council.childrens_known),
        }
        writer.writerow("" if unknown.get(name) else cells[name] for name in columns)
    try:
        Path(path).write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{os.fspath(path)} cannot be written ({reason}); choose another path.") from None
