"""``townhall query``: a question in SQL to the results of any study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.commands import screen
from sim.errors import InputError

MOST_ROWS = 200


def query(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The results folder of any study.", show_default=False)
    ],
    sql: Annotated[
        str,
        typer.Argument(
            metavar="SQL",
            help="Over plan, runs, last_year, yearly, monthly, failures and outcomes.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the answer to a .csv or .parquet file.", show_default=False),
    ] = None,
) -> None:
    """Ask the results of a study a question in SQL, such as: select scenario, count(*) from runs group by all."""
    if out is not None and out.suffix.casefold() not in (".csv", ".parquet"):
        raise InputError(f'--out must end in .csv or .parquet, and "{out}" does not.')
    if out is not None and out.exists():
        raise InputError(f"{out} is there already; name another file.")
    with screen.working("Reading"):
        import duckdb

        from experiments.runs.query import ask, connect, sentence_of

        database = connect(results)
        found = ask(database, sql)
        try:
            if out is not None:
                _write(found, out)
                screen.announce(f"The answer is in {out}.")
                return
            names, rows = found.columns, found.limit(MOST_ROWS + 1).fetchall()
        except duckdb.Error as error:
            raise InputError(sentence_of(error)) from None
    shown = screen.table(caption=f"Only the first {MOST_ROWS} rows; --out writes all." if len(rows) > MOST_ROWS else "")
    for at, name in enumerate(names):
        number = bool(rows) and isinstance(rows[0][at], int | float)
        shown.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows[:MOST_ROWS]:
        shown.add_row(*(_cell(value) for value in row))
    screen.screen().print(shown)


def _write(found: Any, out: Path) -> None:
    """Write the whole answer, in one step."""
    temporary = out.with_name(f".{out.name}.partial")
    try:
        if out.suffix.casefold() == ".csv":
            found.write_csv(str(temporary))
        else:
            found.write_parquet(str(temporary))
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
