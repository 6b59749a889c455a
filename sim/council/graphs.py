"""Networks out to networkx and GraphML, and a user's own network in.

What comes in is taken over exactly, refused in one sentence, or counted in one sentence (a :class:`GraphNotice`):
nothing is dropped, moved or merged in silence. :func:`renamed` puts our names in the place of a user's own, and
:func:`sim.faces.template.template_graph` gives all of them to begin with.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.council.network import Network, find_arc, from_ties
from sim.council.posts import Posts, needed_ties
from sim.council.services import KINDS, LAYERS, ROLES, SERVICES
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import shown
from sim.moved import once_in

if TYPE_CHECKING:
    import networkx

    from sim.council.council import Council

LEAST_TRUST = 0.001
"""Trust nearer to 0 or 1 than this would need thousands of experiences on the first day."""

OF_A_POST = ("kind", "role", "service", "ward", "row")
"""What a node says of its post: fixed by the council and the scenario, so it may be repeated but not changed."""

OF_A_PERSON = ("style", "filled")
OF_A_TIE = ("layer", "trust", "id")  # networkx puts the id of an edge in a file there
HELP = "sim.template_graph gives a graph with the names of all posts"


class GraphNotice(UserWarning):
    """Something of a user's graph was not taken over. The message is one sentence that counts it."""


def node_name(codes: Sequence[str], starts: np.ndarray, council: int, row: int) -> str:
    """The stable name of a post in graphs: council code and slot."""
    return f"{codes[council]}:{row - int(starts[council, 0])}"


def post_names(councils: Sequence[Council], posts: Posts) -> list[str]:
    """The names of all posts, in their order."""
    codes = [council.code for council in councils]
    return [node_name(codes, posts.starts, int(c), row) for row, c in enumerate(posts.person["council"])]


def described(posts: Mapping[str, np.ndarray], row: int) -> dict[str, Any]:
    """What is fixed of a post, in plain words and numbers."""
    service = int(posts["service"][row])
    return {
        "row": row,
        "kind": KINDS[int(posts["kind"][row])],
        "role": ROLES[int(posts["role"][row])],
        "service": SERVICES[service] if service >= 0 else "",
        "ward": int(posts["ward"][row]),
    }


def to_networkx(
    network: Network, posts: Mapping[str, np.ndarray], names: Sequence[str], trust: np.ndarray
) -> networkx.MultiDiGraph[str]:
    """The network as a directed multigraph: a node per post (kind, role, service, ward, style, filled), an edge per
    arc.

    Attributes are plain strings and numbers, and the key of every edge is its own in the whole graph, so that
    ``networkx.write_graphml`` keeps them all and gives every edge an id of its own.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for row, name in enumerate(names):
        style, filled = float(posts["style"][row]), int(posts["filled"][row])
        graph.add_node(name, **described(posts, row), style=style, filled=filled)
    for z in range(network.size):
        graph.add_edge(
            names[int(network.source[z])],
            names[int(network.target[z])],
            key=f"e{z}",
            layer=LAYERS[int(network.layer[z])],
            trust=float(trust[z]),
        )
    return graph


# ---------------------------------------------------------------- a user's own
def renamed(graph: networkx.Graph[Any], names: Mapping[Any, str]) -> networkx.Graph[Any]:
    """A copy of a user's graph with our names: ``names`` says for each of its nodes which post it is.

    Errors: :class:`InputError` for a node that ``names`` lacks, a name that no node has, or a post given twice.
    """
    import networkx

    check_graph(graph)
    if not isinstance(names, Mapping):
        raise InputError(f"The names must be a mapping from nodes to posts, not {shown(repr(names))}.")
    for node in graph:
        if node not in names:
            raise InputError(f'The names say nothing of the node "{_said(node)}" of the graph.')
    for node in names:
        if node not in graph:
            raise InputError(f'The names speak of a node "{_said(node)}" that the graph does not have.')
    for post, count in Counter(names.values()).items():
        if count > 1:
            raise InputError(f'The names give the post "{_said(post)}" to {count} nodes.')
    return networkx.relabel_nodes(graph, dict(names), copy=True)


def from_networkx(graph: Any, names: Sequence[str], posts: Posts) -> Network:
    """The ties of a user's graph, for the posts called ``names``.

    Every edge has a ``layer``; ``trust`` is optional. A directed edge without its reverse gets one, whose trust is
    drawn; an undirected edge gives its trust to both directions. ``style`` of a node is taken over. Errors:
    :class:`InputError` for whatever cannot be taken over as it stands.
    """
    check_graph(graph)
    rows = {name: row for row, name in enumerate(names)}
    if graph.number_of_edges() == 0:
        raise InputError("The graph has no ties; a council needs at least its dyads and its line of management.")
    _check_nodes(graph, rows, names)
    _check_attributes(graph)
    style = _posts_of(graph, rows, posts)
    given = _ties_of(graph, rows)
    ties = sorted({(min(a, b), max(a, b), layer) for a, b, layer in given})
    table = np.array(ties, np.int64)
    network = from_ties(len(names), table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())
    for a, b, layer in needed_ties(posts):
        found = find_arc(network.arc_start, network.target, network.layer, a, b, layer)
        if found < 0 or network.layer[found] != layer:
            raise InputError(
                f'The graph lacks the tie from "{names[a]}" to "{names[b]}" (layer {LAYERS[layer]}) '
                "that the line of command needs."
            )
    prescribed = np.array(
        [
            given.get((int(a), int(b), int(m)), np.nan)
            for a, b, m in zip(network.source, network.target, network.layer, strict=True)
        ]
    )
    drawn = int(np.isnan(prescribed).sum())
    if 0 < drawn < prescribed.size:
        notice(
            f"The graph gives the trust of {prescribed.size - drawn:,} of {prescribed.size:,} directions of its ties; "
            "that of the others is drawn."
        )
    return replace(network, trust=prescribed, style=style)


def notice(sentence: str) -> None:
    """Count in one sentence what of a graph was not taken over."""
    warnings.warn(sentence, GraphNotice, stacklevel=2)


def check_graph(graph: Any) -> None:
    """:class:`InputError` for anything but a networkx graph; for the path of a file it says how to read one."""
    import os

    import networkx

    if isinstance(graph, str | os.PathLike):
        path = shown(os.fspath(graph) if isinstance(os.fspath(graph), str) else repr(graph))
        raise InputError(
            f'The graph must be a networkx graph, not the path "{path}"; read the file first: '
            f'networkx.read_graphml("{path}", force_multigraph=True).'
        )
    if isinstance(graph, type) or not isinstance(graph, networkx.Graph):
        raise InputError(f"The graph must be a networkx graph, not {_a(graph)}.")


def _a(thing: Any) -> str:
    return f"the class {thing.__name__}" if isinstance(thing, type) else f"{shown(repr(thing))}"


def _said(name: Any) -> str:
    return shown(str(name))


def _several(found: Sequence[Any], most: int = 3) -> str:
    more = f" and {len(found) - most:,} more" if len(found) > most else ""
    return ", ".join(f'"{_said(one)}"' for one in found[:most]) + more


def _check_nodes(graph: Any, rows: Mapping[str, int], names: Sequence[str]) -> None:
    """Every node is a post, and every post is a node."""
    strange = [node for node in graph if node not in rows]
    if strange and len(strange) == len(graph):
        raise InputError(
            f"None of the {len(graph):,} nodes of the graph ({_several(strange)}) is a post of this council, which are "
            f'called "{names[0]}" to "{names[-1]}"; {HELP}, and sim.council.graphs.renamed puts them in the place '
            "of yours."
        )
    if strange:
        raise InputError(
            f'The graph has a node "{_said(strange[0])}" that is no post of this council.'
            + did_you_mean(str(strange[0]), rows)
        )
    missing = [name for name in names if name not in graph]
    if missing:
        word = "post" if len(missing) == 1 else "posts"
        raise InputError(f"The graph lacks {len(missing):,} {word} of this council: {_several(missing)}; {HELP}.")


def _check_attributes(graph: Any) -> None:
    """An attribute we do not read is counted, unless its name is nearly that of one we do."""
    _strange((data for _, data in graph.nodes(data=True)), (*OF_A_POST, *OF_A_PERSON), ("style",), "node")
    _strange((data for _, _, data in graph.edges(data=True)), OF_A_TIE, ("layer", "trust"), "tie")


def _strange(found: Iterable[Mapping[Any, Any]], known: Sequence[str], taken: Sequence[str], what: str) -> None:
    counts = Counter(name for data in found for name in data if name not in known)
    for name in counts:
        close = get_close_matches(str(name).strip().casefold(), taken, n=1, cutoff=0.8)
        if close:
            raise InputError(
                f'{counts[name]:,} of the graph\'s {what}s have an attribute "{_said(name)}", '
                f'which is not read; did you mean "{close[0]}"?'
            )
    if counts:
        said = ", ".join(f'"{_said(name)}" ({count:,} {what}s)' for name, count in counts.most_common(5))
        more = f" and {len(counts) - 5} more" if len(counts) > 5 else ""
        notice(f"The model does not read what the graph's {what}s say under {said}{more}.")


def _posts_of(graph: Any, rows: Mapping[str, int], posts: Posts) -> np.ndarray:
    """The style that the graph gives to each post (NaN where none); what is fixed of a post must be as it is."""
    style = np.full(len(rows), np.nan)
    empty = 0
    for node, data in graph.nodes(data=True):
        row = rows[node]
        if data:
            for name, value in described(posts.person, row).items():
                said = data.get(name, value)
                if said != value or isinstance(said, bool):
                    raise InputError(
                        f'The graph gives the node "{node}" the {name} {_a(said)}, but the post has {value!r}; '
                        "posts are made by the council and the scenario, so leave that as it is or out."
                    )
            if "style" in data:
                style[row] = _share(data["style"], f'The style of the node "{node}"')
            filled = data.get("filled", 1)
            if isinstance(filled, bool) or filled not in (0, 1):
                raise InputError(f'The node "{node}" says filled = {_a(filled)}; it must be 1 or 0.')
            empty += filled == 0
    if empty:
        notice(f"The graph has {empty:,} empty posts; on the first day of a run every post is filled.")
    return style


def _share(value: Any, what: str, *, missing_is_drawn: bool = False) -> float:
    """``value`` as a number from 0 to 1."""
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{what} is {_a(value)}; it must be a number from 0 to 1.") from None
    if missing_is_drawn and math.isnan(number):
        return number
    if not 0.0 <= number <= 1.0:
        raise InputError(f"{what} is {number:g}; it must lie between 0 and 1.")
    return number


def _ties_of(graph: Any, rows: Mapping[str, int]) -> dict[tuple[int, int, int], float]:
    """Trust by (row, row, layer), NaN where none is given."""
    given: dict[tuple[int, int, int], float] = {}
    twice = 0
    for a, b, data in graph.edges(data=True):
        tie = f'the tie from "{a}" to "{b}"'
        if a == b:
            raise InputError(f'The graph ties "{a}" to itself.')
        layer = data.get("layer")
        if not isinstance(layer, str) or layer not in LAYERS:
            raise InputError(
                f"{tie[0].upper()}{tie[1:]} has the layer {_a(layer)}; it must be one of {', '.join(LAYERS)}."
                + did_you_mean(str(layer), LAYERS)
            )
        value = _share(data.get("trust", np.nan), f"The trust of {tie}", missing_is_drawn=True)
        if value < LEAST_TRUST or value > 1.0 - LEAST_TRUST:
            raise InputError(
                f"The trust of {tie} is {value:g}; trust is what experience lets one expect and never quite 0 or 1: "
                f"give {LEAST_TRUST:g} to {1 - LEAST_TRUST:g}."
            )
        one, other, at = rows[a], rows[b], LAYERS.index(layer)
        for key in ((one, other, at),) if graph.is_directed() else ((one, other, at), (other, one, at)):
            if key in given and not (given[key] == value or (math.isnan(given[key]) and math.isnan(value))):
                raise InputError(
                    f"{tie[0].upper()}{tie[1:]} stands twice in the layer {layer}, with different trust "
                    f"({_number(given[key])} and {_number(value)}); leave one."
                )
            twice += key in given and key == (one, other, at)
            given[key] = value
    if twice:
        notice(f"{twice:,} ties of the graph stand twice in their layer; each counts once.")
    return given


def _number(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:g}"


def __getattr__(name: str) -> Any:
    return once_in(__name__, "sim.faces.template", name)
