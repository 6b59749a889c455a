"""What bad input gets: one sentence on standard error, exit status 2, no traceback, nothing written.

Every mistake goes through :func:`experiments.cli.answer`, in this process because that is fast; a few go through
a process of their own, as a user meets them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.cli import answer

YEARS = range(2010, 2025)
FUNDING = "year,index\n" + "".join(f"{year},{1 - 0.02 * (year - 2010):.2f}\n" for year in YEARS)

# What is typed, after which the sentence must contain the words. {file} is a file with the content given third.
WRONG_WORDS: list[tuple[str, str]] = [
    ("run comand", 'no scenario "comand". Did you mean "command"?'),
    ("run nowhere.yaml", 'no file "nowhere.yaml"'),
    ("run command --council Camdn", 'no council "Camdn" among the 353. Did you mean "Camden"?'),
    ("run command --council nowhere.csv", "nowhere.csv"),
    ("run command --funding nowhere.csv", "nowhere.csv"),
    ("run command --set style_men=1", 'no parameter "style_men". Did you mean "style_mean"?'),
    ("run command --set style_mean=1.5", "style_mean must lie between 0 and 1"),
    ("run command --set style_mean=nan", "style_mean must lie between 0 and 1"),
    ("run command --set style_mean=much", "style_mean must be a number"),
    ("run command --set style_mean", "is not a setting; write parameter=value"),
    ("run command --set style_mean=0.1 --set style_mean=0.2", "given twice"),
    ("run command --set budget_mode=fixd", 'Did you mean "fixed"?'),
    ("run command --without S1", 'no theory "S1". Did you mean'),
    ("run command --months 0", "--months must be a whole number from 1"),
    ("run command --months many", "--months must be a whole number from 1"),
    ("run command --seed -1", "--seed must be a whole number from 0"),
    ("run command --seed 1.5", "--seed must be a whole number from 0"),
    ("run", "Missing argument 'SCENARIO'"),
    ("run command distributed", "unexpected extra argument"),
    ("run command --replication 3", 'no option "--replication"'),
    ("rnu command", "No such command 'rnu'. Did you mean 'run'?"),
    ("compare command distributed --replication 3", 'Did you mean "--replications"?'),
    ("compare command distributed --replications 1", "--replications must be a whole number from 2"),
    ("compare command distributed --workers 0", "--workers must be a whole number from 1"),
    ("compare command distributed --replications 1000000", "do not fit into the memory"),
    ("compare command distribted", 'Did you mean "distributed"?'),
    ("compare command command", "given twice"),
    ("compare command", "at least two scenarios"),
    ("compare", "at least two scenarios"),
    ("compare command distributed --mission", "leave the names out"),
    ("compare --mission --council Camdn", 'Did you mean "Camden"?'),
    ("compare --mission --set style_men=1", 'Did you mean "style_mean"?'),
    ("validate --half C", '--half is one of A, B, both, not "C"'),
    ("validate --half B", "say why with --open-half-b"),
    ("validate --half B --open-half-b because", "give one in a few words"),
    ("validate --open-half-b finished", "goes with --half B or --half both"),
    ("validate --seeds 4", "--seeds must be a whole number from 5"),
    ("validate --size smal", 'not "smal". Did you mean "small"?'),
    ("validate basline", 'Did you mean "baseline"?'),
    ("validate --without S1", 'no theory "S1". Did you mean'),
    ("validate --publish first --size small", "leave scenario, --set, --without and --size out"),
    ("validate --scenario baseline", 'no option "--scenario"'),
    ("explain command", "Missing option '--outcome'"),
    ("explain command --outcome trust.diad --month 36", 'no outcome "trust.diad". Did you mean "trust.dyad"?'),
    ("explain command --outcome trust.dyad --month 0", "--month must be a whole number from 1"),
    ("explain comand --outcome trust.dyad --month 36", 'Did you mean "command"?'),
    ("explain command --outcome index --month 3 --seeds 0", "--seeds must be a whole number from 1 to 1000"),
    ("explain command --outcome index --month 3 --seeds 2.5", "--seeds must be a whole number from 1 to 1000"),
    ("explain command --against comand --outcome index --month 3", 'Did you mean "command"?'),
    ("explain command --against command --outcome index --month 3", "leaves nothing to explain, since the two are the"),
    ("explain command --against distributed --set style_mean=0.5 --outcome index --month 3", "are the same"),
    ("sweep mission-gird", 'no design "mission-gird". Did you mean "mission-grid"?'),
    ("sweep nowhere.yaml", 'no file "nowhere.yaml"'),
    ("sweep mission-grid --status", "mission-grid has not been run yet"),
    ("sweep mission-grid --shard 4/3", "--shard must be a part of a whole such as 3/10"),
    ("sweep mission-grid --scheduler tcp://host:1 --workers 2", "leave one of them out"),
    ("sweep mission-grid --time-limit 0", "--time-limit must be a whole number from 1"),
    ("sweep mission-grid --replication 3", 'Did you mean "--replications"?'),
    ("merge nowhere", "There is no folder nowhere"),
    ("query nowhere select", "There is no folder nowhere"),
    ("query nowhere select --out answer.xlsx", "--out must end in .csv or .parquet"),
    ("rerun nowhere --row abc", "There is no folder nowhere"),
    ("schema desing", 'Did you mean "design"?'),
    ("parameters trsut", "No parameter matches"),
    ("councils Camdn", 'Did you mean "Camden"?'),
    ("outcomes xyzzy", "No outcome matches"),
    ("scenarios comand", 'Did you mean "command"?'),
]

# What is in the file, what it is called, how it is used, what the sentence must contain.
WRONG_FILES: dict[str, tuple[str | bytes, str, str, tuple[str, ...]]] = {
    "broken YAML": ("why: [x\nset: {}\n", "own.yaml", "run own.yaml", ("own.yaml, line 2: ", "not valid YAML")),
    "duplicate key": ("why: x\nwhy: y\n", "own.yaml", "run own.yaml", ("own.yaml, line 2: ", "given twice")),
    "circle": ("why: x\nextends: own\n", "own.yaml", "run own.yaml", ("own.yaml, line 2: ", "own -> own")),
    "unknown key": ("whys: x\n", "own.yaml", "compare command own.yaml", ("own.yaml, line 1: ", 'Did you mean "why"?')),
    "wrong unit": (
        "why: x\nset: {style_mean: 2 weeks}\n",
        "own.yaml",
        "run own.yaml",
        ("own.yaml, line 2: ", "style_mean has the unit"),
    ),
    "YAML in Latin 1": ("why: é\n".encode("latin-1"), "own.yaml", "run own.yaml", ("own.yaml, line 1: ", "not UTF-8")),
    "funding lacks a year": (
        FUNDING.replace("2016,0.88\n", ""),
        "path.csv",
        "run command --funding path.csv",
        ("path.csv", "2016", "missing"),
    ),
    "negative funding": (
        FUNDING.replace("2016,0.88", "2016,-0.88"),
        "path.csv",
        "run command --funding path.csv",
        ("path.csv, line 8", "-0.88"),
    ),
    "NaN": (
        FUNDING.replace("2016,0.88", "2016,nan"),
        "path.csv",
        "run command --funding path.csv",
        ("path.csv, line 8", "nan"),
    ),
    "CSV in UTF-16": (FUNDING.encode("utf-16"), "path.csv", "run command --funding path.csv", ("path.csv", "UTF-8")),
    "empty council file": ("", "mine.csv", "run command --council mine.csv", ("mine.csv", "empty")),
    "not a council file": ("a,b\n1,2\n", "mine.csv", "compare --mission --council mine.csv", ("mine.csv",)),
}


def _one_sentence(error: str) -> None:
    assert error.count("\n") == 1, error
    assert error.endswith("\n")
    assert len(error) > 20
    assert "Traceback" not in error


@pytest.mark.parametrize(("typed", "sentence"), WRONG_WORDS)
def test_a_wrong_word(typed: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    assert answer(typed.split()) == 2
    said = capsys.readouterr()
    _one_sentence(said.err)
    assert sentence in said.err
    assert said.out == ""
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_wrong_file(case: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    content, name, typed, parts = WRONG_FILES[case]
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    assert answer(typed.split()) == 2
    said = capsys.readouterr()
    _one_sentence(said.err)
    for part in parts:
        assert part in said.err
    assert said.out == ""
    assert [path.name for path in folder.iterdir()] == [name]


@pytest.mark.parametrize(
    "typed",
    [
        ["run", "comand"],
        ["run", "command", "--council", "Camdn"],
        ["run", "command", "--set", "style_mean=7"],
        ["compare", "command", "distributed", "--out", "taken"],
        ["rnu"],
    ],
)
def test_as_a_user_meets_it(typed: list[str], folder: Path, townhall):
    (folder / "taken").write_text("a file where the results should go")
    ended = townhall(*typed)
    assert ended.returncode == 2
    assert ended.stdout == ""
    _one_sentence(ended.stderr)
    assert [path.name for path in folder.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    "command", ["run command --months 3", "compare command distributed --months 3 --replications 2"]
)
@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("taken", "file"),  # a file is in the way
        ("taken/inside", "file"),
        ("/proc/townhall", "cannot be written"),  # where nobody can write, root included
        ("full-of-others", "not a results folder"),
    ],
)
def test_a_results_folder_that_cannot_be_written(
    command: str, out: str, sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
):
    if out.startswith("/proc") and not Path("/proc/self").exists():
        out = "taken/deep"  # no such place on this system
        sentence = "file"
    (folder / "taken").write_text("kept")
    (folder / "full-of-others").mkdir()
    (folder / "full-of-others" / "thesis.txt").write_text("kept")
    assert answer([*command.split(), "--out", out]) == 2
    said = capsys.readouterr()
    _one_sentence(said.err)
    assert sentence in said.err
    assert said.out == ""
    assert sorted(path.name for path in folder.rglob("*")) == ["full-of-others", "taken", "thesis.txt"]


def test_a_schema_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "taken").write_text("kept")
    for out in ("taken/schema.json", "/proc/townhall/schema.json"):
        assert answer(["schema", "--out", out]) == 2
        _one_sentence(capsys.readouterr().err)
    assert (folder / "taken").read_text() == "kept"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_standard_output(townhall):
    with open("/dev/full", "w") as full:
        ended = townhall("schema", stdout=full, capture_output=False, stderr=-1)
    assert ended.returncode == 2
    _one_sentence(ended.stderr)
    assert "the disk is full" in ended.stderr


@pytest.mark.parametrize(
    "command", ["run command --months 3", "compare command distributed --months 3 --replications 2"]
)
@pytest.mark.parametrize("full", ["plan.partial", ".publishing"])
def test_a_disk_that_fills_up_while_results_are_written(
    command: str, full: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """The disk refuses the plan, or the first table, as a full one does; the same command then goes on."""
    import builtins
    import errno

    whole = builtins.open

    def limited(file, mode="r", *rest, **more):
        if "w" in mode and full in str(file):
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        return whole(file, mode, *rest, **more)

    here = folder / "results" / "here"
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", limited)
        assert answer([*command.split(), "--out", "results/here"]) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "The disk that holds results/here is full; what is done is kept." in error
    assert not list(here.glob("*.csv")) + list(here.glob("report.md")) + list(here.glob(".*"))
    assert full == "plan.partial" or "result" not in json.loads((here / "manifest.json").read_text())
    assert answer([*command.split(), "--out", "results/here"]) == 0
    assert json.loads((here / "manifest.json").read_text())["result"]
