"""Factors: the parameters that a design varies, and how a number in a table of points stands for a value."""

from __future__ import annotations

from dataclasses import dataclass

from sim.machine.declared import Parameter

ROLES = ("uncertainties", "levers")
"""What a factor can be: something nobody knows, or something that somebody can choose."""

DISTRIBUTIONS = ("uniform", "log_uniform", "triangular")
DEFAULT_STEPS = 2

Value = float | int | str


@dataclass(frozen=True)
class Factor:
    """One parameter that varies.

    ``values`` lists its levels; where it is empty the parameter varies from ``low`` to ``high`` by its
    ``distribution``, in ``steps`` equal steps where the design is one of levels (of a choice: over all its words).
    ``peak`` is the likeliest value of a triangular distribution.
    """

    parameter: Parameter
    role: str
    low: float
    high: float
    values: tuple[Value, ...] = ()
    steps: int = DEFAULT_STEPS
    distribution: str = "uniform"
    peak: float = 0.0

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name

    @property
    def levels(self) -> tuple[Value, ...]:
        """The levels of a design of levels."""
        if self.values:
            return self.values
        if self.parameter.kind == "choice":
            return self.parameter.choices
        if self.steps == 1:
            return (self._whole(self.low),)
        width = (self.high - self.low) / (self.steps - 1)
        stepped = [self.low + width * at for at in range(self.steps - 1)] + [self.high]
        return tuple(dict.fromkeys(self._whole(value) for value in stepped))

    def _whole(self, value: float) -> Value:
        return round(value) if self.parameter.kind == "int" else float(value) + 0.0

    def described(self) -> dict[str, object]:
        """The factor as a results folder keeps it."""
        about: dict[str, object] = {"role": self.role, "unit": self.parameter.unit, "mark": self.parameter.mark}
        if self.values or self.parameter.kind == "choice":
            return {**about, "values": list(self.values or self.parameter.choices)}
        about |= {"from": self.low, "to": self.high, "steps": self.steps, "distribution": self.distribution}
        return {**about, "peak": self.peak} if self.distribution == "triangular" else about


def number_of(factor: Factor, value: Value) -> float:
    """``value`` as the number that stands for it in a point."""
    if factor.parameter.kind == "choice":
        return float(factor.parameter.choices.index(str(value)))
    return float(value)


def value_of(factor: Factor, number: float) -> Value:
    """The value that ``number`` stands for, in the parameter's own type."""
    if factor.parameter.kind == "choice":
        return factor.parameter.choices[int(number)]
    return int(number) if factor.parameter.kind == "int" else number
