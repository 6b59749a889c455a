"""Every citation key that the model names resolves, every entry is used, a broken file gets one sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sim
import sim.council.population
from sim.errors import InputError
from sim.machine.declared import PARAMETERS
from sim.references import read_references, reference, references
from sim.schedule import THEORIES

SOURCES = Path(sim.__file__).parent
KEYS = re.compile(r"\[([a-z_]+\d*(?:,\s+[a-z_]+\d*)*)\]")
ONLY_IN_DOCS = {"mueller2013"}
"""The protocol that docs/odd/ follows; no rule of the model rests on it."""


def keys_in_docstrings() -> dict[str, str]:
    """Key -> file, for every bracketed list of keys in a module docstring of the model."""
    found = {}
    for path in SOURCES.rglob("*.py"):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for group in KEYS.findall(docstring):
            for key in re.split(r",\s+", group):
                found[key] = path.name
    return found


def named_keys() -> set[str]:
    return (
        set(keys_in_docstrings())
        | {parameter.source for parameter in PARAMETERS.values() if parameter.source}
        | {theory.citation for theory in THEORIES.values()}
    )


def test_every_key_in_a_docstring_resolves():
    keys = keys_in_docstrings()
    assert len(keys) > 20, "the pattern that finds keys no longer finds them"
    unknown = {key: file for key, file in keys.items() if key not in references()}
    assert not unknown


def test_every_source_of_a_parameter_resolves():
    unknown = {p.name: p.source for p in PARAMETERS.values() if p.source and p.source not in references()}
    assert not unknown


def test_a_source_article_is_cited_by_its_theory():
    articles = {
        found[1]: key
        for key in references()
        if (found := re.search(r"Source article (S\d\d)", references()[key].field("note")))
    }
    assert len(articles) > 20, "the notes that name the source articles are no longer found"
    assert {id_: THEORIES[id_].citation for id_ in articles} == articles
    assert {theory.citation for theory in THEORIES.values()} <= set(references())


def test_a_default_that_claims_a_source_names_it():
    sourced = ("DATA", "SOURCED", "SEED", "LITERATURE")
    assert not [p.name for p in PARAMETERS.values() if p.mark in sourced and not p.source]


def test_every_entry_is_used():
    assert set(references()) - named_keys() - ONLY_IN_DOCS == set()


def test_the_year_in_a_key_is_the_year_of_the_source():
    for key, entry in references().items():
        year = key[-4:]
        if year.isdigit():
            assert entry.field("year") == year, key


def test_references_read_well():
    assert reference("sah1986").short == "Sah and Stiglitz 1986"
    assert reference("wang2014").short == "Wang et al. 2014"
    assert reference("nao2018").short == "National Audit Office 2018"
    assert reference("scott2019").text.endswith("29(1), 32–49. https://doi.org/10.1093/jopart/muy053")
    for entry in references().values():
        assert not set("{}\\") & set(entry.text), entry.text


def test_an_unknown_key_is_answered_with_the_nearest():
    with pytest.raises(InputError, match="sah1986"):
        reference("sah1968")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("@book{a1,\n  author = {A},\n  title = {T},\n}\n", "no year"),
        ("@book{a1,\n  author = {A},\n  title = {T},\n  year = {1},\n", "not closed"),
        ("@book{a1,\n  author = A,\n}\n", "line 2"),
        ("@book{a1,\n  author = {A},\n  title = {T},\n  year = {1},\n}\n" * 2, "twice"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, content, complaint):
    path = tmp_path / "references.bib"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        read_references(path)
