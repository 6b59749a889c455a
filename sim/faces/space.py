"""The council as a Mesa space, so that Mesa's own drawing (``make_space_component``, ``SpaceRenderer``) shows it.

A cell is a post, numbered by its row; cells are connected where there is a tie; who stands in a cell is asked of the
model whenever somebody looks. ``sim/faces/drawing.py`` has a first way to draw it.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import networkx
from mesa.discrete_space import Network

if TYPE_CHECKING:
    from sim.faces.model import CouncilModel

# Newer Mesa lays the graph out when the space is made; the drawing does that by itself.
_NO_LAYOUT: dict[str, Any] = {"layout": None} if "layout" in inspect.signature(Network.__init__).parameters else {}


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
