"""A model in which distributed leadership always wins is wrong: points where each wins, and the controls.

Differences are paired on thirty seeds; a side wins where the interval of 95 per cent excludes zero.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from paired_runs import Difference, column, difference, difference_of, runs, world

from sim.council.services import PROFILES
from sim.scenario.scenario import load_scenario

pytestmark = pytest.mark.statistical

UNCLEAR_VALUES: dict[str, Any] = {
    "alignment_mean": 0.35,
    "audit_rate": 0.0,
    "wickedness_shift": -2.0,
    "approval_layers": 1.0,
    "ability_mean": 0.75,
}
"""Values are not shared, nobody audits, the work is technical, lines are short, directors are able."""


def distributed_over_command(outcome: str, **settings: Any) -> Difference:
    """What a mean style of .8 gives more (or less) than one of .2, everything else equal."""
    return difference(world(style_mean=0.2, **settings), world(style_mean=0.8, **settings), outcome)


def test_command_wins_where_values_are_unclear_and_the_work_is_technical() -> None:
    found = distributed_over_command("index", **UNCLEAR_VALUES)
    assert found.high < 0.0, str(found)


def test_distribution_wins_in_camden_as_it_is() -> None:
    found = distributed_over_command("index")
    assert found.low > 0.0, str(found)


def test_the_more_agencies_a_case_needs_the_more_distribution_is_worth() -> None:
    plain, as_it_is, wicked = (distributed_over_command("index", wickedness_shift=w) for w in (-2.0, 0.0, 2.0))
    assert plain.mean < as_it_is.mean < wicked.mean, f"{plain}; {as_it_is}; {wicked}"
    assert wicked.low > 0.0


SINGLE_AGENCY = [profile.name for profile in PROFILES if profile.wickedness == 1]


MANY_SEEDS = 200
"""Level is said of an interval, so that it must be narrow."""

LEVEL = 0.03
"""How far an end of the interval may lie from no difference, in quality, where a service is said to be level."""


@lru_cache(maxsize=1)
def ordinary_times() -> tuple[np.ndarray, np.ndarray]:
    """Runs of command and of distributed leadership where money is not short."""
    command, distributed = (runs(world(style_mean=style, budget_mode="none"), seeds=MANY_SEEDS) for style in (0.2, 0.8))
    return command, distributed


@pytest.mark.parametrize("service", SINGLE_AGENCY)
def test_at_one_agency_the_styles_are_level_on_quality_in_ordinary_times(service: str) -> None:
    command, distributed = ordinary_times()
    found = difference_of(
        column(distributed, f"service.quality.{service}") - column(command, f"service.quality.{service}")
    )
    assert max(-found.low, found.high) < LEVEL, str(found)


def test_over_the_single_agency_services_the_styles_are_level_on_quality() -> None:
    """In model 0.2 command was ahead here; since hours bind (0.3) it is not (docs/odd/choices.md, IV.iii)."""
    command, distributed = ordinary_times()
    found = difference_of(
        np.mean(
            [
                column(distributed, f"service.quality.{k}") - column(command, f"service.quality.{k}")
                for k in SINGLE_AGENCY
            ],
            axis=0,
        )
    )
    assert max(-found.low, found.high) < LEVEL / 2.0, str(found)


@pytest.mark.parametrize("crises", [1.0, 4.0])
def test_command_answers_crises_faster(crises: float) -> None:
    found = distributed_over_command("crisis.loss", crisis_rate=crises)
    assert found.low > 0.0, str(found)


def test_the_more_crises_the_less_distribution_is_worth() -> None:
    calm, stormy = (distributed_over_command("index", crisis_rate=rate) for rate in (0.0, 4.0))
    assert stormy.mean < calm.mean, f"{calm}; {stormy}"


# ------------------------------------------------------------------ controls
def test_consultation_without_authority_does_not_get_the_gain() -> None:
    gain = difference("command", "distributed", "index")
    without = difference("command", "distributed-without-authority", "index")
    assert gain.low > 0.0
    assert without.high < gain.low
    assert without.mean < 0.25 * gain.mean, f"without authority {without}, with it {gain}"


@pytest.mark.parametrize("outcome", ["service.redesign_gain", "service.in_time", "staff.morale"])
def test_consultation_without_authority_leaves_the_front_where_command_leaves_it(outcome: str) -> None:
    assert difference("distributed", "distributed-without-authority", outcome).high < 0.0
    assert difference("command", "distributed-without-authority", outcome).low < 0.01


def test_one_commander_in_the_chain_stops_delegation() -> None:
    command, mixed, distributed = (
        column(runs(load_scenario(name)), "leadership.delegation").mean()
        for name in ("command", "mixed-line", "distributed")
    )
    assert mixed - command < 0.2 * (distributed - command)


def test_a_mixed_line_gets_hardly_any_of_the_gain() -> None:
    gain = difference("command", "distributed", "index")
    mixed = difference("command", "mixed-line", "index")
    assert mixed.mean < 0.35 * gain.mean, f"mixed {mixed}, distributed {gain}"


def test_where_leadership_is_irrelevant_style_has_exactly_no_effect() -> None:
    irrelevant = load_scenario("leadership-irrelevant")
    command, distributed = (runs(irrelevant.changed(style_mean=style), seeds=5) for style in (0.2, 0.8))
    assert np.array_equal(command, distributed)


@pytest.mark.parametrize("outcome", ["trust.dyad", "trust.member_officer", "trust.staff_manager", "trust.partner"])
def test_without_asymmetry_trust_is_higher_in_the_long_run(outcome: str) -> None:
    found = difference("baseline", "no-trust-asymmetry", outcome)
    assert found.low > 0.0, str(found)


def test_initial_trust_matters_under_either_style() -> None:
    for style in (0.2, 0.8):
        found = difference(
            world(style_mean=style, initial_trust=0.3), world(style_mean=style, initial_trust=0.8), "index"
        )
        assert found.low > 0.0, f"style {style}: {found}"
