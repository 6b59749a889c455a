"""How far a study is: read from its journal, without disturbing whoever is at work on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.runs.journal import JOURNAL, read_journal
from experiments.runs.key import key_text
from experiments.runs.lock import at_work
from experiments.runs.manifest import holds_runs, parts_of, read_manifest
from experiments.runs.plan_file import PLAN, PlanFile
from experiments.runs.store import check_journal, check_plan, damaged_shards
from sim.errors import InputError


@dataclass(frozen=True)
class Status:
    """One folder: runs planned, done, failed and left; seconds that the runs left will take one worker."""

    folder: Path
    planned: int
    done: int
    failed: int
    seconds_left: float | None
    workers: int
    at_work: str
    failures: Sequence[tuple[str, str]]
    damaged: int = 0
    """Shards that are damaged or missing; their runs do not count as done."""
    damaged_lines: int = 0
    """Lines of the journal that say nothing any more."""

    @property
    def left(self) -> int:
        """Runs that are neither done nor failed."""
        return self.planned - self.done - self.failed

    @property
    def wall_seconds_left(self) -> float | None:
        """Seconds until the end with the workers of the last session."""
        return None if self.seconds_left is None else self.seconds_left / max(1, self.workers)


def status_of(folder: Path) -> list[Status]:
    """The runs in ``folder``, and every part of it that is not merged yet."""
    folders = [folder] * holds_runs(folder) + parts_of(folder)
    if not folders:
        read_manifest(folder)  # says what is wrong
    return [_status(place) for place in folders]


def _status(folder: Path) -> Status:
    manifest = read_manifest(folder, of_runs=True)
    if "made_from" in manifest:
        raise InputError(f"{folder} holds an analysis and no runs; name the folder of the runs.")
    check_plan(folder, manifest)
    check_journal(folder)
    contents = read_journal(folder / JOURNAL)
    # What the journal says is done must be there, as it was written.
    bad = damaged_shards(folder, contents.shards.values())
    for shard in bad:
        contents.shards.pop(shard.file)
    keys = np.unique(PlanFile(folder / PLAN).keys)
    done, failed = contents.counts(keys)
    left = len(keys) - done - failed
    sessions = [session for session in contents.sessions if isinstance(session.get("workers"), int)]
    return Status(
        folder=folder,
        planned=len(keys),
        done=done,
        failed=failed,
        seconds_left=left * contents.seconds / done if done else None,
        workers=sessions[-1]["workers"] if sessions else 1,
        at_work=at_work(folder),
        failures=[(key_text(key), said["error"]) for key, said in list(contents.failures.items())[:5]],
        damaged=len(bad),
        damaged_lines=contents.damaged_lines,
    )
