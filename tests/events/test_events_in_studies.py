"""Events in designs, keys, stored cells, manifests, figures and on the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from event_runs import equal, with_events

from experiments.cli import answer
from experiments.commands.told import notices, tell_of_swept_events
from experiments.designs.choices import choose_scenarios
from experiments.designs.design import Cell
from experiments.designs.sweep_file import load_design
from experiments.figures.marks import Mark, draw_marks, marks_among, note_of
from experiments.runs.cells import StoredCells, write_cells
from experiments.runs.plan import Expansion, Form
from sim.council.councils import find_council
from sim.errors import InputError
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.event import make_event
from sim.scenario.scenario import Scenario, load_scenario

CRISIS = {"name": "crisis", "date": "2013-04", "shock": {"layer": "line", "trust": -0.3}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scenario(**changes: Any) -> Scenario:
    return Scenario("crisis", events=(make_event({**CRISIS, **changes}),))


def design(folder: Path, levers: str, scenarios: str = "trust-crisis-2013", more: str = "") -> Any:
    (folder / "own.yaml").write_text(
        f"why: x\nkind: grid\nreplications: 2\nmonths: 60\nscenarios: [{scenarios}]\nlevers:\n{levers}{more}"
    )
    return load_design(folder / "own.yaml")


# ---------------------------------------------------------------- sweeps
def test_date_and_size_of_an_event_are_factors(folder: Path) -> None:
    found = design(folder, "  crisis.date: [2012-04, 2014-04]\n  crisis.trust: {from: -0.4, to: -0.1, steps: 2}\n")
    assert found.names == ("crisis.date", "crisis.trust")
    expansion = Expansion(found)
    rows = expansion.stretch(0, len(expansion)).to_pylist()
    assert {(row["crisis.date"], row["crisis.trust"]) for row in rows} == {
        (date, trust) for date in ("2012-04", "2014-04") for trust in (-0.4, -0.1)
    }
    assert len({row["key"] for row in rows}) == len(rows) == 8


def test_a_point_and_a_scenario_that_say_the_same_have_one_key(folder: Path) -> None:
    """What an event is called is no part of what a run depends on."""
    swept = Expansion(design(folder, "  crisis.date: [2012-04, 2013-04]\n")).keys_of(0)
    (folder / "same.yaml").write_text(
        "extends: baseline\nwhy: x\nevents:\n- {name: breach, date: 2012-04, shock: {layer: line, trust: -0.3}}\n"
    )
    other = Expansion(design(folder, "  breach.date: [2012-04, 2013-04]\n", "same.yaml")).keys_of(0)
    assert swept.tolist() == other.tolist()


@pytest.mark.parametrize(
    ("levers", "scenarios", "sentence"),
    [
        ("  crises.date: [2012-04, 2013-04]\n", "trust-crisis-2013", 'has no event value "crises.date". Did you mean'),
        ("  crisis.date: [2012-04, 2013-04]\n", "baseline", "It has no events"),
        ("  crisis.date: [2012-04, 2013-04]\n", "trust-crisis-2013, baseline", "The scenario baseline has no event"),
        ("  crisis.date:\n", "trust-crisis-2013", "is a date; list those to try"),
        ("  crisis.date: {from: 2012-04, to: 2014-04}\n", "trust-crisis-2013", "a choice has no range"),
        ("  crisis.date: [2012-04, April 2013]\n", "trust-crisis-2013", 'Did you mean "2013-04"'),
        ("  crisis.trust: [-3, 0]\n", "trust-crisis-2013", "must lie between -1 and 1"),
        ("  first-round.date: [2011-03, 2011-04]\n", "cuts-early", "budget rounds are in March"),
        ("  first-round.date: [2011-03, 2012-03]\n", "cuts-early", "both about the budget round"),
    ],
)
def test_a_mistaken_factor_is_answered_with_file_and_line(
    folder: Path, levers: str, scenarios: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        design(folder, levers, scenarios)
    assert str(caught.value).startswith("own.yaml, line ")


TRAINING = "  bought.date: [{}]\n  ended.date: [{}]\n"


def test_events_may_contradict_each_other_at_no_point_but_beside_all_points(folder: Path) -> None:
    """The scenario's own dates, which no point has, do not matter; dates that meet at one point do."""
    fine = TRAINING.format("2011-04, 2012-04", "2014-04, 2015-04")
    assert len(Expansion(design(folder, fine, "training-2014"))) == 8
    with pytest.raises(InputError, match=r"line 8: at bought\.date 2013-04, ended\.date 2013-04 the events"):
        design(folder, TRAINING.format("2012-04, 2013-04", "2013-04, 2014-04"), "training-2014")
    more = "constants:\n  bought.date: 2015-04\n"
    with pytest.raises(InputError, match=r"^own\.yaml, line \d+: .*both about the parameter training_share"):
        design(folder, "  bought.training_share: [0.5, 1]\n", "training-2014", more)


def test_dates_stand_in_a_table_of_points_too(folder: Path) -> None:
    text = "why: x\nkind: csv\nfile: p.csv\nmonths: 60\nscenarios: [training-2014]\n"
    (folder / "own.yaml").write_text(f"{text}levers:\n  bought.date:\n  ended.date:\n")
    (folder / "p.csv").write_text("bought.date,ended.date\n2012-04,2013-04\n2013-04,2014-04\n")
    assert len(Expansion(load_design(folder / "own.yaml"))) == 20
    (folder / "p.csv").write_text("bought.date,ended.date\n2012-04,2013-04\n2013-04,2013-04\n")
    with pytest.raises(InputError, match=r"^own\.yaml, line 8: at bought\.date 2013-04, ended\.date 2013-04 the"):
        load_design(folder / "own.yaml")


def test_scenarios_that_differ_in_events_differ(folder: Path) -> None:
    (folder / "more.yaml").write_text(
        "extends: low-trust\nwhy: x\nevents:\n"
        "- {date: 2011-04, switch: {S14: off}}\n- {date: 2012-04, sum: {million: 3}}\n"
    )
    assert len(design(folder, "  initial_trust: [0.3, 0.5]\n", "baseline, more.yaml").scenarios) == 2
    for name, month in (("one", "04"), ("other", "05")):
        (folder / f"{name}.yaml").write_text(f"why: x\nevents:\n- {{date: 2012-{month}, switch: {{S14: off}}}}\n")
    with pytest.raises(InputError, match="they differ in their dated events alone"):
        choose_scenarios(["one.yaml", "other.yaml"], without=["S14"])


def test_constants_can_set_an_event_too(folder: Path) -> None:
    found = design(folder, "  crisis.trust: [-0.2, -0.1]\n", more="constants:\n  crisis.date: 2012-04\n")
    assert found.scenarios[0].events[0].date == "2012-04"


# ---------------------------------------------------------------- what is kept of a run
def test_stored_cells_and_manifests_keep_events(folder: Path) -> None:
    cell = Cell(scenario(), (find_council("Camden"),), 24, ("index",))
    write_cells([cell], folder)
    again = StoredCells(folder).cell(0, Form.of(cell))
    assert again.scenario == cell.scenario
    assert again.scenario.events == cell.scenario.events


# ---------------------------------------------------------------- figures


def marks(*scenarios: Scenario, months: int) -> tuple[Mark, ...]:
    return marks_among({scenario.name: scenario.events for scenario in scenarios}, months)


def test_marks_are_numbered_by_month_and_say_where_they_happen() -> None:
    one = scenario()
    other = replace(
        scenario(), name="other", events=(*one.events, make_event({"date": "2012-06", "sum": {"million": 2}}))
    )
    found = marks(one, other, months=180)
    assert [(mark.label, mark.month) for mark in found] == [("1", 26), ("2", 36)]
    note = note_of(found)
    assert "1) 2012-06: £m +2 (other). 2) 2013-04: trust -0.3 (line)." in note
    assert marks(one, other, months=30) == found[:1]
    assert note_of(marks(load_scenario("command"), load_scenario("distributed"), months=180)) == ""


def test_a_mark_is_a_labelled_vertical_line() -> None:
    figure, panel = plt.subplots()
    draw_marks(panel, marks(scenario(), load_scenario("baseline"), months=180))
    (line,) = panel.lines
    assert line.get_xdata() == [36, 36]
    assert [text.get_text() for text in panel.texts] == ["1"]
    plt.close(figure)


# ---------------------------------------------------------------- the command line
def test_the_command_line_shows_kinds_and_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["events"]) == 0
    shown = capsys.readouterr().out
    assert all(kind in shown for kind in ("set", "switch", "replace", "shock", "funding", "abolish"))
    assert answer(["events", "shock"]) == 0
    assert answer(["scenarios", "crisis"]) == 0
    assert "2013-04" in capsys.readouterr().out
    assert answer(["events", "nonsense"]) == 2
    assert 'No kind of event matches "nonsense"' in capsys.readouterr().err


def test_what_an_event_does_less_than_one_might_think_is_told() -> None:
    told = notices([scenario()], 24)
    assert told == ["The event crisis of 2013-04 lies after the last month (2012-03); it never happens."]
    sets = Scenario("x", events=(make_event({"name": "a", "date": "2012-04", "set": {"exit_rate": 0.2}}),))
    assert "What --set gives exit_rate holds until 2012-04" in notices([sets], 60, ["exit_rate"])[0]
    twice = notices([load_scenario("training-2014")], 90, ["training_share"])
    assert sum("What --set gives" in sentence for sentence in twice) == 1, "the second event finds what the first left"
    arrivals = Scenario("x", events=(make_event({"date": "2012-04", "set": {"skill_mean": 0.7}}),))
    assert "only who arrives later is concerned" in notices([arrivals], 60)[0]
    office = make_event({"date": "2012-04", "abolish": {"role": "chief_executive"}})
    assert "S04" in notices([Scenario("x", without=("S04",), events=(office,))], 60)[0]
    assert notices([load_scenario("baseline")], 60, ["exit_rate"], ["S14"]) == []


def test_a_sweep_tells_of_dates_that_its_runs_do_not_reach(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell_of_swept_events(design(folder, "  crisis.date: [2014-04, 2015-04, 2016-04]\n"))
    said = capsys.readouterr()
    assert [word for word in ("2014-04", "2015-04", "2016-04") if f"of {word} lies" in said.err + said.out] == [
        "2015-04",
        "2016-04",
    ]


def test_a_family_lives_through_an_event_as_the_engine_says() -> None:
    """All councils of a model, in one stretch or year by year."""
    shaken = with_events({"date": "2011-06", "shock": {"layer": "line", "trust": -0.3}})
    both = [find_council("Camden"), find_council("Leeds")]
    whole = Simulation(shaken, both, seed=3).advance(24)
    calm = Simulation(with_events(), both, seed=3).advance(24)
    at = OUTCOMES.index("trust.staff_manager")
    assert equal(whole[:14], calm[:14])
    assert (whole[14, :, at] < calm[14, :, at] - 0.1).all()
    years = Simulation(shaken, both, seed=3)
    assert equal(np.concatenate([years.advance(12), years.advance(12)]), whole)
