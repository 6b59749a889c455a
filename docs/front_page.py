r"""What is inserted into ``README.md`` and ``docs/hypotheses.md`` of findings: from published results, never typed.

What carries the headline is taken from ``results/published/headline``, which ``python -m docs.publish`` puts there.

The two comparisons of the front page are published as one small table: what their headline outcomes did in the last
year and over the whole run. It is made again with::

    townhall compare --mission --out results/mission

    townhall compare command distributed --set alignment_mean=0.35 --set audit_rate=0 --set wickedness_shift=-2 \
        --replications 50 --out results/unclear

    python -m docs.front_page results/mission results/unclear
    python -m docs.insert
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from docs import theory_pages
from experiments.analysis.summaries import PRIMARY, WHOLE
from experiments.analysis.windows import MARK, mark, windows_sentence
from experiments.analysis.wording import BETTER, WORSE, join, label, number
from experiments.runs.store import read_manifest
from experiments.studies.headline.published import found_in
from experiments.studies.headline.wording import over_weightings, summary
from experiments.studies.hypotheses.verdict import NOT_SUPPORTED, SUPPORTED, UNDECIDED
from experiments.studies.hypotheses.wording import upheld_words
from experiments.studies.tables import write_table
from sim.outcomes import MEASURES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
HYPOTHESES = ROOT / "docs" / "hypotheses.md"
LIST = ROOT / "results" / "published" / "README.md"
PUBLISHED = ROOT / "results" / "published" / "front_page"
TABLE = "front_page"
LEVELS = ("low trust", "high trust")
MISSION, UNCLEAR = "mission", "unclear"
COLUMNS = ["comparison", "contrast", "outcome", "unit", "summary", "difference", "low", "high", "n", "verdict"]
COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def kept(folder: Path, comparison: str) -> pd.DataFrame:
    """The rows of a comparison's differences that the front page speaks of."""
    rows = pd.read_parquet(folder / "differences.parquet")
    rows = rows[rows["headline"] & rows["summary"].isin((PRIMARY, WHOLE))]
    wanted = [f"style with {level}" for level in LEVELS] if comparison == MISSION else ["distributed"]
    rows = rows[rows["contrast"].isin(wanted)].assign(comparison=comparison)
    return rows[[*COLUMNS, "windows_differ"]]


def publish(mission: Path, unclear: Path, published: Path = PUBLISHED) -> None:
    """Keep what the front page says of both comparisons, with the version of the model that made them."""
    named = ((mission, MISSION), (unclear, UNCLEAR))
    tables = [
        kept(folder, comparison).assign(model=read_manifest(folder)["model_version"]) for folder, comparison in named
    ]
    published.mkdir(parents=True, exist_ok=True)
    write_table(published, TABLE, pd.concat(tables, ignore_index=True))


def table() -> pd.DataFrame:
    """The published table."""
    return pd.read_parquet(PUBLISHED / f"{TABLE}.parquet")


def _count(value: int) -> str:
    return COUNTS[value] if value < len(COUNTS) else str(value)


def _unclear(rows: pd.DataFrame) -> str:
    left = rows[~rows["verdict"].isin((BETTER, WORSE))]
    return f"No clear difference: {_named(left)}. " if len(left) else ""


def _named(rows: pd.DataFrame) -> str:
    return join([label(MEASURES[row.outcome]) + mark(row.windows_differ) for row in rows.itertuples()])


def mission() -> str:
    """Who does better on what in the project's own comparison, either side named, with the marks."""
    rows = table()
    rows = rows[(rows["comparison"] == MISSION) & (rows["summary"] == PRIMARY)]
    said = []
    for level in LEVELS:
        here = rows[rows["contrast"] == f"style with {level}"]
        index = here[here["outcome"] == "index"].iloc[0]
        better, worse = (here[here["verdict"] == verdict] for verdict in (BETTER, WORSE))
        said.append(
            f"* **With {level} at the start** distributed leadership does better on {_count(len(better))} of "
            f"{len(here)} headline outcomes: {_named(better)}. Command does better on {_count(len(worse))}: "
            f"{_named(worse)}. {_unclear(here)}The service outcome index is {_points(index)} under distributed "
            f"leadership{mark(index['windows_differ'])}."
        )
    hanging = windows_sentence(int(rows["windows_differ"].sum()), len(rows))
    meaning = f" A mark ({MARK}) says: true of the last year, but not of all years." if MARK in hanging else ""
    return (
        f"In Camden, in the last year (means of {int(rows['n'].max())} runs of each combination):\n\n"
        + "\n".join(said)
        + f"\n\n{hanging}{meaning}"
    )


def unclear() -> str:
    """Where command wins."""
    rows = table()
    rows = rows[(rows["comparison"] == UNCLEAR) & (rows["summary"] == PRIMARY) & (rows["outcome"] == "index")]
    row = rows.iloc[0]
    return (
        "Where values are unclear, nobody audits and the work is simple, the index is "
        f"{_points(row)} under distributed leadership than under command{mark(row['windows_differ'])}:"
    )


def _points(row: Any) -> str:
    """How far the index is higher or lower, with its interval."""
    step = (row["high"] - row["low"]) / 2
    near, far = sorted((row["low"], row["high"]), key=abs)
    size, first, last = (number(abs(value), "share", step) for value in (row["difference"], near, far))
    way = "higher" if row["difference"] > 0 else "lower"
    if row["verdict"] not in (BETTER, WORSE):
        ends = [number(value, "share", step, signed=True) for value in (row["low"], row["high"])]
        return f"not clearly different (90% interval {ends[0]} to {ends[1]} points)"
    return f"{size} points {way} (90% interval {first} to {last})"


def counted() -> str:
    """How many hypotheses are supported, and how far that is upheld."""
    rows = theory_pages.published("hypotheses")
    if not len(rows):
        return "No results have been published yet."
    counts = {verdict: rows[rows["verdict"] == verdict] for verdict in (SUPPORTED, NOT_SUPPORTED, UNDECIDED)}
    held = counts[SUPPORTED]
    upheld = upheld_words(list(zip(held["id"], held["upheld_share"], strict=True)))
    verdicts = [f"{len(held)} {'is' if len(held) == 1 else 'are'} supported as a whole"]
    verdicts[0] += f", {upheld}" if upheld else ""
    verdicts += [f"{len(counts[verdict])} {verdict}" for verdict in (NOT_SUPPORTED, UNDECIDED)]
    return f"Of the {len(rows)}, {'; '.join(verdicts)}. Most of those that fail fail in one part of several."


def carries() -> str:
    """What carries the headline and what turns it, as the published study says; that there is none yet, otherwise."""
    folder = PUBLISHED.parent / "headline"
    found = found_in(folder)
    if found is None:
        return (
            "Which theories carry this finding, and which assumption turns it, has not been published for this model "
            "yet: `townhall headline` finds it."
        )
    model = read_manifest(folder)["model_version"]
    lines = "\n".join(f"* {line}" for line in (*summary(found), over_weightings(found)))
    return f"What carries it, and what turns it (`townhall headline`, model {model}):\n\n{lines}"


def standing(name: str, page: Path = README) -> str:
    """A block of the front page that somebody else puts in, as it stands."""
    text = page.read_text(encoding="utf-8")
    return text.split(f"<!-- begin:{name} -->\n", 1)[1].split(f"\n<!-- end:{name} -->", 1)[0]


BLOCKS = {"mission": mission, "unclear": unclear, "counted": counted, "carries": carries}


def main(arguments: Sequence[str]) -> int:
    """Publish the table from the two folders that the command line names."""
    if len(arguments) != 2:
        print("usage: python -m docs.front_page MISSION_FOLDER UNCLEAR_FOLDER", file=sys.stderr)
        return 2
    publish(*map(Path, arguments))
    print(f"Published: {PUBLISHED.relative_to(ROOT)}; now: python -m docs.insert")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
