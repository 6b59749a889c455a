"""S05 City mayors: voters reject a mayor whose powers are unclear; good leadership does not hang on the form.
[bottom2012, riker1968]

Turnout is a logit in attachment (duty), in what is at stake, which is clear or not, and in whether the council votes on
the same day. Among those who vote ``U(yes) = clarity x benefit - (1 - clarity) x risk - antipolitics x distrust -
status quo``, with a swing for the city and one for each ward. The form of government and the person at its head each
move how well problems are decided: ``lead = f (speed x press + consultation x (1 - press)) + g x concentration x
quality``. The ruling group removes a leader who falls short; nobody removes a mayor before the next election.
"""

from __future__ import annotations

from sim.core.arena import HELP
from sim.core.elections import MANDATE, TERM_YEARS
from sim.core.lines import COUNCIL, ONCE, RECURRING, STAFF, SUPPLIERS, line
from sim.council.governance import CONCENTRATION, CONSULTATION, ELECTED_MAYOR, FORMS, SPEED
from sim.machine.arithmetic import clip, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import MAY, normal, uniform

S05 = Theory(
    "S05",
    "A 'no' vote for city mayors does not have to shut down discussion",
    "Voters reject a mayor whose powers are unclear; the qualities of strong leadership do not hang on the form.",
    "bottom2012",
    "decision.lead",
    mechanism="referendum under unclear powers; mayor or leader and cabinet as a form of governance",
)

PARAMS = parameters(
    __name__,
    starting_form=par(
        FORMS[0].name,
        choices=tuple(form.name for form in FORMS),
        unit="form",
        mark="DESIGN",
        doc="Form of government in April 2010",
    ),
    form_effect=par(
        0.05,
        lo=0,
        hi=0.3,
        unit="ratio",
        mark="FIXED",
        doc="How much more problems a form resolves where all matters are of the kind that it is good at "
        "(stipulated: f)",
    ),
    usual_lead_quality=par(
        0.6,
        lo=0.5,
        hi=0.7,
        unit="share",
        mark="FIXED",
        doc="Mean of ability, listening and consistency of a leader who neither adds to decisions nor takes from "
        "them (stipulated)",
    ),
    lead_quality_effect=par(
        0.5,
        lo=0,
        hi=2,
        unit="ratio per share",
        mark="ASSUMPTION",
        role="strength",
        doc="How much more problems are resolved per share by which the leader's qualities exceed the usual (g)",
    ),
    pressing_stress=par(
        0.15, lo=0.05, hi=0.5, unit="share", mark="FIXED", doc="Stress at which half of the matters press (stipulated)"
    ),
    removal_rate=par(
        0.4,
        lo=0,
        hi=0.9,
        unit="a year",
        mark="FIXED",
        doc="Chance that the group removes a leader whose qualities fall short of the usual by a tenth or more "
        "(stipulated)",
    ),
    mayor_cost=par(
        0.0005,
        lo=0,
        hi=0.003,
        unit="share of net cost",
        mark="FIXED",
        doc="Yearly cost of a mayor's office beyond a leader's (stipulated)",
    ),
    referendum=par(
        "none",
        choices=("none", "held"),
        unit="choice",
        mark="DESIGN",
        doc="Whether residents are asked if they want a mayor",
    ),
    referendum_year=par(
        2012, lo=2010, hi=2024, unit="year", mark="DESIGN", doc="Year in whose May the referendum is held"
    ),
    referendum_clarity=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        source="bottom2012",
        doc="How clear it is what a mayor could do and how one would be rid of a bad one (low in 2012)",
    ),
    mayor_benefit=par(
        1.0, lo=0, hi=3, unit="log odds", mark="FIXED", doc="Pull of a mayor whose powers are wholly clear (stipulated)"
    ),
    mayor_risk=par(
        0.5,
        lo=0,
        hi=3,
        unit="log odds",
        mark="FIXED",
        doc="Fear of a mayor of whose powers nothing is clear (stipulated)",
    ),
    antipolitics=par(
        0.5,
        lo=0,
        hi=2,
        unit="log odds",
        mark="FIXED",
        doc="Dislike of one more politician where nobody trusts the council (stipulated)",
    ),
    status_quo_bias=par(
        0.1,
        lo=-0.5,
        hi=1,
        unit="log odds",
        mark="SOURCED",
        source="referendums2012",
        doc="Pull of leaving things as they are (calibrated: mean yes share of 41 per cent in ten cities)",
    ),
    city_swing=par(
        0.24,
        lo=0,
        hi=0.6,
        unit="log odds",
        mark="SOURCED",
        source="referendums2012",
        doc="Spread of the yes vote between cities (calibrated: 35 to 53 per cent in ten cities)",
    ),
    ward_swing=par(
        0.2,
        lo=0,
        hi=0.6,
        unit="log odds",
        mark="FIXED",
        doc="Spread of the yes vote between the wards of a city (stipulated)",
    ),
    referendum_odds=par(
        -1.3,
        lo=-2.5,
        hi=0,
        unit="log odds",
        mark="SOURCED",
        source="referendums2012",
        doc="Odds of voting where nothing is clear and nothing else is voted on (calibrated: 24 per cent in Bristol)",
    ),
    referendum_together=par(
        0.35,
        lo=0,
        hi=1,
        unit="log odds",
        mark="SOURCED",
        source="referendums2012",
        doc="Odds of voting added where the council is elected on the same day (calibrated: 27 to 35 per cent)",
    ),
    referendum_stake=par(
        0.5,
        lo=0,
        hi=2,
        unit="log odds",
        mark="FIXED",
        doc="Odds of voting added where it is wholly clear on what (stipulated)",
    ),
    referendum_cost=par(
        0.0004,
        lo=0,
        hi=0.002,
        unit="share of net cost",
        mark="FIXED",
        doc="Cost of holding the referendum (stipulated)",
    ),
    removal_slope=par(
        10.0,
        lo=5,
        hi=15,
        unit="per share",
        mark="FIXED",
        doc="How surely a leader goes whose qualities fall short (stipulated)",
    ),
)

STATE = state(
    __name__,
    government_form=var(
        "council",
        "stock",
        "form of government: 0 leader and cabinet, 1 elected mayor, 2 committees (S05)",
        unit="form",
        integer=True,
    ),
    mayors_office=line(RECURRING, COUNCIL, STAFF, "pay and office of an elected mayor (S05)"),
    referendum_bill=line(ONCE, COUNCIL, SUPPLIERS, "holding the referendum on a mayor (S05)"),
    direct_mandate=contributes(MANDATE, "1 where residents elect the leader themselves (S05)"),
    lead=contributes(HELP, "what form and quality of the lead add to decisions, relative (S05)"),
    referendum_turnout=var("council", "stock", "turnout at the referendum, 0 before (S05)", lo=0, hi=1),
    referendum_yes=var("council", "stock", "votes for a mayor at the referendum, 0 before (S05)", lo=0, hi=1),
)

OUTCOMES = outcomes(
    __name__,
    outcome("decision.lead", "ratio", 1, "What form of government and qualities of the leader add to decisions"),
    outcome("leadership.form", "form", 0, "Form of government: 0 leader and cabinet, 1 elected mayor, 2 committees"),
    outcome(
        "public.referendum_turnout",
        "share of voters",
        0,
        "Turnout at the referendum on a mayor, 0 before there was one",
    ),
    outcome(
        "public.referendum_yes", "share of votes", 0, "Votes for a mayor at the referendum, 0 before there was one"
    ),
)


TRAITS_OF_A_LEAD = 3.0
"""Ability, listening and consistency make the lead that somebody gives."""


@kernel
def lead_quality(s, p, i):
    """How much better i leads than is usual, by these three traits."""
    return (s.ability[i] + s.listening[i] + s.consistency[i]) / TRAITS_OF_A_LEAD - p.usual_lead_quality


@process(361, theory=S05, writes=("government_form", "direct_mandate", "lead", "mayors_office"))
def form_of_government(s, p, now):
    """What form of government and leader add to decisions; a mayor takes office in the May after a yes."""
    for c in range(s.leader.size):
        if now.opening:
            s.government_form[c] = int(p.starting_form)
        elif now.calendar == MAY and s.referendum_yes[c] > 0.5:
            s.government_form[c] = ELECTED_MAYOR
        form = s.government_form[c]
        s.direct_mandate[c] = 1.0 if form == ELECTED_MAYOR else 0.0
        s.mayors_office[c] = s.direct_mandate[c] * p.mayor_cost * s.base_net[c]
        i = s.leader[c]
        quality = lead_quality(s, p, i)
        press = s.stress[c] / (s.stress[c] + p.pressing_stress)
        suits = SPEED[form] * press + CONSULTATION[form] * (1.0 - press)
        s.lead[c] = p.form_effect * suits + p.lead_quality_effect * CONCENTRATION[form] * quality


@process(831, theory=S05, writes=("referendum_turnout", "referendum_yes", "referendum_bill"))
def referendum(s, p, now):
    """Residents vote on a mayor: what is unclear keeps them at home and makes them say no."""
    if p.referendum == 0.0 or now.calendar != MAY or now.year != p.referendum_year:
        return
    for c in range(s.council_key.size):
        if s.government_form[c] == ELECTED_MAYOR:
            continue
        phase = (now.year - s.election_year[c]) % TERM_YEARS
        together = phase == 0 if s.elections_every[c] == 1 else phase != 0
        odds = p.referendum_odds + p.referendum_stake * p.referendum_clarity
        odds += p.referendum_together if together else 0.0
        wish = p.referendum_clarity * p.mayor_benefit - (1.0 - p.referendum_clarity) * p.mayor_risk
        wish += p.city_swing * normal(now, s.council_key[c], 0) - p.status_quo_bias
        voted = 0.0
        said_yes = 0.0
        for w in range(s.ward_count[c]):
            comes = logistic(odds + p.turnout_attachment * (s.attachment[c, w] - 0.5))
            here = p.ward_swing * normal(now, s.council_key[c], 1 + w)
            voted += comes
            said_yes += comes * logistic(wish + here - p.antipolitics * (1.0 - s.resident_trust[c, w]))
        s.referendum_turnout[c] = voted / s.ward_count[c]
        s.referendum_yes[c] = said_yes / voted
        s.referendum_bill[c] += p.referendum_cost * s.base_net[c]


@process(942, theory=S05, writes=("arriving", "occupant", "left", "tenure"))
def group_removes_leader(s, p, now):
    """At the yearly meeting in May the ruling group may remove a leader who falls short; a mayor it cannot."""
    if now.calendar != MAY:
        return
    for c in range(s.leader.size):
        i = s.leader[c]
        if s.direct_mandate[c] == 1.0 or s.filled[i] == 0.0 or s.arriving[i] == 1.0 or s.tenure[i] < 12.0:
            continue
        quality = lead_quality(s, p, i)
        if uniform(now, s.slot_id[i], 0) < p.removal_rate * clip(-p.removal_slope * quality, 0.0, 1.0):
            s.left[i] = 1.0
            s.arriving[i] = 1.0
            s.occupant[i] += 1
            s.tenure[i] = 0.0


@measuring(1005, theory=S05)
def measure_form_of_government(s, p, now):
    """The form of government and what it adds are taken at the end of the month."""
    for c in range(s.lead.size):
        s.outcome_decision_lead[c] = s.lead[c]
        s.outcome_leadership_form[c] = s.government_form[c]
        s.outcome_public_referendum_turnout[c] = s.referendum_turnout[c]
        s.outcome_public_referendum_yes[c] = s.referendum_yes[c]
