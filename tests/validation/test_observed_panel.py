"""The observed panel gives the figures that were published; its scope is mended as it is said."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from experiments.validation.data import rebuild
from experiments.validation.facts.all import measured
from experiments.validation.observed import observed
from experiments.validation.panel import FIRST_YEAR
from experiments.validation.scope import MOVED_IN, TYPICAL_YEARS, moved, typical_growth

PAGE = Path(__file__).resolve().parents[2] / "docs" / "odd" / "validation.md"

# What sources and the first count give for the accounts as they stand.
AS_THEY_STAND = {
    "F03.SD": -0.287,
    "F03.MD": -0.216,
    "F03.L": -0.160,
    "F03.UA": -0.137,
    "F03.SC": -0.026,
    "F04": -0.50,
    "F05.planning_development": -0.54,
    "F05.housing": -0.46,
    "F05.highways_transport": -0.42,
    "F05.cultural": -0.39,
    "F05.central": -0.20,
    "F05.environmental": -0.19,
    "F05.social": 0.02,
    "F06": 0.635,
    "F12.SD": 0.19,
    "F10.5": 0.28,
    "F10.25": 0.20,
}
WHATEVER_THE_SCOPE = {
    "F07.year": 2015,
    "F07.ratio": 1.46,
    "F07.med": 0.364,
    **dict(
        zip(
            [f"F08.{year}" for year in range(2010, 2018)],
            (0.27, 0.217, 0.184, 0.243, 0.342, 0.493, 0.662, 0.382),
            strict=True,
        )
    ),
    "F08.min": 2012,
    "F09.1": 1.24,
    "F09.2": 0.44,
    "F14.7": 0,
    "F14.acc": 0.011,
    "F15.auc": 0.71,
    "F16.a": -9,
    "F16.b": -2,
    "F18": -0.319,
    "F19.year": 2014,
    "F20": -0.335,
    "F24.range": 1.2,
    "F24.level": 0.22,
    "F35": 1.6,
}
ON_ONE_SCOPE = {"F03.SD": -0.287, "F03.MD": -0.245, "F03.L": -0.190, "F03.UA": -0.155, "F03.SC": -0.061, "F06": 0.625}


def close(value: float, published: float) -> bool:
    """Equal to within one and a half of the last digit that was published."""
    digits = len(f"{published}".partition(".")[2]) if published != int(published) else 0
    return abs(value - published) <= 1.5 * 10.0**-digits


@pytest.mark.parametrize(("name", "published"), AS_THEY_STAND.items())
def test_the_accounts_as_they_stand_give_what_was_published(name: str, published: float) -> None:
    assert close(measured(observed(one_scope=False), name), published), measured(observed(one_scope=False), name)


@pytest.mark.parametrize(("name", "published"), {**WHATEVER_THE_SCOPE, **ON_ONE_SCOPE}.items())
def test_the_observed_panel_gives_what_was_published(name: str, published: float) -> None:
    assert close(measured(observed(), name), published), measured(observed(), name)


def test_what_moved_in_is_what_a_line_rose_beyond_a_usual_year() -> None:
    first = FIRST_YEAR
    line = np.full((5, 8), 100.0) * 1.02 ** np.arange(8)
    line[:, MOVED_IN - first :] *= 1.1
    assert typical_growth(line, first) == pytest.approx(0.02)
    expected = 0.1 * 1.02 * line[:, MOVED_IN - first - 1]
    np.testing.assert_allclose(moved(line, first), expected)
    assert MOVED_IN not in TYPICAL_YEARS


def test_only_children_and_core_from_2014_on_are_mended() -> None:
    raw, one = observed(one_scope=False), observed()
    for name, values in raw.tables.items():
        same = np.array_equal(values, one.tables[name], equal_nan=True)
        assert same == (name not in ("net", "core")), name
    before = MOVED_IN - FIRST_YEAR
    np.testing.assert_array_equal(raw.tables["core"][:, :before], one.tables["core"][:, :before])
    others = [k for k in range(8) if k != one.service("childrens_social_care")]
    np.testing.assert_array_equal(raw.tables["net"][:, others], one.tables["net"][:, others])
    np.testing.assert_array_equal(raw.tables["core"][~raw.upper], one.tables["core"][~raw.upper])


def test_national_series_are_rebuilt_to_the_byte() -> None:
    kept = (rebuild.HERE / "national.csv").read_text(encoding="utf-8")
    assert rebuild.national().to_csv(index=False, lineterminator="\n") == kept


def test_the_page_says_the_cuts_that_are_measured() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    for klass, words in {
        "MD": "metropolitan districts",
        "L": "London boroughs",
        "UA": "unitary authorities",
        "SC": "shire counties",
        "SD": "shire districts",
    }.items():
        said = re.search(rf"{words} ([\d.]+) %", text)
        assert said, words
        assert float(said[1]) == round(-100 * measured(observed(), f"F03.{klass}"), 1)
    assert f"{measured(observed(), 'F06'):.3f}".lstrip("0") in text
