"""Makes one run of a sweep again and holds it against what is stored, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.batch import BatchRunner
from experiments.runs.packing import KINDS, run_digest, summarise
from experiments.runs.plan import PlanFile, PlannedRun, key_text
from experiments.runs.reading import Results
from experiments.runs.setup import Setup, code_digest


@dataclass(frozen=True)
class Rerun:
    """One run made again.

    ``stored`` is "done", "failed" or "left"; ``equal`` is None where there is nothing to compare with; ``difference``
    says where the first one lies. ``months`` has the shape (months, outcomes).
    """

    key: str
    row: Mapping[str, Any]
    outcomes: tuple[str, ...]
    months: np.ndarray
    stored: str
    stored_error: str
    equal: bool | None
    difference: str
    changes: tuple[str, ...]


def rerun(path: str | Path, key: str) -> Rerun:
    """Run the row ``key`` (or the only one that begins so) of the sweep in ``path`` again, in this process.

    Whatever the run raises is raised here, so that it can be looked at.
    """
    from sim.measures import MEASURES

    results = Results(path)
    manifest = results.manifest
    row, run = PlanFile(results.plan_file).find(key)
    outcomes = tuple(results.outcomes)
    setup = Setup(
        scenarios={said["name"]: _scenario(said) for said in manifest["scenarios"]},
        councils={said["code"]: _council(said) for said in manifest["councils"]},
        months=manifest["design"]["months"],
        outcomes=outcomes,
        units=tuple(MEASURES[name].unit if name in MEASURES else "" for name in outcomes),
        monthly=manifest["design"]["monthly"],
        engine=manifest["engine"],
        model=code_digest(),
    )
    months = BatchRunner(setup).one(run)
    failure = results.contents.failures.get(run.key)
    stored = _stored(results, run, outcomes)
    equal, difference = None, ""
    if stored is not None:
        kept = summarise(months, monthly=setup.monthly)
        digests = dict(zip(results.contents.keys.tolist(), results.contents.digests.tolist(), strict=True))
        difference = _difference(stored, kept, outcomes)
        equal = not difference and run_digest(run.key, kept) == digests[run.key]
    state = "done" if stored is not None else "failed" if failure else "left"
    return Rerun(
        key=key_text(run.key),
        row=row,
        outcomes=outcomes,
        months=months,
        stored=state,
        stored_error=failure["error"] if failure else "",
        equal=equal,
        difference=difference,
        changes=_changes(manifest),
    )


def _scenario(said: Mapping[str, Any]) -> Any:
    from sim.scenario import Scenario

    return Scenario(said["name"], said["why"], said["set"], tuple(said["without"]), tuple(said["extends"]))


def _council(said: Mapping[str, Any]) -> Any:
    from sim.councils import Council

    known = {field.name for field in fields(Council)}
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items() if name in known
    }
    return Council(**plain)


def _stored(results: Results, run: PlannedRun, outcomes: tuple[str, ...]) -> list[np.ndarray] | None:
    """What is stored of ``run``, an array (rows, outcomes) for each kind; None where nothing is."""
    holding = {name: s for name, s in results.contents.shards.items() if (s.keys == np.uint64(run.key)).any()}
    if not holding:
        return None
    results.contents.shards = holding
    kinds = KINDS if results.manifest["design"]["monthly"] else KINDS[:-1]
    found = []
    for kind in kinds:
        table = results.values(kind, outcomes).to_pandas()
        found.append(table[table["key"] == key_text(run.key)].sort_values("at")[list(outcomes)].to_numpy())
    return found


def _difference(stored: list[np.ndarray], made: list[np.ndarray], outcomes: tuple[str, ...]) -> str:
    """Where the first difference lies, in words; an empty text where there is none."""
    for kind, one, other in zip(KINDS, stored, made, strict=False):
        if one.shape != other.shape:
            return f"{len(one)} rows of the kind {kind} are stored, {len(other)} were made"
        differing = ~((one == other) | (np.isnan(one) & np.isnan(other)))
        if differing.any():
            at, column = np.argwhere(differing)[0]
            return f"{outcomes[column]} ({kind}): stored {one[at, column]!r}, made {other[at, column]!r}"
    return ""


def _changes(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """What is different from when the sweep was run, as far as a run's numbers could depend on it."""
    from experiments.runs.provenance import data_digests
    from sim import MODEL_VERSION

    found = []
    if manifest["model_version"] != MODEL_VERSION:
        found.append(f"the model's version was {manifest['model_version']} and is {MODEL_VERSION}")
    elif manifest["model_code"] != code_digest():
        found.append("the model's source code has changed")
    if manifest["data"] != data_digests():
        found.append("the data tables have changed")
    return tuple(found)
