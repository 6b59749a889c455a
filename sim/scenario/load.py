"""Scenario files: found by name or by path, read, and resolved along what they extend.

A scenario file is YAML, of which only ``why`` is required::

    # yaml-language-server: $schema=scenario.schema.json
    extends: baseline          # the scenario this one differs from
    why: One sentence that says what the scenario is for.
    set:                       # parameter: value; see "townhall parameters"
      style_mean: 0.2
      initial_trust: 30 %      # a value may carry its unit, which is then checked
    without: [S12]             # theories switched off, or "all"
    events:                    # what happens in which month; see "townhall events"
      - {name: crisis, date: 2013-04, shock: {layer: line, trust: -0.3}}

Its shape is checked by pydantic (:mod:`sim.scenario.validate`), its values by the declarations of the parameters
(:mod:`sim.machine.declared`) and of the kinds of event (:mod:`sim.scenario.event_kinds`); every mistake raises
:class:`~sim.errors.InputError` with one sentence that names the file and the line.
"""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.inputs.yaml_reader import Document, read_yaml, shown_path
from sim.paths import configs_dir
from sim.scenario.resolved import Scenario
from sim.scenario.validate import events_of, shaped, without_of
from sim.scenario.values import Value, checked_value, declared


def scenarios_folder() -> Path:
    """Where the scenarios that come with Town Hall live, one file each; the file's name is the scenario's."""
    return configs_dir() / "scenarios"


def list_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with Town Hall: baseline first, then by name."""
    names = (path.stem for path in scenarios_folder().glob("*.yaml"))
    return tuple(sorted(names, key=lambda name: (name != "baseline", name)))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Load a scenario by name ("command") or from a file ("my/own.yaml") and resolve what it extends.

    In a file of your own, ``extends`` names a scenario beside it or one that comes with Town Hall.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        return _load(Path(name_or_path), ())
    path = scenarios_folder() / f"{text}.yaml"
    if text not in list_scenarios():
        hint = did_you_mean(text, list_scenarios()) or _see("townhall scenarios")
        raise InputError(f'There is no scenario "{shown(text, QUOTED)}".{hint}')
    return _load(path, ())


def _see(command: str) -> str:
    return f' "{command}" lists them.'


def _load(path: Path, below: tuple[Path, ...]) -> Scenario:
    """The scenario in ``path``; ``below`` are the files that led here through ``extends``."""
    document = read_yaml(path)
    shape = shaped(document)
    here = (*below, path.resolve())
    parent = None
    if shape.extends is not None:
        parent_path = _parent(document, path, shape.extends)
        if parent_path.resolve() in here:
            first = here.index(parent_path.resolve())
            circle = " -> ".join(p.stem for p in (*here[first:], parent_path))
            raise document.error(
                ("extends",), f'"extends" goes round in a circle ({circle}); let one of them extend something else.'
            )
        parent = _load(parent_path, here)
    settings: dict[str, Value] = dict(parent.settings) if parent else {}
    for name, value in shape.set.items():
        try:
            settings[name] = checked_value(declared(name), value)
        except InputError as error:
            raise document.error(("set", name), str(error)) from None
    without = without_of(document, shape)
    events = events_of(document, shape, parent.events if parent else ())
    return Scenario(
        name=path.stem,
        why=" ".join(shape.why.split()),
        settings=settings,
        without=(*(parent.without if parent else ()), *without),
        chain=(*(parent.chain if parent else ()), path.stem),
        source=shown_path(path),
        events=events,
    )


def _parent(document: Document, path: Path, name: str) -> Path:
    beside = {p.stem: p for p in path.parent.glob("*.yaml")}
    shipped = {known: scenarios_folder() / f"{known}.yaml" for known in list_scenarios()}
    found = beside.get(name) or shipped.get(name)
    if found is None:
        hint = did_you_mean(name, {**shipped, **beside}) or _see("townhall scenarios")
        raise document.error(("extends",), f'there is no scenario "{shown(name, QUOTED)}" to extend.{hint}')
    return found
