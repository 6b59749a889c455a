"""The README leads to every page, and what it says of findings is what was published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import front_page, insert, theory_pages
from experiments.analysis.hard_words import unexplained
from experiments.studies.hypotheses.verdict import SUPPORTED
from experiments.studies.hypotheses.wording import share

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def linked(page: Path) -> set[Path]:
    """The pages that ``page`` links."""
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    return {(page.parent / target.partition("#")[0]).resolve() for target in targets if ".md" in target}


def test_the_readme_leads_to_every_page() -> None:
    """By a link of its own or, for the pages of a folder with an index, by one to the index, which leads to them."""
    direct = linked(ROOT / "README.md")
    pages = set((ROOT / "docs").rglob("*.md"))
    assert len(pages) > 10
    led = set(direct)
    new = {page for page in direct if page.name == "index.md"}
    while new:
        new = {page for index in new if index.exists() for page in linked(index)} - led
        led |= new
    assert not [str(page.relative_to(ROOT)) for page in pages - led]
    in_sight = {page for page in pages if page.parent == ROOT / "docs"}
    assert not [page.name for page in in_sight - direct]


def test_a_lecturer_finds_the_words_and_the_questions() -> None:
    headings = re.findall(r"^##+ (.+)$", (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {heading.casefold().replace(" ", "-") for heading in headings}
    for wanted in ("words", "questions-for-a-seminar"):
        assert f"docs/concepts.md#{wanted}" in README
        assert wanted in anchors


@pytest.mark.parametrize("page", list(insert.PAGES), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_is_inserted_is_what_was_published(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert insert.inserted(text, insert.PAGES[page]) == text, "run python -m docs.insert and commit what it renews"


@pytest.mark.parametrize("page", ["README.md", "docs/hypotheses.md", "docs/theories.md", "results/published/README.md"])
def test_beside_the_count_of_supported_hypotheses_stands_how_far_they_are_upheld(page: str) -> None:
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    rows = theory_pages.published("hypotheses")
    rows = rows[rows["verdict"] == SUPPORTED]
    counts = [text[found.start() : found.end() + 160] for found in re.finditer(r"\b\d+ (?:are |is )?supported\b", text)]
    assert counts
    for said in counts:
        assert "of assumption worlds" in said
        for row in rows.itertuples():
            assert f"{share(row.upheld_share)} ({row.id})" in said


def test_a_verdict_that_hangs_on_the_last_year_is_marked() -> None:
    rows = front_page.table()
    rows = rows[(rows["comparison"] == front_page.MISSION) & (rows["summary"] == "last_year")]
    said = front_page.mission()
    names = re.findall(r"([\w ]+)†", said.split("\n\n")[1])
    assert len(names) == int(rows["windows_differ"].sum())
    assert (f"† {len(names)} of these {len(rows)} verdicts" in said) == (len(names) > 0)
    assert ("†" in said) == (len(names) > 0)
    assert said in README


def test_words_are_explained_where_they_first_appear() -> None:
    assert unexplained(README) == []


@pytest.mark.release
@pytest.mark.parametrize("comparison", [front_page.MISSION, front_page.UNCLEAR])
def test_the_comparisons_made_again_say_the_same(comparison: str, tmp_path: Path, monkeypatch) -> None:
    from experiments.cli import answer

    monkeypatch.chdir(tmp_path)
    typed = ["compare", "--mission"]
    if comparison == front_page.UNCLEAR:
        settings = ("alignment_mean=0.35", "audit_rate=0", "wickedness_shift=-2")
        typed = ["compare", "command", "distributed", "--replications", "50"]
        typed += [word for setting in settings for word in ("--set", setting)]
    assert answer([*typed, "--out", "again"]) == 0
    rows = front_page.table()
    rows = rows[rows["comparison"] == comparison].drop(columns="model").reset_index(drop=True)
    again = front_page.kept(tmp_path / "again", comparison).reset_index(drop=True)
    assert rows.equals(again[rows.columns])
