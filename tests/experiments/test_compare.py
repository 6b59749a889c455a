"""A whole comparison on the real model, from the design to the folder on the disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from started import start_program

import experiments
from experiments.analysis.differences import differences_table
from experiments.analysis.findings import findings, headline_sentence
from experiments.analysis.runs import Runs
from experiments.designs.comparison import Comparison
from experiments.runs.failures import runnable
from experiments.runs.plan import Expansion
from experiments.studies.compare.found import Found
from experiments.studies.compare.story import TABLES
from experiments.studies.compare.study import compare
from experiments.studies.study import Published
from sim.council.councils import find_council
from sim.errors import InputError
from sim.machine.engine import simulate_many
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES
from sim.scenario.scenario import load_scenario

HOME = Path(__file__).resolve().parents[2]
CAMDEN = find_council("Camden")


def table(result: Published[Found], name: str) -> pd.DataFrame:
    return pd.read_parquet(result.folder / f"{name}.parquet")


def test_the_folder_holds_tables_and_figures_twice_report_and_manifest(
    mission_result: Published[Found],
) -> None:
    names = set(json.loads((mission_result.folder / "manifest.json").read_text())["files"])
    tables = {f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")}
    figures = {f"figures/{name}.{kind}" for name in mission_result.figures for kind in ("png", "svg", "csv", "txt")}
    assert names == tables | figures | {"report.md", "report.html", "report.json"}
    assert all((mission_result.folder / name).stat().st_size for name in names)
    drawn = {"forest", "ribbons", "difference_over_time", "gap_closed", "trust", "trust_network", "weightings"}
    assert set(mission_result.figures) == drawn


def test_a_row_per_run_with_its_last_month_and_a_row_per_month(mission_result: Published[Found]) -> None:
    runs, monthly = table(mission_result, "runs"), table(mission_result, "monthly")
    assert len(runs) == 16
    assert runs["key"].is_unique
    assert (runs["error"] == "").all()
    assert len(monthly) == 16 * 30
    assert monthly["period"].iloc[[0, 29]].tolist() == ["2010-04", "2012-09"]
    last = monthly[monthly["month"] == 29].set_index("key").loc[runs["key"], list(OUTCOMES)]
    assert np.array_equal(last.to_numpy(), runs[list(OUTCOMES)].to_numpy())


def test_csv_and_parquet_say_the_same(mission_result: Published[Found]) -> None:
    for name in TABLES:
        exact = table(mission_result, name)
        rounded = pd.read_csv(mission_result.folder / f"{name}.csv", keep_default_na=False, na_values={"nan"})
        assert list(rounded.columns) == list(exact.columns)
        assert len(rounded) == len(exact)
        for column in exact.select_dtypes("float").columns:
            written = pd.to_numeric(rounded[column], errors="coerce").to_numpy()
            np.testing.assert_allclose(written, exact[column].to_numpy(), rtol=6e-6, err_msg=f"{name}.{column}")


def test_differences_can_be_worked_out_again_from_the_monthly_table(mission_result: Published[Found]) -> None:
    """The mean over pairs of the last twelve months, by hand from what is stored."""
    monthly, found = table(mission_result, "monthly"), table(mission_result, "differences")
    year = monthly[monthly["month"] >= 18].groupby(["scenario", "replicate"])[list(OUTCOMES)].mean()
    pair = year.loc["distributed, low trust"] - year.loc["command, low trust"]
    rows = found[(found["summary"] == "last_year") & (found["contrast"] == "distributed, low trust")].set_index(
        "outcome"
    )
    np.testing.assert_allclose(rows.loc[list(OUTCOMES), "difference"], pair.mean()[list(OUTCOMES)], atol=1e-12)
    half = 2.3533634 * pair["index"].std(ddof=1) / 2  # t(0.95; 3) = 2.3533634
    assert rows.loc["index", "high"] - rows.loc["index", "difference"] == pytest.approx(half, rel=1e-6)
    assert {"scenario", "outcome", "unit", "difference", "low", "high", "n", "median", "low90", "high90"} <= set(found)
    assert (found["n"] == 4).all()


def test_the_interaction_is_the_effect_at_high_less_the_effect_at_low_trust(mission_result: Published[Found]) -> None:
    found = table(mission_result, "differences")
    wide = found[found["summary"] == "last_year"].pivot_table(index="outcome", columns="contrast", values="difference")
    low, high = wide["style with low trust"], wide["style with high trust"]
    np.testing.assert_allclose(wide["style x trust (interaction)"], high - low, atol=1e-9)
    np.testing.assert_allclose(wide["style (main effect)"], (high + low) / 2, atol=1e-9)
    crossed = wide["trust with distributed leadership"] - wide["trust with command"]
    np.testing.assert_allclose(wide["style x trust (interaction)"], crossed, atol=1e-9)


def test_the_four_scenarios_of_the_mission_differ_in_style_and_initial_trust_only(small_mission: Comparison) -> None:
    values = [dict(scenario.values) for scenario in small_mission.scenarios]
    corners = {(each.pop("style_mean"), each.pop("initial_trust")) for each in values}
    assert all(each == values[0] for each in values)
    assert all(not scenario.without for scenario in small_mission.scenarios)
    assert len(corners) == 4
    assert {style for style, _ in corners} == {0.2, 0.8}


def test_the_manifest_holds_what_is_needed_to_make_it_again(mission_result: Published[Found]) -> None:
    text = (mission_result.folder / "manifest.json").read_text()
    manifest = json.loads(text)
    assert manifest["command"] == "townhall compare --mission"
    asked = mission_result.found.design
    assert manifest["design"] == json.loads(json.dumps(asked.design.described()))
    assert [s["name"] for s in manifest["scenarios"]] == list(asked.names)
    first = {**manifest["parameters"], **manifest["scenarios"][0]["set"]}
    assert first == dict(asked.scenarios[0].values)
    assert (manifest["seed"], manifest["months"], manifest["replications"]) == (0, 30, 4)
    assert {theory["id"] for theory in manifest["theories"]} >= {"S01", "S07", "S09", "S12", "S13", "S21"}
    assert all(theory["reference"] for theory in manifest["theories"])
    assert manifest["packages"]["numpy"] == np.__version__
    assert len(manifest["data"]) > 3
    assert manifest["started"] <= manifest["ended"]
    for name, known in manifest["files"].items():
        assert sha256((mission_result.folder / name).read_bytes()).hexdigest() == known
    assert str(HOME) not in text, "no path of this machine"


def test_the_report_says_both_sides_and_shows_every_figure(mission_result: Published[Found]) -> None:
    text = mission_result.report.read_text()
    assert mission_result.found.headline in text
    assert mission_result.found.looked_at in text
    for side in ("distributed leadership does better with low trust", "command does better with low trust"):
        assert side in text
    embedded = re.findall(r"!\[(.+)\]\((figures/\w+\.png)\)", text)
    assert len(embedded) == len(mission_result.figures)
    assert all((mission_result.folder / file).is_file() for _, file in embedded)
    for outcome in HEADLINE:
        assert f"`{outcome}`" in text
    assert "interpolated" not in text, "the first thirty months are all replayed"
    assert "townhall compare --mission" in text
    assert "nan" not in text.lower().replace("finance", "").split()


def test_years_that_are_not_the_councils_own_are_said_to_be_so(small_pair: Comparison) -> None:
    from experiments.studies.compare.story import _spliced

    assert _spliced(replace(small_pair, months=96)) == ""
    assert _spliced(replace(small_pair, months=180)) == (
        "Funding of 2021-22 to 2024-25 is not this council's own: what happens then follows other councils or England."
    )
    fixed = tuple(scenario.changed(budget_mode="fixed") for scenario in small_pair.scenarios)
    assert _spliced(replace(small_pair, scenarios=fixed, months=180)) == ""


def test_a_scenario_that_changes_nothing_differs_by_exactly_zero() -> None:
    baseline = load_scenario("baseline")
    design = Comparison((baseline, replace(baseline, name="twin")), CAMDEN, months=40, replications=3)
    run = simulate_many(baseline, CAMDEN, months=40, seed=0, replicates=range(3))
    runs = Runs.stacked(design.names, OUTCOMES, [run, run])
    found = differences_table(design, runs, MEASURES, headline=HEADLINE, expected=runnable(OUTCOMES, CAMDEN))
    assert not found[["difference", "low", "high", "share_higher"]].to_numpy().any()
    assert set(found["verdict"]) == {"no difference"}
    assert found["finding"].str.contains("no difference between twin and baseline").all()
    said = headline_sentence(design, findings(found, headline=HEADLINE))
    assert said == "Twin and baseline show no difference: every pair of runs is equal."


@pytest.mark.process
def test_the_same_comparison_again_is_accepted_and_a_different_one_is_not(
    mission_result: Published[Found], tmp_path: Path
) -> None:
    folder, design = tmp_path / "result", mission_result.found.design
    shutil.copytree(mission_result.folder, folder)
    files = [file for file in folder.rglob("*") if file.is_file() and file.name not in ("lock", "journal.jsonl")]
    before = {file: file.stat().st_mtime_ns for file in files}
    again = compare(design, out=folder, workers=1)
    assert again.already_there
    assert again.ran.ran == 0
    assert not mission_result.already_there
    assert {file: file.stat().st_mtime_ns for file in files} == before
    calls: list[tuple[float, int]] = []
    other = replace(design, seed=1)
    with pytest.raises(InputError, match="already holds a different result"):
        compare(other, out=folder, progress=lambda *counts: calls.append(counts))
    assert not calls, "refused before any run"
    forced = compare(other, out=folder, force=True)
    assert json.loads((forced.folder / "manifest.json").read_text())["seed"] == 1
    assert [place.name for place in tmp_path.iterdir()] == ["result"], "nothing is left beside it"


def test_seeds_count_and_zero_is_one_of_them(small_pair: Comparison) -> None:
    keys = set()
    for seed in (0, 1, 2):
        keys |= set(Expansion(replace(small_pair, seed=seed).design).keys.tolist())
    assert len(keys) == 3 * small_pair.runs
    runs = [simulate_many(small_pair.scenarios[0], CAMDEN, months=4, seed=seed, replicates=[0]) for seed in (0, 1, 2)]
    assert not np.array_equal(runs[0], runs[1], equal_nan=True)
    assert not np.array_equal(runs[0], runs[2], equal_nan=True)


def test_a_district_is_compared_on_the_services_that_it_runs(tmp_path: Path) -> None:
    pair = load_scenario("command"), load_scenario("distributed")
    result = compare(Comparison(pair, find_council("Cambridge"), months=13, replications=2), out=tmp_path / "d")
    assert "adult_social_care" not in set(result.found.differences["service"])
    assert "housing" in set(result.found.differences["service"])
    assert "service.quality.adult_social_care" not in table(result, "runs").columns


INTERRUPTED = """
import sys
from pathlib import Path
from dataclasses import replace
from experiments.studies.compare.study import compare
from experiments.designs.comparison import mission
from sim.council.councils import find_council
def tick(done, total):
    print(done, flush=True)
try:
    compare(mission(find_council("Camden"), replications=500), out=Path(sys.argv[1]) / "result", progress=tick)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to a process, as Ctrl-C does on POSIX systems")
def test_ctrl_c_in_the_middle_keeps_the_runs_and_claims_no_result(tmp_path: Path) -> None:
    process = start_program(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HOME,
    )
    assert process.stdout is not None
    # Of the runs that are told of, those under way are not stored yet: four by each of two workers at first.
    while float(process.stdout.readline()) < 12:
        pass
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors == ""
    (folder,) = tmp_path.iterdir()
    assert "result" not in json.loads((folder / "manifest.json").read_text())
    assert not (folder / "report.md").exists()
    assert experiments.load(folder, "plan")["status"].eq("done").sum() >= 3
