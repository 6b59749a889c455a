"""S02 Relational leadership: people accept the loss in a change for a leader whom they trust and who lives the values.
[ryley2013, granovetter1978, deffuant2000]

Each April every service begins a change: with chance A it is adaptive (people must give something up), else technical
(an expert can solve it). A member of staff takes it on with ``pace x logistic((carried + w n - loss - threshold) /
wavering)`` a month: n is the share of near-minded colleagues who have taken it on, ``threshold`` how much of oneself
one will not give up. An adaptive change is carried by ``trust x consistency of one's manager x participation`` and
costs a loss that grows with the years in the post; a technical one by ``ability of the director x (1 - participation)``
and costs none. A leader who holds people to account moves both: one can be authoritative and participative at once.
Leading a change by talking takes the hours of those who have not taken it on.
"""

from __future__ import annotations

from sim.core.casework import ACCEPTANCE
from sim.core.measures import mean_by_need
from sim.core.newcomers import trait, who_they_are
from sim.council.services import FRONTLINE, INFORMAL, TEAM
from sim.machine.arithmetic import exp, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, measuring, process
from sim.machine.randomness import uniform

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
        mark="ASSUMPTION",
        doc="How strongly people hold on to their professional identity when change asks for loss (S02)",
    ),
    adaptive_share=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        doc="Changes that ask people for loss (adaptive), the others being problems that experts solve (technical)",
    ),
    identity_loss=par(
        0.12,
        lo=0,
        hi=0.4,
        unit="share",
        mark="ASSUMPTION",
        doc="What an adaptive change asks of somebody who has been in the post for many years",
    ),
    colleagues_example=par(
        0.45,
        lo=0.3,
        hi=0.6,
        unit="share",
        mark="ASSUMPTION",
        source="granovetter1978",
        doc="What it adds to the pull of a change if all near-minded colleagues have taken it on",
    ),
    confidence_bound=par(
        0.3,
        lo=0.2,
        hi=0.4,
        unit="share",
        mark="ASSUMPTION",
        source="deffuant2000",
        doc="Difference in how strongly people hold on to who they are beyond which they do not heed each other",
    ),
    adoption_pace=par(
        0.3,
        lo=0.05,
        hi=0.6,
        unit="a month",
        mark="ASSUMPTION",
        doc="Chance to take a change on for somebody wholly won over",
    ),
    wavering=par(
        0.08,
        lo=0.02,
        hi=0.2,
        unit="share",
        mark="ASSUMPTION",
        doc="How blurred the threshold is at which people take a change on",
    ),
    attention_months=par(
        8.0,
        lo=2,
        hi=12,
        unit="months",
        mark="ASSUMPTION",
        doc="Months for which leaders carry a change; after that only colleagues' example moves anybody",
    ),
    authority_lift=par(
        0.3,
        lo=0,
        hi=0.8,
        unit="share",
        mark="ASSUMPTION",
        doc="How much more a manager carries who holds people fully to account, over one who does so by half",
    ),
    persuasion_hours=par(
        1.5,
        lo=0,
        hi=6,
        unit="hours",
        mark="ASSUMPTION",
        doc="Hours a month of somebody not yet won over, if decisions are fully shared",
    ),
    weight_change=par(
        0.08,
        lo=0,
        hi=0.4,
        unit="weight",
        mark="ASSUMPTION",
        doc="Weight in morale of how one stands to the present change",
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
            s.identity_threshold[i] = trait(still, s.person_id[i], 14, p.identity_threshold_mean, 1.5 * p.trait_spread)
            s.change_adopted[i] = 0.0


@process(
    421,
    theory=S02,
    writes=("change_adopted", "change_adaptive", "change_age", "acceptance", "meeting_request"),
    adds=("morale",),
)
def change_against_loss(s, p, now):
    """Trust in a consistent manager carries people over a loss; expertise carries what costs nobody anything."""
    for c in range(s.council_key.size):
        for k in range(s.runs.shape[1]):
            s.acceptance[c, k] = 0.0
            s.change_age[c, k] += 1.0
            if now.calendar == 4:
                s.change_adaptive[c, k] = 1.0 if uniform(now, s.council_key[c], k) < p.adaptive_share else 0.0
                s.change_age[c, k] = 0.0
        if now.calendar == 4:
            for i in range(s.first_staff[c], s.first_partner[c]):
                s.change_adopted[i] = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            if s.filled[i] == 0.0:
                continue
            k = s.service[i]
            boss = s.boss[i]
            trust = s.trust[s.boss_arc[i]]
            adaptive = s.change_adaptive[c, k] == 1.0
            # What one is glad of: a loss accepted for somebody trusted. To resist wears out, to give way does, too.
            mood = 0.6
            if s.change_adopted[i] == 1.0:
                mood = 0.4 + 0.35 * trust if adaptive else 0.65
            elif adaptive:
                mood = 0.45
            s.add_morale[i] += p.morale_pace * p.weight_change * (mood - s.morale[i])
            if s.change_adopted[i] == 1.0:
                continue
            near = 0.0
            won = 0.0
            for z in range(s.arc_start[i], s.arc_start[i + 1]):
                if s.layer[z] != TEAM and s.layer[z] != INFORMAL:
                    continue
                j = s.target[z]
                if s.kind[j] != FRONTLINE or s.filled[j] == 0.0 or s.service[j] != k:
                    continue
                if abs(s.identity_threshold[j] - s.identity_threshold[i]) < p.confidence_bound:
                    near += 1.0
                    # Those who take it on this month (one half) are not seen before the next.
                    won += 1.0 if s.change_adopted[j] == 1.0 else 0.0
            pull = p.colleagues_example * won / near if near > 0.0 else 0.0
            if s.change_age[c, k] < p.attention_months:
                authority = 1.0 + p.authority_lift * (2.0 * s.accountability[boss] - 1.0)
                if adaptive:
                    pull += trust * s.consistency[boss] * s.participation[c, k] * authority
                else:
                    pull += s.ability[s.service_director[c, k]] * (1.0 - s.participation[c, k]) * authority
                s.meeting_request[i] += p.persuasion_hours * s.participation[c, k]
            if adaptive:
                pull -= p.identity_loss * (1.0 - exp(-s.tenure[i] / 60.0))
            chance = p.adoption_pace * logistic((pull - s.identity_threshold[i]) / p.wavering)
            if uniform(now, s.person_id[i], 0) < chance:
                s.change_adopted[i] = 0.5
        for i in range(s.first_staff[c], s.first_partner[c]):
            if s.filled[i] == 1.0 and s.change_adopted[i] > 0.0:
                s.change_adopted[i] = 1.0
                s.acceptance[c, s.service[i]] += 1.0 / max(1.0, s.in_post[c, s.service[i]])


@measuring(1002, theory=S02)
def measure_change(s, p, now):
    """How many have taken on the present change is taken at the end of the month."""
    for c in range(s.runs.shape[0]):
        s.outcome_leadership_change_adopted[c] = mean_by_need(s.acceptance, s.runs, s.need_2010, c)
