"""Scrutiny: backbench and opposition question the executive; closeness blunts them. [clg2017]

Every quarter ``challenge`` moves to the share of scrutineers who challenge: opposition councillors always may,
backbenchers of the ruling party the less the more they trust their leader (capture). Who trusts staff in the own
ward hears what goes wrong: ``informed = h / (1 + h)``, h the trust on ward ties. Challenge brings
governance risk to light early and makes problems passed on do less harm. To challenge, a scrutineer sits down with
the director of a service; what neither has the hours for is not asked.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import ask_both, months_owed
from sim.council.services import BACKBENCHER, OPPOSITION, WARD
from sim.machine.arithmetic import clip
from sim.machine.declared import par, parameters
from sim.machine.ports import plus, port
from sim.machine.process import process
from sim.machine.randomness import uniform

SILENCE = port(__name__, "scrutiny.silence", "council", "sum", "share of what is known that is not told")
MONITORING = port(
    __name__, "scrutiny.monitoring", "council", "sum", "hidden risk brought to light from outside", unit="a month"
)

EXPOSURE_MOST = 10.0
"""Exposure beyond which more makes no odds; a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    scrutiny_strength=par(
        0.6, lo=0, hi=1, unit="share", mark="ASSUMPTION", doc="Chance that a willing scrutineer gets to the matter"
    ),
    capture=par(
        0.6,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far trust in the leader silences a backbencher (stipulated)",
    ),
    scrutiny_hours_each=par(
        2.0,
        lo=0,
        hi=4,
        unit="hours",
        mark="FIXED",
        doc="Hours of a scrutineer and of a director that one challenge takes in a quarter (stipulated)",
    ),
    exposure_growth=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="a month",
        mark="FIXED",
        doc="Governance risk that untested decisions pile up (stipulated)",
    ),
    exposure_found=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        doc="Share of it that full challenge brings to light (stipulated)",
    ),
    exposure_owed=par(
        0.5,
        lo=0,
        hi=2,
        unit="share per month",
        mark="FIXED",
        doc="How much more untested decisions pile up where paperwork of a month is owed: nobody can see what was "
        "done (stipulated)",
    ),
    exposure_passed=par(
        0.2,
        lo=0.0,
        hi=1.0,
        unit="exposure per problem",
        mark="FIXED",
        doc="Governance risk that a problem passed on adds, against that of a month (stipulated)",
    ),
    informed_alone=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="ratio",
        mark="FIXED",
        doc="What a scrutineer finds who hears from no staff (stipulated)",
    ),
    informed_heard=par(
        0.8, lo=0.4, hi=1.2, unit="ratio", mark="FIXED", doc="What hearing from many staff adds (stipulated)"
    ),
    challenge_pace=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="a month",
        mark="FIXED",
        doc="How fast challenge follows what scrutineers do (stipulated)",
    ),
    venture_risk=par(
        4.0,
        lo=2,
        hi=6,
        unit="ratio",
        mark="FIXED",
        doc="Governance risk of commercial income, per share of net cost (stipulated)",
    ),
    exposure_usual=par(
        0.2,
        lo=0.1,
        hi=0.3,
        unit="ratio",
        mark="FIXED",
        doc="Untested decisions of a council in which nothing is passed on (stipulated)",
    ),
)


@process(
    331,
    writes=("challenge", "governance_exposure", "own_hours", "paper_hours", "hours_asked", "hours_granted"),
)
def scrutiny(s, p, now):
    """Scrutineers who are not captured challenge the executive; what they miss is laid bare later."""
    shares = np.empty(s.filled.size)
    for c in range(s.challenge.size):
        if now.quarter_end:
            voices = 0.0
            seats = 0.0
            for i in range(s.first_politician[c], s.first_manager[c]):
                if s.role[i] == OPPOSITION:
                    willing = 0.5 + 0.5 * s.listening[i]
                elif s.role[i] == BACKBENCHER:
                    willing = (0.5 + 0.5 * s.listening[i]) * (1.0 - p.capture * s.trust[s.boss_arc[i]])
                else:
                    continue
                heard = 0.0
                for z in range(s.arc_start[i], s.arc_start[i + 1]):
                    if s.layer[z] == WARD:
                        heard += s.trust[z]
                informed = p.informed_alone + p.informed_heard * heard / (1.0 + heard)
                seats += 1.0
                if uniform(now, s.slot_id[i], 0) < p.scrutiny_strength * willing * informed:
                    k = int(seats) % s.runs.shape[1]
                    officer = s.service_director[c, k] if s.runs[c, k] == 1.0 else s.chief_executive[c]
                    met = ask_both(s, p, i, officer, p.scrutiny_hours_each)
                    voices += met / p.scrutiny_hours_each if p.scrutiny_hours_each > 0.0 else 1.0
            share = voices / max(1.0, seats)
            s.challenge[c] += p.challenge_pace * (share - s.challenge[c])
        owed = 0.0
        officers = s.first_partner[c] - s.first_manager[c]
        for i in range(s.first_manager[c], s.first_partner[c]):
            shares[i] = months_owed(s, p, i) / officers
        for i in range(s.first_manager[c], s.first_partner[c]):
            owed += shares[i]
        risky = s.commercial[c] / s.base_net[c] * p.venture_risk
        untested = p.exposure_passed * s.problems_passed[c] + risky + p.exposure_usual
        s.governance_exposure[c] += p.exposure_growth * untested * (1.0 + p.exposure_owed * owed)
        # Not everybody tells what they know; monitors find some of the rest.
        told = p.exposure_found * s.challenge[c] * (1.0 - plus(0.0, s.scrutiny_silence, c))
        told = plus(told, s.scrutiny_monitoring, c)
        s.governance_exposure[c] -= min(1.0, told) * s.governance_exposure[c]
        s.governance_exposure[c] = clip(s.governance_exposure[c], 0.0, EXPOSURE_MOST)
