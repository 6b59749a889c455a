"""What users of Mesa do to the model: each does what it says, or is refused in one sentence.

The tables are (input, answer); a later reader adds a line.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import re
import warnings
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from sim.council.councils import find_council
from sim.council.services import KINDS, ROLES, SERVICES
from sim.errors import InputError, OccupantLeft, ReadOnly
from sim.faces.agents import READABLE, WRITABLE
from sim.faces.model import CouncilModel
from sim.scenario.scenario import load_scenario

SMALL = load_scenario("baseline").changed(politicians=12, managers=14, frontline_staff=30, partners=3, wards=3)


def model(*given: Any, **more: Any) -> CouncilModel:
    """A small council."""
    more = {"rng": 1, "collect": False, **more}
    return CouncilModel(*(given or (SMALL,)), **more)


@pytest.fixture
def small() -> CouncilModel:
    return model()


# ---------------------------------------------------------------- arguments
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "months 0": ({"months": 0}, r"^months must be a whole number of at least 1, not 0\.$"),
    "months -1": ({"months": -1}, r"at least 1, not -1\.$"),
    "months 2.5": ({"months": 2.5}, r"not 2\.5\.$"),
    "months 12.0": ({"months": 12.0}, r"not 12\.0\.$"),
    "months in text": ({"months": "3"}, r"not '3'\.$"),
    "months None": ({"months": None}, r"not None\.$"),
    "months True": ({"months": True}, r"not True\.$"),
    "months NaN": ({"months": float("nan")}, r"not nan\.$"),
    "months without end": ({"months": float("inf")}, r"not inf\.$"),
    "months a list": ({"months": [3]}, r"not \[3\]\.$"),
    "council 3": ({"council": 3}, r"^A council must be a name, such as \"Camden\", .*, not 3\.$"),
    "council None": ({"council": None}, r"not None\.$"),
    "council a set": ({"council": {"Camden"}}, r"A council must be a name"),
    "council a dict": ({"council": {"name": "Camden"}}, r"A council must be a name"),
    "council bytes": ({"council": b"Camden"}, r"A council must be a name"),
    "council empty": ({"council": ""}, r"The name of the council is empty"),
    "council unknown": ({"council": "Camdn"}, r"Did you mean \"Camden\"\?$"),
    "councils, none": ({"council": []}, r"^The list of councils is empty; give at least one\.$"),
    "councils, one of them a number": ({"council": ["Camden", 5]}, r"or a list of these, not 5\.$"),
    "a council twice": ({"council": ["Camden", "Camden"]}, r"Two councils have the same code"),
    "scenario None": ({"scenario": None}, r"^The scenario must be a name, such as \"baseline\", .* not None\.$"),
    "scenario 3": ({"scenario": 3}, r"or a Scenario, not 3\.$"),
    "scenario a dict": ({"scenario": {"style_mean": 0.5}}, r"or a Scenario, not \{"),
    "scenario a list": ({"scenario": ["baseline"]}, r"or a Scenario, not \["),
    "scenario unknown": ({"scenario": "basline"}, r"Did you mean \"baseline\"\?$"),
    "graph a text": ({"graph": "x"}, r'must be a networkx graph, not the path "x"'),
    "graph a number": ({"graph": 3}, r"must be a networkx graph, not 3\.$"),
    "seed and rng": ({"seed": 1, "rng": 2}, r"^rng and seed are two names for one thing; give one of them\.$"),
    "seed and rng, alike": ({"seed": 0, "rng": 0}, r"give one of them"),
    "seed below zero": ({"rng": -1}, r"^The seed must be a whole number from 0 to 4294967295, not -1\.$"),
    "seed too large": ({"rng": 2**32}, r"not 4294967296\.$"),
    "seed a fraction": ({"rng": 1.5}, r"not 1\.5\.$"),
    "seed in text": ({"rng": "1"}, r"not '1'\.$"),
    "seed True": ({"rng": True}, r"not True\.$"),
    "seed a list": ({"rng": [1, 2]}, r"not \[1, 2\]\.$"),
    "the old seed in text": ({"rng": None, "seed": "1"}, r"not '1'\.$"),
    "replicate below zero": ({"replicate": -1}, r"^The replicate must be a whole number"),
    "replicate a fraction": ({"replicate": 0.5}, r"^The replicate must be a whole number"),
    "collect one name": (
        {"collect": "index"},
        r'^collect must be a list of names, such as \["index"\], not "index"\.$',
    ),
    "collect unknown": ({"collect": ["indx"]}, r"There is no outcome \"indx\""),
    "only one name": ({"only": "trust"}, r"^only must be a list of names"),
    "only unknown": ({"only": ["trst"]}, r"There is no process \"trst\" in the month"),
    "an unknown parameter": ({"styl_mean": 0.5}, r"styl_mean"),
    "a parameter out of bounds": ({"style_mean": 1.2}, r"^style_mean must lie between 0 and 1"),
    "a parameter in text": ({"style_mean": "high"}, r"style_mean"),
}


@pytest.mark.parametrize(("given", "says"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_argument_gets_one_sentence(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as caught:
        CouncilModel(**given)
    sentence = str(caught.value)
    assert re.search(says, sentence), sentence
    assert "\n" not in sentence
    assert len(sentence) < 300


TAKEN: dict[str, dict[str, Any]] = {
    "a number of numpy for months": {"months": np.int64(3)},
    "a number of numpy for a seed": {"rng": np.uint32(7)},
    "the largest seed": {"rng": 2**32 - 1},
    "a generator": {"rng": np.random.default_rng(3)},
    "a seed sequence": {"rng": np.random.SeedSequence(3)},
    "the old name of rng": {"rng": None, "seed": 5},
    "a council": {"council": find_council("Leeds")},
    "a pair of councils": {"council": ("Camden", "Leeds")},
}


@pytest.mark.parametrize("given", TAKEN.values(), ids=TAKEN)
def test_a_right_argument_is_taken(given: dict[str, Any]) -> None:
    made = model(**{"months": 2, **given})
    made.run_model()
    assert made.month == made.months
    assert not made.running


# ---------------------------------------------------------------- seeds
NO_SEED: dict[str, dict[str, Any]] = {"nothing": {}, "rng=None": {"rng": None}, "seed=None": {"seed": None}}


@pytest.mark.parametrize("given", NO_SEED.values(), ids=NO_SEED)
def test_no_seed_is_a_fresh_seed_which_the_model_tells(given: dict[str, Any]) -> None:
    made = [CouncilModel(SMALL, collect=False, **given) for _ in range(4)]
    assert len({one.seed for one in made}) == 4
    again = CouncilModel(SMALL, collect=False, rng=made[0].seed)
    assert np.array_equal(again.state.style, made[0].state.style)
    assert not np.array_equal(made[1].state.style, made[0].state.style)


def test_nought_is_a_seed() -> None:
    for given in ({"rng": 0}, {"rng": None, "seed": 0}, {"rng": np.int64(0)}):
        made = [model(**given) for _ in range(2)]
        assert [one.seed for one in made] == [0, 0]
        assert np.array_equal(made[0].state.style, made[1].state.style)


def test_copies_have_the_seed_of_what_they_were_made_of() -> None:
    made = CouncilModel(SMALL, collect=False)
    assert {copy.deepcopy(made).seed, copy.copy(made).seed, pickle.loads(pickle.dumps(made)).seed} == {made.seed}


def batch(**more: Any) -> list[dict[str, Any]]:
    parameters = {"scenario": SMALL, "months": 3, **more.pop("parameters", {})}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Mesa would have rng in place of iterations
        return mesa.batch_run(CouncilModel, parameters, number_processes=1, display_progress=False, max_steps=3, **more)


def test_iterations_of_a_batch_differ() -> None:
    assert len({row["index"] for row in batch(iterations=3)}) == 3


def test_a_batch_can_be_made_again() -> None:
    """By seeds or by replicates, which also differ."""
    for name in ("rng", "replicate"):
        if name == "rng" and "rng" in inspect.signature(mesa.batch_run).parameters:
            first, second = (batch(rng=[0, 1, 2]) for _ in range(2))
        else:
            fixed = {"rng": 4} if name == "replicate" else {}
            first, second = (batch(parameters={name: [0, 1, 2], **fixed}) for _ in range(2))
        values = [row["index"] for row in first]
        assert values == [row["index"] for row in second]
        assert len(set(values)) == 3


# ---------------------------------------------------------------- writing to agents
@pytest.mark.parametrize("name", WRITABLE)
def test_what_can_be_written_is_written_through(small: CouncilModel, name: str) -> None:
    agent = small.agent(3)
    setattr(agent, name, 0.9)
    assert small.state.arrays[name][3] == 0.9
    assert getattr(agent, name) == 0.9
    small.agents.set(name, 0.25)
    assert (small.state.arrays[name] == 0.25).all()
    assert name not in agent.__dict__


def test_what_is_written_has_an_effect() -> None:
    runs = []
    for style in (0.1, 0.9):
        made = model(collect=["leadership.delegation"], months=6)
        made.agents.set("style", style)
        made.run_model()
        runs.append(made.outcome("leadership.delegation"))
    assert runs[0] < runs[1]


@pytest.mark.parametrize("name", sorted(READABLE - set(WRITABLE)))
def test_what_cannot_be_written_refuses_and_stays(small: CouncilModel, name: str) -> None:
    before = small.state.arrays[name].copy()
    with pytest.raises(ReadOnly, match=rf"^{name} cannot be set \(.*\); what can be set: style, .*\.$"):
        setattr(small.agent(3), name, 1)
    with pytest.raises(InputError):
        small.agents.set(name, 0.5)
    assert np.array_equal(small.state.arrays[name], before)


STRANGE: dict[str, tuple[str, str]] = {
    "a misspelt name": ("styel", r'^A Politician has no "styel" to set\. Did you mean "style"\?$'),
    "a name of the user's own": ("wealth", r'^A Politician has no "wealth" to set\. What can be set: style, '),
    "a variable of the council": ("reserves", r'no "reserves" to set'),
    "a name in words": ("my own note", r'no "my own note" to set'),
    "the row": ("row", r'no "row" to set'),
    "the title": ("title", r'no "title" to set'),
    "the neighbours": ("neighbours", r'no "neighbours" to set'),
}


@pytest.mark.parametrize(("name", "says"), STRANGE.values(), ids=STRANGE)
def test_what_an_agent_does_not_have_cannot_be_set(small: CouncilModel, name: str, says: str) -> None:
    with pytest.raises(ReadOnly, match=says):
        setattr(small.agent(3), name, 0.5)
    with pytest.raises(AttributeError):  # which is what Mesa and others look for
        small.agents.set(name, 0.5)


VALUES: dict[str, tuple[Any, str]] = {
    "above one": (1.5, r"^style must lie between 0 and 1, not 1\.5\.$"),
    "below zero": (-0.1, r"between 0 and 1, not -0\.1\.$"),
    "NaN": (float("nan"), r"between 0 and 1, not nan\.$"),
    "without end": (float("inf"), r"between 0 and 1, not inf\.$"),
    "text": ("high", r"^style must be a number from 0 to 1, not 'high'\.$"),
    "a number in text": ("0.5", r"must be a number from 0 to 1, not '0\.5'\.$"),
    "None": (None, r"not None\.$"),
    "True": (True, r"not True\.$"),
    "a list": ([0.5], r"not \[0\.5\]\.$"),
    "an array": (np.array([0.1, 0.2]), r"must be a number from 0 to 1"),
    "complex": (0.5 + 1j, r"must be a number from 0 to 1"),
}


@pytest.mark.parametrize(("value", "says"), VALUES.values(), ids=VALUES)
def test_a_wrong_value_refuses_and_stays(small: CouncilModel, value: Any, says: str) -> None:
    before = small.state.style.copy()
    with pytest.raises(InputError, match=says):
        small.agent(3).style = value
    assert np.array_equal(small.state.style, before)


def test_a_right_value_of_any_make_is_taken(small: CouncilModel) -> None:
    for value in (0, 1, np.float32(0.5), np.int8(1), 0.0):
        small.agent(3).style = value
        assert small.state.style[3] == value


def gone(small: CouncilModel) -> Any:
    """Somebody who has left."""
    people = list(small.agents)
    for _ in range(60):
        small.step()
        for agent in people:
            if small.state.filled[agent.row] == 0 or small.state.person_id[agent.row] != agent.person:
                return agent
    raise AssertionError("nobody left")


def test_who_has_left_cannot_be_changed(small: CouncilModel) -> None:
    agent = gone(small)
    before = small.state.morale.copy()
    with pytest.raises(OccupantLeft, match="has left; ask the model"):
        agent.morale = 0.5
    assert np.array_equal(small.state.morale, before)


REMOVING: dict[str, Callable[[CouncilModel], Any]] = {
    "one": lambda small: small.agent(3).remove(),
    "all by do": lambda small: small.agents.do("remove"),
    "all in any order": lambda small: small.agents.shuffle_do("remove"),
    "all by the model": lambda small: small.remove_all_agents(),
}


@pytest.mark.parametrize("remove", REMOVING.values(), ids=REMOVING)
def test_nobody_is_removed_from_outside(small: CouncilModel, remove: Callable[[CouncilModel], Any]) -> None:
    count = len(small.agents)
    with pytest.raises(InputError, match=r"\(post \d+\) cannot be removed: people leave and come by the rules"):
        remove(small)
    assert len(small.agents) == count == int(small.state.filled.sum())


# ---------------------------------------------------------------- words, and a space to draw
def test_groups_have_names(small: CouncilModel) -> None:
    for name, words in {"service": SERVICES, "kind": KINDS, "role": ROLES}.items():
        groups = small.agents.groupby(name).groups
        assert set(groups) <= {*words, "none"}
        assert sum(len(group) for group in groups.values()) == len(small.agents)
    housing = small.agents.select(lambda agent: agent.service == "housing")
    assert len(housing) == int((small.state.service == SERVICES.index("housing")).sum()) > 0
    assert small.agent(3).state("service") == small.state.service[3]


def test_the_model_says_what_it_is() -> None:
    made = CouncilModel(council=["Camden", "Leeds"], rng=7, months=12, collect=False)
    assert repr(made) == "<CouncilModel Camden, Leeds, baseline, seed 7, month 0 of 12>"


def test_the_space_has_a_cell_for_each_post_and_who_is_in_it(small: CouncilModel) -> None:
    space = small.space
    assert isinstance(space, mesa.discrete_space.Network)
    assert small.space is space
    assert len(list(space.all_cells)) == small.state.kind.size
    for _ in range(24):
        small.step()
    present = space.agents
    assert len(present) == int(small.state.filled.sum()) < small.state.kind.size
    for agent in present:
        assert list(agent.cell.agents) == [agent]
        assert agent.cell.coordinate == agent.row
        assert set(agent.cell.connections) >= {other.row for other in agent.neighbours} - {agent.row}
        assert all(small.state.filled[other.row] == 1.0 for other in agent.neighbours)
    empty = [cell for cell in space.all_cells if not list(cell.agents)]
    assert [cell.coordinate for cell in empty] == np.flatnonzero(small.state.filled == 0).tolist()


def test_a_layout_has_a_place_for_each_post(small: CouncilModel) -> None:
    from sim.faces.drawing import rings

    places = rings(small.space.G)
    assert list(places) == list(range(small.state.kind.size)), "Mesa's drawing goes by the order of cells"
    assert len({tuple(place) for place in places.values()}) == len(places)


def test_looking_at_the_space_changes_no_number(small: CouncilModel) -> None:
    other = model()
    for _ in range(6):
        list(small.space.agents)
        small.step()
        other.step()
    assert np.array_equal(small.state.trust, other.state.trust)
    assert np.array_equal(small.state.morale, other.state.morale)


def test_the_model_for_solara_is_the_same_and_shows_no_scenario() -> None:
    """Newer Mesa refuses any ``model.scenario`` that is none of its own."""
    from sim.faces.drawing import SolaraModel

    made = SolaraModel(SMALL, rng=1, months=3)
    assert made.scenario is None
    made.run_model()
    other = model(months=3)
    other.run_model()
    assert np.array_equal(made.state.trust, other.state.trust)
    assert len(made.explain("trust.dyad").rows) > 0
    assert "baseline" in repr(made)
    assert copy.copy(made).month == 3


def test_mesas_own_drawing_shows_the_space(small: CouncilModel) -> None:
    """With the extra ``solara``; docs/mesa.md shows the whole application."""
    pytest.importorskip("solara")
    from mesa.visualization.mpl_space_drawing import draw_space

    from sim.faces.drawing import portrayal, rings

    axes = draw_space(small.space, portrayal, layout_alg=rings, layout_kwargs={})
    drawn = axes.collections[0].get_offsets()
    assert sum(len(found.get_offsets()) for found in axes.collections[:4]) >= len(drawn) > 0
