"""The first use (everything is compiled) and every later one (it is taken from the cache), each in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

PROGRAM = """
import json, time
begun, work = time.perf_counter(), time.process_time()
from sim.machine.engine import warm_up
imported = time.perf_counter() - begun
ready = warm_up()
print(json.dumps([imported, ready, time.process_time() - work]))
"""


@dataclass(frozen=True)
class Start:
    """Seconds until the model is imported, then until its first month is done, and of processor time in all."""

    imported: float
    ready: float
    work: float


def measure() -> tuple[Start, Start]:
    """The first start with an empty cache, and the next."""
    with tempfile.TemporaryDirectory() as folder:
        starts = []
        for _ in range(2):
            environment = {**os.environ, "TOWNHALL_CACHE": folder}
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(f"The model did not start: {done.stderr[-2000:]}")
            starts.append(Start(*json.loads(done.stdout)))
    return starts[0], starts[1]
