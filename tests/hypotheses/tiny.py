"""A small hypothesis for the tests of the machinery: two arms, two years, a criterion on either side."""

from __future__ import annotations

from dataclasses import replace

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Turn

TIMELY = Criterion(
    "delegation is quicker",
    "Distributed leaders reach more people in time than commanders",
    lambda results: results.difference("distributed", "command", "service.in_time"),
    at_least=0.0,
)
WORSE = Criterion(
    "delegation halves quality",
    "Distributed leaders halve quality",
    lambda results: results.difference("distributed", "command", "service.quality"),
    at_most=-0.5,
)

TINY = Hypothesis(
    id="S12",
    claim="A small claim.",
    contrast="command against distributed",
    expected="more in time",
    falsified="no more in time",
    arms=(
        Arm("command", scenario="command", months=24),
        Arm("distributed", scenario="distributed", months=24),
    ),
    outcomes=("service.in_time", "service.quality"),
    criteria=(TIMELY,),
    turn=Turn("delegation is quicker", "Where style changes nothing, nor does it this", {"style_matters": 0.0}),
    replicates=8,
    quick_replicates=4,
    hypercube_replicates=1,
)

FALSE = replace(TINY, id="S13", criteria=(TIMELY, WORSE), claim="A false claim.")
