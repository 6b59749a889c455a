"""The panel of a run has the definitions of the observed one: what is put in comes out under its name."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.observed import observed
from experiments.validation.panel import Panel
from experiments.validation.simulated import OUTCOMES, simulated
from sim.council.councils import all_councils, find_council
from sim.council.services import SERVICES
from sim.outcomes import MEASURES

COUNCILS = (find_council("Camden"), find_council("Cambridge"))
MONTHS = 96
STAFF = 32


def run(**outcomes: float | np.ndarray) -> np.ndarray:
    """Outcomes of both councils in all months: those given (underlines for dots), all others 1."""
    values = np.ones((len(COUNCILS), MONTHS, len(OUTCOMES)))
    for name, value in outcomes.items():
        values[:, :, OUTCOMES.index(name.replace("__", "."))] = value
    return values


def panel(**outcomes: float | np.ndarray) -> Panel:
    return simulated(run(**outcomes), COUNCILS, staff=STAFF)


def test_every_outcome_that_it_reads_is_declared() -> None:
    assert set(OUTCOMES) <= set(MEASURES)


def test_spending_is_net_of_the_income_of_2010_and_only_of_what_a_council_runs() -> None:
    values = run()
    for k, name in enumerate(SERVICES):
        values[:, :, OUTCOMES.index(f"service.spend.{name}")] = 10.0 * (k + 1)
    district = np.array(COUNCILS[1].runs)
    values[1, :, [OUTCOMES.index(f"service.spend.{n}") for n, r in zip(SERVICES, district, strict=True) if not r]] = (
        np.nan
    )
    one = simulated(values, COUNCILS, staff=STAFF)
    gross = 10.0 * np.arange(1, 9)
    np.testing.assert_allclose(one.tables["net"][0, :, 3], gross - COUNCILS[0].income_m)
    np.testing.assert_allclose(one.tables["gross"][1, :, 3], gross * district)
    np.testing.assert_allclose(
        one.tables["core"][1, 3], (gross * district).sum() - (np.array(COUNCILS[1].income_m) * district).sum()
    )


def test_reserves_are_those_at_the_end_of_the_year_and_stand_over_the_accounts_net_revenue() -> None:
    one = panel(money__reserves=np.arange(MONTHS, dtype=float))
    np.testing.assert_array_equal(one.tables["reserves"][0], np.arange(11, MONTHS, 12))
    np.testing.assert_array_equal(one.tables["opening"][0, 1:], one.tables["reserves"][0, :-1])
    assert one.tables["opening"][0, 0] == pytest.approx(COUNCILS[0].reserves_ratio * COUNCILS[0].net_revenue_m)
    place = observed().codes.tolist().index(COUNCILS[0].code)
    np.testing.assert_array_equal(one.tables["net_revenue"][0], observed().tables["net_revenue"][place, :8])


def test_where_there_are_no_accounts_net_revenue_follows_funding() -> None:
    longer = np.ones((len(COUNCILS), 180, len(OUTCOMES)))
    longer[:, :, OUTCOMES.index("money.funding")] = np.repeat(np.linspace(100, 72, 15), 12)
    one = simulated(longer, COUNCILS, staff=STAFF)
    assert one.tables["net_revenue"][0, 14] == pytest.approx(0.72 * COUNCILS[0].net_revenue_m)


def test_people_whose_post_was_cut_did_not_leave_and_the_outsourced_are_not_employed() -> None:
    one = panel(staff__turnover=0.50, staff__headcount=0.5, staff__redundancies=0.4, staff__outsourced=0.25)
    assert one.tables["turnover"][0, 0] == pytest.approx(0.50 - 12 * 0.4 / (0.5 * STAFF))
    assert one.tables["employed"][0, 0] == pytest.approx(0.375)
    assert one.tables["employed_all"][0, 0] == pytest.approx(0.5)
    assert one.tables["employee_cost"][0, 0] == pytest.approx(0.375)


def test_overspending_is_of_the_budget() -> None:
    one = panel(money__overspend=0.25)
    assert one.tables["overspend"][0, 0] / one.tables["budget"][0, 0] == pytest.approx(0.25)
    assert one.tables["overspend"][0, 0] + one.tables["budget"][0, 0] == pytest.approx(8.0)


def test_the_route_is_read_in_the_month_before_the_notice() -> None:
    month = np.full((2, MONTHS), -1.0)
    month[0, 50:] = 50.0
    ratio = np.full((2, MONTHS), 0.5)
    ratio[0, 50:] = 0.0
    one = panel(money__failed_month=month, money__reserves_ratio=ratio, money__failed=(month >= 0).astype(float))
    np.testing.assert_array_equal(one.tables["failed_month"], [50, -1])
    np.testing.assert_array_equal(one.tables["solvent_at_failure"], [1.0, np.nan])
    np.testing.assert_array_equal(one.tables["failed"][0], [0, 0, 0, 0, 1, 1, 1, 1])
    ratio[0, 49] = 0.01
    spent = panel(money__failed_month=month, money__reserves_ratio=ratio)
    assert spent.tables["solvent_at_failure"][0] == 0.0


def test_a_run_of_all_councils_has_the_councils_of_the_observed_panel() -> None:
    codes = [council.code for council in all_councils()]
    assert codes == observed().codes.tolist()
    assert [council.klass for council in all_councils()] == observed().klass.tolist()
    np.testing.assert_array_equal([council.runs for council in all_councils()], observed().runs)
