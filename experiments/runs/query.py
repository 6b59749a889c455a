"""Asks a sweep in SQL: DuckDB over its Parquet files, which it reads without loading them whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.runs.reading import TABLES, Results
from sim.errors import InputError

if TYPE_CHECKING:
    import duckdb


def connect(path: str | Path) -> duckdb.DuckDBPyConnection:
    """A connection with the views ``plan``, ``runs``, ``last_year``, ``yearly``, ``monthly`` and ``outcomes``.

    Every shard is held against its checksum first.
    """
    import duckdb
    import pandas as pd

    results = Results(path)
    results.check()
    database = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    database.execute(f"create view plan as select * from read_parquet({_text(str(results.plan_file))})")
    failures = results.failures()
    database.register("failures", failures.astype({"key": str, "error": str, "command": str}))
    described = [(name, *about.values()) for name, about in results.outcomes.items()]
    database.register(
        "outcomes", pd.DataFrame(described, columns=["outcome", "unit", "direction", "meaning", "service"])
    )
    columns = ", ".join(_name(name) for name in results.outcomes)
    if results.files:
        files = ", ".join(_text(str(file)) for file in results.files)
        database.execute(f"create view shards as select * from read_parquet([{files}])")
    else:
        empty = ", ".join(f"null::double as {_name(name)}" for name in results.outcomes)
        database.execute(
            f"create view shards as select ''::varchar as key, 0::tinyint as kind, 0::smallint as \"at\", {empty} "
            "where false"
        )
    kept = ["end", "last_year", "year"] + ["month"] * bool(results.manifest["design"]["monthly"])
    for table, kind in TABLES.items():
        if kind not in kept:
            continue
        at = f's."at" as {_name(kind)}, ' if kind in ("year", "month") else ""
        values = ", ".join(f"s.{_name(name)}" for name in results.outcomes)
        rows = f'(select key, "at", {columns} from shards where kind = {kept.index(kind)})'
        if at:
            database.execute(f"create view {table} as select p.*, {at}{values} from plan p join {rows} s using (key)")
        else:
            database.execute(
                f"create view {table} as select p.*, "
                "case when s.key is not null then 'done' when f.key is not null then 'failed' else 'left' end "
                "as status, "
                f"coalesce(f.error, '') as error, coalesce(f.command, '') as command, {values} "
                f"from plan p left join {rows} s using (key) left join failures f using (key)"
            )
    return database


def ask(database: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The answer to ``sql``; :class:`InputError` in one sentence when it cannot be understood."""
    import duckdb

    try:
        found = database.sql(sql)
        if found is None:
            raise InputError("This query gives no table; ask with select, for example: select count(*) from runs.")
        return found
    except duckdb.Error as error:
        raise InputError(sentence_of(error)) from None


def sentence_of(error: Exception) -> str:
    """What DuckDB said, in one sentence with what usually mends it."""
    first = str(error).split("\n\n")[0].split("\nLINE ")[0]
    said = " ".join(first.split()).rstrip(".")
    if "Referenced table" in said:
        said += '; an outcome with a dot in its name is written in double quotes, as in "trust.dyad"'
    return f"The query cannot be answered: {said}."


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
