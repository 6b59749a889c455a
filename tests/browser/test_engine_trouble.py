"""Trouble gets one sentence and no blank page; no host is asked for anything; frames do no harm."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.faces.browser import page as pages
from sim.faces.browser.build import written
from sim.faces.browser.module import with_digest
from sim.faces.browser.page import standalone
from sim.faces.browser.product import COUNCILS, MODULE, TABLE, product
from tests.browser.conftest import PAGE, opened
from tests.browser.engine_in_pages import Asked, digest, digests_in, native

pytestmark = pytest.mark.browser

ONE = Asked("trust-crisis-2013", "Camden", 1, 2, 40)


def altered(tmp_path: Path, *changes: tuple[str, str], page: str = PAGE, **parts: bytes) -> str:
    """The address of a page with other parts, and with some of its text replaced."""
    text = standalone(page, {**product(), **parts})
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "altered.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def test_no_host_is_asked_and_none_can_be(hall: Any) -> None:
    assert digests_in(hall, [ONE]) == [digest(native(ONE))]
    assert {re.match(r"\w+", address)[0] for address in hall.asked} == {"file", "blob"}
    assert len([address for address in hall.asked if address.startswith("file")]) == 1
    policy = hall.evaluate("document.querySelector('meta[http-equiv]').content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy
    told = hall.evaluate(
        """() => new Promise((resume) => {
          const told = (event) => resume(event.effectiveDirective);
          document.addEventListener("securitypolicyviolation", told, { once: true });
          fetch("https://example.org/").catch(() => {}); })"""
    )
    assert told == "connect-src"


def test_a_sandboxed_frame_gives_the_same_numbers(chromium: Any, engine_page: Path, tmp_path: Path) -> None:
    frame = tmp_path / "frame.html"
    inner = html.escape(engine_page.read_text(encoding="utf-8"), quote=True)
    frame.write_text(
        f'<meta charset="utf-8"><iframe sandbox="allow-scripts" srcdoc="{inner}"></iframe>', encoding="utf-8"
    )
    page = chromium.new_page()
    page.goto(frame.as_uri())
    inside = page.frames[1]
    inside.wait_for_selector('body[data-ready="yes"]', state="attached", timeout=60_000)
    found = inside.evaluate("async (asked) => [...(await hall.run(asked)).values]", vars(ONE))
    assert found == native(ONE).ravel().tolist()
    page.close()


def test_where_workers_are_forbidden_the_page_calculates(chromium: Any, tmp_path: Path) -> None:
    page = opened(
        chromium,
        altered(tmp_path, ("worker-src blob:", "worker-src 'none'"), ("wasm-unsafe-eval' blob:", "wasm-unsafe-eval'")),
    )
    assert page.evaluate("hall.workers") == 0
    assert digests_in(page, [ONE]) == [digest(native(ONE))]
    page.close()


def damaged(content: bytes) -> bytes:
    return content[: len(content) // 2]


def of_another_version(name: str) -> bytes:
    return written({**json.loads(product()[name]), "digest": "0" * 12})


LATER = "load the page again, or make them together with make browser-engine."
DIFFERENT = f"InputError: The module, the table and the councils are of different versions of the rules; {LATER}"
RECENT = "Any browser since the middle of 2023 will do."
UNPLANNED = "InputError: The file table.json or councils.json is damaged; load the page again."
TROUBLE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a damaged module": (
        MODULE,
        lambda: damaged(product()[MODULE]),
        "InputError: The file townhall.wasm is damaged; load the page again.",
    ),
    "a damaged table": (
        TABLE,
        lambda: damaged(product()[TABLE]),
        "InputError: The file table.json is damaged; load the page again.",
    ),
    "damaged councils": (
        COUNCILS,
        lambda: b"[]",
        "InputError: The file councils.json is damaged; load the page again.",
    ),
    "another table": (TABLE, lambda: of_another_version(TABLE), DIFFERENT),
    "an older module": (MODULE, lambda: with_digest(product()[MODULE][:-23], "1" * 12), DIFFERENT),
    "no plan": (TABLE, lambda: written({**json.loads(product()[TABLE]), "memory": {}}), UNPLANNED),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_a_damaged_or_older_part_gets_one_sentence(chromium: Any, tmp_path: Path, what: str) -> None:
    name, made, sentence = TROUBLE[what]
    page = opened(chromium, altered(tmp_path, **{name: made()}), sentence)
    assert page.wrong == []
    page.close()


def test_a_page_cut_short_gets_one_sentence(chromium: Any, tmp_path: Path) -> None:
    whole = base64.b64encode(gzip.compress(product()[TABLE], 9, mtime=0)).decode()
    address = altered(tmp_path, (whole, whole[: len(whole) // 8 * 4]))
    opened(chromium, address, "InputError: The part table.json of this page is damaged; get the page anew.").close()


def test_where_webassembly_is_forbidden_that_is_said(chromium: Any, tmp_path: Path) -> None:
    said = "the rules of the place that shows it forbid it. Open the page by itself."
    address = altered(tmp_path, ("'wasm-unsafe-eval' ", ""))
    opened(chromium, address, f"InputError: This page may not run WebAssembly: {said}").close()


def test_a_browser_without_webassembly_is_told_so(chromium: Any, tmp_path: Path) -> None:
    page = PAGE.replace("try {", "try { delete globalThis.WebAssembly;", 1)
    sentence = f"This browser cannot run the model: it has no WebAssembly. {RECENT}"
    opened(chromium, altered(tmp_path, page=page), f"InputError: {sentence}").close()


def test_a_browser_without_vector_instructions_is_told_so(chromium: Any, tmp_path: Path) -> None:
    """As in such a browser, no module is valid that has one."""
    without = "WebAssembly.validate = (code) => !new Uint8Array(code.buffer ?? code).includes(253);"
    page = PAGE.replace("try {", f"try {{ {without}", 1)
    sentence = f"This browser is too old for the model: its WebAssembly has no vector instructions. {RECENT}"
    opened(chromium, altered(tmp_path, page=page), f"InputError: {sentence}").close()


def test_a_folder_of_parts_opened_from_disk_says_what_to_do(chromium: Any, tmp_path: Path) -> None:
    """The parts beside a page are fetched; from disk a browser forbids that."""
    text = standalone(PAGE)
    path = tmp_path / "bare.html"
    path.write_text(re.sub(r'<script type="application/octet-stream".*?</script>\n', "", text), encoding="utf-8")
    said = (
        "could not be loaded; it belongs beside townhall.js (a page opened from disk needs it inside: "
        "python -m sim.faces.browser.page)."
    )
    opened(chromium, path.as_uri(), f"InputError: The file townhall.wasm {said}").close()


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            "<p>nothing</p>",
            'A page needs one line such as import { load } from "./townhall.js"; in a script of the type module.',
        ),
        (
            PAGE.replace('<meta charset="utf-8">', ""),
            'A page needs the line <meta charset="utf-8">, after which its policy is put.',
        ),
    ],
)
def test_a_page_that_cannot_hold_the_engine_is_refused(
    page: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    assert pages.main([str(path), str(tmp_path / "out.html")]) == 2
    assert capsys.readouterr().err == f"{sentence}\n"
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize("wrong", ["in", "out", "binary"])
def test_a_page_that_cannot_be_read_or_written_gets_one_sentence(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, out = tmp_path / "page.html", tmp_path / "out.html"
    page.write_bytes(b"\xff\xfe\x00" if wrong == "binary" else PAGE.encode())
    given = {"in": (tmp_path / "none.html", out), "out": (page, tmp_path / "none" / "out.html"), "binary": (page, out)}[
        wrong
    ]
    assert pages.main([str(path) for path in given]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert {"in": "cannot be read", "out": "cannot be written", "binary": "is no page in UTF-8"}[wrong] in said
    assert not out.exists()
