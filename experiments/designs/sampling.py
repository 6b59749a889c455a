"""The points of a design: rows of values, a column per factor, made in stretches so that a large grid needs no memory.

Numbers stand for words: a level of a factor with listed ``values`` (or of a choice) is the position in that list until
:func:`value_of` says the word. NaN leaves the scenario's own value.

Sampled designs draw uniform numbers once, those of Sobol and Morris by SALib, and each factor turns its column into
values. The points of a larger Sobol or Morris design begin with those of a smaller one, and further Latin hypercubes
follow the first, so that points can be added without running the old ones again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.designs.factors import Factor, number_of

if TYPE_CHECKING:
    from experiments.designs.sweep import SweepDesign

SAMPLED = ("latin_hypercube", "sobol", "morris")
"""The kinds that draw their points from the factors' distributions; the others take the levels that are named."""


class Points:
    """The points of ``design``: how many there are, and any stretch of them."""

    def __init__(self, design: SweepDesign) -> None:
        self.design = design

    def __len__(self) -> int:
        d = self.design
        if d.kind == "crossed":
            return math.prod(len(half) for half in self._halves)
        if d.kind == "grid":
            return math.prod(len(factor.levels) for factor in d.factors)
        if d.kind == "one_at_a_time":
            return 1 + sum(len(factor.levels) for factor in d.factors)
        if d.kind == "csv":
            return len(d.table)
        if d.kind == "latin_hypercube":
            return sum(d.points)
        if d.kind == "morris":
            return sum(d.points) * (len(set(d.groups.values()) or d.factors) + 1)
        return sum(d.points) * ((2 * len(d.factors) if d.second_order else len(d.factors)) + 2)

    def stretch(self, start: int, stop: int) -> np.ndarray:
        """Points ``start`` to before ``stop``, shape (points, factors)."""
        if self.design.kind == "crossed":
            return self._crossed(np.arange(start, min(stop, len(self))))
        if self.design.kind in SAMPLED:
            return self._sampled[start:stop]
        if self.design.kind == "csv":
            return self._listed[start:stop]
        at = np.arange(start, stop)
        return self._grid(at) if self.design.kind == "grid" else self._one_at_a_time(at)

    @cached_property
    def _halves(self) -> tuple[Points, Points]:
        """The worlds and the policies of a crossed design."""
        worlds, policies = self.design.halves
        return Points(worlds), Points(policies)

    def _crossed(self, at: np.ndarray) -> np.ndarray:
        """World by world, each met by every policy: further worlds leave the earlier points where they are."""
        worlds, policies = self._halves
        world, policy = np.divmod(at, len(policies))
        found = np.empty((at.size, len(self.design.factors)))
        for half, place in ((worlds, world), (policies, policy)):
            first, last = (int(place.min()), int(place.max()) + 1) if at.size else (0, 0)
            columns = [self.design.names.index(name) for name in half.design.names]
            found[:, columns] = half.stretch(first, last)[place - first]
        return found

    def _grid(self, at: np.ndarray) -> np.ndarray:
        """The last factor changes fastest."""
        factors = self.design.factors
        found = np.empty((at.size, len(factors)))
        for column in range(len(factors) - 1, -1, -1):
            levels = _numbers(factors[column])
            at, level = np.divmod(at, levels.size)
            found[:, column] = levels[level]
        return found

    def _one_at_a_time(self, at: np.ndarray) -> np.ndarray:
        found = np.full((at.size, len(self.design.factors)), np.nan)
        first = 1
        for column, factor in enumerate(self.design.factors):
            levels = _numbers(factor)
            here = (at >= first) & (at < first + levels.size)
            found[here, column] = levels[at[here] - first]
            first += levels.size
        return found

    @cached_property
    def _listed(self) -> np.ndarray:
        factors = self.design.factors
        rows = [
            [
                math.nan if value is None else number_of(factor, value)
                for factor, value in zip(factors, row, strict=True)
            ]
            for row in self.design.table
        ]
        return np.array(rows, dtype=float).reshape(len(rows), len(factors))

    @cached_property
    def _sampled(self) -> np.ndarray:
        uniform = unit_samples(self.design)
        for column, factor in enumerate(self.design.factors):
            uniform[:, column] = spread(factor, uniform[:, column])
        return uniform


def unit_samples(design: SweepDesign) -> np.ndarray:
    """Points of a sampled design in the unit cube, shape (points, factors)."""
    if design.kind == "latin_hypercube":
        # A seed of its own for each, so that the first does not depend on whether a second follows.
        return np.concatenate(
            [latin_hypercube(len(design.factors), n, [design.sampling_seed, at]) for at, n in enumerate(design.points)]
        )
    # A generator instead of a number, because some of SALib's functions take the seed 0 for "no seed".
    generator = np.random.default_rng(design.sampling_seed)
    problem: dict[str, Any] = {
        "num_vars": len(design.factors),
        "names": list(design.names),
        "bounds": [[0.0, 1.0]] * len(design.factors),
    }
    if design.kind == "morris":
        from SALib.sample import morris

        if design.groups:
            problem["groups"] = list(design.groups.values())
        found: np.ndarray = morris.sample(problem, sum(design.points), num_levels=design.levels, seed=generator)
    else:
        from SALib.sample import sobol

        found = sobol.sample(problem, sum(design.points), calc_second_order=design.second_order, seed=generator)
    return found


def latin_hypercube(dimensions: int, count: int, seed: Sequence[int]) -> np.ndarray:
    """``count`` points of the unit cube, shape (count, dimensions): in each dimension one in each equal stretch.

    The numbers are those of ``scipy.stats.qmc``; loading that takes longer than all else at the start of a sweep.
    """
    (generator,) = np.random.default_rng(seed).spawn(1)
    before_the_end = generator.uniform(size=(count, dimensions))
    stretches = [generator.permutation(np.arange(1, count + 1)) for _ in range(dimensions)]
    return (np.column_stack(stretches) - before_the_end) / count


def spread(factor: Factor, uniform: np.ndarray) -> np.ndarray:
    """Numbers of (0, 1) as values of ``factor``: the inverse of its distribution function."""
    if factor.values or factor.parameter.kind == "choice":
        words = factor.values or factor.parameter.choices
        position = np.minimum(np.floor(uniform * len(words)).astype(int), len(words) - 1)
        return np.asarray(_numbers(factor)[position])
    low, high = factor.low, factor.high
    if factor.parameter.kind == "int":
        # Every whole number has an equal share, the two at the ends too.
        found = _inverse(factor, uniform, low, high + 1.0)
        return np.asarray(np.clip(np.floor(found), low, high))
    return np.asarray(np.clip(_inverse(factor, uniform, low, high), low, high) + 0.0)


def _inverse(factor: Factor, uniform: np.ndarray, low: float, high: float) -> np.ndarray:
    if factor.distribution == "log_uniform":
        # The model's own functions: those of the platform differ in the last bit from one to the next.
        from sim.machine.arithmetic import exp, log

        first, last = log(low), log(high)
        return np.array([exp(first + u * (last - first)) for u in uniform.tolist()])
    if factor.distribution == "triangular":
        peak = min(max(factor.peak, low), high)
        share = (peak - low) / (high - low)
        below = low + np.sqrt(uniform * (high - low) * (peak - low))
        above = high - np.sqrt((1.0 - uniform) * (high - low) * (high - peak))
        return np.where(uniform < share, below, above)
    return low + uniform * (high - low)


def _numbers(factor: Factor) -> np.ndarray:
    levels = (factor.values or factor.parameter.choices) if factor.parameter.kind == "choice" else factor.levels
    return np.array([number_of(factor, value) for value in levels])
