"""The core reads nothing that is a theory's: what theories bring comes in by ports, each with an owner and a use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sim.machine.declared import PARAMETERS, belongs_to_a_theory, state, var
from sim.machine.ports import PORTS, Port, contributes, port
from sim.machine.process import Process
from sim.machine.state import VARIABLES
from sim.machine.whole import _check_process, _check_variable
from sim.schedule import CONTRIBUTIONS, PROCESSES

CORE = [process for process in PROCESSES if process.theory is None]
MOST = 0
"""Reads of theories' variables and parameters by the core: they were 91 reads of 73 variables, and 2 of parameters."""

each_port = pytest.mark.parametrize("declared", PORTS.values(), ids=lambda declared: declared.name)


def theirs(process: Process) -> list[str]:
    """What a process of the core reads, by name, that a theory declares."""
    names = [name for name in process.reads if name in VARIABLES and belongs_to_a_theory(VARIABLES[name].owner)]
    return names + [name for name in process.parameters if belongs_to_a_theory(PARAMETERS[name].owner)]


def test_the_core_reads_nothing_that_is_a_theorys() -> None:
    found = {process.name: theirs(process) for process in CORE if theirs(process)}
    assert sum(map(len, found.values())) <= MOST, f"the core reads what theories declare; open a port: {found}"


def test_the_core_writes_nothing_that_is_a_theorys() -> None:
    for process in CORE:
        own = [name for name in (*process.writes, *process.folds) if belongs_to_a_theory(VARIABLES[name].owner)]
        assert own == [], f"{process.name} writes {own}"


def test_what_is_counted_is_what_the_core_reads() -> None:
    """The count finds what there is to find: the process of a theory reads what a theory declares."""
    process = next(process for process in PROCESSES if process.name == "measure_applicants")
    assert theirs(process) == ["applicants", "viewpoints"]


@each_port
def test_a_port_is_the_cores_and_is_read_there(declared: Port) -> None:
    assert declared.name.split(".")[0] == declared.owner, "a port is named after the file that owns it"
    assert not belongs_to_a_theory(declared.owner)
    assert len(declared.doc) >= 8
    assert declared.unit
    assert declared.field not in VARIABLES
    readers = [process for process in CORE if declared.field in process.reads]
    assert any(process.module.endswith(f".{declared.owner}") for process in readers), (
        f"{declared.owner} does not read it"
    )


@each_port
def test_what_is_contributed_is_written_by_the_theory_that_declares_it(declared: Port) -> None:
    for name in CONTRIBUTIONS[declared.name]:
        variable = VARIABLES[name]
        assert variable.axis == declared.axis
        assert variable.start == declared.neutral, f"{name} would not be neutral while its theory is off"
        writers = [process for process in PROCESSES if name in process.writes]
        assert writers
        assert {process.module.rsplit(".", 1)[-1] for process in writers} == {variable.owner}


def test_rows_stand_in_the_order_of_the_schedule() -> None:
    assert CONTRIBUTIONS["arena.help"] == ("brokerage", "lead", "knowledge_lift")
    assert CONTRIBUTIONS["arena.other_hours"] == ("stretched_hours",)


@pytest.mark.parametrize(
    ("combine", "neutral", "says"), [("mean", 0.0, "not by one of sum"), ("sum", 1.0, "neutral at 0")]
)
def test_a_port_that_could_not_be_neutral_is_refused(combine: str, neutral: float, says: str) -> None:
    with pytest.raises(RuntimeError, match=says):
        port("sim.core.arena", "arena.made_up", "council", combine, "made up", neutral=neutral)
    assert "arena.made_up" not in PORTS


def test_a_name_that_another_file_declares_is_refused() -> None:
    with pytest.raises(RuntimeError, match="lead is declared by both s05_city_mayors and s99_made_up"):
        state("sim.theories.s99_made_up", lead=var("council", "condition", "made up"))


def test_a_contribution_has_the_axis_the_unit_and_the_neutral_value_of_its_port() -> None:
    made = contributes(PORTS["casework.acceptance"], "made up", lo=0, hi=1)
    assert (made.axis, made.unit, made.start, made.port) == ("service", "share", 0.35, "casework.acceptance")


# ---------------------------------------------------------------- a slip in a declaration gets one sentence
MOOD = next(process for process in PROCESSES if process.name == "relational_acts")
MADE = VARIABLES["lead"]
AXES = {variable.axis for variable in VARIABLES.values()}
SLIPS: dict[str, tuple[Callable[[], object], str]] = {
    "a port by its name": (lambda: contributes("casework.capacity", "x"), "contributes takes a port"),
    "a port that is none": (lambda: _check_variable(replace(MADE, port="arena.lift"), AXES), "which is no port"),
    "another axis": (
        lambda: _check_variable(replace(MADE, axis="person"), AXES),
        "the port arena.help has the axis council",
    ),
    "not neutral": (lambda: _check_variable(replace(MADE, start=1.0), AXES), "starts at 1; the port"),
    "an axis that is none": (lambda: _check_variable(replace(MADE, axis="persons"), AXES), 'Did you mean "person"'),
    "a read of nothing": (lambda: _check_process(replace(MOOD, reads=("met_wel",))), 'Did you mean "met_well"'),
    "a write of nothing": (lambda: _check_process(replace(MOOD, writes=("moral",))), 'writes moral, .* mean "morale"'),
    "a parameter that is none": (
        lambda: _check_process(replace(MOOD, parameters=("training_shar",))),
        'asks for p.training_shar, which nobody declares. Did you mean "training_share"',
    ),
    "an outcome that is none": (lambda: _check_process(replace(MOOD, takes=("outcome_x",))), "which is no outcome"),
    "adding unsaid": (lambda: _check_process(replace(MOOD, reads=("add_morale",))), r'write adds=\("morale",\)'),
    "adding to what has no ledger": (
        lambda: _check_process(replace(MOOD, adds=("tenure",))),
        "no stock with a ledger",
    ),
}


@pytest.mark.parametrize(("slip", "says"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_declaration_gets_one_sentence(slip: Callable[[], object], says: str) -> None:
    with pytest.raises(RuntimeError, match=says) as caught:
        slip()
    assert "\n" not in str(caught.value)
