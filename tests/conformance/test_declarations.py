"""Every parameter, outcome and source is declared whole, and every declaration is used."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from source_use import use_of

import sim
from sim.council.services import WAYS
from sim.machine.declared import FREE, MARKS, PARAMETERS, ROLES, Measure, Parameter
from sim.machine.state import VARIABLES
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES
from sim.schedule import PROCESSES, THEORIES

FOLDER = Path(sim.__path__[0])
for _found in pkgutil.walk_packages(sim.__path__, "sim."):
    if not _found.name.startswith("sim.data"):
        importlib.import_module(_found.name)

SOURCED_MARKS = ("DATA", "SOURCED", "SEED", "LITERATURE")
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.rglob("*.py"))}


def references() -> set[str]:
    """The keys of ``sim/data/references.bib``."""
    text = (FOLDER / "data" / "references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{\s*([^,\s]+)\s*,", text, flags=re.MULTILINE)
    assert len(keys) == len(set(keys)), "a key of references.bib is given twice"
    return set(keys)


def read_by_name() -> set[str]:
    """Names that code asks a mapping of parameter values for: ``values["x"]``, ``v["x"]``."""
    return {
        node.slice.value
        for path, tree in TREES.items()
        if path.name in ("population.py", "posts.py", "network.py", "engine.py", "measures.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("values", "v")
    }


each_parameter = pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda parameter: parameter.name)
each_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)


@each_parameter
def test_parameter_is_declared_whole(parameter: Parameter) -> None:
    assert parameter.mark in MARKS
    assert parameter.unit.strip()
    assert len(parameter.doc) >= 8, "say what it is"
    assert parameter.doc[0].isupper()
    assert not parameter.doc.endswith("."), "docs are phrases; whoever shows them ends the sentence"
    assert re.fullmatch(r"[a-z][a-z0-9_]*", parameter.name)
    if parameter.kind == "choice":
        assert parameter.default in parameter.choices
        assert len(set(parameter.choices)) == len(parameter.choices) > 1
    else:
        assert parameter.lo <= parameter.default <= parameter.hi
        assert parameter.lo < parameter.hi, "a range to sweep"
    assert parameter.check(parameter.default) == parameter.default


@each_parameter
def test_mark_and_source_agree(parameter: Parameter) -> None:
    """What claims a source names one that is in the references; an assumption claims none."""
    if parameter.mark in SOURCED_MARKS:
        assert parameter.source in references(), (
            f"{parameter.mark} without a source in references.bib: {parameter.source!r}"
        )
    elif parameter.source:
        assert parameter.source in references()


MOST_FREE = 120
ARTICLES = 21
"""Theories of the first edition, among the parameters that may be free."""

TURNING = (
    *("displaced_paperwork", "consultation_cost", "coordination_cost", "alignment_mean", "audit_rate"),
    *("wickedness_shift", "approval_layers", "central_expertise", "central_span", "crisis_rate"),
    *("camden_percentile", "indicator_distortion", "managers_noise", "paperwork_per_layer", "clarity_effect"),
)
"""What reviews found to turn the contrast of the styles: it stays free, whatever a screen says of it."""


def test_few_parameters_are_free() -> None:
    free = [p.name for p in PARAMETERS.values() if p.free]
    # A theory that is added brings its strength and nothing else that is free.
    assert len(free) <= MOST_FREE + len(THEORIES) - ARTICLES
    assert set(TURNING) <= set(free)
    assert {p.role for p in PARAMETERS.values()} == set(ROLES)


def test_each_theory_has_one_strength_that_can_be_nothing() -> None:
    """The number which at 0 takes away what the theory gains, declared by the theory or by the port it acts at."""
    strengths = [p for p in PARAMETERS.values() if p.role == "strength"]
    assert len(strengths) == len(THEORIES)
    for p in strengths:
        assert p.lo == 0.0 < float(p.default)
    own = {p.owner[:3].upper() for p in strengths}
    assert set(THEORIES) - own == {"S02"}, "S02 acts at a port of the core, which declares its strength"


@each_parameter
def test_role_goes_with_mark(parameter: Parameter) -> None:
    """What nobody has measured is free; what is fixed has a source, or says that it is stipulated."""
    assert parameter.role in ROLES
    assert (parameter.mark == "ASSUMPTION") == (parameter.role in FREE)
    assert (parameter.mark == "DESIGN") == (parameter.role == "design")
    if parameter.mark == "FIXED":
        assert parameter.source or "stipulated" in parameter.doc, "give a citation, or say that it is stipulated"


def test_every_parameter_is_read_and_every_read_is_declared() -> None:
    by_process = {name for process in PROCESSES for name in use_of(process.plain, "p").all}
    assert by_process <= set(PARAMETERS), f"used, not declared: {by_process - set(PARAMETERS)}"
    named = read_by_name()
    assert named <= set(PARAMETERS), f"asked for, not declared: {named - set(PARAMETERS)}"
    assert set(PARAMETERS) - by_process - named == set(), "declared, read by nobody"


def test_parameter_is_declared_where_it_is_used() -> None:
    """Somebody who reads a process finds its parameters in its file, or in the file of the process that owns them."""
    for process in PROCESSES:
        for name in process.parameters:
            owner = PARAMETERS[name].owner
            assert any(path.stem == owner for path in TREES), f"{name} is owned by {owner}"


@each_measure
def test_measure_is_declared_whole(measure: Measure) -> None:
    assert measure.unit.strip()
    assert measure.direction in (-1, 0, 1)
    assert len(measure.doc) >= 8
    assert measure.group == measure.name.split(".")[0]
    if measure.lo is not None and measure.hi is not None:
        assert measure.lo < measure.hi


def test_measures_named_elsewhere_exist() -> None:
    assert set(HEADLINE) <= set(MEASURES)
    assert len(set(HEADLINE)) == len(HEADLINE)
    assert tuple(MEASURES) == OUTCOMES
    for way in WAYS:
        assert f"gap.closed.{way}" in MEASURES


def test_headline_outcomes_have_a_direction() -> None:
    for name in HEADLINE:
        assert MEASURES[name].direction != 0, f"{name} is in the headline, but is more of it better or worse?"


def test_variables_are_declared_whole() -> None:
    kinds = {"stock", "condition", "flow", "fixed"}
    for variable in VARIABLES.values():
        assert variable.kind in kinds, f"{variable.name} is a {variable.kind}"
        assert variable.doc
        assert variable.unit
        assert variable.lo <= variable.hi
        if variable.kind == "flow":
            assert variable.start == 0.0, f"{variable.name} starts each month at zero"
            assert not variable.integer, f"{variable.name}: flows share one block of floats"


def test_citations_resolve() -> None:
    """Keys in brackets in the docstrings of the model are in references.bib, and so are those of the theories."""
    known = references()
    cited: dict[str, str] = {}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
                for group in re.findall(
                    r"\[([a-z][a-z0-9_]*(?:,\s+[a-z][a-z0-9_]*)*)\]", ast.get_docstring(node) or ""
                ):
                    cited.update((key.strip(), path.name) for key in group.split(","))
    assert cited, "no docstring cites anything"
    cited.update((theory.citation, theory.id) for theory in THEORIES.values())
    assert {key: where for key, where in cited.items() if key not in known} == {}
