"""How much is run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much is run; every number of pairs is of runs with the same luck under either style."""

    quick: bool
    pairs: int
    """Pairs with all theories on, and with each switched off."""
    pair_pairs: int
    """Pairs without each two theories; 0 leaves them out."""
    orders: int
    """Orders in which theories join one after another, from which Shapley shares are taken."""
    order_pairs: int
    """Pairs at every step of every order."""
    ends: int
    """Pairs at either end of every assumption's range."""
    worlds: int
    """Points of the hypercube of all assumptions together."""
    world_pairs: int
    every: int
    """Every so-many-th council; 1 for all 353."""
    council_pairs: int
    weightings: int = 500


FULL = Size(False, 60, 8, 30, 4, 8, 200, 2, 1, 2)
QUICK = Size(True, 12, 0, 4, 1, 2, 24, 1, 24, 1)
