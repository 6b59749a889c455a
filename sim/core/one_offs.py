"""What happens to single services and is no decision of theirs: prices, functions that come and go, windfalls.

Who does what to whom: in March suppliers say what next year's work will cost, and the budget must find it. In April
government (or another council) hands a function over or takes one away, with its money; or pays for a programme of one
year; or a receipt comes in that will not come again. None of it is a saving, and none is a choice of the model's
people; without it, councils of one class are cut far more alike than they were. [mhclg_outturn]

* **Prices.** Each service's unit cost moves by a normal draw a year and stays where it is: cost of need, pay per post
  and next year's budget move with it. Funding does not.
* **Functions.** A service becomes larger or smaller, in all that it has: need, pay, budget, income. What it costs net
  comes from government as a line of its own, so that the gap is what it was. The amounts are those of the council, not
  of the service: small lines change by a quarter often and large ones hardly ever, as in the accounts; and what the law
  demands of every council is neither handed over nor taken away.
* **For a year.** A programme adds to what a service spends, and a grant pays for it; a receipt makes it spend less net,
  and is left over. The next budget does not build on either.

How often and how large is estimated from the accounts of half the councils to 2014-15; ``docs/odd/submodels/money.md``
says what was seen. The first year is that of the accounts: nothing happens in it.
"""

from __future__ import annotations

from sim.core.lines import COUNCIL, GOVERNMENT, ONCE, RECURRING, line
from sim.machine.arithmetic import clip, exp, log
from sim.machine.declared import par, parameters, state, var
from sim.machine.process import process
from sim.machine.randomness import APRIL, MARCH, normal, uniform

STATE = state(
    __name__,
    price_ahead=var("service", "condition", "change of unit cost in the next financial year", unit="log"),
    programme=var(
        "service", "stock", "spent in this year alone, or received in it alone (below zero)", unit="£m a year"
    ),
    functions_money=line(RECURRING, GOVERNMENT, COUNCIL, "functions that came to services (less those that went), net"),
    programme_grants=line(ONCE, GOVERNMENT, COUNCIL, "grants for programmes of one year"),
)

LEAST_LEFT, MOST_GROWN = 0.4, 3.0
"""A service keeps at least this much of itself in one such change, and grows at most this many times."""

PARAMS = parameters(
    __name__,
    price_drift=par(
        0.04,
        lo=0,
        hi=0.1,
        unit="log",
        mark="DATA",
        source="mhclg_outturn",
        doc="Spread of a year's change of a service's unit cost (in half A to 2014-15 that of adult social care, which "
        "is hardly cut by choice; children's 0.08)",
    ),
    move_rate=par(
        0.6,
        lo=0,
        hi=1,
        unit="a year",
        mark="DATA",
        source="mhclg_outturn",
        doc="Chance that a service is changed for once in a year, if the law demands nothing of it (half A to 2014-15: "
        "0.3 to 0.4 a line and year beside social care, hardly any in it)",
    ),
    move_size=par(
        0.2,
        lo=0.05,
        hi=0.4,
        unit="ratio",
        mark="DATA",
        source="mhclg_outturn",
        doc="Mean size of such a change over what the council's services cost on average (half A to 2014-15: 0.2, in "
        "districts 0.3)",
    ),
    one_year_share=par(
        0.25,
        lo=0,
        hi=0.6,
        unit="share",
        mark="DATA",
        source="mhclg_outturn",
        doc="Share of them that is over after a year (half A to 2014-15: between 0.18 and 0.37)",
    ),
)


@process(
    103,
    writes=(
        "price_ahead",
        "need_now",
        "pay_per_post",
        "income",
        "budget",
        "overrun",
        "programme",
        "functions_money",
        "programme_grants",
    ),
)
def one_offs(s, p, now):
    """Prices drift, functions come and go with their money, programmes and receipts last a year."""
    for c in range(s.council_key.size):
        usual = 0.0
        served = 0.0
        for k in range(s.runs.shape[1]):
            usual += s.runs[c, k] * s.need_now[c, k]
            served += s.runs[c, k]
        usual /= served
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            if now.calendar == MARCH:
                s.price_ahead[c, k] = p.price_drift * normal(now, s.council_key[c], k)
            if now.calendar == APRIL and now.month > 0:
                dearer = exp(s.price_ahead[c, k])
                s.need_now[c, k] *= dearer
                s.pay_per_post[c, k] *= dearer
                s.programme[c, k] = 0.0
                # A change for a year is seen twice, when it comes and when it goes.
                chance = p.move_rate * (1.0 - s.statutory[c, k]) / (1.0 + p.one_year_share)
                if uniform(now, s.council_key[c], 100 + 4 * k) < chance:
                    amount = -log(uniform(now, s.council_key[c], 101 + 4 * k)) * p.move_size * usual
                    if uniform(now, s.council_key[c], 102 + 4 * k) < 0.5:
                        amount = -amount
                    times = clip(1.0 + amount / s.need_now[c, k], LEAST_LEFT, MOST_GROWN)
                    if uniform(now, s.council_key[c], 103 + 4 * k) < p.one_year_share:
                        s.programme[c, k] = (times - 1.0) * s.budget[c, k]
                    else:
                        s.functions_money[c] += (times - 1.0) * (s.budget[c, k] - s.income[c, k])
                        s.need_now[c, k] *= times
                        s.pay_per_post[c, k] *= times
                        s.income[c, k] *= times
                        s.budget[c, k] *= times
                        s.overrun[c, k] *= times
            s.programme_grants[c] += max(0.0, s.programme[c, k]) / 12.0
