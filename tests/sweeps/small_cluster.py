"""A Dask cluster of processes on this machine, for tests."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import psutil
from small_sweeps import environment
from started import free_port


class Cluster:
    """A scheduler and workers, started as the documentation says."""

    def __init__(self) -> None:
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self) -> None:
        arguments = (self.address, "--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--death-timeout", "30")
        self.workers.append(self._start("worker", *arguments))

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        for process in [*self.workers, self.scheduler]:
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()
            process.wait()
