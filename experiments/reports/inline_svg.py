"""A figure's SVG file as part of a page: names that do not clash, colours that follow the page, and nothing that acts.

Only drawing is let through: elements and attributes that are not listed here are left out, so that a file that was
altered can put nothing else into a report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree

from experiments.figures.palette import STYLES
from sim.errors import InputError

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"

ELEMENTS = frozenset(
    {"svg", "g", "defs", "path", "use", "rect", "text", "tspan", "image", "pattern", "clipPath", "circle", "ellipse"}
    | {"line", "polyline", "polygon", "linearGradient", "stop"}
)
ATTRIBUTES = frozenset(
    {"d", "style", "transform", "x", "y", "width", "height", "clip-path", "viewBox", "points", "cx", "cy", "r", "rx"}
    | {"ry", "x1", "y1", "x2", "y2", "offset", "patternUnits", "patternTransform", "gradientUnits"}
    | {"preserveAspectRatio"}
)
_HREF = re.compile(r"#[\w.-]+|data:image/png;base64,[A-Za-z0-9+/=\s]*")
_REFERENCE = re.compile(r"url\(#([\w.-]+)\)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_UNSAFE = re.compile(r"url\((?!#)|expression|@import|\\", re.IGNORECASE)

COLOURS: dict[str, str] = {}
"""The colours of the light style, each with the name of the variable that holds it in a page."""
_DARK: dict[str, str] = {}


def _name_colours() -> None:
    light, dark = STYLES["light"], STYLES["dark"]
    single = ("ground", "ink", "muted", "grid", "unclear", "better", "worse")
    pairs = [(getattr(light, role), getattr(dark, role), role) for role in single]
    for role in ("scenarios", "tints", "ways"):
        both = zip(getattr(light, role), getattr(dark, role), strict=True)
        pairs += [(one, other, f"{role}-{at}") for at, (one, other) in enumerate(both)]
    for one, other, role in pairs:
        COLOURS.setdefault(one, f"--figure-{role}")
        _DARK.setdefault(COLOURS[one], other)


_name_colours()


def colours_of(style: str) -> str:
    """The declarations of all colours in the style ``light`` or ``dark``, for a style sheet."""
    values = {name: colour for colour, name in COLOURS.items()} if style == "light" else _DARK
    return " ".join(f"{name}: {colour};" for name, colour in values.items())


@dataclass(frozen=True)
class Inline:
    """An SVG for a page. ``themed`` says whether all its colours follow the page; others stay on a light ground."""

    markup: str
    title: str
    alt: str
    themed: bool
    width: float


def inline(text: str, name: str) -> Inline:
    """The SVG file ``text`` for a page, in which ``name`` keeps its names apart from those of other figures.

    :class:`InputError` where it is no SVG.
    """
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        raise InputError(f'The figure "{name[:80]}" is no SVG that can be read; make the result again.') from None
    if root.tag != f"{_SVG}svg":
        raise InputError(f'The figure "{name[:80]}" is no SVG that can be read; make the result again.')
    prefix = f"{re.sub(r'[^a-z0-9]+', '-', name.casefold())}-"
    wanted = _references(root)
    writer = _Writer(prefix, wanted)
    box = (root.get("viewBox") or "0 0 480 300").split()
    inside = "".join(writer.written(child) for child in root)
    view = escape(" ".join(box), quote=True)
    title, alt = (_about(root, part) for part in ("title", "description"))
    markup = f'<svg viewBox="{view}" focusable="false" aria-hidden="true">{inside}</svg>'
    return Inline(markup, title, alt, writer.themed, float(box[2]))


def _about(root: ElementTree.Element, part: str) -> str:
    found = root.find(f".//{_DUBLIN_CORE}{part}")
    return (found.text or "").strip() if found is not None else ""


def _references(root: ElementTree.Element) -> set[str]:
    """The names that something in the drawing refers to."""
    found = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in ("href", f"{_XLINK}href") and value.startswith("#"):
                found.add(value[1:])
            found.update(_REFERENCE.findall(value))
    return found


class _Writer:
    def __init__(self, prefix: str, wanted: set[str]) -> None:
        self.prefix, self.wanted = prefix, wanted
        self.themed = True

    def written(self, element: ElementTree.Element) -> str:
        """An element with all that is in it, as HTML has it."""
        if not isinstance(element.tag, str) or not element.tag.startswith(_SVG):
            return ""
        tag = element.tag.removeprefix(_SVG)
        if tag not in ELEMENTS:
            return ""
        inside = "".join(self.written(child) for child in element)
        words = escape(element.text or "", quote=False) if tag in ("text", "tspan") else ""
        attributes = "".join(f' {name}="{escape(value, quote=True)}"' for name, value in self.kept(element, tag))
        if tag == "g" and not attributes:
            return inside
        return f"<{tag}{attributes}>{words}{inside}</{tag}>" if inside or words else f"<{tag}{attributes}/>"

    def kept(self, element: ElementTree.Element, tag: str) -> list[tuple[str, str]]:
        """The attributes that are let through."""
        found = []
        for name, value in element.attrib.items():
            if name == "id":
                if value in self.wanted:
                    found.append(("id", self.prefix + value))
            elif name in ("href", f"{_XLINK}href"):
                if _HREF.fullmatch(value):
                    self.themed &= tag != "image"
                    inner = value.startswith("#")
                    found.append(("href", f"#{self.prefix}{value[1:]}" if inner else "".join(value.split())))
            elif name in ATTRIBUTES and not _UNSAFE.search(value):
                value = _REFERENCE.sub(lambda match: f"url(#{self.prefix}{match[1]})", value)
                found.append((name, self.coloured(value) if name == "style" else " ".join(value.split())))
        return found

    def coloured(self, style: str) -> str:
        """A style with the page's variables in place of colours."""

        def variable(match: re.Match[str]) -> str:
            name = COLOURS.get(match[0].lower())
            if name is None:
                self.themed = False
                return match[0]
            return f"var({name})"

        return _COLOUR.sub(variable, style).replace("'DejaVu Sans'", "'DejaVu Sans',Verdana,sans-serif")
