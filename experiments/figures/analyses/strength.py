"""How much each parameter matters, as Sobol, Morris or trees found it: bars, and effects against their spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.intervals import LEVEL
from experiments.analysis.wording import in_plain_words, is_share, join, sentence_case
from experiments.figures import claims, letters, pieces, words
from experiments.figures.bars import Bar, bars_panel, entries
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from experiments.analysis.features import Features
    from experiments.analysis.sensitivity import Sensitivity

MOST = 20
"""Parameters shown; the table has all."""

NAMED = 10
"""Parameters that have a name in the plot of effects against their spread."""

EVEN = 0.5
"""Below this ratio of sigma to mu* an effect is much the same everywhere; above one, its sign changes or nearly so."""

SURE = f"{LEVEL:.0%} interval"


def sensitivity_picture(found: Sensitivity, *, label: str, unit: str = "") -> Picture:
    """Parameters from the most important down; ``label`` is the outcome's name for people, ``unit`` its unit."""
    rows = found.table.head(MOST)
    sobol = found.method == "sobol"
    bars = [_bar(row, sobol, np.isfinite(found.noise_of_means)) for _, row in rows.iterrows()]
    times = 100.0 if is_share(unit) else 1.0
    title = in_plain_words(found.finding.split(". ")[0].replace(found.outcome, label), found.table["parameter"])
    panel = (
        bars_panel(bars, unit="share", axis="share of the variance", gap=False)
        if sobol
        else bars_panel(bars, unit=unit, axis=f"size of the effect ({claims.short_unit(unit) or 'ratio'})")
    )
    strongest = [f"{words.parameter(bar.parameter)} {_amount(bar.value, sobol, times)}" for bar in bars[:6]]
    return Picture(
        titles=(title, title.partition("; ")[0], f"What matters to {label}"),
        shown=(
            f"Share of the variance of {label} between {found.points:,} points"
            if sobol
            else f"Mean size of the effect on {label} of a step across a parameter's range"
        )
        + f", with {LEVEL:.0%} intervals",
        panels=(panel,),
        numbers=found.table.assign(outcome=found.outcome, method=found.method),
        alt=f"From the strongest down: {'; '.join(strongest)}.",
        notes=_notes(found, hidden=len(found.table) - len(rows)),
        legend=entries(
            bars,
            value="with all its interactions (ST)" if sobol else "mean size of the effect (mu*)",
            other="alone (S1)" if sobol else "",
            level=SURE,
        ),
    )


def _bar(row: pd.Series, sobol: bool, with_noise: bool) -> Bar:
    name = str(row["parameter"])
    if sobol:
        noise = float(row["ST_with_noise"]) if with_noise else np.nan
        alone = float(row["S1"]), float(row["S1_low"]), float(row["S1_high"])
        return Bar(name, float(row["ST"]), float(row["ST_low"]), float(row["ST_high"]), other=alone, noise=noise)
    noise = float(row["mu_star_with_noise"]) if with_noise else np.nan
    ends = float(row["mu_star"]), float(row["low"]), float(row["high"])
    return Bar(name, *ends, noise=noise, spread=float(row["sigma"]))


def _amount(value: float, sobol: bool, times: float) -> str:
    return f"{value:.0%}" if sobol else f"{times * value:.3g}"


def _notes(found: Sensitivity, hidden: int) -> tuple[str, ...]:
    notes = ["Pale: no clear effect, its interval reaches zero."]
    if np.isfinite(found.noise_of_means):
        notes.append(
            f"{found.replicates} replicates per point. Chance makes up {found.noise_of_runs:.0%} of the variance of "
            f"single runs and {found.noise_of_means:.0%} of that of the points' means; it is taken out of the bars, so "
            "that one can reach below zero."
        )
    else:
        notes.append("One run per point: noise cannot be told from effects and is in the bars.")
    if hidden > 0:
        notes.append(f"{hidden} less important parameters are in the table.")
    return tuple(notes)


# ------------------------------------------------------------------ Morris
def screening_picture(found: Sensitivity, *, label: str, unit: str = "") -> Picture:
    """Morris' mu* across and sigma upward, both with their intervals."""
    rows = found.table
    clear = rows["clear"].to_numpy(dtype=bool)
    named = rows[clear].head(NAMED)
    few = f" {sentence_case(found.too_few)}." if found.too_few else ""
    unnamed = len(rows) - len(named)
    return Picture(
        titles=_screening_titles(found, label),
        shown=(
            f"Effect on {label} of a step across a parameter's whole range: its mean size, and how much it differs "
            f"from place to place; {len(rows)} parameters, {LEVEL:.0%} intervals"
        ),
        panels=(_screening(rows, clear, named, unit),),
        numbers=rows.assign(outcome=found.outcome, method=found.method),
        alt=(
            f"Size of the effect across, its spread upward. Clear: "
            f"{join([words.parameter(name) for name in rows[clear]['parameter'].head(6)] or ['none'])}."
        ),
        notes=(
            "Low, near the ground: the effect is much the same everywhere, so it adds up. Above the line sigma = mu*: "
            "it changes its sign, is bent, or depends on other parameters." + few,
            *((f"{unnamed} parameters without a name here are in the table.",) if unnamed else ()),
        ),
        legend=(
            pieces.line_entry("clear effect", lambda pen: _dot(pen, True)),
            pieces.line_entry("no clear effect", lambda pen: _dot(pen, False)),
            pieces.line_entry("sigma = mu*", lambda pen: {"color": pen.palette.muted, "linewidth": pen.thick(0.9)}),
            pieces.line_entry(
                "sigma = half of mu*",
                lambda pen: {"color": pen.palette.muted, "linewidth": pen.thick(0.9), "linestyle": (0, (4, 2))},
            ),
        ),
    )


def _dot(pen: Pen, clear: bool) -> dict[str, Any]:
    return {
        "marker": "o", "linestyle": "", "color": pen.palette.ways[0] if clear else pen.palette.unclear,
        "markersize": pen.thick(4.5 if clear else 3.0),
    }  # fmt: skip


def _screening(rows: pd.DataFrame, clear: np.ndarray, named: pd.DataFrame, unit: str) -> Panel:
    across = finite_limits(rows[["mu_star", "low", "high"]].to_numpy(), zero=True, margin=0.06)
    upward = finite_limits(rows[["sigma", "sigma_low", "sigma_high"]].to_numpy(), zero=True, margin=0.06)

    def draw(axes: Axes, pen: Pen) -> None:
        for one in (False, True):
            own, look = rows[clear == one], _dot(pen, one)
            line: dict[str, Any] = {"color": look["color"], "linewidth": pen.thick(1.0), "alpha": 0.6}
            axes.hlines(own["sigma"], own["low"], own["high"], **line)
            axes.vlines(own["mu_star"], own["sigma_low"], own["sigma_high"], **line)
            axes.plot(own["mu_star"], own["sigma"], zorder=3, **look)
        axes.set_xlim(*across)
        axes.set_ylim(*upward)
        for slope, dash in ((1.0, "-"), (EVEN, (0, (4, 2)))):
            far = 2 * across[1]
            axes.plot([0, far], [0, far * slope], color=pen.palette.muted, linewidth=pen.thick(0.9), linestyle=dash)
        pieces.zero(axes, pen, along="y")
        deep = 0.7 * pen.height if pen.size.height is not None else 1.6 * pen.size.deep
        points = {
            sentence_case(words.parameter(str(row["parameter"]))): (
                float(row["mu_star"]), float(row["sigma"]), str(_dot(pen, True)["color"]),
            )
            for _, row in named.iterrows()
        }  # fmt: skip
        pieces.side_labels(axes, pen, points, deep)
        pieces.value_axis(axes.xaxis, unit, gap=True, most=4, pen=pen)
        pieces.value_axis(axes.yaxis, unit, gap=True, most=4)
        what = claims.short_unit(unit) or "ratio"
        axes.set_xlabel(letters.shorten(f"mean size of the effect, mu* ({what})", pen.width - 0.5, pen.size.small))

    return Panel(draw, axis=f"how much it differs, sigma ({claims.short_unit(unit) or 'ratio'})", deep=1.8)


def _screening_titles(found: Sensitivity, label: str) -> tuple[str, ...]:
    """Which have an effect at all, and how many differ from place to place."""
    rows = found.table
    clear = rows[rows["clear"]]
    if clear.empty:
        return (f"No parameter has a clear effect on {label}",)
    if found.too_few:
        return (f"Too few points to rank the parameters by their effect on {label}",)
    who = [words.parameter(str(name)) for name in clear["parameter"].head(3)]
    who = [*who, f"{len(clear) - 3} more"] if len(clear) > 3 else who
    bent = int((clear["sigma"] > clear["mu_star"]).sum())
    how = f"; that of {bent} differs more from place to place than it is large" if bent else ""
    have = "has" if len(clear) == 1 else "have"
    others = len(rows) - len(clear)
    rest = f", {others} {'other has' if others == 1 else 'others have'} none" if others else ""
    said = f"{sentence_case(join(who))} {have} a clear effect on {label}"
    return (f"{said}{rest}{how}", f"{said}{rest}", said, f"{len(clear)} parameters have a clear effect on {label}")


# ------------------------------------------------------------------ trees
def features_picture(found: Features, *, label: str) -> Picture:
    """Parameters from the highest score down: what trees learn from each of them."""
    rows = found.table.head(MOST)
    bars = [
        Bar(str(row["parameter"]), float(row["score"]), float(row["low"]), float(row["high"]))
        for _, row in rows.iterrows()
    ]
    hidden = len(found.table) - len(rows)
    return Picture(
        titles=_feature_titles(found, label),
        shown=(
            f"Share of the variance of {label} between {found.points:,} points that trees learn from each parameter, "
            f"with {LEVEL:.0%} intervals"
        ),
        panels=(bars_panel(bars, unit="share", axis="share of the variance", gap=False),),
        numbers=found.table.assign(method="features"),
        alt="From the highest score down: "
        + "; ".join(f"{words.parameter(bar.parameter)} {bar.value:.0%}" for bar in bars[:6])
        + ".",
        notes=(
            "Pale: nothing clear is learnt, its interval reaches zero."
            + (f" {hidden} parameters with lower scores are in the table." if hidden else ""),
            f"At points that they had not seen, the trees predict {max(found.predicted, 0):.0%} of the variance; a "
            f"score is what shuffling that parameter takes away from it. Means and intervals of {found.refits} refits.",
        ),
        legend=entries(bars, value="what trees learn from it", level=SURE),
    )


def _feature_titles(found: Features, label: str) -> tuple[str, ...]:
    clear = found.table[found.table["clear"]]
    if found.too_few:
        return (f"Too few points to score what matters to {label}",)
    if clear.empty:
        return (f"No parameter clearly helps to predict {label}",)
    first, rest = clear.iloc[0], [words.parameter(str(name)) for name in clear["parameter"].iloc[1:4]]
    more = f"; then {join(rest)}" if rest else "; nothing else does clearly"
    who = sentence_case(words.parameter(str(first["parameter"])))
    said = f"{who} matters most to {label}"
    return (
        f"{said} ({first['score']:.0%} of its variance){more}",
        f"{said} ({first['score']:.0%} of its variance)",
        said,
    )
