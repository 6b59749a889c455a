"""What a sweep is, as far as its numbers depend on it; and the sentence for a folder that holds a different one."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from experiments.designs.sweep import SweepDesign
from experiments.runs.provenance import command_line, data_digests, git_state, now, package_versions, theories_that_ran
from experiments.runs.setup import code_digest

FORMAT = 1
"""Raised when a results folder of an older Town Hall could no longer be read."""

FIXED = ("kind", "months", "seed", "random_numbers", "monthly", "outcomes", "constants", "second_order", "levels")
"""What a sweep cannot change once it has begun. The rest may, as long as no run that was planned goes away."""

GROWING = ("replications", "points", "sampling_seed", "table", "factors")
MOST_SHOWN = 6


def manifest_of(
    design: SweepDesign, *, engine: str, part: Sequence[int] | None, command: Sequence[str]
) -> dict[str, Any]:
    """The provenance of a sweep, ready for JSON: all that is needed to make any of its runs again."""
    from sim import MODEL_VERSION
    from sim.measures import MEASURES

    return {
        "format": FORMAT,
        "design": design.described(),
        "part": list(part) if part else None,
        "model_version": MODEL_VERSION,
        "model_code": code_digest(),
        "engine": engine,
        "data": data_digests(),
        "command": command_line(command),
        "started": now(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "machine": platform.node(),
        "packages": package_versions(),
        "git": git_state(),
        "scenarios": [
            {
                "name": scenario.name,
                "why": scenario.why,
                "extends": list(scenario.chain),
                "set": dict(scenario.settings),
                "without": list(scenario.without),
                "values": dict(scenario.values),
                "digest": scenario.digest,
            }
            for scenario in design.scenarios
        ],
        "councils": [asdict(council) for council in design.councils],
        "theories": theories_that_ran(design.scenarios),
        "outcomes": {
            name: {"unit": m.unit, "direction": m.direction, "meaning": m.doc, "service": m.service}
            for name, m in ((name, MEASURES[name]) for name in design.outcomes)
        },
    }


def design_digest(manifest: Mapping[str, Any]) -> str:
    """A digest of all that a plan is made from, the declared defaults included."""
    said = repr(
        (
            {name: value for name, value in manifest["design"].items() if name not in ("name", "why")},
            manifest["part"],
            manifest["model_code"],
            manifest["format"],
        )
    )
    return blake2b(said.encode(), digest_size=16).hexdigest()


def fixed_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """In which ways the sweep ``new`` cannot go on where ``old`` stopped."""
    found = []
    if old.get("format") != new["format"]:
        found.append(_changed("the format of the results folder", old.get("format"), new["format"]))
    for name, title in (("model_version", "the model's version"), ("engine", "the engine"), ("part", "the part")):
        if old.get(name) != new[name]:
            found.append(_changed(title, old.get(name), new[name]))
    found += [f"the data table {name} {_how(old['data'], new['data'], name)}" for name in _differing(old, new, "data")]
    if not found and old.get("model_code") != new["model_code"]:
        found.append("the model's source code has changed (its version has not)")
    before, after = old["design"], new["design"]
    for name in FIXED:
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        if isinstance(one, list) and isinstance(other, list):
            found.append(f"{name.replace('_', ' ')}: {_lists(one, other)}")
        elif isinstance(one, dict) and isinstance(other, dict):
            found += [
                _changed(f"{name} {key}", one.get(key), other.get(key)) for key in _differing(before, after, name)
            ]
        else:
            found.append(_changed(name.replace("_", " "), one, other))
    for what in ("scenarios", "councils"):
        for name in _differing(before, after, what):
            if name in before[what]:  # more of them is growth
                found.append(f"the {what[:-1]} {name} {_how(before[what], after[what], name)}")
    if list(before["factors"]) != list(after["factors"]):
        found.append(f"the factors: {_lists(list(before['factors']), list(after['factors']))}")
    return found


def growth_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What has changed among the things that may change, for the case in which planned runs went away."""
    found = []
    before, after = old["design"], new["design"]
    for name in GROWING:
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        if isinstance(one, dict) and isinstance(other, dict):
            for key in _differing(before, after, name):
                for field in sorted({*one.get(key, {}), *other.get(key, {})}):
                    was, now_is = one.get(key, {}).get(field), other.get(key, {}).get(field)
                    if was != now_is:
                        found.append(_changed(f"{key} {field}", was, now_is))
        else:
            found.append(_changed(name.replace("_", " "), one, other))
    return found


def listed(differences: Sequence[str]) -> str:
    """Differences in one sentence."""
    more = len(differences) - MOST_SHOWN
    return "; ".join(differences[:MOST_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _changed(name: str, was: Any, now_is: Any) -> str:
    return f"{name} was {_shown(was)}, is {_shown(now_is)}"


def _shown(value: Any) -> str:
    if value is None:
        return "not there"
    text = ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> list[str]:
    one, other = old.get(name) or {}, new.get(name) or {}
    return sorted(key for key in {*one, *other} if one.get(key) != other.get(key))


def _how(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> str:
    if name not in new:
        return "is gone"
    return "has changed" if name in old else "is new"


def _lists(one: Sequence[Any], other: Sequence[Any]) -> str:
    gone = [str(item) for item in one if item not in other]
    new = [str(item) for item in other if item not in one]
    parts = [f"{_few(gone)} went away"] * bool(gone) + [f"{_few(new)} came in"] * bool(new)
    return " and ".join(parts) or "their order has changed"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
