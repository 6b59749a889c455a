"""Are the numbers of many whole runs, by name, those that were recorded? And would a single other value be seen?"""

from __future__ import annotations

import copy

import numpy as np
import pytest
from reference_runs import (
    Kept,
    ReferenceRun,
    declaration,
    differences,
    make,
    outcomes_of,
    path_of,
    read,
    runs,
    summary,
    table,
    text_of,
)

from sim.faces.model import MODEL_VERSION
from sim.outcomes import OUTCOMES
from sim.schedule import THEORIES
from tests.golden.version_rule import HOW, refused

GROUPS = runs()


# ---------------------------------------------------------------- the numbers
@pytest.mark.parametrize("group", GROUPS)
def test_numbers_are_those_recorded(group: str) -> None:
    """An outcome or a run that was added has no numbers to differ from; the test of the files asks for it."""
    moved = [found for found in differences(read(group), make(GROUPS[group])) if found.how == "moved"]
    assert not moved, "\n".join(["Runs give other numbers than before:", table(moved), HOW])


@pytest.mark.parametrize("group", GROUPS)
def test_files_are_whole(group: str) -> None:
    kept = read(group)
    assert kept["model_version"] == MODEL_VERSION, (
        f"The reference set is of version {kept['model_version']}, the model is {MODEL_VERSION}: "
        "call `python -m tests.reference.record`."
    )
    declared = {row: declaration(run) for run in GROUPS[group] for row in run.rows}
    new = [
        f"{row}: {'the run' if row not in kept['rows'] else ', '.join(missing)}"
        for row in declared
        if (missing := [name for name in OUTCOMES if name not in kept["rows"].get(row, {"outcomes": ()})["outcomes"]])
    ]
    assert not new, "New, record it with `python -m tests.reference.record`:\n" + "\n".join(new)
    assert {row: found["run"] for row, found in kept["rows"].items()} == declared
    gone = {name for found in kept["rows"].values() for name in found["outcomes"]} - set(OUTCOMES)
    assert not gone, f"No outcomes any more, record the set anew: {', '.join(sorted(gone))}"
    assert path_of(group).read_text(encoding="utf-8") == text_of(kept)


def test_a_run_without_a_theory_is_another_run() -> None:
    """Else a run without it would not guard what the others do in its absence."""
    usual = read("scenarios")["rows"]["baseline, Camden, seed 2010"]["outcomes"]
    without = read("theories")["rows"]
    assert list(without) == [f"without {theory}" for theory in THEORIES]
    assert [row for row, found in without.items() if found["outcomes"] == usual] == []


# ---------------------------------------------------------------- the net itself
ONE = ReferenceRun("one")


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    return outcomes_of(ONE)


def kept_of(values: np.ndarray, names: tuple[str, ...] = OUTCOMES) -> Kept:
    return {"rows": {"one": {"run": declaration(ONE), "outcomes": summary(values, names)}}}


@pytest.mark.parametrize(
    ("month", "outcome"), [(0, "index"), (97, "trust.staff_manager"), (179, "money.reserves_ratio")]
)
def test_one_value_in_the_last_bit_is_found_and_named(values: np.ndarray, month: int, outcome: str) -> None:
    other, at = values.copy(), OUTCOMES.index(outcome)
    other[month, 0, at] = np.nextafter(other[month, 0, at], 2.0)
    (found,) = differences(kept_of(values), kept_of(other))
    assert (found.row, found.outcome, found.how) == ("one", outcome, "moved")
    assert (found.before, found.after) == (repr(float(values[-1, 0, at])), repr(float(other[-1, 0, at])))
    words = table([found])
    assert all(word in words for word in ("one", outcome, found.before, found.after))


def test_one_value_of_one_council_of_a_wide_family_is_found(values: np.ndarray) -> None:
    family = np.concatenate([values, values], axis=1)
    other = family.copy()
    other[3, 1, 5] += 1.0
    assert [found.outcome for found in differences(kept_of(family), kept_of(other))] == [OUTCOMES[5]]
    assert differences(kept_of(family), kept_of(family[:, :1])) != []


def test_an_outcome_may_be_added_or_stand_elsewhere(values: np.ndarray) -> None:
    kept = kept_of(values)
    order = np.random.default_rng(1).permutation(len(OUTCOMES))
    assert differences(kept, kept_of(values[:, :, order], tuple(OUTCOMES[at] for at in order))) == []
    more = kept_of(np.concatenate([values[:, :, :1], values], axis=2), ("accomplishment", *OUTCOMES))
    (found,) = differences(kept, more)
    assert (found.outcome, found.how) == ("accomplishment", "new")
    assert "new: record it" in table([found])
    (found,) = differences(more, kept)
    assert (found.outcome, found.how) == ("accomplishment", "gone")


def test_a_run_declared_otherwise_is_another_run(values: np.ndarray) -> None:
    kept = kept_of(values)
    other = copy.deepcopy(kept)
    other["rows"]["one"]["run"]["seed"] = 8
    assert [(found.row, found.outcome, found.how) for found in differences(kept, other)] == [
        ("one", "", "gone"),
        ("one", "", "new"),
    ]


def test_what_is_not_a_number_has_one_form(values: np.ndarray) -> None:
    one, other = values.copy(), values.copy()
    one[5, 0, 0], other[5, 0, 0] = np.nan, -np.nan
    assert one.tobytes() != other.tobytes()
    assert differences(kept_of(one), kept_of(other)) == []
    assert differences(kept_of(values), kept_of(one)) != []


def test_moved_numbers_of_the_same_version_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused([MODEL_VERSION], [])
    assert "raise it" in capsys.readouterr().err
    assert not refused([MODEL_VERSION], ["--same-version"])
    assert not refused(["0.0.1"], [])
    assert not refused([], [])
