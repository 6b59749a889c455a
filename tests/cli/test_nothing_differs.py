"""When nothing differs, or several are equal: every method of ``townhall analyse`` says so, and ranks nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_analyse import OUTCOME, a_manifest, grid, runs_of, saltelli, trajectories

import experiments
from experiments.analysis.features import Features
from experiments.analysis.sameness import NothingDiffers, check_differs, differs, first_of, places
from experiments.analysis.sensitivity import Sensitivity
from experiments.cli import answer
from experiments.commands.answers import METHODS

QUESTIONS: dict[str, tuple[Callable[[], pd.DataFrame], str]] = {
    "sobol": (saltelli, "--scenario command"),
    "morris": (trajectories, "--scenario command"),
    "features": (grid, "--scenario command"),
    "prim": (grid, "--scenario command --failing <0.4"),
    "cart": (grid, "--scenario command --failing <0.4"),
    "surface": (grid, "--scenario command"),
    "interactions": (grid, "--factor scenario --factor initial_trust --levels initial_trust=0.1,0.9"),
    "regret": (grid, ""),
    "dominance": (grid, ""),
    "adequacy": (grid, "--scenario command --half-width 0.01"),
}
"""How each method is asked; one for every method that there is."""

REPLICATES = 6


def ask(method: str, options: str, table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(experiments, "load", lambda path, name, outcomes: table, raising=False)
    a_manifest(Path("results"))
    return answer(["analyse", "results", "--method", method, "--outcome", OUTCOME, *options.split(), "--out", "found"])


def constant(table: pd.DataFrame) -> pd.DataFrame:
    """Equal but for the last bit: the same sum in another order."""
    return table.assign(**{OUTCOME: np.where(np.arange(len(table)) // 7 % 2, 0.1 + 0.2, 0.3)})


def same_luck(table: pd.DataFrame) -> pd.DataFrame:
    """Replicates differ, and nothing else does."""
    return table.assign(**{OUTCOME: 0.3 + 0.01 * table["replicate"]})


def test_there_is_a_question_for_every_method() -> None:
    assert set(QUESTIONS) == set(METHODS)
    assert set(TIES) | set(RANKS_NOTHING) == set(METHODS)


@pytest.mark.parametrize("spoil", [constant, same_luck])
@pytest.mark.parametrize("method", QUESTIONS)
def test_nothing_that_differs_is_one_sentence(
    method: str, spoil, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if method == "adequacy" and spoil is same_luck:
        return  # it asks how much replicates differ, and there they do
    design, options = QUESTIONS[method]
    table = runs_of(design(), REPLICATES)
    changed = spoil(table)
    changed.attrs = table.attrs
    assert ask(method, options, changed, monkeypatch) == 0
    said = (folder / "found" / "finding.txt").read_text()
    assert said.startswith("Nothing differs: ")
    assert said.count(". ") == 0, "one sentence"
    assert "cannot be told apart" in said
    assert said.strip() in " ".join(capsys.readouterr().out.split())
    written = {file.relative_to(folder / "found").name for file in (folder / "found").rglob("*") if file.is_file()}
    assert not [name for name in written if name.endswith((".csv", ".png", ".svg"))], "no table, no figure"


def three(outcome: Callable[[pd.DataFrame], np.ndarray], design: pd.DataFrame, **roles: str) -> pd.DataFrame:
    """Runs of three scenarios without chance."""
    tables = []
    for scenario in ("command", "distributed", "mixed"):
        rows = design.loc[design.index.repeat(REPLICATES)].reset_index(drop=True)
        rows.insert(0, "point", np.repeat(np.arange(len(design)), REPLICATES))
        rows.insert(1, "replicate", np.tile(np.arange(REPLICATES), len(design)))
        tables.append(rows.assign(scenario=scenario, council="Rutland"))
    table = pd.concat(tables, ignore_index=True)
    table[OUTCOME] = outcome(table)
    table["key"] = [f"{place:016x}" for place in range(len(table))]
    table.attrs = {
        "units": {OUTCOME: "share"},
        "directions": {OUTCOME: 1},
        "roles": roles or dict.fromkeys(design.columns, "uncertainties"),
        "outcomes": [OUTCOME],
        "design": {"kind": "grid"},
    }
    return table


def two_equal_policies(x: pd.DataFrame) -> np.ndarray:
    """Distributed and mixed are one; command loses everywhere, by more where trust is low."""
    return np.where(x["scenario"] == "command", 0.2 + 0.1 * x["initial_trust"], 0.5) + 0.01 * x["replicate"]


def corners(names: str) -> pd.DataFrame:
    return pd.DataFrame(list(itertools.product([0.0, 1.0], repeat=len(names))), columns=list(names))


def alike(x: pd.DataFrame) -> np.ndarray:
    return (x["initial_trust"] + x["contagion"]).to_numpy()


# method: (runs, options, what the sentence has, what it must not have)
TIES: dict[str, tuple[Callable[[], pd.DataFrame], str, list[str], str]] = {
    "regret": (
        lambda: three(two_equal_policies, grid()),
        "",
        ["a tie of distributed and mixed: they are equal in every run, so none of them is first"],
        "is distributed:",
    ),
    "dominance": (
        lambda: three(two_equal_policies, grid()),
        "",
        ["distributed dominates command", "mixed dominates command", "distributed and mixed are equal in every run"],
        "distributed dominates mixed",
    ),
    "morris": (
        lambda: three(alike, trajectories()),
        "--scenario command",
        ["contagion matter most", "and are equal"],
        "matters most",
    ),
    "surface": (
        lambda: three(alike, grid()),
        "--scenario command",
        ["initial_trust and contagion are equally strong"],
        "x contagion (",
    ),
    "cart": (
        lambda: three(lambda x: np.where((x["initial_trust"] < 0.25) | (x["contagion"] > 0.75), 0.1, 0.9), grid()),
        "--scenario command --failing <0.5",
        ["Just as often they fail where"],
        "better than chance",
    ),
    "interactions": (
        lambda: three(lambda x: (x["a"] * x["b"] + x["b"] * x["c"] + x["a"] * x["c"]).to_numpy(), corners("abc")),
        "--scenario command --factor a --factor b --factor c",
        ["a x b, a x c and b x c are equally large"],
        "No clear",
    ),
    "adequacy": (
        lambda: three(lambda x: (0.1 * x["replicate"] + x["a"]).to_numpy(), corners("a")),
        "--scenario command --half-width 0.05",
        ["1 other needs as many"],
        "no sensible number",
    ),
    "sobol": (lambda: pd.DataFrame(), "", [], ""),
    "features": (lambda: pd.DataFrame(), "", [], ""),
}
"""Several that are equal and first. No runs make two estimates of Sobol or of trees equal: they are tried below."""

RANKS_NOTHING = ["prim"]
"""A box is no ranking."""


@pytest.mark.parametrize("method", [name for name, (_, _, said, _) in TIES.items() if said])
def test_what_is_equal_is_never_called_first(
    method: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs, options, words, never = TIES[method]
    assert ask(method, options, runs(), monkeypatch) == 0, capsys.readouterr().err
    said = (folder / "found" / "finding.txt").read_text()
    for one in words:
        assert one in said, said
    assert never not in said, said


def test_equal_estimates_are_never_called_first() -> None:
    table = pd.DataFrame({"parameter": ["a", "b", "c"], "clear": True})
    shares = table.assign(S1=[0.4, 0.4, 0.1], ST=[0.45, 0.45, 0.1], ST_low=0.1, ST_high=0.5)
    found = Sensitivity("sobol", OUTCOME, shares, pd.DataFrame(), 100, 5, 0.1, 0.02)
    assert found.finding.startswith("a and b matter most to staff.morale and are equal")
    scores = table.assign(score=[0.4, 0.4, 0.1], low=0.1, high=0.5)
    learnt = Features(OUTCOME, scores, 0.9, 0.8, 0.95, 100, 20, "")
    assert learnt.finding.startswith("a and b matter most to staff.morale and are equal")


def test_the_order_of_a_file_decides_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same policies in another order: the same tie."""
    said = []
    for turn in (1, -1):
        table = three(two_equal_policies, grid())
        attrs = table.attrs
        table = table.iloc[::turn].reset_index(drop=True)
        table.attrs = attrs
        Path(f"go{turn}").mkdir()
        monkeypatch.chdir(folder / f"go{turn}")
        assert ask("regret", "", table, monkeypatch) == 0
        said.append(Path("found/finding.txt").read_text())
        monkeypatch.chdir(folder)
    assert sorted(re.findall(r"\w+", said[0])) == sorted(re.findall(r"\w+", said[1]))


def test_rounding_is_no_difference_and_a_small_difference_is_one() -> None:
    large = 1e9 + np.zeros((2, 5))
    large[1] += 1e-5
    assert not differs(large), "a part in 10^14"
    large[1, 3] += 1.0
    assert differs(large), "one run that differs is a difference"
    assert differs(np.array([[1e-9], [2e-9]])), "small numbers differ too"
    assert not differs(np.array([[np.nan, 1.0], [2.0, 1.0]])), "what is missing is not compared"
    with pytest.raises(NothingDiffers, match=r"index is 0\.3 in every run, so the 2 policies cannot"):
        check_differs(np.array([[0.3, 0.1 + 0.2], [0.3, 0.3]]), "index", "2 policies")


ROUNDED = {
    "morris": (trajectories, "--scenario command"),
    "sobol": (saltelli, "--scenario command"),
    "surface": (grid, "--scenario command"),
    "interactions": (
        grid,
        "--scenario command --factor initial_trust --factor contagion --levels initial_trust=0.1,0.9 "
        "--levels contagion=0.3,0.7",
    ),
}
"""The methods that call single effects clear, and how each is asked."""


@pytest.mark.parametrize("method", ROUNDED)
def test_an_effect_of_nothing_but_rounding_is_not_clear(
    method: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without chance an interval has no width, and a sum in another order would lie clear of zero."""
    design, options = ROUNDED[method]

    def outcome(x: pd.DataFrame) -> np.ndarray:
        last_bit = np.where(x["contagion"] > 0.5, 2e-16, 0.0)
        return (0.3 * x["initial_trust"] + 0.01 * x["replicate"] + last_bit).to_numpy()

    assert ask(method, options, three(outcome, design()), monkeypatch) == 0, capsys.readouterr().err
    found = pd.read_csv(
        folder / "found" / {"surface": "terms.csv", "interactions": "effects.csv"}.get(method, "parameters.csv")
    )
    clear = found[found["clear"] & (found[found.columns[0]] != "mean level")]
    assert list(clear[found.columns[0]]) == ["initial_trust"]


def test_those_that_share_the_second_place_are_all_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = three(lambda x: np.where(x["scenario"] == "command", 0.9, 0.5) + 0.01 * x["replicate"], grid())
    assert ask("regret", "", table, monkeypatch) == 0, capsys.readouterr().err
    said = (folder / "found" / "finding.txt").read_text()
    assert "; distributed and mixed each lose 0.4." in said
    assert "(distributed: 0%, mixed: 0%)" in said


@pytest.mark.parametrize("method", ["regret", "dominance"])
def test_one_run_of_each_says_that_chance_is_not_known(
    method: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = three(lambda x: np.where(x["scenario"] == "command", 0.9, 0.5), grid())
    attrs, table = table.attrs, table[table["replicate"] == 0]
    table.attrs = attrs
    assert ask(method, "", table, monkeypatch) == 0, capsys.readouterr().err
    said = (folder / "found" / "finding.txt").read_text()
    assert "With one run of each policy in each world chance cannot be told from the policies." in said
    assert "nan" not in said
    assert "resamples" not in said


def test_places_are_shared() -> None:
    assert places(np.array([3.0, 5.0, 5.0, 1.0, np.nan])).tolist() == [3, 1, 1, 4, 5]
    assert first_of(["a", "b", "c"], np.array([0.3, 0.1 + 0.2, 0.2])) == ["a", "b"]
