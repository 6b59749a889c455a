"""What a worker needs to know once, before it is handed runs: the model, the cells, and what is kept of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.designs.design import Cell
from experiments.runs.key import code_digest
from experiments.runs.plan import Expansion
from experiments.runs.planned import Form


@dataclass(frozen=True)
class Setup:
    """Everything that the runs of a design share, sent to each worker once; ``model`` must be the worker's own."""

    cells: tuple[Cell, ...]
    forms: tuple[Form, ...]
    engine: str
    model: str


def setup_of(expansion: Expansion, engine: str) -> Setup:
    """The setup of a design."""
    return Setup(expansion.cells, expansion.forms, engine, code_digest())


def indices(outcomes: Sequence[str]) -> np.ndarray | slice:
    """Where ``outcomes`` stand among those of the engine; where they are all of them, nothing needs to be copied."""
    from sim.outcomes import OUTCOMES

    if tuple(outcomes) == OUTCOMES:
        return slice(None)
    place = {name: at for at, name in enumerate(OUTCOMES)}
    return np.array([place[name] for name in outcomes])


def units_of(outcomes: Sequence[str]) -> tuple[str, ...]:
    """The unit of each outcome."""
    from sim.outcomes import MEASURES

    return tuple(MEASURES[name].unit if name in MEASURES else "" for name in outcomes)
