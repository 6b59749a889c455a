"""S10 Literature on leadership: distributed leadership where issues span agencies, one head where they do not."""

from __future__ import annotations

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

PLAIN = ("highways_transport", "environmental", "central")
"""Services whose issues need one agency."""
WICKED = ("adult_social_care", "childrens_social_care", "housing")
"""Services whose issues need three agencies or more."""
STYLES = (0.1, 0.3, 0.5, 0.7, 0.9)
POPULATION = ("Camden", "Leeds", "Surrey", "Cornwall", "Burnley", "Middlesbrough")
TEN_YEARS = 120
SETTLED = 60


def advantage(results: Results, services: tuple[str, ...]) -> float:
    """Issues solved a month and service by distributed leaders less those solved by commanders."""
    return float(
        np.mean([results.difference("d = .8", "d = .2", f"service.issues_solved.{name}", 0) for name in services])
    )


def correlations(results: Results) -> np.ndarray:
    """Correlation of delegation with the service outcome index over the population, for each replicate."""
    values = []
    for outcome in ("leadership.delegation", "index"):
        arms = [results.by_council(f"style {style:g}", outcome, -SETTLED) for style in STYLES]
        values.append(np.concatenate(arms, axis=1))
    d, performance = (value - value.mean(axis=1, keepdims=True) for value in values)
    spread = np.sqrt((d * d).sum(axis=1) * (performance * performance).sum(axis=1))
    return np.asarray((d * performance).sum(axis=1) / np.maximum(1e-12, spread))


HYPOTHESIS = Hypothesis(
    id="S10",
    claim="Wicked issues span agencies; distributed leadership fits them, heroic leadership does not. The contrast is "
    "conditional on complexity.",
    contrast="Leaders whose mean style is .8 or .2, in services whose issues need one agency or at least three; a "
    "population of six councils at five styles.",
    expected="The advantage of d = .8 over d = .2 is at most 0 at w = 1 and above 0 at w of at least 3; at the "
    "population level the correlation of d with performance is .2 to .35, never above .6.",
    falsified="No crossover, or an effect size outside the meta-analytic range.",
    arms=(
        Arm("d = .8", {"style_mean": 0.8}, months=TEN_YEARS),
        Arm("d = .2", {"style_mean": 0.2}, months=TEN_YEARS),
        *(Arm(f"style {style:g}", {"style_mean": style}, councils=POPULATION, months=TEN_YEARS) for style in STYLES),
    ),
    outcomes=(
        "index",
        "leadership.delegation",
        "decision.wicked_solved",
        *(f"service.issues_solved.{name}" for name in (*PLAIN, *WICKED)),
    ),
    criteria=(
        Criterion(
            "no advantage where one agency is enough",
            "Distributed leaders solve no more issues than commanders where w = 1",
            lambda results: advantage(results, PLAIN),
            at_most=0.0,
            unit="issues a month",
        ),
        Criterion(
            "advantage where three agencies are needed",
            "Distributed leaders solve more issues than commanders where w is at least 3",
            lambda results: advantage(results, WICKED),
            at_least=0.001,
            unit="issues a month",
        ),
        Criterion(
            "moderate correlation",
            "Over the population delegation and the service outcome index correlate by .2 to .35",
            lambda results: float(correlations(results).mean()),
            at_least=0.2,
            at_most=0.35,
            unit="correlation",
        ),
        Criterion(
            "never a strong correlation",
            "In no replicate do they correlate by more than .6",
            lambda results: float(correlations(results).max()),
            at_most=0.6,
            unit="correlation",
        ),
    ),
    turn=Turn(
        "advantage where three agencies are needed",
        "If coordination is costly and its losses grow with complexity, in the direction that D'Innocenzo and others "
        "found, distribution has no advantage where many agencies are needed.",
        settings={"complexity_penalty": 1.0, "issue_coordination": 0.05},
    ),
    departures=(
        "d is the mean style of leaders; what reaches the front is less, as one commander in a line is enough. An "
        "advantage above 0 is read as at least .001 issues a month. Performance is the service outcome index; the "
        "population is six councils of five classes at five mean styles, over years 6 to 10. The .001 stood before "
        "any figures. At w = 1 the rule discounts even what the acting agency knows, so that the first criterion "
        "follows from it."
    ),
)
