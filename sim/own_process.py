"""How a process of our own is started: it imports our packages and nothing from the folder that the user works in.

Somebody's folder may hold a package ``sim`` or ``experiments``, or a ``numpy.py``; none of them is ours to execute.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
"""The folder that holds our packages."""

NEW_OBJECTS = 50_000
"""After so many Python looks for rubbish; as it comes, after 700, and that is a fifth of the time of a start."""


def look_for_rubbish_seldom() -> None:
    """For a process that is wholly ours: starting makes a million objects and hardly any rubbish."""
    gc.set_threshold(NEW_OBJECTS)


def python() -> list[str]:
    """The command of a Python that puts no folder of its own on the path."""
    return [sys.executable, "-P"]


def environment() -> dict[str, str]:
    """The environment of this process, in which Python finds our packages first, then what this process finds."""
    working = {"", ".", _resolved(os.curdir)}
    others = [place for place in sys.path if place not in working and _resolved(place) not in working]
    path = [str(HOME), *(place for place in others if place != str(HOME))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def _resolved(place: str) -> str:
    try:
        return str(Path(place).resolve())
    except OSError:  # a working folder that was deleted
        return place
