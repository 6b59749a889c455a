"""Every tidy table: columns, types, ranges, no gaps where none may be; and known figures that it must reproduce."""

from __future__ import annotations

import math
import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from sim.data import CLASSES, NOT_RUN_BY_CLASS, SERVICES, YEARS
from sim.data.rebuild import RAW, rebuild, tables

DATA = Path(str(files("sim.data")))
NEED = [f"need_m_{service}" for service in SERVICES]
INCOME = [f"income_m_{service}" for service in SERVICES]
ACCOUNT_YEARS = list(range(2010, 2018))

# Column -> (lowest, highest, whether cells may be empty) for numbers; a set of values or None (any text) for texts.
FLAG = (0, 1, False)
SHARE = (0, 1, True)
STATUSES = {
    "accounts",
    "spending power",
    "class median",
    "bridged",
    "spread",
    "national index",
    "interpolated",
}
SCHEMA: dict[str, dict[str, object]] = {
    "councils.csv": {
        "code": None,
        "ecode": None,
        "name": None,
        "short_name": None,
        "klass": set(CLASSES),
        "region": {
            "North East",
            "North West",
            "Yorkshire and The Humber",
            "East Midlands",
            "West Midlands",
            "East of England",
            "London",
            "South East",
            "South West",
        },
        "deprivation": (0.02, 0.30, False),
        "deprivation_source": {"own", "districts", "successor"},
        "neighbourhoods": (1, 1000, True),
        "deprivation_known": FLAG,
        "control": {"Con", "Lab", "LD", "NOC", "Other"},
        "control_known": FLAG,
        "net_revenue_m": (3, 1200, False),
        "net_revenue_known": FLAG,
        "reserves_ratio": (0, 3, False),
        "unallocated_ratio": (0, 2, False),
        "debt_service_ratio": (0, 0.8, False),
        "council_tax_ratio": (0.04, 0.95, False),
        **dict.fromkeys(NEED, (0, 600, False)),
        **dict.fromkeys(INCOME, (0, 80, False)),
        "turnover": (0.01, 0.6, False),
        "vacancy": (0, 0.6, False),
        "caseload": (8, 30, False),
        "rereferral": (0.05, 0.45, False),
        "childrens_known": FLAG,
    },
    "funding.csv": {
        "code": None,
        "year": (2010, 2024, False),
        "index": (0.47, 1.05, False),
        "status": STATUSES,
        "as_booked": (0.4, 1.21, False),
        "as_booked_status": {*STATUSES, "booked"},
        "grant_m": (-1, 600, True),
        "rates_m": (-10, 800, True),
        "council_tax_m": (0, 700, True),
        "grant_share": SHARE,
        "rates_share": SHARE,
        "council_tax_share": SHARE,
        "rounding_sd": (0, 0.01, False),
    },
    "services.csv": {
        "code": None,
        "year": (2010, 2017, False),
        "service": set(SERVICES),
        "net_m": (-60, 500, True),
        "gross_need_m": (0, 600, True),
        "income_m": (0, 80, True),
        "basis": {"fees share", "class share", "masked", "missing"},
        "masked": FLAG,
        "jump": FLAG,
        "back_cast": FLAG,
    },
    "national_index.csv": {
        "year": (2010, 2024, False),
        "index": (0.7, 1, False),
        "status": {"anchor", "derived from sourced", "sourced", "sourced (forecast)", "interpolated"},
        "basis": None,
    },
    "childrens.csv": {
        "code": None,
        "year": (2016, 2025, False),
        "turnover": SHARE,
        "vacancy": SHARE,
        "agency": SHARE,
        "caseload": (5, 60, True),
        "rereferral": SHARE,
        "social_workers": (0, 40_000, True),
    },
    "council_year.csv": {
        "code": None,
        "year": (2010, 2017, False),
        "net_revenue_m": (-100, 1200, True),
        "council_tax_m": (-10, 700, True),
        "core_m": (-20, 1200, True),
        "other_m": (-100, 100, True),
        "debt_service_m": (-50, 300, True),
        "reserves_opening_m": (-10, 1000, True),
        "reserves_closing_m": (-10, 1000, True),
        "unallocated_closing_m": (-20, 400, True),
    },
    "core_change.csv": {
        "code": None,
        "klass": set(CLASSES),
        **{f"change_{year}": (-3, 2, True) for year in ACCOUNT_YEARS[1:]},
        "change_2010_to_2017": (-2, 1, True),
    },
    "class_year.csv": {
        "klass": {*CLASSES, "upper", "England"},
        "year": (2010, 2017, False),
        "councils": (27, 353, False),
        "core_index": (0.6, 1.01, False),
        "core_change_median": (-0.4, 0.05, False),
        "social_care_share": (0.5, 0.8, True),
        "reserves_ratio": (0.1, 1.5, False),
        "reserves_ratio_median": (0.1, 1.5, False),
        "share_drawing": (0, 1, False),
        "social_care_index": (0.8, 1.1, True),
        **{f"{service}_index": (0.2, 1.1, True) for service in SERVICES[2:]},
    },
    "s114_notices.csv": {
        "code": None,
        "short_name": None,
        "date": None,
        "month": (0, 179, False),
        "date_sourced": FLAG,
    },
    "resident_satisfaction.csv": {
        "date": None,
        "satisfied": (0.5, 0.8, False),
        "trust_council": SHARE,
        "value_for_money": SHARE,
        "acts_on_concerns": SHARE,
        "informed": SHARE,
        "satisfied_local_area": SHARE,
        "source": None,
    },
}


@pytest.fixture(scope="module")
def table():
    """Reads a committed table once."""
    read: dict[str, pd.DataFrame] = {}

    def get(name: str) -> pd.DataFrame:
        if name not in read:
            read[name] = pd.read_csv(DATA / name)
        return read[name]

    return get


def test_every_table_has_a_schema_and_a_source():
    committed = {path.name for path in DATA.glob("*.csv")}
    assert committed == set(SCHEMA) == set(tables())
    sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for name in [*committed, *(path.name for path in RAW.glob("*.csv"))]:
        assert f"`{name}`" in sources or f"## {name}" in sources, name
    assert "Open Government Licence v3.0" in sources
    assert "National Audit Office" in sources


def test_every_column_that_a_run_reads_is_described():
    sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for name in ("councils.csv", "services.csv", "funding.csv", "childrens.csv", "national_index.csv"):
        section = sources.split(f"## {name}")[1].split("\n## ")[0]
        for column in SCHEMA[name]:
            word = re.sub(r"^(need_m_|income_m_).*", r"\1*", column)
            assert f"`{word}`" in section or column in ("code", "year", "service"), f"{name}: {column}"


@pytest.mark.parametrize("name", SCHEMA)
def test_schema(table, name):
    data = table(name)
    assert list(data.columns) == list(SCHEMA[name])
    for column, rule in SCHEMA[name].items():
        values = data[column]
        if isinstance(rule, tuple):
            low, high, empty = rule
            assert pd.api.types.is_numeric_dtype(values), column
            assert empty or values.notna().all(), f"{column} has gaps"
            assert values.dropna().between(low, high).all(), f"{column}: {values.min()} to {values.max()}"
        else:
            assert values.notna().all(), f"{column} has gaps"
            assert rule is None or set(values) <= rule, f"{column}: {set(values) - rule}"


def test_the_data_stay_small():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 5_000_000


def test_rebuild_gives_the_committed_bytes(tmp_path):
    for path in rebuild(tmp_path):
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name
    assert {path.name for path in tmp_path.iterdir()} == set(SCHEMA)


def test_every_table_covers_its_councils_and_years_once(table):
    codes = set(table("councils.csv")["code"])
    assert len(codes) == len(table("councils.csv")) == 353
    assert table("councils.csv")["klass"].value_counts().to_dict() == {"SD": 201, "UA": 56, "MD": 36, "L": 33, "SC": 27}
    assert table("councils.csv")["short_name"].is_unique
    assert table("councils.csv")["ecode"].is_unique
    for name, axes in {
        "funding.csv": {"code": codes, "year": set(YEARS)},
        "services.csv": {"code": codes, "year": set(ACCOUNT_YEARS), "service": set(SERVICES)},
        "council_year.csv": {"code": codes, "year": set(ACCOUNT_YEARS)},
        "core_change.csv": {"code": codes},
        "national_index.csv": {"year": set(YEARS)},
        "class_year.csv": {"klass": {*CLASSES, "upper", "England"}, "year": set(ACCOUNT_YEARS)},
    }.items():
        data = table(name)
        assert not data.duplicated(list(axes)).any(), name
        assert len(data) == math.prod(len(values) for values in axes.values()), name
        for axis, values in axes.items():
            assert set(data[axis]) == values, f"{name}: {axis}"
    childrens = table("childrens.csv")
    assert not childrens.duplicated(["code", "year"]).any()
    with_service = set(table("councils.csv").query("klass != 'SD'")["code"])
    assert set(childrens["code"]) == with_service | {"England"}
    assert set(table("s114_notices.csv")["code"]) <= codes


def test_masks_follow_the_class_and_nothing_else(table):
    lines = table("services.csv").merge(table("councils.csv")[["code", "klass"]])
    expected = [service in NOT_RUN_BY_CLASS.get(klass, ()) for klass, service in lines[["klass", "service"]].to_numpy()]
    assert (lines["masked"].astype(bool) == pd.Series(expected)).all()
    reported = lines["basis"] != "missing"
    masked = lines["masked"].astype(bool) & reported
    assert (lines.loc[masked, ["gross_need_m", "income_m"]] == 0).all(axis=None)
    assert (lines.loc[~masked & reported, "gross_need_m"] > 0).all()
    assert set(lines.loc[masked, "basis"]) == {"masked"}
    # What justifies the mask: in the class, the line is next to nothing (or parking income) from 2011-12 on.
    later = lines[masked & (lines["year"] > 2010)].merge(table("council_year.csv")[["code", "year", "core_m"]])
    assert ((later["net_m"] / later["core_m"]).groupby([later["klass"], later["service"]]).median() < 0.01).all()


def test_gross_and_income_add_up_to_the_account(table):
    lines = table("services.csv").query("masked == 0 and basis != 'missing'")
    assert (lines["gross_need_m"] - lines["income_m"] - lines["net_m"]).abs().max() < 1e-9
    assert (lines["income_m"] >= 0).all()
    # Lines, masked ones and the line "other" together are the core spending of the accounts.
    whole = table("services.csv").groupby(["code", "year"])["net_m"].sum(min_count=8).rename("lines").reset_index()
    both = whole.merge(table("council_year.csv")).dropna(subset=["lines", "core_m"])
    assert len(both) == 353 * 8 - 2
    assert (both["lines"] + both["other_m"] - both["core_m"]).abs().max() < 0.002


def test_only_two_accounts_are_missing(table):
    missing = table("services.csv").query("basis == 'missing'")
    assert set(zip(missing["code"], missing["year"], strict=True)) == {("E06000053", 2016), ("E07000029", 2017)}
    assert len(missing) == 16
    assert missing[["net_m", "gross_need_m", "income_m"]].isna().all(axis=None)
    assert table("services.csv").query("basis != 'missing'")["net_m"].notna().all()


def test_back_cast_is_marked_and_uses_the_next_years_split(table):
    lines = table("services.csv")
    care = lines["service"].isin(["adult_social_care", "childrens_social_care"])
    assert ((lines["back_cast"] == 1) == (care & (lines["year"] == 2010))).all()
    camden = lines[lines["code"] == "E09000007"].set_index(["year", "service"])["net_m"]
    share = {
        y: camden[y, "adult_social_care"] / (camden[y, "adult_social_care"] + camden[y, "childrens_social_care"])
        for y in (2010, 2011)
    }
    assert share[2010] == pytest.approx(share[2011], abs=1e-5)


def test_jumps_catch_reclassifications_and_are_rare(table):
    jumps = table("services.csv").query("jump == 1")
    found = set(zip(jumps["code"], jumps["service"], jumps["year"], strict=True))
    assert ("E09000007", "central", 2016) in found  # 16.1m to 2.9m
    assert ("E09000007", "central", 2017) not in found
    assert (jumps["year"] > 2010).all()
    assert len(jumps) < 0.05 * len(table("services.csv"))


def test_the_starting_row_is_the_first_year_of_the_accounts(table):
    start = table("services.csv").query("year == 2010").set_index(["code", "service"])[["gross_need_m", "income_m"]]
    start = start.unstack()  # noqa: PD010 - nothing to aggregate
    councils = table("councils.csv").set_index("code")
    for service in SERVICES:
        assert (start["gross_need_m", service] == councils[f"need_m_{service}"]).all()
        assert (start["income_m", service] == councils[f"income_m_{service}"]).all()


@pytest.mark.parametrize(
    ("klass", "median"), [("SD", -0.287), ("MD", -0.216), ("L", -0.160), ("UA", -0.137), ("SC", -0.026)]
)
def test_class_medians_of_the_cut(table, klass, median):
    change = table("core_change.csv").query(f"klass == '{klass}'")["change_2010_to_2017"]
    assert change.median() == pytest.approx(median, abs=0.0006)
    last = table("class_year.csv").query(f"klass == '{klass}' and year == 2017")["core_change_median"].item()
    assert last == pytest.approx(change.median(), abs=1e-5)


@pytest.mark.parametrize(
    ("service", "change"),
    [
        ("planning_development", -54),
        ("housing", -46),
        ("highways_transport", -42),
        ("cultural", -39),
        ("central", -20),
        ("environmental", -19),
        ("social_care", 2),
    ],
)
def test_england_cuts_by_service(table, service, change):
    england = table("class_year.csv").query("klass == 'England' and year == 2017")
    assert 100 * (england[f"{service}_index"].item() - 1) == pytest.approx(change, abs=0.6)


def test_reserves_and_drawing_reproduce_the_national_audit_office(table):
    """Figures 20 and 21 of HC 834, from our own sums."""
    nao = pd.read_csv(RAW / "nao2018_year_series_england.csv").set_index("series").drop(columns=["figure", "source"])
    ours = table("class_year.csv").query("klass == 'upper' and year <= 2016")
    reserves = (
        nao.loc["single_tier_county_earmarked_reserves_pct_nre"] + nao.loc["single_tier_county_other_reserves_pct_nre"]
    )
    assert (100 * ours["reserves_ratio"]).to_numpy() == pytest.approx(reserves.to_numpy(float), abs=0.11)
    drawing = nao.loc["pct_authorities_drawing_on_reserves"].to_numpy(float)
    assert (100 * ours["share_drawing"]).to_numpy() == pytest.approx(drawing, abs=0.1)
    district = table("class_year.csv").query("klass == 'SD' and year <= 2016")["reserves_ratio"]
    theirs = nao.loc["district_earmarked_reserves_pct_nre"] + nao.loc["district_other_reserves_pct_nre"]
    assert (100 * district).to_numpy() == pytest.approx(theirs.to_numpy(float), abs=1.3)


def test_deprivation_gradient_of_the_cut(table):
    """Single-tier councils: the more deprived, the deeper the cut of spending and the more so of funding."""
    single = table("councils.csv").query("klass in ('L', 'MD', 'UA')").set_index("code")["deprivation"]
    spending = table("core_change.csv").set_index("code")["change_2010_to_2017"]
    funding = table("funding.csv").query("year == 2017").set_index("code")["index"]
    assert single.corr(spending[single.index], method="spearman") == pytest.approx(-0.50, abs=0.03)
    assert single.corr(funding[single.index], method="spearman") < -0.7


def test_county_deprivation_lies_among_its_districts(table):
    councils = table("councils.csv")
    for county in councils.query("klass == 'SC'").itertuples():
        inside = councils[(councils["klass"] == "SD") & (councils["ecode"].str[:3] == county.ecode[:3])]
        assert len(inside) >= 4, county.name
        assert inside["deprivation"].min() <= county.deprivation <= inside["deprivation"].max(), county.name


def test_section_114_months(table):
    notices = table("s114_notices.csv")
    assert notices.query("short_name == 'Northamptonshire'")["month"].min() == 94  # February 2018
    assert len(notices) == 12
    assert notices["code"].nunique() == 8


def test_unknowns_are_marked(table):
    councils = table("councils.csv")
    assert (councils["deprivation_known"] == 0).sum() == 14
    assert (councils.loc[councils["control_known"] == 0, "control"] == "NOC").all()
    assert (councils["control_known"] == 0).sum() == 32
    districts = councils["klass"] == "SD"
    assert (councils.loc[districts, "childrens_known"] == 0).all()
    assert set(councils.loc[~districts & (councils["childrens_known"] == 0), "name"]) == {
        "City of London",
        "Isles of Scilly",
    }
    assert set(councils.loc[councils["net_revenue_known"] == 0, "name"]) == {"South Lakeland"}
