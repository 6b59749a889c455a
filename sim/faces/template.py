"""A graph for a network of one's own to begin with: all posts of a council, and the ties that it cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.council.council import Council
from sim.council.graphs import described, post_names
from sim.council.posts import lay_out, needed_ties
from sim.council.services import LAYERS
from sim.errors import InputError
from sim.faces.given import councils_of, scenario_of
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import networkx


def template_graph(council: Council | str, scenario: Scenario | str = "baseline") -> networkx.MultiGraph[str]:
    """A graph to fill in: every post of the council under its name, and the ties that no council can do without.

    The graph is undirected (a tie then gives its trust to both directions) and has no trust yet. ``networkx``
    writes it to a file, e.g. ``networkx.write_graphml(template_graph("Leeds"), "leeds.graphml")``.
    """
    import networkx

    found = councils_of(council)
    if len(found) > 1:
        raise InputError(f"A graph is of one council, not of {len(found)}; make one for each.")
    posts = lay_out(found, scenario_of(scenario).values)
    names = post_names(found, posts)
    graph: networkx.MultiGraph[str] = networkx.MultiGraph()
    for row, name in enumerate(names):
        graph.add_node(name, **described(posts.person, row))
    for at, (a, b, layer) in enumerate(needed_ties(posts)):
        graph.add_edge(names[a], names[b], key=f"e{at}", layer=LAYERS[layer])
    return graph
