"""The trust network of one run as tables, and a place for everybody in it.

A comparison saves it beside its runs: ``network_people`` has a row for each person and moment, ``network_ties`` one for
each tie and moment with the trust of either end in the other. The layout is the organisation itself: politicians above,
then the chief executive, directors, team managers and staff (one column for each service), and partners below. It is
made once from all people who ever appear, so that nobody moves between panels and what changes is trust alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.council.services import SERVICES

if TYPE_CHECKING:
    import networkx as nx

PEOPLE, TIES = "network_people", "network_ties"
"""The names of the two tables."""

STAFF = "member of staff"
HEADS = ("leader", "chief executive")
TOP = "trust.dyad"
"""The outcome that words and numbers of the picture speak of: trust between the two heads."""

TIERS = {
    "backbench": (6.15, "backbench"),
    "leader": (5.5, "leader"),
    "cabinet member": (4.85, "cabinet"),
    "chief executive": (4.2, "chief exec."),
    "director": (3.55, "directors"),
    "team manager": (2.9, "managers"),
    STAFF: (1.55, "staff"),
    "partner": (0.0, "partners"),
}
"""Height and name of each tier, from the top."""

STAFF_DEPTH = 1.75
"""Height of the block of staff below its team managers."""


def tables(snapshots: Mapping[str, Sequence[tuple[int, nx.MultiDiGraph[str]]]]) -> dict[str, pd.DataFrame]:
    """The two tables of the snapshots (months done, graph) of one run of each scenario."""
    people: list[tuple[Any, ...]] = []
    ties: list[tuple[Any, ...]] = []
    for scenario, shots in snapshots.items():
        for month, graph in shots:
            people += [
                (scenario, month, str(node), data["kind"], data["role"], str(data["service"]), bool(data["filled"]))
                for node, data in graph.nodes(data=True)
            ]
            both: dict[tuple[str, str, str], list[float]] = {}
            for one, other, data in graph.edges(data=True):
                forth = str(one) <= str(other)
                ends = (str(one), str(other)) if forth else (str(other), str(one))
                both.setdefault((*ends, str(data["layer"])), [np.nan, np.nan])[0 if forth else 1] = float(data["trust"])
            ties += [(scenario, month, *key, *trust) for key, trust in both.items()]
    of_people = ["scenario", "month", "person", "kind", "role", "service", "filled"]
    of_ties = ["scenario", "month", "one", "other", "layer", "trust_of_one", "trust_of_other"]
    return {PEOPLE: pd.DataFrame(people, columns=of_people), TIES: pd.DataFrame(ties, columns=of_ties)}


def mean_trust(ties: pd.DataFrame) -> float:
    """Mean trust over both ways of all ties; NaN where there are none."""
    values = ties[["trust_of_one", "trust_of_other"]].to_numpy(dtype=float)
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def at_the_top(people: pd.DataFrame, ties: pd.DataFrame) -> float:
    """The outcome :data:`TOP`, read from the network: between leader and chief executive, mean of both ways."""
    heads = set(people.loc[people["role"].isin(HEADS), "person"])
    return mean_trust(ties[ties["one"].isin(heads) & ties["other"].isin(heads) & (ties["layer"] == "dyad")])


def present(people: pd.DataFrame, ties: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those who are there: posts that are vacant or were removed are left out, and their ties with them."""
    here = people[people["filled"]]
    names = set(here["person"])
    return here, ties[ties["one"].isin(names) & ties["other"].isin(names)]


def tier(kind: str, role: str) -> str:
    """The tier in which a person stands."""
    if kind == "partner":
        return "partner"
    return role if role in TIERS else "backbench"


def layout(people: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """A place for everybody in ``people``, in units of service columns by tiers; equal for the same people."""
    known = people.drop_duplicates("person")
    rows = list(zip(known["person"], known["kind"], known["role"], known["service"], strict=True))
    tiers: dict[str, list[tuple[str, str, str]]] = {name: [] for name in TIERS}
    for person, kind, role, service in rows:
        tiers[tier(kind, role)].append((person, role, service))
    ran = {service for _, _, service in tiers[STAFF]}
    column = {service: at for at, service in enumerate(service for service in SERVICES if service in ran)}
    width = max(1, len(column))
    places: dict[str, tuple[float, float]] = {}
    for name, (height, _) in TIERS.items():
        members = tiers[name]
        if name in ("team manager", STAFF, "director", "cabinet member"):
            groups: dict[str, list[str]] = {}
            for person, _, service in members:
                groups.setdefault(service, []).append(person)
            for service, group in groups.items():
                if service in column:
                    places.update(_block(group, column[service], height, deep=name == STAFF))
                else:
                    places.update(_row(group, width, height))
        else:
            places.update(_row([person for person, role, _ in sorted(members, key=lambda one: one[1])], width, height))
    return places


def _block(group: Sequence[str], column: int, height: float, *, deep: bool) -> dict[str, tuple[float, float]]:
    """Places within one service's column: one row, or for staff a block four wide."""
    across = min(4, len(group)) if deep else len(group)
    down = -(-len(group) // across)
    places = {}
    for index, person in enumerate(group):
        row, place = divmod(index, across)
        # Every second row is shifted a little, so that ties between rows do not hide behind people.
        x = column + 0.5 + (place - (across - 1) / 2) * 0.8 / max(across, 2) + (0.05 if row % 2 else -0.05) * deep
        y = height + (STAFF_DEPTH * (0.5 - row / (down - 1)) if deep and down > 1 else 0.0)
        places[person] = (x, y)
    return places


def _row(members: Iterable[str], width: float, height: float) -> dict[str, tuple[float, float]]:
    """Places in one row across the whole width; two staggered rows where they are many."""
    listed = list(members)
    return {
        person: (width * (index + 0.5) / len(listed), height + (0.12 if len(listed) > 12 and index % 2 else 0.0))
        for index, person in enumerate(listed)
    }
