"""The law of trust against the closed form of beta evidence with forgetting, on its way and under luck.

Where steady experience leads (the fixed point) is held against the closed form in tests/theory/test_core_trust_law.py
and drawn in docs/figures/trust_fixed_points.py. Here: how trust gets there month by month, and where it settles on
average when experience is a matter of luck. With memory ``l`` a month, contact m, good experiences q, weight w and loss
weight a, evidence is ``r(t) = r* (1 - l^t) + r(0) l^t``, ``r* = w m q / (1 - l)``, and in s the same with
``w a m (1 - q)``.
"""

from __future__ import annotations

import numpy as np
import pytest
from alone import moment, numbers_for, state_for

from sim.core.relations import trust
from sim.machine.window import Window

WEIGHT, MEMORY = 0.3, 0.95
MONTHLY = MEMORY ** (1.0 / 3.0)
BEGINNING = 4.0


def ties(count: int, disposition: float = 0.5) -> Window:
    return state_for(
        trust,
        people=1,
        arcs=count,
        arc_start=(0, count),
        disposition=disposition,
        good_evidence=BEGINNING,
        bad_evidence=BEGINNING,
    )


def fold(s: Window, month: int, good: np.ndarray | float, bad: np.ndarray | float, asymmetry: float) -> None:
    s.good_evidence_entries[:] = 0.0
    s.bad_evidence_entries[:] = 0.0
    s.good_evidence_entries[0] = good
    s.bad_evidence_entries[0] = bad
    numbers = numbers_for(trust, trust_loss_asymmetry=asymmetry, evidence_weight=WEIGHT, trust_memory=MEMORY)
    trust.function(s, numbers, moment(trust, month))


def evidence(months: int, rate: float) -> float:
    """Evidence after some months of experiences at this rate, from ``BEGINNING``."""
    settled = WEIGHT * rate / (1.0 - MONTHLY)
    return settled * (1.0 - MONTHLY**months) + BEGINNING * MONTHLY**months


@pytest.mark.parametrize("asymmetry", [1.0, 3.0])
@pytest.mark.parametrize("q", [0.2, 0.6, 0.9])
def test_the_way_of_trust_is_the_closed_form(q: float, asymmetry: float) -> None:
    s = ties(1, disposition=0.6)
    for month in range(120):
        fold(s, month, q, 1.0 - q, asymmetry)
        r, bad = evidence(month + 1, q), evidence(month + 1, asymmetry * (1.0 - q))
        assert s.good_evidence[0] == pytest.approx(r, rel=1e-9)
        assert s.bad_evidence[0] == pytest.approx(bad, rel=1e-9)
        assert s.trust[0] == pytest.approx((r + 1.2) / (r + bad + 2.0), rel=1e-9)


@pytest.mark.parametrize("asymmetry", [1.0, 3.0, 5.0])
def test_under_luck_trust_settles_about_the_fixed_point(asymmetry: float) -> None:
    """Evidence is linear in luck, so its mean is exact; trust is a ratio, and settles near that of the means."""
    contact, q, count = 0.8, 0.8, 20_000
    s = ties(count)
    luck = np.random.default_rng(11)
    for month in range(400):
        drawn = luck.random(count)
        fold(s, month, (drawn < contact * q) * 1.0, ((drawn >= contact * q) & (drawn < contact)) * 1.0, asymmetry)
    r, bad = evidence(400, contact * q), evidence(400, asymmetry * contact * (1.0 - q))
    for held, expected in ((s.good_evidence, r), (s.bad_evidence, bad)):
        error = held.std() / np.sqrt(count)
        assert abs(held.mean() - expected) < 4.0 * error
    assert s.trust.mean() == pytest.approx((r + 1.0) / (r + bad + 2.0), abs=0.015)


def test_the_good_share_at_which_trust_is_one_half_is_that_of_the_asymmetry() -> None:
    """At a disposition of one half trust is one half where q = a (1 - q), that is at q = a / (1 + a)."""
    for asymmetry in (1.0, 2.0, 3.0, 5.0):
        balance = asymmetry / (1.0 + asymmetry)
        settled = {}
        for q in (balance - 0.05, balance, balance + 0.05):
            s = ties(1)
            for month in range(1500):
                fold(s, month, q, 1.0 - q, asymmetry)
            settled[q] = s.trust[0]
        below, at, above = settled.values()
        assert at == pytest.approx(0.5, abs=1e-9)
        assert below < 0.5 < above


def test_half_of_the_evidence_is_gone_at_the_half_life() -> None:
    half_life = round(np.log(0.5) / np.log(MONTHLY))
    s = ties(1)
    for month in range(half_life):
        fold(s, month, 0.0, 0.0, 3.0)
    assert s.good_evidence[0] == pytest.approx(BEGINNING / 2.0, rel=0.01)
