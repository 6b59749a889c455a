"""What was found, in sentences: what carries the headline, who wins under other weightings, what turns it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.analysis.wording import UNCLEAR, join, plain, sentence_case
from experiments.designs.some import cut
from experiments.studies.arrays import TOO_FEW
from experiments.studies.headline.found import ALL_THEORIES, COMMAND, DISTRIBUTED, LAST_YEAR, Found, sentence
from sim.schedule import THEORIES

STYLE = {COMMAND: "command", DISTRIBUTED: "distributed leadership"}
NAMED = 3
"""So many theories or assumptions are named in a sentence; the rest is counted."""


def summary(found: Found) -> tuple[str, ...]:
    """The headline, what carries it, and what turns it, in plain sentences."""
    rows = found.contrast
    everywhere = rows[(rows["place"] != rows["place"].iloc[0]) & (rows["window"] == LAST_YEAR)].iloc[0]
    where = f"In the mean of {int(everywhere['pairs'])} councils, in the {LAST_YEAR},"
    return (
        f"{found.finding}.",
        f"{sentence(where, everywhere)}.",
        carried(found),
        turned_by_theories(found),
        turned_by_assumptions(found),
        turned_by_groups(found),
        over_worlds(found),
    )


def in_brief(found: Found) -> tuple[str, ...]:
    """The same for somebody who is no modeller, what matters most first: the report has room for some of it."""
    lines: tuple[str, ...] = (
        f"{found.finding}.",
        turned_by_assumptions(found, named=1),
        carried(found, named=1),
        over_worlds(found),
        turned_by_theories(found),
    )
    plain_words = {"90% interval ": "", "points of the index": "points of 100 for how well services do overall"}
    for hard, easy in plain_words.items():
        lines = tuple(line.replace(hard, easy) for line in lines)
    return lines


def theory_name(names: str) -> str:
    """A theory, or two, by title: "“We need far fewer leaders” (S09)"."""
    return join([f"“{THEORIES[one].title}” ({one})" for one in names.split(" and ")])


def carried(found: Found, named: int = NAMED) -> str:
    """Which theories speak for the side that is ahead, and which for the other; clear shares only."""
    rows = found.theories[found.theories["theory"] != ALL_THEORIES]
    up = rows[rows["share_low"] > 0].sort_values("share", ascending=False)
    down = rows[rows["share_high"] < 0].sort_values("share")
    said = [
        f"for {STYLE[style]} {_speak(side, named)}" for style, side in ((DISTRIBUTED, up), (COMMAND, down)) if len(side)
    ]
    if not said:
        return "No theory has a clear share in it."
    return f"Of the theories, {join(said)}."


def _speak(rows: pd.DataFrame, named: int) -> str:
    told = [f"{theory_name(str(row.theory))} by {abs(row.share):.1f} points" for row in rows.itertuples()]
    return f"{'speaks' if len(rows) == 1 else 'speak'} {join(cut(told, named))}"


def turned_by_theories(found: Found) -> str:
    """Without which theories the other style is ahead; how many were tried is said."""
    if found.ahead not in STYLE:
        return "No theory can turn what is not clear."
    how = "Whichever theory is switched off, alone or two at a time," if found.size.pair_pairs else (
        "Whichever theory is switched off, one at a time,"
    )  # fmt: skip
    rows = found.turning
    clear = rows[rows["ahead"].isin(list(STYLE))]
    if rows.empty:
        return f"{how} it points the same way."
    said = f"Without {_listed([theory_name(str(name)) for name in clear['without']])} {_other(found)} is clearly ahead"
    unclear = len(rows) - len(clear)
    if clear.empty:
        return (
            f"{how} {_other(found)} is never clearly ahead; without {_listed(_names(rows))} the mean points the other "
            "way, too little to be clear."
        )
    more = f"; without {unclear} more the mean points there, too little to be clear" if unclear else ""
    return f"{said}{more}."


def _names(rows: pd.DataFrame) -> list[str]:
    return [theory_name(str(name)) for name in rows["without"]]


def _listed(names: Sequence[str]) -> str:
    """The first of them, and how many more there are; alternatives, so that no one takes them for all together."""
    named, more = list(names[:NAMED]), len(names) - NAMED
    named += [f"any of {more} more"] if more > 0 else []
    return named[0] if len(named) == 1 else f"{', or '.join(named)}"


def _other(found: Found) -> str:
    return STYLE[COMMAND if found.ahead == DISTRIBUTED else DISTRIBUTED]


def turned_by_assumptions(found: Found, named: int = NAMED) -> str:
    """Which assumptions, each alone at an end of its range, turn the headline; the strongest where none does."""
    rows = found.assumptions
    ran = rows[rows["ahead"] != TOO_FEW]
    if ran.empty:
        return "Too few runs finished to say which assumption turns it."
    turned, ends = ran[ran["turned"]], f"{len(ran)} ends of the ranges of {ran['assumption'].nunique()} assumptions"
    if turned.empty:
        return f"Of {ends}, each tried alone, none turns it; the strongest is {_end(ran.iloc[0])}."
    does = "turns it" if found.ahead in STYLE else "decides it, where all others leave it open"
    verb = does if len(turned) == 1 else does.replace("turns", "turn").replace("decides", "decide")
    which = join(cut([_end(row) for _, row in turned.iterrows()], named))
    return f"Of {ends}, each tried alone, {len(turned)} {verb}: {which}."


def turned_by_groups(found: Found) -> str:
    """Which groups of fixed numbers, all moved by half at once, turn the headline."""
    rows = found.groups[found.groups["ahead"] != TOO_FEW]
    if rows.empty:
        return "Too few runs finished to say whether fixed numbers turn it."
    turned = [f"those of {plain(str(row.group))} at {row.moved}" for row in rows.itertuples() if row.turned]
    ends = f"{len(rows)} moves of all fixed numbers of a part of the model by half"
    if not turned:
        return f"Of {ends}, none turns it."
    return f"Of {ends}, {len(turned)} {'turns' if len(turned) == 1 else 'turn'} it: {join(cut(turned, NAMED))}."


def _end(row: pd.Series) -> str:
    who = STYLE.get(str(row["ahead"]))
    then = f"{who} ahead by {abs(row['difference']):.1f}" if who else f"{UNCLEAR}, {row['difference']:+.1f}"
    return f"{plain(str(row['assumption']))} at {row['at']} ({then} points)"


def over_weightings(found: Found) -> str:
    """Under which share of weightings who is ahead, in either window."""
    told = []
    for window, rows in found.weightings.groupby("window", sort=False):
        shares = {style: float((rows["ahead"] == style).mean()) for style in STYLE}
        positive = float((rows["difference"] > 0).mean())
        told.append(
            f"in the {window} distributed leadership is ahead under {positive:.0%} of {len(rows)} weightings of the "
            f"index (clearly under {shares[DISTRIBUTED]:.0%}; command clearly under {shares[COMMAND]:.0%})"
        )
    return f"{sentence_case(join(told))}."


def over_worlds(found: Found) -> str:
    """In which share of assumption worlds who is ahead."""
    row = found.worlds.iloc[0]
    if not row["worlds"]:
        return "No world of other assumptions ran."
    equal = f", and neither in {row['equal']:.0%}" if row["equal"] else ""
    return (
        f"Over {int(row['worlds'])} worlds in which all assumptions differ at once, distributed leadership is ahead in "
        f"{row['distributed_ahead']:.0%} (90% interval {row['low']:.0%} to {row['high']:.0%}), command in "
        f"{row['command_ahead']:.0%}{equal}."
    )
