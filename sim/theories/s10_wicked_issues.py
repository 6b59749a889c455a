"""S10 Literature on leadership: wicked issues need many agencies; who is promoted decides whether leaders can let go.
[public_servant, wang2014, dinnocenzo2016]

An issue that needs w agencies is solved with ``d x (1 - prod(1 - p_i) - c w (w - 1) / 2) + (1 - d) x p_leader ^ w``, d
the delegation that reaches the front. Together, each agency contributes what it knows as far as knowledge is shared,
partners as far as they are within reach; coordination loses c per pair. Alone, one leader must be right on behalf of
every agency. The evidence on complexity conflicts: Wang and others find shared leadership stronger where work is
complex, D'Innocenzo and others weaker; ``complexity_penalty`` makes the loss per pair grow with w and so turns from
the one towards the other.

Promotion picks the best of some candidates: by what is overvalued (control, charisma and power, three of five marks,
which listeners have less of, and financial skill and expertise, two of five) or by what is undervalued (listening).
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.hours import ask, ask_both
from sim.core.newcomers import ABILITY, LISTENING, OCCUPANTS
from sim.core.relations import count_contact
from sim.council.services import USUAL_PARTNERS
from sim.machine.arithmetic import clip, power
from sim.machine.declared import by_service, outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import first_day, normal, uniform

S10 = Theory(
    "S10",
    "Literature on leadership",
    "Issues that span agencies yield to distributed leadership, plain ones to a single able head.",
    "public_servant",
    "decision.wicked_solved",
    mechanism="wicked issues need many agencies; which traits are promoted",
)

PARAMS = parameters(
    __name__,
    issue_rate=par(
        0.3, lo=0.05, hi=1, unit="a month", mark="FIXED", doc="Chance that a service meets an issue (stipulated)"
    ),
    information_spread=par(
        0.7,
        lo=0.2,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="What one agency knows that the others get to know (stipulated)",
    ),
    issue_coordination=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share per pair",
        mark="FIXED",
        doc="Chance of success that each pair of agencies loses in coordination (stipulated)",
    ),
    complexity_penalty=par(
        0.0,
        lo=0,
        hi=1,
        unit="share per agency",
        mark="FIXED",
        source="dinnocenzo2016",
        doc="Growth of that loss with each further agency: 0 as Wang and others find, above as D'Innocenzo and others",
    ),
    issue_hours=par(
        2.0,
        lo=0,
        hi=4,
        unit="hours per pair",
        mark="FIXED",
        doc="Time of a director and of the partners, for each pair of agencies that tackle an issue together "
        "(stipulated)",
    ),
    issue_step=par(
        0.03,
        lo=0,
        hi=0.1,
        unit="per issue",
        mark="ASSUMPTION",
        role="strength",
        doc="What an issue solved or not changes in steering",
    ),
    promotion_values=par(
        0.25,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Promotion by overvalued (0) or undervalued (1) qualities (stipulated)",
    ),
    promotion_candidates=par(
        4, lo=1, hi=10, unit="candidates", mark="FIXED", doc="Candidates for each post of a manager (stipulated)"
    ),
    promotion_insight=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far what a selection panel sees of a candidate shows later in the post (stipulated)",
    ),
    solved_evidence=par(
        0.5,
        lo=0.25,
        hi=0.75,
        unit="experiences",
        mark="FIXED",
        doc="Good experience with each other of those who solved an issue (stipulated)",
    ),
    unsolved_evidence=par(
        0.1, lo=0.05, hi=0.15, unit="experiences", mark="FIXED", doc="Bad experience of those who did not (stipulated)"
    ),
    charisma_own=par(
        0.8, lo=0.4, hi=1.2, unit="ratio", mark="FIXED", doc="Charisma that hangs on nothing else (stipulated)"
    ),
    charisma_listens=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="ratio",
        mark="FIXED",
        doc="How much less charismatic those are who listen (stipulated)",
    ),
)

STATE = state(
    __name__,
    wicked_met=var(
        "service", "flow", "issues met this month, wicked where several agencies are needed (S10)", unit="issues"
    ),
    wicked_solved=var("service", "flow", "issues solved this month (S10)", unit="issues"),
    promoted_listening=contributes(LISTENING, "what selection adds to the listening of the next in post (S10)"),
    promoted_ability=contributes(ABILITY, "what selection adds to the ability of the next in post (S10)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("decision.wicked_met", "issues a month", 0, "Issues met that need several agencies"),
    outcome("decision.wicked_solved", "issues a month", 1, "Issues solved that need several agencies"),
    by_service("service.issues_solved", "issues a month", 1, "Issues solved, plain or wicked"),
)

CHARISMA = 0.6
"""Weight of control, charisma and power among the five overvalued marks; the rest is financial skill and expertise."""


@kernel
def solved_together(own, others, w, loss, penalty):
    """Chance that w agencies solve an issue: one brings ``own``, the others ``others`` each, pairs lose ``loss``."""
    lost = loss * (1.0 + penalty * (w - 1.0)) * w * (w - 1.0) / 2.0
    return clip(1.0 - (1.0 - own) * power(1.0 - others, w - 1.0) - lost, 0.0, 1.0)


@kernel
def solved_alone(ability, w):
    """Chance that one leader is right on behalf of all w agencies."""
    return power(ability, w)


@process(
    722,
    theory=S10,
    writes=(
        "wicked_met",
        "wicked_solved",
        "contacts",
        "contact_by",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("steering", "good_evidence", "bad_evidence"),
)
def wicked_issues(s, p, now):
    """Agencies together solve what no single one can; one able head is enough where a single agency is."""
    here = np.empty(s.filled.size)
    for c in range(s.council_key.size):
        able = 0.0
        for j in range(s.first_partner[c], s.last_partner[c]):
            able += s.ability[j] / (s.last_partner[c] - s.first_partner[c])
        for k in range(s.runs.shape[1]):
            key = s.council_key[c] + np.uint64(k)
            if s.runs[c, k] == 0.0 or uniform(now, key, 0) >= p.issue_rate:
                continue
            director = s.service_director[c, k]
            head = s.ability[director] * s.filled[director]
            w = s.wickedness[c, k]
            d = s.delegation_reached[c, k]
            # Who takes part sits down with the director; in a council with more partners each of them stands for fewer.
            taking = 0.0
            for j in range(s.first_partner[c], s.last_partner[c]):
                here[j] = 1.0 if w >= 2.0 and uniform(now, s.slot_id[j], k) < d * (w - 1.0) / USUAL_PARTNERS else 0.0
                taking += here[j]
            wanted = p.issue_hours * d * w * (w - 1.0) / 2.0
            found = 0.0
            for j in range(s.first_partner[c], s.last_partner[c]):
                if here[j] == 1.0:
                    found += ask_both(s, p, director, j, wanted / taking)
            if taking == 0.0:
                found = ask(s, p, director, wanted)
            met = found / wanted if wanted > 0.0 else 1.0
            own = p.information_spread * head
            others = p.information_spread * able * s.reach[c, k] * met
            chance = d * solved_together(own, others, w, p.issue_coordination, p.complexity_penalty)
            chance += (1.0 - d) * solved_alone(head, w)
            solved = uniform(now, key, 1) < chance
            s.wicked_met[c, k] += 1.0
            s.wicked_solved[c, k] += 1.0 if solved else 0.0
            s.add_steering[c, k] += p.issue_step if solved else -p.issue_step
            # Who took part remembers it: success more than failure, in which nobody let anybody down.
            for j in range(s.first_partner[c], s.last_partner[c]):
                if here[j] == 1.0:
                    for z in range(s.arc_start[j], s.arc_start[j + 1]):
                        back = s.reverse[z]
                        count_contact(s, z, now)
                        count_contact(s, back, now)
                        if solved:
                            s.add_good_evidence[z] += p.solved_evidence
                            s.add_good_evidence[back] += p.solved_evidence
                        else:
                            s.add_bad_evidence[z] += p.unsolved_evidence
                            s.add_bad_evidence[back] += p.unsolved_evidence


@process(934, theory=S10, writes=("promoted_listening", "promoted_ability"))
def promoted_traits(s, p, now):
    """Whoever shows most of what is valued gets the post; charisma is seen at once, listening is not looked for."""
    # Candidates belong to the post and its next occupant, not to the month, like all that a newcomer brings along.
    still = first_day(now.seed, now.replicate, now.process)
    for c in range(s.first_manager.size):
        for i in range(s.first_manager[c], s.first_staff[c]):
            s.promoted_listening[i] = 0.0
            s.promoted_ability[i] = 0.0
            if s.arriving[i] == 0.0:
                continue
            person = s.slot_id[i] | np.uint64(s.occupant[i] % OCCUPANTS)
            best = -math.inf
            for candidate in range(int(p.promotion_candidates)):
                listens = normal(still, person, 3 * candidate)
                expert = normal(still, person, 3 * candidate + 1)
                charismatic = p.charisma_own * normal(still, person, 3 * candidate + 2) - p.charisma_listens * listens
                overvalued = CHARISMA * charismatic + (1.0 - CHARISMA) * expert
                score = (1.0 - p.promotion_values) * overvalued + p.promotion_values * listens
                if score > best:
                    best = score
                    s.promoted_listening[i] = p.promotion_insight * p.trait_spread * listens
                    s.promoted_ability[i] = p.promotion_insight * p.trait_spread * expert


@measuring(1010, theory=S10)
def measure_issues(s, p, now):
    """Issues met and solved are taken at the end of the month."""
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            s.outcome_service_issues_solved_by_service[k, c] = s.wicked_solved[c, k]
            if s.wickedness[c, k] >= 2.0:
                s.outcome_decision_wicked_met[c] += s.wicked_met[c, k]
                s.outcome_decision_wicked_solved[c] += s.wicked_solved[c, k]
