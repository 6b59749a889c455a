"""One driver to a results folder: a lock that the system takes away when its holder ends, however it ends."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.runs.provenance import now
from sim.errors import InputError

LOCK = "lock"
PATIENCE = 0.5
"""Seconds."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for the length of the block; :class:`InputError` when another process does."""
    path = folder / LOCK
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        # Whoever asks for the state of the folder holds the lock for a moment.
        patience = time.monotonic() + PATIENCE
        while not (taken := _take(handle)) and time.monotonic() < patience:
            time.sleep(0.05)
        if not taken:
            raise InputError(f"{_holder(path)} is already at work on {folder}; wait for it, or stop it first.")
        try:
            holder = json.dumps({"process": os.getpid(), "machine": platform.node(), "since": now()}).encode()
            os.ftruncate(handle, 0)
            os.pwrite(handle, holder, 0) if hasattr(os, "pwrite") else os.write(handle, holder)
        except OSError:
            pass  # only a courtesy to whoever is refused
        yield
    finally:
        os.close(handle)


def at_work(folder: Path) -> str:
    """Who is at work on ``folder``, in words; an empty text when nobody is."""
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    try:
        return "" if _take(handle) else _holder(path)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    """Lock the open file ``handle`` until it is closed; False when somebody else has it."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond the text, which others may read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(path: Path) -> str:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return f"Process {known['process']} on {known['machine']} (since {known['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "Another process"
