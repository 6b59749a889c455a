"""The map: every council of the data stands exactly once, on a tile of its own, near where it lies."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import sim.data
from experiments.figures.tiles import PANELS, SIDES, laid_out, tiles

PLACES = ["code", "council", "panel", "east", "north"]


def councils() -> dict[str, dict[str, str]]:
    with open(Path(sim.data.__file__).parent / "councils.csv", encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_every_council_stands_exactly_once() -> None:
    known = councils()
    assert sorted(tiles()["code"]) == sorted(known)
    for row in tiles().itertuples():
        assert (row.council, row.panel) == (known[row.code]["short_name"], PANELS[known[row.code]["klass"]])


def test_no_two_tiles_collide() -> None:
    assert not tiles().duplicated(["panel", "column", "row"]).any()
    assert (tiles()[["column", "row"]] >= 0).all(axis=None)


@pytest.mark.parametrize("panel", SIDES)
def test_tiles_lie_near_their_councils(panel: str) -> None:
    """North of is above, east of is to the right, wherever councils lie further apart than a few tiles."""
    here = tiles()[tiles()["panel"] == panel]
    far = 5 * SIDES[panel]
    for place, tile, way in (("east", "column", 1), ("north", "row", -1)):
        apart = here[place].to_numpy()[:, None] - here[place].to_numpy()
        moved = way * (here[tile].to_numpy()[:, None] - here[tile].to_numpy())
        assert (moved[apart > far] > 0).all()
        assert np.corrcoef(here[place], way * here[tile])[0, 1] > 0.9


def test_known_neighbours() -> None:
    place = tiles().set_index("council")
    assert place.loc["Cornwall", "column"] < place.loc["Plymouth", "column"] < place.loc["Medway", "column"]
    assert place.loc["Northumberland", "row"] < place.loc["Leeds", "row"] < place.loc["Birmingham", "row"]
    assert place.loc["Isles of Scilly", "column"] == 0


def test_the_file_is_what_the_rule_makes_of_the_places() -> None:
    made = laid_out(tiles()[PLACES])
    assert made[["column", "row"]].equals(tiles()[["column", "row"]])
