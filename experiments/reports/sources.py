"""What to cite, as BibTeX: the project, and the sources of the theories that ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.designs.some import some
from experiments.reports.parts import Block, Code, Fold, Para, table
from sim.errors import InputError
from sim.references import Reference, reference

TITLE = "Town Hall: an agent-based simulation of council leadership under austerity"


def cited(manifest: Mapping[str, Any]) -> tuple[Block, ...]:
    """The project's entry, the theories that ran, and the entries of their sources."""
    theories: Sequence[Mapping[str, Any]] = manifest.get("theories", ())
    blocks: list[Block] = [
        Para("Please cite Town Hall itself, and the sources of the theories that the finding rests on."),
        Code(project(manifest), "BibTeX of Town Hall"),
    ]
    if not theories:
        return (*blocks, Para("No theory ran: all were switched off in all scenarios."))
    rows = [(one["id"], one["title"], one["reference"], _where(one)) for one in theories]
    entries = "\n\n".join(dict.fromkeys(_entry(one) for one in theories))
    return (
        *blocks,
        Fold(f"The {len(theories)} theories that ran, and their sources", (
            table(("theory", "title", "reference", "ran"), rows),
            Code(entries, "BibTeX of the theories' sources"),
        )),
    )  # fmt: skip


def _where(theory: Mapping[str, Any]) -> str:
    off = theory.get("off_in", ())
    return f"not in {some(off)}" if off else "in all scenarios"


def _entry(theory: Mapping[str, Any]) -> str:
    """The source's own entry; of one that this version does not know, what the result says of it."""
    try:
        return bibtex(reference(theory["citation"]))
    except InputError:
        return f"@misc{{{theory['citation']},\n  note = {{{theory['reference']}}},\n}}"


def bibtex(source: Reference) -> str:
    """A source as it stands in the file of references."""
    fields = "\n".join(f"  {name} = {{{value}}}," for name, value in source.fields.items())
    return f"@{source.kind}{{{source.key},\n{fields}\n}}"


def project(manifest: Mapping[str, Any]) -> str:
    """The project, in the version that made the result."""
    ended = str(manifest.get("ended") or manifest.get("started") or "")[:4]
    version = f"{manifest.get('town_hall', 'unknown')}, model {manifest['model_version']}"
    fields = {
        "author": "{Town Hall contributors}",
        "title": f"{{{TITLE}}}",
        "version": version,
        **({"year": ended} if ended else {}),
        **({"note": f"Result {manifest['result']}"} if "result" in manifest else {}),
    }
    inside = "\n".join(f"  {name} = {{{value}}}," for name, value in fields.items())
    return f"@software{{town_hall,\n{inside}\n}}"
