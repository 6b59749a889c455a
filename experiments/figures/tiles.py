"""A tile for each council of England, all of one size, near where the council lies: our own data, no geography.

``tiles.csv`` holds, for each council, a rough place (ten kilometres east and north of a corner south-west of England,
put down by hand from general knowledge) and its tile. Tiles are made of the places once, by :func:`laid_out`
(``python -m experiments.figures.tiles`` writes them anew): each panel is a grid, and councils take tiles so that the
sum of squared distances to their places is as small as it can be.

Councils that answer for everything, counties, and the districts in them stand in panels of their own, since a county
and its districts lie in the same place.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

FILE = Path(__file__).with_name("tiles.csv")

SINGLE, COUNTIES, DISTRICTS = "single-tier councils", "counties", "districts"
PANELS = {"UA": SINGLE, "MD": SINGLE, "L": SINGLE, "SC": COUNTIES, "SD": DISTRICTS}
"""The panel of each class of councils."""

SIDES = {SINGLE: 4.1, COUNTIES: 6.6, DISTRICTS: 3.2}
"""Side of a tile in each panel, in the unit of places."""

NORTH, EAST, MARGIN = 62.0, 66.0, 2
"""Where the grid ends, in the unit of places, and how many tiles it reaches beyond on every side."""


@lru_cache(maxsize=1)
def tiles() -> pd.DataFrame:
    """A row for each council: ``code``, ``council``, ``panel``, ``east``, ``north``, ``column``, ``row`` from above."""
    return pd.read_csv(FILE)


def laid_out(places: pd.DataFrame) -> pd.DataFrame:
    """The same with ``column`` and ``row`` worked out of ``panel``, ``east`` and ``north``."""
    from scipy.optimize import linear_sum_assignment

    found = []
    for panel, here in places.groupby("panel", sort=False):
        side = SIDES[str(panel)]
        columns = np.arange(-MARGIN, int(EAST / side) + MARGIN + 1)
        rows = np.arange(-MARGIN, int(NORTH / side) + MARGIN + 1)
        column, row = (part.ravel() for part in np.meshgrid(columns, rows))
        east = here["east"].to_numpy(dtype=float)[:, None] - side * (column + 0.5)
        north = here["north"].to_numpy(dtype=float)[:, None] - side * (row + 0.5)
        _, chosen = linear_sum_assignment(np.round(east**2 + north**2, 6))
        taken = here.assign(column=column[chosen], row=-row[chosen])
        found.append(
            taken.assign(column=taken["column"] - taken["column"].min(), row=taken["row"] - taken["row"].min())
        )
    return pd.concat(found).loc[places.index].reset_index(drop=True)


def main() -> None:
    """Lay the tiles out anew, of the places that the file holds."""
    columns = ["code", "council", "panel", "east", "north"]
    laid_out(tiles()[columns]).to_csv(FILE, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
