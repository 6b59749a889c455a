"""The twin: a Mesa model of one council, started from an engine's first day and given its draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import mesa

from benchmarks.twin import OUTCOMES, rules
from benchmarks.twin.draws import Draws
from benchmarks.twin.people import KINDS, Manager, Person, Service, Team, Worker, ties_of
from sim.council.services import DIRECTOR, TEAM_MANAGER
from sim.machine.engine import Simulation

MONTH: tuple[Callable[[TwinModel], None], ...] = (
    rules.newcomers,
    rules.hours_there_are,
    rules.conditions,
    rules.felt_permission,
    rules.approvals,
    rules.advise,
    rules.time_to_improve,
    rules.hold_cases,
    rules.time_budget,
    rules.demand,
    rules.coping,
    rules.casework,
    rules.open_cases,
    rules.everyday_contact_and_trust,
    rules.workforce,
)


class TwinModel(mesa.Model):
    """The council as it stands in ``start`` (of which nothing is kept or changed), running on from there.

    ``values`` replaces parameters, so that a test can see the results part. ``collect`` adds a data collector of all
    ``OUTCOMES``; without it a step leaves them in ``outcomes``.
    """

    def __init__(
        self, start: Simulation, draws: Draws, *, collect: bool = False, values: dict[str, float] | None = None
    ) -> None:
        super().__init__(seed=0)
        self.draws = draws
        self.values = {**start.values, **(values or {})}
        self.month = start.month
        self.at = 0
        """Months since the start, which the draws are counted from."""
        state = start.state
        if state.runs.shape[0] != 1:
            raise ValueError("The twin is a model of one council.")
        people = self.people = [KINDS[kind](self, row, state) for row, kind in enumerate(state.kind.tolist())]
        self.managers = [person for person in people if isinstance(person, Manager)]
        self.staff = [person for person in people if isinstance(person, Worker)]
        self.leader = people[int(state.leader[0])]
        self.chief_executive = people[int(state.chief_executive[0])]
        for name in ("intervention", "shaken", "outside_pull", "turnover_own", "hiring_own"):
            setattr(self, name, float(state.arrays[name][0]))
        self.management = float(state.management_kept[0])
        """Share of managers' posts that the council keeps."""
        self.heads = [manager for manager in self.managers if manager.role == TEAM_MANAGER]
        self.services = [Service(k, state) for k in range(state.runs.shape[1]) if state.runs[0, k] == 1.0]
        by_number = {service.k: service for service in self.services}
        for person, k, boss in zip(people, state.service.tolist(), state.boss.tolist(), strict=True):
            person.service = by_number.get(k)
            person.boss = people[boss] if boss >= 0 else None
        ties = ties_of(people, state, self.values)
        for person, arc in zip(people, state.boss_arc.tolist(), strict=True):
            person.boss_tie = ties[arc] if arc >= 0 else None
        for service in self.services:
            service.director = people[int(state.service_director[0, service.k])]
            service.holder = people[int(state.portfolio_holder[0, service.k])]
            service.dyad = ties[int(state.dyad_arc[0, service.k])]
            self._staff(service)
        self.leader_tie = ties[int(state.leader_arc[0])]
        self.partner_ties = [tie for person in people if person.kind == 3 for tie in person.ties]
        self.arriving: list[Person] = [person for person in people if person.arriving]
        self.leavers: list[Person] = [person for person in people if person.left]
        need = sum(service.need_2010 for service in self.services)
        self.weights = [service.need_2010 / need for service in self.services]
        self.outcomes: dict[str, float] = {}
        self.datacollector = (
            mesa.DataCollector(model_reporters={name: partial(_read, name) for name in OUTCOMES}) if collect else None
        )

    def _staff(self, service: Service) -> None:
        """The service's staff, who stand together in the order of posts, team by team."""
        service.staff = [worker for worker in self.staff if worker.service is service]
        first = service.staff[0].row - self.staff[0].row
        service.first, service.last = first, first + len(service.staff)
        for worker in service.staff:
            assert worker.boss is not None
            if not service.teams or service.teams[-1].boss is not worker.boss:
                service.teams.append(Team(worker.boss, []))
            service.teams[-1].staff.append(worker)

    def step(self) -> None:
        """Run one month."""
        for person in self.leavers:
            person.left = False
        self.leavers = []
        for rule in MONTH:
            rule(self)
        self.outcomes = self.measure()
        self.month += 1
        self.at += 1
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def measure(self) -> dict[str, float]:
        """The outcomes at the end of the month."""
        quality = value = failing = backlog = unmet = in_time = misuse = pressure = delegation = 0.0
        for weight, service in zip(self.weights, self.services, strict=True):
            new = service.value_demand
            value += new
            backlog += service.backlog
            quality += weight * service.quality
            failing += weight * service.failure_demand / max(1e-9, new + service.failure_demand)
            unmet += weight * service.unmet / max(1e-9, new)
            in_time += weight * service.in_time
            misuse += weight * service.misuse
            pressure += weight * service.pressure
            delegation += weight * service.delegation_reached
        people = posts = left = 0
        permission = contact = climate = 0.0
        for worker in self.staff:
            posts += worker.post
            left += worker.left
            if worker.filled:
                people += 1
                permission += worker.permission
                contact += worker.contact_share
                climate += worker.boss_tie.trust
        body = max(1, people)
        owed = sum(officer.owed_paperwork for officer in (*self.managers, *self.staff))
        directors = [manager for manager in self.managers if manager.role == DIRECTOR]
        across = 0.0
        for tie in self.partner_ties:
            across += tie.trust + tie.back.trust
        return {
            "service.quality": quality,
            "service.value_demand": value,
            "service.failure_share": failing,
            "service.backlog": backlog,
            "service.unmet": unmet,
            "service.in_time": in_time,
            "service.misuse": misuse,
            "service.pressure": pressure,
            "leadership.delegation": delegation,
            "staff.headcount": people / len(self.staff),
            "staff.turnover": left * 12.0 / body,
            "staff.vacancy": (posts - people) / max(1, posts),
            "staff.caseload": backlog / body,
            "staff.permission": permission / body,
            "staff.contact_share": contact / body,
            "hours.asked.director": hours(directors, "hours_asked"),
            "hours.granted.director": hours(directors, "hours_granted"),
            "hours.granted.team_manager": hours(self.heads, "hours_granted"),
            "hours.asked.staff": hours(self.staff, "hours_asked"),
            "hours.granted.staff": hours(self.staff, "hours_granted"),
            "hours.paperwork_owed": rules.months_owed(self, owed) / (len(self.managers) + len(self.staff)),
            "trust.dyad": 0.5 * (self.leader_tie.trust + self.leader_tie.back.trust),
            "trust.staff_manager": climate / body,
            "trust.partner": 0.5 * across / max(1, len(self.partner_ties)),
        }


def hours(people: Sequence[Person], what: str) -> float:
    """Hours asked or granted of one of these people in post."""
    total: float = sum(getattr(person, what) for person in people)
    return total / max(1, sum(person.filled for person in people))


def _read(name: str, model: TwinModel) -> float:
    return model.outcomes[name]
