"""Where a result came from: all that is needed to make it again, and to cite what ran. One manifest for every study."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import experiments
import sim
from experiments.designs.design import Design, council_digest, councils_of, outcomes_of, scenarios_of
from experiments.runs.key import code_digest, data_digests, model_digest

if TYPE_CHECKING:
    from experiments.runs.planned import Form
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario

FORMAT = 2
"""Raised when a results folder of an older Town Hall can no longer be read. 1 was that of Town Hall 0.1 and 0.2."""

PACKAGES = ("mesa", "numpy", "pandas", "networkx", "seaborn", "matplotlib", "numba", "scipy", "pyarrow", "SALib")
"""The packages that can change a number or a picture."""


def now() -> str:
    """The moment, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def manifest_of(
    design: Design, forms: Sequence[Form], *, engine: str, part: Sequence[int] | None, command: Sequence[str]
) -> dict[str, Any]:
    """The provenance of the runs of ``design``, ready for JSON; what became of them is added when they are done.

    A scenario's values are ``parameters`` (the declared defaults) with its ``set`` laid over them.
    """
    from sim.machine.declared import PARAMETERS

    scenarios = scenarios_of(design)
    described = design.described()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "town_hall": experiments.__version__,
        "model_version": sim.MODEL_VERSION,
        "model_code": code_digest(),
        "engine": engine,
        "command": command_line(command),
        "started": now(),
        "design": described,
        "part": list(part) if part else None,
        **{name: described[name] for name in ("months", "seed", "replications") if name in described},
        "scenarios": [
            {
                "name": scenario.name,
                "why": scenario.why,
                "extends": list(scenario.chain),
                "set": dict(scenario.settings),
                "without": list(scenario.without),
                "events": [event.described() for event in scenario.events],
                "digest": scenario.digest,
            }
            for scenario in scenarios
        ],
        "councils": [_council(council) for council in councils_of(design)],
        "theories": theories_that_ran(scenarios),
        "outcomes": _outcomes(outcomes_of(design)),
        "forms": [asdict(form) for form in forms],
        "parameters": {name: declared.default for name, declared in sorted(PARAMETERS.items())},
        **here(),
    }
    return {**manifest, "design_digest": design_digest(design, engine, part)}


def here() -> dict[str, Any]:
    """The machine, its packages, and the state of the code and the data."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "machine": platform.node(),
        "packages": package_versions(),
        "git": git_state(),
        "data": dict(data_digests()),
    }


def analysis_manifest(runs: Mapping[str, Any], folder: Path, command: Sequence[str]) -> dict[str, Any]:
    """The provenance of an analysis of runs that lie in another folder, whose manifest is ``runs``.

    What was run stays as that says; with what it was analysed is said anew.
    """
    kept = ("design", "design_digest", "scenarios", "councils", "theories", "outcomes", "model_version", "model_code")
    return {
        "format": FORMAT,
        "town_hall": experiments.__version__,
        "command": command_line(command),
        "started": now(),
        "made_from": {"folder": str(folder), "runs": runs.get("runs"), "command": runs["command"]},
        **{name: runs[name] for name in kept},
        **here(),
    }


def design_digest(design: Design, engine: str, part: Sequence[int] | None) -> str:
    """A digest of all that a plan is made from, the model included: 32 hexadecimal digits."""
    return described_digest(design.described(), engine, part)


def described_digest(described: Mapping[str, Any], engine: str, part: Sequence[int] | None) -> str:
    """The same of a design in plain values, as a manifest has it."""
    asked = {name: value for name, value in described.items() if name not in ("name", "why")}
    said = json.dumps([asked, list(part) if part else None, model_digest(), engine, FORMAT], sort_keys=True)
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _council(council: Council) -> dict[str, Any]:
    """A council's name, what stands behind the funding of each year, and a digest of all that is known of it."""
    return {
        "name": council.name,
        "code": council.code,
        "funding_status": list(council.funding_status),
        "funding_as_booked_status": list(council.funding_as_booked_status),
        "digest": council_digest(council),
    }


def _outcomes(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    from sim.outcomes import MEASURES

    return {
        name: {"unit": m.unit, "direction": m.direction, "meaning": m.doc, "service": m.service}
        for name, m in ((name, MEASURES[name]) for name in names)
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
        off = [
            scenario.name
            for scenario in scenarios
            if theory.id in scenario.without and theory.id not in scenario.switched_on
        ]
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


def version_of(package: str) -> str:
    """The installed version of a package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
