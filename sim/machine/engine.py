"""The whole run in compiled code: the month of ``sim.schedule``, process after process, without returning to Python.

Every process is compiled on its own and called with windows on exactly the arrays and parameters it declared (see
``sim/machine/window.py``). A loop calls them in turn from a table made of the schedule, so that the schedule stays the
only place that says what a month is. The Mesa face runs the same loop for one month, or process by process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.core.dated_events import DATED
from sim.council.network import Network
from sim.council.population import (
    NOT_PRESCRIBED,
    build,
    check_sizes,
    first_day_calls,
    initial_evidence,
    sizes_of,
    trust_drawn,
)
from sim.errors import InputError, did_you_mean
from sim.machine.compiled_cache import COMPILING, all_there, known, record_parts
from sim.machine.compiling import Part, compile_missing
from sim.machine.declared import PARAMETERS
from sim.machine.heap import keep_freed_memory
from sim.machine.kernel import CACHE, COMPILED, entrance, prune
from sim.machine.library import addresses, keep_library
from sim.machine.memory import State, layout_of
from sim.machine.names import keep_names
from sim.machine.process import Process
from sim.machine.randomness import Now
from sim.machine.state import VARIABLES
from sim.machine.window import Window, address_of, call_process, kinds_of
from sim.machine.wiring import Pattern
from sim.outcomes import FIELDS, OUTCOMES
from sim.schedule import ADDERS, OPENING, PROCESSES, THEORIES

if TYPE_CHECKING:
    import pandas as pd

    from sim.council.council import Council
    from sim.scenario.event import Change
    from sim.scenario.scenario import Scenario

ENTRIES: dict[str, int] = {stock: 2 if VARIABLES[stock].axis == "arc" else 3 for stock in ADDERS}
"""Rows of a month's entries: one that all adders share, and those of the owner (see ``sim/faces/ledger.py``)."""

LARGEST_SEED = 2**32 - 1
REMADE = ("_words", "_tables", "_on", "_in_months", "_opens")
"""What a simulation makes anew when it is copied or unpickled: addresses hold for one state in one process."""


@entrance
def run_months(
    functions, states, parameters, numbers, on, opens, flows, entries, seed, replicate, first, last, taken, out
):
    """Run the months from ``first`` to before ``last``: every process that is ``on``, in turn.

    ``functions``, ``states`` and ``parameters`` are tables with a row per process of the schedule: in compiled code
    addresses, in plain Python the things themselves. ``opens`` is the first month of each. ``taken`` (outcomes,
    councils) is what the measures fill each month, ``out`` (months, councils, outcomes) what is kept of it.
    """
    for month in range(first, last):
        calendar = (month + 3) % 12 + 1
        year = 2010 + month // 12
        quarter_end = month % 3 == 2
        for at in range(flows.size):
            flows[at] = 0.0
        for at in range(entries.size):
            entries[at] = 0.0
        for at in range(numbers.size):
            if on[at]:
                now = Now(month, calendar, year, quarter_end, seed, replicate, numbers[at], month == opens[at])
                call_process(functions[at], states[at], parameters[at], now)
        for c in range(taken.shape[1]):
            for m in range(taken.shape[0]):
                out[month - first, c, m] = taken[m, c]


@entrance
def act_in_turn(functions, states, parameters, numbers, on, opens, places, seed, replicate, month):
    """Let the processes at these places of the tables act, those that are ``on``."""
    for at in places:
        if on[at]:
            now = Now(
                month,
                (month + 3) % 12 + 1,
                2010 + month // 12,
                month % 3 == 2,
                seed,
                replicate,
                numbers[at],
                month == opens[at],
            )
            call_process(functions[at], states[at], parameters[at], now)


NUMBERS = np.array([process.number for process in PROCESSES])
PLACES = {process.name: at for at, process in enumerate(PROCESSES)}
DRAWN = np.array([PLACES[OPENING[0].name]])
"""Where in the schedule the people are drawn: the first of the opening."""

FIRST_CONDITIONS = np.array([PLACES[process.name] for process in OPENING[1:]])
"""Where the others of the opening are."""

ALL_ALONG = np.zeros(len(PROCESSES), np.int64)
"""The first month of every process where none is switched on later."""


@lru_cache(maxsize=256)
def switches(off: frozenset[str], only: tuple[str, ...] | None, events: bool) -> tuple[np.ndarray, np.ndarray]:
    """Which processes act on the first day, and which in the months."""
    on = np.array([p.always or (p.theory.id not in off if p.theory else events or p not in DATED) for p in PROCESSES])
    return on, on & np.array([only is None or (p.follows or p.name) in only for p in PROCESSES])


def compiled_before() -> bool:
    """Whether all that a run needs is compiled and kept whole for this machine: the kept code itself is looked at."""
    return all_there(CACHE)


def outcome_field(state: State, name: str) -> np.ndarray:
    """Where a field of outcomes stands: a row over councils, or a row for each service or way."""
    rows = FIELDS[name]
    values: np.ndarray = state.arrays["outcome"][rows if rows.stop - rows.start > 1 else rows.start]
    return values


def dated(state: State) -> bool:
    """Whether this is a run with rows of dated events."""
    return state.sizes["event"][0] > 0


def windows_of(process: Process, state: State, values: Mapping[str, float]) -> tuple[Window, Window]:
    """The arrays and the parameters that one process sees."""
    fields: list[np.ndarray] = [state.seen(name) for name in process.reads + process.writes]
    for stock in process.adds:
        fields.append(state.entries[stock][0])
    for stock in process.folds:
        fields += [state.arrays[stock], state.rows(stock)]
    fields += [outcome_field(state, name) for name in process.takes]
    return process.state_type(*fields), process.parameter_type(*[values[name] for name in process.parameters])


def parts() -> list[Part]:
    """Everything that a run needs compiled, as it is called, found with the least state that there can be.

    The processes come first, in the order of the schedule.
    """
    values = {name: parameter.number(parameter.default) for name, parameter in PARAMETERS.items()}
    sizes = sizes_of(councils=1, people=1, arcs=1, wards=1, years=1, events=1)
    least = State(layout_of(tuple(sizes.items()), tuple(ENTRIES.items())))
    zero, on = np.uint64(0), np.zeros(1, np.bool_)
    now = Now(0, 4, 2010, False, zero, zero, 0, True)
    found = [
        Part(process.name, process.function, kinds_of(*windows_of(process, least, values), now))
        for process in PROCESSES
    ]
    tables = (NUMBERS, NUMBERS, NUMBERS, NUMBERS, on, ALL_ALONG)
    months = (least.flow_block, least.entry_block, zero, zero, 0, 0, least.arrays["outcome"], np.empty((1, 1, 1)))
    calls = [
        *first_day_calls(least, values),
        (act_in_turn, (*tables, NUMBERS, zero, zero, 0)),
        (run_months, (*tables, *months)),
    ]
    return found + [Part(function.__name__, function, kinds_of(*arguments)) for function, arguments in calls]


def numbers_of(scenario: Scenario) -> Mapping[str, float]:
    """The number of every parameter as the kernels read it, made once for a scenario: all its runs share the answer."""
    known: dict[str, float] | None = scenario.__dict__.get("_numbers")
    if known is None:
        changed = {name: PARAMETERS[name].number(value) for name, value in scenario.settings.items()}
        known = scenario.__dict__["_numbers"] = {**_default_numbers(len(PARAMETERS)), **changed}
    return known


@lru_cache(maxsize=1)
def _default_numbers(count: int) -> dict[str, float]:
    """The numbers of all defaults; ``count`` is that of the declared parameters, which grows while theories come in."""
    return {name: parameter.number(parameter.default) for name, parameter in sorted(PARAMETERS.items())}


def check_seed(seed: int, what: str = "seed") -> int:
    """A seed is a whole number from 0 to 2^32 - 1; 0 is a seed like any other."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"The {what} must be a whole number from 0 to {LARGEST_SEED}, not {seed!r}.")
    return int(seed)


def check_processes(names: Sequence[str]) -> tuple[str, ...]:
    """Names of processes of the schedule; :class:`InputError` for any other."""
    known = [process.name for process in PROCESSES]
    for name in names:
        if name not in known:
            raise InputError(f'There is no process "{name}" in the month.' + did_you_mean(name, known))
    return tuple(name for name in known if name in names)


class Simulation:
    """One run in progress: state, parameters, and the calls that move it on.

    ``month`` counts the months done so far. The same numbers come out whether a run is advanced in one call, month by
    month, or process by process.

    ``without`` switches theories off beside those that the scenario leaves out ("all" for every one). ``only`` names
    the processes that act in the months, all others off: a part of the model on its own, for measuring it or holding it
    against another implementation. The first day is drawn in full either way, and outcomes are taken only if
    ``"measures"`` is among the names.
    """

    _code: ClassVar[np.ndarray | None] = None
    _tables: tuple[Any, Any, Any]

    def __init__(
        self,
        scenario: Scenario,
        councils: Sequence[Council],
        *,
        seed: int = 0,
        replicate: int = 0,
        network: Network | None = None,
        without: Sequence[str] = (),
        only: Sequence[str] | None = None,
    ) -> None:
        self.scenario = scenario
        self.councils = tuple(councils)
        self.seed = check_seed(seed)
        self.replicate = check_seed(replicate, "replicate")
        self.month = 0
        self.values = numbers_of(scenario)
        off = {*scenario.without, *without}
        self.without = tuple(sorted(THEORIES if "all" in off else off))
        self.off = frozenset(self.without)
        # A theory that the caller leaves out stays out, whatever the scenario's events say.
        barred = THEORIES if "all" in without else without
        self._changes = {
            month: [change for change in changes if change.name not in barred]
            for month, changes in scenario.timetable.changes.items()
        }
        self._opened: dict[str, int] = {}
        # What happens on the first day is how things are on the first day.
        for change in self._changes.get(0, ()):
            self._note(change)
        self._never_on = self.off
        check_sizes(self.values)
        self.only = None if only is None else check_processes(only)
        table = scenario.timetable.table
        rows = len(table["event_month"])
        self.state = build(self.councils, self.values, ENTRIES, self.seed, self.replicate, network, events=rows)
        for name, column in table.items():
            self.state.arrays[name][:] = column
        keep_freed_memory(self.state.layout.size)
        self._connect()
        self._open(network)

    def _connect(self) -> None:
        """Hand every process its arrays: to compiled code their addresses, to Python windows on them."""
        if COMPILED:
            pattern = self.state.layout.patterns.get("windows")
            if pattern is None:
                pattern = self.state.layout.patterns["windows"] = Pattern(self.state, self._all_windows())
            self._words = pattern.wire(self.state, self.values)
            starts = pattern.starts + self._words.ctypes.data
            self._tables = self._machine_code(), starts[: len(PROCESSES)], starts[len(PROCESSES) :]
        else:
            windows = self._all_windows()
            functions = [process.function for process in PROCESSES]
            self._tables = functions, windows[: len(PROCESSES)], windows[len(PROCESSES) :]
        self._switch()

    def _all_windows(self) -> list[Window]:
        """What every process sees of the state, then the parameters of each."""
        states, parameters = zip(*(windows_of(p, self.state, self.values) for p in PROCESSES), strict=True)
        return [*states, *parameters]

    def _switch(self) -> None:
        """Say which processes act, and since when."""
        self._on, self._in_months = switches(self.off, self.only, dated(self.state))
        self._opens = ALL_ALONG
        if self._opened:
            self._opens = np.array(
                [self._opened.get(p.theory.id, 0) if p.theory and not p.always else 0 for p in PROCESSES]
            )

    def _note(self, change: Change) -> None:
        """Take a dated change of a parameter or a theory over into what holds from now on."""
        if change.number is not None:
            self.values = {**self.values, change.name: change.number}  # copies share what they have
        elif change.on and change.name in self.off:
            self.off -= {change.name}
            if self.month > 0 and change.name in self._never_on:
                self._opened = {change.name: self.month, **self._opened}
        elif not change.on:
            self.off |= {change.name}

    def _change(self) -> None:
        """What the scenario says changes on the first of the present month, but for the first of all."""
        changes = self._changes.get(self.month, ()) if self.month > 0 else ()
        for change in changes:
            self._note(change)
            if change.number is not None:
                self._give(change.name, change.number)
            elif not change.on:
                self._still(change.name)
        if any(change.number is None for change in changes):
            self._switch()

    def _give(self, name: str, value: float) -> None:
        """Hand all processes that read a parameter another value."""
        if COMPILED:
            self.state.layout.patterns["windows"].give(self._words, name, value)
        else:
            for window in self._tables[2]:
                if name in window.fields:
                    window.put(name, value)

    def _still(self, theory: str) -> None:
        """What a theory writes for others goes back to where it stands without it; its stocks stay."""
        for process in PROCESSES:
            if process.theory is not None and process.theory.id == theory and not process.always:
                for name in process.writes:
                    if VARIABLES[name].kind == "condition":
                        self.state.arrays[name][...] = VARIABLES[name].start

    def _open(self, network: Network | None) -> None:
        """The first day: people are drawn, trust is set, conditions are written."""
        self._act(DRAWN, self._on)
        if network is not None and network.style is not None:
            given = ~np.isnan(network.style)
            self.state.arrays["style"][given] = network.style[given]
        prescribed = NOT_PRESCRIBED if network is None else self.state.arrays["trust"].copy()
        initial_evidence(*trust_drawn(self.state, prescribed, self.values, self.seed, self.replicate))
        self._act(FIRST_CONDITIONS, self._on)

    def act(self, process: Process) -> None:
        """Let one process act in the present month (nothing happens if it or its theory is switched off)."""
        self._act(np.array([PLACES[process.name]]), self._in_months)

    def _act(self, places: np.ndarray, on: np.ndarray) -> None:
        seed, replicate = np.uint64(self.seed), np.uint64(self.replicate)
        act_in_turn(*self._tables, NUMBERS, on, self._opens, places, seed, replicate, self.month)

    def now(self, process: Process) -> Now:
        """The present moment as a process sees it."""
        month = self.month
        return Now(
            month,
            (month + 3) % 12 + 1,
            2010 + month // 12,
            month % 3 == 2,
            np.uint64(self.seed),
            np.uint64(self.replicate),
            process.number,
            month == int(self._opens[PLACES[process.name]]),
        )

    def begin_month(self) -> None:
        """Empty the month's flows and entries (for those who then let processes act one by one)."""
        self._change()
        self.state.flow_block[:] = 0.0
        self.state.entry_block[:] = 0.0

    def advance(self, months: int) -> np.ndarray:
        """Run ``months`` on in compiled code; returns outcomes of shape (months, councils, outcomes)."""
        out = np.empty((months, len(self.councils), len(OUTCOMES)))
        first, last = self.month, self.month + months
        # In one go from one change of parameters or theories to the next.
        stops = sorted(month for month in self._changes if first < month < last) if self._changes else ()
        for until in (*stops, last):
            self._change()
            run_months(
                *self._tables,
                NUMBERS,
                self._in_months,
                self._opens,
                self.state.flow_block,
                self.state.entry_block,
                np.uint64(self.seed),
                np.uint64(self.replicate),
                self.month,
                until,
                self.state.arrays["outcome"],
                out[self.month - first : until - first],
            )
            self.month = until
        return out

    @staticmethod
    def _machine_code() -> np.ndarray:
        """Where the machine code of every process stands; compiled, or taken from the cache, once for all runs."""
        if Simulation._code is None:
            Simulation._code = addresses(CACHE, list(PLACES))
        if Simulation._code is None:
            every = parts()
            if not known(CACHE):
                compile_missing(every)
            Simulation._code = np.array([address_of(part.function, part.kinds) for part in every[: len(PROCESSES)]])
        return Simulation._code

    def copy(self) -> Simulation:
        """An independent copy that continues bit for bit."""
        other = object.__new__(Simulation)
        other.__setstate__({**self.__getstate__(), "state": self.state.copy()})
        return other

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in REMADE}

    def __setstate__(self, saved: dict[str, Any]) -> None:
        self.__dict__.update(saved)
        self._connect()


def period_labels(months: int) -> list[str]:
    """Labels of the months of a run: 2010-04, 2010-05, ..."""
    return [f"{2010 + (m + 3) // 12}-{(m + 3) % 12 + 1:02d}" for m in range(months)]


@dataclass(frozen=True)
class Run:
    """One finished run: ``values`` of shape (months, outcomes), in the order of ``outcomes``."""

    scenario: Scenario
    council: Council
    seed: int
    replicate: int
    values: np.ndarray
    outcomes: tuple[str, ...] = OUTCOMES

    def frame(self) -> pd.DataFrame:
        """The outcomes as a table, a row per month."""
        import pandas as pd

        index = pd.Index(period_labels(len(self.values)), name="month")
        return pd.DataFrame(self.values, index=index, columns=list(self.outcomes))


def simulate(scenario: Scenario, council: Council, *, months: int = 180, seed: int = 0, replicate: int = 0) -> Run:
    """One run of one council."""
    values = simulate_many(scenario, council, months=months, seed=seed, replicates=[replicate])[0]
    return Run(scenario, council, seed, replicate, values)


def simulate_many(
    scenario: Scenario, council: Council, *, months: int, seed: int, replicates: Sequence[int]
) -> np.ndarray:
    """Runs of one council: shape (replicates, months, outcomes). Compiled code runs without holding the lock."""
    if months < 1:
        raise InputError(f"A run needs at least one month, not {months}.")
    results = np.empty((len(replicates), months, len(OUTCOMES)))
    for at, replicate in enumerate(replicates):
        simulation = Simulation(scenario, [council], seed=seed, replicate=int(replicate))
        results[at] = simulation.advance(months)[:, 0, :]
    return results


def warm_up(announce: Callable[[str], None] | None = None) -> float:
    """Compile what is not yet compiled; returns seconds. ``announce`` is told once if that will take a while.

    Whether it does is what numba finds in its cache, function by function: the first that is missing is told.
    """
    from sim.council.councils import find_council
    from sim.scenario.scenario import load_scenario

    if not COMPILED:
        return 0.0
    before = COMPILING.count
    say = announce or (lambda line: None)
    COMPILING.tell = lambda: say("Compiling the model for this machine, once (under a minute) ...")
    begun = time.perf_counter()
    try:
        if not known(CACHE):
            compile_missing(parts(), say)
        simulate(load_scenario("baseline"), find_council("Camden"), months=1)
    finally:
        COMPILING.tell = None
    seconds = time.perf_counter() - begun
    if COMPILING.count > before:
        keep_library(CACHE, parts()[: len(PROCESSES)])
        record_parts(CACHE)
        keep_names()
        prune()
        kept = "kept for the next time" if COMPILING.kept else "not kept, so that the next start takes as long"
        say(f"Compiled in {seconds:.0f} s; {kept}.")
    elif not compiled_before():
        # Sources were changed of which all compiled code is there already.
        keep_library(CACHE, parts()[: len(PROCESSES)])
        record_parts(CACHE)
        keep_names()
    return seconds
