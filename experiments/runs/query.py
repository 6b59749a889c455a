"""Asks results in SQL: DuckDB over its Parquet files, which it reads without loading them whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.runs.cells import StoredCells
from experiments.runs.plan import KINDS
from experiments.runs.reading import AT, TABLES, Results
from sim.errors import InputError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def connect(path: str | Path) -> duckdb.DuckDBPyConnection:
    """A connection with the views ``plan``, ``runs``, ``last_year``, ``yearly``, ``outcomes`` and others that are kept.

    Every shard is held against its checksum first.
    """
    import duckdb

    results = Results(path)
    results.check()
    database = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    database.execute(f"create view planned as select * from read_parquet({_text(str(results.plan_file))})")
    database.execute("create view plan as select * exclude (cell, form) from planned order by row")
    failures = results.failures()
    database.register("failures", failures.astype({"key": str, "error": str, "command": str}))
    database.register("outcomes", results.described_outcomes())
    database.register("members", _members(results))
    columns = ", ".join(_name(name) for name in results.outcomes)
    empty = ", ".join(f"null::double as {_name(name)}" for name in results.outcomes)
    nothing = (
        'select null::varchar as key, null::smallint as member, null::tinyint as kind, null::smallint as "at", '
        f"{empty} where false"
    )
    if results.files:
        # Not every shard keeps every outcome.
        files = ", ".join(_text(str(file)) for file in results.files)
        nothing += f" union all by name select * from read_parquet([{files}], union_by_name = true)"
    database.execute(f"create view shards as {nothing}")
    heading = (
        "p.* exclude (cell, form) replace (coalesce(m.council, p.council) as council, "
        "coalesce(m.council_code, p.council_code) as council_code)"
    )
    for table, kind in TABLES.items():
        if kind not in results.kinds:
            continue
        # SQL leaves out what is null, but not what is no number: an outcome that a council does not have is null.
        values = ", ".join(f"nullif(s.{_name(name)}, 'nan'::double) as {_name(name)}" for name in results.outcomes)
        rows = f'(select key, member, "at", {columns} from shards where kind = {KINDS.index(kind)})'
        member = "left join members m on m.cell = p.cell and m.member = s.member"
        if kind in AT:
            database.execute(
                f'create view {table} as select {heading}, s."at" as {_name(AT[kind])}, {values} '
                f"from planned p join {rows} s using (key) {member}"
            )
        else:
            database.execute(
                f"create view {table} as select {heading}, "
                "case when s.key is not null then 'done' when f.key is not null then 'failed' else 'left' end "
                "as status, "
                f"coalesce(f.error, '') as error, coalesce(f.command, '') as command, {values} "
                f"from planned p left join {rows} s using (key) left join failures f using (key) {member}"
            )
    return database


def _members(results: Results) -> pd.DataFrame:
    """The councils of every cell that has several, a row for each."""
    import pandas as pd

    cells = StoredCells(results.path)
    names = cells.names()
    rows = [
        (cell, member, code, names[code])
        for cell in range(len(cells))
        if len(codes := cells.codes(cell)) > 1
        for member, code in enumerate(codes)
    ]
    found = pd.DataFrame(rows, columns=["cell", "member", "council_code", "council"])
    return found.astype({"cell": "int64", "member": "int64", "council_code": str, "council": str})


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
