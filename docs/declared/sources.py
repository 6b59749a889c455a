"""Sources: every work that a declaration, a process or a theory names."""

from __future__ import annotations

import re
import sys

from sim.machine.declared import PARAMETERS
from sim.machine.process import Process
from sim.references import reference
from sim.schedule import PROCESSES, THEORIES

ADDRESS = re.compile(r"(https?://\S*[^\s.,])")
KEYS = re.compile(r"\[([a-z_]+\d*(?:,\s+[a-z_]+\d*)*)\]")


def keys_of(process: Process) -> tuple[str, ...]:
    """The citation keys in the docstring of a process's module."""
    text = sys.modules[process.module].__doc__ or ""
    return tuple(dict.fromkeys(key for group in KEYS.findall(text) for key in re.split(r",\s+", group)))


def cited() -> list[str]:
    """Every key that the model names, and the protocol itself."""
    keys = {key for process in PROCESSES for key in keys_of(process)}
    keys |= {p.source for p in PARAMETERS.values() if p.source}
    keys |= {theory.citation for theory in THEORIES.values()}
    return sorted(keys | {"mueller2013", "salmon2011"}, key=lambda key: reference(key).text.lower())


def sources() -> str:
    """The list of references."""
    return "\n".join("* " + ADDRESS.sub(r"<\1>", reference(key).text) for key in cited())
