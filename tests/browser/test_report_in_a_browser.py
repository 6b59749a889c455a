"""A report opened from the disk in a real browser: on a phone, in the dark, on paper, by the rules of accessibility."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

for _folder in ("figures", "reports"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / _folder))

SIZES = {"phone": 360, "desk": 1100}
STYLES = ("light", "dark")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with every figure that its runs can give, and with names that ask for trouble."""
    import made_up
    from made_up_reports import made_up_report

    names = {
        name: {"style_mean": at} for name, at in (("command <script>alert(1)</script>", 0.2), ("distributed", 0.8))
    }
    folder = tmp_path_factory.mktemp("report")
    (folder / "report.html").write_text(made_up_report(made_up.result(names), folder).html, encoding="utf-8")
    return folder / "report.html"


@pytest.fixture
def rules() -> str:
    found = pytest.importorskip("axe_playwright_python", reason="the extra browser is not installed")
    return (Path(found.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


ONE_OF_EACH_KIND = """() => {
  for (const body of document.querySelectorAll("tbody")) {
    const seen = new Set();
    for (const row of [...body.rows]) {
      const kind = [row, ...row.querySelectorAll("*")].map((one) => one.cloneNode(false).outerHTML).join("");
      if (seen.has(kind)) row.remove();
      else seen.add(kind);
    }
  }
}"""
"""Colours are looked at one text after another: rows of a table that differ in their texts alone have the same ones."""


def opened(chromium: Any, page: Path, **how: Any) -> tuple[Any, list[str]]:
    """The page, and what it asked for."""
    tab = chromium.new_context(**how).new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    tab.on("console", lambda message: pytest.fail(message.text) if message.type == "error" else None)
    tab.goto(page.as_uri())
    return tab, asked


@pytest.mark.parametrize("size", list(SIZES))
def test_it_fits_asks_for_nothing_and_shows_its_figures(chromium: Any, page: Path, size: str) -> None:
    tab, asked = opened(chromium, page, viewport={"width": SIZES[size], "height": 800})
    wide = "document.documentElement.scrollWidth"
    assert tab.evaluate(wide) <= SIZES[size]
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert tab.evaluate(wide) <= SIZES[size]
    assert [url for url in asked if not url.startswith("data:")] == [page.as_uri()]
    drawn = tab.locator("[role=img] svg")
    assert drawn.count() > 5
    boxes = [drawn.nth(at).bounding_box() for at in range(drawn.count())]
    assert all(box["width"] >= min(SIZES[size], 570) * 0.9 and box["height"] > 100 for box in boxes)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", list(SIZES))
def test_it_passes_the_rules_of_accessibility(chromium: Any, page: Path, rules: str, size: str, style: str) -> None:
    how = {"viewport": {"width": SIZES[size], "height": 800}, "color_scheme": style, "bypass_csp": True}
    tab, _ = opened(chromium, page, **how)
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    tab.evaluate(rules)
    told = "resultTypes: ['violations']"  # what passes is named, not described
    found = tab.evaluate(f"axe.run({{ {told}, rules: {{ 'color-contrast': {{ enabled: false }} }} }})")
    assert len(found["passes"]) > 20
    tab.evaluate(ONE_OF_EACH_KIND)
    coloured = tab.evaluate(f"axe.run({{ {told}, runOnly: ['color-contrast'] }})")
    assert [one["id"] for one in coloured["passes"]] == ["color-contrast"]
    wrong = found["violations"] + coloured["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in wrong] == []


def test_figures_follow_the_style_and_paper_is_white(chromium: Any, page: Path) -> None:
    def ground(tab: Any) -> list[str]:
        drawn = "getComputedStyle(document.querySelector('.drawing:not(.paper) svg path')).fill"
        return [tab.evaluate("getComputedStyle(document.body).backgroundColor"), tab.evaluate(drawn)]

    light, dark = (ground(opened(chromium, page, color_scheme=style)[0]) for style in STYLES)
    assert light == ["rgb(255, 255, 255)"] * 2
    assert dark == ["rgb(20, 23, 27)"] * 2
    tab, _ = opened(chromium, page, color_scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    assert ground(tab) == light
    assert not tab.locator("nav").is_visible()
    assert tab.locator(".summary").is_visible()
