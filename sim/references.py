"""The sources: what the citation keys of modules and declared parameters stand for, from ``sim/data/references.bib``.

The file is read by the few lines below rather than by a BibTeX library: it is our own, its shape is narrow (one field a
line), and whatever departs from it is an error instead of a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.errors import InputError, did_you_mean

FILE = Path(__file__).parent / "data" / "references.bib"

_ENTRY = re.compile(r"@(\w+)\{([a-z0-9_]+),")
_FIELD = re.compile(r"  (\w+) = \{(.*)\},")
_LETTERS = {
    r"{\c c}": "ç",
    r"{\'e}": "é",
    r"{\o}": "ø",
    r"{\"u}": "ü",
    r"{\ss}": "ß",
    r"\&": "&",
    "--": "–",
}
"""The letters that BibTeX writes in its own way, as far as our file has them."""


@dataclass(frozen=True)
class Reference:
    """One source: its key, its kind (``article``, ``book``, ...), and its fields as they stand in the file."""

    key: str
    kind: str
    fields: Mapping[str, str]

    def field(self, name: str) -> str:
        """A field in plain letters, "" where the source has none."""
        text = self.fields.get(name, "")
        for written, letter in _LETTERS.items():
            text = text.replace(written, letter)
        return text.replace("{", "").replace("}", "")

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors as "Family, Given"; an organisation in one piece."""
        if self._organisation:
            return (self.field("author"),)
        return tuple(self.field("author").split(" and "))

    @property
    def _organisation(self) -> bool:
        return self.fields["author"].startswith("{")

    @property
    def short(self) -> str:
        """The form for running text: "Sah and Stiglitz 1986", "Wang et al. 2014"."""
        families = [author if self._organisation else author.split(",")[0] for author in self.authors]
        names = f"{families[0]} et al." if len(families) > 2 else " and ".join(families)
        return f"{names} {self.field('year')}"

    @property
    def text(self) -> str:
        """The whole reference in one line of plain text."""
        title = self.field("title")
        stop = "" if title.endswith("?") else "."
        parts = [f"{'; '.join(self.authors)} ({self.field('year')}): {title}{stop}"]
        if place := self.field("journal"):
            volume = self.field("volume") + (f"({self.field('number')})" if self.field("number") else "")
            parts.append(f"{place} {volume}, {self.field('pages')}.")
        elif place := (self.field("booktitle") or self.field("howpublished")):
            parts.append(f"{place}.")
        elif place := (self.field("publisher") or self.field("institution")):
            extra = self.field("address") or self.field("number")
            parts.append(f"{place}{', ' + extra if extra else ''}.")
        if note := self.field("note"):
            parts.append(f"{note}.")
        if link := (f"https://doi.org/{doi}" if (doi := self.field("doi")) else self.field("url")):
            parts.append(link)
        return " ".join(parts)


def read_references(path: Path = FILE) -> dict[str, Reference]:
    """All references of a file by key, in the file's order.

    Raises:
        InputError: a line of another shape, a key that occurs twice, or an entry without author, title or year.
    """
    found: dict[str, Reference] = {}
    for kind, key, fields, line in _entries(path):
        if key in found:
            raise InputError(f'{path.name}, line {line}: the key "{key}" occurs twice; give one of them another key.')
        for needed in ("author", "title", "year"):
            if not fields.get(needed):
                raise InputError(f'{path.name}, line {line}: "{key}" has no {needed}; add a line {needed} = {{...}},')
        found[key] = Reference(key, kind, fields)
    return found


def _entries(path: Path) -> Iterator[tuple[str, str, dict[str, str], int]]:
    """(kind, key, fields, first line) of every entry."""
    begun: tuple[str, str, dict[str, str], int] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if begun is None:
            if not line or line.startswith("%"):
                continue
            if entry := _ENTRY.fullmatch(line):
                begun = (entry[1], entry[2], {}, number)
                continue
        elif line == "}":
            yield begun
            begun = None
            continue
        elif field := _FIELD.fullmatch(line):
            begun[2][field[1]] = field[2]
            continue
        raise InputError(f"{path.name}, line {number}: expected an entry, a field on one line, or a closing brace.")
    if begun is not None:
        raise InputError(f'{path.name}, line {begun[3]}: "{begun[1]}" is not closed by a brace on a line of its own.')


@cache
def references() -> Mapping[str, Reference]:
    """The model's references by key."""
    return read_references()


def reference(key: str) -> Reference:
    """The reference of a citation key, or an :class:`InputError` with the nearest key."""
    try:
        return references()[key]
    except KeyError:
        raise InputError(f'There is no reference "{key}".' + did_you_mean(key, references())) from None
