"""The Mesa face of the model: ``CouncilModel`` steps, collects, explains, copies; the work is the engine's.

``CouncilModel()`` runs Camden under the baseline scenario. It has ``step()``, ``running``, ``agents`` (made when
somebody looks), ``datacollector``, and works in ``mesa.batch_run``; copies and pickles continue bit for bit.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim import MODEL_VERSION
from sim.council.graphs import check_graph, from_networkx, post_names
from sim.council.posts import lay_out
from sim.errors import InputError, did_you_mean
from sim.faces.agents import CLASSES, Member
from sim.faces.given import councils_of, months_of, scenario_of, seed_of
from sim.faces.networks import graph_of
from sim.inputs.csv_input import shown
from sim.machine.engine import Simulation
from sim.machine.memory import State
from sim.moved import once_in
from sim.outcomes import MEASURES, OUTCOMES
from sim.schedule import SCHEDULE

if TYPE_CHECKING:
    import networkx

    from sim.council.council import Council
    from sim.faces.explain import Explanation
    from sim.faces.space import CouncilSpace
    from sim.scenario.scenario import Scenario

__all__ = ["MODEL_VERSION", "CouncilModel", "NetworkView"]


class NetworkView:
    """The network of a model as it stands, for export."""

    def __init__(self, model: CouncilModel) -> None:
        self._model = model

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The present network with posts, layers and trust; ``networkx.write_graphml`` keeps all of it."""
        return graph_of(self._model.simulation)

    def write_graphml(self, path: str) -> None:
        """Write the present network as GraphML, every edge with an id of its own."""
        import networkx

        try:
            networkx.write_graphml(self.to_networkx(), path)
        except OSError as error:
            raise InputError(f"{os.fspath(path)} cannot be written ({error.strerror}); choose another path.") from None


class CouncilModel(mesa.Model):
    """One or more councils under a scenario, as a Mesa model.

    Parameters
    ----------
    scenario
        A :class:`~sim.scenario.scenario.Scenario`, or the name of one.
    council
        A council, its name, or a list of either.
    rng, seed
        Two names for one thing; give one of them. A seed, a numpy Generator (one number is drawn from it as the seed),
        or nothing: a fresh seed each time, and ``model.seed`` tells it.
    replicate
        With the seed it names the random numbers.
    months
        After so many ``running`` turns false.
    graph
        A networkx graph of ties (see :func:`sim.council.graphs.from_networkx`).
    collect
        Whether outcomes are collected every month, or the names of those that are.
    only
        The processes that act, all others off (see :class:`~sim.machine.engine.Simulation`).
    settings
        Parameters of the model by name, e.g. ``style_mean=0.8``, so that ``mesa.batch_run`` can sweep them.
    """

    def __init__(
        self,
        scenario: Scenario | str = "baseline",
        council: Council | str | Sequence[Council | str] = "Camden",
        *,
        rng: Any = None,
        replicate: int = 0,
        months: int = 180,
        graph: Any = None,
        collect: bool | Sequence[str] = True,
        only: Sequence[str] | None = None,
        seed: Any = None,
        **settings: Any,
    ) -> None:
        if rng is not None and seed is not None:
            raise InputError("rng and seed are two names for one thing; give one of them.")
        named, councils, until = scenario_of(scenario), councils_of(council), months_of(months)
        for name, value in (("collect", collect), ("only", only)):
            if isinstance(value, str):
                raise InputError(f'{name} must be a list of names, such as ["{shown(value)}"], not "{shown(value)}".')
        if graph is not None:
            check_graph(graph)
        number = seed_of(rng if rng is not None else seed)
        super().__init__(rng=number)
        self._scenario = named.changed(**settings) if settings else named
        self.months = until
        network = None
        if graph is not None:
            posts = lay_out(councils, self._scenario.values)
            network = from_networkx(graph, post_names(councils, posts), posts)
        self.simulation = Simulation(
            self._scenario, councils, seed=number, replicate=replicate, network=network, only=only
        )
        self.network = NetworkView(self)
        self._views: dict[tuple[int, int], Member] = {}
        self._space: CouncilSpace | None = None
        self.running = True
        asked = (OUTCOMES if collect else ()) if isinstance(collect, bool) else collect
        self.datacollector = _collector(asked) if asked else None

    @property
    def scenario(self) -> Scenario:
        """The scenario of the run."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        # Newer Mesa keeps a scenario of its own under this name and writes the model into it; ours is frozen and
        # shared.
        self._scenario = scenario

    @property
    def state(self) -> State:
        """All state variables as arrays (see ``sim/machine/state.py``)."""
        return self.simulation.state

    @property
    def seed(self) -> int:
        """The seed of the run: with it the same run can be made again."""
        return self.simulation.seed

    @property
    def space(self) -> CouncilSpace:
        """The council as a Mesa space to draw: a cell for each post, connected where there is a tie."""
        if self._space is None:
            from sim.faces.space import CouncilSpace

            self._space = CouncilSpace(self)
        return self._space

    def __repr__(self) -> str:
        names = ", ".join(council.short_name for council in self.simulation.councils)
        return f"<CouncilModel {names}, {self._scenario.name}, seed {self.seed}, month {self.month} of {self.months}>"

    @property
    def month(self) -> int:
        """Months done since April 2010."""
        return self.simulation.month

    def step(self) -> None:
        """Run one month."""
        self.simulation.advance(1)
        self._after()

    def phases(self) -> Iterator[str]:
        """Run one month phase by phase: ``for phase in model.phases(): ...`` stops after each to let you look."""
        self.simulation.begin_month()
        for phase, processes in SCHEDULE.items():
            for process in processes:
                self.simulation.act(process)
            yield phase
        self.simulation.month += 1
        self._after()

    def _after(self) -> None:
        if self.datacollector is not None:
            self.datacollector.collect(self)
        if self.month >= self.months:
            self.running = False

    def outcome(self, name: str, council: int = 0) -> float:
        """The latest value of a declared outcome."""
        if name not in MEASURES:
            raise InputError(f'There is no outcome "{name}".' + did_you_mean(name, MEASURES))
        return float(self.state.outcome[OUTCOMES.index(name), council])

    def explain(self, outcome: str, month: int | None = None) -> Explanation:
        """Account for an outcome up to ``month`` (default: now) of this run, and knock out every theory in turn."""
        from sim.faces.explain import explain

        simulation = self.simulation
        return explain(self._scenario, simulation.councils[0], outcome, month or max(1, self.month), simulation.seed)

    # ------------------------------------------------------------ agents
    def agent(self, row: int) -> Member:
        """The view of whoever is in post ``row`` now."""
        key = (row, int(self.state.person_id[row]))
        if key not in self._views:
            self._views[key] = CLASSES[int(self.state.kind[row])](self, row)
        return self._views[key]

    @property
    def agents(self) -> Any:
        """Everybody in post, as a Mesa AgentSet; made at the first look (a sweep makes none)."""
        if "simulation" not in self.__dict__:
            return super().agents
        present = [self.agent(int(row)) for row in np.flatnonzero(self.state.filled == 1.0)]
        known = set(map(id, present))
        for key, view in list(self._views.items()):
            if id(view) not in known:
                self.deregister_agent(view)
                del self._views[key]
        return super().agents

    # ------------------------------------------------------------ copies
    def __deepcopy__(self, memo: dict[int, Any]) -> CouncilModel:
        return self._twin()

    def __copy__(self) -> CouncilModel:
        return self._twin()

    def _twin(self) -> CouncilModel:
        import copy

        other = CouncilModel(
            self._scenario, list(self.simulation.councils), rng=self.simulation.seed, months=self.months, collect=False
        )
        other.simulation = self.simulation.copy()
        other.running, other.steps = self.running, self.steps
        if self.datacollector is not None:
            other.datacollector = _collector(self.datacollector.model_vars)
            other.datacollector.model_vars = copy.deepcopy(self.datacollector.model_vars)
        return other

    def __reduce__(self) -> Any:
        collected = self.datacollector.model_vars if self.datacollector is not None else None
        return _restore, (self._scenario, self.simulation, self.months, self.running, self.steps, collected)


def _read(at: int, model: CouncilModel) -> float:
    """The outcome at position ``at``; a plain function so that a model pickles."""
    value: float = model.simulation.state.arrays["outcome"].item(at, 0)  # the shortest way: asked for every month
    return value


def _collector(names: Iterable[str]) -> mesa.DataCollector:
    """A data collector of declared outcomes (of the first council); :class:`InputError` for an unknown name."""
    reporters = {}
    for name in names:
        if name not in MEASURES:
            raise InputError(f'There is no outcome "{name}".' + did_you_mean(name, MEASURES))
        reporters[name] = partial(_read, OUTCOMES.index(name))
    return mesa.DataCollector(model_reporters=reporters)


def _restore(
    scenario: Any, simulation: Simulation, months: int, running: bool, steps: int, collected: Any
) -> CouncilModel:
    model = CouncilModel(
        scenario, list(simulation.councils), rng=simulation.seed, months=months, collect=list(collected or ())
    )
    model.simulation = simulation
    model.running, model.steps = running, steps
    if collected is not None:
        assert model.datacollector is not None
        model.datacollector.model_vars = collected
    return model


def __getattr__(name: str) -> Any:
    return once_in(__name__, "sim.faces.networks", name)
