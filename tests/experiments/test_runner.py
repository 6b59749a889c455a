"""The runner's promises: what fails costs its own row, and neither workers nor pieces change a result.

The engine is replaced here where a test needs runs that go wrong, which the real one must never do on purpose.
"""

from __future__ import annotations

import threading

import numpy as np
import pandas as pd
import pytest
from experiments.plan import expand
from experiments.runner import run_plan, runnable

from experiments.designs.comparison import Comparison, Factor
from experiments.studies.publish import digest_of
from sim.councils import SERVICES, all_councils, find_council
from sim.errors import InputError
from sim.measures import MEASURES, OUTCOMES
from sim.scenario import load_scenario

CAMDEN = find_council("Camden")
NAMES = OUTCOMES[:3]


def design(replications: int = 7, months: int = 5) -> Comparison:
    return Comparison(
        (load_scenario("command"), load_scenario("distributed")), CAMDEN, months=months, replications=replications
    )


def engine(scenario, council, *, months, seed, replicates):
    """Numbers that depend on what the real ones depend on."""
    offset = float(int(scenario.digest[:6], 16) % 1000)
    return np.stack([np.random.default_rng([seed, r]).normal(size=(months, 3)) + offset for r in replicates])


def run(asked: Comparison, simulate=engine, **options):
    scenarios = {scenario.name: scenario for scenario in asked.scenarios}
    return run_plan(expand(asked), scenarios, asked.council, NAMES, simulate=simulate, **options)


@pytest.mark.parametrize(("workers", "piece"), [(1, 1), (1, None), (2, 1), (2, 3), (3, 100)])
def test_the_result_depends_neither_on_workers_nor_on_pieces(workers: int, piece: int | None) -> None:
    plain = run(design(), workers=1, piece=2)
    assert digest_of(run(design(), workers=workers, piece=piece).results) == digest_of(plain.results)


def test_a_run_that_raises_costs_its_row_and_carries_its_error() -> None:
    def fails(scenario, council, *, months, seed, replicates):
        if scenario.name == "distributed" and 3 in replicates:
            raise ZeroDivisionError("no cases\nat all")
        return engine(scenario, council, months=months, seed=seed, replicates=replicates)

    good, bad = run(design()), run(design(), simulate=fails, workers=2, piece=5)
    (failure,) = bad.failures
    assert (failure.scenario, failure.replicate, failure.error) == (
        "distributed",
        3,
        "ZeroDivisionError: no cases at all",
    )
    assert failure.key == expand(design())["key"].iloc[10]
    assert np.isnan(bad.results[10]).all()
    kept = np.arange(14) != 10
    assert np.array_equal(bad.results[kept], good.results[kept])


def test_a_number_that_is_not_finite_fails_the_run_and_names_outcome_and_month() -> None:
    def fails(scenario, council, *, months, seed, replicates):
        values = engine(scenario, council, months=months, seed=seed, replicates=replicates)
        values[[r == 2 for r in replicates], 4, 1] = np.inf
        return values

    found = run(design(), simulate=fails)
    assert [(f.replicate, f.error) for f in found.failures] == [
        (2, f"{NAMES[1]} was not a finite number in month 4") for _ in range(2)
    ]


def test_when_every_run_fails_the_answer_is_one_sentence() -> None:
    def fails(*_, **__):
        raise ValueError("out of order")

    with pytest.raises(InputError, match=r"Every one of the 14 runs failed; the first said: ValueError: out of order"):
        run(design(), simulate=fails)


def test_an_interrupt_stops_the_workers_and_passes_through() -> None:
    def interrupts(done: int, total: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(design(), workers=2, piece=1, progress=interrupts)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("townhall")]


def test_progress_counts_every_run_once_and_in_this_thread() -> None:
    seen = []
    run(
        design(),
        workers=2,
        piece=2,
        progress=lambda done, total: seen.append((done, total, threading.current_thread())),
    )
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)
    assert seen[-1][:2] == (14, 14)
    assert {thread for *_, thread in seen} == {threading.main_thread()}


def test_keys_are_stable_when_replications_and_scenarios_are_added() -> None:
    small = expand(design(replications=3))
    more = Comparison(
        (load_scenario("baseline"), load_scenario("command"), load_scenario("distributed")),
        CAMDEN,
        months=5,
        replications=9,
    )
    large = expand(more)
    assert large["key"].is_unique
    assert set(small["key"]) <= set(large["key"])
    assert not set(expand(design(months=6))["key"]) & set(small["key"])
    merged = small.merge(large, on="key", suffixes=("", "_large"))
    pd.testing.assert_series_equal(merged["replicate"], merged["replicate_large"], check_names=False)


def test_outcomes_of_services_that_a_district_does_not_run_are_not_expected() -> None:
    district = next(council for council in all_councils() if council.klass == "SD")
    expected = dict(zip(OUTCOMES, runnable(OUTCOMES, district), strict=True))
    left_out = {MEASURES[name].service for name, has in expected.items() if not has}
    assert left_out == {service for service, runs in zip(SERVICES, district.runs, strict=True) if not runs}
    assert "adult_social_care" in left_out
    assert expected["service.quality"]
    assert expected["service.quality.housing"]
    assert runnable(OUTCOMES, CAMDEN).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"replications": 1}, "Replications must be at least 2"),
        ({"months": 0}, "months must be at least 1"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"scenarios": ()}, "at least two scenarios"),
        ({"scenarios": ("command", "command")}, "given twice"),
    ],
)
def test_a_design_that_cannot_answer_anything_is_refused(wrong: dict, said: str) -> None:
    given = {"scenarios": ("command", "distributed"), **wrong}
    scenarios = tuple(load_scenario(name) for name in given.pop("scenarios"))
    with pytest.raises(InputError, match=said):
        Comparison(scenarios, CAMDEN, **given)


def test_a_factor_must_place_every_scenario_once() -> None:
    command, distributed = load_scenario("command"), load_scenario("distributed")
    half = Factor("style", {"command": ("command",), "distributed": ()})
    with pytest.raises(ValueError, match="factor style"):
        Comparison((command, distributed), CAMDEN, factors=(half, half))


def test_the_folder_name_is_readable_and_different_for_every_design() -> None:
    name = design().folder_name
    assert name.startswith("compare-command-distributed-camden-")
    assert design().folder_name == name
    assert design(months=6).folder_name != name
    assert design(replications=8).folder_name != name
