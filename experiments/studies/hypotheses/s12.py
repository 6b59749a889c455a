"""S12: strip approvals: staff with clear values decide at once; without shared values discretion misuses."""

from __future__ import annotations

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

TIMELY, MISUSE = "service.in_time", "service.misuse"
LAYERS = (1, 2, 3, 4, 6)
WRONG = 0.15
"""Requests that should not be granted, the default: their number weighs wrong decisions against right ones."""

CONDITIONS: dict[str, dict[str, object]] = {
    "middling": {"alignment_mean": 0.55},
    "clear values, harmful delay": {"alignment_mean": 0.7, "delay_harm": 2.0},
    "unclear values, no audit": {"alignment_mean": 0.35, "audit_rate": 0.0},
}
USED = {
    "middling": LAYERS,
    "clear values, harmful delay": LAYERS,
    "unclear values, no audit": (2,),
}


STYLE = 0.5
"""Of all leaders in every arm: what differs between arms is the rule, never who leads."""


def _name(condition: str, layers: int) -> str:
    return f"{condition}, {'no layer' if layers == 0 else f'{layers} layers'}"


def _arm(condition: str, layers: int) -> Arm:
    """One condition in which ``layers`` must agree, under leaders of one style."""
    settings = {**CONDITIONS[condition], "wrong_requests": WRONG, "approval_layers": float(layers), "style_mean": STYLE}
    return Arm(_name(condition, layers), settings, months=60)


def _worth(results: Results, condition: str, layers: int) -> float:
    """Right requests granted in time less wrong ones granted, as a share of all requests, in the last three years."""
    arm = _name(condition, layers)
    return float(((1.0 - WRONG) * results.mean(arm, TIMELY, -36) - results.mean(arm, MISUSE, -36)).mean())


def _interior(results: Results) -> float:
    worth = {n: _worth(results, "middling", n) for n in (0, *LAYERS)}
    return max(worth[n] for n in (1, 2, 3, 4)) - max(worth[0], worth[6])


def _falls_to_none(results: Results) -> float:
    condition = "clear values, harmful delay"
    return _worth(results, condition, 0) - max(_worth(results, condition, n) for n in LAYERS)


def _discretion_loses(results: Results) -> float:
    condition = "unclear values, no audit"
    return _worth(results, condition, 2) - _worth(results, condition, 0)


HYPOTHESIS = Hypothesis(
    id="S12",
    claim="Strip approvals: staff with clear values reach the right person in time; the risk of bureaucracy is larger.",
    contrast="no layer of approval against 1, 2, 3, 4 and 6 at one style x alignment, harm of delay and audit",
    expected=(
        "optimal n* is interior and falls to 0 when delay harm is high and v>=.7; with v<.4 and no audit discretion "
        "loses to n=2"
    ),
    falsified="n=0 best at every alignment (then the model contains no trade-off) or never best",
    arms=tuple(_arm(condition, n) for condition, layers in USED.items() for n in (0, *layers)),
    outcomes=(TIMELY, MISUSE),
    criteria=(
        Criterion(
            "interior optimum",
            "At middling values (.55) and the usual harm of delay 1 to 4 layers do better than none and than 6",
            _interior,
            at_least=0.0,
        ),
        Criterion(
            "no layer where values are clear",
            "At alignment .7 and a high harm of delay (2 a month) no layer does better than any number of layers",
            _falls_to_none,
            at_least=0.0,
        ),
        Criterion(
            "discretion loses where they are not",
            "At alignment .35 without audit two layers do better than none",
            _discretion_loses,
            at_least=0.0,
        ),
    ),
    turn=Turn(
        "no layer where values are clear",
        "Where a layer takes no time and stops nothing that is right, asking costs nothing, and layers do better",
        settings={"approval_delay": 0.0, "right_passes": 1.0},
    ),
    departures=(
        "What is best is measured as right requests granted in time less wrong ones granted, a right one weighing as "
        "much as a wrong one (15 % of requests are wrong). Every arm has leaders of one style (.5): in models before "
        "0.3 no layer was also full delegation, against command with layers, and its optimum was that of the style. "
        "Delegation at this style spares about half of the layers, whatever their number; the card names no condition "
        "for the interior optimum: it is taken between the two that it names, at alignment .55 and defaults otherwise. "
        "The turn was moved with the arms, before figures of the new ones were seen."
    ),
)
