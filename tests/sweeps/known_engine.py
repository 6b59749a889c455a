"""An engine whose variance is known exactly: it takes no time, and every outcome it gives is the same in every month.

A run of replicate *k* gives ``style_mean`` times +1 (*k* even) or -1 (*k* odd), so that *n* runs (*n* even) have the
variance ``style_mean`` squared times n / (n - 1). A scenario with ``contagion`` 0 (:data:`SECOND`) gives the same, and
on top of it ``audit_rate`` times +1 or -1, changing after every second run: its difference from ``command`` varies as
that does, however much the two vary.
"""

from __future__ import annotations

import os
import time

import numpy as np

from sim.outcomes import OUTCOMES

SECOND = "extends: command\nwhy: The second scenario.\nset: {contagion: 0}\n"
"""Told apart by its content, as runs are: by its name alone it would be the same run."""


def simulate(scenario, councils, *, months, seed, replicate, moved):
    time.sleep(float(os.environ.get("SLOW", "0")))  # the time to be killed in
    value = scenario.values["style_mean"] * (-1.0) ** replicate
    if scenario.values["contagion"] == 0.0:
        value += scenario.values["audit_rate"] * (-1.0) ** (replicate // 2)
    return np.full((months, len(councils), len(OUTCOMES)), value)


def barren(scenario, councils, **more):
    """The same, but no run of the second scenario gives anything."""
    if scenario.values["contagion"] == 0.0:
        raise ZeroDivisionError("nothing grows here")
    return simulate(scenario, councils, **more)
