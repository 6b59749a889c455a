"""What a council is to the model: its starting state of 2010-11 and the funding path that is replayed.

Where the numbers of the 353 come from stands in ``sim/data/SOURCES.md``. Money is in £m a year at 2016-17 prices.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sim.data import CLASSES, YEARS
from sim.errors import InputError
from sim.inputs.csv_input import shown

CONTROLS = ("Con", "Lab", "LD", "NOC", "Other")
"""Who controls a council: Conservative, Labour, Liberal Democrat, no overall control, others and independents."""


class Parts(NamedTuple):
    """What funding is made of, as shares that add up to 1."""

    grant: float
    rates: float
    council_tax: float


@dataclass(frozen=True)
class Council:
    """One council as it stands in April 2010, and its funding from then on.

    Tuples named ``*_m`` and ``runs`` have one entry per service of :data:`SERVICES`, those that begin with ``funding``
    one per year of :data:`YEARS`.
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
    """What stands behind each year: a key of :data:`sim.scenario.provenance.WORDS`."""
    funding_as_booked: tuple[float, ...]
    """The same path without the mending of the years in which grants were rolled into the general grant."""
    funding_as_booked_status: tuple[str, ...]
    """What stands behind each of its years."""
    funding_parts: tuple[Parts, ...]
    """Per year: what share of funding is general grant, retained business rates, council tax; together 1."""
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


class FundingPath(tuple[float, ...]):
    """A funding path out of a file: real funding by year, 2010 = 1, and ``parts`` where the file says them."""

    parts: tuple[Parts, ...] | None = None

    @classmethod
    def of(cls, path: Sequence[float], parts: Sequence[Parts] | None = None) -> FundingPath:
        """The path with its parts."""
        made = cls(path)
        made.parts = None if parts is None else tuple(parts)
        return made


def with_funding(council: Council, path15: Sequence[float]) -> Council:
    """``council`` with another real funding path: 15 positive numbers for :data:`YEARS`, scaled to 2010 = 1.

    What funding is made of stays as it is, unless the path comes from a file that says it.
    """
    if not isinstance(council, Council):
        raise InputError(f"A council is what find_council gives, not {shown(repr(council))}.")
    try:
        path = [float(value) for value in path15]
    except (TypeError, ValueError):
        raise InputError(f"A funding path is {len(YEARS)} numbers, one a year, not {shown(repr(path15))}.") from None
    if len(path) != len(YEARS):
        raise InputError(f"A funding path needs {len(YEARS)} years ({YEARS[0]} to {YEARS[-1]}), not {len(path)}.")
    for year, value in zip(YEARS, path, strict=True):
        if not (math.isfinite(value) and value > 0.0):
            raise InputError(f"The funding of {year} is {value:g}; give a number above 0.")
    scaled = tuple(value / path[0] for value in path)
    parts = getattr(path15, "parts", None) or council.funding_parts
    return replace(
        council,
        funding=scaled,
        funding_status=("own",) * len(YEARS),
        funding_as_booked=scaled,
        funding_as_booked_status=("own",) * len(YEARS),
        funding_parts=parts,
    )


_FORMAL = re.compile(
    r"^(the )?((london|royal|metropolitan) borough of |county of |city and county of )?"
    r"(?P<core>.+?)( (ua|unitary authority|((county|city|borough|district|town|metropolitan|london) )*council))?$"
)


def folded(text: str) -> str:
    """Text for comparison: no case, ``&`` as ``and``, one space for anything that is no letter or digit."""
    return re.sub(r"[^\w]+", " ", text.casefold().replace("&", " and ").replace("'", "")).strip()


def plain_name(text: str) -> str:
    """Folded, and without the formal parts of a name: ``London Borough of Camden`` -> ``camden``."""
    match = _FORMAL.match(folded(text))
    return match["core"] if match else folded(text)
