"""The storyboard of the classroom in the README, photographed in a real browser: ``make storyboard``.

Each picture is what somebody sees who does what its line says, from the file that ``townhall class --export`` writes.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.classroom.bundle import page
from sim.errors import InputError
from sim.faces.browser import chromium

FOLDER = Path(__file__).parent / "images" / "classroom"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
COLOURS = 96
READY = 'body[data-ready="yes"]'


def nothing(_: Any) -> None:
    """The page as it opens."""


def command(tab: Any) -> None:
    """One click."""
    tab.get_by_role("button", name="Command", exact=True).click()


def people(tab: Any) -> None:
    """The network in the middle of the run, and a person in it."""
    command(tab)
    tab.get_by_role("button", name="People", exact=True).click()
    tab.wait_for_selector('[data-part="people"][data-film="shown"]')
    tab.evaluate("townhallClass.store.set({ month: 60, row: 1 })")


def why(tab: Any) -> None:
    """Knock-outs and the ledger, once the runs are in."""
    command(tab)
    tab.get_by_role("button", name="Why", exact=True).click()
    tab.wait_for_timeout(20_000)


def lesson(tab: Any, steps: int) -> None:
    """A lesson, so many steps on, predicted as most do."""
    tab.get_by_role("button", name="Start lesson").click()
    for _ in range(steps):
        choices = tab.locator('[data-part="predict"] button.choice')
        if choices.count():
            choices.first.click()
        tab.evaluate("townhallClass.session.whenDone()")
        tab.locator("[data-lesson=next]").click()
    tab.evaluate("townhallClass.session.whenDone()")


def game(tab: Any) -> None:
    """The first decision."""
    tab.get_by_role("button", name="You are the leader").click()
    tab.locator("[data-game=start]").click()


@dataclass(frozen=True)
class Picture:
    """One picture: what is done before it, where, and what it shows in words."""

    name: str
    shows: str
    done: Callable[[Any], None]
    size: dict[str, int]
    dark: bool = False


PICTURES = (
    Picture("first", "The first ten seconds: a finished story of a real council, and four scenarios", nothing, DESK),
    Picture("compared", "One click: two lines, their difference with its interval, and a sentence", command, DESK),
    Picture("people", "People: who trusts whom, month by month, and the story of one of them", people, DESK),
    Picture("why", "Why: the same runs with each mechanism switched off", why, DESK),
    Picture("predict", "A lesson: first everybody says what they expect", lambda tab: lesson(tab, 1), DESK),
    Picture("explain", "... then the prediction stands beside the result", lambda tab: lesson(tab, 3), DESK),
    Picture("phone", "The same file on a phone", command, PHONE),
    Picture("phone-dark", "... in the dark, with a lever", command, PHONE, dark=True),
    Picture("game", "You are the leader: five decisions", game, PHONE),
)


def taken(browser: Any, address: str, picture: Picture) -> bytes:
    """A picture as PNG, in the colours that the eye can tell apart."""
    from PIL import Image

    context = browser.new_context(
        viewport=picture.size,
        color_scheme="dark" if picture.dark else "light",
        device_scale_factor=1 if picture.size is DESK else 2,
        reduced_motion="reduce",
    )
    tab = context.new_page()
    tab.goto(address)
    tab.wait_for_selector(READY, state="attached")
    picture.done(tab)
    tab.evaluate("townhallClass.session.whenDone()")
    tab.evaluate("document.activeElement?.blur()")
    if picture.dark:
        tab.locator('[data-part="levers"]').scroll_into_view_if_needed()
    tab.wait_for_timeout(500)
    points = Image.open(io.BytesIO(tab.screenshot()))
    context.close()
    file = io.BytesIO()
    points.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def draw(folder: Path = FOLDER, names: tuple[str, ...] = ()) -> list[Path]:
    """Take every picture (or those that are named) into ``folder``; the files."""
    from playwright.sync_api import sync_playwright

    program = chromium.program()
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        path = Path(place) / "classroom.html"
        path.write_text(page(), encoding="utf-8")
        browser = chromium.launched(play, program)
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            files.append(folder / f"{picture.name}.png")
            files[-1].write_bytes(taken(browser, path.as_uri(), picture))
            print(f"{files[-1].name}: {picture.shows}.", flush=True)
        browser.close()
    return files


if __name__ == "__main__":
    try:
        draw(names=tuple(sys.argv[1:]))
    except InputError as error:
        sys.exit(str(error))
