"""The shape of a design's file: its keys, what each may be, and the sentence for what has another shape."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from experiments.designs.design import DEFAULT_MONTHS
from experiments.designs.factor_file import quoted
from experiments.designs.factors import ROLES
from experiments.designs.sweep import (
    DEFAULT_MORRIS_LEVELS,
    DEFAULT_REPLICATIONS,
    EACH,
    GRID,
    GROUPS,
    KINDS,
    RANDOM_NUMBERS,
    WORLDS,
)
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.inputs.yaml_reader import Document
from sim.machine.declared import PARAMETERS

LARGEST_SEED = 2**32 - 1


class DesignFile(BaseModel):
    """A sweep: which parameters vary over what, in which scenarios and councils, how often."""

    # This is the file's shape only; what its factors may be is the declarations' business.

    model_config = ConfigDict(extra="forbid", title="Town Hall sweep design")

    why: StrictStr = Field(min_length=1, pattern=r"\S", description="One sentence that says what the sweep is for.")
    kind: StrictStr = Field(description="How the points are chosen.")
    points: StrictInt | list[StrictInt] | None = Field(
        None,
        description="Latin hypercube: the points, or a list of the sizes of several hypercubes. Sobol: base samples, a "
        "power of 2. Morris: trajectories. Crossed: the worlds that are drawn, as for a Latin hypercube.",
    )
    second_order: StrictBool = Field(False, description="Sobol: also the pairs of factors, for twice the runs.")
    levels: StrictInt = Field(DEFAULT_MORRIS_LEVELS, description="Morris: levels of each factor, an even number.")
    groups: StrictStr = Field(
        EACH,
        description="Morris: each (every factor moves by itself), or owner (all factors of a module move together).",
    )
    file: StrictStr | None = Field(
        None, min_length=1, description="csv, and worlds from a table: the table, a column per factor."
    )
    policies: StrictStr | list[Any] = Field(
        GRID, description="Crossed: grid (every combination of the levers' levels), or a list of settings of levers."
    )
    worlds: StrictStr | list[Any] = Field(
        WORLDS[0],
        description="Crossed: latin_hypercube (over the uncertainties), csv (a table of them), or a list of settings.",
    )
    sampling_seed: StrictInt = Field(0, ge=0, le=LARGEST_SEED, description="Seed of the points that are drawn.")
    scenarios: list[StrictStr] = Field(
        default_factory=lambda: ["baseline"], min_length=1, description="Names or files; every point is run in each."
    )
    councils: Literal["all"] | list[StrictStr] = Field(
        default_factory=lambda: ["Camden"],
        description='Names, codes or CSV files of your own (file.csv#NAME), or "all"; every point is run in each.',
    )
    replications: StrictInt = Field(
        DEFAULT_REPLICATIONS, ge=1, le=1_000_000, description="Runs of every point in every scenario and council."
    )
    months: StrictInt = Field(DEFAULT_MONTHS, ge=1, le=1200, description="Length of a run, from April 2010 on.")
    seed: StrictInt = Field(0, ge=0, le=LARGEST_SEED, description="Seed of the runs; 0 is a seed too.")
    random_numbers: StrictStr = Field(
        "common", description="Whether replicate k meets the same random numbers at every point (common) or others."
    )
    uncertainties: dict[str, Any] = Field(default_factory=dict, description="The factors that nobody knows.")
    levers: dict[str, Any] = Field(default_factory=dict, description="The factors that somebody can choose.")
    constants: dict[str, Any] = Field(default_factory=dict, description="Values that hold in every run.")
    outcomes: Literal["all", "headline"] | list[StrictStr] = Field("all", description="Which outcomes are kept.")
    monthly: StrictBool = Field(False, description="Keep every month, beside the end and the years.")


EXPECTED = {
    "why": "one sentence that says what the sweep is for",
    "kind": f"one of {', '.join(KINDS)}",
    "points": "a whole number",
    "second_order": "true or false",
    "levels": "an even whole number from 2",
    "groups": " or ".join(GROUPS),
    "file": "the name of a CSV file",
    "policies": f"{GRID}, or a list of policies such as [{{style_mean: 0.2}}, {{style_mean: 0.8}}]",
    "worlds": f"{', '.join(WORLDS)}, or a list of worlds such as [{{initial_trust: 0.3}}]",
    "sampling_seed": f"a whole number from 0 to {LARGEST_SEED}",
    "scenarios": "a list of scenarios such as [command, distributed]",
    "councils": 'a list of councils such as [Camden], or "all"',
    "replications": "a whole number from 1 to 1000000",
    "months": "a whole number from 1 to 1200",
    "seed": f"a whole number from 0 to {LARGEST_SEED}",
    "random_numbers": " or ".join(RANDOM_NUMBERS),
    "uncertainties": "a mapping with a line for each factor",
    "levers": "a mapping with a line for each factor",
    "constants": "a mapping of parameter: value",
    "outcomes": '"all", "headline" or a list of outcomes',
    "monthly": "true or false",
}


def shaped(document: Document) -> DesignFile:
    """The document as a design's file; :class:`InputError` in one sentence where it has another shape."""
    if document.content is None:
        raise InputError(f'{document.shown}: the file is empty; a design needs at least "why" and "kind".')
    if not isinstance(document.content, dict):
        raise InputError(f'{document.shown}: a design is a mapping with the keys "why", "kind" and others.')
    for role in ROLES:
        # "levers:" with nothing below it is an empty block, no mistake.
        if role in document.content and document.content[role] is None:
            document.content[role] = {}
    try:
        return DesignFile.model_validate(document.content)
    except ValidationError as error:
        mistakes = error.errors(include_url=False)
        first = min(mistakes, key=lambda mistake: document.line(mistake["loc"][:1]) or math.inf)
        raise _mistake(document, first["type"], first["loc"]) from None


def _mistake(document: Document, kind: str, location: tuple[int | str, ...]) -> InputError:
    key = str(location[0])
    if kind == "extra_forbidden":
        hint = did_you_mean(key, EXPECTED) or f" A design has the keys {', '.join(EXPECTED)}."
        if key in PARAMETERS:
            hint = (
                f' It is a parameter: put it under "levers", "uncertainties" or "constants", as levers: {{{key}: ...}}.'
            )
        return document.error((key,), f'"{shown(key, QUOTED)}" is not a key of a design.{hint}')
    if kind == "missing":
        return document.error((), f'the key "{key}" is missing; it is {EXPECTED[key]}.')
    content = document.content[key]
    if content is None or content == "":
        found = "and it is empty"
    elif isinstance(content, dict):
        found = "not a mapping"
    else:
        found = "not this list" if isinstance(content, list) else f"not {quoted(content)}"
    return document.error(location[:1], f'"{key}" must be {EXPECTED[key]}, {found}.')
