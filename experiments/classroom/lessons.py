"""Lessons: found by name or by path, read, checked, and as the page takes them.

A lesson is YAML (``configs/lessons/*.yaml``). Its shape is checked by pydantic
(:mod:`experiments.classroom.lesson_shape`), what it names by the declarations: outcomes, parameters, theories,
scenarios, events, councils, sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from experiments.classroom.lesson_shape import RESULTS, LessonFile, Side, shaped
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.inputs.yaml_reader import Document, Location, read_yaml
from sim.paths import configs_dir

INSERTED = ("council", "people")
"""What the page puts into words of a lesson where they say {council} or {people}."""

_NUMBER = re.compile(r"[-+]?\d+\.?\d*\s+(.+)|[-+]?\d+\.?\d*\s*(%)", re.ASCII)
_RESULT = re.compile(r"\b(?!(?:19|20)\d\d\b)\d[\d.,]*\d?(?: ?%)?", re.ASCII)
"""A number that is no year."""


def lessons_folder() -> Path:
    """Where the lessons that come with Town Hall live, one file each; the file's name is the lesson's."""
    return configs_dir() / "lessons"


def list_lessons() -> tuple[str, ...]:
    """Names of the lessons that come with Town Hall."""
    return tuple(sorted(path.stem for path in lessons_folder().glob("*.yaml")))


def shipped() -> list[dict[str, Any]]:
    """The lessons that come with the package in their order, as the page takes them; of a damaged one what is wrong."""
    found = [for_page(lessons_folder() / f"{name}.yaml") for name in list_lessons()]
    return sorted(found, key=lambda lesson: (lesson.get("place", 99), lesson["name"]))


def for_page(path: Path) -> dict[str, Any]:
    """A lesson as the page takes it, with its name and the sources that it names in full."""
    try:
        document = read_yaml(path)
        shape, mistakes = shaped(document)
        if shape is None:
            raise mistakes[0]
        return {"name": path.stem, **shape.model_dump(exclude_none=True), "cited": _cited(shape)}
    except InputError as error:
        return {"name": path.stem, "title": path.stem, "trouble": str(error)}


def lesson_file(name_or_path: str | Path) -> Path:
    """The file of a lesson that is given by name, or by path where that is meant."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        return Path(name_or_path)
    if text not in list_lessons():
        hint = did_you_mean(text, list_lessons()) or f" There are {', '.join(list_lessons())}."
        raise InputError(f'There is no lesson "{shown(text, QUOTED)}".{hint}')
    return lessons_folder() / f"{text}.yaml"


def mistakes_in(path: Path) -> list[InputError]:
    """A sentence for everything that is wrong with a lesson's file, in the order of its lines; none if it is right."""
    if path.is_symlink() and not path.exists():
        raise InputError(f'The link "{shown(str(path), QUOTED)}" leads to no file.')
    document = read_yaml(path)
    shape, found = shaped(document)
    if shape is not None:
        found = list(_wrong(document, shape))
    lines = [(_line(str(error)), at, error) for at, error in enumerate(found)]
    return [error for _, _, error in sorted(lines, key=lambda item: item[:2])]


def _line(sentence: str) -> float:
    found = re.search(r", line (\d+): ", sentence)
    return int(found[1]) if found else float("inf")


def _wrong(document: Document, shape: LessonFile) -> Iterator[InputError]:
    """What a lesson names and is not there, and what it says that no lesson may."""
    from sim.council.councils import find_council
    from sim.outcomes import MEASURES
    from sim.references import reference
    from sim.scenario.values import check_theory, checked_value, declared, theories

    def told(location: Location, check: Callable[[], Any]) -> Iterator[InputError]:
        try:
            check()
        except InputError as error:
            yield document.error(location, str(error))

    yield from told(("council",), lambda: find_council(shape.council))
    measure = MEASURES.get(shape.outcome)
    if measure is None:
        hint = did_you_mean(shape.outcome, MEASURES) or ' "townhall outcomes" lists them.'
        sentence = f'there is no outcome "{shown(shape.outcome, QUOTED)}".{hint}'
        yield document.error(("outcome",), sentence)
    unit = _NUMBER.fullmatch(shape.same_within.strip())
    if unit is None or (measure and (unit[1] or unit[2]) not in ("%", measure.unit)):
        mend = f'1 %, or a number with the unit "{measure.unit}"' if measure else "1 %"
        sentence = f'"same_within" must be a share such as {mend}, not "{shown(shape.same_within, QUOTED)}".'
        yield document.error(("same_within",), sentence)
    yield from _wrong_side(document, ("contrast", "reference"), shape.contrast.reference)
    yield from _wrong_side(document, ("contrast", "mine"), shape.contrast.mine)
    for key in ("set", "without", "events"):
        if getattr(shape.contrast.reference, key):
            sentence = f'the reference is a scenario as it comes, without "{key}"; put what differs into "mine".'
            yield document.error(("contrast", "reference", key), sentence)
    for at, also in enumerate(shape.also):
        yield from _wrong_side(document, ("also", at, "reference"), also.reference)
        yield from _wrong_side(document, ("also", at, "mine"), also.mine)
    for at, name in enumerate(shape.levers):
        yield from told(("levers", at), lambda name=name: declared(name))  # type: ignore[misc]
    for at, theory in enumerate(shape.mechanism.without):
        yield from told(("mechanism", "without", at), lambda theory=theory: check_theory(theory, theories()))  # type: ignore[misc]
    for name, value in shape.mechanism.set.items():
        yield from told(
            ("mechanism", "set", name),
            lambda name=name, value=value: checked_value(declared(name), value),  # type: ignore[misc]
        )
    if not shape.mechanism.without and not shape.mechanism.set:
        yield document.error(("mechanism",), 'the mechanism switches nothing off: give it "without" or "set".')
    given = [each.when for each in shape.explanations]
    for when in RESULTS:
        if given.count(when) != 1:
            many = "there is none" if when not in given else "there are several"
            yield document.error(
                ("explanations",), f'write one explanation for each of {", ".join(RESULTS)}; {many} for "{when}".'
            )
    for at, each in enumerate(shape.explanations):
        if number := _RESULT.search(re.sub(r"\bS\d\d\b", "", each.text)):
            sentence = f'an explanation states no number ("{number[0]}"): the page says what the runs give.'
            yield document.error(("explanations", at, "text"), sentence)
    cited: list[tuple[Location, str]] = [
        (("expects", "references", at), key) for at, key in enumerate(shape.expects.references)
    ]
    for at, said in enumerate(shape.limit.data):
        cited += [(("limit", "data", at, "references", place), key) for place, key in enumerate(said.references)]
    for location, key in cited:
        yield from told(location, lambda key=key: reference(key))  # type: ignore[misc]
    for location, words in _words(shape.model_dump(), ()):
        for name in re.findall(r"\{([^{}]*)\}", words):
            if name not in INSERTED:
                hint = did_you_mean(name, INSERTED) or f" There are {', '.join(INSERTED)}."
                sentence = f'the page puts nothing in for "{{{shown(name, QUOTED)}}}".{hint}'
                yield document.error(location, sentence)


def _wrong_side(document: Document, place: Location, side: Side) -> Iterator[InputError]:
    """What is wrong with one side, which is a scenario of its own."""
    from sim.scenario.scenario import list_scenarios, load_scenario
    from sim.scenario.validate import events_of, without_of
    from sim.scenario.validate import shaped as scenario_shaped
    from sim.scenario.values import checked_value, declared

    if side.scenario not in list_scenarios():
        hint = did_you_mean(side.scenario, list_scenarios()) or ' "townhall scenarios" lists them.'
        yield document.error((*place, "scenario"), f'there is no scenario "{shown(side.scenario, QUOTED)}".{hint}')
        return
    parent = load_scenario(side.scenario)
    lines = {location[len(place) :]: line for location, line in document.lines.items() if _within(location, place)}
    content = {
        "extends": side.scenario,
        "why": side.label,
        "set": side.set,
        "without": side.without,
        "events": side.events,
    }
    own = Document(document.shown, content, lines)
    for name, value in side.set.items():
        try:
            checked_value(declared(name), value)
        except InputError as error:
            yield own.error(("set", name), str(error))
    try:
        shape = scenario_shaped(own)
        without_of(own, shape)
        events_of(own, shape, parent.events)
    except InputError as error:
        yield error


def _within(location: Location, place: Location) -> bool:
    return len(location) > len(place) and location[: len(place)] == place


def _words(content: Any, location: Location) -> Iterator[tuple[Location, str]]:
    """Every text in a lesson, and where it stands."""
    if isinstance(content, str):
        yield location, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _words(value, (*location, key))
    elif isinstance(content, list):
        for at, value in enumerate(content):
            yield from _words(value, (*location, at))


def _cited(shape: LessonFile) -> dict[str, dict[str, str]]:
    """The sources that a lesson names, by key: in short and in full."""
    from sim.references import reference

    keys = [*shape.expects.references, *(key for said in shape.limit.data for key in said.references)]
    return {key: {"short": reference(key).short, "text": reference(key).text} for key in dict.fromkeys(keys)}
