"""A sweep's results: the same however the work is cut, never read when damaged, extended without being touched."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from small_sweeps import SMALL, environment, table_digest, wait_for

import experiments
from experiments.designs.sweep_file import load_design
from experiments.runs.cells import CELLS
from experiments.runs.disk import file_checksum
from experiments.runs.driver import run_design
from experiments.runs.folder import SHARDS
from experiments.runs.query import ask, connect
from experiments.runs.reading import Results
from experiments.runs.rerun import rerun
from experiments.runs.status import status_of
from sim.council.councils import SERVICES, find_council
from sim.errors import InputError
from sim.machine.engine import simulate_many
from sim.outcomes import MEASURES, OUTCOMES
from sim.scenario.scenario import load_scenario

OTHER_PYTHON = os.environ.get("TOWNHALL_OTHER_PYTHON", "")


@pytest.fixture(scope="module")
def done_once(tmp_path_factory: pytest.TempPathFactory):
    """A finished sweep of 24 runs in shards of at most 5."""
    folder = tmp_path_factory.mktemp("done")
    (folder / "own.yaml").write_text(SMALL)
    return run_design(load_design(folder / "own.yaml"), out=folder / "done", workers=1, batch_runs=5)


@pytest.fixture
def done(done_once, folder):
    """A copy of it in the current folder."""
    shutil.copytree(done_once.folder, "done")
    return replace(done_once, folder=Path("done"))


def in_child(design, out: Path) -> None:
    run_design(design, out=out, workers=1)


@pytest.mark.process
def test_one_digest_however_the_work_is_cut(design_of, done) -> None:
    """a. Workers and shards; the digest is compared with one that is made anew from the tables that are read."""
    tables = table_digest(done.folder)
    assert done.done == done.planned == 24
    for workers, runs in ((1, 1), (2, None), (3, 7)):
        other = run_design(design_of(), out=Path(f"with-{workers}-{runs}"), workers=workers, batch_runs=runs)
        assert other.digest == done.digest
        assert table_digest(other.folder) == tables


@pytest.mark.process
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_one_digest_in_a_process_that_was_forked_or_spawned(design_of, done, method: str) -> None:
    """a. A driver inside somebody's own pool of processes."""
    child = multiprocessing.get_context(method).Process(target=in_child, args=(design_of(), Path("child").absolute()))
    child.start()
    child.join(120)
    assert child.exitcode == 0
    assert table_digest(Path("child")) == table_digest(done.folder)


@pytest.mark.process
@pytest.mark.parametrize("seed", ["4711", "0"])
def test_one_digest_for_any_hash_seed(done, seed: str) -> None:
    """a. Nothing hangs on the order of a set."""
    _sweep_in(sys.executable, f"hashed-{seed}", PYTHONHASHSEED=seed)
    assert table_digest(Path(f"hashed-{seed}")) == table_digest(done.folder)


@pytest.mark.process
@pytest.mark.skipif(not OTHER_PYTHON, reason="name another Python with the packages in TOWNHALL_OTHER_PYTHON")
def test_one_digest_in_another_python(done) -> None:
    """a. Another Python, such as 3.12."""
    _sweep_in(OTHER_PYTHON, "other")
    assert Results("other").manifest["python"] != Results(done.folder).manifest["python"]
    assert table_digest(Path("other")) == table_digest(done.folder)


def _sweep_in(python: str, out: str, **variables: str) -> None:
    Path("own.yaml").write_text(SMALL)
    subprocess.run(
        [python, "-m", "experiments.cli", "sweep", "own.yaml", "--out", out, "--workers", "1"],
        env=environment(**variables),
        check=True,
        capture_output=True,
        timeout=600,
    )


def test_the_numbers_are_those_of_the_engine(design_of, done) -> None:
    frame = experiments.load(done.folder)
    assert list(frame["row"]) == list(range(24))
    assert (frame["status"] == "done").all()
    row = frame.iloc[17]
    scenario = load_scenario(row["scenario"]).changed(initial_trust=row["initial_trust"])
    (months,) = simulate_many(scenario, find_council("Camden"), months=13, seed=0, replicates=[int(row["replicate"])])
    has = [name for name in OUTCOMES if not np.isnan(row[name])]
    place = [OUTCOMES.index(name) for name in has]
    assert row[has].to_numpy(dtype=float).tolist() == months[-1, place].tolist()
    yearly = experiments.load(done.folder, "yearly", has)
    here = yearly[yearly["key"] == row["key"]]
    assert here["year"].tolist() == [2010, 2011]
    assert np.allclose(here[has].to_numpy(), [months[:12, place].mean(0), months[12:, place].mean(0)], rtol=1e-12)
    last = experiments.load(done.folder, "last_year", has).iloc[17]
    assert np.allclose(last[has].to_numpy(dtype=float), months[1:13, place].mean(0), rtol=1e-12)
    assert frame.attrs["units"]["index"] == MEASURES["index"].unit
    assert frame.attrs["units"]["initial_trust"] == "share"
    assert frame.attrs["roles"] == {"initial_trust": "levers"}


def test_an_outcome_that_a_council_does_not_have_is_missing_not_zero(design_of) -> None:
    district = next(c for c in ("Ashford", "Barrow-in-Furness", "Dover") if not all(find_council(c).runs))
    lacks = next(s for s, runs in zip(SERVICES, find_council(district).runs, strict=True) if not runs)
    design = design_of(councils=["Camden", district], replications=1, scenarios=["command"])
    frame = experiments.load(run_design(design, out=Path("two"), workers=1).folder)
    name = f"service.quality.{lacks}"
    assert frame[frame["council"] == find_council(district).name][name].isna().all()
    assert frame[frame["council"] == find_council("Camden").name][name].notna().all()


def test_months_are_kept_on_request(design_of) -> None:
    design = design_of(replications=1, monthly=True, outcomes=["index", "trust.dyad"])
    folder = run_design(design, out=Path("monthly"), workers=1).folder
    monthly = experiments.load(folder, "monthly")
    assert len(monthly) == 4 * 13
    runs = experiments.load(folder)
    last = monthly[monthly["month"] == 12]
    assert last["index"].tolist() == runs["index"].tolist()
    assert ask(connect(folder), 'select count(*), max("month") from monthly').fetchall() == [(52, 12)]


DAMAGES = {
    "truncated": lambda content: content[: len(content) // 2],
    "flipped": lambda content: content[:99] + bytes([content[99] ^ 1]) + content[100:],
    "empty": lambda content: b"",
    "longer": lambda content: content + b"\0",
    "gone": None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_shard_is_never_read(done, damage: str) -> None:
    """c. One bit is enough."""
    victim = sorted((done.folder / SHARDS).iterdir())[1]
    change = DAMAGES[damage]
    if change is None:
        victim.unlink()
    else:
        victim.write_bytes(change(victim.read_bytes()))
    for look in (lambda: experiments.load(done.folder), lambda: connect(done.folder)):
        with pytest.raises(InputError, match=f"1 of the shards of .* is damaged or missing .*{victim.name}"):
            look()


def test_the_runs_of_damaged_shards_are_done_again(design_of, done) -> None:
    """c. And nothing else is touched."""
    before = table_digest(done.folder)
    first, second, *others = sorted((done.folder / SHARDS).iterdir())
    contents = {path: path.read_bytes() for path in others}
    first.write_bytes(DAMAGES["flipped"](first.read_bytes()))
    second.write_bytes(DAMAGES["truncated"](second.read_bytes()))
    said: list[str] = []
    again = run_design(design_of(), out=done.folder, workers=1, announce=said.append)
    assert (again.ran, again.done, again.digest) == (10, 24, done.digest)
    assert any("2 shards are damaged or missing; their 10 runs are done again" in line for line in said)
    assert table_digest(done.folder) == before
    assert all(path.read_bytes() == content for path, content in contents.items())


def test_a_damaged_journal_loses_only_what_its_damaged_lines_said(design_of, done) -> None:
    before, path = table_digest(done.folder), done.folder / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    shard = next(at for at, line in enumerate(lines) if b'"kind":"shard"' in line)
    lines[shard] = lines[shard].replace(b'"runs":5', b'"runs":6')
    path.write_bytes(b"".join(lines) + b'0123456789abcdef {"kind":"shard","fi')  # and a line that was being written
    again = run_design(design_of(), out=done.folder, workers=1)
    assert (again.ran, again.digest) == (5, done.digest)
    assert table_digest(done.folder) == before
    assert run_design(design_of(), out=done.folder, workers=1).ran == 0


@pytest.mark.process
def test_more_replications_and_more_points_leave_the_old_rows_byte_identical(design_of, done) -> None:
    """e. Only the new rows are run, into new files."""
    old = {path: path.read_bytes() for path in (done.folder / SHARDS).iterdir()}
    old_rows = experiments.load(done.folder).drop(columns=["row", "point"]).set_index("key")
    larger = run_design(design_of(replications=8), out=done.folder, workers=2)
    assert (larger.ran, larger.done) == (8, 32)
    levels = {"initial_trust": [0.1, 0.3, 0.8]}
    largest = run_design(design_of(replications=8, levers=levels), out=done.folder, workers=2)
    assert (largest.ran, largest.done) == (16, 48)
    assert all(path.read_bytes() == content for path, content in old.items())
    new_rows = experiments.load(done.folder).drop(columns=["row", "point"]).set_index("key").loc[old_rows.index]
    assert new_rows.equals(old_rows)
    fresh = run_design(design_of(replications=8, levers=levels), out=Path("fresh"), workers=1)
    assert (fresh.digest, table_digest(Path("fresh"))) == (largest.digest, table_digest(done.folder))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 1}, "seed was 0, is 1"),
        ({"months": 14}, "months was 13, is 14"),
        ({"scenarios": ["command"]}, "the scenario distributed is gone"),
        ({"councils": ["Leeds"]}, "the council E09000007 is gone"),
        ({"constants": {"audit_rate": 0.2}}, "constants audit_rate was not there, is 0.2"),
        ({"replications": 5}, "replications was 6, is 5; 4 of the runs that were planned are no longer in it"),
        ({"levers": {"initial_trust": [0.3, 0.7]}}, "initial_trust values was 0.3, 0.8, is 0.3, 0.7; 12 of the runs"),
        ({"levers": {"contagion": [0.02, 0.08]}}, "the factors: initial_trust went away and contagion came in"),
        ({"outcomes": ["index"]}, f"outcomes: {next(name for name in OUTCOMES if name != 'index')}, "),
        ({"monthly": True}, "monthly was False, is True"),
    ],
)
def test_a_changed_sweep_is_refused_with_the_difference_and_nothing_is_touched(design_of, done, change, said) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in done.folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as caught:
        run_design(design_of(**change), out=done.folder, workers=1)
    assert said in str(caught.value)
    assert "nothing was touched" in str(caught.value)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in done.folder.rglob("*") if path.is_file()}
    lock = done.folder / "lock"  # says who tried last
    assert {p: c for p, c in after.items() if p != lock} == {p: c for p, c in before.items() if p != lock}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("model_version", "0.0.1", "the model's version was 0.0.1"),
        ("model_code", "abc", "the model's source code has changed"),
        ("engine", "other:one", "the engine was other:one"),
        ("data", {"funding.csv": "abc"}, "the data table funding.csv has changed"),
    ],
)
def test_another_model_or_other_data_are_refused(design_of, done, name: str, value, said: str) -> None:
    manifest = json.loads((done.folder / "manifest.json").read_text())
    (done.folder / "manifest.json").write_text(
        json.dumps({**manifest, name: {**manifest["data"], **value} if name == "data" else value})
    )
    with pytest.raises(InputError, match=said):
        run_design(design_of(), out=done.folder, workers=1)


def test_a_scenario_file_that_changed_is_refused(design_of, folder) -> None:
    (folder / "mine.yaml").write_text("extends: command\nwhy: x\nset: {audit_rate: 0.1}\n")
    run_design(design_of(scenarios=["mine.yaml"], replications=1), out=Path("own"), workers=1)
    (folder / "mine.yaml").write_text("extends: command\nwhy: x\nset: {audit_rate: 0.2}\n")
    with pytest.raises(InputError, match="the scenario mine has changed"):
        run_design(design_of(scenarios=["mine.yaml"], replications=1), out=Path("own"), workers=1)


def test_a_policy_that_changes_nothing_differs_by_exactly_zero(design_of, folder) -> None:
    """f. On every outcome, in every month, and a policy that does something does not."""
    (folder / "nothing.yaml").write_text("extends: command\nwhy: It changes nothing.\n")
    design = design_of(scenarios=["command", "nothing.yaml", "distributed"], monthly=True)
    monthly = experiments.load(run_design(design, out=Path("zero"), workers=2).folder, "monthly")
    numbers = {
        name: rows.sort_values(["point", "replicate", "month"])[list(OUTCOMES)].to_numpy()
        for name, rows in monthly.groupby("scenario", observed=True)
    }
    assert len(numbers["command"]) == 2 * 6 * 13
    assert np.array_equal(numbers["command"], numbers["nothing"], equal_nan=True)
    assert not np.array_equal(numbers["command"], numbers["distributed"], equal_nan=True)


@pytest.mark.process
def test_a_second_driver_on_the_folder_is_refused(design_of, trouble, townhall) -> None:
    """g. While the first is at work; and the first does not notice."""
    gate = Path("gate").absolute()
    gate.touch()
    engine = trouble(wait=[5], **{"while": str(gate)})
    design_of()
    variables = environment(TOWNHALL_ENGINE=engine)
    first = subprocess.Popen(
        [sys.executable, "-m", "experiments.cli", "sweep", "own.yaml", "--out", "shared", "--workers", "2"],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(lambda: (Path("shared") / "journal.jsonl").exists() and b"shard" in journal("shared"))
        second = townhall("sweep", "own.yaml", "--out", "shared", env=variables)
        assert second.returncode == 2
        assert f"Process {first.pid}" in second.stderr
        assert "is already at work on shared" in second.stderr
        assert f"Process {first.pid}" in status_of(Path("shared"))[0].at_work
        gate.unlink()
        assert first.wait(120) == 0
    finally:
        first.kill()
        first.communicate()
    assert experiments.load("shared")["status"].eq("done").all()


def test_a_folder_of_something_else_is_left_alone(design_of, done) -> None:
    (done.folder / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"holds runs whose manifest\.json is gone"):
        run_design(design_of(), out=done.folder, workers=1)
    Path("photographs").mkdir()
    Path("photographs/cat.png").touch()
    with pytest.raises(InputError, match="is a folder with other things in it"):
        run_design(design_of(), out=Path("photographs"), workers=1)
    assert [path.name for path in Path("photographs").iterdir()] == ["cat.png"]


def test_status_counts_and_estimates(design_of, trouble) -> None:
    engine = trouble(**{"raise": [3]})
    run_design(design_of(), out=Path("half"), workers=1, engine=engine)
    (status,) = status_of(Path("half"))
    assert (status.planned, status.done, status.failed, status.left) == (24, 20, 4, 0)
    run_design(design_of(replications=3), out=Path("grown"), workers=1)
    plan = Results("grown").plan()
    assert plan["status"].tolist() == ["done"] * 12
    victim = sorted((Path("grown") / SHARDS).iterdir())[0]
    victim.unlink()  # what is counted is looked at, not believed
    (found,) = status_of(Path("grown"))
    assert (found.planned, found.done, found.left, found.damaged) == (12, 8, 4, 1)


def test_a_row_is_made_again_and_equals_what_is_stored(done, townhall) -> None:
    frame = experiments.load(done.folder)
    found = rerun(done.folder, frame["key"][20])
    assert (found.stored, found.equal, found.difference) == ("done", True, "")
    assert found.row["initial_trust"] == frame["initial_trust"][20]
    said = townhall("rerun", "done", "--row", frame["key"][3])
    assert said.returncode == 0, said.stderr
    assert "It equals what is stored, to the last bit." in said.stdout


def test_a_row_that_does_not_equal_what_is_stored_is_told(done) -> None:
    key = experiments.load(done.folder)["key"][0]
    cells = pq.read_table(done.folder / CELLS)
    sets = [json.dumps({**json.loads(text), "audit_rate": 0.29}) for text in cells["set"].to_pylist()]
    pq.write_table(cells.set_column(cells.schema.get_field_index("set"), "set", [sets]), done.folder / CELLS)
    with pytest.raises(InputError, match=r"plan-cells\.parquet is damaged"):
        rerun(done.folder, key)
    # As a version of the code would that misread it.
    manifest = json.loads((done.folder / "manifest.json").read_text())
    manifest["cells_checksums"][0] = file_checksum(done.folder / CELLS)
    (done.folder / "manifest.json").write_text(json.dumps(manifest))
    found = rerun(done.folder, key)
    assert found.equal is False
    assert "stored" in found.difference


def test_questions_in_sql(done, townhall) -> None:
    database = connect(done.folder)
    frame = experiments.load(done.folder, "last_year")
    sql = 'select scenario, avg("index") from last_year group by all order by all'
    expected = frame.groupby("scenario", observed=True)["index"].mean()
    assert dict(ask(database, sql).fetchall()) == pytest.approx(expected.to_dict())
    assert ask(database, "select status, count(*) from runs group by all").fetchall() == [("done", 24)]
    assert ask(database, "select count(*) from yearly where year = 2011").fetchall() == [(24,)]
    with pytest.raises(InputError, match='in double quotes, as in "trust'):
        ask(database, "select trust.dyad from runs")
    said = townhall("query", "done", 'select key, "trust.dyad" from runs order by row', "--out", "answer.csv")
    assert said.returncode == 0, said.stderr
    assert len(Path("answer.csv").read_text().splitlines()) == 25
    # DuckDB tells on standard error of all that is left of it when Python ends.
    assert townhall("query", "done", "select 1 as one").stderr == ""
    assert townhall("query", "done", "select * from").stderr.count("\n") == 1


def journal(folder: str) -> bytes:
    return (Path(folder) / "journal.jsonl").read_bytes()


def test_what_a_council_does_not_have_is_null_in_sql(design_of) -> None:
    outcome = "service.quality.adult_social_care"
    design = design_of(replications=1, councils=["Camden", "Cambridge"], outcomes=[outcome])
    run_design(design, out=Path("districts"), workers=1)
    asked = f'select count(*), count("{outcome}"), isfinite(avg("{outcome}")) from'
    for table in ("runs", "last_year", "yearly"):
        ((rows, known, finite),) = ask(connect(Path("districts")), f"{asked} {table}").fetchall()
        assert rows == 2 * known > 0
        assert finite
