"""Terminals of 60, 80 and 120 columns: no line is wider, no number is cut, no sentence lacks its end.

What a wide terminal shows is held against each narrow one, for every command that prints tables or charts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from small_studies import CAMDEN, ENGINE, STUDIES

from experiments.analysis.hard_words import unexplained
from experiments.cli import answer
from experiments.commands import compare, fairness, family, headline, hypotheses, run
from experiments.commands.screen import BARS
from experiments.designs.comparison import mission
from experiments.runs import driver
from experiments.studies.compare.study import Compare
from experiments.studies.fairness.identifiability import identify
from experiments.studies.publish import conduct

WIDE = 400
WIDTHS = (60, 80, 120)

SWEEP = "why: x\nkind: grid\nreplications: 6\nmonths: 14\nlevers:\n  style_mean: [0.2, 0.8]\n  audit_rate: [0.1, 0.3]\n"
PRINT: dict[str, Callable[[Any], None]] = {
    "compare": compare._print,
    "mission": compare._print,
    "family": family._print,
    "hypotheses": partial(hypotheses._print, quick=True),
    "fairness": fairness._print,
    "headline": headline._print,
    "run": lambda made: run._print(STUDIES["run"]().scenario, CAMDEN, made.found, 0),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("terminals")


@pytest.fixture(scope="module")
def made(folder: Path) -> dict[str, Any]:
    """Every study, run by an engine that takes no time and published without figures; and a sweep."""
    studies = {name: STUDIES[name]() for name in ("compare", "family", "hypotheses", "fairness", "headline", "run")}
    studies["mission"] = Compare(mission(CAMDEN, months=14, replications=6))
    (folder / "own.yaml").write_text(SWEEP)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(driver, "HANDFUL", 10_000)
        patch.setenv("TOWNHALL_ENGINE", ENGINE)
        patch.setattr("experiments.studies.fairness.study.identify", partial(identify, permutations=2))
        patch.setattr("experiments.studies.publish.draw_all", lambda figures, *_: dict.fromkeys(figures, "A title."))
        found = {name: conduct(study, out=Path(name), command=["townhall"]) for name, study in studies.items()}
        assert answer(["sweep", "own.yaml", "--out", "grid"]) == 0
    return found


def words(text: str) -> Counter[str]:
    """All words and numbers of a screen, whatever stands around them; charts, rules and headings are left out."""
    lines = text.splitlines()
    kept = [line for line, after in zip(lines, [*lines[1:], ""], strict=True) if "──" not in after]
    plain = re.sub(f"[{BARS}─]+", " ", "\n".join(kept))
    return Counter(word.strip(".,;:()") for word in plain.split())


WIDE_SCREENS: dict[str, str] = {}
"""What is shown on a screen that takes everything, worked out once."""


def check(
    name: str, shown: Callable[[], str], width: int, monkeypatch: pytest.MonkeyPatch, *, whole: bool = True
) -> None:
    """What ``shown`` gives at this width against what it gives on a screen that takes everything."""
    if name not in WIDE_SCREENS:
        monkeypatch.setenv("COLUMNS", str(WIDE))
        WIDE_SCREENS[name] = shown()
    wide = WIDE_SCREENS[name]
    monkeypatch.setenv("COLUMNS", str(width))
    narrow = shown()
    assert wide.strip()
    # A command or a path that is to be copied has a line of its own and stays whole.
    lines = [line.rstrip() for line in narrow.splitlines() if not line.startswith("  townhall ")]
    too_long = [line for line in lines if cell_len(line) > width]
    assert not too_long
    assert "…" not in narrow
    assert not {"+0", "-0"} & set(words(narrow)), "a change is not nothing"
    if not whole:
        return
    before, after = words(wide), words(narrow)
    together = "".join(narrow.split())
    lost = [word for word in before if word not in after and word not in together]
    assert not lost
    fewer = {w for w, n in before.items() if re.search(r"\d\.\d", w) and after[w] < n and together.count(w) < n}
    assert not fewer, "every number as often as in the wide table"
    for line in wide.splitlines():
        if "   " not in line.strip() and line.strip().endswith("."):  # and not a row of a table
            assert "".join(line.split()) in together


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", list(PRINT))
def test_studies(name: str, width: int, made, folder, monkeypatch, capsys) -> None:
    monkeypatch.chdir(folder)

    def shown() -> str:
        PRINT[name](made[name])
        return capsys.readouterr().out

    # What does not fit of the five contrasts of the mission is left to the report, which is said.
    check(name, shown, width, monkeypatch, whole=name != "mission")


@pytest.mark.parametrize("name", ["hypotheses", "fairness", "headline"])
def test_their_reports_explain_the_words_that_they_use(name: str, made, folder) -> None:
    text = (folder / made[name].report).read_text(encoding="utf-8")
    assert unexplained(text) == []
    if name == "hypotheses" and " 0 supported" not in text:
        assert "of assumption worlds (in which all that nobody has measured is set anew)" in text


@pytest.mark.parametrize("name", ["compare", "mission", "family", "hypotheses", "fairness", "headline"])
def test_screens_explain_the_words_that_they_use(name: str, made, folder, monkeypatch, capsys) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", str(WIDE))
    PRINT[name](made[name])
    assert unexplained(capsys.readouterr().out) == []


COMMANDS = [
    ["parameters", "trust"],
    ["councils", "bury"],
    ["scenarios"],
    ["theories"],
    ["outcomes", "trust"],
    ["sweep", "own.yaml", "--out", "grid", "--status"],
    ["sweep", "own.yaml", "--out", "grid"],
    ["query", "grid", "select ':x:' as mark, style_mean, \"index\" from last_year order by all"],
    ["query", "grid", "select * from last_year order by all limit 2"],
    ["analyse", "grid", "--method", "adequacy", "--outcome", "index", "--half-width", "0.1"],
    [
        "analyse",
        "grid",
        "--method",
        "interactions",
        "--outcome",
        "index",
        "--factor",
        "style_mean",
        "--factor",
        "audit_rate",
    ],
    ["analyse", "grid", "--method", "regret", "--outcome", "index", "--policy", "style_mean"],
    ["explain", "distributed", "--outcome", "trust.dyad", "--month", "3"],
    ["explain", "distributed", "--outcome", "index", "--month", "3"],
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("typed", COMMANDS, ids=lambda typed: " ".join(typed)[:40])
def test_commands(typed: list[str], width: int, made, folder, monkeypatch, capsys) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TOWNHALL_ENGINE", ENGINE)

    def shown() -> str:
        assert answer(typed) == 0
        return capsys.readouterr().out

    check(" ".join(typed), shown, width, monkeypatch)


def test_a_colon_and_a_letter_are_no_picture(made, folder, monkeypatch, capsys) -> None:
    monkeypatch.chdir(folder)
    assert answer(["query", "grid", "select ':x:' as mark limit 1"]) == 0
    assert ":x:" in capsys.readouterr().out
