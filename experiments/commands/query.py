"""``townhall query``: a question in SQL to the results of any study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import options, screen
from experiments.commands.tables import say
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

if TYPE_CHECKING:
    from rich.table import Table

MOST_ROWS = 200
SECONDS = 60
"""As in experiments.runs.query, which is too heavy to import for --help (a test)."""

MOST_LETTERS = 2000
"""Letters that are shown of one text: to lay out a billion of them takes for ever, and nobody reads them."""

MOST_TURNED = 30
"""Rows that are shown of a table that is turned; one row may take more than a screen."""


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
        typer.Option(
            "--out",
            metavar="FILE",
            parser=options.output,
            help="Write the answer to a .csv or .parquet file.",
            show_default=False,
        ),
    ] = None,
    time_limit: Annotated[
        int,
        typer.Option(
            "--time-limit",
            metavar="SECONDS",
            parser=options.whole_number("--time-limit", 1, 1_000_000),
            help="A query that takes longer is stopped.",
        ),
    ] = SECONDS,
) -> None:
    """Ask the results of a study a question in SQL, such as: select scenario, count(*) from runs group by all."""
    if out is not None:
        _check_file(out)
    with screen.working("Reading"):
        from experiments.runs.query import ask, connect, limited

        database = connect(results, None if out is None else _temporary(out))
        with closing(database), limited(database, time_limit):
            found = ask(database, sql)
            if out is not None:
                _write(found, out)
                screen.announce(f"The answer is in {out}.")
                return
            names, rows = found.columns, found.limit(MOST_ROWS + 1).fetchall()
    console = screen.screen()
    if not rows:
        say(console, f"The answer has no rows. Its columns would be {', '.join(names)}.")
        return
    cells = [[_cell(value) for value in row] for row in rows[:MOST_ROWS]]
    numbers = [isinstance(rows[0][at], int | float) for at in range(len(names))]
    more = len(rows) > MOST_ROWS
    if any(len(str(value)) > MOST_LETTERS for row in rows[:MOST_ROWS] for value in row):
        say(console, f"Texts of more than {MOST_LETTERS} letters are cut; --out writes all.")
    if _width(zip(names, *cells, strict=True)) <= console.width or len(names) == 1:
        table = screen.table()
        for name, number in zip(names, numbers, strict=True):
            table.add_column(name, justify="right" if number else "left", overflow="fold")
        for row in cells:
            table.add_row(*row)
        console.print(table)
        if more:
            say(console, f"Only the first {MOST_ROWS} rows; --out writes all.")
        return
    for part in _turned(names, cells[:MOST_TURNED], console.width):
        console.print(part)
    said = "The table is wider than the screen, so it is turned: a line for each column."
    if len(rows) > MOST_TURNED:
        said += f" Only the first {MOST_TURNED} rows; --out writes all."
    say(console, said)


def _width(columns: Iterable[Sequence[str]]) -> int:
    """The columns of a terminal that a table with these columns takes, the space between them included."""
    from rich.cells import cell_len

    widest = [max(cell_len(line) for text in column for line in text.splitlines() or [""]) for column in columns]
    return sum(widest) + 3 * len(widest)


def _turned(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[Table]:
    """The rows as columns, as many beside each other as there is room for, at least one."""
    first = 0
    while first < len(rows):
        last = first + 1
        while last < len(rows) and _width([names, *rows[first : last + 1]]) <= width:
            last += 1
        table = screen.table()
        table.add_column("column", no_wrap=True)
        for at in range(first, last):
            table.add_column(str(at + 1), overflow="fold")
        for place, name in enumerate(names):
            table.add_row(name, *(row[place] for row in rows[first:last]))
        yield table
        first = last


def _check_file(out: Path) -> None:
    """Refuse, before anything is asked, a file that cannot be written."""
    from experiments.runs.disk import check_new_file

    if out.suffix.casefold() not in (".csv", ".parquet"):
        raise InputError(f'--out must end in .csv or .parquet, and "{shown(str(out), QUOTED)}" does not.')
    check_new_file(out)


def _temporary(out: Path) -> Path:
    return out.with_name(f".{out.name}.partial")


def _write(found: Any, out: Path) -> None:
    """Write the whole answer, in one step."""
    temporary = _temporary(out)
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
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:MOST_LETTERS]
