"""The forms of government of an English council, as data: what each is good at, and how much hangs on its head.

The Local Government Act 2000 brought the first two, the Localism Act 2011 brought committees back. The columns are
ASSUMPTIONS on a scale from -1 to 1, with the leader and cabinet as the middle.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FormOfGovernment:
    """One form: its ``speed`` where matters press, the ``consultation`` it gives where they do not (both against leader
    and cabinet), and the ``concentration``, by which the qualities of the person at the head count.
    """

    name: str
    speed: float
    consultation: float
    concentration: float


FORMS: tuple[FormOfGovernment, ...] = (
    FormOfGovernment("leader_and_cabinet", 0.0, 0.0, 1.0),
    FormOfGovernment("elected_mayor", 1.0, -1.0, 1.3),
    FormOfGovernment("committees", -1.0, 1.0, 0.6),
)
"""In the order of the codes in the state."""

LEADER_AND_CABINET, ELECTED_MAYOR, COMMITTEES = range(3)
SPEED: tuple[float, ...] = tuple(form.speed for form in FORMS)
CONSULTATION: tuple[float, ...] = tuple(form.consultation for form in FORMS)
CONCENTRATION: tuple[float, ...] = tuple(form.concentration for form in FORMS)
