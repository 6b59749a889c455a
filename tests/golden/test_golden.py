"""Has any number of a run changed, to the last bit? Then the model's version must say so."""

from __future__ import annotations

import pytest
from golden_runs import COUNCIL, MONTHS, REPLICATE, SCENARIOS, SEED, differences, make, path_of, read, text_of
from version_rule import HOW

from sim.faces.model import MODEL_VERSION
from sim.outcomes import HEADLINE


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_numbers_are_those_of_this_version(scenario: str) -> None:
    kept, made = read(scenario), make(scenario)
    assert kept["model_version"] == MODEL_VERSION, (
        f"The golden files are of version {kept['model_version']}, the model is {MODEL_VERSION}: "
        "call `python -m tests.golden.update`."
    )
    lines = differences(kept, made)
    assert not lines, "\n".join([f"{scenario} on {COUNCIL} gives other numbers than before:", *lines, HOW])
    assert kept == made


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_golden_files_are_whole(scenario: str) -> None:
    kept = read(scenario)
    assert kept["run"] == {
        "scenario": scenario,
        "council": COUNCIL,
        "months": MONTHS,
        "seed": SEED,
        "replicate": REPLICATE,
    }
    assert list(kept["outcomes"]) == list(HEADLINE)
    assert all(len(values) == MONTHS for values in kept["outcomes"].values())
    assert path_of(scenario).read_text(encoding="utf-8") == text_of(kept)


def test_scenarios_are_told_apart() -> None:
    """A test that cannot fail is none: other runs have other numbers, and the difference is put into words."""
    one, other = read("command"), read("distributed")
    assert len(differences(one, other)) > len(HEADLINE) // 2
    assert differences(one, one) == []
    flipped = {**one, "digest_of_all_outcomes": "0"}
    assert differences(one, flipped) == ["an outcome that is not in the headline"]
