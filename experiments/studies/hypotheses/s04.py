"""S04 The 21st Century Chief Executive: what abolishing the office saves at first and costs later."""

from __future__ import annotations

import numpy as np

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

ABOLISHED = 24
"""Month in which the office goes: April of the third year, when the habits of the first two are known."""
QUARTER = 3
FIVE_YEARS = 60

TURBULENT = {"budget_mode": "fixed", "budget_cut": 30.0, "budget_cut_years": 6}
FOR_GOOD = {
    "abolition_year": 3,
    "reinstatement_odds": -12.0,
    "reinstatement_delay": 0.0,
    "reinstatement_steering": 0.0,
    "reinstatement_change": 0.0,
}
FREQUENT_CHANGE = {"control_odds": 0.0, "control_dissatisfaction": 0.0}
"""Control changes at every other election, whether residents are content or not."""
SEVERAL = ("Camden", "Leeds", "Surrey")
MORE = ("Camden", "Leeds", "Surrey", "Cornwall")
LOW = 0.62
"""Satisfaction below which a council does badly (the default of ``low_performance``)."""


def gained(results: Results, first: int, last: int) -> float:
    """Mean gain of reserves (£m) by abolishing the office, over quarters ``first`` to ``last`` after it went."""
    months = (ABOLISHED + QUARTER * (first - 1), ABOLISHED + QUARTER * last)
    return results.difference("abolished for good", "kept", "money.reserves", *months)


def brought_back(results: Results) -> float:
    """Share of councils that have a chief executive's office again within five years of abolishing it."""
    office = results.path("abolished", "leadership.chief_executive")[..., ABOLISHED : ABOLISHED + FIVE_YEARS]
    return float(((office[..., 0] == 0.0) & (office.max(axis=2) == 1.0)).mean())


def lost_trust(results: Results, side: str) -> float:
    """Trust of one side in a partisan less that in a neutral chief executive, in the months of a new majority."""
    trust = []
    for arm in ("partisan", "neutral"):
        new = results.path(arm, "leadership.new_majority")
        trust.append((new * results.path(arm, f"trust.chief_executive_{side}")).sum() / max(1.0, new.sum()))
    return float(trust[0] - trust[1])


def exit_rise(results: Results, *, low: bool) -> float:
    """Chief executives who leave in a year under a new majority, less those under an old one.

    In councils that do badly (``low``) or in those that do well.
    """
    left, months = np.zeros(2), np.zeros(2)
    for arm in ("content", "discontent"):
        badly = results.path(arm, "public.satisfaction") < LOW
        new = results.path(arm, "leadership.new_majority") == 1.0
        exits = results.path(arm, "leadership.chief_executive_left")
        for at, majority in enumerate((new, ~new)):
            here = (badly == low) & majority
            left[at] += exits[here].sum()
            months[at] += here.sum()
    rates = 12.0 * left / np.maximum(1.0, months)
    return float(rates[0] - rates[1])


HYPOTHESIS = Hypothesis(
    id="S04",
    claim="Abolishing the chief executive is a fad: the role supplies continuity and a neutral bridge; it fails when "
    "the chief executive becomes partisan or the story.",
    contrast="The office kept, or abolished in the third year of a 30 per cent cut; a neutral or a partisan chief "
    "executive where control changes often; contented or discontented residents.",
    expected="Removing the chief executive is a net gain in quarters 1 to 4 and a net loss by quarter 8 at five or "
    "more directors and turbulence; more than half of the councils that abolish the office reinstate it within five "
    "years; a partisan chief executive (above .5) loses the trust of both sides after a change of control; exit rises "
    "with party change only when performance is low.",
    falsified="No reversal of the net gain; exit rises with party change also at high performance.",
    arms=(
        Arm("kept", TURBULENT, councils=SEVERAL, months=ABOLISHED + FIVE_YEARS),
        Arm("abolished", {**TURBULENT, "abolition_year": 3}, councils=SEVERAL, months=ABOLISHED + FIVE_YEARS),
        Arm("abolished for good", {**TURBULENT, **FOR_GOOD}, councils=SEVERAL, months=ABOLISHED + FIVE_YEARS),
        Arm("neutral", {**FREQUENT_CHANGE, "chief_partisanship_shift": -0.15}),
        Arm("partisan", {**FREQUENT_CHANGE, "chief_partisanship_shift": 0.65}),
        Arm("content", {**FREQUENT_CHANGE, "satisfaction_start": 0.85}, councils=MORE),
        Arm("discontent", {**FREQUENT_CHANGE, "satisfaction_start": 0.5}, councils=MORE),
    ),
    outcomes=(
        "money.reserves",
        "leadership.chief_executive",
        "leadership.new_majority",
        "leadership.chief_executive_left",
        "trust.chief_executive_ruling",
        "trust.chief_executive_opposition",
        "public.satisfaction",
        "decision.delay",
        "decision.steering",
    ),
    criteria=(
        Criterion(
            "gain at first",
            "Reserves are higher in quarters 1 to 4 after the office is abolished than if it is kept",
            lambda results: gained(results, 1, 4),
            at_least=0.0,
            unit="£m",
        ),
        Criterion(
            "loss by quarter 8",
            "Reserves are lower in quarter 8 than if the office is kept",
            lambda results: gained(results, 8, 8),
            at_most=-0.001,
            unit="£m",
        ),
        Criterion(
            "brought back",
            "More than half of the councils that abolish the office have it again within five years",
            brought_back,
            at_least=0.5,
        ),
        Criterion(
            "new rulers distrust a partisan",
            "After a change of control the ruling side trusts a partisan chief executive less than a neutral one",
            lambda results: lost_trust(results, "ruling"),
            at_most=-0.001,
        ),
        Criterion(
            "old friends distrust a partisan",
            "After a change of control the opposition trusts a partisan chief executive less than a neutral one",
            lambda results: lost_trust(results, "opposition"),
            at_most=-0.001,
        ),
        Criterion(
            "exit at low performance",
            "In councils that do badly more chief executives leave under a new majority",
            lambda results: exit_rise(results, low=True),
            at_least=0.001,
            unit="a year",
            calibrated=True,
        ),
        Criterion(
            "no exit at high performance",
            "In councils that do well a new majority raises exit by at most half the base rate of .05 a year",
            lambda results: exit_rise(results, low=False),
            at_most=0.025,
            unit="a year",
            calibrated=True,
        ),
        Criterion(
            "exit rises more at low performance",
            "A new majority raises exit more in councils that do badly than in those that do well",
            lambda results: exit_rise(results, low=True) - exit_rise(results, low=False),
            at_least=0.0,
            unit="a year",
            calibrated=True,
        ),
    ),
    turn=Turn(
        "brought back",
        "Where a leader asks neither whether decisions have become slower nor whether services are worse steered, few "
        "offices come back.",
        settings={"reinstatement_delay": 0.0, "reinstatement_steering": 0.0, "reinstatement_change": 0.0},
    ),
    departures=(
        "Net gain is read as money, the card's net cost: usable reserves. Quarters 1 to 4 are one mean, quarter 8 is "
        "that quarter. The office stays abolished in the arm that measures gain and loss. Trust of both sides is "
        "compared between a partisan (.8) and a neutral (0) chief executive in the eighteen months after a change of "
        "control, by the side's role. 'Only when performance is low' is read as a rise of at most half the base rate "
        "at high performance. The interaction of party change and low performance is an input taken from Boyne and "
        "others, so the criteria on exit check that it comes through, no more. Reserves are a stock: the loss by "
        "quarter 8 must have eaten up the gain. £1,000, .001 of trust and .001 exits a year count as nothing. All "
        "three councils have five or more directors. How the share brought back is counted was mended, the turn was "
        "moved, and a council that never had a chief executive stopped missing one, after results had been seen. The "
        "criterion on exit at low against high performance was added in review, after first figures."
    ),
    calibrated="The signs of the exit hazard are those that Boyne and others found.",
)
