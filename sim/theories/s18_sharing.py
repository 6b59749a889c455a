"""S18 Sharing: access in place of ownership saves what stands idle, less what coordination takes. [rachmawati2013,
whitt1992, ohtsuki2006, elston2017]

Who must meet a load R keeps ``R + z sqrt(R)`` units. K organisations that pool them need ``K R + z sqrt(K R)``, so
each saves ``(1 - u)(1 - 1 / sqrt(K))`` of its units, u the share in use; every pair of them costs ``s`` to coordinate,
so each bears ``s (K - 1) / 2``, the more the less it trusts the others. A further organisation joins if what is hoped
for over what it costs exceeds the number of others (Ohtsuki), and an arrangement that does not pay is left. What can be
shared is judged by the article's four criteria, of which the weakest rules; back offices have next to nothing standing
idle (Elston and Dixon). Residents who trust the council and have a say co-produce: they help, and supporting them takes
time.
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.casework import CAPACITY
from sim.core.contracts import DISTRUST_AT_NONE
from sim.core.hours import ask
from sim.core.lines import COUNCIL, ONCE, RECURRING, SUPPLIERS, line
from sim.core.measures import mean_by_need, mean_of_wards
from sim.core.relations import count_contact
from sim.core.residents import SAY
from sim.council.services import BUSINESS, SERVICE_COUNT
from sim.machine.arithmetic import log, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import MARCH, uniform

S18 = Theory(
    "S18",
    "Why sharing is the future: a public administration perspective on the mesh economy",
    "Ownership is out, access is in: sharing assets and co-producing services saves money and builds trust.",
    "rachmawati2013",
    "partners.sharing_saving",
    mechanism="access instead of ownership; shared assets; co-production and its cost of coordination",
)

CRITERIA = np.array(
    [
        # durable, flexible, repairable, sustainable
        [0.7, 0.4, 0.6, 0.5],  # adult social care: day centres, aids
        [0.6, 0.3, 0.6, 0.5],  # children's social care: homes, contact centres
        [0.9, 0.4, 0.7, 0.6],  # housing: stores, hostels
        [0.9, 0.7, 0.8, 0.6],  # highways and transport: depots, plant, vehicles
        [0.9, 0.8, 0.7, 0.7],  # cultural services: libraries, halls, pools
        [0.8, 0.8, 0.9, 0.8],  # environmental services: fleets, depots
        [0.6, 0.7, 0.6, 0.6],  # planning and development: offices, laboratories
        [0.7, 0.8, 0.7, 0.7],  # central services: offices, computers
    ]
)
"""ASSUMPTION: how far a service's assets meet each of the four criteria."""

SHAREABLE = CRITERIA.min(axis=1)
"""A service must meet all four: the weakest rules."""

IDLE = np.array([0.6, 0.5, 0.5, 1.0, 1.0, 0.8, 0.6, 0.1])
"""ASSUMPTION: capacity that stands idle, relative to assets that are wholly bricks and vehicles; the back office is
people at desks (elston2017 finds no scale economies there)."""

BACK_OFFICE = SERVICE_COUNT - 1
BOTH, ASSETS, BACK = range(3)

PARAMS = parameters(
    __name__,
    asset_utilisation=par(
        0.5, lo=0.2, hi=0.9, unit="share", mark="FIXED", doc="Share of the time that assets are in use (stipulated)"
    ),
    asset_share=par(
        0.15,
        lo=0.03,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="Spending that goes into buildings, vehicles and plant (stipulated)",
    ),
    sharing_coordination=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="share of asset cost",
        mark="FIXED",
        doc="Yearly cost of coordinating two organisations that share, at middling trust (stipulated)",
    ),
    sharing_limit=par(
        4,
        lo=1,
        hi=8,
        unit="organisations",
        mark="FIXED",
        doc="Organisations that may share an asset at most (stipulated)",
    ),
    sharing_scope=par(
        "both",
        choices=("both", "assets", "back_office"),
        unit="scope",
        mark="DESIGN",
        doc="What may be shared: services' assets, the back office, or both",
    ),
    sharing_policy=par(
        "if_it_pays",
        choices=("if_it_pays", "always"),
        unit="policy",
        mark="DESIGN",
        doc="Whether councils share where it promises to pay, or as a matter of principle",
    ),
    sharing_pace=par(
        0.6,
        lo=0,
        hi=1,
        unit="a year",
        mark="FIXED",
        doc="Chance to find a fully trusted organisation that shares, for each service (stipulated)",
    ),
    sharing_optimism=par(
        0.5,
        lo=0,
        hi=2,
        unit="ratio",
        mark="FIXED",
        doc="What is hoped for from sharing beyond what it brings (stipulated)",
    ),
    sharing_review=par(
        0.25,
        lo=0,
        hi=1,
        unit="a year",
        mark="FIXED",
        doc="Chance that an arrangement that does not pay is left (stipulated)",
    ),
    sharing_setup=par(
        0.2,
        lo=0,
        hi=1,
        unit="share of asset cost",
        mark="FIXED",
        doc="One-off cost of each organisation joining (stipulated)",
    ),
    sharing_hours=par(
        0.3,
        lo=0,
        hi=3,
        unit="hours a month",
        mark="FIXED",
        doc="Meetings of each director and member of staff for every other organisation (stipulated)",
    ),
    coproduction_usual=par(
        0.1, lo=0.05, hi=0.2, unit="share", mark="ASSUMPTION", doc="Residents who co-produce services in 2010"
    ),
    coproduction_trust=par(
        3.0,
        lo=0,
        hi=8,
        unit="log odds",
        mark="FIXED",
        doc="How trust in the council makes residents co-produce (stipulated)",
    ),
    coproduction_bond=par(
        2.0,
        lo=0,
        hi=6,
        unit="log odds",
        mark="FIXED",
        doc="How attachment to the place makes them co-produce (stipulated)",
    ),
    coproduction_say=par(
        1.5, lo=0, hi=5, unit="log odds", mark="FIXED", doc="How having a say makes them co-produce (stipulated)"
    ),
    coproduction_says=par(
        0.3,
        lo=0,
        hi=1,
        unit="share per share",
        mark="FIXED",
        doc="Residents who feel that they have a say, of those who co-produce more than in 2010 (stipulated)",
    ),
    coproduction_call=par(
        1.6,
        lo=0,
        hi=4,
        unit="log odds",
        mark="ASSUMPTION",
        doc="How the loss of all staff who serve no duty would make residents step in (calibrated: F35)",
    ),
    volunteer_capacity=par(
        1.0,
        lo=0,
        hi=3,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="Capacity gained where all residents co-produced a service that is no duty",
    ),
    volunteer_hours=par(
        12.0,
        lo=0,
        hi=60,
        unit="hours a month",
        mark="FIXED",
        doc="Time of each member of staff to support all residents as co-producers of a service that is no duty "
        "(stipulated)",
    ),
    coproduction_pride=par(
        0.01,
        lo=0,
        hi=0.05,
        unit="share a month",
        mark="ASSUMPTION",
        doc="Satisfaction gained where all residents co-produce",
    ),
    coproduction_months=par(
        24.0,
        lo=12,
        hi=36,
        unit="months",
        mark="FIXED",
        doc="How late co-production follows what moves residents to it (stipulated)",
    ),
)

STATE = state(
    __name__,
    sharing=var(
        "service",
        "stock",
        "organisations that share the service's assets, 1 alone (S18)",
        unit="organisations",
        start=1,
    ),
    sharing_saving=line(RECURRING, SUPPLIERS, COUNCIL, "net saving of shared assets, not bought any more (S18)"),
    sharing_setup_bill=line(ONCE, COUNCIL, SUPPLIERS, "setting up what is shared (S18)"),
    coproduction=var("ward", "stock", "residents who co-produce services (S18)", lo=0, hi=1, start=0.1),
    coproduction_voice=contributes(SAY, "say that residents have who co-produce (S18)"),
    volunteer_help=contributes(CAPACITY, "capacity that co-producing residents add, relative (S18)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("public.coproduction", "share", 1, "Residents who co-produce services", 0, 1),
    outcome("partners.sharing", "organisations", 0, "Organisations that share a service's assets, 1 alone"),
    outcome("partners.sharing_saving", "£m a year", 1, "Net saving of shared assets"),
)


@kernel
def pooled_saving(idle, sharers):
    """Share of its units that each of ``sharers`` saves by pooling them, ``idle`` the share that stands idle alone."""
    return idle * (1.0 - 1.0 / math.sqrt(sharers))


@kernel
def coordination(cost, sharers, trust):
    """What coordination takes from each: ``cost`` for every pair, borne by two, more where trust is below one half."""
    return 0.5 * cost * (sharers - 1.0) * (DISTRUST_AT_NONE - trust)


@kernel
def worth_joining(benefit, cost, neighbours):
    """Cooperation holds where benefit over cost exceeds the number of neighbours."""
    return benefit > cost * neighbours


@process(
    731,
    theory=S18,
    writes=(
        "sharing",
        "sharing_saving",
        "sharing_setup_bill",
        "contacts",
        "contact_by",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("good_evidence", "bad_evidence"),
)
def sharing(s, p, now):
    """Organisations join where sharing promises to pay; idle capacity is saved, coordination takes money and hours."""
    scope = int(p.sharing_scope)
    for c in range(s.council_key.size):
        key = s.council_key[c]
        trust = 0.0
        ties = 0.0
        for j in range(s.first_partner[c], s.last_partner[c]):
            if s.role[j] == BUSINESS:
                continue
            for z in range(s.arc_start[j], s.arc_start[j + 1]):
                trust += s.trust[s.reverse[z]]
                ties += 1.0
        trust = trust / ties if ties > 0.0 else 0.5
        total = 0.0
        shared = False
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            sharers = s.sharing[c, k]
            asset = p.asset_share * SHAREABLE[k] * s.budget[c, k]
            idle = (1.0 - p.asset_utilisation) * IDLE[k]
            if now.calendar == MARCH:
                pays = pooled_saving(idle, sharers) > coordination(p.sharing_coordination, sharers, trust)
                allowed = scope == BOTH or (scope == BACK) == (k == BACK_OFFICE)
                if p.sharing_policy == 0.0 and sharers > 1.0 and not pays:
                    if uniform(now, key, 10 + k) < p.sharing_review:
                        s.sharing[c, k] = 1.0
                elif allowed and sharers < p.sharing_limit:
                    # The promise takes everything for bricks and vehicles, and is made by those who believe in it.
                    hope = (1.0 + p.sharing_optimism) * pooled_saving(1.0 - p.asset_utilisation, sharers + 1.0)
                    price = coordination(p.sharing_coordination, sharers + 1.0, trust)
                    wanted = p.sharing_policy == 1.0 or worth_joining(hope, price, sharers)
                    if wanted and uniform(now, key, 20 + k) < p.sharing_pace * trust:
                        s.sharing[c, k] += 1.0
                        s.sharing_setup_bill[c] += p.sharing_setup * asset
                sharers = s.sharing[c, k]
            if sharers > 1.0:
                shared = True
                wanted = p.sharing_hours * (sharers - 1.0)
                asked = wanted
                granted = ask(s, p, s.service_director[c, k], wanted)
                for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                    asked += s.filled[i] * wanted
                    granted += ask(s, p, i, s.filled[i] * wanted)
                # What nobody finds the hours for stands idle as before.
                used = granted / asked if asked > 0.0 else 1.0
                saved = used * pooled_saving(idle, sharers)
                total += asset * (saved - coordination(p.sharing_coordination, sharers, trust))
        s.sharing_saving[c] = total
        if not shared:
            continue
        for j in range(s.first_partner[c], s.last_partner[c]):
            if s.role[j] == BUSINESS or uniform(now, s.slot_id[j], 0) >= p.loose_contact:
                continue
            for z in range(s.arc_start[j], s.arc_start[j + 1]):
                count_contact(s, z, now)
                count_contact(s, s.reverse[z], now)
                if total > 0.0:
                    s.add_good_evidence[z] += 1.0
                    s.add_good_evidence[s.reverse[z]] += 1.0
                else:
                    s.add_bad_evidence[z] += 1.0
                    s.add_bad_evidence[s.reverse[z]] += 1.0


@process(
    732,
    theory=S18,
    writes=(
        "coproduction",
        "volunteer_help",
        "coproduction_voice",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("satisfaction",),
)
def coproduction(s, p, now):
    """Residents who trust, belong and have a say co-produce, and step in where staff go; they help and need support."""
    for c in range(s.runs.shape[0]):
        staff = 0.0
        posts = 0.0
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 1.0:
                staff += (1.0 - s.statutory[c, k]) * s.in_post[c, k]
                posts += (1.0 - s.statutory[c, k]) * s.base_staff[c, k]
        odds = log(p.coproduction_usual / (1.0 - p.coproduction_usual))
        odds += p.coproduction_say * (s.residents_say[c] - p.say_start)
        odds += p.coproduction_call * (max(0.0, 1.0 - staff / posts) if posts > 0.0 else 0.0)
        joined = 0.0
        for w in range(s.ward_count[c]):
            if now.opening:
                s.coproduction[c, w] = p.coproduction_usual
            bonds = p.coproduction_trust * (s.resident_trust[c, w] - p.resident_trust_start)
            bonds += p.coproduction_bond * (s.attachment[c, w] - 0.5)
            s.coproduction[c, w] += (logistic(odds + bonds) - s.coproduction[c, w]) / p.coproduction_months
            more = s.coproduction[c, w] - p.coproduction_usual
            joined += more / s.ward_count[c]
            s.add_satisfaction[c, w] += p.coproduction_pride * more
        s.coproduction_voice[c] = p.coproduction_says * joined
        for k in range(s.runs.shape[1]):
            support = p.volunteer_hours * (1.0 - s.statutory[c, k]) * max(0.0, joined)
            asked = 0.0
            granted = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                asked += support * s.filled[i]
                granted += ask(s, p, i, support * s.filled[i])
            # Residents whom nobody has the time to support help nobody; those who stay away are missed.
            helped = granted / asked if asked > 0.0 else 1.0
            s.volunteer_help[c, k] = p.volunteer_capacity * (1.0 - s.statutory[c, k]) * joined * helped


@measuring(1018, theory=S18)
def measure_sharing(s, p, now):
    """Sharing, what it saves and co-production are taken at the end of the month."""
    for c in range(s.sharing_saving.size):
        s.outcome_public_coproduction[c] = mean_of_wards(s.coproduction, s.ward_count, c)
        s.outcome_partners_sharing[c] = mean_by_need(s.sharing, s.runs, s.need_2010, c)
        s.outcome_partners_sharing_saving[c] = s.sharing_saving[c]
