"""Approvals: every layer must agree; each lets right decisions through, stops wrong ones, and takes time. [sah1986]

What a rule covers needs no approval: a case of one agency is settled by rule, of w agencies in ``1 / w`` of its
decisions (see ``casework``). For the rest a member of staff looks first, and puts forward what is right as often as
values are shared and what is wrong as often as they are not. Then over n layers a right request passes with
``p_right ^ n`` and a wrong one with ``p_wrong ^ n`` (Sah and Stiglitz); each layer takes ``approval_delay`` months, and
need decays while it waits. The first layer is the manager's, the second the director's, any further one the chief
executive's; a request waits on each desk the longer, the more paperwork is owed there. Where staff owe theirs, layers
see less of what is wrong.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import layers_of, months_owed
from sim.machine.arithmetic import clip, exp, log
from sim.machine.declared import par, parameters
from sim.machine.ports import fold, port
from sim.machine.process import process

VALUES = port(__name__, "approvals.values", "person", "sum", "what is added to alignment with the shared values")

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
    wrong_requests=par(
        0.15, lo=0.05, hi=0.3, unit="share", mark="ASSUMPTION", doc="Requests that should not be granted"
    ),
    approval_delay=par(
        0.25, lo=0, hi=2, unit="months per layer", mark="FIXED", doc="Time each layer takes over a request (stipulated)"
    ),
    owed_delay=par(
        1.0,
        lo=0,
        hi=3,
        unit="ratio per month",
        mark="FIXED",
        doc="How much longer a layer takes where whoever must agree owes a month of paperwork (stipulated)",
    ),
    owed_misuse=par(
        0.5,
        lo=0,
        hi=2,
        unit="ratio per month",
        mark="FIXED",
        doc="How many more wrong requests pass where staff owe a month of paperwork: what is not written is not seen "
        "(stipulated)",
    ),
    delay_harm=par(
        0.6,
        lo=0,
        hi=3,
        unit="a month",
        mark="FIXED",
        doc="Rate at which help loses its use while it waits (stipulated)",
    ),
)


@process(501, writes=("shared_values", "approved_in_time", "approved_misuse"))
def approvals(s, p, now):
    """Staff look first; then more layers stop more wrong and more right decisions, and take time."""
    right = log(p.right_passes)
    slips = log(p.wrong_passes)
    owed = np.empty(s.filled.size)
    near = np.empty(s.filled.size)
    above = np.empty(s.filled.size)
    timely = np.empty(s.filled.size)
    wrong = np.empty(s.filled.size)
    for c in range(s.runs.shape[0]):
        for i in range(s.first_staff[c], s.first_partner[c]):
            s.shared_values[i] = s.alignment[i]
        fold(s.approvals_values, s.shared_values, s.first_staff[c], s.first_partner[c])
        for i in range(s.first_manager[c], s.first_partner[c]):
            owed[i] = months_owed(s, p, i)
        top = owed[s.chief_executive[c]]
        office = s.chief_executive_office[c]
        for k in range(s.runs.shape[1]):
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                near[i] = owed[s.boss[i]]
                above[i] = owed[s.service_director[c, k]]
        for i in range(s.first_staff[c], s.first_partner[c]):
            right_first = clip(s.shared_values[i], 0.0, 1.0)
            first, second, further = layers_of(s.approvals[i], office)
            behind = first * near[i] + second * above[i] + further * top
            waits = p.approval_delay * (s.approvals[i] + p.owed_delay * behind)
            timely[i] = s.filled[i] * right_first * exp(right * s.approvals[i] - p.delay_harm * waits)
            hidden = 1.0 + p.owed_misuse * owed[i]
            wrong[i] = s.filled[i] * (1.0 - right_first) * min(1.0, hidden * exp(slips * s.approvals[i]))
        for k in range(s.runs.shape[1]):
            in_time = 0.0
            misuse = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                in_time += timely[i]
                misuse += wrong[i]
            people = max(1.0, s.in_post[c, k])
            s.approved_in_time[c, k] = in_time / people
            s.approved_misuse[c, k] = p.wrong_requests * misuse / people
