"""Which hypotheses there are: a module for each theory, ``s01.py`` for S01, found by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from experiments.studies.hypotheses.declared import Hypothesis
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown
from sim.scenario.scenario import nearest_id


@cache
def all_hypotheses() -> dict[str, Hypothesis]:
    """Every hypothesis that has been written, by id, in order."""
    package = __name__.rsplit(".", 1)[0]
    there = [m.name for m in iter_modules(import_module(package).__path__) if re.fullmatch(r"s\d\d", m.name)]
    return {name.upper(): import_module(f"{package}.{name}").HYPOTHESIS for name in sorted(there)}


def missing() -> tuple[str, ...]:
    """Theories whose hypothesis is not written yet."""
    from sim.schedule import THEORIES

    return tuple(id_ for id_ in THEORIES if id_ not in all_hypotheses())


def choose(ids: Sequence[str]) -> tuple[Hypothesis, ...]:
    """The hypotheses called ``ids``, in order and each once; all of them for an empty list."""
    known = all_hypotheses()
    wanted = [text.strip().upper() for text in ids]
    for text, id_ in zip(ids, wanted, strict=True):
        if id_ not in known:
            raise InputError(f'There is no hypothesis "{shown(text, QUOTED)}".{nearest_id(text, known)}')
    return tuple(hypothesis for id_, hypothesis in known.items() if not wanted or id_ in wanted)
