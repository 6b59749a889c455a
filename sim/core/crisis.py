"""Crises with a deadline: what answers in time is short lines, not wide consultation. [rudolph2002]

A crisis (flood, scandal, inspection, safeguarding case) arrives with a severity and a deadline in days. The answer
takes ``base + approval days x layers that must agree + consultation days x joint participation^2`` plus
``distrust days x (1 - dyad trust)``; what comes late is lost: money, backlog, satisfaction, trust. This is the central
strength of command. Leader and chief executive must find the hours; as far as they lack them the answer takes longer.
"""

from __future__ import annotations

from sim.core.hours import ask, ask_both
from sim.core.lines import COUNCIL, ONCE, SUPPLIERS, line
from sim.core.relations import count_contact, top_trust
from sim.machine.arithmetic import clip, log
from sim.machine.declared import par, parameters, state
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import uniform

DELAY = port(__name__, "crisis.delay", "council", "sum", "days added to every answer", unit="days")
LENT_CAPACITY = port(
    __name__, "crisis.support", "council", "sum", "capacity lent by others, less what is gone, relative"
)

STEADY_AGAIN = 0.05
"""Part of the gravest loss of trust below which a council counts as steady."""

GRAVEST_OVER_USUAL = 3.0
"""The gravest crisis over the usual one: severity has an exponential distribution of which one in twenty is graver."""

PARAMS = parameters(
    __name__,
    crisis_rate=par(1.0, lo=0, hi=4, unit="a year", mark="ASSUMPTION", doc="Crises that reach the top of the council"),
    crisis_deadline=par(
        9.0, lo=2, hi=30, unit="days", mark="ASSUMPTION", doc="Mean time a crisis leaves for an answer"
    ),
    crisis_approval_days=par(
        1.5,
        lo=0,
        hi=5,
        unit="days per layer",
        mark="FIXED",
        doc="Time each approval layer takes in a crisis (stipulated)",
    ),
    crisis_consultation_days=par(
        14.0, lo=0, hi=40, unit="days", mark="ASSUMPTION", doc="Time full joint participation takes in a crisis"
    ),
    crisis_base_days=par(2.0, lo=0, hi=10, unit="days", mark="FIXED", doc="Time any answer takes (stipulated)"),
    crisis_hours=par(
        40.0,
        lo=0,
        hi=120,
        unit="hours",
        mark="ASSUMPTION",
        doc="Hours of the leader and of the chief executive that the gravest crisis takes",
    ),
    crisis_cost=par(
        0.01,
        lo=0,
        hi=0.05,
        unit="share of a year's net cost",
        mark="FIXED",
        doc="Money lost when the gravest crisis is answered far too late (stipulated)",
    ),
    crisis_distrust_days=par(
        6.0,
        lo=0,
        hi=20,
        unit="days",
        mark="ASSUMPTION",
        doc="Time lost between a leader and a chief executive who do not trust each other at all",
    ),
    shock_recovery=par(
        0.08, lo=0.01, hi=0.3, unit="a month", mark="ASSUMPTION", doc="How fast a shaken council steadies"
    ),
    crisis_satisfaction=par(
        0.04,
        lo=0,
        hi=0.08,
        unit="share",
        mark="ASSUMPTION",
        doc="Satisfaction lost with the gravest crisis answered far too late",
    ),
    deadline_least=par(
        0.4,
        lo=0.2,
        hi=0.6,
        unit="ratio",
        mark="FIXED",
        doc="The shortest time that a crisis leaves, over the mean (stipulated)",
    ),
    deadline_luck=par(
        1.2,
        lo=0.6,
        hi=1.8,
        unit="ratio",
        mark="FIXED",
        doc="What the longest has beyond the shortest, over the mean (stipulated)",
    ),
    crisis_anyhow=par(
        0.2, lo=0.1, hi=0.3, unit="ratio", mark="FIXED", doc="What a crisis costs whatever the answer (stipulated)"
    ),
    crisis_lost=par(
        0.8,
        lo=0.4,
        hi=1.2,
        unit="ratio",
        mark="FIXED",
        doc="What it costs where the answer comes too late (stipulated)",
    ),
)


STATE = state(__name__, crisis_bill=line(ONCE, COUNCIL, SUPPLIERS, "answers to crises"))


@process(
    201,
    writes=(
        "crisis_count",
        "crisis_loss",
        "crisis_days",
        "crisis_bill",
        "shaken",
        "shaken_months",
        "contacts",
        "contact_by",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("backlog", "satisfaction", "good_evidence", "bad_evidence"),
)
def crisis(s, p, now):
    """A late answer to a crisis costs money, time and trust; each layer and each consultation makes it later."""
    arrival = min(1.0, p.crisis_rate / 12.0)
    for c in range(s.council_key.size):
        # Peers who lend a hand, or managers who are gone, show in how fast it steadies (neutral: 0).
        s.shaken[c] -= p.shock_recovery * s.shaken[c] * plus(1.0, s.crisis_support, c)
        # A council counts as steady again once a twentieth of the gravest loss is left.
        s.shaken_months[c] = s.shaken_months[c] + 1.0 if s.shaken[c] > STEADY_AGAIN else 0.0
        if uniform(now, s.council_key[c], 0) >= arrival:
            continue
        severity = -log(uniform(now, s.council_key[c], 1)) / GRAVEST_OVER_USUAL
        severity = min(1.0, severity)
        deadline = p.crisis_deadline * (p.deadline_least + p.deadline_luck * uniform(now, s.council_key[c], 2))
        layers = 0.0
        people = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            layers += s.approvals[i] * s.filled[i]
            people += s.filled[i]
        layers = layers / max(1.0, people)
        talk = 0.0
        services = 0.0
        for k in range(s.runs.shape[1]):
            talk += s.participation[c, k] * s.runs[c, k]
            services += s.runs[c, k]
        talk = talk / max(1.0, services)
        arc = s.leader_arc[c]
        trusted, _ = top_trust(s, c)
        days = (
            p.crisis_base_days
            + p.crisis_approval_days * layers
            + p.crisis_consultation_days * talk * talk
            + p.crisis_distrust_days * (1.0 - trusted)
        )
        days = plus(days, s.crisis_delay, c)
        wanted = p.crisis_hours * severity
        chief = s.chief_executive[c]
        found = ask_both(s, p, s.leader[c], chief, wanted) if s.filled[chief] == 1.0 else ask(s, p, s.leader[c], wanted)
        days *= 2.0 - found / wanted if wanted > 0.0 else 1.0
        late = clip((days - deadline) / p.crisis_deadline, 0.0, 1.0)
        loss = severity * late
        s.crisis_count[c] += 1.0
        s.crisis_days[c] += days
        s.crisis_loss[c] += loss
        s.shaken[c] += loss
        s.crisis_bill[c] += p.crisis_cost * s.base_net[c] * (p.crisis_anyhow * severity + p.crisis_lost * loss)
        hit = int(uniform(now, s.council_key[c], 3) * s.runs.shape[1])
        while s.runs[c, hit] == 0.0:
            hit = (hit + 1) % s.runs.shape[1]
        s.add_backlog[c, hit] += s.base_cases[c, hit] * (p.crisis_anyhow * severity + p.crisis_lost * loss)
        for w in range(s.add_satisfaction.shape[1]):
            s.add_satisfaction[c, w] -= p.crisis_satisfaction * loss
        if s.filled[chief] == 0.0:
            continue
        back = s.reverse[arc]
        count_contact(s, arc, now)
        count_contact(s, back, now)
        if late > 0.0:
            s.add_bad_evidence[arc] += severity
            s.add_bad_evidence[back] += severity
        else:
            s.add_good_evidence[arc] += severity
            s.add_good_evidence[back] += severity
