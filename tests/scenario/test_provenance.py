"""What stands behind the funding of a year: one answer to scenario, council and year, and everybody asks for it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sim
from sim.council.councils import all_councils, find_council, with_funding
from sim.data import YEARS
from sim.machine.declared import PARAMETERS
from sim.scenario.load import load_scenario
from sim.scenario.provenance import OWN, SCENARIO, WORDS, Provenance, common, financial_years, provenance, told

ROOT = Path(sim.__file__).parents[1]
BASELINE = load_scenario("baseline")
CAMDEN = find_council("Camden")
COUNTY, MERGED, CITY = find_council("Lancashire"), find_council("Suffolk Coastal"), find_council("City of London")


def test_each_year_of_each_council_has_one_that_can_be_said():
    for council in all_councils():
        found = [provenance(BASELINE, council, year) for year in range(len(YEARS))]
        assert [one.status for one in found] == list(council.funding_status)
        assert all(one.words == WORDS[one.status] for one in found)
        booked = [provenance(BASELINE.changed(rolled_in_grants="as_booked"), council, year) for year in range(15)]
        assert [one.status for one in booked] == list(council.funding_as_booked_status)
        assert {year for year in range(15) if found[year] != booked[year]} == {1, 3}


def test_what_is_the_councils_own_and_what_is_not():
    assert [provenance(BASELINE, CAMDEN, year).own for year in range(15)] == [True] * 11 + [False] * 4
    assert [provenance(BASELINE, MERGED, year).own for year in range(15)].index(False) == 4  # bridged
    assert not provenance(BASELINE, MERGED, 9).own  # merged: the nation
    assert not provenance(BASELINE, CITY, 1).own  # no spending power: its class
    assert provenance(BASELINE, CAMDEN, 11).interpolated
    assert not provenance(BASELINE, CAMDEN, 12).interpolated
    given = with_funding(CAMDEN, [1.0] * 15)
    assert all(provenance(BASELINE, given, year) == Provenance("own") for year in range(15))
    assert provenance(BASELINE, CAMDEN, 15).status == "held"


@pytest.mark.parametrize("mode", [mode for mode in PARAMETERS["budget_mode"].choices if mode != "replay"])
def test_a_scenario_that_sets_funding_stands_behind_every_year(mode):
    scenario = BASELINE.changed(budget_mode=mode)
    for year in range(20):
        assert provenance(scenario, CAMDEN, year).words == SCENARIO[mode]
        assert provenance(scenario, CAMDEN, year).own
    assert told([scenario], [CAMDEN], 180) == f"Funding: {SCENARIO[mode]}."


def test_events_change_it_from_their_date_on():
    cut = BASELINE.with_events({"date": "2012-03", "set": {"budget_mode": "shock"}})
    assert [provenance(cut, CAMDEN, year).status for year in range(4)] == ["accounts", "shock", "shock", "shock"]
    moved = BASELINE.with_events({"date": "2012-04", "funding": {"change": -5}})
    assert [bool(provenance(moved, CAMDEN, year).moved) for year in range(4)] == [False, False, True, True]
    assert told([moved], [CAMDEN], 36).endswith("; the scenario moves it (2012-04: funding -5 %).")


def test_in_a_sentence():
    assert told([BASELINE], [CAMDEN], 180) == (
        "Funding: grant, rates and council tax in the council's accounts 2010-11, 2012-13 and 2014-15 to 2017-18; "
        "the council's spending power 2011-12, 2013-14, 2018-19 and 2020-21; "
        "the council's spending power, two years in one figure 2019-20; "
        "an interpolation of the national index 2021-22 and 2024-25; the national index 2022-23 to 2023-24."
    )
    none = load_scenario("no-austerity")
    assert told([BASELINE, none], [CAMDEN], 12) == (
        "baseline: funding: grant, rates and council tax in the council's accounts, 2010-11. "
        "no-austerity: funding: kept in step with the cost of need by the scenario."
    )
    assert common([BASELINE, none], [CAMDEN], 0) is None
    assert common([BASELINE, load_scenario("command")], [CAMDEN], 0) == Provenance("accounts")
    assert financial_years([0, 1, 2, 4]) == "2010-11 to 2012-13 and 2014-15"


def test_of_many_councils_the_others_are_counted():
    councils = all_councils()
    said = told([BASELINE], councils, 180)
    bridged = sum(council.funding_status.count("bridged") for council in councils)
    assert f"; of 5,295 years of councils {bridged} a bridge over an implausible year" in said
    assert "5 the median of councils of its class" in said


def test_every_status_is_known_and_nobody_else_says_what_one_means():
    known = {status for council in all_councils() for status in council.funding_status}
    assert known | {"own", "booked"} <= set(WORDS)
    assert set(WORDS) >= OWN - set(SCENARIO)
    here = ROOT / "sim" / "scenario" / "provenance.py"
    strings = {"national index", "class median", "class mean", "bridged"}  # "replayed" is also a role of a fact
    for file in [*(ROOT / "experiments").rglob("*.py"), *(ROOT / "sim" / "scenario").glob("*.py")]:
        if file == here:
            continue
        used = {
            node.value
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        allowed = {"national index"} if file.name == "pieces.py" else set()
        assert not used & strings - allowed, file
        assert not re.search(r"funding_status\[", file.read_text(encoding="utf-8")), file
