"""The council on 1 April 2010: posts, people, cases, money and ties, from real accounts and declared sizes.

Who stands where hangs only on the council and on the sizes; what people are like and whom they know is drawn at keyed
addresses, so that the same person is the same in every scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.partners import OUTSIDE
from sim.council.network import Network, find_arc, from_ties, generate_ties, identify_arcs
from sim.council.services import (
    BACKBENCHER,
    CABINET,
    CHIEF_EXECUTIVE,
    DIRECTOR,
    DYAD,
    FRONTLINE,
    HEALTH,
    LEADER,
    LINE,
    MANAGER,
    NOBODY,
    OPPOSITION,
    PARTNER,
    PARTY,
    POLITICIAN,
    PROFILES,
    ROLES,
    SERVICE_COUNT,
    STAFF,
    TEAM_MANAGER,
    WAYS,
)
from sim.errors import InputError
from sim.machine.arithmetic import clip
from sim.machine.declared import AXES, PARAMETERS, par, parameters
from sim.machine.kernel import kernel
from sim.machine.randomness import Now, council_key, normal
from sim.machine.state import State

if TYPE_CHECKING:
    from sim.council.council import Council

TRUST_DRAWS = 12
"""Number of the initial trust in the addresses of random draws (a constant, like a process number)."""

CONTROL_CODES = {"Con": 0, "Lab": 1, "LD": 2}
NO_OVERALL_CONTROL = 3

PARAMS = parameters(
    __name__,
    politicians=par(
        40,
        lo=12,
        hi=100_000,
        unit="agents",
        mark="DESIGN",
        doc="Councillors: the leader, a cabinet, backbenchers, opposition",
    ),
    managers=par(
        30,
        lo=12,
        hi=100_000,
        unit="agents",
        mark="DESIGN",
        doc="The chief executive, a director per service, team managers",
    ),
    frontline_staff=par(
        200, lo=24, hi=1_000_000, unit="agents", mark="DESIGN", doc="Members of staff; an agent stands for many people"
    ),
    partners=par(
        12,
        lo=1,
        hi=10_000,
        unit="agents",
        mark="DESIGN",
        doc="Partners: health, police, voluntary sector, business, neighbours",
    ),
    wards=par(8, lo=1, hi=64, unit="wards", mark="DESIGN", doc="Wards of the council"),
    opposition_share=par(
        0.4, lo=0.05, hi=0.7, unit="share", mark="ASSUMPTION", doc="Councillors outside the ruling group"
    ),
    initial_trust=par(
        0.55, lo=0.05, hi=0.95, unit="share", mark="ASSUMPTION", doc="Mean trust on every tie at the start"
    ),
    trust_spread=par(
        0.1, lo=0, hi=0.3, unit="share", mark="ASSUMPTION", doc="Spread of trust between ties at the start"
    ),
    initial_evidence=par(
        6.0,
        lo=0,
        hi=30,
        unit="experiences",
        mark="ASSUMPTION",
        doc="Shared history that the trust at the start rests on",
    ),
    wickedness_shift=par(
        0.0, lo=-2, hi=2, unit="agencies", mark="ASSUMPTION", doc="Added to the agencies a case of every service needs"
    ),
    ward_inequality=par(
        0.6,
        lo=0,
        hi=1.5,
        unit="ratio",
        mark="ASSUMPTION",
        doc="Spread of need between the wards, more in deprived councils",
    ),
)


@dataclass(frozen=True)
class Posts:
    """Who stands where, for all councils: arrays over people, and the arrays of rows over councils and services."""

    starts: np.ndarray
    """(councils, 5): first politician, manager, staff, partner, and the end."""
    person: dict[str, np.ndarray]
    council: dict[str, np.ndarray]
    service: dict[str, np.ndarray]
    dyads: np.ndarray
    """(pairs, 2): leader and chief executive, portfolio holder and director."""


def shares(total: int, weights: Sequence[float], least: int) -> list[int]:
    """Divide ``total`` posts by weight (largest remainder), giving each positive weight at least ``least``."""
    counts = [least if w > 0 else 0 for w in weights]
    rest = total - sum(counts)
    if rest < 0:
        raise InputError(
            f"There are {total} posts for {sum(w > 0 for w in weights)} services; "
            "give more frontline staff or managers."
        )
    exact = [rest * w / sum(weights) for w in weights]
    counts = [count + int(e) for count, e in zip(counts, exact, strict=True)]
    order = sorted(range(len(weights)), key=lambda k: exact[k] - int(exact[k]), reverse=True)
    for k in order[: total - sum(counts)]:
        counts[k] += 1
    return counts


@lru_cache(maxsize=512)
def posts_of(
    council: Council, politicians: int, managers: int, staff: int, partners: int, wards: int, opposition: float
) -> dict[str, Any]:
    """The posts of one council, in rows counted from its first."""
    runs = [k for k in range(SERVICE_COUNT) if council.runs[k] and council.need_m[k] > 0]
    weights = [PROFILES[k].pay_share * council.need_m[k] if k in runs else 0.0 for k in range(SERVICE_COUNT)]
    staff_of = shares(staff, weights, 2)
    team_managers = shares(managers - 1 - len(runs), weights, 0)
    total = politicians + managers + staff + partners
    person = {
        name: np.full(total, value, np.int64)
        for name, value in {"kind": 0, "role": 0, "service": -1, "ward": 0, "boss": NOBODY}.items()
    }
    kind, role, service, boss = person["kind"], person["role"], person["service"], person["boss"]
    kind[politicians : politicians + managers] = MANAGER
    kind[politicians + managers : politicians + managers + staff] = FRONTLINE
    kind[politicians + managers + staff :] = PARTNER

    cabinet = min(len(runs), politicians - 3)
    opposed = max(1, min(round(opposition * politicians), politicians - cabinet - 2))
    for i in range(politicians):
        if i == 0:
            role[i] = LEADER
        else:
            role[i] = CABINET if i <= cabinet else OPPOSITION if i >= politicians - opposed else BACKBENCHER
            boss[i] = 0
    holder = {k: 1 + at % cabinet for at, k in enumerate(runs)}
    for k in reversed(runs):
        service[holder[k]] = k

    chief = politicians
    role[chief] = CHIEF_EXECUTIVE
    boss[chief] = 0
    director, team_rows, row = {}, {}, chief + 1
    for k in runs:
        director[k] = row
        role[row], service[row], boss[row] = DIRECTOR, k, chief
        row += 1
    for k in runs:
        team_rows[k] = list(range(row, row + team_managers[k])) or [director[k]]
        for manager in range(row, row + team_managers[k]):
            role[manager], service[manager], boss[manager] = TEAM_MANAGER, k, director[k]
        row += team_managers[k]
    for k in runs:
        teams = team_rows[k]
        for at in range(staff_of[k]):
            role[row], service[row] = STAFF, k
            # Whole teams stand together, so that colleagues are neighbours in the order of posts.
            boss[row] = teams[at * len(teams) // staff_of[k]]
            row += 1
    for at in range(partners):
        role[row] = HEALTH + at % (len(ROLES) - HEALTH)
        row += 1
    person["ward"][:] = np.arange(total) % wards
    return {
        "runs": runs,
        "staff_of": staff_of,
        "person": person,
        "director": director,
        "holder": holder,
        "chief": chief,
        "sizes": (politicians, managers, staff, partners),
    }


def lay_out(councils: Sequence[Council], values: Mapping[str, Any]) -> Posts:
    """Posts of all councils, one council after another."""
    single = [
        posts_of(
            council,
            int(values["politicians"]),
            int(values["managers"]),
            int(values["frontline_staff"]),
            int(values["partners"]),
            int(values["wards"]),
            float(values["opposition_share"]),
        )
        for council in councils
    ]
    starts = np.zeros((len(councils), 5), np.int64)
    service_rows = {
        name: np.zeros((len(councils), SERVICE_COUNT), np.int64) for name in ("service_director", "portfolio_holder")
    }
    council_rows: dict[str, np.ndarray] = {
        name: np.zeros(len(councils), np.int64) for name in ("leader", "chief_executive")
    }
    dyads, at = [], 0
    for c, posts in enumerate(single):
        starts[c] = at + np.concatenate([[0], np.cumsum(posts["sizes"])])
        council_rows["leader"][c] = at
        council_rows["chief_executive"][c] = at + posts["chief"]
        dyads.append((at, at + posts["chief"]))
        for k in posts["runs"]:
            service_rows["service_director"][c, k] = at + posts["director"][k]
            service_rows["portfolio_holder"][c, k] = at + posts["holder"][k]
            dyads.append((at + posts["holder"][k], at + posts["director"][k]))
        at = int(starts[c, 4])
    person = {name: np.concatenate([posts["person"][name] for posts in single]) for name in single[0]["person"]}
    person["council"] = np.repeat(np.arange(len(councils)), starts[:, 4] - starts[:, 0])
    offset = starts[person["council"], 0]
    person["boss"] = np.where(person["boss"] == NOBODY, NOBODY, person["boss"] + offset)
    keys = np.array([council_key(council.code) for council in councils], np.uint64)
    if len(set(keys.tolist())) < len(councils):
        raise InputError("Two councils have the same code; give each council of your file a code of its own.")
    slot = (np.arange(at) - offset).astype(np.uint64)
    person["slot_id"] = (keys[person["council"]] << np.uint64(32)) | (slot << np.uint64(12))
    council_rows["council_key"] = keys << np.uint64(32)
    return Posts(starts, person, council_rows, service_rows, np.array(dyads, np.int64))


@kernel
def initial_evidence(
    seed, replicate, source, layer, arc_id, prescribed, disposition, mean, spread, evidence, good, bad, trust
):
    """Set the evidence on every arc so that trust starts as drawn, as far as evidence carries it, or as prescribed.

    Prescribed trust that ``evidence`` experiences cannot carry rests on as many as it takes.
    """
    still = Now(0, 4, 2010, False, seed, replicate, TRUST_DRAWS, False)
    for z in range(source.size):
        start = prescribed[z]
        drawn = start != start
        if drawn:
            start = clip(mean + spread * normal(still, arc_id[z], layer[z]), 0.02, 0.98)
        b = disposition[source[z]]
        good[z] = clip(start * (evidence + 2.0) - 2.0 * b, 0.0, evidence)
        bad[z] = evidence - good[z]
        trust[z] = (good[z] + 2.0 * b) / (evidence + 2.0)
        if not drawn and abs(trust[z] - start) > 1e-12:
            if trust[z] < start:  # nothing but good ones: (n + 2 b) / (n + 2) = start
                good[z] = 2.0 * (start - b) / (1.0 - start)
                bad[z] = 0.0
            else:  # nothing but bad ones: 2 b / (n + 2) = start
                good[z] = 0.0
                bad[z] = 2.0 * b / start - 2.0
            trust[z] = start


def make_network(posts: Posts, values: Mapping[str, Any], seed: int, replicate: int) -> Network:
    """The seeded layered network for these posts."""
    person = posts.person
    one, other, layer = generate_ties(
        np.uint64(seed),
        np.uint64(replicate),
        posts.starts,
        person["kind"],
        person["role"],
        person["service"],
        person["ward"],
        person["boss"],
        person["slot_id"],
        posts.dyads,
        OUTSIDE,
        int(values["informal_ties"]),
        int(values["boundary_ties"]),
        int(values["ward_ties"]),
        int(values["team_reach"]),
    )
    return from_ties(person["kind"].size, one, other, layer)


def needed_ties(posts: Posts) -> list[tuple[int, int, int]]:
    """The ties without which the line of command does not hold: dyads, and each post with the one above."""
    needed = [(int(a), int(b), DYAD) for a, b in posts.dyads]
    for i, above in enumerate(posts.person["boss"]):
        if above != NOBODY and posts.person["role"][i] != CHIEF_EXECUTIVE:
            needed.append((int(above), i, PARTY if posts.person["kind"][i] == POLITICIAN else LINE))
    return needed


@kernel
def line_arcs(boss, role, arc_start, target, layer, arcs):
    """The arc from each post to the post above, -1 where there is none."""
    for i in range(boss.size):
        arcs[i] = -1
        if boss[i] >= 0:
            arcs[i] = find_arc(arc_start, target, layer, i, boss[i], DYAD if role[i] == CHIEF_EXECUTIVE else LINE)


def sizes_of(
    *, councils: int, people: int, arcs: int, wards: int, years: int, events: int
) -> dict[str, tuple[int, ...]]:
    """The shape of the arrays of every axis of the state."""
    from sim.outcomes import OUTCOMES

    return {
        "council": (councils,),
        "service": (councils, SERVICE_COUNT),
        "ward": (councils, wards),
        "way": (councils, len(WAYS)),
        "path": (councils, years),
        "person": (people,),
        "person_and_one": (people + 1,),
        "arc": (arcs,),
        **{name: (councils, axis.size) for name, axis in AXES.items()},
        "outcome": (len(OUTCOMES), councils),
        "event": (events,),
    }


def build(
    councils: Sequence[Council],
    values: Mapping[str, Any],
    entries: Mapping[str, int],
    seed: int,
    replicate: int,
    network: Network | None = None,
    events: int = 0,
) -> State:
    """The state before the opening processes of the first month have run (people not yet drawn, trust not yet set).

    ``events`` is the number of rows of the table of dated events.
    """
    posts = lay_out(councils, values)
    if network is None:
        network = make_network(posts, values, seed, replicate)
    count, people, wards = len(councils), posts.person["kind"].size, int(values["wards"])
    years = len(councils[0].funding)
    sizes = sizes_of(councils=count, people=people, arcs=network.size, wards=wards, years=years, events=events)
    s = State(sizes, dict(entries))
    a = s.arrays
    for name, array in {**posts.person, **posts.council, **posts.service}.items():
        a[name][...] = array
    for at, name in enumerate(("first_politician", "first_manager", "first_staff", "first_partner", "last_partner")):
        a[name][:] = posts.starts[:, at]
    for name in ("source", "target", "layer", "reverse", "arc_start"):
        a[name][:] = getattr(network, name)
    a["arc_id"][:] = identify_arcs(network.source, network.target, a["slot_id"])
    line_arcs(a["boss"], a["role"], a["arc_start"], a["target"], a["layer"], a["boss_arc"])
    a["person_id"][:] = a["slot_id"]
    a["ward_count"][:] = wards
    for c, council in enumerate(councils):
        a["leader_arc"][c] = find_arc(
            a["arc_start"], a["target"], a["layer"], a["leader"][c], a["chief_executive"][c], DYAD
        )
        for k in range(SERVICE_COUNT):
            if council.runs[k] and council.need_m[k] > 0:
                holder, director = a["portfolio_holder"][c, k], a["service_director"][c, k]
                a["dyad_arc"][c, k] = find_arc(a["arc_start"], a["target"], a["layer"], holder, director, DYAD)
        _services(s, c, council, values)
        _money_and_place(s, c, council, values)
    return s


def _services(s: State, c: int, council: Council, values: Mapping[str, Any]) -> None:
    """What the services of one council cost, employ and have to do at the start."""
    a = s.arrays
    staff_of = np.bincount(a["service"][a["first_staff"][c] : a["first_partner"][c]], minlength=SERVICE_COUNT)
    a["base_staff"][c] = staff_of
    flow = values["caseload_start"] / values["case_months"]
    returning = 0.2
    for k, profile in enumerate(PROFILES):
        if staff_of[k] == 0:
            continue
        a["runs"][c, k] = 1.0
        for name in ("statutory", "visibility", "relational", "proactive", "demand_growth", "cost_growth"):
            a[name][c, k] = getattr(profile, name)
        a["wickedness"][c, k] = min(6.0, max(1.0, profile.wickedness + values["wickedness_shift"]))
        a["need_2010"][c, k] = council.need_m[k]
        a["income"][c, k] = council.income_m[k]
        a["budget"][c, k] = council.need_m[k]
        a["prevention"][c, k] = 1.0
        a["pay_per_post"][c, k] = profile.pay_share * council.need_m[k] / staff_of[k]
        a["base_cases"][c, k] = staff_of[k] * flow * (1.0 - returning)
        a["backlog"][c, k] = staff_of[k] * values["caseload_start"]
        a["returning"][c, k] = staff_of[k] * flow * returning
        a["in_post"][c, k] = staff_of[k]


def _money_and_place(s: State, c: int, council: Council, values: Mapping[str, Any]) -> None:
    """What one council has in the bank and where it stands politically at the start."""
    a = s.arrays
    a["funding_path"][c] = council.funding
    a["base_need"][c] = a["need_2010"][c].sum()
    # The accounts are taken to balance in 2010-11; what income exceeds need falls outside the eight services.
    a["base_net"][c] = max(a["base_need"][c] - a["income"][c].sum(), 0.3 * a["base_need"][c])
    a["net_revenue"][c] = council.net_revenue_m
    a["reserves"][c] = council.reserves_ratio * council.net_revenue_m
    a["control"][c] = CONTROL_CODES.get(council.control, NO_OVERALL_CONTROL)
    a["elections_every"][c] = 3 if council.klass == "MD" else 1
    a["election_year"][c] = {"L": 2010, "SC": 2009, "MD": 2009}.get(council.klass, 2011)
    wards = a["ward_need"].shape[1]
    spread = values["ward_inequality"] * (0.5 + 2.0 * council.deprivation)
    if wards > 1:
        a["ward_need"][c] = 1.0 + spread * (np.arange(wards) / (wards - 1) - 0.5)
    a["satisfaction"][c] = values["satisfaction_start"]
    a["aspiration"][c] = values["satisfaction_start"]
    a["resident_trust"][c] = values["resident_trust_start"]


def check_sizes(values: Mapping[str, Any]) -> None:
    """Sizes that leave no room for a post each council needs raise :class:`InputError`."""
    if values["managers"] < SERVICE_COUNT + 2:
        raise InputError(
            f"managers is {values['managers']}, and a council needs a chief executive, {SERVICE_COUNT} directors "
            f"and a team manager; the least is {PARAMETERS['managers'].lo:g}."
        )
