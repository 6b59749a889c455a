"""A model whose answers are known, in place of the real one (see :func:`simulate`)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from sim.council.council import Council
from sim.machine.declared import PARAMETERS
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario

GAIN = 0.1
"""What the known model gives to the index for a style of 1 over one of 0, at one agency more than today's less one."""

LOUD, SOFT = "overload_loss", "refusal_law"
"""Two assumptions that something answers to; nothing answers to any other."""

STILL = ("leadership.delegation", "staff.contact_share", "staff.turnover", "staff.headcount", "money.failed")
SPREAD = 0.04


def simulate(
    scenario: Scenario, councils: Sequence[Council], *, months: int, seed: int, replicate: int, moved: Any
) -> np.ndarray:
    """One run: (months, councils, outcomes).

    Every outcome has luck of its own, by replicate and council and the same under any setting. The index gains from
    style as wickedness says, from nothing where style does not matter or authority does not follow it, and half
    without theories; delegation is the style; stress is what the funding of 2016-17 leaves wanting; workforce and
    contact share lie in their bands; the index answers to one assumption, satisfaction and contact share to another.
    The first month holds nothing yet.

    ``SPOILT`` in the environment names a file with lines of "council's code, scenario, months, replicate" of runs that
    go wrong.
    """
    if "SPOILT" in os.environ:
        said = f"{councils[0].code}, {scenario.name}, {months}, {replicate}"
        if said in Path(os.environ["SPOILT"]).read_text().splitlines():
            raise ZeroDivisionError("no cases\nat all")
    v = scenario.values
    acts = float(v["style_matters"]) * float(v["authority_follows_style"]) * (0.5 if scenario.without else 1.0)
    style, gain = float(v["style_mean"]), GAIN * acts * (1.0 + float(v["wickedness_shift"]))
    loud, soft = (PARAMETERS[name] for name in (LOUD, SOFT))
    own: dict[str, Any] = {
        "leadership.delegation": style,
        "index": 0.5 + gain * style + 0.5 * (float(v[LOUD]) - loud.default) / (loud.hi - loud.lo),
        "public.satisfaction": 0.7 + 0.5 * (float(v[SOFT]) - soft.default) / (soft.hi - soft.lo),
        "staff.contact_share": 0.23 - 0.04 * abs(float(v[SOFT]) - soft.default) / (soft.hi - soft.lo),
        "staff.turnover": 0.15,
        "staff.headcount": np.linspace(1.0, 0.5, 180)[:months],
        "money.failed": 0.0,
    }
    values = np.empty((months, len(councils), len(OUTCOMES)))
    for place, council in enumerate(councils):
        for column, name in enumerate(OUTCOMES):
            luck = keyed(seed, replicate, council.code, name)
            # A hundredth of the luck goes with style, so that differences of styles have a spread too.
            values[:, place, column] = own.get(name, 0.5) + SPREAD * luck * (1.0 + 0.01 * acts * style)
            if name == "money.stress":
                values[:, place, column] = 1.0 - council.funding[6] + 0.001 * luck
            elif name in STILL:
                values[:, place, column] = own[name]
    values[0] = 0.0
    return values


def keyed(*who: object) -> float:
    """A number from about -1.7 to 1.7 (mean 0, standard deviation 1) that hangs on ``who`` alone."""
    digits = int.from_bytes(sha256(repr(who).encode()).digest()[:6], "big") / 2**48
    return (2.0 * digits - 1.0) * 3**0.5
