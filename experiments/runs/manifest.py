"""The manifest of a results folder: read, checked, written; and the parts of a job array, each with its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.runs.disk import write_whole
from experiments.runs.planned import Part
from experiments.runs.provenance import FORMAT
from sim.errors import InputError

MANIFEST = "manifest.json"

OLD_SWEEP = "sweep.json"
"""The manifest of a sweep in folders of format 1."""

PARTS = "parts"

NEEDED = {
    **{"design": dict, "design_digest": str, "forms": list, "outcomes": dict, "engine": str},
    **{"plan_checksum": str, "cells_checksums": list},
}
"""What a manifest must hold to be one, and as what."""

NEEDED_OF_FORMS = {"outcomes": list, "kinds": list, "months": int, "councils": int}
"""The same for each form of its runs."""


def part_folder(folder: Path, part: Part) -> Path:
    """Where part ``part`` lies until it is merged."""
    width = len(str(part.of))
    return folder / PARTS / f"{part.number:0{width}d}-of-{part.of}"


def holds_runs(folder: Path) -> bool:
    """Whether ``folder`` has a manifest of ours, of whatever version."""
    return (folder / MANIFEST).is_file() or (folder / OLD_SWEEP).is_file()


def read_manifest(folder: Path, *, of_runs: bool = False) -> dict[str, Any]:
    """What the manifest of ``folder`` says; :class:`InputError` where there is none that this version reads.

    ``of_runs`` says that all is needed by which runs are found and read.
    """
    if not folder.exists():
        raise InputError(f"There is no folder {folder}; name a results folder.")
    if not holds_runs(folder):
        if parts_of(folder):
            raise InputError(
                f'{folder} holds parts of a sweep that are not merged yet; "townhall merge {folder}" does it.'
            )
        raise InputError(f"{folder} is not a results folder: it has no {MANIFEST}.")
    refuse_other_formats(folder)
    found = _loaded(folder / MANIFEST)
    if found is None or "design" not in found or (of_runs and not _whole(found)):
        raise InputError(
            f"{folder / MANIFEST} cannot be read; put back a copy of it, or begin again in another folder."
        )
    return found


def _whole(manifest: dict[str, Any]) -> bool:
    """Whether a manifest holds what whoever reads the runs of a folder relies on."""

    def has(said: Any, needed: Mapping[str, type]) -> bool:
        return isinstance(said, dict) and all(isinstance(said.get(name), kind) for name, kind in needed.items())

    if "made_from" in manifest:  # an analysis of runs that lie elsewhere, which is answered by who asks for runs
        return isinstance(manifest["made_from"], dict) and "folder" in manifest["made_from"]
    return has(manifest, NEEDED) and all(has(form, NEEDED_OF_FORMS) for form in manifest["forms"])


def _loaded(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def raw_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of ``folder``, of whatever format; None where there is none of ours."""
    if not holds_runs(folder):
        return None
    return _loaded(folder / MANIFEST) or _loaded(folder / OLD_SWEEP) or {}


def refuse_other_formats(folder: Path) -> None:
    """:class:`InputError` for a folder that another version of Town Hall wrote and reads."""
    new = _loaded(folder / MANIFEST)
    if new is not None and new.get("format") == FORMAT:
        return
    found = new if new is not None else _loaded(folder / OLD_SWEEP)
    if found is None:
        return
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        wrote = f"Town Hall {found.get('town_hall', 'of a later version')}"
    else:
        wrote = f"Town Hall {found.get('model_version', '0.2')}"  # whose package had the model's version
    raise InputError(
        f"{folder} was written by {wrote}, in a format that this version does not read; read it with that version, or "
        "choose another folder with --out."
    )


def parts_of(folder: Path) -> list[Path]:
    """The parts of a job array that lie in ``folder``, in their order."""
    return sorted(place for place in (folder / PARTS).glob("*-of-*") if holds_runs(place))


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of ``folder`` whole."""
    write_whole(folder / MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())
