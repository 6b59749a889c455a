"""The arena: problems meet deciders and are resolved, postponed or passed on. [cohen1972, fioretti2008]

A problem is resolved if the ability that meets it, pooled where the joint space takes it, times an efficiency
is at least its difficulty; otherwise it is postponed, or passed on as if decided. Difficulty rises with stress.
Whoever has the problem must find the hours for it, in the joint space both: what is not granted is missing from what
they can do about it. Resolved problems steer a service, passed ones let it drift, conflict costs trust between the two
spheres.
"""

from __future__ import annotations

from sim.core.hours import ask, ask_both
from sim.core.relations import count_contact
from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import uniform

HELP = port(__name__, "arena.help", "council", "sum", "what helps every meeting, relative")
SESSION_HOURS = port(
    __name__,
    "arena.session_hours",
    "council",
    "sum",
    "hours that taking a problem into the joint space adds for both",
    unit="hours",
)
OTHER_HOURS = port(
    __name__, "arena.other_hours", "council", "sum", "hours of each director asked for other things first", unit="hours"
)
JOINT_SHARE = port(__name__, "arena.joint_share", "council", "one", "share of problems taken into the joint space")
JOINT_POOL = port(
    __name__, "arena.joint_pool", "service", "one", "share of the partner's ability added in a joint session"
)
CONFLICT = port(
    __name__, "arena.role_conflict", "service", "one", "chance that a joint problem ends in conflict about roles"
)

PARAMS = parameters(
    __name__,
    problem_rate=par(
        0.5, lo=0.05, hi=1, unit="a month", mark="FIXED", doc="Chance that a service brings a new problem (stipulated)"
    ),
    problem_hours=par(
        8.0,
        lo=4,
        hi=12,
        unit="hours",
        mark="FIXED",
        doc="Hours that working on one open problem takes in a month of whoever has it (stipulated)",
    ),
    arena_efficiency=par(
        0.75,
        lo=0.3,
        hi=1,
        unit="share",
        mark="FIXED",
        source="fioretti2008",
        doc="Share of the deciders' ability a meeting can use",
    ),
    turbulence=par(
        0.5,
        lo=0,
        hi=2,
        unit="per unit of stress",
        mark="FIXED",
        doc="How much harder stress makes problems (stipulated)",
    ),
    postpone_share=par(
        0.6,
        lo=0.1,
        hi=0.95,
        unit="share",
        mark="ASSUMPTION",
        doc="Share of unresolved problems postponed, the others are passed on",
    ),
    steering_step=par(
        0.05, lo=0, hi=0.2, unit="per problem", mark="FIXED", doc="What one problem changes in steering (stipulated)"
    ),
    steering_return=par(
        0.05,
        lo=0.005,
        hi=0.2,
        unit="a month",
        mark="FIXED",
        doc="How fast steering drifts back to middling (stipulated)",
    ),
    political_share=par(
        0.4,
        lo=0.1,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Problems outside the joint space that members decide, the others officers (stipulated)",
    ),
    meeting_worst=par(
        0.7,
        lo=0.35,
        hi=1.05,
        unit="ratio",
        mark="FIXED",
        doc="What the unluckiest meeting makes of the ability in it (stipulated)",
    ),
    meeting_luck=par(
        0.6, lo=0.3, hi=0.9, unit="ratio", mark="FIXED", doc="What the luckiest makes of it beyond that (stipulated)"
    ),
    steering_unchallenged=par(
        1.5,
        lo=0.75,
        hi=2.25,
        unit="ratio",
        mark="FIXED",
        doc="Steering lost with a problem put off that nobody challenges, over that in the middle (stipulated)",
    ),
    delay_pace=par(
        0.15,
        lo=0.075,
        hi=0.225,
        unit="a month",
        mark="FIXED",
        doc="How fast the age of open problems shows in the delay of decisions (stipulated)",
    ),
    delay_longest=par(
        24.0,
        lo=12,
        hi=36,
        unit="months",
        mark="FIXED",
        doc="Age beyond which an open problem delays no more (stipulated)",
    ),
)


@process(
    301,
    writes=(
        "open_problems",
        "problems_resolved",
        "problems_postponed",
        "problems_passed",
        "decision_delay",
        "contacts",
        "contact_by",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("steering", "good_evidence", "bad_evidence"),
)
def arena(s, p, now):
    """Problems are resolved where ability meets them; most decisions solve nothing."""
    for c in range(s.council_key.size):
        waiting = 0.0
        decided = 0.0
        other = plus(0.0, s.arena_other_hours, c)
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            ask(s, p, s.service_director[c, k], other)
            key = s.council_key[c] + k
            new = 1.0 if uniform(now, key, 0) < p.problem_rate else 0.0
            s.open_problems[c, k] += new
            if s.open_problems[c, k] < 0.5:
                continue
            # What theories add helps every meeting.
            helped = plus(1.0, s.arena_help, c)
            director = s.service_director[c, k]
            holder = s.portfolio_holder[c, k]
            officer = s.ability[director] * s.filled[director]
            member = s.ability[holder]
            joint = uniform(now, key, 1) < s.arena_joint_share[c]
            political = uniform(now, key, 2) < p.political_share
            if joint:
                prepared = ask_both(s, p, director, holder, p.problem_hours) / p.problem_hours
                # The session comes on top; what both lack for it is not pooled.
                session = plus(0.0, s.arena_session_hours, c)
                met = ask_both(s, p, director, holder, session) / session if session > 0.0 else 1.0
                first = max(officer, member)
                second = min(officer, member)
                able = first + (1.0 - first) * second * s.arena_joint_pool[c, k] * met
            elif political:
                prepared = ask(s, p, holder, p.problem_hours) / p.problem_hours
                able = member
            else:
                prepared = ask(s, p, director, p.problem_hours) / p.problem_hours
                able = officer
            able *= prepared
            difficulty = uniform(now, key, 3) * (1.0 + p.turbulence * s.stress[c])
            arc = s.dyad_arc[c, k]
            back = s.reverse[arc]
            if (
                able * p.arena_efficiency * helped * (p.meeting_worst + p.meeting_luck * uniform(now, key, 4))
                >= difficulty
            ):
                s.problems_resolved[c] += 1.0
                s.open_problems[c, k] -= 1.0
                decided += 1.0
                s.add_steering[c, k] += p.steering_step
                if joint:
                    count_contact(s, arc, now)
                    count_contact(s, back, now)
                    s.add_good_evidence[arc] += 0.5
                    s.add_good_evidence[back] += 0.5
            elif uniform(now, key, 5) < p.postpone_share:
                s.problems_postponed[c] += 1.0
            else:
                # What scrutiny challenges is looked at again; what it misses drifts.
                s.problems_passed[c] += 1.0
                s.open_problems[c, k] -= 1.0
                decided += 1.0
                s.add_steering[c, k] -= p.steering_step * (p.steering_unchallenged - s.challenge[c])
            if joint and uniform(now, key, 6) < s.arena_role_conflict[c, k]:
                count_contact(s, arc, now)
                count_contact(s, back, now)
                s.add_bad_evidence[arc] += 0.5
                s.add_bad_evidence[back] += 0.5
            waiting += s.open_problems[c, k]
        age = waiting / max(1.0, decided)
        s.decision_delay[c] += p.delay_pace * (min(age, p.delay_longest) - s.decision_delay[c])


@process(302, folds=("steering",))
def steer(s, p, now):
    """Steering takes in the month's decisions and drifts back to middling."""
    own = s.steering_entries.shape[0] - 2
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            s.steering_entries[own, c, k] = -p.steering_return * (s.steering[c, k] - 0.5)
            value = s.steering[c, k]
            for e in range(own + 1):
                value += s.steering_entries[e, c, k]
            held = clip(value, 0.0, 1.0)
            s.steering_entries[own + 1, c, k] = held - value
            s.steering[c, k] = held
