"""The council as a Mesa space, so that Mesa's own drawing (``make_space_component``, ``SpaceRenderer``) shows it.

A cell is a post, numbered by its row; cells are connected where there is a tie; who stands in a cell is asked of the
model whenever somebody looks. :func:`portrayal` and :func:`rings` are a first way to draw it, and :class:`SolaraModel`
is the model for ``SolaraViz`` (``docs/mesa.md``).
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import networkx
import numpy as np
from mesa.discrete_space import Network

from sim.council.services import KINDS
from sim.faces.model import CouncilModel

if TYPE_CHECKING:
    from sim.faces.agents import Member

# Newer Mesa lays the graph out when the space is made; the drawing does that by itself.
_NO_LAYOUT: dict[str, Any] = {"layout": None} if "layout" in inspect.signature(Network.__init__).parameters else {}

COLOURS = dict(zip(KINDS, ("#7b3294", "#0571b0", "#92c5de", "#f4a582"), strict=True))


class CouncilSpace(Network):
    """Posts and ties of a model as a network of cells."""

    def __init__(self, model: CouncilModel) -> None:
        state = model.state
        graph: networkx.Graph[int] = networkx.Graph()
        graph.add_nodes_from(range(state.kind.size))
        graph.add_edges_from(zip(state.source.tolist(), state.target.tolist(), strict=True))
        super().__init__(graph, random=model.random, **_NO_LAYOUT)
        self._model = model

    @property
    def agents(self) -> Any:
        """Who is in post now, each in the cell of the post."""
        present = self._model.agents
        standing = {agent.row: agent for agent in present}
        for cell in self.all_cells:
            now = standing.get(cell.coordinate)
            for agent in list(cell.agents):
                if agent is not now:
                    cell.remove_agent(agent)
            if now is not None and now not in cell.agents:
                cell.add_agent(now)
        return present


class SolaraModel(CouncilModel):
    """The model as ``SolaraViz`` takes it: the same, but that it shows no ``scenario``.

    Newer Mesa takes what stands under that name for a scenario of its own kind, and refuses ours.
    """

    @property
    def scenario(self) -> Any:
        """Nothing; ``model.simulation.scenario`` is the scenario of the run."""
        return None

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        pass


def portrayal(agent: Member) -> Any:
    """Colour by kind; the more distributed the style, the larger."""
    from mesa.visualization.components import AgentPortrayalStyle

    return AgentPortrayalStyle(color=COLOURS[agent.kind_name], size=10 + 50 * agent.style)


def rings(graph: networkx.Graph[int], **_: Any) -> dict[int, np.ndarray]:
    """Places of posts on a spiral from the leader outwards: at once, and the same at every step."""
    count = graph.number_of_nodes()
    turn = np.arange(count) * 2.399963  # the golden angle: no two lie behind each other
    radius = np.sqrt((np.arange(count) + 0.5) / count)
    return dict(zip(graph, np.column_stack((radius * np.cos(turn), radius * np.sin(turn))), strict=True))
