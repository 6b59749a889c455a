"""What the lessons that come with Town Hall expect, held against the model; and what they may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from experiments.classroom.expectations import RESULTS, found, margin, told, word
from experiments.classroom.lessons import lesson_file, mistakes_in, shipped
from sim.council.services import BOUNDARY, DYAD
from sim.faces.model import CouncilModel
from sim.references import reference
from tests.classroom.promises import BAD, GOOD, NEITHER, Tie, after

LESSONS = {lesson["name"]: lesson for lesson in shipped()}
UNMET: Mapping[str, str] = {}
"""Lessons of which the runs say something else than expected, with what they say. They are taught as they are: neither
the expectation nor the model is changed for them, and the page prints it."""


def test_there_are_four_in_their_order() -> None:
    assert list(LESSONS) == ["command-or-distribution", "who-may-decide", "early-or-late", "believe-a-model"]
    assert sum(lesson["minutes"] for lesson in LESSONS.values()) <= 40


@pytest.mark.statistical
@pytest.mark.parametrize("name", LESSONS)
def test_what_it_expects_over_forty_pairs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    lesson = LESSONS[name]
    result = found(lesson)
    with capsys.disabled():
        print(f"\n{told(lesson, result)}")
    assert result.pairs == 40
    assert result.result == UNMET.get(name, lesson["expects"]["result"])


@pytest.mark.statistical
@pytest.mark.parametrize("name", LESSONS)
def test_its_mechanism_and_its_other_contrasts_run(name: str) -> None:
    lesson = LESSONS[name]
    kept = found(lesson, pairs=2)
    assert found(lesson, mechanism=lesson["mechanism"], pairs=2).mean != kept.mean
    for contrast in lesson["also"]:
        assert found(lesson, contrast, pairs=2).mean != kept.mean


@pytest.mark.parametrize("name", LESSONS)
def test_all_four_results_are_explained_without_a_number(name: str) -> None:
    lesson = LESSONS[name]
    assert sorted(one["when"] for one in lesson["explanations"]) == sorted(RESULTS)
    for one in lesson["explanations"]:
        assert not re.search(r"\d", one["text"]), one["text"]
        assert one["text"].startswith(("In this council", "Over these pairs")), (
            "an explanation is of this council or these pairs"
        )


@pytest.mark.parametrize("name", LESSONS)
def test_no_result_is_written_into_its_other_texts(name: str) -> None:
    lesson = LESSONS[name]
    texts = [*lesson["limit"]["left_out"], *(one["text"] for one in lesson["limit"]["data"]), lesson["expects"]["why"]]
    texts += [
        lesson["question"],
        lesson["mechanism"]["text"],
        *lesson["handout"],
        *(one["text"] for one in lesson["roles"]),
    ]
    texts += [text for part in (lesson["steps"], lesson["notes"]) for step in part.values() for text in step]
    assert [text for text in texts if re.search(r"\d", text)] == []


@pytest.mark.parametrize("name", LESSONS)
def test_it_has_what_a_lecturer_needs(name: str) -> None:
    lesson = LESSONS[name]
    assert set(lesson["notes"]) == {"set_up", "predict", "run", "explain", "limit"}
    assert [one["role"] for one in lesson["roles"]] == ["finance", "ward_member", "team_manager", "partner"]
    assert len(lesson["handout"]) >= 3
    assert lesson["limit"]["left_out"]
    assert all(reference(key) for one in lesson["limit"]["data"] for key in one["references"])
    assert lesson["mechanism"]["without"] or lesson["mechanism"]["set"]


def test_the_words_of_a_result() -> None:
    assert word(0.02, 0.05, 0.01) == "higher"
    assert word(-0.05, -0.02, 0.01) == "lower"
    assert word(-0.05, 0.02, 0.01) == "unclear"
    assert word(-0.004, 0.006, 0.01) == "same"
    assert word(0.002, 0.006, 0.01) == "same"


def test_how_small_a_difference_is_the_same() -> None:
    lesson = LESSONS["early-or-late"]
    assert margin({**lesson, "outcome": "index", "same_within": "1 %"}) == 0.01
    assert margin({**lesson, "outcome": "service.unmet", "same_within": "0.1 months of need"}) == 0.1


def test_the_rule_of_the_promise_is_the_rule_of_the_model() -> None:
    """Every everyday tie goes, month by month, where the rule of lesson one says for a good, a bad or no experience.

    Leader and chief executive, and partners in joint projects, have experiences of other kinds beside the everyday one.
    """
    model = CouncilModel(scenario="theories-off", council="Camden", seed=0)
    arrays = model.simulation.state.arrays
    rule = Tie("theories-off")
    seen = dict.fromkeys((GOOD, BAD, NEITHER), 0)
    for _ in range(6):
        before = [arrays[name].copy() for name in ("good_evidence", "bad_evidence", "tenure")]
        model.step()
        good, bad = arrays["good_evidence"], arrays["bad_evidence"]
        stayed = np.minimum(arrays["tenure"][arrays["source"]], arrays["tenure"][arrays["target"]]) > 1
        everyday = stayed & (arrays["contacts"] <= 1) & ~np.isin(arrays["layer"], (DYAD, BOUNDARY))
        assert everyday.sum() > 500
        fits = np.zeros(good.size, dtype=bool)
        for what in seen:
            wanted = after(before[0], before[1], what, rule.memory, rule.weight, rule.loss)
            same = np.isclose(good, wanted[0], rtol=0, atol=1e-12) & np.isclose(bad, wanted[1], rtol=0, atol=1e-12)
            seen[what] += int((same & everyday).sum())
            fits |= same
        assert fits[everyday].all()
        trust = (good + 2 * arrays["disposition"][arrays["source"]]) / (good + bad + 2)
        assert np.allclose(arrays["trust"][everyday], trust[everyday], rtol=0, atol=1e-12)
    assert min(seen.values()) > 50, seen


def test_the_reference_is_a_scenario_as_it_comes(tmp_path: Path) -> None:
    text = lesson_file("who-may-decide").read_text(encoding="utf-8")
    changed = text.replace("short: but nobody may decide}", "short: but nobody may decide, set: {audit_rate: 0}}", 1)
    path = tmp_path / "mine.yaml"
    path.write_text(changed, encoding="utf-8")
    (mistake,) = mistakes_in(path)
    assert 'the reference is a scenario as it comes, without "set"; put what differs into "mine".' in str(mistake)
