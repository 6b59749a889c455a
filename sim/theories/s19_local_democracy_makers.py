"""S19 Local democracy makers: ranking crowds out deliberation, failed attempts leave scars, and few are trained for it.
[lloydwilliams2013, degroot1974]

Attention is one: what rankings, audit and risk take, ``a_rank = w (1 + kappa pressure)``, is lost to democracy,
``a_dem = 1 - a_rank``. Decisions are taken with residents where the law demands it, and beyond that in a share
``d = a_dem x open x W x K / (1 + (scars / s0)^2)``: ``open`` is the share of decisions open to residents at all, W is
the world view of those who decide, weighted by power (a power law: the top share q of the posts holds ``q^(1 - c)`` of
the influence), K the capability for participation. Views move towards W, narrow with ranking, widen with deliberation
that succeeds, and with training. A deliberation that fails adds a scar, scars fade slowly. Capability follows practice
with a threshold, ``K -> d^4 / (d^4 + d0^4)``: what is hardly practised is lost.

Ranking has its use, it steers services; deliberating takes hours of directors and staff, and decisions are taken with
residents only as far as they had them; training takes hours and money.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import ask, team_managers
from sim.core.lines import COUNCIL, RECURRING, SUPPLIERS, line
from sim.core.newcomers import trait, who_they_are
from sim.core.residents import SAY
from sim.council.services import TEAM_MANAGER
from sim.machine.arithmetic import exp, log, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, measuring, process
from sim.machine.randomness import first_day, uniform

POWERFUL, JUNIORS, ANYONE = range(3)
"""Who is trained, in the order of the choices."""

S19 = Theory(
    "S19",
    "Council officers as local democracy makers",
    "Senior officers make or limit local democracy: ranking, audit and risk crowd out participation, "
    "political scars persist, and hardly anybody is trained for it.",
    "lloydwilliams2013",
    "public.deliberation",
    mechanism="ranking and audit crowd out participation; scars; whom to train",
)

PARAMS = parameters(
    __name__,
    world_view_mean=par(
        0.4,
        lo=0.1,
        hi=0.9,
        unit="share",
        mark="ASSUMPTION",
        doc="How far councillors and officers hold that residents should share decisions (S19)",
    ),
    ranking_weight=par(
        0.3,
        lo=0,
        hi=0.8,
        unit="share",
        mark="ASSUMPTION",
        doc="Attention of leaders that rankings, audit and risk take in quiet times",
    ),
    ranking_pressure=par(
        1.0,
        lo=0,
        hi=2,
        unit="per unit of pressure",
        mark="FIXED",
        doc="How far stress and monitoring add to that attention (stipulated)",
    ),
    ranking_years=par(
        30.0,
        lo=0,
        hi=30,
        unit="years",
        mark="DESIGN",
        doc="Years from April 2010 in which rankings and audit press, then they are given up",
    ),
    ranking_steering=par(
        0.005,
        lo=0,
        hi=0.02,
        unit="a month",
        mark="FIXED",
        doc="Steering that full attention to rankings adds (stipulated)",
    ),
    power_concentration=par(
        0.7,
        lo=0,
        hi=0.95,
        unit="exponent",
        mark="FIXED",
        doc="How far influence is gathered at the top: 0 equal, at 0.7 the top twentieth of the posts holds two "
        "fifths (stipulated)",
    ),
    members_share=par(
        0.4,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Say of councillors, against officers, in how residents are heard (stipulated)",
    ),
    view_pace=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="a month",
        mark="FIXED",
        source="degroot1974",
        doc="How fast one's view moves to what the powerful hold",
    ),
    view_narrowing=par(
        0.005,
        lo=0,
        hi=0.02,
        unit="a month",
        mark="FIXED",
        doc="How fast full attention to rankings narrows the view (stipulated: about twenty years)",
    ),
    view_widening=par(
        0.07,
        lo=0,
        hi=0.3,
        unit="per success",
        mark="FIXED",
        doc="How far a deliberation that succeeds in every service widens the view (stipulated)",
    ),
    democracy_training=par(
        0.02,
        lo=0,
        hi=0.5,
        unit="share",
        mark="FIXED",
        doc="Officers in training for local democracy (stipulated)",
    ),
    training_target=par(
        "anyone",
        choices=("powerful", "juniors", "anyone"),
        mark="DESIGN",
        unit="group",
        doc="Who is trained: the officers with the most power, team managers by lot, or all officers in turn",
    ),
    trained_view=par(
        0.8, lo=0.5, hi=1, unit="share", mark="FIXED", doc="World view that the training would bring about (stipulated)"
    ),
    democracy_training_pace=par(
        0.03,
        lo=0,
        hi=0.1,
        unit="a month",
        mark="FIXED",
        doc="How fast training moves the view of the trained (stipulated)",
    ),
    democracy_training_hours=par(
        4.0,
        lo=0,
        hi=20,
        unit="hours a month",
        mark="FIXED",
        doc="Hours that training takes from the trained (stipulated)",
    ),
    democracy_training_cost=par(
        0.0005,
        lo=0,
        hi=0.005,
        unit="share a year",
        mark="FIXED",
        doc="Net cost of services that training every officer would take (stipulated)",
    ),
    required_deliberation=par(
        0.03,
        lo=0.015,
        hi=0.06,
        unit="share",
        mark="ASSUMPTION",
        doc="Decisions on which the law demands that residents are heard",
    ),
    open_decisions=par(
        0.5,
        lo=0.2,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Decisions that could be taken with residents at all (stipulated: what the mean style of leaders was here "
        "in model 0.2, which read their style as residents' say)",
    ),
    deliberation_needed=par(
        0.05,
        lo=0.02,
        hi=0.15,
        unit="share",
        mark="FIXED",
        doc="Deliberation at which half of the capability for it lasts; below, it is lost (stipulated)",
    ),
    practice_months=par(
        24.0, lo=6, hi=60, unit="months", mark="FIXED", doc="How late the capability follows practice (stipulated)"
    ),
    contested_rate=par(
        0.25,
        lo=0.05,
        hi=1,
        unit="a month",
        mark="FIXED",
        doc="Chance that a service has a decision on which a deliberation can fail (stipulated)",
    ),
    deliberation_odds=par(
        0.4,
        lo=-1,
        hi=2,
        unit="log odds",
        mark="FIXED",
        doc="Odds that a deliberation succeeds in the middle (stipulated)",
    ),
    deliberation_skill=par(
        2.0, lo=0, hi=5, unit="log odds", mark="FIXED", doc="How capability makes it succeed (stipulated)"
    ),
    deliberation_trust=par(
        2.0, lo=0, hi=5, unit="log odds", mark="FIXED", doc="How residents' trust makes it succeed (stipulated)"
    ),
    scar_decay=par(
        0.025,
        lo=0.01,
        hi=0.05,
        unit="a month",
        mark="FIXED",
        doc="How fast the memory of a failed deliberation fades (stipulated)",
    ),
    scar_threshold=par(
        1.0,
        lo=0.2,
        hi=4,
        unit="scars",
        mark="FIXED",
        doc="Failures remembered, for each service, at which half of the will to deliberate is gone (stipulated)",
    ),
    deliberation_hours=par(
        20.0,
        lo=0,
        hi=30,
        unit="hours a month",
        mark="FIXED",
        doc="Hours of a director if every decision were taken with residents (stipulated)",
    ),
    deliberation_staff_hours=par(
        6.0,
        lo=0,
        hi=15,
        unit="hours a month",
        mark="ASSUMPTION",
        doc="Hours of a member of staff if every decision were taken with residents",
    ),
    say_effect=par(
        1.0,
        lo=0,
        hi=1.5,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="How far residents feel a share of decisions taken with them as a say",
    ),
    usual_deliberation=par(
        0.1,
        lo=0,
        hi=0.3,
        unit="share",
        mark="FIXED",
        doc="Deliberation that residents are used to, at which it neither adds to nor takes from their trust "
        "(stipulated)",
    ),
    view_spread=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="ratio",
        mark="FIXED",
        doc="Spread of world views over that of other traits (stipulated)",
    ),
    ranking_most=par(
        0.95, lo=0.475, hi=1, unit="share", mark="FIXED", doc="Attention that rankings take at most (stipulated)"
    ),
    deliberation_trust_usual=par(
        0.57,
        lo=0.285,
        hi=0.855,
        unit="share",
        mark="FIXED",
        doc="Trust at which a deliberation succeeds as often as it usually does (stipulated)",
    ),
)

STATE = state(
    __name__,
    world_view=var(
        "person", "stock", "how far one holds that residents should share decisions (S19)", lo=0, hi=1, start=0.5
    ),
    scars=var("council", "stock", "memory of participation that failed (S19)", unit="scars", lo=0),
    participation_skill=var(
        "council", "stock", "capability to take decisions with residents (S19)", lo=0, hi=1, start=0.7
    ),
    deliberation=var("council", "condition", "decisions taken with residents (S19)", lo=0, hi=1),
    democracy_courses=line(RECURRING, COUNCIL, SUPPLIERS, "training in deciding with residents (S19)"),
    democratic_voice=contributes(SAY, "what deciding with residents adds to their sense of a say (S19)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("public.deliberation", "share", 1, "Decisions taken with residents", 0, 1),
    outcome("public.scars", "scars", -1, "Memory of participation that failed"),
)


@kernel
def view_by_power(s, first, last, concentration):
    """The mean world view of these posts, weighted by the power of each: a power law of its rank, empty posts apart."""
    count = last - first
    reached = np.empty(count + 1)
    reached[0] = 0.0
    for rank in range(1, count + 1):
        reached[rank] = exp((1.0 - concentration) * log(rank / count))
    view = 0.0
    present = 0.0
    for i in range(first, last):
        weight = s.filled[i] * (reached[i - first + 1] - reached[i - first])
        view += weight * s.world_view[i]
        present += weight
    return view / present if present > 0.0 else 0.5


@arriving(1119, theory=S19, writes=("world_view",))
def bring_world_view(s, p, now):
    """A newcomer brings a view of who should decide."""
    still = who_they_are(now)
    for c in range(s.arrivals.size):
        for at in range(s.first_politician[c], s.first_politician[c] + int(s.arrivals[c])):
            i = s.arrived[at]
            s.world_view[i] = trait(still, s.person_id[i], 16, p.world_view_mean, p.view_spread * p.trait_spread)


@process(
    861,
    theory=S19,
    writes=(
        "world_view",
        "scars",
        "participation_skill",
        "deliberation",
        "democratic_voice",
        "democracy_courses",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("steering",),
)
def democracy_makers(s, p, now):
    """Those with power decide how far residents share decisions; ranking crowds it out, and failures leave scars."""
    still = first_day(now.seed, now.replicate, now.process)
    weight = p.ranking_weight if now.month < 12.0 * p.ranking_years else 0.0
    target = int(p.training_target)
    for c in range(s.council_key.size):
        officers = s.first_staff[c] - s.first_manager[c]
        view = (1.0 - p.members_share) * view_by_power(s, s.first_manager[c], s.first_staff[c], p.power_concentration)
        view += p.members_share * view_by_power(s, s.first_politician[c], s.first_manager[c], p.power_concentration)
        ranking = min(p.ranking_most, weight * (1.0 + p.ranking_pressure * (s.stress[c] + s.watched[c])))
        scarred = s.scars[c] / p.scar_threshold
        will = (1.0 - ranking) * p.open_decisions * view / (1.0 + scarred * scarred)
        meant = p.required_deliberation + (1.0 - p.required_deliberation) * will * s.participation_skill[c]
        served = 0.0
        asked = 0.0
        granted = 0.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            served += 1.0
            director = s.service_director[c, k]
            asked += s.filled[director] * p.deliberation_hours * meant
            granted += ask(s, p, director, s.filled[director] * p.deliberation_hours * meant)
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                asked += s.filled[i] * p.deliberation_staff_hours * meant
                granted += ask(s, p, i, s.filled[i] * p.deliberation_staff_hours * meant)
        # What nobody finds the hours for is decided without residents.
        share = meant * granted / asked if asked > 0.0 else meant
        s.deliberation[c] = share
        s.democratic_voice[c] = p.say_effect * (share - p.usual_deliberation)

        # What becomes of it: a deliberation succeeds where it can be done and residents trust the council.
        trust = 0.0
        for w in range(s.ward_count[c]):
            trust += s.resident_trust[c, w]
        trust /= s.ward_count[c]
        odds = p.deliberation_odds + p.deliberation_skill * (s.participation_skill[c] - 0.5)
        success = logistic(odds + p.deliberation_trust * (trust - p.deliberation_trust_usual))
        won = 0.0
        failed = 0.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            s.add_steering[c, k] += p.ranking_steering * ranking
            key = s.council_key[c] + k
            if uniform(now, key, 0) < p.contested_rate * share:
                if uniform(now, key, 1) < success:
                    won += 1.0 / served
                else:
                    failed += 1.0 / served
        s.scars[c] += failed - p.scar_decay * s.scars[c]
        practice = share / p.deliberation_needed
        practice *= practice
        practice *= practice
        s.participation_skill[c] += (practice / (1.0 + practice) - s.participation_skill[c]) / p.practice_months

        # What it does to the views of those who decide.
        juniors = team_managers(s, c)
        trained = 0.0
        for i in range(s.first_politician[c], s.first_staff[c]):
            if s.filled[i] == 0.0:
                continue
            own = s.world_view[i]
            moved = p.view_pace * (view - own) + p.view_widening * won * (1.0 - own) - p.view_narrowing * ranking * own
            places = p.democracy_training * officers
            if i < s.first_manager[c]:
                dose = 0.0
            elif target == POWERFUL:
                # Places go to the posts of the highest rank; the last one may be a part of a place.
                dose = min(1.0, max(0.0, places - (i - s.first_manager[c])))
            elif target == ANYONE:
                # The places go round among all officers.
                dose = p.democracy_training
            elif s.role[i] == TEAM_MANAGER:
                dose = 1.0 if uniform(still, s.slot_id[i], 2) < places / juniors else 0.0
            else:
                dose = 0.0
            if dose > 0.0:
                wanted = p.democracy_training_hours * dose
                attended = ask(s, p, i, wanted) / wanted if wanted > 0.0 else 1.0
                moved += p.democracy_training_pace * dose * attended * (p.trained_view - own)
                trained += dose
            s.world_view[i] = min(1.0, max(0.0, own + moved))
        s.democracy_courses[c] = p.democracy_training_cost * s.base_net[c] * trained / officers


@measuring(1019, theory=S19)
def measure_deliberation(s, p, now):
    """Decisions taken with residents and scars are taken at the end of the month."""
    for c in range(s.scars.size):
        s.outcome_public_deliberation[c] = s.deliberation[c]
        s.outcome_public_scars[c] = s.scars[c]
