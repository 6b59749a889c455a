"""The kinds of dated events, each declared once: what it says, what may stand in it, and what it does to a run.

From a declaration come the validation of scenario files, the JSON schema, ``townhall events`` and the tables of the
documentation. An event becomes rows of the table that ``sim/core/dated_events.py`` acts on, or changes of parameters
and theories between two months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sim.core.dated_events import (
    ABOLISHED,
    CLOSED,
    EVERY_LAYER,
    FUNDING,
    REPLACED,
    SUM_MILLION,
    SUM_PERCENT,
    TRAIT_GIVEN,
    TRAIT_MOVED,
    TRAITS,
    TRUST,
    WAY_SHARE,
)
from sim.council.services import CHIEF_EXECUTIVE, LAYERS, ROLES, WAYS
from sim.errors import InputError
from sim.machine.declared import PARAMETERS, Parameter
from sim.machine.state import VARIABLES
from sim.scenario.dates import date_of
from sim.scenario.event_kind import Change, EventKind, Given, Row, choice, named, number
from sim.scenario.values import Value
from sim.scenario.when_read import ARRIVAL, FIRST_DAY, MONTHLY, OPENING, when_read


def _word(text: str) -> str:
    return text.replace(" ", "_")


HEADS = {_word(ROLES[code]): code for code in range(CHIEF_EXECUTIVE + 4) if code not in (2, 3)}
"""Roles whose people can be replaced or change: leader, cabinet member, chief executive, director, manager, staff."""

ROLE = choice(HEADS, "Whose trait or post it is; all who hold the role where several do")
ANNOUNCED = choice(("no", "yes"), "Whether the budget round before it foresees it")
PLACES = {"every": EVERY_LAYER, **{_word(layer): code for code, layer in enumerate(LAYERS)}}


def _traits(lo: float, said: str) -> dict[str, Parameter]:
    return {name: number(lo, 1, "share", f"{said}: {VARIABLES[name].doc}") for name in TRAITS}


def _trait_rows(kind: int, given: Given) -> list[Row]:
    role = HEADS[str(given["role"])]
    return [Row(kind, role, TRAITS.index(n), float(v)) for n, v in given.items() if n in TRAITS]


def _needs(given: Given, names: Iterable[str], what: str) -> None:
    if not any(name in given for name in names):
        raise InputError(what)


def _listed(given: Given, *, without: str = "") -> str:
    return ", ".join(f"{n} {v:g}" if not isinstance(v, str) else f"{n} {v}" for n, v in given.items() if n != without)


def _signed(value: Value) -> str:
    return f"{float(value):+g}"


# ---------------------------------------------------------------- parameters and theories
def _check_set(given: Given, month: int) -> None:
    for name in given:
        if not when_read()[name] & {ARRIVAL, MONTHLY}:
            raise InputError(
                f'{name} is read on the first day only, and no event can move it; put it under "set" in the scenario.'
            )


def _told_of_set(given: Given) -> list[str]:
    said = {
        ARRIVAL: "is read when somebody arrives; of people only who arrives later is concerned.",
        OPENING: "is read when its theory opens; what was laid down then stays as it is.",
        FIRST_DAY: "is also read on the first day; what was laid down then stays as it is.",
    }
    return [f"{name} {what}" for name in given for moment, what in said.items() if moment in when_read()[name]]


SET = EventKind(
    "set",
    "From this month on parameters have other values. A parameter that is read on the first day only is refused; one "
    "that is read when somebody arrives concerns only who arrives later.",
    "{date: 2015-06, set: {training_share: 0.5}}",
    open="parameter",
    things=lambda given: [("the parameter", name) for name in given],
    said=lambda given: _listed(given),
    changes=lambda given: [Change(name, PARAMETERS[name].number(value)) for name, value in given.items()],
    check=_check_set,
    notices=_told_of_set,
)

SWITCH = EventKind(
    "switch",
    "A theory is switched off or on. Off: what it writes for others goes back to where it stands without it. Its "
    "stocks stay, and what others read of them (permission once learned, paperwork done away with) goes on. On for "
    "the first time: it lays down what it starts from in that month. On again: it goes on from its stocks.",
    "{date: 2014-04, switch: {S14: off}}",
    open="theory",
    things=lambda given: [("the theory", name) for name in given],
    said=lambda given: _listed(given),
    changes=lambda given: [Change(name, None, value == "on") for name, value in given.items()],
)


# ---------------------------------------------------------------- people
def _check_replaced(given: Given, month: int) -> None:
    if month == 0:
        raise InputError(
            f"nobody can be replaced in {date_of(0)}, on whose first day all begin; shift moves their traits, and "
            f"from {date_of(1)} on they can be replaced."
        )


REPLACE = EventKind(
    "replace",
    "Whoever holds the role leaves on the last day of the month before, and a newcomer arrives on the first; the "
    "traits that are given are the newcomer's, all others are drawn as for any arrival. Not in the first month of all.",
    "{date: 2015-05, replace: {role: chief_executive, style: 0.8}}",
    fields=named(role=ROLE, **_traits(0, "What the newcomer is like")),
    required=("role",),
    things=lambda given: [
        ("the role", given["role"]),
        *(("a trait of the role", given["role"], name) for name in given if name in TRAITS),
    ],
    said=lambda given: f"new {given['role']}" + (f" ({_listed(given, without='role')})" if len(given) > 1 else ""),
    rows=lambda given: [Row(REPLACED, HEADS[str(given["role"])]), *_trait_rows(TRAIT_GIVEN, given)],
    check=_check_replaced,
)

SHIFT = EventKind(
    "shift",
    "A trait of everybody who holds the role on that day moves, within 0 and 1; who comes later comes as always.",
    "{date: 2013-04, shift: {role: team_manager, style: 0.2}}",
    fields=named(role=ROLE, **_traits(-1, "What is added")),
    required=("role",),
    things=lambda given: [("a trait of the role", given["role"], name) for name in given if name in TRAITS],
    said=lambda given: f"{given['role']}: " + ", ".join(f"{n} {_signed(v)}" for n, v in given.items() if n != "role"),
    rows=lambda given: _trait_rows(TRAIT_MOVED, given),
    check=lambda given, month: _needs(
        given, TRAITS, f"a shift names at least one trait, such as style: 0.2; the traits are {', '.join(TRAITS)}."
    ),
)

SHOCK = EventKind(
    "shock",
    "Trust on every tie of a layer moves by as much, as far as its evidence carries: a fall takes away good "
    "experiences, a rise bad ones. Both are entered in the ledger.",
    "{date: 2013-04, shock: {layer: line, trust: -0.3}}",
    fields=named(
        layer=choice(PLACES, "The layer of ties, or every one"),
        trust=number(-1, 1, "share", "What is added to trust"),
    ),
    required=("layer", "trust"),
    things=lambda given: [("the layer", code) for name, code in PLACES.items() if given["layer"] in (name, "every")],
    said=lambda given: f"trust {_signed(given['trust'])} ({given['layer']})",
    rows=lambda given: [Row(TRUST, PLACES[str(given["layer"])], amount=float(given["trust"]))],
)


# ---------------------------------------------------------------- money
def _announced(given: Given) -> float:
    return 1.0 if given.get("announced") == "yes" else 0.0


def _check_sum(given: Given, month: int) -> None:
    if ("million" in given) == ("percent" in given):
        raise InputError('a sum is given in one way: "million" (£m) or "percent" (of net revenue expenditure).')


SUM = EventKind(
    "sum",
    "A sum that comes once (or goes, below zero). If it is announced, the budget round of the financial year before "
    "counts on it. Of several councils in one model each gets it.",
    "{date: 2014-04, sum: {million: 5, announced: yes}}",
    fields=named(
        million=number(-100_000, 100_000, "£m", "The sum"),
        percent=number(-500, 500, "percent", "The sum, over the council's net revenue expenditure of 2010-11"),
        announced=ANNOUNCED,
    ),
    things=lambda given: [("the reserves",)],
    said=lambda given: (
        f"£m {_signed(given['million'])}" if "million" in given else f"sum {_signed(given['percent'])} %"
    ),
    rows=lambda given: [
        Row(kind, amount=float(given[name]), announced=_announced(given))
        for name, kind in (("million", SUM_MILLION), ("percent", SUM_PERCENT))
        if name in given
    ],
    check=_check_sum,
)

FUNDING_CHANGE = EventKind(
    "funding",
    "From this month on the council's funding is so much higher or lower than it would be. If it is announced, the "
    "budget round before foresees it; if not, the round learns of it when it has begun.",
    "{date: 2015-04, funding: {change: -10, announced: yes}}",
    fields=named(change=number(-90, 300, "percent", "What is added to funding"), announced=ANNOUNCED),
    required=("change",),
    things=lambda given: [("the funding",)],
    said=lambda given: f"funding {_signed(given['change'])} %",
    rows=lambda given: [Row(FUNDING, amount=float(given["change"]), announced=_announced(given))],
)


def _check_budget(given: Given, month: int) -> None:
    if month % 12 != 11:
        year = 2010 + month // 12
        raise InputError(
            f'budget rounds are in March; write "{year + 1}-03" for the round of {year}-{(year + 1) % 100:02d}.'
        )
    _needs(given, given, "a budget round needs a choice, such as closed: 0.5, or the shares of the ways.")
    shares = [float(given[way]) for way in WAYS if way in given]
    if shares and abs(sum(shares) - 1.0) > 1e-9:
        raise InputError(f"the shares of the ways to close a gap must add up to 1, not {sum(shares):g}.")


BUDGET = EventKind(
    "budget",
    "The choices of one budget round, in March: how much of the gap it sets out to close (0 lets all of it go, 2 saves "
    "twice as much), and by which ways. What is not given is decided by the votes, as always. Where there is no gap, "
    "nothing is to be chosen.",
    "{date: 2012-03, budget: {closed: 1.5, salami_slice: 0.5, redesign: 0.5}}",
    fields=named(
        closed=number(0, 3, "share", "Share of the gap that the round sets out to close"),
        **{way: number(0, 1, "share", f"Share of the saving by: {way.replace('_', ' ')}") for way in WAYS},
    ),
    things=lambda given: [("the budget round",)],
    said=lambda given: "round: " + _listed(given),
    rows=lambda given: [
        *([Row(CLOSED, amount=float(given["closed"]))] if "closed" in given else []),
        # Ways that are not named get nothing, once any is.
        *(
            Row(WAY_SHARE, at, amount=float(given.get(way, 0.0)))
            for at, way in enumerate(WAYS)
            if any(name in given for name in WAYS)
        ),
    ],
    check=_check_budget,
)

ABOLISH = EventKind(
    "abolish",
    "The office of chief executive is abolished (S04): whoever holds it leaves, its pay is saved, and the leader may "
    "bring it back later.",
    "{date: 2012-04, abolish: {role: chief_executive}}",
    fields=named(role=choice(("chief_executive",), "The office")),
    required=("role",),
    things=lambda given: [("the role", given["role"])],
    said=lambda given: f"{given['role']} abolished",
    rows=lambda given: [Row(ABOLISHED)],
)

EVENT_KINDS: Mapping[str, EventKind] = MappingProxyType(
    {kind.name: kind for kind in (SET, SWITCH, REPLACE, SHIFT, SHOCK, SUM, FUNDING_CHANGE, BUDGET, ABOLISH)}
)
"""Every kind of event, by the key that stands in the file."""
