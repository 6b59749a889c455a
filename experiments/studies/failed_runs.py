"""What a report says of runs that failed."""

from __future__ import annotations

import pandas as pd

from experiments.reports.parts import Block, Items, Line, Para, said

SHOWN = 5


def failed_runs(failures: pd.DataFrame, runs: int) -> list[Block]:
    """How many of ``runs`` failed, and each of the first with its sentence and the command that makes it again.

    ``failures`` is as :meth:`experiments.runs.reading.Results.failures` gives it. Empty where none failed.
    """
    if not len(failures):
        return []
    lines: list[Line] = [
        said("{error} (`{command}`)", error=row.error, command=row.command) for row in failures.head(SHOWN).itertuples()
    ]
    if (more := len(failures) - SHOWN) > 0:
        lines.append(said("and {more:,} more: `experiments.load(folder, 'failures')` has all.", more=more))
    count = said("**{failed:,} of {runs:,} runs failed** and were left out:", failed=len(failures), runs=runs)
    return [Para(count), Items(tuple(lines))]
