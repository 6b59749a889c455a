"""What the story's sentences must say, worked out in Python from native runs, with words of its own."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from experiments.analysis.index_parts import PART_OUTCOMES
from experiments.analysis.intervals import paired_interval
from experiments.analysis.summaries import SUMMARIES, year_to_date
from experiments.analysis.wording import gap, interval, level, verdict
from experiments.classroom.bundle import PAGE
from experiments.runs.failures import runnable
from sim.council.councils import find_council
from sim.machine.engine import simulate_many
from sim.outcomes import MEASURES, OUTCOMES
from sim.scenario.scenario import Scenario, Value, load_scenario

WORDS = json.loads((PAGE / "words/story.json").read_text(encoding="utf-8"))
SUMMARY = {"last_year": SUMMARIES["last_year"], "whole": SUMMARIES["mean"]}
OTHER = {"last_year": "whole", "whole": "last_year"}
BETTER = {"better": ", which is better", "worse": ", which is worse"}


@lru_cache(maxsize=64)
def native(scenario: Scenario, council: str, seed: int, replicates: int) -> np.ndarray:
    """Runs of shape (replicates, months, outcomes)."""
    found: np.ndarray = simulate_many(
        scenario, find_council(council), months=180, seed=seed, replicates=range(replicates)
    )
    return found


@dataclass(frozen=True)
class Told:
    """A state of the page, with the runs that it stands for."""

    council: str
    scenario: str
    reference: str = "baseline"
    levers: tuple[tuple[str, Value], ...] = ()
    without: tuple[str, ...] = ()
    seed: int = 0
    replicates: int = 20
    outcome: str = field(default="index", compare=False)
    window: str = field(default="last_year", compare=False)

    @property
    def patch(self) -> dict[str, object]:
        """The same as the page's store takes it."""
        known = {name: getattr(self, name) for name in ("scenario", "reference", "seed", "replicates")}
        return {
            **known,
            "council": find_council(self.council).code,
            "levers": dict(self.levers),
            "without": list(self.without),
            "outcome": self.outcome,
            "window": self.window,
        }

    @property
    def own(self) -> Scenario:
        """What is run beside the reference."""
        parent = load_scenario(self.scenario)
        off = tuple(sorted({*parent.without, *self.without}))
        return Scenario("own", settings={**parent.settings, **dict(self.levers)}, without=off, events=parent.events)

    @cached_property
    def runs(self) -> tuple[np.ndarray, np.ndarray]:
        """Runs of the reference and of what is looked at."""
        first, second = load_scenario(self.reference), self.own
        if not self.levers and not self.without:
            second = load_scenario(self.scenario)
        of = [native(one, self.council, self.seed, self.replicates) for one in (first, second)]
        return of[0], of[1]

    @property
    def same(self) -> bool:
        return self.reference == self.scenario and not self.levers and not self.without

    @property
    def who(self) -> str:
        return "your choice" if self.levers or self.without else named(self.scenario)

    def gaps(self, outcome: str, window: str) -> np.ndarray:
        """Paired differences, one of each pair; summed month by month, as beside other outcomes."""
        at = [OUTCOMES.index(outcome)] * 2
        first, second = (SUMMARY[window].of(np.ascontiguousarray(runs[:, :, at]))[:, 0] for runs in self.runs)
        found: np.ndarray = second - first
        return found

    def sentences(self) -> list[str]:
        """All that the headline must say, sentence by sentence."""
        measure, when = MEASURES[self.outcome], {"last_year": "In the last year", "whole": "Over the whole run"}
        what = phrase(self.outcome)
        if not runnable([self.outcome], find_council(self.council))[0]:
            return [f"{find_council(self.council).name} has no {what}: choose another outcome below."]
        if self.same:
            return [self._course(what)]
        found = [self._difference(self.window)]
        who, against, start = self.who, named(self.reference), when[self.window]
        mean, low, high, said = found[0]
        if said == "no difference":
            text = (
                f"{start}, there is no difference in {what} between {who} and {against}: every pair of runs is equal."
            )
        elif said == "no clear difference":
            ends = interval(low, high, measure.unit)
            text = f"{start}, there is no clear difference in {what} between {who} and {against} (90% interval {ends})."
        else:
            size, ends = gap(mean, low, high, measure.unit)
            way = "higher" if mean > 0 else "lower"
            judged = BETTER.get(said, "")
            behind = "" if judged else "; neither is better in itself"
            than = f"{way} under {who} than under {against}"
            text = f"{start}, {what} is {size} {than}{judged} (90% interval {ends}){behind}."
        return [text, *self._pairs(said), *self._window(said, when), *self._weightings()]

    def _difference(self, window: str) -> tuple[float, float, float, str]:
        found = paired_interval(np.stack([self.gaps(self.outcome, window)] * 2, axis=1))
        mean, low, high = (float(end[0]) for end in (found.mean, found.low, found.high))
        return mean, low, high, verdict(mean, low, high, MEASURES[self.outcome].direction)

    def _course(self, what: str) -> str:
        values, unit = self.runs[1][:, :, OUTCOMES.index(self.outcome)], MEASURES[self.outcome].unit
        first, lasts = values[:, :12].mean(), values[:, -12:].mean(axis=1)
        low, high = np.quantile(lasts, (0.05, 0.95))
        step = max((high - low) / 2, abs(lasts.mean()) / 100)
        first, last, low, high = (level(float(one), unit, step) for one in (first, lasts.mean(), low, high))
        place = find_council(self.council).name
        return (
            f"{place} under {self.who}: {what} goes from {first} in 2010-11 to {last} in 2024-25 "
            f"(mean of {self.replicates} runs; nine in ten end between {low} and {high})."
        )

    def _pairs(self, said: str) -> list[str]:
        if said.startswith("no "):
            return []
        gaps = self.gaps(self.outcome, self.window)
        up = gaps.mean() > 0
        many, way = int((gaps > 0).sum() if up else (gaps < 0).sum()), "higher" if up else "lower"
        return [f"It is {way} in {many} of {self.replicates} pairs of runs that meet the same luck."]

    def _window(self, said: str, when: dict[str, str]) -> list[str]:
        mean, low, high, other = self._difference(OTHER[self.window])
        unit, start = MEASURES[self.outcome].unit, when[OTHER[self.window]]
        if other == said:
            return []
        if other == "no difference":
            return [f"{start} there is no difference."]
        if other == "no clear difference":
            return [f"{start} there is no clear difference (90% interval {interval(low, high, unit)})."]
        size, ends = gap(mean, low, high, unit)
        way = "higher" if mean > 0 else "lower"
        return [f"{start} it is {size} {way}{BETTER.get(other, '')} (90% interval {ends})."]

    def _weightings(self) -> list[str]:
        gaps = np.column_stack([self.gaps(name, self.window) for name in PART_OUTCOMES])
        found = paired_interval(gaps @ simplex().T)
        ahead, behind = int((found.low > 0).sum()), int((found.high < 0).sum())
        who, ways = self.who, "of 3,003 ways to weigh them"
        if ahead and behind:
            rest = (
                f"with {share(ahead)} {ways} it is clearly higher under {who}, and clearly lower with {share(behind)}."
            )
        elif ahead:
            rest = f"with {share(ahead)} {ways} it is clearly higher under {who}, and clearly lower with none."
        elif behind:
            rest = f"with {share(behind)} {ways} it is clearly lower under {who}, and clearly higher with none."
        else:
            rest = f"with none {ways} is it clearly higher or lower under {who}."
        return [f"How the service index weighs its six parts is a choice: {rest}"]

    def drawn(self, outcome: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the chart must draw at each month: both means, and the difference with its interval (3, months)."""
        at = OUTCOMES.index(outcome)
        first, second = (year_to_date(runs[:, :, [at]].copy())[..., 0] for runs in self.runs)
        found = paired_interval(second - first)
        return first.mean(axis=0), second.mean(axis=0), np.stack([found.mean, found.low, found.high])


def simplex() -> np.ndarray:
    """All ways to part ten tenths among the six parts of the index."""
    bars = itertools.combinations(range(15), 5)
    return np.array([np.diff([-1, *bar, 15]) - 1 for bar in bars]) / 10


def share(part: int) -> str:
    """A share of all weightings, never rounded to all or none that it is not."""
    value = part / 3003
    if 0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"


def named(scenario: str) -> str:
    """What the page calls a scenario."""
    known = WORDS["scenarios"].get(scenario)
    return str(known["name"]) if known else scenario.replace("-", " ")


def phrase(outcome: str) -> str:
    """What the page calls an outcome in a sentence; names claim nothing, so they are taken from its words."""
    if outcome in WORDS["phrases"]:
        return str(WORDS["phrases"][outcome])
    if outcome in WORDS["outcomes"]:
        return str(WORDS["outcomes"][outcome])
    service = next((one for one in WORDS["services"] if outcome.endswith(f".{one}")), "")
    whole = outcome.removesuffix(f".{service}")
    return f"“{WORDS['outcomes'][whole]}, {WORDS['services'][service]}”"
