"""One simulated month on one screen: the phases, and the processes in each, in the order in which they act.

Within a month everybody reads stocks as they stood on its first day, until the process that owns a stock folds the
month's entries into it; conditions and flows can be read as soon as their writer has acted. What a
theory adds to a newcomer follows ``newcomers``, what takes its outcomes ``measures``; neither needs a line here.
"""

from __future__ import annotations

import sys

from sim.core.accounts import section_114, spending
from sim.core.approvals import approvals
from sim.core.arena import arena, steer
from sim.core.budget_round import budget_round
from sim.core.casework import advise, casework, hold_cases, open_cases
from sim.core.chief_executive import chief_executive_exit
from sim.core.contracts import review_contracts
from sim.core.coping import coping
from sim.core.crisis import crisis
from sim.core.dated_events import dated_events, dated_traits, ordered_departures
from sim.core.demand import demand
from sim.core.elections import elections
from sim.core.goal_clarity import brief_directors, follow_what_comes_first, measure_clarity, tell_what_comes_first
from sim.core.hours import hours_there_are, measure_hours, time_budget
from sim.core.improvement import improvement, tend_capability, time_to_improve
from sim.core.line_of_command import conditions, felt_permission
from sim.core.lines import LINE_PORTS, post_lines
from sim.core.measures import measures
from sim.core.money import settlement
from sim.core.morale import (
    appraise_climate,
    appraise_permission,
    appraise_pride,
    appraise_security,
    appraise_workload,
    mood,
)
from sim.core.newcomers import newcomers
from sim.core.one_offs import one_offs
from sim.core.partners import joint_projects
from sim.core.protection import protect
from sim.core.relations import everyday_contact, trust
from sim.core.residents import public_opinion, residents
from sim.core.scrutiny import scrutiny
from sim.core.service_index import measure_index
from sim.core.ward_work import answer_residents
from sim.core.ways_to_close_a_gap import close_the_gap
from sim.core.workforce import workforce
from sim.machine.declared import variables
from sim.machine.ports import PORTS
from sim.machine.process import Process, Theory
from sim.theories.s01_dyad_under_stress import dyad_under_stress, joint_review
from sim.theories.s02_relational_leadership import change_against_loss
from sim.theories.s03_virtual_town_hall import town_hall
from sim.theories.s04_chief_executive import chief_executive_role, verdict_on_the_chief_executive
from sim.theories.s05_city_mayors import form_of_government, group_removes_leader, referendum
from sim.theories.s06_hidden_need import hidden_need
from sim.theories.s07_joint_leadership_space import joint_leadership_space
from sim.theories.s08_leadership_by_example import leadership_by_example, objective
from sim.theories.s09_frontline_redesign import frontline_redesign
from sim.theories.s10_wicked_issues import promoted_traits, wicked_issues
from sim.theories.s11_beyond_doom import narrative
from sim.theories.s12_heart_decisions import heart_decisions
from sim.theories.s13_thinking_relationally import map_the_day, relational_resolution
from sim.theories.s14_training_to_be_relational import relational_acts, relational_training
from sim.theories.s15_local_government_family import family_learning, lived_strategy
from sim.theories.s16_image_of_public_service import image_of_public_service
from sim.theories.s17_hashtag_politics import hashtag_politics, listen_online
from sim.theories.s18_sharing import coproduction, sharing
from sim.theories.s19_local_democracy_makers import democracy_makers
from sim.theories.s20_paradoxes_of_development import career_networks, socialisation
from sim.theories.s21_leading_questions import leading_questions, public_behaviour

_MONTH: dict[str, tuple[Process, ...]] = {
    "posts": (newcomers, dated_traits, dated_events),
    "money": (
        one_offs,
        settlement,
    ),
    "hours": (hours_there_are,),
    "crisis": (crisis,),
    "direction": (
        brief_directors,
        lived_strategy,
        sharing,
        joint_leadership_space,
        joint_review,
        chief_executive_role,
        wicked_issues,
        leadership_by_example,
        democracy_makers,
        form_of_government,
        arena,
        scrutiny,
        leading_questions,
        review_contracts,
        protect,
        budget_round,
        close_the_gap,
    ),
    "conditions": (
        conditions,
        felt_permission,
        tell_what_comes_first,
        change_against_loss,
        objective,
        narrative,
    ),
    "work": (
        approvals,
        heart_decisions,
        map_the_day,
        frontline_redesign,
        joint_projects,
        relational_training,
        coproduction,
        listen_online,
        advise,
        time_to_improve,
        hold_cases,
        time_budget,
        relational_acts,
        relational_resolution,
        demand,
        coping,
        casework,
        open_cases,
    ),
    "improvement": (improvement, tend_capability, steer, follow_what_comes_first),
    "public": (
        answer_residents,
        public_behaviour,
        town_hall,
        referendum,
        hidden_need,
        hashtag_politics,
        residents,
        public_opinion,
    ),
    "relations": (dyad_under_stress, everyday_contact, trust),
    "people": (
        appraise_workload,
        appraise_permission,
        appraise_climate,
        appraise_security,
        appraise_pride,
        mood,
        image_of_public_service,
        workforce,
        verdict_on_the_chief_executive,
        chief_executive_exit,
        elections,
        ordered_departures,
        promoted_traits,
        career_networks,
        socialisation,
        group_removes_leader,
    ),
    "family": (family_learning,),
    "accounts": (spending, section_114, post_lines),
    "measures": (measures, measure_index, measure_hours, measure_clarity),
}

_MODULES = sorted({process.module for processes in _MONTH.values() for process in processes if process.theory})
_FOLLOWING = [
    found
    for module in _MODULES
    for found in vars(sys.modules[module]).values()
    if isinstance(found, Process) and found.follows and found.module == module
]

SCHEDULE: dict[str, tuple[Process, ...]] = {
    phase: tuple(
        one for process in processes for one in (process, *(f for f in _FOLLOWING if f.follows == process.name))
    )
    for phase, processes in _MONTH.items()
}
"""The phases of the month, and in each the processes in the order in which they act."""

PROCESSES: tuple[Process, ...] = tuple(process for phase in SCHEDULE.values() for process in phase)
PHASE: dict[str, str] = {process.name: phase for phase, processes in SCHEDULE.items() for process in processes}
THEORIES: dict[str, Theory] = {
    theory.id: theory for theory in sorted({p.theory for p in PROCESSES if p.theory}, key=lambda theory: theory.id)
}

OPENING: tuple[Process, ...] = (*SCHEDULE["posts"], settlement, protect, conditions, felt_permission)
"""What must be known on the first day: who is there, what it costs, who may decide."""

ADDERS: dict[str, tuple[Process, ...]] = {
    stock: tuple(p for p in PROCESSES if stock in p.adds) for p in PROCESSES for stock in p.folds
}
"""Who adds to each stock, in schedule order: the rows of the ledger."""


def _contributions() -> dict[str, tuple[str, ...]]:
    """Who contributes to each port, in the order of the schedule; the rows of ``s.<port>``."""
    writer: dict[str, int] = {}
    for at, acting in enumerate(PROCESSES):
        for name in acting.writes:
            writer.setdefault(name, at)
    found: dict[str, tuple[str, ...]] = {}
    for port in PORTS.values():
        names = [variable.name for variable in variables().values() if variable.port == port.name]
        if port.combine == "one" and len(names) > 1:
            raise RuntimeError(f"one theory decides at the port {port.name}, and {' and '.join(names)} want to")
        found[port.name] = tuple(sorted(names, key=lambda name: writer.get(name, 0)))
    return found


CONTRIBUTIONS: dict[str, tuple[str, ...]] = _contributions()
"""The contributions to each port, in the order in which they are first written."""

LINES: tuple[str, ...] = tuple(name for to in LINE_PORTS for name in CONTRIBUTIONS[to])
"""Every line of money, in the order of the line axis."""


def variables_read(process: Process) -> frozenset[str]:
    """The state variables that a process reads: by name, and through ports what is contributed to them."""
    fields = {port.field: CONTRIBUTIONS[port.name] for port in PORTS.values()}
    return frozenset(name for read in process.reads for name in fields.get(read, (read,)))
