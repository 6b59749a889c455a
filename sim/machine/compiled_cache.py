"""Where compiled code is kept, and what happens when it cannot be read or written.

Numba's own places hang on the path of a source file, so that a second clone compiles everything again; they fall back
to the source tree when a folder is read-only; and a file cut short ends in a traceback. Here a function's place hangs
on its place within the package alone, every file carries a checksum, and what is damaged, empty or foreign counts as
missing: numba then compiles and writes it anew. Nothing is ever kept in the source tree.

Beside ``sim/machine/window.py`` this file is the only one that uses what numba keeps for itself (see
``docs/window.md``).
"""

from __future__ import annotations

import inspect
import os
import pickle
import sys
import tempfile
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.machine.sources import SOURCES, digest_of, plain_lines, source_digest

try:
    from numba.core import caching
    from numba.core.registry import cpu_target

    # What is first needed later, asked for now, so that its absence is one sentence and not a traceback.
    _NEEDED = (
        caching.IndexDataCacheFile._open_for_write,
        caching.IndexDataCacheFile._data_path,
        caching.CacheImpl.get_filename_base,
        caching.Cache._index_key,
    )
except (ImportError, AttributeError) as error:
    from sim.errors import WrongPackage
    from sim.machine.numba_versions import TRIED, installed

    raise WrongPackage(
        f"This version of numba, {installed()}, lacks what Town Hall needs of it ({error}); install one that Town Hall "
        f"was tried with, {TRIED}."
    ) from error

SEAL = b"townhall compiled code 1\n"
PARTS = "parts"
"""The file that lists what a whole warm-up took from the cache or put there."""


class CodeNotKept(UserWarning):
    """Compiled code could not be kept. The message is one sentence."""


@dataclass
class Compiling:
    """What numba found in the cache and what it had to compile, in this process.

    ``tell`` is called once, just before the next compilation; ``used`` are the files that were read or written.
    """

    count: int = 0
    tell: Callable[[], None] | None = None
    kept: bool = True
    used: set[str] = field(default_factory=set)

    def begins(self) -> None:
        """Something is about to be compiled."""
        self.count += 1
        tell, self.tell = self.tell, None
        if tell is not None:
            tell()

    def keeps(self, folder: Path) -> bool:
        """Whether something can be kept in ``folder``: the folder is made and a file is tried."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return True
        except OSError as error:
            self.failed(folder, error)
            return False

    def failed(self, folder: Path, error: OSError) -> None:
        """Something could not be kept; said once."""
        if self.kept:
            self.kept = False
            warnings.warn(
                f"Compiled code cannot be kept in {folder} ({error.strerror or error}), so the next start compiles "
                "again; set TOWNHALL_CACHE to a folder you can write to.",
                CodeNotKept,
                stacklevel=2,
            )


COMPILING = Compiling()


def held(compiled: Any, kinds: tuple[Any, ...]) -> bool:
    """Whether the cache holds ``compiled``, numba's form of a function, for arguments of these types, whole."""
    kept = compiled._cache
    return isinstance(kept, OwnCache) and kept.holds(kinds)


def kept_code(compiled: Any, kinds: tuple[Any, ...]) -> tuple[str, bytes] | None:
    """The name and the machine code that the cache holds of ``compiled`` for arguments of these types, if it does."""
    kept = compiled._cache
    return kept.machine_code(kinds) if isinstance(kept, OwnCache) else None


def get_ready() -> None:
    """Make known to machine code what numba provides for it to call."""
    cpu_target.target_context.refresh()


def sealed(content: bytes) -> bytes:
    """``content`` with its length and checksum before it."""
    return SEAL + len(content).to_bytes(8, "little") + zlib.crc32(content).to_bytes(4, "little") + content


def whole(path: str | Path) -> bytes | None:
    """The content of a sealed file; None where it is missing, unreadable, cut short, altered, or not one of ours."""
    try:
        found = Path(path).read_bytes()
    except OSError:
        return None
    head, content = found[: len(SEAL) + 12], found[len(SEAL) + 12 :]
    return content if head == sealed(content)[: len(head)] and len(head) == len(SEAL) + 12 else None


@cache
def _stamp(path: str, changed: int) -> str:
    content = sha256(plain_lines(Path(path).read_bytes())).hexdigest()
    return f"{content} {source_digest()}"  # it may call anything of the model


class _Place(caching._CacheLocator):
    """The place of one function: by its module within the package, by its path where it lies elsewhere."""

    def __init__(self, function: Callable[..., Any], home: Path) -> None:
        self._py_file = inspect.getfile(function)  # numba names it in its warnings
        self._line = function.__code__.co_firstlineno
        path = Path(self._py_file).resolve()
        if path.is_relative_to(SOURCES):
            self._source_stamp = digest_of(path)
            name = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)
            folder = f"{name}-{self._source_stamp}"
        else:
            parent = str(path.parent)
            folder = f"{path.parent.name}_{sha256(parent.encode()).hexdigest()[:16]}"
            self._source_stamp = _stamp(str(path), os.stat(path).st_mtime_ns) if path.exists() else source_digest()
        self._folder = home / folder

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._source_stamp

    def get_disambiguator(self) -> str:
        return str(self._line)


class _Results(caching.CompileResultCacheImpl):
    """How a result of numba's is written down: its own way, at our place."""

    def __init__(self, function: Callable[..., Any], home: Path) -> None:
        self._lineno = function.__code__.co_firstlineno
        self._locator = _Place(function, home)
        module = Path(inspect.getfile(function)).stem
        self._filename_base = self.get_filename_base(f"{module}.{function.__qualname__}", getattr(sys, "abiflags", ""))


class _Files(caching.IndexDataCacheFile):
    """The index and the data of one function, each file sealed."""

    def _load_index(self) -> dict[Any, str]:
        content = whole(self._index_path)
        if content is None:
            return {}
        version, stamp, overloads = pickle.loads(content)
        return dict(overloads) if (version, stamp) == (self._version, self._source_stamp) else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        with self._open_for_write(self._index_path) as file:
            file.write(sealed(self._dump((self._version, self._source_stamp, overloads))))

    def _load_data(self, name: str) -> Any:
        content = whole(self._data_path(name))
        if content is None:
            raise FileNotFoundError(name)  # numba takes that for "not there"
        self._note(name)
        return pickle.loads(content)

    def _save_data(self, name: str, data: Any) -> None:
        with self._open_for_write(self._data_path(name)) as file:
            file.write(sealed(self._dump(data)))
        self._note(name)

    def _note(self, name: str) -> None:
        folder = Path(self._cache_path).name
        COMPILING.used |= {f"{folder}/{name}", f"{folder}/{self._index_name}"}


class OwnCache(caching.Cache):
    """The cache of one function. Trouble with it never stops a run: then the function is compiled, and that is told."""

    def __init__(self, function: Callable[..., Any], home: Path) -> None:
        self._name = repr(function)
        self._py_func = function
        self._impl = _Results(function, home)
        self._cache_path = self._impl.locator.get_cache_path()
        self._cache_file = _Files(
            cache_path=self._cache_path,
            filename_base=self._impl.filename_base,
            source_stamp=self._impl.locator.get_source_stamp(),
        )
        self.enable()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled code for a signature, or None if numba must compile."""
        try:
            found = super().load_overload(sig, target_context)
        except Exception:  # whatever is wrong with what was kept, compiling mends it
            found = None
        if found is None:
            COMPILING.begins()
        return found

    def holds(self, kinds: tuple[Any, ...]) -> bool:
        """Whether the compiled code for arguments of these types is there, whole, and for this processor."""
        try:
            name = self._cache_file._load_index().get(self._index_key(kinds, cpu_target.target_context.codegen()))
        except Exception:  # whatever is wrong with what was kept, compiling mends it
            return False
        return name is not None and whole(self._cache_file._data_path(name)) is not None

    def machine_code(self, kinds: tuple[Any, ...]) -> tuple[str, bytes] | None:
        """The name and the machine code that are kept for arguments of these types; None where there are none."""
        try:
            kept = self._cache_file.load(self._index_key(kinds, cpu_target.target_context.codegen()))
            (_, form, (code, _)), described, *_ = kept
        except Exception:  # whatever is wrong with what was kept, or with how we read it
            return None
        return (described.llvm_func_name, code) if form == "object" else None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled, if it can be kept."""
        try:
            try:
                super().save_overload(sig, data)
            except OSError:
                raise
            except Exception:  # an index that is whole but cannot be understood
                self._cache_file.flush()
                super().save_overload(sig, data)
        except OSError as error:
            COMPILING.failed(Path(self._cache_path).parent, error)
            self.disable()


def keep(compiled: Any, function: Callable[..., Any], home: Path) -> Any:
    """Have the machine code of ``compiled``, numba's form of ``function``, kept below ``home``."""
    compiled._cache = OwnCache(function, home)
    return compiled


def processor() -> str:
    """The processor for which numba compiles; kept code for another is not used."""
    return repr(cpu_target.target_context.codegen().magic_tuple())


def _list_of_parts(home: Path) -> Path:
    """Where the list of what these sources need stands."""
    return home / f"{PARTS}-{source_digest()}"


def record_parts(home: Path) -> None:
    """Write down which files a whole warm-up used, so that the next can tell whether all of them are there."""
    content = "\n".join([processor(), *sorted(COMPILING.used)]).encode()
    if whole(_list_of_parts(home)) != content and COMPILING.kept:
        try:
            _list_of_parts(home).write_bytes(sealed(content))
            for folder in {name.split("/")[0] for name in COMPILING.used}:
                os.utime(home / folder)  # used of late: not among the first to be thrown away
        except OSError:
            return  # a cache that can only be read: the next start looks again


def known(home: Path) -> bool:
    """Whether a whole warm-up of these sources was written down, whatever has become of its files since."""
    return _list_of_parts(home).is_file()


def all_there(home: Path) -> bool:
    """Whether numba's index and data of everything that a warm-up needs are there, whole, and for this machine."""
    content = whole(_list_of_parts(home))
    if content is None:
        return False
    machine, *names = content.decode().split("\n")
    return machine == processor() and bool(names) and all(whole(home / name) is not None for name in names)
