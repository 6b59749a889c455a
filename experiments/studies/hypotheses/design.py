"""The design of the study: every arm of every hypothesis, at the defaults, under its turn, and over the hypercube.

All of it is one design. What two hypotheses ask for alike is run once, and a part that grows leaves no run invalid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from experiments.designs.design import AsItIs, Cell, Crossing, Fixed, Listed
from experiments.studies.hypotheses import rivalry
from experiments.studies.hypotheses.declared import Arm, Hypothesis
from experiments.studies.hypotheses.hypercube import POINTS, QUICK_POINTS, assumptions, hypercube_points, set_by
from sim.council.councils import find_council
from sim.errors import InputError
from sim.scenario.scenario import Scenario, load_scenario, theories

KIND = "hypotheses"
LABELS = ("hypothesis", "part", "arm")
DEFAULT, TURN, HYPERCUBE, RIVALRY = "default", "turn", "hypercube", "rivalry"
"""The parts of the study, as they stand in the column ``part``."""

TURN_REPLICATES = 40
"""Replicates of the runs under which a verdict is to turn; fewer where a hypothesis has fewer."""


@dataclass(frozen=True)
class Asked:
    """What is asked: which hypotheses, from which seed, with how many replications and points.

    ``replications`` None means each hypothesis's own number (its quick number if ``quick``).
    """

    hypotheses: tuple[Hypothesis, ...]
    seed: int = 0
    quick: bool = False
    replications: int | None = None
    points: int | None = None

    def __post_init__(self) -> None:
        if self.replications is not None and self.replications < 2:
            raise InputError(f"Replications must be at least 2 (one run has no interval), not {self.replications}.")

    def replicates(self, hypothesis: Hypothesis) -> int:
        """Replicates of every arm at the defaults."""
        return self.replications or (hypothesis.quick_replicates if self.quick else hypothesis.replicates)

    def turn_replicates(self, hypothesis: Hypothesis) -> int:
        """Replicates of every arm where the verdict is to turn."""
        return min(self.replicates(hypothesis), TURN_REPLICATES)

    def point_replicates(self, hypothesis: Hypothesis) -> int:
        """Replicates of every arm at a point of the hypercube."""
        return min(hypothesis.hypercube_replicates, 2) if self.quick else hypothesis.hypercube_replicates

    @property
    def hypercube_points(self) -> int:
        """Points of the hypercube."""
        return self.points if self.points is not None else QUICK_POINTS if self.quick else POINTS

    @property
    def rivals(self) -> int:
        """Replicates of the rivalry of S09, 0 where S09 is not asked about."""
        if rivalry.ONE not in [h.id for h in self.hypotheses]:
            return 0
        return self.replications or (rivalry.QUICK_REPLICATES if self.quick else rivalry.REPLICATES)


@dataclass(frozen=True)
class Part:
    """One part of the design: all arms at some points. ``cells`` says which cells of the crossing are whose.

    The councils of an arm are a cell each, or one cell together.
    """

    arms: tuple[Arm, ...]
    outcomes: tuple[str, ...]
    crossing: Crossing
    cells: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Planned:
    """All parts of a study by hypothesis and part; ``broken`` has a sentence for each hypothesis that cannot be run."""

    parts: Mapping[tuple[str, str], Part]
    broken: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> dict[tuple[str, str], int]:
        """Where the crossing of each part stands in the design."""
        return {name: at for at, name in enumerate(self.parts)}


def scenario_of(arm: Arm, *, above: Mapping[str, object] | None = None, without: Sequence[str] = ()) -> Scenario:
    """The scenario of an arm, with settings laid ``above`` its own (those of a turn) and more theories left out."""
    scenario = load_scenario(arm.scenario)
    off = [*arm.without, *without]
    named = scenario.changed(**{**arm.settings, **(above or {})}).renamed(arm.name)
    return named.switched_off(*(theories() if "all" in off else off))


def part_of(
    hypothesis: str,
    name: str,
    arms: Sequence[Arm],
    outcomes: Sequence[str],
    *,
    seed: int,
    replicates: int,
    points: np.ndarray | None = None,
    above: Mapping[str, object] | None = None,
    without: Sequence[str] = (),
) -> Part:
    """One part: ``arms`` at ``points`` (as they are when not given), ``replicates`` times at each."""
    cells: list[Cell] = []
    places: dict[str, tuple[int, ...]] = {}
    prefix = hypothesis if name in (DEFAULT, HYPERCUBE) else f"{hypothesis}, {'turned' if name == TURN else name}"
    for arm in arms:
        scenario = scenario_of(arm, above=above, without=without)
        scenario = scenario.renamed(f"{prefix}: {arm.name}")
        councils = tuple(find_council(council) for council in arm.councils)
        groups = [councils] if arm.together else [(council,) for council in councils]
        places[arm.name] = tuple(range(len(cells), len(cells) + len(groups)))
        labels = (hypothesis, name, arm.name)
        cells += [Cell(scenario, group, arm.months, tuple(outcomes), monthly=True, labels=labels) for group in groups]
    table = AsItIs(len(assumptions())) if points is None else Listed(points)
    return Part(tuple(arms), tuple(outcomes), Crossing(tuple(cells), replicates, seed, table), places)


def plan(asked: Asked) -> Planned:
    """Everything that has to be run; a hypothesis that cannot be run costs itself and a sentence."""
    parts: dict[tuple[str, str], Part] = {}
    broken: dict[str, str] = {}
    for hypothesis in asked.hypotheses:
        try:
            own = _parts(hypothesis, asked)
        except (InputError, KeyError, ValueError) as error:
            broken[hypothesis.id] = f"It cannot be run: {error}"
            continue
        parts |= {(hypothesis.id, name): part for name, part in own.items()}
    if asked.rivals:
        parts[rivalry.ONE, RIVALRY] = part_of(
            rivalry.ONE, RIVALRY, rivalry.arms(), rivalry.OUTCOMES, seed=asked.seed, replicates=asked.rivals
        )
    return Planned(parts, broken)


def _parts(hypothesis: Hypothesis, asked: Asked) -> dict[str, Part]:
    """The parts of one hypothesis."""
    turn, kept, seed = hypothesis.turn, hypothesis.outcomes, asked.seed
    id_, arms = hypothesis.id, hypothesis.arms
    if len(arms) > 1 and len({(scenario_of(a).digest, a.councils, a.together, a.months) for a in arms}) == 1:
        raise InputError("all of its arms are the same, and there is nothing to compare.")
    found = {
        DEFAULT: part_of(id_, DEFAULT, arms, kept, seed=seed, replicates=asked.replicates(hypothesis)),
        TURN: part_of(
            id_,
            TURN,
            arms,
            kept,
            seed=seed,
            replicates=asked.turn_replicates(hypothesis),
            above=turn.settings,
            without=turn.without,
        ),
    }
    if asked.hypercube_points:
        points = hypercube_points(asked.hypercube_points, leave_out=set_by(arms), seed=seed)
        replicates = asked.point_replicates(hypothesis)
        found[HYPERCUBE] = part_of(id_, HYPERCUBE, arms, kept, seed=seed, replicates=replicates, points=points)
    return found


def design_of(asked: Asked, planned: Planned) -> Fixed:
    """The design that is run."""
    return Fixed(
        name=KIND,
        why="Does what the source articles expect come about, against thresholds that were set before any run?",
        kind=KIND,
        crossings=tuple(part.crossing for part in planned.parts.values()),
        factors=assumptions(),
        labels=LABELS,
        asked={
            "seed": asked.seed,
            "quick": asked.quick,
            "hypotheses": [hypothesis.id for hypothesis in asked.hypotheses],
            **({"replications": asked.replications} if asked.replications else {}),
            "hypercube_points": asked.hypercube_points,
        },
    )
