"""S01: austerity selects among pairs at the top; those that reflect together prosper, mistrusting ones break."""

from __future__ import annotations

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

DYAD, INDEX = "trust.dyad", "index"
STARTS = (0.3, 0.55, 0.8)
CUT = {"budget_mode": "fixed", "budget_cut": 30, "budget_cut_years": 4}
NO_CUT = {"budget_mode": "none"}


def _name(budget: str, start: float) -> str:
    return f"{budget}, trust {start:g} at the start"


def _spread(results: Results, budget: str) -> float:
    """Standard deviation of final trust over pairs of all starting points."""
    return float(np.std([results.mean(_name(budget, start), DYAD) for start in STARTS]))


def _spread_ratio(results: Results) -> float:
    return _spread(results, "cut") / max(1e-6, _spread(results, "no cut"))


def _change(results: Results, start: float, outcome: str) -> float:
    """What the cut does to an outcome of pairs that start with this trust."""
    return results.difference(_name("cut", start), _name("no cut", start), outcome)


def _interaction(results: Results) -> float:
    return _change(results, 0.8, DYAD) - _change(results, 0.3, DYAD)


def _smaller_loss(results: Results) -> float:
    loss = {start: -_change(results, start, INDEX) for start in (0.3, 0.8)}
    return 1.0 - loss[0.8] / loss[0.3] if loss[0.3] > 1e-6 else 0.0


def _upper_branch(results: Results) -> float:
    return float(np.mean(results.mean("cut, trust 0.8, no reflection", DYAD) > 0.5))


HYPOTHESIS = Hypothesis(
    id="S01",
    claim="Austerity selects and amplifies: pairs that reflect together prosper, mistrusting pairs break.",
    contrast="a 30 per cent cut over four years against none x trust at the start .3, .55 and .8; no reflection",
    expected=(
        "cut x T0 interaction > 0: under a 30% cut (v none) SD of final trust across pairs rises >=1.5x, and outcome "
        "loss is >=30% smaller at T0=.8 than at T0=.3; pairs above the unstable point end with trust >= their no-cut "
        "twin. With rho=0 the upper branch disappears"
    ),
    falsified=(
        "cuts lower trust of all pairs by the same amount (no interaction), or high-trust pairs lose as much as "
        "low-trust pairs"
    ),
    arms=(
        *(
            Arm(_name(budget, start), {**settings, "initial_trust": start}, months=60)
            for budget, settings in (("no cut", NO_CUT), ("cut", CUT))
            for start in STARTS
        ),
        Arm("cut, trust 0.8, no reflection", {**CUT, "initial_trust": 0.8, "reflection_rate": 0}, months=60),
    ),
    outcomes=(DYAD, INDEX),
    criteria=(
        Criterion(
            "interaction of cut and trust",
            "The cut takes less trust from pairs that start at .8 than from pairs that start at .3",
            _interaction,
            at_least=0.0,
        ),
        Criterion(
            "spread of final trust",
            "The spread of final trust over pairs is at least 1.5 times as wide under the cut as without it",
            _spread_ratio,
            at_least=1.5,
            unit="ratio",
        ),
        Criterion(
            "smaller loss of outcome",
            "What the cut takes from the outcome index is at least 30 % less at trust .8 than at trust .3",
            _smaller_loss,
            at_least=0.3,
        ),
        Criterion(
            "trust above the unstable point",
            "Pairs that start at .8 end under the cut with at least the trust of their twins without a cut",
            lambda results: _change(results, 0.8, DYAD),
            at_least=0.0,
        ),
        Criterion(
            "no upper branch without reflection",
            "Without joint reflection at most one in ten pairs that start at .8 ends above .5 under the cut",
            _upper_branch,
            at_most=0.1,
        ),
    ),
    turn=Turn(
        "interaction of cut and trust",
        "Where trust does not make good experiences likelier there are no two branches, and high trust protects nobody",
        {"dyad_trust_slope": 0.0},
    ),
    departures=(
        "Final is the fifth year, the article's own stretch of time. A pair is leader and chief executive; initial "
        "trust is that of all ties, not of this one alone. Pairs above the unstable point are those that start at .8."
        " The card sets no number for an upper branch that disappears: here at most one pair in ten is left above .5."
        " At least means above, and on the mean of pairs. The branch without reflection is tried under the cut only. "
        "The slopes of the pair's experiences and the rate of reviews were chosen by people who could see "
        "comparisons; the turn was moved, and an empty post stopped having experiences, after first figures."
    ),
)
