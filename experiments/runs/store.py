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

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.batch import Failure, Finished, Packed
from experiments.runs.cells import CELLS, COUNCILS, write_cells
from experiments.runs.disk import file_checksum, write_whole
from experiments.runs.folder import SHARDS
from experiments.runs.identity import fixed_differences, growth_differences, listed
from experiments.runs.journal import JOURNAL, Contents, JournalWriter, Shard, failed_entry, read_journal
from experiments.runs.key import key_text
from experiments.runs.manifest import holds_runs, read_manifest, write_manifest
from experiments.runs.packing import only
from experiments.runs.plan import Expansion
from experiments.runs.plan_file import PLAN, PlanFile, write_plan
from experiments.runs.planned import Part
from sim.errors import InputError

CHECKING_THREADS = 4


def check_plan(folder: Path, manifest: dict[str, Any]) -> None:
    """:class:`InputError` when the plan in ``folder``, or what it names, is not as ``manifest`` says it was written."""
    checksums = [manifest["plan_checksum"], *manifest["cells_checksums"]]
    for name, known in zip((PLAN, CELLS, COUNCILS), checksums, strict=False):
        if file_checksum(folder / name) != known:
            raise InputError(
                f"{folder / name} is damaged or missing; give the command that made it again, which writes it anew and "
                "keeps what is done."
            )


def check_journal(folder: Path) -> None:
    """:class:`InputError` when there are shards and no journal that says what is in them."""
    if not (folder / JOURNAL).is_file() and any((folder / SHARDS).glob("*.parquet")):
        raise InputError(
            f"{folder / JOURNAL} is missing, without which nobody knows what is done; put it back, or give the command "
            "that made the folder again, which does its runs anew."
        )


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
        old = read_manifest(self.path, of_runs=True) if holds_runs(self.path) else None
        if old is not None:
            if "made_from" in old:
                raise self._different(["an analysis of runs that lie elsewhere"])
            differences = fixed_differences(old, manifest)
            if not expansion.design.growing and old.get("design_digest") != manifest["design_digest"]:
                raise self._different(differences or growth_differences(old, manifest))
            if differences:
                raise self._refusal(differences)
            manifest["started"] = old["started"]
            whole = old["plan_checksum"] == file_checksum(self.path / PLAN)
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
        was = [known.keys, known.failed]
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
        if not path.is_file() and any((self.path / SHARDS).glob("*.parquet")):
            self._tell("The journal is missing, without which nobody knows what is done; all runs are done again.")
        self.contents = read_journal(path)
        (self.path / SHARDS).mkdir(exist_ok=True)
        bad = damaged_shards(self.path, self.contents.shards.values())
        self._journal = JournalWriter(path)
        if self.contents.damaged_lines:
            lines = self.contents.damaged_lines
            are = "line of the journal is" if lines == 1 else "lines of the journal are"
            self._tell(f"{lines} {are} damaged; what was said there is done again.")
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
