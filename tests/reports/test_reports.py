"""What reports say of results that were made up, whatever these are called and whatever is missing in them."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import html5lib
import made_up
import numpy as np
import pandas as pd
import pytest
from made_up_reports import check_page, made_up_report, parsed, saved_of, words_of

from experiments.analysis.hard_words import unexplained
from experiments.analysis.ranks import rank_correlation
from experiments.reports import drawings, markdown
from experiments.reports.data_fit import data_fit
from experiments.reports.inline_svg import inline
from experiments.reports.parts import Items, Para, Section, Shown, Story, plain, said, table
from experiments.reports.report import Report, report_of
from experiments.reports.saved import TOLD, stored_story, story_bytes
from experiments.reports.sources import bibtex, cited
from experiments.reports.summary import MODEL_ONLY, MOST_WORDS, shortened, words
from sim.errors import InputError
from sim.references import references

SECTIONS = (
    *("The question", "What was run", "What was found", "What carries the finding"),
    *("How it fares over weightings, windows and other assumptions", "What is assumed", "What would change it"),
    *("Where the model meets data, and where it misses them", "What to cite", "How to make it again"),
)
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(2)>', "[a](javascript:alert(3))", "**b** | {c} `d`")
ONE_AT_A_TIME = {"audit_rate": [0.0, 0.1, 0.2], "initial_trust": [0.2, 0.8]}


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures take their time and are not what most tests ask for."""
    monkeypatch.setattr(drawings, "drawn", lambda result, tell: {})


def titles(found: Report) -> list[str]:
    return [plain(section.title) for section in found.sections]


# ------------------------------------------------------------------ every kind of result
def nothing_differs(values: np.ndarray) -> None:
    values[:] = values[:1]


def hypercube() -> made_up.Result:
    """Points all over two settings, of which the first alone matters."""
    rng = np.random.default_rng(3)
    points = pd.DataFrame({"audit_rate": rng.permutation(30) / 100, "initial_trust": rng.random(30)})
    only = {"baseline": {"style_mean": 0.5}}
    return made_up.result(only, kind="latin_hypercube", points=points, months=14, replications=2, factors={"x": [0]})


KINDS = {
    "a pair": lambda: made_up.result(),
    "two by two": lambda: made_up.result(made_up.SQUARE),
    "one scenario": lambda: made_up.result({"baseline": {}}, replications=1),
    "one run of each": lambda: made_up.result(replications=1),
    "twelve scenarios": lambda: made_up.result(
        {f"scenario {at}": {"style_mean": at / 12} for at in range(12)}, replications=3, months=14
    ),
    "nothing differs": lambda: made_up.result(spoil=nothing_differs),
    "no clear difference": lambda: made_up.result(gap=0.0, replications=4),
    "confounded": lambda: made_up.result({"a": {"style_mean": 0.2}, "b": {"style_mean": 0.8, "initial_trust": 0.9}}),
    "theories off": lambda: made_up.knocked_out(),
    "a grid": lambda: made_up.result(kind="grid", factors=ONE_AT_A_TIME, months=12, replications=4),
    "a hypercube": lambda: hypercube(),
    "long names": lambda: made_up.result({"a " * 60: {"style_mean": 0.2}, "word " * 70: {"style_mean": 0.8}}),
    "hostile names": lambda: made_up.result({name: {"style_mean": at / 4} for at, name in enumerate(HOSTILE)}),
    "no headline outcome": lambda: made_up.result(outcomes=("own.measure", "other.measure")),
}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_report_is_valid_and_has_its_places(kind: str, tmp_path: Path) -> None:
    found = made_up_report(KINDS[kind](), tmp_path)
    tree = check_page(found.html)
    assert [title for title in titles(found) if title in SECTIONS] == list(SECTIONS)
    shown = words_of(tree)
    for said_there in ("Which of them is better?", "townhall compare made up", "@software{town_hall", "0123"):
        assert said_there in shown
    assert unexplained(found.markdown) == []
    heads = [int(element.tag[1]) for element in tree.iter() if re.fullmatch(r"h[1-6]", str(element.tag))]
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(heads))


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("a pair", "Distributed came out ahead of command on 14 of 14 measures in the last year and behind on none."),
        (
            "a pair",
            "How well services do overall is 8.1 points of 100 better under distributed (allowing for chance",
        ),
        ("nothing differs", "It made no difference at all"),
        ("no clear difference", "differs in no clear way"),
        ("one run of each", "Too few runs finished"),
        ("confounded", "differ at once here"),
        ("one scenario", "once, under baseline."),
        ("a grid", "with 2 settings changed from run to run"),
        ("twelve scenarios", "for each of 12 scenarios"),
    ],
)
def test_the_summary_says_what_the_numbers_say(kind: str, told: str, tmp_path: Path) -> None:
    found = made_up_report(KINDS[kind](), tmp_path)
    assert told in found.summary
    assert found.summary.endswith(MODEL_ONLY)


@pytest.mark.usefixtures("undrawn")
def test_a_summary_says_which_way_it_went(tmp_path: Path) -> None:
    worse = made_up_report(made_up.result(gap=-0.05), tmp_path).summary
    assert "Distributed came out ahead of command on none of 14 measures in the last year and behind on 14." in worse
    assert "worse under distributed" in worse


@pytest.mark.usefixtures("undrawn")
def test_a_verdict_that_hangs_on_the_window_is_told(tmp_path: Path) -> None:
    found = made_up_report(made_up.result(spoil=made_up.late), tmp_path)
    assert "if the whole run counted and not its last year" in found.summary
    text = found.markdown
    assert "14 of 14 verdicts are others over the whole run" in text
    assert "Service outcome index, distributed less command: better in the last year, worse over the whole run." in text


@pytest.mark.usefixtures("undrawn")
def test_what_carries_it_is_told_where_theories_were_switched_off_and_else_how_to_ask(tmp_path: Path) -> None:
    told = made_up_report(KINDS["theories off"](), tmp_path).markdown.split("## What carries the finding")[1]
    assert "S09" in told.split("\n## ")[0]
    asked = made_up_report(KINDS["a pair"](), tmp_path).markdown.split("## What carries the finding")[1]
    assert "townhall explain distributed --outcome index --month 30" in asked.split("\n## ")[0]


@pytest.mark.usefixtures("undrawn")
def test_a_design_that_fills_the_space_is_told_by_what_goes_with_what(tmp_path: Path) -> None:
    found = made_up_report(hypercube(), tmp_path)
    assert "What went with it most was audit rate: the higher it was, the better services did overall." in found.summary
    assert re.search(
        r"Service outcome index rises with audit rate \(rank correlation \+\d\.\d\d, 90% int", found.markdown
    )
    assert "Service outcome index goes in no clear way with initial trust" in found.markdown


def test_a_rank_correlation_and_its_interval_are_those_of_the_textbook() -> None:
    rng = np.random.default_rng(0)
    hits = []
    for _ in range(400):
        one = rng.normal(size=40)
        other = 0.5 * one + np.sqrt(0.75) * rng.normal(size=40)
        r, low, high = rank_correlation(one, other)
        assert low < r < high
        hits.append(low < 6 / np.pi * np.arcsin(0.25) < high)  # the rank correlation of two normals with r = .5
    assert 0.86 < np.mean(hits) < 0.94
    assert np.isnan(rank_correlation(np.arange(9.0), np.arange(9.0))).all()
    assert np.isnan(rank_correlation(np.ones(20), np.arange(20.0))).all()
    assert rank_correlation(np.arange(20.0), -np.arange(20.0)) == (-1.0, -1.0, -1.0)


# ------------------------------------------------------------------ names are words
@pytest.mark.usefixtures("undrawn")
def test_names_are_shown_as_they_are_and_are_never_markup(tmp_path: Path) -> None:
    found = made_up_report(KINDS["hostile names"](), tmp_path, command=f"townhall compare {' '.join(HOSTILE)}")
    tree = check_page(found.html)
    shown = words_of(tree)
    for name in HOSTILE:
        assert name in shown
    assert not [element for element in tree.iter() if element.tag in ("script", "img")]
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    page = reader.render(found.markdown)
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in re.sub(r">[^<]*<", "><", page), "it is no link"
    assert "**b** | {c} `d`" in page


def test_what_is_put_into_a_line_stays_what_it_is() -> None:
    line = said("**{who}** has `{what}`", who="{x} **y**", what="`z`")
    assert line == (("strong", "{x} **y**"), " has ", ("code", "`z`"))
    assert markdown.line_text(line) == r"**{x} \*\*y\*\*** has `` `z` ``"
    assert markdown.line_text("a_b and _c_ & &amp; <d> #1") == r"a_b and \_c\_ & \&amp; \<d\> #1"
    assert markdown.block_text(Para("# no heading"), {}) == r"\# no heading"
    assert markdown.block_text(table(("a",), [("b|c\nd",)]), {}) == "| a |\n| --- |\n| b\\|c d |"


# ------------------------------------------------------------------ figures
def test_figures_stand_in_the_page_with_their_words_and_numbers(tmp_path: Path, monkeypatch) -> None:
    from experiments.figures import registry

    monkeypatch.setattr(registry, "drawable", lambda result: ["forest", "interaction"])
    found = made_up_report(made_up.result(made_up.SQUARE, replications=6, months=14), tmp_path)
    tree = check_page(found.html)
    drawn = [element for element in tree.iter("div") if element.get("role") == "img"]
    assert len(drawn) == 2
    for element, figure in zip(drawn, found.figures.values(), strict=True):
        assert figure.title in element.get("aria-label")
        assert figure.alt in element.get("aria-label")
        assert len(figure.alt) > 40
        assert figure.numbers is not None
        assert len(figure.numbers.rows) == figure.numbers.rows_in_all
        assert any(str(inner.tag).endswith("}text") for inner in element.iter()), "words are words"
    assert found.html.count("<details>") >= 2
    assert "var(--figure-scenarios-" in found.html or "var(--figure-better)" in found.html
    assert re.search(r"prefers-color-scheme: dark\).*--figure-ink: #f2f4f6", found.html)


EVIL = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
viewBox="0 0 9 9" onload="a()">
<script>alert(1)</script><foreignObject><b>x</b></foreignObject><a xlink:href="javascript:b()"><path d="M 0 0"/></a>
<image xlink:href="https://example.org/a.png"/><use xlink:href="#m"/><defs><path id="m" d="M 1 1"/></defs>
<rect style="fill: url(https://example.org/b)" onclick="c()"/><text style="fill: #1c1f23">a &lt; b</text></svg>"""


def test_nothing_but_drawing_comes_out_of_a_file() -> None:
    found = inline(EVIL, "Name 1")
    for wrong in ("script", "foreignObject", "javascript", "example.org", "onload", "onclick", "<a"):
        assert wrong not in found.markup
    assert '<use href="#name-1-m"/>' in found.markup
    assert 'id="name-1-m"' in found.markup
    assert "a &lt; b" in found.markup
    assert "var(--figure-ink)" in found.markup
    assert found.themed
    assert not inline(EVIL.replace("#1c1f23", "#123456"), "x").themed, "its colours do not follow the page"
    for broken in ("<svg", "<html/>", ""):
        with pytest.raises(InputError, match="is no SVG that can be read"):
            inline(broken, "x")


def test_a_picture_that_is_only_there_as_points_is_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "one.png").write_bytes(b"\x89PNG")
    found = drawings.kept(tmp_path, {"one": "What it says", "gone": "Not there"})
    assert list(found) == ["one"]
    assert found["one"].png == "data:image/png;base64,iVBORw=="
    assert found["one"].alt == "What it says"


# ------------------------------------------------------------------ what a study tells
STORY = Story(
    title=said("A *title* with <b>"),
    summary=("First.", "Second."),
    findings=(Para(said("**{it}**", it="found")), Items(("one", said("`two`"))), Shown("figure")),
    more=(Section("More", (table(("a", "b"), [("c", "1.5")]),), (Section("Below"),)),),
)


def test_a_story_is_stored_and_read_as_it_was(tmp_path: Path) -> None:
    (tmp_path / TOLD).write_bytes(story_bytes(STORY))
    assert stored_story(tmp_path / TOLD) == STORY
    (tmp_path / TOLD).write_bytes(story_bytes(STORY)[:-40])
    with pytest.raises(InputError, match=r"report\.json is damaged"):
        stored_story(tmp_path / TOLD)


def test_a_result_without_its_runs_is_told_from_what_was_stored(tmp_path: Path) -> None:
    from experiments.reports.saved import Saved

    manifest = {**saved_of(made_up.result(), tmp_path).manifest, "figures": {}}
    found = report_of(Saved(tmp_path, manifest, STORY))
    tree = check_page(found.html.replace("First. Second.", "First of all ten words are what a summary has at least."))
    assert "More" in titles(found)
    assert words_of(tree, ".//h1") == "A title with <b>"
    assert [plain(said("`two`"))] == [element.text for element in tree.iter("code") if element.text == "two"]


def test_the_fit_to_data_is_taken_from_the_published_validation(tmp_path: Path) -> None:
    (nothing,) = data_fit("0.3", tmp_path / "none")
    assert "No validation of this model against observed data is published with it" in plain(nothing.line)
    told = {"model": "0.3", "day": "2026-11-26", "low": 0.1, "high": 0.2, "simulated": 0.15, "counted": True}
    rows = [
        {**told, "step": "first", "label": "old", "role": "test", "inside": True, "verdict": "inside"},
        {**told, "step": "last", "label": "met", "role": "test", "inside": True, "verdict": "inside"},
        {**told, "step": "last", "label": "put in", "role": "test", "inside": True, "verdict": "implied"},
        {**told, "step": "last", "label": "missed", "role": "test", "inside": False, "verdict": "outside"},
        {**told, "step": "last", "label": "fitted", "role": "calibrated", "inside": True, "verdict": "inside"},
        {
            **told,
            "step": "last",
            "label": "again",
            "role": "test",
            "inside": True,
            "verdict": "inside",
            "counted": False,
        },
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "half_a.parquet")
    line, fold = data_fit("0.3", tmp_path)
    assert "2 of 3 tests against observed figures lie inside" in plain(line.line)
    assert "1 of these lie there by what was put in alone" in plain(line.line)
    assert [plain(row[0]) for row in fold.blocks[0].rows] == ["missed", "met", "put in"]
    assert "That is of model 0.3, this result of 0.4" in plain(data_fit("0.4", tmp_path)[1].line)
    (tmp_path / "half_b.parquet").write_bytes(b"none")
    assert "cannot be read" in plain(data_fit("0.3", tmp_path)[-1].line)


def test_the_validation_that_is_published_is_read() -> None:
    from experiments.reports.data_fit import PUBLISHED

    if not PUBLISHED.is_dir():
        pytest.skip("there is no published validation here")
    said_there = plain(data_fit("0.2.1")[0].line)
    assert re.search(r"\d+ of [1-9]\d* tests against observed figures", said_there)


def test_a_long_summary_is_cut_between_sentences() -> None:
    many = [f"Sentence number {at} has six words." for at in range(40)]
    short = shortened(many)
    assert words([short]) <= MOST_WORDS
    assert short.endswith(MODEL_ONLY)
    assert "…" not in short
    one = shortened(["word " * 300])
    assert words([one]) <= MOST_WORDS
    assert "…" in one


def test_an_entry_of_bibtex_is_what_the_file_of_references_has() -> None:
    text = bibtex(references()["muter2013"])
    assert text.startswith("@misc{muter2013,\n  author = {Muter, Andrew},\n")
    assert text.endswith("},\n}")


def test_where_a_theory_was_off_in_hundreds_of_scenarios_the_first_are_named_and_the_others_counted() -> None:
    off = [f"command without {at}" for at in range(400)]
    theory = {"id": "S09", "title": "Redesign", "citation": "muter2013", "reference": "Muter 2013", "off_in": off}
    told = str(cited({"model_version": "0.3.0", "theories": [theory]}))
    assert "not in command without 0, command without 1" in told
    assert "and 394 more" in told
    assert "command without 399" not in told


def test_a_page_with_an_error_is_seen_as_one() -> None:
    with pytest.raises(html5lib.html5parser.ParseError):
        parsed("<!DOCTYPE html><title>a</title><p><div></p>")
