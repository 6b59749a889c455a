"""S07: members and officers need a defined joint space; both too little and too much of it strain leadership."""

from __future__ import annotations

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

RESOLVED, CONFLICT = "decision.resolved", "decision.conflict"
SPACES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
BUDGETS: dict[str, dict[str, object]] = {
    "no cut": {"budget_mode": "none"},
    "cut": {"budget_mode": "fixed", "budget_cut": 30, "budget_cut_years": 4},
}
FIRST = 24


def _name(budget: str, space: float) -> str:
    return f"{budget}, joint space {space:g}"


def _curve(results: Results, budget: str) -> np.ndarray:
    """Problems resolved a month at each joint space, mean over the months in which the cut is felt."""
    return np.array([results.mean(_name(budget, space), RESOLVED, FIRST, None).mean() for space in SPACES])


def _inverted(results: Results) -> float:
    """How far the best joint space between the ends resolves more than the better end, as a share of it."""
    curve = _curve(results, "cut")
    end = max(curve[0], curve[-1])
    return float(curve[1:-1].max() / end - 1.0)


def _optimum(results: Results, budget: str) -> float:
    """Where a parabola through the curve peaks; its better end where it has no peak between them."""
    curve = _curve(results, budget)
    bend, slope, level = np.polyfit(SPACES, curve, 2)
    if bend < 0.0:
        return float(np.clip(-slope / (2.0 * bend), 0.0, 1.0))
    return 1.0 if level + slope + bend > level else 0.0


def _knowledge_over_space(results: Results) -> float:
    """By how much more knowledge lowers conflict than more joint space does."""

    def fall(arm: str) -> float:
        return -results.difference(arm, "joint space 0.3, knowledge 0.2", CONFLICT, FIRST, None)

    return fall("joint space 0.3, knowledge 0.8") - fall("joint space 0.6, knowledge 0.2")


HYPOTHESIS = Hypothesis(
    id="S07",
    claim="Leadership works where politicians and managers hold a defined joint space; too much of it strains it too.",
    contrast="joint space 0, .2, .4, .6, .8 and 1 x a 30 per cent cut against none; mutual knowledge .2 against .8",
    expected=(
        "resolution is an inverted U in J with optimum between .2 and .6; optimum moves up with budget turbulence; "
        "raising K from .2 to .8 lowers conflict more than raising J"
    ),
    falsified="monotone effect of J, or optimum does not move with cuts",
    arms=(
        *(
            Arm(_name(budget, space), {**settings, "joint_space": space}, months=84)
            for budget, settings in BUDGETS.items()
            for space in SPACES
        ),
        *(
            Arm(
                f"joint space {space:g}, knowledge {knowledge:g}",
                {**BUDGETS["cut"], "joint_space": space, "mutual_knowledge": knowledge},
                months=84,
            )
            for space, knowledge in ((0.3, 0.2), (0.3, 0.8), (0.6, 0.2))
        ),
    ),
    outcomes=(RESOLVED, CONFLICT),
    criteria=(
        Criterion(
            "inverted U",
            "Some joint space between the ends resolves more problems than none and than all",
            _inverted,
            at_least=0.0,
        ),
        Criterion(
            "optimum in the middle",
            "The joint space that resolves most under the cut lies between .2 and .6",
            lambda results: _optimum(results, "cut"),
            at_least=0.2,
            at_most=0.6,
            unit="joint space",
        ),
        Criterion(
            "optimum moves up with cuts",
            "The joint space that resolves most is larger under the cut than without it",
            lambda results: _optimum(results, "cut") - _optimum(results, "no cut"),
            at_least=0.0,
            unit="joint space",
        ),
        Criterion(
            "knowledge lowers conflict more",
            "Raising mutual knowledge from .2 to .8 lowers conflict more than raising the joint space from .3 to .6",
            _knowledge_over_space,
            at_least=0.0,
        ),
    ),
    turn=Turn(
        "knowledge lowers conflict more",
        "Without the theory nothing is taken jointly, so neither knowledge nor space can lower a conflict",
        without=("S07",),
    ),
    departures=(
        "Budget turbulence is a 30 per cent cut over four years against none, the cut of S01. The optimum is where a "
        "parabola through the six joint spaces peaks. Raising J starts at the prior .3 and doubles it. Conflict "
        "follows the card's own equation, in which more joint space can only raise it: the last criterion holds by "
        "arithmetic. The best of the inner joint spaces is chosen on the same runs."
    ),
)
