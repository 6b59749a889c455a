"""Makes one run of a study again and holds it against what is stored, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.batch import BatchRunner
from experiments.runs.cells import StoredCells
from experiments.runs.keeping import run_digest, summarise
from experiments.runs.key import code_digest, data_digests, key_text
from experiments.runs.plan_file import PlanFile
from experiments.runs.planned import Form, PlannedRun
from experiments.runs.reading import Results
from experiments.runs.setup import Setup


@dataclass(frozen=True)
class Rerun:
    """One run made again.

    ``stored`` is "done", "failed" or "left"; ``equal`` is None where there is nothing to compare with; ``difference``
    says where the first one lies. ``months`` has the shape (months, councils, outcomes).
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
    """Run the row ``key`` (or the only one that begins so) of the results in ``path`` again, in this process.

    Whatever the run raises is raised here, so that it can be looked at.
    """
    results = Results(path)
    row, run = PlanFile(results.plan_file).find(key)
    form = results.forms[run.form]
    cell = StoredCells(results.path).cell(run.cell, form)
    setup = Setup((cell,), (form,), results.manifest["engine"], code_digest())
    months = BatchRunner(setup).one(run._replace(cell=0, form=0))
    failure = results.contents.failures.get(run.key)
    stored = _stored(results, run, form)
    equal, difference = None, ""
    if stored is not None:
        kept = summarise(months, form.kinds)
        digests = dict(zip(results.contents.keys.tolist(), results.contents.digests.tolist(), strict=True))
        difference = _difference(stored, kept, form)
        made = np.concatenate([values.ravel() for values in kept])
        equal = not difference and run_digest(run.key, made) == digests[run.key]
    state = "done" if stored is not None else "failed" if failure else "left"
    return Rerun(
        key=key_text(run.key),
        row=row,
        outcomes=form.outcomes,
        months=months,
        stored=state,
        stored_error=failure["error"] if failure else "",
        equal=equal,
        difference=difference,
        changes=_changes(results.manifest),
    )


def _stored(results: Results, run: PlannedRun, form: Form) -> list[np.ndarray] | None:
    """What is stored of ``run``, an array (councils, rows, outcomes) for each kind; None where nothing is."""
    if not (results.contents.keys == np.uint64(run.key)).any():
        return None
    wanted = np.array([run.key], dtype=np.uint64)
    return [results.array(kind, wanted, form.outcomes)[0] for kind in form.kinds]


def _difference(stored: list[np.ndarray], made: list[np.ndarray], form: Form) -> str:
    """Where the first difference lies, in words; an empty text where there is none."""
    for kind, one, other in zip(form.kinds, stored, made, strict=True):
        if one.shape != other.shape:
            return f"{one.shape[1]} rows of the kind {kind} are stored, {other.shape[1]} were made"
        differing = ~((one == other) | (np.isnan(one) & np.isnan(other)))
        if differing.any():
            council, at, column = np.argwhere(differing)[0]
            was, now_is = float(one[council, at, column]), float(other[council, at, column])
            return f"{form.outcomes[column]} ({kind}): stored {was!r}, made {now_is!r}"
    return ""


def _changes(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """What is different from when the sweep was run, as far as a run's numbers could depend on it."""
    from sim import MODEL_VERSION

    found = []
    if manifest["model_version"] != MODEL_VERSION:
        found.append(f"the model's version was {manifest['model_version']} and is {MODEL_VERSION}")
    elif manifest["model_code"] != code_digest():
        found.append("the model's source code has changed")
    if manifest["data"] != data_digests():
        found.append("the data tables have changed")
    return tuple(found)
