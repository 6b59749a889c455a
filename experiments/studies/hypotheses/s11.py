"""S11: reflection costs first and pays later; doom keeps councils salami slicing."""

from __future__ import annotations

import numpy as np

from experiments.designs.design import YEAR
from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn
from sim.council.services import WAYS

COUNCILS = ("Camden", "Leeds", "Nottingham", "Northumberland")
MONTHS = 10 * YEAR
SALAMI = "gap.closed.salami_slice"
ROUNDS = np.arange(YEAR - 1, MONTHS, YEAR)
"""Months of the budget rounds."""

NONE, TWENTIETH, TENTH, HOPE, DOOM = "no reflection", "5 per cent", "10 per cent", "nobody expects", "all expect"


def closed(results: Results, arm: str, outcome: str) -> np.ndarray:
    """Savings planned at each round, over councils: (replicates, rounds)."""
    return np.asarray(results.path(arm, outcome)[..., ROUNDS].sum(axis=1))


def salami_share(results: Results, arm: str) -> np.ndarray:
    """Salami slices over all planned savings, (replicates, rounds); 1 where nothing is to be saved."""
    salami = closed(results, arm, SALAMI)
    total = sum(closed(results, arm, f"gap.closed.{way}") for way in WAYS)
    return np.where(total > 1e-9, salami / np.maximum(total, 1e-9), 1.0)


def mix(results: Results, arm: str, first: int, last: int) -> float:
    """Salami slices over all savings planned in the years ``first`` to ``last``."""
    salami = closed(results, arm, SALAMI)[:, first - 1 : last].sum()
    total = sum(closed(results, arm, f"gap.closed.{way}")[:, first - 1 : last].sum() for way in WAYS)
    return float(salami / max(total, 1e-9))


def move(results: Results, arm: str) -> np.ndarray:
    """The first year in which less than half is salami sliced, of each replicate (one more than all, if never)."""
    mixed = salami_share(results, arm) < 0.5
    return np.where(mixed.any(axis=1), mixed.argmax(axis=1) + 1.0, len(ROUNDS) + 1.0)


def gain(results: Results, arm: str, first: int, last: int) -> float:
    """What reflection adds to the service outcome index."""
    return results.difference(arm, NONE, "index", first, last)


HYPOTHESIS = Hypothesis(
    id="S11",
    claim="A narrative of doom lowers capacity; a positive workforce narrative with time for reflection lets councils "
    "leave salami slicing for new models.",
    contrast="Reflection in 5 and in 10 per cent of working time against none; a workforce that all expects the worst "
    "against one in which nobody does.",
    expected="Reflection time of 5 to 10 per cent gives a J-curve: loss in year 1, net gain after two years or more; "
    "the strategy mix moves endogenously from salami slicing (years 1 to 3) to mixed (years 4 to 6); with the doom "
    "narrative the move is delayed by a year or more.",
    falsified="There is no initial loss, or the mode shift is absent.",
    arms=(
        Arm(NONE, settings={"reflection_time": 0.0}, councils=COUNCILS, months=MONTHS),
        Arm(TWENTIETH, settings={"reflection_time": 0.05}, councils=COUNCILS, months=MONTHS),
        Arm(TENTH, settings={"reflection_time": 0.1}, councils=COUNCILS, months=MONTHS),
        Arm(HOPE, settings={"expectation": 0.0}, councils=COUNCILS, months=MONTHS),
        Arm(DOOM, settings={"expectation": 1.0}, councils=COUNCILS, months=MONTHS),
    ),
    outcomes=("index", *(f"gap.closed.{way}" for way in WAYS)),
    criteria=(
        Criterion(
            "loss in year 1 at 5 per cent",
            "Reflection in a twentieth of the time costs performance in year 1",
            lambda r: gain(r, TWENTIETH, 0, YEAR),
            at_most=-0.001,
        ),
        Criterion(
            "loss in year 1 at 10 per cent",
            "Reflection in a tenth of the time costs performance in year 1",
            lambda r: gain(r, TENTH, 0, YEAR),
            at_most=-0.001,
        ),
        Criterion(
            "gain after two years at 5 per cent",
            "Reflection in a twentieth of the time gains from year 3 on",
            lambda r: gain(r, TWENTIETH, 2 * YEAR, MONTHS),
            at_least=0.001,
        ),
        Criterion(
            "gain after two years at 10 per cent",
            "Reflection in a tenth of the time gains from year 3 on",
            lambda r: gain(r, TENTH, 2 * YEAR, MONTHS),
            at_least=0.001,
        ),
        Criterion(
            "salami slicing in years 1 to 3",
            "At least half of the savings planned in years 1 to 3 are salami slices",
            lambda r: mix(r, HOPE, 1, 3),
            at_least=0.5,
        ),
        Criterion(
            "mixed in years 4 to 6",
            "Less than half of the savings planned in years 4 to 6 are salami slices",
            lambda r: mix(r, HOPE, 4, 6),
            at_most=0.5,
        ),
        Criterion(
            "delayed by doom",
            "The doom narrative delays the move by a year or more",
            lambda r: float((move(r, DOOM) - move(r, HOPE)).mean()),
            at_least=1.0,
            unit="years",
        ),
    ),
    turn=Turn(
        criterion="loss in year 1 at 5 per cent",
        why="Without S11 reflection takes nobody's time, so that nothing is lost.",
        without=("S11",),
    ),
    departures=(
        "Both ends of 5 to 10 per cent are asked for. Performance is the service outcome index; less than .001 of it "
        "counts as neither loss nor gain. The net gain is read as a higher level from year 3 to year 10. Mixed means "
        "that salami slices are less than half of the savings planned; the move is the first such year. The narrative"
        " is set by the share of people who expect the workforce to shrink by more than 35 per cent: nobody or all. "
        "The mix is that of councils in which nobody expects the worst, summed over four councils; all eight ways "
        "count, drawing on reserves too; a year without savings counts as salami sliced."
    ),
)
