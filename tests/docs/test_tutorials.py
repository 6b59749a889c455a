"""Every step of every tutorial is taken, and what is seen is what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import tutorials
from docs.site import navigation

PAGES = tutorials.pages()
INDEX = (tutorials.HERE / "index.md").read_text(encoding="utf-8")


@pytest.mark.process
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_seen_is_what_the_page_shows(page: Path) -> None:
    assert tutorials.renewed(page) == page.read_text(encoding="utf-8"), "python -m docs.tutorials renews it"


def test_the_index_has_every_tutorial_and_the_theory_and_says_the_time_of_each() -> None:
    rows = re.findall(r"^\| \[[^\]]+\]\(([^)]+)\) \|.*\| (\d+ min) \| ([^|]+) \|$", INDEX, re.MULTILINE)
    named = [row[0] for row in rows]
    assert sorted(named) == sorted([*(page.name for page in PAGES), "../add-a-theory.md"])
    assert len(rows) == 6
    assert all(computing.strip() for *_, computing in rows)
    placed = [Path(page).name for page in navigation.tutorials()]
    assert placed == ["index.md", *named[:-1]], "in the site they stand in the same order"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_says_its_time_and_leads_to_the_next(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.search(r"minutes of\s+reading", text.split("\n## ")[0])
    assert re.search(r"computing|seconds", text.split("\n## ")[0])
    order = [*(name for name in re.findall(r"\]\(([^)]+\.md)\)", INDEX))]
    after = order[order.index(page.name) + 1]
    assert re.search(rf"^Next: \[[^\]]+\]\({re.escape(after)}\)\.$", text, re.MULTILINE)


PAGE = """# A page

Save this as `own.yaml`:

```yaml
a: 1
```

```pycon
>>> open("own.yaml").read()
>>> 6 * 7
41
>>> print("it", 7, "s")
it ... s
```
"""


def test_what_has_changed_is_put_in_and_what_holds_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    made = tutorials.renewed(page)
    assert made == page.read_text().replace("read()\n", "read()\n'a: 1\\n'\n").replace("41", "42")
    page.write_text(made)
    assert tutorials.renewed(page) == made


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        (" | head -2", "a b"),
        (" | tail -2", "c d"),
        (' | grep "b"', "b"),
        (' | grep -A1 "b"', "b c"),
        (' | tail -3 | grep "a"', ""),
    ],
)
def test_what_a_command_prints_is_cut_as_a_shell_would(cut: str, left: str) -> None:
    lines = ["a", "b", "c", "d"]
    for one in tutorials.CUT.finditer(cut):
        lines = tutorials.through(lines, one)
    assert " ".join(lines) == left


def test_a_command_that_ends_otherwise_than_the_page_says_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ townhall plot nowhere\n```\n")
    with pytest.raises(ValueError, match="exit status 2"):
        tutorials.renewed(page)
    page.write_text("```console\n$ townhall plot nowhere  # refused\n```\n")
    assert "There is no folder nowhere" in tutorials.renewed(page)
    page.write_text("```console\n$ townhall scenarios baseline | head -1  # refused\n```\n")
    with pytest.raises(ValueError, match="exit status 0"):
        tutorials.renewed(page)
    page.write_text("```console\n$ rm mine\n```\n")
    with pytest.raises(ValueError, match="nothing else, not rm"):
        tutorials.renewed(page)


def test_the_application_of_the_tutorial_on_mesa_is_one() -> None:
    """Solara itself is an extra; where it is installed, the application is drawn."""
    text = (tutorials.HERE / "mesa.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    from sim.faces.drawing import SolaraModel

    SolaraModel(council="Rutland", style_mean=0.35, initial_trust=0.6, months=24, rng=1).step()
    compile(program, "app.py", "exec")
    solara = pytest.importorskip("solara")
    space: dict[str, object] = {}
    exec(program, space)
    solara.render(space["page"], handle_error=False)
