"""The module in a WebAssembly runtime that is no browser: the memory laid out once more from the table, in Python.

It shares no line with the JavaScript of a page. What a page does with events is left out.
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import numpy as np
import wasmtime

from sim.faces.browser.columns import FIRST_LETTER
from sim.faces.browser.product import COUNCILS, MODULE, TABLE, product
from sim.machine.engine import numbers_of
from sim.scenario.scenario import Scenario


def stepped(content: list[Any]) -> np.ndarray:
    """Whole numbers written as equal steps."""
    each = np.array([int(one) for one in content[::2]], object)
    return np.array([int(one) % 2**64 for one in np.cumsum(np.repeat(each, content[1::2]))], np.uint64)


def placed(letters: str) -> list[int]:
    """Places that the table writes as a letter each."""
    return [ord(letter) - FIRST_LETTER for letter in letters]


class InWasmtime:
    """One engine; :meth:`run` gives all outcomes of all months."""

    def __init__(self) -> None:
        files = product()
        self.table, self.councils = json.loads(files[TABLE]), json.loads(files[COUNCILS])
        self.plan = self.table["memory"]
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        memory = wasmtime.Memory(self.store, wasmtime.MemoryType(wasmtime.Limits(128, None)))
        module = wasmtime.Module(engine, files[MODULE])
        self.exports = wasmtime.Instance(self.store, module, [memory]).exports(self.store)
        self.bytes = np.ctypeslib.as_array(memory.data_ptr(self.store), (memory.data_len(self.store),)).view(np.uint8)
        self.end = self.exports["__heap_base"].value(self.store)
        self.block = self._take(self.plan["bytes"])
        self.answer, self.scratch = self._take(256), self._take(1 << 20)
        self.kept = self._take(8 * 180 * len(self.table["outcomes"]["name"][1]))
        self.at: dict[str, int] = {}
        self.ties, self.fixed = 0, 0

    def _take(self, size: int) -> int:
        start = -(-self.end // 64) * 64
        self.end = start + max(size, 8)
        return start

    def _place(self, name: str, content: np.ndarray) -> int:
        """Room under this name, filled."""
        if name not in self.at:
            self.at[name] = self._take(max(content.nbytes, 1 << 16))
        self.bytes[self.at[name] : self.at[name] + content.nbytes] = content.reshape(-1).view(np.uint8)
        return self.at[name]

    def shape(self, view: int) -> list[int]:
        return [{"ties": self.ties, "events": 0}.get(size, size) for size in self.table["views"][view][1:]]

    def shown(self, view: int, dtype: Any) -> np.ndarray:
        start = self.block + self.table["views"][view][0]
        return np.ndarray(self.shape(view), dtype, self.bytes, start)

    @staticmethod
    def _array(start: int, size: int, shape: list[int]) -> list[int]:
        steps = [size * int(np.prod(shape[at + 1 :], dtype=int)) for at in range(len(shape))]
        return [0, 0, int(np.prod(shape, dtype=int)), size, start, *shape, *steps]

    def _call(self, name: str, given: list[Any]) -> int:
        self.exports["scratch"](self.store, self.scratch, self.scratch + (1 << 20))
        assert self.exports[name](self.store, self.answer, self.answer + 128, *given) == 0, name
        return int(self.bytes[self.answer : self.answer + 8].view(np.int64)[0])

    def _row(self, column: Any, council: int) -> list[Any]:
        if isinstance(column, dict):
            whole = np.array(column["rows"])[:, council]
            told: list[Any] = ((whole.cumsum() if column["steps"] else whole) / column["over"]).tolist()
            return told
        different, rows = column
        found: list[Any] = different[placed(rows)[council]] if different else rows[council]
        return found

    def _lay_out(self, council: int) -> None:
        self.bytes[self.block : self.block + self.plan["bytes"]] = 0
        arrays = self.councils["arrays"]

        def put(view: int, kind: str, content: list[Any]) -> None:
            flat = np.array(content, np.float64) if kind == "number" else stepped(content)
            self.shown(view, flat.dtype).reshape(-1)[:] = flat

        for view, kind, value in arrays["fills"]:
            self.shown(view, np.float64 if kind == "number" else np.int64)[...] = value
        for view, kind, content in arrays["same"]:
            put(view, kind, content)
        for view, kind, column in arrays["columns"]:
            put(view, kind, self._row(column, council))
        for view, of, by, column in arrays["products"]:
            divisor = np.ones(1) if by is None else self.shown(by, np.float64)
            share = np.array(self._row(column, council)).reshape(self.shape(view))
            product = share * self.shown(of, np.float64) / np.where(divisor == 0.0, 1.0, divisor)
            put(view, "number", np.where(divisor == 0.0, 0.0, product).reshape(-1).tolist())
        for view, longer, steps in arrays["tails"]:
            put(view, "whole", [*self._row(arrays["columns"][longer][2], council), *steps])
        for view, other in arrays["copies"]:
            self.shown(view, np.int64)[...] = self.shown(other, np.int64)

    def _tables(self, values: dict[str, float], off: tuple[str, ...]) -> list[int]:
        """Wire everything; returns the arguments that every loop begins with."""
        processes, words, starts = self.table["processes"], [], ([], [])
        self.numbers: list[float] = []
        windows = self.plan["windows"]
        for state, steps in zip(map(placed, windows["state"]), windows["parameters"], strict=True):
            starts[0].append(len(words))
            for view in state:
                words += [self.block + self.table["views"][view][0], *self.shape(view)]
            starts[1].append(len(words))
            names = [self.table["parameters"]["name"][1][place] for place in accumulate(steps)]
            words += [int(np.float64(values[name]).view(np.int64)) for name in names]
        base = self._place("words", np.array(words, np.int64))
        first = self.exports["processes"].value(self.store)
        functions = self.bytes[first : first + 4 * len(processes)].view(np.uint32).astype(np.int64)
        rows = {
            "functions": functions,
            "states": base + 8 * np.array(starts[0], np.int64),
            "parameters": base + 8 * np.array(starts[1], np.int64),
            "numbers": np.array([number for _, number, *_ in processes], np.int64),
        }
        found = []
        for name, content in rows.items():
            found += self._array(self._place(name, content), 8, [len(processes)])
        on = np.array(
            [bool(always or (theory not in off if theory else not dated)) for *_, theory, always, dated in processes]
        )
        found += self._array(self._place("on", on), 1, [len(processes)])
        return found + self._array(self._place("opens", np.zeros(len(processes), np.int64)), 8, [len(processes)])

    def _argument(self, given: list[Any], values: dict[str, float], council: int, luck: dict[str, int]) -> list[Any]:
        kind, what, *rest = given
        if kind == "run":
            return [luck[what]]
        if kind in ("whole", "number"):
            return [int(values[what]) if kind == "whole" else values[what]]
        if kind == "view":
            return self._array(self.block + self.table["views"][what][0], rest[0], self.shape(what))
        if kind == "constant":
            content = np.array(rest[1], np.int64)
            return self._array(self._place(f"constant {rest}", content), what, rest[0])
        if what in self.plan["loose"]:
            content = np.array(self._row(self.councils["loose"][what], council))
            shape = {"starts": [1, 5], "dyads": [content.size // 2, 2]}.get(what, [content.size])
            return self._array(self._place(what, content), 8, shape)
        return self._array(self._place(what, np.zeros(0)), 8, [self.fixed])

    def run(self, scenario: Scenario, code: str, *, seed: int, replicate: int, months: int) -> np.ndarray:
        """All outcomes of all months, outcome after outcome; ``scenario`` has no events."""
        assert not scenario.events
        council, values = self.councils["names"]["code"][1].index(code), numbers_of(scenario)
        luck = {"seed": seed, "replicate": replicate}
        self.ties, self.fixed = self.plan["room"], 8 * self.plan["people"]
        self._lay_out(council)
        for step in self.plan["first_day"]:
            if "acts" in step:
                places = np.array(step["acts"], np.int64)
                loop = self._tables(values, scenario.without)
                row = self._array(self._place("places", places), 8, [places.size])
                self._call("act_in_turn", [*loop, *row, seed, replicate, 0])
                continue
            given = [one for each in step["given"] for one in self._argument(each, values, council, luck)]
            counted = self._call(step["name"], given)
            if step["counts"]:
                setattr(self, step["counts"], counted)
        loop, wide = self._tables(values, scenario.without), len(self.table["outcomes"]["name"][1])
        for view in ("flow_view", "entry_view", "outcome_view"):
            start, *shape = [self.block + self.table["views"][self.plan[view]][0], *self.shape(self.plan[view])]
            loop += self._array(start, 8, shape)
            if view == "entry_view":
                loop += [seed, replicate, 0, months]
        out = np.zeros((months, 1, wide))
        self._call("run_months", [*loop, *self._array(self.kept, 8, list(out.shape))])
        return self.bytes[self.kept : self.kept + out.nbytes].view(np.float64).reshape(months, wide).T.copy()
