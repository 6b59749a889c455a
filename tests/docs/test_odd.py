"""docs/odd.md describes the model that runs: its tables are inserted, its words were checked against the rules."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from docs import insert
from docs.articles import ARTICLES
from sim.machine.declared import PARAMETERS
from sim.machine.state import VARIABLES
from sim.outcomes import MEASURES
from sim.scenario.scenario import list_scenarios
from sim.schedule import SCHEDULE, THEORIES

DOCS = Path(insert.__file__).parent
TEXT = insert.ODD.read_text(encoding="utf-8")
OWN_WORDS = insert.BLOCK.sub("", TEXT)
NAMES = [process.name for process in insert.WORDED]


def section(name: str) -> str:
    """The hand-written words on one process."""
    found = re.search(rf"^#### {name}\n(.*?)<!-- described:{name}:", TEXT, re.DOTALL | re.MULTILINE)
    assert found, f"docs/odd.md has no section on {name} that ends in <!-- described:{name}:none -->"
    return insert.BLOCK.sub("", found[1])


# ---------------------------------------------------------------- tables
def test_tables_are_what_the_declarations_give():
    assert insert.inserted(TEXT) == TEXT, "run python -m docs.insert and commit docs/odd.md"


def test_every_table_has_its_place():
    assert set(insert.BLOCKS) == {found[1] for found in insert.BLOCK.finditer(TEXT)}
    assert TEXT.count("<!-- begin:") == TEXT.count("<!-- end:") == len(insert.BLOCKS)


def test_a_changed_default_is_noticed():
    name, parameter = next(iter(PARAMETERS.items()))
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |"))
    stale = TEXT.replace(row, row.replace(insert.default_of(parameter), "12345"))
    assert stale != TEXT
    assert insert.inserted(stale) == TEXT


@pytest.mark.parametrize("what", ["parameters", "variables", "outcomes", "theories", "scenarios", "phases"])
def test_everything_is_named(what):
    names = {
        "parameters": set(PARAMETERS),
        "variables": set(VARIABLES),
        "outcomes": {n.removesuffix(m.service) + "<service>" if m.service else n for n, m in MEASURES.items()},
        "theories": set(THEORIES),
        "scenarios": set(list_scenarios()),
        "phases": set(SCHEDULE),
    }[what]
    mark = "`{}`" if what not in ("theories", "phases") else "| {} |"
    assert [name for name in sorted(names) if mark.format(name) not in TEXT] == []


def test_the_articles_are_the_twenty_one():
    assert [article.id for article in ARTICLES] == [f"S{number:02d}" for number in range(1, 22)]
    assert set(THEORIES) <= {article.id for article in ARTICLES}


# ---------------------------------------------------------------- words
@pytest.mark.parametrize("name", NAMES)
def test_the_words_on_a_process_were_checked_against_its_rule(name):
    marks = dict(insert.DESCRIBED.findall(TEXT))
    now = insert.code_of(insert.WORDED[NAMES.index(name)])
    assert marks[name] == now, (
        f"the rule of {name} has changed since its section in docs/odd.md was checked: "
        f"read both, mend the words, then python -m docs.insert --described {name}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_process_says_who_acts(name):
    assert "**Who acts:**" in section(name)


def test_no_section_describes_a_process_that_is_gone():
    assert re.findall(r"^#### (\w+)$", TEXT, re.MULTILINE) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_a_formula_stand_in_the_rule(name):
    """A constant that was changed in the code, or mistyped in the words, shows here."""
    source = Path(sys.modules[insert.WORDED[NAMES.index(name)].module].__file__ or "").read_text(encoding="utf-8")
    tree = ast.walk(ast.parse(source))
    known = {float(n.value) for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, int | float)}
    # One, two and the twelve months of a year need no pointing out.
    known |= {0.0, 1.0, 2.0, 12.0}
    words = re.sub(r"\b2010(?:-11)?\b", "the first year", section(name))
    said = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)", words)
    assert sorted({number for number in said if float(number) not in known}) == []


def test_names_in_code_letters_exist():
    known = set(PARAMETERS) | set(VARIABLES) | set(NAMES) | {part for name in MEASURES for part in name.split(".")}
    known |= {path.stem for folder in ("sim", "docs", "experiments") for path in (DOCS.parent / folder).rglob("*.py")}
    spans = "\n".join(re.findall(r"```(.*?)```", OWN_WORDS, re.DOTALL))
    spans += "\n".join(re.findall(r"`([^`\n]+)`", OWN_WORDS))
    names = set(re.findall(r"(?<![\w.<])[a-z]+(?:_[a-z0-9]+)+", spans))
    assert sorted(names - known) == []


def test_a_pattern_that_a_declaration_was_set_to_is_called_calibration():
    """A parameter that names a pattern it was calibrated to takes that pattern out of the tests."""
    patterns = dict(re.findall(r"^\| ((?:F\d\d(?:, )?)+) \|.*\| (.*) \|$", TEXT, re.MULTILINE))
    assert len(patterns) > 10
    role = {number: words for numbers, words in patterns.items() for number in numbers.split(", ")}
    for parameter in PARAMETERS.values():
        for number in re.findall(r"\bF\d\d\b", parameter.doc):
            assert "calibration" in role[number], f"{parameter.name} was set to {number}"


def test_every_pattern_that_the_code_names_is_in_the_table():
    named = {
        n for path in (DOCS.parent / "sim").rglob("*.py") for n in re.findall(r"\bF\d\d\b", path.read_text("utf-8"))
    }
    assert named
    assert sorted(n for n in named if not re.search(rf"^\| [F\d, ]*{n}[F\d, ]* \|", TEXT, re.MULTILINE)) == []


def test_links_lead_somewhere():
    for path in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name} links to {target}"


# ---------------------------------------------------------------- the notes themselves
def test_a_note_follows_the_rule_and_not_its_layout():
    def shape(body: str) -> str:
        return insert.shape(f"@process(1)\ndef f(s, p, now):\n{body}")

    plain = shape('    """Words."""\n    s.a[0] = 0.2 * p.b\n')
    assert shape('    """Others."""\n    # A comment.\n    s.a[0] = (\n        0.2\n        * p.b\n    )\n') == plain
    assert shape('    """Words."""\n    s.a[0] = 0.3 * p.b\n') != plain
    assert shape('    """Words."""\n    s.a[0] = 0.2 * p.c\n') != plain


def test_renewing_a_note_touches_that_note_only():
    blank = insert.DESCRIBED.sub(lambda found: f"<!-- described:{found[1]}:none -->", TEXT)
    renewed = dict(insert.DESCRIBED.findall(insert.described(blank, ["casework"])))
    assert renewed.pop("casework") == insert.code_of(PROCESSES[NAMES.index("casework")])
    assert set(renewed.values()) == {"none"}


def test_an_unknown_process_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        insert.main(["--described", "caswork"])
    assert stopped.value.code == 2
    assert "no process caswork" in capsys.readouterr().err
