"""Casework: cutting corners under pressure, knowledge that fits the case, and failure that comes back.

[oliva2001, rudolph2002, seddon2008]

Pressure is the hours that open cases want over the hours there are. Time per case falls with pressure
(``tau = standard x pressure^-alpha``); the standard follows it downward and comes back only as slowly as
professional norms pull. Productivity holds up to a critical load and falls beyond. Quality is time x knowledge x
decisions in time x process. Knowledge comes from the centre or from the front, as far as it is delegated: central
expertise is better and more even at one agency and fades with every further agency a case needs; the front's
knowledge reaches as far as its partners do. What is done badly returns: failure demand.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import ask, one_of_a_team
from sim.machine.arithmetic import clip, power
from sim.machine.declared import par, parameters, state, var
from sim.machine.ports import plus_at, port, times_at
from sim.machine.process import process

USUAL_ACCEPTANCE = 0.35
"""Staff who have taken on the present change in a usual year, at which it neither adds to quality nor takes from it."""

CAPACITY = port(__name__, "casework.capacity", "service", "sum", "capacity added by others, relative")
QUALITY = port(__name__, "casework.quality", "service", "product", "quality added, relative")
ACCEPTANCE = port(
    __name__,
    "casework.acceptance",
    "service",
    "one",
    "staff who have taken on the present change",
    neutral=USUAL_ACCEPTANCE,
)
REDESIGN = port(__name__, "casework.redesign", "service", "one", "gain of the redesigned system of work")
FRONT_SHARE = port(
    __name__, "casework.front_share", "service", "one", "share of decisions without a rule that need no approval"
)
FRONT_IN_TIME = port(__name__, "casework.front_in_time", "service", "one", "right decisions in time that way")
FRONT_MISUSE = port(__name__, "casework.front_misuse", "service", "one", "wrong decisions that way")
RESOLUTION = port(__name__, "casework.resolution", "service", "one", "cases that are resolved for good", neutral=0.3)

STATE = state(
    __name__,
    caseload_own=var("council", "fixed", "caseload of its own children's social workers over England's", start=1),
    months_open=var("service", "fixed", "how long cases stay open, 1 as usual", unit="ratio", start=1),
    cases_held=var("service", "condition", "hours of managers with cases of empty posts", unit="hours", lo=0),
)

VOLUME_LEAST = 0.3
"""Need over that of 2010 below which money goes no further (ratio); a guard that no world reaches."""

SHARED_MOST = 0.98
"""Sharing of values with which the front's knowledge counts as even (share)."""
MONEY_LEAST, MONEY_MOST = 0.1, 2.0
"""Money beside pay, over that of 2010-11, within which it helps hours on; guards that no world reaches."""
SUPPLY_LEAST = 0.02
"""Hours of a service over those that its cases of 2010-11 took, below which they do not fall."""

PARAMS = parameters(
    __name__,
    caseload_start=par(
        16.5,
        lo=12,
        hi=20,
        unit="cases",
        mark="DATA",
        source="dfe_lait",
        doc="Open cases for each member of staff at the start",
    ),
    caseload_work=par(
        0.25,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        source="dfe_lait",
        doc="How far a caseload of its own above (below) England's means more (less) work in children's services; the "
        "rest are cases that stay open longer (stipulated)",
    ),
    case_hours=par(
        3.8,
        lo=3.4,
        hi=4.2,
        unit="hours",
        mark="ASSUMPTION",
        doc="Contact hours a case wants at the standard of 2010 (set so that work and hours balance at the start, with "
        "re-referral at .22)",
    ),
    rationing_drop=par(
        0.06,
        lo=0,
        hi=0.2,
        unit="a month",
        mark="FIXED",
        source="lipsky1980",
        doc="Open cases that staff who ration let drop",
    ),
    giving_up=par(
        0.04,
        lo=0,
        hi=0.1,
        unit="a month",
        mark="ASSUMPTION",
        doc="Open cases that give up, per unit of pressure above normal",
    ),
    case_months=par(
        2.2,
        lo=1.6,
        hi=2.8,
        unit="months",
        mark="ASSUMPTION",
        role="calibrate",
        source="dfe_lait",
        doc="Open cases over cases closed a month at the start",
    ),
    corner_cutting=par(
        0.6,
        lo=0.3,
        hi=0.8,
        unit="elasticity",
        mark="ASSUMPTION",
        source="oliva2001",
        doc="How time per case falls with pressure",
    ),
    erosion_months=par(
        15.0, lo=3, hi=24, unit="months", mark="ASSUMPTION", doc="How fast the standard follows time per case downward"
    ),
    norm_months=par(
        90.0,
        lo=24,
        hi=240,
        unit="months",
        mark="FIXED",
        doc="How slowly professional norms pull the standard up again (stipulated)",
    ),
    time_elasticity=par(
        0.5,
        lo=0.3,
        hi=0.8,
        unit="elasticity",
        mark="ASSUMPTION",
        role="calibrate",
        doc="How quality follows time per case",
    ),
    critical_load=par(
        1.35,
        lo=1.1,
        hi=1.8,
        unit="ratio",
        mark="FIXED",
        source="rudolph2002",
        doc="Pressure beyond which productivity falls",
    ),
    overload_loss=par(
        0.5,
        lo=0,
        hi=2,
        unit="ratio",
        mark="ASSUMPTION",
        doc="Productivity lost per unit of pressure beyond the critical load",
    ),
    central_expertise=par(
        1.2,
        lo=0.8,
        hi=1.4,
        unit="ratio",
        mark="ASSUMPTION",
        doc="What the director's ability is worth on a case of one agency",
    ),
    advice_hours=par(
        16.0,
        lo=8,
        hi=24,
        unit="hours a month",
        mark="FIXED",
        doc="Hours of a director in the cases of the service where nothing is decided at the front (stipulated: half "
        "a day a week)",
    ),
    central_span=par(
        0.86,
        lo=0.7,
        hi=1,
        unit="ratio per agency",
        mark="ASSUMPTION",
        source="wang2014",
        doc="What is left of central knowledge for every further agency a case needs",
    ),
    unadvised=par(
        0.6,
        lo=0.3,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        doc="Share of the centre's knowledge that works by rules and forms, without a director who has time for a case",
    ),
    front_knowledge=par(
        0.5,
        lo=0.2,
        hi=0.7,
        unit="share",
        mark="ASSUMPTION",
        doc="Knowledge of the case at the front before skill counts",
    ),
    reach_need=par(
        0.08,
        lo=0,
        hi=0.2,
        unit="share per agency",
        mark="FIXED",
        doc="Front knowledge lost for every agency out of reach (stipulated)",
    ),
    rule_accuracy=par(
        0.88, lo=0.6, hi=1, unit="share", mark="ASSUMPTION", doc="Decisions by rule that are right and in time"
    ),
    rule_misuse=par(
        0.015,
        lo=0,
        hi=0.05,
        unit="share",
        mark="FIXED",
        doc="Decisions by rule that spend wrongly (stipulated: a tenth of the requests that should not be granted)",
    ),
    inconsistency=par(
        0.35,
        lo=0,
        hi=0.6,
        unit="share",
        mark="FIXED",
        doc="Evenness lost at the front where values are not shared (stipulated)",
    ),
    failure_share=par(
        0.95,
        lo=0.7,
        hi=1.2,
        unit="ratio",
        mark="ASSUMPTION",
        role="calibrate",
        source="dfe_lait",
        doc="Cases that come back per case closed badly (calibrated to re-referral: .22)",
    ),
    supply_elasticity=par(
        0.35,
        lo=0,
        hi=1,
        unit="elasticity",
        mark="FIXED",
        doc="How the result of an hour follows money other than pay (stipulated)",
    ),
    new_staff_output=par(
        0.5, lo=0.3, hi=0.8, unit="share", mark="FIXED", source="casey", doc="Output of somebody new in post"
    ),
    learning_months=par(
        9.0, lo=3, hi=18, unit="months", mark="FIXED", doc="Time until somebody new gives full output (stipulated)"
    ),
    agency_output=par(
        0.7, lo=0.3, hi=1, unit="share", mark="FIXED", doc="Output of agency staff in an empty post (stipulated)"
    ),
    late_without_staff=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Money beside pay that hangs on a post, of which the share of empty posts is not spent this year "
        "(stipulated)",
    ),
    agency_cover=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        source="dfe_lait",
        doc="Empty posts that agency staff cover (in children's services nearly all)",
    ),
    acceptance_effect=par(
        0.1,
        lo=0,
        hi=0.25,
        unit="ratio",
        mark="ASSUMPTION",
        role="strength",
        doc="Quality gained where all staff have taken on the present change over none",
    ),
    redesign_effect=par(
        0.22,
        lo=0,
        hi=0.5,
        unit="share",
        mark="SEED",
        source="cooke2014",
        doc="Hours per case saved at full redesign gain; calibrated to the Camden repairs unit (F31)",
    ),
    redesign_failure_effect=par(
        0.71,
        lo=0,
        hi=0.9,
        unit="share",
        mark="SEED",
        source="cooke2014",
        doc="Failure removed at full redesign gain: in Camden's repairs unit 25 of 35 dissatisfied in a hundred (F31)",
    ),
    skill_output=par(
        0.65, lo=0.4, hi=0.9, unit="ratio per share", mark="FIXED", doc="How output follows skill (stipulated)"
    ),
    morale_output=par(
        0.25, lo=0.1, hi=0.4, unit="ratio per share", mark="FIXED", doc="How output follows morale (stipulated)"
    ),
    quality_in_time=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="ratio per share",
        mark="FIXED",
        doc="How quality follows right decisions in time (stipulated)",
    ),
    quality_capability=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="ratio per share",
        mark="FIXED",
        doc="How quality follows the capability of the process (stipulated)",
    ),
    quality_steering=par(
        0.2, lo=0.1, hi=0.3, unit="ratio per share", mark="FIXED", doc="How quality follows steering (stipulated)"
    ),
    routine_harm=par(
        0.2,
        lo=0.1,
        hi=0.3,
        unit="ratio",
        mark="FIXED",
        doc="Quality that relational work loses where all staff routinise (stipulated)",
    ),
    routine_saving=par(
        0.25,
        lo=0.1,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="Time per case saved where all staff routinise (stipulated)",
    ),
    bending_gain=par(
        0.3,
        lo=0.15,
        hi=0.45,
        unit="share",
        mark="FIXED",
        doc="Need reached in time where all staff bend rules for the person (stipulated)",
    ),
    bending_misuse=par(
        0.1, lo=0, hi=0.2, unit="share", mark="ASSUMPTION", doc="Wrong decisions added where all staff bend rules"
    ),
    output_unskilled=par(
        0.6, lo=0.3, hi=0.9, unit="ratio", mark="FIXED", doc="Output of somebody without skill (stipulated)"
    ),
    output_without_morale=par(
        0.85, lo=0.425, hi=1.275, unit="ratio", mark="FIXED", doc="Output of somebody without morale (stipulated)"
    ),
    agency_hours=par(
        30.0,
        lo=15,
        hi=45,
        unit="hours a month",
        mark="FIXED",
        doc="Contact hours of an agency worker at full output (stipulated)",
    ),
    quality_late=par(
        0.8,
        lo=0.4,
        hi=1.2,
        unit="ratio",
        mark="FIXED",
        doc="Quality where no decision is right and in time (stipulated)",
    ),
    quality_incapable=par(
        0.85, lo=0.425, hi=1.275, unit="ratio", mark="FIXED", doc="Quality of a process without capability (stipulated)"
    ),
    quality_adrift=par(
        0.9, lo=0.45, hi=1.35, unit="ratio", mark="FIXED", doc="Quality of a service without steering (stipulated)"
    ),
    closed_most=par(
        1.3,
        lo=0.65,
        hi=1.95,
        unit="ratio",
        mark="FIXED",
        doc="Cases that can be closed in a month, over those that are due (stipulated)",
    ),
    load_felt=par(
        6.0, lo=3, hi=9, unit="ratio", mark="FIXED", doc="Load beyond which pressure is felt no more (stipulated)"
    ),
)


@process(532, writes=("advised", "own_hours", "paper_hours", "hours_asked", "hours_granted"))
def advise(s, p, now):
    """A director looks into cases that are not decided at the front, as far as there are hours for it."""
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            director = s.service_director[c, k]
            wanted = s.filled[director] * p.advice_hours * (1.0 - s.delegation_reached[c, k])
            s.advised[c, k] = ask(s, p, director, wanted) / wanted if wanted > 0.0 else s.filled[director]


@process(533, writes=("cases_held", "own_hours", "paper_hours", "hours_asked", "hours_granted"))
def hold_cases(s, p, now):
    """Who leads a team holds cases of its empty posts that no agency staff cover, as far as there are hours for it."""
    uncovered = p.agency_hours * (1.0 - p.agency_cover)
    wanted = np.zeros(s.filled.size)
    for c in range(s.runs.shape[0]):
        for i in range(s.first_staff[c], s.first_partner[c]):
            wanted[s.boss[i]] += (1.0 - s.filled[i]) * s.post[i] * uncovered
        weight = one_of_a_team(s, c)
        for k in range(s.runs.shape[1]):
            s.cases_held[c, k] = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            if wanted[i] > 0.0:
                s.cases_held[c, s.service[i]] += ask(s, p, i, s.filled[i] * wanted[i] * weight) / weight


@process(
    561,
    writes=(
        "contact_supply",
        "front_knowledge_here",
        "money_here",
        "pressure",
        "standard_time",
        "time_per_case",
        "in_time",
        "misuse",
        "quality",
        "completions",
        "off_the_books",
        "met_well",
        "returning",
        "given_up_before",
    ),
    adds=("backlog",),
)
def casework(s, p, now):
    """Pressed teams cut corners, the standard erodes, and what is done badly comes back."""
    supplied = np.empty(s.filled.size)
    knowing = np.empty(s.filled.size)
    # Named beforehand, so that the loop over staff only calculates.
    learning, fresh_output = p.learning_months, p.new_staff_output
    unskilled, by_skill = p.output_unskilled, p.skill_output
    downcast, by_morale = p.output_without_morale, p.morale_output
    stand_in, cover, stand_in_output = p.agency_hours, p.agency_cover, p.agency_output
    known, uneven = p.front_knowledge, p.inconsistency
    for c in range(s.first_staff.size):
        for i in range(s.first_staff[c], s.first_partner[c]):
            taught = s.supervised[i]
            fresh = min(1.0, s.tenure[i] / learning)
            # Whom nobody sits down with is a beginner until all is learnt.
            fresh *= taught if fresh < 1.0 else 1.0
            output = fresh_output + (1.0 - fresh_output) * fresh
            output *= (unskilled + by_skill * s.skill[i]) * (downcast + by_morale * s.morale[i])
            covered = s.post[i] * stand_in * cover * stand_in_output
            supplied[i] = s.contact_hours[i] * output if s.filled[i] == 1.0 else covered
            knows = known + 0.5 * s.skill[i]
            knowing[i] = s.filled[i] * knows * (1.0 - uneven * (1.0 - min(SHARED_MOST, s.shared_values[i])))
        for k in range(s.runs.shape[1]):
            supply = 0.0
            knowledge = 0.0
            paid = 0.0
            posts = 0.0
            cheaper = 1.0 - s.contract_price[c, k]
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                supply += supplied[i]
                knowledge += knowing[i]
                posts += s.post[i]
                # Posts that a partner holds cost what it asks; the budget was changed by that.
                paid += s.post[i] * (1.0 - cheaper * s.outsourced[i])
            # A manager knows the cases of an empty post as little as somebody from an agency does.
            s.contact_supply[c, k] = supply + stand_in_output * s.cases_held[c, k]
            s.front_knowledge_here[c, k] = knowledge
            # Where nobody is there to spend it, money is spent late; what is not bought this year is left over.
            late = p.late_without_staff * clip(1.0 - s.in_post[c, k] / max(1.0, posts), 0.0, 1.0)
            s.money_here[c, k] = (s.budget[c, k] - s.pay_per_post[c, k] * paid) * (1.0 - late)
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            # Hours there are, worth more or less by the money beside pay and by partners.
            money_2010 = s.need_now[c, k] - s.pay_per_post[c, k] * s.base_staff[c, k]
            volume = max(VOLUME_LEAST, s.value_demand[c, k] / s.base_cases[c, k])
            # What goes into prevention is not there for the cases at hand.
            at_hand = s.money_here[c, k] * (1.0 - plus_at(0.0, s.demand_prevention, c, k) * s.proactive[c, k])
            money = clip(at_hand / money_2010 / volume, MONEY_LEAST, MONEY_MOST)
            supply = (
                s.contact_supply[c, k]
                * power(money, p.supply_elasticity)
                * plus_at(1.0 + s.partner_help[c, k], s.casework_capacity, c, k)
                * (1.0 + p.clarity_effect * (s.goal_clarity[c, k] - p.clarity_usual))
            )
            supply = max(supply, SUPPLY_LEAST * s.base_cases[c, k] * p.case_hours)
            hours = p.case_hours * (1.0 - s.efficiency[c, k]) * (1.0 - p.redesign_effect * s.casework_redesign[c, k])

            due = s.backlog[c, k] / (p.case_months * s.months_open[c, k])
            wants = due * hours * s.standard_time[c, k]
            load = wants / supply
            s.pressure[c, k] += 0.5 * (min(load, p.load_felt) - s.pressure[c, k])
            productive = 1.0 / (1.0 + p.overload_loss * max(0.0, load - p.critical_load))
            taken = s.standard_time[c, k] * (power(load, -p.corner_cutting) if load > 1.0 else 1.0)
            taken *= 1.0 - p.routine_saving * s.routinised[c, k]
            s.time_per_case[c, k] = taken
            s.standard_time[c, k] += min(0.0, taken - s.standard_time[c, k]) / p.erosion_months
            s.standard_time[c, k] += (1.0 - s.standard_time[c, k]) / p.norm_months

            # Who decides, and how soon: rules, staff themselves, or whoever must agree.
            ruled = 1.0 / s.wickedness[c, k]
            share = s.casework_front_share[c, k]
            timely = (1.0 - share) * s.approved_in_time[c, k] + share * s.casework_front_in_time[c, k]
            timely = ruled * p.rule_accuracy + (1.0 - ruled) * timely
            s.in_time[c, k] = timely + p.bending_gain * s.rules_bent[c, k] * (1.0 - timely)
            wrong = (1.0 - share) * s.approved_misuse[c, k] + share * s.casework_front_misuse[c, k]
            wrong = ruled * p.rule_misuse + (1.0 - ruled) * wrong
            s.misuse[c, k] = clip(wrong + p.bending_misuse * s.rules_bent[c, k], 0.0, 1.0)

            # Whose knowledge meets the case.
            further = s.wickedness[c, k] - 1.0
            centre = clip(
                p.central_expertise * s.ability[s.service_director[c, k]] * power(p.central_span, further), 0.0, 1.0
            )
            # What the director has no time for is settled without knowing the case.
            centre *= p.unadvised + (1.0 - p.unadvised) * s.advised[c, k]
            front = s.front_knowledge_here[c, k] / max(1.0, s.in_post[c, k])
            front *= 1.0 - p.reach_need * further * (1.0 - s.reach[c, k] * s.coordinated[c, k])
            knowledge = (1.0 - s.delegation_reached[c, k]) * centre + s.delegation_reached[c, k] * front

            quality = (
                power(taken, p.time_elasticity) * knowledge * (p.quality_late + p.quality_in_time * s.in_time[c, k])
            )
            quality *= (p.quality_incapable + p.quality_capability * s.capability[c, k]) * (
                p.quality_adrift + p.quality_steering * s.steering[c, k]
            )
            quality *= 1.0 - p.routine_harm * s.relational[c, k] * s.routinised[c, k]
            quality *= times_at(1.0, s.casework_quality, c, k) * (
                1.0 + p.acceptance_effect * (s.casework_acceptance[c, k] - USUAL_ACCEPTANCE)
            )
            # A redesigned system of work leaves less to go wrong.
            quality += p.redesign_failure_effect * s.casework_redesign[c, k] * (1.0 - quality)
            quality = clip(quality, 0.0, 1.0)
            s.quality[c, k] = quality

            closed = min(supply * productive / (hours * taken), p.closed_most * due)
            closed = min(closed, s.backlog[c, k])
            dropped = p.rationing_drop * s.rationed[c, k] * (s.backlog[c, k] - closed)
            s.completions[c, k] += closed
            s.off_the_books[c, k] = closed + dropped
            s.met_well[c, k] += closed * quality
            s.returning[c, k] = (
                min(1.0, p.failure_share * (1.0 - quality) * (1.0 - s.casework_resolution[c, k])) * closed
                + 0.5 * dropped
            )
            # Whoever waits too long gives up: off the books, not helped.
            gone = min(0.5, p.giving_up * max(0.0, s.pressure[c, k] - 1.0)) * (s.backlog[c, k] - closed)
            s.given_up_before[c, k] = gone
            s.add_backlog[c, k] -= closed + dropped + gone


@process(562, folds=("backlog",))
def open_cases(s, p, now):
    """Open cases take in what came and what was closed, in the order of the month."""
    own = s.backlog_entries.shape[0] - 2
    for c in range(s.runs.shape[0]):
        for k in range(s.runs.shape[1]):
            value = s.backlog[c, k]
            for e in range(own):
                value += s.backlog_entries[e, c, k]
            held = max(0.0, value)
            s.backlog_entries[own + 1, c, k] = held - value
            s.backlog[c, k] = held
