"""Which sources a compiled function is made of, and the digests by which it is kept.

Numba's disk cache watches only the file that holds a cached function: an edited callee elsewhere would silently keep
the old result. So a function is kept under the digest of its own module and of all modules of the model that this
imports, directly or through others. An edited theory is compiled again by itself; an edited callee recompiles its
callers. What a module imports is read from its text, without running or parsing it; a test holds that reading against
Python's own parser, for every source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1]
"""The folder of the package."""

IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+(\S+)[ \t]+import[ \t]+(\([^)]*\)|.+)|import[ \t]+(.+))", re.MULTILINE)
ONLY_FOR_TYPES = re.compile(r"^if TYPE_CHECKING:.*\n(?:[ \t]+.*\n|[ \t]*\n)*", re.MULTILINE)
COMMENT = re.compile(r"#.*")


@dataclass(frozen=True)
class Source:
    """One source file: the digest of its content, which does not see line ends, and what it imports of the package."""

    digest: str
    imports: frozenset[str]
    """Dotted names within the package: each a module, a package, or a name in one of them."""


def plain_lines(content: bytes) -> bytes:
    """``content`` with the line ends of Unix, so that a digest does not see which system wrote it."""
    return content.replace(b"\r\n", b"\n")


def imports_in(text: str, module: tuple[str, ...], package: str) -> frozenset[str]:
    """What the text of ``module`` (its dotted name, in parts) imports of ``package``, wherever in the text it does.

    What stands below ``if TYPE_CHECKING:`` is left out: it is never run.
    """
    found: set[str] = set()
    for origin, names, plain in IMPORT.findall(ONLY_FOR_TYPES.sub("", text).replace("\\\n", " ")):
        listed = COMMENT.sub("", plain or names).strip("() \t\n").split(",")
        given = [words[0] for words in (one.split() for one in listed) if words]
        if plain:
            found.update(given)
            continue
        dots = len(origin) - len(origin.lstrip("."))
        base = ".".join((*module[: len(module) - dots], origin[dots:])).strip(".") if dots else origin
        found.update(f"{base}.{name}" for name in given)
    return frozenset(name for name in found if name.split(".")[0] == package)


@cache
def read(path: Path) -> Source:
    """The source at ``path``, read once."""
    content = plain_lines(path.read_bytes())
    module = path.relative_to(SOURCES.parent).with_suffix("").parts
    return Source(sha256(content).hexdigest(), imports_in(content.decode("utf-8"), module, SOURCES.name))


@cache
def file_of(name: str) -> Path | None:
    """The file from which the dotted ``name`` comes: its module, or the package in which it stands.

    What a package's own file does besides is not part of the modules in it.
    """
    found = None
    place = SOURCES.parent
    for part in name.split("."):
        place = place / part
        if (place / "__init__.py").is_file():
            found = place / "__init__.py"
        elif place.with_suffix(".py").is_file():
            return place.with_suffix(".py")
    return found


@cache
def _next(path: str) -> tuple[str, ...]:
    """The sources that the one at ``path`` imports from; text is compared faster than paths."""
    return tuple({str(file) for file in map(file_of, read(Path(path)).imports) if file is not None})


def made_of(path: Path) -> frozenset[Path]:
    """The source at ``path`` and all that it imports, directly or through others."""
    return frozenset(map(Path, _made_of(str(path))))


def _made_of(path: str) -> set[str]:
    found: set[str] = set()
    waiting = [path]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(_next(one))
    return found


@cache
def _line(path: str) -> bytes:
    place = Path(path)
    return f"{place.relative_to(SOURCES).as_posix()} {read(place).digest}\n".encode()


def _digest(paths: Iterable[str]) -> str:
    digest = sha256()
    for line in sorted(map(_line, paths)):
        digest.update(line)
    return digest.hexdigest()[:12]


@cache
def digest_of(path: Path) -> str:
    """Twelve hexadecimal digits that change with the source at ``path`` and with all that it imports."""
    return _digest(_made_of(str(path)))


@cache
def source_digest() -> str:
    """Twelve hexadecimal digits that change with any source of the model, not with line ends."""
    return _digest(map(str, SOURCES.rglob("*.py")))
