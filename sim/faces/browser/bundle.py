"""One JavaScript file of several: what stands in ``javascript/`` in the order of its imports, without its imports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError

FOLDER = Path(__file__).resolve().parent / "javascript"
FRONT = "townhall.js"
OFFERED = ("load", "TownHall", "Run", "InputError")

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=async |class |const |function )", re.MULTILINE)
LISTED = re.compile(r"^export \{[^}]*\};\n", re.MULTILINE)
TYPE = re.compile(r'(typeof )?import\("\./[\w.]+"\)\.')
"""A type of another file, which in one file goes by its name."""


def in_order(
    name: str = FRONT, before: tuple[str, ...] = (), folders: Sequence[Path] = (FOLDER,), trail: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The files that ``name`` needs, each after those that it imports, and itself; looked up in ``folders`` in turn.

    Errors: :class:`InputError` for a file that is in no folder, and for files that import each other in a circle.
    """
    if name in trail:
        raise InputError(f"These scripts import each other in a circle: {' → '.join((*trail, name))}.")
    found = before
    for other in IMPORT.findall(source(name, folders)):
        if other not in found:
            found = in_order(other, found, folders, (*trail, name))
    return found if name in found else (*found, name)


def source(name: str, folders: Sequence[Path] = (FOLDER,)) -> str:
    """The text of a file, from the first folder that has it."""
    for folder in folders:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise InputError(f"There is no script {name} in {' or '.join(folder.name for folder in folders)}.")


def plain(name: str, folders: Sequence[Path] = (FOLDER,)) -> str:
    """One file without what it imports and exports."""
    text = source(name, folders)
    for pattern in (IMPORT, EXPORT, LISTED):
        text = pattern.sub("", text)
    return TYPE.sub(lambda match: "typeof " if match[1] else "", text).strip() + "\n"


def bundled() -> str:
    """All files as one text, for a module of its own or to stand in a page."""
    head = "// Town Hall in a browser. Made of the files in sim/faces/browser/javascript by: make browser-engine\n\n"
    return head + "\n".join(map(plain, in_order()))


def module() -> str:
    """The same as a module that others import from."""
    return f"{bundled()}\nexport {{ {', '.join(OFFERED)} }};\n"
