"""A person's story is the ledger of Python; the network is that of the state; what is cancelled is not calculated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from benchmarks.browser_memory import RUBBISH, held
from benchmarks.browser_processes import family
from sim.council.councils import find_council
from sim.faces.browser.chromium import sandbox
from sim.faces.explain import explain
from sim.faces.ledger import month_with_ledger, own_names
from sim.machine.engine import ENTRIES, Simulation
from sim.machine.state import VARIABLES
from sim.scenario.scenario import load_scenario
from sim.schedule import ADDERS
from tests.browser.conftest import opened
from tests.browser.engine_in_pages import Asked, native

pytestmark = pytest.mark.browser

STORIES = [("baseline", "Camden", 100, 60), ("new-leader-2015", "Leeds", 40, 70), ("training-2014", "Kent", 170, 55)]


def story(scenario: str, council: str, row: int, months: int) -> tuple[list[Any], list[int]]:
    """The entries of the ledger of one post, and who is in it, from Python's own ledger."""
    simulation = Simulation(load_scenario(scenario), [find_council(council)], seed=3)
    state, found, people = simulation.state, [], []
    stocks = [stock for stock in ENTRIES if VARIABLES[stock].axis == "person"]
    for month in range(months):
        before = {stock: float(state.arrays[stock][row]) for stock in stocks}
        ledger = month_with_ledger(simulation, stocks)
        for stock in stocks:
            names = [*(process.name for process in ADDERS[stock]), *own_names(stock)]
            entries = [
                [name, amount] for name, amount in zip(names, ledger[stock][:, row].tolist(), strict=True) if amount
            ]
            found.append([month, stock, before[stock], float(state.arrays[stock][row]), entries])
        people.append(int(state.person_id[row]) & 4095)
    return found, people


@pytest.mark.parametrize(("scenario", "council", "row", "months"), STORIES)
def test_a_story_is_the_ledger(hall: Any, scenario: str, council: str, row: int, months: int) -> None:
    asked = {"scenario": scenario, "council": council, "seed": 3, "months": months, "row": row}
    told = hall.evaluate("(asked) => hall.story(asked)", asked)
    expected, people = story(scenario, council, row, months)
    found = [[one["month"], one["stock"], one["before"], one["after"], one["entries"]] for one in told["entries"]]
    assert found == expected
    assert sum(len(entries) for *_, entries in found) > months, row
    present = {one["month"]: one["person"] for one in told["changes"] if one["what"] in ("in post", "arrives")}
    assert present[0] == people[0]
    assert [month for month in range(1, months) if people[month] != people[month - 1]] == sorted(present)[1:]


def test_the_story_of_all_staff_is_the_accounting_of_their_morale(hall: Any) -> None:
    asked = {"scenario": "new-leader-2015", "council": "Leeds", "seed": 3, "months": 60, "row": None}
    told = hall.evaluate("(asked) => hall.story(asked)", asked)
    account = explain(load_scenario("new-leader-2015"), find_council("Leeds"), "staff.morale", 60, seed=3)
    months = [one for one in told["entries"] if one["stock"] == "morale"]
    assert (len(months), told["changes"], told["role"], told["service"]) == (60, [], "", "")
    assert (months[0]["before"], months[-1]["after"]) == pytest.approx((account.start, account.end), rel=1e-12)
    sums: Counter[str] = Counter()
    for month in months:
        for name, amount in month["entries"]:
            sums[name] += amount
    expected = {row.process.split(": ")[-1].removeprefix("people "): row.amount for row in account.rows}
    assert expected["coming and going"] != 0
    assert sums == pytest.approx({name: amount for name, amount in expected.items() if amount}, abs=1e-9)


def test_somebody_comes_and_goes_in_a_story(hall: Any) -> None:
    asked = {"council": "Leeds", "scenario": "new-leader-2015", "seed": 3, "months": 70, "row": 0}
    changes = hall.evaluate("async (asked) => (await hall.story(asked)).changes", asked)
    assert changes[0]["what"] == "in post"
    assert {"what": "leaves", "date": "2015-04"}.items() <= changes[-2].items()
    assert {"what": "arrives", "date": "2015-05"}.items() <= changes[-1].items()


@pytest.mark.parametrize("months", [0, 37])
def test_the_network_is_that_of_the_state(hall: Any, months: int) -> None:
    asked = {"scenario": "command", "council": "Adur", "seed": 9, "months": months}
    wanted = ["kind", "role", "service", "filled", "style", "morale"]
    told = hall.evaluate(
        """async (asked) => { const { people, ties } = await hall.network(asked);
        const plain = (of) => Object.fromEntries(Object.entries(of).map(([name, found]) => [name, [...found]]));
        return { people: plain(people), ties: plain(ties) }; }""",
        asked,
    )
    simulation = Simulation(load_scenario("command"), [find_council("Adur")], seed=9)
    if months:
        simulation.advance(months)
    arrays = simulation.state.arrays
    assert told["people"] == {name: arrays[name].tolist() for name in wanted}
    assert told["ties"] == {name: arrays[name].tolist() for name in ("source", "target", "layer", "trust")}


FILMED = """async (asked) => {
  const film = await hall.film(asked), wanted = asked.people, differ = [];
  const part = (all, at) => all.slice(at * all.length / film.times.length, (at + 1) * all.length / film.times.length);
  for (const [at, month] of film.times.entries()) {
    const { people, ties } = await hall.network({ ...asked, months: month });
    const fixed = ["source", "target", "layer"].map((name) => [ties[name], film.ties[name]]);
    const moving = wanted.map((name) => [people[name], part(film.people[name], at)]);
    const pairs = [...moving, [ties.trust, part(film.ties.trust, at)], ...fixed];
    pairs.forEach(([one, other], i) => {
      if (one.length !== other.length || one.some((value, j) => value !== other[j])) differ.push([month, i]);
    });
  }
  return { times: film.times, differ, values: [...film.run.values] };
}"""


@pytest.mark.parametrize(
    ("scenario", "council", "months", "every"),
    [
        ("training-2014", "Leeds", 61, 12),
        ("office-abolished-2012", "Adur", 30, 1),
        ("new-leader-2015", "Camden", 70, 69),
    ],
)
def test_a_film_is_the_network_time_after_time(hall: Any, scenario: str, council: str, months: int, every: int) -> None:
    """The same state at every time that it shows, and the same run: looking at it moves nothing."""
    people = ["kind", "filled", "post", "outsourced", "left", "person_id", "occupant", "style", "morale"]
    asked = {"scenario": scenario, "council": council, "seed": 3, "months": months}
    found = hall.evaluate(FILMED, asked | {"every": every, "people": people})
    assert found["times"] == sorted({*range(0, months, every), months})
    assert found["differ"] == []
    values = native(Asked(scenario, council, 3, 0, months))
    assert np.array_equal(np.reshape(found["values"], values.shape), values, equal_nan=True)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("hall.story({ row: 282 })", "A post is a whole number from 0 to 281, not 282."),
        ("hall.story({ row: 'leader' })", "A post is a whole number from 0 to 281, not leader."),
        ("hall.network({ people: ['moral'] })", 'There is nothing called "moral" of people. Did you mean "morale"?'),
        ("hall.film({ people: ['moral'] })", 'There is nothing called "moral" of people. Did you mean "morale"?'),
        ("hall.film({ every: 0 })", "every must be a whole number of at least 1, not 0."),
        ("hall.pairs({ scenarios: ['baseline'] })", "A pair is of two scenarios: scenarios: [first, second]."),
        ("hall.run({ council: 'Camdn' })", 'There is no council "Camdn" among the 353. Did you mean "Camden"?'),
        (
            "hall.run({ months: 2 }).then((run) => run.series('trust.dyads'))",
            'There is no outcome "trust.dyads". Did you mean "trust.dyad"?',
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_gets_one_sentence(hall: Any, call: str, sentence: str) -> None:
    said = hall.evaluate(f"() => {call}.then(() => '', (error) => `${{error.name}}: ${{error.message}}`)")
    assert said == f"InputError: {sentence}"


def test_pairs_meet_the_same_luck_and_are_told_as_they_are_ready(hall: Any) -> None:
    found = hall.evaluate(
        """async () => { const told = [];
        const asked = { scenarios: ["baseline", "command"], council: "Kent", replicates: 5, months: 24 };
        const onPair = ([first, second], replicate) => told.push([replicate, first.months, second.months]);
        const pairs = await hall.pairs(asked, { onPair });
        const values = (at) => pairs.map((pair) => [...pair[at].values]);
        return { told, first: values(0), second: values(1) }; }"""
    )
    assert sorted(found["told"]) == [[replicate, 24, 24] for replicate in range(5)]
    for side, scenario in (("first", "baseline"), ("second", "command")):
        for replicate in range(5):
            values = native(Asked(scenario, "Kent", 0, replicate, 24))
            assert np.array_equal(np.reshape(found[side][replicate], values.shape), values, equal_nan=True)


DRAGGED = """async (workers) => {
  let calculated = 0, cancelled = 0, gate = new AbortController(), last;
  const plain = globalThis.Worker;
  globalThis.Worker = class extends plain {
    constructor(address) {
      super(address);
      this.addEventListener("message", ({ data }) => { calculated += data.found ? 1 : 0; });
    }
  };
  const mine = await load({ workers });
  globalThis.Worker = plain;
  const lever = (at) => mine.scenario({ extends: "baseline", set: { style_mean: at / 40 } });
  const scenarios = Array.from({ length: 30 }, (_, at) => lever(at));
  for (let at = 0; at < 30; at++) {
    gate.abort();
    gate = new AbortController();
    const asked = Array.from({ length: 40 }, (_, replicate) => ({ scenario: scenarios[at], replicate, months: 24 }));
    last = mine.runs(asked, { signal: gate.signal });
    last.catch((error) => { cancelled += error.name === "AbortError" ? 1 : 0; });
  }
  const runs = await last;
  const after = await mine.run({ months: 12 });
  mine.close();
  return { calculated, cancelled, values: runs.length, third: [...runs[3].values], after: after.months };
}"""


@pytest.mark.parametrize("workers", [0, 2])
def test_a_dragged_lever_costs_the_last_order_only(hall: Any, workers: int) -> None:
    """Thirty orders, each cancelled by the next: a worker looks for a newer one before every run, also the first."""
    found = hall.evaluate(DRAGGED, workers)
    assert (found["cancelled"], found["values"], found["after"]) == (29, 40, 12)
    # Two workers that each began every order would have made 98 runs; some may be quicker than the next order.
    assert found["calculated"] in (range(40, 69) if workers else [0])
    scenario = load_scenario("baseline").changed(style_mean=29 / 40)
    simulation = Simulation(scenario, [find_council("Camden")], replicate=3)
    assert found["third"] == simulation.advance(24)[:, 0, :].T.ravel().tolist()


def test_an_order_that_is_cancelled_before_it_is_given_is_refused(hall: Any) -> None:
    said = hall.evaluate("() => hall.run({}, { signal: AbortSignal.abort() }).then(() => '', (error) => error.name)")
    assert said == "AbortError"


@pytest.fixture
def alone(chromium: Any, browser: Path) -> Iterator[tuple[Any, set[psutil.Process]]]:
    """A browser that no other test uses, and the processes of the others."""
    others = set(family())
    options = [*RUBBISH, *sandbox()]
    started = chromium.browser_type.launch(executable_path=str(browser), args=options)
    yield started, others
    started.close()


TWICE = 2, 2


def test_memory_does_not_grow_with_runs(alone: tuple[Any, set[psutil.Process]], engine_page: Path) -> None:
    """By at most five per cent from the 200th to the 10,000th run (of a quarter; the benchmark has whole ones)."""
    started, others = alone
    page = opened(started, engine_page.as_uri())
    many = """async (count) => {
      const asked = (at) => ({ council: hall.councils[at % 7].code, replicate: at, months: 3 });
      const hundred = (from) => hall.runs(Array.from({ length: 100 }, (_, at) => asked(from + at)));
      for (let done = 0; done < count; done += 100) await hundred(done);
    }"""
    page.evaluate(many, 200)
    early, used = held(page, "hall", TWICE, others), page.evaluate("hall.used()")
    page.evaluate(many, 9_800)
    late = held(page, "hall", TWICE, others)
    assert page.evaluate("hall.used()")["memory"] == used["memory"]
    assert late <= 1.05 * early, f"{early:.0f} MB after 200 runs, {late:.0f} MB after 10,000"
