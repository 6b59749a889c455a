"""Results folders: questions that want more than an answer, and folders that are damaged, foreign or half gone.

Each line of a table is an input, its kind, and a part of the answer. Nothing damaged is ever counted as done.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli import answer
from experiments.runs.folder import SHARDS
from experiments.runs.status import status_of

DESIGN = """\
why: A few runs.
kind: grid
months: 3
replications: 2
councils: [Rutland]
levers:
  style_mean: [0.2, 0.8]
uncertainties:
  initial_trust: [0.3, 0.6]
outcomes: [index, staff.morale]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep of eight runs in several shards, with its design beside it."""
    from experiments.designs.sweep_file import load_design
    from experiments.runs.driver import run_design

    folder = tmp_path_factory.mktemp("made")
    (folder / "few.yaml").write_text(DESIGN)
    run_design(load_design(folder / "few.yaml"), out=folder / "out", workers=1, batch_runs=3)
    return folder


@pytest.fixture
def out(made: Path, folder: Path) -> Path:
    """A copy of it in the current folder, to be spoilt."""
    shutil.copy(made / "few.yaml", folder / "few.yaml")
    shutil.copytree(made / "out", folder / "out")
    return folder / "out"


# ---------------------------------------------------------------- questions
QUESTIONS: list[tuple[str, str, str]] = [
    ("writes a file", "copy (select 1) to 'out/plan.parquet' (format parquet)", "of the type COPY"),
    ("writes into the current folder", "copy runs to 'mine.csv'", "of the type COPY"),
    ("opens a database", "attach 'mine.db'", "of the type ATTACH"),
    ("makes a table", "create table mine as select * from runs", "of the type CREATE"),
    ("drops a view", "drop view runs", "of the type DROP"),
    ("removes rows", "delete from failures", "of the type DELETE"),
    ("adds rows", "insert into failures select * from failures", "of the type INSERT"),
    ("changes rows", "update outcomes set unit = 'x'", "of the type UPDATE"),
    ("changes a setting", "set enable_external_access = true", "of the type SET"),
    ("asks for a setting by pragma", "pragma database_list", "of the type PRAGMA"),
    ("loads an extension", "load httpfs", "of the type LOAD"),
    ("installs an extension", "install httpfs", "of the type LOAD"),
    ("exports everything", "export database 'mine'", "statement of the type"),
    ("calls a function", "call pragma_version()", "of the type CALL"),
    ("prepares", "prepare mine as select 1", "of the type PREPARE"),
    ("two statements", "select 1; select 2", "ask one at a time"),
    ("one hidden behind another", "select 1; drop view runs", "ask one at a time"),
    ("one hidden in a comment's line", "select 1 --\n; copy runs to 'mine.csv'", "ask one at a time"),
    ("explains by doing it", "explain analyze select * from runs", "leave out ANALYZE"),
    ("the same with brackets", "explain (analyze, format json) select 1", "leave out ANALYZE"),
    ("explains a deed by doing it", "explain analyze copy runs to 'mine.csv'", "leave out ANALYZE"),
    ("a pivot without values", "pivot runs on scenario using count(*)", "needs its values named"),
    ("a system file as CSV", "select * from read_csv('/etc/passwd')", "no other file"),
    ("a system file as text", "select * from read_text('/etc/passwd')", "no other file"),
    ("a system file by its name", "select * from '/etc/passwd'", "cannot be answered"),
    ("another file of the result", "select * from read_text('out/manifest.json')", "no other file"),
    ("the design beside it", "select * from read_csv('few.yaml')", "no other file"),
    ("what lies around", "from glob('/*')", "no other file"),
    ("the network", "select * from read_csv('https://example.org/a.csv')", "no other file"),
    ("our own variables", "select * from results", "Did you mean"),
    ("the environment", "select getenv('HOME')", "cannot be answered"),
    ("nothing", "", "There is no query"),
    ("a comment", "/* nothing */", "There is no query"),
    ("half a question", "select * from", "cannot be answered"),
    ("a column that is not there", "select stile_mean from runs", "cannot be answered"),
    ("a dot without quotes", "select staff.morale from runs", "double quotes"),
    ("a very long question", f"select {'x' * 5000} from runs", "cannot be answered"),
]


@pytest.mark.parametrize(("kind", "sql", "words"), QUESTIONS, ids=[case[0] for case in QUESTIONS])
def test_a_query_only_asks(kind: str, sql: str, words: str, out: Path, refused):
    assert words in refused(["query", "out", sql])


@pytest.mark.parametrize("more", [[], ["--out", "answer.csv"], ["--out", "answer.parquet"]])
def test_a_query_ends(more: list[str], out: Path, refused):
    endless = "select count(*) from range(100000000000) a, range(1000) b"
    assert "stopped after 1 seconds" in refused(["query", "out", endless, "--time-limit", "1", *more])


ASKED: list[tuple[str, str, str]] = [
    ("counts", "select count(*) from runs where status = 'done'", "8"),
    ("a table by its name", "from plan", "Rutland"),
    ("a description", "describe runs", "staff.morale"),
    ("a summary", "summarize select style_mean from runs", "0.8"),
    ("an explanation", "explain select * from runs", "physical_plan"),
    ("with", "with a as (select 7 as seven) select * from a", "seven"),
    ("a semicolon at the end", "select 'done' as it_is;", "it_is"),
    ("no row", "select 1 as one, 2 as two where false", "no rows. Its columns would be one, two"),
    ("a text that fills a memory", "select repeat('x', 20000000) as much", "letters are cut"),
    ("no emoji", "select ':x: :smile:' as signs", ":x: :smile:"),
    ("no markup", "select '[red]plain[/red]' as signs", "[red]plain[/red]"),
    (
        "a pivot with values",
        "from (pivot runs on status in ('done') using count(*)) select count(*) as pivoted",
        "pivoted",
    ),
]


@pytest.mark.parametrize(("kind", "sql", "words"), ASKED, ids=[case[0] for case in ASKED])
def test_a_question_is_answered(kind: str, sql: str, words: str, out: Path, capsys: pytest.CaptureFixture[str]):
    assert answer(["query", "out", sql]) == 0
    assert words in capsys.readouterr().out


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_wide_answer_is_turned(
    columns: int, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert answer(["query", "out", "select * from runs order by row"]) == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert max(len(line) for line in lines) <= columns
    assert sum("staff.morale" in line for line in lines) >= 1  # whole, never cut
    assert ("so it is turned" in " ".join(shown.split())) == (columns < 200)
    for key in ("style_mean", "initial_trust", "replicate", "Rutland UA", "E06000017"):
        assert key in shown


def test_an_answer_is_written_whole(out: Path, folder: Path, capsys: pytest.CaptureFixture[str]):
    assert answer(["query", "out", "select * from runs", "--out", "answer.csv"]) == 0
    assert len((folder / "answer.csv").read_text().splitlines()) == 9
    assert sorted(place.name for place in folder.iterdir()) == ["answer.csv", "few.yaml", "out"]


# ---------------------------------------------------------------- damage
def _shard(out: Path) -> Path:
    return sorted((out / SHARDS).iterdir())[0]


def _json(out: Path, **changes: object) -> None:
    path = out / "manifest.json"
    said = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({name: value for name, value in said.items() if value is not None}))


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


Damage = Callable[[Path], object]
DAMAGES: list[tuple[str, Damage, str]] = [
    ("a shard is gone", lambda out: _shard(out).unlink(), "1 of the shards"),
    ("all shards are gone", lambda out: shutil.rmtree(out / SHARDS), "shards"),
    ("a shard is cut", lambda out: _shard(out).write_bytes(_shard(out).read_bytes()[:500]), "1 of the shards"),
    ("a shard is empty", lambda out: _shard(out).write_bytes(b""), "1 of the shards"),
    ("a shard is something else", lambda out: _shard(out).write_bytes(b"PAR1" * 300), "1 of the shards"),
    ("a shard is a folder", lambda out: (_shard(out).unlink(), (out / "shards" / "x").mkdir()), "1 of the shards"),
    ("the plan is gone", lambda out: (out / "plan.parquet").unlink(), "plan.parquet is damaged or missing"),
    ("the plan is cut", lambda out: (out / "plan.parquet").write_bytes(b"PAR1xx"), "plan.parquet is damaged"),
    (
        "the plan is another table",
        lambda out: shutil.copy(_shard(out), out / "plan.parquet"),
        "plan.parquet",
    ),
    ("the plan is text", lambda out: (out / "plan.parquet").write_text("key\n1\n"), "plan.parquet is damaged"),
    ("the cells are gone", lambda out: (out / "plan-cells.parquet").unlink(), "plan-cells.parquet is damaged"),
    ("the councils are cut", lambda out: (out / "plan-councils.parquet").write_bytes(b""), "plan-councils.parquet"),
    ("the manifest is gone", lambda out: (out / "manifest.json").unlink(), "manifest"),
    ("the manifest is empty", lambda out: (out / "manifest.json").write_text(""), "manifest.json cannot be read"),
    (
        "the manifest is cut",
        lambda out: (out / "manifest.json").write_text('{"format": 2, "des'),
        "manifest.json cannot",
    ),
    ("the manifest is a list", lambda out: (out / "manifest.json").write_text("[1]"), "manifest.json cannot"),
    ("the manifest is somebody else's", lambda out: (out / "manifest.json").write_text('{"name": "app"}'), "format"),
    ("the manifest lacks the plan", lambda out: _json(out, plan_checksum=None), "manifest.json cannot be read"),
    ("the manifest lacks the forms", lambda out: _json(out, forms=None), "manifest.json cannot be read"),
    ("the manifest has odd forms", lambda out: _json(out, forms=[1]), "manifest.json cannot be read"),
    ("the manifest has half forms", lambda out: _json(out, forms=[{"outcomes": []}]), "manifest.json cannot be read"),
    ("the manifest lacks the outcomes", lambda out: _json(out, outcomes=None), "manifest.json cannot be read"),
    ("the manifest is of a later version", lambda out: _json(out, format=99), "does not read"),
    ("the journal is gone", lambda out: (out / "journal.jsonl").unlink(), "journal.jsonl is missing"),
    (
        "the journal is a folder",
        lambda out: ((out / "journal.jsonl").unlink(), (out / "journal.jsonl").mkdir()),
        "journal",
    ),
]
"""What happened to a finished results folder, and what is said of it."""


@pytest.mark.parametrize(("kind", "damage", "words"), DAMAGES, ids=[case[0] for case in DAMAGES])
def test_damage_is_said(kind: str, damage: Damage, words: str, out: Path, refused):
    damage(out)
    assert words in refused(["query", "out", "select * from runs"])
    assert words in refused(["analyse", "out", "--method", "surface", "--outcome", "index"])


@pytest.mark.parametrize(("kind", "damage", "words"), DAMAGES, ids=[case[0] for case in DAMAGES])
def test_damage_is_never_counted_as_done(
    kind: str, damage: Damage, words: str, out: Path, capsys: pytest.CaptureFixture[str]
):
    damage(out)
    status = answer(["sweep", "few.yaml", "--out", "out", "--status"])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    if status == 0:
        (found,) = status_of(out)
        assert found.done < found.planned == 8
        assert found.damaged
        assert "damaged or missing" in said.out
    else:
        assert status == 2
        assert said.out == ""
        assert said.err.count("\n") == 1


@pytest.mark.parametrize("shards", [1, 2, 3])
def test_what_is_damaged_is_done_again(shards: int, out: Path, capsys: pytest.CaptureFixture[str]):
    """Counted as left, and the same command does it again; then all is as it was."""
    for shard in sorted((out / SHARDS).iterdir())[:shards]:
        shard.unlink()
    (before,) = status_of(out)
    assert (before.damaged, before.done + before.left) == (shards, 8)
    assert answer(["sweep", "few.yaml", "--out", "out"]) == 0
    (after,) = status_of(out)
    assert (after.damaged, after.done) == (0, 8)


JOURNALS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("empty", lambda content: b""),
    ("of something else", lambda content: b"a,b\n1,2\n"),
    ("of no text", lambda content: bytes(range(256)) * 10),
    ("with a line bent", lambda content: content.replace(b'"shard"', b'"shred"', 1)),
    ("with its end cut off", lambda content: content[: len(content) // 2]),
    ("of ones", lambda content: b"1\n" * 1000),
]


@pytest.mark.parametrize(("kind", "change"), JOURNALS, ids=[case[0] for case in JOURNALS])
def test_a_journal_that_says_less_counts_less(
    kind: str, change: Callable[[bytes], bytes], out: Path, capsys: pytest.CaptureFixture[str]
):
    journal = out / "journal.jsonl"
    journal.write_bytes(change(journal.read_bytes()))
    assert answer(["sweep", "few.yaml", "--out", "out", "--status"]) == 0
    (found,) = status_of(out)
    assert found.done < 8
    assert found.done + found.left == 8
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert answer(["sweep", "few.yaml", "--out", "out"]) == 0
    assert status_of(out)[0].done == 8


def test_an_entry_of_somebody_else_is_no_entry(out: Path):
    """A line may have the right checksum and say nothing that we know."""
    from experiments.runs.journal import _line

    with open(out / "journal.jsonl", "ab") as file:
        for entry in ({"kind": "shard"}, {"kind": "failed", "key": "not a key"}, {"name": 1}):
            file.write(_line(entry))
    (found,) = status_of(out)
    assert (found.done, found.failed, found.damaged_lines) == (8, 0, 3)


def test_another_analysis_does_not_replace_one(out: Path, refused, capsys: pytest.CaptureFixture[str]):
    """It is refused before anything is analysed."""
    asked = ["analyse", "out", "--outcome", "index", "--out", "found", "--method"]
    assert answer([*asked, "dominance"]) == 0
    assert answer([*asked, "dominance"]) == 0
    assert "already holds a different result" in refused([*asked, "regret"])
    assert "holds runs, which are not overwritten" in refused(
        ["analyse", "out", "--outcome", "index", "--method", "dominance", "--out", "out"]
    )


HALF: list[tuple[str, str]] = [
    ("empty", ""),
    ("of somebody else", '{"name": "app"}'),
    ("of ours, and little else", '{"format": 2, "design": {}}'),
    ("of ours, with a list for a design", '{"format": 2, "design": []}'),
    ("of an analysis", '{"format": 2, "design": {}, "made_from": {"folder": "x"}}'),
    ("no JSON", "format: 2"),
]


@pytest.mark.parametrize(("kind", "manifest"), HALF, ids=[case[0] for case in HALF])
@pytest.mark.parametrize("command", ["run command", "compare command distributed --replications 2", "sweep few.yaml"])
def test_a_folder_with_half_a_manifest_is_left_alone(command: str, kind: str, manifest: str, folder: Path, refused):
    (folder / "few.yaml").write_text(DESIGN)
    (folder / "here").mkdir()
    (folder / "here" / "manifest.json").write_text(manifest)
    months = [] if command.startswith("sweep") else ["--months", "3"]
    refused([*command.split(), *months, "--out", "here"])
