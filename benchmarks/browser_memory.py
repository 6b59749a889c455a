"""What a browser holds for a page whose engine has run, as far as it cannot give it back."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Set
from typing import Any

import psutil

from benchmarks.browser_processes import family

LEAST_LOOKS, MOST_LOOKS, SETTLED = 5, 8, 0.995
"""What one collecting frees is often given back only at the next: 7 MB of runs that nobody holds were seen to wait."""
GIVEN_BACK = 10
"""Seconds. For eight of them after it has collected rubbish V8 keeps the pages that became free: up to 40 MB."""
RUBBISH = ("--js-flags=--expose-gc",)
"""What a browser has to be started with, so that it can be told to collect rubbish."""


def held(
    page: Any, hall: str, looks: tuple[int, int] = (LEAST_LOOKS, MOST_LOOKS), others: Set[psutil.Process] = frozenset()
) -> float:
    """Millions of bytes that the browser's processes have for themselves, once page and workers collected rubbish.

    ``hall`` is what the page calls its engine, ``others`` are processes of browsers that do not count. The least of at
    least and at most so many ``looks``; right after much work one is too few, since V8 keeps room for as much again.
    Memory that two browsers share is left out: when one ends, it would count for the other.
    """
    gc.collect()
    session = page.context.new_cdp_session(page)
    workers = _workers(page, session, hall)
    found: list[float] = []
    # A browser gives back what it does not need only after some time, and from every collecting on that time runs anew.
    while len(found) < looks[0] or (len(found) < looks[1] and found[-1] < SETTLED * min(found[:-1])):
        session.send("HeapProfiler.collectGarbage")
        page.evaluate("globalThis.gc()")
        for worker in workers:
            asked = {"id": 1, "method": "Runtime.evaluate", "params": {"expression": "gc()"}}
            session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": json.dumps(asked)})
        session.send("Memory.simulatePressureNotification", {"level": "critical"})
        time.sleep(GIVEN_BACK)
        found.append(sum(float(one.memory_full_info().uss) for one in family() if one not in others) / 1e6)
    session.detach()
    return min(found)


def _workers(page: Any, session: Any, hall: str) -> list[str]:
    """The page's workers, as ``session`` names them: who looks in again is not told of those that are there already."""
    found: list[str] = []
    session.on("Target.attachedToTarget", lambda told: found.append(told["sessionId"]))
    session.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False})
    there = page.evaluate(f"{hall}.workers")
    assert len(found) == there, f"{len(found)} of {there} workers can be told to collect their rubbish"
    return found
