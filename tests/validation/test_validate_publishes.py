"""Validation as a study: its tables, its report, and what is kept of the model after each step."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "studies"))

from small_studies import ENGINE

from experiments.analysis.hard_words import unexplained
from experiments.runs import driver
from experiments.studies.publish import conduct
from experiments.studies.validation import published
from experiments.studies.validation.found import Asked
from experiments.studies.validation.study import Validation
from experiments.validation.ledger import digest, ledger
from experiments.validation.windows import WINDOWS
from sim.errors import InputError
from sim.scenario.scenario import load_scenario

ASKED = ["fact", "figure", "role", "observed", "low", "high", "simulated", "sim_low", "sim_high", "inside", "miss"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory):
    """Runs of the made-up engine, held against the facts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "HANDFUL", 10_000)
        study = Validation(Asked(load_scenario("baseline"), WINDOWS["A"], ledger=digest()))
        return conduct(study, out=tmp_path_factory.mktemp("validation") / "out", engine=ENGINE)


def test_the_table_has_every_figure_that_half_a_shows_at_both_sizes(done) -> None:
    table = pd.read_csv(done.folder / "validation.csv")
    assert {*ASKED, "null_value", "size"} <= set(table.columns)
    shown = [entry.figure for entry in ledger().values() if entry.needs <= 2014]
    assert list(table["figure"]) == shown * 2
    assert list(table["size"].unique()) == ["small", "default"]
    assert table["theories_off"].notna().sum() > 40


def test_the_report_explains_its_words_names_the_ledger_and_shows_nothing_later(done) -> None:
    text = done.report.read_text(encoding="utf-8")
    assert unexplained(text) == []
    assert digest() in text
    assert "26 figures (19 of them tests) need later years" in text
    assert "F24" not in text
    assert (done.folder / "figures" / "facts.png").is_file()


def test_machines_read_the_same_from_json(done) -> None:
    said = json.loads((done.folder / "validation.json").read_text(encoding="utf-8"))
    assert (said["half"], said["to"], said["ledger"]) == ("A", 2014, digest())
    exact = pd.read_parquet(done.folder / "validation.parquet")
    found = pd.DataFrame(said["figures"])
    assert list(found["figure"]) == list(exact["figure"])
    np.testing.assert_allclose(found["low"].astype(float), exact["low"], rtol=1e-9)


def test_steps_are_added_and_replaced_only_when_that_is_asked_for(done, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    for step in ("first", "second"):
        assert published.check_step(f" {step} ", "A", folder) == step
        published.publish_step(done.found, step, folder)
    kept = published.published("A", folder)
    assert list(kept["step"].unique()) == ["first", "second"]
    assert len(kept) == 2 * len(done.found.scores.table)
    with pytest.raises(InputError, match='The step "first" is published already'):
        published.check_step("first", "A", folder)
    published.publish_step(done.found, published.check_step("first", "A", folder, force=True), folder)
    again = published.published("A", folder)
    assert len(again) == len(kept)
    assert published.published("B", folder).empty


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_step_has_a_name_of_some_length(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        published.check_step(name, "A", tmp_path)
