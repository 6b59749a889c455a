"""What the page takes from declarations and data, as files: ``python -m experiments.classroom.made`` writes them.

To load the declarations takes a second, which nobody who opens the page shall wait for. A test compares.
"""

from __future__ import annotations

import json
from pathlib import Path

from experiments.classroom.bundle import MADE
from experiments.classroom.declared import declared
from experiments.classroom.map import tile_map


def made() -> dict[str, str]:
    """Each file's name and its text, a line for each entry."""
    return {"declared.json": _lines(declared()), "map.json": _lines(tile_map())}


def _lines(content: dict[str, object]) -> str:
    pieces = []
    for key, value in content.items():
        inner = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if isinstance(value, dict):
            rows = (f"{json.dumps(name)}:{json.dumps(one, ensure_ascii=False)}" for name, one in value.items())
            inner = "{\n" + ",\n".join(rows) + "}"
        pieces.append(f"{json.dumps(key)}: {inner}")
    return "{" + ",\n".join(pieces) + "}\n"


def write(folder: Path = MADE) -> None:
    """Write the files."""
    folder.mkdir(exist_ok=True)
    for name, text in made().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
