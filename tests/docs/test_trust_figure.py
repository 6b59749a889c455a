"""The figure of the trust law's fixed points says what the rules do, and the committed files are of today's rules."""

from __future__ import annotations

import html

import numpy as np
import pytest

from docs.figures import trust_fixed_points as figure
from sim.core.relations import trust
from sim.council.services import SERVICE_COUNT
from sim.machine.engine import ENTRIES
from sim.machine.randomness import Now
from sim.machine.state import VARIABLES, dtype_of
from sim.theories.s01_dyad_under_stress import dyad_under_stress

MONTHS = 1200
ARCS = 400


@pytest.mark.parametrize(("chance", "asymmetry"), [(0.5, 1.0), (0.85, 3.0), (0.95, 5.0)])
def test_trust_settles_where_the_figure_says(chance, asymmetry):
    """Many arcs live through random months under the compiled rule; their mean is the line of the figure."""
    numbers = figure.values(trust_loss_asymmetry=asymmetry, reflection_rate=0.0)
    of_good, of_bad = figure.weights(numbers, stress=0.0, review=0.0)
    rows = {stock: np.zeros((ENTRIES[stock], ARCS)) for stock in ("good_evidence", "bad_evidence")}
    fields = {
        **{name: np.zeros(ARCS, dtype_of(VARIABLES[name])) for name in trust.reads},
        **{name: np.zeros(0, dtype_of(VARIABLES[name])) for name in trust.reads if VARIABLES[name].axis == "event"},
        "arc_start": np.array([0, ARCS]),
        "begins_anew": np.zeros(1),
        "disposition": np.array([numbers["disposition_mean"]]),
        "trust": np.zeros(ARCS),
        "good_evidence": np.zeros(ARCS),
        "bad_evidence": np.zeros(ARCS),
        **{f"{stock}_entries": entries for stock, entries in rows.items()},
    }
    s = trust.state_type(**fields)
    p = trust.parameter_type(*[numbers[name] for name in trust.parameters])
    luck = np.random.default_rng(1)
    mean = []
    for month in range(MONTHS):
        good = luck.random(ARCS) < chance
        for entries in rows.values():
            entries[:] = 0.0
        rows["good_evidence"][0] = np.where(good, of_good, 0.0)
        rows["bad_evidence"][0] = np.where(good, 0.0, of_bad)
        trust.function(s, p, Now(month, 4, 2010, False, np.uint64(0), np.uint64(0), trust.number))
        if month >= MONTHS // 2:
            mean.append((s.good_evidence.mean(), s.bad_evidence.mean()))
    r, bad = np.mean(mean, axis=0)
    expected = figure.settled(numbers, 0.0, np.array(chance))
    assert (r + 2 * numbers["disposition_mean"]) / (r + bad + 2) == pytest.approx(float(expected), abs=0.01)


@pytest.mark.parametrize(("level", "stress"), [(0.3, 0.0), (0.6, 0.2), (0.85, 0.3)])
def test_a_pairs_chance_is_that_of_the_rule(level, stress):
    """The share of good experiences among many pairs of this trust under this stress."""
    numbers = figure.values()
    pairs = 4000
    arcs = np.arange(2 * pairs)
    fields = {
        "council_key": np.arange(pairs).astype(np.uint64),
        "runs": np.zeros((pairs, SERVICE_COUNT)),
        "stress": np.full(pairs, stress),
        "chief_executive": 2 * np.arange(pairs) + 1,
        "service_director": np.zeros((pairs, SERVICE_COUNT), np.int64),
        "filled": np.ones(2 * pairs),
        "leader_arc": 2 * np.arange(pairs),
        "dyad_arc": np.zeros((pairs, SERVICE_COUNT), np.int64),
        "reverse": arcs ^ 1,
        "arc_id": (arcs * 2654435761).astype(np.uint64),
        "trust": np.full(2 * pairs, level),
        "reflecting": np.zeros((pairs, SERVICE_COUNT)),
        "leader_reflecting": np.zeros(pairs),
        "contacts": np.zeros(2 * pairs),
        "contact_by": np.zeros(2 * pairs),
        "add_good_evidence": np.zeros(2 * pairs),
        "add_bad_evidence": np.zeros(2 * pairs),
    }
    s = dyad_under_stress.state_type(**fields)
    p = dyad_under_stress.parameter_type(*[numbers[name] for name in dyad_under_stress.parameters])
    dyad_under_stress.function(s, p, Now(0, 4, 2010, False, np.uint64(0), np.uint64(0), dyad_under_stress.number))
    share = float((s.add_good_evidence[::2] > 0).mean())
    assert share == pytest.approx(float(figure.chance_of_good(numbers, stress, np.array(level))), abs=0.025)


def test_fixed_points_reproduce_themselves():
    numbers = figure.values()
    points = figure.fixed_points(numbers, 0.3)
    assert points
    for point in points:
        chance = figure.chance_of_good(numbers, 0.3, np.array(point.trust))
        assert float(figure.settled(numbers, 0.3, chance)) == pytest.approx(point.trust, abs=1e-4)


def test_the_committed_figure_is_of_todays_rules():
    svg = (figure.FOLDER / "trust_fixed_points.svg").read_text(encoding="utf-8")
    assert (figure.FOLDER / "trust_fixed_points.png").stat().st_size > 20_000
    assert html.escape(figure.finding(), quote=False) in svg, "run python -m docs.figures.trust_fixed_points"
