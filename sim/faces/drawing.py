"""A first way to draw the council with Mesa: :func:`portrayal`, :func:`rings`, and the model as ``SolaraViz`` takes it.

``docs/mesa.md`` has an application made of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.council.services import KINDS
from sim.faces.model import CouncilModel
from sim.faces.space import CouncilSpace

if TYPE_CHECKING:
    import networkx

    from sim.faces.agents import Member

__all__ = ["COLOURS", "CouncilSpace", "SolaraModel", "portrayal", "rings"]

COLOURS = dict(zip(KINDS, ("#7b3294", "#0571b0", "#92c5de", "#f4a582"), strict=True))


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
