"""What every benchmark page says of itself: when, of which source, on what, and how busy the machine was.

The digest is that of all the sources the compiled run is made of. A page on which stands another digest than that of
the present sources tells of another engine (:func:`engines_of`; a test of the release tier).
"""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from sim import MODEL_VERSION
from sim.machine.sources import SOURCES, digest_of

LIBRARIES = ("numba", "numpy", "mesa")
LOOKED = 3.0
"""Seconds for which the machine is looked at before the timing begins."""

QUIET = 0.2
"""Up to so many processors busy with something else, a machine is called quiet."""

ENGINE = re.compile(r"^- .*\bengine ([0-9a-f]{12})\b", re.MULTILINE)


def engine_digest() -> str:
    """Twelve hexadecimal digits that change with every source of which a run is made."""
    return digest_of(SOURCES / "machine" / "engine.py")


def engines_of(page: str) -> set[str]:
    """The engines that a page tells of; none where it does not say."""
    return set(ENGINE.findall(page))


def processor() -> str:
    """The processor's own name for itself."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def commit() -> str:
    """The commit of the source, and whether it was altered since; "no commit" outside a repository."""
    git = ["git", "-C", str(SOURCES.parent)]
    try:
        name = subprocess.run([*git, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=True)
        altered = subprocess.run(
            [*git, "status", "--porcelain", "--untracked-files=no", "--", "sim"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "no commit"
    return f"commit {name.stdout.strip()}" + (" with changes" if altered.stdout.strip() else "")


def busy() -> float:
    """How many processors others keep busy. To be asked before the timing begins, which is itself no other."""
    return float(psutil.cpu_percent(LOOKED)) / 100.0 * float(psutil.cpu_count())


def when() -> str:
    """The date, the version, the commit and the engine."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"{today}, model {MODEL_VERSION}, {commit()}, engine {engine_digest()}"


def where(libraries: Sequence[str] = LIBRARIES) -> str:
    """The machine, and the versions of what runs on it."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in libraries)
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{processor()}, {psutil.cpu_count()} logical processors, {memory:.0f} GiB, {platform.system()}; "
        f"Python {platform.python_version()}, {versions}"
    )


def stamp(others: float, libraries: Sequence[str] = LIBRARIES) -> list[str]:
    """The lines of a page that say when, of which source, on what; ``others`` is what :func:`busy` gave."""
    quiet = "the machine was quiet" if others <= QUIET else "times are too long and only ratios hold"
    return [
        f"- {when()}",
        f"- {where(libraries)}",
        f"- when the timing began, {others:.1f} of the processors were busy with something else: {quiet}",
    ]
