"""A browser that nobody watches: whoever measures looks in and leaves again.

As long as a debugger is attached, a browser keeps for it what its pages load and save, up to a hundred millions of
bytes, and that would be taken for what a page holds. What goes wrong meanwhile is in the browser's own log.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.browser_memory import RUBBISH
from sim.faces.browser import chromium

T = TypeVar("T")

OPTIONS = (
    *("--headless", "--remote-debugging-port=0", "--enable-logging=stderr", "--window-size=1280,943"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
    *("--disable-extensions", "--disable-sync", "--disable-features=Translate,OptimizationHints,MediaRouter"),
    # Nobody sees the window, and a browser lets what nobody sees wait.
    *("--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows"),
    "--disable-renderer-backgrounding",
    *RUBBISH,
    # A browser remembers every address that was shown, hundreds in ten minutes: its own history, not the page's memory.
    "--incognito",
)
NO_DOWNLOADS = {"download_restrictions": 3}
CONSOLE = ":CONSOLE:"
"""A line of the log that a page wrote, with a warning, an error or whatever else."""
PATIENCE = 30.0
"""Seconds until the browser says where it listens, or a page is there."""


@dataclass(frozen=True)
class Unwatched:
    """The browser, by the port of its debugger, and the file of its log."""

    play: Any
    port: int
    log: Path

    @contextmanager
    def looked_at(self, whose: str) -> Iterator[Any]:
        """The page of which ``whose`` is true, a line of JavaScript, as Playwright gives it; others are closed."""
        browser = self.play.chromium.connect_over_cdp(f"http://127.0.0.1:{self.port}")
        try:
            found = _within(
                lambda: next((page for page in _pages(browser) if page.evaluate(whose)), None), "has no page"
            )
            for page in _pages(browser):
                if page is not found:
                    page.close()
            found.on("popup", lambda other: other.close())
            found.on("dialog", lambda dialog: dialog.dismiss())
            yield found
        finally:
            browser.close()

    def said(self) -> list[str]:
        """What pages have written on the console: a page without trouble writes nothing."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line.partition(CONSOLE)[2] for line in lines if CONSOLE in line]


@contextmanager
def unwatched(play: Any, program: str, address: str) -> Iterator[Unwatched]:
    """Such a browser with that address open, which keeps no file that a page saves."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile, log = Path(folder) / "profile", Path(folder) / "log"
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(json.dumps(NO_DOWNLOADS), encoding="utf-8")
        command = [program, *OPTIONS, *chromium.sandbox(), f"--user-data-dir={profile}", address]
        with log.open("wb") as written:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=written)
        try:
            port = _within(lambda: _port(profile / "DevToolsActivePort"), "does not say where its debugger listens")
            yield Unwatched(play, port, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _pages(browser: Any) -> list[Any]:
    return [page for context in browser.contexts for page in context.pages]


def _port(file: Path) -> int | None:
    words = file.read_text(encoding="utf-8").split() if file.is_file() else []
    return int(words[0]) if words else None


def _within(look: Callable[[], T | None], missing: str) -> T:
    """What ``look`` finds, as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"The browser {missing} after {PATIENCE:g} s.")
