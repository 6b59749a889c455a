"""Dated events: on a day people are replaced or change, trust is shaken, money comes, a budget round is given.

A scenario's events are rows of a table in the state (:data:`EVENT_ROWS` says what each kind of row means), made by
``sim/scenario/event_kinds.py``. Three processes act on them; without events they are off, and what they write for
others stands at its neutral value. Money that a row brings is a line of money; what shakes trust is
done where trust is folded (``sim/core/relations.py``). Parameters and theories that change on a date are no rows: they
are changed between two months, by ``sim/machine/engine.py``.

An announced change of funding, or an announced sum, is foreseen by the budget round before it: it stands in the funding
that the round counts on. One that is not announced is known from the month in which it begins.
"""

from __future__ import annotations

from sim.core.lines import COUNCIL, GOVERNMENT, ONCE, line
from sim.council.services import CHIEF_EXECUTIVE, OPPOSITION
from sim.machine.arithmetic import clip
from sim.machine.declared import state
from sim.machine.kernel import kernel
from sim.machine.process import process

REPLACED, TRAIT_MOVED, TRAIT_GIVEN, SUM_MILLION, SUM_PERCENT, FUNDING, TRUST, WAY_SHARE, CLOSED, ABOLISHED = range(10)

EVENT_ROWS: tuple[str, ...] = (
    "everybody in the role leaves on the last day of the month before, and a newcomer comes",
    "a trait of everybody in the role moves by the amount",
    "a trait of everybody in the role becomes the amount",
    "the council gets the amount, £m",
    "the council gets the amount, per cent of its net revenue expenditure",
    "funding changes by the amount, per cent, from this month on",
    "trust on every tie of the layer moves by the amount",
    "share of this way at the budget round",
    "share of the gap that the budget round sets out to close",
    "the office of chief executive is abolished",
)
"""What each kind of row means, in the order of the codes."""

STYLE, CONSISTENCY, LISTENING, ACCOUNTABILITY, REFLECTION, SOCIAL, RISK, ABILITY, ALIGNMENT, SKILL = range(10)

TRAITS: tuple[str, ...] = (
    "style",
    "consistency",
    "listening",
    "accountability",
    "reflection_habit",
    "social_value",
    "risk_appetite",
    "ability",
    "alignment",
    "skill",
)
"""The traits that an event can move, as the state calls them, in the order of the codes."""

EVERY_LAYER = -1
NOT_GIVEN = -1.0
"""What stands for a choice that no event makes."""


PER_CENT = 0.01

STATE = state(__name__, dated_sum=line(ONCE, GOVERNMENT, COUNCIL, "sums that dated events bring or take"))


@kernel
def moved(trait, kind, amount):
    """A trait after an event."""
    return clip(amount if kind == TRAIT_GIVEN else trait + amount, 0.0, 1.0)


@process(
    952,
    writes=("event_done", *TRAITS),
)
def dated_traits(s, p, now):
    """Everybody who is in the role on that day becomes another kind of leader; who comes later comes as always."""
    for e in range(s.event_month.size):
        kind = s.event_kind[e]
        if (kind != TRAIT_MOVED and kind != TRAIT_GIVEN) or s.event_done[e] == 1.0 or s.event_month[e] > now.month:
            continue
        s.event_done[e] = 1.0
        trait = s.event_trait[e]
        amount = s.event_amount[e]
        for c in range(s.first_politician.size):
            for i in range(s.first_politician[c], s.last_partner[c]):
                if s.role[i] != s.event_place[e] or s.filled[i] == 0.0:
                    continue
                if trait == STYLE:
                    s.style[i] = moved(s.style[i], kind, amount)
                elif trait == CONSISTENCY:
                    s.consistency[i] = moved(s.consistency[i], kind, amount)
                elif trait == LISTENING:
                    s.listening[i] = moved(s.listening[i], kind, amount)
                elif trait == ACCOUNTABILITY:
                    s.accountability[i] = moved(s.accountability[i], kind, amount)
                elif trait == REFLECTION:
                    s.reflection_habit[i] = moved(s.reflection_habit[i], kind, amount)
                elif trait == SOCIAL:
                    s.social_value[i] = moved(s.social_value[i], kind, amount)
                elif trait == RISK:
                    s.risk_appetite[i] = moved(s.risk_appetite[i], kind, amount)
                elif trait == ABILITY:
                    s.ability[i] = moved(s.ability[i], kind, amount)
                elif trait == ALIGNMENT:
                    s.alignment[i] = moved(s.alignment[i], kind, amount)
                else:
                    s.skill[i] = moved(s.skill[i], kind, amount)


@process(
    953,
    writes=(
        "funding_factor",
        "funding_factor_next",
        "sum_announced",
        "way_given",
        "closed_given",
        "office_closed",
        "dated_sum",
    ),
)
def dated_events(s, p, now):
    """Money comes or goes, a budget round is given its choices, an office is closed: on that day."""
    next_year = 12 * (now.month // 12 + 1)
    for c in range(s.council_key.size):
        s.funding_factor[c] = 1.0
        s.funding_factor_next[c] = 1.0
        s.sum_announced[c] = 0.0
        s.closed_given[c] = NOT_GIVEN
        s.office_closed[c] = 0.0
        for m in range(s.way_given.shape[1]):
            s.way_given[c, m] = NOT_GIVEN
    for e in range(s.event_month.size):
        kind = s.event_kind[e]
        at = s.event_month[e]
        amount = s.event_amount[e]
        known = at <= now.month or (s.event_announced[e] == 1.0 and at < next_year + 12)
        for c in range(s.council_key.size):
            if kind == SUM_MILLION or kind == SUM_PERCENT:
                sum_here = amount if kind == SUM_MILLION else PER_CENT * amount * s.net_revenue[c]
                if at == now.month:
                    s.dated_sum[c] += sum_here
                elif known and at >= next_year:
                    s.sum_announced[c] += sum_here
            elif kind == FUNDING:
                if at <= now.month:
                    s.funding_factor[c] *= 1.0 + PER_CENT * amount
                if known:
                    # One that begins within the next financial year holds for what is left of it.
                    part = 1.0 if at <= next_year else (next_year + 12 - at) / 12.0
                    s.funding_factor_next[c] *= 1.0 + PER_CENT * amount * part
            elif kind == WAY_SHARE and at == now.month:
                s.way_given[c, s.event_place[e]] = amount
            elif kind == CLOSED and at == now.month:
                s.closed_given[c] = amount
            elif kind == ABOLISHED and at == now.month:
                s.office_closed[c] = 1.0


@process(
    943,
    writes=("filled", "left", "arriving", "occupant", "tenure"),
)
def ordered_departures(s, p, now):
    """Who is to be replaced leaves on the last day of the month before, and a newcomer takes the post on the first."""
    for e in range(s.event_month.size):
        if s.event_kind[e] != REPLACED or s.event_month[e] != now.month + 1:
            continue
        for c in range(s.first_politician.size):
            for i in range(s.first_politician[c], s.last_partner[c]):
                # Who leaves this month of their own accord is followed by the newcomer who is arranged for already.
                if s.role[i] != s.event_place[e] or s.post[i] == 0.0 or s.arriving[i] == 1.0:
                    continue
                if s.role[i] == CHIEF_EXECUTIVE and s.chief_executive_office[c] == 0.0:
                    continue
                if s.filled[i] == 1.0:
                    s.left[i] = 1.0
                    # A councillor's seat is never empty; an officer's post is until the newcomer comes.
                    s.filled[i] = 1.0 if s.role[i] <= OPPOSITION else 0.0
                s.arriving[i] = 1.0
                s.occupant[i] += 1
                s.tenure[i] = 0.0


DATED = (dated_traits, dated_events, ordered_departures)
"""The processes that only a run with events needs."""
