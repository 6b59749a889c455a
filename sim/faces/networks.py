"""The network of a run as a graph of networkx, as it stands or at three moments; no Mesa is needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.council.graphs import node_name, to_networkx
from sim.council.network import Network
from sim.machine.engine import Simulation

if TYPE_CHECKING:
    import networkx

    from sim.council.council import Council
    from sim.scenario.scenario import Scenario


def graph_of(simulation: Simulation) -> networkx.MultiDiGraph[str]:
    """The present network with posts, layers and trust; ``networkx.write_graphml`` keeps all of it."""
    state = simulation.state
    codes = [council.code for council in simulation.councils]
    starts = np.stack(
        [state.first_politician, state.first_manager, state.first_staff, state.first_partner, state.last_partner], 1
    )
    names = [node_name(codes, starts, int(state.council[row]), row) for row in range(state.kind.size)]
    a = state.arrays
    network = Network(a["source"], a["target"], a["layer"], a["reverse"], a["arc_start"], a["trust"])
    return to_networkx(network, a, names, a["trust"])


def trust_network_snapshots(
    scenario: Scenario, council: Council, *, months: int, seed: int
) -> list[tuple[int, networkx.MultiDiGraph[str]]]:
    """The trust network at the start, in the middle and at the end of a run: (months done, graph) each."""
    simulation = Simulation(scenario, [council], seed=seed)
    shots = [(0, graph_of(simulation))]
    for until in (months // 2, months):
        simulation.advance(until - simulation.month)
        shots.append((simulation.month, graph_of(simulation)))
    return shots
