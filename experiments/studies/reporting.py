"""The report of a result, written: with the result itself when that is published, or later from what was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.reports.saved import TOLD, Saved, story_bytes
from experiments.runs.disk import clear_errors, file_digest
from experiments.runs.lock import locked
from experiments.runs.manifest import raw_manifest, write_manifest
from experiments.studies.study import PAGE, REPORT
from experiments.studies.tables import write_text
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.reports.report import Report

Tell = Callable[[str], None]
PICTURES = "-figures"
"""Behind the name of a report: the folder of the pictures that its Markdown shows, where the result has none."""


def write_told(saved: Saved, folder: Path, tell: Tell) -> None:
    """Write what the study told, and the report in both forms, into ``folder``."""
    from experiments.reports.report import report_of

    assert saved.story is not None
    (folder / TOLD).write_bytes(story_bytes(saved.story))
    found = report_of(saved, tell)
    write_text(folder / PAGE, found.html)
    write_text(folder / REPORT, found.markdown)


def write_report(result: Path, out: Path | None, tell: Tell) -> tuple[Path, Path]:
    """Write the report of the result in the folder ``result``; the HTML file and the Markdown file.

    They stand in that folder or where ``out`` says. Where the study wrote a report itself, the manifest vouches for the
    new one in its place; a result is never changed otherwise. :class:`InputError` for a folder that is no whole result,
    and for an ``out`` that is a folder or has another ending than ``.html``.
    """
    from experiments.reports.report import report_of

    page = check_out(result, out)
    saved = Saved.at(result)
    found = report_of(saved, tell)
    text = page.with_suffix(".md")
    with clear_errors(page):
        page.parent.mkdir(parents=True, exist_ok=True)
        found = with_pictures(found, saved, page)
        write_text(page, found.html)
        write_text(text, found.markdown)
    if page == result / PAGE:
        _vouch(result, (PAGE, REPORT))
    return page, text


def check_out(result: Path, out: Path | None) -> Path:
    """Where the HTML file goes."""
    if out is None:
        return result / PAGE
    if out.is_dir():
        raise InputError(f"{out} is a folder; name the file, such as {out / PAGE}.")
    if out.suffix.casefold() not in (".html", ".htm"):
        raise InputError(f"A report is an HTML file; name one that ends in .html, such as {out.with_suffix('.html')}.")
    return out


def with_pictures(report: Report, saved: Saved, page: Path) -> Report:
    """The report whose Markdown, beside ``page``, finds each picture: those that were drawn now are written there."""
    from dataclasses import replace
    from os.path import relpath

    found = {}
    for name, drawn in report.figures.items():
        if drawn.file is not None:
            place = Path(relpath(saved.folder / drawn.file, page.parent)).as_posix()
        else:
            folder = page.with_name(f"{page.stem}{PICTURES}")
            folder.mkdir(exist_ok=True)
            write_text(folder / f"{name}.svg", drawn.source)
            place = f"{folder.name}/{name}.svg"
        found[name] = replace(drawn, file=place)
    return replace(report, figures=found)


def _vouch(result: Path, names: tuple[str, ...]) -> None:
    """Where the manifest vouches for a report that the study wrote, have it vouch for that as it stands now."""
    with clear_errors(result, kept=True), locked(result):
        manifest = raw_manifest(result)
        files = (manifest or {}).get("files", {})
        digests = {name: file_digest(result / name) for name in names if name in files}
        if manifest and digests != {name: files[name] for name in digests}:
            write_manifest(result, {**manifest, "files": {**files, **digests}})
