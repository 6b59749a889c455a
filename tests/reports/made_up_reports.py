"""Reports of results that were made up by hand, and what a test asks of any report."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import html5lib

from experiments.figures.result import Result
from experiments.reports.report import Report, report_of
from experiments.reports.saved import Saved

TOLD = {"python": "3.11", "packages": {"numpy": "2"}, "ended": "2026-11-26T00:00:00Z", "result": "0123"}
FORBIDDEN = re.compile(r"log.odds|severity|\d\.\d{4,}|percentage point|interval|standard deviation", re.IGNORECASE)
"""What a summary for somebody who is no modeller does without."""


def saved_of(result: Result, folder: Path, **more: Any) -> Saved:
    """A made-up result as if it had been saved."""
    plan = result.plan.assign(status="done", error="", command="")
    result.plan = plan
    theory = {"id": "S09", "title": "Redesign", "citation": "muter2013", "reference": "Muter 2013", "off_in": []}
    design = {"name": "made up", "why": "Which of them is better?", **result.manifest["design"]}
    manifest = {**result.manifest, **TOLD, "design": design, "theories": [theory], **more}
    found = Saved(folder, manifest, None)
    found.__dict__["result"] = result
    return found


def made_up_report(result: Result, folder: Path, **more: Any) -> Report:
    """Its report."""
    return report_of(saved_of(result, folder, **more))


def parsed(text: str) -> Any:
    """The page as a tree; an error of any kind in it is raised."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def words_of(tree: Any, path: str = ".//body") -> str:
    """All that can be read in a part of a page."""
    return " ".join(" ".join(tree.find(path).itertext()).split())


class Asks(HTMLParser):
    """Everything in a page that makes a browser ask somebody, or act."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link", "base", "form", "foreignobject"):
            self.found.append(tag)
        for name, value in attributes:
            text = value or ""
            if name.startswith("on"):
                self.found.append(name)
            elif name in ("src", "href", "xlink:href", "srcset", "action", "poster", "data"):
                if not text.startswith(("#", "data:image/png;base64,")):
                    self.found.append(text)
            elif name == "style" and re.search(r"url\((?!#)", text):
                self.found.append(text)


def asks(text: str) -> list[str]:
    """What the page asks of anybody."""
    reader = Asks()
    reader.feed(text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    return reader.found + re.findall(r"url\([^)]*\)|@import[^;]*|expression\(", style[1])


def check_page(text: str) -> Any:
    """The tree of a page that is valid, asks nobody for anything, and tells its summary in few plain words."""
    tree = parsed(text)
    assert asks(text) == []
    assert "default-src 'none'" in text.split("<style>")[0]
    summary = words_of(tree, ".//section[@class='summary']").removeprefix("In short ")
    assert 10 < len(summary.split()) <= 120, summary
    assert not FORBIDDEN.search(summary), summary
    names = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(names) == len(set(names)), "two elements of one name"
    return tree
