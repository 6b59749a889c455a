"""S21 Leading questions: partnership needs win-win; under fast cuts leaders shunt cost; power without consent falls
over. [tizard2010]

``temptation = limit x logistic(b1 (stress - threshold)) x (1 - d T)``: near nothing until the deficit passes a
threshold, then steep, and damped by trust in partners. A partner with power above consent takes a payoff at once and
pays in trust. Projects are worth their hours only where the task needs a partner. The public's behaviour changes where
it trusts the council.
"""

from __future__ import annotations

from sim.core.demand import AVOIDED
from sim.core.partners import CONSENT_COST, PARTNERSHIP_VALUE, POWER_GAIN, TEMPTATION, THEIR_TEMPTATION
from sim.council.services import BUSINESS
from sim.machine.arithmetic import clip, logistic
from sim.machine.declared import par, parameters, state
from sim.machine.ports import contributes
from sim.machine.process import Theory, process

S21 = Theory(
    "S21",
    "Leading questions",
    "Partnership needs alignment and win-win; fast cuts bring protectionism and cost shunting; "
    "power without consent dies sooner.",
    "tizard2010",
    "partners.shunted",
    mechanism="partnership needs win-win; beyond a deficit leaders shunt cost; changing the public's behaviour",
)

CONSENT_MOST = 0.99
"""Threshold of consent as near to 1 as is reckoned with."""

PARAMS = parameters(
    __name__,
    temptation_threshold=par(
        0.13,
        lo=0.02,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="Own deficit at which shunting tempts (stipulated: 10 to 15 per cent)",
    ),
    temptation_slope=par(
        18.0,
        lo=0,
        hi=40,
        unit="log odds",
        mark="FIXED",
        doc="How steeply temptation rises beyond the threshold (stipulated)",
    ),
    temptation_limit=par(
        0.6,
        lo=0.2,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Temptation at the deepest deficit without any trust (stipulated)",
    ),
    temptation_trust=par(
        0.8, lo=0, hi=1, unit="share", mark="FIXED", doc="How far full trust in partners damps temptation (stipulated)"
    ),
    consent_threshold=par(
        0.7, lo=0.3, hi=1, unit="share", mark="FIXED", doc="Power beyond which consent is skipped (stipulated)"
    ),
    power_payoff=par(
        0.5, lo=0, hi=1.5, unit="payoff", mark="FIXED", doc="Payoff that full power takes without consent (stipulated)"
    ),
    behaviour_reach=par(
        0.08,
        lo=0,
        hi=0.25,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="Need that a public which fully trusts the council avoids by acting differently",
    ),
    selectivity=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far projects are kept to tasks that need a partner (stipulated)",
    ),
    behaviour_pace=par(
        0.05,
        lo=0.025,
        hi=0.075,
        unit="a month",
        mark="FIXED",
        doc="How fast the public changes what it does (stipulated)",
    ),
)

STATE = state(
    __name__,
    behaviour_change=contributes(AVOIDED, "need avoided as the public acts differently (S21)", lo=0, hi=1),
    temptation=contributes(TEMPTATION, "pull to move cost onto partners (S21)", lo=0, hi=1),
    their_temptation=contributes(THEIR_TEMPTATION, "pull of a partner to move cost onto the council (S21)", lo=0, hi=1),
    consent_cost=contributes(CONSENT_COST, "trust lost where power replaces consent (S21)", lo=0, hi=1),
    power_gain=contributes(POWER_GAIN, "payoff power takes without consent (S21)", lo=0),
    partnership_value=contributes(PARTNERSHIP_VALUE, "whether the task needs this partner (S21), 1 always", lo=0, hi=1),
)


@process(711, theory=S21, writes=("temptation", "their_temptation", "consent_cost", "power_gain", "partnership_value"))
def leading_questions(s, p, now):
    """Beyond a threshold of deficit leaders shunt cost, the less the more they trust their partners."""
    for c in range(s.first_partner.size):
        trust = 0.0
        ties = 0.0
        needed = 0.0
        total = 0.0
        for k in range(s.runs.shape[1]):
            needed += s.runs[c, k] * s.budget[c, k] * (1.0 if s.wickedness[c, k] >= 2.0 else 0.0)
            total += s.runs[c, k] * s.budget[c, k]
        for j in range(s.first_partner[c], s.last_partner[c]):
            theirs = 0.0
            here = s.arc_start[j + 1] - s.arc_start[j]
            for z in range(s.arc_start[j], s.arc_start[j + 1]):
                trust += s.trust[s.reverse[z]]
                theirs += s.trust[z]
            ties += here
            # A partner is tempted by its own deficit as the council is by its own.
            pull = logistic(p.temptation_slope * (s.own_deficit[j] - p.temptation_threshold))
            theirs = theirs / here if here > 0 else 0.5
            s.their_temptation[j] = p.temptation_limit * pull * (1.0 - p.temptation_trust * theirs)
            over = max(0.0, s.power[j] - p.consent_threshold) / (1.0 - min(CONSENT_MOST, p.consent_threshold))
            s.consent_cost[j] = clip(over, 0.0, 1.0)
            s.power_gain[j] = p.power_payoff * clip(over, 0.0, 1.0)
            # Business partners serve single-agency tasks more; selectivity keeps projects where several agencies are
            # needed.
            fit = needed / total
            if s.role[j] == BUSINESS:
                fit = 1.0 - fit
            s.partnership_value[j] = 1.0 - p.selectivity * (1.0 - fit)
        trust = trust / ties if ties > 0.0 else 0.5
        pull = logistic(p.temptation_slope * (s.stress[c] - p.temptation_threshold))
        s.temptation[c] = p.temptation_limit * pull * (1.0 - p.temptation_trust * trust)


@process(712, theory=S21, writes=("behaviour_change",))
def public_behaviour(s, p, now):
    """A public that trusts the council and has a say avoids some of the need that behaviour causes."""
    for c in range(s.runs.shape[0]):
        trust = 0.0
        for w in range(s.ward_count[c]):
            trust += s.resident_trust[c, w]
        trust /= s.ward_count[c]
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 1.0:
                aim = p.behaviour_reach * s.proactive[c, k] * trust * (0.5 + 0.5 * s.residents_say[c] / p.say_start)
                s.behaviour_change[c, k] += p.behaviour_pace * (aim - s.behaviour_change[c, k])
