"""The funding that is replayed: known totals by line and year, a council by hand, each mending where it is needed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.council.council import Parts
from sim.council.councils import all_councils
from sim.council.own_funding import typical_parts
from sim.data import CLASSES, YEARS
from sim.data.rebuild import RAW
from sim.data.tables.accounts import outturn
from sim.data.tables.funding import JUMP, changes, deflator, financed, implausible

DATA = Path(str(files("sim.data")))
PLAIN = (-0.2, -3.8, 2.0, -4.8, -5.9, -3.5, -1.7)
"""Yearly real change of grant + rates + council tax in England from 2011-12, per cent, as an earlier reader of these
accounts found it."""


@pytest.fixture(scope="module")
def funding() -> pd.DataFrame:
    return pd.read_csv(DATA / "funding.csv")


@pytest.fixture(scope="module")
def accounts() -> pd.DataFrame:
    return outturn()


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    return pd.read_csv(RAW / "councils_revenue_outturn_2010-11_to_2017-18.csv")


def test_national_totals_by_line(funding, raw):
    """£bn at 2016-17 prices, from the raw file by hand."""
    real = raw["to_2016_17_prices"] / 1e6
    by_hand = {
        "grant_m": -(raw["revenue_support_grant"] * real).groupby(raw["fy_start"]).sum(),
        "rates_m": -(raw["retained_business_rates"] * real).groupby(raw["fy_start"]).sum(),
        "council_tax_m": (raw["council_tax_requirement"].abs() * real).groupby(raw["fy_start"]).sum(),
    }
    for line, expected in by_hand.items():
        ours = funding.groupby("year")[line].sum().loc[2010:2017] / 1000.0
        assert ours.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-4), line
    assert by_hand["council_tax_m"][2010] == pytest.approx(24.416, abs=0.001)
    assert by_hand["rates_m"][2013] == pytest.approx(9.829, abs=0.001)
    assert by_hand["grant_m"][2013] == pytest.approx(15.070, abs=0.001)


def test_the_plain_sum_of_england_changes_as_found_elsewhere(funding):
    total = funding[["grant_m", "rates_m", "council_tax_m"]].sum(axis=1).groupby(funding["year"]).sum().loc[2010:2017]
    assert (100 * total.pct_change().dropna()).round(1).tolist() == list(PLAIN)
    assert total[2017] / total[2010] - 1 == pytest.approx(-0.168, abs=0.0005)


def weighted(funding: pd.DataFrame, column: str) -> pd.Series:
    """England's path: the councils' paths, each with what it had in 2010-11."""
    wide = funding.pivot_table(index="code", columns="year", values=column)
    start = funding.query("year == 2010").set_index("code")[["grant_m", "rates_m", "council_tax_m"]].sum(axis=1)
    return wide.mul(start, axis=0).sum() / start.sum()


def test_what_the_mending_makes_of_england(funding):
    """The largest cut falls in the first year, as spending power says; all else is the sum's within .7 points."""
    mended = 100 * weighted(funding, "index").pct_change()
    booked = 100 * weighted(funding, "as_booked").pct_change()
    assert mended.loc[2011:2017].round(1).tolist() == [-6.4, -3.7, -3.2, -5.0, -5.9, -3.3, -2.3]
    for year, plain in zip(range(2011, 2018), PLAIN, strict=True):
        assert booked[year] == pytest.approx(plain, abs=0.7), year
        if year not in (2011, 2013):
            assert mended[year] == pytest.approx(plain, abs=0.7), year
    assert weighted(funding, "index")[2017] == pytest.approx(0.7355, abs=0.0005)
    assert weighted(funding, "as_booked")[2017] == pytest.approx(0.8288, abs=0.0005)


def test_camden_by_hand(funding):
    """Grant, rates and council tax from the printed accounts, £ thousand cash; spending power -7 and -1 %."""
    cash = {
        2011: 43627 + 141140 + 98703,
        2012: 3292 + 169806 + 99470,
        2013: 120133 + 73294 + 83905,
        2014: 97548 + 84090 + 85182,
        2015: 70327 + 73446 + 88756,
        2016: 54814 + 75732 + 95362,
        2017: 41114 + 93694 + 100632,
    }
    prices = {2010: 1.097614, 2011: 1.077865, 2012: 1.061769, 2013: 1.040495, 2014: 1.022069, 2015: 1.008162, 2016: 1.0}
    prices[2017] = 0.975852
    level, expected = 1.0, [1.0]
    for year in range(2011, 2018):
        change = cash[year] / cash[year - 1] if year not in (2011, 2013) else {2011: 0.93, 2013: 0.99}[year]
        level *= change * prices[year] / prices[year - 1]
        expected.append(level)
    camden = funding.query("code == 'E09000007'").set_index("year")
    assert camden.loc[2010:2017, "index"].to_numpy() == pytest.approx(expected, abs=2e-5)
    assert camden.loc[2010:2017, "status"].tolist() == [
        "accounts", "spending power", "accounts", "spending power", *["accounts"] * 4,
    ]  # fmt: skip
    # Afterwards: spending power 0 % to 2018-19 and +7 % over the two years to 2020-21, then the nation.
    gdp = deflator()
    assert camden["index"][2018] / camden["index"][2017] == pytest.approx(gdp[2017] / gdp[2018], abs=1e-5)
    assert camden["index"][2020] / camden["index"][2018] == pytest.approx(1.07 * gdp[2018] / gdp[2020], abs=1e-5)


def test_no_year_is_dropped_and_each_says_what_it_is(funding):
    assert len(funding) == 353 * len(YEARS)
    assert {tuple(years) for _, years in funding.groupby("code")["year"]} == {YEARS}
    assert (funding.query("year == 2010")["index"] == 1).all()
    of = {year: set(rows["status"]) for year, rows in funding.groupby("year")}
    assert of[2010] == {"accounts"}
    assert of[2011] == of[2013] == of[2018] == {"spending power", "class median"}
    for year in (2012, 2014, 2015, 2016, 2017):
        assert of[year] == {"accounts", "bridged"}
    assert of[2019] == {"spread", "national index", "class median"}
    assert of[2020] == {"spending power", "national index", "class median"}
    assert of[2021] == of[2024] == {"interpolated"}
    assert of[2022] == of[2023] == {"national index"}
    assert set(funding.query("status == 'class median'")["code"]) == {"E09000001"}, "the City of London"


def test_councils_that_were_merged_follow_the_nation_from_then_on(funding):
    merged = funding.query("year == 2019 and status == 'national index'")["code"]
    assert {"E06000028", "E07000205", "E07000191"} <= set(merged)  # Bournemouth, Suffolk Coastal, West Somerset
    assert len(merged) == 20
    wide = funding.pivot_table(index="code", columns="year", values="index").loc[merged]
    nation = pd.read_csv(DATA / "national_index.csv").set_index("year")["index"]
    for year in range(2019, 2025):
        assert (wide[year] / wide[2018]).to_numpy() == pytest.approx(nation[year] / nation[2018], abs=6e-6)


def test_the_nation_carries_on_where_spending_power_ends(funding):
    wide = funding.pivot_table(index="code", columns="year", values="index")
    nation = pd.read_csv(DATA / "national_index.csv").set_index("year")["index"]
    for year in range(2021, 2025):
        assert (wide[year] / wide[2020]).to_numpy() == pytest.approx(nation[year] / nation[2020], abs=5e-6)


def test_two_years_in_one_figure_add_up(accounts):
    """The figure called 2018-19 to 2019-20 in the source spans two years: only so does the published total come out."""
    raw = pd.read_csv(RAW / "councils_spending_power_pct_change_2010-11_to_2020-21.csv").set_index("ons_code")
    steps = raw[["201516_201617", "201617_201718", "201718_201819", "201819_201920"]].add(1.0).prod(axis=1) - 1.0
    assert (steps - raw["201516_202021"]).abs().max() < 0.02
    two_years = changes(accounts).cash[2020]
    assert two_years.dropna().equals(raw["201819_201920"].reindex(two_years.index).rename(2020).dropna())


def test_what_is_bridged_is_implausible_and_nothing_else(funding, accounts):
    """Business rates that turn negative; councils with no accounts; never a county, hardly a London borough."""
    bridged = funding.query("status == 'bridged'")
    there = set(zip(bridged["code"], bridged["year"], strict=True))
    negative = funding.query("rates_m < 0")
    assert set(zip(negative["code"], negative["year"], strict=True)) <= there
    missing = funding.query("year <= 2017 and grant_m != grant_m")
    none = set(zip(missing["code"], missing["year"], strict=True))
    assert none == {("E06000053", 2016), ("E07000029", 2017)}
    assert none <= there
    klass = accounts.groupby("code")["klass"].first()
    count = bridged["code"].map(klass).value_counts()
    assert "SC" not in count
    assert count["SD"] > 0.9 * len(bridged)
    found = changes(accounts)
    odd, usual = implausible(found, klass)
    far = (found.sum - found.power[found.sum.columns] - usual).abs()
    assert (far[~odd].fillna(1.0) <= JUMP).to_numpy()[~odd.to_numpy()].all()
    assert ((far > JUMP) <= odd).all(axis=None)


@pytest.mark.parametrize("code", ["E07000092", "E07000029", "E06000001"])  # Rushmoor, Copeland, Hartlepool
def test_a_bridge_leaves_no_hole_and_no_spike(funding, code):
    path = funding.query(f"code == '{code}'").set_index("year")["index"]
    steps = np.log(path).diff().dropna()
    assert steps.between(-0.15, 0.15).all()


def test_a_jump_that_is_put_into_the_accounts_is_bridged(accounts):
    """Half of a county's grants in one year: that year and the one in which they come back are bridged, no others."""
    spoilt = accounts.copy()
    code = "E10000017"  # Lancashire
    here = (spoilt["code"] == code) & (spoilt["year"] == 2015)
    klass = accounts.groupby("code")["klass"].first()
    before, _ = implausible(changes(accounts), klass)
    assert not before.loc[code].any()
    for line in ("grant", "rates", "council_tax"):
        spoilt.loc[here, line] *= 0.5
    after, _ = implausible(changes(spoilt), klass)
    assert [int(year) for year in after.columns[after.loc[code]]] == [2015, 2016]


def test_a_negative_council_tax_is_a_slip_of_the_pen(accounts):
    havant = accounts[(accounts["short_name"] == "Havant") & (accounts["year"] == 2017)].squeeze()
    assert havant["council_tax"] < 0
    assert financed(accounts).loc[(havant["code"], 2017), "council_tax"] == -havant["council_tax"]


def test_what_funding_is_made_of(funding):
    parts = funding[["grant_share", "rates_share", "council_tax_share"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(1.0, abs=2e-5)
    assert (parts >= 0.0).all(axis=None)
    camden = next(council for council in all_councils() if council.short_name == "Camden")
    assert camden.funding_parts[0] == Parts(*(pytest.approx(v / 264527, abs=1e-5) for v in (21207, 146047, 97273)))
    assert camden.funding_parts[14] == camden.funding_parts[7], "the last year that is known"
    for klass in CLASSES:
        for typical in typical_parts(klass):
            assert sum(typical) == pytest.approx(1.0)
    assert typical_parts("SC")[0].council_tax > typical_parts("MD")[0].council_tax


def test_funding_is_not_spending(funding):
    """If the replayed path were the spending outcome, the two would be nearly the same over councils."""
    spending = pd.read_csv(DATA / "core_change.csv").set_index("code")["change_2010_to_2017"]
    assert 0.2 < funding.query("year == 2017").set_index("code")["index"].corr(spending) < 0.7


def test_the_deflator_is_that_of_the_accounts(raw):
    of_accounts = raw.groupby("fy_start")["to_2016_17_prices"].first()
    assert (100.0 / deflator().reindex(of_accounts.index)).to_numpy() == pytest.approx(of_accounts.to_numpy(), abs=2e-6)
