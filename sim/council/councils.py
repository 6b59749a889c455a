"""The 353 English councils that a run can start from: list, search and find them.

This is the one module to import for councils; it also offers the record itself (:mod:`sim.council.council`) and the
reading of councils of the user's own (:mod:`sim.council.files`).
"""

from __future__ import annotations

from functools import cache

from sim.council.council import CONTROLS, Council, Parts, folded, plain_name, with_funding
from sim.council.files import load_council_file, save_council_file
from sim.council.own_funding import funding_for, load_funding_file
from sim.data import CLASSES, SERVICES, YEARS, read_rows
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import shown

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


@cache
def all_councils() -> tuple[Council, ...]:
    """All 353 councils of 2010-11, ordered by code. Read once, then kept."""
    paths: dict[str, list[dict[str, str]]] = {}
    for row in read_rows("funding.csv"):  # ordered by code and year
        paths.setdefault(row["code"], []).append(row)
    return tuple(_built_in(row, paths[row["code"]]) for row in read_rows("councils.csv"))


def _built_in(row: dict[str, str], path: list[dict[str, str]]) -> Council:
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
        funding=tuple(float(year["index"]) for year in path),
        funding_status=tuple(year["status"] for year in path),
        funding_as_booked=tuple(float(year["as_booked"]) for year in path),
        funding_as_booked_status=tuple(year["as_booked_status"] for year in path),
        funding_parts=tuple(Parts(*(float(year[f"{part}_share"]) for part in Parts._fields)) for year in path),
        turnover=float(row["turnover"]),
        vacancy=float(row["vacancy"]),
        caseload=float(row["caseload"]),
        rereferral=float(row["rereferral"]),
        childrens_known=row["childrens_known"] == "1",
    )


@cache
def _by_key() -> dict[str, tuple[Council, ...]]:
    keys: dict[str, list[Council]] = {}
    for council in all_councils():
        names = (council.code, council.ecode, council.name, council.short_name)
        for key in {form(text) for text in names for form in (folded, plain_name)}:
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
    if not isinstance(text, str):
        raise InputError(f'The name of a council is a text, such as "Camden", not {shown(repr(text))}.')
    if not text.strip():
        raise InputError('The name of the council is empty; give one, for example "Camden".')
    found = _by_key().get(folded(text)) or _by_key().get(plain_name(text)) or ()
    if len(found) == 1:
        return found[0]
    candidates = found or tuple(c for c in all_councils() if f" {plain_name(text)} " in f" {folded(c.short_name)} ")
    if len(candidates) > 1:
        names = ", ".join(f"{c.short_name} ({c.code})" for c in candidates[:8])
        more = f" and {len(candidates) - 8} more" if len(candidates) > 8 else ""
        raise InputError(f'"{shown(text)}" could be any of {names}{more}; give the whole name or the code.')
    options = {c.short_name for c in candidates or all_councils()}
    if candidates:
        hint = f' Did you mean "{candidates[0].short_name}"?'
    else:
        hint = did_you_mean(plain_name(text), options) or ' "townhall councils" lists them.'
    raise InputError(f'There is no council "{shown(text)}" among the 353.{hint}')


def search_councils(text: str = "") -> list[Council]:
    """Councils with ``text`` anywhere in a name, code, region or class (all for an empty text), by short name."""
    if not isinstance(text, str):
        raise InputError(f"What is searched for must be a text, not {shown(repr(text))}.")
    wanted = folded(text)
    found = [
        council
        for council in all_councils()
        if wanted in folded(f"{council.short_name} | {council.name}")
        or wanted in (council.code.casefold(), council.ecode.casefold(), council.klass.casefold())
        or wanted in folded(council.region)
        or wanted in folded(council.class_name)
    ]
    return sorted(found, key=lambda council: council.short_name)
