"""What the page says of a parameter beyond what the engine hands it: the part of the model it is of, its source."""

from __future__ import annotations

import re
from typing import Any

from experiments.analysis.index_parts import PART_OUTCOMES
from sim.council.councils import all_councils
from sim.council.services import SERVICES
from sim.machine.declared import PARAMETERS
from sim.references import reference
from sim.scenario.scenario import theories

_THEORY = re.compile(r"s(\d\d)_")


def declared() -> dict[str, Any]:
    """``parts`` holds the names of the parameters of each part of the model, ``sources`` who is cited for a default,
    ``meanings`` what is left out of the engine's own table, which any page carries: what the fixed ones mean; ``index``
    the outcomes that are the parts of the index; ``absent`` the services that a class of council leaves to others.

    A part is the id of a theory, or a word or two for what every council has, such as "line of command".
    """
    theories()  # completes the declarations
    parts: dict[str, list[str]] = {}
    for name, found in sorted(PARAMETERS.items()):
        theory = _THEORY.match(found.owner)
        part = f"S{theory[1]}" if theory else found.owner.replace("_", " ")
        parts.setdefault(part, []).append(name)
    cited = {name: reference(found.source).short for name, found in sorted(PARAMETERS.items()) if found.source}
    meanings = {name: found.doc for name, found in sorted(PARAMETERS.items()) if found.mark == "FIXED"}
    absent = {
        council.klass: [service for service, runs in zip(SERVICES, council.runs, strict=True) if not runs]
        for council in all_councils()
    }
    return {
        "parts": dict(sorted(parts.items())),
        "sources": cited,
        "meanings": meanings,
        "index": PART_OUTCOMES,
        "absent": absent,
    }
