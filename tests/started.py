"""Start a program for a test in the same way however the tests themselves were started, and where nobody listens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from typing import Any


def hears_ctrl_c() -> None:
    """In the child, before its program begins: Ctrl-C does again what it does by default.

    Who was started in the background (``make test &``, ``nohup``, many a CI) ignores Ctrl-C, and a child inherits that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def start_program(command: Sequence[str], **more: Any) -> subprocess.Popen[Any]:
    """``subprocess.Popen`` of a program that can be stopped with Ctrl-C."""
    return subprocess.Popen(list(command), **more, **({"preexec_fn": hears_ctrl_c} if os.name == "posix" else {}))
