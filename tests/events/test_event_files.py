"""What may stand under ``events:``, and the one sentence, with file and line, that anything else gets."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.core.dated_events import EVENT_ROWS
from sim.errors import InputError
from sim.scenario.dates import DATES, date_of, month_of
from sim.scenario.event import make_event
from sim.scenario.event_kinds import EVENT_KINDS
from sim.scenario.scenario import Scenario, list_scenarios, load_scenario, scenario_schema

LONG = "x" * 500
GOOD = "{date: 2015-06, set: {training_share: 0.5}}"

# name of the case: (an event, as it stands in the file, a part of the sentence)
MISTAKES: dict[str, tuple[str, str]] = {
    "no mapping": ("soon", "an event is a mapping"),
    "nothing": ("", "an event is a mapping"),
    "no date": ("{set: {training_share: 0.5}}", "has no date"),
    "no kind": ("{date: 2015-06}", "does not say what happens"),
    "two kinds": (
        "{date: 2015-06, set: {training_share: 0.5}, switch: {S14: off}}",
        "set and switch; write two events",
    ),
    "an unknown kind": ("{date: 2015-06, sett: {training_share: 0.5}}", 'Did you mean "set"?'),
    "a long kind": (f"{{date: 2015-06, {LONG}: 1}}", "no kind of event"),
    "a date in words": ("{date: April 2015, set: {training_share: 0.5}}", 'Did you mean "2015-04"?'),
    "a date the other way round": ("{date: 06/2015, set: {training_share: 0.5}}", 'Did you mean "2015-06"?'),
    "a day": ("{date: 2015-06-01, set: {training_share: 0.5}}", 'Did you mean "2015-06"?'),
    "a year": ("{date: 2015, set: {training_share: 0.5}}", 'Did you mean "2015-04"?'),
    "a month without a nought": ("{date: 2015-6, set: {training_share: 0.5}}", 'Did you mean "2015-06"?'),
    "a thirteenth month": ("{date: 2015-13, set: {training_share: 0.5}}", "has no month 13"),
    "a date before all runs": ("{date: 2009-12, set: {training_share: 0.5}}", "runs begin in 2010-04"),
    "a date after all runs": ("{date: 2999-12, set: {training_share: 0.5}}", "outside every run"),
    "a long date": (f"{{date: {LONG}, set: {{training_share: 0.5}}}}", "a date is a year and a month"),
    "a date that is a list": ("{date: [2015], set: {training_share: 0.5}}", "a date is a year and a month"),
    "a name with a dot": ("{name: a.b, date: 2015-06, set: {training_share: 0.5}}", "the name of an event is small"),
    "a name that is a number": (
        "{name: 7, date: 2015-06, set: {training_share: 0.5}}",
        "the name of an event is small",
    ),
    "a body that is a word": ("{date: 2015-06, set: training_share}", '"set" must be a mapping'),
    "an empty body": ("{date: 2015-06, set: {}}", '"set" says nothing'),
    "an unknown parameter": ("{date: 2015-06, set: {training_shar: 0.5}}", 'Did you mean "training_share"?'),
    "a value out of range": ("{date: 2015-06, set: {training_share: 5}}", "must lie between 0 and 1"),
    "a value that is not finite": ("{date: 2015-06, set: {training_share: .inf}}", "must lie between 0 and 1"),
    "a value that is a word": ("{date: 2015-06, set: {training_share: much}}", "must be a number"),
    "a wrong unit": ("{date: 2015-06, set: {training_share: 2 weeks}}", "has the unit"),
    "a size": ("{date: 2015-06, set: {politicians: 20}}", "politicians is read on the first day only"),
    "trust at the start": ("{date: 2010-04, set: {initial_trust: 0.5}}", "initial_trust is read on the first day only"),
    "the first form of government": ("{date: 2015-06, set: {starting_form: committees}}", "read on the first day only"),
    "an unknown theory": ("{date: 2015-06, switch: {S144: off}}", "They are S01 to S21"),
    "a switch that is no word": ("{date: 2015-06, switch: {S14: 0}}", "S14 must be one of on, off"),
    "a shock without a layer": ("{date: 2015-06, shock: {trust: -0.3}}", '"shock" needs "layer"'),
    "an unknown layer": ("{date: 2015-06, shock: {layer: lime, trust: -0.3}}", 'Did you mean "line"?'),
    "trust beyond one": ("{date: 2015-06, shock: {layer: line, trust: -3}}", "trust must lie between -1 and 1"),
    "a shock without a size": ("{date: 2015-06, shock: {layer: line}}", '"shock" needs "trust"'),
    "an unknown role": ("{date: 2015-06, replace: {role: chief_exec}}", 'Did you mean "chief_executive"?'),
    "a shift of no trait": ("{date: 2015-06, shift: {role: leader}}", "a shift names at least one trait"),
    "an unknown trait": ("{date: 2015-06, shift: {role: leader, stile: 1}}", 'Did you mean "style"?'),
    "a replacement on the first day": ("{date: 2010-04, replace: {role: leader}}", "nobody can be replaced in 2010-04"),
    "a sum given twice": ("{date: 2015-06, sum: {million: 1, percent: 1}}", "a sum is given in one way"),
    "a sum of nothing": ("{date: 2015-06, sum: {announced: yes}}", "a sum is given in one way"),
    "announced by a number": ("{date: 2015-06, sum: {million: 1, announced: 1}}", "announced must be one of no, yes"),
    "funding cut by more than there is": ("{date: 2015-06, funding: {change: -200}}", "must lie between -90"),
    "a round in June": ("{date: 2015-06, budget: {closed: 1}}", 'write "2016-03" for the round of 2015-16'),
    "shares that leave something": ("{date: 2015-03, budget: {redesign: 0.4}}", "must add up to 1, not 0.4"),
    "an unknown way": ("{date: 2015-03, budget: {redesing: 1}}", 'Did you mean "redesign"?'),
    "an office that cannot be abolished": (
        "{date: 2015-06, abolish: {role: leader}}",
        "role must be one of chief_exec",
    ),
    "a cancelled event that is not there": ("{name: crisis, cancelled: yes}", 'no event "crisis" to cancel'),
    "an event cancelled by no": ("{name: crisis, cancelled: no}", "cancelled by its name alone"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = scenario_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistaken_event_is_answered_with_file_and_line(case: str, folder: Path) -> None:
    event, sentence = MISTAKES[case]
    (folder / "own.yaml").write_text(f"extends: baseline\nwhy: x\nevents:\n- {GOOD}\n- {event}\n")
    with pytest.raises(InputError) as caught:
        load_scenario("own.yaml")
    message = str(caught.value)
    assert message.startswith("own.yaml, line 5: "), message
    assert sentence in message
    assert "\n" not in message
    assert "x" * 81 not in message


LOADER_ALONE = {
    *("a thirteenth month", "a date before all runs", "a size", "trust at the start", "the first form of government"),
    *(
        "a shift of no trait",
        "a replacement on the first day",
        "a sum given twice",
        "a sum of nothing",
        "a round in June",
        "shares that leave something",
    ),
    *("an unknown way", "a cancelled event that is not there", "an empty body", "a date after all runs"),
}
"""What the schema need not know."""


@pytest.mark.parametrize("case", [case for case in MISTAKES if case not in LOADER_ALONE])
def test_the_schema_refuses_what_the_loader_refuses(case: str, validator: Draft202012Validator) -> None:
    content = YAML(typ="safe", pure=True).load(f"why: x\nevents:\n- {MISTAKES[case][0]}\n")
    assert not validator.is_valid(content)


@pytest.mark.parametrize("name", EVENT_KINDS)
def test_every_kind_has_an_example_that_is_one(name: str, validator: Draft202012Validator) -> None:
    kind = EVENT_KINDS[name]
    said = YAML(typ="safe", pure=True).load(kind.example)
    event = make_event(said)
    assert event.kind == name
    assert event.said
    validator.validate({"why": "x", "events": [said]})
    assert event.declared.rows(event.values) or event.declared.changes(event.values), "it does nothing"
    assert all(row.kind < len(EVENT_ROWS) for row in event.declared.rows(event.values))
    assert kind.doc.endswith(".")


@pytest.mark.parametrize("name", list_scenarios())
def test_shipped_scenarios_pass_the_schema_that_editors_use(name: str, validator: Draft202012Validator) -> None:
    path = load_scenario(name).source
    validator.validate(YAML(typ="safe", pure=True).load(Path(path).read_text(encoding="utf-8")))


def test_dates_are_months_and_back() -> None:
    assert (DATES[0], DATES[11], DATES[12]) == ("2010-04", "2011-03", "2011-04")
    assert [month_of(date) for date in DATES] == list(range(len(DATES)))
    assert date_of(179) == "2025-03"


# ---------------------------------------------------------------- contradictions
CLASHES = {
    "one parameter": ("set: {exit_rate: 0.1}", "set: {exit_rate: 0.2}"),
    "one theory": ("switch: {S14: off}", "switch: {S14: on}"),
    "one role": ("replace: {role: leader}", "replace: {role: leader, style: 0.5}"),
    "one trait": ("replace: {role: leader, style: 0.5}", "shift: {role: leader, style: 0.5}"),
    "one layer": ("shock: {layer: every, trust: -0.1}", "shock: {layer: line, trust: -0.1}"),
    "the reserves": ("sum: {million: 1}", "sum: {percent: 1}"),
    "the funding": ("funding: {change: 1}", "funding: {change: 2}"),
    "one round": ("budget: {closed: 1}", "budget: {redesign: 1}"),
    "an office and its holder": ("abolish: {role: chief_executive}", "replace: {role: chief_executive}"),
}


@pytest.mark.parametrize("case", CLASHES)
def test_two_events_on_one_thing_in_one_month_are_refused(case: str, folder: Path) -> None:
    one, other = CLASHES[case]
    text = f"why: x\nevents:\n- {{date: 2013-03, {one}}}\n- {{date: 2013-03, {other}}}\n"
    (folder / "own.yaml").write_text(text)
    with pytest.raises(
        InputError, match=r"^own\.yaml, line [34]: the events .* are both about .* in 2013-03; keep one"
    ):
        load_scenario("own.yaml")
    (folder / "own.yaml").write_text(text.replace("2013-03", "2014-03", 1))
    assert len(load_scenario("own.yaml").events) == 2


def test_two_events_of_one_name_are_refused(folder: Path) -> None:
    (folder / "own.yaml").write_text(
        "why: x\nevents:\n- {name: a, date: 2013-03, sum: {million: 1}}\n"
        "- {name: a, date: 2014-03, sum: {million: 1}}\n"
    )
    with pytest.raises(InputError, match=r'^own\.yaml, line 4: two events have the name "a"'):
        load_scenario("own.yaml")


# ---------------------------------------------------------------- chains
def test_events_come_down_the_chain_are_replaced_by_name_and_cancelled(folder: Path) -> None:
    (folder / "one.yaml").write_text(
        "why: x\nevents:\n- {name: a, date: 2013-04, sum: {million: 1}}\n"
        "- {name: b, date: 2014-04, sum: {million: 2}}\n"
        "- {date: 2015-04, sum: {million: 3}}\n"
    )
    (folder / "two.yaml").write_text(
        "extends: one\nwhy: y\nevents:\n- {name: a, date: 2016-04, funding: {change: -5}}\n"
        "- {name: b, cancelled: yes}\n"
        "- {date: 2017-04, sum: {million: 4}}\n"
    )
    found = load_scenario("two.yaml")
    assert [(event.name, event.date, event.kind) for event in found.events] == [
        ("sum-2015-04", "2015-04", "sum"),
        ("a", "2016-04", "funding"),
        ("sum-2017-04", "2017-04", "sum"),
    ]


def test_an_event_that_clashes_with_an_inherited_one_is_the_one_to_mend(folder: Path) -> None:
    (folder / "one.yaml").write_text("why: x\nevents:\n- {name: a, date: 2013-04, sum: {million: 1}}\n")
    (folder / "two.yaml").write_text("extends: one\nwhy: y\nevents:\n- {date: 2013-04, sum: {million: 4}}\n")
    with pytest.raises(InputError, match=r"^two\.yaml, line 4: "):
        load_scenario("two.yaml")


# ---------------------------------------------------------------- what a scenario with events is
CRISIS = {"name": "crisis", "date": "2013-04", "shock": {"layer": "line", "trust": -0.3}}


def test_events_enter_the_digest_and_their_names_do_not() -> None:
    plain = load_scenario("baseline")
    one = Scenario("x", events=(make_event(CRISIS),))
    named = Scenario("y", events=(make_event({**CRISIS, "name": "breach"}),))
    later = Scenario("z", events=(make_event({**CRISIS, "date": "2013-05"}),))
    assert one.digest == named.digest
    assert len({plain.digest, one.digest, later.digest}) == 3
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("events", ["soon", {"date": "2013-04"}, ({"date": "2013-04"},), ("soon",), 3])
def test_what_is_no_event_gets_one_sentence_in_python_too(events: object) -> None:
    with pytest.raises(InputError, match=r"^(events are given as a list|an event of a scenario is made by make_event)"):
        Scenario("x", events=events)  # type: ignore[arg-type]


def test_date_and_size_are_set_anew_by_name() -> None:
    scenario = Scenario("x", events=(make_event(CRISIS),))
    changed = scenario.changed(**{"crisis.date": "2014-04", "crisis.trust": "-10 %"})
    assert changed.events[0].content == (48, "shock", (("layer", "line"), ("trust", -0.1)))
    for name, sentence in {
        "crises.trust": 'Did you mean "crisis"',
        "crisis.trist": 'Did you mean "trust"',
        "crisis.role": "has no",
    }.items():
        with pytest.raises(InputError, match=sentence):
            scenario.changed(**{name: 0.1})


def test_further_events_are_laid_over_a_scenario_by_name() -> None:
    scenario = Scenario("x").with_events(CRISIS, {"date": "2013-04", "sum": {"million": 1}})
    assert [event.name for event in scenario.events] == ["crisis", "sum-2013-04"]
    later = scenario.with_events(make_event({**CRISIS, "date": "2014-04"}))
    assert [(event.name, event.date) for event in later.events] == [("sum-2013-04", "2013-04"), ("crisis", "2014-04")]
    with pytest.raises(InputError, match="both about the reserves"):
        scenario.with_events({"date": "2013-04", "sum": {"million": 2}})


def test_a_theory_that_is_switched_off_loses_its_events_and_others_keep_theirs() -> None:
    scenario = Scenario("x", events=(make_event({"date": "2013-04", "switch": {"S14": "off", "S13": "off"}}),))
    assert scenario.switched_off("S14").events[0].values == {"S13": "off"}
    assert scenario.switched_off("S14", "S13").events == ()
