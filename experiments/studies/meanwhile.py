"""What is needed once the runs are there, imported while other processes do them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module


def importing(modules: Sequence[str]) -> Callable[[], None]:
    """Gives what begins to import ``modules`` in a thread, the first time that it is called."""

    def load() -> None:
        with suppress(Exception):  # who needs it meets the same error, and answers it
            for name in modules:
                import_module(name)

    @cache
    def begin() -> None:
        # The process does not end in the middle of an import: the thread is waited for.
        threading.Thread(target=load, name="townhall-importing").start()

    return begin
