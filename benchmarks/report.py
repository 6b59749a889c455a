"""The benchmarks as one Markdown page: every figure beside what was aimed at, then the tables behind them."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.markdown import table, verdict
from benchmarks.section import Section

HEADER = ("", "model 0.2.0", "aim", "measured", "")


def page(sections: Mapping[str, Section]) -> str:
    """The whole page, of sections in the order in which they come."""
    rows = [row for section in sections.values() for row in section.rows]
    missed = [row for row in rows if not row.reached]
    lines = [
        "# How fast Town Hall runs",
        "",
        "Measured by `make bench`; `make bench ARGS='--only runs'` measures a part anew, `ARGS=--list` names them. The",
        "aims are aims: no test hangs on them. Times of runs are processor time, medians over turns, of one process on",
        "one core; what a user waits for is time on the clock. Under each heading stands when and where that part was",
        "measured, and how busy the machine was.",
        "",
        *table(HEADER, [(row.what, row.before, row.goal, f"**{row.measured}**", verdict(row.reached)) for row in rows]),
    ]
    if missed:
        lines += ["What forbids more, where an aim is missed:", ""]
        lines += [f"- {row.what}: {row.bound or 'no bound is known; it is open.'}" for row in missed]
        lines += [""]
    for section in sections.values():
        lines += [f"## {section.title}", "", *section.stamp, "", *section.lines, ""]
    return "\n".join(lines).rstrip() + "\n"
