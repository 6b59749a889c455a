"""The engine in a browser and in a bare WebAssembly runtime: all outcomes of all months as native, to the last bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.council.councils import all_councils, find_council
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario
from tests.browser.conftest import opened
from tests.browser.engine_in_pages import COUNCILS, OTHERS, PROOF, SCENARIOS, Asked, digest, digests_in, native

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def expected() -> dict[Asked, np.ndarray]:
    return {asked: native(asked) for asked in (*PROOF, *OTHERS)}


def test_the_runs_are_of_five_classes_and_one_scenario_has_events() -> None:
    assert len({find_council(name).klass for name in COUNCILS}) == 5
    assert [bool(load_scenario(name).events) for name in SCENARIOS] == [False, False, False, True]
    assert len(PROOF) == 20 * 4 * 5


def test_a_page_gives_the_native_numbers(hall: Any, expected: dict[Asked, np.ndarray]) -> None:
    asked = list(expected)
    found = digests_in(hall, asked)
    wrong = [one for one, said in zip(asked, found, strict=True) if said != digest(expected[one])]
    assert not wrong, f"{len(wrong)} of {len(asked)} runs differ, the first is {wrong[0]}"
    assert len(set(found)) == len(found), "two runs gave the same numbers"


def test_a_page_that_may_have_no_workers_gives_them_too(chromium: Any, engine_page: Path) -> None:
    page = opened(chromium, f"{engine_page.as_uri()}#workers=0")
    asked = [Asked("baseline", "Camden", months=24), Asked("trust-crisis-2013", "Kent", 3, 2, 48)]
    assert page.evaluate("hall.workers") == 0
    assert digests_in(page, asked) == [digest(native(one)) for one in asked]
    page.close()


def test_every_council_begins_as_it_does_natively(hall: Any) -> None:
    asked = [Asked("baseline", council.code, months=2) for council in all_councils()]
    found = digests_in(hall, asked)
    wrong = [one.council for one, said in zip(asked, found, strict=True) if said != digest(native(one))]
    assert not wrong, f"{len(wrong)} of {len(asked)} councils differ, the first is {wrong[0]}"


def test_a_series_is_the_outcome_by_its_name(hall: Any) -> None:
    asked = Asked("command", "Leeds", 5, months=30)
    found = hall.evaluate("async (asked) => [...(await hall.run(asked)).series('trust.dyad')]", vars(asked))
    assert found == native(asked)[OUTCOMES.index("trust.dyad")].tolist()


def test_a_bare_runtime_gives_the_native_numbers(expected: dict[Asked, np.ndarray]) -> None:
    pytest.importorskip("wasmtime", reason="wasmtime is not installed")
    from tests.browser.in_wasmtime import InWasmtime

    engine, done = InWasmtime(), 0
    for asked, values in expected.items():
        scenario = load_scenario(asked.scenario)
        if scenario.events or asked.seed % 4:
            continue
        code = find_council(asked.council).code
        found = engine.run(scenario, code, seed=asked.seed, replicate=asked.replicate, months=asked.months)
        assert np.array_equal(found.view(np.uint64), values.view(np.uint64)), asked
        done += 1
    assert done >= 3 * 5 * 5
