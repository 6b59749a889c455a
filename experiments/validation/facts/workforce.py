"""Staff: adult care moves outside (F18), headcount falls faster than spending (F20), time with people (F32)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from experiments.validation.arithmetic import ratio
from experiments.validation.panel import FIRST_YEAR, Panel

JUNE_2010, JUNE_2017 = 2, 86
SIXTH_YEAR = 2016


def own_care_staff(panel: Panel) -> float:
    """Change of the council's own employees in adult care to 2016-17 (in a model: of all its staff), upper tier."""
    year = min(SIXTH_YEAR, panel.last)
    first, last = (float(np.nanmean(panel.at("employee_cost", y, panel.upper))) for y in (FIRST_YEAR, year))
    return ratio(last, first) - 1.0


def headcount(panel: Panel, name: str) -> float:
    """Change of headcount from June 2010 to June 2017."""
    return ratio(panel.in_month(name, JUNE_2017), panel.in_month(name, JUNE_2010)) - 1.0


def contact_share(panel: Panel) -> float:
    """The share of working time with people in the first year."""
    return float(np.nanmean(panel.at("contact_share", FIRST_YEAR)))


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F18": own_care_staff,
    "F20": lambda panel: headcount(panel, "employed"),
    "F20.all": lambda panel: headcount(panel, "employed_all"),
    "F32": contact_share,
}
