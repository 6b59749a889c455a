"""Drawers: assumptions, dated events, comparison, councils, saving; by keyboard, and with the engine's numbers."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.analysis.intervals import paired_interval
from experiments.classroom.map import tile_map
from sim.council.councils import all_councils, find_council
from sim.errors import InputError
from sim.machine.declared import PARAMETERS
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import checked_value, declared, load_scenario
from tests.classroom.clicking import alive
from tests.classroom.pages import Opening, finished, framed
from tests.classroom.states import DRAWERS

pytestmark = pytest.mark.browser

MONTHS, REPLICATES = 180, 20
STATE = "townhallClass.store.get()"
FOCUSED = "document.activeElement"


@lru_cache(maxsize=16)
def native(scenario: str, council: str, outcome: str, replicates: int = REPLICATES) -> np.ndarray:
    """An outcome by replicate and month, of the native engine."""
    at = OUTCOMES.index(outcome)
    found = [
        Simulation(load_scenario(scenario), [find_council(council)], seed=0, replicate=one).advance(MONTHS)[:, 0, at]
        for one in range(replicates)
    ]
    return np.array(found)


def fill(field: Any, value: str) -> None:
    """Set a field of a form, to be typed in or to be chosen from."""
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def inside(page: Any) -> bool:
    """Whether the focus is in the drawer."""
    return bool(page.evaluate(f"document.querySelector('.drawer').contains({FOCUSED})"))


# Of all drawers


@pytest.mark.parametrize("name", DRAWERS)
def test_a_drawer_works_with_the_keyboard_alone(open_class: Opening, name: str) -> None:
    page = open_class()
    opener = page.locator(f"[data-opens={name}]")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.evaluate("one => document.getElementById(one.getAttribute('aria-labelledby')).textContent")
    assert inside(page)
    reached = set()
    for _ in range(60):  # more than there are to reach where groups are closed: it goes round
        page.keyboard.press("Tab")
        assert inside(page)
        reached.add(page.evaluate(f"{FOCUSED}.outerHTML.slice(0, 200)"))
    page.keyboard.press("Shift+Tab")
    assert inside(page)
    assert len(reached) >= 3
    page.keyboard.press("Escape")
    assert dialog.count() == 0 or not dialog.is_visible()
    assert opener.evaluate(f"one => one === {FOCUSED}")
    assert page.evaluate(f"{STATE}.drawer") is None


def test_one_drawer_at_a_time_and_the_page_behind_it_waits(open_class: Opening) -> None:
    page = open_class()
    page.locator("[data-opens=save]").click()
    assert page.locator("main").evaluate("one => one.inert || Boolean(one.closest('[inert]'))")
    assert not page.locator("#live").evaluate("one => one.inert || Boolean(one.closest('[inert]'))")
    page.evaluate("townhallClass.store.set({ drawer: 'events' })")
    page.locator("[data-part=events]").wait_for()
    assert page.get_by_role("dialog").count() == 1
    assert page.locator("[data-part=save]").count() == 0
    page.get_by_role("button", name="Close", exact=True).click()
    assert not page.locator("main").evaluate("one => one.inert || Boolean(one.closest('[inert]'))")


@pytest.mark.parametrize("name", DRAWERS)
def test_a_drawer_is_a_whole_sheet_on_a_phone(open_class: Opening, name: str) -> None:
    page = open_class(size="phone")
    finished(page)
    page.evaluate("(name) => townhallClass.store.set({ drawer: name })", name)
    page.locator(".drawer").wait_for()
    box = page.locator(".drawer").bounding_box()
    assert (box["x"], box["width"]) == (0, 360)
    for part in (":root", ".drawer-content"):
        assert page.locator(part).evaluate("one => one.scrollWidth - one.clientWidth") == 0
    small = page.eval_on_selector_all(
        ".drawer button:not(.tile-council), .drawer select, .drawer input:not([type=radio], [type=checkbox])",
        """all => all.filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
          .map((one) => one.outerHTML)""",
    )
    assert small == []
    if name in ("assumptions", "events"):
        assert page.locator(".drawer-chart .chart-line").first.is_visible()


def test_a_lesson_keeps_its_result_in_drawers_too(open_class: Opening) -> None:
    page = open_class()
    page.evaluate("townhallClass.store.set({ drawer: 'save' })")
    page.locator("[data-part=save]").wait_for()
    page.evaluate("townhallClass.tools.hidesHeadline = () => true; townhallClass.store.set({ seed: 1 })")
    page.get_by_text("The lesson keeps the result").wait_for()
    assert not page.locator("[data-part=save]").is_visible()
    assert page.locator("[data-part=drawer-answer]").inner_text() == ""
    page.evaluate("townhallClass.tools.hidesHeadline = () => false; townhallClass.store.set({ seed: 0 })")
    page.locator("[data-part=save]").wait_for()


NODES = "document.getElementsByTagName('*').length"


def test_a_closed_drawer_holds_nothing(open_class: Opening) -> None:
    """Neither in the page nor beside it: everything that was opened in a drawer is the browser's again."""
    page = open_class("#council=camden&scenario=command")
    finished(page)

    def looked_through() -> tuple[int, float]:
        for name in DRAWERS:
            page.evaluate("(name) => townhallClass.store.set({ drawer: name })", name)
            page.locator(f"[data-part={name}]").wait_for()
            page.eval_on_selector_all(".drawer details", "all => all.forEach((one) => { one.open = true; })")
            page.evaluate("townhallClass.store.set({ drawer: null })")
            page.locator("[data-part=drawer]").wait_for(state="hidden")
        page.wait_for_timeout(200)
        return page.evaluate(NODES), alive(page)["nodes"]

    first = page.evaluate(NODES), alive(page)["nodes"]
    for _ in range(5):
        last = looked_through()
    assert last[0] == first[0]
    assert last[1] <= first[1] + 100, "a drawer that kept its own would keep some hundred"


def test_what_was_set_in_a_drawer_is_there_again(open_class: Opening) -> None:
    page = open_class()
    for name, fields in {
        "assumptions": {"assumption-search": "trust", "assumption-by": "mark"},
        "events": {"event-kind": "shock", "event-month": "09", "event-year": "2017", "event-trust": "-0.25"},
        "compare": {"compare-council": "Ken"},
    }.items():
        page.locator(f"[data-opens={name}]").click()
        for field, value in fields.items():
            fill(page.locator(f"#{field}"), value)
        told = page.locator("[data-part=assumption-count]").all_inner_texts()
        page.keyboard.press("Escape")
        page.locator("[data-part=drawer]").wait_for(state="hidden")
        assert page.locator(".drawer-content > *").count() == 0
        page.locator(f"[data-opens={name}]").click()
        assert {field: page.locator(f"#{field}").input_value() for field in fields} == fields
        assert page.locator("[data-part=assumption-count]").all_inner_texts() == told
        page.keyboard.press("Escape")
    page.locator("[data-opens=council]").click()
    page.locator("input[name=tile-colour][value=class]").check()
    page.keyboard.press("Escape")
    page.locator("[data-opens=council]").click()
    assert page.locator("input[name=tile-colour][value=class]").is_checked()
    assert "class-0" in page.eval_on_selector_all(".tile-swatch", "all => all.map((one) => one.dataset.tint)")


def test_what_was_typed_last_counts_although_the_drawer_is_closed(open_class: Opening) -> None:
    page = open_class()
    page.locator("[data-opens=assumptions]").click()
    page.locator("#assumption-search").fill("listening time")
    page.locator("#assumption-listening_time").fill("0.05")
    page.keyboard.press("Escape")
    assert page.evaluate(f"{STATE}.levers") == {"listening_time": 0.05}


# Assumptions


def test_every_parameter_that_a_page_can_run_is_there_with_its_range_and_mark(open_class: Opening) -> None:
    page = open_class()
    page.locator("[data-opens=assumptions]").click()
    free = {name for name in PARAMETERS if name not in page.evaluate("townhallClass.hall.words.structure")}
    for by in ("theory", "mark"):
        page.locator("#assumption-by").select_option(by)
        for group in page.locator(".assumptions details").all():
            group.evaluate("one => { one.open = true }")
        page.wait_for_timeout(300)
        shown = page.eval_on_selector_all(".assumption", "all => all.map((one) => one.dataset.parameter)")
        assert sorted(shown) == sorted(free)
    text = page.locator("[data-parameter=style_mean]").inner_text()
    assert "0 to 1 (share)" in text
    assert "style_mean" in text


def test_an_assumption_is_found_moved_refused_and_put_back(open_class: Opening) -> None:
    page = open_class()
    finished(page)
    page.locator("[data-opens=assumptions]").click()
    page.locator("#assumption-search").fill("listening time")
    field = page.locator("#assumption-listening_time")
    field.fill("0.05")
    field.press("Enter")
    assert page.evaluate(f"{STATE}.levers") == {"listening_time": 0.05}
    finished(page)
    said_there = page.locator("[data-part=drawer-answer]").inner_text()
    assert said_there == page.locator("[data-part=headline] p").first.inner_text()
    field.fill("7")
    field.press("Enter")
    with pytest.raises(InputError) as caught:
        checked_value(declared("listening_time"), 7)
    assert page.locator("[data-parameter=listening_time] .trouble").inner_text() == str(caught.value)
    assert page.evaluate(f"{STATE}.levers") == {"listening_time": 0.05}
    page.locator("[data-parameter=listening_time]").get_by_role("button").click()
    assert page.evaluate(f"{STATE}.levers") == {}
    assert field.input_value() == str(PARAMETERS["listening_time"].default)
    page.locator("#assumption-search").fill("nothing is called so")
    assert "another word" in page.locator("[data-part=assumption-count]").inner_text()


# Dated events


def test_an_event_is_added_told_refused_and_removed(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=trust-crisis-2013")
    page.locator("[data-opens=events]").click()
    lines = page.locator("[data-part=events] ol li")
    assert lines.count() == 1
    page.locator("#event-kind").select_option("shock")
    page.locator("#event-month").select_option("04")
    page.locator("#event-year").select_option("2015")
    page.locator("#event-layer").select_option("line")
    page.locator("#event-trust").fill("-0.3")
    page.get_by_role("button", name="Add this event").click()
    event = {"date": "2015-04", "shock": {"layer": "line", "trust": -0.3}}
    assert page.evaluate(f"{STATE}.events") == [event]
    assert "April 2015" in lines.nth(1).inner_text()
    page.locator("#event-trust").fill("-3")
    page.get_by_role("button", name="Add this event").click()
    assert page.locator("#event-trouble").inner_text() == "Trust must lie between -1 and 1 (share), not -3.0."
    page.locator("#event-trust").fill("-0.2")
    page.get_by_role("button", name="Add this event").click()
    assert "are both about the layer" in page.locator("#event-trouble").inner_text()
    assert page.evaluate(f"{STATE}.events") == [event]
    page.get_by_role("button", name="Remove: April 2015").click()
    assert page.evaluate(f"{STATE}.events") == []
    page.get_by_role("button", name="Remove: April 2013").click()
    assert page.evaluate(f"{STATE}.events") == [{"name": "crisis", "cancelled": "yes"}]
    page.get_by_role("button", name="Put back: April 2013").click()
    assert page.evaluate(f"{STATE}.events") == []


FILLED = {
    "set": ({"which": "training_share", "value": "0.5"}, {"training_share": 0.5}),
    "switch": ({"which": "S14"}, {"S14": "off"}),
    "replace": ({"role": "chief_executive", "style": "0.8"}, {"role": "chief_executive", "style": 0.8}),
    "shift": ({"role": "team_manager", "style": "0.2"}, {"role": "team_manager", "style": 0.2}),
    "sum": ({"million": "5", "announced": "yes"}, {"million": 5, "announced": "yes"}),
    "funding": ({"change": "-10"}, {"change": -10}),
    "budget": ({"closed": "1.5"}, {"closed": 1.5}),
    "abolish": ({"role": "chief_executive"}, {"role": "chief_executive"}),
}


@pytest.mark.parametrize("kind", FILLED)
def test_every_kind_of_event_has_a_form(open_class: Opening, kind: str) -> None:
    page = open_class()
    page.locator("[data-opens=events]").click()
    assert set(page.eval_on_selector_all("#event-kind option", "all => all.map((one) => one.value)")) == {
        *FILLED,
        "shock",
    }
    page.locator("#event-kind").select_option(kind)
    fields, given = FILLED[kind]
    for name, value in fields.items():
        fill(page.locator(f"#event-{name}"), value)
    page.get_by_role("button", name="Add this event").click()
    [event] = page.evaluate(f"{STATE}.events")
    assert event[kind] == given


# Councils


def test_the_map_has_a_tile_for_every_council_and_no_two_on_one_place() -> None:
    found = tile_map()
    assert found["code"] == [council.code for council in all_councils()]
    places = list(zip(found["panel"], found["column"], found["row"], strict=True))
    assert len(set(places)) == len(places) == 353
    camden = found["code"].index(find_council("Camden").code)
    assert found["change"][camden] == round(find_council("Camden").funding[-1] - 1, 4)
    panels = {found["panels"][panel]: klass for panel, klass in zip(found["panel"], all_councils(), strict=True)}
    assert {name: klass.klass in "SC" for name, klass in panels.items()}["counties"]


def test_a_council_is_found_by_name_with_the_keyboard(open_class: Opening) -> None:
    page = open_class()
    page.locator("[data-opens=council]").focus()
    page.keyboard.press("Enter")
    page.locator("#council-name").focus()
    page.keyboard.type("Burmingham")
    page.keyboard.press("Enter")
    assert page.locator("#council-trouble").inner_text() == said("Burmingham").removesuffix(
        ' Did you mean "Birmingham"?'
    )
    offered = page.locator("[data-part=found-councils] button")
    assert offered.first.inner_text() == "Did you mean Birmingham?"
    page.locator("#council-name").fill("kent")
    assert offered.first.inner_text().startswith("Kent")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{STATE}.council") == find_council("Kent").code
    assert page.evaluate(f"{STATE}.drawer") is None


def said(name: str) -> str:
    with pytest.raises(InputError) as caught:
        find_council(name)
    return str(caught.value)


@pytest.mark.parametrize("text", ["Ledes", "Burmingham", "Nottinham", "Xqzzq"])
def test_the_councils_that_may_be_meant_are_those_of_python(open_class: Opening, text: str) -> None:
    """All that are near, the nearest first: "Ledes" is as near to Lewes as to Leeds."""
    page = open_class()
    page.locator("[data-opens=council]").click()
    page.locator("#council-name").fill(text)
    page.keyboard.press("Enter")
    names = {council.short_name.casefold(): council.short_name for council in all_councils()}
    near = [names[one] for one in get_close_matches(text.casefold(), names, 4)]
    assert page.locator("[data-part=found-councils] button").all_inner_texts() == [
        f"Did you mean {one}?" for one in near
    ]
    assert text != "Ledes" or {"Lewes", "Leeds"} <= set(near)


def test_a_council_is_found_on_the_map_with_the_keyboard(open_class: Opening) -> None:
    page = open_class()
    page.locator("[data-opens=council]").click()
    assert page.locator(".tile-council").count() == 353
    here = page.locator(f".tile-council[data-code={find_council('Camden').code}]")
    assert here.get_attribute("tabindex") == "0"
    here.focus()
    seen = [page.evaluate(f"{FOCUSED}.dataset.code")]
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(arrow)
        seen.append(page.evaluate(f"{FOCUSED}.dataset.code"))
    assert len(set(seen)) >= 4
    assert page.evaluate(f"{FOCUSED}.getAttribute('aria-label')") in page.locator("[data-part=tile-told]").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{STATE}.council") == seen[-1]


def test_every_tile_can_be_reached_by_arrows(open_class: Opening) -> None:
    page = open_class()
    page.locator("[data-opens=council]").click()
    reached = page.evaluate(
        """() => [...document.querySelectorAll(".tile-panel")].map((panel) => {
          const all = [...panel.querySelectorAll("button")], seen = new Set([all[0]]), open = [all[0]];
          while (open.length) {
            const from = open.pop();
            for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
              from.focus();
              from.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
              const to = document.activeElement;
              if (!seen.has(to)) { seen.add(to); open.push(to); }
            }
          }
          return [all.length, all.filter((one) => seen.has(one)).length];
        })"""
    )
    assert [all_of_them for all_of_them, _ in reached] == [count for _, count in reached] == [125, 201, 27]


@pytest.mark.parametrize("by", ["class", "change"])
def test_tiles_are_coloured_with_a_legend(open_class: Opening, by: str) -> None:
    page = open_class()
    page.locator("[data-opens=council]").click()
    page.locator(f"input[name=tile-colour][value={by}]").check()
    tints = page.eval_on_selector_all(".tile-council", "all => [...new Set(all.map((one) => one.dataset.tint))].sort()")
    legend = page.eval_on_selector_all(".tile-swatch", "all => all.map((one) => one.dataset.tint).sort()")
    assert tints == legend
    assert len(tints) == 5


# Comparison


def test_three_pins_have_the_numbers_of_native_pairs(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command")
    page.locator("[data-opens=compare]").focus()
    page.keyboard.press("Enter")
    scenarios = ("command", "distributed", "low-trust")
    for scenario in scenarios:
        page.evaluate("(scenario) => townhallClass.store.set({ scenario })", scenario)
        page.get_by_role("button", name="Pin what is shown now").press("Enter")
    assert len(page.evaluate(f"{STATE}.pins")) == 3
    assert page.get_by_role("button", name="Pin what is shown now").is_disabled()
    rows = page.locator("[data-part=compare-table] tr[data-mean]")
    page.wait_for_timeout(300)
    rows.nth(2).wait_for(timeout=60_000)
    usual = native("baseline", "Camden", "index")[:, -12:].mean(axis=1)
    for row, scenario in zip(rows.all(), scenarios, strict=True):
        own = native(scenario, "Camden", "index")[:, -12:].mean(axis=1)
        found = paired_interval((own - usual)[:, None])
        held = [float(row.get_attribute(f"data-{end}")) for end in ("mean", "low", "high", "level")]
        assert held == pytest.approx([found.mean[0], found.low[0], found.high[0], own.mean()], rel=1e-12, abs=1e-15)
    assert page.locator(".compare-chart .chart-line").count() == 4
    assert not page.locator("[data-part=no-shared-luck]").is_visible()
    page.get_by_role("button", name="Remove").first.click()
    assert len(page.evaluate(f"{STATE}.pins")) == 2


def test_two_councils_are_two_stories_and_no_difference_between_them(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command")
    page.locator("[data-opens=compare]").click()
    page.get_by_role("button", name="Pin what is shown now").click()
    page.locator("#compare-council").fill("Atlantis")
    page.locator("#compare-council").press("Enter")
    assert page.locator(".compare > .trouble").inner_text() == said("Atlantis")
    page.locator("#compare-council").fill("Kent")
    page.locator("#compare-council").press("Enter")
    assert "do not share luck" in page.locator("[data-part=no-shared-luck]").inner_text()
    stories = page.locator(".compare-story")
    assert stories.count() == 2
    stories.nth(1).locator("tr[data-mean]").wait_for(timeout=60_000)
    for at, council in enumerate(("Camden", "Kent")):
        [row] = stories.nth(at).locator("tr[data-mean]").all()
        own = native("command", council, "index")[:, -12:].mean(axis=1) - native("baseline", council, "index")[
            :, -12:
        ].mean(axis=1)
        assert float(row.get_attribute("data-mean")) == pytest.approx(own.mean(), rel=1e-12)


# Saving


CLIPBOARD = ["clipboard-read", "clipboard-write"]
SHOW_IN_FULL = 30_000
"""Of a longer text its beginning is shown."""


def shown(page: Any, kind: str) -> str:
    """The text that is shown to copy, once it is that and not what was shown before."""
    from playwright.sync_api import expect  # who has none skips the tests of pages

    page.locator("#save-text").evaluate("one => { one.value = ''; }")
    page.locator(f"[data-show={kind}]").click()
    expect(page.locator("#save-text")).not_to_have_value("", timeout=30_000)
    return str(page.locator("#save-text").input_value())


def copied(page: Any, keys: str = "") -> str:
    """What is copied of it, by its button or by keys."""
    page.evaluate("navigator.clipboard.writeText('')")
    if keys:
        page.locator("#save-text").press(keys)
    else:
        page.get_by_role("button", name="Copy all of it").click()
        page.get_by_text("Copied.").wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_of_a_long_table_the_beginning_is_shown_and_all_of_it_is_copied(open_class: Opening) -> None:
    """A field of 400,000 letters is slow on a phone; whoever marks a part of it gets that part."""
    page = open_class("#council=kent&scenario=command", permissions=CLIPBOARD)
    page.locator("[data-opens=save]").click()
    finished(page)
    beginning = shown(page, "runs")
    assert 0 < len(beginning) <= SHOW_IN_FULL
    assert beginning.endswith("\n")
    count = beginning.count("\n")
    page.get_by_text(f"its first {count} of {REPLICATES * MONTHS + 1} lines. Copying takes all of them.").wait_for()
    whole = copied(page)
    assert whole.startswith(beginning)
    assert whole.count("\n") == REPLICATES * MONTHS + 1
    assert copied(page, "Control+c") == whole
    page.locator("#save-text").evaluate("one => one.setSelectionRange(0, 7)")
    assert copied(page, "Control+c") == beginning[:7]
    lines = shown(page, "lines")
    assert lines.count("\n") == MONTHS + 1
    page.get_by_text("copy it from here").wait_for()
    assert copied(page) == lines


def test_what_was_shown_to_copy_is_not_kept(open_class: Opening) -> None:
    """Not with the drawer, and not by the browser, which writes fields down for somebody who comes back."""
    page = open_class("#council=kent&scenario=command")
    page.locator("[data-opens=save]").click()
    finished(page)
    assert shown(page, "lines")
    assert page.locator(".save input, .save textarea").evaluate_all("all => all.map((one) => one.autocomplete)") == [
        "off",
        "off",
    ]
    page.locator("#save-text").press("Escape")
    page.locator("[data-opens=save]").click()
    assert page.locator("#save-text").is_hidden()
    assert page.locator("#save-text").input_value() == ""


def test_the_table_of_runs_has_the_numbers_of_native_runs(open_class: Opening) -> None:
    page = open_class("#council=kent&scenario=command&outcome=trust.dyad", permissions=CLIPBOARD)
    page.locator("[data-opens=save]").click()
    finished(page)
    shown(page, "runs")
    rows = list(csv.DictReader(io.StringIO(copied(page))))
    assert len(rows) == REPLICATES * MONTHS
    for column, scenario in (("value_reference", "baseline"), ("value_scenario", "command")):
        held = np.array([float(row[column]) for row in rows]).reshape(REPLICATES, MONTHS)
        assert np.array_equal(held, native(scenario, "Kent", "trust.dyad"))
    assert {row["council"] for row in rows} == {"Kent"}
    assert [row["date"] for row in rows[:13:12]] == ["2010-04", "2011-04"]


def test_the_table_of_lines_has_means_and_intervals_of_native_runs(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command")
    page.locator("[data-opens=save]").click()
    finished(page)
    rows = list(csv.DictReader(io.StringIO(shown(page, "lines"))))
    assert len(rows) == MONTHS
    usual, own = (native(name, "Camden", "index")[:, -12:].mean(axis=1) for name in ("baseline", "command"))
    found = paired_interval((own - usual)[:, None])
    held = [float(rows[-1][end]) for end in ("reference", "scenario", "difference", "low", "high")]
    wanted = [usual.mean(), own.mean(), found.mean[0], found.low[0], found.high[0]]
    assert held == pytest.approx(wanted, rel=1e-12, abs=1e-15)


def test_what_is_shown_to_copy_changes_as_fast_as_somebody_presses(open_class: Opening, class_html: str) -> None:
    """A picture that is still being loaded is let go without an error on the console."""
    frame = framed(open_class, class_html)
    frame.locator("[data-opens=save]").click()
    frame.locator("[data-show=png]").wait_for(timeout=60_000)
    frame.locator("body").evaluate(
        """async () => {
          const press = (kind) => document.querySelector(`[data-show=${kind}]`).click();
          const image = document.querySelector(".save-shown img"), told = { attributeFilter: ["src"] };
          const other = new Promise((then) => new MutationObserver((_, observer) => {
            observer.disconnect();  // the chart may have moved on by the next picture, which then changes once more
            then(press("svg"));
          }).observe(image, told));
          press("png");
          await other;
          press("png");
        }"""
    )
    frame.locator(".save-shown img[src]").wait_for()
    frame.locator("body").evaluate("() => new Promise((then) => setTimeout(then, 300))")
    picture = frame.locator(".save-shown img").element_handle()
    frame.locator("[data-show=svg]").press("Escape")
    assert picture.get_attribute("src") is None


def test_a_picture_is_shown_only_where_it_cannot_be_saved(open_class: Opening) -> None:
    """A browser keeps every picture that it has shown for a long time."""
    page = open_class("#council=camden&scenario=command")
    page.locator("[data-opens=save]").click()
    finished(page)
    assert page.locator("[data-save=png]").is_visible()
    assert page.locator("[data-show]").evaluate_all("all => all.map((one) => one.dataset.show)") == [
        "svg",
        "lines",
        "runs",
    ]


def test_picture_drawing_and_tables_are_saved(open_class: Opening) -> None:
    page = open_class("#council=camden&scenario=command", accept_downloads=True)
    page.locator("[data-opens=save]").click()
    finished(page)
    saved = {}
    for kind in ("png", "svg", "lines", "runs"):
        with page.expect_download() as download:
            page.locator(f"[data-save={kind}]").click()
        saved[kind] = (download.value.suggested_filename, Path(download.value.path()).read_bytes())
    name, picture = saved["png"]
    assert name == "town-hall-camden-command-index.png"
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert width > 600
    assert height > 300
    assert len(picture) > 10_000
    drawing = ET.fromstring(saved["svg"][1].decode())
    assert len(drawing.findall(".//{http://www.w3.org/2000/svg}path")) > 3
    assert b"command" in saved["svg"][1]
    assert saved["lines"][1].decode().count("\n") == MONTHS + 1
    assert saved["runs"][1].decode().count("\n") == REPLICATES * MONTHS + 1


def test_of_an_outcome_that_a_council_has_not_there_is_nothing_to_save(open_class: Opening) -> None:
    page = open_class("#council=adur&scenario=command&outcome=service.quality.adult_social_care")
    page.locator("[data-opens=save]").click()
    finished(page)
    page.get_by_text("has no “service quality, adult social care”: there is nothing of it to save.").wait_for()
    assert page.locator("[data-save=lines]").is_hidden()
    page.evaluate("townhallClass.store.set({ outcome: 'service.quality.housing' })")
    with page.expect_download() as download:
        page.locator("[data-save=lines]").click()
    assert Path(download.value.path()).read_text().count("\n") == MONTHS + 1


def test_a_link_is_copied_and_opens_the_same(open_class: Opening) -> None:
    page = open_class("#council=kent&scenario=command&set=initial_trust:0.8", permissions=CLIPBOARD)
    page.locator("[data-opens=save]").click()
    page.locator("[data-save=link]").click()
    page.get_by_text("Copied.").wait_for()
    link = page.locator("#save-link").input_value()
    assert link.startswith("file:")
    other = open_class(link[link.index("#") :])
    assert other.evaluate(f"JSON.stringify([{STATE}.council, {STATE}.levers])") == json.dumps(
        [find_council("Kent").code, {"initial_trust": 0.8}], separators=(",", ":")
    )


def test_where_nothing_can_be_saved_there_is_text_to_copy(open_class: Opening, class_html: str) -> None:
    frame = framed(open_class, class_html)
    frame.locator("[data-opens=save]").click()
    frame.get_by_text("may not save files here").wait_for()
    frame.locator("[data-save=svg]").click(timeout=60_000)
    frame.locator("#save-text").wait_for()
    assert frame.locator("#save-text").input_value().startswith("<svg")
    frame.locator("[data-save=png]").click()
    frame.locator(".save-shown img").wait_for()
    frame.locator(".save-shown img[alt*=index]").evaluate("one => one.decode()")
    assert frame.locator(".save-shown img").evaluate("one => one.naturalWidth") > 600
