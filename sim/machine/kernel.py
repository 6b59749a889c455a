"""How a rule becomes compiled code, and where the compiled code is kept.

A folder for each version of numba and Python; in it one for each module, named by the module and by the digest of all
that it is made of (``sim/machine/sources.py``). Where the sources lie does not enter: a second clone, a renamed folder
and a rebuilt container use what the first has compiled (``sim/machine/compiled_cache.py``).
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

from sim.machine import linear_algebra
from sim.machine.compiled_cache import keep
from sim.machine.python_calls import without_entrance


def cache_folder() -> Path:
    """The folder of the code that this numba and this Python compile; ``TOWNHALL_CACHE`` moves its parent."""
    parent = os.environ.get("TOWNHALL_CACHE") or platformdirs.user_cache_dir("townhall")
    settings = numba.config.BOUNDSCHECK, numba.config.OPT  # with them numba compiles other code from the same source
    return Path(parent) / hashlib.sha256(f"{numba.__version__} {sys.version} {settings}".encode()).hexdigest()[:12]


CACHE = cache_folder()

COMPILED = not numba.config.DISABLE_JIT
"""False when ``NUMBA_DISABLE_JIT=1``: every rule then runs as plain Python."""

if COMPILED:
    linear_algebra.put_off()
else:
    # Identities are mixed modulo 2^64 on purpose; numpy warns of that where compiled code does not.
    np.seterr(over="ignore")


def _kept(function: Callable[..., Any], **options: Any) -> Any:
    # Nobody calls a rule from C, so the form for that is not made.
    compiled = numba.njit(error_model="numpy", nogil=True, no_cfunc_wrapper=True, **options)(function)
    return keep(compiled, function, CACHE) if COMPILED else compiled


def kernel(function: Callable[..., Any]) -> Any:
    """Compile ``function`` for compiled code to call: no fast mathematics (bits would differ between machines)."""
    return without_entrance(_kept(function, no_cpython_wrapper=True))


def entrance(function: Callable[..., Any]) -> Any:
    """Compile ``function`` like :func:`kernel`, and for Python to call too; no lock is held in it."""
    return _kept(function)


def embedded(function: Callable[..., Any]) -> Any:
    """Compile ``function`` and embed its code in every caller, so that a loop around it can work on several at once."""
    return without_entrance(_kept(function, no_cpython_wrapper=True, forceinline=True))


def inlined(function: Callable[..., Any]) -> Any:
    """Write ``function`` into its callers instead of compiling it by itself (for what only hands its arguments on)."""
    return numba.njit(inline="always", error_model="numpy")(function)


def prune(keep: int = 8) -> None:
    """Delete all but the newest ``keep`` versions of every module, so that the cache does not grow for ever.

    What this process uses is never deleted. Of folders of other versions of numba or Python as many are left.
    """
    import shutil

    from sim.machine.compiled_cache import COMPILING

    used = {name.split("/")[0] for name in COMPILING.used}
    versions: dict[str, list[Path]] = {}
    for path in CACHE.glob("*-" + "[0-9a-f]" * 12):
        if path.name not in used:
            versions.setdefault(path.name[:-13], []).append(path)
    versions[""] = [path for path in CACHE.parent.glob("[0-9a-f]" * 12) if path.is_dir() and path != CACHE]
    for found in versions.values():
        for stale in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[keep:]:
            if stale.is_dir():
                shutil.rmtree(stale, ignore_errors=True)
            else:
                stale.unlink(missing_ok=True)
