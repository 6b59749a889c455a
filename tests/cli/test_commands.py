"""What the commands do when all is well."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest
from started import start_program

from experiments.cli import answer
from experiments.commands.screen import interval, month_name, number, sparkline
from sim.machine.declared import PARAMETERS


def _out(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    status = answer(typed)
    said = capsys.readouterr()
    assert status == 0, said.err
    return said.out


def computing() -> float:
    """Seconds of processor time of all child processes that have ended."""
    now = os.times()
    return now.children_user + now.children_system


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count the time of child processes")
def test_help_answers_at_once(townhall):
    """Under half a second of computing, the least of five; waiting for other processes does not count."""

    times = []
    for _ in range(5):
        before = computing()
        ended = townhall("--help")
        times.append(computing() - before)
        assert ended.returncode == 0
        assert "compare" in ended.stdout
    assert 0 < min(times) < 0.5


def loaded(code: str, *names: str) -> list[str]:
    """Which of ``names`` a process of its own has loaded after ``code``."""
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sorted({set(names)} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        check=True,
    )
    return ended.stdout.splitlines()[-1].split()


def test_help_imports_nothing_heavy():
    heavy = (
        *("numpy", "pandas", "numba", "mesa", "matplotlib", "networkx", "scipy", "pyarrow", "sim.schedule"),
        *("duckdb", "dask", "distributed", "SALib"),
    )
    assert loaded("import experiments.cli as c; c.answer(['--help'])", *heavy) == []


def test_a_comparison_begins_its_runs_before_it_loads_what_it_needs_afterwards():
    later = ("pandas", "matplotlib", "seaborn", "scipy.stats", "networkx", "jinja2")
    assert loaded("from experiments.studies.compare.study import Compare", *later) == []


def test_a_run_needs_no_tables_of_pandas(tmp_path: Path):
    asked = ["run", "baseline", "--months", "3", "--out", str(tmp_path / "run")]
    code = f"import experiments.cli as c; c.answer({asked})"
    assert loaded(code, "pandas", "mesa", "matplotlib", "scipy.stats", "networkx", "jinja2") == []


def test_the_network_of_a_run_needs_no_mesa():
    assert loaded("import sim.faces.networks", "mesa") == []


@pytest.mark.parametrize(
    "command",
    [
        *("run", "compare", "family", "hypotheses", "fairness", "headline", "validate", "explain"),
        *("sweep", "merge", "query", "rerun", "analyse", "class"),
        *("parameters", "councils", "scenarios", "theories", "outcomes", "schema", "warm-up"),
    ],
)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]):
    assert f"townhall {command}" in _out(capsys, command, "--help")


def test_seeds_go_as_far_as_in_the_engine():
    from experiments.commands.options import LARGEST_SEED
    from sim.machine import engine

    assert LARGEST_SEED == engine.LARGEST_SEED


def test_without_a_command_it_shows_help(capsys: pytest.CaptureFixture[str]):
    assert "compare" in _out(capsys)


def test_version(townhall):
    ended = townhall("--version")
    assert ended.returncode == 0
    assert re.match(r"townhall", ended.stdout)


def test_parameters_shows_every_parameter(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "400")
    shown = _out(capsys, "parameters")
    for name, parameter in PARAMETERS.items():
        row = next(line for line in shown.splitlines() if line.split()[:1] == [name])
        assert parameter.mark in row
        assert parameter.unit in row or parameter.kind == "choice"
    some = _out(capsys, "parameters", "style_mean")
    assert "style_mean" in some
    assert len(some) < len(shown)


def test_scenarios_and_councils_and_outcomes_list_and_find(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "300")
    assert "mixed-line" in _out(capsys, "scenarios")
    assert "mixed-line" not in _out(capsys, "scenarios", "austerity")
    assert "353 of 353 councils" in _out(capsys, "councils")
    assert "E09000007" in _out(capsys, "councils", "camden")
    assert "trust.dyad" in _out(capsys, "outcomes", "trust")
    assert "service.quality.housing" in _out(capsys, "outcomes", "housing")


def test_schema_is_printed_or_written(folder: Path, capsys: pytest.CaptureFixture[str]):
    printed = _out(capsys, "schema")
    assert "style_mean" in json.loads(printed)["properties"]["set"]["properties"]
    _out(capsys, "schema", "--out", "deep/down/s.json")
    assert (folder / "deep" / "down" / "s.json").read_text(encoding="utf-8") == printed
    _out(capsys, "schema", "--out", "deep")
    _out(capsys, "schema", "design", "--out", "deep")
    assert (folder / "deep" / "design.schema.json").read_text(encoding="utf-8") == _out(capsys, "schema", "design")
    assert (folder / "deep" / "scenario.schema.json").read_text(encoding="utf-8") == printed
    _out(capsys, "schema", "lesson", "--out", "deep")
    assert (folder / "deep" / "lesson.schema.json").read_text(encoding="utf-8") == _out(capsys, "schema", "lesson")
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 4


def test_run_writes_what_it_shows(folder: Path, capsys: pytest.CaptureFixture[str]):
    import pandas as pd

    from sim.outcomes import HEADLINE, OUTCOMES

    shown = _out(capsys, "run", "command", "--months", "24", "--seed", "3", "--out", "here")
    assert "Camden" in shown
    for name in HEADLINE:
        assert name in shown
    assert any(bar in shown for bar in "▁▂▃▄▅▆▇█")
    monthly = pd.read_parquet(folder / "here" / "monthly.parquet")
    assert list(monthly.columns) == ["month", *OUTCOMES]
    assert list(monthly["month"][:2]) == ["2010-04", "2010-05"]
    assert len(monthly) == 24
    assert len(pd.read_csv(folder / "here" / "monthly.csv")) == 24
    manifest = json.loads((folder / "here" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["months"], manifest["scenarios"][0]["name"]) == (3, 24, "command")


def test_run_is_repeatable_and_never_overwrites_a_different_result(folder: Path, capsys: pytest.CaptureFixture[str]):
    typed = ("run", "command", "--months", "13", "--out", "here")
    _out(capsys, *typed)
    before = (folder / "here" / "monthly.parquet").read_bytes()
    _out(capsys, *typed)
    assert (folder / "here" / "monthly.parquet").read_bytes() == before
    assert answer([*typed, "--seed", "1"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "here" / "monthly.parquet").read_bytes() == before
    _out(capsys, *typed, "--seed", "1", "--force")
    assert (folder / "here" / "monthly.parquet").read_bytes() != before


def test_a_scenario_that_only_extends_runs_exactly_as_its_parent(folder: Path, capsys: pytest.CaptureFixture[str]):
    import pandas as pd

    (folder / "copy.yaml").write_text("extends: baseline\nwhy: It changes nothing.\n")
    _out(capsys, "run", "baseline", "--months", "60", "--out", "one")
    _out(capsys, "run", "copy.yaml", "--months", "60", "--out", "two")
    pd.testing.assert_frame_equal(
        pd.read_parquet(folder / "one" / "monthly.parquet"), pd.read_parquet(folder / "two" / "monthly.parquet"), rtol=0
    )


def test_run_takes_a_council_and_a_funding_path_of_the_users_own(folder: Path, capsys: pytest.CaptureFixture[str]):
    from sim.council.councils import find_council, save_council_file

    save_council_file([find_council("Leeds"), find_council("Camden")], folder / "mine.csv")
    (folder / "path.csv").write_text("year,index\n" + "".join(f"{year},1.0\n" for year in range(2010, 2025)))
    typed = ("run", "baseline", "--months", "6", "--funding", "path.csv", "--council", "mine.csv#Leeds")
    assert "Leeds" in _out(capsys, *typed)
    assert answer(["run", "baseline", "--council", "mine.csv"]) == 2
    assert "holds 2 councils" in capsys.readouterr().err
    assert answer(["run", "baseline", "--council", "mine.csv#Leds"]) == 2
    assert 'Did you mean "Leeds"?' in capsys.readouterr().err


def test_a_file_may_have_a_number_sign_in_its_name(folder: Path, capsys: pytest.CaptureFixture[str]):
    from sim.council.councils import find_council, save_council_file

    (folder / "run #3").mkdir()
    save_council_file([find_council("Leeds"), find_council("Camden")], folder / "run #3" / "two.csv")
    save_council_file([find_council("Leeds")], folder / "run #3" / "a #1.CSV")
    for council in ("run #3/two.csv#Leeds", "run #3/a #1.CSV", "run #3/a #1.CSV#Leeds"):
        assert "Leeds" in _out(capsys, "run", "baseline", "--months", "6", "--council", council)
    assert answer(["run", "baseline", "--council", "run #3/none.csv#Leeds"]) == 2
    assert "run #3/none.csv" in capsys.readouterr().err


def test_compare_says_what_it_found(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    import pandas as pd

    monkeypatch.setenv("COLUMNS", "400")  # a sentence on one line

    typed = ("compare", "command", "distributed", "--months", "24", "--replications", "4", "--out", "here")
    shown = _out(capsys, *typed)
    differences = pd.read_parquet(folder / "here" / "differences.parquet")
    rows = differences.query("headline and summary == 'last_year' and kind == 'difference'")
    assert len(rows) > 8
    for row in rows.itertuples():
        assert row.outcome in shown
        assert number(row.difference, sign=True) in shown
        assert interval(row.low, row.high, sign=True) in shown
        assert row.finding in shown
    assert "Camden" in shown
    assert (folder / "here" / "report.md").is_file()
    assert list((folder / "here" / "figures").glob("*.png"))


def test_the_mission_shows_both_factors_and_their_interaction(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    import pandas as pd

    monkeypatch.setenv("COLUMNS", "400")
    shown = _out(capsys, "compare", "--mission", "--months", "24", "--replications", "3", "--out", "here")
    differences = pd.read_parquet(folder / "here" / "differences.parquet")
    rows = differences.query("headline and summary == 'last_year' and kind == 'interaction'")
    assert set(rows["outcome"]) == set(differences.query("headline")["outcome"])
    for row in rows.itertuples():
        assert row.outcome in shown
        assert interval(row.low, row.high, sign=True) in shown
        if row.clear:
            assert row.finding in shown
    manifest = json.loads((folder / "here" / "manifest.json").read_text(encoding="utf-8"))
    from sim.scenario.scenario import load_scenario

    corners = [f"{style}-{trust}-trust" for style in ("command", "distributed") for trust in ("low", "high")]
    assert {s["digest"] for s in manifest["scenarios"]} == {load_scenario(name).digest for name in corners}


def test_comparing_a_scenario_with_its_copy_finds_exactly_nothing(folder: Path, capsys: pytest.CaptureFixture[str]):
    import pandas as pd

    (folder / "copy.yaml").write_text("extends: baseline\nwhy: It changes nothing.\n")
    _out(capsys, "compare", "baseline", "copy.yaml", "--months", "24", "--replications", "3", "--out", "here")
    differences = pd.read_parquet(folder / "here" / "differences.parquet")
    for column in ("difference", "low", "high"):
        assert (differences[column].dropna() == 0).all()
    assert differences["difference"].notna().any()


def test_explain_shows_the_accounting_and_the_knock_out_runs(capsys: pytest.CaptureFixture[str]):
    shown = _out(capsys, "explain", "distributed", "--outcome", "trust.dyad", "--month", "36", "--seeds", "1")
    assert "March 2013" in shown
    assert "on the first day" in shown
    from sim.schedule import THEORIES

    for theory in THEORIES.values():
        assert theory.id in shown
    assert "One seed is one seed" in shown
    assert not re.search(r"\de-\d", shown), "rounding is no finding"
    assert "Next to nothing because of" in shown
    assert THEORIES["S01"].title in shown


def test_explain_pairs_seeds_and_says_how_sure_it_is(capsys: pytest.CaptureFixture[str], folder: Path):
    asked = ("--outcome", "trust.dyad", "--month", "12", "--seeds", "3", "--out", "why")
    shown = _out(capsys, "explain", "distributed", "--against", "distributed-without-authority", *asked)
    assert "distributed, less that under distributed-without-authority" in shown
    assert "One seed is one seed" not in shown
    assert "the mean of 3 pairs" in shown
    assert "with one theory switched off in both" in shown
    rows = pd.read_csv(folder / "why" / "knock_outs.csv")
    columns = ["theory", "title", "with_it", "without_it", "difference", "low", "high", "pairs", "verdict"]
    assert list(rows.columns) == columns
    assert set(rows["pairs"]) == {3}
    spans = (rows["low"] <= 0) & (rows["high"] >= 0)
    assert set(rows["verdict"][spans]) <= {"no clear difference", "no difference"}
    assert set(rows["verdict"][~spans]) <= {"higher", "lower"}
    assert (folder / "why" / "figures" / "ledger.png").exists()


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
def test_control_c(folder: Path):
    """In the middle of the runs: status 130, what is done is kept, and no result is claimed."""
    typed = ["compare", "command", "distributed", "--replications", "2000", "--out", "here"]
    others = computing()
    started = start_program(
        [sys.executable, "-m", "experiments.cli", *typed],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stderr is not None
    while "replications" not in started.stderr.readline():
        assert started.poll() is None
    time.sleep(4)
    assert started.poll() is None
    before = psutil.Process(started.pid).cpu_times()
    started.send_signal(signal.SIGINT)
    out, error = started.communicate(timeout=240)
    assert started.returncode == 130, error
    # Of computing, so that a busy machine does not count; all the runs would take ten times as much.
    assert computing() - others - before.user - before.system < 20
    assert "Traceback" not in error
    assert error.strip().splitlines()[-1].startswith("Stopped")
    assert out == ""
    assert "runs are done and kept; the same command goes on from there." in error
    assert "result" not in json.loads((folder / "here" / "manifest.json").read_text())
    assert not (folder / "here" / "report.md").exists()


@pytest.mark.parametrize("where", ["experiments.application", "sim.scenario.scenario", "sim.machine.engine"])
def test_control_c_while_something_is_imported(
    where: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    class Interrupting:
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, where, Interrupting())
    assert answer(["run", "command"]) == 130
    said = capsys.readouterr()
    assert said.err.strip() == "Stopped; what was not finished has been removed."
    assert said.out == ""
    assert list(folder.iterdir()) == []


def test_a_reader_who_leaves_is_no_error(folder: Path):
    code = 'townhall() { "$PYTHON" -m experiments.cli "$@"; }; townhall councils | head -n 1'
    ended = subprocess.run(
        ["bash", "-c", code],
        cwd=folder,
        env={
            **os.environ,
            "PYTHON": sys.executable,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        },
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""


def test_output_that_takes_only_ascii(townhall):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    ended = townhall("scenarios", env=environment)
    assert ended.returncode == 0, ended.stderr
    assert "mixed-line" in ended.stdout


# What is printed ----------------------------------------------------------------------------------------------


def test_sparkline():
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert sparkline([5.0] * 10) == "▁" * 10
    assert sparkline([0.1 + 0.2, 0.3]) == "▁▁"
    assert sparkline([0, float("nan"), 7]) == "▁ █"
    assert sparkline([float("nan")]) == " "
    assert len(sparkline(list(range(180)), width=36)) == 36
    assert sparkline([1.0]) == "▁"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(0, "0"), (0.12345, "0.123"), (-3.14159, "-3.14"), (285.4, "285"), (1234567.8, "1,234,568")],
        *[(1e-9, "1.0e-09"), (float("nan"), "-"), (None, "-")],
    ],
)
def test_number(value: float | None, text: str):
    assert number(value) == text


def test_signs_intervals_and_months():
    assert number(0.5, sign=True) == "+0.500"
    assert interval(-0.5, 0.25, sign=True) == "-0.500 to +0.250"
    assert [month_name(month) for month in (0, 8, 9, 36, 179)] == [
        *("April 2010", "December 2010", "January 2011", "April 2013", "March 2025"),
    ]


@pytest.mark.parametrize(
    ("months", "said"), [(36, "last 12 months"), (12, "the whole run"), (6, "the whole run"), (1, "the one month")]
)
def test_a_short_run_is_not_said_to_have_a_last_year(months: int, said: str) -> None:
    from experiments.commands.compare import _looked_at

    assert _looked_at(months).startswith(said)
