"""S03 The virtual town hall: an intense minority wins money where few vote; a virtual presence can stand in for the
building. [briggs2012, bass1969]

The lobby (a share l of residents, I times as intense as others) wins ``l I / (l I + (1 - l) turnout)`` of the money
that is contested, and spends it on the hall. The deciders close it when the budget presses more than they fear the
lobby. What residents feel they belong to moves by ``alpha (hall - 1) + beta F``, F the Bass adoption of the virtual
channel, both against 2010, when the hall stood and nobody met the council online.
"""

from __future__ import annotations

from sim.core.elections import TURNOUT_2010
from sim.core.lines import COUNCIL, ONCE, RECURRING, SUPPLIERS, line
from sim.core.residents import ATTACHMENT
from sim.council.services import SERVICES
from sim.machine.arithmetic import exp, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import MARCH, uniform

S03 = Theory(
    "S03",
    "The new virtual town hall",
    "Where few take part an intense minority wins the money; a virtual presence can stand in for the building.",
    "briggs2012",
    "public.lobby_share",
    mechanism="an intense minority against silent residents; the building against a virtual presence",
)

CULTURAL = SERVICES.index("cultural")
CENTRAL = SERVICES.index("central")
PARAMS = parameters(
    __name__,
    lobby_size=par(
        0.01,
        lo=0.005,
        hi=0.02,
        unit="share",
        mark="FIXED",
        doc="Residents in the lobby for the town's heritage (stipulated)",
    ),
    lobby_intensity=par(
        25.0,
        lo=10,
        hi=50,
        unit="ratio",
        mark="FIXED",
        doc="How much harder the lobby presses than a voter (stipulated)",
    ),
    heritage_contest=par(
        0.04,
        lo=0,
        hi=0.15,
        unit="share",
        mark="FIXED",
        doc="Money of the cultural and central services of 2010 for which heritage competes (stipulated)",
    ),
    hall_policy=par(
        "decide",
        choices=("keep", "close", "decide"),
        unit="policy",
        mark="DESIGN",
        doc="The town hall is kept, or closed in the year of closure, or the deciders decide every March from then on",
    ),
    closure_year=par(
        2012,
        lo=2010,
        hi=2024,
        unit="year",
        mark="DESIGN",
        doc="Financial year in whose March the town hall may first be closed",
    ),
    closure_odds=par(
        -3.0,
        lo=-6,
        hi=0,
        unit="log odds a year",
        mark="FIXED",
        doc="Odds that deciders close the hall without a gap and without a lobby (stipulated)",
    ),
    closure_gap=par(
        10.0,
        lo=0,
        hi=30,
        unit="log odds per share",
        mark="FIXED",
        doc="How a gap in the budget presses to close (stipulated)",
    ),
    closure_fear=par(
        2.0,
        lo=0,
        hi=6,
        unit="log odds",
        mark="FIXED",
        doc="How fear of an almighty lobby holds them back (stipulated)",
    ),
    closure_saving=par(
        0.7,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Spending on heritage that ends with the hall; listed walls still want a roof (stipulated)",
    ),
    moving_years=par(
        1.0,
        lo=0,
        hi=4,
        unit="years of upkeep",
        mark="FIXED",
        doc="One-off cost of moving out, in the hall's spending of 2010 (stipulated)",
    ),
    hall_belonging=par(
        0.1,
        lo=0,
        hi=0.3,
        unit="attachment",
        mark="FIXED",
        doc="Attachment that rests on the building (stipulated: alpha)",
    ),
    virtual_belonging=par(
        0.1,
        lo=0,
        hi=0.3,
        unit="attachment",
        mark="ASSUMPTION",
        role="strength",
        doc="Attachment where all residents meet the council online (beta): as much as the building, for want of data",
    ),
    virtual_channel=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Residents whom a virtual presence could reach (stipulated)",
    ),
    virtual_outside=par(
        0.03,
        lo=0.01,
        hi=0.03,
        unit="a year",
        mark="SOURCED",
        source="bass_average",
        doc="Rate at which residents take to the virtual channel by themselves (Bass p, average of many products)",
    ),
    virtual_within=par(
        0.38,
        lo=0.3,
        hi=0.5,
        unit="a year",
        mark="SOURCED",
        source="bass_average",
        doc="Rate at which they follow each other (Bass q, average of many products)",
    ),
    virtual_cost=par(
        0.0003,
        lo=0,
        hi=0.002,
        unit="share of net cost",
        mark="FIXED",
        doc="Yearly cost of a virtual presence for everybody (stipulated)",
    ),
)

STATE = state(
    __name__,
    town_hall=var("council", "stock", "1 while the town hall is open (S03)", unit="flag", start=1),
    virtual_presence=var("council", "stock", "residents who meet the council online (S03)", lo=0, hi=1),
    lobby_share=var("council", "condition", "contested money that the heritage lobby wins (S03)", lo=0, hi=1),
    hall_cost=line(RECURRING, COUNCIL, SUPPLIERS, "cost of hall and heritage beyond that of 2010 (S03)"),
    moving_out=line(ONCE, COUNCIL, SUPPLIERS, "moving out of the hall (S03)"),
    belonging=contributes(ATTACHMENT, "what hall and virtual presence add to attachment (S03)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("public.lobby_share", "share", 0, "Contested money that the heritage lobby wins", 0, 1),
    outcome("public.virtual_presence", "share", 0, "Residents who meet the council online", 0, 1),
)


@kernel
def bass(adopted, outside, within, years):
    """The share that has adopted ``years`` after it was ``adopted`` (0 to 1), by ``dF = (p + q F)(1 - F)``.

    ``outside`` (p) and ``within`` (q) are rates a year. Solved, not stepped: ``(p + q F) / (1 - F)`` grows at the rate
    ``p + q``, so that any number of steps gives the closed form.
    """
    if adopted >= 1.0 or outside + within <= 0.0:
        return adopted
    odds = (outside + within * adopted) / (1.0 - adopted) * exp((outside + within) * years)
    return (odds - outside) / (odds + within)


@kernel
def claim(size, intensity, turnout):
    """The share of contested money that a lobby of this size and intensity wins at this turnout of the others."""
    pressed = size * intensity
    return pressed / (pressed + (1.0 - size) * turnout)


@process(
    821,
    theory=S03,
    writes=("town_hall", "virtual_presence", "lobby_share", "hall_cost", "moving_out", "belonging"),
)
def town_hall(s, p, now):
    """The lobby wins money for the hall, deciders close it when the gap presses more, residents take to the web."""
    usual = claim(p.lobby_size, p.lobby_intensity, TURNOUT_2010)
    for c in range(s.council_key.size):
        contested = p.heritage_contest * (s.need_2010[c, CULTURAL] + s.need_2010[c, CENTRAL])
        wins = claim(p.lobby_size, p.lobby_intensity, s.turnout[c])
        if s.town_hall[c] == 1.0 and now.calendar == MARCH and now.year >= p.closure_year and p.hall_policy != 0.0:
            presses = max(0.0, s.budget_gap[c]) / s.base_net[c]
            odds = p.closure_odds + p.closure_gap * presses - p.closure_fear * wins
            if p.hall_policy == 1.0 or uniform(now, s.council_key[c], 0) < logistic(odds):
                s.town_hall[c] = 0.0
                s.moving_out[c] += p.moving_years * contested * usual
        if p.virtual_channel > 0.0:
            share = bass(s.virtual_presence[c] / p.virtual_channel, p.virtual_outside, p.virtual_within, 1.0 / 12.0)
            s.virtual_presence[c] = p.virtual_channel * share
        s.lobby_share[c] = wins if s.town_hall[c] == 1.0 else wins * (1.0 - p.closure_saving)
        s.hall_cost[c] = contested * (s.lobby_share[c] - usual) + p.virtual_cost * p.virtual_channel * s.base_net[c]
        s.belonging[c] = p.hall_belonging * (s.town_hall[c] - 1.0) + p.virtual_belonging * s.virtual_presence[c]


@measuring(1003, theory=S03)
def measure_town_hall(s, p, now):
    """What the lobby wins and who meets the council online are taken at the end of the month."""
    for c in range(s.lobby_share.size):
        s.outcome_public_lobby_share[c] = s.lobby_share[c]
        s.outcome_public_virtual_presence[c] = s.virtual_presence[c]
