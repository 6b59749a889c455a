"""Firefox and WebKitGTK show what Chromium shows: the page from disk, a whole lesson, the game to its end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.pages import Opening
from tests.classroom.test_game import PLAYED
from tests.classroom.test_lesson_page import WITHOUT

pytestmark = pytest.mark.browser

Now = Callable[[str], Any]
"""Asks a page what an expression is, at once: no question waits within the browser."""

DONE = "townhallClass.session.isDone()"


@pytest.fixture(params=["firefox", "webkit"])
def other(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def until(now: Now, expression: str, seconds: float = 240.0) -> Any:
    """What the page answers once it is no longer nothing."""
    last = time.monotonic() + seconds
    while not (answer := now(expression)):
        assert time.monotonic() < last, f"It never held: {expression}"
        time.sleep(0.1)
    return answer


def one(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)})"


def text(now: Now, selector: str) -> str:
    said: str = until(now, f"{one(selector)}?.textContent")
    return said


def click(now: Now, selector: str) -> None:
    until(now, f"Boolean({one(selector)}?.getClientRects().length)")
    now(f"void {one(selector)}.click()")


def opened(now: Now) -> None:
    assert until(now, "document.body?.dataset.ready ?? ''") == "yes"


def compared(now: Now) -> list[str]:
    """The headline of a comparison, once all its pairs are there."""
    opened(now)
    until(now, DONE)
    return [text(now, "[data-part=headline]")]


def lesson_held(now: Now) -> list[str]:
    """What a lesson says to somebody who predicts, runs, has it explained and reads its limits."""

    def at_step(step: str) -> None:
        until(now, f"document.body.dataset.step === {json.dumps(step)}")

    opened(now)
    told = []
    at_step("set_up")
    click(now, "[data-promise=break]")
    told.append(text(now, ".promise-said"))
    click(now, "[data-lesson=next]")
    at_step("predict")
    click(now, "[data-choice=lower]")
    click(now, "[data-lesson=next]")
    at_step("run")
    until(now, DONE)
    click(now, "[data-lesson=next]")
    at_step("explain")
    until(now, f"Boolean({one('[data-came]')}?.dataset.came)")
    told.append(text(now, ".lesson-verdict"))
    click(now, "[data-explain=without]")
    until(now, WITHOUT)
    told.append(text(now, ".explain-part .lesson-found"))
    click(now, "[data-lesson=next]")
    at_step("limit")
    told.append(text(now, "[data-part=limit]"))
    click(now, "[data-lesson=next]")
    until(now, "townhallClass.store.get().lesson === null")
    return told


def game_played(now: Now) -> list[str]:
    """What the game says at its end, and its code."""
    opened(now)
    click(now, "[data-action=game]")
    click(now, "[data-game=start]")
    for option in PLAYED:
        click(now, f"[data-option={option}]")
    until(now, f"Boolean({one('.game-end[data-done=yes]')})")
    return [text(now, ".game-lines"), text(now, "[data-game=ahead]"), text(now, "[data-game=code]")]


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        (compared, "#council=Leeds&scenario=command"),
        (lesson_held, "#council=Camden&lesson=command-or-distribution"),
        (game_played, "#council=Camden"),
    ],
)
def test_it_shows_what_chromium_shows(
    other: Any, class_file: Path, open_class: Opening, shown: Callable[[Now], list[str]], state: str
) -> None:
    other.opened("about:blank")  # a page that is open already would only hear of another address
    other.opened(f"{class_file.as_uri()}{state}")
    told = shown(other.now)
    assert all(told)
    assert told == shown(open_class(state).evaluate)
