"""The layered network: what the generator makes, measured by networkx, and the way in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from engine_runs import assert_same_state, small

from sim.council.council import Council
from sim.council.councils import find_council
from sim.council.services import BOUNDARY, DYAD, INFORMAL, LAYERS, LINE, NOBODY, PARTY, PEERS, TEAM, WARD
from sim.errors import InputError
from sim.faces.model import CouncilModel
from sim.faces.networks import trust_network_snapshots
from sim.machine.engine import Simulation
from sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def day_one(baseline: Scenario, camden: Council) -> Simulation:
    return Simulation(baseline, [camden], seed=1)


@pytest.fixture(scope="module")
def graph(baseline: Scenario, camden: Council) -> nx.MultiDiGraph:
    return CouncilModel(baseline, camden, rng=1).network.to_networkx()


def layer_graph(simulation: Simulation, layer: int) -> nx.Graph:
    """One layer, undirected."""
    state = simulation.state
    here = state.layer == layer
    return nx.Graph(zip(state.source[here].tolist(), state.target[here].tolist(), strict=True))


def test_arcs_are_sorted_and_each_has_its_reverse(day_one: Simulation) -> None:
    s = day_one.state
    assert (np.diff(s.source) >= 0).all()
    assert (s.source != s.target).all(), "nobody has a tie with themselves"
    assert np.array_equal(s.reverse[s.reverse], np.arange(s.source.size))
    assert np.array_equal(s.source[s.reverse], s.target)
    assert np.array_equal(s.target[s.reverse], s.source)
    assert np.array_equal(s.layer[s.reverse], s.layer)
    assert s.arc_start[0] == 0
    assert s.arc_start[-1] == s.source.size
    for i in range(s.kind.size):
        assert (s.source[s.arc_start[i] : s.arc_start[i + 1]] == i).all()
    ties = list(zip(s.source.tolist(), s.target.tolist(), s.layer.tolist(), strict=True))
    assert len(set(ties)) == len(ties), "a pair has one tie in each layer"


def test_all_layers_of_a_council_are_there(day_one: Simulation) -> None:
    assert set(day_one.state.layer.tolist()) == set(range(len(LAYERS))) - {PEERS}


def test_degrees_and_reach_against_networkx(day_one: Simulation, graph: nx.MultiDiGraph) -> None:
    s = day_one.state
    assert graph.number_of_nodes() == s.kind.size
    assert graph.number_of_edges() == s.source.size
    out = dict(graph.out_degree())
    rows = nx.get_node_attributes(graph, "row")
    assert all(out[name] == s.arc_start[row + 1] - s.arc_start[row] for name, row in rows.items())
    assert nx.is_strongly_connected(graph), "nobody stands alone"
    assert nx.average_shortest_path_length(nx.Graph(graph)) < 4.5


def test_every_post_has_its_line_and_every_pair_its_dyad(day_one: Simulation) -> None:
    s = day_one.state
    for i in range(int(s.first_partner[0])):
        if s.boss[i] == NOBODY:
            continue
        arc = int(s.boss_arc[i])
        assert (s.source[arc], s.target[arc]) == (i, s.boss[i])
        chief = i == s.chief_executive[0]
        politician = i < s.first_manager[0]
        assert s.layer[arc] == (DYAD if chief else PARTY if politician else LINE)
    for k in np.flatnonzero(s.runs[0]):
        arc = int(s.dyad_arc[0, k])
        assert (s.source[arc], s.target[arc]) == (s.portfolio_holder[0, k], s.service_director[0, k])
        assert s.layer[arc] == DYAD
    line = layer_graph(day_one, LINE)
    assert nx.is_tree(line), "one line of management, no loops"


def test_teams_are_clustered_and_informal_ties_are_not(
    baseline: Scenario, camden: Council, day_one: Simulation
) -> None:
    """Rings within teams close triangles; ties begun at random across teams hardly do: together a small world."""
    s = day_one.state
    team, informal = layer_graph(day_one, TEAM), layer_graph(day_one, INFORMAL)
    for a, b in team.edges:
        assert s.boss[a] == s.boss[b]
    reach = int(baseline.values["team_reach"])
    assert max(dict(team.degree()).values()) <= 2 * reach
    assert nx.average_clustering(team) > 0.4
    assert nx.average_clustering(informal) < 0.1
    begun = int(baseline.values["informal_ties"]) * int(s.first_partner[0] - s.first_manager[0])
    assert begun * 0.95 < informal.number_of_edges() <= begun
    lonely = Simulation(baseline.changed(informal_ties=0), [camden], seed=1)
    assert not (lonely.state.layer == INFORMAL).any()


def test_partners_and_wards_meet_who_matters_to_them(baseline: Scenario, day_one: Simulation) -> None:
    s = day_one.state
    boundary, ward = layer_graph(day_one, BOUNDARY), layer_graph(day_one, WARD)
    for j in range(int(s.first_partner[0]), int(s.last_partner[0])):
        assert 1 <= boundary.degree(j) <= baseline.values["boundary_ties"]
        assert all(s.first_manager[0] <= i < s.first_partner[0] for i in boundary[j])
    same = [s.ward[a] == s.ward[b] for a, b in ward.edges]
    assert np.mean(same) > 0.4, "ward ties are mostly within the ward (1 in 8 by chance)"


def test_the_network_is_seeded(baseline: Scenario, camden: Council) -> None:
    def ties(seed: int, replicate: int, scenario: Scenario = baseline) -> bytes:
        state = Simulation(scenario, [camden], seed=seed, replicate=replicate).state
        return state.source.tobytes() + state.target.tobytes() + state.layer.tobytes()

    assert ties(1, 0) == ties(1, 0)
    assert len({ties(1, 0), ties(1, 1), ties(2, 0)}) == 3
    assert ties(1, 0) == ties(1, 0, baseline.changed(style_mean=0.9, initial_trust=0.9)), "no scenario in the address"


def test_a_tie_keeps_its_identity_when_others_come(baseline: Scenario, camden: Council) -> None:
    def identities(scenario: Scenario) -> dict[tuple[int, int], int]:
        s = Simulation(scenario, [camden], seed=1).state
        return {(int(a), int(b)): int(z) for a, b, z in zip(s.source, s.target, s.arc_id, strict=True)}

    few, many = identities(baseline.changed(informal_ties=1)), identities(baseline.changed(informal_ties=6))
    assert len(many) > len(few)
    assert all(many.get(pair, number) == number for pair, number in few.items())
    assert len(set(few.values())) == len(few)


def test_trust_starts_where_it_is_declared(camden: Council, baseline: Scenario) -> None:
    for mean in (0.3, 0.7):
        state = Simulation(baseline.changed(initial_trust=mean), [camden], seed=1).state
        assert state.trust.mean() == pytest.approx(mean, abs=0.03)
        assert ((state.trust > 0) & (state.trust < 1)).all()


# ---------------------------------------------------------------- out and in again
def graphml(graph: nx.MultiDiGraph, folder: Path) -> nx.MultiDiGraph:
    path = folder / "council.graphml"
    nx.write_graphml(graph, path)
    return nx.read_graphml(path, force_multigraph=True)


def plain(graph: nx.MultiDiGraph) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    """Nodes and edges with all attributes, in a form that compares."""
    edges = sorted((a, b, d["layer"], d["trust"]) for a, b, d in graph.edges(data=True))
    return {name: dict(data) for name, data in graph.nodes(data=True)}, edges


def test_nodes_and_edges_carry_all_attributes(day_one: Simulation, graph: nx.MultiDiGraph) -> None:
    s = day_one.state
    for name, data in graph.nodes(data=True):
        row = data["row"]
        assert name == f"{find_council('Camden').code}:{row}"
        assert set(data) == {"row", "kind", "role", "service", "ward", "style", "filled"}
        assert data["style"] == s.style[row]
    assert {d["layer"] for _, _, d in graph.edges(data=True)} == set(LAYERS) - {"peers"}
    trust = sorted(d["trust"] for _, _, d in graph.edges(data=True))
    assert trust == sorted(s.trust.tolist())


def test_graphml_keeps_everything(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    assert plain(graphml(graph, tmp_path)) == plain(graph)


def test_the_model_writes_the_graphml_itself(
    baseline: Scenario, camden: Council, graph: nx.MultiDiGraph, tmp_path: Path
) -> None:
    path = tmp_path / "own.graphml"
    CouncilModel(baseline, camden, rng=1).network.write_graphml(str(path))
    assert plain(nx.read_graphml(path, force_multigraph=True)) == plain(graph)


@pytest.mark.parametrize("by_file", [False, True], ids=["networkx", "GraphML"])
def test_ties_given_back_make_the_same_run(
    baseline: Scenario, camden: Council, graph: nx.MultiDiGraph, tmp_path: Path, by_file: bool
) -> None:
    """Without prescribed trust the run is the same bit for bit."""
    bare = nx.MultiDiGraph()
    bare.add_nodes_from(graph)
    bare.add_edges_from((a, b, {"layer": d["layer"]}) for a, b, d in graph.edges(data=True))
    if by_file:
        bare = graphml(bare, tmp_path)
    given = CouncilModel(baseline, camden, rng=1, graph=bare, collect=False)
    drawn = CouncilModel(baseline, camden, rng=1, collect=False)
    assert_same_state(given.simulation, drawn.simulation)
    for model in (given, drawn):
        model.simulation.advance(13)
    assert_same_state(given.simulation, drawn.simulation)


@pytest.mark.parametrize("by_file", [False, True], ids=["networkx", "GraphML"])
def test_trust_given_back_is_taken(
    baseline: Scenario, camden: Council, graph: nx.MultiDiGraph, tmp_path: Path, by_file: bool
) -> None:
    """With its trust: the same ties, the same trust (to rounding: evidence is made anew), the same first day."""
    taken = CouncilModel(baseline, camden, rng=1, graph=graphml(graph, tmp_path) if by_file else graph, collect=False)
    drawn = CouncilModel(baseline, camden, rng=1, collect=False)
    for name in (
        "source",
        "target",
        "layer",
        "reverse",
        "arc_id",
        "style",
        "person_id",
        "boss_arc",
        "leader_arc",
        "dyad_arc",
    ):
        assert np.array_equal(taken.state.arrays[name], drawn.state.arrays[name]), name
    assert np.abs(taken.state.trust - drawn.state.trust).max() < 1e-12
    first, second = (model.simulation.advance(1)[0, 0] for model in (taken, drawn))
    assert np.allclose(first, second, rtol=1e-9, atol=1e-9)


def test_a_later_network_is_another_start(baseline: Scenario, camden: Council) -> None:
    """Trust that a run has made can be given to a new council, as far as its short history can carry it."""
    model = CouncilModel(baseline.changed(initial_trust=0.3), camden, rng=1, collect=False)
    model.simulation.advance(24)
    late = model.network.to_networkx()
    start = CouncilModel(baseline, camden, rng=1, graph=late, collect=False)
    assert np.corrcoef(start.state.trust, model.state.trust)[0, 1] > 0.9


def test_snapshots(baseline: Scenario, camden: Council) -> None:
    shots = trust_network_snapshots(baseline, camden, months=11, seed=1)
    assert [month for month, _ in shots] == [0, 5, 11]
    assert len({tuple(sorted(graph.nodes)) for _, graph in shots}) == 1
    run = Simulation(baseline, [camden], seed=1)
    run.advance(11)
    assert sorted(d["trust"] for _, _, d in shots[2][1].edges(data=True)) == sorted(run.state.trust.tolist())


def test_a_family_exports_each_council_under_its_own_code() -> None:
    model = CouncilModel(small(), ["Camden", "Islington"], rng=1, collect=False)
    graph = model.network.to_networkx()
    assert {name.split(":")[0] for name in graph} == {council.code for council in model.simulation.councils}
    assert "peers" in {d["layer"] for _, _, d in graph.edges(data=True)}
    again = CouncilModel(small(), ["Camden", "Islington"], rng=1, graph=graph, collect=False)
    assert np.array_equal(again.state.arc_id, model.state.arc_id)


# ---------------------------------------------------------------- bad graphs
def edge(graph: nx.MultiDiGraph, layer: str) -> tuple[str, str, int]:
    return next((a, b, key) for a, b, key, d in graph.edges(keys=True, data=True) if d["layer"] == layer)


def broken(graph: nx.MultiDiGraph, how: str) -> nx.MultiDiGraph:
    """A copy of the graph with one mistake in it."""
    bad = graph.copy()
    nodes = list(bad)
    a, b, key = edge(bad, "informal")
    if how == "no ties":
        bad.clear_edges()
    elif how == "unknown node":
        bad.add_edge(nodes[0], "E0900007:1", layer="informal")
    elif how == "unknown layer":
        bad.edges[a, b, key]["layer"] = "infromal"
    elif how == "no layer":
        del bad.edges[a, b, key]["layer"]
    elif how == "trust above one":
        bad.edges[a, b, key]["trust"] = 1.5
    elif how == "trust in words":
        bad.edges[a, b, key]["trust"] = "high"
    elif how == "trust missing its value":
        bad.edges[a, b, key]["trust"] = None
    elif how == "no dyad":
        a, b, _ = edge(bad, "dyad")
        for one, other in ((a, b), (b, a)):
            bad.remove_edges_from([(one, other, k) for k in list(bad[one].get(other, {}))])
    elif how == "no line":
        line = [(a, b, k) for a, b, k, d in bad.edges(keys=True, data=True) if d["layer"] == "line"]
        bad.remove_edges_from(line)
    return bad


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("no ties", r"The graph has no ties; .*\."),
        (
            "unknown node",
            r'The graph has a node "E0900007:1" that is no post of this council\. Did you mean "E09000007:1+"\?',
        ),
        (
            "unknown layer",
            r"The tie from .* has the layer 'infromal'; it must be one of dyad, .*\. Did you mean \"informal\"\?",
        ),
        ("no layer", r"The tie from .* has the layer None; it must be one of dyad, .*\."),
        ("trust above one", r"The trust of the tie from .* is 1\.5; it must lie between 0 and 1\."),
        ("trust in words", r"The trust of the tie from .* is 'high'; it must .*\."),
        ("trust missing its value", r"The trust of the tie from .* is None; it must .*\."),
        ("no dyad", r'The graph lacks the tie from ".*" to ".*" \(layer dyad\) that the line of command needs\.'),
        ("no line", r'The graph lacks the tie from ".*" to ".*" \(layer line\) that the line of command needs\.'),
    ],
)
def test_a_bad_graph_gets_one_sentence(
    baseline: Scenario, camden: Council, graph: nx.MultiDiGraph, how: str, says: str
) -> None:
    with pytest.raises(InputError, match=f"^{says}$"):
        CouncilModel(baseline, camden, graph=broken(graph, how), collect=False)
