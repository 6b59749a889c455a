"""The one file of the classroom: the page, its style, scripts, words, lessons and map, with the engine in it.

What is put together lies in ``page/``: ``page.html`` names its style and its first script in the two lines
:data:`STYLE` and :data:`SCRIPT`, which stand there for what they name. Nothing of the file is fetched from anywhere.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments import __version__
from experiments.classroom.lessons import shipped
from experiments.classroom.names import declared, listed
from sim import MODEL_VERSION
from sim.errors import InputError
from sim.faces.browser.bundle import FOLDER as ENGINE
from sim.faces.browser.bundle import IMPORT, in_order, plain, source
from sim.faces.browser.page import HEAD, sealed

PAGE = Path(__file__).resolve().parent / "page"
MADE = PAGE / "made"
"""What is made of declarations and data (:mod:`experiments.classroom.made`), since to load them takes long."""
FIRST = "main.js"
STYLE = '<link rel="stylesheet" href="style.css">'
SCRIPT = '<script type="module" src="javascript/main.js"></script>'
MOST_BYTES = 1_000_000
"""What a learning platform, an e-mail and a telephone take without a second thought."""

BROUGHT = re.compile(r'^import \{([^}]*)\} from "\./([\w.]+)";\n', re.MULTILINE)
REMARK = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
"""Types and remarks, which a reader of the scripts wants and every student would load."""
OTHERWISE = re.compile(r"^(?:import\b(?!\.)|export\b).*", re.MULTILINE)
"""An import or export in a form that joining does not know."""


def page(
    lessons: list[dict[str, Any]] | None = None, start: Mapping[str, str] | None = None, folder: Path = PAGE
) -> str:
    """The whole page as one text of HTML.

    ``lessons`` are those that it offers (by default all that are shipped), ``start`` what it shows first: a
    ``council``, a ``lesson``. Errors: :class:`InputError` for scripts that do not fit together and for a page of more
    than :data:`MOST_BYTES`.
    """
    html = _text(folder / "page.html")
    for line in (STYLE, SCRIPT):
        if html.count(line) != 1:
            raise InputError(
                f"The page needs the line {line} once; {folder / 'page.html'} has it {html.count(line)} times."
            )
    script = joined(folder / "javascript")
    html = HEAD.sub(lambda match: f"{match[0]}{generator()}\n", html, count=1)
    html = html.replace(STYLE, f"<style>\n{styles(folder)}</style>")
    html = html.replace(SCRIPT, f'<script type="module">\n{script}</script>')
    made = _with_data(sealed(html), data(lessons, start, folder))
    if len(made.encode()) > MOST_BYTES:
        raise InputError(f"The page has {len(made.encode()):,} bytes; more than {MOST_BYTES:,} are not handed out.")
    return made


def generator() -> str:
    """The line by which a page says what made it; ``townhall class`` knows its own pages by it."""
    return f'<meta name="generator" content="Town Hall {__version__}, model {MODEL_VERSION}">'


def data(
    lessons: list[dict[str, Any]] | None = None, start: Mapping[str, str] | None = None, folder: Path = PAGE
) -> dict[str, Any]:
    """What the scripts find in elements of the page, by the name under which they ask for it."""
    return {
        "words": jsons(folder / "words"),
        "lessons": shipped() if lessons is None else lessons,
        **jsons(MADE),
        "start": dict(start or {}),
    }


def styles(folder: Path = PAGE) -> str:
    """The style of the page: first ``style.css``, then the others by name, which build on it."""
    first = folder / "style.css"
    return "\n".join(_text(path) for path in (first, *sorted(set(folder.glob("*.css")) - {first})))


def jsons(folder: Path) -> dict[str, Any]:
    """All files of JSON in a folder, each under its name."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path.stem] = json.loads(_text(path))
        except ValueError as error:
            raise InputError(f"{folder.name}/{path.name} is no JSON: {error}.") from None
    return found


def joined(folder: Path = PAGE / "javascript") -> str:
    """All scripts as one text, the engine's among them, each after those that it needs."""
    folders = (folder, ENGINE)
    files = in_order(FIRST, folders=folders)
    texts = {name: source(name, folders) for name in files}
    check(texts)
    script = REMARK.sub("", "\n".join(plain(name, folders) for name in files))
    for sign in ("</script", "<!--"):
        if sign in script.lower():
            raise InputError(f"A script of the page holds {sign}, which would end it; write it in two pieces.")
    return script


def check(texts: Mapping[str, str]) -> None:
    """Refuse what would fail, or mean something else, once all scripts are one text.

    Errors: :class:`InputError` for a top-level name that two files declare, for a name that is imported and not
    exported there, and for forms of import and export that joining does not know.
    """
    homes: dict[str, str] = {}
    for file, text in texts.items():
        for name in declared(text):
            if homes.setdefault(name, file) != file:
                raise InputError(f"{homes[name]} and {file} both declare {name}; give one of the two another name.")
    for file, text in texts.items():
        for names, other in BROUGHT.findall(text):
            for name in listed(names):
                if homes.get(name) != other:
                    raise InputError(f"{file} imports {name} from {other}, which does not declare it.")
        rest = OTHERWISE.sub(
            lambda match: "" if re.match(r"export (?:async |class |const |function )", match[0]) else match[0],
            re.sub(r"^export \{[^}]*\};\n", "", IMPORT.sub("", text), flags=re.MULTILINE),
        )
        if odd := OTHERWISE.search(rest):
            raise InputError(f'{file}: write {odd[0]!r} as import {{ a, b }} from "./file.js"; or as export function.')


def _with_data(html: str, parts: Mapping[str, Any]) -> str:
    """``html`` with each part as JSON in an element before the first script; no part can end its element."""
    held = "".join(
        f'<script type="application/json" id="class-{name}">{_json(content)}</script>\n'
        for name, content in parts.items()
    )
    first = html.index("<script")
    return html[:first] + held + html[first:]


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"A piece of the page is missing ({path.name}: {error.strerror}); install it again.") from None


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
