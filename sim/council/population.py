"""The council on 1 April 2010: posts, people, cases, money and ties, from real accounts and declared sizes.

Who stands where hangs only on the council and on the sizes; what people are like and whom they know is drawn at keyed
addresses, so that the same person is the same in every scenario. What hangs on the sizes alone is made once
(:class:`Plan`); a run begins with a copy of it, into which the ties are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.lines import ACCOUNTS
from sim.core.partners import OUTSIDE
from sim.council.england import england
from sim.council.network import Network, draw_ties, find_arcs, fixed_ties, identify_arcs, most_drawn, sort_by_circle
from sim.council.posts import Posts, lay_out
from sim.council.services import CHILDREN, PROFILES, SERVICE_COUNT, WAYS
from sim.data import YEARS
from sim.errors import InputError
from sim.machine.arithmetic import clip
from sim.machine.declared import AXES, PARAMETERS, par, parameters
from sim.machine.kernel import entrance
from sim.machine.memory import Layout, State, layout_of
from sim.machine.randomness import first_day, normal
from sim.machine.room import check_room
from sim.machine.state import VARIABLES
from sim.schedule import LINES

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
        0.4, lo=0.05, hi=0.7, unit="share", mark="FIXED", doc="Councillors outside the ruling group (stipulated)"
    ),
    initial_trust=par(
        0.55, lo=0.05, hi=0.95, unit="share", mark="ASSUMPTION", doc="Mean trust on every tie at the start"
    ),
    trust_spread=par(
        0.1, lo=0, hi=0.3, unit="share", mark="FIXED", doc="Spread of trust between ties at the start (stipulated)"
    ),
    initial_evidence=par(
        6.0,
        lo=0,
        hi=30,
        unit="experiences",
        mark="FIXED",
        doc="Shared history that the trust at the start rests on (stipulated)",
    ),
    rolled_in_grants=par(
        "like_for_like",
        choices=("like_for_like", "as_booked"),
        unit="reading",
        mark="DESIGN",
        source="mhclg_outturn",
        doc="Replayed funding of 2011-12 and 2013-14, when grants for single purposes became part of the general one: "
        "by the change of spending power, which compares like with like, or by the sum as the accounts have it",
    ),
    wickedness_shift=par(
        0.0, lo=-2, hi=2, unit="agencies", mark="ASSUMPTION", doc="Added to the agencies a case of every service needs"
    ),
    ward_inequality=par(
        0.6,
        lo=0,
        hi=1.5,
        unit="ratio",
        mark="FIXED",
        doc="Spread of need between the wards, more in deprived councils (stipulated)",
    ),
)

AS_BOOKED = 1.0
"""The choice of ``rolled_in_grants`` that takes the accounts as they are."""

GROUPS = ("politicians", "managers", "frontline_staff", "partners")
TIES_OF_EACH = ("informal_ties", "boundary_ties", "ward_ties", "team_reach")
STRUCTURE = (*GROUPS, "wards", "opposition_share", *TIES_OF_EACH)
"""The parameters that a plan hangs on. It is made of nothing else, so that runs that differ otherwise share it."""

LARGEST_KEPT = 2_000_000
"""Bytes of what stays in a block, up to which a plan keeps a first day to copy; a larger one is written anew."""

BYTES_A_PERSON, BYTES_AN_ARC = 100, 40
"""What laying out posts and placing ties takes beside the state, for a while."""

LARGEST_PLAN = 20_000
"""People up to whom a plan is kept for the next run."""

MOST_APART = 2.5
"""A council's own figures are taken as at most this many times England's, or one over it: small numbers swing."""

FEWEST_VACANT = 0.02
"""Share of vacant posts below which a council is taken to fill every post at once."""

RETURNING = 0.2
"""Share of the flow of cases at the start that has come back."""


NOT_PRESCRIBED = np.empty(0)
"""For a network whose trust is drawn."""


@entrance
def initial_evidence(
    seed, replicate, source, layer, arc_id, prescribed, disposition, mean, spread, evidence, good, bad, trust
):
    """Set the evidence on every arc so that trust starts as drawn, as far as evidence carries it, or as prescribed.

    ``prescribed`` is empty, or has a number for every arc, NaN where trust is drawn. Prescribed trust that ``evidence``
    experiences cannot carry rests on as many as it takes.
    """
    still = first_day(seed, replicate, TRUST_DRAWS)
    # Loops that only calculate work on several ties at once.
    luck = np.empty(source.size)
    for z in range(source.size):
        luck[z] = normal(still, arc_id[z], layer[z])
    for z in range(source.size):
        start = clip(mean + spread * luck[z], 0.02, 0.98)
        b = disposition[source[z]]
        good[z] = clip(start * (evidence + 2.0) - 2.0 * b, 0.0, evidence)
        bad[z] = evidence - good[z]
        trust[z] = (good[z] + 2.0 * b) / (evidence + 2.0)
    for z in range(prescribed.size):
        start = prescribed[z]
        if start != start:
            continue
        b = disposition[source[z]]
        good[z] = clip(start * (evidence + 2.0) - 2.0 * b, 0.0, evidence)
        bad[z] = evidence - good[z]
        trust[z] = (good[z] + 2.0 * b) / (evidence + 2.0)
        if abs(trust[z] - start) > 1e-12:
            if trust[z] < start:  # nothing but good ones: (n + 2 b) / (n + 2) = start
                good[z] = 2.0 * (start - b) / (1.0 - start)
                bad[z] = 0.0
            else:  # nothing but bad ones: 2 b / (n + 2) = start
                good[z] = 0.0
                bad[z] = 2.0 * b / start - 2.0
            trust[z] = start


@entrance
def starting_conditions(
    deprivation,
    caseload,
    case_months,
    caseload_work,
    wickedness_shift,
    ward_inequality,
    satisfied,
    trusting,
    caseload_own,
    base_staff,
    wickedness,
    months_open,
    base_cases,
    backlog,
    returning,
    ward_need,
    satisfaction,
    aspiration,
    resident_trust,
):
    """Write what the scenario says of cases, wards and residents at the start.

    ``deprivation`` has a number for each council; the arrays from ``caseload_own`` on are those of the state.
    """
    flow = caseload / case_months
    wards = ward_need.shape[1]
    for c in range(base_staff.shape[0]):
        for k in range(base_staff.shape[1]):
            staff = base_staff[c, k]
            if staff > 0.0:
                wickedness[c, k] = min(6.0, max(1.0, wickedness[c, k] + wickedness_shift))
            # Of a caseload of its own a part is work, the rest are cases that stay open longer.
            own = caseload_own[c] if k == CHILDREN else 1.0
            work = 1.0 + caseload_work * (own - 1.0)
            months_open[c, k] = own / work
            base_cases[c, k] = staff * flow * (1.0 - RETURNING) * work
            backlog[c, k] = staff * caseload * own
            returning[c, k] = staff * flow * RETURNING * work
        spread = ward_inequality * (0.5 + 2.0 * deprivation[c])
        for w in range(wards):
            if wards > 1:
                ward_need[c, w] = 1.0 + spread * (w / (wards - 1) - 0.5)
            satisfaction[c, w] = satisfied
            resident_trust[c, w] = trusting
        aspiration[c] = satisfied


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
        "line": (len(LINES),),
    }


@dataclass(frozen=True)
class Plan:
    """All of the first day that is not drawn and hangs on the councils and the sizes alone."""

    posts: Posts
    layout: Layout
    ties: tuple[np.ndarray, np.ndarray, np.ndarray]
    """The ties that are not drawn: one end, other end, layer."""
    deprivation: np.ndarray
    first: np.ndarray | None
    """The words of a first day up to the ledger, to copy; None where that would be large."""
    councils: tuple[Council, ...]

    def state(self) -> State:
        """A state of these sizes: posts, services, money and place as they stand; nothing drawn yet."""
        if self.first is None:
            return _first_day(self.layout, self.posts, self.councils)
        block = np.empty(self.layout.words)
        block[: self.layout.first_entry] = self.first
        block[self.layout.first_entry :] = 0.0
        return State(self.layout, block=block)


def plan_of(
    councils: Sequence[Council],
    values: Mapping[str, Any],
    entries: Mapping[str, int],
    arcs: int | None = None,
    events: int = 0,
) -> Plan:
    """The plan for these councils and sizes; ``arcs`` is the number of directed ties where a user gives them."""
    structure = tuple(values[name] for name in STRUCTURE)
    people = len(councils) * sum(int(values[name]) for name in GROUPS)
    if people > LARGEST_PLAN:
        check_room(people, memory_of(len(councils), values, entries, arcs))
    make = _kept_plan if people <= LARGEST_PLAN else make_plan
    return make(tuple(councils), structure, tuple(entries.items()), arcs, events)


def memory_of(councils: int, values: Mapping[str, Any], entries: Mapping[str, int], arcs: int | None = None) -> int:
    """Bytes that a run of these sizes takes at most, without making anything of it."""
    politicians, managers, staff, partners = (councils * int(values[name]) for name in GROUPS)
    people = politicians + managers + staff + partners
    informal, boundary, wards, reach = (int(values[name]) for name in TIES_OF_EACH)
    ties = (1 + reach) * people + informal * (managers + staff) + wards * politicians + boundary * partners
    arcs = arcs or 2 * (ties + 16 * councils)
    sizes = sizes_of(
        councils=councils, people=people, arcs=arcs, wards=int(values["wards"]), years=len(YEARS), events=0
    )
    return Layout(sizes, entries).size + BYTES_A_PERSON * people + BYTES_AN_ARC * arcs


def make_plan(
    councils: tuple[Council, ...],
    structure: tuple[float, ...],
    entries: tuple[tuple[str, int], ...],
    arcs: int | None,
    events: int,
) -> Plan:
    """See :func:`plan_of`."""
    values = dict(zip(STRUCTURE, structure, strict=True))
    posts = lay_out(councils, values)
    person = posts.person
    ties = fixed_ties(
        posts.starts, person["kind"], person["role"], person["boss"], posts.dyads, int(values["team_reach"])
    )
    if arcs is None:
        drawn = most_drawn(
            posts.starts,
            person["role"],
            int(values["informal_ties"]),
            int(values["boundary_ties"]),
            int(values["ward_ties"]),
        )
        arcs = 2 * (ties[0].size + drawn)
    sizes = sizes_of(
        councils=len(councils),
        people=person["kind"].size,
        arcs=arcs,
        wards=int(values["wards"]),
        years=len(councils[0].funding),
        events=events,
    )
    layout = layout_of(tuple(sizes.items()), entries)
    small = layout.first_entry * 8 <= LARGEST_KEPT
    first = _first_day(layout, posts, councils).block[: layout.first_entry].copy() if small else None
    return Plan(posts, layout, ties, np.array([one.deprivation for one in councils]), first, councils)


_kept_plan = lru_cache(maxsize=64)(make_plan)


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

    ``events`` is the number of rows of the table of dated events. On the ties of a given ``network`` stands the trust
    that it prescribes, NaN where that is to be drawn.
    """
    plan = plan_of(councils, values, entries, None if network is None else network.size, events)
    s = plan.state()
    if network is None:
        s = s.with_ties(draw_ties(*ties_drawn(s, plan.posts.starts, plan.ties, values, seed, replicate)))
    else:
        for name in ("source", "target", "layer", "reverse", "arc_start"):
            s.arrays[name][:] = getattr(network, name)
    order = sort_by_circle(*ties_sorted(s))
    if network is not None:
        s.arrays["trust"][:] = network.trust[order]
    identify_arcs(*arcs_identified(s))
    find_arcs(*arcs_found(s))
    if values["rolled_in_grants"] == AS_BOOKED:
        s.arrays["funding_path"][...] = [council.funding_as_booked for council in plan.councils]
    starting_conditions(*conditions_set(s, plan.deprivation, values))
    return s


def ties_drawn(
    s: State,
    starts: np.ndarray,
    fixed: Sequence[np.ndarray],
    values: Mapping[str, Any],
    seed: int,
    replicate: int,
) -> tuple[Any, ...]:
    """What :func:`draw_ties` is called with."""
    a = s.arrays
    posts = (a["role"], a["service"], a["ward"], a["slot_id"])
    counts = tuple(int(values[name]) for name in ("informal_ties", "boundary_ties", "ward_ties"))
    arcs = (a["source"], a["target"], a["layer"], a["reverse"], a["arc_start"])
    return (np.uint64(seed), np.uint64(replicate), starts, *posts, *fixed, OUTSIDE, *counts, *arcs)


CIRCLES = ("own_service_end", "colleagues_end", "officers_end")


def ties_sorted(s: State) -> tuple[Any, ...]:
    """What :func:`sort_by_circle` is called with."""
    names = ("arc_start", "source", "target", "layer", "reverse", "kind", "service", *CIRCLES)
    return tuple(s.arrays[name] for name in names)


def arcs_identified(s: State) -> tuple[Any, ...]:
    """What :func:`identify_arcs` is called with."""
    return tuple(s.arrays[name] for name in ("source", "target", "slot_id", "arc_id"))


LINE_OF_COMMAND = (
    "boss",
    "role",
    "leader",
    "chief_executive",
    "runs",
    "portfolio_holder",
    "service_director",
    "arc_start",
    "target",
    "layer",
    "boss_arc",
    "leader_arc",
    "dyad_arc",
)


def arcs_found(s: State) -> tuple[Any, ...]:
    """What :func:`find_arcs` is called with."""
    return tuple(s.arrays[name] for name in LINE_OF_COMMAND)


CONDITIONS = (
    "caseload_own",
    "base_staff",
    "wickedness",
    "months_open",
    "base_cases",
    "backlog",
    "returning",
    "ward_need",
    "satisfaction",
    "aspiration",
    "resident_trust",
)


def conditions_set(s: State, deprivation: np.ndarray, values: Mapping[str, float]) -> tuple[Any, ...]:
    """What :func:`starting_conditions` is called with."""
    asked = (
        values["caseload_start"],
        values["case_months"],
        values["caseload_work"],
        values["wickedness_shift"],
        values["ward_inequality"],
        values["satisfaction_start"],
        values["resident_trust_start"],
    )
    return (deprivation, *asked, *(s.arrays[name] for name in CONDITIONS))


def trust_drawn(
    s: State, prescribed: np.ndarray, values: Mapping[str, float], seed: int, replicate: int
) -> tuple[Any, ...]:
    """What :func:`initial_evidence` is called with."""
    a = s.arrays
    ties = (a["source"], a["layer"], a["arc_id"], prescribed, a["disposition"])
    asked = (values["initial_trust"], values["trust_spread"], values["initial_evidence"])
    return (np.uint64(seed), np.uint64(replicate), *ties, *asked, a["good_evidence"], a["bad_evidence"], a["trust"])


def first_day_calls(s: State, values: Mapping[str, float]) -> list[tuple[Any, tuple[Any, ...]]]:
    """The kernels that draw a first day, each with what it is called with: for whoever compiles them beforehand."""
    rows = np.zeros(0, np.int64)
    starts = np.zeros((1, 5), np.int64)
    return [
        (draw_ties, ties_drawn(s, starts, (rows, rows, rows), values, 0, 0)),
        (sort_by_circle, ties_sorted(s)),
        (identify_arcs, arcs_identified(s)),
        (find_arcs, arcs_found(s)),
        (starting_conditions, conditions_set(s, np.zeros(1), values)),
        (initial_evidence, trust_drawn(s, NOT_PRESCRIBED, values, 0, 0)),
    ]


def _first_day(layout: Layout, posts: Posts, councils: Sequence[Council]) -> State:
    """What :meth:`Plan.state` gives, written into a block of its own."""
    s = State(layout)
    a = s.arrays
    for name, array in {**posts.person, **posts.council, **posts.service}.items():
        a[name][...] = array
    for at, name in enumerate(("first_politician", "first_manager", "first_staff", "first_partner", "last_partner")):
        a[name][:] = posts.starts[:, at]
    for c in range(len(councils)):
        services = a["service"][a["first_staff"][c] : a["first_partner"][c]]
        a["staff_first"][c] = a["first_staff"][c] + np.searchsorted(services, np.arange(SERVICE_COUNT), "left")
        a["staff_end"][c] = a["first_staff"][c] + np.searchsorted(services, np.arange(SERVICE_COUNT), "right")
    a["person_id"][:] = a["slot_id"]
    a["ward_count"][:] = layout.sizes["ward"][1]
    for at, name in enumerate(LINES):
        a["line_payer"][at] = ACCOUNTS.index(VARIABLES[name].payer)
        a["line_payee"][at] = ACCOUNTS.index(VARIABLES[name].payee)
    for c, council in enumerate(councils):
        _services(s, c, council)
        _money_and_place(s, c, council)
        _own_staff(s, c, council)
    return s


def _services(s: State, c: int, council: Council) -> None:
    """What the services of one council cost and employ at the start."""
    a = s.arrays
    staff_of = np.bincount(a["service"][a["first_staff"][c] : a["first_partner"][c]], minlength=SERVICE_COUNT)
    a["base_staff"][c] = staff_of
    for k, profile in enumerate(PROFILES):
        if staff_of[k] == 0:
            continue
        a["runs"][c, k] = 1.0
        for name in (
            "statutory",
            "visibility",
            "relational",
            "wickedness",
            "proactive",
            "demand_growth",
            "cost_growth",
            "users_in_need",
        ):
            a[name][c, k] = getattr(profile, name)
        a["need_2010"][c, k] = council.need_m[k]
        a["need_now"][c, k] = council.need_m[k]
        a["income"][c, k] = council.income_m[k]
        a["budget"][c, k] = council.need_m[k]
        a["prevention"][c, k] = 1.0
        a["pay_per_post"][c, k] = profile.pay_share * council.need_m[k] / staff_of[k]
        a["in_post"][c, k] = staff_of[k]


def _money_and_place(s: State, c: int, council: Council) -> None:
    """What one council has in the bank and where it stands politically at the start."""
    a = s.arrays
    a["funding_path"][c] = council.funding
    a["base_need"][c] = a["need_2010"][c].sum()
    # The accounts are taken to balance in 2010-11; what income exceeds need falls outside the eight services.
    a["base_net"][c] = max(a["base_need"][c] - a["income"][c].sum(), 0.3 * a["base_need"][c])
    a["net_revenue"][c] = council.net_revenue_m
    for path, part in (("rates_path", "rates"), ("tax_path", "council_tax")):
        a[path][c] = [
            whole * getattr(parts, part) for whole, parts in zip(council.funding, council.funding_parts, strict=True)
        ]
    a["reserves"][c] = council.reserves_ratio * council.net_revenue_m
    a["control"][c] = CONTROL_CODES.get(council.control, NO_OVERALL_CONTROL)
    a["elections_every"][c] = 3 if council.klass == "MD" else 1
    a["election_year"][c] = {"L": 2010, "SC": 2009, "MD": 2009}.get(council.klass, 2011)


def _own_staff(s: State, c: int, council: Council) -> None:
    """What is known of the council's own children's social workers, relative to England; 1 where nothing is."""
    usual = england()
    turnover = council.turnover / usual["turnover"]
    vacancy, average = (max(FEWEST_VACANT, share) for share in (council.vacancy, usual["vacancy"]))
    # Where as many come as go, vacant over filled posts are leavers over hirings.
    odds = vacancy / (1.0 - vacancy) / (average / (1.0 - average))
    a = s.arrays
    a["turnover_own"][c] = min(MOST_APART, max(1.0 / MOST_APART, turnover))
    a["hiring_own"][c] = min(MOST_APART, max(1.0 / MOST_APART, turnover / odds))
    a["caseload_own"][c] = min(MOST_APART, max(1.0 / MOST_APART, council.caseload / usual["caseload"]))


def check_sizes(values: Mapping[str, Any]) -> None:
    """Sizes that leave no room for a post each council needs raise :class:`InputError`."""
    if values["managers"] < SERVICE_COUNT + 2:
        raise InputError(
            f"managers is {values['managers']}, and a council needs a chief executive, {SERVICE_COUNT} directors "
            f"and a team manager; the least is {PARAMETERS['managers'].lo:g}."
        )
