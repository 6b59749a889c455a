"""Councils of the user's own, as CSV; the format is described in ``docs/your-own-council.md``."""

from __future__ import annotations

import csv
import io
import math
import os
import warnings
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path

from sim.council.council import CONTROLS, Council, Parts, folded
from sim.council.england import CHILDRENS, england
from sim.council.own_funding import DefaultParts, check_growth, read_parts, typical_parts
from sim.data import CLASSES, SERVICES, YEARS, read_rows
from sim.errors import InputError
from sim.inputs.csv_input import Row, read_csv, shown

_RATIOS = ("net_revenue_m", "reserves_ratio", "unallocated_ratio", "debt_service_ratio", "council_tax_ratio")
_NEED = tuple(f"need_m_{service}" for service in SERVICES)
_INCOME = tuple(f"income_m_{service}" for service in SERVICES)
_FUNDING = tuple(f"funding_{year}" for year in YEARS)
_PARTS = tuple(tuple(f"{part}_{year}" for part in Parts._fields) for year in YEARS)
_REQUIRED = ("name", "class", *_RATIOS, *_NEED, *_INCOME)
_OPTIONAL = (
    "code",
    "ecode",
    "short_name",
    "region",
    "deprivation",
    "control",
    *CHILDRENS,
    *_FUNDING,
    *(c for year in _PARTS for c in year),
)

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
_NET_LIMITS = (0.2, 5.0)
"""Need less income over net revenue expenditure, outside of which pounds, thousands and millions were mixed; the 353
councils lie between .5 and 1.8."""


@cache
def _national_path() -> tuple[tuple[float, ...], tuple[str, ...]]:
    rows = read_rows("national_index.csv")
    status = tuple("interpolated" if row["status"] == "interpolated" else "national index" for row in rows)
    return tuple(float(row["index"]) for row in rows), status


def load_council_file(path: str | os.PathLike[str]) -> list[Council]:
    """Read councils of the user's own from a CSV file, one row per council (``docs/your-own-council.md``).

    Raises
    ------
    InputError
        For anything that is not in the format: one sentence with file, line, column, and how to mend it.
    """
    councils: list[Council] = []
    seen: dict[str, int] = {}
    rows = read_csv(path, _REQUIRED, _OPTIONAL)
    for row in rows:
        council = _own(row)
        for column, text in {"name": council.name, "code": council.code}.items():
            first = seen.setdefault(f"{column} {folded(text)}", row.line)
            if first != row.line:
                raise row.problem(
                    column, f'"{shown(text)}" is already on line {first}; remove or rename one of the two.'
                )
        councils.append(council)
    bare = sum(not row.known(_PARTS[0][0]) for row in rows)
    if bare:
        warnings.warn(
            f"{rows[0].file}: {bare} of {len(rows)} councils do not say what their funding is made of "
            f"({_PARTS[0][0]} to {_PARTS[-1][-1]}); the median shares of their class stand in.",
            DefaultParts,
            stacklevel=2,
        )
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
    usual = england()
    given = [column for column in CHILDRENS if row.known(column)]
    if 0 < len(given) < len(CHILDRENS):
        missing = next(column for column in CHILDRENS if column not in given)
        raise row.problem(missing, f"give all of {', '.join(CHILDRENS)}, or leave all four out.")
    childrens = {column: _number(row, column) if given else usual[column] for column in CHILDRENS}
    klass = _own_class(row)
    funding, status = _own_funding(row)
    return Council(
        code=row.text("code") if row.has("code") else name,
        ecode=row.cells.get("ecode", ""),
        name=name,
        short_name=row.text("short_name") if row.has("short_name") else name,
        klass=klass,
        region=row.cells.get("region", ""),
        deprivation=_number(row, "deprivation") if row.known("deprivation") else usual["deprivation"],
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
        funding_as_booked=funding,
        funding_as_booked_status=status,
        funding_parts=_own_parts(row) or typical_parts(klass),
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
    check_growth(row, amounts)
    return tuple(amount / amounts[0] for amount in amounts), ("own",) * len(YEARS)


def _own_parts(row: Row) -> tuple[Parts, ...] | None:
    """What the funding columns are made of, where the row says it."""
    for year, columns in zip(YEARS, _PARTS, strict=True):
        for column in columns:
            if row.known(column) and not row.known(f"funding_{year}"):
                raise row.problem(column, f"it is a part of funding_{year}, which is missing; give that too.")
    if not row.known(_FUNDING[0]):
        return None
    amounts = [row.number(column, 0.0, math.inf, "real funding", above=True) for column in _FUNDING]
    return read_parts([(row, *each) for each in zip(amounts, _FUNDING, _PARTS, strict=True)])


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
        for names, whole, parts in zip(_PARTS, council.funding, council.funding_parts, strict=True):
            cells.update(zip(names, (whole * part for part in parts), strict=True))
        unknown = {
            "deprivation": not council.deprivation_known,
            "control": not council.control_known,
            **dict.fromkeys(CHILDRENS, not council.childrens_known),
        }
        writer.writerow("" if unknown.get(name) else cells[name] for name in columns)
    try:
        Path(path).write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{os.fspath(path)} cannot be written ({reason}); choose another path.") from None
