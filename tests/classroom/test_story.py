"""The story: every sentence is true of native runs, the headline is that of ``townhall compare``, keys are enough."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import gap, verdict
from experiments.runs.failures import runnable
from sim.council.councils import find_council
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES
from sim.scenario.scenario import list_scenarios
from tests.classroom.pages import SIZES, Opening, finished
from tests.classroom.told import Told, native

pytestmark = pytest.mark.browser

HEADLINE_TEXT = """() => ["headline-first", "headline-more"].map((one) => document.querySelector(`.${one}`).textContent)
  .filter(Boolean).join(" ")"""
DRAWN = """() => { const { lines, difference } = townhallClass.tools.chart.data;
  return [...lines.map((line) => [...line.values]), ...["mean", "low", "high"].map((one) => [...difference[one]])]; }"""
MEASURED = """() => [...document.querySelectorAll(".chart-drawing")].filter((one) => one.getClientRects().length)
  .map((one) => [Number(one.getAttribute("viewBox").split(" ")[2]), one.getBoundingClientRect().width,
    one.parentElement.clientWidth])"""
DRAGGED = """async () => { const slider = document.getElementById("lever-style_mean");
  for (let at = 0; at < 30; at++) {
    slider.value = 0.5 + at / 100;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    moved = performance.now();
    await new Promise(requestAnimationFrame);
  } }"""
HEARD = """() => { globalThis.heard = []; globalThis.moved = 0;
  new MutationObserver(() => heard.push([document.getElementById("live").textContent, performance.now() - moved]))
    .observe(document.getElementById("live"), { childList: true, characterData: true, subtree: true }); }"""
COUNTED = """async () => {
  const { store, session, hall } = townhallClass, runs = hall.runs.bind(hall);
  let done = 0;
  hall.runs = (asked, options) =>
    runs(asked, { ...options, onRun: (...one) => { done += 1; options.onRun(...one); } });
  for (let at = 0; at < 40; at++) {
    store.set({ levers: { style_mean: at / 100 } });
    await new Promise(requestAnimationFrame);
  }
  await session.whenDone();
  return [done, session.ensemble().done, JSON.parse(session.ensemble().key)[2].set.style_mean]; }"""
SPREAD = (
    """() => { const line = townhallClass.tools.chart.data.lines[1]; return [line.low.at(-1), line.high.at(-1)]; }"""
)
FRAME = "new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))"


def told(page: Any, state: Told) -> str:
    """What the headline says of a state, once all its runs are in."""
    page.evaluate("(patch) => townhallClass.store.set(patch)", state.patch)
    finished(page)
    page.evaluate(FRAME)
    text: str = page.evaluate(HEADLINE_TEXT)
    return text


def random_arms(lots: random.Random, many: int) -> list[Told]:
    """What is run, at random: council, scenario, reference, levers, theories that are off, seed and size."""
    found = []
    for at in range(many):
        levers: dict[str, Any] = {}
        if lots.random() < 0.6:
            levers = dict(
                lots.sample(
                    [
                        ("style_mean", lots.randrange(101) / 100),
                        ("initial_trust", round(lots.uniform(0.05, 0.95), 3)),
                        ("budget_mode", "fixed"),
                        ("budget_cut", float(lots.randrange(61))),
                        ("training_share", round(lots.random(), 2)),
                    ],
                    k=lots.choice([1, 2]),
                )
            )
        found.append(
            Told(
                council=lots.choice(["Camden", "Leeds", "Kent", "Cornwall", "Adur"]),
                scenario=lots.choice(list_scenarios()),
                reference=lots.choice(list_scenarios()),
                levers=tuple(levers.items()),
                without=tuple(lots.sample(["S09", "S12", "S14"], k=lots.choice([0, 0, 1]))),
                seed=lots.choice([0, 0, 7]),
                replicates=[6, 2, 3, 20, 7, 4, 40, 8, 5, 3][at % 10],
            )
        )
    return found


def test_every_sentence_of_two_hundred_random_states_is_true(open_class: Opening) -> None:
    lots, page, wrong = random.Random(20260115), open_class(), []
    for arm in random_arms(lots, 20):
        for _ in range(10):
            outcome = lots.choice([lots.choice(HEADLINE), lots.choice(OUTCOMES)])
            state = replace(arm, outcome=outcome, window=lots.choice(["last_year", "whole"]))
            state.__dict__["runs"] = arm.runs  # the same runs, which take the time
            said, true = told(page, state), " ".join(state.sentences())
            if said != true:
                wrong.append((state, said, true))
    assert wrong == []


def test_a_baseline_is_told_first_and_is_true(open_class: Opening) -> None:
    page = open_class()
    finished(page)
    page.evaluate(FRAME)
    said = page.evaluate(HEADLINE_TEXT)
    assert said == " ".join(Told("Camden", "baseline").sentences())
    assert said.startswith("Camden under the baseline: the service index goes from ")
    assert "Real accounts; everyone on this page is invented." in page.inner_text("body")
    assert page.locator("[data-scenario]").count() == 4
    assert page.get_by_role("button", name="Start lesson").count() == 1


def test_the_headline_is_that_of_compare(open_class: Opening, tmp_path: Path) -> None:
    """To the last digit shown: the same command, run as anybody runs it."""
    asked = [
        "compare",
        "baseline",
        "command",
        "--council",
        "Camden",
        "--replications",
        "20",
        "--out",
        tmp_path / "there",
    ]
    subprocess.run([sys.executable, "-m", "experiments.cli", *asked], check=True, capture_output=True)
    table = pd.read_csv(tmp_path / "there/differences.csv").set_index(["outcome", "summary"])
    page, clear = open_class(), 0
    for outcome in HEADLINE:
        for window, summary in (("last_year", "last_year"), ("whole", "mean")):
            if (outcome, summary) not in table.index:
                continue
            row = table.loc[(outcome, summary)]
            said = told(page, Told("Camden", "command", outcome=outcome, window=window))
            first, clearly = said.split(" pairs of runs")[0], not row["verdict"].startswith(("higher", "lower"))
            ends = re.search(r"\(90% interval [^)]*\)", row["finding"])
            assert ends, row["finding"]
            assert ends[0] in first, (said, row["finding"])
            assert (row["verdict"] in first) == clearly, (said, row["finding"])
            if size := re.search(r": (.*?) (higher|lower) under command than under baseline", row["finding"]):
                clear += 1
                assert f" is {size[1]} {size[2]} under command than under the baseline" in said
    assert clear > 8


def test_the_chart_draws_what_was_run(open_class: Opening) -> None:
    """Its values, its table and its words; at the end it stands where the headline stands."""
    page, state = open_class(), Told("Leeds", "command", outcome="trust.staff_manager")
    told(page, state)
    first, second, gap = state.drawn(state.outcome)
    drawn = page.evaluate(DRAWN)
    np.testing.assert_allclose(drawn, [first, second, *gap], rtol=0, atol=1e-12)
    page.locator(".chart-words summary").click()
    page.wait_for_selector(".chart-table table")
    rows = page.locator(".chart-table tbody tr")
    assert rows.count() == 15
    cells = rows.nth(14).locator("td").all_inner_texts()
    step = float(max(first.max(), second.max()) - min(first.min(), second.min())) / 20
    digits = max(0, 1 - int(np.floor(np.log10(100 * step))))
    assert cells[:2] == [f"{100 * value:.{digits}f}%" for value in (first[-1], second[-1])]
    assert since(gap) in page.inner_text(".chart-text")
    unclear = replace(state, scenario="low-trust")
    told(page, unclear)
    assert since(unclear.drawn(state.outcome)[2]) in page.inner_text(".chart-text")


def test_what_is_the_same_in_every_pair_is_no_interval(open_class: Opening) -> None:
    """Crises come by luck alone, whoever leads: nothing spans anything."""
    page = open_class("#scenario=command&outcome=crisis.count")
    finished(page)
    page.locator(".chart-words summary").click()
    page.wait_for_selector(".chart-table table")
    assert "There is no difference in any month" in page.inner_text(".chart-text")
    assert "spans zero" not in page.inner_text(".chart-text")


def since(gap: np.ndarray) -> str:
    """From which month on the interval of a difference leaves out zero without a break; it may span zero at the end."""
    _, low, high = gap
    side = low if low[-1] > 0 else -high
    if side[-1] <= 0:
        return "At the end the interval of the difference spans zero."
    month = pd.Period("2010-04", freq="M") + int(np.flatnonzero(~(side > 0)).max(initial=-1)) + 1
    way = "upwards" if side is low else "downwards"
    return f"The difference is clear of zero, {way}, from {month.strftime('%B %Y')} to the end."


def test_budget_days_and_elections_stand_where_the_model_has_them(open_class: Opening) -> None:
    """An election is a month in which the turnout at the last one changes; the model says when."""
    page = open_class()
    for council in ("Camden", "Leeds", "Kent", "Cornwall"):
        told(page, Told(council, "command"))
        marks = page.evaluate("townhallClass.tools.chart.data.marks")
        turnout = native(Told(council, "baseline").own, council, 0, 20)[:, :, OUTCOMES.index("public.turnout")]
        held = [month for month in range(180) if month and (turnout[:, month] != turnout[:, month - 1]).all()]
        shown = [mark["month"] for mark in marks if mark["kind"] == "election"]
        assert [month for month in shown if month > 1] == [month for month in held if month > 1], council
        assert [mark["month"] for mark in marks if mark["kind"] == "budget"] == [12 * year + 11 for year in range(15)]


@pytest.mark.parametrize("size", SIZES)
def test_charts_are_drawn_at_the_width_they_have(open_class: Opening, size: str) -> None:
    page = open_class(size=size)
    told(page, Told("Camden", "command"))
    for width in (SIZES[size]["width"], 360, 700):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(FRAME)
        for box, shown, room in page.evaluate(MEASURED):
            assert box == shown == room


def test_one_click_gives_the_first_comparison(open_class: Opening) -> None:
    page = open_class()
    page.get_by_role("button", name="Distribution", exact=True).click()
    finished(page)
    page.evaluate(FRAME)
    assert page.evaluate(HEADLINE_TEXT) == " ".join(Told("Camden", "distributed").sentences())
    page.get_by_role("button", name="Back to the baseline").click()
    finished(page)
    page.evaluate(FRAME)
    assert page.evaluate(HEADLINE_TEXT) == " ".join(Told("Camden", "baseline").sentences())


def test_it_is_used_with_the_keyboard_alone(open_class: Opening) -> None:
    """A scenario, a lever, a month of the chart and a tile, by Tab, Enter and arrows."""
    page = open_class()
    finished(page)

    def reach(selector: str) -> None:
        for _ in range(60):
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                break
            page.keyboard.press("Tab")
        focus = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert page.evaluate("(selector) => document.activeElement.matches(selector)", selector), selector
        assert focus != "none"

    reach('[data-scenario="command"]')
    page.keyboard.press("Enter")
    finished(page)
    reach(".chart-drawing")
    before = page.get_attribute(".chart-drawing", "aria-valuetext")
    page.keyboard.press("ArrowLeft")
    after = page.get_attribute(".chart-drawing", "aria-valuetext")
    assert before.startswith("March 2025: ")
    assert after.startswith("February 2025: the baseline ")
    assert page.inner_text(".chart-readout") == after
    page.keyboard.press("Home")
    assert page.get_attribute(".chart-drawing", "aria-valuetext").startswith("April 2010: ")
    reach("#lever-style_mean")
    page.keyboard.press("ArrowRight")
    finished(page)
    page.evaluate(FRAME)
    state = Told("Camden", "command", levers=(("style_mean", 0.21),))
    assert page.evaluate(HEADLINE_TEXT) == " ".join(state.sentences())
    reach('.tile[data-outcome="service.unmet"]')
    page.keyboard.press("Enter")
    page.evaluate(FRAME)
    assert page.evaluate(HEADLINE_TEXT) == " ".join(replace(state, outcome="service.unmet").sentences())


def test_a_chart_without_room_points_at_nothing(open_class: Opening) -> None:
    """What was drawn with one panel, and has two by now, has to be drawn before a crosshair finds its place in it."""
    page = open_class("#council=camden&scenario=baseline")
    finished(page)
    chart = page.locator("[data-part=chart] svg").first
    chart.evaluate("one => { one.parentElement.style.height = '10px'; }")
    page.evaluate(FRAME)
    page.evaluate("townhallClass.store.set({ scenario: 'command' })")
    finished(page)
    chart.dispatch_event("keydown", {"key": "ArrowLeft", "bubbles": True})
    chart.evaluate("one => { one.parentElement.style.height = ''; }")
    page.evaluate(FRAME)
    chart.dispatch_event("keydown", {"key": "ArrowLeft", "bubbles": True})
    assert page.locator("[data-part=chart] .chart-dot.gap").count() == 1
    assert open_class.wrong == []


def test_a_lever_turns_what_it_says(open_class: Opening) -> None:
    """The steady cut counts only once it is moved, takes its place in funding with it, and can be put back."""
    page = open_class()
    finished(page)
    lever = page.locator('[data-lever="budget_cut"]')
    assert lever.locator("output").inner_text() == "as it was"
    lever.locator("input").focus()
    page.keyboard.press("ArrowRight")
    assert lever.locator("output").inner_text() == "31%"
    assert page.evaluate("townhallClass.store.get().levers") == {"budget_mode": "fixed", "budget_cut": 31}
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("townhallClass.store.get().levers") == {"budget_mode": "fixed"}
    finished(page)
    page.evaluate(FRAME)
    state = Told("Camden", "baseline", levers=(("budget_mode", "fixed"),))
    assert page.evaluate(HEADLINE_TEXT) == " ".join(state.sentences())
    lever.get_by_role("button", name="Put back").click()
    assert page.evaluate("townhallClass.store.get().levers") == {}
    lever.locator("summary").click()
    assert "DESIGN" in lever.inner_text()
    assert "0% to 60%" in lever.inner_text()


def test_a_change_is_announced_once_in_a_sentence(open_class: Opening) -> None:
    """However many positions a lever passes: one sentence, a second after the last."""
    page = open_class()
    finished(page)
    page.wait_for_timeout(1500)
    page.evaluate(HEARD)
    page.evaluate(DRAGGED)
    finished(page)
    page.wait_for_timeout(2500)
    (heard,) = page.evaluate("heard")
    assert heard[0] == Told("Camden", "baseline", levers=(("style_mean", 0.79),)).sentences()[0]
    assert heard[1] >= 1000
    assert page.get_attribute("#live", "aria-live") == "polite"
    assert page.locator("[aria-live]").count() == 1


def test_a_new_position_cancels_the_old_runs(open_class: Opening) -> None:
    """Of forty positions each has two runs at most before it is given up, and the last has all."""
    page = open_class()
    finished(page)
    ran = page.evaluate(COUNTED)
    assert ran[1:] == [20, 0.39]
    assert ran[0] <= 20 + 2 * 39


def test_a_phone_scrolls_one_way_only(open_class: Opening) -> None:
    page = open_class("#lang=pseudo", size="phone")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for outcome in ("index", "service.redesign_gain.planning_development"):
        told(page, Told("Cornwall", "distributed-without-authority", outcome=outcome))
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_spread_comes_on_request_and_says_what_it_is(open_class: Opening) -> None:
    page, state = open_class(), Told("Camden", "command")
    told(page, state)
    assert page.locator(".chart-band").count() == 0
    page.locator(".choices summary").click()
    page.get_by_role("button", name="Show the spread of runs").click()
    page.evaluate(FRAME)
    assert page.locator(".chart-band").count() == 2
    assert "9 of 10 runs" in page.inner_text('[data-part="chart"]')
    low, high = page.evaluate(SPREAD)
    lasts = state.runs[1][:, -12:, OUTCOMES.index("index")].mean(axis=1)
    np.testing.assert_allclose([low, high], np.quantile(lasts, (0.05, 0.95)), atol=1e-12)


def test_any_scenario_can_be_the_reference(open_class: Opening) -> None:
    page = open_class()
    page.locator(".choices summary").click()
    page.select_option("#reference", "command-low-trust")
    page.select_option("#scenario", "distributed-low-trust")
    finished(page)
    page.evaluate(FRAME)
    state = Told("Camden", "distributed-low-trust", "command-low-trust")
    assert page.evaluate(HEADLINE_TEXT) == " ".join(state.sentences())
    assert "under command with low trust" in page.evaluate(HEADLINE_TEXT)


def test_tiles_say_what_was_run(open_class: Opening) -> None:
    """Each its own difference, no clear one named as such; pressed, it becomes the chart."""
    page, state = open_class(), Told("Camden", "distributed")
    told(page, state)
    tiles = page.locator(".tile")
    names = [tiles.nth(at).get_attribute("data-outcome") for at in range(tiles.count())]
    assert set(names) < set(HEADLINE)
    assert len(names) == 10
    for name in names:
        said = page.inner_text(f'.tile[data-outcome="{name}"] .tile-change')
        found = paired_interval(state.gaps(name, "last_year")[:, None])
        mean, low, high = (float(end[0]) for end in (found.mean, found.low, found.high))
        true = verdict(mean, low, high, MEASURES[name].direction)
        if true == "no clear difference":
            assert said == true
            continue
        size = gap(abs(mean), *sorted((abs(low), abs(high))), MEASURES[name].unit)[0].split(" ")[0]
        assert said.startswith(("+" if mean > 0 else "−") + size), (name, said)
        assert said.endswith(f", {true}")
    page.locator('.tile[data-outcome="staff.morale"]').click()
    page.evaluate(FRAME)
    assert page.evaluate(HEADLINE_TEXT) == " ".join(replace(state, outcome="staff.morale").sentences())
    assert page.text_content(".chart-title").startswith("Staff morale")
    assert page.locator('.tile[aria-pressed="true"]').get_attribute("data-outcome") == "staff.morale"


def test_the_pointer_reads_a_month(open_class: Opening) -> None:
    page, state = open_class(), Told("Camden", "command")
    told(page, state)
    box = page.locator(".chart-drawing").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    said = page.inner_text(".chart-readout")
    month, baseline, command = re.fullmatch(
        r"(\w+ \d{4}): the baseline ([\d.]+)%, command ([\d.]+)%, difference .*\)", said
    ).groups()  # type: ignore[union-attr]
    at = (pd.Period(pd.Timestamp(month), freq="M") - pd.Period("2010-04", freq="M")).n
    first, second, _ = state.drawn("index")
    assert 60 < at < 120
    assert float(baseline) == pytest.approx(100 * first[at], abs=0.006)
    assert float(command) == pytest.approx(100 * second[at], abs=0.006)
    page.mouse.move(5, 5)
    assert page.inner_text(".chart-readout").startswith("Point at the chart")


def test_a_lesson_names_its_lines(open_class: Opening) -> None:
    """As the lesson calls them, quoted in a sentence; the claim is the same."""
    page = open_class("#lesson=command-or-distribution&step=3")
    state = Told("Camden", "distributed-low-trust", "command-low-trust")
    said = told(page, state)
    assert page.locator(".chart-name").all_text_contents() == ["Command", "Distribution"]
    true = " ".join(state.sentences())
    for name, label in (("command with low trust", "“Command”"), ("distribution with low trust", "“Distribution”")):
        true = true.replace(name, label)
    assert said == true


def test_without_workers_the_page_calculates_itself(open_class: Opening, class_file: Path, chromium: Any) -> None:
    page = chromium.new_page()
    page.add_init_script("globalThis.Worker = class { constructor() { throw new Error('forbidden'); } };")
    page.goto(class_file.as_uri())
    page.wait_for_selector('body[data-ready="yes"]', state="attached")
    assert page.evaluate("townhallClass.hall.workers") == 0
    assert told(page, Told("Camden", "command")) == " ".join(Told("Camden", "command").sentences())
    page.close()


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("delete globalThis.WebAssembly;", "This browser cannot run the model: it has no WebAssembly."),
        ("WebAssembly.compile = () => { throw new Error('forbidden'); };", "This page may not run WebAssembly:"),
    ],
)
def test_what_cannot_run_says_so_in_one_sentence(chromium: Any, class_file: Path, script: str, sentence: str) -> None:
    page = chromium.new_page()
    page.add_init_script(script)
    page.goto(class_file.as_uri())
    page.wait_for_selector("body[data-ready]", state="attached")
    assert page.inner_text("body").strip().startswith(sentence)
    page.close()


def test_where_no_script_runs_the_page_says_what_to_do(chromium: Any, class_file: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(class_file.as_uri())
    assert page.locator("#instead").is_visible()
    said = page.inner_text("body").strip()
    assert said == "If this sentence stays, scripts do not run here: save the file and open it in a browser."
    context.close()


def test_an_outcome_that_a_council_has_not_is_said(open_class: Opening) -> None:
    """What a council has not run is nought in every month, and would be told as if it were."""
    page, state = open_class(), Told("Adur", "command", outcome="service.quality.adult_social_care")
    sentence = f"{find_council('Adur').name} has no “service quality, adult social care”: choose another outcome below."
    assert told(page, state) == sentence == state.sentences()[0]
    assert page.locator(".chart-line.mine").count() == 10, "only the tiles have lines"
    for council in ("Adur", "Kent", "Leeds", "Camden", "Cornwall"):
        has = runnable(OUTCOMES, find_council(council))
        page.evaluate("(code) => townhallClass.store.set({ council: code })", find_council(council).code)
        finished(page)
        for outcome in lots_of(OUTCOMES):
            page.evaluate("(outcome) => townhallClass.store.set({ outcome })", outcome)
            page.evaluate("Promise.resolve()")
            assert (
                page.evaluate(HEADLINE_TEXT).endswith("choose another outcome below.") != has[OUTCOMES.index(outcome)]
            )


def lots_of(outcomes: tuple[str, ...]) -> list[str]:
    """One outcome of each service, and some of no service."""
    named = {MEASURES[name].service: name for name in outcomes}
    return [*named.values(), *outcomes[::20]]
