"""Ward work: residents who are not content ask their councillors, who answer as far as they have the time. [nfer2007]

A councillor has the hours that councillors spend with residents, and residents ask for as many where they are as
content as in 2010, for more where more are discontent. Those hours are evenings and weekends, in which no officer is
there; what is left of the hours for officers goes to the ward as well. Who is left without an answer feels it
(``residents``).
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import ask_in_ward
from sim.machine.declared import state, var
from sim.machine.process import process

STATE = state(
    __name__,
    unanswered=var("ward", "condition", "share of what residents asked of councillors left unanswered", lo=0, hi=1),
)


@process(152, writes=("unanswered", "own_hours", "ward_time", "paper_hours", "hours_asked", "hours_granted"))
def answer_residents(s, p, now):
    """Residents who are not content ask the councillors of their ward, who answer in what time is left."""
    asked = np.zeros(s.unanswered.shape[1])
    answered = np.zeros(s.unanswered.shape[1])
    for c in range(s.ward_count.size):
        asked[:] = 0.0
        answered[:] = 0.0
        for i in range(s.first_politician[c], s.first_manager[c]):
            w = s.ward[i]
            discontent = (1.0 - s.satisfaction[c, w]) / (1.0 - p.satisfaction_start)
            wanted = s.filled[i] * p.ward_hours * discontent
            asked[w] += wanted
            answered[w] += ask_in_ward(s, p, i, wanted)
        for w in range(s.ward_count[c]):
            s.unanswered[c, w] = 1.0 - answered[w] / asked[w] if asked[w] > 0.0 else 0.0
