"""An engine in which it is known which policy is best in which world: it takes no time.

Letting go (``style_mean`` 0.8) pays where trust is above 0.4 and costs where it is below. Luck is that of the
replicate, the same for all.
"""

from __future__ import annotations

import numpy as np

from sim.outcomes import OUTCOMES

ENGINE = "policy_engine:simulate"
TURN = 0.4


def simulate(scenario, councils, *, months, seed, replicate, moved):
    values = scenario.values
    luck = np.random.default_rng([seed, replicate]).normal()
    value = 10 * (values["style_mean"] - 0.5) * (values["initial_trust"] - TURN) + luck
    return np.full((months, len(councils), len(OUTCOMES)), value)
