"""Reads results: every shard is held against its checksum before a number of it is believed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.runs.arrow import values_of
from experiments.runs.disk import file_checksum
from experiments.runs.folder import SHARDS
from experiments.runs.journal import JOURNAL, Shard, read_journal
from experiments.runs.keeping import rows_per_council
from experiments.runs.key import key_numbers, key_text
from experiments.runs.manifest import read_manifest
from experiments.runs.plan_file import PLAN
from experiments.runs.planned import Form
from experiments.runs.store import check_journal, check_plan, damaged_shards
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import shown

if TYPE_CHECKING:
    import pandas as pd

TABLES = {"runs": "end", "last_year": "last_year", "yearly": "year", "year_ends": "year_end", "monthly": "month"}
"""The tables of finished runs, and the kind of row that each holds."""

ABOUT = ("plan", "failures", "outcomes")
"""The tables that say what was asked and what became of it."""

AT = {"year": "year", "year_end": "year", "month": "month"}
"""What ``at`` is called in the table of a kind that has it."""


class DamagedJournal(UserWarning):
    """Some lines of a journal say nothing, because they are not as they were written."""


FOOTERS_KEPT = 64
"""Of so many shards the list of what is where is kept: it takes longer to read than a few columns do."""


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
        self._sound: set[str] = set()
        self._footers: dict[str, pq.FileMetaData] = {}

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
            are = "is" if len(bad) == 1 else "are"
            raise InputError(
                f"{len(bad)} of the shards of {self.path} {are} damaged or missing (the first is {bad[0].file}); give "
                f"the command that made the folder again, which runs their {runs} runs anew."
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
        import pandas as pd

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
        import pandas as pd

        described = [(name, *about.values()) for name, about in self.outcomes.items()]
        return pd.DataFrame(described, columns=["outcome", "unit", "direction", "meaning", "service"])

    def _group(self, shard: Shard, kind: str, columns: Sequence[str]) -> pa.Table | None:
        """The rows of one kind of a shard; None where it is damaged."""
        path = self.path / SHARDS / shard.file
        if shard.file not in self._sound:
            if file_checksum(path) != shard.checksum:
                return None
            self._sound.add(shard.file)
        group = self.forms[shard.form].kinds.index(kind)
        try:
            with pq.ParquetFile(path, metadata=self._footers.get(shard.file)) as file:
                if len(self._footers) < FOOTERS_KEPT:
                    self._footers[shard.file] = file.metadata
                return file.read_row_group(group, columns=list(columns))
        except (OSError, pa.ArrowInvalid):
            return None

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
            values = np.stack([values_of(table.column(name)) for name in outcomes], axis=-1)
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
