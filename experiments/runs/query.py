"""Asks results in SQL: DuckDB over its Parquet files, which it reads without loading them whole.

What is asked may come from anywhere, so it can read this result and do nothing else: one statement that only asks, no
file but those of the result, no network, no settings, no folder for what does not fit into memory, and an end in time.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.runs.cells import StoredCells
from experiments.runs.planned import KINDS
from experiments.runs.reading import AT, TABLES, Results
from sim.errors import InputError
from sim.inputs.csv_input import shown

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

SECONDS = 60
"""A query that takes longer is stopped, unless the user says otherwise."""


def connect(path: str | Path, writes: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with the views ``plan``, ``runs``, ``last_year``, ``yearly``, ``outcomes`` and others that are kept.

    Every shard is held against its checksum first. The connection reads the files of the result and no others; the one
    file that the caller (no query) may write is ``writes``.
    """
    import duckdb

    results = Results(path)
    results.check()
    database = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,  # else a query would see the variables of our program
            "temp_directory": "",
        }
    )
    plan = str(results.plan_file.resolve())
    files = [str(file.resolve()) for file in results.files]
    database.execute(f"create view planned as select * from read_parquet({_text(plan)})")
    database.execute("create view plan as select * exclude (cell, form) from planned order by row")
    failures = results.failures()
    for name, frame in (
        ("failures", failures.astype({"key": str, "error": str, "command": str})),
        ("outcomes", results.described_outcomes()),
        ("members", _members(results)),
    ):
        database.register("given", frame)
        database.execute(f"create table {name} as select * from given")
        database.unregister("given")
    columns = ", ".join(_name(name) for name in results.outcomes)
    empty = ", ".join(f"null::double as {_name(name)}" for name in results.outcomes)
    nothing = (
        'select null::varchar as key, null::smallint as member, null::tinyint as kind, null::smallint as "at", '
        f"{empty} where false"
    )
    if files:
        # Not every shard keeps every outcome.
        listed = ", ".join(_text(file) for file in files)
        nothing += f" union all by name select * from read_parquet([{listed}], union_by_name = true)"
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
    _lock(database, [plan, *files, *([str(writes.absolute())] if writes is not None else [])])
    return database


def _lock(database: duckdb.DuckDBPyConnection, paths: list[str]) -> None:
    """Let ``database`` reach ``paths`` and nothing else, from now on."""
    allowed = ", ".join(_text(path) for path in paths)
    database.execute(f"set allowed_paths = [{allowed}]")
    database.execute("set enable_external_access = false")
    database.execute("set lock_configuration = true")


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
    """The answer to ``sql``; :class:`InputError` in one sentence when it cannot be understood or does more."""
    import duckdb

    try:
        _check_asks(database, sql)
        found = database.sql(sql)
        if found is None:
            raise InputError("This query gives no table; ask with select, for example: select count(*) from runs.")
        return found
    except (duckdb.Error, UnicodeError) as error:
        raise InputError(sentence_of(error)) from None


def _check_asks(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    """:class:`InputError` unless ``sql`` is one statement that only asks."""
    import duckdb

    statements = database.extract_statements(sql)
    if not statements:
        raise InputError("There is no query; ask with select, for example: select count(*) from runs.")
    if len(statements) > 1:
        raise InputError(f"These are {len(statements)} statements; ask one at a time.")
    kind = statements[0].type
    if kind == duckdb.StatementType.EXPLAIN:
        # It shows how a statement would be done; with "analyze" it does it.
        if re.search(r"\banaly[sz]e\b", sql, re.IGNORECASE):
            raise InputError("EXPLAIN shows how a query would be answered; leave out ANALYZE.")
        return
    if kind == duckdb.StatementType.MULTI:
        raise InputError("A pivot needs its values named, as in: pivot runs on scenario in ('command') using count(*).")
    if kind != duckdb.StatementType.SELECT:
        word = str(kind).rpartition(".")[2].replace("_", " ")
        raise InputError(f"A query only asks, and this is a statement of the type {word}; begin with select.")


@contextmanager
def limited(database: duckdb.DuckDBPyConnection, seconds: float = SECONDS) -> Iterator[None]:
    """Stop what ``database`` does in the block when it takes longer than ``seconds``, and say what went wrong."""
    import duckdb

    late = threading.Event()

    def stop() -> None:
        late.set()
        database.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (duckdb.Error, RuntimeError) as error:
        if late.is_set():
            raise InputError(
                f"The query was stopped after {seconds:g} seconds; ask for less, or give it longer with --time-limit."
            ) from None
        if isinstance(error, duckdb.Error):
            raise InputError(sentence_of(error)) from None
        if "interrupt" in str(error).casefold():
            raise KeyboardInterrupt from None
        raise
    finally:
        timer.cancel()
        timer.join()  # a thread that still holds the connection when Python ends takes the process down


def sentence_of(error: Exception) -> str:
    """What DuckDB said, in one sentence with what usually mends it."""
    first = str(error).split("\n\n")[0].split("\nLINE ")[0]
    if "disabled by configuration" in first or "Permission Error" in first:
        return "A query reads the tables of its result and no other file; ask from runs, plan or last_year."
    said = re.sub(r"\S{61,}", lambda word: shown(word[0], 60), shown(first, 240)).rstrip(".")
    if "Referenced table" in said:
        said += '; an outcome with a dot in its name is written in double quotes, as in "trust.dyad"'
    return f"The query cannot be answered: {said}."


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
