"""Whatever somebody clicks, nothing goes wrong, and what the page keeps does not grow with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.classroom.clicking import RUNS, alive, click
from tests.classroom.pages import READY, Opening, finished
from tests.classroom.states import BLANK, STATES, shown

pytestmark = pytest.mark.browser

SECONDS = 20
"""The benchmark clicks for ten minutes."""


def closed_at_once(page: Any) -> None:
    """A window that the page opens is closed again, as a lecturer does."""
    page.on("popup", lambda other: other.close())


@pytest.mark.parametrize(("seed", "size", "address"), [(1, "desk", ""), (2, "phone", ""), (3, "desk", "#lang=pseudo")])
def test_nothing_goes_wrong(open_class: Opening, seed: int, size: str, address: str) -> None:
    page = open_class(address, size=size, accept_downloads=False)
    page.on("dialog", lambda dialog: dialog.dismiss())
    closed_at_once(page)
    count = click(page, seed, SECONDS)
    last = page.evaluate("clicking.done")
    assert count > 100
    assert open_class.wrong == [], last
    assert "Something went wrong" not in page.evaluate("document.body.innerText"), last
    page.evaluate("townhallClass.store.set({ lesson: null, game: null, drawer: null, view: 'story' })")
    finished(page)
    assert page.evaluate("document.querySelector('[data-part=headline]').textContent").strip()


@pytest.mark.parametrize("view", ["story", "people", "why"])
def test_a_page_that_changes_its_width_draws_no_loop(open_class: Opening, view: str) -> None:
    """What is drawn at a width may be of another height, which a browser tells of as an error if it comes at once."""
    page = open_class(f"#council=camden&scenario=command&view={view}")
    finished(page)
    if view == "people":
        page.wait_for_selector('[data-part="people"][data-film="shown"]')
    for width in (700, 1280, 400, 1000):
        page.set_viewport_size({"width": width, "height": 700})
        page.locator("button.larger").click()
        page.evaluate("new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")
    assert open_class.wrong == []


def test_what_a_lesson_or_a_game_has_shown_is_given_back(open_class: Opening) -> None:
    """With the window of its notes, once somebody has closed it."""
    page = open_class("#council=camden")
    for name in (one for one in STATES if one.startswith(("a lesson", "the game", "the end of the game"))):
        shown(page, name)
        assert page.locator(".lesson *, .game *").count() > 0
        if name == "a lesson, set up":
            with page.expect_popup() as window:
                page.evaluate("document.querySelector('[data-teacher=notes]').click()")
            window.value.wait_for_selector(READY, state="attached")
            assert alive(page)["documents"] > 1
            window.value.close()
    page.evaluate("(patch) => townhallClass.store.set(patch)", BLANK)
    finished(page)
    assert page.locator(".lesson *, .game *").count() == 0
    # Once is not always enough: a collector that is called takes whatever looks like an address for one.
    assert any(alive(page)["documents"] == 1 for _ in range(20))


def test_what_is_kept_does_not_grow_with_clicks(open_class: Opening) -> None:
    """Runs, elements and buffers that are alive, counted by the browser. The benchmark says what all of it takes."""
    page = open_class()
    closed_at_once(page)
    click(page, 5, 2 * SECONDS)
    page.evaluate("(patch) => townhallClass.store.set(patch)", BLANK)
    page.evaluate(RUNS, 200)
    held = alive(page)
    assert held["runs"] <= 240, "those that the session keeps, and those of an ensemble on its way"
    assert held["heap"] <= 40
    assert held["buffers"] <= 120
    assert held["documents"] <= 3
    assert held["nodes"] <= 60_000
