"""S15 The local government family: hidden failure spreads risk, and where nobody watches more councils fail."""

from __future__ import annotations

import numpy as np

from experiments.studies.family.sizes import SIZES
from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn
from sim.council.councils import all_councils

COUNCILS = tuple(council.code for council in all_councils()[::9])
"""Every ninth of the 353, in the order of their codes: forty councils of all classes and regions."""

SETTINGS = {**SIZES, "governance_shock": 0.5}
FAILED, RESERVES = "money.failed", "money.reserves_ratio"
COMMERCIAL, HOLLOWING = "money.commercial_strategy", "leadership.hollowing"
ARMS = ("failures hidden", "failures told", "success only", "nobody watches", "half are watched")
HOLLOW = 0.1
"""A council is hollowed out if it gave up so much of its management in the mean of the months before it failed."""
COMFORTABLE = 0.05
"""Reserves over net revenue with which a council that fails did not fail for want of money."""


def arm(name: str, **settings: object) -> Arm:
    """Forty councils together under the same conditions."""
    return Arm(name, {**SETTINGS, **settings}, councils=COUNCILS, together=True)


def failures(results: Results, name: str) -> float:
    """Share of councils that have failed by the end."""
    return float(results.path(name, FAILED)[..., -1].mean())


def fewer(results: Results, name: str, reference: str) -> float:
    """By how much failures are rarer than in ``reference``, as a share of those."""
    before = failures(results, reference)
    return (before - failures(results, name)) / before if before > 0.0 else 0.0


def riskier_without_failures(results: Results) -> float:
    """Commercial councils in the last five years where only success is told, less those where failure is told too."""
    return results.difference("success only", "failures told", COMMERCIAL, first=-60)


def tail_of_the_hollowed(results: Results) -> float:
    """Failures among hollowed-out councils over those among the others; hollowing counts before the notice only.

    0 where there are not both kinds, or where no other council fails.
    """
    hollow, failed = [], []
    for name in ARMS:
        before = 1.0 - results.path(name, FAILED)
        given_up = (results.path(name, HOLLOWING) * before).sum(axis=2) / np.maximum(1.0, before.sum(axis=2))
        hollow.append(given_up.ravel() > HOLLOW)
        failed.append(results.path(name, FAILED)[..., -1].ravel())
    hollowed, lost = np.concatenate(hollow), np.concatenate(failed)
    if hollowed.all() or not hollowed.any() or not lost[~hollowed].any():
        return 0.0
    return float(lost[hollowed].mean() / lost[~hollowed].mean())


def by_shock(results: Results) -> float:
    """Share of all failures that came while reserves were comfortable; 0 if nobody failed."""
    found = total = 0
    for name in ARMS:
        failed, reserves = results.path(name, FAILED), results.path(name, RESERVES)
        first = (failed[..., 1:] > failed[..., :-1]).nonzero()
        total += first[0].size
        found += int((reserves[..., :-1][first] > COMFORTABLE).sum())
    return found / total if total else 0.0


HYPOTHESIS = Hypothesis(
    id="S15",
    claim="Councils share success and hide failure; nobody watches, so bad choices run to disaster.",
    contrast="failures told by .1 or by .5 of councils in trouble; nobody or half of the councils watched",
    expected=(
        "p_f .1->.5 or m 0->.5 lowers failures by >=25%; success-only sharing raises the share of risky commercial "
        "strategies; hollowed councils have the fat tail"
    ),
    falsified="no effect of p_f on risky adoption; failure only by low reserves (one route)",
    arms=(
        arm("failures hidden", failure_disclosure=0.1),
        arm("failures told", failure_disclosure=0.5),
        arm("success only", failure_disclosure=0.0),
        arm("nobody watches", monitoring_path="fixed", monitoring_level=0.0),
        arm("half are watched", monitoring_path="fixed", monitoring_level=0.5),
    ),
    outcomes=(FAILED, RESERVES, COMMERCIAL, HOLLOWING),
    criteria=(
        Criterion(
            "disclosure",
            "failures are rarer by a quarter or more where half of the councils in trouble tell of it, not a tenth",
            lambda results: fewer(results, "failures told", "failures hidden"),
            at_least=0.25,
        ),
        Criterion(
            "monitoring",
            "failures are rarer by a quarter or more where half of the councils are watched, not none",
            lambda results: fewer(results, "half are watched", "nobody watches"),
            at_least=0.25,
        ),
        Criterion(
            "success only",
            "telling of success alone makes at least one council in a hundred more commercial",
            riskier_without_failures,
            at_least=0.01,
        ),
        Criterion(
            "fat tail",
            "councils that hollowed out their management fail more often than the others",
            tail_of_the_hollowed,
            at_least=1.0,
            unit="ratio",
        ),
        Criterion(
            "two routes",
            "councils fail for want of money and with money: at least a tenth of the failures by either route",
            by_shock,
            at_least=0.1,
            at_most=0.9,
        ),
    ),
    turn=Turn(
        "success only",
        "Without the family nobody sees anybody, so what is told cannot spread any strategy.",
        without=("S15",),
    ),
    departures=(
        "Forty councils stand for the 353. What was hidden comes to light ten times as often as in the default "
        "(governance_shock .5 a year), so that failures are frequent enough to be counted; how much a council can "
        "bear and how much is hidden is unchanged. The card gives no number for the success-only and the fat-tail "
        "parts: at least one council in a hundred more, and a ratio above 1, were set before any run. Success only is"
        " compared with failures told by half (p_f 0 and .5). The falsifier about one route became a criterion: at "
        "least a tenth of the failures by either. The card's 'or' is read as 'and'. Councils are small (about 70 "
        "agents). Fat tail is read as more failures; hollowed means more than a tenth of management given up, "
        "comfortable means reserves above a twentieth of net revenue. That a council in trouble always heeds its own "
        "failure was added after a first look; the effect of disclosure fell from .30 to .03. How often a council is "
        "in trouble was set to how often real ones lost much of their reserves, the capacity of officers to the rate "
        "of section 114 notices (F14)."
    ),
    replicates=60,
    hypercube_replicates=2,
)
