"""S17 Hashtag politics: latency of replies, ambiguity of labels, and letting go."""

from __future__ import annotations

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

AMBIGUITY = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
POSITIVE, REACH = "public.online_positive", "public.online_reach"

ARMS = (
    Arm("three days", {"sign_off_days": 3.0}),
    Arm("four hours", {"sign_off_days": 0.17}),
    *(Arm(f"ambiguity {a:g}", {"label_ambiguity": a}, months=120) for a in AMBIGUITY),
    Arm("let go", {"let_go": 1.0}),
    Arm("dragged on", {"let_go": 0.0}),
)


def positive(r: Results, arm: str) -> float:
    """The council's own frame among all whom its ideas reached, over the whole run."""
    reach = r.path(arm, REACH)
    return float((reach * r.path(arm, POSITIVE)).sum() / max(1e-9, reach.sum()))


def gain_of_speed(r: Results) -> float:
    return positive(r, "four hours") - positive(r, "three days")


def peak(r: Results) -> float:
    """Where a parabola through reach by ambiguity has its peak; 2 (outside) where it opens upwards."""
    reach = [r.mean(f"ambiguity {a:g}", REACH, first=0).mean() for a in AMBIGUITY]
    bend, slope, _ = np.polyfit(AMBIGUITY, reach, 2)
    return float(np.clip(-slope / (2.0 * bend), -2.0, 2.0)) if bend < 0.0 else 2.0


def ends(r: Results) -> float:
    """Reach at the ambiguity of the best inner arm less that at the better end, over the latter."""
    reach = np.array([r.mean(f"ambiguity {a:g}", REACH, first=0).mean() for a in AMBIGUITY])
    best_end = max(reach[0], reach[-1])
    return float(reach[1:-1].max() / max(1e-9, best_end) - 1.0)


def trust_kept(r: Results) -> float:
    return r.difference("let go", "dragged on", "trust.partner", first=-120)


HYPOTHESIS = Hypothesis(
    id="S17",
    claim="A policy idea put online changes in others' hands; vague labels travel; slow sign-off loses the "
    "conversation; know when to let go.",
    contrast="Replies signed off after three days or four hours; labels from clear to wholly vague; ideas let go past "
    "their peak or dragged on.",
    expected="Replying after 4 hours instead of 3 days raises the final positive share by at least 10 points; reach is "
    "an inverted U in ambiguity; stopping at the peak keeps more trust than a late stop.",
    falsified="Latency has no effect, or reach is monotone in ambiguity.",
    arms=ARMS,
    outcomes=(POSITIVE, REACH, "trust.partner", "trust.residents"),
    criteria=(
        Criterion(
            "answering in time",
            "Four hours instead of three days raise the positive share by 10 points or more.",
            gain_of_speed,
            at_least=0.10,
        ),
        Criterion(
            "an inner peak of reach",
            "A parabola through reach by ambiguity opens downwards and has its peak between .05 and .95.",
            peak,
            at_least=0.05,
            at_most=0.95,
            unit="ambiguity",
        ),
        Criterion(
            "more reach than at both ends",
            "Some ambiguity reaches more residents than none and than complete vagueness.",
            ends,
            at_least=0.0,
            unit="relative",
        ),
        Criterion(
            "letting go keeps trust",
            "Partners trust the council more where ideas are let go past their peak than where they are dragged on.",
            trust_kept,
            at_least=0.0,
        ),
    ),
    turn=Turn(
        "more reach than at both ends",
        "If vague labels are passed on more and never change in others' hands, the vaguest reaches most.",
        settings={"vague_mutation": 0.0},
    ),
    departures=(
        "The final positive share is the share of the council's own frame among all reached, over ideas online in all"
        " months. The sign-off takes the stated days at the usual number of layers, more or less with the layers that"
        " the line of command demands. Trust of collaborators is the trust between the council and all its partners, "
        "of whom only voluntary and business partners are misled. An inner peak is one between .05 and .95. That "
        "letting go keeps trust follows from the rule. That critics' tellings change too was added after a first run "
        "and turned two criteria; the turn was moved after it, and reach became the mean of ideas instead of their "
        "sum."
    ),
)
