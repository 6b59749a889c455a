"""Build the site: ``make docs``, or ``python -m docs.site [--out FOLDER]``. A warning of the build is an error."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from docs.site.navigation import ROOT
from docs.site.staging import stage

SITE = ROOT / "build" / "site"
HERE = Path(__file__).parent


def build(out: Path) -> int:
    """Build into ``out``, in place of what stood there once it is whole; returns Sphinx' exit status."""
    from sphinx.cmd.build import build_main

    with tempfile.TemporaryDirectory(prefix="townhall-docs-") as temporary:
        source, made = Path(temporary, "source"), Path(temporary, "site")
        stage(source)
        shutil.copy(HERE / "conf.py", source)
        (source / "_static").mkdir()
        shutil.copy(HERE / "site.css", source / "_static")
        doctrees = str(Path(temporary, "doctrees"))
        status = build_main(["-q", "-W", "--keep-going", "-b", "html", "-d", doctrees, str(source), str(made)])
        if status == 0:
            shutil.rmtree(made / "_sources", ignore_errors=True)
            (made / ".buildinfo").unlink(missing_ok=True)
            shutil.rmtree(out, ignore_errors=True)
            out.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, out)
    return status


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, and say where the start page is."""
    parser = argparse.ArgumentParser(prog="python -m docs.site", description="Build the documentation as a site.")
    parser.add_argument("--out", type=Path, default=SITE, metavar="FOLDER", help="where to (default: build/site)")
    out = parser.parse_args(arguments).out
    if missing := [name for name in ("sphinx", "myst_parser", "furo") if find_spec(name) is None]:
        print(f"The site needs {' and '.join(missing)}: make docs sets it up (pip install '.[docs]').", file=sys.stderr)
        return 2
    if out.exists() and any(out.iterdir()) and not (out / "searchindex.js").exists():
        print(f"{out} holds something else than a site; name another folder.", file=sys.stderr)
        return 2
    status = build(out)
    print(f"The site: {out / 'index.html'}" if status == 0 else "The site was not built.", flush=True)
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
