"""Draw where trust settles: ``python -m docs.figures.trust_fixed_points`` makes ``docs/images/trust_fixed_points``.

Everything is asked of the model's own rules. ``trust`` says how much evidence an experience leaves and how much of it
is forgotten; ``dyad_under_stress`` how much an experience of a pair counts under stress; ``joint_review`` how long a
review is present. The rest is arithmetic: with a good experience in a share P of the months, evidence settles at what a
month brings over what a month forgets, and trust follows. A pair's own P depends on its trust; where the two agree is a
fixed point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import pieces
from experiments.figures.draw import Drawing, images
from experiments.figures.picture import Panel, Pen, Picture
from sim.core.relations import trust
from sim.council.services import SERVICE_COUNT
from sim.machine.declared import PARAMETERS
from sim.machine.engine import ENTRIES
from sim.machine.randomness import Now
from sim.machine.state import VARIABLES
from sim.theories.s01_dyad_under_stress import dyad_under_stress, joint_review

FOLDER = Path(__file__).parents[1] / "images"
ASYMMETRIES = (1.0, 3.0, 5.0)
STRESSES = (0.0, 0.15, 0.3)
CERTAIN = 50.0
"""Log odds at which an experience is sure to be good."""


def values(**changed: float) -> dict[str, float]:
    """Every parameter at its default, some changed."""
    return {name: float(changed.get(name, p.number(p.default))) for name, p in PARAMETERS.items()}


def _call(process: Any, state: Mapping[str, Any], numbers: Mapping[str, float]) -> Any:
    """Let a rule act on a little state of its own; returns the state."""
    s = process.state_type(**{name: np.array(value) for name, value in state.items()})
    p = process.parameter_type(*[numbers[name] for name in process.parameters])
    now = Now(0, 4, 2010, False, np.uint64(0), np.uint64(0), process.number)
    process.plain(s, p, now)
    return s


def _fold(numbers: Mapping[str, float], good: float, bad: float, before: float = 0.0) -> tuple[float, float]:
    """Good and bad evidence on one arc after a month with these experiences, begun with ``before`` of each."""
    entries = {}
    for stock, amount in (("good_evidence", good), ("bad_evidence", bad)):
        rows = np.zeros((ENTRIES[stock], 1))
        rows[0] = amount
        entries[f"{stock}_entries"] = rows
    state = {
        **{name: [0] for name in trust.reads if VARIABLES[name].axis != "event"},
        **{name: [] for name in trust.reads if VARIABLES[name].axis == "event"},
        "arc_start": [0, 1],
        "disposition": [0.5],
        "trust": [0.5],
        "good_evidence": [before],
        "bad_evidence": [before],
    }
    s = _call(trust, {**state, **entries}, numbers)
    return float(s.good_evidence[0]), float(s.bad_evidence[0])


def memory(numbers: Mapping[str, float]) -> float:
    """Share of the evidence that a month without experiences leaves."""
    return _fold(numbers, 0.0, 0.0, before=1.0)[0]


def weights(numbers: Mapping[str, float], stress: float, review: float) -> tuple[float, float]:
    """How much a good and a bad experience of a pair count, where the last review is present at ``review``."""
    none = np.zeros((1, SERVICE_COUNT))
    state = {
        "council_key": np.array([1], np.uint64),
        "runs": none,
        "stress": [stress],
        "chief_executive": [1],
        "service_director": none.astype(np.int64),
        "filled": [1.0, 1.0],
        "leader_arc": [0],
        "dyad_arc": none.astype(np.int64),
        "reverse": [1, 0],
        "arc_id": np.array([1, 2], np.uint64),
        "trust": [0.5, 0.5],
        "reflecting": none,
        "leader_reflecting": [review],
        "contacts": np.zeros(2),
        "contact_by": np.zeros(2),
        "add_good_evidence": np.zeros(2),
        "add_bad_evidence": np.zeros(2),
    }
    good = _call(dyad_under_stress, state, {**numbers, "dyad_intercept": CERTAIN})
    bad = _call(dyad_under_stress, state, {**numbers, "dyad_intercept": -CERTAIN})
    return float(good.add_good_evidence[0]), float(bad.add_bad_evidence[0])


def fading(numbers: Mapping[str, float]) -> float:
    """What a month leaves of the presence of a review."""
    none = np.zeros((1, SERVICE_COUNT))
    state = {
        "council_key": np.array([1], np.uint64),
        "runs": none,
        "leader": [0],
        "chief_executive": [1],
        "portfolio_holder": none.astype(np.int64),
        "service_director": none.astype(np.int64),
        "reflection_habit": [0.5, 0.5],
        "filled": [1.0, 1.0],
        "reflecting": none,
        "leader_reflecting": [1.0],
        "own_hours": np.zeros(2),
        "paper_hours": np.zeros(2),
        "hours_asked": np.zeros(2),
        "hours_granted": np.zeros(2),
    }
    return float(_call(joint_review, state, {**numbers, "reflection_rate": 0.0}).leader_reflecting[0])


def evidence_a_month(numbers: Mapping[str, float], stress: float) -> tuple[float, float]:
    """Evidence that a good and a bad experience leave, averaged over how long ago the last review was.

    The pair has a middling habit, so it reviews in a third of ``reflection_rate`` of the months.
    """
    chance, fade = numbers["reflection_rate"] / 3.0, fading(numbers)
    good = bad = left = 0.0
    presence, share = 1.0, chance
    for _ in range(60):
        of_good, of_bad = weights(numbers, stress, presence)
        good += share * _fold(numbers, of_good, 0.0)[0]
        bad += share * _fold(numbers, 0.0, of_bad)[1]
        left += share
        presence, share = presence * fade, share * (1.0 - chance)
    of_good, of_bad = weights(numbers, stress, 0.0)
    return (
        good + (1.0 - left) * _fold(numbers, of_good, 0.0)[0],
        bad + (1.0 - left) * _fold(numbers, 0.0, of_bad)[1],
    )


def settled(numbers: Mapping[str, float], stress: float, chance: np.ndarray) -> np.ndarray:
    """Trust where experiences are good with ``chance`` for good, for a holder of mean disposition."""
    good, bad = evidence_a_month(numbers, stress)
    forgotten = 1.0 - memory(numbers)
    r, s = chance * good / forgotten, (1.0 - chance) * bad / forgotten
    return (r + 2.0 * numbers["disposition_mean"]) / (r + s + 2.0)


def chance_of_good(numbers: Mapping[str, float], stress: float, level: np.ndarray) -> np.ndarray:
    """How likely a pair of this trust is to have a good experience (the formula of ``dyad_under_stress``)."""
    odds = numbers["dyad_intercept"] + numbers["dyad_trust_slope"] * (level - 0.5)
    return 1.0 / (1.0 + np.exp(-(odds - numbers["dyad_stress_slope"] * stress)))


@dataclass(frozen=True)
class FixedPoint:
    """Where a pair's trust stays; ``stable``: small disturbances die out."""

    trust: float
    stable: bool


def fixed_points(numbers: Mapping[str, float], stress: float) -> list[FixedPoint]:
    """All trust levels that reproduce themselves."""
    level = np.linspace(0.0, 1.0, 4001)
    gap = settled(numbers, stress, chance_of_good(numbers, stress, level)) - level
    found = []
    for at in np.flatnonzero(np.diff(np.sign(gap)) != 0):
        share = gap[at] / (gap[at] - gap[at + 1])
        found.append(FixedPoint(float(level[at] + share * (level[1] - level[0])), bool(gap[at] > gap[at + 1])))
    return found


def last_stress(numbers: Mapping[str, float]) -> float:
    """The largest stress (to a hundredth, up to .6) under which a pair can stay above trust one half; -1 for none."""
    able = [
        stress
        for stress in np.linspace(0.0, 0.6, 61)
        if any(point.stable and point.trust > 0.5 for point in fixed_points(numbers, float(stress)))
    ]
    return max(able) if able else -1.0


def finding() -> str:
    """The title: how much stress high trust survives with and without reviews, at the default asymmetry."""

    def words(stress: float) -> str:
        if stress < 0:
            return "under no stress at all"
        return "under any stress up to 60%" if stress > 0.595 else f"up to a stress of {100 * stress:.0f}%"

    asymmetry = f"{PARAMETERS['trust_loss_asymmetry'].default:g}"
    alone, together = last_stress(values(reflection_rate=0.0)), last_stress(values())
    return (
        f"Where a loss weighs {asymmetry} times as much, a pair that never reviews how it works can keep trust "
        f"above half {words(alone)}, one that does {words(together)}"
    )


def shorter() -> str:
    """The same on two lines."""
    alone, together = (max(0.0, last_stress(values(**changed))) for changed in ({"reflection_rate": 0.0}, {}))
    return f"A pair can keep trust above half up to a stress of {alone:.0%} without reviews, {together:.0%} with them"


def picture() -> Picture:
    """The figure before it is drawn: a panel for each stress, without and with reviews."""
    rate = PARAMETERS["reflection_rate"].default
    habits = (("no reviews", 0.0), ("reviews", float(rate)))
    rows = [
        (habit, stress, asymmetry, point.trust, point.stable)
        for habit, reviews in habits
        for stress in STRESSES
        for asymmetry in ASYMMETRIES
        for point in fixed_points(values(trust_loss_asymmetry=asymmetry, reflection_rate=reviews), stress)
    ]
    dot = {"linestyle": "", "marker": "o"}
    return Picture(
        titles=(finding(), shorter()),
        shown=(
            "Lines: where trust settles if experiences are good with this chance, by how much a loss weighs. Dashes: "
            "how likely a pair of that trust is to have a good experience. Where they cross, trust stays."
        ),
        panels=tuple(_panel(habit, reviews, stress) for habit, reviews in habits for stress in STRESSES),
        numbers=pd.DataFrame(rows, columns=["habit", "stress", "loss_weighs", "trust", "stable"]),
        alt=f"Six panels of trust against the chance of a good experience. {finding()}.",
        notes=(
            "Full dots: stable; open dots: the watershed between prospering and breaking. Pairs that review do so "
            f"{rate:g} x a quarter. One shared experience a month, default parameters, a holder of mean disposition; "
            "crises and meetings add to this in the model.",
        ),
        legend=(
            *(
                pieces.line_entry(f"a loss weighs {asymmetry:g} x", partial(_line, at=at))
                for at, asymmetry in enumerate(ASYMMETRIES)
            ),
            pieces.line_entry("a pair's own chance", _own),
            pieces.line_entry("stable", lambda pen: {**dot, "color": pen.palette.muted}),
            pieces.line_entry(
                "watershed", lambda pen: {**dot, "color": pen.palette.muted, "markerfacecolor": pen.palette.ground}
            ),
        ),
    )


def _line(pen: Pen, at: int) -> dict[str, Any]:
    colour = (pen.palette.ways[1], pen.palette.muted, pen.palette.ink)[at]
    return {"color": colour, "linewidth": pen.thick(1.8), "linestyle": ("-", (0, (6, 1)), (0, (2, 1)))[at]}


def _own(pen: Pen) -> dict[str, Any]:
    return {"color": pen.palette.ink, "linewidth": pen.thick(1.0), "linestyle": (0, (4, 2))}


def _panel(habit: str, reviews: float, stress: float) -> Panel:
    chance = level = np.linspace(0.0, 1.0, 401)

    def draw_panel(axes: Axes, pen: Pen) -> None:
        for at, asymmetry in enumerate(ASYMMETRIES):
            numbers = values(trust_loss_asymmetry=asymmetry, reflection_rate=reviews)
            look = _line(pen, at)
            axes.plot(chance, settled(numbers, stress, chance), **look)
            for point in fixed_points(numbers, stress):
                axes.plot(
                    [float(chance_of_good(numbers, stress, np.array(point.trust)))], [point.trust], marker="o",
                    markersize=pen.thick(5.5), markeredgewidth=pen.thick(1.2), markeredgecolor=look["color"],
                    markerfacecolor=look["color"] if point.stable else pen.palette.ground, clip_on=False, zorder=4,
                )  # fmt: skip
        axes.plot(chance_of_good(values(), stress, level), level, zorder=1, **_own(pen))
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        pieces.value_axis(axes.xaxis, "share", most=3, pen=pen)
        pieces.value_axis(axes.yaxis, "share", most=4)
        axes.set_xlabel("chance of a good experience")

    return Panel(draw_panel, title=f"{habit[:1].upper()}{habit[1:]}, stress {100 * stress:g}%", axis="trust")


def draw() -> Path:
    """Make the figure; returns the PNG (the SVG lies beside it)."""
    made = Drawing("trust_fixed_points", picture(), ("Made by python -m docs.figures.trust_fixed_points.",))
    for kind, content in images(made, ("png", "svg")).items():
        (FOLDER / f"trust_fixed_points.{kind}").write_bytes(content)
    return FOLDER / "trust_fixed_points.png"


if __name__ == "__main__":
    print(f"docs/images/{draw().name} and the SVG beside it are drawn.")
