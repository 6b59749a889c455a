"""Takes the steps of the tutorials and puts in what is seen now: ``python -m docs.tutorials [NAME...]``.

A tutorial is a page with steps in order. A block of ``console`` holds commands (after ``$``) and what they print, a
block of ``pycon`` holds Python in the same way. A block of another kind is a file when the words before it end with its
name: "Save this as `trust.yaml`:". Everything happens in one empty folder. In what is printed ``...`` stands for
anything; what takes time says so there.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent / "tutorials"
WIDTH = 100
"""Columns of the terminal on which the commands print."""

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w./-]+\.(?:yaml|csv|py))`:\s*\Z")
TOOK = re.compile(r"\btook \d+ s\b")
CUT = re.compile(r"""\s*\|\s*(?:(head|tail) -(\d+)|grep (?:-A(\d) )?"([^"]+)")""")
REFUSED = "  # refused"
"""Behind a command that is to be answered with a sentence and no result."""
LIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def pages() -> list[Path]:
    """The tutorials whose steps are run."""
    return sorted(path for path in HERE.glob("*.md") if path.name != "index.md")


def renewed(page: Path) -> str:
    """The page as its steps say now; the same text where they say what it has."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "__main__"}
    with tempfile.TemporaryDirectory(prefix="townhall-tutorial-") as folder, working_in(Path(folder)):
        parts, end = [], 0
        for block in BLOCK.finditer(text):
            parts.append(text[end : block.start()])
            kind, inside = block[1], block[2]
            if kind == "console":
                inside = "".join(console(inside))
            elif kind == "pycon":
                inside = "".join(python(inside, names))
            elif named := FILE.search(text[end : block.start()]):
                Path(named[1]).write_text(inside, encoding="utf-8")
            parts.append(f"```{kind}\n{inside}```")
            end = block.end()
    return "".join([*parts, text[end:]])


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Within the block ``folder`` is where one works, on a terminal of :data:`WIDTH` columns without colours."""
    before, columns = Path.cwd(), {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.chdir(folder)
    os.environ |= {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    try:
        yield
    finally:
        os.chdir(before)
        for name, value in columns.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def console(block: str) -> Iterator[str]:
    """The commands of a block with what they print now."""
    for step in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        if step.startswith("$ "):
            command, _, wanted = step.partition("\n")
            yield f"{command}\n{kept(wanted, printed(command.removeprefix('$ ')))}"


def printed(command: str) -> str:
    """What a command prints on its screen; what it says of its work beside that is left out.

    Raises :class:`ValueError` where it ends in another way than the page says.
    """
    from experiments.cli import answer

    given = command.removesuffix(REFUSED)
    first = CUT.search(given)
    typed = shlex.split(given[: first.start()] if first else given)
    if typed[0] != "townhall":
        raise ValueError(f"a tutorial runs townhall and nothing else, not {typed[0]}")
    screen, notices = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(notices):
        status = answer(typed[1:])
    if status != (2 if command.endswith(REFUSED) else 0):
        raise ValueError(f"{command}: exit status {status}\n{notices.getvalue()}")
    shown = notices.getvalue() if status else screen.getvalue()
    lines = [line.rstrip() for line in shown.strip("\n").split("\n")]
    for cut in CUT.finditer(given):
        lines = through(lines, cut)
    return TOOK.sub("took ... s", "\n".join(lines)) + "\n"


def through(lines: list[str], cut: re.Match[str]) -> list[str]:
    """The lines that ``head``, ``tail`` or ``grep`` let through."""
    which, count, more, text = cut.groups()
    if which is not None:
        return lines[: int(count)] if which == "head" else lines[-int(count) :]
    places = [at for at, line in enumerate(lines) if text in line]
    wanted = {near for at in places for near in range(at, at + 1 + int(more or 0))}
    return [line for at, line in enumerate(lines) if at in wanted]


def python(block: str, names: dict[str, object]) -> Iterator[str]:
    """The statements of a block with what they print now."""
    for step in doctest.DocTestParser().get_examples(block):
        shown = "".join(
            f"{'>>>' if not at else '...'} {line}".rstrip() + "\n" for at, line in enumerate(step.source.splitlines())
        )
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen):
            exec(compile(step.source, "<tutorial>", "single"), names)
        yield shown + kept(step.want, screen.getvalue())


def kept(wanted: str, seen: str) -> str:
    """What the page has, where it says what is seen; else what is seen."""
    same = wanted == seen or doctest.OutputChecker().check_output(wanted, seen, LIKE)
    return wanted if same else seen


def main(names: Sequence[str] = ()) -> int:
    """Run the tutorials of those names, or all, and write what has changed."""
    for page in pages():
        if names and page.stem not in names:
            continue
        text = renewed(page)
        changed = text != page.read_text(encoding="utf-8")
        page.write_text(text, encoding="utf-8")
        print(f"{page.name}: {'renewed' if changed else 'as it was'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
