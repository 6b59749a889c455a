"""Sizes beyond memory are refused before they are tried, with the figure; the figure is that of what is then made."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.council import population
from sim.council.councils import find_council
from sim.errors import InputError
from sim.machine import room
from sim.machine.engine import ENTRIES, Simulation, numbers_of
from sim.machine.memory import State
from sim.scenario.scenario import Scenario, load_scenario

HUGE = {"politicians": 1_000, "managers": 20_000, "frontline_staff": 1_000_000, "partners": 1_000}


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "available", lambda: 200_000_000)


def huge() -> Scenario:
    return load_scenario("baseline").changed(**HUGE)


@pytest.mark.usefixtures("little")
def test_what_does_not_fit_is_refused_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise AssertionError("it is not tried")

    monkeypatch.setattr(population, "lay_out", none)
    with pytest.raises(InputError) as caught:
        Simulation(huge(), [find_council("Camden")])
    sentence = str(caught.value)
    assert sentence.startswith("1,022,000 agents and their ties take about ")
    assert sentence.endswith(" GB of memory, and there are 200 MB; give smaller sizes or fewer councils.")


@pytest.mark.usefixtures("little")
def test_many_councils_count_together() -> None:
    councils = [find_council("Camden")] * 400
    with pytest.raises(InputError, match="112,800 agents"):
        Simulation(load_scenario("baseline"), councils)


@pytest.mark.parametrize("staff", [200, 2_000])
def test_the_figure_is_that_of_the_state(staff: int) -> None:
    values = numbers_of(load_scenario("baseline").changed(frontline_staff=staff))
    plan = population.plan_of([find_council("Camden")], values, ENTRIES)
    figure = population.memory_of(1, values, ENTRIES)
    made = plan.layout.size
    assert made <= figure <= 1.6 * made
    assert State(plan.layout).block.nbytes == made


def test_the_room_is_what_the_system_and_the_container_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meminfo, most, used = (tmp_path / name for name in ("meminfo", "max", "current"))
    monkeypatch.setattr(room, "MEMORY", meminfo)
    monkeypatch.setattr(room, "GROUPS", ((most, used),))
    meminfo.write_text("MemTotal:  9000000 kB\nMemAvailable:  4000000 kB\n")
    assert room.available() == 4_000_000 * 1024
    most.write_text("max\n")
    used.write_text("5\n")
    assert room.available() == 4_000_000 * 1024, "a container without a limit"
    most.write_text("3000000000\n")
    used.write_text("1000000000\n")
    assert room.available() == 2_000_000_000
    for path in (meminfo, most):
        path.unlink()
    assert room.available() > 0, "another system: what the machine has"
