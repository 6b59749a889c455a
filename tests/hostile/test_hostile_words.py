"""What is typed, and files that are no tables: each line is an input, its kind, and a part of the answer.

Every answer is one sentence with exit status 2; nothing is shown, nothing is written, nothing long is repeated.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from experiments.cli import answer
from sim.errors import InputError
from sim.inputs.yaml_reader import read_yaml

REPOSITORY = Path(__file__).resolve().parents[2]
LONG = "x" * 5000
KEY = "x" * 900
"""As long as a key of YAML may be."""

BOMB = "why: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghij")
)
DESIGN = "why: x\nkind: {kind}\nlevers:\n  style_mean: {lever}\n{more}"
WORLDS = "why: x\nkind: crossed\nlevers: {{style_mean: [0.2, 0.8]}}\nworlds: {}\n"

WORDS: list[tuple[str, str | list[str], str]] = [
    ("a system file for a scenario", "run /etc/passwd", "/etc/passwd"),
    ("a file without an end", "run /dev/zero", "/dev/zero"),
    ("a very long name", ["run", LONG], "There is no scenario"),
    ("a very long path", ["run", f"{LONG}.yaml"], "xxx"),
    ("a name of control signs", ["run", "\x1b[31mred"], "There is no scenario"),
    ("a name of two lines", ["run", "one\ntwo"], "There is no scenario"),
    ("a very long setting", ["run", "baseline", "--set", LONG], "is not a setting"),
    ("a setting with a long name", ["run", "baseline", "--set", f"{LONG}=1"], "no parameter"),
    ("a setting with a long value", ["run", "baseline", "--set", f"style_mean={LONG}"], "style_mean must be a number"),
    ("a choice with a long value", ["run", "baseline", "--set", f"budget_mode={LONG}"], "budget_mode must be one of"),
    ("a number of 400 digits", ["run", "baseline", "--set", f"style_mean={'9' * 400}"], "style_mean must lie between"),
    ("a number of 5000 digits", ["run", "baseline", "--set", f"style_mean={'9' * 5000}"], "style_mean"),
    ("an event that is not there", "run baseline --set crisis.date=2012-04", "has no event"),
    ("a long event", ["run", "cuts-early", "--set", f"{LONG}.date=2012-03"], "has no event"),
    ("a long part of an event", ["run", "cuts-early", "--set", f"first-round.{LONG}=1"], "has no"),
    ("a long date", ["run", "cuts-early", "--set", f"first-round.date={LONG}"], "a date is a year and a month"),
    ("a date in words", ["run", "cuts-early", "--set", "first-round.date=March 2012"], 'Did you mean "2012-03"'),
    ("a long kind of event", ["events", LONG], "No kind of event matches"),
    ("a long council", ["run", "baseline", "--council", LONG], "There is no council"),
    ("a long theory", ["run", "baseline", "--without", LONG], "There is no theory"),
    ("a long number of months", ["run", "baseline", "--months", LONG], "--months must be a whole number"),
    ("a long seed", ["run", "baseline", "--seed", "9" * 5000], "--seed must be a whole number"),
    (
        "a long scenario to explain against",
        ["explain", "baseline", "--against", LONG, "--outcome", "index", "--month", "3"],
        "no scenario",
    ),
    ("a long outcome", ["explain", "baseline", "--outcome", LONG, "--month", "3"], "no outcome"),
    ("a long search", ["parameters", LONG], "No parameter matches"),
    ("a long command", [LONG], "No such command"),
    ("a long option", ["run", "baseline", f"--{LONG}"], "no option"),
    ("a long design", ["sweep", LONG], "There is no design"),
    ("a long part", ["sweep", "mission-grid", "--shard", LONG], "--shard must be"),
    ("a long scheduler", ["sweep", "mission-grid", "--scheduler", LONG], "no address of a Dask scheduler"),
    ("a long precision", ["sweep", "mission-grid", "--until-precision", LONG], "--until-precision takes"),
    ("a long half", ["validate", "--half", LONG], "--half is one of"),
    ("a long size of councils", ["validate", "--size", LONG], "--size is one of"),
    ("a long step", ["validate", "--publish", LONG], "80 letters at most"),
    ("a long method", ["analyse", "nowhere", "--method", LONG, "--outcome", "index"], "There is no method"),
    ("a long results folder", ["query", LONG, "select 1"], "xxx"),
    ("a long figure", ["plot", "nowhere", LONG], "There is no figure"),
    ("a long size", ["plot", "nowhere", "--size", LONG], "is no size"),
    ("a size of 900 digits", ["plot", "nowhere", "--size", f"{'9' * 900}x100"], "may be 60 to 1200 mm"),
    ("a size that is a point", ["plot", "nowhere", "--size", "0x0"], "may be 60 to 1200 mm"),
    ("a long style", ["plot", "nowhere", "--style", LONG], "There is no style"),
    ("a long format", ["plot", "nowhere", "--format", LONG], "is no format of a figure"),
    ("no format", ["plot", "nowhere", "--format", ","], "No format is named"),
    ("a long result to plot", ["plot", LONG], "xxx"),
    ("a folder that is no result", ["plot", "/"], "/"),
    ("a place that is not there", ["plot", "nowhere"], "nowhere"),
    ("a long kind of schema", ["schema", LONG], "none of"),
    ("a theory without its nought", "run baseline --without S1", 'Did you mean "S01"?'),
    ("a theory that is near to none", "run baseline --without S00", "They are S01 to S21"),
    ("a theory beyond the last", "run baseline --without S22", "They are S01 to S21"),
    ("a hypothesis that is near to none", "hypotheses S00", "They are S01 to S21"),
    (
        "a setting that erases the contrast",
        "compare command distributed --set style_mean=0.5",
        "differ in style_mean alone",
    ),
    ("the same under --mission", "compare --mission --set initial_trust=0.4", "differ in initial_trust alone"),
    (
        "a contrast of theories erased",
        "compare baseline theories-off " + " ".join(f"--without S{n:02d}" for n in range(1, 22)),
        "are the same, and there is nothing left to compare",
    ),
    ("the same, small", "run baseline --without s9", 'Did you mean "S09"?'),
    ("a theory as a number", "run baseline --without 12", 'Did you mean "S12"?'),
    ("a theory with a space", ["run", "baseline", "--without", "S 4"], 'Did you mean "S04"?'),
    ("a theory with noughts", "run baseline --without S0012", 'Did you mean "S12"?'),
    ("job array and cluster", "sweep mission-grid --shard 1/2 --scheduler tcp://h:1", "leave one out"),
    ("a scheduler without a port", "sweep mission-grid --scheduler localhost", "no address of a Dask scheduler"),
    ("a scheduler without a name", "sweep mission-grid --scheduler tcp://:8786", "no address of a Dask scheduler"),
    ("an empty scheduler", ["sweep", "mission-grid", "--scheduler", ""], "no address of a Dask scheduler"),
    ("a web page for a scheduler", "compare command distributed --scheduler http:", "no address of a Dask scheduler"),
    ("a precision of nan", "sweep mission-grid --until-precision index=nan", "must be a number above 0"),
    ("a precision of inf", "sweep mission-grid --until-precision index=inf", "must be a number above 0"),
    (
        "a threshold of nan",
        "analyse x --method adequacy --outcome index --threshold nan",
        "--threshold must be a number",
    ),
    ("a threshold of -inf", "analyse x --method adequacy --outcome index --threshold=-inf", "--threshold must be"),
    ("a half-width of nan", "analyse x --method adequacy --outcome index --half-width nan", "--half-width must be"),
    ("a half-width of nothing", "analyse x --method adequacy --outcome index --half-width 0", "must be above 0"),
    (
        "a long value to look for",
        ["analyse", "x", "--method", "regret", "--outcome", "index", "--where", LONG],
        "names no value",
    ),
    ("a density of nan", "analyse x --method prim --outcome index --density nan", "--density must be"),
]


@pytest.mark.parametrize(("kind", "typed", "words"), WORDS, ids=[case[0] for case in WORDS])
def test_words_are_refused(kind: str, typed: str | list[str], words: str, refused):
    assert words in refused(typed)


FILES: list[tuple[str, str, str]] = [
    ("aliases of aliases", BOMB, "aliases"),
    ("aliases in the settings", BOMB.replace("why:", "why: x\nset:"), "aliases"),
    ("a list that holds itself", "why: &a [*a]\n", "own.yaml"),
    ("a very long key", f"why: x\n{KEY}: 1\n", "is not a key of a scenario"),
    ("a very long value", f"why: x\nset: {{style_mean: {LONG}}}\n", "style_mean must be a number"),
    ("a list for a number", f"why: x\nset: {{style_mean: [{','.join('12345678')}]}}\n", "not"),
    ("a mapping for a number", "why: x\nset: {style_mean: {a: 1}}\n", "not"),
    ("a number of 400 digits", f"why: x\nset: {{style_mean: {'9' * 400}}}\n", "style_mean must lie between"),
    ("a number of 5000 digits", f"why: x\nset: {{style_mean: {'9' * 5000}}}\n", "own.yaml"),
    ("a long parent", f"why: x\nextends: {LONG}\n", "no scenario"),
    ("a long theory", f"why: x\nwithout: [{LONG}]\n", "There is no theory".lower()),
    ("a long key twice", f"why: x\n{KEY}: 1\n{KEY}: 2\n", "own.yaml"),
    ("a long text for a mapping", f"why: x\nset: {LONG}\n", '"set" must be'),
    ("a text for a scenario", LONG, "is a mapping with the key"),
    ("a long alias", f"why: *{LONG}\n", "own.yaml"),
    ("two million bytes", "why: x\n" + "# comment\n" * 200_000, "more than a million bytes"),
    ("deep brackets", "why: " + "[" * 3000 + "]" * 3000, "own.yaml"),
    ("a theory without its nought", "why: x\nwithout: [S3]\n", 'Did you mean "S03"?'),
    ("a NUL", "why: \0x\n", "own.yaml"),
]


@pytest.mark.parametrize(("kind", "content", "words"), FILES, ids=[case[0] for case in FILES])
def test_scenario_files_are_refused(kind: str, content: str, words: str, folder: Path, refused):
    (folder / "own.yaml").write_text(content)
    began = time.process_time()
    assert words in refused("run own.yaml", content)
    assert time.process_time() - began < 20


DESIGNS: list[tuple[str, str, str]] = [
    ("one step", DESIGN.format(kind="grid", lever="{from: 0.1, to: 0.9, steps: 1}", more=""), '"steps" must be'),
    ("one step of one at a time", DESIGN.format(kind="one_at_a_time", lever="{steps: 1}", more=""), '"steps" must be'),
    ("no step", DESIGN.format(kind="grid", lever="{steps: 0}", more=""), '"steps" must be'),
    ("steps in words", DESIGN.format(kind="grid", lever=f"{{steps: {LONG}}}", more=""), '"steps" must be'),
    ("one point", DESIGN.format(kind="latin_hypercube", lever="", more="points: 1\n"), "with one nothing varies"),
    ("one base sample", DESIGN.format(kind="sobol", lever="", more="points: 1\n"), "with one nothing varies"),
    ("one trajectory", DESIGN.format(kind="morris", lever="", more="points: 1\n"), "with one nothing varies"),
    ("a cube of one point", DESIGN.format(kind="latin_hypercube", lever="", more="points: [1, 9]\n"), "nothing varies"),
    ("no points", DESIGN.format(kind="latin_hypercube", lever="", more="points: 0\n"), '"points" must be'),
    ("a long kind", DESIGN.format(kind=LONG, lever="", more=""), "no kind of design"),
    ("a long key", DESIGN.format(kind="grid", lever="", more=f"{KEY}: 1\n"), "is not a key of a design"),
    ("a long factor", DESIGN.format(kind="grid", lever="", more=f"  {KEY}: [1, 2]\n"), "no parameter"),
    ("a long outcome", DESIGN.format(kind="grid", lever="", more=f"outcomes: [{LONG}]\n"), "no outcome"),
    ("a long scenario", DESIGN.format(kind="grid", lever="", more=f"scenarios: [{LONG}]\n"), "no scenario"),
    ("a long council", DESIGN.format(kind="grid", lever="", more=f"councils: [{LONG}]\n"), "no council"),
    ("a long list", DESIGN.format(kind="grid", lever="", more=f"months: [{'1,' * 900}1]\n"), '"months" must be'),
    (
        "a long distribution",
        DESIGN.format(kind="sobol", lever=f"{{distribution: {LONG}}}", more="points: 4"),
        "no dist",
    ),
    ("a bomb", BOMB, "aliases"),
    ("a long way to worlds", WORLDS.format(LONG), '"worlds" must be'),
    ("a number of worlds", WORLDS.format("100"), '"worlds" must be'),
    ("no worlds", WORLDS.format("[]"), '"worlds" is empty'),
    ("worlds of nothing", WORLDS.format("[{}]"), "world 1 must be a mapping"),
    ("worlds in lists", WORLDS.format("[[0.3], [0.7]]"), "world 1 must be a mapping"),
    ("worlds that are null", WORLDS.format("[null]"), "world 1 must be a mapping"),
    ("a world of a long name", WORLDS.format(f"[{{{KEY}: 1}}]"), "no parameter"),
    ("a world of a number", WORLDS.format("[{3: 1}]"), "no parameter"),
    ("a world of a long value", WORLDS.format(f"[{{initial_trust: {LONG}}}]"), "initial_trust must be a number"),
    ("a world of a list", WORLDS.format("[{initial_trust: [1, 2]}]"), "initial_trust must be a number"),
    ("a world that is not a number", WORLDS.format("[{initial_trust: .nan}]"), "initial_trust"),
    ("a world with a gap", WORLDS.format("[{initial_trust: }]"), "initial_trust"),
    ("a world that is no table", WORLDS.format("csv\nuncertainties: {initial_trust: }"), '"file" is missing'),
]


@pytest.mark.parametrize(("kind", "content", "words"), DESIGNS, ids=[case[0] for case in DESIGNS])
def test_designs_are_refused(kind: str, content: str, words: str, folder: Path, refused):
    (folder / "own.yaml").write_text(content)
    sentence = refused("sweep own.yaml --dry-run", content)
    assert sentence.startswith("own.yaml")
    assert words in sentence


OUTPUTS: list[tuple[str, list[str], str]] = [
    (f"{kind}: {' '.join(command[:2])}", [*command, "--out", out], words)
    for command in (
        ["run", "command", "--months", "3"],
        ["compare", "command", "distributed", "--months", "3", "--replications", "2"],
        ["family", "command", "--months", "12"],
        ["sweep", "own.yaml"],
        ["analyse", "nowhere", "--method", "surface", "--outcome", "index"],
    )
    for kind, out, words in (
        ("empty", "", "--out is empty"),
        ("blank", "  ", "--out is empty"),
        ("a file", "taken", "file"),
        ("in a file", "taken/inside", "file"),
        ("other things", "others", "other things in it"),
        ("too long a name", "x" * 300, "does not take that name"),
        ("too long a name within", f"new/{'y' * 300}/deep", "does not take that name"),
    )
]
OUTPUTS += [
    ("empty: schema", ["schema", "--out", ""], "--out is empty"),
    ("other things: schema", ["schema", "--out", "others/thesis.txt"], "is there already"),
    ("nobody's folder", ["run", "command", "--months", "3", "--out", "~nobody-here/x"], "a folder of nobody"),
    ("a folder in the way: schema", ["schema", "--out", "taken/schema.json"], "file"),
    ("too long a name: schema", ["schema", "--out", "x" * 300], "does not take that name"),
    ("empty: query", ["query", "nowhere", "select 1", "--out", ""], "--out is empty"),
    ("a file: query", ["query", "nowhere", "select 1", "--out", "there.csv"], "is there already"),
    ("a folder: query", ["query", "nowhere", "select 1", "--out", "folder.csv"], "is a folder"),
    ("in a file: query", ["query", "nowhere", "select 1", "--out", "taken/a.csv"], "file"),
    (
        "too long a name: query",
        ["query", "nowhere", "select 1", "--out", f"{'x' * 300}.csv"],
        "does not take that name",
    ),
    ("a long ending: query", ["query", "nowhere", "select 1", "--out", f"a.{'x' * 200}"], "must end in .csv"),
]


@pytest.mark.parametrize(("kind", "typed", "words"), OUTPUTS, ids=[case[0] for case in OUTPUTS])
def test_places_for_results_are_refused_before_anything_runs(
    kind: str, typed: list[str], words: str, folder: Path, refused, monkeypatch: pytest.MonkeyPatch
):
    (folder / "taken").write_text("kept")
    (folder / "there.csv").write_text("kept")
    (folder / "folder.csv").mkdir()
    (folder / "others").mkdir()
    (folder / "others" / "thesis.txt").write_text("kept")
    (folder / "own.yaml").write_text(DESIGN.format(kind="grid", lever="[0.2, 0.8]", more="months: 3\n"))
    monkeypatch.setattr("experiments.runs.driver.Store", None)  # nothing is to come that far
    assert words in refused(typed)


def test_a_name_of_three_hundred_letters_still_finds_its_folder(folder: Path):
    from experiments.designs.design import slug

    assert slug("x" * 300) == "x" * 60
    assert slug("Rutland UA") == "rutland-ua"


# ---------------------------------------------------------------- as a process
def started(typed: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of a shell, in which ``townhall`` is ours."""
    path = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH", ""))))
    line = f'townhall() {{ "{sys.executable}" -m experiments.cli "$@"; }}; {typed}'
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


STREAMS: list[tuple[str, str, int, str]] = [
    ("a reader who leaves", "townhall parameters | true; exit ${PIPESTATUS[0]}", 141, ""),
    ("no standard output", "townhall scenarios >&-", 0, ""),
    ("no standard error", "townhall scenarios 2>&- >/dev/null", 0, ""),
    ("no stream at all", "townhall scenarios <&- >&- 2>&-", 0, ""),
    ("a mistake without standard error", "townhall run nothing 2>&-", 2, ""),
    ("a folder that is gone", "mkdir gone; cd gone; rmdir ../gone; townhall scenarios", 2, "folder is gone"),
]


@pytest.mark.parametrize(("kind", "typed", "status", "words"), STREAMS, ids=[case[0] for case in STREAMS])
def test_streams(kind: str, typed: str, status: int, words: str, folder: Path):
    ended = started(typed, folder)
    assert ended.returncode == status, ended.stderr
    assert "Traceback" not in ended.stderr
    assert words in ended.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("shown", "status"), [("| true; exit ${PIPESTATUS[0]}", 141), (">&-", 0)])
def test_results_are_there_before_anything_is_shown(shown: str, status: int, folder: Path):
    ended = started(f"townhall run baseline --months 3 --council Rutland --out here {shown}", folder)
    assert ended.returncode == status, ended.stderr
    assert "Traceback" not in ended.stderr
    assert {"monthly.csv", "summary.csv", "manifest.json"} <= {place.name for place in (folder / "here").iterdir()}


@pytest.mark.parametrize("lines", [0, 1, 3])
def test_a_reader_who_leaves_costs_no_result(lines: int, folder: Path, monkeypatch: pytest.MonkeyPatch):
    """As after "| head -1", in this process: the pipe closes behind so many lines, however fast a reader would be."""

    class Closing(io.StringIO):
        def write(self, text: str) -> int:
            if self.getvalue().count("\n") >= lines:
                raise BrokenPipeError
            return super().write(text[: text.find("\n") + 1] or text)

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr(sys, "stdout", Closing())
    with contextlib.suppress(BrokenPipeError):
        assert answer(["run", "baseline", "--months", "3", "--council", "Rutland", "--out", "here"]) == 141
    assert (folder / "here" / "summary.csv").is_file()


def test_a_file_may_hold_aliases(folder: Path):
    (folder / "own.yaml").write_text("why: &why x\nset: {}\nmore: [*why, *why]\n")
    assert read_yaml(folder / "own.yaml").content["more"] == ["x", "x"]
    (folder / "own.yaml").write_text(BOMB)
    with pytest.raises(InputError, match="aliases"):
        read_yaml(folder / "own.yaml")
