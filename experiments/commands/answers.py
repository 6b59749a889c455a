"""What each method of ``townhall analyse`` is asked, and how it answers: a sentence, tables, figures.

:data:`METHODS` is the one list of methods; what is not in it cannot be asked, and what is in it is tried by
``tests/cli/test_nothing_differs.py``: what does it say when nothing differs, and when two are equal?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from experiments.figures.picture import Picture


@dataclass(frozen=True)
class Answer:
    """What one method says: its sentence, its tables by name, and its figures by name, each drawn when it is wanted."""

    finding: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    figures: dict[str, Callable[[], Picture]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What the user asked, with the table of runs."""

    runs: pd.DataFrame
    outcome: str
    label: str
    unit: str
    direction: int
    scenario: str | None
    council: str | None
    against: str | None
    parameters: tuple[str, ...]
    chosen: bool
    """Whether the user named the parameters."""
    where: tuple[str, ...]
    factors: tuple[str, ...]
    levels: dict[str, tuple[Any, Any]]
    policies: tuple[str, ...]
    worlds: tuple[str, ...]
    failing: str | None
    density: float
    half_width: float | None
    threshold: float | None
    seed: int

    @property
    def design(self) -> dict[str, Any]:
        """The design of the runs, as far as their folder tells it."""
        found: dict[str, Any] = self.runs.attrs.get("design", {})
        return found


@dataclass(frozen=True)
class Method:
    """``asks`` is what it answers, in a line; ``answer`` answers it; ``options``: those that it takes, not all do."""

    asks: str
    answer: Callable[[Asked], Answer]
    options: tuple[str, ...]


def check_options(method: str, given: Iterable[str]) -> None:
    """:class:`InputError` for an option that ``method`` would not look at."""
    for option in given:
        if option not in METHODS[method].options:
            takers = [name for name, one in METHODS.items() if option in one.options]
            raise InputError(f"{option} does not go with {method}, but with {', '.join(takers)}; leave it out.")


def answer(method: str, asked: Asked) -> Answer:
    """What ``method`` says; where nothing differs at all, that sentence and nothing else."""
    from experiments.analysis.sameness import NothingDiffers

    try:
        found = METHODS[method].answer(asked)
    except NothingDiffers as nothing:
        found = Answer(str(nothing))
    if asked.against is None:
        return found
    # A sentence that names the outcome alone would be read of its level.
    return replace(found, finding=f"Of the difference of {asked.scenario} from {asked.against}: {found.finding}")


def varies(column: pd.Series) -> bool:
    """Whether the column has several values."""
    return bool((column != column.iloc[0]).any())


def _points(asked: Asked) -> Any:
    from experiments.analysis.points import points_of

    return points_of(asked.runs, asked.outcome, asked.parameters, scenario=asked.scenario, council=asked.council)


def _sobol(asked: Asked) -> Answer:
    from experiments.analysis.sobol import sobol
    from experiments.figures.analyses.strength import sensitivity_picture

    found = sobol(_points(asked), seed=asked.seed)
    tables = {"parameters": found.table} | ({"pairs": found.pairs} if len(found.pairs) else {})
    draw = {"sobol": lambda: sensitivity_picture(found, label=asked.label, unit=asked.unit)}
    return Answer(found.finding, tables, draw)


def _morris(asked: Asked) -> Answer:
    from experiments.analysis.morris import morris
    from experiments.figures.analyses.strength import screening_picture, sensitivity_picture

    design = asked.design
    order = {name: about["values"] for name, about in design.get("factors", {}).items() if "values" in about}
    # A table of one's own may be a Morris design too; then its numbers say how long a step is.
    levels = design.get("levels") if design.get("kind") == "morris" else None
    found = morris(_points(asked), levels=levels, order=order, groups=design.get("groups"), seed=asked.seed)
    draw = {
        "morris": lambda: sensitivity_picture(found, label=asked.label, unit=asked.unit),
        "screening": lambda: screening_picture(found, label=asked.label, unit=asked.unit),
    }
    return Answer(found.finding, {"parameters": found.table}, draw)


def _features(asked: Asked) -> Answer:
    from experiments.analysis.features import features
    from experiments.figures.analyses.strength import features_picture

    _one_policy(asked)
    found = features(_points(asked), seed=asked.seed)
    return Answer(
        found.finding, {"parameters": found.table}, {"features": lambda: features_picture(found, label=asked.label)}
    )


def _one_policy(asked: Asked) -> None:
    """Refuse worlds that are there several times, once for each policy: half of them would tell of the other half."""
    levers = [name for name, role in asked.runs.attrs["roles"].items() if role == "levers" and varies(asked.runs[name])]
    if asked.design.get("kind") == "crossed" and levers and not asked.chosen:
        first = asked.runs[levers[0]].iloc[0]
        raise InputError(
            f"In this design each world is met by {len(asked.runs[levers].drop_duplicates())} policies; choose one of "
            f"them by its levers, such as --where {levers[0]}={as_shown(first)} (or name what is to be searched, "
            "levers too, with --parameter)."
        )


def as_shown(value: Any) -> str:
    """A value as a table on the screen has it."""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if value is None or value != value:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _prim(asked: Asked) -> Answer:
    from experiments.analysis.prim import box
    from experiments.figures.analyses.box import box_picture

    condition = _condition(asked)
    _one_policy(asked)
    points = _points(asked)
    found = box(points, condition, density=asked.density, seed=asked.seed)
    return Answer(
        found.finding,
        {"box": found.table, "trajectory": found.trajectory},
        {"prim": lambda: box_picture(found, points, label=asked.label)},
    )


def _cart(asked: Asked) -> Answer:
    from experiments.analysis.cart import tree

    condition = _condition(asked)
    _one_policy(asked)
    found = tree(_points(asked), condition, seed=asked.seed)
    return Answer(found.finding, {"leaves": found.table})


def _condition(asked: Asked) -> Any:
    from experiments.analysis.discovery import Condition

    if asked.failing is None:
        raise InputError('Say when a world fails, for example: --failing "< 0.5".')
    return Condition.parse(asked.failing)


def _surface(asked: Asked) -> Answer:
    from experiments.analysis.surface import surface

    found = surface(_points(asked))
    return Answer(found.finding, {"terms": found.table})


def _interactions(asked: Asked) -> Answer:
    from experiments.analysis.interactions import interactions
    from experiments.analysis.points import one_of

    if len(asked.factors) < 2:
        roles = asked.runs.attrs["roles"]
        there = [name for name in ("scenario", *roles, "council") if name in asked.runs and varies(asked.runs[name])]
        example = f", for example: --factor {there[0]} --factor {there[1]}" if len(there) > 1 else ""
        none = "" if example else f"; in these runs {there[0] if there else 'nothing'} varies alone"
        raise InputError(f"Name two factors at least{example}{none}.")
    runs = asked.runs
    for column, wanted in (("scenario", asked.scenario), ("council", asked.council)):
        if column not in asked.factors:
            runs = one_of(runs, column, wanted)
    found = interactions(runs, asked.outcome, asked.factors, asked.levels)
    return Answer(found.finding, {"effects": found.table})


def _policy_columns(asked: Asked) -> list[str]:
    """The columns that make a policy: those named, else the scenario, where there are several, and the levers."""
    roles = asked.runs.attrs["roles"]
    levers = [name for name, role in roles.items() if role == "levers" and varies(asked.runs[name])]
    several = asked.scenario is None and varies(asked.runs["scenario"])
    return list(asked.policies) or [*(["scenario"] if several else []), *levers]


def _policies(asked: Asked) -> Any:
    """The runs as policies and worlds: as named, else by the roles that the design gives its factors."""
    from experiments.analysis.robustness import policy_runs

    roles, policies = asked.runs.attrs["roles"], _policy_columns(asked)
    if not policies:
        raise InputError(
            "The design has one scenario and no lever, so there is no policy to choose; name what is chosen with "
            "--policy."
        )
    worlds = list(asked.worlds) or [name for name in roles if name not in policies and varies(asked.runs[name])]
    return policy_runs(
        asked.runs,
        asked.outcome,
        asked.direction,
        policies,
        uncertainties=worlds,
        scenario=asked.scenario,
        council=asked.council,
    )


def _regret(asked: Asked) -> Answer:
    from experiments.analysis.robustness import regret
    from experiments.figures.gallery.regret import picture_of

    found = regret(_policies(asked), seed=asked.seed)
    columns = _policy_columns(asked)
    draw = {"regret": lambda: picture_of(found, label=asked.label, unit=asked.unit, columns=columns)}
    return Answer(found.finding, {"policies": found.table}, draw)


def _dominance(asked: Asked) -> Answer:
    from experiments.analysis.dominance import dominance

    found = dominance(_policies(asked), seed=asked.seed)
    return Answer(found.finding, {"pairs": found.table})


def _adequacy(asked: Asked) -> Answer:
    """One answer per point, the most demanding first: what decides all of them is the largest."""
    import numpy as np
    import pandas as pd

    from experiments.analysis.adequacy import for_precision, for_threshold
    from experiments.analysis.sameness import check_differs

    if (asked.half_width is None) == (asked.threshold is None):
        raise InputError("Say one of the two: a wanted precision (--half-width) or a value to decide on (--threshold).")

    def needed(values: np.ndarray) -> Any:
        if asked.half_width is not None:
            return for_precision(values, asked.half_width, seed=asked.seed)
        return for_threshold(values, float(asked.threshold or 0.0), seed=asked.seed)

    if asked.parameters:
        points = _points(asked)
        cells = list(zip(points.settings.to_dict("records"), points.runs, strict=True))
    else:
        from experiments.analysis.points import numbers_of, one_of

        rows = one_of(one_of(asked.runs, "scenario", asked.scenario), "council", asked.council)
        cells = [({}, numbers_of(rows, asked.outcome))]
    longest = max(len(values) for _, values in cells)
    runs = np.array([np.r_[values, np.full(longest - len(values), np.nan)] for _, values in cells])
    if longest > 1:  # of one run it is said that it is too few
        check_differs(runs.T, asked.outcome, "runs of each point" if asked.parameters else "runs")
    found = [(settings, needed(values)) for settings, values in cells]
    # Points that no number of runs decides come first.
    found.sort(key=lambda pair: -(pair[1].runs if pair[1].runs is not None else float("inf")))
    rows_found = [
        {**settings, "runs_so_far": a.pilot, "mean": a.mean, "low": a.low, "high": a.high, "runs": a.runs,
         "runs_to_be_safe": a.runs_to_be_safe, "kept": a.kept, "covered": a.covered}
        for settings, a in found
    ]  # fmt: skip
    where = ", ".join(f"{name} = {as_shown(value)}" for name, value in found[0][0].items())
    said = found[0][1].finding
    alike = sum(one.runs == found[0][1].runs for _, one in found) - 1
    tie = f"; {alike} {'other needs' if alike == 1 else 'others need'} as many" if alike else ""
    finding = (
        f"At the most demanding of {len(found)} points ({where}{tie}): {said[0].lower()}{said[1:]}" if where else said
    )
    return Answer(finding, {"runs": pd.DataFrame(rows_found)})


METHODS: dict[str, Method] = {
    "sobol": Method("which parameters account for the variance (needs a Sobol design)", _sobol, ("--parameter",)),
    "morris": Method("which parameters have an effect at all (needs a Morris design)", _morris, ("--parameter",)),
    "features": Method("which parameters tell most, in any design that fills the space", _features, ("--parameter",)),
    "prim": Method(
        "in which box of parameters the worlds fail (needs --failing)", _prim, ("--parameter", "--failing", "--density")
    ),
    "cart": Method("the same as a tree of yes or no (needs --failing)", _cart, ("--parameter", "--failing")),
    "surface": Method("a quadratic surface over the parameters, and whether it is enough", _surface, ("--parameter",)),
    "interactions": Method(
        "whether the effect of one factor depends on another (needs --factor, twice)",
        _interactions,
        ("--factor", "--levels"),
    ),
    "regret": Method("which policy is least to regret over all worlds", _regret, ("--policy", "--world")),
    "dominance": Method(
        "which policy is better for anybody, whatever risk they like", _dominance, ("--policy", "--world")
    ),
    "adequacy": Method(
        "how many runs are needed (needs --half-width or --threshold)",
        _adequacy,
        ("--parameter", "--half-width", "--threshold"),
    ),
}
"""What can be asked."""
