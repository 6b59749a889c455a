"""Rebuild the tidy tables of ``sim/data`` from the untouched files in ``sim/data/raw``.

    python -m sim.data.rebuild              writes the tables beside this file
    python -m sim.data.rebuild --out DIR    writes them into DIR

Every choice made on the way from an account line to a number the model reads stands once, with its reason, in the file
of its table in ``sim/data/tables``; ``SOURCES.md`` says the same in prose. Money is in £m at 2016-17 prices throughout.
The same input gives the same bytes (a test rebuilds and compares).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import pandas as pd

from sim.data.tables.accounts import RAW, outturn
from sim.data.tables.checks import class_year, core_change, council_year, satisfaction, section_114
from sim.data.tables.childrens import childrens
from sim.data.tables.councils import councils
from sim.data.tables.deprivation import deprivation
from sim.data.tables.funding import funding
from sim.data.tables.nation import national_index
from sim.data.tables.services import services

__all__ = ["RAW", "rebuild", "tables"]

HERE = Path(__file__).resolve().parent


def tables() -> dict[str, pd.DataFrame]:
    """Every tidy table by file name."""
    accounts = outturn()
    lines = services(accounts)
    nation = national_index()
    children = childrens(accounts)
    return {
        "councils.csv": councils(accounts, lines, deprivation(accounts), children),
        "funding.csv": funding(accounts, nation),
        "services.csv": lines,
        "national_index.csv": nation,
        "childrens.csv": children,
        "council_year.csv": council_year(accounts),
        "core_change.csv": core_change(accounts),
        "class_year.csv": class_year(accounts),
        "s114_notices.csv": section_114(accounts),
        "resident_satisfaction.csv": satisfaction(),
    }


def rebuild(folder: Path) -> list[Path]:
    """Write every table into ``folder`` (each whole or not at all) and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables().items():
        text = table.to_csv(index=False, lineterminator="\n")
        handle, unfinished = tempfile.mkstemp(dir=folder, suffix=".unfinished")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, folder / name)
        written.append(folder / name)
    return written


def main() -> None:
    """Command line of the module."""
    parser = argparse.ArgumentParser(description="Rebuild the tidy tables of sim/data from sim/data/raw.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the tables (default: where they belong)")
    for path in rebuild(parser.parse_args().out):
        print(f"{path.stat().st_size:>9,} bytes  {path.name}")


if __name__ == "__main__":
    main()
