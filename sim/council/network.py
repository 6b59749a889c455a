"""The layered network of ties and its seeded generation (``graphs.py`` exchanges it with networkx and GraphML).

Layers of one multigraph: dyads (leader and chief executive; portfolio holder and director), line of management, party
group, team, informal (a small world across teams), boundary (partners with the people who meet them), ward
(councillors with the staff of their ward), peers (leaders and chief executives of different councils). Every tie is two
arcs, one for the trust each end has in the other; arcs are sorted by source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.council.services import (
    BOUNDARY,
    CABINET,
    CHIEF_EXECUTIVE,
    DYAD,
    HEALTH,
    INFORMAL,
    LEADER,
    LINE,
    NOBODY,
    OPPOSITION,
    PARTY,
    PEERS,
    POLITICIAN,
    TEAM,
    WARD,
)
from sim.machine.declared import par, parameters
from sim.machine.kernel import kernel
from sim.machine.randomness import Now, tie_identity, uniform

NETWORK_DRAWS = 11
"""Number of the network generator in the addresses of random draws (a constant, like a process number)."""

PARAMS = parameters(
    __name__,
    informal_ties=par(
        2,
        lo=0,
        hi=10,
        unit="ties",
        mark="ASSUMPTION",
        doc="Informal ties across teams that each manager and member of staff begins",
    ),
    boundary_ties=par(6, lo=1, hi=20, unit="ties", mark="ASSUMPTION", doc="Staff and managers who meet each partner"),
    ward_ties=par(2, lo=0, hi=8, unit="ties", mark="ASSUMPTION", doc="Staff of the ward whom each councillor knows"),
    team_reach=par(
        2,
        lo=1,
        hi=6,
        unit="ties",
        mark="ASSUMPTION",
        doc="Colleagues on either side whom each member of a team or party group knows well",
    ),
)


@dataclass(frozen=True)
class Network:
    """Directed ties in order of source: arrays of equal length, and the first arc of each person.

    ``trust`` is NaN where the scenario draws the initial trust, else the trust a given graph prescribes; ``style``,
    if a graph prescribes any, is the same for the style of each post.
    """

    source: np.ndarray
    target: np.ndarray
    layer: np.ndarray
    reverse: np.ndarray
    arc_start: np.ndarray
    trust: np.ndarray
    style: np.ndarray | None = None

    @property
    def size(self) -> int:
        """Number of arcs."""
        return self.source.size


@kernel
def generate_ties(
    seed, replicate, starts, kind, role, service, ward, boss, slot_id, dyads, outside, informal, boundary, wards, reach
):
    """All ties of all councils as (one end, other end, layer), duplicates included.

    ``starts`` has a row per council: first politician, manager, staff, partner, and the end. ``dyads`` lists the pairs
    of the dyad layer; ``outside`` says which services matter to which partner role.
    """
    still = Now(0, 4, 2010, False, seed, replicate, NETWORK_DRAWS, False)
    people = kind.size
    room = people * (6 + 2 * reach + informal + wards) + dyads.shape[0] + 64
    room += boundary * people
    one = np.empty(room, np.int64)
    other = np.empty(room, np.int64)
    layer = np.empty(room, np.int64)
    n = 0
    for d in range(dyads.shape[0]):
        one[n] = dyads[d, 0]
        other[n] = dyads[d, 1]
        layer[n] = DYAD
        n += 1
    for c in range(starts.shape[0]):
        politicians = starts[c, 0]
        managers = starts[c, 1]
        staff = starts[c, 2]
        partners = starts[c, 3]
        end = starts[c, 4]
        for i in range(politicians, partners):
            # The tie from chief executive to leader is a dyad; everybody else's to the post above is line or party.
            if boss[i] == NOBODY or role[i] == CHIEF_EXECUTIVE:
                continue
            one[n] = boss[i]
            other[n] = i
            layer[n] = PARTY if kind[i] == POLITICIAN else LINE
            n += 1
        # Rings: each knows the next few of the same group, in the order of posts.
        for i in range(politicians, partners):
            found = 0
            for j in range(i + 1, partners):
                if found == reach or kind[j] != kind[i]:
                    break
                if kind[i] == POLITICIAN:
                    same = (role[i] == OPPOSITION) == (role[j] == OPPOSITION)
                else:
                    same = boss[i] == boss[j]
                if same:
                    one[n] = i
                    other[n] = j
                    layer[n] = PARTY if kind[i] == POLITICIAN else TEAM
                    n += 1
                    found += 1
        inside = partners - managers
        for i in range(managers, partners):
            for e in range(informal):
                j = managers + int(uniform(still, slot_id[i], e) * inside)
                if j != i:
                    one[n] = i
                    other[n] = j
                    layer[n] = INFORMAL
                    n += 1
        staff_count = partners - staff
        for i in range(politicians, managers):
            if role[i] == LEADER or role[i] == CABINET or staff_count == 0:
                continue
            for e in range(wards):
                # A few tries to find somebody of the same ward; then whoever it is.
                j = staff
                for attempt in range(6):
                    j = staff + int(uniform(still, slot_id[i], 20 + e * 8 + attempt) * staff_count)
                    if ward[j] == ward[i]:
                        break
                one[n] = i
                other[n] = j
                layer[n] = WARD
                n += 1
        for i in range(partners, end):
            for e in range(boundary):
                j = managers
                for attempt in range(8):
                    j = managers + int(uniform(still, slot_id[i], 20 + e * 8 + attempt) * inside)
                    if service[j] >= 0 and outside[role[i] - HEALTH, service[j]] == 1:
                        break
                one[n] = i
                other[n] = j
                layer[n] = BOUNDARY
                n += 1
    councils = starts.shape[0]
    if councils > 1:
        for c in range(councils):
            for step in range(1, 3):
                d = (c + step) % councils
                if uniform(still, slot_id[starts[c, 0]], 90 + step) < 0.15:
                    d = int(uniform(still, slot_id[starts[c, 0]], 95 + step) * councils)
                if d == c:
                    continue
                for offset in range(2):
                    one[n] = starts[c, offset]
                    other[n] = starts[d, offset]
                    layer[n] = PEERS
                    n += 1
    return one[:n], other[:n], layer[:n]


@kernel
def arcs_of(people, one, other, layer):
    """Both directions of every tie, sorted by source; a pair keeps one tie in each layer.

    Returns (source, target, layer, reverse, first arc of each person).
    """
    n = one.size
    keys = np.empty(n, np.int64)
    for e in range(n):
        low = min(one[e], other[e])
        high = max(one[e], other[e])
        keys[e] = (low * people + high) * 8 + layer[e]
    order = np.argsort(keys)
    kept = 0
    for at in range(n):
        if at == 0 or keys[order[at]] != keys[order[at - 1]]:
            order[kept] = order[at]
            kept += 1
    start = np.zeros(people + 1, np.int64)
    for at in range(kept):
        start[one[order[at]] + 1] += 1
        start[other[order[at]] + 1] += 1
    for i in range(people):
        start[i + 1] += start[i]
    place = start[:-1].copy()
    source = np.empty(2 * kept, np.int64)
    target = np.empty(2 * kept, np.int64)
    layers = np.empty(2 * kept, np.int64)
    reverse = np.empty(2 * kept, np.int64)
    for at in range(kept):
        a = one[order[at]]
        b = other[order[at]]
        x = place[a]
        place[a] += 1
        y = place[b]
        place[b] += 1
        source[x] = a
        target[x] = b
        source[y] = b
        target[y] = a
        layers[x] = layer[order[at]]
        layers[y] = layer[order[at]]
        reverse[x] = y
        reverse[y] = x
    return source, target, layers, reverse, start


@kernel
def find_arc(arc_start, target, layer, i, j, first_layer):
    """The arc from i to j, in ``first_layer`` if there is one, else in any layer; -1 if there is none."""
    found = -1
    for z in range(arc_start[i], arc_start[i + 1]):
        if target[z] == j:
            if layer[z] == first_layer:
                return z
            found = z
    return found


@kernel
def identify_arcs(source, target, slot_id):
    """Identity of every arc, from the identities of its two ends and its direction."""
    identities = np.empty(source.size, np.uint64)
    for z in range(source.size):
        identities[z] = tie_identity(slot_id[source[z]], slot_id[target[z]])
    return identities


def from_ties(people: int, one: np.ndarray, other: np.ndarray, layer: np.ndarray) -> Network:
    """A network of undirected ties (arrays of equal length) among ``people`` agents."""
    source, target, layers, reverse, start = arcs_of(people, one, other, layer)
    return Network(source, target, layers, reverse, start, np.full(source.size, np.nan))
