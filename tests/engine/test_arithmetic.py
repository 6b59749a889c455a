"""Our elementary functions against Python's: accurate to a few units in the last place, monotone, safe at the ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.machine.arithmetic import bits_set, clip, cos_turn, exp, gumbel, log, logistic, monthly, power

many = settings(max_examples=500)


def units_apart(ours: float, theirs: float) -> float:
    """Distance in units in the last place of the true value."""
    return abs(ours - theirs) / math.ulp(theirs)


@given(st.floats(-690, 690))
@example(0.0)
@example(1.0)
@example(-1e-300)
@example(math.log(2) / 2)
@many
def test_exp(x: float) -> None:
    assert units_apart(exp(x), math.exp(x)) <= 2


@given(st.floats(1e-300, 1e300))
@example(1.0)
@example(2.0)
@example(math.sqrt(2))
@example(math.nextafter(1.0, 0.0))
@example(math.nextafter(1.0, 2.0))
@many
def test_log(x: float) -> None:
    ours = log(x)
    assert units_apart(ours, math.log(x)) <= 2 or abs(ours - math.log(x)) < 1e-17


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
@example(0.25)
@example(0.5)
@example(0.75)
@many
def test_cos_turn(u: float) -> None:
    # The cosine of u turns by a sine of at most a quarter turn: 2 pi u itself would already be rounded.
    true = math.sin((abs(u - 0.5) - 0.25) * 2 * math.pi)
    assert abs(cos_turn(u) - true) <= 4.5e-16
    assert cos_turn(u) == pytest.approx(math.cos(2 * math.pi * u), abs=1e-15)


@given(st.floats(1e-6, 1e6), st.floats(-5, 5))
@many
def test_power(x: float, y: float) -> None:
    assert power(x, y) == pytest.approx(x**y, rel=2e-14)


def test_power_of_zero() -> None:
    assert power(0.0, 0.5) == 0.0


def test_exact_points() -> None:
    assert exp(0.0) == 1.0
    assert log(1.0) == 0.0
    assert logistic(0.0) == 0.5
    assert power(1.0, 0.37) == 1.0
    assert power(0.7, 0.0) == 1.0
    assert monthly(0.0) == 0.0


def test_the_ends_are_safe() -> None:
    assert exp(1e9) == exp(700.0)
    assert exp(-1e9) == exp(-700.0) > 0.0
    assert math.isfinite(exp(700.0))
    assert logistic(-1e9) >= 0.0
    assert logistic(1e9) == 1.0
    smallest, largest = 0.5 / 2**52, 1 - 0.5 / 2**52
    assert math.isfinite(gumbel(smallest))
    assert math.isfinite(gumbel(largest))


@given(st.floats(-40, 40))
@many
def test_logistic(x: float) -> None:
    assert logistic(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-15, abs=1e-300)
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=3e-16)


@given(st.floats(-650, 650), st.floats(1e-9, 10))
@many
def test_exp_rises(x: float, step: float) -> None:
    assert exp(x + step) >= exp(x)


@given(st.floats(0, 0.99))
def test_twelve_months_make_a_year(rate: float) -> None:
    assert 1 - (1 - monthly(rate)) ** 12 == pytest.approx(rate, abs=1e-12)


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_clip(x: float, a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    assert clip(x, low, high) == float(np.clip(x, low, high))


def test_bits_are_counted() -> None:
    assert [bits_set(bits) for bits in range(1 << 16)] == [bits.bit_count() for bits in range(1 << 16)]
