"""The documentation describes the model that runs: its reference is made of it, its words were checked against it."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from docs import insert, theory_pages
from docs.declared import pages
from docs.declared.parameters import default_of
from docs.described import DESCRIBED, WORDED, code_of, described, shape
from sim.machine.declared import PARAMETERS
from sim.machine.state import VARIABLES
from sim.outcomes import MEASURES
from sim.scenario.scenario import list_scenarios
from sim.schedule import PHASE, SCHEDULE, THEORIES

DOCS = Path(insert.__file__).parent
ODD = DOCS / "odd"
SUBMODELS = {phase: (insert.SUBMODELS / f"{phase}.md").read_text(encoding="utf-8") for phase in SCHEDULE}
RULES = "\n".join(SUBMODELS.values())
WORDS = "\n".join([*(path.read_text(encoding="utf-8") for path in sorted(ODD.glob("*.md"))), RULES])
REFERENCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(pages.FOLDER.rglob("*.md")))
PUBLISHED = set(theory_pages.published("hypotheses")["id"])
NAMES = [process.name for process in WORDED if process.theory is None or process.theory.id in PUBLISHED]
"""The processes on which there must be words; those on a theory come with its published verdict."""


PROCESS = {process.name: process for process in WORDED}


def section(name: str) -> str:
    """The hand-written words on one process, on the page of its phase."""
    found = re.search(
        rf"^## {name}\n(.*?)<!-- described:{name}:", SUBMODELS[PHASE[name]], flags=re.DOTALL | re.MULTILINE
    )
    assert found, (
        f"docs/odd/submodels/{PHASE[name]}.md has no section on {name} that ends in <!-- described:{name}:none -->"
    )
    return found[1]


# ---------------------------------------------------------------- the reference
def test_the_reference_is_what_the_declarations_give():
    there = {path.relative_to(pages.FOLDER).as_posix() for path in pages.FOLDER.rglob("*.md")}
    made = pages.reference()
    assert there == set(made)
    stale = [name for name, text in made.items() if (pages.FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run python -m docs.insert and commit docs/reference"


def test_a_changed_default_is_noticed_and_renewed(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(pages, "FOLDER", tmp_path)
    monkeypatch.setattr(insert, "DOCS", tmp_path)
    monkeypatch.setattr(insert, "SUBMODELS", tmp_path / "none")
    monkeypatch.setattr(insert, "PAGES", {})
    name, parameter = next(iter(PARAMETERS.items()))
    good = pages.reference()["parameters.md"]
    row = next(line for line in good.splitlines() if line.startswith(f"| `{name}` |"))
    page, left = tmp_path / "parameters.md", tmp_path / "left_over.md"
    page.write_text(good.replace(row, row.replace(default_of(parameter), "12345")), encoding="utf-8")
    left.write_text("of an earlier day", encoding="utf-8")
    assert page.read_text(encoding="utf-8") != good
    assert insert.main([]) == 0
    assert page.read_text(encoding="utf-8") == good
    assert not left.exists()
    assert f"{tmp_path.name}/parameters.md is renewed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "what", ["parameters", "variables", "outcomes", "theories", "scenarios", "phases", "processes"]
)
def test_everything_is_named(what):
    names = {
        "parameters": set(PARAMETERS),
        "variables": set(VARIABLES),
        "outcomes": {n.removesuffix(m.service) + "<service>" if m.service else n for n, m in MEASURES.items()},
        "theories": set(THEORIES),
        "scenarios": set(list_scenarios()),
        "phases": set(SCHEDULE),
        "processes": set(NAMES),
    }[what]
    mark = {"theories": "| {} |", "phases": "| {} |", "processes": "\n## {}\n"}.get(what, "| `{}` |")
    assert [name for name in sorted(names) if mark.format(name) not in REFERENCE] == []


def test_the_words_and_the_reference_stand_apart():
    """Nothing is inserted among the words, and each process leads from its words to its declarations and back."""
    assert "<!-- begin:" not in WORDS
    for phase, processes in SCHEDULE.items():
        declared = (pages.FOLDER / "processes" / f"{phase}.md").read_text(encoding="utf-8")
        for process in (one for one in processes if one.name in NAMES):
            assert f"\n[What it declares](../../reference/processes/{phase}.md#{process.name})\n" in section(
                process.name
            )
            assert f"](../../odd/submodels/{phase}.md#{process.name})" in declared


def test_every_page_of_words_is_in_the_contents_and_of_a_sensible_size():
    contents = (ODD / "index.md").read_text(encoding="utf-8")
    for path in ODD.rglob("*.md"):
        name = path.relative_to(ODD).as_posix()
        assert name == "index.md" or f"]({name})" in contents
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, name


# ---------------------------------------------------------------- words
@pytest.mark.parametrize("name", NAMES)
def test_the_words_on_a_process_were_checked_against_its_rule(name):
    marks = dict(DESCRIBED.findall(RULES))
    now = code_of(PROCESS[name])
    assert marks[name] == now, (
        f"the rule of {name} has changed since its section in docs/odd/submodels/{PHASE[name]}.md was checked: "
        f"read both, mend the words, then python -m docs.insert --described {name}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_process_says_who_acts(name):
    assert "**Who acts:**" in section(name)


def test_no_section_describes_a_process_that_is_gone():
    assert re.findall(r"^## (\w+)$", RULES, re.MULTILINE) == NAMES
    assert [name for name, _ in DESCRIBED.findall(RULES)] == NAMES
    assert {path.stem for path in insert.SUBMODELS.glob("*.md")} == set(SCHEDULE)


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_a_formula_stand_in_the_rule(name):
    """A constant that was changed in the code, or mistyped in the words, shows here."""
    source = Path(sys.modules[PROCESS[name].module].__file__ or "").read_text(encoding="utf-8")
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
    spans = "\n".join(re.findall(r"```(.*?)```", WORDS, re.DOTALL))
    spans += "\n".join(re.findall(r"`([^`\n]+)`", WORDS))
    names = set(re.findall(r"(?<![\w.<])[a-z]+(?:_[a-z0-9]+)+", spans))
    assert sorted(names - known) == []


def test_a_pattern_that_a_declaration_was_set_to_is_called_calibration():
    """A parameter that names a pattern it was calibrated to takes that pattern out of the tests."""
    patterns = dict(re.findall(r"^\| ((?:F\d\d(?:, )?)+) \|.*\| (.*) \|$", WORDS, re.MULTILINE))
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
    assert sorted(n for n in named if not re.search(rf"^\| [F\d, ]*{n}[F\d, ]* \|", WORDS, re.MULTILINE)) == []


def test_links_lead_to_a_page_and_to_a_heading_on_it():
    wrong = []
    for path in DOCS.rglob("*.md"):
        prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target, _, anchor in re.findall(r"\]\(([^)#\s]*)(#([^)\s]*))?\)", prose):
            page = path.parent / target if target else path
            if "://" in target or (page.exists() and (not anchor or anchor in anchors(page))):
                continue
            wrong.append(f"{path.relative_to(DOCS)}: {target}#{anchor}")
    assert wrong == []


def anchors(page: Path) -> set[str]:
    """The anchors that Markdown readers give to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    kept = ("".join(letter for letter in text.lower() if letter.isalnum() or letter in " -_") for text in headings)
    return {text.replace(" ", "-") for text in kept}


# ---------------------------------------------------------------- the notes themselves
def test_a_note_follows_the_rule_and_not_its_layout():
    def of(body: str) -> str:
        return shape(f"@process(1)\ndef f(s, p, now):\n{body}")

    plain = of('    """Words."""\n    s.a[0] = 0.2 * p.b\n')
    assert of('    """Others."""\n    # A comment.\n    s.a[0] = (\n        0.2\n        * p.b\n    )\n') == plain
    assert of('    """Words."""\n    s.a[0] = 0.3 * p.b\n') != plain
    assert of('    """Words."""\n    s.a[0] = 0.2 * p.c\n') != plain


def test_renewing_a_note_touches_that_note_only():
    blank = DESCRIBED.sub(lambda found: f"<!-- described:{found[1]}:none -->", RULES)
    renewed = dict(DESCRIBED.findall(described(blank, ["casework"])))
    assert renewed.pop("casework") == code_of(PROCESS["casework"])
    assert set(renewed.values()) == {"none"}


def test_an_unknown_process_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        insert.main(["--described", "caswork"])
    assert stopped.value.code == 2
    assert "no process caswork" in capsys.readouterr().err
