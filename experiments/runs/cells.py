"""The cells of a plan on the disk: each one's scenario and councils, so that any of its runs can be made again.

``plan-cells.parquet`` has a row per cell, ``plan-councils.parquet`` a row per council with all that the model knows of
it: what was run can be run again even when the tables of councils have changed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.designs.design import Cell
from experiments.designs.some import some
from experiments.runs.arrow import lists_of_numbers, lists_of_words, numbers, words
from experiments.runs.disk import write_whole
from experiments.runs.planned import Form
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario

CELLS = "plan-cells.parquet"
COUNCILS = "plan-councils.parquet"


def write_cells(cells: Sequence[Cell], folder: Path) -> None:
    """Write both files, each whole or not at all."""
    councils = list(dict.fromkeys(council for cell in cells for council in cell.councils))
    place = {council: at for at, council in enumerate(councils)}
    scenarios = [cell.scenario for cell in cells]
    table = pa.table(
        {
            "scenario": words([scenario.name for scenario in scenarios]),
            "why": words([scenario.why for scenario in scenarios]),
            "set": words([json.dumps(dict(scenario.settings)) for scenario in scenarios]),
            "without": lists_of_words([scenario.without for scenario in scenarios]),
            "events": words([json.dumps([event.described() for event in scenario.events]) for scenario in scenarios]),
            "extends": lists_of_words([scenario.chain for scenario in scenarios]),
            "councils": lists_of_numbers([[place[council] for council in cell.councils] for cell in cells]),
            "months": numbers(np.array([cell.months for cell in cells], dtype=np.int32)),
            "labels": lists_of_words([cell.labels for cell in cells]),
        }
    )
    known = pa.table(
        {
            "code": words([council.code for council in councils]),
            "name": words([council.name for council in councils]),
            "content": words([json.dumps(asdict(council)) for council in councils]),
        }
    )
    for name, content in ((CELLS, table), (COUNCILS, known)):
        sink = pa.BufferOutputStream()
        pq.write_table(content, sink, compression="zstd")
        write_whole(folder / name, sink.getvalue().to_pybytes())


class StoredCells:
    """The cells of a results folder, made again one by one as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cells = _read(folder / CELLS)
        self._councils = _read(folder / COUNCILS)

    def __len__(self) -> int:
        return len(self._cells)

    def cell(self, number: int, form: Form) -> Cell:
        """Cell ``number``, of whose runs ``form`` is kept."""
        said = self._cells[number]
        return Cell(
            scenario=_scenario(said),
            councils=tuple(self._council(at) for at in said["councils"]),
            months=said["months"],
            outcomes=form.outcomes,
            monthly="month" in form.kinds,
            year_ends="year_end" in form.kinds,
            labels=tuple(said["labels"]),
        )

    def codes(self, number: int) -> list[str]:
        """The codes of the councils of cell ``number``, in the order in which they stand in the model."""
        return [self._councils[at]["code"] for at in self._cells[number]["councils"]]

    def names(self) -> dict[str, str]:
        """The name of every council, by code."""
        return {said["code"]: said["name"] for said in self._councils}

    def _council(self, at: int) -> Council:
        from sim.council.council import Council, Parts

        said = self._councils[at]
        content = json.loads(said["content"])
        known = [field.name for field in fields(Council)]
        missing = [name for name in known if name not in content]
        if missing:
            raise InputError(
                f"{self.folder / COUNCILS} is of an earlier version, which did not know of {some(missing, 3)}; its "
                "runs can be read, but not made again."
            )
        plain: dict[str, Any] = {
            name: tuple(content[name]) if isinstance(content[name], list) else content[name] for name in known
        }
        plain["funding_parts"] = tuple(Parts(*parts) for parts in plain["funding_parts"])
        return Council(**plain)


def _scenario(said: Mapping[str, Any]) -> Scenario:
    from sim.scenario.event import make_event
    from sim.scenario.scenario import Scenario

    return Scenario(
        said["scenario"],
        said["why"],
        json.loads(said["set"]),
        tuple(said["without"]),
        tuple(said["extends"]),
        events=tuple(map(make_event, json.loads(said.get("events") or "[]"))),
    )


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    except (pa.ArrowInvalid, OSError) as error:
        said = " ".join(str(error).split())
        raise InputError(f"{path} cannot be read ({said}); give the command that made the folder again.") from None
    return rows
