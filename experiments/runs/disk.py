"""Files that are written whole or not at all, and one sentence for whatever a disk can do to us."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def why(error: OSError) -> str | None:
    """What went wrong and what mends it, as the end of a sentence; None for what has nothing to do with a disk."""
    if error.errno == errno.ENOSPC:
        return "the disk is full; make room or choose another disk with --out"
    if error.errno in FULL:
        return "your quota on this disk is used up; make room or choose another disk with --out"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "writing there is not allowed; choose another folder with --out"
    if error.errno == errno.EROFS:
        return "this disk is read-only; choose another folder with --out"
    if error.errno == errno.EISDIR:
        return "that is a folder; name a file"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "a file is in the way; choose another folder with --out"
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return "the system does not take that name; choose a shorter or plainer one with --out"
    if error.errno in (errno.ENOENT, errno.EIO, getattr(errno, "ESTALE", errno.EIO)):
        return f"the disk said: {error.strerror}; choose another folder with --out"
    return None


@contextmanager
def clear_errors(path: Path, what: str = "results folder", kept: bool = False) -> Iterator[None]:
    """Turn what a disk does in the block to ``path`` into an :class:`InputError` of one sentence.

    ``kept`` says that finished runs are in the folder and stay there, so that the same command goes on.
    """
    try:
        yield
    except OSError as error:
        if kept and error.errno in FULL:
            raise InputError(
                f"The disk that holds {path} is full; what is done is kept. Make room and give the same command again, "
                "which goes on from there."
            ) from None
        said = why(error)
        if said is None:
            raise
        name = str(path) if os.path.exists(path) else shown(str(path), QUOTED)
        raise InputError(f"The {what} {name} cannot be written: {said}.") from None


def check_new_file(path: Path, *, over: bool = False, what: str = "file") -> None:
    """Refuse, before there is anything to write, a file that cannot be: :class:`InputError` of one sentence.

    Missing folders around it are left for later. ``over`` says that one of that name is written over.
    """
    with clear_errors(path, what):
        if path.is_dir():
            raise InputError(f'"{shown(str(path), QUOTED)}" is a folder; name a file.')
        if path.exists() and not over:
            raise InputError(f"{shown(str(path), QUOTED)} is there already; name another file.")
        try_name(path)


def try_name(path: Path) -> None:
    """Make and remove something like ``path``, so that the disk says now what it would say later."""
    nearest = next(place for place in path.absolute().parents if place.exists())
    made = Path(tempfile.mkdtemp(prefix=".townhall-", dir=nearest))
    try:
        # Names are checked by the disk alone: their length counts in bytes, and not everywhere in the same way.
        for part in path.absolute().relative_to(nearest).parts:
            (made / part).touch()
            (made / part).unlink()
    finally:
        made.rmdir()


def write_whole(path: Path, content: bytes) -> None:
    """Write ``path`` in one step, on the disk when this returns."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_mask())  # mkstemp makes files that only their owner can read
        os.replace(temporary, path)
        flush_directory(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def make_readable(folder: Path) -> None:
    """Give a folder that :func:`tempfile.mkdtemp` made the rights of any other: results are for colleagues too."""
    folder.chmod(0o777 & ~_mask())


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def file_checksum(path: Path) -> str:
    """The checksum that a journal keeps of a file; an empty text where it cannot be read."""
    found = blake2b(digest_size=16)
    try:
        with open(path, "rb") as file:
            while part := file.read(1 << 20):
                found.update(part)
    except OSError:
        return ""
    return found.hexdigest()


def file_digest(path: Path) -> str | None:
    """The SHA-256 of a file, or None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def flush_directory(folder: Path) -> None:
    """Flush the entries of one folder; Windows neither allows nor needs it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def flush(folder: Path) -> None:
    """Make sure that all of ``folder`` is on the disk before its name says that it is there."""
    for file in folder.rglob("*"):
        if file.is_file():
            with open(file, "rb+") as handle:
                os.fsync(handle.fileno())
    for place in (folder, *(item for item in folder.rglob("*") if item.is_dir())):
        flush_directory(place)


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, so that at no moment either is missing; False where the system cannot.

    Linux has a call for it that Python does not offer.
    """
    if not sys.platform.startswith("linux"):
        return False
    here, swap = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of the Linux headers
    try:
        return bool(ctypes.CDLL(None).renameat2(here, os.fsencode(one), here, os.fsencode(other), swap) == 0)
    except AttributeError:
        return False
