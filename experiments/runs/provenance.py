"""Where a result came from: all that is needed to make it again, and to cite what ran."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim

if TYPE_CHECKING:
    from sim.councils import Council
    from sim.scenario import Scenario

PACKAGES = ("mesa", "numpy", "pandas", "networkx", "seaborn", "matplotlib", "numba", "scipy", "pyarrow", "SALib")
"""The packages that can change a number or a picture."""


def now() -> str:
    """The moment, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def manifest(
    *,
    command: Sequence[str],
    scenarios: Sequence[Scenario],
    council: Council | Sequence[Council],
    months: int,
    seed: int,
    replications: int,
    started: str,
    ended: str,
    result: str,
    design: str = "",
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The provenance of one result, ready for JSON.

    ``council`` is the council that was run, or all of a family. ``command`` is the command line (``sys.argv``);
    ``started`` and ``ended`` come from :func:`now`; ``result`` is the
    digest of the result and ``design`` that of the design.
    """
    from sim import MODEL_VERSION

    return {
        "command": command_line(command),
        "design": design,
        "result": result,
        "model_version": MODEL_VERSION,
        **councils_that_ran(council),
        "months": months,
        "seed": seed,
        "replications": replications,
        "scenarios": [
            {
                "name": scenario.name,
                "why": scenario.why,
                "extends": list(scenario.chain),
                "set": dict(scenario.settings),
                "without": list(scenario.without),
                "values": dict(scenario.values),
                "digest": scenario.digest,
            }
            for scenario in scenarios
        ],
        "theories": theories_that_ran(scenarios),
        "started": started,
        "ended": ended,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": package_versions(),
        "git": git_state(),
        "data": data_digests(),
        **(extra or {}),
    }


def councils_that_ran(council: Council | Sequence[Council]) -> dict[str, Any]:
    """The council, with what stands behind the funding of each year; of a family the list."""
    if isinstance(council, Sequence):
        return {"councils": [{"name": each.name, "code": each.code} for each in council]}
    return {
        "council": {"name": council.name, "code": council.code, "funding_status": list(council.funding_status)},
    }


def command_line(arguments: Sequence[str]) -> str:
    """The command as typed, with the program's name in place of its path on this machine."""
    import shlex

    if not arguments:
        return "(called from Python)"
    program = Path(arguments[0]).name
    if program in ("cli.py", "__main__.py"):  # started as a module
        program = "townhall"
    return shlex.join([program, *arguments[1:]])


def theories_that_ran(scenarios: Sequence[Scenario]) -> list[dict[str, Any]]:
    """Every theory that was on in at least one scenario, with its citation and the scenarios in which it was off."""
    from sim.references import reference
    from sim.schedule import THEORIES

    ran: list[dict[str, Any]] = []
    for theory in THEORIES.values():
        off = [scenario.name for scenario in scenarios if theory.id in scenario.without]
        if len(off) < len(scenarios):
            source = reference(theory.citation).text
            said = {"id": theory.id, "title": theory.title, "citation": theory.citation, "reference": source}
            ran.append({**said, "off_in": off})
    return ran


def package_versions() -> dict[str, str]:
    """The installed version of every package that can change a number or a picture."""
    return {name: version_of(name) for name in PACKAGES}


def git_state() -> dict[str, Any]:
    """The commit of the model's code and whether it had uncommitted changes; empty outside a git checkout."""
    home = Path(sim.__file__).parent

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=home, capture_output=True, text=True, timeout=20, check=True
        ).stdout.strip()

    try:
        # An installed copy may lie inside somebody else's repository, which says nothing about our code.
        if not git("ls-files", "--", "__init__.py"):
            return {}
        return {
            "commit": git("rev-parse", "HEAD"),
            "uncommitted_changes": bool(git("status", "--porcelain", "--", ".", "../experiments")),
        }
    except (OSError, subprocess.SubprocessError):
        return {}


def data_digests() -> dict[str, str]:
    """The SHA-256 of every data table in ``sim/data``, by file name."""
    tables = sorted((Path(sim.__file__).parent / "data").rglob("*.csv"))
    return {table.name: sha256(table.read_bytes()).hexdigest() for table in tables}


def version_of(package: str) -> str:
    """The installed version of a package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
