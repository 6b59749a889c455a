"""How a rule becomes compiled code, and where the compiled code is kept.

Numba's disk cache watches only the file that holds a cached function: an edited callee elsewhere would
silently keep the old result. So the cache lives in a folder whose name is a hash of every source file of
the model and of the versions of numba and Python; an edit anywhere starts a new folder. Where the sources lie does not
enter: a second clone, a renamed folder and a rebuilt container use what the first has compiled
(``sim/machine/compiled_cache.py``).
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import platformdirs

from sim.machine.compiled_cache import keep, plain_lines

SOURCES = Path(__file__).parents[1]


def source_digest(folder: Path = SOURCES) -> str:
    """Twelve hexadecimal digits that change with any source of the model, numba, or Python, not with line ends."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(plain_lines(path.read_bytes()))
    return digest.hexdigest()[:12]


def cache_folder() -> Path:
    """The folder of this version's compiled code; ``TOWNHALL_CACHE`` moves its parent."""
    parent = os.environ.get("TOWNHALL_CACHE") or platformdirs.user_cache_dir("townhall")
    return Path(parent) / source_digest()


CACHE = cache_folder()

COMPILED = not numba.config.DISABLE_JIT
"""False when ``NUMBA_DISABLE_JIT=1``: every rule then runs as plain Python."""

if not COMPILED:
    # Identities are mixed modulo 2^64 on purpose; numpy warns of that where compiled code does not.
    np.seterr(over="ignore")


def _kept(function: Callable[..., Any], **options: Any) -> Any:
    compiled = numba.njit(error_model="numpy", **options)(function)
    return keep(compiled, function, CACHE, SOURCES) if COMPILED else compiled


def kernel(function: Callable[..., Any]) -> Any:
    """Compile ``function``: no fast mathematics (bits would differ between machines), no lock held."""
    return _kept(function, nogil=True)


def embedded(function: Callable[..., Any]) -> Any:
    """Compile ``function`` and embed its code in every caller, so that a loop around it can work on several at once."""
    return _kept(function, nogil=True, forceinline=True)


def inlined(function: Callable[..., Any]) -> Any:
    """Write ``function`` into its callers instead of compiling it by itself (for what only hands its arguments on)."""
    return numba.njit(inline="always", error_model="numpy")(function)


def prune(keep: int = 4) -> None:
    """Delete all but the newest ``keep`` folders of compiled code, so that the cache does not grow for ever."""
    import shutil

    folders = sorted(
        (path for path in CACHE.parent.glob("[0-9a-f]" * 12) if path.is_dir() and path != CACHE),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for stale in folders[keep:]:
        shutil.rmtree(stale, ignore_errors=True)
