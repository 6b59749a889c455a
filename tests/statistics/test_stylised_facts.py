"""Patterns of English councils beside those of the baseline: reported, whatever they are; the report must be sound.

Run with ``-s`` to see the table.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from paired_runs import over_councils
from stylised_facts import Panel, facts, l_kurtosis, table, write

from sim.council.council import Council
from sim.council.councils import all_councils


def check(councils: list[Council], tmp_path: Path) -> None:
    values = over_councils(councils)
    panel = Panel(values, councils)
    funding = panel("money.funding")
    replayed = np.array([council.funding for council in councils])
    np.testing.assert_allclose(
        funding / funding[:, :1], replayed, rtol=1e-9, err_msg="F01: funding is replayed, exactly"
    )

    found = facts(panel)
    print(table(found))
    write(found, tmp_path / "stylised_facts.json")
    read = json.loads((tmp_path / "stylised_facts.json").read_text())
    assert [row["id"] for row in read] == [fact.id for fact in found]
    assert all(np.isfinite(fact.simulated) for fact in found)
    assert all(fact.low < fact.high for fact in found)
    assert len({fact.id for fact in found}) >= 15


@pytest.mark.statistical
def test_the_report_on_stylised_facts(tmp_path: Path) -> None:
    check(all_councils()[::6], tmp_path)


@pytest.mark.statistical
def test_the_report_on_stylised_facts_for_all_councils(tmp_path: Path) -> None:
    check(all_councils(), tmp_path)


def test_l_kurtosis_is_that_of_known_distributions() -> None:
    sample = np.random.default_rng(1)
    assert abs(l_kurtosis(sample.normal(size=200_000)) - 0.1226) < 0.005
    assert abs(l_kurtosis(sample.uniform(size=200_000))) < 0.005
    assert abs(l_kurtosis(sample.laplace(size=200_000)) - 0.2357) < 0.01
