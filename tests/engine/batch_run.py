"""Sweep the style of leaders with Mesa's own batch runner; prints its table as JSON. Run in a process of its own."""

from __future__ import annotations

import inspect
import json
import sys

import mesa

from sim.faces.model import CouncilModel
from sim.machine.engine import simulate
from sim.outcomes import OUTCOMES


def table() -> list[dict[str, object]]:
    """Rows of ``mesa.batch_run`` over two styles and two seeds."""
    seeds = {"rng" if "rng" in inspect.signature(mesa.batch_run).parameters else "iterations": [3, 4]}
    if "iterations" in seeds:
        seeds = {}
    parameters = {"style_mean": [0.2, 0.8], "council": "Camden", "months": 4}
    if not seeds:
        parameters["rng"] = [3, 4]
    return mesa.batch_run(
        CouncilModel,
        parameters=parameters,
        number_processes=1,
        max_steps=100,
        data_collection_period=-1,
        display_progress=False,
        **seeds,
    )


if __name__ == "__main__":
    rows = table()
    expected = {}
    for style in (0.2, 0.8):
        for seed in (3, 4):
            model = CouncilModel(style_mean=style, months=4, rng=seed)
            run = simulate(model.scenario, model.simulation.councils[0], months=4, seed=seed)
            expected[f"{style} {seed}"] = dict(zip(OUTCOMES, run.values[-1].tolist(), strict=True))
    kept = [{name: value for name, value in row.items() if isinstance(value, int | float | str)} for row in rows]
    json.dump({"mesa": mesa.__version__, "rows": kept, "expected": expected}, sys.stdout)
