"""Crisis: short lines answer in time, wide consultation and long lines do not. The central strength of command."""

from __future__ import annotations

import numpy as np
from first_day import act, brought, entry, first_day

from sim.core.crisis import crisis
from sim.machine.engine import Simulation

COUNCILS = 60


def year_of_crises(
    *, approvals: float = 1.0, participation: float = 0.5, trust: float = 0.6, months: int = 24, **settings: float
) -> dict[str, float]:
    """What crises did in many councils under constant conditions; the luck is the same in every call."""
    simulation = first_day(COUNCILS, crisis_rate=4.0, **settings)
    s = simulation.state
    s.approvals[:] = approvals
    s.participation[:] = participation
    s.trust[s.leader_arc] = trust
    found = dict.fromkeys(("count", "days", "loss", "money", "backlog", "satisfaction"), 0.0)
    for month in range(months):
        act(simulation, crisis, month=month)
        found["count"] += s.crisis_count.sum()
        found["days"] += s.crisis_days.sum()
        found["loss"] += s.crisis_loss.sum()
        found["money"] += brought(simulation, crisis).sum()
        found["backlog"] += entry(simulation, "backlog", crisis).sum()
        found["satisfaction"] += entry(simulation, "satisfaction", crisis).sum()
    return found


def test_crises_come_at_the_declared_rate() -> None:
    expected = 4.0 * 2.0 * COUNCILS
    assert abs(year_of_crises()["count"] - expected) < 4.0 * expected**0.5


def test_every_layer_that_must_agree_makes_the_answer_later() -> None:
    days = [year_of_crises(approvals=n, crisis_hours=0.0) for n in (0.0, 2.0, 5.0)]
    assert days[0]["count"] == days[2]["count"]
    each = (days[1]["days"] - days[0]["days"]) / days[0]["count"] / 2.0
    assert np.isclose(each, 1.5), "a layer takes the declared time"
    assert days[0]["loss"] < days[1]["loss"] < days[2]["loss"]


def test_a_crisis_takes_hours_and_where_they_are_lacking_the_answer_is_later() -> None:
    quick, slow = year_of_crises(crisis_hours=0.0), year_of_crises(crisis_hours=120.0)
    assert slow["count"] == quick["count"]
    assert slow["days"] > 1.2 * quick["days"]
    plenty = year_of_crises(crisis_hours=20.0, member_hours=60.0, standing_duties=0.1, management_paperwork=0.2)
    assert np.isclose(plenty["days"], quick["days"]), "hours that are there delay nothing"


def test_wide_consultation_makes_the_answer_later() -> None:
    few, many = year_of_crises(participation=0.1), year_of_crises(participation=0.9)
    assert few["days"] < many["days"]
    assert few["loss"] < 0.7 * many["loss"]
    free = [year_of_crises(participation=p, crisis_consultation_days=0.0)["loss"] for p in (0.1, 0.9)]
    assert free[0] == free[1]


def test_a_leader_and_a_chief_executive_who_trust_each_other_answer_sooner() -> None:
    assert year_of_crises(trust=0.9)["loss"] < year_of_crises(trust=0.1)["loss"]


def test_what_comes_late_costs_money_backlog_and_satisfaction() -> None:
    soon, late = year_of_crises(participation=0.1, approvals=0.0), year_of_crises(participation=0.9, approvals=5.0)
    assert late["money"] < soon["money"] < 0.0
    assert late["backlog"] > soon["backlog"] > 0.0
    assert late["satisfaction"] < soon["satisfaction"] <= 0.0


def test_a_late_answer_costs_the_pair_at_the_top_trust_and_a_timely_one_earns_it() -> None:
    def earned(**conditions: float) -> tuple[float, float]:
        simulation: Simulation = first_day(COUNCILS, crisis_rate=4.0)
        s = simulation.state
        for name, value in conditions.items():
            s.arrays[name][:] = value
        good = bad = 0.0
        for month in range(12):
            act(simulation, crisis, month=month)
            good += entry(simulation, "good_evidence", crisis)[s.leader_arc].sum()
            bad += entry(simulation, "bad_evidence", crisis)[s.leader_arc].sum()
        return good, bad

    soon, late = earned(approvals=0.0, participation=0.0), earned(approvals=6.0, participation=1.0)
    assert soon[0] > late[0]
    assert soon[1] < late[1]


def test_a_shaken_council_steadies() -> None:
    simulation = first_day(crisis_rate=0.0)
    s = simulation.state
    s.shaken[:] = 1.0
    for month in range(24):
        act(simulation, crisis, month=month)
    assert np.allclose(s.shaken, (1.0 - simulation.values["shock_recovery"]) ** 24)


def test_who_is_not_there_shares_no_experience_of_a_crisis() -> None:
    simulation = first_day(COUNCILS, crisis_rate=4.0)
    s = simulation.state
    s.filled[s.chief_executive] = 0.0
    act(simulation, crisis, month=1)
    assert s.crisis_count.sum() > 0.0
    assert entry(simulation, "good_evidence", crisis).sum() == 0.0
    assert entry(simulation, "bad_evidence", crisis).sum() == 0.0
