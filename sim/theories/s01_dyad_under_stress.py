"""S01 Strong relationships prosper in difficult times: stress tests each pair, reflection turns it into trust.
[muter2013]

Each month a pair (leader and chief executive; portfolio holder and director) shares an experience that goes well with
``P(ok) = logistic(b0 + b1 (T - 1/2) - b2 stress)``. With R the presence of the last joint review (1 in its month,
fading over a quarter), a good experience counts ``1/2 + R/2 + kappa stress R`` and a bad one ``(1 + kappa stress)(1
- R/2)``: stress amplifies what is bad in any case, what is good only where the pair reflects. Two branches follow;
stress lifts the point between them.
"""

from __future__ import annotations

from sim.core.hours import ask_both
from sim.core.relations import count_contact
from sim.machine.arithmetic import logistic
from sim.machine.declared import par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.process import Theory, process
from sim.machine.randomness import MONTHS_A_QUARTER, uniform

S01 = Theory(
    "S01",
    "Strong relationships prosper in difficult times",
    "Austerity selects: pairs that reflect together prosper, mistrusting pairs break.",
    "muter2013",
    "trust.dyad",
    mechanism="stress tests each pair of politician and manager; joint reflection turns it into trust; two branches",
)

PARAMS = parameters(
    __name__,
    reflection_rate=par(
        1.0,
        lo=0,
        hi=2,
        unit="reviews a quarter",
        mark="ASSUMPTION",
        role="strength",
        doc="Joint reviews of how the pair works together, for a pair of middling habit",
    ),
    dyad_intercept=par(
        1.8,
        lo=0,
        hi=3,
        unit="log odds",
        mark="FIXED",
        doc="Odds of a good experience at trust .5 and no stress (stipulated)",
    ),
    dyad_trust_slope=par(
        6.0, lo=0, hi=10, unit="log odds", mark="FIXED", doc="How trust makes good experiences likelier (stipulated)"
    ),
    dyad_stress_slope=par(
        2.5, lo=0, hi=8, unit="log odds", mark="FIXED", doc="How stress makes them rarer (stipulated)"
    ),
    stress_gain=par(
        1.0,
        lo=0,
        hi=2,
        unit="per unit of stress",
        mark="FIXED",
        doc="How much more an experience counts under stress (stipulated)",
    ),
    review_hours=par(
        4.0, lo=0, hi=12, unit="hours", mark="FIXED", doc="Time of both that one joint review takes (stipulated)"
    ),
    review_lasts=par(
        0.75,
        lo=0.375,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Share of a review that is left a month later (stipulated)",
    ),
)

STATE = state(
    __name__,
    reflecting=var(
        "service", "stock", "how present the last review between portfolio holder and director is", lo=0, hi=1
    ),
    leader_reflecting=var(
        "council", "stock", "how present the last review between leader and chief executive is", lo=0, hi=1
    ),
)


@kernel
def reviewed(hours, wanted):
    """How present a review is that had so many of the hours it wants: 1 where it had all of them."""
    return hours / wanted if wanted > 0.0 else 1.0


@process(
    321,
    theory=S01,
    writes=("reflecting", "leader_reflecting", "own_hours", "paper_hours", "hours_asked", "hours_granted"),
)
def joint_review(s, p, now):
    """Pairs with the habit review together how they work; it costs them hours. An empty post reviews nothing."""
    for c in range(s.council_key.size):
        habit = s.reflection_habit[s.leader[c]] + s.reflection_habit[s.chief_executive[c]]
        s.leader_reflecting[c] *= p.review_lasts
        habit *= s.filled[s.chief_executive[c]]
        if uniform(now, s.council_key[c], 9) < p.reflection_rate * habit / MONTHS_A_QUARTER:
            met = ask_both(s, p, s.leader[c], s.chief_executive[c], p.review_hours)
            s.leader_reflecting[c] = max(s.leader_reflecting[c], reviewed(met, p.review_hours))
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            habit = s.reflection_habit[s.portfolio_holder[c, k]] + s.reflection_habit[s.service_director[c, k]]
            habit *= s.filled[s.service_director[c, k]]
            s.reflecting[c, k] *= p.review_lasts
            if uniform(now, s.council_key[c], k) < p.reflection_rate * habit / MONTHS_A_QUARTER:
                met = ask_both(s, p, s.portfolio_holder[c, k], s.service_director[c, k], p.review_hours)
                s.reflecting[c, k] = max(s.reflecting[c, k], reviewed(met, p.review_hours))


@process(322, theory=S01, writes=("contacts", "contact_by"), adds=("good_evidence", "bad_evidence"))
def dyad_under_stress(s, p, now):
    """Shared experience under stress drives a pair up or down, and reflection keeps the upper branch open."""
    services = s.runs.shape[1]
    for c in range(s.council_key.size):
        gain = 1.0 + p.stress_gain * s.stress[c]
        for k in range(services + 1):
            if k < services:
                if s.runs[c, k] == 0.0 or s.filled[s.service_director[c, k]] == 0.0:
                    continue
                arc = s.dyad_arc[c, k]
                review = s.reflecting[c, k]
            elif s.filled[s.chief_executive[c]] == 0.0:
                continue
            else:
                arc = s.leader_arc[c]
                review = s.leader_reflecting[c]
            back = s.reverse[arc]
            count_contact(s, arc, now)
            count_contact(s, back, now)
            trust = 0.5 * (s.trust[arc] + s.trust[back])
            good = logistic(p.dyad_intercept + p.dyad_trust_slope * (trust - 0.5) - p.dyad_stress_slope * s.stress[c])
            if uniform(now, s.arc_id[arc], 0) < good:
                weight = 0.5 + 0.5 * review + (gain - 1.0) * review
                s.add_good_evidence[arc] += weight
                s.add_good_evidence[back] += weight
            else:
                # A review takes the edge off a bad experience: it is talked through.
                weight = gain * (1.0 - 0.5 * review)
                s.add_bad_evidence[arc] += weight
                s.add_bad_evidence[back] += weight
