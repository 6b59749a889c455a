"""What a bad scenario file gets: one sentence with the file, the line and, where there is one, the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.scenario import load_scenario

# name of the case: (content of own.yaml, what the sentence starts with, what it contains)
MISTAKES: dict[str, tuple[str | bytes, str, str]] = {
    "empty": ("", "own.yaml: ", "the file is empty"),
    "a list": ("- why\n", "own.yaml: ", "is a mapping"),
    "no why": ("extends: baseline\n", "own.yaml: ", 'the key "why" is missing'),
    "blank why": ("why: ' '\n", "own.yaml, line 1: ", '"why" must be one sentence'),
    "why is a number": ("extends: baseline\nwhy: 3\n", "own.yaml, line 2: ", '"why" must be one sentence'),
    "unknown key": ("why: x\nsett:\n  style_mean: 1\n", "own.yaml, line 2: ", 'Did you mean "set"?'),
    "parameter as a key": ("why: x\nstyle_mean: 1\n", "own.yaml, line 2: ", 'put it under "set"'),
    "unknown parameter": (
        "why: x\nset:\n  initial_trust: 0.5\n  style_men: 1\n",
        "own.yaml, line 4: ",
        'there is no parameter "style_men". Did you mean "style_mean"?',
    ),
    "out of range": ("why: x\nset:\n  style_mean: 1.5\n", "own.yaml, line 3: ", "must lie between 0 and 1"),
    "not finite": ("why: x\nset:\n  style_mean: .nan\n", "own.yaml, line 3: ", "must lie between 0 and 1"),
    "wrong type": ("why: x\nset:\n  style_mean: much\n", "own.yaml, line 3: ", "must be a number"),
    "a truth value": ("why: x\nset:\n  style_mean: true\n", "own.yaml, line 3: ", "must be a number"),
    "a date": ("why: x\nset:\n  style_mean: 2010-04-01\n", "own.yaml, line 3: ", "must be a number"),
    "nested": ("why: x\nset:\n  style_mean: {a: 1}\n", "own.yaml, line 3: ", "must be a number"),
    "wrong unit": ("why: x\nset:\n  initial_trust: 2 weeks\n", "own.yaml, line 3: ", "has the unit"),
    "not a choice": ("why: x\nset:\n  budget_mode: replya\n", "own.yaml, line 3: ", 'Did you mean "replay"?'),
    "set is a list": ("why: x\nset: [style_mean]\n", "own.yaml, line 2: ", '"set" must be a mapping'),
    "set is empty": ("why: x\nset:\n", "own.yaml, line 2: ", '"set" must be a mapping'),
    "unknown theory": (
        "why: x\nwithout:\n- S12\n- S1\n",
        "own.yaml, line 4: ",
        'there is no theory "S1". Did you mean',
    ),
    "without a list": ("why: x\nwithout: S12\n", "own.yaml, line 2: ", '"without" must be a list of theories'),
    "number as theory": ("why: x\nwithout: [12]\n", "own.yaml, line 2: ", "12 is not a theory"),
    "unknown parent": ("why: x\nextends: comand\n", "own.yaml, line 2: ", 'Did you mean "command"?'),
    "extends itself": ("why: x\nextends: own\n", "own.yaml, line 2: ", "round in a circle (own -> own)"),
    "duplicate key": ("why: x\nset:\n  style_mean: 1\n  style_mean: 0\n", "own.yaml, line 4: ", "given twice"),
    "duplicate top key": ("why: x\nset: {}\nwhy: y\n", "own.yaml, line 3: ", '"why" is given twice'),
    "broken brackets": ("why: [x\nset: {}\n", "own.yaml, line 2: ", "not valid YAML"),
    "broken indentation": ("why: x\n  set: 3\n", "own.yaml, line 2: ", "not valid YAML"),
    "a tab": ("why: x\nset:\n\tstyle_mean: 1\n", "own.yaml, line 3: ", "not valid YAML"),
    "open quote": ("why: 'x\n", "own.yaml, line 2: ", "not valid YAML"),
    "two documents": ("why: x\n---\nwhy: y\n", "own.yaml, line 2: ", "not valid YAML"),
    "control character": ("why: x\nset: \x07\n", "own.yaml, line 2: ", "U+0007"),
    "nested without end": ("[" * 500, "own.yaml: ", "nested too deeply"),
    "Latin 1": ("why: x\n# café\nset: {}\n".encode("latin-1"), "own.yaml, line 2: ", "not UTF-8"),
    "UTF-16": ("why: x\n".encode("utf-16"), "own.yaml, line 1: ", "not UTF-8"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_answered_with_file_and_line(case: str, folder: Path):
    content, start, sentence = MISTAKES[case]
    (folder / "own.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as caught:
        load_scenario("own.yaml")
    message = str(caught.value)
    assert message.startswith(start), message
    assert sentence in message
    assert "\n" not in message


def test_a_circle_names_its_members_and_the_file_that_closes_it(folder: Path):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (folder / f"{name}.yaml").write_text(f"why: x\nextends: {parent}\n")
    with pytest.raises(InputError) as caught:
        load_scenario("a.yaml")
    assert str(caught.value).startswith("c.yaml, line 2: ")
    assert "(a -> b -> c -> a)" in str(caught.value)


def test_a_mistake_in_the_parent_names_the_parent(folder: Path):
    (folder / "parent.yaml").write_text("why: x\nset: {style_mean: 7}\n")
    (folder / "child.yaml").write_text("why: x\nextends: parent\n")
    with pytest.raises(InputError, match=r"^parent\.yaml, line 2: "):
        load_scenario("child.yaml")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("comand", 'There is no scenario "comand". Did you mean "command"?'),
        ("qqq", 'There is no scenario "qqq". "townhall scenarios" lists them.'),
        ("onw.yaml", 'There is no file "onw.yaml". Did you mean "own.yaml"?'),
        ("nowhere/own.yaml", 'There is no file "nowhere/own.yaml".'),
        ("sub.yaml", '"sub.yaml" is a folder; name the YAML file in it.'),
    ],
)
def test_what_is_not_there(name: str, sentence: str, folder: Path):
    (folder / "own.yaml").write_text("why: x\n")
    (folder / "sub.yaml").mkdir()
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    assert str(caught.value) == sentence


def test_a_byte_order_mark_and_windows_line_ends_are_fine(folder: Path):
    (folder / "own.yaml").write_bytes(b"\xef\xbb\xbfwhy: x\r\nset:\r\n  style_mean: 0.25\r\n")
    assert dict(load_scenario("own.yaml").settings) == {"style_mean": 0.25}
