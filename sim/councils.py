"""The 353 English councils that a run can start from, and councils of the user's own.

A :class:`Council` is the starting state of 2010-11 with the funding path that is replayed; where its numbers come
from stands in ``sim/data/SOURCES.md``, how to write a file of one's own in ``docs/your-own-council.md``. Money is in
£m a year at 2016-17 prices.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from sim.csv_input import Row, read_csv
from sim.data import CLASSES, SERVICES, YEARS, read_rows
from sim.errors import InputError, did_you_mean

__all__ = [
    "CLASSES",
    "CONTROLS",
    "SERVICES",
    "YEARS",
    "Council",
    "all_councils",
    "find_council",
    "funding_for",
    "load_council_file",
    "load_funding_file",
    "save_council_file",
    "search_councils",
    "with_funding",
]

CONTROLS = ("Con", "Lab", "LD", "NOC", "Other")
"""Who controls a council: Conservative, Labour, Liberal Democrat, no overall control, others and independents."""


@dataclass(frozen=True)
class Council:
    """One council as it stands in April 2010, and its funding from then on.

    Tuples named ``*_m`` and ``runs`` have one entry per service of :data:`SERVICES`, ``funding`` and
    ``funding_status`` one per year of :data:`YEARS`.
    """

    code: str
    """Code of the Office for National Statistics, for example ``E09000007``; its random numbers hang on it."""
    ecode: str
    """Code of the revenue statistics, for example ``E5011``; empty for a council of the user's own."""
    name: str
    """Name as the accounts give it, for example ``Bristol UA``."""
    short_name: str
    """Name for people, unique among the 353, for example ``Bristol``."""
    klass: str
    """Class: a key of :data:`CLASSES`."""
    region: str
    deprivation: float
    """Share of people who are income deprived (2019)."""
    deprivation_known: bool
    control: str
    """Political control about 2020: one of :data:`CONTROLS`."""
    control_known: bool
    net_revenue_m: float
    """Net revenue expenditure 2010-11, £m."""
    reserves_ratio: float
    """Earmarked and unallocated reserves on 1 April 2010 over net revenue expenditure (schools and health apart)."""
    unallocated_ratio: float
    """The unallocated part of ``reserves_ratio``."""
    debt_service_ratio: float
    """Repayment and interest over net revenue expenditure."""
    council_tax_ratio: float
    """Council tax over net revenue expenditure."""
    need_m: tuple[float, ...]
    """Gross cost of what each service provided in 2010-11, £m a year (estimated from net spend); 0 where not run."""
    income_m: tuple[float, ...]
    """Fees, charges and other income of each service in 2010-11, £m a year (estimated); 0 where not run."""
    runs: tuple[bool, ...]
    """Whether the council runs each service."""
    funding: tuple[float, ...]
    """Real funding by year, 2010 = 1."""
    funding_status: tuple[str, ...]
    """Per year: ``replayed``, ``class mean``, ``national index``, ``interpolated`` or ``own``."""
    turnover: float
    """Children's social workers who leave in a year, share (2016 to 2018)."""
    vacancy: float
    """Vacant posts of children's social workers, share of posts (2016 to 2018)."""
    caseload: float
    """Cases per children's social worker (2016 to 2018)."""
    rereferral: float
    """Referrals of children within a year of the last one, share (2016 to 2018)."""
    childrens_known: bool
    """Whether the four figures are the council's own; otherwise England's."""

    @property
    def class_name(self) -> str:
        """The class in words, for example ``London borough``."""
        return CLASSES[self.klass]


# ---------------------------------------------------------------- the 353


@cache
def all_councils() -> tuple[Council, ...]:
    """All 353 councils of 2010-11, ordered by code. Read once, then kept."""
    paths: dict[str, list[tuple[float, str]]] = {}
    for row in read_rows("funding.csv"):  # ordered by code and year
        paths.setdefault(row["code"], []).append((float(row["index"]), row["status"]))
    return tuple(_built_in(row, paths[row["code"]]) for row in read_rows("councils.csv"))


def _built_in(row: dict[str, str], path: list[tuple[float, str]]) -> Council:
    need = tuple(float(row[f"need_m_{service}"]) for service in SERVICES)
    return Council(
        code=row["code"],
        ecode=row["ecode"],
        name=row["name"],
        short_name=row["short_name"],
        klass=row["klass"],
        region=row["region"],
        deprivation=float(row["deprivation"]),
        deprivation_known=row["deprivation_known"] == "1",
        control=row["control"],
        control_known=row["control_known"] == "1",
        net_revenue_m=float(row["net_revenue_m"]),
        reserves_ratio=float(row["reserves_ratio"]),
        unallocated_ratio=float(row["unallocated_ratio"]),
        debt_service_ratio=float(row["debt_service_ratio"]),
        council_tax_ratio=float(row["council_tax_ratio"]),
        need_m=need,
        income_m=tuple(float(row[f"income_m_{service}"]) for service in SERVICES),
        runs=tuple(amount > 0.0 for amount in need),
        funding=tuple(index for index, _ in path),
        funding_status=tuple(status for _, status in path),
        turnover=float(row["turnover"]),
        vacancy=float(row["vacancy"]),
        caseload=float(row["caseload"]),
        rereferral=float(row["rereferral"]),
        childrens_known=row["childrens_known"] == "1",
    )


_FORMAL = re.compile(
    r"^(the )?((london|royal|metropolitan) borough of |county of |city and county of )?"
    r"(?P<core>.+?)( (ua|unitary authority|((county|city|borough|district|town|metropolitan|london) )*council))?$"
)


def _folded(text: str) -> str:
    """Text for comparison: no case, ``&`` as ``and``, one space for anything that is no letter or digit."""
    return re.sub(r"[^\w]+", " ", text.casefold().replace("&", " and ").replace("'", "")).strip()


def _plain(text: str) -> str:
    """Folded, and without the formal parts of a name: ``London Borough of Camden`` -> ``camden``."""
    match = _FORMAL.match(_folded(text))
    return match["core"] if match else _folded(text)


@cache
def _by_key() -> dict[str, tuple[Council, ...]]:
    keys: dict[str, list[Council]] = {}
    for council in all_councils():
        names = (council.code, council.ecode, council.name, council.short_name)
        for key in {form(text) for text in names for form in (_folded, _plain)}:
            keys.setdefault(key, []).append(council)
    return {key: tuple(found) for key, found in keys.items()}


def find_council(text: str) -> Council:
    """Return the council whose code, name or short name is ``text``, in any case.

    ``"camden"``, ``"London Borough of Camden"``, ``"E09000007"`` and ``"E5011"`` all find Camden.

    Raises
    ------
    InputError
        When no council or more than one answers to ``text``; the sentence names the candidates.
    """
    if not text or not text.strip():
        raise InputError('The name of the council is empty; give one, for example "Camden".')
    found = _by_key().get(_folded(text)) or _by_key().get(_plain(text)) or ()
    if len(found) == 1:
        return found[0]
    candidates = found or tuple(c for c in all_councils() if f" {_plain(text)} " in f" {_folded(c.short_name)} ")
    if len(candidates) > 1:
        names = ", ".join(f"{c.short_name} ({c.code})" for c in candidates[:8])
        more = f" and {len(candidates) - 8} more" if len(candidates) > 8 else ""
        raise InputError(f'"{text}" could be any of {names}{more}; give the whole name or the code.')
    options = {c.short_name for c in candidates or all_councils()}
    if candidates:
        hint = f' Did you mean "{candidates[0].short_name}"?'
    else:
        hint = did_you_mean(_plain(text), options) or ' "townhall councils" lists them.'
    raise InputError(f'There is no council "{text}" among the 353.{hint}')


def search_councils(text: str = "") -> list[Council]:
    """Councils with ``text`` anywhere in a name, code, region or class (all for an empty text), by short name."""
    wanted = _folded(text)
    found = [
        council
        for council in all_councils()
        if wanted in _folded(f"{council.short_name} | {council.name}")
        or wanted in (council.code.casefold(), council.ecode.casefold(), council.klass.casefold())
        or wanted in _folded(council.region)
        or wanted in _folded(council.class_name)
    ]
    return sorted(found, key=lambda council: council.short_name)


# ---------------------------------------------------------------- the user's own

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

_NET_LIMITS = (0.2, 5.0)
"""Need less income over net revenue expenditure, outside of which pounds, thousands and millions were mixed; the 353
councils lie between .5 and 1.8."""


@cache
def _national_path() -> tuple[tuple[float, ...], tuple[str, ...]]:
    rows = read_rows("national_index.csv")
    status = tuple("interpolated" if row["status"] == "interpolated" else "national index" for row in rows)
    return tuple(float(row["index"]) for row in rows), status


@cache
def _england() -> dict[str, float]:
    """England's deprivation (mean of councils) and starting values of children's services."""
    councils = all_councils()
    unknown = next(council for council in councils if not council.childrens_known)
    values = {name: float(getattr(unknown, name)) for name in _CHILDRENS}
    values["deprivation"] = round(math.fsum(c.deprivation for c in councils) / len(councils), 4)
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
            first = seen.setdefault(f"{column} {_folded(text)}", row.line)
            if first != row.line:
                raise row.problem(column, f'"{text}" is already on line {first}; remove or rename one of the two.')
        councils.append(council)
    return councils


def _number(row: Row, column: str) -> float:
    lo, hi, unit = _LIMITS[column]
    return row.number(column, lo, hi, unit, above=column in _ABOVE_ZERO)


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
    given = [column for column in _CHILDRENS if row.has(column)]
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
        deprivation=_number(row, "deprivation") if row.has("deprivation") else england["deprivation"],
        deprivation_known=row.has("deprivation"),
        control=_own_control(row) if row.has("control") else "NOC",
        control_known=row.has("control"),
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
        raise row.problem("class", f'"{text}" is not a class of council; write one of {known}.')
    return words[text.casefold()]


def _own_control(row: Row) -> str:
    text = row.text("control")
    words = {word.casefold(): word for word in CONTROLS}
    if text.casefold() not in words:
        raise row.problem("control", f'"{text}" is not a control; write one of {", ".join(CONTROLS)}.')
    return words[text.casefold()]


def _own_funding(row: Row) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """The funding columns of a council file, or the national index where the row has none."""
    filled = [column for column in _FUNDING if row.has(column)]
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
        council = spelling.setdefault(_folded(council) or council, council)
        year = _year(row)
        amount = row.number(given[0], 0.0, math.inf, "real funding", above=True)
        path_of = lines.setdefault(council, {})
        if year in path_of:
            whose = "" if council == "*" else f" of {council}"
            raise row.problem(
                "year", f"the year {year}{whose} is already on line {path_of[year][0].line}; remove one of the two."
            )
        path_of[year] = (row, amount)
    paths: dict[str, tuple[float, ...]] = {}
    for council, path_of in lines.items():
        missing = [str(year) for year in YEARS if year not in path_of]
        if missing:
            whose = "" if council == "*" else f" for {council}"
            raise InputError(f'{file}, column "year": {", ".join(missing)} missing{whose}; add a row for each year.')
        start = path_of[YEARS[0]][1]
        for year in YEARS:
            row, amount = path_of[year]
            if not 1.0 / _MOST_FUNDING <= amount / start <= _MOST_FUNDING:
                raise row.problem(
                    given[0], f"it is {amount / start:.3g} times the funding of 2010; correct one of the two."
                )
        paths[council] = tuple(path_of[year][1] / start for year in YEARS)
    return paths


def _year(row: Row) -> int:
    """A financial year: ``2010`` or ``2010-11``."""
    text = row.text("year")
    match = re.fullmatch(r"(\d{4})(?:[-/](\d{2}|\d{4}))?", text, re.ASCII)
    if not match or (match[2] and int(match[2]) % 100 != (int(match[1]) + 1) % 100):
        raise row.problem("year", f'"{text}" is not a financial year; write it as 2010 or 2010-11.')
    year = int(match[1])
    if year not in YEARS:
        raise row.problem("year", f"{text} is outside {YEARS[0]} to {YEARS[-1]}; remove the row.")
    return year


def funding_for(council: Council, paths: dict[str, tuple[float, ...]]) -> tuple[float, ...]:
    """The path of ``council`` in what :func:`load_funding_file` returned, by any of its names or for all (``"*"``)."""
    names = {form(text) for text in (council.code, council.name, council.short_name) for form in (_folded, _plain)}
    for written, path in paths.items():
        if written == "*" or _folded(written) in names or _plain(written) in names:
            return path
    close = did_you_mean(council.short_name, paths)
    raise InputError(
        f'The funding file has no rows for {council.short_name}; add them or leave out the column "council".{close}'
    )


def with_funding(council: Council, path15: Sequence[float]) -> Council:
    """``council`` with another real funding path: 15 positive numbers for :data:`YEARS`, scaled to 2010 = 1."""
    path = [float(value) for value in path15]
    if len(path) != len(YEARS):
        raise InputError(f"A funding path needs {len(YEARS)} years ({YEARS[0]} to {YEARS[-1]}), not {len(path)}.")
    for year, value in zip(YEARS, path, strict=True):
        if not (math.isfinite(value) and value > 0.0):
            raise InputError(f"The funding of {year} is {value:g}; give a number above 0.")
    return replace(council, funding=tuple(value / path[0] for value in path), funding_status=("own",) * len(YEARS))


def save_council_file(councils: Sequence[Council], path: str | os.PathLike[str]) -> None:
    """Write ``councils`` in the format of :func:`load_council_file`: a start for a variant of a real council.

    What is not known of a council is left empty, so that reading the file gives the same councils again (their
    funding then counts as ``own``).
    """
    columns = [*_REQUIRED, *_OPTIONAL]
    plain = {field.name for field in fields(Council)}
    with Path(path).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
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
