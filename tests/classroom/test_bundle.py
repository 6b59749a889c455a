"""The one file of the classroom is put together whole, within its size, and refuses what would not fit together."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.classroom import bundle, names
from sim.errors import InputError
from sim.faces.browser.bundle import FOLDER as ENGINE
from sim.outcomes import OUTCOMES

HTML = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A page</title>
{bundle.STYLE}
</head>
<body>
{bundle.SCRIPT}
</body>
</html>
"""
MAIN = 'import { load } from "./townhall.js";\nimport { greet } from "./greet.js";\ngreet(load);\n'
GREET = "/** Greets. */\nexport function greet(whom) {\n  document.title = String(whom);\n}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "page.html": HTML,
        "style.css": "body { color: black; }\n",
        "words/story.json": '{"title": "</script><b>"}',
        "javascript/main.js": MAIN,
        "javascript/greet.js": GREET,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def made(folder: Path) -> str:
    return bundle.page([], {"council": "E09000007"}, folder)


def held(html: str, name: str) -> object:
    found = re.search(rf'<script type="application/json" id="class-{name}">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_everything_stands_in_one_file_after_what_it_needs(folder: Path) -> None:
    html = made(folder)
    assert html.index("function greet") < html.index("greet(load)")
    assert html.index("async function load") < html.index("greet(load)")
    assert "\nimport " not in html
    assert "\nexport " not in html
    assert "<link" not in html
    assert "color: black" in html
    assert 'src="' not in html
    assert held(html, "start") == {"council": "E09000007"}
    assert held(html, "words") == {"story": {"title": "</script><b>"}}
    for data in (
        "townhall-module",
        "townhall-table",
        "townhall-councils",
        "class-lessons",
        "class-map",
        "class-declared",
    ):
        assert html.count(f'id="{data}"') == 1


def test_the_policy_allows_this_script_alone(folder: Path) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made(folder))
    assert policy is not None
    assert len(re.findall(r"'sha256-[\w+/=]{44}'", policy[1])) == 1
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval'" not in policy[1].replace("'wasm-unsafe-eval'", "")
    assert "http" not in policy[1]


def test_a_page_says_what_made_it(folder: Path) -> None:
    assert bundle.generator() in made(folder)[:1000]


WRONG = {
    "a name twice": (
        {"greet.js": GREET + "const load = 1;\n"},
        "townhall.js and greet.js both declare load; give one of the two another name.",
    ),
    "a name of the page twice": (
        {"main.js": MAIN + "const greet = 1;\n"},
        "greet.js and main.js both declare greet; give one of the two another name.",
    ),
    "a second name of a const": (
        {"greet.js": GREET + "const first = [1, 2].map((one) => `${one}, ${`;`}`), load = /[/,;]/;\n"},
        "townhall.js and greet.js both declare load",
    ),
    "a second name on a line of its own": (
        {"greet.js": GREET + "let first = {\n  a: 1,\n},\n  load;\n"},
        "both declare load",
    ),
    "a name in a list": ({"greet.js": GREET + "const { InputError } = self;\n"}, "both declare InputError"),
    "nothing of that name": (
        {"greet.js": GREET.replace("greet(", "meet(")},
        "main.js imports greet from greet.js, which",
    ),
    "no such file": ({"main.js": MAIN.replace("./greet", "./great")}, "There is no script great.js in javascript"),
    "a circle": ({"greet.js": 'import { a } from "./main.js";\n' + GREET}, "main.js → greet.js → main.js"),
    "a default": ({"greet.js": GREET + "export default greet;\n"}, "greet.js: write 'export default greet;' as"),
    "another import": ({"main.js": MAIN + 'import * as all from "./greet.js";\n'}, "main.js: write 'import * as all"),
    "a renamed import": (
        {"main.js": MAIN.replace("{ greet }", "{ greet as meet }")},
        "main.js imports greet as meet from greet.js",
    ),
    "the end of a script": ({"greet.js": GREET + 'const end = "</script>";\n'}, "holds </script, which would end it"),
    "words that are no JSON": ({"../words/story.json": "{"}, "words/story.json is no JSON"),
    "no place for the script": ({"../page.html": HTML.replace(bundle.SCRIPT, "")}, "has it 0 times"),
    "too much": ({"../style.css": "/*" + "x" * 1_000_000 + "*/"}, "more than 1,000,000 are not handed out"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_together_is_refused(folder: Path, what: str) -> None:
    files, sentence = WRONG[what]
    for name, text in files.items():
        (folder / "javascript" / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        made(folder)
    assert sentence in str(refused.value)


def test_a_missing_piece_is_named(folder: Path) -> None:
    (folder / "style.css").unlink()
    with pytest.raises(InputError, match=r"style\.css"):
        made(folder)


# ------------------------------------------------------------------ the page itself
def test_what_is_made_of_declarations_is_that_of_now() -> None:
    """Else: python -m experiments.classroom.made."""
    from experiments.classroom.made import made

    assert {path.name: path.read_text(encoding="utf-8") for path in bundle.MADE.glob("*.json")} == made()


def test_the_page_is_put_together_without_the_model() -> None:
    """To import it would take longer than a lecturer waits."""
    heavy = {"numba", "pandas", "matplotlib", "scipy", "sim.schedule", "mesa"}
    code = f"import sys, experiments.classroom.bundle as b; b.page(); print(sorted({heavy} & set(sys.modules)))"
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2], check=True)
    assert ended.stdout.strip() == "[]"


def test_the_wheel_holds_the_page_and_the_lessons() -> None:
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed").WheelBuilder
    root = Path(__file__).resolve().parents[2]
    held = {Path(file.distribution_path).as_posix() for file in builder(str(root)).recurse_included_files()}
    assert {
        f"experiments/classroom/page/{file.relative_to(bundle.PAGE).as_posix()}" for file in files_of_page()
    } <= held
    forced = builder(str(root)).config.get_force_include()
    assert {Path(source).resolve(): target.strip("/") for source, target in forced.items()}[root / "configs"] == (
        "townhall_configs"
    )


def files_of_page() -> list[Path]:
    return [path for path in bundle.PAGE.rglob("*") if path.is_file()]


def scripts() -> list[Path]:
    return sorted((bundle.PAGE / "javascript").glob("*.js"))


def test_the_page_has_at_most_a_megabyte(class_html: str) -> None:
    assert 400_000 < len(class_html.encode()) <= bundle.MOST_BYTES


def test_every_script_of_the_page_is_in_it(class_html: str) -> None:
    """None is forgotten, and each is within the length that can be read at a sitting."""
    order = bundle.in_order(bundle.FIRST, folders=(bundle.PAGE / "javascript", ENGINE))
    assert {path.name for path in scripts()} <= set(order)
    assert [path.name for path in scripts() if len(path.read_text(encoding="utf-8").splitlines()) > 250] == []


def test_no_name_is_declared_twice() -> None:
    """Over all scripts and the engine's, which are one text in the page."""
    homes: dict[str, set[str]] = {}
    for path in (*scripts(), *ENGINE.glob("*.js")):
        for name in names.declared(path.read_text(encoding="utf-8")):
            homes.setdefault(name, set()).add(path.name)
    assert len(homes) > 100
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("const a = 1, b = 2, { c, d: e } = f(1, g);\nconst h = 3;", "a b c e h"),
        ("const a = x / 2, b = y / 3;", "a b"),
        ("const a = /[/,]/g, b = (c, d) => c;", "a b"),
        ('const a = `x, ${b ? `, ${c}` : "}"}, d`, e = 1;', "a e"),
        ('const a = "1, b = 2"; // , c = 3', "a"),
        ("const a =\n  1,\n  b = 2;", "a b"),
        ("const a = 1\nf(b, c)", "a"),
        ("let a, b;", "a b"),
        ("const a = 1; /* it's, d */\nfunction b(c, d) {}\nclass E {}", "a b E"),
    ],
)
def test_all_names_of_a_declaration_are_seen(text: str, found: str) -> None:
    assert list(names.declared(text)) == found.split()


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_nothing_is_put_in_as_markup_or_evaluated(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ways = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|createContextualFragment|setHTMLUnsafe)\b"
    assert re.findall(ways, re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)) == []
    assert re.findall(r"new Function|[\"']https?://(?!www\.w3\.org/)", text) == []


def test_the_page_names_no_other_machine(class_html: str) -> None:
    """But for sources, which a reader may follow."""
    outside = re.sub(r'<script type="application/[^"]*"[^>]*>.*?</script>', "", class_html, flags=re.DOTALL)
    found = set(re.findall(r"https?://[\w./-]+", outside)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xhtml",
    }
    assert found == set()


def test_it_says_what_to_do_where_scripts_do_not_run(class_html: str) -> None:
    body = class_html[class_html.index("<body") :]
    said = "If this sentence stays, scripts do not run here: save the file and open it in a browser"
    assert said in re.sub(r"\s+", " ", body[:600])


@pytest.mark.parametrize("path", sorted((bundle.PAGE / "words").glob("*.json")), ids=lambda path: path.name)
def test_words_are_words(path: Path) -> None:
    def leaves(content: object) -> list[object]:
        if isinstance(content, dict):
            return [leaf for value in content.values() for leaf in leaves(value)]
        if isinstance(content, list):
            return [leaf for value in content for leaf in leaves(value)]
        return [content]

    said = leaves(json.loads(path.read_text(encoding="utf-8")))
    assert said
    assert [leaf for leaf in said if not str(leaf).strip()] == []
    assert {type(leaf) for leaf in said} <= {str, int}


def test_every_outcome_has_words_that_people_read() -> None:
    """And a group to be found in: two hundred and fifty are too many for one list."""
    words = json.loads((bundle.PAGE / "words" / "story.json").read_text(encoding="utf-8"))
    whole = {
        name.removesuffix(next((f".{service}" for service in words["services"] if name.endswith(f".{service}")), ""))
        for name in OUTCOMES
    }
    assert whole == set(words["outcomes"])
    assert {name.partition(".")[0] for name in OUTCOMES} | {"each"} == set(words["outcomeGroups"])
    assert [said for said in words["outcomes"].values() if "_" in said or len(said) > 60] == []
