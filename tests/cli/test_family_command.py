"""``townhall family``, as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.cli import answer

THREE = "Camden,Leeds,Surrey"
QUICK = ("family", "--councils", THREE, "--months", "26", "--seed", "3")

KINDS = ("png", "svg", "csv", "txt")
"""The files of a figure."""


def said(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    status = answer(typed)
    told = capsys.readouterr()
    assert status == 0, told.err
    return told.out


def test_help_says_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "family", "--help")
    for option in ("--councils", "--months", "--seed", "--replications", "--out", "--force"):
        assert option in shown


def test_it_runs_as_typed_and_leaves_tables_a_figure_and_a_manifest(townhall, folder: Path) -> None:
    ended = townhall(*QUICK, "--replicates", "2", "--out", "here")
    assert ended.returncode == 0, ended.stderr
    assert "2010-11" in ended.stdout
    assert "3 councils in one model under baseline: 2 histories of 26 months" in ended.stderr
    here = folder / "here"
    names = {path.name for path in here.iterdir()}
    tables = {f"{name}.{ending}" for name in ("years", "councils", "council_years") for ending in ("csv", "parquet")}
    assert tables < names
    assert {path.name for path in (here / "figures").iterdir()} == {f"family.{kind}" for kind in KINDS}

    years = pd.read_parquet(here / "years.parquet")
    assert list(years["year"]) == ["2010-11", "2011-12", "2012-13"]
    assert (years["reserves_p05"] <= years["reserves_p95"]).all()
    councils = pd.read_parquet(here / "councils.parquet")
    assert list(councils["council"]) == ["Camden", "Leeds", "Surrey"] * 2
    assert list(councils["replicate"]) == [0, 0, 0, 1, 1, 1]
    rows = pd.read_parquet(here / "council_years.parquet")
    assert len(rows) == 2 * 3 * 3
    assert np.isfinite(rows["index"]).all()

    manifest = json.loads((here / "manifest.json").read_text(encoding="utf-8"))
    assert [council["code"] for council in manifest["councils"]] == ["E09000007", "E08000035", "E10000030"]
    assert (manifest["seed"], manifest["months"], manifest["replications"], manifest["agents"]) == (3, 26, 2, 216)
    assert manifest["scenarios"][0]["set"]["politicians"] == 20
    reports = {f"report.{kind}" for kind in ("md", "html", "json")}
    assert set(manifest["files"]) == tables | reports | {f"figures/family.{kind}" for kind in KINDS}
    assert manifest["finding"] in " ".join(ended.stdout.split())


def test_the_same_again_is_left_and_another_result_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, *QUICK, "--out", "here")
    before = (folder / "here" / "council_years.parquet").read_bytes()
    assert "was there already" in said(capsys, *QUICK, "--out", "here", "--workers", "3")
    assert answer([*QUICK[:-1], "4", "--out", "here"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "here" / "council_years.parquet").read_bytes() == before
    said(capsys, *QUICK[:-1], "4", "--out", "here", "--force")
    assert (folder / "here" / "council_years.parquet").read_bytes() != before


@pytest.mark.process
def test_workers_change_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for workers in ("1", "2"):
        said(capsys, *QUICK, "--replications", "3", "--workers", workers, "--out", f"with-{workers}")
    one, two = (pd.read_parquet(folder / f"with-{workers}" / "council_years.parquet") for workers in ("1", "2"))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_a_council_without_the_family_is_the_council_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What ``townhall run`` says of Leeds is what the family says of it, once nobody learns from anybody."""
    from experiments.studies.family.sizes import SIZES

    said(capsys, *QUICK, "--without", "S15", "--out", "family")
    sizes = [part for name, size in SIZES.items() for part in ("--set", f"{name}={size}")]
    alone = ("run", "baseline", "--council", "Leeds", "--months", "26", "--seed", "3", "--without", "S15", *sizes)
    said(capsys, *alone, "--out", "alone")
    rows = pd.read_parquet(folder / "family" / "council_years.parquet").query("council == 'Leeds'")
    monthly = pd.read_parquet(folder / "alone" / "monthly.parquet")
    for outcome in ("index", "money.reserves_ratio", "staff.morale"):
        yearly = [monthly[outcome].iloc[start : start + 12].mean() for start in (0, 12, 24)]
        assert np.allclose(rows[outcome], yearly, rtol=1e-12)


def test_classes_go_by_code_and_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for at, which in enumerate(("L", "london borough", "London boroughs")):
        assert "33 councils" in said(capsys, "family", "--councils", which, "--months", "1", "--out", f"class-{at}")
    tables = [(folder / f"class-{at}" / "years.csv").read_bytes() for at in range(3)]
    assert tables[0] == tables[1] == tables[2]


def test_a_file_of_councils(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sim.council.councils import find_council, save_council_file

    save_council_file([find_council("Camden"), find_council("Burnley")], "mine.csv")
    assert "2 councils" in said(capsys, "family", "--councils", "mine.csv", "--months", "2", "--out", "here")


@pytest.mark.statistical
def test_the_whole_family_runs_in_minutes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "family", "--out", "here")
    assert "353 councils (25,416 agents)" in shown
    assert len(pd.read_parquet(folder / "here" / "council_years.parquet")) == 353 * 15


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("family --councils", "requires an argument"),
        ("family --councils Lodon", "names no group of councils. Give"),
        ("family --councils shire-distrikt", 'names no group of councils. Did you mean "shire district"?'),
        ("family --councils Camden", "needs at least two councils"),
        ("family --councils Camden,Leds", 'no council "Leds" among the 353. Did you mean "Leeds"?'),
        ("family --councils Camden,camden", "Camden is given twice"),
        ("family --councils nowhere.csv", "nowhere.csv"),
        ("family --months 0", "--months must be a whole number from 1"),
        ("family --replications 0", "--replications must be a whole number from 1"),
        ("family --set failure_disclosur=1", 'Did you mean "failure_disclosure"?'),
        ("family basline", 'Did you mean "baseline"?'),
        ("family --council Camden", 'no option "--council"'),
    ],
)
def test_a_mistake_gets_one_sentence(
    typed: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(typed.split()) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    assert sentence in told.err
    assert list(folder.iterdir()) == []
