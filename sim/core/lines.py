"""Lines of money: every pound in the model is paid by somebody to somebody. [nao2018]

A line is a row between two accounts, the council's or one of the outside world's, and is declared where the rule stands
that moves the money::

    STATE = state(__name__, moving_out=line(ONCE, COUNCIL, SUPPLIERS, "moving out of the hall (S03)"))

``nature`` says when it counts. ``BUDGET``: it is part of what the budgets of services and their funding say already.
``ONCE``: it hits the year in which it is paid. Both are flows, £m this month. ``RECURRING``: it stands from month to
month at a yearly rate (£m a year), stops where its theory is switched off, and enters the gap of the next budget round;
until then the reserves carry it. With ``partners=True`` a line has an amount for each partner, whose account is one of
its two ends. At the end of the month :func:`post_lines` enters each line in both accounts, so that all accounts
together stay at nothing, and what the year leaves over is what is left in the council's: its reserves.
"""

from __future__ import annotations

from typing import Any

from sim.machine.declared import Variable, axis, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes, port
from sim.machine.process import process

ACCOUNTS: tuple[str, ...] = (
    "council",
    "government",
    "taxpayers",
    "customers",
    "staff",
    "suppliers",
    "partners",
    "lenders",
)
"""In the order of the account axis everywhere; customers pay fees, charges and rents."""

COUNCIL, GOVERNMENT, TAXPAYERS, CUSTOMERS, STAFF, SUPPLIERS, PARTNERS, LENDERS = ACCOUNTS
OURS, OF_PARTNERS = 0, ACCOUNTS.index(PARTNERS)
"""Where the council's account and that of all partners stand."""

BUDGET, ONCE, RECURRING = NATURES = ("budget", "once", "recurring")

PAID = port(__name__, "lines.paid", "council", "sum", "money paid this month", unit="£m")
STANDING = port(__name__, "lines.standing", "council", "sum", "money paid month after month", unit="£m a year")
WITH_PARTNERS = port(__name__, "lines.with_partners", "person", "sum", "money between a partner and others", unit="£m")

LINE_PORTS: tuple[str, ...] = (PAID.name, STANDING.name, WITH_PARTNERS.name)
"""The ports that lines stand in; the line axis has the rows of the first, then of the second, then of the third."""

axis("account", len(ACCOUNTS), "the council, and those of the outside world whom it pays or who pay it")


def line(nature: str, payer: str, payee: str, doc: str, *, partners: bool = False, **fields: Any) -> Variable:
    """Declare a line of money from the account ``payer`` to the account ``payee``; a negative amount goes back.

    Errors: ``RuntimeError`` for a nature or an account that there is not, and for a recurring line of partners.
    """
    if nature not in NATURES:
        raise RuntimeError(f"a line of money is one of {', '.join(NATURES)}, not {nature!r:.80}")
    if payer == payee or not {payer, payee} <= set(ACCOUNTS):
        raise RuntimeError(f"a line goes from one to another of {', '.join(ACCOUNTS)}, not from {payer} to {payee}")
    if (PARTNERS in (payer, payee)) is not partners or (partners and nature == RECURRING):
        raise RuntimeError(f"a line with partners has an amount for each, this month: {doc}")
    to = WITH_PARTNERS if partners else STANDING if nature == RECURRING else PAID
    kind = "condition" if nature == RECURRING else "flow"
    return contributes(to, doc, kind, nature=nature, payer=payer, payee=payee, **fields)


STATE = state(
    __name__,
    line_payer=var("line", "fixed", "account that pays", unit="account", integer=True),
    line_payee=var("line", "fixed", "account that is paid", unit="account", integer=True),
    account=var("account", "stock", "received since April 2010 less paid", unit="£m"),
    received=var("account", "flow", "received this month less paid", unit="£m"),
    partner_account=var("person", "stock", "received by this partner since April 2010 less paid", unit="£m"),
    reserves=var("council", "stock", "usable reserves; may be negative before the section-114 test", unit="£m"),
)


@kernel
def side(s, e, account):
    """What a line does to an account, per pound: 1 it is paid, -1 it pays, 0 neither."""
    if s.line_payee[e] == account:
        return 1.0
    return -1.0 if s.line_payer[e] == account else 0.0


@kernel
def standing(s, c):
    """What the recurring lines bring the council (less what they cost it), £m a year."""
    first = s.lines_paid.shape[0]
    total = 0.0
    for e in range(s.lines_standing.shape[0]):
        total += side(s, first + e, OURS) * s.lines_standing[e, c]
    return total


@kernel
def left_over(s, c):
    """What the lines of this month bring the council (less what they cost it), £m."""
    total = standing(s, c) / 12.0
    first = s.lines_paid.shape[0]
    for e in range(first):
        total += side(s, e, OURS) * s.lines_paid[e, c]
    first += s.lines_standing.shape[0]
    for e in range(s.lines_with_partners.shape[0]):
        ours = side(s, first + e, OURS)
        if ours != 0.0:
            for j in range(s.first_partner[c], s.last_partner[c]):
                total += ours * s.lines_with_partners[e, j]
    return total


@process(963, writes=("account", "received", "partner_account", "reserves"))
def post_lines(s, p, now):
    """Each line is entered in two accounts; what is left over in the council's goes to its reserves."""
    paid = s.lines_paid.shape[0]
    lasting = s.lines_standing.shape[0]
    for c in range(s.reserves.size):
        for e in range(paid + lasting):
            amount = s.lines_paid[e, c] if e < paid else s.lines_standing[e - paid, c] / 12.0
            s.received[c, s.line_payer[e]] -= amount
            s.received[c, s.line_payee[e]] += amount
        for e in range(s.lines_with_partners.shape[0]):
            payer = s.line_payer[paid + lasting + e]
            payee = s.line_payee[paid + lasting + e]
            theirs = 1.0 if payee == OF_PARTNERS else -1.0
            for j in range(s.first_partner[c], s.last_partner[c]):
                amount = s.lines_with_partners[e, j]
                s.partner_account[j] += theirs * amount
                s.received[c, payer] -= amount
                s.received[c, payee] += amount
        for a in range(s.received.shape[1]):
            s.account[c, a] += s.received[c, a]
        s.reserves[c] += left_over(s, c)
