"""``townhall report`` on real folders, in this process: files, what they say, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from made_up_reports import check_page
from small_studies import ENGINE

from experiments.cli import answer
from experiments.designs.comparison import Comparison
from experiments.figures import registry
from experiments.runs.driver import run_design
from experiments.runs.journal import JOURNAL
from experiments.studies.compare.study import Compare
from experiments.studies.publish import conduct
from sim.council.councils import find_council
from sim.errors import InputError
from sim.scenario.scenario import load_scenario


def asked(**more: int) -> Comparison:
    pair = tuple(load_scenario(name) for name in ("command", "distributed"))
    return Comparison(pair, find_council("Rutland"), months=14, **{"replications": 4, **more})


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of which no study has told anything."""
    place = tmp_path_factory.mktemp("runs") / "runs"
    run_design(asked().design, out=place, workers=1, engine=ENGINE, batch_runs=2)
    return place


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison as its command leaves it, but without figures."""
    place = tmp_path_factory.mktemp("published") / "mine"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compare, "figures", lambda self, found: {})
        patch.setattr(registry, "drawable", lambda result: ["precision"])
        conduct(Compare(asked()), out=place, engine=ENGINE, workers=1, command=["townhall", "compare"])
    return place


def test_a_comparison_is_published_with_its_report(published: Path) -> None:
    page = (published / "report.html").read_text()
    tree = check_page(page)
    text = (published / "report.md").read_text()
    for said in ("In numbers", "In sentences", "What the outcomes mean", "differences.csv"):
        assert said in page
        assert said in text
    assert json.loads((published / "manifest.json").read_text())["files"].keys() >= {"report.html", "report.json"}
    assert len([one for one in tree.iter("div") if one.get("role") == "img"]) == 1


def test_a_report_of_it_again_is_the_same_and_the_result_stays_whole(published: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(registry, "drawable", lambda result: ["precision"])
    before = (published / "report.html").read_bytes()
    assert answer(["report", str(published)]) == 0
    said = capsys.readouterr().out
    assert str(published / "report.html") in said.replace("\n", "")
    assert (published / "report.html").read_bytes() == before
    text = (published / "report.md").read_text()
    assert "](report-figures/precision.svg)" in text
    assert (published / "report-figures" / "precision.svg").is_file()
    again = conduct(Compare(asked()), out=published, engine=ENGINE, workers=1)
    assert again.already_there, "the manifest vouches for the report as it stands"


def test_runs_that_no_study_told_of_are_reported_elsewhere(runs: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(registry, "drawable", lambda result: ["forest", "precision"])
    files = sorted(path.name for path in runs.rglob("*"))
    out = tmp_path / "new" / "mine.html"
    assert answer(["report", str(runs), "--out", str(out)]) == 0
    check_page(out.read_text())
    assert "](mine-figures/forest.svg)" in (tmp_path / "new" / "mine.md").read_text()
    assert sorted(path.name for path in runs.rglob("*")) == files, "the result itself is left as it was"


def test_a_figure_that_cannot_be_drawn_costs_itself(runs: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(registry, "drawable", lambda result: ["precision", "phase_diagram"])
    assert answer(["report", str(runs), "--out", str(tmp_path / "a.html")]) == 0
    assert "The report is without the figure phase_diagram." in " ".join(capsys.readouterr().err.split())


# ------------------------------------------------------------------ what is refused
def half(runs: Path, place: Path) -> Path:
    """The same runs, of which the journal does not know the last."""
    shutil.copytree(runs, place)
    lines = (place / JOURNAL).read_text().splitlines(keepends=True)
    last = max(at for at, line in enumerate(lines) if '"shard"' in line or "parquet" in line)
    (place / JOURNAL).write_text("".join(lines[:last]))
    return place


def refused(typed: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert answer(["report", *typed]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "Traceback" not in said
    return said


def test_half_a_result_is_one_sentence(runs: Path, tmp_path: Path, capsys) -> None:
    said = refused([str(half(runs, tmp_path / "half"))], capsys)
    assert "is not finished: 2 of 8 runs are left. The same command goes on from there" in said
    assert not (tmp_path / "half" / "report.html").exists()


def test_a_result_in_which_everything_failed_is_one_sentence(tmp_path: Path, capsys) -> None:
    with pytest.raises(InputError):
        conduct(Compare(asked(replications=2)), out=tmp_path / "bad", engine="made_up_engine:spoilt", workers=1)
    said = refused([str(tmp_path / "bad")], capsys)
    assert "has nothing to report: all 4 runs failed (" in said
    assert "--retry-failed runs them again" in said


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["{tmp}/none"], "There is no folder"),
        (["{tmp}"], "is not a results folder: it has no manifest.json"),
        (["{tmp}/file"], "is not a results folder"),
        (["{runs}", "--out", "{tmp}"], "is a folder; name the file, such as"),
        (["{runs}", "--out", "{tmp}/a.pdf"], "A report is an HTML file; name one that ends in .html"),
        (["{runs}", "--out", ""], "--out is empty"),
        (["{runs}", "--out", "{tmp}/file/a.html"], "{tmp}/file"),
    ],
)
def test_mistakes_get_one_sentence_and_leave_nothing(
    typed: list[str], told: str, runs: Path, tmp_path: Path, capsys
) -> None:
    (tmp_path / "file").write_text("mine")
    places = {"tmp": tmp_path, "runs": runs}
    said = refused([part.format(**places) for part in typed], capsys)
    assert told.format(**places) in said
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_half_an_analysis_and_a_damaged_story_are_one_sentence(published: Path, tmp_path: Path, capsys) -> None:
    shutil.copytree(published, tmp_path / "bad")
    (tmp_path / "bad" / "report.json").write_text("{")
    assert "is damaged; the command that made the result writes it afresh" in refused([str(tmp_path / "bad")], capsys)
    manifest = json.loads((published / "manifest.json").read_text())
    manifest["made_from"] = {"folder": "there", "command": "townhall"}
    del manifest["result"]
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "manifest.json").write_text(json.dumps(manifest))
    assert "holds half an analysis" in refused([str(tmp_path / "half")], capsys)
