"""The product of the builder, as it is shipped: where it lies, of which source it is made, and what it holds."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
from sim.machine.sources import SOURCES, digest_of

PRODUCT = Path(__file__).resolve().parent / "product"
MODULE, TABLE, COUNCILS, SCRIPT = "townhall.wasm", "table.json", "councils.json", "townhall.js"


def source_of_a_page() -> str:
    """Twelve hexadecimal digits that change with every source of which a run is made."""
    return digest_of(SOURCES / "machine" / "engine.py")


def product(folder: Path = PRODUCT) -> dict[str, bytes]:
    """The files of the product; :class:`InputError` where one is missing or older than the source."""
    from sim.faces.browser.module import digest_in

    try:
        found = {name: (folder / name).read_bytes() for name in (MODULE, TABLE, COUNCILS)}
    except OSError as error:
        raise InputError(
            f"The browser's engine is not here ({error.filename}): make it with make browser-engine."
        ) from None
    if digest_in(found[MODULE]) != source_of_a_page():
        raise InputError(
            "The browser's engine is older than the rules of the model: make it again with make browser-engine."
        )
    return found
