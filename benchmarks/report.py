"""The benchmarks as one Markdown page: what was measured, beside what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.by_process import SIZES, Profile
from benchmarks.compilation import Start
from benchmarks.family import FamilySize, by_councils
from benchmarks.markdown import table, verdict
from benchmarks.sizes import Size
from benchmarks.stamp import stamp
from benchmarks.timing import Pair
from benchmarks.twin import OUTCOMES, RULES


@dataclass(frozen=True)
class Comparison:
    """One line of the first table."""

    name: str
    fast: str
    slow: str
    target: float
    pair: Pair


@dataclass(frozen=True)
class Report:
    """All that was measured."""

    comparisons: Sequence[Comparison]
    docked: float
    months: int
    sizes: Sequence[Size]
    families: Sequence[FamilySize]
    profile: Profile
    first: Start
    later: Start
    others: float
    """Processors that others kept busy when the timing began."""


def against_mesa(report: Report) -> list[str]:
    """The first table: engine and Mesa face beside the twin."""
    rows = [
        (
            row.name,
            f"{row.pair.fast * 1e3:.2f}",
            f"{row.pair.slow * 1e3:.1f}",
            f"**{row.pair.ratio:.1f}**",
            f"{row.pair.lowest:.1f} to {row.pair.highest:.1f}",
            f"{row.target:.0f}",
            verdict(row.pair.ratio >= row.target),
        )
        for row in report.comparisons
    ]
    return [
        "## Beside plain Mesa",
        "",
        f"The twin (`benchmarks/twin`) is the core once more in plain Mesa: {', '.join(RULES)}. Everything else",
        "is off on both sides. Both start from one first day (Camden, default size), meet the same draws, and collect",
        f"the same {len(OUTCOMES)} outcomes in each of {report.months} months; they differ by {report.docked:.0e} at",
        "most. The twin's draws are handed to it outside the timed part; the engine makes its own inside it, and keeps",
        "its ledger, which the twin has not. Milliseconds of processor time of one process on one core, medians over",
        "pairs taken by turns.",
        "",
        *table(("", "ours (ms)", "twin (ms)", "ratio", "over pairs", "target", ""), rows),
        *(f"- {row.name}: {row.fast}, beside {row.slow} ({row.pair.pairs} pairs)." for row in report.comparisons),
        "",
    ]


def by_size(report: Report) -> list[str]:
    """The second table: time and memory by agents."""
    first, last = report.sizes[0], report.sizes[-1]
    growth = (last.month / last.agents) / (first.month / first.agents)
    rows = [
        (
            f"{size.agents:,}",
            f"{size.ties:,}",
            f"{size.build * 1e3:.1f}",
            f"{size.month * 1e3:.3f}",
            f"{size.month / size.agents * 1e9:.0f}",
            f"{size.peak:.0f}",
        )
        for size in report.sizes
    ]
    return [
        "## By number of agents",
        "",
        "Everything on, all outcomes; each size in a process of its own. The peak is that of the whole process.",
        "",
        *table(("agents", "ties", "build (ms)", "month (ms)", "ns per agent and month", "peak (MB)"), rows),
        f"Time per agent at {last.agents:,} agents is {growth:.2f} times that at {first.agents:,} (linear is 1). "
        f"Peak memory {last.peak:.0f} MB: target under 500 MB {verdict(last.peak < 500)}.",
        "",
    ]


def research_run(report: Report) -> list[str]:
    """The third table: where the time of a research-size run goes."""
    profile = report.profile
    total = sum(profile.shares.values())
    ranked = sorted(profile.shares.items(), key=lambda item: -item[1])
    rows = [
        (name.replace("_", " "), f"{taken * 1e3:.2f}", f"{taken / total:.1%}") for name, taken in ranked if taken > 0.0
    ]
    sizes = "/".join(str(size) for size in SIZES.values())
    return [
        "## A research-size run",
        "",
        f"{sizes} agents, {profile.ties:,} ties, 180 months, everything on, all outcomes: {profile.whole * 1e3:.1f} ms",
        f"and {profile.build * 1e3:.1f} ms to build. By process (each timed on its own in every month of a real run,",
        "the cost of calling taken off):",
        "",
        *table(("process", "ms a run", "share"), rows),
    ]


def starts(report: Report) -> list[str]:
    """First use and every later one."""
    rows = [
        (name, f"{start.imported:.1f}", f"{start.ready:.1f}", f"{start.work:.1f}")
        for name, start in (("first use, empty cache", report.first), ("every later one", report.later))
    ]
    whole = report.first.imported + report.first.ready
    return [
        "## First use",
        "",
        *table(("", "import (s)", "to the end of the first month (s)", "processor time (s)"), rows),
        f"First use in all {whole:.0f} s: target under 60 s {verdict(whole < 60)}.",
        "",
    ]


def page(report: Report) -> str:
    """The whole page."""
    lines = [
        "# How fast Town Hall runs",
        "",
        "Measured by `make bench`; the targets are aims, no test hangs on them.",
        "",
        *stamp(report.others),
        "",
        *against_mesa(report),
        *by_size(report),
        *by_councils(report.families),
        *research_run(report),
        *starts(report),
    ]
    return "\n".join(lines).rstrip() + "\n"
