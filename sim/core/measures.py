"""Every outcome, declared once with unit, direction and definition, and the process that takes them each month.

Outcomes are measured at the end of the month. Service outcomes are given for each service and, weighted by what
its need cost in 2010-11, for the council. Directions: +1 more is better, -1 less is better, 0 neither.
"""

from __future__ import annotations

from sim.council.services import PROFILES, SERVICE_COUNT, WAYS
from sim.machine.arithmetic import clip
from sim.machine.declared import Measure, par, parameters
from sim.machine.process import process
from sim.theories.s15_local_government_family import COMMERCIAL as COMMERCIAL_BIT
from sim.theories.s15_local_government_family import has

_MEASURES: list[Measure] = []


def measure(name: str, unit: str, direction: int, doc: str, lo: float | None = None, hi: float | None = None) -> int:
    """Declare an outcome and return its position; ``lo`` and ``hi`` are the bounds it could stick to."""
    _MEASURES.append(Measure(name, unit, direction, doc, group=name.split(".")[0], lo=lo, hi=hi))
    return len(_MEASURES) - 1


def per_service(
    name: str, unit: str, direction: int, doc: str, lo: float | None = None, hi: float | None = None
) -> int:
    """Declare an outcome for each of the eight services; return the position of the first."""
    for profile in PROFILES:
        text = f"{doc}, {profile.label}"
        _MEASURES.append(
            Measure(
                f"{name}.{profile.name}", unit, direction, text, group="service", service=profile.name, lo=lo, hi=hi
            )
        )
    return len(_MEASURES) - SERVICE_COUNT


PARAMS = parameters(
    __name__,
    index_weight_quality=par(
        0.35, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of quality in the service outcome index"
    ),
    index_weight_met=par(
        0.25, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of need met (not refused, not unmet) in the index"
    ),
    index_weight_time=par(
        0.2, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of right decisions in time in the index"
    ),
    index_weight_satisfaction=par(
        0.2, lo=0, hi=1, unit="weight", mark="DESIGN", doc="Weight of residents' satisfaction in the index"
    ),
)

INDEX = measure(
    "index",
    "share",
    1,
    "Service outcome index: quality, need met, decisions in time, satisfaction, by declared weights",
    0,
    1,
)
QUALITY = measure("service.quality", "share", 1, "How well closed cases were served", 0, 1)
VALUE_DEMAND = measure("service.value_demand", "cases a month", 0, "New need presented")
FAILURE_DEMAND = measure(
    "service.failure_demand", "cases a month", -1, "Demand that earlier failure or refusal brings back"
)
FAILURE_SHARE = measure("service.failure_share", "share", -1, "Failure demand as a share of all demand", 0, 1)
BACKLOG = measure("service.backlog", "cases", -1, "Open cases")
UNMET = measure("service.unmet", "months of need", -1, "Need turned away and not gone, in months of new need")
REFUSAL = measure("service.refusal", "share", -1, "New need below the eligibility threshold", 0, 1)
IN_TIME = measure("service.in_time", "share", 1, "Need decided rightly and in time", 0, 1)
MISUSE = measure("service.misuse", "share", -1, "Wrong spending decisions", 0, 1)
PRESSURE = measure("service.pressure", "ratio", -1, "Hours that open cases want over hours there are")
STANDARD = measure("service.standard", "ratio", 1, "Time a case is held to deserve, 1 as in 2010")
TIME = measure("service.time_per_case", "ratio", 1, "Time a case gets, 1 as in 2010")
UNIT_COST = measure("service.unit_cost", "£000 a case", -1, "Spending for each case closed well")
REDESIGN = measure("service.redesign_gain", "share", 1, "Gain of redesigned systems of work", -1, 1)
CAPABILITY = measure(
    "service.capability", "share", 1, "Quality of processes by managers' and staff's improvement", 0, 1
)

FUNDING = measure("money.funding", "£m a year", 0, "Settlement and council tax")
NEED_COST = measure("money.need_cost", "£m a year", 0, "Gross cost of today's need at standard")
SPEND = measure("money.spend", "£m a year", 0, "Gross spending, at this month's rate")
INCOME = measure("money.income", "£m a year", 0, "Fees, charges and commercial income, at this month's rate")
STRESS = measure("money.stress", "share", -1, "Cost of need that funding and income do not cover", 0, 1)
RESERVES = measure("money.reserves", "£m", 1, "Usable reserves")
RESERVES_RATIO = measure("money.reserves_ratio", "ratio", 1, "Usable reserves over net revenue expenditure of 2010-11")
OVERSPEND = measure("money.overspend", "share", -1, "Spending above (below) budget")
FAILED = measure("money.failed", "flag", -1, "1 once a section 114 notice was issued")
FAILED_MONTH = measure(
    "money.failed_month", "month", 0, "Month of the first section 114 notice (0 is April 2010), -1 before"
)
GAP = measure("gap.budget", "£m a year", -1, "Budget gap at the last round")
CLOSED = len(_MEASURES)
for _way in WAYS:
    measure(f"gap.closed.{_way}", "£m a year", 0, f"Gap planned to be closed by: {_way.replace('_', ' ')}")
SLIP = measure("gap.slip", "share", -1, "Share of planned savings that does not come in the first year", 0, 1)

HEADCOUNT = measure("staff.headcount", "share of 2010", 0, "Staff in post, all employers")
OUTSOURCED = measure("staff.outsourced", "share", 0, "Staff that partners employ", 0, 1)
MORALE = measure("staff.morale", "share", 1, "Mean morale of staff", 0, 1)
FATIGUE = measure("staff.fatigue", "share", -1, "Mean fatigue of staff", 0, 1)
TURNOVER = measure("staff.turnover", "share a year", -1, "Staff who left this month, at a yearly rate, cuts included")
REDUNDANCIES = measure("staff.redundancies", "agents a month", -1, "Filled posts cut")
VACANCY = measure("staff.vacancy", "share", -1, "Posts that are empty", 0, 1)
AGENCY = measure("staff.agency", "share", -1, "Posts that agency staff cover", 0, 1)
CASELOAD = measure("staff.caseload", "cases", -1, "Open cases for each person in post")
CONTACT = measure("staff.contact_share", "share", 1, "Working time with people", 0, 1)
PERMISSION = measure("staff.permission", "share", 1, "Felt permission to act on one's judgement", 0, 1)
REREFERRAL = measure("staff.rereferral", "share", -1, "Closed cases that come back", 0, 1)

DELEGATION = measure("leadership.delegation", "share", 0, "Delegation reached where the work is done", 0, 1)
PARTICIPATION = measure("leadership.participation", "share", 0, "Joint participation in decisions", 0, 1)
CHALLENGE = measure("leadership.challenge", "share", 1, "Strength of scrutiny", 0, 1)
RESOLVED = measure("decision.resolved", "problems a month", 1, "Problems resolved")
POSTPONED = measure("decision.postponed", "problems a month", -1, "Problems postponed")
PASSED = measure("decision.passed", "problems a month", -1, "Problems passed on unsolved")
DELAY = measure("decision.delay", "months", -1, "Age of waiting problems over those decided")
CONFLICT = measure("decision.conflict", "share", -1, "Chance that a joint problem ends in conflict about roles", 0, 1)
STEERING = measure("decision.steering", "share", 1, "How well services are steered", 0, 1)
PROPOSALS = measure("decision.proposals", "proposals a month", 0, "Ideas and changes proposed")
ADOPTED = measure("decision.adopted", "proposals a month", 1, "Ideas and changes adopted")

TRUST_DYAD = measure("trust.dyad", "share", 1, "Trust between leader and chief executive, mean of both ways", 0, 1)
TRUST_MEMBER_OFFICER = measure(
    "trust.member_officer", "share", 1, "Trust between portfolio holders and directors", 0, 1
)
TRUST_STAFF = measure("trust.staff_manager", "share", 1, "Trust of staff in their manager", 0, 1)
TRUST_PARTNER = measure("trust.partner", "share", 1, "Trust across the boundary to partners, both ways", 0, 1)
TRUST_RESIDENTS = measure("trust.residents", "share", 1, "Residents who trust the council", 0, 1)

PROJECTS = measure("partners.projects", "projects", 0, "Joint projects alive")
PAYOFF = measure(
    "partners.payoff",
    "payoff a month",
    1,
    "What a living joint project has lately paid its partners, mean over projects",
)
SHUNTED = measure("partners.shunted", "£m a year", -1, "Cost moved onto partners")
MEETINGS = measure("partners.meeting_hours", "hours a month", -1, "Hours of a member of staff in meetings")

SATISFACTION = measure("public.satisfaction", "share", 1, "Residents satisfied with how the council runs things", 0, 1)
ATTACHMENT = measure("public.attachment", "share", 1, "Civic attachment", 0, 1)
TURNOUT = measure("public.turnout", "share", 1, "Turnout at the last election", 0, 1)
INEQUALITY = measure("public.inequality", "Gini", -1, "Inequality of satisfaction between wards")

CRISES = measure("crisis.count", "crises a month", 0, "Crises that reached the top")
CRISIS_DAYS = measure("crisis.days", "days", -1, "Days until the month's crises were answered, summed")
CRISIS_LOSS = measure("crisis.loss", "severity", -1, "Loss from answers that came too late")
SHAKEN = measure("resilience.shaken", "severity", -1, "How far past crises still shake the council")
RECOVERING = measure(
    "resilience.recovering", "months", -1, "Months since a crisis from which the council has not recovered"
)

# What the theories show of themselves; neutral values while a theory is off.
CHANGE_ADOPTED = measure("leadership.change_adopted", "share", 1, "Staff who have taken on the present change", 0, 1)
NORM = measure("staff.norm", "share", 1, "How far staff live the norm that leaders state", 0, 1)
DOOM = measure("leadership.doom", "valence", -1, "Mean narrative of staff, turned round: 1 doom, -1 hope", -1, 1)
COMPASSIONATE = measure("staff.compassionate", "share", 1, "Contacts that are relational acts", 0, 1)
RELATIONAL_SKILL = measure("staff.relational_skill", "share", 1, "Skill of staff in relating to people", 0, 1)
PREVENTION = measure("service.prevention", "ratio", 1, "Prevention built up, 1 as in 2010")
COMMERCIAL = measure("money.commercial", "ratio", 0, "Commercial income over the net cost of 2010-11")
COMMERCIAL_STRATEGY = measure(
    "money.commercial_strategy", "flag", 0, "1 while it is the council's strategy to be commercial"
)
EXPOSURE = measure(
    "money.governance_exposure", "exposure", -1, "Governance risk that nobody has brought to light", 0, 10
)
TRUST_CHIEF_RULING = measure(
    "trust.chief_executive_ruling", "share", 1, "Trust of the ruling side in the chief executive", 0, 1
)
TRUST_CHIEF_OPPOSITION = measure(
    "trust.chief_executive_opposition", "share", 1, "Trust of the opposition in the chief executive", 0, 1
)
CHIEF_LEFT = measure("leadership.chief_executive_left", "flag", 0, "1 in a month in which the chief executive left")
NEW_MAJORITY = measure("leadership.new_majority", "flag", 0, "1 while the majority that controls the council is new")
HOLLOWING = measure("leadership.hollowing", "share", -1, "Management that the council has given up", 0, 1)
CHIEF_OFFICE = measure("leadership.chief_executive", "flag", 0, "1 while the council has a chief executive's office")
COORDINATION = measure(
    "leadership.coordination_hours", "hours a month", -1, "Hours of a director spent in coordinating with the others"
)
LEAD = measure("decision.lead", "ratio", 1, "What form of government and qualities of the leader add to decisions")
FORM = measure("leadership.form", "form", 0, "Form of government: 0 leader and cabinet, 1 elected mayor, 2 committees")
OUTLOOK = measure("leadership.outlook", "share", 0, "Views of senior managers that are egalitarian", 0, 1)
KNOWLEDGE = measure("leadership.knowledge", "share", 1, "Views of managers that fit the world", 0, 1)
INSURANCE = measure("leadership.career_insurance", "share", -1, "Senior ties kept as insurance for the career", 0, 1)
TALENTS = measure("leadership.talent_ties", "share", 1, "Senior managers with a tie to a junior talent", 0, 1)
LISTENING = measure("leadership.listening", "share", 1, "How well managers listen", 0, 1)
WICKED_MET = measure("decision.wicked_met", "issues a month", 0, "Issues met that need several agencies")
WICKED_SOLVED = measure("decision.wicked_solved", "issues a month", 1, "Issues solved that need several agencies")
APPLICANTS = measure("staff.applicants", "ratio", 1, "Applicants for a post, 1 as in 2010")
VIEWPOINTS = measure("public.viewpoints", "viewpoints", 0, "Viewpoints of public service among students")
HERITAGE = measure("public.lobby_share", "share", 0, "Contested money that the heritage lobby wins", 0, 1)
VIRTUAL = measure("public.virtual_presence", "share", 0, "Residents who meet the council online", 0, 1)
REFERENDUM_TURNOUT = measure(
    "public.referendum_turnout", "share of voters", 0, "Turnout at the referendum on a mayor, 0 before there was one"
)
REFERENDUM_YES = measure(
    "public.referendum_yes", "share of votes", 0, "Votes for a mayor at the referendum, 0 before there was one"
)
HIDDEN_HELPED = measure(
    "public.hidden_helped", "share", 1, "People in need, reported or not, whom support reaches", 0, 1
)
HIDDEN_INEQUALITY = measure("public.hidden_inequality", "Gini", -1, "Inequality of that between wards")
HIDDEN_COST = measure("public.hidden_unit_cost", "£000", -1, "Cost of each person whom support reaches")
ONLINE_REACH = measure(
    "public.online_reach", "share", 0, "Residents whom an idea of the council's online reaches, mean of ideas", 0, 1
)
ONLINE_POSITIVE = measure(
    "public.online_positive", "share", 1, "Residents reached who hold the council's own frame", 0, 1
)
COPRODUCTION = measure("public.coproduction", "share", 1, "Residents who co-produce services", 0, 1)
DELIBERATION = measure("public.deliberation", "share", 1, "Decisions taken with residents", 0, 1)
SCARS = measure("public.scars", "scars", -1, "Memory of participation that failed")
SHARING = measure("partners.sharing", "organisations", 0, "Organisations that share a service's assets, 1 alone")
SHARING_SAVING = measure("partners.sharing_saving", "£m a year", 1, "Net saving of shared assets")

SERVICE_QUALITY = per_service("service.quality", "share", 1, "How well closed cases were served", 0, 1)
SERVICE_SPEND = per_service("service.spend", "£m a year", 0, "Gross spending")
SERVICE_BACKLOG = per_service("service.backlog", "cases", -1, "Open cases")
SERVICE_UNMET = per_service("service.unmet", "months of need", -1, "Need turned away and not gone")
SERVICE_FAILURE = per_service("service.failure_share", "share", -1, "Failure demand as a share of all demand", 0, 1)
SERVICE_REDESIGN = per_service("service.redesign_gain", "share", 1, "Gain of the redesigned system of work", -1, 1)
SERVICE_SOLVED = per_service("service.issues_solved", "issues a month", 1, "Issues solved, plain or wicked")

MEASURES: dict[str, Measure] = {declared.name: declared for declared in _MEASURES}
OUTCOMES: tuple[str, ...] = tuple(MEASURES)
HEADLINE: tuple[str, ...] = (
    "index",
    "service.quality",
    "service.in_time",
    "service.unmet",
    "service.failure_share",
    "service.misuse",
    "crisis.loss",
    "money.reserves_ratio",
    "staff.morale",
    "staff.turnover",
    "trust.dyad",
    "trust.staff_manager",
    "trust.partner",
    "public.satisfaction",
)
WAY_COUNT = len(WAYS)


@process(999, writes=("outcome",))
def measures(s, p, now):
    """Outcomes are taken once a month, at its end."""
    for c in range(s.runs.shape[0]):
        out = s.outcome[c]
        for m in range(out.size):
            out[m] = 0.0
        weights = 0.0
        budget = 0.0
        spend = 0.0
        well = 0.0
        for k in range(SERVICE_COUNT):
            if s.runs[c, k] == 0.0:
                continue
            weights += s.need_2010[c, k]
        met = 0.0
        served = 0.0
        for k in range(SERVICE_COUNT):
            if s.runs[c, k] == 0.0:
                continue
            w = s.need_2010[c, k] / weights
            served += 1.0
            demand = s.value_demand[c, k] + s.failure_demand[c, k]
            failing = s.failure_demand[c, k] / max(1e-9, demand)
            waiting = s.unmet[c, k] / max(1e-9, s.value_demand[c, k])
            away = s.refused[c, k] / max(1e-9, s.value_demand[c, k])
            out[QUALITY] += w * s.quality[c, k]
            out[VALUE_DEMAND] += s.value_demand[c, k]
            out[FAILURE_DEMAND] += s.failure_demand[c, k]
            out[FAILURE_SHARE] += w * failing
            out[BACKLOG] += s.backlog[c, k]
            out[UNMET] += w * waiting
            out[REFUSAL] += w * away
            out[IN_TIME] += w * s.in_time[c, k]
            out[MISUSE] += w * s.misuse[c, k]
            out[PRESSURE] += w * s.pressure[c, k]
            out[STANDARD] += w * s.standard_time[c, k]
            out[TIME] += w * s.time_per_case[c, k]
            out[REDESIGN] += w * s.redesign_gain[c, k]
            out[CAPABILITY] += w * s.capability[c, k]
            out[CHANGE_ADOPTED] += w * s.acceptance[c, k]
            out[COMPASSIONATE] += w * s.compassionate[c, k]
            out[PREVENTION] += w * s.prevention[c, k]
            out[SHARING] += w * s.sharing[c, k]
            out[DELEGATION] += w * s.delegation_reached[c, k]
            out[PARTICIPATION] += w * s.participation[c, k]
            out[STEERING] += w * s.steering[c, k]
            out[CONFLICT] += w * s.role_conflict[c, k]
            out[PROPOSALS] += s.proposals[c, k]
            out[ADOPTED] += s.adopted[c, k]
            out[REREFERRAL] += w * s.returning[c, k] / max(1e-9, s.completions[c, k])
            met += w * clip(1.0 - away, 0.0, 1.0) * clip(1.0 - 0.15 * waiting, 0.0, 1.0)
            budget += s.budget[c, k]
            spend += s.service_spend[c, k] * 12.0
            well += s.met_well[c, k]
            out[SERVICE_QUALITY + k] = s.quality[c, k]
            out[SERVICE_SPEND + k] = s.service_spend[c, k] * 12.0
            out[SERVICE_BACKLOG + k] = s.backlog[c, k]
            out[SERVICE_UNMET + k] = waiting
            out[SERVICE_FAILURE + k] = failing
            out[SERVICE_REDESIGN + k] = s.redesign_gain[c, k]
            out[SERVICE_SOLVED + k] = s.wicked_solved[c, k]
            if s.wickedness[c, k] >= 2.0:
                out[WICKED_MET] += s.wicked_met[c, k]
                out[WICKED_SOLVED] += s.wicked_solved[c, k]
        out[UNIT_COST] = spend / 12.0 * 1000.0 / max(1e-9, well)

        out[FUNDING] = s.funding[c]
        out[NEED_COST] = s.need_cost[c]
        out[SPEND] = spend + s.hall_cost[c]
        out[INCOME] = s.income_received[c] * 12.0
        out[STRESS] = s.stress[c]
        out[RESERVES] = s.reserves[c]
        out[RESERVES_RATIO] = s.reserves[c] / s.net_revenue[c]
        out[OVERSPEND] = spend / budget - 1.0
        out[FAILED] = s.failed[c]
        out[FAILED_MONTH] = s.failed_month[c]
        out[GAP] = s.budget_gap[c]
        for m in range(WAY_COUNT):
            out[CLOSED + m] = s.way_closed[c, m]
        out[SLIP] = s.saving_slip[c]

        people = 0.0
        posts = 0.0
        mean_narrative = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            posts += s.post[i]
            out[TURNOVER] += s.left[i]
            if s.filled[i] == 0.0:
                continue
            people += 1.0
            out[OUTSOURCED] += s.outsourced[i]
            out[MORALE] += s.morale[i]
            out[NORM] += s.norm[i]
            out[RELATIONAL_SKILL] += s.relational_skill[i]
            mean_narrative += s.narrative[i]
            out[FATIGUE] += s.fatigue[i]
            out[CONTACT] += s.contact_share[i]
            out[PERMISSION] += s.permission[i]
            out[MEETINGS] += s.meeting_hours[i]
            out[TRUST_STAFF] += s.trust[s.boss_arc[i]]
        body = max(1.0, people)
        out[OUTSOURCED] /= body
        out[MORALE] /= body
        out[FATIGUE] /= body
        out[CONTACT] /= body
        out[PERMISSION] /= body
        out[MEETINGS] /= body
        out[TRUST_STAFF] /= body
        out[CASELOAD] = out[BACKLOG] / body
        out[HEADCOUNT] = people / (s.first_partner[c] - s.first_staff[c])
        out[TURNOVER] *= 12.0 / body
        out[REDUNDANCIES] = s.redundancies[c]
        out[VACANCY] = (posts - people) / max(1.0, posts)
        out[AGENCY] = out[VACANCY] * p.agency_cover

        out[CHALLENGE] = s.challenge[c]
        out[RESOLVED] = s.problems_resolved[c]
        out[POSTPONED] = s.problems_postponed[c]
        out[PASSED] = s.problems_passed[c]
        out[DELAY] = s.decision_delay[c]

        arc = s.leader_arc[c]
        out[TRUST_DYAD] = 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]])
        for k in range(SERVICE_COUNT):
            if s.runs[c, k] == 1.0:
                arc = s.dyad_arc[c, k]
                out[TRUST_MEMBER_OFFICER] += 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]]) / served
        ties = 0.0
        for j in range(s.first_partner[c], s.last_partner[c]):
            out[PROJECTS] += s.project[j]
            out[PAYOFF] += s.project[j] * s.project_payoff[j]
            for z in range(s.arc_start[j], s.arc_start[j + 1]):
                out[TRUST_PARTNER] += 0.5 * (s.trust[z] + s.trust[s.reverse[z]])
                ties += 1.0
        out[TRUST_PARTNER] /= max(1.0, ties)
        out[PAYOFF] /= max(1.0, out[PROJECTS])
        out[SHUNTED] = s.shunted[c]

        wards = s.ward_count[c]
        spread = 0.0
        for w in range(wards):
            out[SATISFACTION] += s.satisfaction[c, w] / wards
            out[ATTACHMENT] += s.attachment[c, w] / wards
            out[TRUST_RESIDENTS] += s.resident_trust[c, w] / wards
            for v in range(wards):
                spread += abs(s.satisfaction[c, w] - s.satisfaction[c, v])
        out[INEQUALITY] = spread / (2.0 * wards * wards * max(1e-9, out[SATISFACTION]))
        out[TURNOUT] = s.turnout[c]
        out[CRISES] = s.crisis_count[c]
        out[CRISIS_DAYS] = s.crisis_days[c]
        out[CRISIS_LOSS] = s.crisis_loss[c]
        out[SHAKEN] = s.shaken[c]
        out[RECOVERING] = s.shaken_months[c]

        out[DOOM] = -mean_narrative / body
        out[NORM] /= body
        out[RELATIONAL_SKILL] /= body
        idea_reach = 0.0
        idea_good = 0.0
        ideas = 0.0
        for j in range(s.idea_reach.shape[1]):
            idea_reach += s.idea_reach[c, j]
            idea_good += s.idea_positive[c, j]
            ideas += 1.0 if s.idea_reach[c, j] > 0.0 else 0.0
        out[ONLINE_REACH] = idea_reach / max(1.0, ideas)
        out[ONLINE_POSITIVE] = idea_good / idea_reach if idea_reach > 1e-9 else 0.0
        helped = 0.0
        apart = 0.0
        for w in range(wards):
            helped += s.hidden_helped[c, w] / wards
            out[COPRODUCTION] += s.coproduction[c, w] / wards
            for v in range(wards):
                apart += abs(s.hidden_helped[c, w] - s.hidden_helped[c, v])
        out[HIDDEN_HELPED] = helped
        out[HIDDEN_INEQUALITY] = apart / (2.0 * wards * wards * max(1e-9, helped))
        out[HIDDEN_COST] = s.hidden_cost[c]
        out[COMMERCIAL] = s.commercial[c] / s.base_net[c]
        out[COMMERCIAL_STRATEGY] = has(s.strategy[c], COMMERCIAL_BIT)
        out[HOLLOWING] = s.hollowing[c]
        out[EXPOSURE] = s.governance_exposure[c]
        out[CHIEF_OFFICE] = s.chief_office[c]
        out[TRUST_CHIEF_RULING] = s.ruling_confidence[c]
        out[TRUST_CHIEF_OPPOSITION] = s.opposition_confidence[c]
        out[CHIEF_LEFT] = s.left[s.chief_executive[c]]
        out[NEW_MAJORITY] = 1.0 if s.party_changed[c] < p.new_majority_months else 0.0
        out[COORDINATION] = s.coordination_hours[c]
        out[FORM] = s.government_form[c]
        out[LEAD] = s.lead[c]
        out[OUTLOOK] = s.elite_outlook[c]
        out[KNOWLEDGE] = s.house_knowledge[c]
        out[INSURANCE] = s.career_insurance[c]
        out[TALENTS] = s.talent_seen[c]
        officers = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            out[LISTENING] += s.listening[i] * s.filled[i]
            officers += s.filled[i]
        out[LISTENING] /= max(1.0, officers)
        out[APPLICANTS] = s.applicants[c]
        out[VIEWPOINTS] = s.viewpoints[c]
        out[HERITAGE] = s.lobby_share[c]
        out[VIRTUAL] = s.virtual_presence[c]
        out[REFERENDUM_TURNOUT] = s.referendum_turnout[c]
        out[REFERENDUM_YES] = s.referendum_yes[c]
        out[DELIBERATION] = s.deliberation[c]
        out[SCARS] = s.scars[c]
        out[SHARING_SAVING] = s.sharing_saving[c]

        total = p.index_weight_quality + p.index_weight_met + p.index_weight_time + p.index_weight_satisfaction
        out[INDEX] = (
            p.index_weight_quality * out[QUALITY]
            + p.index_weight_met * met
            + p.index_weight_time * out[IN_TIME]
            + p.index_weight_satisfaction * out[SATISFACTION]
        ) / max(1e-9, total)
