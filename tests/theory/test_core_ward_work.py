"""Ward work: discontent residents ask their councillors; who is left without an answer has no say and belongs less."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, first_day, months_of

from sim.core.arena import arena
from sim.core.residents import residents
from sim.core.ward_work import answer_residents
from sim.council.services import BACKBENCHER, CABINET, OPPOSITION
from sim.machine.engine import Simulation


def council(satisfaction: float, councils: int = 5, **settings: float) -> Simulation:
    """Councils in which so many residents are content."""
    simulation = first_day(councils, **settings)
    simulation.state.satisfaction[:] = satisfaction
    return simulation


def asked(simulation: Simulation, *roles: int) -> float:
    s = simulation.state
    return float(s.hours_asked[np.isin(s.role, roles)].mean())


def test_residents_as_content_as_in_2010_ask_for_what_councillors_have() -> None:
    simulation = council(0.69)
    act(simulation, answer_residents)
    assert asked(simulation, BACKBENCHER, OPPOSITION) == pytest.approx(31.0)
    assert np.all(simulation.state.unanswered == 0.0)


def test_the_discontent_ask_for_more_than_there_is_and_some_wait_in_vain() -> None:
    unanswered = []
    for satisfaction in (0.8, 0.6, 0.4):
        simulation = council(satisfaction)
        act(simulation, answer_residents)
        unanswered.append(float(simulation.state.unanswered.mean()))
    assert unanswered[0] == 0.0 <= unanswered[1] < unanswered[2]
    assert unanswered[2] > 0.2


def test_only_the_ward_that_is_discontent_waits() -> None:
    simulation = council(0.69)
    s = simulation.state
    s.satisfaction[:, 0] = 0.3
    act(simulation, answer_residents)
    assert np.all(s.unanswered[:, 0] > 0.3)
    assert np.all(s.unanswered[:, 1] == 0.0)


def test_letters_wait_for_meetings_and_not_the_other_way_round() -> None:
    """What a portfolio holder spends on the council's problems is missing for the ward; the problems are prepared."""
    idle, busy = (council(0.4, problem_rate=rate, political_share=0.9) for rate in (0.05, 1.0))
    for simulation in (idle, busy):
        act(simulation, arena, answer_residents)
    rows = idle.state.role == CABINET
    spent = [float(simulation.state.hours_granted[rows].mean()) for simulation in (idle, busy)]
    assert busy.state.unanswered.mean() > idle.state.unanswered.mean()
    assert spent[1] == pytest.approx(spent[0])


def test_evenings_are_residents_and_no_officers() -> None:
    """However short of hours for officers a portfolio holder is, those for the ward are not there for them."""
    simulation = council(0.9, problem_rate=1.0, political_share=0.9, problem_hours=12.0)
    act(simulation, arena)
    assert simulation.state.hours_granted[simulation.state.role == CABINET].max() <= 14.0 + 1e-9


def test_a_councillor_with_more_hours_leaves_fewer_without_an_answer() -> None:
    simulations = [council(0.4, member_hours=hours) for hours in (16.0, 48.0)]
    for simulation in simulations:
        act(simulation, answer_residents)
    few, many = (float(simulation.state.unanswered.mean()) for simulation in simulations)
    assert many < few - 0.1


def test_who_is_left_without_an_answer_has_no_say_and_belongs_less() -> None:
    heard, ignored = council(0.5), council(0.5)
    months = 24
    for simulation, unanswered in ((heard, 0.0), (ignored, 0.8)):
        for _ in range(months):
            simulation.state.unanswered[:] = unanswered
            simulation.state.satisfaction[:] = 0.5
            months_of(simulation, 1, residents)
    said = [simulation.state.residents_say.mean() for simulation in (heard, ignored)]
    assert said[1] == pytest.approx(said[0] - 0.37 * 0.5 * 0.8, abs=1e-6)
    assert ignored.state.resident_trust.mean() < heard.state.resident_trust.mean()
    assert ignored.state.attachment.mean() < heard.state.attachment.mean()


def test_say_is_lost_in_the_ward_alone_where_nobody_answers() -> None:
    simulation = council(0.5)
    s = simulation.state
    s.resident_trust[:] = 0.5
    s.unanswered[:, 0] = 1.0
    act(simulation, residents)
    assert np.all(s.resident_trust[:, 0] < s.resident_trust[:, 1])
