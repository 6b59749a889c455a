"""Processes: what each declares that it reads, writes, adds to and folds, and its parameters and sources."""

from __future__ import annotations

from docs.declared.parameters import default_of
from docs.declared.sources import keys_of
from docs.described import WORDED
from docs.words import codes, table
from sim.machine.declared import PARAMETERS
from sim.machine.process import Process
from sim.outcomes import MEASURES
from sim.references import reference
from sim.schedule import PHASE, SCHEDULE


def phase_page(phase: str) -> str:
    """Every process of one phase, in the order in which they act."""
    return "\n\n".join(process_section(process) for process in SCHEDULE[phase])


def process_section(process: Process) -> str:
    """What the declarations say of one process, and where its words stand."""
    path, phase = process.module.replace(".", "/") + ".py", PHASE[process.name]
    rows = [
        ("acts in", f"phase *{phase}*, address {process.number}, [`{path}`](../../../{path})"),
        ("reads", codes(process.reads)),
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
    return text + words if process in WORDED else text
