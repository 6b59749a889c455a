"""Processes: what each declares that it reads, writes, adds to and folds, and its parameters and sources."""

from __future__ import annotations

from pathlib import Path

from docs.declared.parameters import default_of
from docs.declared.sources import keys_of
from docs.described import WORDED
from docs.words import codes, table
from sim.machine.declared import PARAMETERS
from sim.machine.ports import PORTS
from sim.machine.process import Process
from sim.machine.state import VARIABLES
from sim.outcomes import MEASURES
from sim.references import reference
from sim.schedule import PHASE, SCHEDULE


def phase_page(phase: str) -> str:
    """Every process of one phase, in the order in which they act."""
    return "\n\n".join(process_section(process) for process in SCHEDULE[phase])


def has_words(process: Process) -> bool:
    """Whether somebody has written how the process acts; on a theory they come with its published verdict."""
    page = Path(__file__).parents[1] / "odd" / "submodels" / f"{PHASE[process.name]}.md"
    return process in WORDED and f"\n## {process.name}\n" in page.read_text(encoding="utf-8")


def ports_of(process: Process) -> list[str]:
    """The ports that a process reads."""
    return [port.name for port in PORTS.values() if port.field in process.reads]


def process_section(process: Process) -> str:
    """What the declarations say of one process, and where its words stand."""
    path, phase = process.module.replace(".", "/") + ".py", PHASE[process.name]
    rows = [
        ("acts in", f"phase *{phase}*, address {process.number}, [`{path}`](../../../{path})"),
        ("reads", codes(name for name in process.reads if name in VARIABLES)),
        *([("reads the ports", codes(at))] if (at := ports_of(process)) else []),
        *([("writes", codes(process.writes))] if process.writes else []),
    ]
    if process.theory:
        off = "acts also while that is off" if process.always else "can be switched off"
        rows.insert(1, ("theory", f"{process.theory.id}, {off}"))
    if process.adds:
        rows.append(("adds to", codes(process.adds)))
    if process.folds:
        rows.append(("folds", codes(process.folds)))
    if process.parameters:
        rows.append(("parameters", ", ".join(f"`{n}` {default_of(PARAMETERS[n])}" for n in process.parameters)))
    if keys := keys_of(process):
        rows.append(("sources", "; ".join(reference(key).short for key in keys)))
    if process.takes:
        rows.append(("takes", codes(name for name, one in MEASURES.items() if one.field in process.takes)))
    words = f"\n\n[Who acts, and the rule](../../odd/submodels/{phase}.md#{process.name})"
    text = f"## {process.name}\n\n*{process.claim}*\n\n" + table(("", ""), rows)
    return text + words if has_words(process) else text
