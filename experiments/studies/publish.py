"""A study from its question to its folder: run, find, publish. What every study does, each said once.

A study hands its design to the driver and is told when the runs are there; what it finds is published beside them:
tables first, then figures, then the report, and the manifest last, which lists every file with its digest. A crash,
Ctrl-C or a full disk leaves the runs, and a manifest that does not claim a result; the same command goes on from there.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from experiments.designs.design import Design
from experiments.runs.disk import clear_errors, exchange, file_digest, flush, make_readable
from experiments.runs.driver import HANDFUL, run_design
from experiments.runs.engine import engine_named
from experiments.runs.folder import check_folder
from experiments.runs.journal import JOURNAL
from experiments.runs.lock import at_work, locked
from experiments.runs.manifest import holds_runs, raw_manifest, read_manifest, write_manifest
from experiments.runs.plan import Expansion
from experiments.runs.provenance import FORMAT, design_digest, now
from experiments.studies.drawn import draw_all
from experiments.studies.meanwhile import importing
from experiments.studies.second_hand import SecondHand, second_hand
from experiments.studies.study import Found, Publication, Published, Study
from sim.errors import InputError
from sim.paths import results_dir

STAGING = ".publishing"
LEFT_BEHIND_SECONDS = 7 * 86_400
"""A folder that was to replace another and was not gone on with for so long is removed."""


def conduct(
    study: Study[Found],
    *,
    out: Path | None = None,
    force: bool = False,
    command: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
    progress: Callable[[float, int], None] | None = None,
    meanwhile: Sequence[str] = (),
    two_hands: bool = False,
    **running: Any,
) -> Published[Found]:
    """Run ``study`` and leave its results folder.

    Parameters
    ----------
    study
        What is asked.
    out
        The results folder; ``results/<study.folder_name>`` when not given. What was run there before is kept.
    force
        Overwrite a different result, which stays in its place until this one is whole; publish this one afresh.
    command
        The command line, for the manifest.
    announce, progress
        Called with a line for each stage that takes time, and with (runs done, runs in all).
    meanwhile
        Modules that are needed once the runs are there, to be imported while others do them.
    two_hands
        Have a second process draw figures, too: for a study that draws several from its folder.
    running
        How it is run: anything else that :func:`experiments.runs.driver.run_design` takes, but for ``part``.

    Raises
    ------
    InputError
        When the folder cannot be written or holds something else (before any run), or when every run fails.
    """
    clock = time.perf_counter()
    tell = announce or (lambda line: None)
    load = importing(meanwhile)

    def moved(done: float, total: int) -> None:
        if done < total:
            load()
        if progress is not None:
            progress(done, total)

    target = Path(out) if out is not None else results_dir() / study.folder_name
    expansion = check_target(study, target, force=force, engine=running.get("engine"))
    with replacing(target, study.design, force=force, engine=running.get("engine")) as folder:
        ran = run_design(
            study.design,
            out=folder,
            expansion=expansion,
            command=command,
            announce=tell,
            progress=moved,
            **running,
        )
        from experiments.runs.reading import Results

        # Runs that a few threads do are done before another process could be ready.
        helping = two_hands and ran.ran > HANDFUL
        with second_hand(ran.planned, running.get("workers")) if helping else nullcontext() as hand:
            results = Results(folder, called=target)
            found = study.find(results, expansion)
            already_there, names = publish(study, found, folder, force=force, tell=tell, called=target, hand=hand)
    return Published(
        folder=target,
        found=found,
        ran=ran,
        already_there=already_there,
        figures={name: target / "figures" / f"{name}.png" for name in names},
        seconds=time.perf_counter() - clock,
    )


def check_target(study: Study[Any], target: Path, *, force: bool = False, engine: str | None = None) -> Expansion:
    """Refuse at once a folder that the results of ``study`` cannot go to; the expansion of its design."""
    check_folder(target, force=force)
    if not force and holds_runs(target):
        old = read_manifest(target)
        if "made_from" in old or old.get("design_digest") != _digest(study.design, engine):
            raise InputError(
                f"{target} already holds a different result; choose another folder with --out, or overwrite it with "
                "--force."
            )
    return Expansion(study.design)


def _digest(design: Design, engine: str | None) -> str:
    return design_digest(design, engine or engine_named(), None)


@contextmanager
def replacing(target: Path, design: Design, *, force: bool, engine: str | None) -> Iterator[Path]:
    """The folder to work in: ``target``, or, where that holds something else which is to be overwritten, one beside it.

    The one beside it has a name of its own for each design, so that an interrupted command goes on in it; it takes the
    place of ``target`` at the end of the block, in one step. :class:`InputError` where another process is at work on
    ``target``, which would go on writing into what has taken its place.
    """
    digest = _digest(design, engine)
    beside = target.parent / f".{target.name}.{digest[:8]}.partial"
    with clear_errors(target, kept=True):
        _remove_left_behind(target, beside, digest)
    old = raw_manifest(target)
    if not force or old is None or _is_of(old, digest):
        yield target
        return
    with clear_errors(target, kept=True):
        if holder := at_work(target):
            raise InputError(f"{holder} is already at work on {target}; wait for it, or stop it first.")
        yield beside
        flush(beside)
        with locked(target):
            left = _take_the_place(beside, target)
        shutil.rmtree(left, ignore_errors=True)


def _take_the_place(beside: Path, target: Path) -> Path:
    """Give ``beside`` the name of ``target``; where that lies now."""
    if exchange(beside, target):
        return beside
    aside = beside.with_suffix(".old")
    target.rename(aside)
    try:
        beside.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    return aside


def _is_of(manifest: Mapping[str, Any], digest: str) -> bool:
    """Whether it is that of the runs of the design ``digest``, in this format."""
    ours = manifest.get("format") == FORMAT and "made_from" not in manifest
    return ours and manifest.get("design_digest") == digest


def _remove_left_behind(target: Path, beside: Path, digest: str) -> None:
    """Remove what lies ``beside`` but is no work on the design ``digest``, and what nobody has gone on with for long.

    The first is an old result whose place was taken by a command that was stopped before it had removed it.
    """
    for left in target.parent.glob(f".{target.name}.*.partial"):
        if left == beside:
            old = raw_manifest(left)
            forsaken = old is not None and not _is_of(old, digest)
        else:
            journal = left / JOURNAL  # grows with every batch, which leaves the time of its folder as it is
            last = (journal if journal.exists() else left).stat().st_mtime
            forsaken = time.time() - last > LEFT_BEHIND_SECONDS
        if forsaken and not at_work(left):
            shutil.rmtree(left, ignore_errors=True)


def publish(
    study: Publication[Found],
    found: Found,
    folder: Path,
    *,
    force: bool,
    tell: Callable[[str], None],
    called: Path | None = None,
    hand: SecondHand | None = None,
) -> tuple[bool, tuple[str, ...]]:
    """Publish what was found beside the runs in ``folder``; whether it was there already, and the figures' names.

    A second ``hand`` draws figures, too.

    Raises :class:`InputError` where it was there, and files of it were changed or went missing since.
    """
    identity = study.identity(found)
    with clear_errors(called or folder, kept=True), locked(folder):
        manifest = read_manifest(folder)
        if not force and holds(folder, manifest, identity, called or folder):
            return True, tuple(manifest["figures"])
        earlier = manifest.get("files", {})
        if manifest.pop("result", None) is not None:
            write_manifest(folder, manifest)  # what follows may be interrupted
        shutil.rmtree(folder / STAGING, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=f"{STAGING}-", dir=folder)).rename(folder / STAGING)
        make_readable(staging)
        first, later = staging / "first", staging / "later"
        try:
            for place in (first, later):
                place.mkdir()
            tell("Writing the tables.")
            rest = study.write_tables(first, found)
            written = _settle(first, folder)
            with ThreadPoolExecutor(1, "townhall-tables") as beside:
                writing = [beside.submit(rest, later)] if rest is not None else []
                captions = draw_all(study.figures(found), first / "figures", tell, manifest, hand)
                written |= _settle(first, folder)
                manifest |= {
                    **study.about(found),
                    "ended": now(),
                    "result": identity,
                    "figures": dict(captions),
                }
                if (story := study.story(found)) is not None:
                    from experiments.reports.saved import Saved
                    from experiments.studies.reporting import write_told

                    tell("Writing the report.")
                    write_told(Saved(folder, manifest, story, called), first, tell)
                for one in writing:
                    one.result()
            written |= _settle(later, folder) | _settle(first, folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        for name in {*earlier} - written:  # of an earlier publication, such as a figure that is no longer drawn
            (folder / name).unlink(missing_ok=True)
        # Not whatever lies there: a user's notes are not ours to vouch for, nor to remove the next time.
        names = sorted(written)
        with ThreadPoolExecutor(thread_name_prefix="townhall-digests") as several:
            digests = several.map(file_digest, (folder / name for name in names))
            write_manifest(folder, {**manifest, "files": dict(zip(names, digests, strict=True))})
    return False, tuple(captions)


def holds(folder: Path, manifest: Mapping[str, Any], identity: str, called: Path | None = None) -> bool:
    """Does ``folder`` hold the result ``identity``, whole and unaltered?

    Raises :class:`InputError` when it once held it but files were changed or are gone.
    """
    if manifest.get("result") != identity:
        return False
    changed = [name for name, known in manifest["files"].items() if file_digest(folder / name) != known]
    if changed:
        raise InputError(
            f"{called or folder} holds this result, but "
            f"{changed[0]}{f' and {len(changed) - 1} more' if len(changed) > 1 else ''} changed or went missing "
            "since; write it afresh with --force, or choose another folder with --out."
        )
    return True


def _settle(staging: Path, folder: Path) -> set[str]:
    """Move what was written into its place, file by file, each whole; the names of the files."""
    flush(staging)
    names = set()
    for file in sorted(staging.rglob("*")):
        if file.is_file():
            place = folder / file.relative_to(staging)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
            names.add(file.relative_to(staging).as_posix())
    return names
