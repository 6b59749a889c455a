"""What do the runs of the reference set feel? ``python -m tests.reference.felt`` (some minutes; nothing is written)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.machine.declared import PARAMETERS, Parameter
from sim.schedule import PROCESSES
from tests.reference.reference_runs import ReferenceRun, outcomes_of, runs


def near(parameter: Parameter, value: Any) -> Iterator[Any]:
    """Values next to ``value``: another choice, one more or less, one per cent (from 0: of the range) more or less."""
    if parameter.kind == "choice":
        yield from (choice for choice in parameter.choices if choice != value)
        return
    step = 1 if parameter.kind == "int" else 0.01 * (abs(value) or parameter.hi - parameter.lo)
    yield from (moved for moved in (value + step, value - step) if parameter.lo <= moved <= parameter.hi)


def feels(run: ReferenceRun, before: np.ndarray, **change: Any) -> bool:
    """Whether any outcome of any month differs."""
    try:
        return not np.array_equal(before, outcomes_of(run, **change), equal_nan=True)
    except InputError:  # no such council can be built: not for its numbers to tell
        return False


def main() -> int:
    """Print how many processes (taken out) and parameters (moved a little) some run feels, and which none does."""
    known = [(run, outcomes_of(run)) for group in runs().values() for run in group]
    known.sort(key=lambda pair: len(pair[0].councils))
    names = [process.name for process in PROCESSES]
    unfelt = []
    for name in names:
        others = [other for other in names if other != name]
        if not any(feels(run, before, only=others) for run, before in known):
            unfelt.append(name)
    print(
        f"Processes: {len(names) - len(unfelt)} of {len(names)}; not {', '.join(unfelt) or 'one is missed'}", flush=True
    )

    unfelt = []
    for name, parameter in PARAMETERS.items():
        for at, (run, before) in enumerate(known):
            value = run.resolved().values[name]
            if any(feels(run, before, **{name: moved}) for moved in near(parameter, value)):
                if len(run.councils) == 1:
                    known.insert(0, known.pop(at))  # what feels one parameter often feels the next one, too
                break
        else:
            unfelt.append(name)
    print(
        f"Parameters: {len(PARAMETERS) - len(unfelt)} of {len(PARAMETERS)}; not {', '.join(unfelt) or 'one is missed'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
