"""Hours bind for everybody: nobody takes time without asking, nothing is gained from hours that were not granted."""

from __future__ import annotations

import ast
import inspect
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.core.arena import arena
from sim.core.hours import hours_there_are
from sim.core.improvement import improvement
from sim.core.partners import joint_projects
from sim.council.councils import find_council
from sim.machine.engine import Simulation, simulate_many
from sim.machine.process import Process
from sim.machine.state import VARIABLES
from sim.outcomes import MEASURES, OUTCOMES
from sim.scenario.scenario import Scenario
from sim.schedule import CONTRIBUTIONS, PHASE, PROCESSES, THEORIES, variables_read

SMALL = {"politicians": 12, "managers": 14, "frontline_staff": 80, "partners": 6, "wards": 3}
ASKING = [process for process in PROCESSES if "hours_granted" in process.writes]
HOURS = {"own_hours", "ward_time", "paper_hours", "hours_asked", "hours_granted", "paperwork_due"}


# ------------------------------------------------------------------ residents' say
LEADERS = {"participation", "delegation", "delegation_reached", "style", "consistency"}
"""How those who lead treat each other and their staff: nothing of which is residents' say."""
WITH_RESIDENTS = ("S17", "S18", "S19", "S21")
PUBLIC = [
    process
    for process in PROCESSES
    if PHASE[process.name] == "public"
    or (process.theory is not None and process.theory.id in WITH_RESIDENTS and process.follows == "")
    or process.name == "elections"
]


@pytest.mark.parametrize("process", PUBLIC, ids=lambda process: process.name)
def test_nothing_public_reads_how_leaders_lead_each_other(process: Process) -> None:
    assert LEADERS.isdisjoint(variables_read(process)), "residents' say comes from acts with residents"
    style = {name for name in process.parameters if name.startswith("style")}
    assert style == set()


def test_say_is_written_by_acts_that_involve_residents_alone() -> None:
    """Deliberation (S19), co-production (S18) and replies (S17); one process of the core sums them up."""
    voices = {name: VARIABLES[name].owner[:3].upper() for name in CONTRIBUTIONS["residents.voice"]}
    assert sorted(voices.values()) == ["S17", "S18", "S19"]
    assert [process.name for process in PROCESSES if "residents_say" in process.writes] == ["residents"]
    readers = {process.name for process in PROCESSES if "residents_say" in variables_read(process)}
    assert {"coproduction", "public_behaviour"} <= readers


# ------------------------------------------------------------------ who wants time asks for it
def test_nobody_takes_hours_past_the_allocator() -> None:
    """Hours stand in one file; everybody else asks."""
    held = HOURS - {"hours_granted"} | {"owed_paperwork"}
    for path in Path(sim.__path__[0]).rglob("*.py"):
        if path.name != "hours.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                touched = isinstance(node, ast.Attribute) and node.attr in held
                assert not touched, f"{path.name}, line {getattr(node, 'lineno', 0)}: ask for hours, do not take them"


ASKS = ("ask", "ask_both", "ask_for_many", "ask_in_ward", "keep_in_step")
"""What a rule calls that wants hours: the allocator, or a function of its own that does."""


def calls(process: Process) -> tuple[int, int]:
    """How often a process asks somebody for hours, and how often it uses what it was granted."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(process.plain)))
    asked = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKS
    ]
    dropped = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return len(asked), sum(call not in dropped for call in asked)


@pytest.mark.parametrize("process", ASKING, ids=lambda process: process.name)
def test_who_asks_for_hours_reads_what_was_granted(process: Process) -> None:
    asked, used = calls(process)
    assert asked > 0, "it declares that it asks for hours and asks nobody"
    assert used > 0, "what it gains does not hang on the hours that it got"


# ------------------------------------------------------------------ nothing is gained without hours
COUNCILS = ("Camden", "Leeds", "Surrey", "Burnley", "Kent", "Wigan", "Hackney", "Cornwall")
MONTHS = 36

GAIN: dict[str, float] = {
    "chief_office": 1.0,
    "brokerage": 1.0,
    "office_pay": -1.0,
    "office_changed": -1.0,
    "acceptance": 1.0,
    "lived_values": 1.0,
    "redesign_gain": 1.0,
    "openness": 1.0,
    "doom": -1.0,
    "relational_lift": 1.0,
    "permission_learned": 1.0,
    "online_voice": 1.0,
    "reply_voice": 1.0,
    "coproduction_voice": 1.0,
    "volunteer_help": 1.0,
    "democratic_voice": 1.0,
    "relational_courses": -1.0,
    "sharing_saving": 1.0,
    "sharing_setup_bill": -1.0,
    "democracy_courses": -1.0,
}
"""What comes in by ports of what theories do with hours: 1 where more of it is a gain, -1 where less is."""


def made_with_hours() -> set[str]:
    """Contributions of theories that ask: what those processes write, and what others of the theory make of it."""
    found: set[str] = set()
    for theory in THEORIES:
        own = [process for process in PROCESSES if process.theory is not None and process.theory.id == theory]
        made = {name for process in own if process in ASKING for name in process.writes} - HOURS
        more: set[str] = set()
        while more != made:
            more = made
            made = more | {name for process in own if more & variables_read(process) for name in process.writes} - HOURS
        found |= {name for name in made if VARIABLES[name].port}
    return found


def test_the_table_of_gains_is_whole() -> None:
    assert set(GAIN) == made_with_hours()


class Spent:
    """A few councils in which nobody has an hour left once the month is opened: every grant is 0."""

    def __init__(self) -> None:
        simulation = Simulation(Scenario("spent", settings=SMALL), [find_council(name) for name in COUNCILS], seed=5)
        s = simulation.state
        self.read: dict[str, list[np.ndarray]] = {name: [] for name in GAIN}
        self.core: dict[str, float] = {}
        self.ill, self.well = 0.0, 0.0
        self.unheard = 0.0
        for _ in range(MONTHS):
            simulation.begin_month()
            for process in PROCESSES:
                watched = {stock: s.entries[stock][0].copy() for stock in process.adds}
                simulation.act(process)
                if process is hours_there_are:
                    for name in HOURS:
                        s.arrays[name][:] = 0.0
                elif process is joint_projects:
                    self.ill += float((s.entries["bad_evidence"][0] - watched["bad_evidence"]).sum())
                    self._add(reach=s.reach - simulation.values["reach_base"], partner_help=s.partner_help)
                elif process is improvement:
                    self.unheard += float((s.entries["morale"][0] - watched["morale"]).sum())
                    self._add(
                        improvement_hours=s.improvement_hours,
                        capability=s.entries["capability"][0] - watched["capability"],
                    )
                elif process is arena:
                    self._add(resolved=s.problems_resolved)
                    self.well += float(s.problems_passed.sum())
                elif process.name == "advise":
                    self._add(advised=(s.advised * (s.delegation_reached < 1.0) * (s.runs == 1.0)))
            assert s.hours_granted.max() == 0.0
            for name, months in self.read.items():
                months.append(s.arrays[name].copy())
            simulation.month += 1
        self.challenge = float(s.challenge.max())
        self.runs = s.runs == 1.0
        self.officers = s.kind == 2

    def _add(self, **arrays: np.ndarray) -> None:
        for name, array in arrays.items():
            self.core[name] = self.core.get(name, 0.0) + float(np.abs(array).sum())

    def places(self, name: str) -> np.ndarray:
        """The mean over months of what stood in a contribution above its neutral value, for each place that counts."""
        mean = np.mean(self.read[name], axis=0) - VARIABLES[name].start
        axis = VARIABLES[name].axis
        return np.asarray(mean[self.runs] if axis == "service" else mean[self.officers] if axis == "person" else mean)


@pytest.fixture(scope="module")
def spent() -> Spent:
    return Spent()


@pytest.mark.parametrize("name", GAIN)
def test_what_a_theory_gains_with_hours_is_neutral_or_a_loss_without_them(spent: Spent, name: str) -> None:
    """On the mean over places; what is left to chance may lie two standard errors above."""
    gained = GAIN[name] * spent.places(name)
    error = gained.std(ddof=1) / np.sqrt(gained.size)
    assert gained.mean() <= 2.0 * error + 1e-12, f"{name} gains {gained.mean():+.5f} though nobody had an hour for it"


def test_the_core_gains_nothing_without_hours(spent: Spent) -> None:
    """No project bears fruit, no problem is solved, no case advised, no time taken to improve, nobody challenged."""
    assert spent.core == dict.fromkeys(
        ("reach", "partner_help", "improvement_hours", "capability", "resolved", "advised"), 0.0
    )
    assert spent.challenge < 0.05


def test_refusals_act_without_hours(spent: Spent) -> None:
    """Partners who are let down remember it, ideas ignored cost morale, problems are passed on."""
    assert spent.ill > 0.0
    assert spent.unheard < 0.0
    assert spent.well > 0.0


# ------------------------------------------------------------------ strength 0 and nothing asked is off
SILENT: dict[str, dict[str, Any]] = {
    "S07": {"joint_space": 0},
    "S08": {"example_hours": 0, "lived_values_effect": 0, "weight_example": 0, "objective_strength": 0},
    "S09": {"redesign_rate": 0, "forgetting_design": 0},
    "S11": {
        "reflection_time": 0,
        "doom_effect": 0,
        "reflection_search": 0,
        "reflection_learning": 0,
        "weight_narrative": 0,
    },
    "S14": {
        "training_share": 0,
        "permission_lesson": 0,
        "weight_recognition": 0,
        "relational_act_effect": 0,
    },
    "S17": {"listening_time": 0, "voice_effect": 0, "reply_says": 0, "misled": 0},
    "S18": {
        "sharing_pace": 0,
        "volunteer_hours": 0,
        "volunteer_capacity": 0,
        "coproduction_says": 0,
        "coproduction_pride": 0,
    },
    "S19": {
        "deliberation_hours": 0,
        "deliberation_staff_hours": 0,
        "democracy_training": 0,
        "say_effect": 0,
        "ranking_steering": 0,
    },
}
"""The settings at which a theory that deals in hours neither asks nor acts, for each that has such settings."""


def core_outcomes(scenario: Scenario, theory: str) -> np.ndarray:
    """All outcomes but the theory's own, of a small council over some years."""
    run = simulate_many(scenario, find_council("Camden"), months=30, seed=4, replicates=[0])[0]
    owner = THEORIES[theory].id.lower()
    return run[:, [at for at, name in enumerate(OUTCOMES) if not MEASURES[name].owner.startswith(owner)]]


@pytest.mark.parametrize("theory", SILENT)
def test_a_theory_that_neither_asks_nor_acts_is_off_to_the_last_bit(theory: str) -> None:
    silent = core_outcomes(Scenario("silent", settings={**SMALL, **SILENT[theory]}), theory)
    off = core_outcomes(Scenario("off", settings=SMALL, without=(theory,)), theory)
    assert np.array_equal(silent, off, equal_nan=True)
    assert not np.array_equal(core_outcomes(Scenario("on", settings=SMALL), theory), off, equal_nan=True)
