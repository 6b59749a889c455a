"""Does each figure find what was put into a panel made for the purpose, and nothing where nothing is known?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_panel import YEARS, panel, spending

from experiments.validation.arithmetic import l_kurtosis
from experiments.validation.facts.all import FIGURES, measured
from experiments.validation.facts.spending import CUT_MOST_FIRST
from experiments.validation.panel import CLASSES, Panel

CUTS = dict(zip(CLASSES, (-0.30, -0.25, -0.20, -0.15, -0.05), strict=True))
COUNT = 20


def rows(*values: float, months: int | None = None) -> np.ndarray:
    """The same series for every council."""
    return np.broadcast_to(np.array(values, dtype=float), (COUNT, len(values))).copy()


def test_cuts_their_order_and_their_spread_are_those_put_in() -> None:
    one = spending(CUTS)
    for klass, cut in CUTS.items():
        assert measured(one, f"F03.{klass}") == pytest.approx(cut)
        assert measured(one, f"F12.{klass}") == pytest.approx(0.01 * np.sqrt(4 / 3))
    assert measured(one, "F03.order") == pytest.approx(1.0)
    turned = dict(zip(CLASSES, reversed(CUTS.values()), strict=True))
    assert measured(spending(turned), "F03.order") == pytest.approx(-1.0)


def test_the_gradient_of_deprivation_has_its_sign_and_leaves_out_who_is_not_known() -> None:
    one = spending(CUTS)
    single = np.isin(one.klass, ("L", "MD", "UA"))
    cut = one.tables["core"][:, 7] / one.tables["core"][:, 0]
    with_order = replace(one, deprivation=np.where(single, -cut, np.nan))
    assert measured(with_order, "F04") == pytest.approx(-1.0)
    spoilt = with_order.deprivation.copy()
    spoilt[~single] = 9.0  # counties and districts are not single-tier
    assert measured(replace(with_order, deprivation=spoilt), "F04") == pytest.approx(-1.0)


def test_services_and_social_care() -> None:
    by_service = dict(zip(CUT_MOST_FIRST, (-0.5, -0.4, -0.3, -0.25, -0.2, -0.1), strict=True))
    one = spending(dict.fromkeys(CLASSES, 0.0), by_service)
    assert measured(one, "F05") == pytest.approx(1.0)
    assert measured(one, "F05.planning_development") == pytest.approx(-0.5)
    assert measured(one, "F05.social") == pytest.approx(0.0)
    assert measured(one, "F06") == pytest.approx(20.0 / (20.0 + 60.0 - 10.0 * 1.75))
    assert measured(one, "F06.mono") == 7
    assert measured(one.to(2014), "F06.mono") == 4, "to the end of a shorter window"


def test_a_council_whose_spending_nearly_nets_out_has_no_cut() -> None:
    one = spending(CUTS)
    gross = one.tables["gross"].copy()
    gross[0] *= 100.0
    assert measured(replace(one, tables={**one.tables, "gross": gross}), "F03.SD") == pytest.approx(-0.29)


def test_cut_over_funding() -> None:
    funding = 50.0 - np.broadcast_to(np.arange(YEARS, dtype=float), (COUNT, YEARS))
    spend = 80.0 - np.broadcast_to(np.r_[0, 2, 4, 6, 6, 6, 7.5, np.zeros(8)], (COUNT, YEARS))
    one = panel({"funding": funding, "service_spend": spend})
    assert measured(one, "F09.1") == pytest.approx(2.0)
    assert measured(one, "F09.2") == pytest.approx(0.5)
    assert np.isnan(measured(one.to(2014), "F09.2"))


def test_yearly_changes_of_services() -> None:
    net = np.full((COUNT, 8, YEARS), 10.0)
    net[:, 0, 1:] = 13.5  # one jump of 35 % in each council, and 55 changes of nought
    one = panel({"net": net, "gross": net})
    assert measured(one, "F10.25") == pytest.approx(1 / 56)
    assert measured(one, "F10.5") == pytest.approx(55 / 56)
    not_run = replace(one, runs=np.zeros_like(one.runs))
    assert np.isnan(measured(not_run, "F10.25"))


def test_l_kurtosis_is_that_of_known_distributions() -> None:
    sample = np.random.default_rng(1)
    assert abs(l_kurtosis(sample.normal(size=200_000)) - 0.1226) < 0.005
    assert abs(l_kurtosis(sample.uniform(size=200_000))) < 0.005
    assert abs(l_kurtosis(sample.laplace(size=200_000)) - 0.2357) < 0.01


def test_reserves_of_the_upper_tier_alone() -> None:
    held = rows(*(10, 11, 12, 13, 14, 15, 12, 9), *[9] * 7)
    held[:4] *= 50.0  # districts do not enter
    opening = np.column_stack([held[:, :1] + 1, held[:, :-1]])
    one = panel({"reserves": held, "opening": opening, "net_revenue": rows(*[40.0] * YEARS)})
    assert measured(one, "F07.year") == 2015
    assert measured(one, "F07.ratio") == pytest.approx(1.5)
    assert measured(one, "F07.med") == pytest.approx(9 / 40)
    assert [measured(one, f"F08.{year}") for year in range(2010, 2018)] == [1, 0, 0, 0, 0, 0, 1, 1]
    assert measured(one, "F08.min") == 2013, "the middle of the years that tie"


def test_failures_their_time_their_routes_and_what_foretells_them() -> None:
    month = np.full(COUNT, -1.0)
    month[[4, 5, 6, 7]] = (90.0, 125.0, 126.0, 140.0)
    ends = 12 * (np.arange(YEARS) + 1)
    held = np.linspace(30.0, 50.0, COUNT)
    held[[4, 5]] = 1.0
    held[[6, 7]] = 100.0
    tables = {
        "failed_month": month,
        "failed": ((month[:, None] >= 0) & (month[:, None] < ends)).astype(float),
        "sourced": np.where(np.arange(COUNT) == 7, 0.0, 1.0),
        "solvent_at_failure": np.where(month > 0, np.array([0, 1] * 10), np.nan),
        "reserves": np.repeat(held[:, None], YEARS, axis=1),
        "net_revenue": rows(*[100.0] * YEARS),
    }
    one = panel(tables)
    assert measured(one, "F14.7") == 0
    assert measured(one, "F14.13") == pytest.approx(4 / 20)
    assert measured(one, "F14.acc") == pytest.approx((3 - 1) / 20)
    assert measured(one, "F15.auc") == pytest.approx(2 / 3), "two below all others, one above, one not sourced"
    assert measured(one, "F15.routes") == pytest.approx(0.5)
    assert measured(one.to(2014), "F14.7") == 0, "in a shorter window, by its end"
    assert np.isnan(measured(one.to(2014), "F15.auc"))


@pytest.mark.parametrize(
    ("over", "turn"),
    [((8, -3, -3, -3, 3, 7, 10), 2014), ((8, 3, -3, 3, 3, -7, 10), 2016), ((8, 3, 3, 3, 3, 3, -1), 2099)],
)
def test_the_turn_to_overspending_is_the_one_that_lasts(over: tuple[float, ...], turn: int) -> None:
    later = [0.0] * (YEARS - len(over))
    one = panel({"overspend": rows(*over, *later), "budget": rows(*[100.0] * YEARS)})
    assert measured(one, "F19.year") == turn
    assert measured(one, "F19.size") == pytest.approx(over[6] / 100)


def monthly(points: dict[int, float]) -> np.ndarray:
    series = np.full((1, YEARS * 12), np.nan)
    for month, value in points.items():
        series[0, month] = value
    return series


def test_polls_and_headcounts_are_read_in_their_months() -> None:
    one = panel(
        {
            "satisfaction": monthly({29: 0.72, 45: 0.70, 110: 0.63}),
            "employed": monthly({2: 200.0, 86: 150.0}),
            "employed_all": monthly({2: 200.0, 86: 190.0}),
        }
    )
    assert measured(one, "F16.a") == pytest.approx(-9)
    assert measured(one, "F16.b") == pytest.approx(-2)
    assert measured(one, "F20") == pytest.approx(-0.25)
    assert measured(one, "F20.all") == pytest.approx(-0.05)
    assert measured(one.to(2014), "F16.b") == pytest.approx(-2)
    assert np.isnan(measured(one.to(2014), "F16.a"))


def test_turnover_and_caseload() -> None:
    draws = np.random.default_rng(3)
    lasting = np.linspace(0.10, 0.20, COUNT)[:, None]
    turnover = lasting + 0.01 * draws.standard_normal((COUNT, YEARS))
    caseload = 15.0 + draws.standard_normal((COUNT, YEARS))
    one = panel({"turnover": turnover, "caseload": caseload, "mean_caseload": caseload})
    assert measured(one, "F21.mean") == pytest.approx(turnover[4:, 6:].mean())
    assert measured(one, "F21.ac") > 0.7, "lasting differences alone make it persist"
    assert abs(measured(one, "F23")) < 0.2
    driven = replace(one, tables={**one.tables, "turnover": lasting + 0.02 * (caseload - 15.0)})
    assert measured(driven, "F23") == pytest.approx(1.0), "within councils it is all caseload"
    assert measured(one, "F24.caseload") == pytest.approx(caseload[4:, 14].mean() / caseload[4:, 7].mean())


def test_gaps_in_the_census_are_left_out() -> None:
    draws = np.random.default_rng(4)
    turnover = 0.15 + 0.01 * draws.standard_normal((COUNT, YEARS))
    turnover[5, 8:] = np.nan
    one = panel({"turnover": turnover, "caseload": turnover.copy()})
    assert all(np.isfinite(measured(one, name)) for name in ("F21.mean", "F21.ac", "F21.sd", "F23", "F23.lag"))


def test_services_moved_shielded_and_taken_over() -> None:
    quality = np.full((COUNT, 8, YEARS), 0.8)
    quality[:, [6, 7], 6] = 0.5  # planning and central
    quality[:, [3, 5], 6] = 0.7  # highways and environmental
    shunted = np.full((COUNT, YEARS * 12), 1.0)
    shunted[:, 81:83] = 2.0
    shunted[:, 90:93] = 1.5
    line = rows(*[1.0] * YEARS)
    rising, falling = line.copy(), line.copy()
    rising[:, 8], falling[:, 8] = 1.3, 0.8
    one = panel({"quality": quality, "shunted": shunted, "volunteers": rising, "paid_cultural": falling})
    assert measured(one, "F17") == pytest.approx(3.0)
    assert measured(one, "F34.up") == pytest.approx(2.0)
    assert measured(one, "F34.down") == pytest.approx(-0.25)
    assert measured(one, "F35") == pytest.approx(1.5)
    nobody_goes = replace(one, tables={**one.tables, "paid_cultural": line})
    assert np.isnan(measured(nobody_goes, "F35")), "a ratio to nothing is undefined"
    nothing_moved = replace(one, tables={**one.tables, "shunted": np.zeros_like(shunted)})
    assert np.isnan(measured(nothing_moved, "F34.up"))


def leadership(effect: float) -> Panel:
    draws = np.random.default_rng(5)
    style, trust, noise = draws.standard_normal((3, COUNT, 1)) * np.ones((1, 1, YEARS))
    months = YEARS * 12
    return panel(
        {
            "delegation": style,
            "dyad_trust": trust,
            "index": effect * style + 0.3 * trust + 0.2 * noise,
            "funding": rows(*np.linspace(50, 40, YEARS)) + np.arange(COUNT)[:, None],
            "exits": np.broadcast_to(np.arange(months) % 24 == 0, (COUNT, months)).astype(float),
            "offices": np.ones((COUNT, months)),
            "new_majority": np.broadcast_to(np.arange(months) < 24, (COUNT, months)).astype(float),
            "index_by_month": np.repeat(np.linspace(0, 1, COUNT)[:, None], months, axis=1),
        }
    )


def test_leadership() -> None:
    assert measured(leadership(1.0), "F30.d") > 0.7
    assert measured(leadership(-1.0), "F30.d") < -0.7
    assert measured(leadership(1.0), "F30.dw") > 0.7
    assert measured(leadership(0.0), "F30.T") > measured(leadership(0.0), "F30.d")
    assert measured(leadership(1.0), "F28.rate") == pytest.approx(0.5 * 180 / 180, abs=0.04)
    assert measured(leadership(1.0), "F28.int") == pytest.approx(0.0, abs=1e-12), "low and high performers leave alike"


@pytest.mark.parametrize("name", list(FIGURES))
def test_a_panel_that_knows_nothing_has_no_figure(name: str) -> None:
    assert np.isnan(measured(panel(), name))
