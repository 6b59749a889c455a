"""Workers of a Dask cluster that somebody else has started.

Each thread of a Dask worker watches over a process of its own, as the driver does on one machine, so that a run that
kills its process or never ends costs the same there: one row.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from experiments.runs.batch import Failure, Finished
from experiments.runs.failures import said
from experiments.runs.planned import PlannedRun
from experiments.runs.supervision import TIME_LIMIT, Supervised, WorkerUnfit
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

CONNECT_SECONDS = 15.0
WORKER_SECONDS = 60.0
"""How long a cluster may be without any worker before the work stops."""

_watched: dict[tuple[int, str], Supervised] = {}
"""By thread and driver."""

_watching = threading.Lock()


def run_on_worker(setup: bytes, batch: Sequence[PlannedRun], time_limit: float, driver: str) -> Finished:
    """Run ``batch`` in the process that belongs to this thread of a Dask worker, and to ``driver``."""
    here = (threading.get_ident(), driver)
    with _watching:
        supervised = _watched.get(here)
        if supervised is None:
            for other in [known for known in _watched if known[0] == here[0]]:
                _watched.pop(other).close()  # of another driver
            supervised = _watched[here] = Supervised(setup, time_limit)
    return supervised.run(batch)


def release(driver: str) -> None:
    """End the processes that do runs for ``driver``; others may be at work on the same cluster."""
    with _watching:
        for known in [known for known in _watched if known[1] == driver]:
            _watched.pop(known).close()


def _itself(setup: bytes) -> bytes:
    return setup


def _quiet() -> None:
    """Why a connection broke is ours to tell, in one sentence; Dask would print pages."""
    ours = ("distributed", "tornado", "asyncio")
    for name in [*ours, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ours:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _check_address(address: str) -> None:
    """:class:`InputError` for what is no address: a client that was given one never closes in peace."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    try:
        scheme, place = parse_address(address)
        get_backend(scheme)
        sound = True
        if scheme in ("tcp", "tls"):
            host, port = parse_host_port(place)
            sound = bool(host) and 0 < port < 65_536
    except (ValueError, TypeError):
        sound = False
    if not sound or "://" not in address:
        raise InputError(
            f'"{shown(address, QUOTED)}" is no address of a Dask scheduler; give the one that "dask scheduler" shows, '
            "such as tcp://127.0.0.1:8786."
        )


def _client(address: str) -> Any:
    """A client of the scheduler at ``address``; :class:`InputError` where there is none."""
    import dask
    from distributed import Client

    _quiet()
    _check_address(address)
    try:
        # A scheduler that is gone for good must not be waited for; what is done is kept anyway.
        with dask.config.set({"distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s"}):
            return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, TimeoutError) as error:
        raise InputError(
            f'There is no Dask scheduler at "{shown(address, QUOTED)}" ({shown(said(error), QUOTED)}); start one with '
            '"dask scheduler" and give the address that it shows, such as tcp://127.0.0.1:8786.'
        ) from None


def check_scheduler(address: str) -> None:
    """:class:`InputError` where no scheduler answers at ``address``."""
    _client(address).close()


class ClusterWorkers:
    """The workers of the Dask scheduler at ``address``."""

    def __init__(
        self,
        address: str,
        setup: bytes,
        time_limit: float = TIME_LIMIT,
        announce: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._address, self._tell, self._time_limit = address, announce, time_limit
        self._client = _client(address)
        self._driver = uuid.uuid4().hex
        self._futures: dict[int, Any] = {}
        # A simple queue, which is one step: Ctrl-C in the midst of another kind of waiting leaves its lock closed for
        # good, and the cluster's own thread would wait for it.
        self._news: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._batches: dict[int, Sequence[PlannedRun]] = {}
        self._halves: dict[int, list[Finished]] = {}
        self._parents: dict[int, int] = {}
        self._pending: dict[int, int] = {}
        self._extra = -1
        self._without_workers: float | None = None
        deadline = time.monotonic() + WORKER_SECONDS
        while not (workers := self._worker_count()):
            if time.monotonic() > deadline:
                self._client.close()
                raise InputError(
                    f'The Dask cluster at {address} has no workers; start some with "dask worker {address}".'
                )
            time.sleep(0.2)
        self.workers = workers
        self.under_way = 0.0  # nobody asks the cluster how far it is with a run
        # A task of the cluster, so that it is made again where the worker that held it is lost.
        self._setup = self._client.submit(_itself, setup, pure=False)

    def _worker_count(self) -> int:
        """Threads of all workers; 0 where nobody knows."""
        try:
            return sum(self._client.nthreads().values())
        except Exception:
            return 0

    def submit(self, number: int, batch: Sequence[PlannedRun]) -> None:
        """Hand over a batch; ``number`` comes back with what becomes of it."""
        self._batches[number] = batch
        try:
            future = self._client.submit(
                run_on_worker, self._setup, list(batch), self._time_limit, self._driver, pure=False
            )
            self._futures[number] = future
            self._listen(number, future)
        except Exception as error:
            raise self._gone(error) from None

    def _listen(self, number: int, future: Any) -> None:
        """Have it told when ``future`` is done."""
        future.add_done_callback(lambda _: self._news.put(number))

    def next(self, timeout: float) -> tuple[int, Finished] | None:
        """The next batch that is done with; None when there is none within ``timeout`` seconds.

        :class:`InputError` when the scheduler is gone, when there are no workers, or when they cannot work at all.
        """
        self._check_alive()
        try:
            number = self._news.get(timeout=timeout)
        except queue.Empty:
            return None
        future = self._futures[number]
        if not future.done():  # its worker was lost with what it had done, and it is done again
            self._listen(number, future)
            return None
        return self._settled(number, future)

    def _settled(self, number: int, future: Any) -> tuple[int, Finished] | None:
        del self._futures[number]
        batch = self._batches.pop(number)
        if future.status == "cancelled":
            raise self._gone(RuntimeError("it dropped the work"))
        error = future.exception() if future.status == "error" else None
        if error is None:
            try:
                finished = future.result()
            except Exception as lost:
                raise self._gone(lost) from None
        elif type(error).__name__ != "KilledWorker":
            raise self._unfit(error)
        elif len(batch) == 1:
            # The Dask workers themselves died of it, one after the other.
            finished = Finished(failures=[Failure(batch[0].key, "the Dask workers that ran it died", 1)])
        else:
            middle = len(batch) // 2
            self._pending[number], self._halves[number] = 2, []
            for half in (batch[:middle], batch[middle:]):
                self._extra -= 1
                self._parents[self._extra] = number
                self.submit(self._extra, half)
            return None
        return self._joined(number, finished)

    def _joined(self, number: int, finished: Finished) -> tuple[int, Finished] | None:
        """A batch that was halved is done when both halves are."""
        while number in self._parents:
            parent = self._parents.pop(number)
            self._halves[parent].append(finished)
            self._pending[parent] -= 1
            if self._pending[parent]:
                return None
            finished = Finished()
            for half in self._halves.pop(parent):
                finished.packed += half.packed
                finished.failures += half.failures
                finished.seconds += half.seconds
            number = parent
        return number, finished

    def _check_alive(self) -> None:
        if self._client.status != "running":
            raise self._gone(ConnectionError("the connection is closed"))
        count = self._worker_count()
        if count:
            self.workers, self._without_workers = count, None  # a cluster may grow
            return
        now = time.monotonic()
        if self._without_workers is None:
            self._without_workers = now
            self._tell("The cluster has no workers at the moment; waiting for some.")
        elif now - self._without_workers > WORKER_SECONDS:
            raise InputError(
                f"The Dask cluster at {self._address} has had no workers for {WORKER_SECONDS:g} s; what is done is "
                "kept, and the same command goes on when there are some again."
            )

    def _gone(self, error: BaseException) -> InputError:
        return InputError(
            f"The Dask scheduler at {self._address} is gone ({said(error)}); what is done is kept, and the same "
            "command goes on when there is one again."
        )

    def _unfit(self, error: BaseException) -> InputError:
        if isinstance(error, InputError):
            return WorkerUnfit(f"On the Dask cluster: {error}")
        return InputError(
            f"The Dask workers cannot run this ({said(error)}); install the same version of Town Hall there as here."
        )

    def close(self) -> None:
        """Take back what is not done, and end the processes that belong to the work."""
        with contextlib.suppress(Exception):
            self._client.cancel(list(self._futures.values()))
        with contextlib.suppress(Exception):
            if self._client.status == "running":
                self._client.run(release, self._driver)
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)
