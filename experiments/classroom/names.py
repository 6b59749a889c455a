"""The names that a script declares at its top level: those that must differ over all files once they are one script."""

from __future__ import annotations

import re
from collections.abc import Iterator

DECLARED = re.compile(
    r"^(?:export )?(?:async )?"
    r"(?:(?:function\*? ?|class )(?P<one>[\w$]+)|(?:const|let|var) (?P<first>\{[^}]*\}|\[[^\]]*\]|[\w$]+))",
    re.MULTILINE,
)
TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"|(?P<sign>[`()\[\]{},;])|(?P<slash>/)|(?P<word>[\w$]+)|(?P<line>\n)|(?P<space>[^\S\n]+)|.",
    re.DOTALL,
)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)
NEXT = re.compile(r"\s*(?P<name>\{[^}]*\}|\[[^\]]*\]|[\w$]+)")
VALUES = re.compile(r"[\w$)\]}\"'`]")
"""What ends a value: a slash after it divides, any other begins a pattern."""
GOES_ON = "=,+-*/%&|?:<>.(["
"""Signs after which, or before which, a line's end is not the end of a statement."""


def declared(text: str) -> Iterator[str]:
    """The top-level names of a script: declarations that begin a line, with all that a ``const`` lists."""
    for match in DECLARED.finditer(text):
        yield from listed((match["one"] or match["first"]).strip("{}[]"))
        if match["first"]:
            yield from _others(text, match.end())


def listed(names: str) -> list[str]:
    """The names of a list as it stands in braces; of ``a: b`` and ``b = 1`` the name that is declared, b."""
    return [name.partition("=")[0].rpartition(":")[2].strip() for name in names.split(",") if name.strip()]


def _others(text: str, at: int) -> Iterator[str]:
    """The names after the first of ``const a = 1, b = 2``, from ``at`` behind the first to the statement's end."""
    depth, before = 0, ""
    while found := TOKEN.match(text, at):
        sign, start, at = found["sign"], at, found.end()
        if found["slash"] and not VALUES.match(before) and (pattern := PATTERN.match(text, start)):
            at, before = pattern.end(), "`"
            continue
        if sign == "`":
            at, before = _after_template(text, at), "`"
            continue
        if sign and sign in "([{":
            depth += 1
        elif sign and sign in ")]}":
            depth -= 1
        elif depth == 0 and sign == ";":
            return
        elif depth == 0 and sign == "," and (name := NEXT.match(text, at)):
            yield from listed(name["name"].strip("{}[]"))
            at, before = name.end(), "a"
            continue
        elif depth == 0 and found["line"] and before not in GOES_ON and text[at:].lstrip()[:1] not in GOES_ON:
            return
        if found["skip"] and found["skip"][0] == "/":
            continue
        if not (found["line"] or found["space"]):
            before = found[0][-1]


def _after_template(text: str, at: int) -> int:
    """The place behind a template whose first quote stands before ``at``; what is filled in may hold templates."""
    while True:
        found = TEMPLATE.match(text, at)
        at = found.end() if found else at
        if text[at : at + 2] != "${":
            return at + 1
        at, depth = at + 2, 1
        while depth and (token := TOKEN.match(text, at)):
            at = token.end()
            if token["sign"] == "`":
                at = _after_template(text, at)
            depth += {"{": 1, "}": -1}.get(token["sign"] or "", 0)
