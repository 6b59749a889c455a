"""The page from disk in Firefox, whose compiler is another: the same numbers, to the last bit, in workers and without.

Firefox is spoken to over WebDriver BiDi, which it answers by itself; no driver program is needed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.engine_in_pages import OTHERS, PROOF, RUN_ALL, Asked, digest, native

pytestmark = pytest.mark.browser

FIREFOX = ("firefox-esr", "firefox")
SOME = (*PROOF[::45], *OTHERS[::3])


class Firefox:
    """One Firefox with one tab."""

    def __init__(self, connection: Any) -> None:
        self._connection, self._count = connection, 0
        self.command("session.new", capabilities={})
        self._tab = self.command("browsingContext.create", type="tab")["context"]

    def command(self, method: str, **parameters: Any) -> Any:
        self._count += 1
        self._connection.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while (answer := json.loads(self._connection.recv())).get("id") != self._count:
            pass
        assert answer["type"] == "success", answer
        return answer["result"]

    def opened(self, address: str) -> None:
        self.command("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def value(self, expression: str) -> Any:
        """What a promise of a text resolves to."""
        said = self.command("script.evaluate", expression=expression, target={"context": self._tab}, awaitPromise=True)
        assert said["type"] == "success", said
        return said["result"].get("value")


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = next(filter(None, map(shutil.which, FIREFOX)), None)
    if program is None:
        pytest.skip("there is no Firefox here (Debian's firefox-esr)")
    client = pytest.importorskip("websockets.sync.client", reason="websockets is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    profile = tmp_path_factory.mktemp("firefox")
    command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, "HOME": str(profile)}, **quiet)  # type: ignore[call-overload]
    try:
        with contextlib.ExitStack() as held:
            found = None
            for _ in range(240):
                with contextlib.suppress(OSError):
                    there = client.connect(f"ws://127.0.0.1:{port}/session", max_size=None, proxy=None)
                    found = held.enter_context(there)
                    break
                time.sleep(0.5)
            assert found is not None, "Firefox did not answer"
            yield Firefox(found)
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize("workers", [2, 0])
def test_firefox_gives_the_native_numbers(firefox: Firefox, engine_page: Path, workers: int) -> None:
    asked: list[Asked] = list(SOME if workers else SOME[:2])
    firefox.opened(f"{engine_page.as_uri()}?{workers}#workers={workers}")
    for _ in range(600):
        if said := firefox.value("Promise.resolve(document.body.dataset.ready || '')"):
            break
        time.sleep(0.1)
    assert said == "yes"
    assert firefox.value("Promise.resolve(hall.workers)") == workers
    told = firefox.value(f"({RUN_ALL})({json.dumps([vars(one) for one in asked])}).then(JSON.stringify)")
    assert json.loads(told) == [digest(native(one)) for one in asked]
