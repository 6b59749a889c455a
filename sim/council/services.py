"""The eight services of a council and what is assumed of each: one table, read by the population.

Growth of need is DATA (National Audit Office 2018, figure 4; see ``references.bib``: nao2018). The other columns are
ASSUMPTIONS on a share scale; parameters (``wickedness_shift``, ``demand_growth_scale``, ``protection_scale``)
move whole columns, so that sweeps cover them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ServiceProfile:
    """What distinguishes one service from another.

    ``statutory`` share of the work the law demands; ``visibility`` to residents; ``relational`` share of its
    result that hangs on the relation with the person; ``wickedness`` agencies needed for a typical case (1
    to 6); ``proactive`` share of spending that prevents later need; ``demand_growth`` and ``cost_growth`` a
    year, real; ``pay_share`` of gross spending that is the council's own pay; ``outside`` the partner roles
    that matter most to it; ``users_in_need`` how much more a needy ward uses it, per unit of its need (social care,
    housing and benefits are for people in need, roads and planning rather for others: hastings2015).
    """

    name: str
    label: str
    statutory: float
    visibility: float
    relational: float
    wickedness: float
    proactive: float
    demand_growth: float
    cost_growth: float
    pay_share: float
    outside: tuple[str, ...]
    users_in_need: float


PROFILES: tuple[ServiceProfile, ...] = (
    ServiceProfile(
        "adult_social_care",
        "adult social care",
        0.90,
        0.35,
        0.8,
        4,
        0.30,
        0.0225,
        0.005,
        0.30,
        ("health", "voluntary sector"),
        0.8,
    ),
    ServiceProfile(
        "childrens_social_care",
        "children's social care",
        0.95,
        0.30,
        0.9,
        4,
        0.30,
        0.0170,
        0.015,
        0.45,
        ("police", "health"),
        1.5,
    ),
    ServiceProfile(
        "housing",
        "housing",
        0.55,
        0.45,
        0.6,
        3,
        0.30,
        0.0200,
        0.0,
        0.35,
        ("voluntary sector", "neighbouring council"),
        1.5,
    ),
    ServiceProfile(
        "highways_transport",
        "highways and transport",
        0.40,
        0.80,
        0.2,
        1,
        0.50,
        0.0050,
        0.0,
        0.35,
        ("business", "neighbouring council"),
        -0.3,
    ),
    ServiceProfile(
        "cultural",
        "cultural services",
        0.15,
        0.60,
        0.4,
        2,
        0.60,
        0.0050,
        0.0,
        0.50,
        ("voluntary sector", "business"),
        0.0,
    ),
    ServiceProfile(
        "environmental",
        "environmental services",
        0.50,
        0.90,
        0.2,
        1,
        0.40,
        0.0060,
        0.0,
        0.40,
        ("business", "neighbouring council"),
        0.0,
    ),
    ServiceProfile(
        "planning_development",
        "planning and development",
        0.35,
        0.40,
        0.3,
        2,
        0.60,
        0.0,
        0.0,
        0.60,
        ("business", "neighbouring council"),
        -0.5,
    ),
    ServiceProfile(
        "central",
        "central services",
        0.50,
        0.10,
        0.3,
        1,
        0.50,
        0.0,
        0.0,
        0.65,
        ("neighbouring council", "business"),
        0.5,
    ),
)
"""In the order of the service axis everywhere."""

SERVICES: tuple[str, ...] = tuple(profile.name for profile in PROFILES)
SERVICE_COUNT = len(PROFILES)
CHILDREN = SERVICES.index("childrens_social_care")

WAYS: tuple[str, ...] = (
    "salami_slice",
    "stop_a_service",
    "redesign",
    "pool_with_partners",
    "outsource",
    "commercialise",
    "draw_reserves",
    "shunt_cost",
    "raise_council_tax",
)
"""The nine ways to close a budget gap, in the order of the way axis everywhere."""

SALAMI, STOP, REDESIGN, POOL, OUTSOURCE, COMMERCIALISE, DRAW, SHUNT, RAISE_TAX = range(9)

ROLES: tuple[str, ...] = (
    "leader",
    "cabinet member",
    "backbencher",
    "opposition councillor",
    "chief executive",
    "director",
    "team manager",
    "member of staff",
    "health",
    "police",
    "voluntary sector",
    "business",
    "neighbouring council",
)
(
    LEADER,
    CABINET,
    BACKBENCHER,
    OPPOSITION,
    CHIEF_EXECUTIVE,
    DIRECTOR,
    TEAM_MANAGER,
    STAFF,
    HEALTH,
    POLICE,
    VOLUNTARY,
    BUSINESS,
    NEIGHBOUR,
) = range(13)

LAYERS: tuple[str, ...] = (
    "dyad",
    "line",
    "party group",
    "team",
    "informal",
    "boundary",
    "ward",
    "peers",
)
DYAD, LINE, PARTY, TEAM, INFORMAL, BOUNDARY, WARD, PEERS = range(8)

POLITICIAN, MANAGER, FRONTLINE, PARTNER = range(4)
KINDS: tuple[str, ...] = ("politician", "manager", "frontline staff", "partner")

NOBODY = -1

USUAL_POLITICIANS = 40.0
USUAL_PARTNERS = 12.0
USUAL_TEAM_MANAGERS = 21.0
USUAL_STAFF = 200.0
"""The council for which effects of single people are stated. In a larger one each of them stands for fewer, so that
results per head do not hang on how many agents there are."""
