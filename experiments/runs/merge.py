"""Job arrays: the parts of a sweep, each run by a job of its own into its own folder, become one results folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.designs.some import some
from experiments.runs.batch import Failure
from experiments.runs.cells import CELLS, COUNCILS
from experiments.runs.disk import file_checksum, write_whole
from experiments.runs.folder import SHARDS
from experiments.runs.identity import fixed_differences, listed
from experiments.runs.journal import JOURNAL, read_journal
from experiments.runs.lock import at_work, locked
from experiments.runs.manifest import PARTS, holds_runs, parts_of, read_manifest
from experiments.runs.plan_file import PLAN, PlanFile
from experiments.runs.provenance import described_digest, now
from experiments.runs.store import Store, damaged_shards
from sim.errors import InputError


@dataclass(frozen=True)
class Merged:
    """What came of it: ``left`` counts runs of the plan that no part has done."""

    folder: Path
    parts: int
    planned: int
    done: int
    failed: int
    digest: str

    @property
    def left(self) -> int:
        """Runs that are neither done nor failed."""
        return self.planned - self.done - self.failed


def merge(folder: Path, announce: Callable[[str], None] = lambda line: None) -> Merged:
    """Merge the parts in ``folder`` into it; each part's folder goes once all it holds is in its place.

    An interrupted merge is finished by the next one. :class:`InputError`, with nothing changed, when a part is missing,
    at work, damaged, or of another sweep than the rest.
    """
    parts = parts_of(folder)
    if not parts:
        if holds_runs(folder):
            raise InputError(f"{folder} has no parts that are to be merged.")
        read_manifest(folder)  # says what is wrong
    manifests = [read_manifest(part, of_runs=True) for part in parts]
    _check(folder, parts, manifests)
    with locked(folder):
        planned = _plan(folder, parts, manifests)
        held = Store(folder, announce)
        try:
            held.open()
            held.begin({"time": now(), "command": "townhall merge", "parts": len(parts)})
            for at, part in enumerate(parts):
                _take_over(held, part)
                announce(f"Part {at + 1} of {len(parts)} is merged.")
            done, failed = held.contents.counts(PlanFile(folder / PLAN).keys)
            digest = held.result_digest()
            result = {"digest": digest, "done": done, "failed": failed, "ended": now()}
            held.write_manifest({**read_manifest(folder), "runs": result})
            held.end(now())
        finally:
            held.close()
        shutil.rmtree(folder / PARTS)
    return Merged(folder, len(parts), planned, done, failed, digest)


def _check(folder: Path, parts: list[Path], manifests: list[dict[str, Any]]) -> None:
    """Refuse what would not make a whole."""
    first = manifests[0]
    of = first["part"][1]
    for part, manifest in zip(parts, manifests, strict=True):
        differences = fixed_differences({**first, "part": None}, {**manifest, "part": None})
        if not differences and first["design"] != manifest["design"]:
            differences = ["their designs are not the same"]
        if not differences and manifest["part"][1] != of:
            differences = [f"one counts {of} parts, the other {manifest['part'][1]}"]
        if differences:
            raise InputError(f"{part} and {parts[0]} are not parts of one sweep: {listed(differences)}.")
        if at_work(part):
            raise InputError(f"{at_work(part)} is still at work on {part}; merge when it is done.")
        bad = damaged_shards(part, read_journal(part / JOURNAL).shards.values())
        if bad:
            raise InputError(
                f"{len(bad)} shards of {part} are damaged or missing; give the command of that part "
                f"(--shard {manifest['part'][0]}/{of}) again, which runs them anew."
            )
    if holds_runs(folder):
        differences = fixed_differences({**read_manifest(folder), "part": None}, {**first, "part": None})
        if differences:
            raise InputError(f"{folder} holds a different sweep than its parts: {listed(differences)}.")
    known = _known(folder)
    planned = np.concatenate([PlanFile(part / PLAN).keys for part in parts])
    if known.size and np.isin(planned, known).all():
        return  # a merge that was interrupted, or a sweep that went on without its parts
    there = {manifest["part"][0] for manifest in manifests}
    missing = [str(number) for number in range(1, of + 1) if number not in there]
    if missing:
        raise InputError(f"{folder} lacks part {some(missing, 8)} of {of}; run --shard {missing[0]}/{of} first.")
    gone = int((~np.isin(np.unique(known), planned)).sum())
    if gone:
        raise InputError(
            f"{folder} has {gone} planned runs that its parts do not have; run the parts with the design of {folder}, "
            "with nothing taken out of it."
        )


def _known(folder: Path) -> np.ndarray:
    """The keys of the plan that is merged already; none where there is none, or where it is not whole."""
    if not holds_runs(folder) or read_manifest(folder).get("plan_checksum") != file_checksum(folder / PLAN):
        return np.empty(0, dtype=np.uint64)
    return PlanFile(folder / PLAN).keys


def _plan(folder: Path, parts: list[Path], manifests: list[dict[str, Any]]) -> int:
    """Write the plan of all parts together, and the manifest, unless it is merged already; the number of its runs."""
    import duckdb

    planned = np.unique(np.concatenate([PlanFile(part / PLAN).keys for part in parts]))
    known = np.unique(_known(folder))
    if np.isin(planned, known).all():
        return known.size
    temporary = folder / "plan.merging"
    with duckdb.connect() as database:
        # In the order of the work.
        files = ", ".join(_quoted(part / PLAN) for part in parts)
        database.execute(
            f"copy (select * from read_parquet([{files}]) order by replicate, row) "
            f"to {_quoted(temporary)} (format parquet, compression zstd)"
        )
    for name in (CELLS, COUNCILS):
        write_whole(folder / name, (parts[0] / name).read_bytes())
    plan = _with_schema(temporary, parts[0] / PLAN)
    manifest = {**manifests[0], "part": None}
    manifest.pop("runs", None)
    manifest |= {
        "design_digest": described_digest(manifest["design"], manifest["engine"], None),
        "plan_checksum": file_checksum(plan),
        "planned": len(PlanFile(plan)),
    }

    os.replace(plan, folder / PLAN)
    Store(folder).write_manifest(manifest)
    return planned.size


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _with_schema(written: Path, like: Path) -> Path:
    """The plan ``written``, with the columns' types, units and roles as in ``like``."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(like)
    target = written.with_suffix(".partial")
    source = pq.ParquetFile(written)
    with open(target, "wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for batch in source.iter_batches(batch_size=1 << 14):
                writer.write_table(_table(batch, schema))
        file.flush()
        os.fsync(file.fileno())
    written.unlink()
    return target


def _table(batch: Any, schema: Any) -> Any:
    import pyarrow as pa

    table = pa.Table.from_batches([batch]).select(schema.names)
    columns = []
    for field in schema:
        column = table.column(field.name)
        if pa.types.is_dictionary(field.type):
            column = column.cast(pa.string()).dictionary_encode()
        columns.append(column.cast(field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _take_over(held: Store, part: Path) -> None:
    """Bring what ``part`` has done into ``held``, unless it is there already."""
    contents = read_journal(part / JOURNAL)
    known = held.contents.keys
    for shard in contents.shards.values():
        new = ~np.isin(shard.keys, known)
        if new.any():
            held.adopt(shard, part / SHARDS / shard.file, new)
    for key, failure in contents.failures.items():
        if key not in held.contents.failures and not (held.contents.keys == np.uint64(key)).any():
            held.adopt_failure(Failure(key, failure["error"], failure["attempts"]))
