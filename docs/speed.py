"""The README's line on speed: taken from what ``make bench`` measured, never typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).parents[1] / "benchmarks" / "results.json"
RUNS, TWIN = "runs", "against_mesa"


def _rows(section: dict[str, Any]) -> dict[str, str]:
    return {row["key"]: row["measured"] for row in section["rows"]}


def speed(measured: Path = MEASURED) -> str:
    """How long a run takes and how that compares with plain Mesa, with when, where and beside what it was measured."""
    found = json.loads(measured.read_text(encoding="utf-8")) if measured.exists() else {}
    if not {RUNS, TWIN} <= found.keys():
        return "No speed has been measured yet: `make bench` does it."
    runs, twin = _rows(found[RUNS]), _rows(found[TWIN])
    when, where, busy = (line.removeprefix("- ") for line in found[RUNS]["stamp"])
    return (
        f"A run of 180 months, with every theory on and all outcomes kept, takes {runs['run_default']} of one core for "
        f"a council of the default size and {runs['run_research']} for one of research size; the compiled engine does "
        f"{twin['twin']} the work of the same rules in plain Mesa "
        f"([benchmarks/results.md](benchmarks/results.md): {when}; {where}; {busy})."
    )


BLOCKS = {"speed": speed}
