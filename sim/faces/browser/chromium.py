"""The browser in which pages are tried and measured: one of the Chromium family that is installed here."""

from __future__ import annotations

import os
import shutil
from typing import Any

from sim.errors import InputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same engine as a program that has no window: a page opens with a second less of work than where a window, with
buttons that are pages themselves, is made for it and not seen."""


def program(*preferred: str) -> str:
    """Its path, that of a ``preferred`` one where that is installed; :class:`InputError` where there is none.

    ``TOWNHALL_BROWSER`` names another one than the path has.
    """
    names = (os.environ.get("TOWNHALL_BROWSER", ""), *preferred, *BROWSERS)
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise InputError(
            f"There is no browser here: install one of {', '.join(BROWSERS)}, or name it in TOWNHALL_BROWSER."
        )
    return found


def sandbox() -> list[str]:
    """What the browser has to be told where it runs: its sandbox does not work for the superuser of a container."""
    return ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []


def launched(play: Any, executable: str, *options: str) -> Any:
    """That browser, started by Playwright."""
    return play.chromium.launch(executable_path=executable, args=[*options, *sandbox()])
