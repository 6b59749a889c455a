"""What was found in the runs of another folder, published in one of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from experiments.runs.disk import clear_errors
from experiments.runs.folder import check_folder
from experiments.runs.journal import JOURNAL
from experiments.runs.manifest import OLD_SWEEP, raw_manifest, write_manifest
from experiments.studies.publish import holds, publish
from experiments.studies.study import Found, Publication
from sim.errors import InputError


def check_elsewhere(identity: str, out: Path, *, force: bool) -> bool:
    """Whether ``out`` holds the result ``identity`` already, as it was written.

    :class:`InputError` where that cannot go there, which can be asked before anything is analysed.
    """
    check_folder(out, force=force)
    if (out / JOURNAL).exists() or (out / OLD_SWEEP).exists():
        raise InputError(f"{out} holds runs, which are not overwritten by an analysis; choose another folder.")
    old = raw_manifest(out) or {}
    if old and not force:
        if holds(out, old, identity):
            return True
        if "result" in old or "made_from" not in old:  # and not what was stopped before it was whole
            raise InputError(
                f"{out} already holds a different result; choose another folder with --out, or overwrite it with "
                "--force."
            )
    return False


def publish_elsewhere(
    publication: Publication[Found],
    found: Found,
    out: Path,
    manifest: Mapping[str, Any],
    *,
    force: bool,
    tell: Callable[[str], None],
) -> bool:
    """Publish what was found in the runs of another folder, whose ``manifest`` it is; whether it was there already.

    Raises :class:`InputError` when ``out`` cannot be written, holds runs (even with ``force``: an analysis is not worth
    them), or holds a different result (without ``force``).
    """
    if check_elsewhere(publication.identity(found), out, force=force):
        return True
    old = raw_manifest(out) or {}
    with clear_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        # It claims no result until that is there; the files of an earlier one are known, and go if they are not remade.
        write_manifest(out, {**manifest, "files": old.get("files", {})})
    return publish(publication, found, out, force=force, tell=tell)[0]
