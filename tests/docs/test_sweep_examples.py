"""The designs that the pages on sweeps and analyses show are designs, and the commands they show can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from experiments.commands.answers import METHODS
from experiments.designs.sampling import Points
from experiments.designs.sweep_file import load_design
from sim.paths import configs_dir

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: str, after: str, language: str) -> list[str]:
    """The fenced blocks of a section, by the words of its heading."""
    text = (DOCS / page).read_text(encoding="utf-8")
    section = re.split(r"\n##+ ", text.split(after, 1)[1])[0]
    return re.findall(rf"```{language}\n(.*?)```", section, flags=re.DOTALL)


def test_the_policies_in_worlds_of_the_page_are_those_that_are_shipped() -> None:
    shown = YAML(typ="safe", pure=True).load(blocks("sweeps.md", "### Policies in worlds", "yaml")[0])
    shipped = YAML(typ="safe", pure=True).load((configs_dir() / "designs" / "policies-in-worlds.yaml").read_text())
    assert shown == {key: value for key, value in shipped.items() if key in shown}
    design = load_design("policies-in-worlds")
    assert [len(Points(half)) for half in design.halves] == [100, 6]
    assert len(Points(design)) == 600, "as the page says"


def test_the_listed_policies_and_worlds_of_the_page_load(tmp_path: Path) -> None:
    listed = blocks("sweeps.md", "### Policies in worlds", "yaml")[1]
    (tmp_path / "own.yaml").write_text(f"why: x\nkind: crossed\n{listed}")
    assert len(Points(load_design(tmp_path / "own.yaml"))) == 4


@pytest.mark.parametrize(("page", "after"), [("sweeps.md", "## A design"), ("analysis.md", "## An example from")])
def test_the_first_design_of_each_page_loads(page: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(blocks(page, after, "yaml")[0])
    assert len(Points(load_design(tmp_path / "own.yaml")))


def test_the_table_of_methods_has_every_method_and_no_other() -> None:
    text = (DOCS / "analysis.md").read_text(encoding="utf-8")
    table = text.split("| question | method |")[1].split("\n\n")[0]
    named = set(re.findall(r"`([a-z]+)`", table)) - {"townhall"}
    assert named == set(METHODS)
