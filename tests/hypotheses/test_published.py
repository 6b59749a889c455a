"""The published verdicts are those that the model gives: three rows of them are made again.

Only for a release: in between, the model may be ahead of what was published, and ``results/published/README.md`` says
which model that was. That the folders are whole is tested always (``tests/docs/test_published_folders.py``).
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.studies.hypotheses.design import Asked
from experiments.studies.hypotheses.registry import all_hypotheses
from experiments.studies.hypotheses.study import Hypotheses
from experiments.studies.hypotheses.verdict import shown_verdict
from experiments.studies.publish import conduct, holds
from sim import MODEL_VERSION

pytestmark = pytest.mark.release

PUBLISHED = Path(__file__).resolve().parents[2] / "results" / "published" / "hypotheses"
ROWS = 3


@pytest.mark.release
@pytest.mark.skipif(not (PUBLISHED / "manifest.json").is_file(), reason="no verdicts have been published yet")
def test_three_rows_are_made_again(tmp_path: Path) -> None:
    manifest = json.loads((PUBLISHED / "manifest.json").read_text(encoding="utf-8"))
    assert holds(PUBLISHED, manifest, manifest["result"], PUBLISHED), "files were altered since"
    assert manifest["model_version"] == MODEL_VERSION, "publish the verdicts of this version"
    assert not manifest["quick"]
    table = pd.read_parquet(PUBLISHED / "criteria.parquet")
    cheapest = sorted(manifest["hypotheses"].items(), key=lambda item: item[1]["seconds_of_runs"])
    left = ROWS
    for id_, made in cheapest:
        if left <= 0:
            break
        hypothesis = all_hypotheses()[id_]
        asked = Asked((hypothesis,), seed=manifest["seed"], replications=made["replications"], points=0)
        (found,) = conduct(Hypotheses(asked), out=tmp_path / id_).found.judgements
        rows = table[table["id"] == id_].set_index("criterion")
        for one in found.judged[:left]:
            row = rows.loc[one.criterion.name]
            assert one.effect == pytest.approx(row["effect"], rel=1e-9, abs=1e-12)
            assert one.low == pytest.approx(row["low"], rel=1e-9, abs=1e-12)
            assert one.high == pytest.approx(row["high"], rel=1e-9, abs=1e-12)
            assert shown_verdict(one) == row["verdict"]
            left -= 1
    assert left == 0
