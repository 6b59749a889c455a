"""Graphs that users hand in: taken over exactly, refused in one sentence, or what is left out is counted in one.

The tables are (input, answer), a table for each kind of answer; a later reader adds a line.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sim import renamed, template_graph
from sim.council.councils import find_council
from sim.council.graphs import GraphNotice
from sim.council.services import LAYERS
from sim.errors import InputError
from sim.faces.model import CouncilModel
from sim.scenario.scenario import load_scenario

SMALL = load_scenario("baseline").changed(politicians=12, managers=14, frontline_staff=30, partners=3, wards=3)
COUNCIL = find_council("Camden")
Graph = nx.MultiDiGraph
Edit = Callable[[Graph], Any]


def model(graph: Any = None, **settings: Any) -> CouncilModel:
    """A small council with this graph."""
    scenario = SMALL.changed(**settings) if settings else SMALL
    return CouncilModel(scenario, COUNCIL, rng=1, graph=graph, collect=False)


OWN = model().network.to_networkx()
NAMES = list(OWN)


def edited(edit: Edit) -> Any:
    """A copy of our own graph after an edit, or the other graph that the edit returns."""
    graph = OWN.copy()
    made = edit(graph)
    return made if isinstance(made, nx.Graph) else graph


def tie(graph: Graph, layer: str = "team") -> dict[str, Any]:
    """The attributes of one tie of a layer."""
    return next(data for _, _, data in graph.edges(data=True) if data["layer"] == layer)


def every(**attributes: Any) -> Edit:
    """All ties get these attributes."""
    return lambda graph: [data.update(attributes) for _, _, data in graph.edges(data=True)]


def one(**attributes: Any) -> Edit:
    """One tie gets these attributes."""
    return lambda graph: tie(graph).update(attributes)


def node(at: int = 0, **attributes: Any) -> Edit:
    """One node gets these attributes."""
    return lambda graph: graph.nodes[NAMES[at]].update(attributes)


def without(layer: str) -> Edit:
    """All ties of a layer go."""
    return lambda graph: graph.remove_edges_from(
        [(a, b, key) for a, b, key, data in graph.edges(keys=True, data=True) if data["layer"] == layer]
    )


def undirected(graph: Graph, trust: float | None = 0.6) -> nx.MultiGraph:
    """Each tie once, without a direction."""
    both, more = nx.MultiGraph(), {} if trust is None else {"trust": trust}
    both.add_nodes_from(graph.nodes(data=True))
    seen = set()
    for a, b, data in graph.edges(data=True):
        key = (*sorted((a, b)), data["layer"])
        if key not in seen:
            both.add_edge(a, b, layer=data["layer"], **more)
        seen.add(key)
    return both


def doubled(trust: float, graph: Graph) -> nx.MultiGraph:
    """An undirected tie given once each way round."""
    both = undirected(graph)
    a, b, data = next(iter(both.edges(data=True)))
    both.add_edge(b, a, layer=data["layer"], trust=trust)
    return both


# ---------------------------------------------------------------- taken over exactly
EVEN: dict[str, tuple[Edit, float]] = {
    "undirected, 0.6": (undirected, 0.6),
    "undirected, 0.05": (lambda g: undirected(g, 0.05), 0.05),
    "undirected, 0.97": (lambda g: undirected(g, 0.97), 0.97),
    "a text that is a number": (every(trust="0.6"), 0.6),
    "a number of numpy": (every(trust=np.float64(0.3)), 0.3),
    "a short number of numpy": (every(trust=np.float32(0.25)), 0.25),
    **{f"directed, {trust}": (every(trust=trust), trust) for trust in (0.001, 0.02, 0.1, 0.5, 0.9, 0.98, 0.999)},
}


@pytest.mark.parametrize(("edit", "trust"), EVEN.values(), ids=EVEN)
@pytest.mark.parametrize("evidence", [0, 6], ids=["no history", "history"])
def test_trust_is_taken_over_exactly(edit: Edit, trust: float, evidence: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", GraphNotice)
        made = model(edited(edit), initial_evidence=evidence)
    state = made.state
    assert np.abs(state.trust - trust).max() < 1e-12
    # And the evidence says the same, so that the next month does not bring back another trust.
    prior = state.disposition[state.source]
    held = (state.good_evidence + 2 * prior) / (state.good_evidence + state.bad_evidence + 2)
    assert np.abs(held - trust).max() < 1e-9
    assert (state.good_evidence >= 0).all()
    assert (state.bad_evidence >= 0).all()
    made.simulation.advance(2)
    assert np.isfinite(made.state.trust).all()


def ties_of(graph: Any) -> list[tuple[Any, ...]]:
    return sorted((a, b, data["layer"], data["trust"]) for a, b, data in graph.edges(data=True))


def test_each_tie_keeps_its_own_trust() -> None:
    rng = np.random.default_rng(0)
    graph = edited(lambda g: [data.update(trust=rng.uniform(0.01, 0.99)) for *_, data in g.edges(data=True)])
    out = model(graph).network.to_networkx()
    for (a, b, layer, trust), (c, d, same, given) in zip(ties_of(out), ties_of(graph), strict=True):
        assert (a, b, layer) == (c, d, same)
        assert trust == pytest.approx(given, abs=1e-12)


def test_a_late_network_comes_back_as_it_was() -> None:
    late = model(initial_trust=0.3)
    late.simulation.advance(60)
    graph = late.network.to_networkx()
    for *_, data in graph.nodes(data=True):
        data.pop("filled")
    back = model(graph)
    assert np.abs(back.state.trust - late.state.trust).max() < 1e-12
    assert np.array_equal(back.state.style, late.state.style)


def test_what_is_written_reads_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "council.graphml"
    model().network.write_graphml(str(path))
    read = nx.read_graphml(path, force_multigraph=True)
    assert dict(read.nodes(data=True)) == dict(OWN.nodes(data=True))
    assert ties_of(read) == ties_of(OWN)
    assert sorted(read.edges(keys=True)) == sorted(OWN.edges(keys=True))


def test_a_written_file_is_valid_graphml_with_plain_types(tmp_path: Path) -> None:
    """yEd shows no edges where two have one id; Gephi wants the types of the standard."""
    path = tmp_path / "council.graphml"
    model().network.write_graphml(str(path))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    tree = ElementTree.parse(path)
    ids = [edge.get("id") for edge in tree.iter(f"{space}edge")]
    assert len(set(ids)) == len(ids) == OWN.number_of_edges()
    keys = {key.get("attr.name"): key.get("attr.type") for key in tree.iter(f"{space}key")}
    assert keys.pop("trust") == keys.pop("style") == "double"
    assert keys.pop("row") == keys.pop("ward") == keys.pop("filled") in ("int", "long")
    assert set(keys.values()) == {"string"}
    named = {item.get("id") for item in tree.iter(f"{space}node")}
    assert all(edge.get("source") in named and edge.get("target") in named for edge in tree.iter(f"{space}edge"))


def test_a_style_is_taken_over() -> None:
    assert model(edited(node(0, style=0.123))).state.style[0] == 0.123
    assert model(edited(node(0, style=1))).state.style[0] == 1.0


def test_the_order_of_nodes_and_ties_does_not_matter() -> None:
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(list(OWN.nodes(data=True))[::-1])
    turned.add_edges_from(list(OWN.edges(data=True))[::-1])
    for name in ("source", "target", "layer", "trust"):
        assert np.array_equal(model(turned).state.arrays[name], model(OWN).state.arrays[name])


def test_a_graph_without_trust_gives_the_run_that_draws_it() -> None:
    bare = edited(lambda g: [data.pop("trust") for *_, data in g.edges(data=True)])
    assert np.array_equal(model(bare).state.trust, model().state.trust)
    assert np.array_equal(model(undirected(OWN, None)).state.trust, model().state.trust)


def test_the_template_fits_and_can_be_written(tmp_path: Path) -> None:
    empty = template_graph(COUNCIL, SMALL)
    assert list(empty) == NAMES
    assert {data["layer"] for *_, data in empty.edges(data=True)} == {"dyad", "line", "party group"}
    nx.write_graphml(empty, tmp_path / "template.graphml")
    for graph in (empty, nx.read_graphml(tmp_path / "template.graphml", force_multigraph=True)):
        made = model(graph)
        made.step()
        assert made.state.source.size == 2 * empty.number_of_edges()
    assert len(template_graph("Leeds")) > 100


def test_a_users_own_names_become_ours() -> None:
    own = nx.relabel_nodes(template_graph(COUNCIL, SMALL), {name: f"person {at}" for at, name in enumerate(NAMES)})
    back = renamed(own, {f"person {at}": name for at, name in enumerate(NAMES)})
    assert list(back) == NAMES
    assert model(back).month == 0


# ---------------------------------------------------------------- counted in one sentence
COUNTED: dict[str, tuple[Edit, str]] = {
    "a weight on every tie": (every(weight=2), r'what the graph\'s ties say under "weight" \([\d,]+ ties\)\.'),
    "a weight on one tie": (one(weight=2), r'under "weight" \(1 ties\)\.'),
    "colours of nodes": (node(3, r=10, g=20), r'nodes say under "r" \(1 nodes\), "g" \(1 nodes\)\.'),
    "many attributes": (node(3, **{f"x{n}": n for n in range(9)}), r'"x0" \(1 nodes\).* and 4 more\.'),
    "trust missing on one tie": (
        lambda g: tie(g).pop("trust"),
        r"gives the trust of [\d,]+ of [\d,]+ directions of its ties; that of the others is drawn\.",
    ),
    "trust NaN on one tie": (one(trust=float("nan")), r"that of the others is drawn\."),
    "one direction only": (
        lambda g: one_way(g),
        r"that of the others is drawn\.",
    ),
    "empty posts": (
        node(20, filled=0),
        r"has 1 empty posts; on the first day of a run every post is filled\.",
    ),
    "a tie twice, alike": (
        lambda g: g.add_edge(*twin(g)[:2], **twin(g)[2]),
        r"1 ties of the graph stand twice in their layer; each counts once\.",
    ),
    "an undirected tie both ways round": (lambda g: doubled(0.6, g), r"1 ties of the graph stand twice"),
}


def twin(graph: Graph) -> tuple[Any, Any, dict[str, Any]]:
    return next((a, b, dict(data)) for a, b, data in graph.edges(data=True) if data["layer"] == "team")


def one_way(graph: Graph) -> None:
    a, b, key = next((a, b, key) for a, b, key, d in graph.edges(keys=True, data=True) if d["layer"] == "informal")
    graph.remove_edge(a, b, key)


@pytest.mark.parametrize(("edit", "says"), COUNTED.values(), ids=COUNTED)
def test_what_is_left_out_is_counted_in_one_sentence(edit: Edit, says: str) -> None:
    graph = edited(edit)
    with pytest.warns(GraphNotice) as caught:
        model(graph)
    sentences = [str(warning.message) for warning in caught]
    assert len(sentences) == 1
    assert re.search(says, sentences[0])
    assert "\n" not in sentences[0]
    assert sentences[0].endswith(".")


def test_our_own_graph_is_taken_without_a_word(tmp_path: Path) -> None:
    model().network.write_graphml(str(tmp_path / "own.graphml"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", GraphNotice)
        model(OWN)
        model(nx.read_graphml(tmp_path / "own.graphml"))


# ---------------------------------------------------------------- refused in one sentence
NO_GRAPH: dict[str, tuple[Any, str]] = {
    "a path": ("network.graphml", r'not the path "network\.graphml"; read the file first: networkx\.read_graphml\('),
    "a Path": (Path("network.graphml"), r'not the path "network\.graphml"; read the file first'),
    "an empty text": ("", "must be a networkx graph"),
    "a list of ties": ([("a", "b")], "must be a networkx graph, not "),
    "a dict of dicts": ({"a": {"b": {}}}, "must be a networkx graph"),
    "a table": (pd.DataFrame({"source": ["a"], "target": ["b"]}), "must be a networkx graph"),
    "a matrix": (np.eye(3), "must be a networkx graph"),
    "a class": (nx.MultiDiGraph, "not the class MultiDiGraph"),
    "zero": (0, "must be a networkx graph, not 0"),
    "False": (False, "must be a networkx graph, not False"),
    "bytes": (b"x.graphml", "must be a networkx graph"),
}


def refused(graph: Any, says: str) -> None:
    with pytest.raises(InputError) as caught:
        model(graph)
    sentence = str(caught.value)
    assert re.search(says, sentence), sentence
    assert "\n" not in sentence
    assert len(sentence) < 400


@pytest.mark.parametrize(("graph", "says"), NO_GRAPH.values(), ids=NO_GRAPH)
def test_what_is_no_graph_is_refused(graph: Any, says: str) -> None:
    refused(graph, says)


REFUSED: dict[str, tuple[Edit, str]] = {
    # nodes
    "no nodes": (lambda g: nx.MultiDiGraph(), "The graph has no ties"),
    "no ties": (lambda g: g.clear_edges(), "The graph has no ties"),
    "a foreign graph": (
        lambda g: nx.karate_club_graph(),
        r'None of the 34 nodes of the graph \("0", "1", "2" and 31 more\) is a post .*template_graph.*renamed',
    ),
    "the names of another council": (
        lambda g: nx.relabel_nodes(g, {name: f"E08000035:{name.split(':')[1]}" for name in NAMES}),
        "None of the 59 nodes",
    ),
    "a stranger among them": (lambda g: g.add_node("Ms Smith"), 'a node "Ms Smith" that is no post'),
    "a tie with a stranger": (lambda g: g.add_edge(NAMES[0], "x", layer="team"), 'a node "x" that is no post'),
    "a number for a name": (lambda g: g.add_node(7), 'a node "7" that is no post'),
    "a post is missing": (lambda g: g.remove_node(NAMES[40]), "lacks 1 post of this council"),
    "a partner is missing": (lambda g: g.remove_node(NAMES[-1]), f'lacks 1 post of this council: "{NAMES[-1]}"'),
    "many posts are missing": (lambda g: g.remove_nodes_from(NAMES[30:]), r"lacks 29 posts .* and 26 more"),
    # what nodes say
    "another role": (node(0, role="chief executive"), "the role 'chief executive', but the post has 'leader'"),
    "another kind": (node(0, kind="manager"), "the kind 'manager', but the post has 'politician'"),
    "another service": (node(0, service="housing"), "the service 'housing', but the post has ''"),
    "another ward": (node(0, ward=99), "the ward 99, but"),
    "another row": (node(0, row=5), "the row 5, but the post has 0"),
    "a style above one": (node(0, style=1.5), r"style of the node .* is 1\.5; it must lie between 0 and 1"),
    "a style in words": (node(0, style="bold"), "is 'bold'; it must be a number from 0 to 1"),
    "no style": (node(0, style=None), "is None; it must be a number"),
    "a style NaN": (node(0, style=float("nan")), "is nan; it must lie between"),
    "filled twice": (node(0, filled=2), "filled = 2; it must be 1 or 0"),
    "filled in words": (node(0, filled="yes"), "filled = 'yes'; it must be 1 or 0"),
    "a misspelt style": (node(0, styel=0.5), 'an attribute "styel", which is not read; did you mean "style"'),
    "a style in capitals": (node(0, STYLE=0.5), 'did you mean "style"'),
    # what ties say
    "a tie with oneself": (lambda g: g.add_edge(NAMES[0], NAMES[0], layer="team"), "to itself"),
    "no layer": (lambda g: tie(g).pop("layer"), "has the layer None; it must be one of dyad, "),
    "an unknown layer": (one(layer="tema"), r'has the layer \'tema\'; .* Did you mean "team"\?'),
    "a layer in capitals": (one(layer="TEAM"), r'Did you mean "team"\?'),
    "a layer by number": (one(layer=3), "has the layer 3; it must be one of"),
    "a list of layers": (one(layer=["team"]), "has the layer "),
    "trust below zero": (one(trust=-0.1), "is -0.1; it must lie between 0 and 1"),
    "trust above one": (one(trust=1.0001), "is 1.0001; it must lie between 0 and 1"),
    "trust in per cent": (every(trust=60), "is 60; it must lie between 0 and 1"),
    "trust without end": (one(trust=float("inf")), "is inf; it must lie between 0 and 1"),
    "trust of nought": (one(trust=0), "is 0; trust is what experience lets one expect and never quite 0 or 1"),
    "trust of one": (one(trust=1.0), r"never quite 0 or 1: give 0\.001 to 0\.999"),
    "trust in words": (one(trust="high"), "is 'high'; it must be a number from 0 to 1"),
    "an empty trust": (one(trust=""), "is ''; it must be a number"),
    "trust is None": (one(trust=None), "is None; it must be a number"),
    "trust is True": (one(trust=True), "is True; it must be a number"),
    "trust is a list": (one(trust=[0.5]), r"is \[0\.5\]; it must be a number"),
    "trust is complex": (one(trust=0.5 + 1j), "it must be a number"),
    "a misspelt trust": (one(trsut=0.5), 'an attribute "trsut", which is not read; did you mean "trust"'),
    "a trust in capitals": (every(Trust=0.5), r'[\d,]+ of the graph.s ties have an attribute "Trust"'),
    "a misspelt layer": (one(layers="team"), 'did you mean "layer"'),
    "a tie twice, differently": (
        lambda g: g.add_edge(*twin(g)[:2], layer="team", trust=0.123),
        r"stands twice in the layer team, with different trust \(.* and 0\.123\); leave one",
    ),
    "a tie twice, once without trust": (
        lambda g: g.add_edge(*twin(g)[:2], layer="team"),
        r"with different trust \(.* and none\)",
    ),
    "an undirected tie twice, differently": (lambda g: doubled(0.7, g), "stands twice in the layer"),
    # what a council cannot do without
    "no dyads": (without("dyad"), r"lacks the tie from .* \(layer dyad\) that the line of command needs"),
    "no line": (without("line"), r"\(layer line\) that the line of command needs"),
    "no party group": (without("party group"), r"\(layer party group\) that the line of command needs"),
    "the line in another layer": (
        lambda g: [data.update(layer="ward") for *_, data in g.edges(data=True) if data["layer"] == "line"],
        r"lacks the tie .* \(layer line\)",
    ),
}


@pytest.mark.parametrize(("edit", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_taken_over_is_refused(edit: Edit, says: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GraphNotice)
        refused(edited(edit), says)


NAMING: dict[str, tuple[Any, dict[Any, Any], str]] = {
    "a node without a name": (OWN, {}, r'say nothing of the node "E09000007:0"'),
    "a name without a node": (OWN, {**{n: n for n in NAMES}, "x": "y"}, 'speak of a node "x" that the graph does not'),
    "a post twice": (OWN, dict.fromkeys(NAMES, NAMES[0]), 'give the post "E09000007:0" to 59 nodes'),
    "no graph": ("own.graphml", {}, "must be a networkx graph"),
}


@pytest.mark.parametrize(("graph", "names", "says"), NAMING.values(), ids=NAMING)
def test_names_that_do_not_fit_are_refused(graph: Any, names: dict[Any, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        renamed(graph, names)


@pytest.mark.parametrize("path", ["missing/folder/x.graphml", "."], ids=["no folder", "a folder"])
def test_a_file_that_cannot_be_written_gets_one_sentence(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match=r"cannot be written \(.*\); choose another path\.$"):
        model().network.write_graphml(str(tmp_path / path))


def test_all_layers_have_been_tried() -> None:
    assert {data["layer"] for *_, data in OWN.edges(data=True)} == set(LAYERS) - {"peers"}
