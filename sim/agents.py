"""Politicians, managers, frontline staff and partners as Mesa agents: views of rows, made when somebody looks.

An agent holds no state of its own: ``agent.morale`` reads the row of its post. It stands for the person who was in the
post when the view was made; once that person has left, reading state raises :class:`~sim.errors.OccupantLeft` (history
stays with the model's outcomes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.errors import OccupantLeft
from sim.services import FRONTLINE, KINDS, MANAGER, PARTNER, POLITICIAN, ROLES, SERVICES
from sim.state import VARIABLES

if TYPE_CHECKING:
    from sim.model import CouncilModel

READABLE = frozenset(v.name for v in VARIABLES.values() if v.axis == "person")


class Member(mesa.Agent):
    """What all four kinds of agent share: a post, a person in it, ties, and trust."""

    model: CouncilModel

    def __init__(self, model: CouncilModel, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.person = int(model.state.person_id[row])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in READABLE:
            raise AttributeError(
                f"A {type(self).__name__} has no {name}; state it can show: {', '.join(sorted(READABLE))}."
            )
        return self.state(name)

    def state(self, name: str) -> float | int:
        """The value of one state variable of this person."""
        self.check_present()
        value: float | int = self.model.state.arrays[name][self.row].item()
        return value

    def check_present(self) -> None:
        """Raise :class:`OccupantLeft` unless the person is still in the post."""
        state = self.model.state
        # A post may stay empty for months: its row then still names the one who left.
        if int(state.person_id[self.row]) != self.person or state.filled[self.row] == 0:
            raise OccupantLeft(
                f"{self.title} (person {self.person & 4095} in post {self.row}) has left; "
                "ask the model for the present one."
            )

    @property
    def title(self) -> str:
        """Role and service in words, e.g. ``director of housing``."""
        state = self.model.state
        role, service = ROLES[int(state.role[self.row])], int(state.service[self.row])
        return f"{role} of {SERVICES[service].replace('_', ' ')}" if service >= 0 else role

    @property
    def kind_name(self) -> str:
        """Politician, manager, frontline staff or partner."""
        return KINDS[int(self.model.state.kind[self.row])]

    @property
    def neighbours(self) -> list[Member]:
        """Everybody this person has a tie with, in the order of posts."""
        state = self.model.state
        rows = state.target[state.arc_start[self.row] : state.arc_start[self.row + 1]]
        return [self.model.agent(int(row)) for row in sorted(set(rows.tolist()))]

    def trust_in(self, other: Member) -> float:
        """Trust in ``other``: the mean over their ties in all layers. Errors: LookupError where there is no tie."""
        self.check_present()
        other.check_present()
        state = self.model.state
        span = slice(state.arc_start[self.row], state.arc_start[self.row + 1])
        values = state.trust[span][state.target[span] == other.row]
        if values.size == 0:
            raise LookupError(f"{self.title} has no tie with {other.title}.")
        return float(values.mean())

    @property
    def line_manager(self) -> Member | None:
        """Who stands above in the line of command, if anybody."""
        above = int(self.model.state.boss[self.row])
        return self.model.agent(above) if above >= 0 else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title}, post {self.row}>"


class Politician(Member):
    """A councillor: leader, cabinet member with a portfolio, backbencher, or opposition."""


class Manager(Member):
    """The chief executive, a director, or a team manager."""


class FrontlineStaff(Member):
    """A member of a service team, employed by the council or, after outsourcing, by a partner."""


class Partner(Member):
    """Health, police, voluntary sector, business, or a neighbouring council."""


CLASSES: dict[int, type[Member]] = {
    POLITICIAN: Politician,
    MANAGER: Manager,
    FRONTLINE: FrontlineStaff,
    PARTNER: Partner,
}
