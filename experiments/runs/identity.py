"""Whether a results folder may be gone on with; and the sentence for one that holds something different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.designs.some import some

FIXED = ("kind", "months", "seed", "random_numbers", "monthly", "outcomes", "constants", "second_order", "levels")
"""What a growing design cannot change once it has begun. The rest may, as long as no run that was planned goes away."""

GROWING = ("replications", "points", "sampling_seed", "table", "policies", "factors")
MOST_SHOWN = 6


def fixed_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """In which ways ``new`` cannot go on where ``old`` stopped."""
    found = []
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
    if list(before.get("factors", {})) != list(after.get("factors", {})):
        found.append(f"the factors: {_lists(list(before.get('factors', {})), list(after.get('factors', {})))}")
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
    parts = [f"{some(gone, 3)} went away"] * bool(gone) + [f"{some(new, 3)} came in"] * bool(new)
    return " and ".join(parts) or "their order has changed"
