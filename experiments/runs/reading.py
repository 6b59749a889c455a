"""Reads the results of a sweep: every shard is held against its checksum before a number of it is believed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.runs.journal import JOURNAL, Shard, read_journal
from experiments.runs.packing import KINDS
from experiments.runs.plan import PLAN, key_numbers, key_text
from experiments.runs.store import SHARDS, damaged_shards, read_sweep
from sim.errors import InputError, did_you_mean

TABLES = {"runs": "end", "last_year": "last_year", "yearly": "year", "monthly": "month"}
"""The tables of a sweep, and the kind of row that each holds."""


class Results:
    """The results folder of a sweep, for reading."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.manifest = read_sweep(self.path)
        self.contents = read_journal(self.path / JOURNAL)
        self.plan_file = self.path / PLAN

    @property
    def outcomes(self) -> dict[str, dict[str, Any]]:
        """What is known of each outcome kept, by name."""
        found: dict[str, dict[str, Any]] = self.manifest["outcomes"]
        return found

    @property
    def files(self) -> list[Path]:
        """The files of all shards; :meth:`check` says whether they can be believed."""
        return [self.path / SHARDS / name for name in self.contents.shards]

    def check(self) -> None:
        """:class:`InputError` when a shard is torn, altered or missing."""
        self._refuse(damaged_shards(self.path, self.contents.shards.values()))

    def _refuse(self, bad: Sequence[Shard]) -> None:
        if bad:
            runs = sum(len(shard.keys) for shard in bad)
            raise InputError(
                f"{len(bad)} of the shards of {self.path} are damaged or missing (the first is {bad[0].file}); give "
                f"the command of the sweep again, which runs their {runs} runs anew."
            )

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

        return shlex.join(["townhall", "rerun", str(self.path), "--row", key])

    def plan(self) -> pd.DataFrame:
        """The plan with what became of each run: ``status`` (done, failed or left), ``error`` and ``command``."""
        frame = pq.read_table(self.plan_file).to_pandas()
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

    def values(self, kind: str, outcomes: Sequence[str]) -> pa.Table:
        """The rows of one kind of all shards: ``key``, ``at`` and ``outcomes``."""
        group = KINDS.index(kind)
        columns = ["key", "at", *outcomes]
        tables, bad = [], []
        for shard in self.contents.shards.values():
            try:
                content = (self.path / SHARDS / shard.file).read_bytes()
            except OSError:
                content = b""
            if blake2b(content, digest_size=16).hexdigest() != shard.checksum:
                bad.append(shard)
                continue
            tables.append(pq.ParquetFile(io.BytesIO(content)).read_row_group(group, columns=columns))
        self._refuse(bad)
        if tables:
            return pa.concat_tables(tables)
        fields = [("key", pa.string()), ("at", pa.int16()), *((name, pa.float64()) for name in outcomes)]
        return pa.schema(fields).empty_table()

    def check_kind(self, table: str) -> str:
        """The kind of row that ``table`` holds; :class:`InputError` for a table that this sweep has not."""
        if table not in TABLES:
            hint = did_you_mean(table, TABLES) or f" There are {', '.join(TABLES)}."
            raise InputError(f'A sweep has no table "{table}".{hint}')
        if table == "monthly" and not self.manifest["design"]["monthly"]:
            raise InputError(f"{self.path} keeps no months; run the sweep with --monthly into another folder.")
        return TABLES[table]


def load_sweep(path: str | Path, table: str = "runs", outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of a sweep, in the order of its plan; see :func:`experiments.load`."""
    results = Results(path)
    kind = results.check_kind(table)
    names = list(outcomes) if outcomes is not None else list(results.outcomes)
    for name in names:
        if name not in results.outcomes:
            hint = did_you_mean(name, results.outcomes)
            raise InputError(f'{results.path} keeps no outcome "{name}".{hint}')
    plan = results.plan()
    found = results.values(kind, names).to_pandas()
    place = pd.Series(np.arange(len(plan)), index=plan["key"])
    found["_row"] = place.reindex(found["key"]).to_numpy()
    found = found[found["_row"].notna()].sort_values(["_row", "at"], kind="stable")
    if found.duplicated(["_row", "at"]).any():
        raise InputError(f"{results.path} holds two results for one run; give the command of the sweep again.")
    rows = found["_row"].to_numpy(dtype=int)
    if kind in ("end", "last_year"):
        values = np.full((len(plan), len(names)), np.nan)
        values[rows] = found[names].to_numpy()
        frame = pd.concat([plan, pd.DataFrame(values, columns=names)], axis=1)
    else:
        heading = plan.iloc[rows].reset_index(drop=True).drop(columns=["status", "error", "command"])
        heading[kind] = found["at"].to_numpy()
        frame = pd.concat([heading, found[names].reset_index(drop=True)], axis=1)
    design = results.manifest["design"]
    units = {name: factor["unit"] for name, factor in design["factors"].items()}
    frame.attrs = {
        "units": units | {name: results.outcomes[name]["unit"] for name in names},
        "directions": {name: results.outcomes[name]["direction"] for name in names},
        "roles": {name: factor["role"] for name, factor in design["factors"].items()},
        "outcomes": names,
        "design": design,
        "table": table,
    }
    return frame
