"""Months as people write them in a scenario: "2015-06", and nothing else."""

from __future__ import annotations

import re
from typing import Any

from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

FIRST_YEAR, FIRST_CALENDAR = 2010, 4
LONGEST_RUN = 1200
"""Months of the longest run that any command takes."""

_WORDS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_of(month: int) -> str:
    """The month with this number (0 is April 2010) as "2010-04"."""
    return f"{FIRST_YEAR + (month + FIRST_CALENDAR - 1) // 12}-{(month + FIRST_CALENDAR - 1) % 12 + 1:02d}"


DATES: tuple[str, ...] = tuple(map(date_of, range(LONGEST_RUN)))
"""Every month that a run can have."""


def month_of(date: Any) -> int:
    """The number of the month that ``date`` names, 0 for "2010-04"; :class:`InputError` for anything else."""
    text = date if isinstance(date, str) else repr(date)
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if found is None or not isinstance(date, str):
        raise InputError(f'a date is a year and a month, such as 2015-06, not "{shown(text, QUOTED)}".{_meant(text)}')
    year, calendar = int(found[1]), int(found[2])
    if not 1 <= calendar <= 12:
        raise InputError(f'the date "{text}" has no month {found[2]}; months run from 01 to 12.')
    month = 12 * (year - FIRST_YEAR) + calendar - FIRST_CALENDAR
    if not 0 <= month < LONGEST_RUN:
        raise InputError(
            f'the date "{text}" lies outside every run; runs begin in {DATES[0]}, none goes past {DATES[-1]}.'
        )
    return month


def _meant(text: str) -> str:
    """What somebody who wrote a date in another way may have meant."""
    year = re.search(r"\b(2[01]\d\d)\b", text)
    if year is None:
        return ""
    rest = text.replace(year[1], " ", 1).casefold()
    word = next((at for at, name in enumerate(_WORDS, 1) if re.search(rf"\b{name}", rest)), None)
    number = re.search(r"\b0?([1-9]|1[0-2])\b", rest)
    calendar = word or (int(number[1]) if number else FIRST_CALENDAR)
    return f' Did you mean "{year[1]}-{calendar:02d}"?'
