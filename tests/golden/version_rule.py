"""When kept numbers may be written anew: golden files and reference set have the same rule."""

from __future__ import annotations

import sys
from collections.abc import Collection

from sim.faces.model import MODEL_VERSION

HOW = (
    "If you meant to change numbers: raise MODEL_VERSION in sim/__init__.py, say why in CHANGELOG.md, call "
    "`python -m tests.golden.update` and `python -m tests.reference.record`, and look at what changed before you "
    "commit it (see CONTRIBUTING.md). If you did not, your change has moved results; the lines above say which."
)


def refused(versions: Collection[str], arguments: list[str]) -> bool:
    """Whether nothing may be written, and if so, say why; ``versions`` are those under which moved numbers are kept."""
    if MODEL_VERSION not in versions or "--same-version" in arguments:
        return False
    print(
        f"The numbers changed, but MODEL_VERSION in sim/__init__.py is still {MODEL_VERSION}; raise it (see "
        "CONTRIBUTING.md) and call this again. Nothing was written.",
        file=sys.stderr,
    )
    return True
