"""The forms that the office of chief executive has taken: one table, read by the theory of the office (S04).

Four forms are those that the article tells apart, as they followed one another in fashion; the fifth is the office
abolished. The numbers are ASSUMPTIONS on a share scale, in the order in which the article ranks the forms;
``chief_partisanship_shift`` moves the column of partisanship, so that sweeps cover it. [chapman]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ChiefExecutiveForm:
    """What distinguishes one form of the office from another.

    ``brokering`` is how far bridging the political and the managerial side is what the office does; ``continuity`` how
    much of the council's memory and due process it keeps; ``partisan`` how far the chief executive takes the ruling
    side; ``visible`` how readily the chief executive becomes the story; ``attention`` the share of time given to the
    council and not to conferences and special roles; ``pay`` relative to the managerial form.
    """

    name: str
    label: str
    brokering: float
    continuity: float
    partisan: float
    visible: float
    attention: float
    pay: float


FORMS: tuple[ChiefExecutiveForm, ...] = (
    ChiefExecutiveForm("legal", "guardian of due process", 0.50, 1.00, 0.05, 0.05, 1.00, 0.8),
    ChiefExecutiveForm("managerial", "general manager", 0.70, 0.90, 0.15, 0.15, 0.95, 1.0),
    ChiefExecutiveForm("personality", "public personality", 0.60, 0.60, 0.35, 0.70, 0.70, 1.3),
    ChiefExecutiveForm("principled", "by Roger Taylor's principles", 0.90, 0.95, 0.05, 0.10, 1.00, 1.0),
    ChiefExecutiveForm("abolished", "no chief executive", 0.00, 0.00, 0.00, 0.00, 0.00, 0.0),
)
"""In the order of the parameter ``chief_executive_form`` and of the state variable ``chief_form``."""

FORM_NAMES: tuple[str, ...] = tuple(form.name for form in FORMS)
LEGAL, MANAGERIAL, PERSONALITY, PRINCIPLED, ABOLISHED = range(5)

BROKERING, CONTINUITY, PARTISAN, VISIBLE, ATTENTION, PAY = (
    np.array([getattr(form, column) for form in FORMS])
    for column in ("brokering", "continuity", "partisan", "visible", "attention", "pay")
)
"""The columns as the compiled rules read them."""
