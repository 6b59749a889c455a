"""The view People: what it shows of a month is the model's state, it plays, and every person can be reached by keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.council.councils import find_council
from sim.council.services import FRONTLINE, LEADER
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario
from tests.classroom.clicking import how_many
from tests.classroom.pages import Opening, finished

pytestmark = pytest.mark.browser

PERSON = 100
"""A member of staff, whose post is held by two people and goes to a partner."""


def people(open_class: Opening, month: int = 180, row: int | None = None, **how: Any) -> Any:
    """The view, with the film of Camden under command."""
    page = open_class(**how)
    show(page, month=month, row=row)
    return page


def show(page: Any, **patch: Any) -> None:
    page.evaluate(
        "(patch) => townhallClass.store.set(patch)", {"view": "people", "scenario": "command", "replicates": 2} | patch
    )
    page.wait_for_selector('[data-film="shown"]', state="attached", timeout=60_000)


def until(page: Any, true: str, seconds: float = 30.0) -> None:
    """Wait for something on the page, whose policy forbids the browser's own waiting for an expression."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < end, true
        page.wait_for_timeout(50)


def states(months: int) -> Iterator[tuple[int, Any]]:
    """The arrays of the same run after each month, from the native engine."""
    simulation = Simulation(load_scenario("command"), [find_council("Camden")])
    yield 0, simulation.state.arrays
    for month in range(1, months + 1):
        simulation.advance(1)
        yield month, simulation.state.arrays


FILM = """async (months) => {
  const people = ["filled", "post", "outsourced", "left", "morale"];
  const asked = { council: townhallClass.store.get().council, scenario: "command", months };
  const film = await townhallClass.hall.film({ ...asked, people });
  const differ = [];
  for (const month of film.times) {
    const found = await townhallClass.hall.network({ ...asked, months: month, people });
    const part = (all, each = all.length / film.times.length) => all.slice(month * each, (month + 1) * each);
    const pairs = people.map((name) => [found.people[name], part(film.people[name])]);
    pairs.push([found.ties.trust, part(film.ties.trust)]);
    if (pairs.some(([one, other]) => one.some((value, at) => value !== other[at]))) differ.push(month);
  }
  return { times: film.times.length, differ };
}"""


def test_every_frame_is_the_network_of_its_month(open_class: Opening) -> None:
    page = open_class()
    assert page.evaluate(FILM, 24) == {"times": 25, "differ": []}


SAID = "document.getElementById('network-said').textContent"


@pytest.mark.parametrize("month", [0, 41, 180])
def test_the_picture_in_a_sentence_counts_what_the_model_has(open_class: Opening, month: int) -> None:
    page = people(open_class, month)
    arrays = next(found for at, found in states(month) if at == month)
    filled, post = arrays["filled"] == 1, arrays["post"] == 1
    known = filled[arrays["source"]]
    ties = np.bincount(arrays["target"][known], minlength=filled.size)
    regard = np.bincount(arrays["target"][known], arrays["trust"][known], filled.size) / np.maximum(ties, 1)
    trust = regard[filled & (ties > 0)].mean()
    said = page.evaluate(SAID)
    assert f": {filled.sum()} people in post, {(post & ~filled).sum()} posts vacant, {(~post).sum()} posts cut" in said
    assert f"trust in those in post {100 * trust:.0f}%." in said


def test_what_has_happened_is_what_the_model_did(open_class: Opening) -> None:
    page = people(open_class, 180)
    page.check(".happenings-everyday input")
    page.click(".happenings-all")
    told = page.evaluate(
        """[...document.querySelectorAll(".happenings-list li")].map((one) =>
        [Number(one.dataset.month), one.dataset.kind, one.querySelector(".happening-text").textContent])"""
    )
    assert [month for month, *_ in told] == sorted((month for month, *_ in told), reverse=True), "the latest first"
    cut, left, elections = set(), set(), set()
    before: dict[str, np.ndarray] = {}
    turnout = OUTCOMES.index("public.turnout")
    for month, arrays in states(180):
        now = {name: arrays[name].copy() for name in ("post", "left", "kind", "outcome")}
        if month:
            if ((before["post"] == 1) & (now["post"] == 0)).any():
                cut.add(month - 1)
            if ((now["left"] == 1) & (now["post"] == 1) & (now["kind"] == FRONTLINE)).any():
                left.add(month - 1)
            if month > 1 and now["outcome"][turnout, 0] != before["outcome"][turnout, 0]:
                elections.add(month - 1)
        before = now
    of = {kind: {month for month, one, _ in told if one == kind} for kind in ("election", "budget")}
    assert of["election"] - {1} == elections - {1}
    assert of["budget"] == set(range(11, 180, 12))
    assert {month for month, _, text in told if " cut" in text and "post" in text} == cut
    assert {
        month for month, kind, text in told if kind == "staff" and "Frontline staff" in text and "leave" in text
    } == left


def test_the_list_goes_as_far_as_the_month_and_leads_there(open_class: Opening) -> None:
    page = people(open_class, 60)
    months = "[...document.querySelectorAll('.happenings-list li')].map((one) => Number(one.dataset.month))"
    assert 0 < max(page.evaluate(months)) < 60
    page.locator(".happening-when").nth(3).click()
    wanted = page.evaluate(months)[0]
    assert page.evaluate("townhallClass.store.get().month") == wanted + 1
    show(page, month=0)
    assert page.evaluate(months) == []


def test_by_keys_to_a_persons_story(open_class: Opening) -> None:
    page = people(open_class, 180)
    page.locator(".network").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("townhallClass.store.get().row") == LEADER
    assert page.locator(".person-title").text_content() == "Leader"
    page.keyboard.press("ArrowDown")
    second = page.evaluate("townhallClass.store.get().row")
    assert second not in (None, 0)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "person-title"
    page.wait_for_selector(".person-story li")
    assert page.locator(".person-story li").first.text_content().startswith("April 2010 In post")
    page.locator(".network").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("townhallClass.store.get().row") is None
    assert page.locator(".person").is_hidden()


def test_arrow_keys_reach_everybody(open_class: Opening) -> None:
    """From every post one comes to every other: the picture has no corner that keys do not lead to."""
    page = people(open_class, 180)
    reached = page.evaluate(
        """async () => { const network = document.querySelector(".network"), { store } = townhallClass;
        const seen = new Set(), left = [0];
        while (left.length) {
          const row = left.pop();
          if (seen.has(row)) continue;
          seen.add(row);
          for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
            store.set({ row });
            await new Promise((done) => queueMicrotask(() => queueMicrotask(done)));
            network.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            left.push(store.get().row);
          }
          store.set({ row: null });
        }
        return seen.size; }"""
    )
    assert reached == 282


def test_a_person_is_told_as_the_model_has_them(open_class: Opening) -> None:
    page = people(open_class, 70, PERSON)
    page.wait_for_selector(".person-story li")
    arrays = next(found for at, found in states(70) if at == 70)
    arcs = np.flatnonzero((arrays["source"] == PERSON) & (arrays["filled"][arrays["target"]] == 1))
    best, worst = arcs[arrays["trust"][arcs].argmax()], arcs[arrays["trust"][arcs].argmin()]
    lists = [page.locator(".person-ties").nth(at).locator("li").first for at in (0, 1)]
    for arc, item in zip((best, worst), lists, strict=True):
        assert item.locator("button").get_attribute("data-row") == str(arrays["target"][arc])
        assert (item.text_content() or "").endswith(f"{100 * arrays['trust'][arc]:.0f}%")
    facts = page.locator(".person-facts").text_content()
    assert f"{100 * arrays['morale'][PERSON]:.0f}%" in facts
    assert "now employed by a partner" in facts
    assert arrays["outsourced"][PERSON] == 1
    lists[0].locator("button").click()
    assert page.evaluate("townhallClass.store.get().row") == arrays["target"][best]


def test_a_story_goes_as_far_as_the_month(open_class: Opening) -> None:
    page = people(open_class, 180, PERSON)
    page.wait_for_selector(".person-story li")
    whole = page.locator(".person-story li:not([hidden])").count()
    show(page, month=30)
    assert 0 < page.locator(".person-story li:not([hidden])").count() < whole


def test_everybody_is_in_the_list_in_words(open_class: Opening) -> None:
    page = people(open_class, 180)
    options = page.locator("#people-whom option").all_text_contents()
    assert len(options) == 283
    assert len(set(options)) == 283, "no two are called the same"
    page.select_option("#people-whom", str(PERSON))
    assert page.locator(".person-title").text_content() == options[PERSON + 1]


PLAYED = """async (frames) => {
  const times = [];
  let last = 0;
  document.querySelector('[data-playback="play"]').click();
  await new Promise((done) => {
    const tick = (now) => {
      if (last) times.push(now - last);
      last = now;
      if (times.length < frames) requestAnimationFrame(tick);
      else done();
    };
    requestAnimationFrame(tick);
  });
  return times.sort((one, other) => one - other);
}"""


def test_it_plays_without_a_hitch(open_class: Opening) -> None:
    """Held loosely here, where other tests run beside it; the benchmark has the goal of 20 ms."""
    page = people(open_class, 0, PERSON)
    for layer in (2, 3, 4, 6):
        page.check(f'[data-layer="{layer}"]')
    page.select_option(".playback select", "24")
    times = page.evaluate(PLAYED, 240)
    assert times[int(0.95 * len(times))] <= 50, times[-20:]
    until(page, "townhallClass.store.get().month > 100")


def test_play_pause_step_and_scrub(open_class: Opening) -> None:
    page = people(open_class, 100)
    month = "Number(document.querySelector('.playback-slider').value)"

    def press(name: str) -> int:
        page.locator(f'[data-playback="{name}"]').click()
        found: int = page.evaluate(month)
        return found

    assert [press(name) for name in ("on", "back", "year_on", "year_back", "first")] == [101, 100, 112, 100, 0]
    assert page.evaluate("townhallClass.store.get().month") == 0
    press("play")
    until(page, f"{month} >= 3")
    stopped = press("play")
    page.wait_for_timeout(400)
    assert page.evaluate(month) == stopped == page.evaluate("townhallClass.store.get().month")
    page.locator(".playback-slider").focus()
    page.keyboard.press("End")
    assert page.evaluate("townhallClass.store.get().month") == 180
    assert page.locator(".playback-slider").get_attribute("aria-valuetext") == "End of March 2025"
    # Another view stops it.
    press("first")
    press("play")
    page.evaluate("townhallClass.store.set({ view: 'story' })")
    page.wait_for_timeout(300)
    assert page.evaluate("townhallClass.store.get().month") < 30


def test_nothing_moves_where_the_system_asks_for_no_motion(open_class: Opening) -> None:
    page = people(open_class, 30, reduced_motion="reduce")
    assert page.locator('[data-playback="play"]').is_hidden()
    assert page.locator(".playback-still").is_visible()
    page.locator('[data-playback="year_on"]').click()
    page.wait_for_timeout(500)
    assert page.evaluate("townhallClass.store.get().month") == 42


PIXELS = """() => { const canvas = document.querySelector(".network canvas"), box = canvas.getBoundingClientRect();
  const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let at = 0; at < drawn.length; at += 4) if (drawn[at + 3] === 255) seen.add(drawn.slice(at, at + 3).join());
  return { across: canvas.width / box.width, down: canvas.height / box.height, colours: seen.size };
}"""


@pytest.mark.parametrize(("size", "dots"), [("desk", 1), ("phone", 3), ("tablet", 2)])
def test_the_picture_has_as_many_dots_as_the_screen(open_class: Opening, size: str, dots: int) -> None:
    page = people(open_class, 180, size=size, device_scale_factor=dots)
    found = page.evaluate(PIXELS)
    assert (found["across"], found["down"]) == pytest.approx((dots, dots), rel=0.01)
    assert found["colours"] > 5
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_colours_follow_the_system(open_class: Opening) -> None:
    page = people(open_class, 180)
    swatch = "getComputedStyle(document.querySelector('.trust-swatch')).backgroundColor"
    light = page.evaluate(swatch)
    picture = "document.querySelector('.network canvas').toDataURL()"
    drawn = page.evaluate(picture)
    page.emulate_media(color_scheme="dark")
    until(page, f"{swatch} !== '{light}'")
    assert page.evaluate(picture) != drawn


def test_ties_are_switched_and_people_stay_where_they_are(open_class: Opening) -> None:
    page = people(open_class, 90)
    picture = "document.querySelector('.network canvas').toDataURL()"
    first = page.evaluate(picture)
    page.check('[data-layer="4"]')
    second = page.evaluate(picture)
    assert first != second
    page.uncheck('[data-layer="4"]')
    assert page.evaluate(picture) == first


def test_both_scenarios_can_be_looked_at(open_class: Opening) -> None:
    page = people(open_class, 180)
    command = page.evaluate(SAID)
    page.check('[name="people-arm"][value="reference"]')
    until(page, f"{SAID} !== {command!r}")
    show(page, scenario="baseline")
    assert page.locator(".people-arms").is_hidden()


def test_a_change_is_told_once_in_a_sentence(open_class: Opening) -> None:
    page = people(open_class, 90)
    page.evaluate(
        """globalThis.told = []; new MutationObserver(() => told.push(document.getElementById("live").textContent))
        .observe(document.getElementById("live"), { childList: true, characterData: true, subtree: true })"""
    )
    page.wait_for_timeout(1500)
    page.evaluate("told.length = 0")
    for _ in range(4):
        page.locator('[data-playback="on"]').click()
    page.wait_for_timeout(2000)
    assert page.evaluate("told") == [page.evaluate(SAID)]


def test_films_that_nobody_looks_at_are_given_back(open_class: Opening) -> None:
    """Two are kept while two are compared, one while another view is shown: whoever reads of a person holds none."""
    page = people(open_class, month=12, row=PERSON)
    for style in (0.3, 0.6, 0.9):
        for arm in ("reference", "mine"):
            show(page, row=PERSON, levers={"style_mean": style})
            page.locator(f".people-arms input[value={arm}]").check()
            page.wait_for_selector('[data-film="shown"]')
    until(page, "document.querySelectorAll('.person-tie').length > 0")
    assert how_many(page, "Film") == 2
    show(page, row=None, levers={"style_mean": 0.1})
    assert how_many(page, "Film") == 2
    page.evaluate("townhallClass.store.set({ view: 'story' })")
    finished(page)
    assert how_many(page, "Film") == 1
