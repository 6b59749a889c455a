"""The journal of a results folder: what is done, in checksummed lines, each on the disk before the next.

A line is a checksum, a space, and a JSON object. A line that was being written when the machine stopped does not match
its checksum; it is cut off when the journal is opened for writing, and its runs are done again.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.key import key_text

JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Shard:
    """One closed Parquet file: its name, size and checksum, the runs in it, and the digests of their numbers."""

    file: str
    size: int
    checksum: str
    keys: np.ndarray
    digests: np.ndarray
    seconds: float = 0.0
    form: int = 0

    def entry(self) -> dict[str, Any]:
        """The shard as a journal entry."""
        return {
            "kind": "shard",
            "file": self.file,
            "size": self.size,
            "checksum": self.checksum,
            "seconds": round(self.seconds, 6),
            "form": self.form,
            "runs": len(self.keys),
            "keys": _text(self.keys),
            "digests": _text(self.digests),
        }


@dataclass
class Contents:
    """What a journal says, all in all."""

    shards: dict[str, Shard] = field(default_factory=dict)
    failures: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By key: ``error`` and ``attempts`` of runs that failed and did not succeed since."""
    sessions: list[dict[str, Any]] = field(default_factory=list)
    looks: set[int] = field(default_factory=set)
    """The replications after which intervals were looked at (see :mod:`experiments.runs.precision`)."""
    damaged_lines: int = 0

    @property
    def keys(self) -> np.ndarray:
        """The keys of all runs that succeeded."""
        return _joined([shard.keys for shard in self.shards.values()])

    @property
    def failed(self) -> np.ndarray:
        """The keys of all runs that failed and did not succeed since."""
        return np.array(list(self.failures), dtype=np.uint64)

    def counts(self, planned: np.ndarray) -> tuple[int, int]:
        """How many of the runs with the keys ``planned`` are done, and how many failed; each counts once."""
        keys = np.unique(planned)
        return int(np.isin(keys, self.keys).sum()), int(np.isin(keys, self.failed).sum())

    @property
    def digests(self) -> np.ndarray:
        """The digests of all runs that succeeded, in the order of ``keys``."""
        return _joined([shard.digests for shard in self.shards.values()])

    @property
    def seconds(self) -> float:
        """The time that all runs took, added up over the workers."""
        return sum(shard.seconds for shard in self.shards.values())

    def take(self, entry: dict[str, Any]) -> None:
        """Add one entry."""
        kind = entry["kind"]
        if kind == "shard":
            shard = Shard(
                entry["file"],
                entry["size"],
                entry["checksum"],
                _numbers(entry["keys"]),
                _numbers(entry["digests"]),
                entry["seconds"],
                entry["form"],
            )
            self.shards[shard.file] = shard
            if self.failures:
                for key in shard.keys.tolist():
                    self.failures.pop(key, None)
        elif kind == "failed":
            self.failures[int(entry["key"], 16)] = {"error": entry["error"], "attempts": entry["attempts"]}
        elif kind == "dropped":
            self.shards.pop(entry["file"], None)
        elif kind == "look":
            self.looks.update(entry["replications"])
        elif kind == "begun":
            self.sessions.append(dict(entry))
        elif kind == "ended" and self.sessions:
            self.sessions[-1]["ended"] = entry["time"]


def failed_entry(key: int, error: str, attempts: int) -> dict[str, Any]:
    """The entry of a run that failed."""
    return {"kind": "failed", "key": key_text(key), "error": error, "attempts": attempts}


def look_entry(time: str, replications: Sequence[int], intervals: Sequence[str]) -> dict[str, Any]:
    """The entry of a look at the intervals: the ``replications`` of every look so far, in order, and what was seen.

    It names the earlier looks again, so that none is forgotten when a line is damaged.
    """
    return {"kind": "look", "time": time, "replications": list(replications), "intervals": list(intervals)}


def read_journal(path: Path) -> Contents:
    """What the journal at ``path`` says; lines that do not match their checksum say nothing."""
    contents = Contents()
    for entry in _entries(path):
        try:
            if entry is None:
                raise ValueError("its checksum is wrong")
            contents.take(entry)
        except (KeyError, TypeError, ValueError):  # a line of something else may have a checksum, too
            contents.damaged_lines += 1
    return contents


class JournalWriter:
    """Appends to a journal; an entry that :meth:`write` returned from is on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        self._end = self._sound_end()
        os.ftruncate(self._file, self._end)

    def _sound_end(self) -> int:
        """Where the last whole line ends."""
        end = 0
        with open(self._path, "rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    end += len(line)
        return end

    def write(self, *entries: dict[str, Any]) -> None:
        """Append ``entries``, all of them or (with an :class:`OSError`) none."""
        if not entries:
            return
        content = b"".join(_line(entry) for entry in entries)
        try:
            os.lseek(self._file, self._end, os.SEEK_SET)
            written = 0
            while written < len(content):
                written += os.write(self._file, content[written:])
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(content)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _line(entry: dict[str, Any]) -> bytes:
    content = json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode()
    return _checksum(content) + b" " + content + b"\n"


def _entries(path: Path) -> Iterator[dict[str, Any] | None]:
    try:
        file = open(path, "rb")  # noqa: SIM115 (closed below; absent is not an error)
    except FileNotFoundError:
        return
    with file:
        for line in file:
            checksum, _, content = line.rstrip(b"\n").partition(b" ")
            if not line.endswith(b"\n") or checksum != _checksum(content):
                yield None
                continue
            yield json.loads(content)


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=8).hexdigest().encode()


def _text(numbers: np.ndarray) -> str:
    return base64.b64encode(numbers.astype("<u8").tobytes()).decode()


def _numbers(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype="<u8").astype(np.uint64)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
