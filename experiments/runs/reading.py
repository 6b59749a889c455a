"""Reads results: every shard is held against its checksum before a number of it is believed."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.runs.cells import StoredCells
from experiments.runs.journal import JOURNAL, Shard, read_journal
from experiments.runs.key import key_numbers, key_text
from experiments.runs.packing import rows_per_council
from experiments.runs.plan import PLAN, Form
from experiments.runs.store import SHARDS, check_journal, check_plan, damaged_shards, read_manifest
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import shown

TABLES = {"runs": "end", "last_year": "last_year", "yearly": "year", "year_ends": "year_end", "monthly": "month"}
"""The tables of finished runs, and the kind of row that each holds."""

ABOUT = ("plan", "failures", "outcomes")
"""The tables that say what was asked and what became of it."""

AT = {"year": "year", "year_end": "year", "month": "month"}
"""What ``at`` is called in the table of a kind that has it."""


class DamagedJournal(UserWarning):
    """Some lines of a journal say nothing, because they are not as they were written."""


class Results:
    """A results folder, for reading; ``called`` is where it will lie, if it is to be moved."""

    def __init__(self, path: str | Path, called: Path | None = None) -> None:
        if not isinstance(path, str | os.PathLike):
            raise InputError(f"A results folder is given by its path, not by {shown(repr(path))}.")
        self.path = Path(path)
        self.called = called or self.path
        self.manifest = read_manifest(self.path, of_runs=True)
        if "made_from" in self.manifest:
            raise InputError(
                f"{self.path} holds an analysis and no runs; the runs are in {self.manifest['made_from']['folder']}."
            )
        check_journal(self.path)
        self.contents = read_journal(self.path / JOURNAL)
        if self.contents.damaged_lines:
            warnings.warn(
                f"Of {self.path / JOURNAL} {self.contents.damaged_lines} "
                f"{'line is' if self.contents.damaged_lines == 1 else 'lines are'} damaged, and the runs told of there "
                "do not count; the command that made the folder does them again.",
                DamagedJournal,
                stacklevel=2,
            )
        self.plan_file = self.path / PLAN
        self.check_plan()
        self.forms = tuple(
            Form(tuple(said["outcomes"]), tuple(said["kinds"]), said["months"], said["councils"])
            for said in self.manifest["forms"]
        )

    def check_plan(self) -> None:
        """:class:`InputError` when the plan, or what it names, is not as it was written."""
        check_plan(self.path, self.manifest)

    @property
    def outcomes(self) -> dict[str, dict[str, Any]]:
        """What is known of each outcome kept, by name."""
        found: dict[str, dict[str, Any]] = self.manifest["outcomes"]
        return found

    @property
    def files(self) -> list[Path]:
        """The files of all shards; :meth:`check` says whether they can be believed."""
        return [self.path / SHARDS / name for name in self.contents.shards]

    @property
    def kinds(self) -> set[str]:
        """The kinds of rows that there are of any run."""
        return {kind for form in self.forms for kind in form.kinds}

    def check(self) -> None:
        """:class:`InputError` when a shard is torn, altered or missing."""
        self._refuse(damaged_shards(self.path, self.contents.shards.values()))

    def _refuse(self, bad: Sequence[Shard]) -> None:
        if bad:
            runs = sum(len(shard.keys) for shard in bad)
            raise InputError(
                f"{len(bad)} of the shards of {self.path} are damaged or missing (the first is {bad[0].file}); give "
                f"the command that made them again, which runs their {runs} runs anew."
            )

    def error(self, keys: np.ndarray) -> str:
        """What the first of the runs ``keys`` said that failed; an empty text where all are done."""
        for key in keys.ravel().tolist():
            if key in self.contents.failures:
                return str(self.contents.failures[key]["error"])
        return "" if np.isin(keys, self.contents.keys).all() else "it was not run"

    def seconds(self, keys: np.ndarray) -> float:
        """The seconds that the runs ``keys`` took, each once."""
        known, where = self._where
        each = np.array([shard.seconds / max(1, len(shard.keys)) for shard in self.contents.shards.values()])
        return float(each[where[np.isin(known, keys)]].sum())

    @cached_property
    def _where(self) -> tuple[np.ndarray, np.ndarray]:
        """The key of every run that is done, and the place of its shard among all: one look-up for all shards."""
        lengths = [len(shard.keys) for shard in self.contents.shards.values()]
        return self.contents.keys, np.repeat(np.arange(len(lengths)), np.array(lengths, dtype=np.int64))

    def failures(self) -> pd.DataFrame:
        """Runs that failed: key, error, attempts, and the command that makes it again."""
        rows = [
            (key_text(key), said["error"], said["attempts"], self.command(key_text(key)))
            for key, said in self.contents.failures.items()
        ]
        return pd.DataFrame(rows, columns=["key", "error", "attempts", "command"])

    def command(self, key: str) -> str:
        """The command that makes one run again."""
        import shlex

        # As one would type it: the folders of a machine are of no use to whoever reads a report.
        here = Path.cwd()
        place = self.called.relative_to(here) if self.called.is_relative_to(here) else self.called
        return shlex.join(["townhall", "rerun", str(place), "--row", key])

    def plan(self) -> pd.DataFrame:
        """The plan with what became of each run: ``status`` (done, failed or left), ``error`` and ``command``."""
        frame = pq.read_table(self.plan_file).to_pandas()
        # The file stands in the order of the work.
        frame = frame.sort_values("row", kind="stable").reset_index(drop=True).drop(columns=["cell", "form"])
        keys = key_numbers(frame["key"].tolist())
        done = np.isin(keys, self.contents.keys)
        failed = self.contents.failures
        frame["status"] = np.where(done, "done", "left")
        frame["error"], frame["command"] = "", ""
        if failed:
            for at in np.flatnonzero(np.isin(keys, np.array(list(failed), dtype=np.uint64))).tolist():
                key = int(keys[at])
                frame.loc[at, ["status", "error", "command"]] = [
                    "failed",
                    failed[key]["error"],
                    self.command(key_text(key)),
                ]
        return frame

    def described_outcomes(self) -> pd.DataFrame:
        """What is known of each outcome kept, a row for each."""
        described = [(name, *about.values()) for name, about in self.outcomes.items()]
        return pd.DataFrame(described, columns=["outcome", "unit", "direction", "meaning", "service"])

    def _group(self, shard: Shard, kind: str, columns: Sequence[str]) -> pa.Table | None:
        """The rows of one kind of a shard; None where it is damaged."""
        try:
            content = (self.path / SHARDS / shard.file).read_bytes()
        except OSError:
            content = b""
        if blake2b(content, digest_size=16).hexdigest() != shard.checksum:
            return None
        group = self.forms[shard.form].kinds.index(kind)
        return pq.ParquetFile(io.BytesIO(content)).read_row_group(group, columns=list(columns))

    def values(self, kind: str, outcomes: Sequence[str]) -> pa.Table:
        """The rows of one kind of all shards: ``key``, ``member``, ``at`` and ``outcomes`` (null where not kept)."""
        tables, bad = [], []
        for shard in self.contents.shards.values():
            form = self.forms[shard.form]
            if kind not in form.kinds:
                continue
            there = [name for name in outcomes if name in form.outcomes]
            table = self._group(shard, kind, ["key", "member", "at", *there])
            if table is None:
                bad.append(shard)
            else:
                tables.append(table)
        self._refuse(bad)
        fields = [("key", pa.string()), ("member", pa.int16()), ("at", pa.int16())]
        schema = pa.schema([*fields, *((name, pa.float64()) for name in outcomes)])
        if tables:
            return pa.concat_tables(tables, promote_options="default").select(schema.names)
        return schema.empty_table()

    def array(self, kind: str, keys: np.ndarray, outcomes: Sequence[str]) -> np.ndarray:
        """One kind of rows of the runs ``keys``, which must be of one shape: (runs, councils, rows, outcomes).

        NaN where a run is not done. :class:`InputError` when a shard is damaged.
        """
        flat = keys.ravel()
        found: np.ndarray | None = None
        order = np.argsort(flat, kind="stable")
        bad = []
        known, where = self._where
        shards = list(self.contents.shards.values())
        for at in np.unique(where[np.isin(known, flat)]).tolist():
            shard = shards[at]
            table = self._group(shard, kind, list(outcomes))
            if table is None:
                bad.append(shard)
                continue
            form = self.forms[shard.form]
            rows = rows_per_council(kind, form.months)
            values = np.stack([table.column(name).to_numpy() for name in outcomes], axis=-1)
            values = values.reshape(len(shard.keys), form.councils, rows, len(outcomes))
            if found is None:
                found = np.full((flat.size, *values.shape[1:]), np.nan)
            for place, key in enumerate(shard.keys):
                first, last = (np.searchsorted(flat, key, side=side, sorter=order) for side in ("left", "right"))
                found[order[first:last]] = values[place]
        self._refuse(bad)
        if found is None:
            raise InputError(f"{self.path} holds none of these runs; give the command that made it again.")
        return found

    def check_kind(self, table: str) -> str:
        """The kind of row that ``table`` holds; :class:`InputError` for a table that is not there."""
        if table not in TABLES:
            known = [*TABLES, *ABOUT]
            hint = did_you_mean(table, known) or f" There are {', '.join(known)}."
            raise InputError(f'Results have no table "{table}".{hint}')
        kind = TABLES[table]
        if kind not in self.kinds:
            if table == "monthly" and "monthly" in self.manifest["design"]:
                raise InputError(f"{self.path} keeps no months; run the sweep with --monthly into another folder.")
            there = ", ".join(name for name, one in TABLES.items() if one in self.kinds)
            raise InputError(f'{self.path} keeps no "{table}"; it has {there}.')
        return kind


def load(path: str | Path, table: str = "runs", outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of a study's results folder as pandas, in the order of its plan.

    Parameters
    ----------
    path
        The results folder.
    table
        ``"runs"`` (each run with its outcomes in the last month), ``"last_year"`` (means of the last twelve months),
        ``"yearly"`` (means of each financial year, a row per run and year), ``"year_ends"`` and ``"monthly"`` (where
        they were kept); ``"plan"``, ``"failures"`` (what went wrong, and the command that repeats it) or ``"outcomes"``
        (what each means). Of a family every council has a row.
    outcomes
        Only these; all that were kept when not given.

    Returns
    -------
    A table with the columns of the plan (key, scenario, council, replicate, the factors), then the outcomes. In
    ``runs`` and ``last_year`` every planned run has its row; ``status`` says whether it is done, failed or left, and
    outcomes are NaN where it is not done. ``attrs`` holds ``units``, ``directions`` and ``roles`` by column, and the
    ``design``.

    Raises
    ------
    sim.errors.InputError
        When the folder holds no runs, or a file of it is damaged.
    """
    if isinstance(outcomes, str):
        raise InputError(f'outcomes must be a list of names, such as ["{shown(outcomes)}"], not "{shown(outcomes)}".')
    if not isinstance(table, str):
        raise InputError(f"A table is asked for by its name, not by {shown(repr(table))}.")
    results = Results(path)
    if table in ABOUT:
        made = {"plan": results.plan, "failures": results.failures, "outcomes": results.described_outcomes}
        return made[table]()
    kind = results.check_kind(table)
    names = list(outcomes) if outcomes is not None else list(results.outcomes)
    for name in names:
        if name not in results.outcomes:
            hint = did_you_mean(name, results.outcomes)
            raise InputError(f'{results.path} keeps no outcome "{name}".{hint}')
    plan = results.plan()
    found = results.values(kind, names).to_pandas()
    if found.duplicated(["key", "member", "at"]).any():
        raise InputError(f"{results.path} holds two results for one run; give the command that made it again.")
    found = found.sort_values(["member", "at"], kind="stable")
    every_row = kind in ("end", "last_year")
    if not every_row:
        plan = plan.drop(columns=["status", "error", "command"])
    frame = plan.merge(found, on="key", how="left" if every_row else "inner", sort=False)
    frame = _members(results, frame).drop(columns=["member"])
    if every_row:
        frame = frame.drop(columns=["at"])
    else:
        frame = frame.rename(columns={"at": AT[kind]})
    frame.attrs = _attributes(results, names, table)
    return frame


def _members(results: Results, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a family with the council that each is of, in place of the family."""
    together = frame["member"].notna() & (frame["council_code"].astype(str) == "")
    if not together.any():
        return frame
    cells = StoredCells(results.path)
    plan = pq.read_table(results.plan_file, columns=["row", "cell"]).to_pandas().set_index("row")["cell"]
    names = cells.names()
    frame = frame.astype({"council": str, "council_code": str})
    number = plan.reindex(frame["row"]).to_numpy()
    for cell in np.unique(number[together.to_numpy()]).tolist():
        codes = np.array(cells.codes(cell))
        here = together.to_numpy() & (number == cell)
        member = frame.loc[here, "member"].to_numpy(dtype=int)
        frame.loc[here, "council_code"] = codes[member]
        frame.loc[here, "council"] = [names[code] for code in codes[member]]
    return frame


def _attributes(results: Results, names: Sequence[str], table: str) -> dict[str, Any]:
    design = results.manifest["design"]
    units = {name: factor["unit"] for name, factor in design["factors"].items()}
    return {
        "units": units | {name: results.outcomes[name]["unit"] for name in names},
        "directions": {name: results.outcomes[name]["direction"] for name in names},
        "roles": {name: factor["role"] for name, factor in design["factors"].items()},
        "outcomes": list(names),
        "design": design,
        "table": table,
    }
