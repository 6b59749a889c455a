"""Read a YAML file so that every mistake can be answered with its file and line.

YAML 1.2 through ruamel.yaml (``no`` and ``off`` are words, not booleans; a key given twice is an error).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown

MOST_BYTES = 1_000_000
MOST_NODES = 200_000
"""Keys, items and values of one file, each alias counted as often as it is used: a few lines of aliases of aliases say
more than any machine can hold."""

Location = tuple[str | int, ...]


class _TooMuch(Exception):
    """The content of a file is more than :data:`MOST_NODES`."""


@dataclass(frozen=True)
class Document:
    """The content of one YAML file as plain Python, and the line on which each key or list item stands.

    ``shown`` is the file's name as it appears in messages; ``lines`` maps a location such as
    ``("set", "style_mean")`` or ``("without", 0)`` to its line, counted from 1.
    """

    shown: str
    content: Any
    lines: Mapping[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int | None:
        """The line of ``location`` or of the nearest thing around it; None for the file as a whole."""
        while location:
            if location in self.lines:
                return self.lines[location]
            location = location[:-1]
        return None

    def error(self, location: Location, sentence: str) -> InputError:
        """An :class:`InputError` that opens with the file and, where it is known, the line."""
        line = self.line(location)
        sentence = sentence[0].lower() + sentence[1:] if sentence.startswith("There ") else sentence
        return InputError(f"{self.shown}: {sentence}" if line is None else f"{self.shown}, line {line}: {sentence}")


def shown_path(path: Path) -> str:
    """``path`` relative to the current folder where it lies inside it, else as it is; shortened if it is very long."""
    # A long path that is there has to be told; one that is not is only an echo.
    most = 4 * QUOTED if os.path.exists(path) else QUOTED
    try:
        return shown(str(path.resolve().relative_to(Path.cwd())), most)
    except (ValueError, OSError):
        return shown(str(path), most)


def read_yaml(path: Path) -> Document:
    """Read ``path``; every way in which that can fail raises :class:`InputError` with one sentence."""
    file = shown_path(path)
    text = _decoded(_bytes(path, file), file)
    lines: dict[Location, int] = {}
    try:
        return Document(file, _plain(YAML(typ="rt", pure=True).load(text), (), lines), lines)
    except DuplicateKeyError as error:
        raise _marked(file, error, _duplicate(error)) from None
    except MarkedYAMLError as error:
        problem = " ".join(str(error.problem or error.context or "it cannot be read").split())
        if problem.startswith("but ") and error.context:  # ruamel.yaml splits some sentences in two
            problem = f"{error.context}, {problem}"
        problem = shown(problem, QUOTED)
        raise _marked(
            file, error, f"this is not valid YAML ({problem}); check the indentation, colons and quotes here."
        ) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = ord(text[error.position])
        raise InputError(
            f"{file}, line {line}: the character U+{character:04X} may not stand in YAML; remove it."
        ) from None
    except (YAMLError, ValueError) as error:
        problem = shown(str(error), QUOTED)
        raise InputError(f"{file}: this is not valid YAML ({problem}).") from None
    except _TooMuch:
        raise InputError(
            f"{file}: this comes to more than {MOST_NODES} values; take out aliases (*) of what holds aliases."
        ) from None
    except RecursionError:
        raise InputError(f"{file}: this YAML is nested too deeply to be read.") from None


def _bytes(path: Path, file: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            found = handle.read(MOST_BYTES + 1)  # some files, such as /dev/zero, have no end
    except FileNotFoundError:
        beside = [p.name for p in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        raise InputError(f'There is no file "{file}".' + did_you_mean(path.name, beside)) from None
    except IsADirectoryError:
        raise InputError(f'"{file}" is a folder; name the YAML file in it.') from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f'The file "{file}" cannot be read: {reason}.') from None
    if len(found) > MOST_BYTES:
        raise InputError(f'The file "{file}" has more than a million bytes; a scenario or a design is a page or two.')
    return found


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{file}, line {line}: this is not UTF-8 text (byte 0x{raw[error.start]:02x}); save the file as UTF-8."
        ) from None


def _duplicate(error: DuplicateKeyError) -> str:
    # ruamel.yaml names the key only inside its sentence: found duplicate key "x" with value ...
    parts = str(error.problem).split('"')
    key = parts[1] if len(parts) > 2 else "a key"
    return f'"{shown(key, QUOTED)}" is given twice; keep one of the two.'


def _marked(file: str, error: MarkedYAMLError, sentence: str) -> InputError:
    mark = error.problem_mark or error.context_mark
    return InputError(f"{file}: {sentence}" if mark is None else f"{file}, line {mark.line + 1}: {sentence}")


def _plain(node: Any, location: Location, lines: dict[Location, int], count: list[int] | None = None) -> Any:
    """Plain Python of a ruamel.yaml tree; notes the line of every key and item in ``lines``.

    ``count`` holds the number of nodes so far.
    """
    count = [0] if count is None else count
    count[0] += 1
    if count[0] > MOST_NODES:
        raise _TooMuch
    if isinstance(node, CommentedMap):
        content = {}
        for key, value in node.items():
            here = (*location, str(key))
            # Keys that arrive through a merge ("<<") have no line of their own.
            if key in (node.lc.data or {}):
                lines[here] = node.lc.key(key)[0] + 1
            content[str(key)] = _plain(value, here, lines, count)
        return content
    if isinstance(node, CommentedSeq):
        items = []
        for index, value in enumerate(node):
            here = (*location, index)
            if index in (node.lc.data or {}):
                lines[here] = node.lc.item(index)[0] + 1
            items.append(_plain(value, here, lines, count))
        return items
    # ruamel.yaml keeps the spelling of numbers in subclasses; the model wants the plain types.
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return str(node) if isinstance(node, date) else node  # an unquoted 2010-04-01 is a date in YAML
