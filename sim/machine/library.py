"""The machine code of all processes in one file, so that a start reads one file and not a hundred.

Numba keeps with a function's machine code what others need to embed it, and puts all of that together again at every
start: two milliseconds for each function. The month only calls processes at their addresses. So a warm-up also writes
the bare machine code of all of them down. What is damaged, foreign or gone counts as missing; then each process is
taken from numba's own files.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numpy as np

from sim.machine.compiled_cache import COMPILING, get_ready, kept_code, processor, sealed, whole
from sim.machine.sources import source_digest

if TYPE_CHECKING:
    from sim.machine.compiling import Part

LIBRARY = "library"

_loaded: list[Any] = []
"""The machine code in use, which stays where it is for as long as the process lives."""


def _file(home: Path) -> Path:
    return home / f"{LIBRARY}-{source_digest()}"


def keep_library(home: Path, parts: Sequence[Part]) -> None:
    """Write the machine code of these parts down in one file, if numba keeps all of them and it can be written."""
    codes = [kept_code(part.function, part.kinds) for part in parts]
    if any(code is None for code in codes):
        return
    content = pickle.dumps((processor(), dict(zip((part.name for part in parts), codes, strict=True))))
    try:
        _file(home).write_bytes(sealed(content))
    except OSError:
        return  # a cache that can only be read: the next start takes each by itself
    COMPILING.used.add(_file(home).name)


def addresses(home: Path, names: Sequence[str]) -> np.ndarray | None:
    """Where the machine code of the processes with these ``names`` stands; None where there is no library of them."""
    content = whole(_file(home))
    if content is None:
        return None
    try:
        kept_for, codes = pickle.loads(content)
        if kept_for != processor() or list(codes) != list(names):
            return None
        get_ready()
        machine = llvm.Target.from_default_triple().create_target_machine()
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        for _, code in codes.values():
            engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        found = np.array([engine.get_function_address(symbol) for symbol, _ in codes.values()])
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, RuntimeError):
        return None
    if not found.all():
        return None
    engine.detach()  # never to be disposed of, at the end of the process neither: others may still call into it
    _loaded.append(codes)
    COMPILING.used.add(_file(home).name)
    return found
