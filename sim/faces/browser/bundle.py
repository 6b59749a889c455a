"""One JavaScript file of several: what stands in ``javascript/`` in the order of its imports, without its imports."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "javascript"
FRONT = "townhall.js"
OFFERED = ("load", "TownHall", "Run", "InputError")

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=async |class |const |function )", re.MULTILINE)
LISTED = re.compile(r"^export \{[^}]*\};\n", re.MULTILINE)
TYPE = re.compile(r'(typeof )?import\("\./[\w.]+"\)\.')
"""A type of another file, which in one file goes by its name."""


def in_order(name: str = FRONT, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The files that ``name`` needs, each after those that it imports, and itself."""
    found = before
    for other in IMPORT.findall((FOLDER / name).read_text(encoding="utf-8")):
        if other not in found:
            found = in_order(other, found)
    return found if name in found else (*found, name)


def plain(name: str) -> str:
    """One file without what it imports and exports."""
    text = (FOLDER / name).read_text(encoding="utf-8")
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
