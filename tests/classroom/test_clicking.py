"""Whatever somebody clicks, nothing goes wrong, and the browser's memory does not grow with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.classroom.clicking import RUNS, at_rest, click, memory
from tests.classroom.pages import Opening, finished
from tests.classroom.states import BLANK

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


def test_memory_stays_where_it_was_after_two_hundred_runs(open_class: Opening) -> None:
    """And after every state was there once: what is seen for the first time stays, as anywhere."""
    page = open_class()
    closed_at_once(page)
    before = at_rest(page)
    click(page, 5, SECONDS)
    page.evaluate("(patch) => townhallClass.store.set(patch)", BLANK)
    page.evaluate(RUNS, 200)
    assert memory(page) <= 1.05 * before
