"""S02 Relational leadership: people accept the loss in a change for a leader whom they trust and who lives the values.
[ryley2013, granovetter1978, deffuant2000]

Each April every service begins a change: with chance A it is adaptive (people must give something up), else technical
(an expert can solve it). A member of staff takes it on with ``pace x logistic((carried + w n - loss - threshold) /
wavering)`` a month: n is the share of near-minded colleagues who have taken it on, ``threshold`` how much of oneself
one will not give up. An adaptive change is carried by ``trust x consistency of one's manager x participation`` and
costs a loss that grows with the years in the post; a technical one by ``ability of the director x (1 - participation)``
and costs none. A leader who holds people to account moves both: one can be authoritative and participative at once.
Leading a change by talking takes hours of the manager and of those who have not taken it on; a loss is carried only as
far as they had them.
"""

from __future__ import annotations

import numpy as np

from sim.core.casework import ACCEPTANCE
from sim.core.hours import ask_both
from sim.core.measures import mean_by_need
from sim.core.newcomers import trait, who_they_are
from sim.machine.arithmetic import exp, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, measuring, process
from sim.machine.randomness import APRIL, uniform

S02 = Theory(
    "S02",
    "Relational leadership, group dynamics and personal identity",
    "Experts solve technical problems; change that asks people for loss needs trust and leaders who live the values.",
    "ryley2013",
    "staff.morale",
    mechanism="people accept a loss of identity where trust and a consistent leader carry it",
)

PARAMS = parameters(
    __name__,
    identity_threshold_mean=par(
        0.4,
        lo=0.1,
        hi=0.7,
        unit="share",
        mark="FIXED",
        doc="How strongly people hold on to their professional identity when change asks for loss (stipulated: S02)",
    ),
    adaptive_share=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Changes that ask people for loss (adaptive), the others being problems that experts solve (stipulated: "
        "technical)",
    ),
    identity_loss=par(
        0.12,
        lo=0,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="What an adaptive change asks of somebody who has been in the post for many years (stipulated)",
    ),
    colleagues_example=par(
        0.45,
        lo=0.3,
        hi=0.6,
        unit="share",
        mark="FIXED",
        source="granovetter1978",
        doc="What it adds to the pull of a change if all near-minded colleagues have taken it on",
    ),
    confidence_bound=par(
        0.3,
        lo=0.2,
        hi=0.4,
        unit="share",
        mark="FIXED",
        source="deffuant2000",
        doc="Difference in how strongly people hold on to who they are beyond which they do not heed each other",
    ),
    adoption_pace=par(
        0.3,
        lo=0.05,
        hi=0.6,
        unit="a month",
        mark="FIXED",
        doc="Chance to take a change on for somebody wholly won over (stipulated)",
    ),
    wavering=par(
        0.08,
        lo=0.02,
        hi=0.2,
        unit="share",
        mark="FIXED",
        doc="How blurred the threshold is at which people take a change on (stipulated)",
    ),
    attention_months=par(
        8.0,
        lo=2,
        hi=12,
        unit="months",
        mark="FIXED",
        doc="Months for which leaders carry a change; after that only colleagues' example moves anybody (stipulated)",
    ),
    authority_lift=par(
        0.3,
        lo=0,
        hi=0.8,
        unit="share",
        mark="FIXED",
        doc="How much more a manager carries who holds people fully to account, over one who does so by half "
        "(stipulated)",
    ),
    persuasion_hours=par(
        1.5,
        lo=0,
        hi=6,
        unit="hours",
        mark="FIXED",
        doc="Hours a month of the manager with somebody not yet won over, if decisions are fully shared (stipulated)",
    ),
    weight_change=par(
        0.08,
        lo=0,
        hi=0.4,
        unit="weight",
        mark="FIXED",
        doc="Weight in morale of how one stands to the present change (stipulated)",
    ),
    threshold_spread=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="ratio",
        mark="FIXED",
        doc="Spread of thresholds of identity over that of other traits (stipulated)",
    ),
    mood_resisting_loss=par(
        0.45,
        lo=0.225,
        hi=0.675,
        unit="share",
        mark="FIXED",
        doc="Mood of somebody who resists a change that takes something from them (stipulated)",
    ),
    mood_resisting=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Mood of somebody who resists any other change (stipulated)",
    ),
    mood_adopting_loss=par(
        0.4,
        lo=0.2,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Mood of somebody who takes on such a change for nobody they trust (stipulated)",
    ),
    mood_adopting=par(
        0.65,
        lo=0.325,
        hi=0.975,
        unit="share",
        mark="FIXED",
        doc="Mood of somebody who takes on any other change (stipulated)",
    ),
    mood_trusting=par(
        0.35,
        lo=0.175,
        hi=0.525,
        unit="share",
        mark="FIXED",
        doc="Mood added where whoever asks for the change is wholly trusted (stipulated)",
    ),
    tenure_binds=par(
        60.0,
        lo=30,
        hi=90,
        unit="months",
        mark="FIXED",
        doc="Tenure after which two thirds of what can be lost is felt (stipulated)",
    ),
)

STATE = state(
    __name__,
    identity_threshold=var("person", "stock", "how much of oneself one will not give up (S02)", lo=0, hi=1, start=0.4),
    change_adopted=var("person", "stock", "1 where the person has taken on the present change (S02)", unit="flag"),
    change_adaptive=var(
        "service", "stock", "1 while the present change asks for loss, 0 if it is technical", unit="flag"
    ),
    change_age=var("service", "stock", "months since the present change was begun (S02)", unit="months", lo=0),
    acceptance=contributes(ACCEPTANCE, "staff who have taken on the present change (S02)", lo=0, hi=1),
)

OUTCOMES = outcomes(
    __name__,
    outcome("leadership.change_adopted", "share", 1, "Staff who have taken on the present change", 0, 1),
)


@arriving(
    1102,
    theory=S02,
    writes=(
        "identity_threshold",
        "change_adopted",
    ),
)
def bring_identity(s, p, now):
    """A newcomer brings an identity of their own and has not taken on the present change."""
    still = who_they_are(now)
    for c in range(s.arrivals.size):
        for at in range(s.first_politician[c], s.first_politician[c] + int(s.arrivals[c])):
            i = s.arrived[at]
            s.identity_threshold[i] = trait(
                still, s.person_id[i], 14, p.identity_threshold_mean, p.threshold_spread * p.trait_spread
            )
            s.change_adopted[i] = 0.0


@process(
    421,
    theory=S02,
    writes=(
        "change_adopted",
        "change_adaptive",
        "change_age",
        "acceptance",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("morale",),
)
def change_against_loss(s, p, now):
    """Trust in a consistent manager carries people over a loss; expertise carries what costs nobody anything."""
    people = s.filled.size
    example = np.empty(people)
    pulled = np.empty(people)
    trusting = np.empty(people)
    asks_loss = np.empty(people)
    for c in range(s.council_key.size):
        for k in range(s.runs.shape[1]):
            first = s.staff_first[c, k]
            end = s.staff_end[c, k]
            s.change_age[c, k] += 1.0
            if now.calendar == APRIL:
                s.change_adaptive[c, k] = 1.0 if uniform(now, s.council_key[c], k) < p.adaptive_share else 0.0
                s.change_age[c, k] = 0.0
                for i in range(first, end):
                    s.change_adopted[i] = 0.0
            adaptive = s.change_adaptive[c, k] == 1.0
            led = s.change_age[c, k] < p.attention_months
            participation = s.participation[c, k]
            director = s.service_director[c, k]
            expert = s.filled[director] * s.ability[director] * (1.0 - participation)
            for i in range(first, end):
                example[i] = 0.0
                if s.change_adopted[i] == 1.0 or s.filled[i] == 0.0:
                    continue
                near = 0.0
                won = 0.0
                for z in range(s.arc_start[i], s.own_service_end[i]):
                    j = s.target[z]
                    apart = abs(s.identity_threshold[j] - s.identity_threshold[i])
                    heeded = s.filled[j] * (1.0 if apart < p.confidence_bound else 0.0)
                    near += heeded
                    won += heeded * s.change_adopted[j]
                example[i] = p.colleagues_example * won / max(1.0, near)
            for i in range(first, end):
                boss = s.boss[i]
                trusting[i] = s.trust[s.boss_arc[i]]
                pull = trusting[i] * s.consistency[boss] * participation if adaptive else expert
                authority = 1.0 + p.authority_lift * (2.0 * s.accountability[boss] - 1.0)
                pulled[i] = authority * pull if led else 0.0
                asks_loss[i] = s.change_adaptive[c, k]
            asked = p.persuasion_hours * participation if led else 0.0
            for i in range(first, end):
                open_ = s.filled[i] * (1.0 - s.change_adopted[i])
                if open_ * asked > 0.0:
                    talked = ask_both(s, p, i, s.boss[i], asked) / asked
                    pulled[i] *= talked if adaptive else 1.0
        # A loop that only calculates works on several people at once.
        for i in range(s.first_staff[c], s.first_partner[c]):
            lost = asks_loss[i] == 1.0
            # What one is glad of: a loss accepted for somebody trusted. To resist wears out, to give way does, too.
            glad = p.mood_adopting_loss + p.mood_trusting * trusting[i] if lost else p.mood_adopting
            stubborn = p.mood_resisting_loss if lost else p.mood_resisting
            mood = glad if s.change_adopted[i] == 1.0 else stubborn
            s.add_morale[i] += s.filled[i] * p.morale_pace * p.weight_change * (mood - s.morale[i])
            open_ = s.filled[i] * (1.0 - s.change_adopted[i])
            loss = p.identity_loss * asks_loss[i]
            pull = example[i] + pulled[i] - loss * (1.0 - exp(-s.tenure[i] / p.tenure_binds))
            chance = p.adoption_pace * logistic((pull - s.identity_threshold[i]) / p.wavering)
            # Whoever takes it on this month is not seen before the next: colleagues were looked at first.
            s.change_adopted[i] += 1.0 if uniform(now, s.person_id[i], 0) < open_ * chance else 0.0
        for k in range(s.runs.shape[1]):
            accepted = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                accepted += s.filled[i] * s.change_adopted[i]
            s.acceptance[c, k] = accepted / max(1.0, s.in_post[c, k])


@measuring(1002, theory=S02)
def measure_change(s, p, now):
    """How many have taken on the present change is taken at the end of the month."""
    for c in range(s.runs.shape[0]):
        s.outcome_leadership_change_adopted[c] = mean_by_need(s.acceptance, s.runs, s.need_2010, c)
