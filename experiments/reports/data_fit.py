"""Where the model meets data and where it misses them: what the published validation says, where there is one.

Validation is a study that is published like any other, with what it told beside its tables. A report takes its summary
and its findings over; it works nothing out again.
"""

from __future__ import annotations

from pathlib import Path

import sim
from experiments.reports.parts import Block, Para, said
from experiments.reports.saved import TOLD, stored_story
from experiments.runs.manifest import raw_manifest
from sim.errors import InputError

PUBLISHED = Path(sim.__file__).resolve().parents[1] / "results" / "published" / "validation"


def data_fit(model_version: str, published: Path = PUBLISHED) -> tuple[Block, ...]:
    """What is known of the fit of ``model_version``, or that nothing is published."""
    manifest = raw_manifest(published)
    if manifest is None or not (published / TOLD).is_file():
        return (
            Para(
                "No validation of this model against observed data is published yet, so this report cannot say where "
                "the model meets them and where it misses them. Read its numbers as what follows from the assumptions."
            ),
        )
    try:
        story = stored_story(published / TOLD)
    except InputError as error:
        return (Para(f"The published validation cannot be read: {error}"),)
    of = str(manifest.get("model_version", "unknown"))
    blocks: list[Block] = []
    if of != model_version:
        line = said("The published validation is of model **{of}**, this result of {own}.", of=of, own=model_version)
        blocks.append(Para(line, note=True))
    return (*blocks, Para(" ".join(story.summary)), *story.findings)
