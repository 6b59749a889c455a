"""Who stands where in a council: posts, services, wards and lines of command, by the sizes alone; nothing is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

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
)
from sim.errors import InputError
from sim.machine.randomness import council_key

if TYPE_CHECKING:
    from sim.council.council import Council


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


def needed_ties(posts: Posts) -> list[tuple[int, int, int]]:
    """The ties without which the line of command does not hold: dyads, and each post with the one above."""
    needed = [(int(a), int(b), DYAD) for a, b in posts.dyads]
    for i, above in enumerate(posts.person["boss"]):
        if above != NOBODY and posts.person["role"][i] != CHIEF_EXECUTIVE:
            needed.append((int(above), i, PARTY if posts.person["kind"][i] == POLITICIAN else LINE))
    return needed
