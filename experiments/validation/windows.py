"""Windows: which councils are looked at, and up to which year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.validation.halves import BOTH, OPEN_TO, A, B, in_half
from experiments.validation.ledger import COUNTRY, HALF
from experiments.validation.panel import FIRST_YEAR, MONTHS_A_YEAR, Panel

LAST_YEAR = 2024


@dataclass(frozen=True)
class Window:
    """Some councils, to the end of some financial year."""

    half: str
    last: int

    @property
    def name(self) -> str:
        """Its name in tables."""
        return self.half

    @property
    def years(self) -> int:
        """How many financial years it has, from 2010-11 on."""
        return self.last - FIRST_YEAR + 1

    @property
    def months(self) -> int:
        """How many months must be run for it."""
        return self.years * MONTHS_A_YEAR

    @property
    def words(self) -> str:
        """The window in words."""
        until = f"{self.last}-{(self.last + 1) % 100:02d}"
        who = "both halves of the councils" if self.half == BOTH else f"half {self.half} of the councils"
        return f"{who}, to {until}"

    def of(self, panel: Panel, split: str = HALF) -> Panel:
        """What may be seen of a panel of all councils, for figures that are split like that."""
        if split == COUNTRY:
            return panel.to(self.last)
        return panel.of(in_half(self.half, panel.codes.tolist(), panel.klass.tolist())).to(self.last)


WINDOWS: Mapping[str, Window] = {A: Window(A, OPEN_TO), B: Window(B, LAST_YEAR), BOTH: Window(BOTH, LAST_YEAR)}
"""Half A while the model is built; half B, or both, when half B is opened."""
