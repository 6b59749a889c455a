"""An engine that takes no time: numbers drawn from what a run depends on, and runs that go wrong when they are told to.

``TROUBLE`` names a JSON file such as ``{"raise": ["<name>"], "sleep": 0.01}``; a run's name is that of its scenario's
content, its councils, its seed and its replicate, as :func:`name_of` gives it.
"""

from __future__ import annotations

import json
import os
import signal
import time
from hashlib import blake2b
from pathlib import Path

import numpy as np

from sim.outcomes import OUTCOMES


def name_of(scenario, councils, months: int, seed: int, replicate: int) -> str:
    """Sixteen hexadecimal digits for one run."""
    said = repr((scenario.digest, councils, months, seed, replicate))
    return blake2b(said.encode(), digest_size=8).hexdigest()


def simulate(scenario, councils, *, months, seed, replicate, moved):
    name = name_of(scenario, tuple(councils), months, seed, replicate)
    trouble = json.loads(Path(os.environ["TROUBLE"]).read_text()) if os.environ.get("TROUBLE") else {}

    def meant(kind: str) -> bool:
        return name in trouble.get(kind, ())

    if meant("raise"):
        raise ZeroDivisionError("no cases\nat all")
    if meant("hang"):
        time.sleep(3600)
    if meant("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(trouble.get("sleep", 0.0))
    values = np.random.default_rng(int(name, 16)).random((months, len(councils), len(OUTCOMES)))
    if meant("not_finite"):
        values[2, 0, :] = np.inf
    return values


def spoilt(scenario, councils, **more):
    """An engine that gives nothing at all."""
    raise RuntimeError("never")
