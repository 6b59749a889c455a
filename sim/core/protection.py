"""Protection: which services councillors shield from cuts, by duty, by who sees them, and by whose voters use them.

Who does what to whom: before the budget round in March the councillors of the ruling group (leader, cabinet,
backbenchers) plead for the services that people in their own wards use. A plea weighs as much as the seat is in danger
and as many as vote there. The law protects without anybody's asking; what nobody sees is hardly pleaded for. Each
council also has priorities of its own, drawn once and kept: what it is proud of, what it promised, what it is bound to
by contract. [hastings2015]

A service is cut in proportion to its budget times how far it is open to cuts::

    open = (1 - protection_scale * statutory) * (1 - plea_strength * visibility * plea) * exp(-priority)
    plea = sum over wards (seats * danger * turnout * use) / sum over wards (seats * danger * turnout)

``use`` is how much a service is used in a ward, 1 on average over the wards, more in needy ones where its users are
in need; ``danger`` rises where residents are less satisfied than in 2010. With wards alike and no priorities every
plea is 1, and duty and visibility alone decide.
"""

from __future__ import annotations

from sim.council.services import BACKBENCHER
from sim.machine.arithmetic import clip, exp, logistic
from sim.machine.declared import par, parameters, state, var
from sim.machine.process import process
from sim.machine.randomness import MARCH, first_day, normal

STATE = state(
    __name__,
    users_in_need=var("service", "fixed", "how much more a needy ward uses it, per unit of its need", unit="ratio"),
    plea=var(
        "service", "condition", "how councillors plead for it, 1 where all wards use it alike", unit="ratio", start=1
    ),
    local_priority=var("service", "condition", "what the council itself puts first (+) or last (-), kept", unit="log"),
    open_to_cuts=var("service", "condition", "weight with which it is cut, 1 where nothing protects it", lo=0, start=1),
)

HEARD_MOST = 0.9
"""Protection that pleas win at most (share); a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    protection_scale=par(
        0.8,
        lo=0.4,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        role="calibrate",
        doc="How far statutory duty shields a service from cuts",
    ),
    plea_strength=par(
        0.32,
        lo=0,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="How far councillors' pleas shield a service that everybody sees (stipulated)",
    ),
    priority_spread=par(
        0.3,
        lo=0,
        hi=0.5,
        unit="log",
        mark="ASSUMPTION",
        source="mhclg_outturn",
        doc="Spread of what councils of one class put first, drawn once for each service (in half A to 2014-15 changes "
        "two years apart do not go together, so that it cannot be large)",
    ),
    seat_danger=par(
        6.0,
        lo=0,
        hi=15,
        unit="log odds per share",
        mark="FIXED",
        doc="How residents' dissatisfaction in a ward, below that of 2010, makes its councillors plead (stipulated)",
    ),
    turnout_need=par(
        0.6,
        lo=0,
        hi=2,
        unit="log odds",
        mark="FIXED",
        doc="How much less people vote in a ward with twice the usual need (stipulated)",
    ),
)


@process(340, writes=("plea", "local_priority", "open_to_cuts"))
def protect(s, p, now):
    """Councillors plead for what their wards use; duty protects without being asked; priorities stay."""
    if now.calendar != MARCH and now.month > 0:
        return
    # Drawn once and kept: the same address in every year.
    once = first_day(now.seed, now.replicate, now.process)
    for c in range(s.council_key.size):
        wards = s.ward_count[c]
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            pleas = 0.0
            weights = 0.0
            used = 0.0
            for w in range(wards):
                used += max(0.0, 1.0 + s.users_in_need[c, k] * (s.ward_need[c, w] - 1.0)) / wards
            for i in range(s.first_politician[c], s.first_manager[c]):
                if s.role[i] > BACKBENCHER or s.filled[i] == 0.0:
                    continue
                w = s.ward[i]
                danger = logistic(p.seat_danger * (p.satisfaction_start - s.satisfaction[c, w]))
                voting = logistic(
                    p.turnout_odds
                    + p.turnout_attachment * (s.attachment[c, w] - 0.5)
                    - p.turnout_need * (s.ward_need[c, w] - 1.0)
                )
                weights += danger * voting
                pleas += danger * voting * max(0.0, 1.0 + s.users_in_need[c, k] * (s.ward_need[c, w] - 1.0)) / used
            s.plea[c, k] = pleas / weights if weights > 0.0 else 1.0
            s.local_priority[c, k] = p.priority_spread * normal(once, s.council_key[c], k)
            heard = clip(p.plea_strength * s.visibility[c, k] * s.plea[c, k], 0.0, HEARD_MOST)
            s.open_to_cuts[c, k] = (
                (1.0 - p.protection_scale * s.statutory[c, k]) * (1.0 - heard) * exp(-s.local_priority[c, k])
            )
