"""The trust network at the start, in the middle and at the end of one run, always in the same layout.

The layout is the organisation itself: politicians above, then the chief executive, directors, team managers and
staff (one column per service), and partners below. It is computed once from all people who ever appear, so that nobody
moves between panels and what changes is trust alone.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.analysis.wording import join, label, sentence_case
from experiments.figures import style
from experiments.figures.years import FIRST_YEAR
from sim.council.services import PROFILES, SERVICES
from sim.outcomes import MEASURES

if TYPE_CHECKING:
    import networkx as nx

    from experiments.designs.comparison import Comparison

Snapshots = Sequence[tuple[int, "nx.MultiDiGraph[str]"]]

STAFF = "member of staff"
TOP = MEASURES["trust.dyad"]
"""The outcome that words and numbers of this figure speak of."""

TIERS = {
    "backbench": (6.15, "backbench,\nopposition"),
    "leader": (5.5, "leader"),
    "cabinet member": (4.85, "cabinet"),
    "chief executive": (4.2, "chief exec."),
    "director": (3.55, "directors"),
    "team manager": (2.9, "team\nmanagers"),
    STAFF: (1.55, "frontline\nstaff"),
    "partner": (0.0, "partners"),
}
"""Height and name of each tier, from the top."""

STAFF_DEPTH = 1.75
"""Height of the block of staff below its team managers."""

MARKS = {
    "politician": ("D", 15, style.INK, style.INK),
    "manager": ("s", 13, "#6b7075", style.INK),
    "frontline staff": ("o", 7, "#ffffff", "#6b7075"),
    "partner": ("^", 24, "#ffffff", style.INK),
}
"""Marker, size, face and edge by kind: shapes, because colour is taken by trust."""

WIDTHS = {"dyad": 2.2, "line": 0.9, "boundary": 0.6, "party group": 0.5, "team": 0.5, "informal": 0.35}
DRAWN_ABOVE = ("informal", "team", "party group", "boundary", "line", "dyad")
COLOURS = LinearSegmentedColormap.from_list("trust", [style.WORSE_COLOUR, "#d3d6da", style.BETTER_COLOUR])
LOWEST, HIGHEST = 0.2, 0.8
SCALE = Normalize(LOWEST, HIGHEST)


def tier(data: Mapping[str, Any]) -> str:
    """The tier in which a node stands."""
    if data["kind"] == "partner":
        return "partner"
    return data["role"] if data["role"] in TIERS else "backbench"


def layout(graphs: Sequence[nx.MultiDiGraph[str]]) -> dict[Any, tuple[float, float]]:
    """A place for everybody in any of ``graphs``, in units of service columns by tiers; equal for the same people."""
    people: dict[Any, Mapping[str, Any]] = {}
    for graph in graphs:
        for node, data in graph.nodes(data=True):
            people.setdefault(node, data)
    ran = {data["service"] for data in people.values() if tier(data) == STAFF}
    services = [service for service in SERVICES if service in ran]
    column = {service: index for index, service in enumerate(services)}
    width = max(1, len(services))
    places: dict[Any, tuple[float, float]] = {}
    for name, (height, _) in TIERS.items():
        members = [node for node, data in people.items() if tier(data) == name]
        if name in ("team manager", STAFF, "director", "cabinet member"):
            groups: dict[str, list[Any]] = {}
            for node in members:
                groups.setdefault(str(people[node]["service"]), []).append(node)
            for service, group in groups.items():
                if service in column:
                    places.update(_block(group, column[service], height, deep=name == STAFF))
                else:
                    places.update(_row(group, width, height))
        else:
            members.sort(key=lambda node: people[node]["role"])
            places.update(_row(members, width, height))
    return places


def _block(group: Sequence[Any], column: int, height: float, *, deep: bool) -> dict[Any, tuple[float, float]]:
    """Places within one service's column: one row, or for staff a block four wide."""
    across = min(4, len(group)) if deep else len(group)
    down = -(-len(group) // across)
    places = {}
    for index, node in enumerate(group):
        row, place = divmod(index, across)
        # Every second row is shifted a little, so that ties between rows do not hide behind people.
        x = column + 0.5 + (place - (across - 1) / 2) * 0.8 / max(across, 2) + (0.05 if row % 2 else -0.05) * deep
        y = height + (STAFF_DEPTH * (0.5 - row / (down - 1)) if deep and down > 1 else 0.0)
        places[node] = (x, y)
    return places


def _row(members: Sequence[Any], width: float, height: float) -> dict[Any, tuple[float, float]]:
    """Places in one row across the whole width; two staggered rows where they are many."""
    return {
        node: (width * (index + 0.5) / len(members), height + (0.12 if len(members) > 12 and index % 2 else 0.0))
        for index, node in enumerate(members)
    }


def present(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The people who are there: posts that are vacant or were removed are left out, and their ties with them."""
    return graph.subgraph([node for node, data in graph.nodes(data=True) if data.get("filled", 1)])


def ties(graph: nx.MultiDiGraph[str]) -> list[tuple[Any, Any, str, float]]:
    """Each tie once with the mean trust of its two directions: (one end, other end, layer, trust)."""
    found: dict[tuple[Any, Any, str], list[float]] = {}
    for one, other, data in graph.edges(data=True):
        ends = (one, other) if str(one) <= str(other) else (other, one)
        found.setdefault((*ends, str(data["layer"])), []).append(float(data["trust"]))
    return [(*key, float(np.mean(values))) for key, values in found.items()]


def mean_trust(graph: nx.MultiDiGraph[str], layer: str | None = None) -> float:
    """Mean trust over all directed ties, or those of one layer; NaN where there are none."""
    values = [data["trust"] for _, _, data in graph.edges(data=True) if layer is None or data["layer"] == layer]
    return float(np.mean(values)) if values else float("nan")


def trust_at_the_top(graph: nx.MultiDiGraph[str]) -> float:
    """The outcome of that name, read from the network: between leader and chief executive, mean of both ways."""
    heads = {node for node, data in graph.nodes(data=True) if data["role"] in ("leader", "chief executive")}
    values = [
        data["trust"] for one, other, data in graph.edges(data=True)
        if one in heads and other in heads and data["layer"] == "dyad"
    ]  # fmt: skip
    return float(np.mean(values)) if values else float("nan")


def trust_network(design: Comparison, snapshots: Mapping[str, Snapshots], *, title: str) -> Figure:
    """One row of panels per scenario in ``snapshots``; three months each."""
    graphs = [graph for shots in snapshots.values() for _, graph in shots]
    places = layout(graphs)
    ran = {data["service"] for graph in graphs for _, data in graph.nodes(data=True) if tier(data) == STAFF}
    listed = join([profile.label for profile in PROFILES if profile.name in ran])
    columns = max(len(shots) for shots in snapshots.values())
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=(
                f"{design.council.short_name}: the people of one run (replicate 0, seed {design.seed}) and the "
                "trust between them; nobody changes place"
            ),
            note=(
                f"{sentence_case(label(TOP))} is the outcome {TOP.name}: {TOP.doc[0].lower()}{TOP.doc[1:]}. A tie has "
                "the "
                "mean trust of its two directions. Thick ties join the pairs of politician and manager: leader and "
                "chief "
                "executive, portfolio holder and director. Gaps are posts that are vacant or were removed. "
                f"Each column of staff is a service, from the left: {listed}. One run is an example: the other "
                "figures show all runs."
            ),
            rows=len(snapshots),
            columns=columns,
            panel_height=2.75,
            legend_rows=2,
            left=0.95,
            right=0.15,
            between_columns=0.12,
            between_rows=0.88,
            above=0.48,
            below=0.35,
        )
        for row, (name, shots) in enumerate(snapshots.items()):
            for column, (month, graph) in enumerate(shots):
                panel = frame.axes[row, column]
                there = present(graph)
                _draw(panel, there, places)
                panel.set_title(f"{name}\n{_moment(month)}" if column == 0 else _moment(month), pad=5)
                panel.set_xlabel(_caption(graph), color=style.INK)
                if column == 0:
                    heights = [height for height, _ in TIERS.values()]
                    panel.set_yticks(heights, [words for _, words in TIERS.values()], linespacing=0.95)
        _legend(frame)
    return frame.figure


def _draw(panel: Axes, graph: nx.MultiDiGraph[str], places: Mapping[Any, tuple[float, float]]) -> None:
    """Ties below, people above."""
    every = ties(graph)
    others = dict.fromkeys(layer for *_, layer, _ in every if layer not in DRAWN_ABOVE)
    for layer in (*others, *DRAWN_ABOVE):
        drawn = [tie for tie in every if tie[2] == layer]
        panel.add_collection(
            LineCollection(
                [(places[one], places[other]) for one, other, *_ in drawn],
                colors=[COLOURS(SCALE(trust)) for *_, trust in drawn],
                linewidths=WIDTHS.get(layer, 0.5),
                alpha=1.0 if layer == "dyad" else 0.75,
                zorder=1,
            )
        )
    for kind, (marker, size, face, edge) in MARKS.items():
        spots = [places[node] for node, data in graph.nodes(data=True) if data["kind"] == kind]
        if spots:
            x, y = zip(*spots, strict=True)
            panel.scatter(x, y, marker=marker, s=size, facecolor=face, edgecolor=edge, linewidth=0.6, zorder=2)
    panel.set_xticks([])
    panel.set_yticks([])
    panel.tick_params(length=0)
    for spine in panel.spines.values():
        spine.set_visible(False)
    panel.grid(visible=False)
    width = max(x for x, _ in places.values())
    panel.set_xlim(-0.15, max(width + 0.3, 1))
    panel.set_ylim(-0.35, 6.5)


def _caption(graph: nx.MultiDiGraph[str]) -> str:
    """What the eye should check against: trust at the top, as the outcome is declared, and the mean over all ties."""
    top, every = trust_at_the_top(graph), f"all ties {mean_trust(present(graph)):.2f}"
    return every if np.isnan(top) else f"{label(TOP)} {top:.2f}, {every}"


def _legend(frame: style.Frame) -> None:
    """Shapes of people, and the scale of trust."""
    handles: list[Any] = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker,
            markersize=size**0.5 + 1,
            markerfacecolor=face,
            markeredgecolor=edge,
            label=kind,
        )
        for kind, (marker, size, face, edge) in MARKS.items()
    ]
    frame.legend(handles, columns=4, handletextpad=0.2)
    width, height = frame.figure.get_size_inches()
    bar = frame.figure.add_axes((5.75 / width, frame.legend_top - 0.15 / height, 2.3 / width, 0.12 / height))
    bar.imshow(np.linspace(0, 1, 256)[None, :], aspect="auto", cmap=COLOURS, extent=(LOWEST, HIGHEST, 0, 1))
    bar.set_yticks([])
    bar.set_xticks([LOWEST, 0.5, HIGHEST], ["0.2 or less", "trust 0.5", "0.8 or more"])
    bar.tick_params(length=2)
    bar.grid(visible=False)
    for spine in bar.spines.values():
        spine.set_visible(False)


def _moment(months_done: int) -> str:
    """When that is: "start, April 2010", or "end of March 2025" after 180 months."""
    month = max(0, months_done - 1)
    name = f"{calendar.month_name[(month + 3) % 12 + 1]} {FIRST_YEAR + (month + 3) // 12}"
    return f"end of {name}" if months_done else f"start, {name}"


def rows_of(design: Comparison) -> list[str]:
    """Which scenarios are drawn: in a 2 x 2 the reference and the one that differs from it in the first factor only."""
    if len(design.factors) != 2:
        return list(design.names[:2])
    one, two = design.factors
    level = next(names for names in two.levels.values() if design.reference in names)
    return [design.reference, *(name for name in level if name in one.levels[one.high])]


def trust_network_finding(snapshots: Mapping[str, Snapshots]) -> str:
    """The finding for the title: from where to where trust at the top moved in each scenario's run."""
    moves: dict[str, list[str]] = {}
    for name, shots in snapshots.items():
        first, last = (f"{trust_at_the_top(graph):.2f}" for graph in (shots[0][1], shots[-1][1]))
        way = "rises" if float(last) > float(first) else "falls"
        moves.setdefault(f"stays at {last}" if first == last else f"{way} from {first} to {last}", []).append(name)
    said = [f"{move} under {join(names)}{' alike' if len(names) > 1 else ''}" for move, names in moves.items()]
    return f"In one run, {label(TOP)} {join(said)}"
