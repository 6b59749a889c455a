"""S18 Sharing: it saves where assets stand idle and coordination is cheap, next to nothing in the back office."""

from __future__ import annotations

from experiments.studies.hypotheses.declared import Arm, Criterion, Hypothesis, Results, Turn

SAVING, CENTRAL = "partners.sharing_saving", "service.spend.central"
LAST = -60
"""Months at the end over which savings are taken: five years."""
GROUPS = (2, 3, 4, 6, 8)
"""Sizes that a group of organisations may reach."""


def arm(name: str, **settings: object) -> Arm:
    """One council in which organisations share on principle, whether it pays or not."""
    return Arm(name, {"sharing_policy": "always", **settings})


def saving(results: Results, name: str) -> float:
    """Net saving a year over the last five years, £m."""
    return float(results.mean(name, SAVING, first=LAST).mean())


def back_office(results: Results) -> float:
    """Net saving over what the back office costs."""
    return saving(results, "back office") / float(results.mean("back office", CENTRAL, first=LAST).mean())


def best_inside(results: Results) -> float:
    """Saving at the best group between the smallest and the largest, less the better of those two."""
    savings = [saving(results, f"groups of {size}") for size in GROUPS]
    return max(savings[1:-1]) - max(savings[0], savings[-1])


HYPOTHESIS = Hypothesis(
    id="S18",
    claim="Ownership is out, access is in: sharing assets saves money.",
    contrast="assets in use .3 or .6 of the time, dear or cheap coordination, groups of 2 to 8, assets or back office",
    expected=(
        "net saving >0 only if u<.5 and s<s*; administrative back office about 0 +-2%; saving falls again beyond an "
        "interior k"
    ),
    falsified="positive saving everywhere (would contradict Elston and Dixon)",
    arms=(
        arm("idle assets", asset_utilisation=0.3, sharing_scope="assets"),
        arm("busy assets", asset_utilisation=0.6, sharing_scope="assets"),
        arm("dear coordination", asset_utilisation=0.3, sharing_coordination=0.5, sharing_scope="assets"),
        arm("back office", sharing_scope="back_office"),
        *(
            arm(f"groups of {size}", asset_utilisation=0.3, sharing_limit=size, sharing_scope="assets")
            for size in GROUPS
        ),
    ),
    outcomes=(SAVING, CENTRAL),
    criteria=(
        Criterion(
            "idle assets",
            "sharing assets that are used .3 of the time saves money",
            lambda results: saving(results, "idle assets"),
            at_least=0.01,
            unit="£m a year",
        ),
        Criterion(
            "busy assets",
            "sharing assets that are used .6 of the time saves nothing",
            lambda results: saving(results, "busy assets"),
            at_most=0.0,
            unit="£m a year",
        ),
        Criterion(
            "dear coordination",
            "sharing saves nothing where each pair costs half of an asset to coordinate, however idle it is",
            lambda results: saving(results, "dear coordination"),
            at_most=0.0,
            unit="£m a year",
        ),
        Criterion(
            "back office",
            "sharing the back office brings 2 % of its cost at most, either way",
            back_office,
            at_least=-0.02,
            at_most=0.02,
            calibrated=True,
        ),
        Criterion(
            "interior",
            "saving is largest in a group between two and eight, and falls again beyond it",
            best_inside,
            at_least=0.01,
            unit="£m a year",
        ),
    ),
    turn=Turn("idle assets", "Without S18 nothing is shared, so nothing is saved.", without=("S18",)),
    departures=(
        "Organisations share on principle in all arms, so that what sharing brings is measured and not whether it is "
        "chosen. The card names no s*: a pair's coordination at half the cost of an asset stands for s above it, the "
        "default of a tenth for s below it. Only u = .3 and u = .6 stand for u below and above .5. The Ohtsuki "
        "condition counts the others in the group, K - 1, as neighbours. Savings above 0 are read as at least £10,000"
        " a year. Net saving is net of coordination, not of setting up and meetings. The number of sharers is a "
        "limit: a group grows to it over years."
    ),
    calibrated=(
        "That next to nothing stands idle in the back office was assumed after Elston and Dixon: the back-office "
        "criterion shows the assumption and proves nothing."
    ),
)
