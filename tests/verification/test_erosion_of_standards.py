"""Casework against the erosion of service standards (Oliva and Sterman 2001).

Time per case is ``standard x load^-alpha`` under load; the standard follows it downward with time constant T and hardly
upward (norms pull it up with a much longer one, N). Closed form at a constant load L without norms:
``standard(t) = exp(-t (1 - L^-alpha) / T)``; with norms and a given stock of open cases, whose load falls as the
standard falls, an ordinary differential equation, solved by scipy.
"""

from __future__ import annotations

import numpy as np
import pytest
from alone import moment, numbers_for, state_for
from scipy.integrate import solve_ivp

from sim.core.casework import casework
from sim.machine.window import Window

ALPHA, DOWN, UP = 0.6, 15.0, 90.0
NEVER = 1e12
BASE_CASES = 100.0


def service(standard: float = 1.0) -> Window:
    """One service of fixed capacity: nobody is in post, so that it has the least hours there can be (two per cent)."""
    s = state_for(
        casework,
        first_staff=0,
        first_partner=0,
        need_now=10.0,
        months_open=1.0,
        budget=10.0,
        base_cases=BASE_CASES,
        value_demand=BASE_CASES,
        ability=0.7,
        standard_time=standard,
    )
    s.runs[0, 0] = 1.0
    return s


def standards(
    months: int, load: float, *, start: float = 1.0, constant: bool, up: float = UP, alpha: float = ALPHA
) -> np.ndarray:
    """The standard month by month, the first being that at the start.

    ``load`` is open cases' hours over hours there are at the standard of 2010; ``constant`` keeps the load itself there
    although the standard falls (ever more cases).
    """
    s = service(start)
    numbers = numbers_for(casework, corner_cutting=alpha, erosion_months=DOWN, norm_months=up)
    capacity = 0.02 * BASE_CASES * numbers.case_months
    way = [start]
    for month in range(months):
        for flow in (s.completions, s.met_well):
            flow[:] = 0.0
        s.add_backlog[:] = 0.0
        s.backlog[0, 0] = load * capacity / (s.standard_time[0, 0] if constant else 1.0)
        casework.function(s, numbers, moment(casework, month))
        way.append(float(s.standard_time[0, 0]))
    return np.array(way)


@pytest.mark.parametrize("load", [1.2, 2.0, 4.0])
@pytest.mark.parametrize("alpha", [0.3, 0.6, 0.8])
def test_under_lasting_load_the_standard_falls_exponentially(load: float, alpha: float) -> None:
    """The declared time constant, divided by the share of time that is cut: the rate of the fall."""
    way = standards(48, load, constant=True, up=NEVER, alpha=alpha)
    each = 1.0 - (1.0 - load**-alpha) / DOWN
    np.testing.assert_allclose(way, each ** np.arange(49), rtol=1e-9)
    np.testing.assert_allclose(way, np.exp(-np.arange(49) * (1.0 - load**-alpha) / DOWN), rtol=0.05)


@pytest.mark.parametrize("load", [1.5, 3.0])
def test_the_way_down_is_the_differential_equation(load: float) -> None:
    """A given stock of cases: the load falls with the standard, norms pull up, the standard finds a level below one."""

    def change(_: float, y: np.ndarray) -> np.ndarray:
        cut = np.maximum(load * y, 1.0) ** -ALPHA
        return y * (cut - 1.0) / DOWN + (1.0 - y) / UP

    solved = solve_ivp(change, (0.0, 240.0), [1.0], t_eval=np.arange(241.0), rtol=1e-9, atol=1e-12).y[0]
    way = standards(240, load, constant=False)
    np.testing.assert_allclose(way, solved, atol=0.01)
    assert way[-1] < 0.9
    assert abs(way[-1] - way[-60]) < 0.01, "it has come to rest"


def test_it_returns_only_as_slowly_as_norms_pull() -> None:
    down = standards(24, 3.0, constant=False)
    fallen = down[-1]
    back = standards(240, 0.5, start=fallen, constant=False)
    expected = 1.0 - (1.0 - fallen) * (1.0 - 1.0 / UP) ** np.arange(241)
    np.testing.assert_allclose(back, expected, rtol=1e-9)
    np.testing.assert_allclose(back, 1.0 - (1.0 - fallen) * np.exp(-np.arange(241) / UP), atol=0.005)
    months_down = int(np.argmax(down <= 1.0 - 0.5 * (1.0 - fallen)))
    months_back = int(np.argmax(back >= 1.0 - 0.5 * (1.0 - fallen)))
    assert months_back == pytest.approx(UP * np.log(2.0), abs=1.0)
    assert months_back > 5 * months_down


def test_without_norms_it_never_returns() -> None:
    """Oliva and Sterman's case: the goal follows performance downward only."""
    fallen = standards(24, 3.0, constant=False, up=NEVER)[-1]
    assert standards(120, 0.5, start=fallen, constant=False, up=NEVER)[-1] == pytest.approx(fallen, rel=1e-6)


def test_without_load_nothing_erodes() -> None:
    np.testing.assert_allclose(standards(60, 0.9, constant=False), 1.0)
