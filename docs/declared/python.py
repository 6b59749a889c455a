"""The front doors: every name of ``sim`` and ``experiments`` that is meant for users."""

from __future__ import annotations

import ast
import inspect
import json
import re
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import experiments
import sim

UNDERLINE = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
COLON = re.compile(r"^(Attributes|Parameters|Returns|Raises|Errors):$", re.MULTILINE)
ROLE = re.compile(r":\w+:`~?(?:[\w.]*\.)?(\w+)`")


def door(module: ModuleType) -> str:
    """Every name of one door, in the order of its list."""
    names = sorted(module.__all__, key=lambda name: (not name.startswith("_") and not name.isupper(), name.casefold()))
    return "\n\n".join(described(module, name) for name in names)


def described(module: ModuleType, name: str) -> str:
    """One name: its signature, and its docstring as Markdown."""
    thing, called = getattr(module, name), f"{module.__name__}.{name}"
    if not callable(thing):
        return f"### {called}\n\n{markdown(constant(module, name))}"
    parts = [f"### {called}", f"```python\n{signature(name, thing)}\n```", markdown(inspect.getdoc(thing) or "")]
    if inspect.isclass(thing) and not issubclass(thing, Exception):
        parts.append(members(thing))
    return "\n\n".join(part for part in parts if part)


def signature(name: str, thing: Any) -> str:
    """How a thing is called, an argument a line where one line is too long."""
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f"class {name}({thing.__bases__[0].__name__})"
    found = inspect.signature(thing)
    arguments, starred = [], False
    for one in found.parameters.values():
        if one.kind is one.KEYWORD_ONLY and not starred:
            arguments, starred = [*arguments, "*"], True
        arguments.append(argument(one))
    returned = "" if found.return_annotation in (found.empty, "None", None) else f" -> {found.return_annotation}"
    line = f"{name}({', '.join(arguments)}){returned}"
    return line if len(line) <= 100 else f"{name}(\n" + "".join(f"    {one},\n" for one in arguments) + f"){returned}"


def argument(given: inspect.Parameter) -> str:
    """An argument with its type and its default; a default that does not read as one is left to the text."""
    stars = {given.VAR_POSITIONAL: "*", given.VAR_KEYWORD: "**"}.get(given.kind, "")
    if given.default is given.empty:
        return f"{stars}{given.name}: {given.annotation}"
    default = json.dumps(given.default) if isinstance(given.default, str) else repr(given.default)
    return f"{given.name}: {given.annotation} = {default if len(default) < 40 and '<' not in default else '...'}"


def members(kind: type) -> str:
    """The methods and properties of a class that it documents itself, with their first sentence."""
    rows = []
    for name, member in list(vars(kind).items()):
        text = inspect.getdoc(member) if callable(member) or hasattr(member, "__get__") else None
        if not name.startswith("_") and text and name not in getattr(kind, "__annotations__", {}):
            call = "()" if inspect.isfunction(member) else ""
            rows.append(f"* `{name}{call}`: {markdown(text.split(chr(10) + chr(10))[0])}")
    return "**Has**\n\n" + "\n".join(rows) if rows else ""


def constant(module: ModuleType, name: str) -> str:
    """The text that stands under the assignment of ``name``."""
    body = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body
    for assigned, text in pairwise(body):
        is_it = isinstance(assigned, ast.Assign) and ast.unparse(assigned.targets[0]) == name
        if is_it and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            return inspect.cleandoc(str(text.value.value))
    raise ValueError(f"{module.__name__}.{name} has no text under it.")


def markdown(docstring: str) -> str:
    """A docstring as Markdown: its sections as lists, names in code letters."""
    text = ROLE.sub(r"`\1`", docstring).replace("``", "`")
    text = COLON.sub(lambda found: f"{found[1]}\n---", text)
    first, *rest = UNDERLINE.split(text)
    parts = [first.strip()]
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        parts.append(f"**{heading}**\n\n{listed(body.strip(chr(10)))}")
    return "\n\n".join(parts)


def listed(body: str) -> str:
    """The entries of a section: a name with its indented text below it or after a colon; else the text as it is."""
    after = ""
    if body.startswith(" "):  # what is indented is the section, the rest follows it
        lines = body.split("\n")
        end = next((at for at, line in enumerate(lines) if line and not line.startswith(" ")), len(lines))
        body, after = inspect.cleandoc("\n".join(lines[:end])), "\n".join(lines[end:])
        entries = re.findall(r"^(?! )([\w*, ]+): ((?:.*\n?)(?:    .*\n?)*)", body, re.MULTILINE)
    else:
        entries = re.findall(r"^(?! )([\w.*, ]+)\n((?:    .*\n?)+)", body, re.MULTILINE)
    rows = [f"* `{name.replace(', ', '`, `')}`: {' '.join(text.split())}" for name, text in entries]
    return ("\n".join(rows) or body) + (f"\n\n{after}" if after else "")


SECTIONS = (("sim: the model", partial(door, sim)), ("experiments: many runs", partial(door, experiments)))
