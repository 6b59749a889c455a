"""Every figure that can be drawn from a saved result, in one list; each stands in a file of :mod:`.gallery`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from experiments.figures.kind import Kind
from sim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from experiments.figures.result import Result

FILES = (
    "ribbons",
    "forest",
    "difference_over_time",
    "dose_response",
    "interaction",
    "knock_outs",
    "gap_closed",
    "weightings",
    "sensitivity",
    "phase_diagram",
    "estimation",
    "distributions",
    "precision",
    "trust",
    "trust_network",
    "regret",
    "trade_offs",
    "money",
    "hours",
    "map",
    "ledger",
    "facts",
)
"""The files of the gallery, in the order in which figures are listed and drawn."""


def gallery() -> dict[str, Kind]:
    """Every figure by its name."""
    return {name: _in(name) for name in FILES}


def _in(file: str) -> Kind:
    kind: Kind = import_module(f"experiments.figures.gallery.{file}").KIND
    return kind


def kind_of(name: str) -> Kind:
    """The figure of that name; :class:`InputError` where there is none."""
    if name not in FILES:
        hint = did_you_mean(name, FILES) or f" There are {', '.join(FILES)}."
        raise InputError(f'There is no figure "{name[:80]}".{hint}')
    return _in(name)


def drawable(result: Result) -> list[str]:
    """The names of the figures that ``result`` can give."""
    return [name for name, kind in gallery().items() if not kind.lacks(result)]


def check(kind: Kind, result: Result) -> None:
    """:class:`InputError` where ``result`` cannot give a figure, with what it lacks and what can be drawn."""
    lacks = kind.lacks(result)
    if lacks:
        there = drawable(result)
        instead = f" It can give {', '.join(there)}." if there else " Nothing can be drawn from it."
        raise InputError(f"{result.folder} cannot give {kind.name}: {lacks}.{instead}")
