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
    BACKBENCHER,
    BOUNDARY,
    CABINET,
    CHIEF_EXECUTIVE,
    DYAD,
    FRONTLINE,
    HEALTH,
    INFORMAL,
    LEADER,
    LINE,
    MANAGER,
    NOBODY,
    OPPOSITION,
    PARTY,
    PEERS,
    POLITICIAN,
    TEAM,
    WARD,
)
from sim.machine.declared import par, parameters
from sim.machine.kernel import entrance, kernel
from sim.machine.randomness import first_day, tie_identity, uniform

NETWORK_DRAWS = 11
"""Number of the network generator in the addresses of random draws (a constant, like a process number)."""

PARAMS = parameters(
    __name__,
    informal_ties=par(
        2,
        lo=0,
        hi=10,
        unit="ties",
        mark="FIXED",
        doc="Informal ties across teams that each manager and member of staff begins (stipulated)",
    ),
    boundary_ties=par(
        6, lo=1, hi=20, unit="ties", mark="FIXED", doc="Staff and managers who meet each partner (stipulated)"
    ),
    ward_ties=par(
        2, lo=0, hi=8, unit="ties", mark="FIXED", doc="Staff of the ward whom each councillor knows (stipulated)"
    ),
    team_reach=par(
        2,
        lo=1,
        hi=6,
        unit="ties",
        mark="FIXED",
        doc="Colleagues on either side whom each member of a team or party group knows well (stipulated)",
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


@entrance
def write_fixed_ties(starts, kind, role, boss, dyads, reach, one, other, layer):
    """Write the ties that are not drawn, duplicates included; returns how many there are.

    ``starts`` has a row per council: first politician, manager, staff, partner, and the end. ``dyads`` lists the pairs
    of the dyad layer.
    """
    n = 0
    for d in range(dyads.shape[0]):
        one[n] = dyads[d, 0]
        other[n] = dyads[d, 1]
        layer[n] = DYAD
        n += 1
    for c in range(starts.shape[0]):
        politicians = starts[c, 0]
        partners = starts[c, 3]
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
    return n


def fixed_ties(
    starts: np.ndarray, kind: np.ndarray, role: np.ndarray, boss: np.ndarray, dyads: np.ndarray, reach: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The ties that hang on the posts alone: dyads, line of command, team and party group, as (end, end, layer)."""
    room = dyads.shape[0] + kind.size * (1 + reach)
    one, other, layer = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    count = write_fixed_ties(starts, kind, role, boss, dyads, reach, one, other, layer)
    return one[:count].copy(), other[:count].copy(), layer[:count].copy()


def most_drawn(starts: np.ndarray, role: np.ndarray, informal: int, boundary: int, wards: int) -> int:
    """How many ties can be drawn at most."""
    councils = starts.shape[0]
    officers = int((starts[:, 3] - starts[:, 1]).sum())
    partners = int((starts[:, 4] - starts[:, 3]).sum())
    in_wards = int(((role == BACKBENCHER) | (role == OPPOSITION)).sum())
    return informal * officers + wards * in_wards + boundary * partners + (4 * councils if councils > 1 else 0)


@kernel
def _draw(
    seed, replicate, starts, role, service, ward, slot_id, outside, informal, boundary, wards, n, one, other, layer
):
    """Write the ties that are drawn after the first ``n``, duplicates included; returns how many there are then.

    ``outside`` says which services matter to which partner role.
    """
    still = first_day(seed, replicate, NETWORK_DRAWS)
    luck = np.empty(role.size)
    for c in range(starts.shape[0]):
        politicians = starts[c, 0]
        managers = starts[c, 1]
        staff = starts[c, 2]
        partners = starts[c, 3]
        end = starts[c, 4]
        inside = partners - managers
        for e in range(informal):
            # A loop that only calculates works on several people at once.
            for i in range(managers, partners):
                luck[i] = uniform(still, slot_id[i], e)
            for i in range(managers, partners):
                j = managers + int(luck[i] * inside)
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
    return n


@kernel
def _in_order(numbers, order, into, place):
    """Copy ``order`` to ``into``, by ``numbers`` (whole, from 0), what is equal in the order in which it stands."""
    for at in range(place.size):
        place[at] = 0
    for at in range(order.size):
        place[numbers[order[at]] + 1] += 1
    for at in range(1, place.size):
        place[at] += place[at - 1]
    for at in range(order.size):
        e = order[at]
        into[place[numbers[e]]] = e
        place[numbers[e]] += 1


@entrance
def place_arcs(one, other, layer, source, target, layers, reverse, start):
    """Write both directions of every tie, by source, then target, then layer; a pair keeps one tie in each layer.

    Returns how many arcs there are; ``start`` (people + 1) gets the first arc of each person.
    """
    n = one.size
    low = np.empty(n, np.int64)
    high = np.empty(n, np.int64)
    order = np.empty(n, np.int64)
    sorted_so_far = np.empty(n, np.int64)
    for e in range(n):
        low[e] = min(one[e], other[e])
        high[e] = max(one[e], other[e])
        order[e] = e
    place = np.empty(max(start.size, 9) + 1, np.int64)
    _in_order(layer, order, sorted_so_far, place)
    _in_order(high, sorted_so_far, order, place)
    _in_order(low, order, sorted_so_far, place)
    kept = 0
    for at in range(start.size):
        start[at] = 0
    for at in range(n):
        e = sorted_so_far[at]
        before = order[max(0, kept - 1)]
        if kept > 0 and low[e] == low[before] and high[e] == high[before] and layer[e] == layer[before]:
            continue
        order[kept] = e
        kept += 1
        start[low[e] + 1] += 1
        start[high[e] + 1] += 1
    for i in range(1, start.size):
        start[i] += start[i - 1]
        place[i - 1] = start[i - 1]
    for at in range(kept):
        e = order[at]
        a = low[e]
        b = high[e]
        x = place[a]
        place[a] += 1
        y = place[b]
        place[b] += 1
        source[x] = a
        target[x] = b
        source[y] = b
        target[y] = a
        layers[x] = layer[e]
        layers[y] = layer[e]
        reverse[x] = y
        reverse[y] = x
    return 2 * kept


@entrance
def draw_ties(
    seed,
    replicate,
    starts,
    role,
    service,
    ward,
    slot_id,
    fixed_one,
    fixed_other,
    fixed_layer,
    outside,
    informal,
    boundary,
    wards,
    source,
    target,
    layers,
    reverse,
    start,
):
    """Write the arcs of all councils, those of the fixed ties and those that are drawn; returns how many there are."""
    room = source.size // 2
    one = np.empty(room, np.int64)
    other = np.empty(room, np.int64)
    layer = np.empty(room, np.int64)
    n = fixed_one.size
    for e in range(n):
        one[e] = fixed_one[e]
        other[e] = fixed_other[e]
        layer[e] = fixed_layer[e]
    n = _draw(
        seed, replicate, starts, role, service, ward, slot_id, outside, informal, boundary, wards, n, one, other, layer
    )
    return place_arcs(one[:n], other[:n], layer[:n], source, target, layers, reverse, start)


@entrance
def sort_by_circle(
    arc_start, source, target, layer, reverse, kind, service, own_service_end, colleagues_end, officers_end
):
    """Sort the arcs of each person so that a rule loops over one range of them; returns where each stood before.

    First come an officer's colleagues (team and informal ties) on the front line of the same service, then other
    colleagues, then the other officers of the council (the line of management), then all else; where the first three
    circles end is written for each person.
    """
    arcs = source.size
    circle = np.empty(arcs, np.int64)
    for z in range(arcs):
        i = source[z]
        j = target[z]
        officers = (kind[i] == MANAGER or kind[i] == FRONTLINE) and (kind[j] == MANAGER or kind[j] == FRONTLINE)
        if not officers or layer[z] == PEERS:
            circle[z] = 3
        elif layer[z] != TEAM and layer[z] != INFORMAL:
            circle[z] = 2
        else:
            circle[z] = 0 if kind[j] == FRONTLINE and service[i] == service[j] else 1
    order = np.empty(arcs, np.int64)
    place = np.empty(arcs, np.int64)
    ends = np.empty(4, np.int64)
    for i in range(kind.size):
        at = arc_start[i]
        for one in range(4):
            for z in range(arc_start[i], arc_start[i + 1]):
                if circle[z] == one:
                    order[at] = z
                    place[z] = at
                    at += 1
            ends[one] = at
        own_service_end[i] = ends[0]
        colleagues_end[i] = ends[1]
        officers_end[i] = ends[2]
    targets = target.copy()
    layers = layer.copy()
    reverses = reverse.copy()
    for z in range(arcs):
        target[z] = targets[order[z]]
        layer[z] = layers[order[z]]
        reverse[z] = place[reverses[order[z]]]
    return order


@entrance
def find_arc(arc_start, target, layer, i, j, first_layer):
    """The arc from i to j, in ``first_layer`` if there is one, else in any layer; -1 if there is none."""
    found = -1
    for z in range(arc_start[i], arc_start[i + 1]):
        if target[z] == j:
            if layer[z] == first_layer:
                return z
            found = z
    return found


@entrance
def find_arcs(
    boss,
    role,
    leader,
    chief_executive,
    runs,
    portfolio_holder,
    service_director,
    arc_start,
    target,
    layer,
    boss_arc,
    leader_arc,
    dyad_arc,
):
    """The arcs that the line of command goes by: from each post to the one above (-1 where there is none), and dyads.

    ``leader_arc`` goes from leader to chief executive, ``dyad_arc`` from portfolio holder to director.
    """
    for i in range(boss.size):
        boss_arc[i] = -1
        if boss[i] >= 0:
            boss_arc[i] = find_arc(arc_start, target, layer, i, boss[i], DYAD if role[i] == CHIEF_EXECUTIVE else LINE)
    for c in range(leader.size):
        leader_arc[c] = find_arc(arc_start, target, layer, leader[c], chief_executive[c], DYAD)
        for k in range(runs.shape[1]):
            if runs[c, k] == 1.0:
                dyad_arc[c, k] = find_arc(
                    arc_start, target, layer, portfolio_holder[c, k], service_director[c, k], DYAD
                )


@entrance
def identify_arcs(source, target, slot_id, arc_id):
    """Identity of every arc, from the identities of its two ends and its direction."""
    for z in range(source.size):
        arc_id[z] = tie_identity(slot_id[source[z]], slot_id[target[z]])


def from_ties(people: int, one: np.ndarray, other: np.ndarray, layer: np.ndarray) -> Network:
    """A network of undirected ties (arrays of equal length) among ``people`` agents."""
    source, target, layers, reverse = (np.empty(2 * one.size, np.int64) for _ in range(4))
    start = np.empty(people + 1, np.int64)
    arcs = place_arcs(one, other, layer, source, target, layers, reverse, start)
    return Network(
        source[:arcs].copy(),
        target[:arcs].copy(),
        layers[:arcs].copy(),
        reverse[:arcs].copy(),
        start,
        np.full(arcs, np.nan),
    )
