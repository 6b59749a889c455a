"""Which loops of the processes work on several rows at once, and why the others do not, as LLVM says it.

``python -m benchmarks.vectorised`` lists the loops of every process that stay one by one, with the reason;
``python -m benchmarks.vectorised trust coping`` those of the processes named. Compiles them anew, without the cache.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

REMARK = re.compile(r"^remark: (?P<file>[^:]*):(?P<line>\d+):\d+: (?P<what>.*)$", re.MULTILINE)


def remarks(names: list[str]) -> str:
    """What LLVM says of the loops of these processes (it speaks on the error channel, so in a process of its own)."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.vectorised", "--compile", *names],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def loops(said: str) -> tuple[Counter[str], dict[tuple[str, int], str]]:
    """How many loops of each file run on several rows at once; and (file, line) -> reason of those that do not."""
    fast: Counter[str] = Counter()
    slow: dict[tuple[str, int], str] = {}
    for found in REMARK.finditer(said):
        place = found["file"], int(found["line"])
        if found["what"].startswith("vectorized loop"):
            fast[place[0]] += 1
        elif found["what"].startswith("loop not vectorized: "):
            slow[place] = found["what"].removeprefix("loop not vectorized: ")
    return fast, slow


def _compile(names: list[str]) -> None:
    import llvmlite.binding as llvm
    import numba
    from numba import typeof

    for passes in ("pass-remarks", "pass-remarks-analysis", "pass-remarks-missed"):
        llvm.set_option("", f"-{passes}=loop-vectorize")

    from sim.council.councils import find_council
    from sim.machine.engine import Simulation, windows_of
    from sim.scenario.scenario import load_scenario
    from sim.schedule import PROCESSES

    simulation = Simulation(load_scenario("baseline"), [find_council("Camden")])
    for process in PROCESSES:
        if process.name in names or not names:
            state, parameters = windows_of(process, simulation.state, simulation.values)
            compiled = numba.njit(error_model="numpy", nogil=True, debug=True)(process.plain)
            compiled.compile((typeof(state), typeof(parameters), typeof(simulation.now(process))))


def main(arguments: list[str]) -> None:
    """List the loops that stay one by one."""
    if arguments[:1] == ["--compile"]:
        _compile(arguments[1:])
        return
    fast, slow = loops(remarks(arguments))
    for (file, line), reason in sorted(slow.items()):
        print(f"{file}:{line}: {reason}")
    print(f"{sum(fast.values())} loops run on several rows at once, {len(slow)} one by one.")


if __name__ == "__main__":
    main(sys.argv[1:])
