"""The view Why: every number of the knock-outs is that of native runs, and a ledger adds up."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from experiments.analysis.intervals import paired_interval
from sim.council.councils import find_council
from sim.faces.explain import explain
from sim.faces.ledger import month_with_ledger, own_names
from sim.machine.engine import Simulation, simulate_many
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import ADDERS, THEORIES
from tests.classroom.pages import Opening, finished
from tests.classroom.test_people import until

pytestmark = pytest.mark.browser

PAIRS = 3
CAMDEN = "Camden"
ROW = "[...document.querySelectorAll('.knock-list li')].map((one) => ({ ...one.dataset }))"


def why(open_class: Opening, **patch: Any) -> Any:
    page = open_class()
    show(page, **patch)
    return page


def show(page: Any, done: bool = True, **patch: Any) -> None:
    given = {"view": "why", "scenario": "command", "replicates": PAIRS} | patch
    page.evaluate("(patch) => townhallClass.store.set(patch)", given)
    if not done:
        return
    finished(page)
    page.wait_for_selector('[data-knock-outs="done"]', state="attached", timeout=150_000)


def rows(page: Any) -> dict[str, dict[str, str]]:
    """All knock-outs by theory."""
    if page.locator(".knock > button").is_visible():
        page.locator(".knock > button").click()
    return {one["theory"]: one for one in page.evaluate(ROW)}


def values(scenario: Scenario, outcome: str, pairs: int = PAIRS, months: int = 12) -> np.ndarray:
    """The mean of an outcome over the last months of each replicate, from the native engine."""
    runs = simulate_many(scenario, find_council(CAMDEN), months=180, seed=0, replicates=range(pairs))
    found: np.ndarray = runs[:, -months:, OUTCOMES.index(outcome)].mean(axis=1)
    return found


def same(found: dict[str, str], expected: np.ndarray) -> None:
    interval = paired_interval(expected[:, None])
    told = [float(found[name]) for name in ("mean", "low", "high")]
    wanted = [float(one[0]) for one in (interval.mean, interval.low, interval.high)]
    assert told == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert int(found["n"]) == expected.size


@pytest.mark.parametrize(("window", "months"), [("last_year", 12), ("whole", 180)])
def test_what_remains_is_what_native_runs_leave(open_class: Opening, window: str, months: int) -> None:
    page = why(open_class, outcome="trust.dyad", window=window)
    found = rows(page)
    assert set(found) == set(THEORIES)
    baseline, command = load_scenario("baseline"), load_scenario("command")
    whole = values(command, "trust.dyad", months=months) - values(baseline, "trust.dyad", months=months)
    for theory in ("S01", "S12"):
        arms = [values(one.switched_off(theory), "trust.dyad", months=months) for one in (baseline, command)]
        same(found[theory], arms[1] - arms[0])
        carried = (whole - (arms[1] - arms[0])).mean()
        assert float(found[theory]["carried"]) == pytest.approx(carried, rel=1e-9, abs=1e-12)
    sizes = [abs(float(one["carried"])) for one in found.values()]
    assert sizes == sorted(sizes, reverse=True), "the largest part first"
    # Another outcome of the same runs needs no run.
    show(page, outcome="staff.morale", window=window)
    arms = [values(one.switched_off("S12"), "staff.morale", months=months) for one in (baseline, command)]
    same(rows(page)["S12"], arms[1] - arms[0])


def test_of_one_scenario_alone_it_is_what_a_theory_brings(open_class: Opening) -> None:
    page = why(open_class, scenario="baseline")
    baseline = load_scenario("baseline")
    found = rows(page)
    for theory in ("S08", "S21"):
        same(found[theory], values(baseline, "index") - values(baseline.switched_off(theory), "index"))


def test_a_theory_stays_out_whatever_events_say(open_class: Opening) -> None:
    """As Python's knock-outs have it; and a theory that is off in both from first to last is not tried."""
    events = [{"name": "back", "date": "2015-04", "switch": {"S12": "on"}}]
    page = why(open_class, scenario="theories-off", reference="theories-off", events=events)
    found = rows(page)
    assert set(found) == {"S12"}
    base = load_scenario("theories-off")
    same(found["S12"], values(base, "index") * 0)
    difference = values(base.with_events(*events), "index") - values(base, "index")
    assert float(found["S12"]["carried"]) == pytest.approx(difference.mean(), rel=1e-9, abs=1e-12)


def test_a_change_cancels_what_runs_and_begins_anew(open_class: Opening) -> None:
    page = why(open_class, done=False, replicates=20)
    until(page, f"({ROW}).length > 1", 120)
    assert page.locator(".why-progress").is_visible()
    # Rows are made anew with each theory that comes in: the keyboard stays on its own.
    page.locator(".knock-off").first.focus()
    theory = page.evaluate("document.activeElement.closest('li').dataset.theory")
    before = page.evaluate("document.querySelectorAll('.knock-off').length")
    until(page, f"document.querySelectorAll('.knock-off').length > {before}", 60)
    assert page.evaluate("document.activeElement.closest('li')?.dataset.theory") == theory
    done, total = map(int, re.findall(r"\d+", page.locator(".why-status").text_content() or "")[:2])
    assert 0 < done < total == 21 * 2 * 20
    show(page, scenario="distributed", done=False)
    # The rows of the old contrast are gone before those of the new one come.
    until(page, "document.querySelector('.why-headline').textContent.includes('distribution')", 60)
    finished(page)
    page.wait_for_selector('[data-knock-outs="done"]', state="attached", timeout=150_000)
    arms = [values(load_scenario(one).switched_off("S07"), "index") for one in ("baseline", "distributed")]
    same(rows(page)["S07"], arms[1] - arms[0])
    # Another view stops it, and what was tried is not tried again.
    page.evaluate("townhallClass.store.set({ view: 'story' })")
    page.evaluate(
        """() => { globalThis.asked = 0;
        const { hall } = townhallClass, plain = hall.runs.bind(hall);
        hall.runs = (all, options) => { asked += all.length; return plain(all, options); }; }"""
    )
    show(page, scenario="distributed")
    assert page.evaluate("asked") == 0


def test_one_click_switches_a_theory_off_and_runs_the_story(open_class: Opening) -> None:
    page = why(open_class, replicates=2)
    theory = page.evaluate(ROW)[0]["theory"]
    page.locator(".knock-off").first.focus()
    page.keyboard.press("Enter")
    finished(page)
    until(page, "document.activeElement.dataset.view === 'story'", 10)
    state = page.evaluate("townhallClass.store.get()")
    assert (state["without"], state["view"]) == ([theory], "story")
    page.evaluate("townhallClass.store.set({ view: 'why' })")
    page.locator(f'[data-on="{theory}"]').focus()
    page.keyboard.press("Enter")
    assert page.evaluate("townhallClass.store.get().without") == []
    until(page, "document.activeElement.matches('.why-knock h2')", 10)


def test_it_says_what_it_is_and_what_not(open_class: Opening) -> None:
    page = why(open_class, replicates=2)
    text = page.locator('[data-part="why"]').text_content()
    assert "Knock-outs do not add up" in text
    assert "Accounting, not cause" in text


def test_a_lesson_keeps_it_until_the_result(open_class: Opening) -> None:
    page = open_class()
    lesson = page.evaluate("JSON.parse(document.getElementById('class-lessons').textContent)[0].name")
    page.evaluate("(patch) => townhallClass.store.set(patch)", {"lesson": lesson, "step": 1})
    finished(page)
    page.locator('.tab[data-view="why"]').click()
    until(page, "document.querySelector('.why-headline')?.textContent.includes('after the result') ?? false")
    page.wait_for_timeout(500)
    assert page.evaluate(ROW) == []
    assert page.locator('[data-part="ledger"]').is_hidden()


FALL = "[...document.querySelectorAll('.waterfall tbody tr')].map((one) => ({ ...one.dataset }))"


def ledger(scenario: str, row: int) -> tuple[float, float, dict[str, float]]:
    """Start, end and the entries of one person's morale, from Python's own ledger."""
    simulation = Simulation(load_scenario(scenario), [find_council(CAMDEN)])
    names = [*(process.name for process in ADDERS["morale"]), *own_names("morale")]
    start, sums = float(simulation.state.morale[row]), dict.fromkeys(names, 0.0)
    for _ in range(180):
        for name, amounts in zip(names, month_with_ledger(simulation, ["morale"])["morale"], strict=True):
            sums[name] += float(amounts[row])
    return start, float(simulation.state.morale[row]), sums


def test_a_waterfall_adds_up_to_the_ledger(open_class: Opening) -> None:
    page = why(open_class, replicates=2, row=100, done=False)
    page.wait_for_selector('[data-ledger="shown"]', state="attached", timeout=120_000)
    found = {}
    for name in ("mine", "reference", "less"):
        page.check(f'[name="ledger-of"][value="{name}"]')
        first, *steps, last = page.evaluate(FALL)
        levels = float(first["level"]), float(last["level"])
        amounts = [float(one["amount"]) for one in steps]
        assert levels[0] + sum(amounts) == pytest.approx(levels[1], abs=1e-9)
        found[name] = (*levels, sorted(amounts, key=abs)[-3:])
    told = {name: ledger(scenario, 100) for name, scenario in (("mine", "command"), ("reference", "baseline"))}
    for name, (start, end, sums) in told.items():
        largest = sorted(sums.values(), key=abs)[-3:]
        assert found[name][:2] == (start, end)
        assert found[name][2] == pytest.approx(largest, rel=1e-9)
    assert found["less"][1] == pytest.approx(told["mine"][1] - told["reference"][1])


def test_without_a_person_it_is_the_ledger_of_all_staff(open_class: Opening) -> None:
    page = why(open_class, replicates=2, row=None, done=False)
    page.wait_for_selector('[data-ledger="shown"]', state="attached", timeout=120_000)
    assert page.locator(".waterfall caption").text_content().startswith("All frontline staff")
    account = explain(load_scenario("command"), find_council(CAMDEN), "staff.morale", 180)
    first, *steps, last = page.evaluate(FALL)
    assert (float(first["level"]), float(last["level"])) == pytest.approx((account.start, account.end), rel=1e-12)
    largest = sorted((row.amount for row in account.rows), key=abs)[-3:]
    assert sorted((float(one["amount"]) for one in steps), key=abs)[-3:] == pytest.approx(largest, abs=1e-9)
    assert "people coming and going" in page.locator(".waterfall").text_content()


def test_somebody_without_a_ledger_gets_a_sentence(open_class: Opening) -> None:
    page = why(open_class, replicates=2, row=0, done=False)
    page.wait_for_selector('[data-ledger="shown"]', state="attached", timeout=120_000)
    assert "keeps no account of morale" in page.locator('[data-part="ledger"]').text_content()
    page.select_option("#ledger-whom", "45")
    until(page, "document.querySelector('.waterfall') !== null")
