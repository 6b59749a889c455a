"""Results folders: written whole or not at all, and never over a different result.

Everything is written into a temporary folder beside the target, flushed to the disk, and then renamed in one step.
A crash, Ctrl-C or a full disk therefore leaves the target as it was.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError

MANIFEST = "manifest.json"
CSV_DIGITS = 6
"""Significant digits of numbers in CSV files, which are for people and spreadsheets; the Parquet files are exact."""

STALE_SECONDS = 3600
"""A temporary folder this old was left by a process that was killed; writing takes seconds."""

_DIFFERENT = "{path} already holds a different result; choose another folder with --out, or overwrite it with --force."


def digest_of(*parts: str | bytes | np.ndarray | pd.DataFrame) -> str:
    """A digest of values, in order: equal for equal values on every machine; 32 hexadecimal digits."""
    found = blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, pd.DataFrame):
            said = part.to_csv(index=False).encode()
        elif isinstance(part, np.ndarray):
            # One byte order and one NaN, so that equal numbers have equal bytes.
            plain = np.where(np.isnan(part), np.nan, part).astype("<f8")
            said = str(plain.shape).encode() + plain.tobytes()
        else:
            said = part.encode() if isinstance(part, str) else part
        found.update(len(said).to_bytes(8, "little"))
        found.update(said)
    return found.hexdigest()


def check_target(path: Path, *, force: bool = False, design: str | None = None) -> None:
    """Refuse at once, before any run, a results folder that could not be written afterwards.

    Raises :class:`InputError` when ``path`` is a file, a folder of something else (even with ``force``: it is not ours
    to delete), another design's result (without ``force``), or in a place where nothing can be written.
    """
    with clear_errors(path):
        if path.exists() and not path.is_dir():
            raise InputError(f"The results folder {path} cannot be made: a file of that name is in the way.")
        if path.is_dir() and any(path.iterdir()):
            if not (path / MANIFEST).is_file():
                raise InputError(
                    f"{path} is a folder with other things in it, not a results folder; choose another with --out."
                )
            if not force and design is not None and read_manifest(path).get("design") != design:
                raise InputError(
                    f"{path} already holds a different result; choose another folder with --out, or overwrite it "
                    "with --force."
                )
        nearest = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        os.rmdir(tempfile.mkdtemp(prefix=".townhall-", dir=nearest.parent if nearest == path else nearest))


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a results folder; an empty one where there is none that can be read."""
    try:
        read = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def holds(path: Path, identity: str) -> bool:
    """Does ``path`` hold the result ``identity``, whole and unaltered?

    Raises :class:`InputError` when it once held it but files were changed or are gone.
    """
    manifest = read_manifest(path)
    if manifest.get("result") != identity:
        return False
    changed = [name for name, known in manifest.get("files", {}).items() if _file_digest(path / name) != known]
    if changed:
        raise InputError(
            f"{path} holds this result, but "
            f"{changed[0]}{f' and {len(changed) - 1} more' if len(changed) > 1 else ''} changed or went missing "
            "since; write it afresh with --force, or choose another folder with --out."
        )
    return True


@contextmanager
def results_folder(path: Path, identity: str, *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary folder to write a result into; at the end of the block it becomes ``path``, all at once.

    ``identity`` is the digest of the result. A ``path`` that already holds the same result is left as it is; one that
    holds a different result is an :class:`InputError` unless ``force``. Whatever goes wrong in the block, the
    temporary folder is removed and ``path`` is as it was.
    """
    path = Path(path)
    with clear_errors(path):
        check_target(path, force=force)
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(path)
        staging = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent))
        try:
            # mkdtemp makes folders that only their owner can read; results are for colleagues too.
            mask = os.umask(0)
            os.umask(mask)
            staging.chmod(0o777 & ~mask)
            yield staging
            _flush(staging)
            _put_in_place(staging, path, identity, force=force)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def write_table(folder: Path, name: str, frame: pd.DataFrame, *, units: Mapping[str, str] | None = None) -> None:
    """Write ``name.parquet`` (exact, with the units in each column's metadata) and ``name.csv`` (6 digits).

    ``units`` maps column names to units. The row index is not written.
    """
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [
        field.with_metadata({"unit": (units or {})[field.name]}) if field.name in (units or {}) else field
        for field in table.schema
    ]
    table = table.cast(pa.schema(fields, metadata=table.schema.metadata))
    numbers = [field.name for field in fields if pa.types.is_floating(field.type)]
    # Python's own files, because their errors say that the disk is full; pyarrow's wrap it.
    with open(folder / f"{name}.parquet", "wb") as file:
        pyarrow.parquet.write_table(
            table,
            file,
            compression="zstd",
            use_dictionary=[field.name for field in fields if field.name not in numbers],
            column_encoding=dict.fromkeys(numbers, "BYTE_STREAM_SPLIT") or None,
        )
    rounded = frame.copy()
    rounded[numbers] = _significant(frame[numbers].to_numpy(dtype=float))
    with open(folder / f"{name}.csv", "wb") as file:
        pyarrow.csv.write_csv(
            pa.Table.from_pandas(rounded, preserve_index=False),
            file,
            pyarrow.csv.WriteOptions(quoting_style="needed"),
        )


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with plain line ends, the same on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write ``manifest.json`` last: it lists every other file of the folder with its SHA-256."""
    files = {
        file.relative_to(folder).as_posix(): _file_digest(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
    write_text(folder / MANIFEST, json.dumps({**manifest, "files": files}, indent=2, ensure_ascii=False) + "\n")


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn what a disk can do to us into one sentence that says what to do about it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            said = "the disk is full; make room or choose another disk with --out."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            said = "writing there is not allowed; choose another folder with --out."
        elif error.errno in (errno.ENOTDIR, errno.EEXIST):
            said = "a file is in the way; choose another folder with --out."
        elif error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
            said = "the system does not take that name; choose a shorter or plainer one with --out."
        elif error.errno in (errno.ENOENT, errno.EIO, errno.ESTALE):
            said = f"the disk said: {error.strerror}; choose another folder with --out."
        else:
            raise
        raise InputError(f"The results folder {path} cannot be written: {said}") from None


def _significant(numbers: np.ndarray) -> np.ndarray:
    """Round to ``CSV_DIGITS`` significant digits, so that the shortest way to write the number has no more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        places = CSV_DIGITS - 1 - np.floor(np.log10(np.abs(numbers)))
        scale = 10.0 ** np.clip(places, -15, 22)
        return np.where(np.isfinite(numbers) & (numbers != 0), np.round(numbers * scale) / scale, numbers)


def _file_digest(file: Path) -> str | None:
    """The SHA-256 of a file, or None where it cannot be read."""
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


def _remove_stale(path: Path) -> None:
    """Remove what killed processes left of earlier attempts at ``path``."""
    for left in path.parent.glob(f".{path.name}.*.partial"):
        if time.time() - left.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Make sure that all of ``folder`` is on the disk before its name says that it is there."""
    for file in folder.rglob("*"):
        if file.is_file():
            with open(file, "rb+") as handle:
                os.fsync(handle.fileno())
    for place in (folder, *(item for item in folder.rglob("*") if item.is_dir())):
        flush_directory(place)


def flush_directory(folder: Path) -> None:
    """Flush the entries of one folder; Windows neither allows nor needs it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _put_in_place(staging: Path, path: Path, identity: str, *, force: bool) -> None:
    """Rename ``staging`` to ``path``; an earlier result goes away only once the new one stands in its place."""
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
    if not path.exists():
        os.rename(staging, path)
    elif not force:
        if holds(path, identity):
            return
        raise InputError(_DIFFERENT.format(path=path))
    elif not _exchange(staging, path):
        aside = staging.with_suffix(".old.partial")
        os.rename(path, aside)
        try:
            os.rename(staging, path)
        except BaseException:
            os.rename(aside, path)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    flush_directory(path.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, so that at no moment either is missing; False where the system cannot.

    Linux has a call for it that Python does not offer.
    """
    if not sys.platform.startswith("linux"):
        return False
    here, swap = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of the Linux headers
    try:
        return ctypes.CDLL(None).renameat2(here, os.fsencode(one), here, os.fsencode(other), swap) == 0
    except AttributeError:
        return False
