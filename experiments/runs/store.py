"""A sweep's results folder: opened, checked, extended, and written one closed shard after the other.

::

    sweep.json       what the sweep is and where it came from
    plan.parquet     a row for every run
    journal.jsonl    what is done: each shard with its checksum, each failure
    shards/          the numbers, in closed Parquet files
    lock             held while a driver is at work

Nothing here is ever changed in place but the journal, which only grows. A file gets its name once it is whole and on
the disk, and counts once the journal says so.
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
from experiments.runs.identity import design_digest, fixed_differences, growth_differences, listed
from experiments.runs.journal import JOURNAL, Contents, JournalWriter, Shard, failed_entry, read_journal
from experiments.runs.lock import LOCK
from experiments.runs.plan import PLAN, Expansion, Part, PlanFile, key_text, write_plan
from experiments.studies.publish import flush_directory
from sim.errors import InputError

SWEEP = "sweep.json"
SHARDS = "shards"
PARTS = "parts"
CHECKING_THREADS = 4


def part_folder(folder: Path, part: Part) -> Path:
    """Where part ``part`` of a sweep lies until it is merged."""
    width = len(str(part.of))
    return folder / PARTS / f"{part.number:0{width}d}-of-{part.of}"


def is_sweep(folder: Path) -> bool:
    """Whether ``folder`` holds a sweep."""
    return (folder / SWEEP).is_file()


def read_sweep(folder: Path) -> dict[str, Any]:
    """What ``sweep.json`` says; :class:`InputError` where there is none that can be read."""
    if not folder.exists():
        raise InputError(f"There is no folder {folder}; name the results folder of a sweep.")
    try:
        found = json.loads((folder / SWEEP).read_text(encoding="utf-8"))
        if isinstance(found, dict) and "design" in found:
            return found
    except FileNotFoundError:
        if parts_of(folder):
            raise InputError(
                f'{folder} holds parts of a sweep that are not merged yet; "townhall merge {folder}" does it.'
            ) from None
        raise InputError(f"{folder} is not the results folder of a sweep: it has no {SWEEP}.") from None
    except (OSError, ValueError):
        pass
    raise InputError(f"{folder / SWEEP} cannot be read; put back a copy of it, or begin the sweep in another folder.")


def parts_of(folder: Path) -> list[Path]:
    """The parts of a job array that lie in ``folder``, in their order."""
    return sorted(place for place in (folder / PARTS).glob("*-of-*") if is_sweep(place))


def check_folder(folder: Path) -> None:
    """Refuse a folder that is something else than a sweep's."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"The results folder {folder} cannot be made: a file of that name is in the way.")
    if folder.is_dir() and not is_sweep(folder):
        # A plan without its sweep.json was left by a driver that was stopped in its first second.
        ours = (PARTS, LOCK, PLAN, "plan.partial")
        others = [
            place.name
            for place in folder.iterdir()
            if place.name not in ours
            and not place.name.startswith(f".{SWEEP}.")
            and not (place.name == SHARDS and place.is_dir() and not any(place.iterdir()))
        ]
        if JOURNAL in others:
            raise InputError(
                f"{folder} holds a sweep whose {SWEEP} is gone; put it back, or choose another with --out."
            )
        if others:
            raise InputError(f"{folder} is a folder with other things in it, not a sweep; choose another with --out.")


def write_whole(path: Path, content: bytes) -> None:
    """Write ``path`` in one step, on the disk when this returns."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)  # mkstemp makes files that only their owner can read
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
        flush_directory(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def file_checksum(path: Path) -> str:
    """The checksum that the journal keeps of a shard; an empty text where the file cannot be read."""
    found = blake2b(digest_size=16)
    try:
        with open(path, "rb") as file:
            while part := file.read(1 << 20):
                found.update(part)
    except OSError:
        return ""
    return found.hexdigest()


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


class SweepFolder:
    """A results folder in the hands of its driver, who must hold its lock."""

    def __init__(self, path: Path, announce: Callable[[str], None] = lambda line: None) -> None:
        self.path = path
        self._tell = announce
        self.contents = Contents()
        self._journal: JournalWriter | None = None
        self._next = 0

    def prepare(self, manifest: dict[str, Any], expansion: Expansion, part: Part | None = None) -> PlanFile:
        """Write the plan and ``sweep.json``, or check those that are there against them.

        :class:`InputError`, with nothing changed, when the folder holds a sweep that this one does not continue.
        """
        digest = design_digest(manifest)
        old = read_sweep(self.path) if is_sweep(self.path) else None
        if old is not None:
            differences = fixed_differences(old, manifest)
            if differences:
                raise self._refusal(differences)
            manifest["started"] = old["started"]
            if old.get("design_digest") == digest and old.get("plan_checksum") == file_checksum(self.path / PLAN):
                return PlanFile(self.path / PLAN)
            self._check_nothing_goes(old, manifest, expansion, part)
            self._tell("The plan has grown; what is done stays.")
        (self.path / SHARDS).mkdir(exist_ok=True)
        write_plan(expansion, self.path / PLAN, part)
        plan = PlanFile(self.path / PLAN)
        manifest |= {
            "design_digest": digest,
            "plan_checksum": file_checksum(self.path / PLAN),
            "runs": len(plan),
        }
        self.write_manifest(manifest)
        return plan

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

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """Write ``sweep.json`` whole."""
        write_whole(self.path / SWEEP, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())

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

    def adopt(self, shard: Shard, source: Path) -> None:
        """Take over a shard of another folder, which stays as it is."""
        packed = Packed(shard.keys, shard.digests, source.read_bytes())
        if blake2b(packed.content, digest_size=16).hexdigest() != shard.checksum:
            raise InputError(f"{source} is damaged; run its part again.")
        self._record(self._write(packed, shard.seconds).entry())

    def adopt_failure(self, failure: Failure) -> None:
        """Take over a failure of another folder."""
        self._record(failed_entry(failure.key, failure.error, failure.attempts))

    def _write(self, packed: Packed, seconds: float) -> Shard:
        checksum = blake2b(packed.content, digest_size=16).hexdigest()
        name = f"{self._next:06d}-{checksum[:8]}.parquet"
        write_whole(self.path / SHARDS / name, packed.content)
        self._next += 1
        return Shard(name, len(packed.content), checksum, packed.keys, packed.digests, seconds)

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
