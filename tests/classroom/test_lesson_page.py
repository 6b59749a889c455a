"""A lesson in a browser, held with the keyboard alone: predicted, locked, run, explained, and its limits told."""

from __future__ import annotations

import math
from typing import Any

import pytest

from experiments.classroom.bundle import page
from experiments.classroom.expectations import found
from experiments.classroom.lessons import shipped
from tests.classroom.pages import Opening, finished
from tests.classroom.promises import BAD, GOOD, NEITHER, Tie

pytestmark = pytest.mark.browser

LESSONS = {lesson["name"]: lesson for lesson in shipped()}
FIRST = next(iter(LESSONS))
HEADLINE = '[data-part="headline"]'
NEXT = '[data-lesson="next"]'


def tabbed(page: Any, selector: str, most: int = 120) -> None:
    """Go on with Tab until ``selector`` has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
            return
    pytest.fail(f"Tab does not reach {selector}.")


def pressed(page: Any, selector: str, key: str = "Enter") -> None:
    tabbed(page, selector)
    page.keyboard.press(key)


def at_step(page: Any, step: str) -> None:
    page.wait_for_selector(f'body[data-step="{step}"]', state="attached")


def until(page: Any, test: str, tries: int = 1200) -> None:
    """Wait until an expression holds; the page forbids the text of a script, so it is asked again and again."""
    for _ in range(tries):
        if page.evaluate(test):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"It never held: {test}")


WITHOUT = "/without it|with this changed/i.test(document.querySelector('.explain-part .lesson-found').textContent)"


def begun(page: Any, name: str = FIRST) -> None:
    page.evaluate("(name) => townhallClass.store.set({ lesson: name, step: 0 })", name)
    at_step(page, "set_up")
    finished(page)


def to_step(page: Any, step: int, choice: str = "higher") -> None:
    """Click through to a step."""
    for at in range(step):
        if at == 1:
            page.click(f'[data-choice="{choice}"]')
        if at == 2:
            finished(page)
        page.click(NEXT)


def test_a_whole_lesson_by_keyboard_alone(open_class: Opening) -> None:
    page = open_class(size="projector")
    pressed(page, '[data-action="lesson"]')
    at_step(page, "set_up")
    assert page.evaluate("document.activeElement.id") == "lesson-title"
    pressed(page, '[data-promise="break"]')
    assert "falls" in page.inner_text(".promise-said")
    pressed(page, NEXT)
    at_step(page, "predict")
    pressed(page, NEXT, "Space")
    assert "higher, the same or lower" in page.inner_text(".lesson-asks")
    at_step(page, "predict")
    page.evaluate("document.getElementById('lesson-title').focus()")
    pressed(page, '[data-choice="lower"]', "Space")
    page.wait_for_selector(".drawn-end[aria-valuetext]")  # until the first runs are there, there is no line to end
    tabbed(page, ".drawn-end")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    drawn = page.get_attribute(".drawn-end", "aria-valuetext")
    pressed(page, '[data-hand="lower+"]')
    pressed(page, '[data-hand="lower−"]')
    assert page.evaluate("document.activeElement.dataset.hand") == "lower+"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    pressed(page, NEXT)
    at_step(page, "run")
    finished(page)
    pressed(page, NEXT)
    at_step(page, "explain")
    page.wait_for_selector("[data-came]:not([data-came=''])")
    assert page.get_attribute("[data-said]", "data-said") == "lower"
    assert drawn in page.inner_text(".lesson-verdict")
    assert "of 2 hands" in page.inner_text(".lesson-verdict")
    pressed(page, '[data-explain="without"]')
    until(page, WITHOUT)
    assert page.evaluate("document.activeElement.dataset.explain") == "without"
    pressed(page, '[data-lesson="lever"]')
    assert page.locator('[data-part="levers"] .lever').count() == 1
    page.evaluate("document.getElementById('lesson-title').focus()")
    pressed(page, NEXT)
    at_step(page, "limit")
    assert page.inner_text('[data-part="limit"]').count("(") >= 2
    pressed(page, NEXT)
    assert page.evaluate("townhallClass.store.get().lesson") is None
    assert page.evaluate("document.activeElement.dataset.action") == "lesson"


def test_what_was_predicted_stands(open_class: Opening) -> None:
    page = open_class()
    begun(page)
    to_step(page, 2, "same")
    page.click('[data-lesson="back"]')
    at_step(page, "predict")
    assert page.locator("[data-choice]:not([disabled])").count() == 0
    assert page.locator("[data-hand]:not([disabled])").count() == 0
    page.wait_for_selector(".drawn-reference", state="attached")
    before = page.get_attribute(".drawn-end", "aria-valuenow")
    page.focus(".drawn-end")
    page.keyboard.press("End")
    page.mouse.click(*middle(page, ".drawn-end"))
    assert page.get_attribute(".drawn-end", "aria-valuenow") == before
    assert page.get_attribute('[data-choice="same"]', "aria-pressed") == "true"
    page.click(NEXT)
    finished(page)
    page.click(NEXT)
    page.wait_for_selector("[data-came]:not([data-came=''])")
    assert page.get_attribute("[data-said]", "data-said") == "same"


def middle(page: Any, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_an_end_is_drawn_with_a_pointer(open_class: Opening) -> None:
    page = open_class(size="phone", has_touch=True)
    begun(page)
    to_step(page, 1)
    page.locator(".drawn-end").scroll_into_view_if_needed()
    box = page.locator(".drawn-end").bounding_box()
    page.wait_for_selector(".drawn-reference", state="attached")
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    high = float(page.get_attribute(".drawn-end", "aria-valuenow"))
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] * 0.75)
    page.mouse.up()
    assert float(page.get_attribute(".drawn-end", "aria-valuenow")) < high
    assert "You draw the end at" in page.inner_text(".predict")


@pytest.mark.parametrize("name", LESSONS)
def test_the_headline_is_hidden_until_the_last_pair(open_class: Opening, name: str) -> None:
    page = open_class()
    page.evaluate(
        """() => { window.seen = []; const { session, store } = townhallClass;
          session.subscribe(() => queueMicrotask(() => requestAnimationFrame(() => {
            const part = document.querySelector('[data-part="headline"]'), { step, lesson } = store.get();
            const live = document.getElementById("live").textContent, done = session.ensemble().finished;
            if (lesson && step === 2) window.seen.push([done, !part.hidden, live]);
          }))); }"""
    )
    begun(page, name)
    assert page.locator(HEADLINE).is_hidden()
    to_step(page, 2)
    finished(page)
    page.wait_for_selector(HEADLINE)
    seen = page.evaluate("window.seen")
    assert any(not done for done, _, _ in seen) or page.evaluate("townhallClass.session.ensemble().finished")
    assert [one for one in seen if one[1] and not one[0]] == []
    assert all("percentage points" not in said for done, _, said in seen if not done)


@pytest.mark.parametrize("name", LESSONS)
def test_the_result_is_that_of_python(open_class: Opening, name: str) -> None:
    """The same seeds, the same pairs: the word, the explanation, and the difference to the last digit shown."""
    lesson, page = LESSONS[name], open_class()
    wanted = found(lesson, pairs=20)
    begun(page, name)
    to_step(page, 3)
    page.wait_for_selector("[data-came]:not([data-came=''])")
    assert page.get_attribute("[data-came]", "data-came") == wanted.result
    text = next(one["text"] for one in lesson["explanations"] if one["when"] == wanted.result)
    assert page.inner_text(".lesson-explanation") == text
    scale = 100 if lesson["outcome"] != "service.unmet" else 1
    step = max((wanted.high - wanted.low) / 2, abs(wanted.mean) / 1000) * scale
    digits = max(0, 1 - math.floor(math.log10(step)))
    assert f"{abs(wanted.mean) * scale:.{digits}f}" in page.inner_text(".lesson-result")
    met = "That is what came" if wanted.result == lesson["expects"]["result"] else "That is not what came"
    assert met in page.inner_text(".expected")


@pytest.mark.parametrize("name", LESSONS)
def test_the_mechanism_is_switched_off_on_both_sides(open_class: Opening, name: str) -> None:
    lesson, page = LESSONS[name], open_class()
    wanted = found(lesson, mechanism=lesson["mechanism"], pairs=20)
    begun(page, name)
    to_step(page, 3)
    page.click('[data-explain="without"]')
    until(page, WITHOUT)
    rows = page.get_attribute(".forest-drawing", "aria-label")
    scale, unit = (1, "months of need") if lesson["outcome"] == "service.unmet" else (100, "percentage points")
    usual = 2 if scale == 1 else 1
    sign = "−" if wanted.mean < 0 else "+"
    # What is set to another value is not switched off, and is not said to be.
    row = "Without" if lesson["mechanism"].get("without") else "With this changed"
    assert f"{row}: {lesson['mechanism']['title']}: {sign}{abs(wanted.mean) * scale:.{usual}f} {unit}" in rows


def test_an_unmet_expectation_is_printed(chromium: Any, tmp_path: Any) -> None:
    other = {"higher": "lower"}
    lessons = [
        {**one, "expects": {**one["expects"], "result": other.get(one["expects"]["result"], "higher")}}
        for one in shipped()
    ]
    path = tmp_path / "unmet.html"
    path.write_text(page(lessons), encoding="utf-8")
    opening = Opening(chromium, path.as_uri())
    opened = opening()
    begun(opened)
    to_step(opened, 3)
    opened.wait_for_selector(".expected.unmet")
    assert "That is not what came; it stands here unchanged." in opened.inner_text(".expected")
    opening.close()


def test_a_promise_moves_trust_by_the_rule(open_class: Opening) -> None:
    page, tie = open_class(), Tie("command-low-trust")
    begun(page)
    assert float(page.get_attribute('[data-part="promise"]', "data-trust")) == pytest.approx(tie.trust, abs=1e-12)
    for button, what in (("keep", GOOD), ("break", BAD), ("nothing", NEITHER), ("keep", GOOD), ("break", BAD)):
        page.click(f'[data-promise="{button}"]')
        shown = float(page.get_attribute('[data-part="promise"]', "data-trust"))
        assert shown == pytest.approx(tie.month(what), abs=1e-12)


def test_levers_come_one_at_a_time_and_none_before_the_result(open_class: Opening) -> None:
    page = open_class()
    begun(page)
    levers = page.locator('[data-part="levers"] .lever')
    for step in range(3):
        assert levers.count() == 0, step
        if step < 2:
            if step == 1:
                page.click('[data-choice="higher"]')
            page.click(NEXT)
    finished(page)
    page.click(NEXT)
    wanted = LESSONS[FIRST]["levers"]
    for count in range(len(wanted) + 1):
        assert [one.get_attribute("data-lever") for one in levers.all()] == wanted[:count]
        if count < len(wanted):
            page.click('[data-lesson="lever"]')
    result = page.inner_text(".lesson-result")
    page.focus('[data-part="levers"] input')
    page.keyboard.press("ArrowLeft")
    finished(page)
    assert page.inner_text(".lesson-result") == result, "the lesson's result stays when a lever moves"


def test_the_notes_follow_in_a_second_window_from_disk(open_class: Opening) -> None:
    page = open_class()
    begun(page)
    page.click(".teacher summary")
    with page.expect_popup() as opened:
        page.click('[data-teacher="notes"]')
    notes = opened.value
    notes.wait_for_selector('body[data-ready="yes"]', state="attached")
    assert notes.url.startswith("file:")
    notes.wait_for_selector('[data-notes="set_up"].is-now')
    assert LESSONS[FIRST]["notes"]["set_up"][0] in notes.inner_text("main")
    notes.click('button[data-notes="next"]')
    at_step(page, "predict")
    notes.wait_for_selector('section[data-notes="predict"].is-now')
    page.click('[data-choice="higher"]')
    page.click('[data-hand="higher+"]')
    until(notes, "document.querySelector('main').textContent.includes('Higher 1')")
    page.close()
    until(notes, "document.querySelector('footer').textContent.includes('closed')")


def test_notes_stand_on_the_page_where_no_window_opens(open_class: Opening) -> None:
    page = open_class()
    page.evaluate("window.open = () => null")
    begun(page)
    page.click(".teacher summary")
    page.click('[data-teacher="notes"]')
    assert "no second window" in page.inner_text(".notes-here")
    assert page.locator(".notes-here .is-now").count() == 1


def test_the_handout_and_the_plan_are_for_paper(open_class: Opening) -> None:
    page = open_class()
    begun(page)
    page.click(".teacher summary")
    page.click('[data-teacher="handout"]')
    page.emulate_media(media="print")
    handout = page.inner_text(".for-print .handout")
    assert all(question in handout for question in LESSONS[FIRST]["handout"])
    assert all(one["title"] in handout for one in LESSONS[FIRST]["roles"])
    assert page.locator("#classroom").is_hidden()
    page.emulate_media(media="screen")
    page.click('[data-sheet="close"]')
    assert page.evaluate("document.activeElement.dataset.teacher") == "handout"
    page.click('[data-teacher="plan"]')
    assert "50 minutes" in page.inner_text('[data-part="plan"]')


def test_a_lesson_that_is_not_there_gets_a_sentence(open_class: Opening) -> None:
    page = open_class()
    page.evaluate("townhallClass.store.set({ lesson: '<b>no</b>', step: 1 })")
    page.wait_for_selector(".lesson-asks")
    assert "There is no lesson “<b>no</b>”" in page.inner_text(".lesson-asks")
    page.select_option("#lesson-choose", FIRST)
    at_step(page, "set_up")
