"""Who and what the twin consists of: agents with ties, services, teams. All taken from a council on its first day."""

from __future__ import annotations

import mesa

from sim.council.services import DYAD, LINE, PARTY, TEAM
from sim.machine.memory import State


class Person(mesa.Agent):
    """Somebody in a post, or the empty post; attributes are named like the state variables they stand for."""

    row: int
    kind: int
    role: int
    filled: bool
    post: bool
    arriving: bool
    left: bool
    occupant: int
    tenure: float
    style: float
    consistency: float
    listening: float
    ability: float
    alignment: float
    disposition: float
    skill: float
    morale: float
    fatigue: float
    outsourced: float
    delegation: float
    approvals: float
    permission: float
    paperwork_relief: float
    hours_asked: float
    hours_granted: float
    paperwork_hours: float
    owed_paperwork: float
    supervised: float
    contact_hours: float
    contact_share: float

    def __init__(self, model: mesa.Model, row: int, start: State) -> None:
        super().__init__(model)
        self.row = row
        for name in NUMBERS:
            setattr(self, name, float(start.arrays[name][row]))
        for name in FLAGS:
            setattr(self, name, bool(start.arrays[name][row]))
        for name in COUNTS:
            setattr(self, name, int(start.arrays[name][row]))
        self.service: Service | None = None
        self.boss: Person | None = None
        self.boss_tie: Tie | None = None
        self.ties: list[Tie] = []
        self.first_tie = int(start.arc_start[row])
        self.own = self.paper = self.paperwork_due = self.to_approve = 0.0
        """Hours of own work and paperwork that are left this month, paperwork it brings, decisions to agree to."""
        self.conduct = 0.0
        """What others' experience of this person owes to its conduct, in log odds; computed once a month."""


NUMBERS = (
    "tenure",
    "style",
    "consistency",
    "listening",
    "ability",
    "alignment",
    "disposition",
    "skill",
    "morale",
    "fatigue",
    "outsourced",
    "delegation",
    "approvals",
    "permission",
    "paperwork_relief",
    "hours_asked",
    "hours_granted",
    "paperwork_hours",
    "owed_paperwork",
    "supervised",
    "contact_hours",
    "contact_share",
)
FLAGS = ("filled", "post", "arriving", "left")
COUNTS = ("kind", "role", "occupant")


class Councillor(Person):
    """Leader, cabinet member, backbencher or opposition."""


class Manager(Person):
    """Chief executive, director or team manager."""


class Worker(Person):
    """A member of frontline staff."""


class Partner(Person):
    """Somebody outside the council."""


KINDS: tuple[type[Person], ...] = (Councillor, Manager, Worker, Partner)


class Tie:
    """What one person makes of another; ``back`` is what the other makes of them."""

    __slots__ = ("back", "bad", "good", "other", "rate", "to_manager", "trust")

    def __init__(self, other: Person, rate: float, to_manager: bool, good: float, bad: float, trust: float) -> None:
        self.other = other
        self.rate = rate
        """Chance of a telling experience in a month while both posts are filled; 0 in a dyad."""
        self.to_manager = to_manager
        self.good = good
        self.bad = bad
        self.trust = trust
        self.back: Tie


class Service:
    """One of the services the council runs; attributes are named like the state variables they stand for."""

    def __init__(self, k: int, start: State) -> None:
        self.k = k
        for name in SERVICE_NUMBERS:
            setattr(self, name, float(start.arrays[name][0, k]))
        self.director: Person
        self.holder: Person
        self.dyad: Tie
        self.staff: list[Worker] = []
        self.first = self.last = 0
        """Where its staff stand among all staff."""
        self.teams: list[Team] = []
        self.coming = 0.0
        """Cases that join the open ones at the end of the month, less those that leave them."""


SERVICE_NUMBERS = (
    "statutory",
    "relational",
    "wickedness",
    "proactive",
    "demand_growth",
    "need_2010",
    "pay_per_post",
    "base_staff",
    "base_cases",
    "budget",
    "posts_owed",
    "scope",
    "efficiency",
    "demand_shock",
    "prevention",
    "value_demand",
    "failure_demand",
    "returning",
    "backlog",
    "months_open",
    "refusal",
    "refused",
    "given_up_before",
    "unmet",
    "completions",
    "met_well",
    "pressure",
    "standard_time",
    "quality",
    "in_post",
    "delegation_reached",
    "participation",
    "veto",
    "advised",
    "cases_held",
    "coordinated",
    "goal_clarity",
    "approved_in_time",
    "approved_misuse",
    "heart_share",
    "heart_in_time",
    "heart_misuse",
    "in_time",
    "misuse",
    "routinised",
    "rationed",
    "rules_bent",
    "resolution",
    "capability",
    "redesign_gain",
    "contract_price",
    "reach",
    "partner_help",
    "behaviour_change",
    "steering",
)


class Team:
    """Staff of one service under one manager, in the order of posts."""

    def __init__(self, boss: Person, staff: list[Worker]) -> None:
        self.boss = boss
        self.staff = staff


def contact_rate(layer: int, values: dict[str, float]) -> float:
    """How often people of a layer have a telling experience with each other."""
    if layer == DYAD:
        return 0.0
    if layer == LINE:
        return values["line_contact"]
    return values["team_contact"] if layer in (TEAM, PARTY) else values["loose_contact"]


def ties_of(people: list[Person], start: State, values: dict[str, float]) -> list[Tie]:
    """All ties, in the order of the engine's; each person gets their own."""
    ties = []
    for z, (holder, other, layer) in enumerate(
        zip(start.source.tolist(), start.target.tolist(), start.layer.tolist(), strict=True)
    ):
        one, two = people[holder], people[other]
        tie = Tie(
            two,
            contact_rate(layer, values),
            layer == LINE and one.service is not None and one.kind > two.kind,
            float(start.good_evidence[z]),
            float(start.bad_evidence[z]),
            float(start.trust[z]),
        )
        one.ties.append(tie)
        ties.append(tie)
    for tie, back in zip(ties, start.reverse.tolist(), strict=True):
        tie.back = ties[back]
    return ties
