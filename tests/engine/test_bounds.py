"""No rule reads or writes beyond its arrays, and none counts from the end: shown by runs with every index checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_runs import CASES, in_a_process


@pytest.mark.process
def test_no_index_is_out_of_bounds(tmp_path: Path) -> None:
    """In a process and a cache of its own: code compiled with checks is other code."""
    said = in_a_process(
        str(Path(__file__).with_name("bounds_run.py")), NUMBA_BOUNDSCHECK="1", TOWNHALL_CACHE=str(tmp_path)
    )
    assert f"{36 * (len(CASES) + 1)} months with every index checked" in said
