"""Where the funding of a financial year comes from: one answer for every scenario, council and year.

Reports, figures, captions and tests ask :func:`provenance`; nobody else decides it. What the data say of each year
stands in ``Council.funding_status``; a scenario can put something else in its place, or move it from a date on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sim.machine.declared import PARAMETERS
from sim.scenario.dates import FIRST_YEAR
from sim.scenario.event import Event

YEAR = 12
"""Months."""

WORDS = {
    "accounts": "grant, rates and council tax in the council's accounts",
    "spending power": "the council's spending power",
    "bridged": "a bridge over an implausible year of the accounts",
    "class median": "the median of councils of its class",
    "booked": "the council's accounts, grants that were rolled in and all",
    "spread": "the council's spending power, two years in one figure",
    "national index": "the national index",
    "interpolated": "an interpolation of the national index",
    "own": "the file that the user gave",
    # Results of models up to 0.2 say these.
    "replayed": "the council's spending power",
    "class mean": "the mean of councils of its class",
}
"""What a status in the data of councils means, as a sentence says it."""

SCENARIO = {
    "fixed": "the scenario's steady cut",
    "shock": "the scenario's sudden cut",
    "none": "kept in step with the cost of need by the scenario",
}
"""The modes of a scenario in which no council's funding is replayed."""

HELD, UNKNOWN = "held", "unknown"
_OTHER_WORDS = {HELD: "held at the last year that is known", UNKNOWN: "not recorded", **SCENARIO}

OWN = frozenset({"accounts", "booked", "spending power", "spread", "own", "replayed", *SCENARIO})
"""What is the council's own, or what the scenario asks for. Everything else is taken from other councils."""


class HasFunding(Protocol):
    """A council, or what a result tells of one."""

    @property
    def funding_status(self) -> Sequence[str]:
        """What stands behind each year."""

    @property
    def funding_as_booked_status(self) -> Sequence[str]:
        """The same where the accounts are taken as they are."""


class HasSettings(Protocol):
    """A scenario, or what a result tells of one."""

    @property
    def name(self) -> str:
        """How it is called."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What differs from the declared defaults."""

    @property
    def events(self) -> tuple[Event, ...]:
        """What happens in which month."""


@dataclass(frozen=True)
class Provenance:
    """What stands behind the funding of one financial year.

    Attributes:
        status: a key of :data:`WORDS` or :data:`SCENARIO`, "held" or "unknown".
        moved: what the scenario's events do to it in this year or did before, by date.
    """

    status: str
    moved: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What it is, as a sentence says it."""
        return WORDS.get(self.status) or _OTHER_WORDS.get(self.status, self.status)

    @property
    def own(self) -> bool:
        """Whether it is the council's own, or what the scenario asks for."""
        return self.status in OWN

    @property
    def interpolated(self) -> bool:
        """Whether it lies between two known years of the nation."""
        return self.status == "interpolated"


def provenance(scenario: HasSettings, council: HasFunding, year: int) -> Provenance:
    """What stands behind the funding of ``council`` under ``scenario`` in financial year ``year`` (0 is 2010-11)."""
    import sim.council.population  # noqa: F401  both parameters are declared by then, whoever asks

    mode, reading = (
        str(scenario.settings.get(name, PARAMETERS[name].default)) for name in ("budget_mode", "rolled_in_grants")
    )
    moved = []
    for event in scenario.events:
        if event.month >= YEAR * (year + 1):
            continue
        if event.kind == "set" and "budget_mode" in event.values:
            mode = str(event.values["budget_mode"])
        elif event.kind == "funding":
            moved.append(f"{event.date}: {event.said}")
    if mode in SCENARIO:
        return Provenance(mode, tuple(moved))
    statuses = council.funding_as_booked_status if reading == "as_booked" else council.funding_status
    status = UNKNOWN if not statuses else statuses[year] if year < len(statuses) else HELD
    return Provenance(status, tuple(moved))


def common(scenarios: Iterable[HasSettings], councils: Sequence[HasFunding], year: int) -> Provenance | None:
    """What stands behind a year in most of ``councils``; None where it is not the same in all ``scenarios``."""
    found = {
        Counter(provenance(scenario, council, year) for council in councils).most_common(1)[0][0]
        for scenario in scenarios
    }
    return found.pop() if len(found) == 1 else None


def told(scenarios: Iterable[HasSettings], councils: Sequence[HasFunding], months: int) -> str:
    """One sentence on where the funding of the first ``months`` months comes from, or one for each kind of scenario.

    Of several councils it tells what stands behind most of them in each year, and counts the others.
    """
    years = -(-months // YEAR)
    groups: dict[str, list[str]] = {}
    for scenario in scenarios:
        groups.setdefault(_sentence(scenario, councils, years), []).append(scenario.name)
    if len(groups) == 1:
        return next(iter(groups))
    return " ".join(f"{', '.join(names)}: {said[0].lower()}{said[1:]}" for said, names in groups.items())


def _sentence(scenario: HasSettings, councils: Sequence[HasFunding], years: int) -> str:
    stretches: dict[str, list[int]] = {}
    others: Counter[str] = Counter()
    for year in range(years):
        found = Counter(provenance(scenario, council, year).words for council in councils)
        most = found.most_common(1)[0][0]
        stretches.setdefault(most, []).append(year)
        others.update({words: count for words, count in found.items() if words != most})
    moved = provenance(scenario, councils[0], years - 1).moved
    end = f"; the scenario moves it ({'; '.join(moved)})." if moved else "."
    if len(stretches) == 1 and next(iter(stretches)) in SCENARIO.values():
        return f"Funding: {next(iter(stretches))}{end}"
    join = ", " if len(stretches) == 1 else " "
    said = "; ".join(f"{words}{join}{financial_years(there)}" for words, there in stretches.items())
    if others:
        counted = ", ".join(f"{count:,} {words}" for words, count in others.most_common())
        said += f"; of {len(councils) * years:,} years of councils {counted}"
    return f"Funding: {said}{end}"


def financial_years(years: Sequence[int]) -> str:
    """Years in runs: "2010-11 to 2017-18", "2021-22 and 2024-25"; 0 is 2010-11."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = [_year(run[0]) if len(run) == 1 else f"{_year(run[0])} to {_year(run[-1])}" for run in runs]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _year(year: int) -> str:
    return f"{FIRST_YEAR + year}-{(FIRST_YEAR + year + 1) % 100:02d}"
