"""What a report tells of the headline: what carries it, and what turns it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.analysis.wording import plain
from experiments.reports.parts import Block, Items, Para, Story, marked, said, table
from experiments.studies.headline.found import Found
from experiments.studies.headline.wording import (
    in_brief,
    over_weightings,
    over_worlds,
    theory_name,
    turned_by_assumptions,
    turned_by_theories,
)
from sim.schedule import THEORIES

HOLDS = {
    "contrast": "a row per place and window: who is ahead by how much",
    "parts": "the same for each part of the index and for reserves, in Camden",
    "theories": "a row per theory: its Shapley share, what goes with it, what is left without it",
    "turning": "each theory, or two, without which the mean points the other way",
    "weightings": "a row per weighting of the index and window",
    "displaced": "the contrast over what hours displace",
    "assumptions": "the contrast at either end of each assumption, and how far that moved it, the strongest first",
    "groups": "the contrast with all fixed numbers of a module 50 % lower or higher, the strongest first",
    "worlds": "in which share of assumption worlds either style is ahead",
}
SHOWN = 12
"""Rows of a long table that the report shows."""


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    size = found.size
    two = ", two by two" if size.pair_pairs else ""
    return Story(
        title="What carries the headline, and what turns it",
        summary=in_brief(found),
        question=(Para("Command or distributed leadership under a shrinking budget: what does the answer rest on?"),),
        run=(
            Para(
                f"{found.runs:,} runs of 180 months: Camden under either style with the same luck ({size.pairs} "
                f"pairs), with theories switched off one by one{two} and in {size.orders} orders, with every "
                f"assumption at either end of its range, and in {size.worlds} worlds in which all assumptions differ "
                f"at once; and {'all councils' if size.every == 1 else 'some councils'}, each with luck of its own."
                + (f" {found.failed} runs failed and were left out." if found.failed else "")
            ),
        ),
        findings=(
            Para(said("**{it}.**", it=found.finding)),
            _spans(found.contrast, ("place", "window"), "Distributed less command, in points of the index"),
            _spans(found.parts, ("outcome", "window"), "The same for each part of the index, and for reserves"),
        ),
        carries=(
            _theories(found.theories),
            Para(
                "A Shapley share is what a theory adds where it joins, in the mean over orders of joining: the shares "
                "of all theories add up to what all bring together. What goes with a theory does not add up, since "
                "theories work together. Of so many intervals one in ten would leave out zero by chance."
            ),
            *_turning(found),
        ),
        fares=(
            Items(tuple(marked(line) for line in (over_weightings(found), over_worlds(found)))),
            _spans(
                found.displaced,
                ("window", "paperwork_yields"),
                "Over the share of the hours asked of somebody that paperwork yields",
            ),
        ),
        turns=(Para(turned_by_assumptions(found)), _assumptions(found.assumptions), _groups(found.groups)),
        assumed=(
            Items(
                (
                    "What hours displace has no source, and the headline is told over its whole range.",
                    "A share of weightings or of worlds is no probability: nobody knows how likely each is.",
                    "An end of a range is tried with few pairs: one that is unclear there may only lack runs.",
                )
            ),
        ),
        files=(table(("file", "holds"), [((("code", f"{one}.csv"),), holds) for one, holds in HOLDS.items()]),),
    )


def _number(value: float) -> str:
    return "–" if not np.isfinite(value) else f"{value:+.1f}"


def _with_interval(row: pd.Series, what: str) -> str:
    ends = f" ({_number(row[what + '_low'])} to {_number(row[what + '_high'])})"
    return _number(row[what]) + (ends if np.isfinite(row[what + "_low"]) else "")


def _spans(rows: pd.DataFrame, names: tuple[str, ...], caption: str) -> Block:
    cells = [
        (
            *(str(row[name]) for name in names),
            _number(row["difference"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
            str(row["ahead"]),
        )
        for _, row in rows.iterrows()
    ]
    return table((*(name.replace("_", " ") for name in names), "points", "90% interval", "ahead"), cells, caption)


def _theories(rows: pd.DataFrame) -> Block:
    cells = [
        (
            str(row["theory"]),
            THEORIES[row["theory"]].title if row["theory"] in THEORIES else "",
            *(_with_interval(row, what) for what in ("share", "goes", "without")),
        )
        for _, row in rows.iterrows()
    ]
    return table(
        ("theory", "title", "Shapley share", "goes with it", "left without it"),
        cells,
        "What each theory brings to the contrast of the last year's index, in points, with 90% intervals",
    )


def _turning(found: Found) -> tuple[Block, ...]:
    told = Para(turned_by_theories(found))
    if found.turning.empty:
        return (told,)
    rows = found.turning.head(SHOWN)
    rows = rows.assign(without=[theory_name(str(name)) for name in rows["without"]])
    more = len(found.turning) - len(rows)
    return (
        told,
        _spans(rows, ("without",), "Theories, or two of them, without which the mean points the other way"),
        *((Para(f"{more} more stand in turning.csv."),) if more else ()),
    )


def _groups(rows: pd.DataFrame) -> Block:
    cells = [
        (
            plain(str(row["group"])),
            str(row["moved"]),
            f"{_number(row['moved_by'])} ({_number(row['moved_low'])} to {_number(row['moved_high'])})",
            f"{_number(row['difference'])} ({_number(row['low'])} to {_number(row['high'])})",
            "yes" if row["turned"] else "no",
        )
        for _, row in rows.head(SHOWN).iterrows()
    ]
    return table(
        ("fixed numbers of", "all at", "moves it by", "then", "turns it"),
        cells,
        "Fixed numbers (cited or stipulated), all of a module moved at once within their ranges, in points with 90% "
        f"intervals; {int(rows['turned'].sum())} of {len(rows)} moves turn the contrast",
    )


def _assumptions(rows: pd.DataFrame) -> Block:
    cells = [
        (
            plain(str(row["assumption"])),
            str(row["at"]),
            f"{_number(row['moved_by'])} ({_number(row['moved_low'])} to {_number(row['moved_high'])})",
            f"{_number(row['difference'])} ({_number(row['low'])} to {_number(row['high'])})",
            "yes" if row["turned"] else "no",
        )
        for _, row in rows.head(SHOWN).iterrows()
    ]
    return table(
        ("assumption", "at", "moves it by", "then", "turns it"),
        cells,
        f"The strongest ends of {rows['assumption'].nunique()} assumptions, each alone, in points with 90% intervals; "
        f"{int(rows['turned'].sum())} of {len(rows)} ends turn the contrast",
    )
