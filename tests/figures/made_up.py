"""Results made up by hand, for figures: whatever runs, scenarios and failures a test wants, in no time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.index_parts import PART_OUTCOMES, PARTS
from experiments.figures.gallery import money, trust
from experiments.figures.network import tables
from experiments.figures.result import Result, no_table
from experiments.figures.tiles import tiles
from sim.council.services import WAYS
from sim.machine.declared import PARAMETERS
from sim.outcomes import HEADLINE, MEASURES

GAPS = ("gap.budget", *(f"gap.closed.{way}" for way in WAYS))
TRUSTED = tuple(trust.CELLS.rows[row][column] for row in trust.CELLS.rows for column in trust.CELLS.rows[row])
MONEY = tuple(money.SAID)
EVERY = tuple(dict.fromkeys((*HEADLINE, "index", *PART_OUTCOMES, *GAPS)))
WHO_WHOM = tuple(dict.fromkeys((*TRUSTED, *MONEY)))
HOURS = tuple(f"hours.{kind}.{role}" for kind in ("asked", "granted") for role in ("director", "team manager", "staff"))
STATUSES = ("replayed",) * 2 + ("national index", "interpolated")
CAMDEN = {"E09000007": "Camden"}
PAIR = {"command": {"style_mean": 0.2}, "distributed": {"style_mean": 0.8}}
SQUARE = {
    f"{style}, {trust} trust": {"style_mean": s, "initial_trust": t}
    for style, s in (("command", 0.2), ("distributed", 0.8))
    for trust, t in (("low", 0.3), ("high", 0.7))
}


def weighed(values: np.ndarray, outcomes: Sequence[str] = EVERY) -> np.ndarray:
    """The index of these parts by their declared weights."""
    weights = np.array([PARAMETERS[weight].default for weight, _ in PARTS.values()], dtype=float)
    return values[..., [outcomes.index(name) for name in PART_OUTCOMES]] @ weights / weights.sum()


def late(values: np.ndarray) -> None:
    """Spoils values: what the second scenario does worse in the first year it does better in the last."""
    values[:] = values[:1]
    values[1, ..., :12, :] -= 0.2
    values[1, ..., -12:, :] += 0.05
    values += np.random.default_rng(0).normal(0, 0.01, values.shape)


def result(
    scenarios: Mapping[str, Mapping[str, Any]] = PAIR,
    *,
    without: Mapping[str, Sequence[str]] | None = None,
    replications: int = 24,
    months: int = 30,
    gap: float = 0.05,
    noise: float = 0.02,
    kind: str = "compare",
    factors: Mapping[str, Sequence[Any]] | None = None,
    points: pd.DataFrame | None = None,
    outcomes: Sequence[str] = EVERY,
    spoil: Any = None,
    statuses: Sequence[str] = STATUSES,
    monthly: bool = True,
    saved: Mapping[str, pd.DataFrame] | None = None,
    councils: Mapping[str, str] = CAMDEN,
) -> Result:
    """Runs in which scenario number *k* is ``k * gap`` better in every outcome, growing over time.

    ``factors`` cross to points (or ``points`` are given); the first factor adds ``gap`` per step. ``spoil`` may change
    the array of values, shape (scenarios, points, replicates, months, outcomes), in place. ``councils`` are names by
    code; each has the same numbers, but for a shift of its own.
    """
    if points is None:
        crossed = pd.MultiIndex.from_product(list((factors or {"none": [0]}).values()), names=list(factors or ["none"]))
        points = crossed.to_frame(index=False)
    names = [] if factors is None and list(points) == ["none"] else list(points)
    shape = (len(scenarios), len(points), replications, months, len(outcomes))
    rng = np.random.default_rng(1)
    luck = rng.normal(0, 0.05, (1, 1, replications, 1, len(outcomes)))
    values = 0.5 + luck + rng.normal(0, noise, shape)
    for at in range(len(outcomes)):
        good = (MEASURES[outcomes[at]].direction if outcomes[at] in MEASURES else 1) or 1
        rise = np.linspace(0, 2, months)
        values[..., at] += good * gap * np.arange(len(scenarios)).reshape(-1, 1, 1, 1) * rise
        if names:
            place = np.unique(points[names[0]].astype(str), return_inverse=True)[1]
            values[..., at] += good * gap * place.reshape(1, -1, 1, 1)
    if {"index", *PART_OUTCOMES} <= set(outcomes):
        values[..., outcomes.index("index")] = weighed(values, outcomes)
    if spoil is not None:
        spoil(values)
    if len(councils) > 1:
        shift = np.linspace(-0.05, 0.05, len(councils)).reshape(1, 1, -1, 1, 1, 1)
        values = (values[:, :, None] + shift).reshape(*values.shape[:2], -1, *values.shape[3:])
    return _result(scenarios, without or {}, values, points, names, kind, outcomes, statuses, monthly, saved, councils)


def _result(scenarios, without, values, points, names, kind, outcomes, statuses, monthly, saved, councils) -> Result:
    rows = []
    replications = values.shape[2] // len(councils)
    where_of = [(code, name, r) for code, name in councils.items() for r in range(replications)]
    for s, scenario in enumerate(scenarios):
        for p in range(len(points)):
            for i, (code, name, r) in enumerate(where_of):
                rows.append((f"{s}-{p}-{code}-{r}", p, scenario, name, code, values.shape[3], 0, r, s, i))
    columns = ["key", "point", "scenario", "council", "council_code", "months", "seed", "replicate", "s", "i"]
    plan = pd.DataFrame(rows, columns=columns)
    for name in names:
        plan[name] = points[name].to_numpy()[plan["point"]]
    where = (plan["s"].to_numpy(), plan["point"].to_numpy(), plan["i"].to_numpy())
    plan = plan.drop(columns=["s", "i"]).assign(row=np.arange(len(plan)))
    kinds = ["end", "last_year", "year", *(["month"] if monthly else [])]
    manifest = {
        "town_hall": "0.0",
        "model_version": "0.0",
        "command": "townhall compare made up",
        "design": {
            "kind": kind,
            "factors": {
                name: {"role": "uncertainties" if kind == "crossed" and at else "levers", "unit": ""}
                for at, name in enumerate(names)
            },
        },
        "scenarios": [
            {"name": name, "set": dict(told), "without": list(without.get(name, ()))}
            for name, told in scenarios.items()
        ],
        "councils": [{"name": name, "code": code, "funding_status": list(statuses)} for code, name in councils.items()],
        "forms": [{"kinds": kinds}],
        "outcomes": {name: _about(name) for name in outcomes},
        "parameters": {name: declared.default for name, declared in PARAMETERS.items()},
        "theories": [{"id": "S09", "title": "Frontline redesign"}, {"id": "S18", "title": "Sharing"}],
    }
    own = values[where]

    def load(table: str, wanted: Sequence[str]) -> pd.DataFrame:
        places = [list(outcomes).index(name) for name in wanted]
        if table in ("runs", "last_year"):
            found = own[:, -1] if table == "runs" else own[:, -12:].mean(axis=1)
            frame = plan.copy()
            for name, at in zip(wanted, places, strict=True):
                frame[name] = found[:, at]
            return frame
        done = np.isfinite(own).any(axis=(1, 2))
        if table == "yearly":
            steps = np.stack([own[:, at : at + 12].mean(axis=1) for at in range(0, own.shape[1], 12)], axis=1)
            count, label, first = steps.shape[1], "year", 2010
        else:
            steps, count, label, first = own, own.shape[1], "month", 0
        frame = plan[done].loc[plan[done].index.repeat(count)].reset_index(drop=True)
        frame[label] = np.tile(np.arange(count) + first, int(done.sum()))
        for name, at in zip(wanted, places, strict=True):
            frame[name] = steps[done][:, :, at].ravel()
        return frame

    return Result("made-up", manifest, plan, load, (saved or {}).get if saved else no_table)


def _about(name: str) -> dict[str, Any]:
    if name in MEASURES:
        measure = MEASURES[name]
        return {
            "unit": measure.unit, "direction": measure.direction, "meaning": measure.doc, "service": measure.service,
        }  # fmt: skip
    unit = "hours a month" if name.startswith("hours.") else "things"
    return {"unit": unit, "direction": 1, "meaning": "unknown", "service": ""}


def with_network(**more: Any) -> Result:
    """Two scenarios and the network of a run of each: a few people, of whom one leaves, and trust that moves."""
    import networkx as nx

    def shot(trust: float, filled: int) -> nx.MultiDiGraph:
        graph = nx.MultiDiGraph()
        for name, kind, role in (
            ("a", "politician", "leader"), ("b", "manager", "chief executive"), ("c", "manager", "director"),
            ("d", "manager", "team manager"), ("e", "frontline staff", "member of staff"),
            ("f", "frontline staff", "member of staff"), ("g", "partner", "health"),
        ):  # fmt: skip
            graph.add_node(name, kind=kind, role=role, service="housing", filled=filled if name == "f" else 1)
        for at, (one, other, layer) in enumerate(
            (("a", "b", "dyad"), ("b", "c", "line"), ("c", "d", "line"), ("d", "e", "line"), ("d", "f", "line"),
             ("e", "g", "boundary"))
        ):  # fmt: skip
            graph.add_edge(one, other, layer=layer, trust=trust)
            graph.add_edge(other, one, layer=layer, trust=min(1.0, trust + 0.01 * at))
        return graph

    shots = {
        name: [(0, shot(0.5, 1)), (12, shot(0.6, 1)), (24, shot(0.7 - 0.4 * at, 0))] for at, name in enumerate(PAIR)
    }
    return result(saved=tables(shots), **more)


def explained(**more: Any) -> Result:
    """The accounting of one outcome: one process adds 12, another takes 5, ten others next to nothing each."""
    amounts = {"settlement": 12.0, "spending": -5.0, **{f"small_{at}": 0.1 * (at - 4) for at in range(10)}}
    months = np.arange(12)
    course = pd.DataFrame(
        [(month, name, amount * (month + 1) / 12) for month in months for name, amount in amounts.items()],
        columns=["month", "process", "amount"],
    )
    entries = pd.DataFrame({"process": list(amounts), "theory": "", "amount": list(amounts.values())})
    knocked = pd.DataFrame(
        [("S09", "Frontline redesign", 8.0, 5.0, 3.0), ("S18", "Sharing", 8.0, 8.0, 0.0)],
        columns=["theory", "title", "with_it", "without_it", "difference"],
    )
    saved = {"accounting": entries, "accounting_by_month": course, "knock_outs": knocked}
    found = result({"command": {}}, saved=saved, **{"months": 12, "replications": 1, **more})
    ends = {"outcome": "money.reserves_ratio", "start": 1.0, "end": 1.0 + sum(amounts.values()), "note": ""}
    found.manifest["explained"] = ends  # type: ignore[index]
    return found


def explained_in_pairs() -> Result:
    """The same against another scenario, twenty pairs: one theory is clear, the other is not."""
    found = explained()
    rows = [("S09", "Frontline redesign", 8.0, 5.0, 3.0, 2.0, 4.0, 20, "higher")]
    rows += [("S18", "Sharing", 8.0, 9.0, -1.0, -3.0, 1.0, 20, "no clear difference")]
    ends = ["difference", "low", "high", "pairs", "verdict"]
    knocked = pd.DataFrame(rows, columns=["theory", "title", "with_it", "without_it", *ends])
    saved = found.saved
    found.manifest["explained"].update(seeds=20, against="command")  # type: ignore[index]
    return Result(
        found.folder,
        found.manifest,
        found.plan,
        found._load,
        lambda name: knocked if name == "knock_outs" else saved(name),
    )


def against_facts(**more: Any) -> Result:
    """Four figures: inside its band, inside as the input alone is, outside, and one that was fitted to."""
    rows = [
        ("F01", "spending.fall", "Fall of spending", "test", "small", True, 0.2, 0.15, 0.25, 0.21, 0.19, 0.23, 0.4),
        ("F02", "staff.fall", "Fall of staff", "test", "small", True, 0.3, 0.25, 0.35, 0.3, 0.28, 0.32, 0.31),
        ("F03", "reserves.rise", "Rise of reserves", "test", "small", True, 0.1, 0.05, 0.15, 0.9, 0.8, 1.0, 0.0),
        ("F04", "notices", "Notices", "calibrated", "small", True, 8.0, 6.0, 10.0, 8.0, 7.0, 9.0, 0.0),
    ]
    columns = ["fact", "figure", "label", "role", "size", "counted", "observed", "low", "high"]
    columns += ["simulated", "sim_low", "sim_high", "null_value"]
    return result({"baseline": {}}, saved={"validation": pd.DataFrame(rows, columns=columns)}, **more)


def knocked_out(**more: Any) -> Result:
    """Two scenarios, and each without S09, without S18, and without both: S09 carries most of their difference."""
    scenarios, without = {}, {}
    for name, told in PAIR.items():
        for off in ((), ("S09",), ("S18",), ("S09", "S18")):
            label = name + "".join(f" without {one}" for one in off)
            scenarios[label], without[label] = dict(told), off

    def carry(values: np.ndarray) -> None:
        base = values[:1].copy()
        values[:] = base
        for at, name in enumerate(scenarios):
            if name.startswith("distributed"):
                off = without[name]
                values[at] += 0.01 + (0.06 if "S09" not in off else 0) + (0.02 if "S18" not in off else 0)
        values += np.random.default_rng(2).normal(0, 0.002, values.shape)

    return result(scenarios, without=without, spoil=carry, **more)


def who_whom(**more: Any) -> Result:
    """Two scenarios with the outcomes of trust between layers and of payments."""
    return result(outcomes=WHO_WHOM, **{"months": 12, "replications": 6, **more})


def crossed(**more: Any) -> Result:
    """Two scenarios and three levels of a lever, each in four worlds."""
    factors = {"audit_rate": [0.0, 0.1, 0.2], "initial_trust": [0.2, 0.4, 0.6, 0.8]}
    return result(kind="crossed", factors=factors, **{"months": 12, "replications": 5, **more})


def england(scenarios: Mapping[str, Mapping[str, Any]] = PAIR, **more: Any) -> Result:
    """A few councils of every panel."""
    known = tiles()
    some = known.groupby("panel").head(5)
    councils = dict(zip(some["code"], some["council"], strict=True))
    return result(scenarios, councils=councils, **{"months": 12, "replications": 4, **more})


def one_at_a_time(**more: Any) -> Result:
    """One scenario at a base point and at either end of two parameters."""
    rows = [(0.1, 0.5), (0.0, 0.5), (0.3, 0.5), (0.1, 0.2), (0.1, 0.8)]
    points = pd.DataFrame(rows, columns=["audit_rate", "initial_trust"])
    only = {"distributed": {"style_mean": 0.8}}
    how = {"months": 12, "replications": 6, **more}
    return result(only, kind="one_at_a_time", points=points, factors={"x": [0]}, **how)
