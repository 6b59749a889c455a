"""What a report tells of the headline: what carries it, and what turns it."""

from __future__ import annotations

import pandas as pd

from experiments.analysis.wording import join
from experiments.reports.parts import Block, Items, Para, Story, marked, said, table
from experiments.studies.headline.found import Found, sentence
from sim.schedule import THEORIES

TABLES = {
    "contrast": "one row per place and window: who is ahead by how much",
    "parts": "the same for each part of the index and for reserves, in Camden",
    "theories": "one row per theory: the contrast without it, what goes with it, its Shapley share",
    "turning": "each theory, or two, without which the contrast points the other way",
    "weightings": "one row per weighting of the index and window",
    "displaced": "the contrast over what hours displace",
    "assumptions": "the contrast at either end of each assumption, the strongest first",
    "groups": "the contrast with all fixed numbers of a module 50 % lower or higher",
    "worlds": "in which share of assumption worlds either style is ahead",
}


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    return Story(
        title="What carries the headline, and what turns it",
        summary=summary(found),
        question=(Para("Command or distributed leadership under a shrinking budget: what does the answer rest on?"),),
        run=(
            Para(
                f"{found.runs:,} runs of 180 months: Camden under either style with the same luck, {found.size.pairs} "
                "pairs, with theories switched off one by one, two by two and in many orders, with every assumption at "
                f"either end of its range, and in {found.size.worlds} worlds in which all assumptions differ at once; "
                "and all councils." + (f" {found.failed} runs failed and were left out." if found.failed else "")
            ),
        ),
        findings=(
            Para(said("**{it}.**", it=found.finding)),
            _spans(found.contrast, ("place", "window"), "Distributed less command, points of the index, 90% intervals"),
            _spans(
                found.parts, ("outcome", "window"), "The same for each part of the index, and for reserves (points)"
            ),
        ),
        carries=(_theories(found.theories), *_turning(found)),
        fares=(
            Items(tuple(marked(line) for line in (weighed(found), worlds(found)))),
            _spans(
                found.displaced,
                ("window", "paperwork_yields"),
                "Over the share of hours asked for that paperwork yields",
            ),
        ),
        turns=(_assumptions(found.assumptions), _groups(found.groups)),
        assumed=(
            Items(
                (
                    "What hours displace has no source, and every headline is told over its whole range.",
                    "Knock-outs do not add up, since theories work together; Shapley shares do.",
                    "A share of weightings or of worlds is no probability: nobody knows how likely each is.",
                )
            ),
        ),
        files=(table(("file", "holds"), [((("code", f"{one}.csv"),), holds) for one, holds in TABLES.items()]),),
    )


def summary(found: Found) -> tuple[str, ...]:
    """Plain sentences."""
    rows = found.contrast
    everywhere = rows[(rows["place"] == "all councils") & (rows["window"] == "last year")].iloc[0]
    lines = [found.finding + ".", sentence("the mean council of England", everywhere) + "."]
    best = found.theories[found.theories["theory"].isin(THEORIES)].sort_values("share", ascending=False)
    lines.append(
        f"Most of it comes from {join([str(name) for name in best['theory'].head(2)])}; "
        f"{best['theory'].iloc[-1]} speaks most for the other side."
    )
    turned = len(found.turning)
    lines.append(
        "No single theory, and no two, carry it alone: without any of them it points the same way."
        if turned == 0
        else f"Without {found.turning['without'].iloc[0]} it points the other way"
        + (f", as it does without {turned - 1} other theories or pairs of them." if turned > 1 else ".")
    )
    lines.append(worlds(found))
    return tuple(lines)


def weighed(found: Found) -> str:
    """For which share of weightings who is ahead."""
    told = []
    for window, rows in found.weightings.groupby("window", sort=False):
        ahead = float((rows["difference"] > 0).mean())
        clear = float((rows["low"] > 0).mean()), float((rows["high"] < 0).mean())
        told.append(
            f"in the {window} distributed leadership is ahead under {ahead:.0%} of {len(rows)} weightings of the index "
            f"(clearly under {clear[0]:.0%}; command clearly under {clear[1]:.0%})"
        )
    return join(told)[0].upper() + join(told)[1:] + "."


def worlds(found: Found) -> str:
    """In which share of assumption worlds who is ahead."""
    row = found.worlds.iloc[0]
    return (
        f"Over {int(row['worlds'])} worlds in which all assumptions differ at once, distributed leadership is ahead in "
        f"{row['distributed_ahead']:.0%} ({row['low']:.0%} to {row['high']:.0%}), command in the others."
    )


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:+.1f}"


def _spans(rows: pd.DataFrame, names: tuple[str, ...], caption: str) -> Block:
    cells = [
        (
            *(str(row[name]) for name in names),
            _number(row["difference"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
        )
        for _, row in rows.iterrows()
    ]
    return table((*(name.replace("_", " ") for name in names), "difference", "90% interval"), cells, caption)


def _theories(rows: pd.DataFrame) -> Block:
    cells = [
        (
            str(row["theory"]),
            *(
                f"{_number(row[what])} ({_number(row[what + '_low'])} to {_number(row[what + '_high'])})"
                if not pd.isna(row[what])
                else "–"
                for what in ("share", "goes", "without")
            ),
        )
        for _, row in rows.sort_values("share", ascending=False).iterrows()
    ]
    return table(
        ("theory", "Shapley share", "goes with it", "left without it"),
        cells,
        "What each theory brings to the contrast of the last year's index, in points, with 90% intervals",
    )


def _turning(found: Found) -> tuple[Block, ...]:
    if found.turning.empty:
        return (Para("Without no theory, and without no two, does the contrast point the other way."),)
    rows = found.turning.head(12)
    more = len(found.turning) - len(rows)
    return (
        _spans(rows, ("without",), "Theories, or two of them, without which the contrast points the other way"),
        *((Para(f"{more} more stand in turning.csv."),) if more else ()),
    )


def _groups(rows: pd.DataFrame) -> Block:
    cells = [
        (
            str(row["group"]),
            str(row["moved"]),
            _number(row["difference"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
            "yes" if row["turned"] else "no",
        )
        for _, row in rows.head(12).iterrows()
    ]
    return table(
        ("numbers of", "moved by", "difference", "90% interval", "turned"),
        cells,
        "Fixed numbers (cited or stipulated), all of a module moved at once within their ranges, the strongest first; "
        f"{int(rows['turned'].sum())} of {len(rows)} moves turn the contrast",
    )


def _assumptions(rows: pd.DataFrame) -> Block:
    strongest = rows.head(12)
    cells = [
        (
            str(row["assumption"]),
            str(row["at"]),
            _number(row["difference"]),
            f"{_number(row['low'])} to {_number(row['high'])}",
            "yes" if row["turned"] else "no",
        )
        for _, row in strongest.iterrows()
    ]
    return table(
        ("assumption", "at", "difference", "90% interval", "turned"),
        cells,
        f"The strongest assumptions, each alone at an end of its range; {int(rows['turned'].sum())} of "
        f"{len(rows)} ends turn the contrast",
    )
