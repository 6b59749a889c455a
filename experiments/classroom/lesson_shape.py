"""The shape of a lesson's file: its keys, what each may be, and a sentence for everything of another shape."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.inputs.yaml_reader import Document, Location
from sim.scenario.values import kind_of

LARGEST_SEED = 2**32 - 1
Result = Literal["higher", "same", "lower", "unclear"]
RESULTS = get_args(Result)


def text(what: str) -> Any:
    """A key that holds words."""
    return Field(min_length=1, pattern=r"\S", description=what)


class Part(BaseModel):
    """A mapping in a lesson."""

    model_config = ConfigDict(extra="forbid")


class Side(Part):
    """One of the two things that are compared: a scenario, and what is changed in it."""

    scenario: StrictStr = text("a scenario that comes with Town Hall, by name")
    label: StrictStr = text("a word or two for it, as the chart says it")
    short: StrictStr = text("a few words on what leaders do in it")
    set: dict[str, Any] = Field({}, description="values that differ from the scenario's, as a mapping")
    without: list[StrictStr] = Field([], description="a list of theories that are switched off, such as [S12]")
    events: list[Any] = Field([], description="a list of dated events, as in a scenario file")


class Contrast(Part):
    """The two sides, and nothing but them."""

    reference: Side = Field(description="the side that the other is held against, as a mapping")
    mine: Side = Field(description="the side that is judged, as a mapping")


class Also(Contrast):
    """The same contrast elsewhere."""

    title: StrictStr = text("a few words that say where else the contrast is shown")
    text: StrictStr = text("what is different there")


class Steps(Part):
    """What the page says before anything is seen, step by step."""

    set_up: list[StrictStr] = Field([], description="a list of paragraphs")
    predict: list[StrictStr] = Field([], description="a list of paragraphs")
    run: list[StrictStr] = Field([], description="a list of paragraphs")
    explain: list[StrictStr] = Field([], description="a list of paragraphs")


class Notes(Steps):
    """What the presenter reads, step by step."""

    limit: list[StrictStr] = Field([], description="a list of paragraphs")


class Explanation(Part):
    """What is said when the result is so; no number of a run stands in it."""

    when: Result = Field(description=f"one of {', '.join(RESULTS)}")
    text: StrictStr = text("the explanation, without any number of a run")


class Mechanism(Part):
    """What is switched off, or set, on both sides, and run again."""

    title: StrictStr = text("the mechanism in a few words")
    text: StrictStr = text("what it does in the model")
    without: list[StrictStr] = Field([], description="a list of theories that are switched off, such as [S12]")
    set: dict[str, Any] = Field({}, description="values that are set on both sides, as a mapping")


class Expects(Part):
    """What the author expects; where the runs say otherwise the page prints that."""

    result: Result = Field(description=f"one of {', '.join(RESULTS)}")
    why: StrictStr = text("the reason, in a sentence or two")
    references: list[StrictStr] = Field([], description="a list of keys of sources, such as [wang2014]")


class Said(Part):
    """What data say."""

    text: StrictStr = text("what was found, in a sentence or two")
    references: list[StrictStr] = Field([], description="a list of keys of sources, such as [wang2014]")


class Limit(Part):
    """What the model leaves out, and what data say."""

    left_out: list[StrictStr] = Field(min_length=1, description="a list of what the model leaves out")
    data: list[Said] = Field([], description="a list of what data say, each with a text and references")


class Role(Part):
    """A card for one of a group."""

    role: StrictStr = text("a short name")
    title: StrictStr = text("the role, as the card says it")
    text: StrictStr = text("what somebody in this role has to answer for")


class LessonFile(Part):
    """A lesson: set up, predict, run, explain, limit."""

    model_config = ConfigDict(extra="forbid", title="Town Hall lesson")

    title: StrictStr = text("the lesson's name, in a few words")
    place: StrictInt = Field(
        99, ge=1, le=99, description="where it stands among the lessons, a whole number from 1 to 99"
    )
    minutes: StrictInt = Field(8, ge=1, le=120, description="a whole number from 1 to 120")
    council: StrictStr = Field("Camden", min_length=1, description="the name or code of a council")
    seed: StrictInt = Field(0, ge=0, le=LARGEST_SEED, description=f"a whole number from 0 to {LARGEST_SEED}")
    question: StrictStr = text("the question that the lesson asks")
    outcome: StrictStr = text("the outcome that answers it, by name")
    window: Literal["last_year", "whole"] = Field("last_year", description="last_year or whole")
    same_within: StrictStr = text("how far apart counts as the same, such as 1 %, or a number with the outcome's unit")
    choices: list[Result] = Field(
        ["higher", "same", "lower"], min_length=2, description=f"a list of answers to predict, of {', '.join(RESULTS)}"
    )
    contrast: Contrast = Field(description="a mapping with the sides reference and mine")
    also: list[Also] = Field([], description="a list of the same contrast elsewhere")
    levers: list[StrictStr] = Field([], description="a list of the parameters that can be moved, in this order")
    micro: Literal["promise", "seeds"] | None = Field(None, description="what is played at the start: promise or seeds")
    steps: Steps = Field(description="a mapping of step: list of paragraphs")
    explanations: list[Explanation] = Field(description=f"a list with one explanation for each of {', '.join(RESULTS)}")
    mechanism: Mechanism = Field(description="a mapping with title, text, and without or set")
    expects: Expects = Field(description="a mapping with result, why and references")
    limit: Limit = Field(description="a mapping with left_out and data")
    notes: Notes = Field(
        default_factory=Notes.model_construct, description="a mapping of step: list of paragraphs for the presenter"
    )
    roles: list[Role] = Field([], description="a list of role cards, each with role, title and text")
    handout: list[StrictStr] = Field([], description="a list of questions for the handout")


def shaped(document: Document) -> tuple[LessonFile | None, list[InputError]]:
    """The document as a lesson's file, or a sentence for everything in it that has another shape."""
    if document.content is None:
        return None, [InputError(f'{document.shown}: the file is empty; a lesson has at least a "title".')]
    if not isinstance(document.content, dict):
        return None, [InputError(f"{document.shown}: a lesson is a mapping, not {kind_of(document.content, 40)}.")]
    try:
        return LessonFile.model_validate(document.content), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [_mistake(document, each["type"], each["loc"]) for each in found]


def _mistake(document: Document, kind: str, location: Location) -> InputError:
    names = [str(part) for part in location if not isinstance(part, int)]
    home, key = _home(location), names[-1]
    where = f' of "{names[-2]}"' if len(names) > 1 else ""
    fields = home.model_fields
    if kind == "extra_forbidden":
        hint = did_you_mean(key, fields) or f" There are {', '.join(fields)}."
        return document.error(location, f'"{shown(key, QUOTED)}" is not a key{where or " of a lesson"}.{hint}')
    expected = fields[key].description if key in fields else "a text"
    if kind == "missing":
        return document.error(location[:-1], f'the key "{key}"{where} is missing; it is {expected}.')
    content: Any = document.content
    for part in location:
        content = content[part]
    if isinstance(location[-1], int):
        return document.error(location, f'an item of "{key}" must be a text, not {kind_of(content)}.')
    found = "and it is empty" if content in (None, "", []) else f"not {kind_of(content)}"
    near = did_you_mean(content, RESULTS) if isinstance(content, str) and key in ("when", "result") else ""
    return document.error(location, f'"{key}"{where} must be {expected}, {found}.{near}')


def _home(location: Location) -> type[Part]:
    """The mapping of which the last name of ``location`` is a key."""
    home: type[Part] = LessonFile
    for part in [part for part in location if not isinstance(part, int)][:-1]:
        kind = home.model_fields[str(part)].annotation
        inner = (kind, *get_args(kind))
        home = next(each for each in inner if isinstance(each, type) and issubclass(each, Part))
    return home
