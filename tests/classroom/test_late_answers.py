"""Answers that come late, when somebody has gone on: what was asked for last is shown then, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from sim.council.councils import find_council
from tests.classroom.pages import Opening, finished
from tests.classroom.test_people import until

pytestmark = pytest.mark.browser

HOLD = """(name) => {
  const { hall } = townhallClass, plain = hall[name].bind(hall);
  globalThis.asked ??= [];
  globalThis.answers ??= [];
  hall[name] = (given, options = {}) => new Promise((told, failed) => {
    asked.push({ name, given, get over() { return Boolean(options.signal?.aborted); } });
    answers.push(() => plain(given).then(told, failed));  // whoever cancels it gets its answer all the same
  });
}"""
"""What is asked of the engine has no answer until the test gives it: as on a machine that has too much to do."""

ANSWER = "() => Promise.all(answers.splice(0).map((one) => one()))"

ADUR = find_council("Adur").code
LIVE = "document.getElementById('live').textContent"


def shown(page: Any, **patch: Any) -> None:
    """Change the page's state, and let it draw that."""
    page.evaluate("(patch) => townhallClass.store.set(patch)", patch)
    page.evaluate("new Promise((then) => setTimeout(then))")


def held(page: Any, *names: str) -> None:
    for name in names:
        page.evaluate(HOLD, name)


def answered(page: Any) -> None:
    """Every answer that is waited for is given, and each that is asked for because of it."""
    while page.evaluate("answers.length"):
        page.evaluate(ANSWER)
        page.evaluate("new Promise((then) => setTimeout(then))")


def test_a_ledger_is_of_whom_was_chosen_last(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command")
    finished(page)
    held(page, "network", "story")
    shown(page, view="why")
    shown(page, row=45)
    answered(page)
    assert page.locator('[data-ledger="shown"]').is_visible()
    assert page.locator("#ledger-whom").input_value() == "45"
    assert {one["given"].get("row") for one in page.evaluate("asked") if one["name"] == "story"} == {45}


def test_a_ledger_is_of_the_council_that_is_shown(open_class: Opening) -> None:
    """Nothing is asked of a council with the posts of the one before it."""
    page = open_class("#council=camden&view=why")
    page.wait_for_selector('[data-ledger="shown"]')
    held(page, "network", "story")
    shown(page, council=ADUR)
    finished(page)
    assert [one["name"] for one in page.evaluate("asked")] == ["network"]
    answered(page)
    page.wait_for_selector('[data-ledger="shown"]')
    assert {one["given"]["council"] for one in page.evaluate("asked")} == {ADUR}


def test_people_there_and_back_are_shown(open_class: Opening) -> None:
    """Who goes to the other scenario and back at once has not cancelled the film that is shown."""
    page = open_class("#council=camden&scenario=command&view=people")
    page.evaluate(
        """() => {
          const [mine, reference] = document.querySelectorAll(".people-arms input");
          for (const one of [reference, mine, reference, mine]) {
            one.checked = true;
            one.dispatchEvent(new Event("change"));
          }
        }"""
    )
    page.wait_for_selector('[data-part="people"][data-film="shown"]')
    assert page.locator(".people-trouble").text_content() == ""


def test_a_person_is_told_of_the_run_that_is_shown(open_class: Opening) -> None:
    """While another run is on its way no story of it is asked for, to be told beside the picture of the old one."""
    page = open_class("#council=camden&view=people")
    page.wait_for_selector('[data-part="people"][data-film="shown"]')
    held(page, "film", "story")
    shown(page, scenario="command", row=1)
    assert [one["name"] for one in page.evaluate("asked")] == ["film"]
    shown(page, scenario="distributed", row=2)
    assert [one["over"] for one in page.evaluate("asked")] == [True, False]
    answered(page)
    until(page, "document.querySelectorAll('.person-story li, .person li[data-month]').length > 0", 30)
    stories = [one["given"] for one in page.evaluate("asked") if one["name"] == "story"]
    assert [(one["scenario"], one["row"]) for one in stories] == [("distributed", 2)]


def test_a_pair_that_comes_after_its_lesson_is_not_said(open_class: Opening) -> None:
    page = open_class("#lesson=believe-a-model")
    finished(page)
    held(page, "runs")
    page.locator("[data-seeds=draw]").click()
    page.locator("[data-lesson=leave]").click()
    before = page.evaluate(LIVE)
    assert page.evaluate("asked.filter((one) => one.given[0].seed >= 1000).map((one) => one.over)") == [True]
    answered(page)
    page.wait_for_timeout(1500)
    assert "Pair 1" not in page.evaluate(LIVE), before


def test_codes_of_a_sheet_that_was_closed_are_run_no_longer(open_class: Opening) -> None:
    page = open_class("#council=camden&game=class/21122")
    codes = []
    for choices in ([2, 1, 1, 2, 2], [1, 1, 1, 2, 2]):
        shown(page, game={"goal": "class", "choices": choices})
        codes.append(page.locator("[data-game=code]").text_content() or "")
    shown(page, game={}, council=find_council("Leeds").code)
    finished(page)
    held(page, "runs")
    page.locator("[data-game=overlay]").click()
    page.fill("#overlay-codes", "\n".join(codes))
    page.locator("[data-overlay=show]").click()
    assert page.evaluate("asked.map((one) => one.over)") == [False]
    page.locator("[data-sheet=close]").click()
    until(page, "asked[0].over", 10)
    answered(page)
    page.wait_for_timeout(100)
    assert page.evaluate("asked.length") == 1


def test_a_sheet_that_is_shown_again_at_once_is_not_empty(open_class: Opening) -> None:
    """A browser says that a sheet was closed only after whatever was pressed next."""
    page = open_class("#game")
    page.evaluate("townhallClass.tools.showOverlay()")
    page.evaluate(
        """() => {
          document.querySelector("[data-sheet=close]").click();
          townhallClass.tools.showOverlay();
        }"""
    )
    page.wait_for_timeout(300)
    assert page.locator("#overlay-codes").is_visible()
    page.locator("[data-sheet=close]").click()
    until(page, "document.querySelectorAll('.sheet-body *, .for-print *').length === 0", 10)


def test_what_goes_wrong_late_is_said_in_its_place(open_class: Opening) -> None:
    page = open_class("#lesson=believe-a-model")
    finished(page)
    page.evaluate("() => { townhallClass.hall.runs = async () => { throw new Error('A worker stopped.'); }; }")
    page.locator("[data-seeds=draw]").click()
    page.get_by_text("The runs of this lesson went wrong: A worker stopped.").wait_for()
    assert [one.partition("\n")[0] for one in open_class.wrong] == ["Error: A worker stopped."]
    open_class.wrong.clear()
