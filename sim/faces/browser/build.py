"""Make the engine of the browser: ``make browser-engine``, or ``python -m sim.faces.browser.build``.

Needs the linker of Debian's package lld-19. Four files come out, in ``sim/faces/browser/product/``: the module, its
table, the first days of all councils, and the script that pages import. The same sources give the same bytes, with the
packages of the lock on Python 3.11.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.errors import InputError
from sim.faces.browser.bundle import module as script
from sim.faces.browser.module import linker, made, with_digest
from sim.faces.browser.product import COUNCILS, MODULE, PRODUCT, SCRIPT, TABLE, source_of_a_page
from sim.own_process import environment, python

PLAIN = {"NUMBA_OPT": "0", "PYTHONHASHSEED": "0"}
"""What numba needs to be told so that it hands over code that is for no machine in particular yet."""


def build(out: Path) -> None:
    """Make all files anew in ``out``, in a process of its own that has nothing compiled before."""
    linker()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as cache:
        told = {**environment(), **PLAIN, "TOWNHALL_CACHE": cache}
        command = [*python(), "-W", "ignore", "-m", __spec__.name, "--here", "--out", str(out)]
        subprocess.run(command, env=told, check=True)


def write(out: Path) -> None:
    """Make all files, in this process."""
    from sim.faces.browser.plan import compiled

    put(out, {MODULE: with_digest(made(*compiled()), source_of_a_page())})
    write_tables(out)


def write_tables(out: Path) -> None:
    """Make all files but the module; no compiler is needed."""
    from sim.faces.browser.table import tables

    table, councils = tables(source_of_a_page())
    put(out, {TABLE: written(table), COUNCILS: written(councils), SCRIPT: script().encode()})


def put(out: Path, files: Mapping[str, bytes]) -> None:
    """Write these files, each in one go."""
    for name, content in files.items():
        temporary = out / f"{name}.tmp"
        temporary.write_bytes(content)
        os.replace(temporary, out / name)


def written(content: object) -> bytes:
    """JSON without spaces."""
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m sim.faces.browser.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=PRODUCT, help="the folder of the product")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.here:
        write(given.out)
        return 0
    try:
        build(given.out)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    for name in (MODULE, TABLE, COUNCILS, SCRIPT):
        content = (given.out / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} compressed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
