"""S02: relational leadership pays as far as problems are adaptive, and only with consistency."""

from __future__ import annotations

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of changes that are adaptive (A)."""
MOSTLY = 0.75
"""A in the arms that vary consistency: a world well beyond the threshold of .5."""
MONTHS = 60
FIRST = 12
NEVER = 9.0
"""Crossing point reported where the advantage does not rise with A."""

STYLES = {"relational": 0.8, "technical": 0.2}


def arm(style: str, share: float, consistency: float | None = None) -> Arm:
    """One style in a world with this share of adaptive changes, at the usual or a given consistency of leaders."""
    settings: dict[str, object] = {"style_mean": STYLES[style], "adaptive_share": share}
    name = f"{style}, A = {share:g}"
    if consistency is not None:
        settings["consistency_mean"] = consistency
        name += f", C = {consistency:g}"
    return Arm(name, settings=settings, months=MONTHS)


def advantage(results: Results, share: float, consistency: float | None = None) -> float:
    """Adoption under relational less technical leadership, mean of the second to the fifth year."""
    names = (arm(style, share, consistency).name for style in STYLES)
    relational, technical = (results.mean(name, "leadership.change_adopted", FIRST) for name in names)
    return float((relational - technical).mean())


def advantages(results: Results) -> np.ndarray:
    """The advantage at each A."""
    return np.array([advantage(results, share) for share in SHARES])


def slope(results: Results) -> float:
    """Rise of the advantage from A = 0 to 1, by least squares."""
    return float(np.polyfit(SHARES, advantages(results), 1)[0])


def straightness(results: Results) -> float:
    """Share of the variation of the advantage over A that a straight line explains (0 where there is none)."""
    found = advantages(results)
    total = float(((found - found.mean()) ** 2).sum())
    if total < 1e-12:
        return 0.0
    line = np.polyval(np.polyfit(SHARES, found, 1), SHARES)
    return 1.0 - float(((found - line) ** 2).sum()) / total


def crossing(results: Results) -> float:
    """The A at which the fitted line turns positive (``NEVER`` where it does not rise)."""
    rise, start = np.polyfit(SHARES, advantages(results), 1)
    return float(np.clip(-start / rise, -NEVER, NEVER)) if rise > 1e-6 else NEVER


HYPOTHESIS = Hypothesis(
    id="S02",
    claim="Adaptive problems need people to accept loss; a leader wins that only by relationships and by visibly "
    "living the values; experts solve only technical problems.",
    contrast="Relational against technical leadership, over the share A of changes that are adaptive and over leaders' "
    "consistency C.",
    expected="The advantage of relational over technical leadership rises linearly with A, is at most 0 at A = 0 and "
    "turns positive only for A > .5; inconsistency (C < .6) removes it.",
    falsified="The advantage does not depend on A, or survives C = .3.",
    arms=(
        *(arm(style, share) for share in SHARES for style in STYLES),
        *(arm(style, MOSTLY, consistency) for consistency in (0.5, 0.3) for style in STYLES),
    ),
    outcomes=("leadership.change_adopted",),
    criteria=(
        Criterion("rises with A", "The advantage rises from A = 0 to A = 1", slope, at_least=0.01),
        Criterion("linear", "A straight line explains nine tenths of how it varies with A", straightness, at_least=0.9),
        Criterion(
            "none at A = 0",
            "Where all problems are technical there is no advantage",
            lambda r: advantage(r, 0.0),
            at_most=0.0,
        ),
        Criterion(
            "turns positive beyond .5",
            "The advantage turns positive at an A between .5 and 1",
            crossing,
            at_least=0.5,
            at_most=1.0,
            unit="share A",
        ),
        Criterion(
            "removed at C = .5",
            "Inconsistent leaders have no advantage at A = .75",
            lambda r: advantage(r, MOSTLY, 0.5) if advantage(r, MOSTLY) > 0.0 else 1.0,
            at_most=0.0,
        ),
        Criterion(
            "gone at C = .3",
            "The advantage does not survive C = .3 at A = .75",
            lambda r: advantage(r, MOSTLY, 0.3) if advantage(r, MOSTLY) > 0.0 else 1.0,
            at_most=0.0,
        ),
    ),
    turn=Turn(
        criterion="rises with A",
        why="Without S02 nobody takes on or refuses a change, so that the advantage cannot depend on A.",
        without=("S02",),
    ),
    departures=(
        "Relational and technical leadership are mean styles of .8 and .2, which reach the mechanism as joint "
        "participation (.8 and .2) and through trust; expertise and consistency are the same in both. The advantage "
        "is in the staff who have taken on the present change, mean of years 2 to 5, which rewards early adoption "
        'too. A rise of less than .01 counts as none. "Linear" is read as R squared of at least .9 over five values '
        'of A. "Removes it" is read as no advantage at A = .75, tried at C = .5 and, as in the falsifier, at C = .3. '
        "Where it turns positive is read off the fitted line and must lie at 1 or below. That the advantage is linear"
        " follows nearly by arithmetic: A is the chance that a change is adaptive. The turn was moved after first "
        "figures, and in review once more."
    ),
)
