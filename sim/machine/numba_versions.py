"""Which versions of numba Town Hall was tried with; ``docs/window.md`` says why that matters."""

from __future__ import annotations

import re
import warnings

LOWEST = (0, 60)
NEWEST = (0, 68)
"""The oldest and the newest numba on which ``python -m tests.engine.numba_versions`` passed (a test compares them with
``pyproject.toml``)."""

TRIED = f"{'.'.join(map(str, LOWEST))} to {'.'.join(map(str, NEWEST))}"


class UntriedNumba(UserWarning):
    """Town Hall runs with a numba that it was not tried with."""


def installed() -> str:
    """The version of numba that is installed."""
    import numba

    return str(numba.__version__)


def check_version(version: str | None = None) -> None:
    """Warn, in one sentence, of a version that we have not tried; it may work, and nobody knows."""
    found = version or installed()
    numbers = re.match(r"(\d+)\.(\d+)", found)
    if not numbers or not LOWEST <= (int(numbers[1]), int(numbers[2])) <= NEWEST:
        warnings.warn(
            f"Town Hall was tried with numba {TRIED}, and this is {found}: it may fail or give other numbers; install "
            "a version in between, or see docs/window.md.",
            UntriedNumba,
            stacklevel=2,
        )
