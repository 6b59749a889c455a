"""What holds for all tests: their tiers, the surroundings that they run in, and what is told at the end.

A test belongs to the tier that its marker names, or to the fast ones that ``make test`` runs. The list of tiers, with
their meanings, stands in ``pyproject.toml`` and nowhere else.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

WARM_UP = "from sim.machine.engine import warm_up; warm_up(lambda line: print(line, flush=True))"
REPOSITORY = Path(__file__).resolve().parents[1]
IS_TIER = "tier: "
"""How the meaning of a tier's marker begins in ``pyproject.toml``."""
FROM_THE_USER = (
    *("COLUMNS", "LINES", "TERMINAL_WIDTH", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"),
    *("TTY_COMPATIBLE", "TTY_INTERACTIVE", "PY_COLORS", "LANGUAGE", "PYTHONWARNINGS"),
)
"""What somebody's shell may hold and would change what is printed."""
MOST_WORKERS = 8
"""Each holds the model in memory; beyond this many, the longest file of tests decides how long it takes."""
FAST = "fast"
"""The tier of tests without a marker."""
FIRST = {"release": 0, "process": 1, "statistical": 2}
"""Places of the tiers that begin before all others, by how long their longest file takes."""
NEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "process": {"mount (makes a small disk in memory, as root)": ("mount",)},
    "browser": {
        "a browser (Chromium or Chrome)": (
            *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"),
        ),
    },
}
"""Programs beside Python that a tier needs, each with the names under which it may be installed."""

taken: Counter[str] = Counter()
"""How many tests of each tier were found and are run."""
left_out: Counter[str] = Counter()
"""How many were found and are not."""

# On a busy machine an example may take any time.
settings.register_profile("town hall", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("town hall")


# ------------------------------------------------------------------ tiers
def tiers(config: pytest.Config) -> dict[str, str]:
    """Every tier but the fast one, with its meaning, as ``pyproject.toml`` has them."""
    marked = (line.split(": ", 1) for line in config.getini("markers") if f": {IS_TIER}" in line)
    return {name: meaning.removeprefix(IS_TIER) for name, meaning in marked}


def tiers_of(item: pytest.Item) -> list[str]:
    """The tiers that a test is marked for; none if it is a fast one."""
    return sorted({mark.name for mark in item.iter_markers()} & set(tiers(item.config)))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in two tiers would be run where it was not meant to be. The dear files come first.

    So no worker begins the longest file when the others have finished.
    """
    for item in items:
        if len(found := tiers_of(item)) > 1:
            raise pytest.UsageError(f"{item.nodeid} belongs to one tier, not to {' and '.join(found)}")
    items.sort(key=lambda item: FIRST.get("".join(tiers_of(item)), len(FIRST)))


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    left_out.update(tier for item in items for tier in tiers_of(item) or [FAST])


def pytest_collection_finish(session: pytest.Session) -> None:
    taken.update(tier for item in session.items for tier in tiers_of(item) or [FAST])


# ------------------------------------------------------------------ several workers
def is_worker(config: pytest.Config) -> bool:
    """Whether this is one of several processes that share the tests out (pytest-xdist)."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker for each processor that this process may use, which may be fewer than there are."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(count, MOST_WORKERS))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Workers find the same tests and leave the same ones out: what one says is what there is to say."""
    said = getattr(node, "workeroutput", {})
    for counted, name in ((taken, "taken"), (left_out, "left_out")):
        counted |= said.get(name, {})


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """The model is compiled once, before the workers start: each would do it for itself otherwise, at the same time."""
    config = session.config
    if not is_worker(config) and getattr(config.option, "tx", None) and not config.option.collectonly:
        # Several workers use all processors as it is: threads of linear algebra would only wait for each other.
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")
        # In a process of its own, so that the one that only shares out need not hold the model.
        subprocess.run(
            [
                sys.executable,
                "-c",
                WARM_UP,
            ],
            cwd=REPOSITORY,
            check=False,  # a model that cannot be compiled is for the tests to tell
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if is_worker(session.config):
        session.config.workeroutput.update(taken=dict(taken), left_out=dict(left_out))  # type: ignore[attr-defined]


# ------------------------------------------------------------------ surroundings
@pytest.fixture(scope="session", autouse=True)
def the_same_surroundings() -> Iterator[None]:
    """No test depends on the terminal, the language or the colours of who started it, nor does what it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*FROM_THE_USER, *(name for name in os.environ if name.startswith("LC_"))):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TERM", "dumb")
        yield


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees no terminal, even where pytest lets it through (``-s``): its width would be that of its words."""

    def nowhere(*descriptor: int) -> os.terminal_size:
        raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))

    monkeypatch.setattr(os, "get_terminal_size", nowhere)


# ------------------------------------------------------------------ the end
def missing(tier: str) -> list[str]:
    """What a tier needs and this machine lacks; ``TOWNHALL_BROWSER`` names a browser that is not on the path."""
    own = os.environ.get("TOWNHALL_BROWSER") if tier == "browser" else None
    return [what for what, names in NEEDS.get(tier, {}).items() if not (own or any(map(shutil.which, names)))]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> Iterator[None]:
    """Say last which tiers were left out, how to run them, and which tools a tier that was run lacked."""
    yield
    if config.option.collectonly:
        return
    line = terminalreporter.write_line
    for tier in taken:
        for what in missing(tier):
            line(f"Missing here: {what}; the tests of the tier {tier} that need it were skipped.")
    if left_out and not config.option.keyword:
        line("Left out (make verify runs all but the tier release):")
        commands = {FAST: "make test", "release": "make release"}
        for tier, meaning in {FAST: "all others", **tiers(config)}.items():
            if left_out[tier]:
                command = commands.get(tier, f"make test TIER={tier}")
                line(f"  {tier:11} {left_out[tier]:4d} tests   {command:27} {meaning}")
