"""What a design compares: differences from the reference and, in a 2 x 2 design, effects and their interaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from experiments.designs.comparison import Comparison

DIFFERENCE, EFFECT_AT, MAIN_EFFECT, INTERACTION = "difference", "effect at a level", "main effect", "interaction"


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of scenarios, taken within each replicate. The weights sum to zero.

    ``scenario`` against ``reference`` says what it compares, both names of scenarios or of a factor's levels.
    ``levels`` holds the level of the other factor at which it does so or, for an interaction, the two levels: the
    effect at ``levels[1]`` less the effect at ``levels[0]``.
    """

    name: str
    kind: str
    scenario: str
    reference: str
    weights: Mapping[str, float]
    levels: tuple[str, ...] = ()


def contrasts(design: Comparison) -> list[Contrast]:
    """Each scenario with the first; in a 2 x 2 design also effects.

    These are each factor's effect at either level of the other, its main effect (the mean of the two), and the
    interaction (the difference of the two, the same for both factors).
    """
    reference = design.reference
    found = [Contrast(name, DIFFERENCE, name, reference, {name: 1.0, reference: -1.0}) for name in design.names[1:]]
    if len(design.factors) == 2:
        one, two = design.factors
        interaction: dict[str, float] = {}
        for factor, other in ((one, two), (two, one)):
            for level in (other.low, other.high):
                (high,) = set(factor.levels[factor.high]) & set(other.levels[level])
                (low,) = set(factor.levels[factor.low]) & set(other.levels[level])
                weights = {high: 1.0, low: -1.0}
                found.append(
                    Contrast(f"{factor.name} with {level}", EFFECT_AT, factor.high, factor.low, weights, (level,))
                )
                if factor is one:
                    sign = 1.0 if level == other.high else -1.0
                    interaction |= {high: sign, low: -sign}
        for factor in design.factors:
            weights = dict.fromkeys(factor.levels[factor.high], 0.5) | dict.fromkeys(factor.levels[factor.low], -0.5)
            found.append(Contrast(f"{factor.name} (main effect)", MAIN_EFFECT, factor.high, factor.low, weights))
        name = f"{one.name} x {two.name} (interaction)"
        found.append(Contrast(name, INTERACTION, one.high, one.low, interaction, (two.low, two.high)))
    return found


def shown_contrasts(design: Comparison) -> list[str]:
    """Names of the contrasts that answer the design's question, in the order of figures and reports.

    Of a 2 x 2 design the effects at each level and the interaction; else every scenario with the first. The tables
    hold all.
    """
    every = contrasts(design)
    if len(design.factors) != 2:
        return [contrast.name for contrast in every if contrast.kind == DIFFERENCE]
    effects = [contrast.name for contrast in every if contrast.kind == EFFECT_AT]
    return [*effects[:2], every[-1].name, *effects[2:]]


def contrast_values(contrast: Contrast, by_scenario: Mapping[str, np.ndarray]) -> np.ndarray:
    """The contrast within each replicate: arrays (replications, outcomes) by scenario to one of that shape.

    The positive and the negative scenarios are summed apart and subtracted once, so that equal runs give exactly zero.
    """
    shape = next(iter(by_scenario.values())).shape
    plus, minus = np.zeros(shape), np.zeros(shape)
    for name, weight in contrast.weights.items():
        if weight > 0:
            plus += weight * by_scenario[name]
        else:
            minus -= weight * by_scenario[name]
    return plus - minus
