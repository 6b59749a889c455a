"""The tables of a family: by year, by council, and by council and year; and the finding in a sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.analysis.windows import MARK
from experiments.designs.design import YEAR
from experiments.studies.family.found import PERCENTILES, SHOWN, Family, History


def by_year(design: Family, history: History) -> pd.DataFrame:
    """The family year by year: how far apart councils are, and how many failed, over councils and replicates."""
    from experiments.figures.years import financial_year

    rows = []
    for year in range(design.years):
        row: dict[str, object] = {"year": financial_year(YEAR * year)}
        for outcome, short in (("money.reserves_ratio", "reserves"), ("index", "index")):
            values = history.mean(outcome)[..., year]
            for percent, value in zip(PERCENTILES, np.percentile(values, PERCENTILES), strict=True):
                row[f"{short}_p{percent:02d}"] = float(value)
        failed = history.end("money.failed")[..., year].sum(axis=1)
        row["failed"] = float(failed.mean())
        row["failed_least"], row["failed_most"] = float(failed.min()), float(failed.max())
        for outcome, name in (("money.commercial_strategy", "commercial"), ("leadership.hollowing", "hollowing")):
            row[name] = float(history.mean(outcome)[..., year].mean())
        rows.append(row)
    return pd.DataFrame(rows)


def by_council(design: Family, history: History) -> pd.DataFrame:
    """A row for each council and replicate: what it is, whether and when it failed, and where it ended."""
    from sim.machine.engine import period_labels
    from sim.outcomes import HEADLINE

    labels = period_labels(design.months)
    month = history.end("money.failed_month")[..., -1]
    rows = pd.DataFrame(
        [
            (replicate, council.code, council.short_name, council.class_name, council.region)
            for replicate in history.replicates
            for council in design.councils
        ],
        columns=["replicate", "code", "council", "class", "region"],
    )
    rows["failed"] = history.end("money.failed")[..., -1].ravel() == 1.0
    rows["failed_in"] = [labels[int(at)] if at >= 0 else "" for at in month.ravel()]
    for outcome in (*HEADLINE, *SHOWN[:-1]):
        rows[f"{outcome}, first year"] = history.mean(outcome)[..., 0].ravel()
        rows[f"{outcome}, last year"] = history.mean(outcome)[..., -1].ravel()
    return rows


def by_council_and_year(design: Family, history: History) -> pd.DataFrame:
    """A row for each replicate, council and year: yearly means of the headline, and of what the family is about."""
    from experiments.figures.years import financial_year
    from sim.outcomes import HEADLINE

    count, years = len(design.councils), design.years
    table = pd.DataFrame(
        {
            "replicate": np.repeat(np.array(history.replicates), count * years),
            "code": np.tile(np.repeat([council.code for council in design.councils], years), len(history.replicates)),
            "council": np.tile(
                np.repeat([council.short_name for council in design.councils], years), len(history.replicates)
            ),
            "year": np.tile([financial_year(YEAR * year) for year in range(years)], len(history.replicates) * count),
        }
    )
    for outcome in (*HEADLINE, *SHOWN):
        values = history.end(outcome) if outcome == "money.failed" else history.mean(outcome)
        table[outcome] = values.ravel()
    return table


def apart(before: float, after: float) -> str:
    """What two spreads say of councils: that of the first year, and that of the last year or of all years."""
    change = after / max(1e-9, before)
    return "drift apart" if change > 1.1 else "draw closer" if change < 1 / 1.1 else "stay as far apart"


def family_finding(design: Family, summary: pd.DataFrame, histories: int) -> str:
    """In a sentence: do councils drift apart in how they serve and in their reserves, and how many have failed?"""
    first, last = summary.iloc[0], summary.iloc[-1]

    def between(measure: str) -> tuple[str, str, str]:
        spread = 100.0 * (summary[f"{measure}_p95"] - summary[f"{measure}_p05"])
        start, end = float(spread.iloc[0]), float(spread.iloc[-1])
        verb, over_all = apart(start, end), apart(start, float(spread.mean()))
        hanging = f"{MARK} in the mean of all years they {over_all}" if over_all != verb else ""
        return verb, f"{start:.0f} to {end:.0f} points", hanging

    index, by_index, index_hangs = between("index")
    reserves, by_reserves, reserves_hang = between("reserves")
    by_index += f"; {index_hangs}" if index_hangs else ""
    tail = f"; {reserves_hang}" if reserves_hang else ""
    failed, count = float(last["failed"]), len(design.councils)
    if failed == 0.0:
        who = "none has failed"
    elif histories == 1:
        who = f"{failed:.0f} of them ({failed / count:.1%}) failed"
    else:
        who = f"{failed:.2g} of them ({failed / count:.2%}) failed in the mean of {histories} histories"
    link = "and in reserves too" if reserves == index else f"but {reserves} in reserves"
    return (
        f"From {first['year']} to {last['year']}, {count} councils {index} in the service outcome index "
        f"(nine in ten span {by_index}) {link} ({by_reserves} of net revenue{tail}); {who}"
    )
