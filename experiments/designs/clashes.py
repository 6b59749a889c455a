"""Points of a design at which two dated events would contradict each other: refused before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.designs.factors import value_of
from experiments.designs.sampling import Points
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

if TYPE_CHECKING:
    from experiments.designs.sweep import SweepDesign


class Clash(InputError):
    """Two events contradict each other at a point; ``place`` is that of the last factor that brings it about."""

    def __init__(self, sentence: str, place: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.place = place


def refuse_clashes(design: SweepDesign) -> None:
    """:class:`Clash` at the first point at which the events of a scenario contradict each other."""
    # Numbers move nothing to another month or another thing: only what is chosen, such as a date, can.
    chosen = [at for at, f in enumerate(design.factors) if "." in f.name and f.parameter.kind == "choice"]
    if not chosen:
        return
    factors = [design.factors[at] for at in chosen]
    points = Points(design)
    for codes in np.unique(points.stretch(0, len(points))[:, chosen], axis=0).tolist():
        laid = {f.name: value_of(f, code) for f, code in zip(factors, codes, strict=True) if code == code}
        for scenario in design.scenarios:
            try:
                scenario.changed(**laid)
            except InputError as error:
                where = shown(", ".join(f"{name} {value}" for name, value in laid.items()), QUOTED)
                sentence = str(error)
                last = factors[-1]
                raise Clash(f"at {where} {sentence[0].lower()}{sentence[1:]}", (last.role, last.name)) from None
