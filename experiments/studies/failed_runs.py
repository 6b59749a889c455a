"""What a report says of runs that failed."""

from __future__ import annotations

import pandas as pd

SHOWN = 5


def failed_runs(failures: pd.DataFrame, runs: int) -> list[str]:
    """How many of ``runs`` failed, and each of the first with its sentence and the command that makes it again.

    ``failures`` is as :meth:`experiments.runs.reading.Results.failures` gives it. Empty where none failed.
    """
    if not len(failures):
        return []
    said = [f"* {row.error} (`{row.command}`)" for row in failures.head(SHOWN).itertuples()]
    more = len(failures) - SHOWN
    said += [f"* and {more:,} more: `experiments.load(folder, 'failures')` has all."] if more > 0 else []
    return [f"**{len(failures):,} of {runs:,} runs failed** and were left out:", "\n".join(said)]
