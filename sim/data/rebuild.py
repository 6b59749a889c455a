"""Rebuild the tidy tables of ``sim/data`` from the untouched files in ``sim/data/raw``.

    python -m sim.data.rebuild              writes the tables beside this file
    python -m sim.data.rebuild --out DIR    writes them into DIR

Every choice made on the way from an account line to a number the model reads stands here once, with its reason;
``SOURCES.md`` says the same in prose. Money is in £m at 2016-17 prices throughout. The same input gives the same
bytes (a test rebuilds and compares).
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from sim.data import NOT_RUN_BY_CLASS, SERVICES, YEARS

HERE = Path(__file__).resolve().parent
RAW = HERE / "raw"

ACCOUNT_YEARS = tuple(range(2010, 2018))
"""Years for which accounts of every council are at hand, and for which funding is replayed."""

BASE = 2010
LINES = {
    "adult_social_care": "adult_social_care",
    "childrens_social_care": "children_social_care",
    "housing": "housing_gfra",
    "highways_transport": "highways_transport",
    "cultural": "cultural",
    "environmental": "environmental",
    "planning_development": "planning_dev",
    "central": "central",
}
"""Our service -> the line of the revenue outturn. Education, police, fire and public health are left out of the core
services; the line "other" (small, often an accounting correction) belongs to no service and is kept in
``council_year.csv``."""

FEES = {
    "adult_social_care": "adult_social_care",
    "childrens_social_care": "childrens_social_care",
    "housing": "housing_gfra",
    "highways_transport": "highways_and_transport",
    "cultural": "cultural_and_related",
    "environmental": "environmental_and_regulatory",
    "planning_development": "planning_and_development",
    "central": "central_services",
}
"""Our service -> the row of the National Audit Office's table of fees and charges."""

SMALL_SHARE = 0.1
"""A line whose gross cost comes out below this share of what its class spends typically is treated as netted off."""

NEVER_NETTED_OFF = ("adult_social_care", "childrens_social_care")
"""No council that runs social care ever shows a negative line for it: there, small means small (the City of London)."""

JUMP_FACTOR = 2.0
JUMP_MATERIAL = 0.05
"""A change between two years is flagged as a jump when the line more than doubles, halves or changes sign, and the
larger of the two amounts is at least this share of the council's core spend. Cuts are large but rarely that large in
one year: most flagged lines are moves between headings (Camden's central line: 26.8m to 2.9m in cash)."""

NRE_LIMITS = (0.5, 2.0)
"""Core spend over net revenue expenditure: outside, the reported net revenue expenditure is a slip of the pen."""

FEW_SOCIAL_WORKERS = 15.0
"""Below this many full-time equivalents a turnover rate says nothing (City of London 7, Isles of Scilly 2)."""

EARLY_YEARS = (2016, 2017, 2018)
"""The first years of the children's workforce statistics; their median stands for the start of a run."""

CODE_SLIPS = {"E10000022": "E10000023"}
"""North Yorkshire carries the code of another county in the revenue outturn files."""

SHORT_NAMES = {
    "The Medway Towns UA": "Medway",
    "Derby City UA": "Derby",
    "Leicester City UA": "Leicester",
    "City of Nottingham UA": "Nottingham",
    "Telford and the Wrekin UA": "Telford and Wrekin",
    "Folkstone and Hythe": "Folkestone and Hythe",
}

SUCCESSORS = {
    "E06000028": "E06000058",  # Bournemouth -> Bournemouth, Christchurch and Poole
    "E06000029": "E06000058",  # Poole
    "E07000048": "E06000058",  # Christchurch
    "E07000049": "E06000059",  # East Dorset -> Dorset
    "E07000050": "E06000059",  # North Dorset
    "E07000051": "E06000059",  # Purbeck
    "E07000052": "E06000059",  # West Dorset
    "E07000053": "E06000059",  # Weymouth & Portland
    "E07000205": "E07000244",  # Suffolk Coastal -> East Suffolk
    "E07000206": "E07000244",  # Waveney
    "E07000201": "E07000245",  # Forest Heath -> West Suffolk
    "E07000204": "E07000245",  # St Edmundsbury
    "E07000190": "E07000246",  # Taunton Deane -> Somerset West and Taunton
    "E07000191": "E07000246",  # West Somerset
}
"""Councils merged in April 2019 -> the area for which the 2019 deprivation figures exist."""

CHILDRENS_NAMES = {
    "Bedford Borough": "Bedford",
    "Bristol, City of": "Bristol",
    "Kingston Upon Hull, City of": "Kingston upon Hull",
    "Bournemouth (Pre LG)": "Bournemouth",
    "Poole (Pre LG)": "Poole",
    "Dorset (Pre LG)": "Dorset",
    "St. Helens": "St Helens",
}
"""Names in the children's statistics -> our short names; areas made by later reorganisations are left out."""

CHILDRENS_LATER_AREAS = {838: "Dorset, the unitary council of 2019"}
"""Area numbers in the children's statistics that carry the name of an older council with another area."""

CHILDRENS_COLUMNS = {
    "turnover": ("sw_turnover_pct", 0.01),
    "vacancy": ("sw_vacancy_pct", 0.01),
    "agency": ("sw_agency_pct", 0.01),
    "caseload": ("sw_caseload", 1.0),
    "rereferral": ("rereferral_pct", 0.01),
    "social_workers": ("sw_fte", 1.0),
}

S114_NAMES = {
    "Northamptonshire CC": "Northamptonshire",
    "Northumberland CC": "Northumberland",
    "Croydon LBC": "Croydon",
    "Slough BC": "Slough",
    "Nottingham City": "Nottingham",
    "Woking BC": "Woking",
    "Birmingham City": "Birmingham",
    "Thurrock": "Thurrock",
}


def short_name(name: str) -> str:
    """``"Bath & North East Somerset UA"`` -> ``"Bath and North East Somerset"``."""
    if name in SHORT_NAMES:
        return SHORT_NAMES[name]
    return re.sub(r"\s+(UA|CC|MBC|DC|LBC|\(e\))$", "", name).replace(" & ", " and ")


def outturn() -> pd.DataFrame:
    """The revenue outturn, one row per council and year, in £m at 2016-17 prices, with our column names."""
    raw = pd.read_csv(RAW / "councils_revenue_outturn_2010-11_to_2017-18.csv")
    table = pd.DataFrame(
        {
            "code": raw["ons_code"].replace(CODE_SLIPS),
            "ecode": raw["ecode"],
            "name": raw["name"].str.replace(r" \(e\)$", "", regex=True).str.replace("Folkstone", "Folkestone"),
            "short_name": raw["name"].map(short_name),
            "klass": raw["class"],
            "year": raw["fy_start"],
            "reported": raw["net_revenue_expenditure"].notna(),
        }
    )
    real = raw["to_2016_17_prices"] / 1000.0
    for service, line in LINES.items():
        table[service] = raw[line] * real
    table["social_care"] = raw["social_care_total"] * real
    table["core"] = raw["core_services_ex_edu_ph"] * real
    table["other"] = raw["other"] * real
    table["net_revenue"] = raw["net_revenue_expenditure"] * real
    table["council_tax"] = raw["council_tax_requirement"] * real
    table["debt_service"] = (raw["debt_principal"] + raw["debt_interest"]) * real
    for moment, column in {"opening": "1apr", "closing": "31mar"}.items():
        table[f"unallocated_{moment}"] = raw[f"res_unallocated_{column}"] * real
        table[f"reserves_{moment}"] = (raw[f"res_earmarked_{column}"] + raw[f"res_unallocated_{column}"]) * real
    return table.sort_values(["code", "year"], ignore_index=True)


def fees_share() -> pd.DataFrame:
    """Fees and charges as a share of gross cost, a row per service and a column per account year.

    The National Audit Office gives 2010-11 and 2016-17; between them a straight line, after them the last value.
    It gives none for children's social care, which charges next to nobody: 0.
    """
    raw = pd.read_csv(RAW / "nao2018_service_change_2010-11_to_2016-17.csv").set_index("service")
    shares = {}
    for service, row in FEES.items():
        ends = raw.loc[row, ["fees_share_2010_11_pct", "fees_share_2016_17_pct"]].fillna(0.0).astype(float) / 100.0
        shares[service] = np.interp(ACCOUNT_YEARS, (2010, 2016), ends)
    return pd.DataFrame(shares, index=list(ACCOUNT_YEARS)).T


def services(accounts: pd.DataFrame) -> pd.DataFrame:
    """Net spend, gross need and income by council, year and service, with flags.

    The accounts give each line net of its income. Gross need and income are therefore *estimates*:

    * basis "fees share": gross = net / (1 - national fee share of the service in that year);
    * basis "class share": where that comes out below ``SMALL_SHARE`` of the class's typical gross cost (relative to the
      council's other services), or the line is negative, gross = that typical cost;
    * income = gross - net in both, so that gross and income always add up to the account.
    """
    fees = fees_share()
    net = accounts.set_index(["code", "year"])[list(SERVICES)].copy()
    klass = accounts.set_index(["code", "year"])["klass"]
    year_of = net.index.get_level_values("year")

    # The split of social care is missing in 2010-11: the shares of 2011-12 are applied to the total.
    total = accounts.set_index(["code", "year"])["social_care"]
    next_year = net.xs(BASE + 1, level="year")
    adult_share = next_year["adult_social_care"] / (next_year["adult_social_care"] + next_year["childrens_social_care"])
    base = net.index[year_of == BASE]
    share = adult_share.reindex(base.get_level_values("code")).to_numpy()
    # A district with no social care in 2011-12 has no share; its lines are masked below and split evenly here.
    share = np.where(np.isfinite(share), share, 0.5)
    net.loc[base, "adult_social_care"] = total.loc[base].to_numpy() * share
    net.loc[base, "childrens_social_care"] = total.loc[base].to_numpy() * (1.0 - share)

    masked = pd.DataFrame(False, index=net.index, columns=net.columns)
    for name, not_run in NOT_RUN_BY_CLASS.items():
        masked.loc[klass == name, list(not_run)] = True

    gross = pd.DataFrame(
        {s: net[s].to_numpy() / (1.0 - fees.loc[s].reindex(year_of).to_numpy()) for s in SERVICES}, index=net.index
    )
    gross = gross.mask(masked)
    positive = gross.where(gross > 0.0)
    # Relative to the other services of the council: a netted-off line must not shrink its own measure.
    elsewhere = (-positive.fillna(0.0)).add(positive.sum(axis=1), axis=0)
    ratio = positive / elsewhere
    typical_ratio = ratio.groupby([klass, year_of]).transform("median")
    typical = typical_ratio * elsewhere
    implausible = ~masked & net.notna() & ~(gross >= SMALL_SHARE * typical)
    implausible[list(NEVER_NETTED_OFF)] = False
    gross = gross.mask(implausible, typical)
    income = gross - net

    amount = net.abs()
    before = net.groupby(level="code").shift(1)
    larger = amount.combine(before.abs(), np.fmax)
    factor_rose = (amount > JUMP_FACTOR * before.abs()) | (before.abs() > JUMP_FACTOR * amount)
    core = net.where(~masked).clip(lower=0.0).sum(axis=1)
    material = larger.ge(JUMP_MATERIAL * core, axis=0)
    jump = (factor_rose | (np.sign(net) != np.sign(before))) & material & before.notna() & net.notna() & ~masked

    columns = {"net_m": net, "gross_need_m": gross, "income_m": income, "masked": masked, "jump": jump}
    columns["from_class"] = implausible
    table = pd.DataFrame()
    for name, wide in columns.items():
        long = wide.reset_index().melt(["code", "year"], var_name="service", value_name=name)
        table = long if table.empty else table.assign(**{name: long[name]})
    missing = table["net_m"].isna()
    table["basis"] = np.select(
        [missing, table["masked"], table["from_class"]], ["missing", "masked", "class share"], "fees share"
    )
    social = table["service"].isin(["adult_social_care", "childrens_social_care"])
    table["back_cast"] = social & (table["year"] == BASE)
    for flag in ("masked", "jump", "back_cast"):
        table[flag] = table[flag].astype(int)
    zero = table["masked"].astype(bool) & ~missing
    table.loc[zero, ["gross_need_m", "income_m"]] = 0.0
    table["order"] = table["service"].map({s: i for i, s in enumerate(SERVICES)})
    table = table.sort_values(["code", "year", "order"], ignore_index=True)
    amounts = ["net_m", "gross_need_m", "income_m"]
    table[amounts] = table[amounts].round(4)
    # Rounding apart, gross minus income must stay the account: income is formed again from the rounded two.
    run = table["masked"] == 0
    table.loc[run, "income_m"] = (table["gross_need_m"] - table["net_m"]).round(4)
    return table[["code", "year", "service", *amounts, "basis", "masked", "jump", "back_cast"]]


def national_index() -> pd.DataFrame:
    """England's spending power, 2010 = 1, with the status of each year and what it rests on."""
    raw = pd.read_csv(RAW / "england_spending_power_index_2010-11_to_2024-25.csv")
    status = raw["status"].str.lower()
    return pd.DataFrame(
        {
            "year": raw["year"].str[:4].astype(int),
            "index": (raw["real_index_2010_11_100"] / 100.0).round(4),
            "status": np.where(status == "interpolated", "interpolated", status),
            "basis": raw["basis"],
        }
    )


def funding(accounts: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """Real funding index by council and year, 2010 = 1.

    Replayed to 2017-18: the council's yearly change of core spending power in cash, deflated. The source rounds each
    change to a whole percentage point, an error uniform within half a point; ``rounding_sd`` is its standard deviation
    carried along (.29 points a year, independent). From 2018-19 every council follows the national index.
    """
    raw = pd.read_csv(RAW / "councils_spending_power_pct_change_2010-11_to_2020-21.csv").set_index("ons_code")
    changes = [f"{y}{(y + 1) % 100:02d}_{y + 1}{(y + 2) % 100:02d}" for y in ACCOUNT_YEARS[:-1]]
    raw_outturn = pd.read_csv(RAW / "councils_revenue_outturn_2010-11_to_2017-18.csv")
    deflator = raw_outturn.groupby("fy_start")["to_2016_17_prices"].first()
    klass = accounts.groupby("code")["klass"].first()
    by_class = raw[changes].groupby(klass.reindex(raw.index).to_numpy()).mean()
    point_sd = 0.01 / np.sqrt(12.0)
    own_changes = {str(code): row for code, row in zip(raw.index, raw[changes].to_numpy(float), strict=True)}
    class_changes = {str(name): row for name, row in zip(by_class.index, by_class.to_numpy(float), strict=True)}
    national = dict(zip(nation["year"], nation["index"], strict=True))
    national_status = dict(zip(nation["year"], nation["status"], strict=True))
    rows = []
    for code, name in zip(klass.index, klass, strict=True):
        own = code in own_changes
        cash = own_changes[code] if own else class_changes[name]
        level, variance = 1.0, 0.0
        for year in YEARS:
            if year in ACCOUNT_YEARS:
                if year > BASE:
                    change = float(cash[year - BASE - 1])
                    level *= (1.0 + change) * deflator[year] / deflator[year - 1]
                    variance += (point_sd / (1.0 + change)) ** 2 if own else 0.0
                status = "replayed" if own else "class mean"
            else:
                level *= national[year] / national[year - 1]
                status = "interpolated" if national_status[year] == "interpolated" else "national index"
            rows.append((code, year, round(level, 6), status, round(level * variance**0.5, 6)))
    return pd.DataFrame(rows, columns=["code", "year", "index", "status", "rounding_sd"])


def deprivation(accounts: pd.DataFrame) -> pd.DataFrame:
    """Share of people who are income deprived (2019), by council, and how it is known.

    "own": published for the council; "districts": a county from its districts, weighted by neighbourhoods (the first
    three characters of the E-code name the county area); "successor": a council merged in 2019 gets its new area's.
    """
    raw = pd.read_csv(RAW / "imd2019_income_by_lad.csv").set_index("lad19cd")
    rates, sizes = raw["income_deprivation_rate"].to_dict(), raw["n_lsoa"].to_dict()
    councils = accounts.drop_duplicates("code").set_index("code")
    rows = []
    for code, ecode, klass in zip(councils.index, councils["ecode"], councils["klass"], strict=True):
        area = SUCCESSORS.get(code, code)
        if klass == "SC":
            inside = councils[(councils["klass"] == "SD") & (councils["ecode"].str[:3] == ecode[:3])].index
            # Christchurch went to an area that mostly lay outside its county, Dorset.
            areas = sorted({SUCCESSORS.get(district, district) for district in inside} - {"E06000058"})
            size = sum(sizes[district] for district in areas)
            rate = sum(rates[district] * sizes[district] for district in areas) / size
            rows.append((code, rate, "districts", size))
        else:
            rows.append((code, rates[area], "own" if area == code else "successor", sizes[area]))
    table = pd.DataFrame(rows, columns=["code", "deprivation", "deprivation_source", "neighbourhoods"])
    table = table.set_index("code")
    # A merged area's number of neighbourhoods says nothing about the size of one of its parts.
    table["neighbourhoods"] = table["neighbourhoods"].where(table["deprivation_source"] != "successor").astype("Int64")
    return table


def childrens(accounts: pd.DataFrame) -> pd.DataFrame:
    """Children's social workers and re-referrals by council and year (2016 to 2025); rates as shares of one."""
    raw = pd.read_csv(RAW / "childrens_social_care_by_la_2016_2025.csv")
    england = pd.read_csv(RAW / "england_childrens_2016_2025.csv")
    # Districts run no children's services: their names are left out of the match.
    runs = accounts[accounts["klass"] != "SD"].drop_duplicates("code")
    code_of = dict(zip(runs["short_name"], runs["code"], strict=True))
    raw = raw[~raw["la_number"].isin(list(CHILDRENS_LATER_AREAS))]
    raw = raw.assign(code=raw["area"].replace(CHILDRENS_NAMES).map(code_of)).dropna(subset="code")
    raw = pd.concat([england.assign(code="England"), raw], ignore_index=True)
    table = pd.DataFrame({"code": raw["code"], "year": raw["year"].astype(int)})
    for column, (source, unit) in CHILDRENS_COLUMNS.items():
        table[column] = (raw[source] * unit).round(4)
    return table.sort_values(["code", "year"], ignore_index=True)


def early_childrens(table: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """The starting values of children's services: each council's median of ``EARLY_YEARS``, England's elsewhere."""
    names = ["turnover", "vacancy", "caseload", "rereferral"]
    early = table[table["year"].isin(EARLY_YEARS)].groupby("code")[[*names, "social_workers"]].median()
    england = early.loc["England", names]
    own = early.reindex(codes)
    known = own[names].notna().all(axis=1) & (own["social_workers"] >= FEW_SOCIAL_WORKERS)
    start = pd.DataFrame({name: np.where(known, own[name], england[name]) for name in names}, index=codes)
    start = start.round(4)
    start["childrens_known"] = known.astype(int)
    return start


def councils(
    accounts: pd.DataFrame, lines: pd.DataFrame, poverty: pd.DataFrame, children: pd.DataFrame
) -> pd.DataFrame:
    """One row per council: everything that a run of it starts from, in 2010-11."""
    base = accounts[accounts["year"] == BASE].set_index("code")
    control = pd.read_csv(RAW / "councils_political_control_and_finance_indicators.csv").set_index("LA_code")
    power = pd.read_csv(RAW / "councils_spending_power_pct_change_2010-11_to_2020-21.csv").set_index("ons_code")

    table = base[["ecode", "name", "short_name", "klass"]].copy()
    region = power["region"].reindex(table.index).replace({"East": "East of England"})
    table["region"] = region.fillna("London")  # only the City of London has no spending power of its own
    table = table.join(poverty)
    table["deprivation"] = table["deprivation"].round(4)
    table["deprivation_known"] = (table["deprivation_source"] != "successor").astype(int)
    party = control["Political_control"].reindex(table.index).replace({"Ind": "Other"})
    table["control"] = party.fillna("NOC")  # no overall control: the assumption that favours no party
    table["control_known"] = party.notna().astype(int)

    ratio = base["core"] / base["net_revenue"]
    sound = ratio.between(*NRE_LIMITS)
    typical = (base["net_revenue"] / base["core"]).groupby(base["klass"]).transform("median")
    revenue = base["net_revenue"].where(sound, base["core"] * typical)
    table["net_revenue_m"] = revenue.round(4)
    table["net_revenue_known"] = sound.astype(int)
    table["reserves_ratio"] = (base["reserves_opening"] / revenue).round(4)
    table["unallocated_ratio"] = (base["unallocated_opening"] / revenue).round(4)
    # Five districts report more interest received than paid in this line.
    table["debt_service_ratio"] = (base["debt_service"] / revenue).clip(lower=0.0).round(4)
    table["council_tax_ratio"] = (base["council_tax"] / revenue).round(4)
    start = lines[lines["year"] == BASE]
    for column, prefix in {"gross_need_m": "need_m_", "income_m": "income_m_"}.items():
        wide = start.pivot_table(index="code", columns="service", values=column)[list(SERVICES)]
        table = table.join(wide.add_prefix(prefix))
    table = table.join(early_childrens(children, table.index))
    return table.reset_index().sort_values("code", ignore_index=True)


def council_year(accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts of each council by year: for validation, never an input of a run."""
    table = accounts[["code", "year"]].copy()
    renamed = {
        "net_revenue": "net_revenue_m",
        "council_tax": "council_tax_m",
        "core": "core_m",
        "other": "other_m",
        "debt_service": "debt_service_m",
        "reserves_opening": "reserves_opening_m",
        "reserves_closing": "reserves_closing_m",
        "unallocated_closing": "unallocated_closing_m",
    }
    for column, name in renamed.items():
        table[name] = accounts[column].round(4)
    return table


def core_change(accounts: pd.DataFrame) -> pd.DataFrame:
    """Real change of core spending by council: an *outcome* to compare with, never replayed."""
    wide = accounts.pivot_table(index="code", columns="year", values="core")
    table = pd.DataFrame({"klass": accounts.groupby("code")["klass"].first()})
    for year in ACCOUNT_YEARS[1:]:
        table[f"change_{year}"] = (wide[year] / wide[year - 1] - 1.0).round(5)
    table["change_2010_to_2017"] = (wide[2017] / wide[2010] - 1.0).round(5)
    return table.reset_index()


def class_year(accounts: pd.DataFrame) -> pd.DataFrame:
    """Totals by class and year, for validation. ``upper`` is every class but districts; ``England`` all councils."""
    change = accounts.pivot_table(index="code", columns="year", values="core")
    change = change.div(change[BASE], axis=0) - 1.0
    groups = {name: accounts["klass"] == name for name in ("L", "MD", "UA", "SC", "SD")}
    groups["upper"] = accounts["klass"] != "SD"
    groups["England"] = accounts["klass"].notna()
    rows = []
    for name, inside in groups.items():
        member = accounts[inside]
        base = member[member["year"] == BASE]
        for year in ACCOUNT_YEARS:
            now = member[(member["year"] == year) & member["reported"]]
            row: dict[str, object] = {"klass": name, "year": year, "councils": len(now)}
            # Councils without accounts in a year (two cases) leave both ends of an index.
            then = base[base["code"].isin(now["code"])]
            row["core_index"] = now["core"].sum() / then["core"].sum()
            row["core_change_median"] = change.loc[now["code"], year].median()
            row["social_care_share"] = now["social_care"].sum() / now["core"].sum()
            row["reserves_ratio"] = now["reserves_closing"].sum() / now["net_revenue"].sum()
            row["reserves_ratio_median"] = (now["reserves_closing"] / now["net_revenue"]).median()
            row["share_drawing"] = (now["reserves_closing"] < now["reserves_opening"]).mean()
            row["social_care_index"] = now["social_care"].sum() / then["social_care"].sum()
            for service in SERVICES[2:]:
                row[f"{service}_index"] = now[service].sum() / then[service].sum()
            rows.append(row)
    table = pd.DataFrame(rows)
    numbers = table.columns.difference(["klass", "year", "councils"])
    # Highways of districts turn into income and the other way round: an index of a sign change means nothing.
    table.loc[table["klass"] == "SD", ["highways_transport_index", "social_care_index", "social_care_share"]] = np.nan
    table.loc[table["klass"] == "SC", "housing_index"] = np.nan
    table[numbers] = table[numbers].round(5)
    return table


def section_114(accounts: pd.DataFrame) -> pd.DataFrame:
    """Section 114 notices: council, month of the run (0 is April 2010), date and how exact the date is."""
    raw = pd.read_csv(RAW / "s114_notices.csv")
    names = accounts.drop_duplicates("code").set_index("short_name")["code"]
    table = pd.DataFrame(
        {"code": raw["authority"].map(S114_NAMES).map(names), "short_name": raw["authority"].map(S114_NAMES)}
    )
    year, month = raw["date"].str[:4].astype(int), raw["date"].str[5:7].astype(int)
    table["date"] = raw["date"]
    table["month"] = (year - 2010) * 12 + month - 4
    table["date_sourced"] = (~raw["precision"].str.contains("recalled")).astype(int)
    return table


def satisfaction() -> pd.DataFrame:
    """Residents' satisfaction with councils in Great Britain, share of those asked, by month of the poll."""
    raw = pd.read_csv(RAW / "resident_satisfaction_gb_polls.csv")
    table = pd.DataFrame({"date": raw["date"]})
    for source, name in {
        "pct_satisfied_way_council_runs_things": "satisfied",
        "pct_trust_council": "trust_council",
        "pct_value_for_money": "value_for_money",
        "pct_acts_on_concerns": "acts_on_concerns",
        "pct_informed": "informed",
        "pct_satisfied_local_area": "satisfied_local_area",
    }.items():
        table[name] = (raw[source] / 100.0).round(4)
    table["source"] = raw["source"]
    return table


def tables() -> dict[str, pd.DataFrame]:
    """Every tidy table by file name."""
    accounts = outturn()
    lines = services(accounts)
    nation = national_index()
    children = childrens(accounts)
    return {
        "councils.csv": councils(accounts, lines, deprivation(accounts), children),
        "funding.csv": funding(accounts, nation),
        "services.csv": lines,
        "national_index.csv": nation,
        "childrens.csv": children,
        "council_year.csv": council_year(accounts),
        "core_change.csv": core_change(accounts),
        "class_year.csv": class_year(accounts),
        "s114_notices.csv": section_114(accounts),
        "resident_satisfaction.csv": satisfaction(),
    }


def rebuild(folder: Path) -> list[Path]:
    """Write every table into ``folder`` (each whole or not at all) and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables().items():
        text = table.to_csv(index=False, lineterminator="\n")
        handle, unfinished = tempfile.mkstemp(dir=folder, suffix=".unfinished")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, folder / name)
        written.append(folder / name)
    return written


def main() -> None:
    """Command line of the module."""
    parser = argparse.ArgumentParser(description="Rebuild the tidy tables of sim/data from sim/data/raw.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the tables (default: where they belong)")
    for path in rebuild(parser.parse_args().out):
        print(f"{path.stat().st_size:>9,} bytes  {path.name}")


if __name__ == "__main__":
    main()
