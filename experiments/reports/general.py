"""The places of a story that every result fills alike, from its manifest and its runs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from experiments.analysis.wording import BETTER, HIGHER, LOWER, NONE, UNCLEAR, WORSE, join, sentence_case
from experiments.designs.some import cut, some
from experiments.figures import pieces
from experiments.reports import summary
from experiments.reports.compared import Compared, comparisons, sentence, turned_sentences, view_for
from experiments.reports.parts import Block, Code, Fold, Items, Para, Story, said, table
from experiments.reports.saved import OWN_ARMS, Saved
from experiments.reports.varied import Varied, plainly, varied
from experiments.reports.varied import sentence as sentence_of

if TYPE_CHECKING:
    from experiments.figures.picture import Picture
    from experiments.figures.result import Result

MOST_PAIRS = 4
"""Of more pairs the sentences are folded away, a pair for each."""


@dataclass(frozen=True)
class General:
    """What can be told of ``result`` whatever study it is of."""

    saved: Saved
    result: Result

    @cached_property
    def compared(self) -> list[Compared]:
        """Its scenarios, pair by pair; nothing where the study's arms are no scenarios of one question."""
        return [] if self.saved.kind in OWN_ARMS else comparisons(self.result)

    @cached_property
    def varied(self) -> list[Varied]:
        """What goes with the settings that a sweep varied."""
        return varied(self.result) if self.result.factors else []

    def story(self) -> Story:
        """All of it."""
        design = self.saved.design
        return Story(
            title=f"{sentence_case(str(design.get('name', self.saved.kind)).replace('-', ' '))} ({self.named})",
            summary=tuple(self.summary()),
            question=(Para(str(design.get("why") or "No question was written down.")),),
            run=self.run(),
            findings=self.findings(),
        )

    @property
    def named(self) -> str:
        """What kind of study it is, for people."""
        kind = self.saved.kind
        return {"compare": "a comparison", "run": "one run"}.get(kind, "a sweep")

    def summary(self) -> list[str]:
        """Plain sentences."""
        if self.compared:
            return summary.of_comparison(self.result, self.compared)
        told = summary.of_one(self.result)
        shown = self.picture("sensitivity") or self.picture("dose_response") or self.picture("phase_diagram")
        if shown:
            return [*told, f"{summary.without_index(shown.titles[-1])}."]
        clear = [one for one in self.varied if one.clear]
        return [*told, plainly(clear[0])] if clear and "index" in self.result.headline else told

    def picture(self, name: str) -> Picture | None:
        """A figure of the gallery before it is drawn; None where the result cannot give it."""
        from experiments.figures import draw, registry
        from sim.errors import InputError

        kind = registry.kind_of(name)
        if kind.lacks(self.result):
            return None
        try:
            return draw.prepare(kind, self.result).picture
        except InputError:
            return None

    # ------------------------------------------------------------------ what was run
    def run(self) -> tuple[Block, ...]:
        """Councils, scenarios, factors, replications and seeds."""
        plan, result = self.result.plan, self.result
        done, failed, _ = self.saved.counts
        seeds = sorted({int(seed) for seed in plan["seed"]})
        shown = join(cut([str(seed) for seed in seeds], 3))
        blocks: list[Block] = [
            Para(
                f"{sentence_case(self.saved.kind.replace('_', ' '))}: "
                f"{summary.place(result)}, {summary.span(result.months)} from April 2010; {done:,} runs, seed "
                f"{shown}. Runs of the same number share their random numbers, so that what chance does to both drops "
                "out of a difference."
            ),
            scenarios_table(self.saved),
        ]
        if result.factors:
            blocks.append(factors_table(self.saved))
        if failed:
            line = said("**{failed:,} of {of:,} runs failed** and were left out.", failed=failed, of=done + failed)
            blocks.append(Para(line))
        return tuple(blocks)

    # ------------------------------------------------------------------ what was found
    def findings(self) -> tuple[Block, ...]:
        """Every pair in sentences with intervals; of a sweep what its figures say."""
        if not self.compared:
            found = [*self.titles(), *(sentence_of(self.result, one) for one in self.varied)]
            return (Items(tuple(found)),) if found else (Para("These runs compare nothing; the tables hold them."),)
        blocks: list[Block] = []
        for one in self.compared:
            lines = Items(tuple(sentence(self.result, found) for found, _ in one.rows))
            who = sentence_case(one.pair.name)
            if one.pair.mixed:
                note = f"Confounded: {one.pair.mixed} differ at once, so neither can be called the cause."
                blocks.append(Para(note, note=True))
            many = len(self.compared) > MOST_PAIRS
            blocks += [Fold(who, (lines,))] if many else [Para(said("**{who}**", who=who)), lines]
        return (*self._score(), *blocks)

    def _score(self) -> tuple[Block, ...]:
        rows = [
            (
                one.pair.name,
                str(one.count(BETTER)),
                str(one.count(WORSE)),
                str(one.count(HIGHER) + one.count(LOWER)),
                str(one.count(UNCLEAR) + one.count(NONE)),
                str(len(one.turned)),
            )
            for one in self.compared
        ]
        header = ("comparison", "better", "worse", "neither", "no clear difference", "another over the whole run")
        return (table(header, rows, "Outcomes by verdict, in the last year"),)

    def titles(self) -> list[str]:
        """What the figures of the gallery say, each in its title."""
        from experiments.figures import registry

        found = [self.picture(name) for name in registry.drawable(self.result)]
        return list(dict.fromkeys(f"{picture.titles[0]}." for picture in found if picture))

    # ------------------------------------------------------------------ what stands behind it
    def carries(self) -> tuple[Block, ...]:
        """What the knock-outs or a sensitivity analysis say."""
        found = [picture for name in ("knock_outs", "sensitivity") if (picture := self.picture(name))]
        if found:
            return tuple(Para(f"{picture.titles[0]}. {picture.alt}") for picture in found)
        outcome = (self.result.headline or self.result.outcomes)[0]
        typed = ["townhall", "explain", self.result.scenarios[-1], "--outcome", outcome, "--month"]
        return (
            Para(
                "These runs switch no theory off, so they do not say which mechanism carries the finding. A scenario "
                "of your own that extends one of these and switches a theory off does, when it is compared with it; "
                "the figure knock_outs is then drawn too. For a first look at one run:"
            ),
            Code(shlex.join([*typed, str(self.result.months)])),
        )

    def fares(self) -> tuple[Block, ...]:
        """Weightings, windows, worlds."""
        blocks: list[Block] = []
        weights = self.picture("weightings")
        if weights:
            told = f"{weights.titles[0]}. {' '.join(weights.notes)}"
            blocks.append(Para(said("**Weightings of the index.** {told}", told=told)))
        if self.compared:
            looks, turned = sum(len(one.rows) for one in self.compared), turned_sentences(self.result, self.compared)
            count = f"{len(turned)} of {looks} verdicts" if turned else f"None of {looks} verdicts"
            blocks.append(
                Para(said("**Windows.** {count} {verb} over the whole run than in the last year.", count=count,
                          verb="is another" if len(turned) == 1 or not turned else "are others"))
            )  # fmt: skip
            if turned:
                blocks.append(Items(tuple(turned)))
        blocks.append(self._worlds())
        return tuple(blocks)

    def _worlds(self) -> Block:
        roles = {name: about.get("role") for name, about in self.saved.design.get("factors", {}).items()}
        unknown = [name for name, role in roles.items() if role == "uncertainties" and name in self.result.factors]
        points = len(self.result.plan["point"].unique())
        if unknown:
            named = join(cut([name.replace("_", " ") for name in unknown]))
            return Para(said(
                "**Worlds of other assumptions.** {count} varied over {points:,} points: {named}. "
                "`townhall analyse` with regret or dominance says which policy fares best over them.",
                count="One assumption was" if len(unknown) == 1 else f"{len(unknown)} assumptions were",
                points=points, named=named,
            ))  # fmt: skip
        return Para(marked_worlds())

    def assumed(self) -> tuple[Block, ...]:
        """What the numbers rest on."""
        return (*assumptions(), *self._money(), *settings_table(self.saved))

    def _money(self) -> tuple[Block, ...]:
        view = view_for(self.result)
        return (Para(pieces.funding_words(view)),) if view is not None else ()

    def turns(self) -> tuple[Block, ...]:
        """What is known to change the finding."""
        lines: list[Any] = []
        weights = self.picture("weightings")
        if weights and "turns it at" in weights.alt:
            lines.append(said("**The weights of the index**: {alt}", alt=weights.alt))
        turned = turned_sentences(self.result, self.compared)
        if turned:
            line = "**The window**: {count} of the verdicts {verb} of the last year only (above)."
            lines.append(said(line, count=len(turned), verb="is" if len(turned) == 1 else "are"))
        unclear = sum(one.count(UNCLEAR) for one in self.compared)
        if unclear:
            line = "**More runs**: {count} of the differences {verb} not clear with so few; more runs narrow intervals."
            lines.append(said(line, count=unclear, verb="is" if unclear == 1 else "are"))
        if phases := self.picture("phase_diagram"):
            lines.append(f"{phases.titles[0]}.")
        if not self.compared and not lines:
            lines.append("These runs do not say it: they compare nothing with anything.")
        lines += [
            "Another council: these runs say nothing of councils that they do not hold.",
            "Other assumptions: every free or fixed parameter may have another value than the one used.",
        ]
        return (Items(tuple(lines)),)


def marked_worlds() -> Any:
    """That no other assumptions were tried, and how they are."""
    return said(
        "**Worlds of other assumptions.** None were tried here: everything that nobody has measured stood at its "
        "default. A sweep that crosses the same scenarios with uncertainties does it "
        "(`configs/designs/policies-in-worlds.yaml` is one)."
    )


def assumptions() -> tuple[Block, ...]:
    """How much of the model stands on judgement."""
    from sim.machine.declared import PARAMETERS
    from sim.scenario.scenario import theories

    theories()  # completes the declarations
    free = sum(declared.free for declared in PARAMETERS.values())
    fixed = sum(declared.mark == "FIXED" for declared in PARAMETERS.values())
    return (
        Para(
            f"These are runs of a model, not observations. Of its {len(PARAMETERS)} parameters {free + fixed} stand on "
            f"judgement: {free} are free (studies move each over its range), {fixed} are fixed by a citation or by "
            "stipulation (marked FIXED, moved in groups alone); townhall parameters lists them. An interval says how "
            "well the runs fix the model's own difference; more runs narrow it, and make no assumption truer."
        ),
    )


def scenarios_table(saved: Saved) -> Block:
    """Every scenario: why, what it sets, what is off, what happens."""
    rows = [
        (
            one["name"],
            one.get("why", ""),
            ", ".join(f"{name} = {value}" for name, value in one["set"].items()) or "the defaults",
            ", ".join(one["without"]) or "none",
            _events(one.get("events", ())),
        )
        for one in saved.manifest["scenarios"]
    ]
    return table(("scenario", "why", "sets", "theories off", "events"), rows)


def _events(events: Sequence[Any]) -> str:
    from sim.scenario.event import make_event

    return "; ".join(f"{event.date}: {event.said}" for event in map(make_event, events)) or "none"


def factors_table(saved: Saved) -> Block:
    """What varies from point to point."""
    rows = [
        (name.replace("_", " "), str(about.get("role", "")), _range(about), str(about.get("unit", "")))
        for name, about in saved.design.get("factors", {}).items()
    ]
    return table(("varied", "as", "over", "unit"), rows)


def _range(about: Any) -> str:
    if about.get("values"):
        return some([str(value) for value in about["values"]], 8)
    low, high = about.get("low", about.get("from")), about.get("high", about.get("to"))
    return f"{low:g} to {high:g}" if low is not None and high is not None else "as listed"


def settings_table(saved: Saved) -> tuple[Block, ...]:
    """What scenarios set beside the defaults, with where the default comes from."""
    from sim.machine.declared import PARAMETERS

    names = dict.fromkeys(name for one in saved.manifest["scenarios"] for name in one["set"])
    rows = []
    for name in names:
        declared = PARAMETERS.get(name)
        values = [f"{one['name']}: {one['set'][name]}" for one in saved.manifest["scenarios"] if name in one["set"]]
        meaning, default, mark = (declared.doc, declared.default, declared.mark) if declared else ("", "", "")
        shown = "; ".join(values[:4]) + (f" and {len(values) - 4} more" if len(values) > 4 else "")
        rows.append((name, meaning, str(default), shown, mark))
    if not rows:
        return ()
    return (
        Fold(f"The {len(rows)} {'parameter' if len(rows) == 1 else 'parameters'} that the scenarios set", (
            table(("parameter", "meaning", "default", "set", "default from"), rows),
        )),
    )  # fmt: skip
