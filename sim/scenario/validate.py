"""A scenario file's shape, checked by pydantic, and one sentence with file and line for whatever is wrong with it."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.inputs.yaml_reader import Document
from sim.machine.declared import PARAMETERS
from sim.scenario.event import Event, MistakenEvent, in_order, make_event
from sim.scenario.values import check_theory, kind_of, theories


class ScenarioFile(BaseModel):
    """A small difference from another scenario: which values are set, which theories are off, and why."""

    # This is the file's shape only; what its values may be is the declarations' business.

    model_config = ConfigDict(extra="forbid", title="Town Hall scenario")

    extends: StrictStr | None = Field(None, min_length=1, description="The scenario this one differs from, by name.")
    why: StrictStr = Field(min_length=1, pattern=r"\S", description="One sentence that says what the scenario is for.")
    set: dict[str, Any] = Field(default_factory=dict, description="The values that differ: parameter: value.")
    without: Literal["all"] | list[StrictStr] = Field(
        default_factory=list, description='Theories that are switched off, such as [S12], or "all".'
    )
    events: list[Any] = Field(default_factory=list, description="What happens in which month.")


EXPECTED = {
    "extends": "the name of another scenario",
    "why": "one sentence that says what the scenario is for",
    "set": "a mapping of parameter: value",
    "without": 'a list of theories such as [S12], or "all"',
    "events": "a list with an item for each event, such as - {date: 2015-06, set: {training_share: 0.5}}",
}


def shaped(document: Document) -> ScenarioFile:
    """The content of a scenario file, if it has the shape of one."""
    if document.content is None:
        raise InputError(f'{document.shown}: the file is empty; a scenario needs at least a "why".')
    if not isinstance(document.content, dict):
        raise InputError(
            f'{document.shown}: a scenario is a mapping with the key "why", not {kind_of(document.content, 40)}.'
        )
    try:
        return ScenarioFile.model_validate(document.content)
    except ValidationError as error:
        # One sentence: the first mistake in the file's own order; missing keys (no line) come last.
        mistakes = error.errors(include_url=False)
        first = min(mistakes, key=lambda mistake: document.line(mistake["loc"][:2]) or math.inf)
        raise _shape_error(document, first["type"], first["loc"]) from None


def _shape_error(document: Document, kind: str, location: tuple[int | str, ...]) -> InputError:
    key = str(location[0])
    if kind == "extra_forbidden":
        hint = did_you_mean(key, EXPECTED) or f" A scenario has the keys {', '.join(EXPECTED)}."
        if key in PARAMETERS or (theories() and key in PARAMETERS):
            hint = f' It is a parameter: put it under "set", as set: {{{key}: ...}}.'
        return document.error((key,), f'"{shown(key, QUOTED)}" is not a key of a scenario.{hint}')
    if kind == "missing":
        return document.error((), f'the key "{key}" is missing; it is {EXPECTED[key]}.')
    content = document.content[key]
    if content in (None, ""):
        found = "and it is empty"
    elif key == "without" and isinstance(content, list):
        wrong = next(index for index, theory in enumerate(content) if not isinstance(theory, str))
        return document.error((key, wrong), f"{kind_of(content[wrong])} is not a theory; write its id, such as S12.")
    else:
        found = f"not {kind_of(content)}"
    return document.error(location[:1], f'"{key}" must be {EXPECTED[key]}, {found}.')


def without_of(document: Document, shape: ScenarioFile) -> tuple[str, ...]:
    """The theories that a file leaves out."""
    known = theories()
    if shape.without == "all":
        return tuple(known)
    for index, theory in enumerate(shape.without):
        try:
            check_theory(theory, known)
        except InputError as error:
            raise document.error(("without", index), str(error)) from None
    return tuple(shape.without)


def events_of(document: Document, shape: ScenarioFile, inherited: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events of a file, laid over those of what it extends: one of the same name takes the other's place.

    ``{name: crisis, cancelled: yes}`` takes an inherited event away.
    """
    found = {event.name: event for event in inherited}
    added: list[tuple[int, Event]] = []
    for at, said in enumerate(shape.events):
        if isinstance(said, dict) and "cancelled" in said:
            _cancel(document, at, said, found)
            continue
        try:
            event = make_event(said)
        except MistakenEvent as error:
            raise document.error(("events", at, *error.place), str(error)) from None
        found.pop(event.name, None)
        added.append((at, event))
    try:
        return in_order([*found.values(), *(event for _, event in added)])
    except MistakenEvent as error:
        mistaken = error.event
        # The later of two is the one to mend; one that the file inherits stands in another file.
        places = [at for at, event in added if mistaken is not None and event.content == mistaken.content]
        sentence = str(error)
        raise document.error(
            ("events", places[-1] if places else added[-1][0]), sentence[0].lower() + sentence[1:]
        ) from None


def _cancel(document: Document, at: int, said: dict[str, Any], found: dict[str, Event]) -> None:
    name = said.get("name")
    if set(said) != {"name", "cancelled"} or said["cancelled"] != "yes":
        raise document.error(
            ("events", at), "an event is cancelled by its name alone, as in {name: crisis, cancelled: yes}."
        )
    if name not in found:
        hint = did_you_mean(str(name), found) or (f" There are {', '.join(found)}." if found else "")
        raise document.error(
            ("events", at, "name"),
            f'there is no event "{shown(str(name), QUOTED)}" to cancel in what this extends.{hint}',
        )
    del found[name]
