"""What the page's map of councils is made of: a tile for each of the 353, and how its real funding moved."""

from __future__ import annotations

from typing import Any

from experiments.figures.tiles import COUNTIES, DISTRICTS, SINGLE, tiles
from sim.council.councils import all_councils
from sim.data import YEARS

DIGITS = 4
"""A colour and a figure in per cent with one digit need no more of a change of funding."""


def tile_map() -> dict[str, Any]:
    """Columns by council, in the order of the page's own list of councils.

    ``panels`` names the panels, ``panel`` is a place in it, ``column`` and ``row`` (from above) are the tile in its
    panel, ``change`` is what was added to real funding between ``first`` and ``last``, as a share of the first.
    """
    places = tiles().set_index("code")
    councils = all_councils()
    here = places.loc[[council.code for council in councils]]
    panels = [SINGLE, DISTRICTS, COUNTIES]
    return {
        "panels": panels,
        "code": list(here.index),
        "panel": [panels.index(panel) for panel in here["panel"]],
        "column": here["column"].tolist(),
        "row": here["row"].tolist(),
        "first": str(YEARS[0]),
        "last": str(YEARS[-1]),
        "change": [round(council.funding[-1] / council.funding[0] - 1, DIGITS) for council in councils],
    }
