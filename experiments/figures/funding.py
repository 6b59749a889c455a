"""Where the funding of a financial year comes from: one answer for every scenario, council and year."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.figures.years import financial_year

REPLAYED, OWN, INDEX, INTERPOLATED = "replayed", "own", "national index", "interpolated"

WORDS = {
    REPLAYED: "the council's own accounts",
    OWN: "the file that the user gave",
    "class mean": "the mean of councils of its class",
    INDEX: "the national index",
    INTERPOLATED: "an interpolation of the national index",
}
"""What a status in the data of councils means, as a sentence says it."""

SCENARIO = {
    "fixed": "the scenario's steady cut",
    "shock": "the scenario's sudden cut",
    "none": "kept in step with the cost of need by the scenario",
}
"""The modes of a scenario in which no council's funding is replayed."""

HELD = "held at the last year that is known"


def provenance(mode: str, statuses: Sequence[str], year: int) -> str:
    """What stands behind funding in year ``year`` (0 is 2010-11), in words.

    ``mode`` is the scenario's ``budget_mode``, ``statuses`` what the council's data say of each year.
    """
    if mode in SCENARIO:
        return SCENARIO[mode]
    if not statuses:
        return "not recorded"
    if year >= len(statuses):
        return HELD
    return WORDS.get(statuses[year], statuses[year])


def described(mode: str, statuses: Sequence[str], years: int) -> str:
    """One sentence on where the funding of the first ``years`` years comes from."""
    each = [provenance(mode, statuses, year) for year in range(years)]
    if mode in SCENARIO:
        return f"Funding: {each[0]}."
    stretches: dict[str, list[int]] = {}
    for year, words in enumerate(each):
        stretches.setdefault(words, []).append(year)
    if len(stretches) == 1:
        return f"Funding: {each[0]}, {_years(range(years))}."
    return f"Funding: {'; '.join(f'{words} {_years(there)}' for words, there in stretches.items())}."


def _years(years: Sequence[int]) -> str:
    """Years as runs: "2010-11 to 2017-18", "2021-22 and 2024-25"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = [
        financial_year(12 * run[0])
        if len(run) == 1
        else f"{financial_year(12 * run[0])} to {financial_year(12 * run[-1])}"
        for run in runs
    ]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
