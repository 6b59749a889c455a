"""The page asks nobody for anything, runs where little is allowed, and has a sentence where it cannot run."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.pages import READY, Opening, finished
from tests.classroom.states import STATES, shown

pytestmark = pytest.mark.browser

HEADLINE = "document.querySelector('[data-part=headline]').textContent"
LONGEST = 60_000


def said(page: Any) -> str:
    """What a page that cannot run says."""
    page.wait_for_selector("body[data-ready]", state="attached", timeout=LONGEST)
    return str(page.evaluate("document.body.innerText")).strip()


@pytest.fixture
def altered(chromium: Any, class_html: str, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens the page with some of its text replaced, or with a script that runs before its own."""
    contexts = []

    def opened(*changes: tuple[str, str], before: str = "") -> Any:
        text = class_html
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "altered.html"
        path.write_text(text, encoding="utf-8")
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.add_init_script(before)
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


# ------------------------------------------------------------------ nobody is asked, nothing is let in
def test_no_host_is_asked_whatever_is_looked_at(open_class: Opening) -> None:
    page = open_class()
    for name in STATES:
        shown(page, name)
    assert {re.match(r"\w+", url)[0] for url in open_class.asked} <= {"file", "blob", "data"}  # type: ignore[index]
    assert len([url for url in open_class.asked if url.startswith("file")]) == 1


def test_a_page_that_is_served_asks_its_server_once(chromium: Any, class_html: str) -> None:
    import threading

    from experiments.classroom.server import server

    with server(class_html, 0) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        opening = Opening(chromium, serving.address)
        try:
            finished(opening())
            opening.close()
        finally:
            serving.shutdown()
            thread.join()
    assert [url for url in opening.asked if url.startswith("http")] == [serving.address]


def test_the_policy_forbids_hosts_scripts_and_forms(open_class: Opening) -> None:
    page = open_class()
    told = page.evaluate(
        """async () => {
          const broken = [];
          document.addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
          const attempt = (tag, props) => document.body.append(Object.assign(document.createElement(tag), props));
          await fetch("https://example.org/").catch(() => {});
          attempt("img", { src: "https://example.org/a.png" });
          attempt("script", { textContent: "globalThis.evil = 1" });
          attempt("script", { src: "https://example.org/a.js" });
          attempt("iframe", { src: "https://example.org/" });
          attempt("div", {}); document.body.lastChild.setAttribute("onclick", "globalThis.evil = 1");
          document.body.lastChild.click();
          // Later, since what a test evaluates may itself evaluate.
          setTimeout(() => { try { globalThis.evil = eval("1"); } catch { broken.push("eval"); } });
          await new Promise((then) => setTimeout(then, 300));
          return [globalThis.evil ?? null, [...new Set(broken)].sort()];
        }"""
    )
    open_class.wrong.clear()  # the browser complains of each of these, as it should
    open_class.asked.clear()
    assert told[0] is None
    assert {"connect-src", "img-src", "script-src-elem", "script-src-attr", "frame-src", "eval"} <= set(told[1])


EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    "key", ["council", "scenario", "lesson", "outcome", "view", "code", "codes", "set", "events", "x"]
)
def test_nothing_of_an_address_becomes_markup(chromium: Any, class_file: Path, key: str) -> None:
    opening = Opening(chromium, class_file.as_uri())
    page = opening(f"#{key}={EVIL}&lesson=none", ready=False)
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    page.wait_for_selector(READY, state="attached", timeout=LONGEST)
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert page.evaluate(HEADLINE).strip()
    opening.close()


# ------------------------------------------------------------------ where little is allowed
def test_it_runs_in_a_frame_that_may_run_scripts_and_nothing_else(
    chromium: Any, class_html: str, tmp_path: Path
) -> None:
    """No storage, no downloads, no address of its own: as a learning platform shows what somebody put there."""
    outside = tmp_path / "frame.html"
    inner = html.escape(class_html, quote=True)
    outside.write_text(
        f'<meta charset="utf-8"><iframe sandbox="allow-scripts" width="1200" height="800" srcdoc="{inner}"></iframe>',
        encoding="utf-8",
    )
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(outside.as_uri())
    inside = page.frames[1]
    inside.wait_for_selector(READY, state="attached", timeout=LONGEST)
    finished(inside)
    assert "%" in inside.evaluate(HEADLINE)
    assert inside.evaluate("try { localStorage.length; 'there' } catch { 'none' }") == "none"
    for name in STATES:
        shown(inside, name)
    assert wrong == []
    page.close()


def test_where_workers_are_forbidden_the_page_calculates_itself(
    altered: Callable[..., Any], open_class: Opening
) -> None:
    usual = open_class()
    finished(usual)
    page = altered(("worker-src blob:", "worker-src 'none'"), ("wasm-unsafe-eval' blob:", "wasm-unsafe-eval'"))
    page.wait_for_selector(READY, state="attached", timeout=LONGEST)
    finished(page)
    assert page.evaluate("townhallClass.hall.workers") == 0
    assert page.evaluate(HEADLINE) == usual.evaluate(HEADLINE)
    assert page.wrong == []


def test_where_webassembly_is_forbidden_that_is_said(altered: Callable[..., Any]) -> None:
    page = altered(("'wasm-unsafe-eval' ", ""))
    assert said(page) == (
        "This page may not run WebAssembly: the rules of the place that shows it forbid it. Open the page by itself."
    )
    assert page.wrong == []


@pytest.mark.parametrize("lacking", ["WebAssembly", "DecompressionStream"])
def test_an_old_browser_gets_a_sentence(altered: Callable[..., Any], lacking: str) -> None:
    told = said(altered(before=f"delete globalThis.{lacking};"))
    assert "browser" in told
    assert told.endswith("Any browser since the middle of 2023 will do.")
    assert told.count("\n") == 0


def test_where_scripts_are_forbidden_the_page_says_what_to_do(chromium: Any, class_file: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(class_file.as_uri())
    assert page.inner_text("body").strip() == (
        "If this sentence stays, scripts do not run here: save the file and open it in a browser."
    )
    context.close()


def test_a_page_cut_short_says_so(altered: Callable[..., Any], class_html: str) -> None:
    packed = re.search(r'id="townhall-councils">([^<]*)<', class_html)
    assert packed is not None
    page = altered((packed[1], packed[1][: len(packed[1]) // 8 * 4]))
    assert "get the page anew" in said(page)


@pytest.mark.parametrize(
    "address",
    ["#council=nowhere", "#scenario=comand", "#set=style_mean:7", "#model=0.0.1", "#outcome=indx", "#%", "#seed=x"],
)
def test_a_wrong_address_gets_a_sentence_and_the_page(open_class: Opening, address: str) -> None:
    page = open_class(address)
    finished(page)
    assert page.evaluate(HEADLINE).strip()
    told = page.locator('[data-part="address"]').inner_text()
    sentences = told.strip().splitlines()[1:-1]  # between its heading and its button
    assert sentences
    assert all(one.endswith((".", "?")) for one in sentences)


def test_without_motion_nothing_moves(open_class: Opening) -> None:
    page = open_class(reduced_motion="reduce")
    shown(page, "a comparison")
    moving = """() => document.getAnimations().filter((one) => one.playState === "running"
      && one.effect.getComputedTiming().duration > 1).length"""
    for name in STATES:
        shown(page, name)
        assert page.evaluate(moving) == 0, name
