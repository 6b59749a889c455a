"""What a lesson expects, held against the model: its contrast run in pairs, the way that the page runs it.

An expectation stands in the lesson before anything is run and is not changed afterwards; one that is not met is said.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analysis.intervals import paired_interval
from experiments.analysis.summaries import PRIMARY, SUMMARIES, WHOLE
from sim.errors import InputError
from sim.faces.simulate import simulate
from sim.outcomes import MEASURES
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario

PAIRS = 40
WINDOWS = {"last_year": PRIMARY, "whole": WHOLE}
_AMOUNT = re.compile(r"\d+\.?\d*")
RESULTS = ("higher", "same", "lower", "unclear")


@dataclass(frozen=True)
class Found:
    """What pairs said of a contrast: the paired difference, its interval, and the word that a lesson uses for it."""

    mean: float
    low: float
    high: float
    pairs: int
    result: str


def scenario_of_arm(arm: Mapping[str, Any], mechanism: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of one arm of a contrast; ``mechanism`` is what the lesson switches off in it, if anything."""
    off = mechanism or {}
    said = {
        "extends": arm["scenario"],
        "why": "An arm of a lesson.",
        "set": {**arm.get("set", {}), **off.get("set", {})},
        "without": [*arm.get("without", []), *off.get("without", [])],
        "events": [{**event, "date": str(event["date"])} for event in arm.get("events", [])],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arm.yaml"
        path.write_text(json.dumps({key: part for key, part in said.items() if part}), encoding="utf-8")  # JSON is YAML
        return load_scenario(path)


def margin(lesson: Mapping[str, Any]) -> float:
    """How small a difference the lesson calls the same, in the outcome's own unit: "1 %" of a share is 0.01."""
    amount = _AMOUNT.match(lesson["same_within"].strip())
    if amount is None:
        raise InputError(f'"same_within" of {lesson["title"]} must begin with a number, such as 1 %.')
    share = MEASURES[lesson["outcome"]].unit.split(" ")[0] in ("share", "probability")
    return float(amount[0]) / (100.0 if share and lesson["same_within"].strip().endswith("%") else 1.0)


def found(
    lesson: Mapping[str, Any],
    contrast: Mapping[str, Any] | None = None,
    mechanism: Mapping[str, Any] | None = None,
    pairs: int = PAIRS,
) -> Found:
    """Run ``contrast`` (the lesson's own by default) in pairs and say what comes out."""
    asked = contrast or lesson["contrast"]
    arms = [scenario_of_arm(asked[arm], mechanism) for arm in ("reference", "mine")]
    summary = SUMMARIES[WINDOWS[lesson["window"]]]
    values = np.empty((2, pairs))
    for at, scenario in enumerate(arms):
        for replicate in range(pairs):
            run = simulate(scenario, lesson["council"], seed=lesson["seed"], replicate=replicate)
            series = run.frame()[lesson["outcome"]].to_numpy()
            values[at, replicate] = summary.of(series[np.newaxis, :, np.newaxis])[0, 0]
    interval = paired_interval((values[1] - values[0])[:, np.newaxis])
    mean, low, high = (float(part[0]) for part in (interval.mean, interval.low, interval.high))
    return Found(mean, low, high, interval.n, word(low, high, margin(lesson)))


def word(low: float, high: float, most: float) -> str:
    """The word for an interval: the same if all of it is within what the lesson calls so, else where it lies."""
    if -most <= low and high <= most:
        return "same"
    return "higher" if low > 0 else "lower" if high < 0 else "unclear"


def told(lesson: Mapping[str, Any], result: Found) -> str:
    """One sentence: what was expected, and what came."""
    expected = lesson["expects"]["result"]
    met = "as expected" if expected == result.result else f"not as expected ({expected})"
    return (
        f"{lesson['title']}: {lesson['outcome']} {result.result}, {met}; "
        f"difference {result.mean:.4g} ({result.low:.4g} to {result.high:.4g}) over {result.pairs} pairs."
    )
