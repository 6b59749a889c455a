"""The page of twenty lines in the documentation does what it says, as one file and from a web space."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.council.councils import find_council
from sim.faces.browser import page as pages
from sim.faces.browser.product import PRODUCT
from sim.machine.engine import simulate_many
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/one-council.html"


@pytest.fixture(scope="module")
def sentence() -> str:
    """What the page must say, from native runs."""
    last = {
        name: simulate_many(load_scenario(name), find_council("Camden"), months=180, seed=0, replicates=range(20))[
            :, -1, OUTCOMES.index("trust.dyad")
        ]
        for name in ("baseline", "command")
    }
    mean = sum((last["command"] - last["baseline"]).tolist()) / 20
    return f"Under command, trust between leader and chief executive ends {mean:.3f} away from the baseline."


@pytest.fixture
def web_space(tmp_path: Path) -> Iterator[str]:
    """The page beside the four files, served by a plain web server of this machine."""
    for path in (PAGE, *PRODUCT.iterdir()):
        shutil.copy(path, tmp_path / path.name)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{PAGE.name}"
        server.shutdown()


def said(chromium: Any, address: str) -> str:
    page = chromium.new_page()
    page.goto(address)
    page.wait_for_selector('#said:not(:has-text("Loading"))', timeout=120_000)
    text: str = page.text_content("#said")
    page.close()
    return text


def test_the_page_as_one_file(chromium: Any, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pages.main([str(PAGE), str(tmp_path / "camden.html")]) == 0
    assert re.search(r"camden\.html: [\d,]+ bytes, everything in it\.\n$", capsys.readouterr().out)
    assert said(chromium, (tmp_path / "camden.html").as_uri()) == sentence


def test_the_page_on_a_web_space(chromium: Any, sentence: str, web_space: str) -> None:
    assert said(chromium, web_space) == sentence


def test_the_page_has_twenty_lines_and_stands_in_the_documentation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(page.splitlines()) <= 20
    script = re.search(r'<script type="module">.*?</script>\n', page, re.DOTALL)
    assert script
    assert script[0] in (ROOT / "docs/browser.md").read_text(encoding="utf-8")
