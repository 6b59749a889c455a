"""Every state of the page, at every size, in light and dark: nothing cut or too small, usable by everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.classroom.pages import SIZES, Opening, finished
from tests.classroom.states import CUT, NARROW, SMALL, STATES, shown

pytestmark = pytest.mark.browser


def over_all(page: Any, *looks: str | tuple[str, Any]) -> dict[str, Any]:
    """What the looks, each with what it is given, find in each state, where they find anything."""
    found: dict[str, Any] = {}
    page.evaluate("townhallClass.store.set({ replicates: 10 })")  # enough for all words that a state can have
    for name in STATES:
        shown(page, name)
        for look in looks:
            if wrong := page.evaluate(look) if isinstance(look, str) else page.evaluate(*look):
                found.setdefault(name, []).extend(wrong)
    return found


@pytest.fixture(scope="session")
def rules() -> str:
    there = pytest.importorskip("axe_playwright_python", reason="the extra browser is not installed")
    return (Path(there.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


AXE = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(({ id, nodes }) =>
  [id, ...nodes.slice(0, 4).map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`)])"""


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_it_keeps_the_rules_of_accessibility(open_class: Opening, rules: str, size: str, style: str) -> None:
    page = open_class(size=size, color_scheme=style, bypass_csp=True, reduced_motion="reduce")
    page.evaluate(rules)
    assert over_all(page, AXE) == {}


NAMELESS = """() => [...document.querySelectorAll("button, summary, a[href]")]
  .filter((one) => !(one.textContent.trim() || one.getAttribute("aria-label"))).map((one) => one.outerHTML)"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_and_nothing_to_press_is_without_a_name(open_class: Opening, size: str) -> None:
    """A name also has what is hidden so far: it may be shown before its words come."""
    assert over_all(open_class(size=size), CUT, NAMELESS) == {}


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_in_a_language_forty_per_cent_longer(open_class: Opening, size: str) -> None:
    assert over_all(open_class("#lang=pseudo", size=size), CUT) == {}


def larger(page: Any) -> None:
    page.locator("button.larger").click()


def test_text_is_large_enough_for_a_projector_and_not_cut(open_class: Opening) -> None:
    page = open_class(size="projector")
    larger(page)
    assert over_all(page, CUT, (SMALL, 20)) == {}


def test_nothing_is_cut_in_larger_text_on_a_phone(open_class: Opening) -> None:
    page = open_class(size="phone")
    larger(page)
    assert over_all(page, CUT) == {}


def test_a_phone_has_text_to_read_and_buttons_for_a_finger(open_class: Opening) -> None:
    page = open_class(size="phone", has_touch=True, is_mobile=True)
    assert over_all(page, (SMALL, 16), (NARROW, 44)) == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_lever_that_moves_and_its_chart_are_seen_together(open_class: Opening, size: str) -> None:
    """Scrolled so that the first lever is seen, as somebody has it who moves it."""
    page = open_class(size=size)
    lever = page.locator('[data-part="levers"] input[type="range"]').first
    lever.focus()
    page.keyboard.press("ArrowRight")
    finished(page)
    seen = """(part) => { const box = document.querySelector(part).getBoundingClientRect();
      const inside = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
      return Math.max(0, inside) / Math.min(box.height, innerHeight); }"""
    assert page.evaluate(seen, '[data-part="levers"] input[type="range"]') == pytest.approx(1.0, abs=0.01)
    assert page.evaluate(seen, '[data-part="chart"] svg') > 0.6


def test_it_prints(open_class: Opening) -> None:
    page = open_class()
    shown(page, "a comparison")
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    assert (
        page.locator("[data-action=lesson], [data-opens=save], button.larger").evaluate_all(
            "(all) => all.filter((one) => one.getClientRects().length).length"
        )
        == 0
    )
    assert page.locator("[data-part=chart] svg").first.is_visible()
