"""Where everything stands in the memory of a page: the plan of the arrays, and what every process and kernel is handed.

Nothing here names a rule. The windows of every process and the arguments of every kernel of the first day are taken
from the engine itself, made with numbers by which each can be told again: a parameter whose value no other has, as many
ties as nothing else counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from sim.council.council import Council
from sim.council.network import write_fixed_ties
from sim.council.population import STRUCTURE, Plan, first_day_calls, make_plan
from sim.machine.compiling import Part
from sim.machine.declared import PARAMETERS
from sim.machine.engine import DRAWN, ENTRIES, FIRST_CONDITIONS, parts, windows_of
from sim.machine.memory import State
from sim.machine.window import kinds_of
from sim.schedule import PROCESSES

EVENTS = 61
"""Rows of dated events for which there is room; a number that no axis has."""

FIRST_VALUE = 3_000_019.0
"""The first of the values by which parameters are told again."""

OF_A_COUNCIL = ("starts", "dyads", "deprivation")
"""Arguments of the first day's kernels that are no state and differ between councils."""

MADE = ("fixed_one", "fixed_other", "fixed_layer")
"""Those that a kernel makes for the next."""


def usual_structure() -> tuple[float, ...]:
    """The usual sizes of a council, as a plan takes them."""
    return tuple(PARAMETERS[name].default for name in STRUCTURE)


def plans(councils: Sequence[Council]) -> list[Plan]:
    """The plan of every council by itself, all with one layout: room for the ties of the largest and for events."""
    entries, structure = tuple(ENTRIES.items()), usual_structure()
    room = max(make_plan((one,), structure, entries, None, 0).layout.sizes["arc"][0] for one in councils)
    return [make_plan((one,), structure, entries, room, EVENTS) for one in councils]


@dataclass
class Told:
    """A state and values of parameters by which every word of a window and every argument can be told again."""

    plan: Plan
    state: State = field(init=False)
    values: dict[str, float] = field(init=False)
    views: list[list[int | str]] = field(default_factory=list)
    """Every array that somebody is handed: its first byte and its shape; ``ties`` and ``events`` differ by run."""

    def __post_init__(self) -> None:
        sizes = self.plan.layout.sizes
        self.ties = sizes["arc"][0] - 1
        self.state = self.plan.state().with_ties(self.ties)
        self.values = {name: FIRST_VALUE + at for at, name in enumerate(sorted(PARAMETERS))}
        self._names = {value: name for name, value in self.values.items()}
        others = [size for name, shape in sizes.items() if name not in ("arc", "event") for size in shape]
        if {self.ties, EVENTS} & set(others) or self.ties == EVENTS:
            raise RuntimeError("a size of the state is that of the ties or of the events; give EVENTS another number")

    def holds(self, array: np.ndarray) -> bool:
        """Whether an array is part of the state."""
        first, block = array.ctypes.data, self.state.block
        return array.size == 0 or block.ctypes.data <= first < block.ctypes.data + block.nbytes

    def view(self, array: np.ndarray) -> int:
        """The number of this view of the state."""
        words: dict[int, int | str] = {self.ties: "ties", EVENTS: "events"}
        first: int = array.ctypes.data - self.state.block.ctypes.data
        found: list[int | str] = [first, *(words[size] if size in words else int(size) for size in array.shape)]
        if found not in self.views:
            self.views.append(found)
        return self.views.index(found)

    def parameter(self, value: float) -> str:
        """The name of the parameter that has this value here."""
        return self._names[float(value)]

    def windows(self) -> dict[str, list[list[int]]]:
        """Of every process the views it sees and the parameters it reads, in the order of its windows.

        A parameter is told by how many places it stands behind the one before it.
        """
        at = {name: place for place, name in enumerate(sorted(PARAMETERS))}
        found: dict[str, list[list[int]]] = {"state": [], "parameters": []}
        for process in PROCESSES:
            state, parameters = windows_of(process, self.state, self.values)
            found["state"].append([self.view(getattr(state, name)) for name in state.fields])
            places = [at[name] for name in parameters.fields]
            found["parameters"].append([place - before for before, place in pairwise([0, *places])])
        return found

    def call(self, function: Any, arguments: Sequence[Any]) -> dict[str, Any]:
        """A kernel by name, with what it is handed: ``[kind, ...]`` for each argument."""
        names = function.py_func.__code__.co_varnames
        return {
            "name": function.__name__,
            "counts": COUNTED.get(function.__name__, ""),
            "given": [self._given(name, value) for name, value in zip(names, arguments, strict=False)],
        }

    def _given(self, name: str, value: Any) -> list[Any]:
        if name in ("seed", "replicate"):
            return ["run", name]
        if not isinstance(value, np.ndarray):
            return ["whole" if isinstance(value, int) else "number", self.parameter(value)]
        if name in OF_A_COUNCIL or name in MADE:
            return ["loose", name]
        if self.holds(value) and value.size:
            return ["view", self.view(value), value.itemsize]
        return ["constant", value.itemsize, list(value.shape), value.ravel().tolist()]


def fixed_ties_call(state: State, values: dict[str, float]) -> tuple[Callable[..., int], tuple[Any, ...]]:
    """The kernel that writes the ties that are not drawn, with what it is called with."""
    starts, rows = np.zeros((1, 5), np.int64), np.zeros(0, np.int64)
    posts = (state.arrays["kind"], state.arrays["role"], state.arrays["boss"])
    return write_fixed_ties, (starts, *posts, np.zeros((0, 2), np.int64), int(values["team_reach"]), rows, rows, rows)


COUNTED = {"write_fixed_ties": "fixed", "draw_ties": "ties"}
"""What the answer of a kernel counts, where others need it."""

MADE_OF_IT = {"one": "fixed_one", "other": "fixed_other", "layer": "fixed_layer"}
"""Under what names the next kernel takes what this one writes."""


def first_day(told: Told) -> list[dict[str, Any]]:
    """The first day in order: kernels to be called, and processes (by their places) that act."""
    function, arguments = fixed_ties_call(told.state, told.values)
    fixed = told.call(function, arguments)
    names = function.py_func.__code__.co_varnames  # type: ignore[attr-defined]
    fixed["given"] = [
        ["loose", MADE_OF_IT[name]] if name in MADE_OF_IT else given
        for name, given in zip(names, fixed["given"], strict=False)
    ]
    *before, last = [told.call(*one) for one in first_day_calls(told.state, told.values)]
    return [fixed, *before, {"acts": DRAWN.tolist()}, last, {"acts": FIRST_CONDITIONS.tolist()}]


def compiled() -> tuple[list[Part], list[Part]]:
    """The processes in the order of the schedule, and every other kernel that a run calls."""
    every = parts()
    told = Told(plans_of_one())
    function, arguments = fixed_ties_call(told.state, told.values)
    fixed = Part("write_fixed_ties", function, kinds_of(*arguments))
    return every[: len(PROCESSES)], [fixed, *every[len(PROCESSES) :]]


def plans_of_one() -> Plan:
    """The plan of some council."""
    from sim.council.councils import all_councils

    return plans(all_councils()[:1])[0]
