"""What is drawn again is changed in place: elements stay, and show what a new drawing would show."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.classroom.pages import Opening, finished

SHOWN = (
    """() => [".chart-drawing", ".chart-table", ".chart-readout"].map((one) => document.querySelector(one).outerHTML)"""
)
KEPT = """() => { const now = new Set(document.querySelectorAll(".chart-drawing *, .chart-table *"));
  const stayed = before.filter((one) => now.has(one)).length;
  return [stayed / before.length, now.size - stayed]; }"""
REMEMBERED = "globalThis.before = [...document.querySelectorAll('.chart-drawing *, .chart-table *')]"
FRAMES = "new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))"

STATES: list[dict[str, Any]] = [
    {"scenario": "command", "levers": {}},
    {"scenario": "command", "levers": {"style_mean": 0.9}},
    {"outcome": "staff.turnover", "window": "whole"},
    {"outcome": "public.control", "spread": True},
    {"scenario": "baseline", "levers": {}, "spread": True},
    {"council": "E06000047", "outcome": "service.unmet", "spread": False},
    {"council": "E09000007", "scenario": "sharp-cuts", "reference": "distributed", "outcome": "money.reserves_ratio"},
]
"""One line and two, with a band and without, scales with more steps and with fewer."""


def seen(page: Any) -> list[str]:
    finished(page)
    page.locator(".chart-words").evaluate("one => { one.open = true; }")
    page.evaluate(FRAMES)
    # A hatch is named by the order in which charts were made.
    return [re.sub(r"hatch-\d+", "hatch", one) for one in page.evaluate(SHOWN)]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_chart_that_is_changed_shows_what_a_new_one_shows(open_class: Opening, size: str) -> None:
    changed, state = open_class(size=size), {}
    for patch in STATES:
        state |= patch
        changed.evaluate("(patch) => townhallClass.store.set(patch)", patch)
        new = open_class(size=size)
        new.evaluate("(state) => townhallClass.store.set(state)", state)
        assert seen(changed) == seen(new), patch
        new.close()


def test_a_lever_makes_no_new_elements(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command")
    seen(page)
    page.evaluate(REMEMBERED)
    page.evaluate("townhallClass.store.set({ levers: { style_mean: 0.3 } })")
    seen(page)
    stayed, new = page.evaluate(KEPT)
    assert stayed > 0.9
    assert new <= 4, "a scale may have two steps more"


def test_the_keyboard_stays_in_a_table_that_changes(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command")
    seen(page)
    page.locator(".chart-table [tabindex]").focus()
    page.evaluate("townhallClass.store.set({ levers: { style_mean: 0.7 } })")
    seen(page)
    assert page.locator(".chart-table [tabindex]").evaluate("one => one === document.activeElement")
