"""A whole report: every place of the story in its order, what every result fills alike, and the two files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from experiments.analysis.hard_words import HEADING, used
from experiments.reports import drawings, html, markdown, sources
from experiments.reports.data_fit import data_fit
from experiments.reports.drawings import Drawn
from experiments.reports.general import General
from experiments.reports.parts import Block, Code, Items, Line, Para, Section, Shown, Story, said
from experiments.reports.saved import OWN_ARMS, Saved
from experiments.reports.summary import shortened

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """A report before it is written: title, summary and sections, and the figures by name."""

    title: Line
    summary: str
    sections: tuple[Section, ...]
    figures: Mapping[str, Drawn]
    manifest: Mapping[str, Any]

    @property
    def html(self) -> str:
        """As one HTML file."""
        made_by = f"Town Hall {self.manifest.get('town_hall', '')}, model {self.manifest['model_version']}"
        return html.page(
            title=self.title,
            summary=self.summary,
            sections=self.sections,
            figures=self.figures,
            made_by=made_by,
            made_on=str(self.manifest.get("ended", ""))[:10],
            footer=f"Made from the saved result by {made_by}. This file asks no other machine for anything.",
        )

    @property
    def markdown(self) -> str:
        """As Markdown; figures are where ``file`` of each says."""
        parts = [f"# {markdown.line_text(self.title)}", markdown.escaped(self.summary)]
        parts += [markdown.section_text(section, self.figures) for section in self.sections]
        return "\n\n".join(part for part in parts if part) + "\n"


def report_of(saved: Saved, tell: Tell = lambda line: None) -> Report:
    """The report of a saved result. A figure that cannot be drawn costs itself and a sentence to ``tell``."""
    general = General(saved, saved.result) if saved.result is not None else None
    told = saved.story
    if told is None:
        assert general is not None, "a folder without runs has a story"
        told = general.story()
    figures = drawings.kept(saved.folder, named_figures(saved.manifest))
    if not figures and saved.result is not None and saved.kind not in OWN_ARMS:
        figures = drawings.drawn(saved.result, tell)
    summary = shortened(told.summary or (general.summary() if general is not None else ()))
    sections = sections_of(saved, told, general, figures)
    text = Report(told.title, summary, sections, figures, saved.manifest).markdown
    words = words_section(text)
    if words is not None:
        # Behind the question, so that a reader comes to that first, but for a question in which there is such a word.
        first = 0 if used(markdown.section_text(sections[0], {})) else 1
        sections = (*sections[:first], words, *sections[first:])
    return Report(told.title, summary, sections, figures, saved.manifest)


def named_figures(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The figures that a study left, with the titles that it gave them."""
    named = manifest.get("figures", ())
    return dict(named) if isinstance(named, dict) else dict.fromkeys(named, "")


def sections_of(
    saved: Saved, told: Story, general: General | None, figures: Mapping[str, Drawn]
) -> tuple[Section, ...]:
    """The sections in the order that all reports have; a place that nothing fills is left out."""
    own = general if general is not None and general.saved.kind not in OWN_ARMS else None
    placed = {block.name for block in _every_block(told) if isinstance(block, Shown)}
    others: tuple[Block, ...] = tuple(Shown(name) for name in figures if name not in placed)
    places: list[tuple[str, tuple[Block, ...]]] = [
        ("The question", told.question),
        ("What was run", told.run),
        ("What was found", told.findings),
        ("Figures", others),
    ]
    first = [Section(title, blocks) for title, blocks in places if blocks]
    rest: list[tuple[str, tuple[Block, ...]]] = [
        ("What carries the finding", told.carries + (own.carries() if own and not told.carries else ())),
        ("How it fares over weightings, windows and other assumptions", told.fares + (own.fares() if own else ())),
        ("What is assumed", told.assumed + (own.assumed() if own else ())),
        ("What would change it", told.turns + (own.turns() if own else ())),
        ("Where the model meets data, and where it misses them", data_fit(str(saved.manifest["model_version"]))),
        ("What to cite", sources.cited(saved.manifest)),
        ("How to make it again", again(saved.manifest) + told.files),
    ]
    return (*first, *told.more, *(Section(title, blocks) for title, blocks in rest if blocks))


def _every_block(story: Story) -> list[Block]:
    places = (story.question, story.run, story.findings, story.carries, story.fares, story.assumed, story.turns)
    found = [block for blocks in places for block in blocks]
    waiting = list(story.more)
    while waiting:
        section = waiting.pop()
        found += section.blocks
        waiting += section.below
    return found


def words_section(text: str) -> Section | None:
    """The words that a reader may not know, each with what it means; None where there are none."""
    found = used(text)
    if not found:
        return None
    lines = tuple(said("**{word}**: {means}.", word=one.word, means=one.means) for one in found)
    return Section(HEADING, (Items(lines),))


def again(manifest: Mapping[str, Any]) -> tuple[Block, ...]:
    """The command, the versions, the digest."""
    git = manifest.get("git") or {}
    changed = " with uncommitted changes" if git.get("uncommitted_changes") else ""
    code = f", commit {git['commit'][:12]}{changed}" if git else ""
    packages = ", ".join(f"{name} {version}" for name, version in manifest["packages"].items())
    digest = manifest.get("result") or (manifest.get("runs") or {}).get("digest")
    blocks: list[Block] = []
    if "command" in (made := manifest.get("made_from") or {}):
        blocks.append(Code(str(made["command"]), "Command of the runs"))
    blocks.append(Code(str(manifest["command"])))
    blocks.append(
        Para(
            said(
                "Model version {model}{code}; Python {python}; {packages}. The result's digest is `{digest}`: the same "
                "command on the same code and data gives the same digest, with any number of workers.",
                model=manifest["model_version"], code=code, python=manifest["python"], packages=packages,
                digest=digest or "unknown",
            )
        )
    )  # fmt: skip
    return tuple(blocks)


__all__ = ["Report", "report_of"]
