"""The store of runs: a results folder, opened, checked, extended, and written one closed shard after the other.

::

    manifest.json      what was asked, where it came from, what came of it
    plan.parquet       a row for every run
    plan-cells.parquet, plan-councils.parquet
                       the scenarios and councils that the plan's rows name
    journal.jsonl      what is done: each shard with its checksum, each failure
    shards/            the numbers, in closed Parquet files
    lock               held while a driver is at work

What a study publishes (tables, figures, a report) lies beside it. Of the store nothing is ever changed in place but the
journal, which only grows. A file gets its name once it is whole and on the disk, and counts once the journal says so.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.batch import Failure, Finished, Packed
from experiments.runs.cells import CELLS, COUNCILS, write_cells
from experiments.runs.disk import clear_errors, file_checksum, write_whole
from experiments.runs.identity import fixed_differences, growth_differences, listed
from experiments.runs.journal import JOURNAL, Contents, JournalWriter, Shard, failed_entry, read_journal
from experiments.runs.key import key_text
from experiments.runs.lock import LOCK
from experiments.runs.packing import only
from experiments.runs.plan import PLAN, Expansion, Part, PlanFile, write_plan
from experiments.runs.provenance import FORMAT
from sim.errors import InputError

MANIFEST = "manifest.json"
OLD_SWEEP = "sweep.json"
"""The manifest of a sweep in folders of format 1."""

SHARDS = "shards"
PARTS = "parts"
STORED = (MANIFEST, PLAN, CELLS, COUNCILS, JOURNAL, SHARDS, PARTS, LOCK)
"""What of a results folder is the store's; the rest is what a study published."""

UNFINISHED = (PARTS, LOCK, PLAN, CELLS, COUNCILS, "plan.partial", "plan.merging")
"""What a driver that was stopped in its first second may have left without a manifest."""

CHECKING_THREADS = 4


def part_folder(folder: Path, part: Part) -> Path:
    """Where part ``part`` lies until it is merged."""
    width = len(str(part.of))
    return folder / PARTS / f"{part.number:0{width}d}-of-{part.of}"


def holds_runs(folder: Path) -> bool:
    """Whether ``folder`` has a manifest of ours, of whatever version."""
    return (folder / MANIFEST).is_file() or (folder / OLD_SWEEP).is_file()


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of ``folder`` says; :class:`InputError` where there is none that this version reads."""
    if not folder.exists():
        raise InputError(f"There is no folder {folder}; name a results folder.")
    if not holds_runs(folder):
        if parts_of(folder):
            raise InputError(
                f'{folder} holds parts of a sweep that are not merged yet; "townhall merge {folder}" does it.'
            )
        raise InputError(f"{folder} is not a results folder: it has no {MANIFEST}.")
    _refuse_other_formats(folder)
    found = _loaded(folder / MANIFEST)
    if found is None or "design" not in found:
        raise InputError(
            f"{folder / MANIFEST} cannot be read; put back a copy of it, or begin again in another folder."
        )
    return found


def _loaded(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def raw_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of ``folder``, of whatever format; None where there is none of ours."""
    if not holds_runs(folder):
        return None
    return _loaded(folder / MANIFEST) or _loaded(folder / OLD_SWEEP) or {}


def _refuse_other_formats(folder: Path) -> None:
    """:class:`InputError` for a folder that another version of Town Hall wrote and reads."""
    new = _loaded(folder / MANIFEST)
    if new is not None and new.get("format") == FORMAT:
        return
    found = new if new is not None else _loaded(folder / OLD_SWEEP)
    if found is None:
        return
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        wrote = f"Town Hall {found.get('town_hall', 'of a later version')}"
    else:
        wrote = f"Town Hall {found.get('model_version', '0.2')}"  # whose package had the model's version
    raise InputError(
        f"{folder} was written by {wrote}, in a format that this version does not read; read it with that version, or "
        "choose another folder with --out."
    )


def parts_of(folder: Path) -> list[Path]:
    """The parts of a job array that lie in ``folder``, in their order."""
    return sorted(place for place in (folder / PARTS).glob("*-of-*") if holds_runs(place))


def check_folder(folder: Path, *, force: bool = False) -> None:
    """Refuse at once, before any run, a folder that results cannot go to.

    Raises :class:`InputError` when it is a file, a folder of something else (even with ``force``: it is not ours to
    delete), one that another version wrote (without ``force``), or where nothing can be written.
    """
    with clear_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise InputError(f"The results folder {folder} cannot be made: a file of that name is in the way.")
        if folder.is_dir():
            if holds_runs(folder):
                if not force:
                    _refuse_other_formats(folder)
            else:
                _refuse_other_things(folder)
        nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        # Only what is to replace a folder is made beside it.
        for place in {nearest, nearest.absolute().parent} if force and nearest == folder else {nearest}:
            os.rmdir(tempfile.mkdtemp(prefix=".townhall-", dir=place))


def _refuse_other_things(folder: Path) -> None:
    others = [
        place.name
        for place in folder.iterdir()
        if place.name not in UNFINISHED
        and not place.name.startswith(tuple(f".{name}." for name in STORED))
        and not (place.name == SHARDS and place.is_dir() and not any(place.iterdir()))
    ]
    if JOURNAL in others:
        raise InputError(f"{folder} holds runs whose {MANIFEST} is gone; put it back, or choose another with --out.")
    if others:
        raise InputError(
            f"{folder} is a folder with other things in it, not a results folder; choose another with --out."
        )


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of ``folder`` whole."""
    write_whole(folder / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())


def damaged_shards(folder: Path, shards: Iterable[Shard]) -> list[Shard]:
    """Those of ``shards`` whose file is missing, torn or altered."""
    listed_shards = list(shards)

    def sound(shard: Shard) -> bool:
        path = folder / SHARDS / shard.file
        try:
            if path.stat().st_size != shard.size:
                return False
        except OSError:
            return False
        return file_checksum(path) == shard.checksum

    with ThreadPoolExecutor(CHECKING_THREADS) as pool:
        return [shard for shard, good in zip(listed_shards, pool.map(sound, listed_shards), strict=True) if not good]


class Store:
    """A results folder in the hands of its driver, who must hold its lock."""

    def __init__(self, path: Path, announce: Callable[[str], None] = lambda line: None) -> None:
        self.path = path
        self._tell = announce
        self.contents = Contents()
        self._journal: JournalWriter | None = None
        self._next = 0

    def prepare(self, manifest: dict[str, Any], expansion: Expansion, part: Part | None = None) -> PlanFile:
        """Write the plan and the manifest, or check those that are there against them.

        :class:`InputError`, with nothing changed, when the folder holds something that these do not continue.
        """
        old = read_manifest(self.path) if holds_runs(self.path) else None
        if old is not None:
            if "made_from" in old:
                raise self._different(["an analysis of runs that lie elsewhere"])
            differences = fixed_differences(old, manifest)
            if not expansion.design.growing and old.get("design_digest") != manifest["design_digest"]:
                raise self._different(differences or growth_differences(old, manifest))
            if differences:
                raise self._refusal(differences)
            manifest["started"] = old["started"]
            whole = old.get("plan_checksum") == file_checksum(self.path / PLAN)
            cells = old.get("cells_checksums") == self._cells()
            if old.get("design_digest") == manifest["design_digest"] and whole and cells:
                return PlanFile(self.path / PLAN)
            if expansion.design.growing:
                self._check_nothing_goes(old, manifest, expansion, part)
            if old.get("design_digest") == manifest["design_digest"]:
                self._tell("The plan was damaged and is written anew; what is done stays.")
            else:
                self._tell("The plan has grown; what is done stays.")
        (self.path / SHARDS).mkdir(exist_ok=True)
        write_cells(expansion.cells, self.path)
        write_plan(expansion, self.path / PLAN, part)
        plan = PlanFile(self.path / PLAN)
        manifest |= {
            "plan_checksum": file_checksum(self.path / PLAN),
            "cells_checksums": self._cells(),
            "planned": len(plan),
        }
        self.write_manifest(manifest)
        return plan

    def _cells(self) -> list[str]:
        return [file_checksum(self.path / name) for name in (CELLS, COUNCILS)]

    def _check_nothing_goes(
        self, old: dict[str, Any], new: dict[str, Any], expansion: Expansion, part: Part | None
    ) -> None:
        """Refuse a plan that lacks runs which are done or were planned."""
        known = read_journal(self.path / JOURNAL)
        was = [known.keys, np.array(list(known.failures), dtype=np.uint64)]
        if old.get("plan_checksum") == file_checksum(self.path / PLAN):
            was.append(PlanFile(self.path / PLAN).keys)
        keys = expansion.keys if part is None else expansion.keys[part.holds(expansion.keys)]
        gone = int((~np.isin(np.unique(np.concatenate(was)), keys)).sum())
        if gone:
            differences = growth_differences(old, new)
            raise self._refusal([*differences, f"{gone} of the runs that were planned are no longer in it"])

    def _refusal(self, differences: Sequence[str]) -> InputError:
        return InputError(
            f"{self.path} holds a different sweep: {listed(differences)}; nothing was touched. "
            "Choose another folder with --out, or undo the change."
        )

    def _different(self, differences: Sequence[str]) -> InputError:
        said = f" ({listed(differences)})" if differences else ""
        return InputError(
            f"{self.path} already holds a different result{said}; choose another folder with --out, or overwrite it "
            "with --force."
        )

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """Write the manifest whole."""
        write_manifest(self.path, manifest)

    def open(self) -> None:
        """Open the journal, and drop what is torn, altered, missing or in no journal."""
        path = self.path / JOURNAL
        self.contents = read_journal(path)
        (self.path / SHARDS).mkdir(exist_ok=True)
        bad = damaged_shards(self.path, self.contents.shards.values())
        self._journal = JournalWriter(path)
        if self.contents.damaged_lines:
            self._tell(f"{self.contents.damaged_lines} lines of the journal are damaged; what they said is done again.")
        for shard in bad:
            self._record({"kind": "dropped", "file": shard.file})
        if bad:
            runs = sum(len(shard.keys) for shard in bad)
            self._tell(f"{len(bad)} shards are damaged or missing; their {runs} runs are done again.")
        for file in (self.path / SHARDS).iterdir():
            if file.name not in self.contents.shards:
                file.unlink()
        numbers = [int(name.split("-")[0]) for name in self.contents.shards]
        self._next = max(numbers, default=-1) + 1

    def begin(self, session: dict[str, Any]) -> None:
        """Note that a driver begins."""
        self._record({"kind": "begun", **session})

    def end(self, time: str) -> None:
        """Note that it ended."""
        self._record({"kind": "ended", "time": time})

    def store(self, finished: Finished) -> None:
        """Store what a batch gave; it is on the disk when this returns."""
        entries = []
        runs = finished.runs or 1
        for packed in finished.packed:
            shard = self._write(packed, finished.seconds * len(packed.keys) / runs)
            entries.append(shard.entry())
        entries += [failed_entry(f.key, f.error, f.attempts) for f in finished.failures]
        self._record(*entries)

    def adopt(self, shard: Shard, source: Path, wanted: np.ndarray) -> None:
        """Take over those runs of another folder's shard where ``wanted`` is true; the other folder stays as it is."""
        content = source.read_bytes()
        if blake2b(content, digest_size=16).hexdigest() != shard.checksum:
            raise InputError(f"{source} is damaged; run its part again.")
        keys = shard.keys[wanted]
        if not wanted.all():
            content = only(content, keys)
        packed = Packed(keys, shard.digests[wanted], content, shard.form)
        self._record(self._write(packed, shard.seconds * len(keys) / len(shard.keys)).entry())

    def adopt_failure(self, failure: Failure) -> None:
        """Take over a failure of another folder."""
        self._record(failed_entry(failure.key, failure.error, failure.attempts))

    def _write(self, packed: Packed, seconds: float) -> Shard:
        checksum = blake2b(packed.content, digest_size=16).hexdigest()
        name = f"{self._next:06d}-{checksum[:8]}.parquet"
        write_whole(self.path / SHARDS / name, packed.content)
        self._next += 1
        return Shard(name, len(packed.content), checksum, packed.keys, packed.digests, seconds, packed.form)

    def _record(self, *entries: dict[str, Any]) -> None:
        assert self._journal is not None
        self._journal.write(*entries)
        for entry in entries:
            self.contents.take(entry)

    def result_digest(self) -> str:
        """The digest of the result table: all runs by key, whatever the shards."""
        return result_digest(self.contents)

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None


def result_digest(contents: Contents) -> str:
    """The digest of every number and every error by key: 32 hexadecimal digits, the same however the work was cut."""
    keys, digests = contents.keys, contents.digests
    order = np.argsort(keys, kind="stable")
    found = blake2b(digest_size=16)
    found.update(np.stack([keys[order], digests[order]]).astype("<u8").tobytes())
    for key in sorted(contents.failures):
        found.update(f"{key_text(key)} {contents.failures[key]['error']}\n".encode())
    return found.hexdigest()
