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

import experiments
from experiments.cli import answer
from experiments.designs.factors import value_of
from experiments.designs.sampling import spread
from experiments.studies.hypotheses import registry, rivalry
from experiments.studies.hypotheses.declared import Arm
from experiments.studies.hypotheses.design import Asked
from experiments.studies.hypotheses.found import Found, Judgement
from experiments.studies.hypotheses.hypercube import (
    assumptions,
    factor_of,
    hypercube_points,
    over_hypercube,
    point_settings,
    set_by,
)
from experiments.studies.hypotheses.study import Hypotheses
from experiments.studies.hypotheses.verdict import Judged
from experiments.studies.publish import conduct
from experiments.studies.study import Published
from sim.errors import InputError
from sim.machine.declared import PARAMETERS, Parameter
from sim.schedule import THEORIES

HOME = Path(__file__).resolve().parents[2]


ASKED = Asked((TINY, FALSE), points=3, replications=6)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published[Found]:
    out = tmp_path_factory.mktemp("study") / "result"
    return conduct(Hypotheses(ASKED), out=out, command=["townhall", "hypotheses"])


def test_verdicts_turns_and_shares(published: Published[Found]) -> None:
    true, false = published.found.judgements
    assert true.verdict == "supported"
    assert true.turns
    assert true.turned is not None
    assert true.turned.effect == 0.0
    assert false.verdict == "not supported"
    assert true.hypercube is not None
    assert true.hypercube.points == 3
    assert 0 <= true.hypercube.upheld <= 1
    assert true.runs == 2 * 6 + 2 * 6 + 2 * 3
    # Both hypotheses ask for the same runs, which are done once.
    assert published.ran.ran == published.found.runs == true.runs


def test_the_folder_is_whole(published: Published[Found]) -> None:
    names = {item.relative_to(published.folder).as_posix() for item in published.folder.rglob("*") if item.is_file()}
    for name in ("criteria", "hypotheses", "hypercube", "hypercube_points"):
        assert {f"{name}.csv", f"{name}.parquet"} <= names
    assert {"report.md", "manifest.json", "verdicts.json", "figures/s12.png", "figures/s13.svg"} <= names
    table = pd.read_parquet(published.folder / "criteria.parquet")
    wanted = ["id", "claim", "contrast", "effect", "low", "high", "at_least", "at_most", "verdict", "n", "upheld_share"]
    assert set(wanted) <= set(table.columns)
    assert table["verdict"].tolist() == ["supported", "supported", "not supported"]
    said = json.loads((published.folder / "verdicts.json").read_text())
    assert said["S13"]["criteria"]["delegation halves quality"]["verdict"] == "not supported"
    points = pd.read_parquet(published.folder / "hypercube.parquet")
    assert len(points) == 3 + 6


def test_the_report_says_what_matters(published: Published[Found]) -> None:
    text = published.report.read_text()
    for wanted in (
        "Of 2 hypotheses: 1 supported (S12), upheld in ",
        " (S12) of assumption worlds (in which all that nobody has measured is set anew); 1 not supported (S13)",
        "before any run",
        "The budget is runs x measured time per run",
        "**It can lose:**",
        "**Expected:** more in time",
        "**Falsified if:** no more in time",
        f"all {len(assumptions())} free parameters",
        "*S12 is supported",
    ):
        assert wanted in text
    assert "quick run" not in text
    for name in re.findall(r"\]\((figures/\S+)\)", text):
        assert (published.folder / name).is_file()


def test_the_same_again_is_the_same_and_another_is_refused(published: Published[Found]) -> None:
    before = published.report.stat().st_mtime_ns
    again = conduct(Hypotheses(ASKED), out=published.folder)
    assert again.already_there
    assert again.ran.ran == 0
    assert published.report.stat().st_mtime_ns == before
    with pytest.raises(InputError, match="different result"):
        conduct(Hypotheses(replace(ASKED, hypotheses=(TINY,))), out=published.folder)


def test_the_manifest_says_where_it_came_from(published: Published[Found]) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text())
    assert manifest["hypotheses"]["S12"]["replications"] == 6
    assert manifest["hypotheses"]["S12"]["runs"] == 30
    assert (manifest["seed"], manifest["quick"], manifest["hypercube_points"]) == (0, False, 3)
    assert {theory["id"] for theory in manifest["theories"]} == set(THEORIES)
    assert all(theory["citation"] for theory in manifest["theories"])
    names = [scenario["name"] for scenario in manifest["scenarios"]]
    assert len(set(names)) == len(names)
    assert {"S12: command", "S12, turned: command"} <= set(names)
    plan = experiments.load(published.folder, "plan")
    assert set(plan["part"].astype(str)) == {"default", "turn", "hypercube"}
    assert set(plan["hypothesis"].astype(str)) == {"S12", "S13"}


def test_a_hypothesis_that_cannot_run_fails_alone(tmp_path: Path) -> None:
    broken = replace(TINY, id="S07", arms=(Arm("command", {"no_such_parameter": 1.0}), TINY.arms[1]))
    unjudged = replace(TINY, id="S01", criteria=(replace(TINY.criteria[0], statistic=lambda r: float("inf")),))
    published = conduct(Hypotheses(Asked((broken, unjudged, TINY), points=0, replications=2)), out=tmp_path / "out")
    found = published.found
    assert [j.verdict for j in found.judgements] == ["failed", "failed", "supported"]
    assert "no_such_parameter" in found.judgements[0].error
    assert "not a finite number" in found.judgements[1].error
    assert "no_such_parameter" in published.report.read_text()


def test_what_was_calibrated_is_shown_as_such(tmp_path: Path) -> None:
    fitted = replace(
        TINY,
        criteria=(TINY.criteria[0], replace(FALSE.criteria[1], calibrated=True)),
        calibrated="Quality was set to one unit.",
    )
    published = conduct(Hypotheses(Asked((fitted,), points=0, replications=2)), out=tmp_path / "out")
    assert published.found.judgements[0].verdict == "supported"
    text = published.report.read_text()
    assert "**calibrated (not reached)**" in text
    assert "**Calibrated:** Quality was set to one unit." in text


def test_the_hypercube_sweeps_every_assumption_but_the_arms_own() -> None:
    points = point_settings(hypercube_points(16, leave_out={"idea_rate"}, seed=2))
    marked = {name for name, declared in PARAMETERS.items() if declared.free}
    assert all(set(point) == marked - {"idea_rate"} for point in points)
    for name in ("veto_strength", "wrong_requests"):
        declared = PARAMETERS[name]
        places = sorted((float(p[name]) - declared.lo) / (declared.hi - declared.lo) for p in points)
        # A Latin hypercube: one value in each sixteenth of the range.
        assert [int(16 * place) for place in places] == list(range(16))
    whole = point_settings(hypercube_points(16, seed=2))
    assert [p["veto_strength"] for p in whole] == [p["veto_strength"] for p in points]
    assert point_settings(hypercube_points(16, seed=3)) != whole
    assert set_by([Arm("one", {"delay_harm": 1.0}, scenario="low-trust")]) >= {"delay_harm", "initial_trust"}
    assert set_by([Arm("one", {"delay_harm": PARAMETERS["delay_harm"].default})]) == {"delay_harm"}
    assert len(hypercube_points(0)) == 0


def test_whole_numbers_and_words_get_equal_parts() -> None:
    whole = Parameter(default=3, lo=1, hi=4, name="n")
    assert spread(factor_of(whole), np.array([0.0, 0.24, 0.26, 0.99])).tolist() == [1, 1, 2, 4]
    word = Parameter(default="a", choices=("a", "b"), name="w")
    numbers = spread(factor_of(word), np.array([0.0, 0.49, 0.5, 0.999])).tolist()
    assert [value_of(factor_of(word), number) for number in numbers] == ["a", "a", "b", "b"]


def test_shares_of_the_hypercube() -> None:
    settings = [{"delay_harm": 1.0}] * 4
    values = np.array([[0.1, -0.6], [0.1, 0.1], [-0.1, 0.0], [np.nan, -0.6]])
    cube = over_hypercube(FALSE, [0.2, 0.0], settings, values)
    assert cube.upheld_by_criterion == (0.5, 0.5)
    # At the defaults not all hold; so it is at two points of four, the failed one upholds nothing.
    assert cube.upheld == 0.5
    assert cube.holds == 0.25


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


def test_a_hypothesis_without_a_contrast_is_refused_before_any_run() -> None:
    from experiments.studies.hypotheses.design import plan

    one, other = TINY.arms
    same = replace(TINY, arms=(one, replace(other, scenario=one.scenario)))
    found = plan(Asked((same, FALSE), points=0))
    assert found.broken == {"S12": "It cannot be run: all of its arms are the same, and there is nothing to compare."}
    assert ("S13", "default") in found.parts


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


@pytest.mark.process
def test_as_typed(townhall: Townhall, tmp_path: Path) -> None:
    ended = townhall("S12", "--quick", "--replications", "4", "--robust", "1")
    assert ended.returncode == 0, ended.stderr
    assert "A quick run" in ended.stdout
    assert "S12" in ended.stdout
    report = tmp_path / "results" / "hypotheses-quick" / "report.html"
    assert str(report) in ended.stdout
    assert "This is a quick run" in report.read_text()


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
        return Judgement(TINY, before.verdict, (before,), after).turns

    supported = judged(0.5, "supported")
    assert turns(supported, judged(-0.5, "not supported"))
    assert turns(supported, judged(0.0, "not supported")), "exactly nothing is not above zero"
    assert turns(supported, judged(0.01, "undecided")), "nothing of it is left"
    assert not turns(supported, judged(0.3, "undecided")), "a wider interval alone turns nothing"
    assert not turns(supported, judged(0.4, "supported"))
    assert not turns(supported, judged(float("nan"), "failed"))
