"""What a worker needs to know once, before it is handed runs: the model, the scenarios, the councils, what is kept."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import sim
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.designs.sweep import SweepDesign
    from sim.councils import Council
    from sim.scenario import Scenario

ENGINE = "sim.engine:simulate_many"
ENGINE_VARIABLE = "TOWNHALL_ENGINE"
"""Names another engine, as ``package.module:function``; see docs/sweeps.md."""

Simulate = Callable[..., np.ndarray]


@dataclass(frozen=True)
class Setup:
    """Everything that the runs of a sweep share. It is sent to each worker once; ``model`` must be the worker's own."""

    scenarios: Mapping[str, Scenario]
    councils: Mapping[str, Council]
    months: int
    outcomes: tuple[str, ...]
    units: tuple[str, ...]
    monthly: bool
    engine: str
    model: str


def setup_of(design: SweepDesign, engine: str) -> Setup:
    """The setup of ``design``."""
    from sim.measures import MEASURES

    return Setup(
        scenarios={scenario.name: scenario for scenario in design.scenarios},
        councils={council.code: council for council in design.councils},
        months=design.months,
        outcomes=design.outcomes,
        units=tuple(MEASURES[name].unit for name in design.outcomes),
        monthly=design.monthly,
        engine=engine,
        model=code_digest(),
    )


def engine_named() -> str:
    """The engine that the environment names, else the model's own."""
    return os.environ.get(ENGINE_VARIABLE) or ENGINE


def load_engine(name: str) -> Simulate:
    """The function that ``name`` ("package.module:function") names, called as the model's ``simulate_many``."""
    module, _, function = name.partition(":")
    try:
        return getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise InputError(
            f'The engine "{name}" cannot be loaded ({error}); {ENGINE_VARIABLE} names one as package.module:function.'
        ) from None


@cache
def code_digest() -> str:
    """Twelve hexadecimal digits that change with any source file or table of the model."""
    found = blake2b(digest_size=6)
    home = Path(sim.__file__).parent
    for path in sorted([*home.rglob("*.py"), *home.glob("data/*.csv")]):
        for part in (path.relative_to(home).as_posix().encode(), path.read_bytes()):
            found.update(len(part).to_bytes(8, "little"))
            found.update(part)
    return found.hexdigest()


def indices(outcomes: Sequence[str]) -> np.ndarray:
    """Where ``outcomes`` stand among those of the engine."""
    from sim.measures import OUTCOMES

    place = {name: at for at, name in enumerate(OUTCOMES)}
    return np.array([place[name] for name in outcomes])
