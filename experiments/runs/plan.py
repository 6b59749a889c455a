"""The plan: a design written out, one row per run, in a Parquet file, before anything runs.

Rows are made and read in stretches, so that a plan of millions needs little memory: some bytes a row for the keys. They
stand in the order of the work, replicate by replicate, so that what is interrupted is even; ``row`` is their place in
the order in which people read them, point by point. Rows with the same key are one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from experiments.designs.design import BY_POINT, INDEPENDENT, Cell, Crossing, Design, council_digest
from experiments.designs.factors import Value, value_of
from experiments.runs.arrow import numbers, words
from experiments.runs.key import content_digest, key_texts, number, run_key
from experiments.runs.planned import FACTOR, LABEL, STRETCH, Form, PlannedRun
from sim.machine.declared import PARAMETERS

if TYPE_CHECKING:
    from sim.scenario.event import Event

HEADINGS = (
    *("row", "key", "cell", "form", "point", "scenario", "council", "council_code", "months", "seed", "replicate"),
)
"""The columns of a plan before the labels and the factors."""


class Expansion:
    """A design on its way to a plan."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.crossings: tuple[Crossing, ...] = tuple(design.crossings)
        self.cells: tuple[Cell, ...] = tuple(cell for crossing in self.crossings for cell in crossing.cells)
        sizes = [len(crossing) for crossing in self.crossings]
        self._first_row = np.cumsum([0, *sizes])[:-1]
        self._first_cell = np.cumsum([0, *(len(crossing.cells) for crossing in self.crossings)])[:-1]
        self._first_point = np.cumsum([0, *(len(crossing.points) for crossing in self.crossings)])[:-1]
        self._length = sum(sizes)

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _waves(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The order of the work: first row, crossing and repetition of every stretch of rows done one after another."""
        crossing, repetition = [], []
        for turn in range(max((c.replications for c in self.crossings), default=0)):
            for at, one in enumerate(self.crossings):
                if turn < one.replications:
                    crossing.append(at)
                    repetition.append(turn)
        widths = np.array([len(c.points) * len(c.cells) for c in self.crossings], dtype=np.int64)
        where = np.array(crossing, dtype=np.int64)
        starts = np.cumsum([0, *widths[where].tolist()])[:-1] if where.size else np.empty(0, dtype=np.int64)
        return starts.astype(np.int64), where, np.array(repetition, dtype=np.int64)

    @cached_property
    def points(self) -> int:
        """How many points there are, over all crossings."""
        return sum(len(crossing.points) for crossing in self.crossings)

    @cached_property
    def _contents(self) -> list[list[bytes]]:
        """For every crossing the content of each point in each cell, point by point."""
        digests = {id(c): council_digest(c) for cell in self.cells for c in cell.councils}
        found = []
        for crossing in self.crossings:
            own = [
                (dict(cell.scenario.settings), cell.scenario.without, [digests[id(c)] for c in cell.councils])
                for cell in crossing.cells
            ]
            found.append(
                [
                    content_digest({**settings, **plain}, without, councils, cell.months, _events(cell, dated))
                    for plain, dated in map(_split, self._settings_of(crossing))
                    for (settings, without, councils), cell in zip(own, crossing.cells, strict=True)
                ]
            )
        return found

    def _settings_of(self, crossing: Crossing) -> Iterator[dict[str, Value]]:
        """The settings of every point."""
        for start in range(0, len(crossing.points), STRETCH):
            for point in crossing.points.stretch(start, min(start + STRETCH, len(crossing.points))).tolist():
                yield self._settings(point)

    def _settings(self, point: list[float]) -> dict[str, Value]:
        return {
            factor.name: value_of(factor, value)
            for factor, value in zip(self.design.factors, point, strict=True)
            if value == value  # NaN leaves the cell's own value
        }

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """What is kept of runs, by number."""
        return self._formed[0]

    @cached_property
    def _formed(self) -> tuple[tuple[Form, ...], list[np.ndarray]]:
        """All forms, and for every crossing the form of each point in each cell.

        Where several cells ask for the same run, what is kept of it serves all of them.
        """
        numbers: dict[Form, int] = {}

        def numbered(form: Form) -> int:
            return numbers.setdefault(form, len(numbers))

        wanted = [np.array([numbered(Form.of(cell)) for cell in c.cells], dtype=np.int32) for c in self.crossings]
        alone = len(self.crossings) == 1 and len(numbers) == 1
        tiled = [np.tile(own, len(c.points)) for own, c in zip(wanted, self.crossings, strict=True)]
        if alone:
            return tuple(numbers), tiled
        forms, joined = list(numbers), dict[bytes, Form]()
        for contents, own in zip(self._contents, tiled, strict=True):
            for content, at in zip(contents, own.tolist(), strict=True):
                before = joined.get(content)
                joined[content] = forms[at] if before is None else before.joined(forms[at])
        numbers.clear()
        own_forms = [
            np.array([numbered(joined[content]) for content in contents], dtype=np.int32) for contents in self._contents
        ]
        return tuple(numbers), own_forms

    @cached_property
    def keys(self) -> np.ndarray:
        """The key of every row, in the order of the work (see :mod:`experiments.runs.key`)."""
        keys = np.empty(len(self), dtype=np.uint64)
        at = 0
        for crossing, repetition in zip(*(array.tolist() for array in self._waves[1:]), strict=True):
            contents = self._contents[crossing]
            found = self._replicates(crossing, np.arange(len(contents)), np.full(len(contents), repetition))
            seeds = self._seeds(crossing)
            for content, seed, replicate in zip(contents, seeds.tolist(), found.tolist(), strict=True):
                keys[at] = run_key(content, seed, replicate)
                at += 1
        return keys

    def keys_of(self, crossing: int) -> np.ndarray:
        """The keys of one crossing, shape (points, cells, replications)."""
        starts, where, _ = self._waves
        one = self.crossings[crossing]
        shape = (len(one.points), len(one.cells))
        waves = [self.keys[start : start + shape[0] * shape[1]] for start in starts[where == crossing].tolist()]
        return np.stack([wave.reshape(shape) for wave in waves], axis=2)

    def _replicates(self, crossing: int, within: np.ndarray, repetition: np.ndarray) -> np.ndarray:
        one = self.crossings[crossing]
        if one.random_numbers != BY_POINT:
            return np.asarray(one.first_replicate + repetition)
        return np.asarray(one.first_replicate + within // len(one.cells) * one.replications + repetition)

    def _seeds(self, crossing: int) -> np.ndarray:
        """The seed of each point in each cell: one for all, or one for each."""
        one = self.crossings[crossing]
        if one.random_numbers != INDEPENDENT:
            return np.full(len(one.points) * len(one.cells), one.seed, dtype=np.int64)
        return self._own_seeds[crossing]

    @cached_property
    def _own_seeds(self) -> dict[int, np.ndarray]:
        """Seeds do not change with the model's sources, as keys do: a design goes on drawing the same numbers."""
        found = {}
        for at, one in enumerate(self.crossings):
            if one.random_numbers != INDEPENDENT:
                continue
            own = [
                (
                    dict(cell.scenario.settings),
                    repr(
                        (
                            cell.scenario.name,
                            cell.scenario.without,
                            *(council_digest(council) for council in cell.councils),
                            cell.months,
                            one.seed,
                        )
                    ),
                )
                for cell in one.cells
            ]
            seeds = []
            for plain, dated in map(_split, self._settings_of(one)):
                for (settings, said), cell in zip(own, one.cells, strict=True):
                    laid = {**settings, **plain}
                    differing = sorted(item for item in laid.items() if item[1] != PARAMETERS[item[0]].default)
                    events = [event.content for event in _events(cell, dated)]
                    said_of_events = repr(events) if events else ""
                    digest = blake2b(f"{said}{differing!r}{said_of_events}".encode(), digest_size=16).digest()
                    seeds.append(number(digest + b"seed") & 0xFFFFFFFF)
            found[at] = np.array(seeds, dtype=np.int64)
        return found

    @cached_property
    def _owned(self) -> np.ndarray:
        """The value of every factor in every cell's own scenario, as numbers: (cells, factors)."""
        found = np.empty((len(self.cells), len(self.design.factors)))
        for column, factor in enumerate(self.design.factors):
            declared = factor.parameter
            own = [cell.scenario.all_values[factor.name] for cell in self.cells]
            if declared.kind == "choice":
                found[:, column] = [declared.choices.index(str(word)) for word in own]
            else:
                found[:, column] = [float(value) for value in own]
        return found

    def stretch(self, start: int, stop: int) -> pa.Table:
        """Rows ``start`` to before ``stop`` of the plan, in the order of the work."""
        starts, crossings, repetitions = self._waves
        at = np.arange(start, stop)
        wave = np.searchsorted(starts, at, side="right") - 1
        within, crossing, repetition = at - starts[wave], crossings[wave], repetitions[wave]
        row, cell, point, seed, replicate, form = (np.empty(at.size, dtype=np.int64) for _ in range(6))
        values = np.empty((at.size, len(self.design.factors)))
        for number_of_crossing in np.unique(crossing).tolist():
            here = crossing == number_of_crossing
            one = self.crossings[number_of_crossing]
            inside, turn = within[here], repetition[here]
            at_point, local = np.divmod(inside, len(one.cells))
            point[here] = self._first_point[number_of_crossing] + at_point
            cell[here] = self._first_cell[number_of_crossing] + local
            row[here] = self._first_row[number_of_crossing] + inside * one.replications + turn
            seed[here] = self._seeds(number_of_crossing)[inside]
            replicate[here] = self._replicates(number_of_crossing, inside, turn)
            form[here] = self._formed[1][number_of_crossing][inside]
            low, high = int(at_point.min()), int(at_point.max())
            values[here] = one.points.stretch(low, high + 1)[at_point - low]
        months = np.array([c.months for c in self.cells], dtype=np.int32)
        columns: list[Any] = [
            numbers(row),
            words(key_texts(self.keys[start:stop])),
            numbers(cell.astype(np.int32)),
            numbers(form.astype(np.int32)),
            numbers(point),
            _words(cell, [c.scenario.name for c in self.cells]),
            _words(cell, [c.place for c in self.cells]),
            _words(cell, [c.code for c in self.cells]),
            numbers(months[cell]),
            numbers(seed),
            numbers(replicate),
        ]
        columns += [_words(cell, [c.labels[at] for c in self.cells]) for at in range(len(self.design.labels))]
        filled = np.where(np.isnan(values), self._owned[cell], values)
        for column, factor in enumerate(self.design.factors):
            own = filled[:, column]
            if factor.parameter.kind == "choice":
                columns.append(_words(own.astype(int), list(factor.parameter.choices)))
            else:
                columns.append(numbers(own.astype(np.int64) if factor.parameter.kind == "int" else own))
        return pa.Table.from_arrays(columns, schema=self.schema)

    def sample(self, count: int) -> list[PlannedRun]:
        """At most ``count`` rows from all over the plan, without their keys (all of which would have to be made)."""
        starts, crossings, repetitions = self._waves
        found = []
        for at in np.unique(np.linspace(0, len(self) - 1, count).astype(int)).tolist():
            wave = int(np.searchsorted(starts, at, side="right")) - 1
            crossing, within = int(crossings[wave]), int(at - starts[wave])
            one = self.crossings[crossing]
            point, local = divmod(within, len(one.cells))
            replicate = self._replicates(crossing, np.array([within]), repetitions[wave : wave + 1])
            settings = self._settings(one.points.stretch(point, point + 1)[0].tolist())
            form = int(self._formed[1][crossing][within])
            cell = int(self._first_cell[crossing]) + local
            found.append(PlannedRun(at, cell, form, one.seed, int(replicate[0]), settings))
        return found

    @cached_property
    def schema(self) -> pa.Schema:
        """The plan's columns, with the factors' units and roles."""
        word = pa.dictionary(pa.int32(), pa.string())
        whole, short = pa.int64(), pa.int32()
        kinds: list[Any] = [whole, pa.string(), short, short, whole, word, word, word, short, whole, whole]
        columns = [pa.field(name, kind) for name, kind in zip(HEADINGS, kinds, strict=True)]
        columns += [pa.field(name, word, metadata={"column": LABEL}) for name in self.design.labels]
        for factor in self.design.factors:
            kind = {"choice": word, "int": whole, "float": pa.float64()}[factor.parameter.kind]
            about = {"column": FACTOR, "unit": factor.parameter.unit, "role": factor.role}
            columns.append(pa.field(factor.name, kind, metadata=about))
        return pa.schema(columns)


def _split(point: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """A point's settings of parameters, and those of events ("crisis.date")."""
    plain = {name: value for name, value in point.items() if "." not in name}
    return plain, {name: value for name, value in point.items() if "." in name}


def _events(cell: Cell, dated: Mapping[str, Value]) -> tuple[Event, ...]:
    """The events of a cell's scenario at a point."""
    return cell.scenario.changed(**dated).events if dated else cell.scenario.events


def _words(positions: np.ndarray, listed: Sequence[str]) -> pa.DictionaryArray:
    known = {word: at for at, word in enumerate(dict.fromkeys(listed))}
    index = np.array([known[word] for word in listed], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(numbers(index[positions]), words(list(known)))
