"""A study of fairness whose process is killed goes on where it stopped, and ends with the same tables."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.runs.journal import read_journal
from experiments.runs.plan import Expansion
from experiments.studies.fairness.size import Size
from experiments.studies.fairness.study import Fairness
from experiments.studies.publish import conduct

HOME = Path(__file__).resolve().parents[2]
SMALL = Size(True, 1, 60, 2, 2, 1.1)
KNOWN = "known_model:simulate"
KILLED = """
import sys
from pathlib import Path
sys.path[:0] = [{home!r}, {here!r}]
from test_killed import KNOWN, SMALL
from experiments.studies.fairness.study import Fairness
from experiments.studies.publish import conduct
conduct(Fairness(SMALL), out=Path(sys.argv[1]), workers=2, batch_runs=5, engine=KNOWN)
"""
TABLES = ("bands", "controls", "correlations", "maps", "parameters", "shuffled")


def done(folder: Path) -> int:
    return len(read_journal(folder / "journal.jsonl").keys)


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_killed_study_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder, kept, interrupted = tmp_path / "killed", 0, 0
    planned = len(np.unique(Expansion(Fairness(SMALL).design).keys))
    code = KILLED.format(home=str(HOME), here=str(Path(__file__).parent))
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], cwd=HOME, env={**os.environ, "SLOW": "0.01"}
        )
        deadline = time.time() + 120
        while done(folder) < kept + 50 and process.poll() is None:
            assert time.time() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert done(folder) >= kept, "nothing that was done is lost"
        kept = done(folder)
        interrupted += 0 < kept < planned
    assert interrupted == 3, "no kill ever came in the middle"
    ended = conduct(Fairness(SMALL), out=folder, engine=KNOWN)
    assert ended.ran.ran == planned - kept
    fresh = conduct(Fairness(SMALL), out=tmp_path / "fresh", engine=KNOWN)
    assert ended.ran.digest == fresh.ran.digest
    for name in TABLES:
        one, other = (pd.read_parquet(out / f"{name}.parquet") for out in (folder, tmp_path / "fresh"))
        pd.testing.assert_frame_equal(one, other, check_exact=True)
