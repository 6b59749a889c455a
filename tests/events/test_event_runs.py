"""What events do to a run: nothing where they change nothing, the setting itself in month 0, else what they say."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from event_runs import equal, mean_change, outcomes, started, with_events

from sim.council.councils import find_council
from sim.council.services import CHIEF_EXECUTIVE, LINE, TEAM_MANAGER
from sim.faces.explain import explain
from sim.faces.model import CouncilModel
from sim.machine.engine import dated
from sim.machine.state import VARIABLES
from sim.outcomes import OUTCOMES
from sim.schedule import PROCESSES, THEORIES

EVENTFUL = (
    {"date": "2010-09", "shock": {"layer": "line", "trust": -0.3}},
    {"date": "2011-03", "budget": {"closed": 1.5, "redesign": 1}},
    {"date": "2011-05", "replace": {"role": "chief_executive", "style": 0.9}},
    {"date": "2011-06", "set": {"training_share": 0.5}},
    {"date": "2011-09", "switch": {"S14": "off", "S20": "on"}},
)

TAKEN_AWAY = 1
"""The row of a tie's evidence for what is taken away, because somebody new came or something shook trust."""

CHANGES_NOTHING = {
    "a parameter keeps its value": {"date": "2012-04", "set": {"training_share": 0.1}},
    "a theory that is on is switched on": {"date": "2012-04", "switch": {"S14": "on"}},
    "a shift of nothing": {"date": "2012-04", "shift": {"role": "leader", "style": 0, "ability": 0}},
    "a shock of nothing": {"date": "2012-04", "shock": {"layer": "every", "trust": 0}},
    "a sum of nothing": {"date": "2012-04", "sum": {"million": 0, "announced": "yes"}},
    "funding as it was": {"date": "2012-04", "funding": {"change": 0, "announced": "yes"}},
    "an event after the run": {"date": "2030-04", "shock": {"layer": "every", "trust": -0.5}},
}


@pytest.fixture(scope="module")
def plain() -> np.ndarray:
    return outcomes(with_events())


@pytest.mark.parametrize("what", CHANGES_NOTHING)
def test_what_changes_nothing_differs_by_exactly_nothing(what: str, plain: np.ndarray) -> None:
    assert equal(outcomes(with_events(CHANGES_NOTHING[what])), plain)


def test_in_the_first_month_an_event_is_the_setting() -> None:
    told = with_events({"date": "2010-04", "set": {"style_mean": 0.8, "approval_layers": 4.0, "exit_rate": 0.2}})
    assert equal(outcomes(told), outcomes(with_events(style_mean=0.8, approval_layers=4.0, exit_rate=0.2)))


@pytest.mark.parametrize("theory", ["S04", "S16", "S20"])
def test_in_the_first_month_a_switch_is_the_setting(theory: str, plain: np.ndarray) -> None:
    off, on = ({"date": "2010-04", "switch": {theory: to}} for to in ("off", "on"))
    assert equal(outcomes(with_events(off)), outcomes(with_events(without=(theory,))))
    assert equal(outcomes(with_events(on, without=(theory,))), plain)


def test_a_theory_that_is_off_in_the_first_month_opens_when_it_is_switched_on() -> None:
    on = {"date": "2011-04", "switch": {"S16": "on"}}
    told = with_events({"date": "2010-04", "switch": {"S16": "off"}}, on)
    assert equal(outcomes(told, 24), outcomes(with_events(on, without=("S16",)), 24))


def test_until_its_month_an_event_changes_nothing(plain: np.ndarray) -> None:
    for event in ({"date": "2012-04", "set": {"approval_layers": 5.0}}, {"date": "2012-04", "switch": {"S14": "off"}}):
        found = outcomes(with_events(event))
        assert equal(found[:24], plain[:24])
        assert not equal(found[24:25], plain[24:25]), event


@pytest.mark.parametrize("theory", THEORIES)
def test_a_theory_can_be_switched_on_and_off_in_any_month(theory: str, plain: np.ndarray) -> None:
    """Off: what it wrote for others is neutral, its stocks stay. On: it opens, and every number is one."""
    off = started(with_events({"date": "2011-09", "switch": {theory: "off"}}))
    off.advance(17)
    before = {name: array.copy() for name, array in off.state.arrays.items()}
    off.begin_month()
    own = {name for p in PROCESSES if p.theory and p.theory.id == theory for name in p.writes}
    for name in own:
        if VARIABLES[name].kind == "condition":
            assert (off.state.arrays[name] == VARIABLES[name].start).all(), name
        elif VARIABLES[name].kind == "stock":
            assert equal(off.state.arrays[name], before[name]), name
    on = outcomes(with_events({"date": "2011-09", "switch": {theory: "on"}}, without=(theory,)), 30)
    never = outcomes(with_events(without=(theory,)), 30)
    assert equal(on[:17], never[:17])
    assert not equal(on[17:], never[17:])
    assert (np.isnan(on) == np.isnan(plain[:30])).all()
    assert np.nanmax(np.abs(on)) < 1e6


def test_a_theory_opens_once_and_goes_on_from_its_stocks_after_a_pause() -> None:
    pause = ({"date": "2011-09", "switch": {"S20": "off"}}, {"date": "2011-10", "switch": {"S20": "on"}})
    simulation = started(with_events(*pause))
    simulation.advance(17)
    held = simulation.state.outlook.copy()
    simulation.advance(1)
    assert (simulation.state.outlook == held).all()
    simulation.advance(1)
    managers = slice(int(simulation.state.first_manager[0]), int(simulation.state.first_staff[0]))
    changed = (simulation.state.outlook[managers] != held[managers]).mean()
    assert changed < 0.5, "it was drawn anew"


# ---------------------------------------------------------------- copies, stretches, faces
def test_events_survive_copies_pickles_and_uneven_stretches() -> None:
    scenario = with_events(*EVENTFUL, without=("S20",))
    whole = started(scenario).advance(30)
    simulation = started(scenario)
    parts = [simulation.advance(months) for months in (5, 0, 6, 6)]  # the third ends on the eve of an event
    twins = [simulation.copy(), pickle.loads(pickle.dumps(simulation)), simulation]
    for twin in twins:
        assert equal(np.concatenate([*parts, twin.advance(13)]), whole)


def test_a_copy_that_is_further_on_leaves_the_original_where_it_is() -> None:
    scenario = with_events({"date": "2011-04", "set": {"training_share": 0.9}})
    simulation = started(scenario)
    simulation.advance(6)
    simulation.copy().advance(12)
    assert equal(simulation.copy().advance(12), started(scenario).advance(18)[6:])


def test_mesa_sees_the_same_events_in_steps_phases_and_copies() -> None:
    scenario = with_events(*EVENTFUL, without=("S20",))
    whole = outcomes(scenario, 24)
    model = CouncilModel(scenario, "Camden", rng=3, months=24)
    for _ in range(13):
        model.step()
    for one in (copy.deepcopy(model), pickle.loads(pickle.dumps(model)), model):
        for _ in range(4):
            assert list(one.phases())
        while one.running:
            one.step()
        assert one.datacollector is not None
        assert equal(one.datacollector.get_model_vars_dataframe().to_numpy(), whole)


def test_a_run_without_events_leaves_out_what_only_they_need() -> None:
    simulation = started(with_events())
    assert not dated(simulation.state)
    on = dict(zip((p.name for p in PROCESSES), simulation._in_months, strict=True))
    assert not any(on[name] for name in ("dated_events", "dated_traits", "ordered_departures"))


def test_a_theory_that_is_left_out_stays_out() -> None:
    """The knock-out runs of an explanation, and ``--without``."""
    scenario = with_events({"date": "2010-09", "switch": {"S14": "on"}}, without=("S14",))
    assert equal(outcomes(scenario.switched_off("S14"), 12), outcomes(with_events(without=("S14",)), 12))
    found = explain(scenario, find_council("Camden"), "staff.compassionate", 12, 3)
    assert "S14" in {knocked.theory for knocked in found.knock_outs}


# ---------------------------------------------------------------- each kind does what it says
def test_trust_of_the_layer_falls_by_as_much_and_the_ledger_says_so() -> None:
    """The ties of the layer, and no others; all others have the same luck."""
    event = {"date": "2010-09", "shock": {"layer": "line", "trust": -0.1}}
    shaken, calm = started(with_events(event)), started(with_events())
    for simulation in (shaken, calm):
        simulation.advance(6)
    state = shaken.state
    line = (state.layer == LINE) & (state.tenure[state.source] > 0) & (state.tenure[state.target] > 0)
    fell = state.trust - calm.state.trust
    assert fell[line].mean() == pytest.approx(-0.1, abs=0.02)
    assert (fell[state.layer != LINE] == 0).all()
    taken, taken_anyway = (run.state.entries["good_evidence"][TAKEN_AWAY] for run in (shaken, calm))
    taken = taken - taken_anyway
    assert (taken <= 0).all()
    assert (taken[line] < 0).mean() > 0.9
    assert (taken[state.layer != LINE] == 0).all()


def test_whoever_is_replaced_leaves_the_day_before_and_a_newcomer_comes() -> None:
    simulation = started(with_events({"date": "2011-05", "replace": {"role": "chief_executive", "style": 0.9}}))
    simulation.advance(12)
    state, post = simulation.state, int(simulation.state.chief_executive[0])
    before, style = int(state.occupant[post]), float(state.style[post])
    simulation.advance(1)
    assert (state.left[post], state.filled[post]) == (1.0, 0.0)
    simulation.advance(1)
    assert int(state.occupant[post]) == before + 1
    assert state.style[post] == 0.9 != style
    assert state.tenure[post] <= 1.0
    ties = slice(int(state.arc_start[post]), int(state.arc_start[post + 1]))
    assert (state.entries["good_evidence"][TAKEN_AWAY][ties] < 0).any(), "the old one's history goes with them"


def test_a_shift_moves_who_is_there_and_not_who_comes_later() -> None:
    event = {"date": "2010-06", "shift": {"role": "team_manager", "style": 0.3}}
    moved, still = started(with_events(event)), started(with_events())
    for simulation in (moved, still):
        simulation.advance(3)
    managers = (moved.state.role == TEAM_MANAGER) & (moved.state.filled == 1.0)
    there = managers & (moved.state.person_id == still.state.person_id)
    assert (moved.state.style[there] == np.clip(still.state.style[there] + 0.3, 0, 1)).all()
    others = moved.state.role != TEAM_MANAGER
    assert (moved.state.style[others] == still.state.style[others]).all()
    for simulation in (moved, still):
        simulation.advance(57)
    came = managers & (moved.state.occupant > 0) & (moved.state.person_id == still.state.person_id)
    assert came.any()
    assert (moved.state.style[came] == still.state.style[came]).all()


def test_a_sum_comes_once_into_the_reserves() -> None:
    event = {"date": "2010-06", "sum": {"million": 5}}
    with_sum, without = outcomes(with_events(event), 6), outcomes(with_events(), 6)
    gained = (with_sum - without)[:, OUTCOMES.index("money.reserves")]
    assert gained[:2].tolist() == [0.0, 0.0]
    assert gained[2:] == pytest.approx(5.0, abs=0.2)


@pytest.mark.parametrize("announced", ["yes", "no"])
def test_the_budget_round_foresees_what_is_announced(announced: str) -> None:
    """The round of March 2012 sees a cut of April 2012 only if it is announced; the next one sees it in any case."""
    event = {"date": "2012-04", "funding": {"change": -10, "announced": announced}}
    found, without = outcomes(with_events(event), 37), outcomes(with_events(), 37)
    gap = (found - without)[:, OUTCOMES.index("gap.budget")]
    assert (gap[23] > 10.0) == (announced == "yes")
    # What was found for it in one round need not be found in the next.
    assert gap[35] > 1.0 or announced == "yes"
    funding = found[24, OUTCOMES.index("money.funding")] / without[24, OUTCOMES.index("money.funding")]
    assert funding == pytest.approx(0.9)
    assert found[23, OUTCOMES.index("money.funding")] == without[23, OUTCOMES.index("money.funding")]


def test_an_announced_sum_narrows_the_gap_of_the_round_before_it() -> None:
    event = {"date": "2012-06", "sum": {"million": 5, "announced": "yes"}}
    gap = (outcomes(with_events(event), 24) - outcomes(with_events(), 24))[:, OUTCOMES.index("gap.budget")]
    assert gap[11] == 0.0
    assert gap[23] == pytest.approx(-5.0)


def test_a_budget_round_closes_as_much_and_by_the_ways_that_are_given() -> None:
    at = {name: OUTCOMES.index(name) for name in ("gap.budget", "gap.closed.salami_slice", "gap.closed.draw_reserves")}
    closed = {}
    for share in (0.0, 0.5, 1.0):
        event = {"date": "2012-03", "budget": {"closed": share, "salami_slice": 1}}
        closed[share] = outcomes(with_events(event), 24)[23]
    gap = closed[1.0][at["gap.budget"]]
    assert gap > 1.0
    for share, month in closed.items():
        assert month[at["gap.budget"]] == gap
        assert month[at["gap.closed.salami_slice"]] == pytest.approx(share * gap, rel=1e-9)
        assert month[at["gap.closed.draw_reserves"]] == pytest.approx((1 - share) * gap, abs=1e-9)


def test_the_office_is_abolished_and_its_holder_leaves() -> None:
    simulation = started(with_events({"date": "2011-06", "abolish": {"role": "chief_executive"}}))
    simulation.advance(14)
    assert simulation.state.chief_office[0] == 1.0
    simulation.advance(1)
    assert simulation.state.chief_office[0] == 0.0
    assert (simulation.state.filled[simulation.state.role == CHIEF_EXECUTIVE] == 0.0).all()


@pytest.mark.parametrize(
    ("event", "outcome", "months", "sign"),
    [
        ({"date": "2010-10", "shock": {"layer": "line", "trust": -0.3}}, "trust.staff_manager", slice(6, 30), -1),
        ({"date": "2010-10", "shift": {"role": "team_manager", "style": -0.5}}, "staff.permission", slice(6, 18), -1),
        ({"date": "2010-10", "set": {"training_share": 1.0}}, "staff.compassionate", slice(12, 30), 1),
        ({"date": "2011-04", "funding": {"change": -15}}, "money.reserves_ratio", slice(18, 24), -1),
        ({"date": "2010-10", "switch": {"S13": "off"}}, "staff.contact_share", slice(6, 24), -1),
    ],
    ids=lambda given: str(given) if isinstance(given, str) else "",
)
def test_events_point_the_right_way(event: dict, outcome: str, months: slice, sign: int) -> None:
    assert sign * mean_change(event, outcome, months, seeds=4) > 0
