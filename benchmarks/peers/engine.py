"""The one function that every peer calls for a run; and the trouble that it makes when it is asked to.

Trouble stands in the JSON file that ``TOWNHALL_PEERS_TROUBLE`` names: ``log`` is a file that gets a line for every run
that is done, ``seconds`` what a run takes longer than it would; ``raise`` and ``kill`` name a run (style, trust,
replicate) that raises, or whose process is killed. ``once`` is a file that says that the killing has happened.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs import engine
from sim.council.councils import find_council
from sim.outcomes import HEADLINE, OUTCOMES
from sim.scenario.scenario import load_scenario

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario

SMALL = {"politicians": 12, "managers": 12, "frontline_staff": 24, "partners": 1, "wards": 1}
"""A small council, whose runs are short: what is not the model weighs most there."""

SCENARIO, COUNCIL = "baseline", "Camden"
TROUBLE = "TOWNHALL_PEERS_TROUBLE"
COLUMNS = np.array([OUTCOMES.index(name) for name in HEADLINE])


@cache
def _start() -> tuple[Scenario, Council]:
    return load_scenario(SCENARIO).changed(**SMALL), find_council(COUNCIL)


@cache
def _trouble() -> dict[str, Any]:
    path = os.environ.get(TROUBLE)
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def one_run(*, style_mean: float, initial_trust: float, months: int, seed: int, replicate: int = 0) -> dict[str, float]:
    """The headline outcomes in the last month of one run."""
    scenario, council = _start()
    scenario = scenario.changed(style_mean=style_mean, initial_trust=initial_trust)
    call = simulate if _trouble() else engine.simulate
    values = call(scenario, (council,), months=months, seed=seed, replicate=replicate, moved=lambda share: None)
    return dict(zip(HEADLINE, values[-1, 0, COLUMNS].tolist(), strict=True))


def simulate(
    scenario: Scenario, councils: Sequence[Council], *, months: int, seed: int, replicate: int, moved: engine.Moved
) -> np.ndarray:
    """The model's own function, with trouble around it; Town Hall is handed it as its engine."""
    trouble = _trouble()
    run = [scenario.values["style_mean"], scenario.values["initial_trust"], replicate]
    time.sleep(trouble.get("seconds", 0.0))
    if run == trouble.get("raise"):
        raise ZeroDivisionError("this run was told to fail")
    if run == trouble.get("kill") and not Path(trouble["once"]).exists():
        Path(trouble["once"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    values = engine.simulate(scenario, councils, months=months, seed=seed, replicate=replicate, moved=moved)
    with open(trouble["log"], "a", encoding="utf-8") as log:  # one short line, appended whole
        log.write(json.dumps(run) + "\n")
    return values
