"""A whole study: its folder, its report, its hypercube, its rivalry, and the command as typed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import FALSE, TINY

from experiments.cli import answer
from experiments.studies.hypotheses import registry, rivalry
from experiments.studies.hypotheses.cells import CellStore
from experiments.studies.hypotheses.declared import Arm
from experiments.studies.hypotheses.robustness import assumptions, hypercube, robustness, set_by, value_at
from experiments.studies.hypotheses.study import Asked, Found, Outcome, study
from experiments.studies.hypotheses.verdict import Judged
from sim.declared import PARAMETERS, Parameter
from sim.errors import InputError
from sim.schedule import THEORIES

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("study")
    asked = Asked((TINY, FALSE), points=3, replications=6)
    return study(asked, out=folder / "result", store=CellStore(folder / "cells"), command=["townhall", "hypotheses"])


def test_verdicts_turns_and_shares(found: Found) -> None:
    true, false = found.outcomes
    assert true.verdict == "supported"
    assert true.turns
    assert true.turned is not None
    assert true.turned.effect == 0.0
    assert false.verdict == "not supported"
    assert true.robust is not None
    assert true.robust.points == 3
    assert 0 <= true.robust.upheld <= 1
    assert true.runs == 2 * 6 + 2 * 6 + 2 * 3


def test_the_folder_is_whole(found: Found) -> None:
    names = {item.relative_to(found.folder).as_posix() for item in found.folder.rglob("*") if item.is_file()}
    for name in ("criteria", "hypotheses", "hypercube", "hypercube_points"):
        assert {f"{name}.csv", f"{name}.parquet"} <= names
    assert {"report.md", "manifest.json", "verdicts.json", "figures/s12.png", "figures/s13.svg"} <= names
    table = pd.read_parquet(found.folder / "criteria.parquet")
    wanted = ["id", "claim", "contrast", "effect", "low", "high", "at_least", "at_most", "verdict", "n", "upheld_share"]
    assert set(wanted) <= set(table.columns)
    assert table["verdict"].tolist() == ["supported", "supported", "not supported"]
    said = json.loads((found.folder / "verdicts.json").read_text())
    assert said["S13"]["criteria"]["delegation halves quality"]["verdict"] == "not supported"
    points = pd.read_parquet(found.folder / "hypercube.parquet")
    assert len(points) == 3 + 6


def test_the_report_says_what_matters(found: Found) -> None:
    text = found.report.read_text()
    for wanted in (
        "Of 2 hypotheses: 1 supported (S12); 1 not supported (S13)",
        "before any run",
        "The budget is runs x measured time per run",
        "**It can lose:**",
        "**Expected:** more in time",
        "**Falsified if:** no more in time",
        f"{len(assumptions())} parameters marked ASSUMPTION",
        "![S12 is supported",
    ):
        assert wanted in text
    assert "quick run" not in text
    for name in re.findall(r"\]\((figures/\S+)\)", text):
        assert (found.folder / name).is_file()


def test_the_same_again_is_the_same_and_another_is_refused(found: Found) -> None:
    asked = Asked((TINY, FALSE), points=3, replications=6)
    before = found.report.stat().st_mtime_ns
    store = CellStore(found.folder.parent / "cells")
    again = study(asked, out=found.folder, store=store)
    assert again.already_there
    assert again.ran.new_cells == 0
    assert found.report.stat().st_mtime_ns == before
    with pytest.raises(InputError, match="different result"):
        study(Asked((TINY,), points=3, replications=6), out=found.folder, store=store)


def test_a_hypothesis_that_cannot_run_fails_alone(tmp_path: Path, store: CellStore) -> None:
    broken = replace(TINY, id="S07", arms=(Arm("command", {"no_such_parameter": 1.0}), TINY.arms[1]))
    unjudged = replace(TINY, id="S01", criteria=(replace(TINY.criteria[0], statistic=lambda r: float("inf")),))
    found = study(Asked((broken, unjudged, TINY), points=0, replications=4), out=tmp_path / "out", store=store)
    assert [o.verdict for o in found.outcomes] == ["failed", "failed", "supported"]
    assert "no_such_parameter" in found.outcomes[0].error
    assert "not a finite number" in found.outcomes[1].error
    assert "no_such_parameter" in found.report.read_text()


def test_what_was_calibrated_is_shown_as_such(tmp_path: Path, store: CellStore) -> None:
    fitted = replace(
        TINY,
        criteria=(TINY.criteria[0], replace(FALSE.criteria[1], calibrated=True)),
        calibrated="Quality was set to one unit.",
    )
    found = study(Asked((fitted,), points=0, replications=4), out=tmp_path / "out", store=store)
    assert found.outcomes[0].verdict == "supported"
    text = found.report.read_text()
    assert "**calibrated (not reached)**" in text
    assert "**Calibrated:** Quality was set to one unit." in text


def test_the_hypercube_sweeps_every_assumption_but_the_arms_own() -> None:
    points = hypercube(16, leave_out={"delay_harm"}, seed=2)
    marked = {name for name, declared in PARAMETERS.items() if declared.mark == "ASSUMPTION"}
    assert all(set(point) == marked - {"delay_harm"} for point in points)
    for name in ("veto_strength", "approval_delay"):
        declared = PARAMETERS[name]
        places = sorted((float(p[name]) - declared.lo) / (declared.hi - declared.lo) for p in points)
        # A Latin hypercube: one value in each sixteenth of the range.
        assert [int(16 * place) for place in places] == list(range(16))
    whole = hypercube(16, seed=2)
    assert [p["veto_strength"] for p in whole] == [p["veto_strength"] for p in points]
    assert hypercube(16, seed=3) != whole
    assert set_by([Arm("one", {"delay_harm": 1.0}, scenario="low-trust")]) >= {"delay_harm", "initial_trust"}
    assert hypercube(0) == []


def test_whole_numbers_and_words_get_equal_parts() -> None:
    whole = Parameter(default=3, lo=1, hi=4, name="n")
    assert [value_at(whole, u) for u in (0.0, 0.24, 0.26, 0.99)] == [1, 1, 2, 4]
    word = Parameter(default="a", choices=("a", "b"), name="w")
    assert [value_at(word, u) for u in (0.0, 0.49, 0.5, 0.999)] == ["a", "a", "b", "b"]


def test_shares_of_the_hypercube() -> None:
    settings = [{"delay_harm": 1.0}] * 4
    values = np.array([[0.1, -0.6], [0.1, 0.1], [-0.1, 0.0], [np.nan, -0.6]])
    robust = robustness(FALSE, [0.2, 0.0], settings, values)
    assert robust.upheld_by_criterion == (0.5, 0.5)
    # At the defaults not all hold; so it is at two points of four, the failed one upholds nothing.
    assert robust.upheld == 0.5
    assert robust.holds == 0.25


def test_the_rivalry_compares_each_side_with_the_other_off() -> None:
    arms = {arm.name: set(arm.without) for arm in rivalry.arms()}
    rivals = set(rivalry.present())
    assert arms["neither"] == {"S09", *rivals}
    assert arms["S09 alone"] == rivals
    if rivals:
        assert arms["rivals alone"] == {"S09"}
    assert rivals | set(rivalry.absent()) == set(rivalry.OTHERS)
    assert rivals <= set(THEORIES)
    for gain in rivalry.gains():
        assert arms[gain.on] < arms[gain.off]


def test_choosing() -> None:
    known = list(registry.all_hypotheses())
    assert known == sorted(known)
    assert [h.id for h in registry.choose([])] == known
    assert [h.id for h in registry.choose(["s12", "S01"])] == ["S01", "S12"]
    with pytest.raises(InputError, match=r'There is no hypothesis "S1"\. Did you mean "S\d\d"\?'):
        registry.choose(["S1"])
    with pytest.raises(InputError, match="There is no hypothesis"):
        registry.choose(["leadership"])


Townhall = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def townhall(tmp_path: Path) -> Townhall:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH", ""))))
        return subprocess.run(
            [sys.executable, "-m", "experiments.cli", "hypotheses", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )

    return call


def test_as_typed(townhall: Townhall, tmp_path: Path) -> None:
    ended = townhall("S12", "--quick", "--replications", "4", "--robust", "1")
    assert ended.returncode == 0, ended.stderr
    assert "A quick run" in ended.stdout
    assert "S12" in ended.stdout
    report = tmp_path / "results" / "hypotheses-quick" / "report.md"
    assert str(report) in ended.stdout
    assert "**This is a quick run" in report.read_text()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["S99"], 'There is no hypothesis "S99"'),
        (["--robust", "-1"], "--robust must be a whole number from 0"),
        (["--replications", "1"], "--replications must be a whole number from 2"),
        (["--quik"], 'Did you mean "--quick"?'),
    ],
)
def test_mistakes_get_one_sentence(typed: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["hypotheses", *typed]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_what_turning_means() -> None:
    criterion = TINY.criteria[0]

    def judged(effect: float, verdict: str) -> Judged:
        return Judged(criterion, effect, effect - 0.1, effect + 0.1, verdict, 10)

    def turns(before: Judged, after: Judged) -> bool:
        return Outcome(TINY, before.verdict, (before,), after, None, 0, 0.0).turns

    supported = judged(0.5, "supported")
    assert turns(supported, judged(-0.5, "not supported"))
    assert turns(supported, judged(0.0, "not supported")), "exactly nothing is not above zero"
    assert turns(supported, judged(0.01, "undecided")), "nothing of it is left"
    assert not turns(supported, judged(0.3, "undecided")), "a wider interval alone turns nothing"
    assert not turns(supported, judged(0.4, "supported"))
    assert not turns(supported, judged(float("nan"), "failed"))
