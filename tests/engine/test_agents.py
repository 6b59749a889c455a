"""Agents are views of rows: real Mesa agents that read well and know when the person they stood for has left."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from sim.council.services import KINDS, ROLES, SERVICES
from sim.errors import OccupantLeft
from sim.faces.agents import READABLE, FrontlineStaff, Manager, Member, Partner, Politician
from sim.faces.model import CouncilModel
from sim.machine.state import VARIABLES
from sim.schedule import PROCESSES

IN_WORDS = {
    "kind": KINDS,
    "role": ROLES,
    "service": SERVICES,
    "coping": ("none", "ration", "routinise", "bend rules"),
}
"""What agents show in words, where the state has numbers."""


@pytest.fixture
def model() -> CouncilModel:
    return CouncilModel(rng=1, collect=False)


def test_everybody_is_a_mesa_agent(model: CouncilModel) -> None:
    values = model.scenario.values
    everybody = model.agents
    assert type(everybody).__name__.endswith("AgentSet"), "Mesa's own, whatever it calls it"
    counts = {
        kind: sum(type(agent) is kind for agent in everybody) for kind in (Politician, Manager, FrontlineStaff, Partner)
    }
    assert counts == {
        Politician: values["politicians"],
        Manager: values["managers"],
        FrontlineStaff: values["frontline_staff"],
        Partner: values["partners"],
    }
    for agent in everybody:
        assert isinstance(agent, mesa.Agent)
        assert isinstance(agent, Member)
        assert agent.model is model
    assert len({agent.unique_id for agent in everybody}) == len(everybody)
    assert len(model.agents_by_type[Manager]) == values["managers"]
    assert model.agents.agg("morale", np.mean) == pytest.approx(model.state.morale[model.state.filled == 1].mean())


def test_no_agent_is_made_unless_somebody_looks(model: CouncilModel) -> None:
    for _ in range(3):
        model.step()
    assert model._views == {}
    chief = model.agent(int(model.state.chief_executive[0]))
    assert len(model._views) == 1
    assert model.agent(chief.row) is chief


@pytest.mark.parametrize("name", sorted(READABLE))
def test_an_agent_shows_its_row(model: CouncilModel, name: str) -> None:
    for row in (0, 41, 100, len(model.state.kind) - 1):
        number = model.state.arrays[name][row]
        agent = model.agent(row)
        assert agent.state(name) == number
        if name in IN_WORDS:  # and -1 is nobody's service
            assert getattr(agent, name) == (*IN_WORDS[name], "none")[int(number)]
        else:
            assert getattr(agent, name) == number
    assert VARIABLES[name].axis == "person"


def test_an_unknown_attribute_lists_what_there_is(model: CouncilModel) -> None:
    with pytest.raises(AttributeError, match=r"A Politician has no moral; state it can show: .*\bmorale\b.*\bstyle\b"):
        model.agent(0).moral  # noqa: B018
    assert not hasattr(model.agent(0), "backlog")


def test_agents_read_well(model: CouncilModel) -> None:
    state = model.state
    assert repr(model.agent(0)) == "<Politician leader, post 0>"
    chief = int(state.chief_executive[0])
    assert repr(model.agent(chief)) == f"<Manager chief executive, post {chief}>"
    director = int(state.service_director[0, 2])
    assert repr(model.agent(director)) == f"<Manager director of housing, post {director}>"
    nurse = model.agent(int(state.first_partner[0]))
    assert (nurse.title, nurse.kind_name) == ("health", "partner")
    staff = model.agent(int(state.first_staff[0]))
    assert staff.title.startswith("member of staff of ")
    assert staff.line_manager is model.agent(int(state.boss[staff.row]))
    assert model.agent(0).line_manager is None


def test_trust_between_two_people(model: CouncilModel) -> None:
    leader, chief = model.agent(0), model.agent(int(model.state.chief_executive[0]))
    there, back = int(model.state.leader_arc[0]), int(model.state.reverse[model.state.leader_arc[0]])
    assert leader.trust_in(chief) == model.state.trust[there]
    assert chief.trust_in(leader) == model.state.trust[back]
    assert chief in leader.neighbours
    assert leader in chief.neighbours
    assert leader not in leader.neighbours
    stranger = next(a for a in model.agents if a not in leader.neighbours and a is not leader)
    with pytest.raises(LookupError, match=r"^leader has no tie with .*\.$"):
        leader.trust_in(stranger)


def test_who_has_left_says_so(model: CouncilModel) -> None:
    """At once, while the post is empty, and after somebody else has come."""
    process = next(process for process in PROCESSES if process.name == "workforce")
    assert "left" in process.writes
    everybody = list(model.agents)
    staff = [agent for agent in everybody if isinstance(agent, FrontlineStaff)]
    gone: dict[int, Member] = {}
    replaced = emptied = 0
    for _ in range(30):
        model.step()
        state = model.state
        for agent in staff:
            if state.left[agent.row] == 1.0:
                gone.setdefault(agent.row, agent)
        for row, agent in gone.items():
            with pytest.raises(
                OccupantLeft, match=rf"^member of staff of .* \(person 0 in post {row}\) has left; ask the model"
            ):
                agent.morale  # noqa: B018
            with pytest.raises(OccupantLeft):
                model.agent(0).trust_in(agent)
            repr(agent)
            if state.filled[row] == 1.0 and state.occupant[row] > 0:
                successor = model.agent(row)
                assert successor is not agent
                assert successor.morale == state.morale[row]
                replaced += 1
            elif state.filled[row] == 0.0:
                emptied += 1
    assert replaced > 0, "nobody was ever replaced"
    assert emptied > 0, "no post was ever empty"
    present = set(model.agents)
    assert not present & set(gone.values())
    assert len(present) == int(state.filled.sum())
