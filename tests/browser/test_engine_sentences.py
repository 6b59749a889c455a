"""What a page is given gets the sentence that Python gives, word for word; what is taken becomes the same numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sim.council.councils import all_councils, find_council
from sim.council.services import WAYS
from sim.errors import InputError
from sim.machine.declared import PARAMETERS
from sim.machine.engine import check_seed, numbers_of
from sim.scenario.scenario import Scenario, checked_value, declared, list_scenarios, load_scenario, theories

pytestmark = pytest.mark.browser

TRY = """(given) => given.map((one) => {
  try { return ["taken", %s]; } catch (error) {
    return error instanceof InputError ? ["refused", error.message] : ["broke", String(error)];
  }
})"""


def in_page(hall: Any, expression: str, given: list[Any]) -> list[list[Any]]:
    """What a page makes of each of ``given``, which the expression calls ``one``."""
    found: list[list[Any]] = hall.evaluate(TRY % expression, given)
    return found


def in_python(act: Callable[[Any], Any], given: list[Any]) -> list[list[Any]]:
    found = []
    for one in given:
        try:
            found.append(["taken", act(one)])
        except InputError as error:
            found.append(["refused", str(error)])
    return found


VALUES: list[Any] = [
    *(
        0,
        1,
        2,
        5,
        7,
        -1,
        0.5,
        0.25,
        -0.5,
        1.5,
        1e-7,
        0.1 + 0.2,
        123456.75,
        3.5e-05,
        -12345678.9,
        10**15,
        10**16,
        -(10**20),
    ),
    *(True, False, None, [], {}, [1, 2], {"a": 1}),
    *(
        "",
        " ",
        "1",
        "0.5",
        "50 %",
        "50%",
        " 25  % ",
        "12 share",
        "3 agents",
        "3 Agents",
        "0.5 share",
        "1e-1 share",
        "abc",
    ),
    *(
        "1 %%",
        ".5 %",
        "5. %",
        "- 5 %",
        "+5 %",
        "200 %",
        "-3 %",
        "x" * 81,
        "5 " + "y" * 100,
        "zwei",
        "1\n%",
        "a'b",
        'a"b',
    ),
    *("replay", "fixe", "Fixed", "managerial", "é", "tab\there", "\u200b", "nul\x00l", "légal", "%", "½", "1 months"),
]
NAMES = [
    *("style_mean", "frontline_staff", "budget_mode", "budget_cut", "initial_trust", "chief_executive_form"),
    *("informal_ties", "trust_spread", "ward_inequality", "wards"),
]


def test_a_value_gets_the_same_sentence(hall: Any) -> None:
    given = [[name, value] for name in NAMES for value in VALUES]
    expected = in_python(lambda one: checked_value(declared(one[0]), one[1]), given)
    assert sum(said == "refused" for said, _ in expected) > 300
    assert sum(said == "taken" for said, _ in expected) > 60
    assert in_page(hall, "hall.check(one[0], one[1])", given) == expected


def test_every_parameter_has_its_bounds(hall: Any) -> None:
    theories()
    # A page has no whole numbers with a point, which only the sentence of a word would show.
    beyond = {True: ("x", 2), False: ("x", 1e7 + 0.5, -1e7 - 0.5)}
    given = [[one.name, value] for one in PARAMETERS.values() for value in (one.default, *beyond[bool(one.choices)])]
    given += [[one.name, bound] for one in PARAMETERS.values() if not one.choices for bound in (one.lo, one.hi)]
    expected = in_python(lambda one: checked_value(declared(one[0]), one[1]), given)
    assert in_page(hall, "hall.check(one[0], one[1])", given) == expected


def test_a_name_that_is_none_gets_the_near_one(hall: Any) -> None:
    given = [
        "style_men",
        "Style_Mean",
        "stylemean",
        "trust",
        "",
        "budget",
        "cut",
        "z" * 90,
        "initial trust",
        "mean_style",
    ]
    given += [name[:-1] for name in sorted(PARAMETERS)[::4]] + [name[2:] for name in sorted(PARAMETERS)[::4]]
    expected = in_python(lambda one: checked_value(declared(one), 0), given)
    assert in_page(hall, "hall.check(one, 0)", given) == expected


def test_a_council_is_found_as_python_finds_it(hall: Any) -> None:
    councils = all_councils()
    given: list[Any] = [
        text for one in councils for text in (one.code, one.ecode.lower(), one.name, one.short_name.upper())
    ]
    given += [
        "camdn",
        "London Borough of Camden",
        "",
        "  ",
        "north",
        "Newcastle",
        "st",
        "x" * 100,
        "Kings Lynn & West Norfolk",
    ]
    given += [None, 5, True, "atlantis", "E99999999", "the city of york council", "Durham", "Suffolk"]
    expected = in_python(lambda one: find_council(one).code, given)
    assert in_page(hall, "hall.council(one).code", given) == expected
    assert hall.evaluate("hall.councils.length") == len(councils) == 353


@pytest.mark.parametrize(
    "given",
    [0, 4_294_967_295, -1, 4_294_967_296, 1.5, True, None, "3"],
)
def test_a_seed_gets_the_same_sentence(hall: Any, given: Any) -> None:
    [expected] = in_python(lambda one: check_seed(one), [given])
    said = hall.evaluate(
        "(seed) => hall.run({ seed, months: 1 }).then(() => ['taken', seed], (error) => ['refused', error.message])",
        given,
    )
    assert said == (expected if given is not None else ["refused", expected[1]])


def test_months_are_bounded(hall: Any) -> None:
    said = hall.evaluate(
        """(given) => Promise.all(given.map((months) =>
          hall.run({ months }).then(() => "", (error) => error.message)))""",
        [0, -3, 1.5, "12", None, 1201],
    )
    assert said[:5] == [
        f"months must be a whole number of at least 1, not {shown}." for shown in ("0", "-3", "1.5", "'12'", "None")
    ]
    assert said[5] == "months must be at most 1200, not 1201."


EVENTS: list[Any] = [
    {"date": "2015-06", "set": {"training_share": 0.5}},
    {"date": "2015-06", "set": {"training_share": "50 %", "exit_rate": 0.2}},
    {"date": "2015-06", "name": "mine", "set": {"budget_mode": "fixed"}},
    {"date": "2014-04", "switch": {"S14": "off"}},
    {"date": "2014-04", "switch": {"S14": "off", "S03": "on"}},
    {"date": "2010-04", "switch": {"S12": "off"}},
    {"date": "2015-05", "replace": {"role": "chief_executive", "style": 0.8, "ability": 0.2}},
    {"date": "2013-04", "shift": {"role": "team_manager", "style": 0.2, "consistency": -0.3}},
    {"date": "2013-04", "shock": {"layer": "line", "trust": -0.3}},
    {"date": "2013-04", "shock": {"layer": "every", "trust": -0.3}},
    {"date": "2014-04", "sum": {"million": 5, "announced": "yes"}},
    {"date": "2014-04", "sum": {"percent": -2.5}},
    {"date": "2015-04", "funding": {"change": -10, "announced": "yes"}},
    {"date": "2012-03", "budget": {"closed": 1.5, "salami_slice": 0.5, "redesign": 0.5}},
    {"date": "2012-03", "budget": {"closed": 0}},
    {"date": "2012-04", "abolish": {"role": "chief_executive"}},
]
MISTAKEN: list[Any] = [
    *(
        None,
        5,
        "x",
        [],
        [1],
        {},
        {"date": "2015-06"},
        {"set": {"training_share": 0.5}},
        {"date": "2015-06", "sett": {}},
    ),
    *(
        {"date": "2015-06", "set": {}, "shock": {}},
        {"date": "2015-06", "set": []},
        {"date": "2015-06", "set": "training"},
    ),
    *(
        {"date": date, "set": {"training_share": 0.5}}
        for date in ("2015", "2015-13", "2009-01", "2115-01", "June 2015", "2015/6")
    ),
    *(
        {"date": date, "set": {"training_share": 0.5}}
        for date in (2015, None, "2110-03", "2110-04", "1.6.2015", "", "x" * 100)
    ),
    *(
        {"date": "2015-06", "name": name, "set": {"training_share": 0.5}}
        for name in ("A", "", "a b", 5, "n" * 41, None)
    ),
    {"date": "2015-06", "set": {"training_shar": 0.5}},
    {"date": "2015-06", "set": {"training_share": 5}},
    {"date": "2015-06", "set": {}},
    {"date": "2015-06", "set": {"initial_trust": 0.5}},
    {"date": "2015-06", "set": {"frontline_staff": 100}},
    {"date": "2014-04", "switch": {"S00": "off"}},
    {"date": "2014-04", "switch": {"S1": "off"}},
    {"date": "2014-04", "switch": {"s14": "off"}},
    {"date": "2014-04", "switch": {"training": "off"}},
    {"date": "2014-04", "switch": {"S14": "of"}},
    {"date": "2014-04", "switch": {"S14": False}},
    {"date": "2010-04", "replace": {"role": "leader"}},
    {"date": "2015-05", "replace": {"style": 0.8}},
    {"date": "2015-05", "replace": {"role": "chief"}},
    {"date": "2015-05", "replace": {"role": "leader", "stile": 0.8}},
    {"date": "2013-04", "shift": {"role": "leader"}},
    {"date": "2013-04", "shift": {"role": "leader", "style": 2}},
    {"date": "2013-04", "shock": {"layer": "line"}},
    {"date": "2013-04", "shock": {"layer": "lines", "trust": -0.3}},
    {"date": "2014-04", "sum": {}},
    {"date": "2014-04", "sum": {"announced": "yes"}},
    {"date": "2014-04", "sum": {"million": 5, "percent": 5}},
    {"date": "2015-04", "funding": {"change": -91}},
    {"date": "2012-04", "budget": {"closed": 1}},
    {"date": "2012-03", "budget": {}},
    {"date": "2012-03", "budget": {"redesign": 0.25, "outsource": 0.5}},
]
CLASHING: list[list[Any]] = [
    [EVENTS[0], EVENTS[1]],
    [{**EVENTS[0], "name": "a"}, {**EVENTS[2], "name": "a"}],
    [EVENTS[8], EVENTS[9]],
    [EVENTS[13], EVENTS[14]],
    [EVENTS[6], {**EVENTS[6], "replace": {"role": "chief_executive"}}],
    [EVENTS[10], {**EVENTS[11], "name": "second"}],
]


def resolved(scenario: Scenario) -> list[Any]:
    """What a run is handed of a scenario."""
    table = scenario.timetable.table
    columns = ("event_month", "event_kind", "event_place", "event_trait", "event_amount", "event_announced")
    rows = [list(row) for row in zip(*(table[name].tolist() for name in columns), strict=True)]
    changes = {str(month): [list(one) for one in found] for month, found in scenario.timetable.changes.items()}
    return [numbers_of(scenario), list(scenario.without), rows, changes, [event.name for event in scenario.events]]


IN_PAGE = """(({ run, events }) =>
  [run.numbers, run.off, run.rows, run.changes, events.map((event) => event.name)])(hall.scenario(%s))"""


def test_shipped_scenarios_are_resolved_alike(hall: Any) -> None:
    names = [*list_scenarios(), "comand", "x", "base line"]
    expected = in_python(lambda name: resolved(load_scenario(name)), names)
    assert in_page(hall, IN_PAGE % "one", names) == json.loads(json.dumps(expected))
    assert hall.evaluate("hall.scenarios.map((one) => [one.name, one.why])") == [
        [one.name, one.why] for one in map(load_scenario, list_scenarios())
    ]


def test_events_become_the_same_rows_and_changes_or_get_the_same_sentence(hall: Any) -> None:
    given = [*([one] for one in (*EVENTS, *MISTAKEN)), EVENTS, EVENTS[:8][::-1], *CLASHING]
    given += [[EVENTS[at], {**EVENTS[at + 1], "date": EVENTS[at]["date"]}] for at in (6, 7, 10)]
    expected = in_python(lambda events: resolved(load_scenario("command").with_events(*events)), given)
    assert sum(said == "taken" for said, _ in expected) >= len(EVENTS)
    found = in_page(hall, IN_PAGE % '{ extends: "command", events: one }', given)
    for one, said, wanted in zip(given, found, json.loads(json.dumps(expected)), strict=True):
        assert said == wanted, one


def test_a_scenario_of_ones_own(hall: Any) -> None:
    said = {
        "extends": "trust-crisis-2013",
        "set": {"style_mean": "20 %", "budget_mode": "fixed", "budget_cut": 30},
        "without": ["S12", "S03"],
        "events": [{"name": "crisis", "cancelled": "yes"}, EVENTS[12]],
    }
    same = Scenario(
        "own",
        settings={
            **load_scenario("trust-crisis-2013").settings,
            "style_mean": 0.2,
            "budget_mode": "fixed",
            "budget_cut": 30,
        },
        without=("S12", "S03"),
    ).with_events(EVENTS[12])
    assert in_page(hall, IN_PAGE % "one", [said]) == [["taken", json.loads(json.dumps(resolved(same)))]]


OWN = [
    ({"sett": {}}, '"sett" is not a key of a scenario. Did you mean "set"?'),
    (
        {"style_mean": 0.2},
        '"style_mean" is not a key of a scenario. It is a parameter: put it under "set", as set: {style_mean: ...}.',
    ),
    ({"colour": 1}, '"colour" is not a key of a scenario. A scenario has the keys extends, why, set, without, events.'),
    ({"extends": "comand"}, 'There is no scenario "comand". Did you mean "command"?'),
    ({"without": ["S99"]}, 'There is no theory "S99". They are S01 to S21; townhall theories lists them.'),
    ({"without": 5}, '"without" must be a list of theories such as [S12], or "all", not 5.'),
    ({"set": 5}, '"set" must be a mapping of parameter: value, not 5.'),
    ({"events": {}}, '"events" must be a list with an item for each event, not a mapping.'),
    (
        {"set": {"wards": 9}},
        "wards is 8 in a page, whose councils have their usual sizes; run other sizes with Python.",
    ),
    ({"events": [{"name": "x", "cancelled": "yes"}]}, 'there is no event "x" to cancel in what this extends.'),
    (
        {"events": [{"date": f"{2011 + year}-03", "budget": {"redesign": 1}} for year in range(8)]},
        f"These events are {8 * len(WAYS)} rows of the table of events, and a page has room for 61; leave some out.",
    ),
    (
        7,
        'The scenario must be a name, such as "baseline", or an object with the keys extends, why, set, without, '
        "events, not 7.",
    ),
]


@pytest.mark.parametrize(("said", "sentence"), OWN, ids=[f"{said!s:.30}" for said, _ in OWN])
def test_a_mistaken_scenario_gets_one_sentence(hall: Any, said: Any, sentence: str) -> None:
    assert in_page(hall, "hall.scenario(one)", [said]) == [["refused", sentence]]
