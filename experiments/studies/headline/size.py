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
    """Pairs at every step of every order; two at least, or shares have no interval."""
    ends: int
    """Pairs at either end of every assumption's range."""
    worlds: int
    """Points of the hypercube of all assumptions together."""
    world_pairs: int
    """Pairs in each world; their mean alone says who is ahead there."""
    every: int
    """Every so-many-th council; 1 for all 353."""
    council_pairs: int
    """Pairs in each council, with a luck of its own."""
    weightings: int = 500


FULL = Size(
    quick=False,
    pairs=60,
    pair_pairs=8,
    orders=20,
    order_pairs=8,
    ends=10,
    worlds=200,
    world_pairs=2,
    every=1,
    council_pairs=2,
)
"""About 22,000 runs, six minutes of a processor."""

QUICK = Size(
    quick=True,
    pairs=12,
    pair_pairs=0,
    orders=4,
    order_pairs=2,
    ends=2,
    worlds=24,
    world_pairs=1,
    every=24,
    council_pairs=1,
)
