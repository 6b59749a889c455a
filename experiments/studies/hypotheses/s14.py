"""S14: training, permission and opportunity multiply; alone, training is soon forgotten."""

from __future__ import annotations

from itertools import product

import numpy as np

from experiments.designs.design import YEAR
from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

MONTHS = 5 * YEAR
SETTLED = 3 * YEAR
COURSE = YEAR
"""Months for which training is offered in the arms that watch it being forgotten."""

OFF_ON = {
    "training": ({"training_share": 0.0}, {"training_share": 1.0}),
    "permission": ({"style_mean": 0.2}, {"style_mean": 0.8}),
    "opportunity": ({"paperwork_share": 0.63}, {"paperwork_share": 0.45}),
}
CELLS = tuple(product((0, 1), repeat=3))
"""Training, permission, opportunity: 0 without, 1 with."""
FORGOTTEN, UNTAUGHT = "trained for a year, no permission", "untrained, no permission"
NO_PERMISSION = {"authority_follows_style": 0.0}


def name_of(cell: tuple[int, ...]) -> str:
    """The arm's name: what is given, in words."""
    given = [factor for factor, on in zip(OFF_ON, cell, strict=True) if on]
    return " and ".join(given) if given else "none of the three"


def settings_of(cell: tuple[int, ...]) -> dict[str, object]:
    """The settings of one cell of the factorial."""
    settings: dict[str, object] = {}
    for choices, on in zip(OFF_ON.values(), cell, strict=True):
        settings.update(choices[on])
    return settings


def acts(results: Results) -> np.ndarray:
    """Contacts that are relational acts in each cell, in years 4 and 5."""
    return np.array([results.mean(name_of(cell), "staff.compassionate", SETTLED).mean() for cell in CELLS])


def training_alone(results: Results) -> float:
    """What training alone adds over what the bundle adds (2 where the bundle adds nothing)."""
    found = dict(zip(CELLS, acts(results), strict=True))
    bundle = found[1, 1, 1] - found[0, 0, 0]
    return float((found[1, 0, 0] - found[0, 0, 0]) / bundle) if bundle > 1e-9 else 2.0


def interaction(results: Results) -> float:
    """The three-way interaction: what all three add beyond all that one and two of them add."""
    signs = [(-1) ** (3 - sum(cell)) for cell in CELLS]
    return float(np.dot(signs, acts(results)))


def additive_over_multiplicative(results: Results) -> float:
    """Residual of a multiplicative model of main effects over that of an additive one (2 where there is nothing)."""
    found = acts(results)
    if found.min() <= 0.0:
        return 2.0
    design = np.column_stack([np.ones(len(CELLS)), np.array(CELLS)])

    def fitted(values: np.ndarray) -> np.ndarray:
        return np.asarray(design @ np.linalg.lstsq(design, values, rcond=None)[0])

    additive = float(((found - fitted(found)) ** 2).sum())
    multiplicative = float(((found - np.exp(fitted(np.log(found)))) ** 2).sum())
    return multiplicative / additive if additive > 1e-15 else 2.0


def quarters_to_forget(results: Results) -> float:
    """Quarters from the end of the training until nine tenths of the skill gained are gone (at most those watched)."""
    trained, untrained = (
        results.path(arm, "staff.relational_skill").mean(axis=(0, 1)) for arm in (FORGOTTEN, UNTAUGHT)
    )
    left = (trained - untrained)[COURSE - 1 :]
    if left[0] < 1e-6:
        return 0.0
    gone = left <= 0.1 * left[0]
    return float(gone.argmax() / 3.0) if gone.any() else (left.size - 1) / 3.0


HYPOTHESIS = Hypothesis(
    id="S14",
    claim="Anyone willing can be trained to be relational, but training alone does not change a service: permission, "
    "process and culture must go with it.",
    contrast="Training, permission and opportunity, each without and with, in all eight combinations; and skill after "
    "a year of training where nobody is permitted to use it.",
    expected="Training alone has less than 25 per cent of the effect of the bundle; the three-way interaction is "
    "positive; skill decays to its baseline within 4 to 6 quarters without permission.",
    falsified="An additive model fits as well as a multiplicative one.",
    arms=(
        *(Arm(name_of(cell), settings=settings_of(cell), months=MONTHS) for cell in CELLS),
        Arm(
            FORGOTTEN,
            settings={**NO_PERMISSION, "training_share": 1.0, "training_years": COURSE / YEAR},
            months=MONTHS,
        ),
        Arm(UNTAUGHT, settings={**NO_PERMISSION, "training_share": 0.0}, months=MONTHS),
    ),
    outcomes=("staff.compassionate", "staff.relational_skill"),
    criteria=(
        Criterion(
            "training alone",
            "Training alone has less than a quarter of the effect of all three",
            training_alone,
            at_most=0.25,
            unit="ratio",
        ),
        Criterion(
            "three-way interaction",
            "All three add more than any one and two of them add up to",
            interaction,
            at_least=0.001,
        ),
        Criterion(
            "forgotten in 4 to 6 quarters",
            "Nine tenths of the skill gained are gone 4 to 6 quarters after the training",
            quarters_to_forget,
            at_least=4.0,
            at_most=6.0,
            unit="quarters",
        ),
        Criterion(
            "multiplicative fits better",
            "The multiplicative model leaves less unexplained than the additive one",
            additive_over_multiplicative,
            at_most=1.0,
            unit="ratio",
        ),
    ),
    turn=Turn(
        criterion="training alone",
        why="Without S14 there are no relational acts, so that nothing has an effect.",
        without=("S14",),
    ),
    departures=(
        "Permission is the mean style of leaders, .2 or .8, which reaches staff as felt permission. Opportunity is "
        "the paperwork there is, .63 or .45 of working time. The effect is on contacts that are relational acts in "
        "years 4 and 5; an interaction of less than .001 counts as none; training reaches everybody once a year. "
        "Decay to the baseline is read as nine tenths of the gain gone, counted from the end of a year of training in"
        " a council that delegates nothing. After first figures (12 replicates) opportunity was held between .2 and "
        ".8, a tenth of acts was let happen without permission, and the usual share of acts was raised from .045 to "
        ".07; no verdict changed. The multiplicative model is fitted in logarithms and judged on the shares."
    ),
)
