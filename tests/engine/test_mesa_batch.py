"""``mesa.batch_run`` sweeps a parameter of the model, stops when the model stops, and gives the engine's numbers."""

from __future__ import annotations

import json

from engine_runs import in_a_process


def test_batch_run_sweeps_a_parameter() -> None:
    found = json.loads(in_a_process("tests/engine/batch_run.py"))
    rows = found["rows"]
    assert len(rows) == 4
    seen = {}
    for row in rows:
        assert row["Step"] in (3, 4), "the model stops after its months (Mesa 3.3 counts what was collected from zero)"
        seed = row.get("rng", row.get("seed"))
        expected = found["expected"][f"{row['style_mean']} {seed}"]
        assert {name: row[name] for name in expected} == expected
        seen[row["style_mean"], seed] = row["leadership.delegation"]
    assert len(set(seen.values())) == 4
