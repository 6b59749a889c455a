"""What every study keeps: one manifest, one store, tables that all readers read, figures that cost nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from made_up_engine import simulate
from small_studies import ENGINE, MANY, STUDIES

import experiments
from experiments.runs import driver
from experiments.runs.folder import STORED
from experiments.runs.query import ask, connect
from experiments.runs.reading import ABOUT, TABLES, Results
from experiments.runs.rerun import rerun
from experiments.studies.fairness.identifiability import identify
from experiments.studies.publish import conduct
from sim import MODEL_VERSION
from sim.errors import InputError
from sim.schedule import THEORIES


def published(folder: Path) -> list[str]:
    """The files of ``folder`` that are not the store's, by their path in it."""
    files = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
    return sorted(file.as_posix() for file in files if file.parts[0] not in STORED)


@pytest.fixture(scope="module", autouse=True)
def quicker() -> Iterator[None]:
    """Each permutation inverts a matrix of all assumptions: forty would cost more than all the rest together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.studies.fairness.study.identify", partial(identify, permutations=2))
        yield


@pytest.fixture(scope="module", params=list(STUDIES))
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Each study, run and published, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "HANDFUL", 10_000)
        study = STUDIES[request.param]()
        out = tmp_path_factory.mktemp(request.param) / "out"
        return study, conduct(study, out=out, engine=ENGINE, command=["townhall", request.param])


def test_its_manifest_names_all_that_is_needed_to_make_and_cite_it(done) -> None:
    study, made = done
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert manifest["model_version"] == MODEL_VERSION
    assert manifest["town_hall"] == experiments.__version__
    assert {theory["id"] for theory in manifest["theories"]} == set(THEORIES)
    assert all(theory["reference"] and theory["citation"] for theory in manifest["theories"])
    asked = {cell.scenario.name for crossing in study.design.crossings for cell in crossing.cells}
    assert {scenario["name"] for scenario in manifest["scenarios"]} == asked
    codes = {c.code for crossing in study.design.crossings for cell in crossing.cells for c in cell.councils}
    assert {council["code"] for council in manifest["councils"]} == codes
    assert manifest["packages"]["numpy"]
    assert len(manifest["data"]) > 3
    assert manifest["command"].startswith("townhall ")
    assert manifest["runs"]["done"] == made.ran.planned
    assert manifest["started"] <= manifest["ended"]
    assert set(manifest["files"]) == set(published(made.folder))
    assert manifest["result"]


def test_every_reader_reads_it(done) -> None:
    study, made = done
    plan = experiments.load(made.folder, "plan")
    assert set(study.design.labels) <= set(plan.columns)
    assert plan["status"].eq("done").all()
    assert experiments.load(made.folder, "failures").empty
    assert set(experiments.load(made.folder, "outcomes")["outcome"]) == set(Results(made.folder).outcomes)
    database = connect(made.folder)
    for table, kind in TABLES.items():
        if kind not in Results(made.folder).kinds:
            with pytest.raises(InputError, match="keeps no"):
                experiments.load(made.folder, table)
            continue
        frame = experiments.load(made.folder, table)
        ((count,),) = ask(database, f"select count(*) from {table}").fetchall()
        assert len(frame) == count > 0
        assert frame["council_code"].astype(str).str.len().gt(0).all(), "a family's rows name each council"
    for table in ABOUT:
        assert ask(database, f"select * from {table}") is not None
    with pytest.raises(InputError, match=r'no table "plann"\. Did you mean "plan"'):
        experiments.load(made.folder, "plann")


def test_any_row_of_it_is_made_again_to_the_bit(done) -> None:
    _, made = done
    plan = experiments.load(made.folder, "plan")
    for at in {0, len(plan) // 2, len(plan) - 1}:
        found = rerun(made.folder, plan["key"][at])
        assert (found.stored, found.equal, found.difference) == ("done", True, "")


def test_its_runs_can_be_analysed(done, capsys) -> None:
    study, made = done
    if study.design.kind in ("run", "fairness", "headline"):
        pytest.skip("has no mean that more runs would make more precise")
    from experiments.cli import answer

    outcome = next(iter(Results(made.folder).outcomes))
    council = "Camden" if study.design.kind in ("family", "validation") else None
    chosen = ["--council", council] if council else []
    plan = experiments.load(made.folder, "plan").astype({"scenario": str})
    least = plan.groupby(["scenario", "point"]).size().groupby("scenario").min()
    scenario = least[least >= 5].index[0]  # elsewhere there are too few to ask
    asked = ["--method", "adequacy", "--outcome", outcome, "--half-width", "0.1", "--scenario", str(scenario)]
    status = answer(["analyse", str(made.folder), *asked, *chosen])
    assert status == 0, capsys.readouterr().err


def test_its_report_is_valid_asks_nobody_and_can_be_written_again(done, capsys, monkeypatch) -> None:
    study, made = done
    from made_up_reports import check_page

    from experiments.cli import answer
    from experiments.figures import registry

    monkeypatch.setattr(registry, "drawable", lambda result: [])
    if study.design.kind == "run":
        assert not made.page.exists()
        assert answer(["report", str(made.folder)]) == 0
        check_page(made.page.read_text())
        for name in ("report.html", "report.md"):
            (made.folder / name).unlink()  # which was not the study's own, and is not missed
        return
    before = made.page.read_bytes(), made.report.read_bytes()
    check_page(made.page.read_text())
    assert answer(["report", str(made.folder)]) == 0, capsys.readouterr().err
    assert (made.page.read_bytes(), made.report.read_bytes()) == before


def test_again_it_is_there_already_and_an_altered_file_is_noticed(done) -> None:
    study, made = done
    again = conduct(study, out=made.folder, engine=ENGINE)
    assert again.already_there
    assert again.ran.ran == 0
    victim = made.folder / sorted(published(made.folder))[0]
    content = victim.read_bytes()
    victim.write_bytes(content + b" ")
    with pytest.raises(InputError, match=f"{victim.name} changed or went missing"):
        conduct(study, out=made.folder, engine=ENGINE)
    afresh = conduct(study, out=made.folder, engine=ENGINE, force=True)
    assert not afresh.already_there
    assert victim.read_bytes() == content


def test_results_of_another_version_are_refused_in_a_sentence_that_names_it(done, tmp_path: Path) -> None:
    study, _ = done
    old = tmp_path / "old"
    old.mkdir()
    (old / "manifest.json").write_text(json.dumps({"design": "abc", "result": "r", "model_version": "0.2.0"}))
    with pytest.raises(InputError, match=r"by Town Hall 0\.2\.0, in a format that this version does not read"):
        conduct(study, out=old, engine=ENGINE)
    with pytest.raises(InputError, match=r"was written by Town Hall 0\.2\.0"):
        experiments.load(old)
    (old / "manifest.json").unlink()
    (old / "sweep.json").write_text(json.dumps({"format": 1, "design": {}, "model_version": "0.2.0"}))
    with pytest.raises(InputError, match=r"was written by Town Hall 0\.2\.0"):
        conduct(study, out=old, engine=ENGINE)


@pytest.mark.parametrize("name", MANY)
def test_a_figure_that_cannot_be_drawn_costs_itself_and_a_sentence(name, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(driver, "HANDFUL", 10_000)
    study = STUDIES[name]()
    drawn = type(study).figures

    def figures(self, found):
        made = dict(drawn(self, found))
        first = next(iter(made))

        def fails():
            raise ValueError("no axes")

        return {**made, first: fails}

    monkeypatch.setattr(type(study), "figures", figures)
    said: list[str] = []
    made = conduct(study, out=tmp_path / "out", engine=ENGINE, announce=said.append)
    assert any("could not be drawn (ValueError: no axes)" in line for line in said)
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert any(file.endswith(".parquet") for file in manifest["files"])
    assert manifest["result"]


def test_the_made_up_engine_is_called_as_the_models_own() -> None:
    """Otherwise these tests would prove nothing of the model's."""
    import inspect

    from experiments.runs.engine import simulate as own

    assert list(inspect.signature(simulate).parameters) == list(inspect.signature(own).parameters)
