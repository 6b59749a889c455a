"""What becomes of services: what is shielded (F17), users' outcome and access (F26), cost moved to health (F34),
volunteers in the place of staff (F35).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from experiments.validation.arithmetic import ratio
from experiments.validation.panel import FIRST_YEAR, Panel, Unknown

SIXTH_YEAR = 2016
BACK_STAGE = ("planning_development", "central")
VISIBLE = ("environmental", "highways_transport")
NO_DECLINE = 1e-4
"""A decline of quality, a share, that counts as none."""

JANUARY_2014, JANUARY_2017, OCTOBER_2017 = 45, 81, 90
"""First months of what is compared; counted from April 2010."""


def mean_at(panel: Panel, name: str, year: int) -> float:
    """The mean over councils in a year."""
    return float(np.nanmean(panel.at(name, year)))


def decline(panel: Panel, services: tuple[str, ...]) -> float:
    """Decline of the quality of some services from 2010-11 to 2016-17, each service's mean over those who run it."""
    means = []
    for year in (FIRST_YEAR, min(SIXTH_YEAR, panel.last)):
        quality = panel.at("quality", year)
        each = [np.nanmean(quality[panel.runs[:, k], k]) for k in map(panel.service, services)]
        means.append(float(np.mean(each)))
    return means[0] - means[1]


def backstage_over_visible(panel: Panel) -> float:
    """Decline of back-stage services over that of visible ones; infinite where these do not decline."""
    back, seen = decline(panel, BACK_STAGE), decline(panel, VISIBLE)
    if seen > NO_DECLINE:
        return back / seen
    if back <= 0.0:
        raise Unknown("a decline of services")
    return float("inf")


def users_quality(panel: Panel) -> float:
    """Relative change of adult users' quality from 2015-16 to 2022-23, councils with social care."""
    first, last = (float(np.nanmean(panel.at("care_quality", year, panel.upper))) for year in (2015, 2022))
    return ratio(last, first) - 1.0


def access(panel: Panel) -> float:
    """Change of access (in a model: need decided in time) from 2015-16 to 2022-23, percentage points."""
    first, last = (float(np.nanmean(panel.at("in_time", year, panel.upper))) for year in (2015, 2022))
    return 100.0 * (last - first)


def shunted(panel: Panel, first: int, last: int) -> float:
    """The mean of cost moved onto others over some months, councils with social care together."""
    values = panel.table("shunted", panel.upper)
    if values.shape[-1] < last:
        raise Unknown("cost moved onto others")
    return float(values[:, first:last].sum(axis=0).mean())


def shunting_rises(panel: Panel) -> float:
    """Cost moved in early 2017 over that of early 2014."""
    return ratio(shunted(panel, JANUARY_2017, JANUARY_2017 + 2), shunted(panel, JANUARY_2014, JANUARY_2014 + 2))


def shunting_falls(panel: Panel) -> float:
    """Its change in the three quarters after."""
    before = shunted(panel, JANUARY_2017, JANUARY_2017 + 2)
    return ratio(shunted(panel, OCTOBER_2017, OCTOBER_2017 + 3), before) - 1.0


def volunteers_for_staff(panel: Panel) -> float:
    """Rise of volunteers over the fall of paid cultural staff, 2014-15 to 2018-19."""
    up = ratio(mean_at(panel, "volunteers", 2018), mean_at(panel, "volunteers", 2014)) - 1.0
    paid = [float(np.nansum(panel.at("paid_cultural", year))) for year in (2014, 2018)]
    down = 1.0 - ratio(paid[1], paid[0])
    if down <= 0.0:
        raise Unknown("a fall of paid staff")
    return float(up / down)


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F17": backstage_over_visible,
    "F26.qol": users_quality,
    "F26.access": access,
    "F34.up": shunting_rises,
    "F34.down": shunting_falls,
    "F35": volunteers_for_staff,
}
