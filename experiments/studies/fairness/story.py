"""What a report tells of fairness: effect sizes, where command wins, controls, and what assumptions allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.wording import is_share, number, signed, spell, unit_of_gap
from experiments.reports.parts import Block, Items, Line, Para, Section, Shown, Story, marked, paragraphs, said, table
from experiments.studies.failed_runs import failed_runs
from experiments.studies.fairness import controls, correlations, maps
from experiments.studies.fairness.correlations import HIGH, LOW, READINGS, RELIABILITY
from experiments.studies.fairness.identifiability import PARALLEL

if TYPE_CHECKING:
    from experiments.studies.fairness.found import Found


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    quick = said("**This is a quick run: every fourth council, few replications, few points. Cite the full run.**")
    return Story(
        title="Is the model fair to both sides?" + (" (a quick run)" if found.size.quick else ""),
        summary=summary(found),
        question=(
            *((Para(quick, note=True),) if found.size.quick else ()),
            Para(
                "What follows is reported and was not tuned to. A model in which one style always wins, or in which "
                "style decides everything, would be wrong on its face."
            ),
        ),
        run=(
            Para(
                f"{found.runs:,} runs, {spell(found.run_seconds)} of computing "
                f"({1000 * found.run_seconds / found.runs:.0f} ms a run)."
            ),
        ),
        findings=(
            Para(
                said(
                    "**{one}. {other}.**",
                    one=correlations.sentence(found.correlations),
                    other=maps.sentence(found.maps),
                )
            ),
        ),
        more=(
            Section("Effect sizes across councils (F30)", _effect_sizes(found)),
            Section(
                "Where command wins",
                (
                    Shown("where_command_wins"),
                    Para(
                        f"Distributed leadership (style {maps.DISTRIBUTED:g}) against command ({maps.COMMAND:g}) on "
                        "the outcome index:"
                    ),
                    Items(tuple(maps.regions(found.maps))),
                    Para(_crisis_loss(found)),
                ),
            ),
            Section("The controls", (Shown("controls"), _expected(), _controls(found), *_shuffled(found))),
            Section("What the assumptions allow", (Para(_allowed(found)), _bands(found))),
            Section("What outcomes can tell apart", (Shown("identifiability"), *_identifiability(found))),
            *_failed(found),
        ),
        assumed=_assumed(found),
    )


def summary(found: Found) -> tuple[str, ...]:
    """Plain sentences: does one side always win, and how much hangs on assumptions?"""
    contrast = found.maps[(found.maps["outcome"] == "index") & (found.maps["style"] == maps.DISTRIBUTED)]
    known = contrast[contrast["low"].notna()]
    command, letting_go = int((known["high"] < 0).sum()), int((known["low"] > 0).sum())
    inside = int((found.correlations["verdict"] == "inside").sum())
    return (
        "This asks whether the model is built so that one way of leading always wins.",
        f"In {len(known)} situations (harder cases, more crises, deeper cuts and the like) letting go does clearly "
        f"better in {letting_go or 'none'}, command in {command or 'none'}, and the rest are too close to call.",
        f"How strongly leadership goes with results across councils was held against published studies: {inside} of "
        f"{len(found.correlations)} readings lie clearly within what those found.",
        f"Of {len(found.bands)} known facts on English councils, chance settings of all guesses reproduce "
        f"{100 * found.bands['share_inside'].min():.0f}% to {100 * found.bands['share_inside'].max():.0f}% of the "
        "time.",
    )


def _effect_sizes(found: Found) -> tuple[Block, ...]:
    return (
        Para(
            said(
                "Meta-analyses put the effect of shared leadership, empowerment and trust on outcomes at r = {low:g} "
                "to {high:g}. Here {councils} councils run to March 2017, each with a mean style of its own; "
                "delegation and trust as they then stand are correlated with the outcome index over councils. Every "
                "measure carries error: reliability {reliability:g} (ASSUMPTION). *Inside* means that the 90 % "
                "interval over councils lies in the band, *outside* that it lies wholly out of it.",
                low=LOW, high=HIGH, councils=int(found.correlations["councils"].iloc[0]), reliability=RELIABILITY,
            )
        ),
        Shown("correlations"),
        _correlations(found),
        Items(tuple(said("**{name}**: {why}.", name=reading.name, why=reading.why) for reading in READINGS)),
    )  # fmt: skip


def _allowed(found: Found) -> str:
    return (
        f"{found.points} points of a Latin hypercube over all {len(found.identified.parameters)} free parameters, "
        "Camden, one run at each: how much of that space shows what is known of English councils? "
        "Low shares say that the defaults are a small part of what the assumptions allow, not that they are wrong."
    )


def _assumed(found: Found) -> tuple[Block, ...]:
    return (
        Para(
            f"All {len(found.identified.parameters)} free parameters stand on judgement; what they allow "
            "between them, and which of them outcomes could tell apart, stands above."
        ),
    )


def _failed(found: Found) -> tuple[Section, ...]:
    """The runs that failed, and what became of the tables without them."""
    blocks = failed_runs(found.failures, found.runs)
    if not blocks:
        return ()
    rule = (
        "Every table is made of what ran on all sides of what it compares (councils of a reading, pairs of runs, "
        "points) and says how many those are."
    )
    return (Section("Runs that failed", (*blocks, Para(rule))),)


def _correlations(found: Found) -> Block:
    rows = [
        (
            row.reading,
            row.predictor,
            row.classes,
            f"{signed(row.r, 2)} ({signed(row.low, 2)} to {signed(row.high, 2)})",
            signed(row.r_without_error, 2),
            marked(f"**{row.verdict}**"),
        )
        for row in found.correlations.itertuples()
    ]
    header = ("councils differ in", "measure", "classes", "r (90 % interval)", "r without error", "verdict")
    return table(header, rows)


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


def _expected() -> Block:
    rows = [(control.name, control.expected) for control in controls.CONTROLS]
    rows.append((controls.SHUFFLED, "outcomes follow the path that a council is given, no longer its own"))
    return table(("control", "what it should show"), rows)


def _controls(found: Found) -> Block:
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
    return table(("outcome", "unit", *names), rows)


def _shuffled(found: Found) -> tuple[Block, ...]:
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
    return (table(header, rows, "With budget paths shuffled between councils, in 2016-17"),)


def _bands(found: Found) -> Block:
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
    return table(("fact", "pattern", "band", "median (90 % of points)", "inside", "at the defaults"), rows)


def _identifiability(found: Found) -> list[Block]:
    parameters, pairs = found.identified.parameters, found.identified.pairs
    silent = parameters.loc[~parameters["told_from_noise"], "parameter"].tolist()
    response = (
        "The response of an outcome to an assumption is their partial rank correlation over the points. An assumption "
        "is silent where its strongest response over all outcomes stays below what 95 % of assumptions reach by "
        f"chance ({found.identified.threshold:.2f}). More points would let weaker responses be heard: silent means too "
        "weak to be seen in this many runs of one council while everything else varies too, not without any effect "
        "(a test shows that every parameter has one)."
    )
    names = ", ".join(f"`{name}`" for name in sorted(silent)) or "none"
    blocks: list[Block] = [*paragraphs(response, marked(f"**Silent ({len(silent)}):** {names}."))]
    if not len(pairs):
        line = marked(f"**No two** of the others have responses that run parallel beyond {PARALLEL:g}.")
        return [*blocks, Para(line)]
    shown = pairs.head(40)
    rows: list[tuple[Line, ...]] = [
        ((("code", row.one),), (("code", row.other),), f"{row.alike:+.3f}") for row in shown.itertuples()
    ]
    more = f" The {len(shown)} closest; `parallel_parameters.csv` has all." if len(pairs) > len(shown) else ""
    line = marked(
        f"**{len(pairs)} pairs** have responses over all outcomes that run parallel beyond {PARALLEL:g} (a minus: "
        f"against each other): data on these outcomes could not tell one from the other.{more}"
    )
    return [*blocks, Para(line), table(("one", "other", "alike"), rows)]
