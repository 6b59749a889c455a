"""A lesson's file is taken whole or told what is wrong with it; editors are told the same by the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from experiments.classroom.lesson_schema import LESSON_SCHEMA_FILE, lesson_schema
from experiments.classroom.lessons import for_page, lesson_file, lessons_folder, list_lessons, mistakes_in
from sim.errors import InputError
from sim.scenario.schema import schema_text

NAME = "command-or-distribution"
TEXT = (lessons_folder() / f"{NAME}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = lesson_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def test_the_schema_beside_the_lessons_is_that_of_now() -> None:
    """Else: townhall schema lesson --out configs/lessons."""
    there = (lessons_folder() / LESSON_SCHEMA_FILE).read_text(encoding="utf-8")
    assert there == schema_text(lesson_schema())


@pytest.mark.parametrize("name", list_lessons())
def test_our_own_lessons_are_right_for_both_and_name_the_schema(name: str, validator: Draft202012Validator) -> None:
    path = lesson_file(name)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={LESSON_SCHEMA_FILE}"
    validator.validate(read(text))
    assert mistakes_in(path) == []


@pytest.mark.parametrize("name", list_lessons())
def test_the_page_gets_the_lesson_with_its_sources_in_full(name: str) -> None:
    held = for_page(lesson_file(name))
    assert held["name"] == name
    named = {*held["expects"]["references"], *(key for said in held["limit"]["data"] for key in said["references"])}
    assert set(held["cited"]) == named
    assert all(len(source["text"]) > len(source["short"]) > 5 for source in held["cited"].values())


# What is changed, what the sentence says, and whether the schema can know it too.
WRONG: dict[str, tuple[str, str, str, bool]] = {
    "an unknown key": ("minutes: 8", "minuts: 8", '"minuts" is not a key of a lesson. Did you mean "minutes"?', True),
    "a missing key": ("outcome: index\n", "", 'the key "outcome" is missing; it is the outcome that answers it', True),
    "an unknown outcome": (
        "outcome: index",
        "outcome: indx",
        'no outcome "indx". Did you mean "index"?',
        True,
    ),
    "a wrong window": ("window: last_year", "window: last_yer", '"window" must be last_year or whole', True),
    "no time at all": ("minutes: 8", "minutes: 0", '"minutes" must be a whole number from 1 to 120, not 0.', True),
    "an unknown council": ("council: Camden", "council: Camdn", 'Did you mean "Camden"?', False),
    "an unknown scenario": (
        "scenario: command-low-trust",
        "scenario: command-lo-trust",
        'there is no scenario "command-lo-trust". Did you mean "command-low-trust"?',
        True,
    ),
    "a side without its name": ("label: Command, ", "", 'the key "label" of "reference" is missing', True),
    "an unknown lever": ("[style_mean,", "[style_men,", 'Did you mean "style_mean"?', True),
    "an unknown theory": ("without: [S09]", "without: [S9]", 'Did you mean "S09"?', True),
    "no mechanism": ("without: [S09]\n", "\n", 'switches nothing off: give it "without" or "set"', False),
    "a result that is none": ("- when: lower", "- when: lowr", 'Did you mean "lower"?', True),
    "a result twice": ("- when: lower", "- when: higher", 'there are several for "higher"', False),
    "an unknown source": ("[wang2014,", "[wang2104,", "wang2014", True),
    "a number for a title": ("title: Command or distribution", "title: 7", '"title" must be the lesson', True),
    "a word that nobody fills in": (
        "{people}",
        "{peple}",
        'for "{peple}". Did you mean "people"?',
        False,
    ),
    "a list that is none": (
        "levers: [style_mean, initial_trust]",
        "levers: style_mean",
        '"levers" must be a list',
        True,
    ),
    "two outcomes": ("outcome: index", "outcome: index\noutcome: index", "given twice", False),
    "no YAML": ("levers: [", "levers: {[", "not valid YAML", False),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_gets_a_sentence_with_its_line(what: str, tmp_path: Path, validator: Draft202012Validator) -> None:
    old, new, sentence, known = WRONG[what]
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        told = [str(mistake) for mistake in mistakes_in(path)]
    except Exception as error:
        told = [str(error)]
    assert any(sentence in one for one in told), told
    assert all(one.startswith("mine.yaml") or one.startswith(str(path)) for one in told)
    assert all("\n" not in one and one.endswith((".", "?")) for one in told)
    if known:
        assert not validator.is_valid(read(text))


@pytest.mark.parametrize("text", ["", "7", "[]", "- a", "title:", "{}", "contrast: {reference: 7}", "limit: []"])
def test_a_file_that_is_no_lesson_gets_sentences_and_a_place_on_the_page(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert mistakes_in(path)
    held = for_page(path)
    assert held["name"] == "mine"
    assert held["trouble"].endswith((".", "?"))


@pytest.mark.parametrize("number", ["0.3", "12 points", "40%", "3.5"])
def test_an_explanation_states_no_number(number: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT.replace("In this council", f"By {number}, in this council", 1), encoding="utf-8")
    (told,) = mistakes_in(path)
    assert "an explanation states no number" in str(told)


def test_a_link_that_leads_to_itself_gets_a_sentence(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    try:
        loop.symlink_to(loop)
    except OSError:
        pytest.skip("no links on this system")
    with pytest.raises(InputError, match="leads to no file"):
        mistakes_in(loop)
