"""Every process keeps to the common shape: what it declares it uses, and the reverse. No list of exceptions."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path

import pytest
from source_use import Use, use_of

import sim.core
import sim.theories
from sim.council.network import NETWORK_DRAWS
from sim.council.population import CONDITIONS, TRUST_DRAWS
from sim.machine.ports import PORTS
from sim.machine.process import Process, Theory
from sim.machine.state import VARIABLES
from sim.outcomes import MEASURES
from sim.schedule import ADDERS, OPENING, PHASE, PROCESSES, SCHEDULE, THEORIES, variables_read

NUMBERS = Path(__file__).parent / "process_numbers.json"
ORDER = {process.name: at for at, process in enumerate(PROCESSES)}
MODULES = [
    importlib.import_module(f"{package.__name__}.{found.name}")
    for package in (sim.core, sim.theories)
    for found in pkgutil.iter_modules(package.__path__)
]
USES: dict[str, Use] = {process.name: use_of(process.plain, "s") for process in PROCESSES}

each_process = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rsplit(".", 1)[-1])


@each_process
def test_what_is_declared_is_used_and_what_is_used_is_declared(process: Process) -> None:
    used = USES[process.name].all
    assert used - set(process.fields) == set(), "used, not declared"
    assert set(process.fields) - used == set(), "declared, not used"
    assert len(set(process.fields)) == len(process.fields), "declared twice"


@each_process
def test_every_name_declared_is_a_state_variable(process: Process) -> None:
    ports = {port.field for port in PORTS.values()}
    for name in (*process.reads, *process.writes, *process.adds, *process.folds):
        known = name in VARIABLES or (name in ports and name in process.reads)
        assert known, f"{process.name} names {name}, which is neither declared state nor a port"


@each_process
def test_what_is_only_read_is_never_assigned_and_what_is_written_is(process: Process) -> None:
    stored = USES[process.name].stored
    assert stored & set(process.reads) == set(), "declared as read, assigned"
    assert set(process.writes) - stored == set(), "declared as written, never assigned"
    assert {f"add_{stock}" for stock in process.adds} - stored == set(), "declared as added to, never added to"
    assert set(process.folds) - stored == set(), "declared as folded, never assigned"


@each_process
def test_parameters_are_those_the_body_reads(process: Process) -> None:
    use = use_of(process.plain, "p")
    assert use.stores == [], "a process assigns to a parameter"
    assert set(process.parameters) == use.all


@each_process
def test_nobody_reads_entries_before_the_fold(process: Process) -> None:
    """An ``add_`` row is the process' own and starts empty; reading it would read what it wrote itself."""
    assert {name for name in USES[process.name].loaded if name.startswith("add_")} == set()


@each_process
def test_flows_are_added_to_and_flags_are_raised(process: Process) -> None:
    """Several processes may write one flow: none may overwrite another. A flag may be set to 1, which does the same.

    One flow says who acted last: there a process may write its own number, and nothing else.
    """
    for store in USES[process.name].stores:
        if store.name not in VARIABLES or VARIABLES[store.name].kind != "flow":
            continue
        raised = store.operator == "=" and isinstance(store.value, ast.Constant) and store.value.value == 1.0
        flag = VARIABLES[store.name].unit == "flag"
        signed = VARIABLES[store.name].unit == "process" and ast.unparse(store.value) == "now.process"
        assert store.operator in ("Add", "Sub") or (flag and raised) or signed, (
            f"{process.name} overwrites a flow: {store.line}"
        )


def test_fixed_state_is_never_written() -> None:
    for process in PROCESSES:
        for name in (*process.writes, *process.adds, *process.folds):
            assert VARIABLES[name].kind != "fixed", f"{process.name} changes {name}"


def test_every_condition_has_exactly_one_writer() -> None:
    for variable in VARIABLES.values():
        if variable.kind == "condition":
            writers = [process.name for process in PROCESSES if variable.name in process.writes]
            assert len(writers) == 1, f"{variable.name} is written by {writers or 'nobody'}"
            changed = [process.name for process in PROCESSES if variable.name in (*process.adds, *process.folds)]
            assert changed == [], f"the condition {variable.name} is treated as a stock by {changed}"


def test_every_outcome_is_taken_once_in_the_file_that_declares_it() -> None:
    for measure in MEASURES.values():
        takers = [process.module.rsplit(".", 1)[-1] for process in PROCESSES if measure.field in process.takes]
        assert takers == [measure.owner], f"{measure.name} of {measure.owner} is taken by {takers or 'nobody'}"
    for process in PROCESSES:
        assert process.takes == () or PHASE[process.name] == "measures", f"{process.name} takes outcomes too early"
        assert (process.theory is None or not process.takes) or process.always


def test_who_only_takes_outcomes_changes_nothing_else() -> None:
    """What acts while its theory is off must be silent."""
    for process in PROCESSES:
        if process.follows == "measures":
            assert (process.writes, process.adds, process.folds) == ((), (), ())


def test_every_stock_with_a_ledger_has_one_owner_and_changes_only_through_it() -> None:
    added = {stock for process in PROCESSES for stock in process.adds}
    for stock in added | {stock for process in PROCESSES for stock in process.folds}:
        owners = [process.name for process in PROCESSES if stock in process.folds]
        assert len(owners) == 1, f"{stock} is folded by {owners or 'nobody'}"
        assert VARIABLES[stock].kind == "stock"
        around = [process.name for process in PROCESSES if stock in process.writes]
        assert around == [], f"{stock} is written past its ledger by {around}"


def test_stocks_that_one_process_folds_together_have_the_same_adders() -> None:
    """Evidence is folded row by row: a process that adds to good evidence alone would shift the rows of the bad."""
    for process in PROCESSES:
        adders = {stock: [adder.name for adder in ADDERS[stock]] for stock in process.folds}
        assert len({tuple(names) for names in adders.values()}) <= 1, f"{process.name} folds unlike rows: {adders}"


def test_everybody_who_adds_acts_before_the_fold() -> None:
    """An entry made after the fold would be emptied on the first of the next month and lost."""
    for process in PROCESSES:
        for stock in process.folds:
            late = [adder.name for adder in ADDERS[stock] if ORDER[adder.name] > ORDER[process.name]]
            assert late == [], f"{late} add to {stock} after {process.name} has folded it"


def test_no_flow_is_read_before_anybody_has_written_it() -> None:
    """A flow is zero on the first of the month: who reads it before its writers have acted reads nothing but zeros."""
    for variable in VARIABLES.values():
        if variable.kind != "flow":
            continue
        writers = [process for process in PROCESSES if variable.name in process.writes]
        assert writers, f"nobody writes {variable.name}"
        first = min(ORDER[writer.name] for writer in writers)
        for process in PROCESSES:
            if variable.name in USES[process.name].loaded and process not in writers:
                assert ORDER[process.name] > first, (
                    f"{process.name} reads {variable.name} before {writers[0].name} writes it"
                )


def test_every_variable_matters() -> None:
    """What nobody reads is decoration: each variable is read by a process or on the first day, or is a person's."""
    read = {name for process in PROCESSES for name in variables_read(process)}
    read |= {name for use in USES.values() for name in use.loaded} | set(CONDITIONS)
    for variable in VARIABLES.values():
        shown = variable.axis == "person" or variable.name == "outcome"
        assert variable.name in read or shown, f"nobody reads {variable.name} ({variable.doc})"


def test_every_variable_is_written_by_somebody() -> None:
    """The data, the network or the population writes what is fixed, processes write the rest."""
    written = {name for process in PROCESSES for name in (*process.writes, *process.folds)}
    source = "".join(
        (Path(sim.__path__[0]) / name).read_text(encoding="utf-8")
        for name in ("council/posts.py", "council/population.py", "council/network.py", "scenario/event.py")
    )
    for variable in VARIABLES.values():
        built = re.search(rf"[\"']{variable.name}[\"']", source) is not None
        assert variable.name in written or built, f"nobody writes {variable.name}"


def test_only_the_line_of_command_reads_style() -> None:
    """Theories read the conditions, never style: how a leader leads acts only through the line of command."""
    touching = {process.name for process in PROCESSES if "style" in process.fields}
    assert touching == {"conditions", "newcomers", "dated_traits"}
    assert "style" in PROCESSES[ORDER["conditions"]].reads
    assert "style" in PROCESSES[ORDER["newcomers"]].writes
    for module in MODULES:
        if module.__name__.rsplit(".", 1)[-1] not in ("line_of_command", "newcomers", "dated_events"):
            for node in ast.walk(ast.parse(inspect.getsource(module))):
                assert not (isinstance(node, ast.Attribute) and node.attr.startswith("style")), module.__name__


def test_only_newcomers_read_the_mean_style() -> None:
    """No process knows which scenario it is in."""
    for process in PROCESSES:
        asked = {name for name in process.parameters if name.startswith("style_")}
        assert process.name == "newcomers" or asked <= {"style_matters"}
        assert process.name == "conditions" or "style_matters" not in asked


@each_process
def test_process_has_a_claim(process: Process) -> None:
    claim = process.claim
    assert re.fullmatch(r"[A-Z0-9].{15,}\.", claim), f"the docstring's first paragraph is no sentence: {claim!r}"


@each_module
def test_every_process_of_a_module_is_scheduled(module: object) -> None:
    """Once: and every module in the folder has one."""
    made = [value for value in vars(module).values() if isinstance(value, Process) and value.module == module.__name__]
    assert made, f"{module.__name__} declares no process"
    for process in made:
        assert PROCESSES.count(process) == 1, f"{process.name} is not in sim/schedule.py"


@each_module
def test_module_has_a_claim_and_theories_their_source(module: object) -> None:
    text = module.__doc__ or ""
    assert re.match(r"[A-Z].{20,}?[.:]", text, flags=re.DOTALL), f"{module.__name__} does not open with its claim"
    for theory in {value.id: value for value in vars(module).values() if isinstance(value, Theory)}.values():
        assert re.search(rf"\[[^]]*\b{theory.citation}\b[^]]*\]", text), (
            f"{module.__name__} does not cite {theory.citation}"
        )


def test_schedule_is_whole() -> None:
    assert sum(len(processes) for processes in SCHEDULE.values()) == len(PROCESSES) == len(set(PROCESSES)) == len(PHASE)
    assert set(OPENING) <= set(PROCESSES)


def test_numbers_are_constant_and_unique() -> None:
    """A process' number is part of the address of its draws: changing one changes the luck of every run.

    The list has the numbers that were ever used: none of them changes, and that of a process that is gone is never used
    again. A new process joins it with the version that brings it (``python tests/conformance/test_processes.py``).
    """
    known = {int(number): name for number, name in json.loads(NUMBERS.read_text(encoding="utf-8")).items()}
    numbers_of = {name: number for number, name in known.items()}
    numbers = [process.number for process in PROCESSES]
    assert len(set(numbers)) == len(numbers)
    assert not {NETWORK_DRAWS, TRUST_DRAWS} & set(numbers)
    assert NETWORK_DRAWS != TRUST_DRAWS
    for process in PROCESSES:
        assert 1 <= process.number <= 65_535
        listed = known.get(process.number, process.name)
        assert listed == process.name, f"{process.name} has the number {process.number}, that of {listed}"
        assert numbers_of.get(process.name, process.number) == process.number, (
            f"the number of {process.name} has changed"
        )


@pytest.mark.release
def test_every_number_is_listed() -> None:
    listed = json.loads(NUMBERS.read_text(encoding="utf-8"))
    assert [process.name for process in PROCESSES if str(process.number) not in listed] == [], (
        "python tests/conformance/test_processes.py"
    )


def test_theories_are_whole() -> None:
    for identity, theory in THEORIES.items():
        assert theory.id == identity
        assert theory.title
        assert re.fullmatch(r"[A-Z].+\.", theory.claim)
        assert theory.outcome in MEASURES, f"{identity} declares the unknown outcome {theory.outcome}"
    for process in PROCESSES:
        stem = process.module.rsplit(".", 1)[-1]
        owner = re.match(r"s(\d\d)_", stem)
        expected = f"S{owner.group(1)}" if owner else None
        assert (process.theory.id if process.theory else None) == expected, f"{process.name} in {stem}"


def test_the_model_knows_nothing_of_experiments() -> None:
    for path in Path(sim.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom)
                else []
            )  # fmt: skip
            assert not any(name.split(".")[0] == "experiments" for name in names), path.name


if __name__ == "__main__":
    listed = json.loads(NUMBERS.read_text(encoding="utf-8")) if NUMBERS.exists() else {}
    for process in PROCESSES:
        listed.setdefault(str(process.number), process.name)
    NUMBERS.write_text(
        json.dumps(dict(sorted(listed.items(), key=lambda item: int(item[0]))), indent=1) + "\n", encoding="utf-8"
    )
