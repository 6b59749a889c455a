"""The network of a run as tables, and the places of its people; years as figures count them."""

from __future__ import annotations

import numpy as np

from experiments.analysis.summaries import year_to_date
from experiments.figures import network
from experiments.figures.gallery.gap_closed import in_force
from experiments.figures.view import View
from experiments.figures.years import financial_year
from sim.council.councils import find_council
from sim.faces.networks import trust_network_snapshots
from sim.scenario.scenario import load_scenario


def test_nobody_changes_place_and_no_two_people_share_one() -> None:
    shots = trust_network_snapshots(load_scenario("command"), find_council("Rutland"), months=14, seed=0)
    saved = network.tables({"command": shots})
    people, ties = saved[network.PEOPLE], saved[network.TIES]
    places = network.layout(people)
    assert set(places) == {str(node) for _, graph in shots for node in graph}
    assert network.layout(people) == places
    assert len({(round(x, 6), round(y, 6)) for x, y in places.values()}) == len(places)
    for month, graph in shots:
        own = ties[ties["month"] == month]
        values = own[["trust_of_one", "trust_of_other"]].to_numpy()
        assert np.isfinite(values).sum() == graph.number_of_edges(), "every arc is there, once"
        arcs = [data["trust"] for *_, data in graph.edges(data=True)]
        assert np.isclose(network.mean_trust(own), np.mean(arcs))


def test_a_financial_year_takes_what_was_in_force_in_its_october() -> None:
    import made_up

    def rising(values: np.ndarray) -> None:
        values[:] = np.arange(values.shape[3]).reshape(1, 1, 1, -1, 1)

    result = made_up.result(spoil=rising, months=30, replications=2)
    view = View(result, ("gap.budget",), result.scenarios)
    assert in_force(view, "gap.budget")[0, 0].tolist() == [6, 18, 29]


def test_months_have_the_financial_year_they_lie_in() -> None:
    years = [financial_year(month) for month in (0, 11, 12, 107, 108)]
    assert years == ["2010-11", "2010-11", "2011-12", "2018-19", "2019-20"]


def test_the_year_up_to_each_month() -> None:
    found = year_to_date(np.arange(30.0).reshape(1, 30, 1))[0, :, 0]
    assert (found[0], found[5], found[29]) == (0, 2.5, np.arange(18, 30).mean())
