"""A saved result as a report sees it: its manifest, its runs where they are there, and what its study told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from experiments.reports.parts import Story
from experiments.runs.journal import JOURNAL
from experiments.runs.manifest import read_manifest
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.result import Result

TOLD = "report.json"
"""What the study told, in the folder of its result."""

OWN_ARMS = ("hypotheses", "fairness", "family", "validation")
"""Studies whose scenarios are arms of many questions: what their runs say only the study can tell."""

_STORY: TypeAdapter[Story] = TypeAdapter(Story)


@dataclass(frozen=True)
class Saved:
    """A results folder; ``story`` is what its study told, None where no study told anything of it."""

    folder: Path
    manifest: Mapping[str, Any]
    story: Story | None
    called: Path | None = None
    """Where it will lie, if it is to be moved."""

    @classmethod
    def at(cls, folder: Path) -> Saved:
        """The result in ``folder``; :class:`InputError` where there is none, or only half of one."""
        manifest = read_manifest(folder)
        told = folder / TOLD
        story = stored_story(told) if told.is_file() and "result" in manifest else None
        if "made_from" in manifest and "result" not in manifest:
            raise InputError(f"{folder} holds half an analysis; the command that began it goes on from there.")
        found = cls(folder, manifest, story)
        if found.has_runs:
            found.check_whole()
            if story is None and found.kind in OWN_ARMS:
                raise InputError(
                    f"{folder} holds runs of which the study has not told anything yet; the command that began it goes "
                    "on from there."
                )
        elif story is None:
            raise InputError(f"{folder} holds neither runs nor a report's words; make the result again.")
        return found

    @property
    def has_runs(self) -> bool:
        """Whether the runs themselves are there."""
        return (self.folder / JOURNAL).is_file()

    @cached_property
    def result(self) -> Result | None:
        """The runs as figures see them; None where they are not there."""
        if not self.has_runs:
            return None
        from experiments.figures.result import Result

        found = Result.at(self.folder)
        found.folder = str(self.called or self.folder)
        return found

    @property
    def design(self) -> Mapping[str, Any]:
        """What was asked."""
        found: Mapping[str, Any] = self.manifest["design"]
        return found

    @property
    def kind(self) -> str:
        """The study, or the kind of sweep."""
        return str(self.design["kind"])

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Runs that are done, that failed, and that are left."""
        assert self.result is not None
        status = self.result.plan["status"].astype(str)
        return tuple(int((status == word).sum()) for word in ("done", "failed", "left"))  # type: ignore[return-value]

    def check_whole(self) -> None:
        """:class:`InputError` where runs are left, or none finished."""
        done, failed, left = self.counts
        if left:
            raise InputError(
                f"{self.folder} is not finished: {left:,} of {done + failed + left:,} runs are left. The same command "
                "goes on from there; report it then."
            )
        if not done:
            assert self.result is not None
            why = str(self.result.plan["error"].iloc[0])[:80]
            raise InputError(
                f"{self.folder} has nothing to report: all {failed:,} runs failed ({why}). --retry-failed runs them "
                "again."
            )


def stored_story(path: Path) -> Story:
    """What a study told; :class:`InputError` where the file is damaged."""
    try:
        return _STORY.validate_json(path.read_bytes())
    except ValidationError:
        again = "the command that made the result writes it afresh with --force"
        raise InputError(f"{path} is damaged; {again}.") from None


def story_bytes(story: Story) -> bytes:
    """What a study tells, as a file holds it."""
    return _STORY.dump_json(story, indent=1) + b"\n"
