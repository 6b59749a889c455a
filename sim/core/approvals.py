"""Approvals: every layer must agree; each lets right decisions through, stops wrong ones, and takes time. [sah1986]

What a rule covers needs no approval: a case of one agency is settled by rule, of w agencies in ``1 / w`` of its
decisions; rules are fast and even. For the rest, over n layers a right request passes with ``p_right ^ n`` and a wrong
one with ``p_wrong ^ n`` (Sah and Stiglitz); each layer takes ``approval_delay`` months, and need decays while it waits.
"""

from __future__ import annotations

from sim.machine.arithmetic import exp, power
from sim.machine.declared import par, parameters
from sim.machine.process import process

PARAMS = parameters(
    __name__,
    right_passes=par(
        0.9,
        lo=0.7,
        hi=1,
        unit="share",
        mark="LITERATURE",
        source="sah1986",
        doc="Right requests that one layer lets pass",
    ),
    wrong_passes=par(
        0.4,
        lo=0.1,
        hi=0.8,
        unit="share",
        mark="LITERATURE",
        source="sah1986",
        doc="Wrong requests that one layer lets pass",
    ),
    rule_accuracy=par(
        0.88, lo=0.6, hi=1, unit="share", mark="ASSUMPTION", doc="Decisions by rule that are right and in time"
    ),
    wrong_requests=par(0.15, lo=0, hi=0.5, unit="share", mark="ASSUMPTION", doc="Requests that should not be granted"),
    approval_delay=par(
        0.25, lo=0, hi=2, unit="months per layer", mark="ASSUMPTION", doc="Time each layer takes over a request"
    ),
    delay_harm=par(
        0.6, lo=0, hi=3, unit="a month", mark="ASSUMPTION", doc="Rate at which help loses its use while it waits"
    ),
)


@process(501, writes=("approved_in_time", "approved_misuse"))
def approvals(s, p, now):
    """Rules settle plain cases; for the rest more layers stop more wrong and more right decisions, and take time."""
    known = -1.0
    timely = 0.0
    wrong = 0.0
    for c in range(s.first_staff.size):
        for k in range(s.runs.shape[1]):
            s.approved_in_time[c, k] = 0.0
            s.approved_misuse[c, k] = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            if s.filled[i] == 0.0:
                continue
            k = s.service[i]
            n = s.approvals[i]
            ruled = 1.0 / s.wickedness[c, k]
            # Colleagues under one manager have the same layers above them: worked out once.
            if n != known:
                known = n
                timely = power(p.right_passes, n) * exp(-p.delay_harm * p.approval_delay * n)
                wrong = power(p.wrong_passes, n)
            s.approved_in_time[c, k] += ruled * p.rule_accuracy + (1.0 - ruled) * timely
            s.approved_misuse[c, k] += p.wrong_requests * ((1.0 - ruled) * wrong + 0.1 * ruled)
        for k in range(s.runs.shape[1]):
            people = max(1.0, s.in_post[c, k])
            s.approved_in_time[c, k] /= people
            s.approved_misuse[c, k] /= people
