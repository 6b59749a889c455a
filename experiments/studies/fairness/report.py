"""The report on fairness: effect sizes, where command wins, controls, what the assumptions allow, what can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.analysis.wording import is_share, number, signed, spell, unit_of_gap
from experiments.studies.compare.report import WORDS_HERE, markdown_table, with_words
from experiments.studies.failed_runs import failed_runs
from experiments.studies.fairness import controls, correlations, maps
from experiments.studies.fairness.correlations import HIGH, LOW, READINGS, RELIABILITY
from experiments.studies.fairness.identifiability import PARALLEL

if TYPE_CHECKING:
    from experiments.studies.fairness.found import Found


def report(found: Found, captions: Mapping[str, str], manifest: Mapping[str, Any]) -> str:
    """The report as Markdown; ``captions`` maps each figure's name to its finding."""

    def figure(name: str) -> str:
        return f"![{captions[name]}](figures/{name}.png)" if name in captions else ""

    parts = [
        "# Is the model fair to both sides?" + (" (a quick run)" if found.size.quick else ""),
        WORDS_HERE,
        f"**{correlations.sentence(found.correlations)}. {maps.sentence(found.maps)}.**",
        "**This is a quick run: every fourth council, few replications, few points. Cite the full run.**"
        if found.size.quick
        else "",
        "What follows is reported and was not tuned to. A model in which one style always wins, or in which style "
        "decides everything, would be wrong on its face.",
        "## Effect sizes across councils (F30)",
        "Meta-analyses put the effect of shared leadership, empowerment and trust on outcomes at r = "
        f"{LOW:g} to {HIGH:g}. Here {int(found.correlations['councils'].iloc[0])} councils run to March 2017, each "
        "with a mean style of its own; delegation and trust as they then stand are correlated with the outcome index "
        f"over councils. Every measure carries error: reliability {RELIABILITY:g} (ASSUMPTION). *Inside* means that "
        "the 90 % interval over councils lies in the band, *outside* that it lies wholly out of it.",
        figure("correlations"),
        _correlations(found),
        "\n".join(f"* **{reading.name}**: {reading.why}." for reading in READINGS),
        "## Where command wins",
        figure("where_command_wins"),
        f"Distributed leadership (style {maps.DISTRIBUTED:g}) against command ({maps.COMMAND:g}) on the outcome index:",
        "\n".join(f"* {line}" for line in maps.regions(found.maps)),
        _crisis_loss(found),
        "## The controls",
        figure("controls"),
        _expected(),
        _controls(found),
        _shuffled(found),
        "## What the assumptions allow",
        f"{found.points} points of a Latin hypercube over all {len(found.identified.parameters)} parameters "
        "marked ASSUMPTION, Camden, one run at each: how much of that space shows what is known of English councils? "
        "Low shares say that the defaults are a small part of what the assumptions allow, not that they are wrong.",
        _bands(found),
        "## What outcomes can tell apart",
        figure("identifiability"),
        *_identifiability(found),
        *_failed(found),
        "## How to make it again",
        f"```\n{manifest['command']}\n```",
        f"{found.runs:,} runs, {spell(found.run_seconds)} of computing ({1000 * found.run_seconds / found.runs:.0f} ms "
        f"a run). Model version {manifest['model_version']}, seed {manifest['seed']}, digest `{manifest['result']}`. "
        "`manifest.json` has versions and checksums.",
    ]
    return with_words("\n\n".join(part for part in parts if part) + "\n")


def _failed(found: Found) -> list[str]:
    """The runs that failed, and what became of the tables without them."""
    said = failed_runs(found.failures, found.runs)
    if not said:
        return []
    rule = (
        "Every table is made of what ran on all sides of what it compares (councils of a reading, pairs of runs, "
        "points) and says how many those are."
    )
    return ["## Runs that failed", *said, rule]


def _correlations(found: Found) -> str:
    rows = [
        (
            row.reading,
            row.predictor,
            row.classes,
            f"{signed(row.r, 2)} ({signed(row.low, 2)} to {signed(row.high, 2)})",
            signed(row.r_without_error, 2),
            f"**{row.verdict}**",
        )
        for row in found.correlations.itertuples()
    ]
    header = ("councils differ in", "measure", "classes", "r (90 % interval)", "r without error", "verdict")
    return markdown_table(header, rows)


def _crisis_loss(found: Found) -> str:
    rows = found.maps
    here = rows[
        (rows["outcome"] == "crisis.loss") & (rows["style"] == maps.DISTRIBUTED) & (rows["axis"] == "crises")
        & (rows["world"] == next(iter(maps.WORLDS)))
    ]  # fmt: skip
    last = here.sort_values("level").iloc[-1]
    return (
        f"On the loss in crises themselves, at {last['level']:g} crises a year, distributed leadership differs from "
        f"command by {signed(last['difference'], 3)} ({signed(last['low'], 3)} to {signed(last['high'], 3)}) of "
        "severity: speed in a crisis is command's central strength."
    )


def _expected() -> str:
    rows = [(control.name, control.expected) for control in controls.CONTROLS]
    rows.append((controls.SHUFFLED, "outcomes follow the path that a council is given, no longer its own"))
    return markdown_table(("control", "what it should show"), rows)


def _controls(found: Found) -> str:
    names = [control.name for control in controls.CONTROLS]
    rows = []
    for outcome, here in found.controls.groupby("outcome", sort=False):
        cells = []
        by_name = here.set_index("control")
        unit = str(here["unit"].iloc[0])
        for name in names:
            row = by_name.loc[name]
            if row["difference"] == row["low"] == row["high"] == 0:
                cells.append("0 exactly")
                continue
            step = max((row["high"] - row["low"]) / 2, abs(row["difference"]) / 1000)
            at, low, high = (number(row[k], unit, step, signed=True) for k in ("difference", "low", "high"))
            cells.append(f"{at} ({low} to {high})")
        rows.append((str(outcome), unit_of_gap(unit) if is_share(unit) else unit, *cells))
    return markdown_table(("outcome", "unit", *names), rows)


def _shuffled(found: Found) -> str:
    rows = [
        (
            row.paths,
            f"{signed(100 * row.index_contrast, 2)} ({signed(100 * row.low, 2)} to {signed(100 * row.high, 2)})",
            signed(row.own_funding_and_stress, 2),
            signed(row.own_funding_and_index, 2),
            str(row.councils),
        )
        for row in found.shuffled.itertuples()
    ]
    header = (
        "budget paths",
        "distributed less command, index, points",
        "own funding and stress, rank r",
        "own funding and index, rank r",
        "councils",
    )
    return "With budget paths shuffled between councils, in 2016-17:\n\n" + markdown_table(header, rows)


def _bands(found: Found) -> str:
    def text(x: float) -> str:
        return "–" if x != x else f"{x:.3g}".replace("-", "−")

    rows = [
        (
            row.fact,
            row.pattern,
            f"{text(row.band_low)} to {text(row.band_high)}",
            f"{text(row.median)} ({text(row.low90)} to {text(row.high90)})",
            f"{100 * row.share_inside:.0f}%",
            text(row.at_defaults),
        )
        for row in found.bands.itertuples()
    ]
    return markdown_table(("fact", "pattern", "band", "median (90 % of points)", "inside", "at the defaults"), rows)


def _identifiability(found: Found) -> list[str]:
    parameters, pairs = found.identified.parameters, found.identified.pairs
    silent = parameters.loc[~parameters["told_from_noise"], "parameter"].tolist()
    said = [
        "The response of an outcome to an assumption is their partial rank correlation over the points. An assumption "
        "is silent where its strongest response over all outcomes stays below what 95 % of assumptions reach by "
        f"chance ({found.identified.threshold:.2f}). More points would let weaker responses be heard: silent means too "
        "weak to be seen in this many runs of one council while everything else varies too, not without any effect "
        "(a test shows that every parameter has one).",
        f"**Silent ({len(silent)}):** {', '.join(f'`{name}`' for name in sorted(silent)) or 'none'}.",
    ]
    if not len(pairs):
        said.append(f"**No two** of the others have responses that run parallel beyond {PARALLEL:g}.")
        return said
    shown = pairs.head(40)
    rows = [(f"`{row.one}`", f"`{row.other}`", f"{row.alike:+.3f}") for row in shown.itertuples()]
    more = f" The {len(shown)} closest; `parallel_parameters.csv` has all." if len(pairs) > len(shown) else ""
    said.append(
        f"**{len(pairs)} pairs** have responses over all outcomes that run parallel beyond {PARALLEL:g} (a minus: "
        f"against each other): data on these outcomes could not tell one from the other.{more}"
    )
    said.append(markdown_table(("one", "other", "alike"), rows))
    return said
