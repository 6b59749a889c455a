"""What the baseline does beside the patterns that are known of English councils; reported, never tuned to.

``PYTHONPATH=. python tests/statistics/stylised_facts.py [file.json]`` runs all 353 councils once and prints the table.
Only patterns that the outcomes can show are listed; their names (F03, ...) are those of ``docs/odd/purpose.md``. What
was calibrated or put in is marked: it is no test.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from sim.council.council import Council
from sim.council.councils import all_councils
from sim.council.services import SERVICES
from sim.machine.declared import PARAMETERS
from sim.outcomes import OUTCOMES

UPPER = ("L", "MD", "UA", "SC")
CLASSES = ("SD", "MD", "L", "UA", "SC")
"""Classes in the order of their cut, deepest first, as observed."""
SERVICE_ORDER = ("planning_development", "housing", "highways_transport", "cultural", "central", "environmental")
"""Services in the order of their cut, deepest first, as observed; social care, which grew, comes last."""
SOCIAL = ("adult_social_care", "childrens_social_care")
LAST_YEAR = 7
"""2017-18, counted from 2010-11."""


@dataclass(frozen=True)
class Fact:
    """One pattern: what was observed, what would be accepted, what the model shows."""

    id: str
    pattern: str
    observed: str
    low: float
    high: float
    simulated: float
    role: str = "validation"

    @property
    def inside(self) -> bool:
        return self.low <= self.simulated <= self.high


class Panel:
    """Yearly means of runs of many councils: ``panel(name)`` has the shape (councils, years)."""

    def __init__(self, values: np.ndarray, councils: Sequence[Council]) -> None:
        self.values = values
        self.councils = list(councils)
        self.klass = np.array([council.klass for council in councils])
        self.upper = np.isin(self.klass, UPPER)
        self.single = np.isin(self.klass, ("L", "MD", "UA"))

    def __call__(self, outcome: str) -> np.ndarray:
        monthly = self.values[:, :, OUTCOMES.index(outcome)]
        return monthly.reshape(monthly.shape[0], -1, 12).mean(axis=2)

    def year_end(self, outcome: str) -> np.ndarray:
        return self.values[:, 11::12, OUTCOMES.index(outcome)]


def change(path: np.ndarray, year: int = LAST_YEAR) -> np.ndarray:
    return path[..., year] / path[..., 0] - 1.0


def l_kurtosis(x: np.ndarray) -> float:
    """The fourth L-moment ratio (Hosking 1990): .123 for a Gaussian."""
    ordered = np.sort(x)
    n = ordered.size
    rank = np.arange(1, n + 1)
    b = [ordered.mean()]
    weight = np.ones(n)
    for order in (1, 2, 3):
        weight = weight * (rank - order) / (n - order)
        b.append(float(np.mean(weight * ordered)))
    second = 2 * b[1] - b[0]
    fourth = 20 * b[3] - 30 * b[2] + 12 * b[1] - b[0]
    return float(fourth / second)


def within(x: np.ndarray) -> np.ndarray:
    """Deviations of each council from its own mean."""
    return x - x.mean(axis=1, keepdims=True)


def facts(panel: Panel) -> list[Fact]:
    """The table."""
    spend = panel("money.spend")
    cut = change(spend)
    found: list[Fact] = []

    def add(
        id: str, pattern: str, observed: str, low: float, high: float, simulated: float, role: str = "validation"
    ) -> None:
        found.append(Fact(id, pattern, observed, low, high, float(simulated), role))

    medians = {k: float(np.median(cut[panel.klass == k])) for k in CLASSES}
    order = stats.spearmanr(range(len(CLASSES)), [medians[k] for k in CLASSES]).statistic
    add("F03", "order of the classes by real cut, rank correlation", "1", 0.999, 1.001, order)
    bands = {
        "SD": (-0.30, -0.26),
        "MD": (-0.241, -0.191),
        "L": (-0.199, -0.141),
        "UA": (-0.168, -0.105),
        "SC": (-0.063, -0.004),
    }
    seen = {"SD": "-28.7 %", "MD": "-21.6 %", "L": "-16.0 %", "UA": "-13.7 %", "SC": "-2.6 %"}
    for k, (low, high) in bands.items():
        add("F03", f"median real cut to 2017-18, {k}", seen[k], low, high, medians[k])
    deprived = np.array([council.deprivation for council in panel.councils])
    rho = stats.spearmanr(deprived[panel.single], cut[panel.single]).statistic
    add("F04", "deprivation and real change of spending, single tier, rank correlation", "-.50", -0.64, -0.34, rho)
    by_service = {k: panel(f"service.spend.{k}").sum(axis=0) for k in SERVICES}
    cuts = {k: float(change(path)) for k, path in by_service.items()}
    cuts["social care"] = float(change(sum((by_service[k] for k in SOCIAL), np.zeros(15))))
    ranked = [cuts[k] for k in (*SERVICE_ORDER, "social care")]
    add(
        "F05",
        "order of the services by cut, rank correlation",
        "1",
        0.8,
        1.0,
        stats.spearmanr(range(7), ranked).statistic,
    )
    for k, known in zip((*SERVICE_ORDER, "social care"), (-0.54, -0.46, -0.42, -0.39, -0.20, -0.19, 0.02), strict=True):
        add("F05", f"real change to 2017-18, {k}", f"{known:+.0%}", known - 0.1, known + 0.1, cuts[k])
    social = sum((by_service[k] for k in SOCIAL), np.zeros(15)) / sum(by_service.values())
    add(
        "F06",
        "rise of social care's share of service spending to 2017-18",
        "+.10",
        0.065,
        0.115,
        social[LAST_YEAR] - social[0],
    )
    held = panel.year_end("money.reserves")[panel.upper].sum(axis=0)
    add("F07", "year in which upper-tier reserves peak", "2015-16", 2014, 2016, 2010 + int(np.argmax(held[:10])))
    add("F07", "peak of upper-tier reserves over their start", "1.46", 1.3, 1.6, held[:10].max() / held[0])
    ends = panel.year_end("money.reserves")[panel.upper]
    start = panel.values[panel.upper, 0, OUTCOMES.index("money.reserves")]
    draws = np.mean(np.diff(np.column_stack([start, ends]), axis=1) < 0.0, axis=0)
    known_draws = (0.27, 0.217, 0.184, 0.243, 0.342, 0.493, 0.662, 0.382)
    for year, known in enumerate(known_draws):
        add(
            "F08",
            f"upper-tier councils that draw on reserves, {2010 + year}-{(11 + year) % 100:02d}",
            f"{known:.0%}",
            known - 0.08,
            known + 0.08,
            draws[year],
        )
    gap = panel("gap.budget").sum(axis=0)
    kept = gap - panel("gap.closed.draw_reserves").sum(axis=0) - panel("gap.closed.commercialise").sum(axis=0)
    for first, known, low, high in ((1, 1.24, 1.0, 2.0), (4, 0.44, 0.0, 0.6)):
        share = kept[first : first + 3].sum() / gap[first : first + 3].sum()
        add("F09", f"gap closed by less service, years {first} to {first + 2}", f"{known:.0%}", low, high, share)
    yearly = np.concatenate(
        [
            np.diff(np.log(np.maximum(panel(f"service.spend.{k}")[:, : LAST_YEAR + 1], 1e-9)), axis=1).ravel()
            for k in SERVICES
        ]
    )
    yearly = yearly[np.isfinite(yearly) & (np.abs(yearly) > 0.0)]
    add("F10", "yearly changes of service spending, L-kurtosis", ".343", 0.25, 0.42, l_kurtosis(yearly))
    add("F10", "yearly changes below 5 per cent", "28 %", 0.20, 0.36, np.mean(np.abs(yearly) < 0.05))
    add("F10", "yearly changes above 25 per cent", "20 %", 0.12, 0.28, np.mean(np.abs(yearly) > 0.25))
    spreads = {"L": (0.08, 0.17), "MD": (0.06, 0.11), "SC": (0.05, 0.10), "SD": (0.14, 0.24), "UA": (0.08, 0.11)}
    for k, (low, high) in spreads.items():
        add(
            "F12",
            f"standard deviation of the cut, {k}",
            f"{low:.2f} to {high:.2f}",
            low,
            high,
            cut[panel.klass == k].std(ddof=1),
        )
    failed = panel.year_end("money.failed").mean(axis=0)
    add("F14", "councils that failed in the first seven years", "0 of 353", 0.0, 1.5 / 353, failed[6])
    add("F14", "councils that failed by year 13", "2 to 4 %", 0.02, 0.04, failed[12], "calibrated")
    satisfied = panel("public.satisfaction").mean(axis=0)
    add("F16", "satisfaction, 2012 to 2019, points", "-9", -12, -4, 100 * (satisfied[9] - satisfied[2]))
    add("F16", "satisfaction, 2012 to 2014, points", "-2", -3, 3, 100 * (satisfied[4] - satisfied[2]))
    overspend = panel("money.overspend").mean(axis=0)
    turn = next((2010 + year for year in range(1, 8) if overspend[year] > 0.0), 2018)
    add("F19", "year in which underspend turns to overspend", "2014-15", 2013, 2015, turn)
    staff = panel("staff.headcount").mean(axis=0)
    add("F20", "workforce, 2010 to 2017", "-33.5 % (academies included)", -0.35, -0.20, change(staff))
    # What the data call turnover is people who leave; posts cut are counted apart.
    people = panel("staff.headcount") * PARAMETERS["frontline_staff"].default
    turnover = panel("staff.turnover") - 12.0 * panel("staff.redundancies") / people
    later = turnover[:, 6:]
    add("F21", "staff turnover, mean a year, cuts apart", "13 to 17 %", 0.12, 0.18, later[panel.upper].mean(), "input")
    lagged = stats.pearsonr(within(later)[:, 1:].ravel(), within(later)[:, :-1].ravel()).statistic
    add("F21", "turnover from year to year, within councils, correlation", ".30 to .35", 0.15, 0.5, lagged)
    caseload = panel("staff.caseload")[:, 6:]
    r = stats.pearsonr(within(later)[panel.upper].ravel(), within(caseload)[panel.upper].ravel()).statistic
    add("F23", "NULL: turnover and caseload, within councils, correlation", ".04", -0.10, 0.10, r)
    returning = panel("staff.rereferral")[panel.upper, 6:].mean(axis=0)
    add("F24", "re-referral, range 2016 to 2025, points", "1.2", 0.0, 2.0, 100 * np.ptp(returning))
    add("F24", "re-referral, level", "22 %", 0.20, 0.24, returning.mean(), "calibrated")
    add(
        "F32",
        "contact share before reform",
        ".20 to .24",
        0.18,
        0.28,
        panel("staff.contact_share")[:, 0].mean(),
        "calibrated",
    )
    moved = panel("partners.shunted")[panel.upper].mean(axis=0)
    add("F34", "cost shunted to health, 2016-17 over 2013-14", "2.1", 1.8, 2.5, moved[6] / max(1e-9, moved[3]))
    return found


def run(councils: Sequence[Council], simulate: Callable[[list[Council]], np.ndarray]) -> list[Fact]:
    return facts(Panel(simulate(list(councils)), councils))


def table(found: Sequence[Fact]) -> str:
    """The facts as lines of text."""
    lines = [f"{'':4} {'pattern':72} {'observed':28} {'accepted':>19} {'model':>9}"]
    for fact in found:
        verdict = "inside" if fact.inside else "OUTSIDE"
        accepted = f"{fact.low:.4g} to {fact.high:.4g}"
        model = f"{fact.simulated:9.3f} {verdict} {fact.role}"
        lines.append(f"{fact.id:4} {fact.pattern:72} {fact.observed:28} {accepted:>19} {model}")
    counted = [fact for fact in found if fact.role == "validation"]
    lines.append(
        f"{sum(fact.inside for fact in counted)} of {len(counted)} patterns that were not calibrated lie inside."
    )
    return "\n".join(lines)


def write(found: Sequence[Fact], path: Path) -> None:
    """The facts as JSON."""
    path.write_text(json.dumps([{**asdict(fact), "inside": bool(fact.inside)} for fact in found], indent=1) + "\n")


if __name__ == "__main__":
    from paired_runs import over_councils

    report = run(all_councils(), over_councils)
    print(table(report))
    if len(sys.argv) > 1:
        write(report, Path(sys.argv[1]))
