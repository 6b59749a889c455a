"""Politicians, managers, frontline staff and partners as Mesa agents: views of rows, made when somebody looks.

An agent holds no state of its own: ``agent.morale`` reads the row of its post, ``agent.morale = 0.8`` writes there
(:data:`WRITABLE` lists what can be written; anything else refuses in one sentence). It stands for the person who was in
the post when the view was made; once that person has left, reading state raises :class:`~sim.errors.OccupantLeft`
(history stays with the model's outcomes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.council.services import FRONTLINE, KINDS, MANAGER, PARTNER, POLITICIAN, ROLES, SERVICES
from sim.errors import InputError, OccupantLeft, ReadOnly, did_you_mean
from sim.inputs.csv_input import shown
from sim.machine.state import VARIABLES

if TYPE_CHECKING:
    from sim.faces.model import CouncilModel

OF_A_PERSON = {v.name: v for v in VARIABLES.values() if v.axis == "person"}
READABLE = frozenset(OF_A_PERSON)

WRITABLE = tuple(
    name for name, v in OF_A_PERSON.items() if v.kind == "stock" and v.unit == "share" and (v.lo, v.hi) == (0.0, 1.0)
)
"""What can be written: shares from 0 to 1 that people carry from month to month. The rest is fixed, or worked out anew
each month, or belongs to the post and not to the person."""

COPING = ("none", "ration", "routinise", "bend rules")
WORDS: dict[str, tuple[str, ...]] = {"kind": KINDS, "role": ROLES, "service": SERVICES, "coping": COPING}
"""What is shown in words, so that ``agents.groupby("service")`` has names; ``agent.state(name)`` gives the number."""

NOTHING = "none"

OF_MESA = frozenset({"model", "unique_id", "pos"})


class Member(mesa.Agent):
    """What all four kinds of agent share: a post, a person in it, ties, and trust."""

    model: CouncilModel

    def __init__(self, model: CouncilModel, row: int) -> None:
        super().__init__(model)
        self.__dict__["row"] = row
        self.__dict__["person"] = int(model.state.person_id[row])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in READABLE:
            raise AttributeError(
                f"A {type(self).__name__} has no {name}; state it can show: {', '.join(sorted(READABLE))}."
            )
        value = self.state(name)
        if name in WORDS:
            return WORDS[name][int(value)] if value >= 0 else NOTHING
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name in OF_MESA or name.startswith("_"):
            super().__setattr__(name, value)
        elif name in WRITABLE:
            self.check_present()
            self.model.state.arrays[name][self.row] = _share(name, value)
        elif name in READABLE:
            raise ReadOnly(f"{name} cannot be set ({_why_not(name)}); what can be set: {', '.join(WRITABLE)}.")
        else:
            hint = did_you_mean(name, WRITABLE) or f" What can be set: {', '.join(WRITABLE)}."
            raise ReadOnly(f'A {type(self).__name__} has no "{shown(name)}" to set.{hint}')

    def remove(self) -> None:
        """Refused: a post is not emptied from outside. Who leaves, and who comes, is the model's workforce."""
        raise InputError(
            f"{self.title} (post {self.row}) cannot be removed: people leave and come by the rules of the model; "
            "for a council with fewer people set frontline_staff, managers, politicians or partners."
        )

    @property
    def cell(self) -> Any:
        """The place of the post in ``model.space``."""
        return self.model.space[self.row]

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
        """Everybody in post with whom this person has a tie, in the order of posts."""
        state = self.model.state
        rows = state.target[state.arc_start[self.row] : state.arc_start[self.row + 1]]
        return [self.model.agent(int(row)) for row in sorted(set(rows.tolist())) if state.filled[row] == 1.0]

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
        state = self.model.state
        above = int(state.boss[self.row])
        return self.model.agent(above) if above >= 0 and state.filled[above] == 1.0 else None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title}, post {self.row}>"


def _share(name: str, value: Any) -> float:
    """``value`` as a share from 0 to 1."""
    number: float | None = None
    if not isinstance(value, bool | np.bool_ | str | bytes):
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = None
    if number is None:
        raise InputError(f"{name} must be a number from 0 to 1, not {shown(repr(value))}.")
    if not 0.0 <= number <= 1.0:
        raise InputError(f"{name} must lie between 0 and 1, not {number:g}.")
    return number


def _why_not(name: str) -> str:
    kind = OF_A_PERSON[name].kind
    if kind == "fixed":
        return "it belongs to the post and stays as it is"
    return "it is worked out anew each month" if kind in ("condition", "flow") else "the model keeps count of it"


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
