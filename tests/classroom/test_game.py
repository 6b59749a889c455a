"""You are the leader, in a browser: by keyboard alone, its sentence against native runs, codes, the class's picture."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.classroom.bundle import PAGE
from experiments.classroom.expectations import scenario_of_arm
from sim import MODEL_VERSION
from sim.council.councils import all_councils
from sim.faces.simulate import simulate
from tests.classroom.pages import Opening, scripts_alone
from tests.classroom.test_lesson_page import pressed

pytestmark = pytest.mark.browser

WORDS = json.loads((PAGE / "words" / "game.json").read_text(encoding="utf-8"))
CHOICES = [4, 3, 4, 4, 4]
"""How many options each decision has."""
PLAYED = ("distribute", "gap", "redesign", "approvals", "gap")


@pytest.fixture(scope="module")
def codes(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The scripts of codes and decisions alone, as a page has them."""
    folder, names = tmp_path_factory.mktemp("codes"), ("DECISIONS", "GOALS", "encodeGame", "decodeGame")
    page = scripts_alone(chromium, folder, "code.js", *names, "scenarioOfChoices")
    known = {"model": "0.3.0", "councils": [council.code for council in all_councils()]}
    page.evaluate("(known) => { globalThis.known = known; }", known)
    yield page
    page.close()


def test_every_game_comes_back_from_its_code(codes: Any) -> None:
    """All choices with all goals in one council, and all councils with one game; no two have the same code."""
    wrong, many = codes.evaluate(
        """() => { const wrong = [], seen = new Set(), counts = DECISIONS.map((one) => one.options.length);
          const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
          const tried = (played) => {
            const code = encodeGame(played, known), back = decodeGame(code, known);
            if (code.length > 12 || seen.has(code) || !same(back.played, played)) wrong.push([code, played, back]);
            seen.add(code);
          };
          const longer = (row, count) => Array.from({ length: count }, (_, one) => [...row, one]);
          const all = counts.reduce((rows, count) => rows.flatMap((row) => longer(row, count)), [[]]);
          for (const choices of all) for (const goal of GOALS) tried({ choices, council: known.councils[52], goal });
          for (const council of known.councils) {
            if (council !== known.councils[52]) tried({ choices: [2, 1, 1, 2, 3], council, goal: "class" });
          }
          return [wrong, seen.size]; }"""
    )
    assert wrong == []
    assert many == int(np.prod(CHOICES)) * 8 + 352


def test_a_code_forgives_how_it_is_typed(codes: Any) -> None:
    code = codes.evaluate("encodeGame({ choices: [2, 1, 1, 2, 3], council: known.councils[60], goal: 'index' }, known)")
    heard = {"K": "C", "I": "e", "O": "0", "V": "w", "Z": "x"}
    for typed in (
        code.lower(),
        f" {code[:4]}-{code[4:8]} . {code[8:]} ",
        "".join(heard.get(letter, letter) for letter in code),
    ):
        assert codes.evaluate("(typed) => decodeGame(typed, known).code", typed) == code


def test_no_single_wrong_letter_and_no_swap_passes(codes: Any) -> None:
    passed = codes.evaluate(
        """() => { const passed = [], letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
          for (const choices of [[0, 0, 0, 0, 0], [3, 2, 3, 3, 3], [2, 1, 1, 2, 3]]) {
            const code = encodeGame({ choices, council: known.councils[7], goal: "class" }, known);
            for (let at = 0; at < 12; at++) for (const letter of letters) {
              const found = decodeGame(code.slice(0, at) + letter + code.slice(at + 1), known);
              if (found.played && found.code !== code) passed.push([code, at, letter]);
            }
            for (let at = 0; at < 10; at++) {
              const swapped = [...code]; [swapped[at], swapped[at + 2]] = [swapped[at + 2], swapped[at]];
              const found = decodeGame(swapped.join(""), known);
              if (found.played && found.code !== code) passed.push([code, "swap", at]);
            }
          } return passed; }"""
    )
    assert passed == []


def test_a_wrong_code_gets_one_sentence(codes: Any) -> None:
    for text, why in (
        ("", "empty"),
        ("BADO", "length"),
        ("BADO KIRU LAMOB", "length"),
        ("AADO KIRU LAMO", "letter"),
        ("<img src=x>", "length"),
        ("BABABABABABA", "check"),
        ("ÄÖÜÉéèêçñøåæ", "letter"),
    ):
        found = codes.evaluate("(text) => decodeGame(text, known)", text)
        assert found["wrong"] == why, text
        assert WORDS["code"][why].endswith(".")
    code = codes.evaluate("encodeGame({ choices: [2, 1, 1, 2, 3], council: known.councils[60], goal: 'index' }, known)")
    others = [
        codes.evaluate("([code, model]) => decodeGame(code, { ...known, model }).wrong", [code, f"0.{number}.0"])
        for number in range(4, 24)
    ]
    assert others.count("version") >= 17, "one version in sixteen has the same sign"


def test_every_option_is_a_scenario_of_the_model(codes: Any) -> None:
    """Python takes each option, and each gives other numbers than the first of its decision."""
    base = [0, 0, 0, 0, 0]
    usual = simulate(native_scenario(codes, base), "Northumberland").values
    for at, count in enumerate(CHOICES):
        for option in range(1, count):
            other = simulate(native_scenario(codes, [*base[:at], option, *base[at + 1 :]]), "Northumberland").values
            assert not np.array_equal(other, usual, equal_nan=True), (at, option)


def native_scenario(codes: Any, choices: list[int]) -> Any:
    """The scenario of choices, read by Python from what the page runs."""
    said = codes.evaluate("(choices) => scenarioOfChoices(choices)", choices)
    return scenario_of_arm({**said, "scenario": said["extends"]})


@cache
def commanded(council: str) -> list[Any]:
    return [simulate("command", council, replicate=at).frame() for at in range(20)]


def scored(scenario: Any, council: str) -> dict[str, Any]:
    """What the end of a game says under the class's goal, from native runs."""
    ahead = met = notices = below = 0
    gaps = []
    for at, command in enumerate(commanded(council)):
        mine = simulate(scenario, council, replicate=at).frame()
        unmet, other = mine["service.unmet"].to_numpy(), command["service.unmet"].to_numpy()
        failed, command_failed = mine["money.failed"].iloc[-1] > 0, command["money.failed"].iloc[-1] > 0
        last, last_command = unmet[-12:].mean(), other[-12:].mean()
        ahead += bool((command_failed and not failed) or (failed == command_failed and last < last_command))
        met += bool(not failed and last < other[48:60].mean())
        below += bool(last < unmet[:12].mean())
        notices += bool(failed)
        gaps.append(last - last_command)
    return {"ahead": ahead, "met": met, "notices": notices, "below": below, "mean": float(np.mean(gaps))}


def ended(page: Any) -> None:
    page.wait_for_selector('.game-end[data-done="yes"]', timeout=60_000)


def played(page: Any, options: tuple[str, ...] = PLAYED) -> None:
    page.evaluate("townhallClass.store.set({ game: {} })")
    page.click('[data-game="start"]')
    for option in options:
        page.click(f'[data-option="{option}"]')
    ended(page)


@pytest.mark.parametrize(
    ("council", "options"), [("Camden", PLAYED), ("Northumberland", ("middle", "wait", "tax", "audit", "spend"))]
)
def test_its_sentence_is_that_of_native_runs(
    open_class: Opening, codes: Any, council: str, options: tuple[str, ...]
) -> None:
    page = open_class()
    page.evaluate("(name) => townhallClass.store.set({ council: townhallClass.hall.council(name).code })", council)
    played(page, options)
    names = codes.evaluate("DECISIONS.map((one) => one.options.map((option) => option.name))")
    choices = [named.index(option) for named, option in zip(names, options, strict=True)]
    wanted = scored(native_scenario(codes, choices), council)
    assert page.inner_text('[data-game="ahead"]') == f"Ahead of command in {wanted['ahead']} of 20."
    lines = page.inner_text(".game-lines")
    assert f"start of the second term, in {wanted['met']} of 20." in lines
    assert f"2010-11, in {wanted['below']} of 20." in lines
    assert f"A section 114 notice came in {wanted['notices']} of 20;" in lines
    assert f"{abs(wanted['mean']):.2f} months of need" in lines or f"{abs(wanted['mean']):.3f} months of need" in lines


def test_the_game_by_keyboard_alone(open_class: Opening) -> None:
    page = open_class(size="projector")
    pressed(page, '[data-action="game"]')
    assert page.evaluate("document.activeElement.id") == "game-title"
    pressed(page, '[data-game="start"]')
    for option in PLAYED:
        page.wait_for_selector(f'[data-option="{option}"]')
        assert page.evaluate("document.activeElement.className") == "game-decision"
        pressed(page, f'[data-option="{option}"]')
    ended(page)
    assert "of 20." in page.inner_text('[data-game="ahead"]')
    page.wait_for_timeout(1500)
    assert page.inner_text("#live") == page.inner_text('[data-game="ahead"]')
    pressed(page, '[data-game="again"]')
    assert page.locator('[data-game="start"]').is_visible()
    pressed(page, '[data-game="leave"]')
    assert page.locator('[data-part="game"]').is_hidden()
    assert page.evaluate("document.activeElement.dataset.action") == "game"


def test_a_code_shows_the_game_that_made_it(open_class: Opening) -> None:
    page = open_class()
    played(page)
    code, said = page.inner_text('[data-game="code"]'), page.inner_text(".game-lines")
    page.evaluate("townhallClass.store.set({ council: townhallClass.hall.council('Leeds').code, game: {} })")
    page.fill("#game-code", "BADO")
    page.click('[data-game="enter"]')
    assert "12 letters" in page.inner_text(".game .lesson-asks")
    page.fill("#game-code", code.lower().replace(" ", "-"))
    page.keyboard.press("Enter")
    ended(page)
    assert page.inner_text(".game-lines") == said
    assert page.evaluate("townhallClass.hall.council(townhallClass.store.get().council).name") == "Camden"


def test_an_address_can_hold_a_code(open_class: Opening) -> None:
    page = open_class()
    played(page)
    code = page.inner_text('[data-game="code"]').replace(" ", "")
    other = open_class(f"#code={code}")
    ended(other)
    assert other.inner_text(".game-lines") == page.inner_text(".game-lines")
    other.wait_for_timeout(500)
    assert other.evaluate("location.hash") == f"#council=camden&game=class/21122&model={MODEL_VERSION}"
    other.click('[data-game="leave"]')
    other.wait_for_timeout(500)
    assert other.evaluate("location.hash") == f"#council=camden&model={MODEL_VERSION}"
    wrong = open_class("#code=%3Cimg%20src=x%20onerror=alert(1)%3E")
    assert "A code has 12 letters" in wrong.inner_text(".game .lesson-asks")


def test_a_decision_is_changed_at_the_end_and_named(open_class: Opening) -> None:
    page = open_class()
    played(page)
    page.click('[data-change="3"] summary')
    assert page.locator('[data-change="3"] button').all_inner_texts() == [
        one["title"] for one in WORDS["decisions"]["people"]["options"].values()
    ]
    assert page.locator('[data-change="3"] [aria-pressed="true"]').get_attribute("data-option") == "approvals"
    page.click('[data-change="3"] [data-option="training"]')
    ended(page)
    assert page.inner_text(".game-changed") == (
        "Changed: May 2015: one thing for your people. “Train them” instead of “Strip the approvals”."
    )
    assert page.evaluate("townhallClass.store.get().game.choices") == [2, 1, 1, 0, 2]
    page.click('[data-game="again"]')
    assert page.locator(".game-changed").count() == 0


def test_the_lecturer_sees_all_codes_in_one_picture(open_class: Opening, codes: Any) -> None:
    page = open_class()
    councils = page.evaluate("townhallClass.hall.councils.map((one) => one.code)")
    model = page.evaluate("townhallClass.hall.model")
    camden = page.evaluate("townhallClass.hall.council('Camden').code")
    lists = [[2, 1, 1, 2, 2], [0, 0, 0, 0, 0], [3, 2, 3, 1, 0]]
    made = [
        codes.evaluate(
            "([choices, council, known]) => encodeGame({ choices, council, goal: 'class' }, known)",
            [choices, camden, {"model": model, "councils": councils}],
        )
        for choices in lists
    ]
    page.evaluate("townhallClass.store.set({ lesson: 'command-or-distribution', step: 0 })")
    page.click(".teacher summary")
    page.click('[data-teacher="overlay"]')
    assert page.evaluate("document.activeElement.id") == "overlay-codes"
    page.fill("#overlay-codes", "\n".join([made[0], "not a code", *made[1:]]))
    page.click('[data-overlay="show"]')
    page.wait_for_selector(".overlay tbody tr", timeout=60_000)
    assert "Line 2: " in page.inner_text(".overlay .lesson-asks")
    assert page.inner_text(".overlay figcaption").endswith("(unmet need), in months of need")
    rows = page.locator(".overlay tbody tr")
    assert [row.get_attribute("data-code") for row in rows.all()] == made
    for choices, row in zip(lists, rows.all(), strict=True):
        wanted = scored(native_scenario(codes, choices), "Camden")
        cells = row.locator("td").all_inner_texts()
        assert cells[-3:] == [f"{wanted[name]} of 20" for name in ("ahead", "met", "notices")]
    assert page.locator(".overlay .forest-mean").count() == 3


def test_how_it_stands_is_one_run_so_far(open_class: Opening, codes: Any) -> None:
    page = open_class()
    page.evaluate("townhallClass.store.set({ game: { goal: 'class', choices: [2, 1] } })")
    page.wait_for_selector('[data-glance="money.reserves"]')
    frame = simulate(native_scenario(codes, [2, 1]), "Camden", months=47).frame()
    assert f"£{frame['money.reserves'].iloc[-1]:.0f}m" in page.inner_text('[data-glance="money.reserves"]')
    assert f"{100 * frame['staff.morale'].iloc[-1]:.1f}%" in page.inner_text('[data-glance="staff.morale"]')


def test_a_damaged_game_begins_anew(open_class: Opening) -> None:
    page = open_class()
    for given in (
        {"goal": "nothing", "choices": [1]},
        {"goal": "class", "choices": [9]},
        {"goal": "class", "choices": "x"},
        7,
    ):
        page.evaluate("(game) => townhallClass.store.set({ game })", given)
        page.wait_for_selector('[data-game="start"], [data-option]')
        page.wait_for_timeout(400)  # until the address follows, which has no damaged game either


def test_all_its_words_are_there() -> None:
    script = (PAGE / "javascript" / "decisions.js").read_text(encoding="utf-8")
    for name, decision in WORDS["decisions"].items():
        assert f'name: "{name}"' in script
        for option in decision["options"]:
            assert f'name: "{option}"' in script
    assert len(list(itertools.chain(*(one["options"] for one in WORDS["decisions"].values())))) == sum(CHOICES)
    assert Path(PAGE / "words" / "lesson.json").exists()
