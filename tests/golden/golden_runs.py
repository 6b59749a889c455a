"""The runs whose numbers are kept: how they are made, written and read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.council.councils import find_council
from sim.faces.model import MODEL_VERSION
from sim.machine.engine import simulate
from sim.outcomes import HEADLINE, OUTCOMES
from sim.scenario.scenario import load_scenario

FOLDER = Path(__file__).parent
SCENARIOS = ("baseline", "command", "distributed", "sharp-cuts", "cuts-early")
COUNCIL, MONTHS, SEED, REPLICATE = "Camden", 24, 2010, 1


def path_of(scenario: str) -> Path:
    """The file that keeps a scenario's numbers."""
    return FOLDER / f"{scenario}.json"


def make(scenario: str) -> dict[str, Any]:
    """Run a scenario: the headline outcomes month by month, to the last bit, and a digest of all outcomes."""
    run = simulate(load_scenario(scenario), find_council(COUNCIL), months=MONTHS, seed=SEED, replicate=REPLICATE)
    return {
        "model_version": MODEL_VERSION,
        "run": {"scenario": scenario, "council": COUNCIL, "months": MONTHS, "seed": SEED, "replicate": REPLICATE},
        "digest_of_all_outcomes": digest(run.values),
        "outcomes": {name: [float(value).hex() for value in run.values[:, OUTCOMES.index(name)]] for name in HEADLINE},
    }


def digest(values: np.ndarray, names: Sequence[str] = OUTCOMES) -> str:
    """A digest of all outcomes (months, outcomes), taken by name: in whatever order they stand, it is the same."""
    found = hashlib.sha256()
    for name in sorted(names):
        found.update(name.encode())
        found.update(np.ascontiguousarray(values[:, names.index(name)]).tobytes())
    return found.hexdigest()[:16]


def read(scenario: str) -> dict[str, Any]:
    """The numbers that are kept."""
    return dict(json.loads(path_of(scenario).read_text(encoding="utf-8")))


def text_of(kept: dict[str, Any]) -> str:
    """As a file: a line for each outcome and month, so that a difference between two versions can be read."""
    return json.dumps(kept, indent=1) + "\n"


def differences(kept: dict[str, Any], made: dict[str, Any]) -> list[str]:
    """What changed, a line for each outcome: the first month that differs, and by how much at the end."""
    lines = []
    for name in sorted({*kept["outcomes"], *made["outcomes"]}):
        old, new = kept["outcomes"].get(name), made["outcomes"].get(name)
        if old is None or new is None:
            lines.append(f"{name} is {'new' if old is None else 'gone'}")
        elif old != new:
            month = next(m for m, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
            before, after = float.fromhex(old[-1]), float.fromhex(new[-1])
            lines.append(f"{name} from month {month} on; at the end {before:.6g}, now {after:.6g}")
    if not lines and kept["digest_of_all_outcomes"] != made["digest_of_all_outcomes"]:
        lines.append("an outcome that is not in the headline")
    return lines
