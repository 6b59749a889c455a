"""The one browser of all tests, and two of other makes beside it; tests that use them are of the tier ``browser``."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.browser_memory import RUBBISH
from sim.errors import InputError
from sim.faces.browser import chromium as programs
from tests.started import free_port


@pytest.fixture(scope="session")
def browser() -> Path:
    """A browser of the Chromium family; ``TOWNHALL_BROWSER`` names another one than the path has."""
    try:
        return Path(programs.program(programs.WITHOUT_WINDOWS))
    except InputError as error:
        pytest.skip(str(error))


class Shared:
    """What several folders of tests use: started for the first, closed after the last, since Playwright starts once."""

    def __init__(self) -> None:
        self.users, self.held, self.stack = 0, None, contextlib.ExitStack()

    @contextlib.contextmanager
    def used(self, program: Path) -> Iterator[Any]:
        if self.users == 0:
            self.held = self.start(program)
        self.users += 1
        try:
            yield self.held
        finally:
            self.users -= 1
            if self.users == 0:
                self.stack.close()

    def start(self, program: Path) -> Any:
        playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
        options = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", *RUBBISH)
        play = self.stack.enter_context(playwright.sync_playwright())
        started = programs.launched(play, str(program), *options)
        self.stack.callback(started.close)
        return started


SHARED = Shared()


@pytest.fixture(scope="session")
def chromium(browser: Path) -> Iterator[Any]:
    """The browser, driven from here; it finds no host but this one."""
    with SHARED.used(browser) as started:
        yield started


FIREFOX = ("firefox-esr", "firefox")


class Firefox:
    """One Firefox with one tab, spoken to over WebDriver BiDi: it answers by itself, without a driver."""

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

    def now(self, expression: str) -> Any:
        """What an expression is."""
        return self.value(f"Promise.resolve({expression})")


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = next(filter(None, map(shutil.which, FIREFOX)), None)
    if program is None:
        pytest.skip("there is no Firefox here (Debian's firefox-esr)")
    client = pytest.importorskip("websockets.sync.client", reason="websockets is not installed")
    port = free_port()
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


class WebKit:
    """WebKitGTK's own browser, spoken to over WebDriver."""

    def __init__(self, address: str) -> None:
        self.address = address
        wanted = {"capabilities": {"alwaysMatch": {}}}
        self.session = self.asked("POST", "/session", wanted)["sessionId"]

    def asked(self, method: str, path: str, content: object = None) -> Any:
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            error.add_note(f"{method} {path}: {error.read().decode(errors='replace')[:1000]}")
            raise

    def opened(self, address: str) -> None:
        self.asked("POST", f"/session/{self.session}/url", {"url": address})

    def now(self, expression: str) -> Any:
        """What an expression is."""
        script = {"script": f"return {expression}", "args": []}
        return self.asked("POST", f"/session/{self.session}/execute/sync", script)


@pytest.fixture(scope="session")
def webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    driver, display = shutil.which("WebKitWebDriver"), shutil.which("xvfb-run")
    if driver is None or (display is None and "DISPLAY" not in os.environ):
        pytest.skip("there is no WebKitGTK here (Debian's webkit2gtk-driver and xvfb)")
    port = free_port()
    command = [driver, f"--port={port}", "--host=127.0.0.1"]
    if "DISPLAY" not in os.environ:
        command = [str(display), "-a", *command]
    # WebKit's own sandbox wants what a container forbids.
    told = {
        **os.environ,
        "HOME": str(tmp_path_factory.mktemp("webkit")),
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }
    process = subprocess.Popen(
        command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    found = None
    try:
        for _ in range(100):
            try:
                found = WebKit(f"http://127.0.0.1:{port}")
                break
            except urllib.error.HTTPError as error:
                pytest.skip(f"WebKitGTK does not start here ({error.__notes__[0]})")
            except OSError:
                time.sleep(0.2)
        assert found is not None, "WebKitGTK did not answer"
        yield found
    finally:
        if found is not None:
            found.asked("DELETE", f"/session/{found.session}")
        os.killpg(process.pid, 15)
        process.wait(30)
