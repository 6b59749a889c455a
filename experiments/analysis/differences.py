"""The table of differences: every contrast in every outcome and summary, with interval, verdict and sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.contrasts import DIFFERENCE, contrast_values, contrasts
from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.summaries import PRIMARY, SUMMARIES, WHOLE, band
from experiments.analysis.windows import MARK
from experiments.analysis.wording import difference_sentence, sentence_case, verdict, window_clause

if TYPE_CHECKING:
    from experiments.analysis.runs import Runs
    from experiments.designs.comparison import Comparison
    from sim.machine.declared import Measure


OTHER = {PRIMARY: WHOLE, WHOLE: PRIMARY}
"""The window that the verdict of either of the two is held against."""


def differences_table(
    design: Comparison,
    runs: Runs,
    measures: Mapping[str, Measure],
    *,
    headline: Sequence[str],
    expected: np.ndarray,
) -> pd.DataFrame:
    """All contrasts of ``design`` in all outcomes this council has (``expected``) and all summaries, one per row.

    :data:`COLUMNS` says what each column holds.
    """
    kept = np.flatnonzero(expected)
    names = [runs.outcomes[index] for index in kept]
    nothing = np.full(len(names), np.nan)
    tables = []
    for summary in SUMMARIES.values():
        by_scenario = {name: summary.of(runs.of(name))[:, kept] for name in design.names}
        reference_spread = _spread(by_scenario[design.reference])
        for contrast in contrasts(design):
            values = contrast_values(contrast, by_scenario)
            found = paired_interval(values)
            # Bonferroni over the outcomes looked at: at most a 10% risk of even one false alarm among them.
            strict = paired_interval(values, 1 - (1 - LEVEL) / len(names))
            own = band(by_scenario[contrast.scenario]) if contrast.kind == DIFFERENCE else None
            ends = list(zip(names, found.mean, found.low, found.high, strict=True))
            tables.append(
                pd.DataFrame(
                    {
                        "contrast": contrast.name,
                        "scenario": contrast.scenario,
                        "reference": contrast.reference,
                        "kind": contrast.kind,
                        "outcome": names,
                        "headline": [name in headline for name in names],
                        "group": [measures[name].group for name in names],
                        "service": [measures[name].service for name in names],
                        "unit": [summary.unit(measures[name].unit) for name in names],
                        "direction": [measures[name].direction for name in names],
                        "summary": summary.name,
                        "difference": found.mean,
                        "low": found.low,
                        "high": found.high,
                        "n": found.n,
                        "share_higher": found.share_higher,
                        "standardised": np.divide(
                            found.mean, reference_spread, out=nothing.copy(), where=reference_spread > 0
                        ),
                        "clear": found.clear,
                        "clear_adjusted": strict.clear,
                        "median": own.median if own else nothing,
                        "low90": own.low if own else nothing,
                        "high90": own.high if own else nothing,
                        "verdict": [
                            verdict(mean, low, high, measures[name].direction) for name, mean, low, high in ends
                        ],
                        "finding": [
                            difference_sentence(measures[name], contrast, summary, mean, low, high)
                            for name, mean, low, high in ends
                        ],
                    }
                )
            )
    table = _marked(pd.concat(tables, ignore_index=True))
    table["finding"] = _with_the_other_window(table, measures)
    return table


def _marked(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the column ``windows_differ``, the same in every row of a contrast and an outcome."""
    key = ["contrast", "outcome"]
    last, whole = (table[table["summary"] == window].set_index(key)["verdict"] for window in (PRIMARY, WHOLE))
    differ = (last != whole.reindex(last.index)).rename("windows_differ")
    return table.join(differ, on=key)


def _with_the_other_window(table: pd.DataFrame, measures: Mapping[str, Measure]) -> list[str]:
    """Every finding; where the verdict differs between last year and whole run, with what the other one says."""
    key = ["contrast", "outcome", "summary"]
    differing = table[table["windows_differ"] & table["summary"].isin(OTHER)]
    rows = differing.set_index(key).to_dict("index")
    said = []
    for row in table.itertuples():
        finding = str(row.finding)
        if row.windows_differ and row.summary in OTHER:
            summary = SUMMARIES[OTHER[str(row.summary)]]
            other = rows[row.contrast, row.outcome, summary.name]
            clause = window_clause(measures[str(row.outcome)], other, str(row.scenario))
            finding += f" {MARK} {sentence_case(summary.when)}: {clause}."
        said.append(finding)
    return said


def levels_table(
    design: Comparison, runs: Runs, measures: Mapping[str, Measure], *, expected: np.ndarray, summary: str
) -> pd.DataFrame:
    """Every scenario itself, the reference too: scenario, outcome, unit, mean, median, low90, high90 (over runs), n."""
    kept = np.flatnonzero(expected)
    tables = []
    for name in design.names:
        values = SUMMARIES[summary].of(runs.of(name))[:, kept]
        found = band(values)
        outcomes = [runs.outcomes[index] for index in kept]
        tables.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "outcome": outcomes,
                    "unit": [SUMMARIES[summary].unit(measures[outcome].unit) for outcome in outcomes],
                    "mean": found.mean,
                    "median": found.median,
                    "low90": found.low,
                    "high90": found.high,
                    "n": int(np.isfinite(values).any(axis=1).sum()),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _spread(values: np.ndarray) -> np.ndarray:
    """Standard deviation over runs by outcome; zero where it cannot be known, so that nothing is divided by it."""
    kept = values[np.isfinite(values).any(axis=1)]
    return kept.std(axis=0, ddof=1) if len(kept) > 1 else np.zeros(values.shape[1])


COLUMNS: dict[str, str] = {
    "contrast": "what is compared, one name for each comparison: a scenario with the reference, a factor, or the "
    "interaction",
    "scenario": "the scenario or the level of a factor that is compared",
    "reference": "what it is compared with",
    "kind": "difference (of two scenarios), main effect (of a factor, averaged over the other) or interaction",
    "outcome": "name of the outcome; outcomes.csv says what it means",
    "headline": "whether it is one of the outcomes chosen for the report before any run",
    "group": "group of outcomes",
    "service": "the service, where the outcome belongs to one",
    "unit": "unit of difference, low, high, median, low90 and high90",
    "direction": "+1 where more is better, -1 where less is better, 0 where neither",
    "summary": "; ".join(f"{summary.name}: {summary.meaning}" for summary in SUMMARIES.values()),
    "difference": "mean over pairs of runs with the same random numbers",
    "low": "lower end of its 90% interval (Student, paired)",
    "high": "upper end of its 90% interval",
    "n": "pairs of runs",
    "share_higher": "share of pairs in which the scenario was higher",
    "standardised": "difference in standard deviations of the reference's runs",
    "clear": "whether the interval leaves out zero",
    "clear_adjusted": "the same with an interval widened for the number of outcomes looked at (Bonferroni)",
    "median": "the scenario itself: median over runs",
    "low90": "the scenario itself: one run in twenty is lower",
    "high90": "the scenario itself: one run in twenty is higher",
    "verdict": "better, worse, higher, lower, no clear difference or no difference",
    "finding": "the same in a sentence",
    "windows_differ": "whether the verdict in the last year and the verdict over the whole run are different",
}
"""What the columns of the table mean, for the report."""
