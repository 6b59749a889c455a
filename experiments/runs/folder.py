"""Whether results can go to a folder: asked at once, before anything runs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from experiments.runs.cells import CELLS, COUNCILS
from experiments.runs.disk import clear_errors, try_name
from experiments.runs.journal import JOURNAL
from experiments.runs.lock import LOCK
from experiments.runs.manifest import MANIFEST, PARTS, holds_runs, refuse_other_formats
from experiments.runs.plan_file import PLAN
from sim.errors import InputError

SHARDS = "shards"

STORED = (MANIFEST, PLAN, CELLS, COUNCILS, JOURNAL, SHARDS, PARTS, LOCK)
"""What of a results folder is the store's; the rest is what a study published."""

UNFINISHED = (PARTS, LOCK, PLAN, CELLS, COUNCILS, "plan.partial", "plan.merging")
"""What a driver that was stopped in its first second may have left without a manifest."""


def check_folder(folder: Path, *, force: bool = False) -> None:
    """Refuse at once, before any run, a folder that results cannot go to.

    Raises :class:`InputError` when it is a file, a folder of something else (even with ``force``: it is not ours to
    delete), one that another version wrote (without ``force``), or where nothing can be written.
    """
    if "\0" in str(folder):
        raise InputError("--out holds a sign that no name may hold; name a folder for the results.")
    with clear_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise InputError(f"The results folder {folder} cannot be made: a file of that name is in the way.")
        if folder.is_dir():
            if holds_runs(folder):
                if not force:
                    refuse_other_formats(folder)
            else:
                _refuse_other_things(folder)
        nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        # Only what is to replace a folder is made beside it.
        for place in {nearest, nearest.absolute().parent} if force and nearest == folder else {nearest}:
            os.rmdir(tempfile.mkdtemp(prefix=".townhall-", dir=place))
        if nearest != folder:
            try_name(folder)


def _refuse_other_things(folder: Path) -> None:
    others = [
        place.name
        for place in folder.iterdir()
        if place.name not in UNFINISHED
        and not place.name.startswith(tuple(f".{name}." for name in STORED))
        and not (place.name == SHARDS and place.is_dir() and not any(place.iterdir()))
    ]
    if JOURNAL in others:
        raise InputError(f"{folder} holds runs whose {MANIFEST} is gone; put it back, or choose another with --out.")
    if others:
        raise InputError(
            f"{folder} is a folder with other things in it, not a results folder; choose another with --out."
        )
