"""The rule of lesson one, in Python: what a month of a kept promise, a broken one or neither does to a tie of trust."""

from __future__ import annotations

from sim.scenario.load import load_scenario

GOOD, BAD, NEITHER = "kept", "broken", "idle"


class Tie:
    """A tie with its evidence, under the parameters of a scenario."""

    def __init__(self, scenario: str) -> None:
        values = load_scenario(scenario).all_values
        self.memory = float(values["trust_memory"]) ** (1 / 3)
        self.weight, self.loss = float(values["evidence_weight"]), float(values["trust_loss_asymmetry"])
        self.disposition = float(values["disposition_mean"])
        evidence, start = float(values["initial_evidence"]), float(values["initial_trust"])
        self.good = min(evidence, max(0.0, start * (evidence + 2) - 2 * self.disposition))
        self.bad = evidence - self.good

    @property
    def trust(self) -> float:
        """Trust as it stands."""
        return (self.good + 2 * self.disposition) / (self.good + self.bad + 2)

    def month(self, what: str) -> float:
        """One month on."""
        self.good, self.bad = after(self.good, self.bad, what, self.memory, self.weight, self.loss)
        return self.trust


def after(good: float, bad: float, what: str, memory: float, weight: float, loss: float) -> tuple[float, float]:
    """The evidence of a tie a month later."""
    return memory * good + weight * (what == GOOD), memory * bad + weight * loss * (what == BAD)
