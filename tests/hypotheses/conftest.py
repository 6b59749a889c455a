from __future__ import annotations

from pathlib import Path

import pytest

from experiments.studies.hypotheses.cells import CellStore


@pytest.fixture
def store(tmp_path: Path) -> CellStore:
    return CellStore(tmp_path / "cells")
