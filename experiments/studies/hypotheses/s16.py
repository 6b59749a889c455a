"""S16 The undergraduates' view: what students hear of public service decides, years later, who applies."""

from __future__ import annotations

import numpy as np

from experiments.designs.design import YEAR
from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

SHOCK = 36
"""First month of the year in which the media show nothing but doom."""
MIDDLE = SHOCK + YEAR // 2
FIVE_YEARS = 60
TEN_YEARS = 120
CAMPAIGN = {"campaign": 0.5}


def lag(results: Results) -> float:
    """Years from the year of doom to the twelve months in which vacancies exceed those of a quiet time the most."""
    extra = results.path("doom", "staff.vacancy") - results.path("quiet", "staff.vacancy")
    yearly = np.convolve(extra.mean(axis=(0, 1)), np.full(YEAR, 1.0 / YEAR), mode="valid")
    return float(np.argmax(yearly[SHOCK:])) / YEAR


HYPOTHESIS = Hypothesis(
    id="S16",
    claim="Students build their picture of public service from conflicting messages; the polarised image decides who "
    "applies.",
    contrast="A year of doom in the media or none; at equal cost one campaign for everybody or one for each viewpoint.",
    expected="A doom shock raises vacancy with a lag of 2 to 4 years; targeted messages (per cluster) beat generic "
    "ones by at least 20 per cent at equal cost; there are 5 to 9 clusters.",
    falsified="No lag; one consensus cluster.",
    arms=(
        Arm("quiet"),
        Arm("doom", {"media_shock_year": 4}),
        Arm("generic", {**CAMPAIGN, "campaign_targeting": 0.0}),
        Arm("targeted", {**CAMPAIGN, "campaign_targeting": 1.0}),
    ),
    outcomes=("staff.vacancy", "staff.applicants", "public.viewpoints", "money.reserves"),
    criteria=(
        Criterion(
            "doom raises vacancy",
            "Two to four years after the year of doom more posts are empty, by at least a tenth of a point",
            lambda results: results.difference("doom", "quiet", "staff.vacancy", MIDDLE + 2 * YEAR, MIDDLE + 4 * YEAR),
            at_least=0.001,
        ),
        Criterion(
            "lag",
            "The rise is greatest two to four years after the year of doom",
            lag,
            at_least=2.0,
            at_most=4.0,
            unit="years",
        ),
        Criterion(
            "targeted beats generic",
            "At equal cost a campaign for each viewpoint brings at least a fifth more applicants than one for all",
            lambda results: float(
                results.mean("targeted", "staff.applicants", -FIVE_YEARS).mean()
                / max(1e-9, results.mean("generic", "staff.applicants", -FIVE_YEARS).mean())
                - 1.0
            ),
            at_least=0.2,
        ),
        Criterion(
            "several viewpoints",
            "Students hold five to nine distinct viewpoints",
            lambda results: float(results.mean("quiet", "public.viewpoints", -TEN_YEARS).mean()),
            at_least=5.0,
            at_most=9.0,
            unit="viewpoints",
        ),
    ),
    turn=Turn(
        "several viewpoints",
        "Where students listen to everybody, however far apart they are, one consensus remains.",
        settings={"student_confidence": 0.8},
    ),
    departures=(
        "The lag is counted from the year of doom to the twelve months with the greatest rise; a rise is at least "
        ".001 of posts. Targeted and generic are compared by applicants in the last five years of fifteen, at half a "
        "message a month for each student. Viewpoints are the mean of the last ten years. The time from choosing a "
        "career to applying (2 to 4 years, mean 3) is an assumption of the mechanism: the criterion on the lag checks"
        " that it comes through to vacancies, no more. The default of `campaign_targeting` was moved from 0 to .25 "
        "after a first look; it acts in the quiet and the doom arm. A fifth more is of applicants, not of what a "
        "campaign adds."
    ),
)
