"""Put the engine into a page, so that it opens from disk and asks no host for anything.

``python -m sim.faces.browser.page PAGE.html OUT.html`` takes a page whose module script imports from
``./townhall.js`` and writes one file in which everything stands, with a policy that forbids all network.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.errors import InputError
from sim.faces.browser.bundle import bundled
from sim.faces.browser.product import COUNCILS, MODULE, TABLE, product

IMPORTED = re.compile(r'^[ \t]*import \{[^}]*\} from "[^"]*townhall\.js";[ \t]*\n?', re.MULTILINE)
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
HEAD = re.compile(r"<meta charset=[^>]*>\n?", re.IGNORECASE)
POLICY = (
    "default-src 'none'; script-src {hashes} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; "
    "img-src blob: data:"
)
"""No host is asked for anything: not for a script, a style or a picture, and none is sent any."""

ELEMENTS = {"module": MODULE, "table": TABLE, "councils": COUNCILS}


def packed(content: bytes) -> str:
    """Bytes as they stand in a page."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def standalone(page: str, parts: Mapping[str, bytes] | None = None) -> str:
    """``page`` with the engine in it; ``parts`` are the files of the product, by default those that are shipped.

    Errors: :class:`InputError` for a page that imports nothing from ``townhall.js``, or that has no line
    ``<meta charset="utf-8">``.
    """
    if len(IMPORTED.findall(page)) != 1:
        raise InputError(
            'A page needs one line such as import { load } from "./townhall.js"; in a script of the type module.'
        )
    page = IMPORTED.sub(lambda _: f"{bundled()}\n", page)
    return sealed(page, parts)


def sealed(page: str, parts: Mapping[str, bytes] | None = None) -> str:
    """``page``, whose scripts stand in it, with the data of the engine and a policy that allows these scripts alone."""
    found = product() if parts is None else parts
    if not HEAD.search(page):
        raise InputError('A page needs the line <meta charset="utf-8">, after which its policy is put.')
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in SCRIPT.findall(page)
    )
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=hashes)}">\n'
    held = "".join(
        f'<script type="application/octet-stream" id="townhall-{name}">{packed(found[file])}</script>\n'
        for name, file in ELEMENTS.items()
    )
    first = page.index("<script")
    page = page[:first] + held + page[first:]
    return HEAD.sub(lambda match: match[0] + policy, page, count=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m sim.faces.browser.page", description=__doc__)
    parser.add_argument("page", type=Path, help="the page, a file of HTML")
    parser.add_argument("out", type=Path, help="the file to write")
    given = parser.parse_args(arguments)
    try:
        made = standalone(_text(given.page))
        try:
            temporary = given.out.with_name(f"{given.out.name}.tmp")
            temporary.write_text(made, encoding="utf-8", newline="\n")
            os.replace(temporary, given.out)
        except OSError as error:
            raise InputError(f"{given.out} cannot be written ({error.strerror}); choose another path.") from None
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{given.out}: {given.out.stat().st_size:,} bytes, everything in it.")
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give the path of a page.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is no page in UTF-8; give a file of HTML.") from None


if __name__ == "__main__":
    sys.exit(main())
