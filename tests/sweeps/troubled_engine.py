"""The model's own engine, except that runs it is told to spoil go wrong, each in a way that really happens.

What to spoil stands in the JSON file that ``TROUBLE`` names: ``{"raise": [3], "die": [5]}`` spoils the runs whose
replicate is 3 or 5. ``once`` names a file whose existence says that "die_once" has happened and need not again, and
``while`` one that runs in "wait" wait to go away.
"""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import numpy as np

from experiments.runs import engine


def simulate(scenario, councils, *, months, seed, replicate, moved):
    trouble = json.loads(Path(os.environ["TROUBLE"]).read_text())

    def meant(kind: str) -> bool:
        return scenario.name == trouble.get("scenario", scenario.name) and replicate in trouble.get(kind, ())

    if meant("raise"):
        raise ZeroDivisionError("no cases\nat all")
    if meant("hang"):
        time.sleep(3600)
    if meant("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if meant("exit"):
        os._exit(7)
    if meant("die_once") and not Path(trouble["once"]).exists():
        Path(trouble["once"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(trouble.get("sleep", 0.0))
    while meant("wait") and Path(trouble["while"]).exists():
        time.sleep(0.02)
    values = engine.simulate(scenario, councils, months=months, seed=seed, replicate=replicate, moved=moved)
    if meant("not_finite"):
        values[2, 0, 0] = np.inf
    return values


def spoilt(scenario, councils, **more):
    """An engine that gives nothing at all."""
    raise RuntimeError("never")
