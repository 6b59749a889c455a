"""S19: ranking crowds out deliberation, training the powerful beats training juniors, and what was lost stays lost."""

from __future__ import annotations

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

DELIBERATION = "public.deliberation"
LATE = -60
"""Months from the end that make up the last five years."""


def crowded_out(results: Results) -> float:
    """Share of deliberation lost by ranking at .6 instead of .2."""
    return 1.0 - float(
        results.mean("ranking .6", DELIBERATION, LATE).mean() / results.mean("ranking .2", DELIBERATION, LATE).mean()
    )


def powerful_over_juniors(results: Results) -> float:
    """What training the top gains over training juniors, relative to deliberation without training."""
    untrained = results.mean("nobody trained", DELIBERATION, LATE).mean()
    return results.difference("powerful trained", "juniors trained", DELIBERATION, LATE) / float(untrained)


def regained(results: Results) -> float:
    """Share of what ranking took that is back in the last year, long after it was given up; 1 if it took nothing."""
    lost = results.difference("never ranked", "ranking .6", DELIBERATION)
    return results.difference("ranking given up", "ranking .6", DELIBERATION) / lost if lost > 1e-6 else 1.0


HYPOTHESIS = Hypothesis(
    id="S19",
    claim="Senior officers make or limit local democracy: ranking, audit and risk crowd out participation, political "
    "scars persist, and hardly anybody is trained for it.",
    contrast="Attention that ranking takes .6 v .2; training the top 5% of officers by power v half of the juniors; "
    "ranking given up after seven years v never begun v never given up.",
    expected="Ranking weight .2 -> .6 lowers deliberation by at least 30%; training the top 5% by power beats training "
    "50% of juniors; after pressure is removed participation does not return (hysteresis).",
    falsified="No hysteresis; who is trained does not matter.",
    arms=(
        Arm("ranking .2", {"ranking_weight": 0.2}),
        Arm("ranking .6", {"ranking_weight": 0.6}),
        Arm("ranking given up", {"ranking_weight": 0.6, "ranking_years": 7.0}),
        Arm("never ranked", {"ranking_weight": 0.6, "ranking_years": 0.0}),
        Arm("nobody trained", {"democracy_training": 0.0}),
        Arm("powerful trained", {"democracy_training": 0.05, "training_target": "powerful"}),
        Arm("juniors trained", {"democracy_training": 0.35, "training_target": "juniors"}),
    ),
    outcomes=(DELIBERATION, "public.scars", "public.attachment", "public.turnout"),
    criteria=(
        Criterion(
            "crowding out",
            "Ranking at .6 leaves at least 30% less deliberation than at .2, over the last five years.",
            crowded_out,
            at_least=0.3,
        ),
        Criterion(
            "training the powerful",
            "Training the top 5% of officers by power leaves more deliberation than training half of the juniors, by "
            "at least 1% of what there is without training.",
            powerful_over_juniors,
            at_least=0.01,
        ),
        Criterion(
            "hysteresis",
            "Eight years after ranking was given up less than half of the deliberation that it took is back.",
            regained,
            at_most=0.5,
        ),
    ),
    turn=Turn(
        "training the powerful",
        "Where power is equal in all posts, the many juniors count for more than the few at the top.",
        {"power_concentration": 0.0},
    ),
    departures=(
        "'Beats' is read as a gain of at least 1% of deliberation, so that a tie does not pass. Juniors are team "
        "managers (21 of 30 officers): half of them are 35% of all officers, seven times as many as the top 5%. 'Does"
        " not return' is read as: less than half of what was lost is back eight years after all ranking ended. The "
        "first criterion follows nearly by arithmetic from the card's own equation (attention is one budget). After "
        "first figures a rate of monitoring was replaced by the share that is watched."
    ),
)
