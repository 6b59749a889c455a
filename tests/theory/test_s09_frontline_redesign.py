"""S09: the front sees the work and redesigns it, unless it knows no more than its managers or is vetoed."""

from __future__ import annotations

import numpy as np
from first_day import act, first_day

from sim.core.casework import casework
from sim.core.demand import demand
from sim.core.hours import hours_there_are, time_budget
from sim.core.line_of_command import conditions
from sim.machine.engine import Simulation
from sim.theories.s09_frontline_redesign import fitness, frontline_redesign

COUNCILS = 40


def redesigned(delegation: float, veto: float = 0.0, *, months: int = 84, **settings: float) -> Simulation:
    """320 services searching for a better way of working under constant conditions."""
    simulation = first_day(COUNCILS, **settings)
    s = simulation.state
    s.delegation_reached[:] = delegation
    s.veto[:] = veto
    for month in range(months):
        act(simulation, frontline_redesign, month=month)
    return simulation


def gain(delegation: float, veto: float = 0.0, **settings: float) -> float:
    simulation = redesigned(delegation, veto, **settings)
    return float(simulation.state.redesign_gain[simulation.state.runs == 1.0].mean())


def test_delegation_brings_the_larger_gain() -> None:
    distributed, command = gain(0.9), gain(0.1)
    assert distributed > 1.5 * command
    assert distributed - command > 0.15


def test_the_advantage_vanishes_where_the_front_knows_no_more() -> None:
    known = gain(0.9) - gain(0.1)
    unknown = gain(0.9, front_information=0.0) - gain(0.1, front_information=0.0)
    assert abs(unknown) < 0.1 * known


def test_a_full_veto_stops_everything_from_the_front() -> None:
    stopped = redesigned(1.0, 1.0, forgetting_design=0.0)
    assert np.all(stopped.state.redesign_gain == 0.0)
    act(stopped, frontline_redesign, month=200)
    assert stopped.state.proposals.sum() > 0.0
    assert stopped.state.adopted.sum() == 0.0


def test_the_more_is_vetoed_the_less_is_gained() -> None:
    gains = [gain(0.9, veto) for veto in (0.0, 0.5, 0.8, 1.0)]
    assert np.all(np.diff(gains) < 0.0)


def test_managers_whose_indicators_measure_something_else_gain_less() -> None:
    assert gain(0.0, indicator_distortion=0.0) > 1.2 * gain(0.0, indicator_distortion=0.9)


def test_what_slips_back_is_the_cost_of_not_tending_it() -> None:
    assert gain(0.9, forgetting_design=0.05) < 0.8 * gain(0.9, forgetting_design=0.0)


def test_a_trial_takes_hours_of_those_who_do_the_work() -> None:
    simulation = first_day(COUNCILS, redesign_rate=1.0)
    act(simulation, frontline_redesign, time_budget)
    s = simulation.state
    staff = (s.kind == 2) & (s.filled == 1.0)
    assert np.all(s.hours_asked[staff] == simulation.values["redesign_hours"])
    assert s.hours_granted[staff].mean() > 0.0
    busy = s.contact_hours[staff].mean()
    act(simulation, time_budget)
    assert busy < s.contact_hours[staff].mean()


def test_a_trial_that_nobody_has_time_for_is_not_finished() -> None:
    searched = {}
    for rested, fatigue in (("free", 0.0), ("spent", 1.0)):
        simulation = first_day(COUNCILS, redesign_rate=1.0, forgetting_design=0.0, absence=0.4, contact_floor=0.2)
        simulation.state.fatigue[:] = fatigue
        for month in range(12):
            act(simulation, frontline_redesign, month=month)
        searched[rested] = simulation.state
    assert searched["spent"].hours_granted.sum() < 0.5 * searched["spent"].hours_asked.sum()
    assert searched["spent"].redesign_gain.mean() < 0.7 * searched["free"].redesign_gain.mean()


def test_a_better_way_of_working_means_less_failure_and_more_done() -> None:
    after = {}
    for redesign in (0.0, 0.8):
        simulation = first_day(10)
        s = simulation.state
        s.redesign_gain[:] = redesign
        act(simulation, conditions, hours_there_are, time_budget, demand, casework, month=1)
        runs = s.runs == 1.0
        after[redesign] = (
            s.quality[runs].mean(),
            s.completions[runs].sum(),
            s.returning[runs].sum() / s.completions[runs].sum(),
        )
    assert after[0.8][0] > after[0.0][0]
    assert after[0.8][1] > after[0.0][1]
    assert after[0.8][2] < after[0.0][2]


def test_the_landscape_is_rugged_and_bounded() -> None:
    """A change of one choice moves four of eight contributions: several peaks, every worth between 0 and 1."""
    simulation = first_day(5)
    now = simulation.now(frontline_redesign)
    peaks = []
    for key in simulation.state.council_key:
        worth = np.array([fitness(design, now, key, 0) for design in range(256)])
        assert worth.min() >= 0.0
        assert worth.max() <= 1.0
        peaks.append(sum(all(worth[d] >= worth[d ^ (1 << b)] for b in range(8)) for d in range(256)))
    assert min(peaks) >= 2, "on a smooth hill the centre would find the only peak as well as the front"


def test_the_front_judges_with_less_noise_even_where_indicators_are_sound() -> None:
    sound = {"indicator_distortion": 0.0, "managers_noise": 0.4}
    assert gain(0.9, **sound) > gain(0.1, **sound) + 0.05
    assert abs(gain(0.9, **sound, front_information=0.0) - gain(0.1, **sound, front_information=0.0)) < 1e-9
