"""The outcomes that belong to no theory, declared once with unit, direction and definition, and what takes them.

Outcomes are taken at the end of the month. Service outcomes are given for each service and, weighted by what its need
cost in 2010-11, for the council. Directions: +1 more is better, -1 less is better, 0 neither. A theory declares and
takes what it shows of itself in its own file, after this; the means below are for both.
"""

from __future__ import annotations

import numpy as np

from sim.core.lines import ACCOUNTS, standing
from sim.council.services import HEALTH, ROLES, SERVICE_COUNT, WAYS
from sim.machine.declared import by_service, outcome, outcomes
from sim.machine.kernel import kernel
from sim.machine.process import process

outcomes(
    __name__,
    outcome("service.quality", "share", 1, "How well closed cases were served", 0, 1),
    outcome("service.value_demand", "cases a month", 0, "New need presented"),
    outcome("service.failure_demand", "cases a month", -1, "Demand that earlier failure or refusal brings back"),
    outcome("service.failure_share", "share", -1, "Failure demand as a share of all demand", 0, 1),
    outcome("service.backlog", "cases", -1, "Open cases"),
    outcome("service.unmet", "months of need", -1, "Need turned away and not gone, in months of new need"),
    outcome("service.closed", "cases a month", 0, "Cases closed"),
    outcome("service.refusal", "share", -1, "New need below the eligibility threshold", 0, 1),
    outcome("service.in_time", "share", 1, "Need decided rightly and in time", 0, 1),
    outcome("service.misuse", "share", -1, "Wrong spending decisions", 0, 1),
    outcome("service.pressure", "ratio", -1, "Hours that open cases want over hours there are"),
    outcome("service.standard", "ratio", 1, "Time a case is held to deserve, 1 as in 2010"),
    outcome("service.time_per_case", "ratio", 1, "Time a case gets, 1 as in 2010"),
    outcome(
        "service.unit_cost", "£000 a case", -1, "Spending for each case closed well, of which one a month at least"
    ),
    outcome("service.capability", "share", 1, "Quality of processes by managers' and staff's improvement", 0, 1),
    outcome("money.funding", "£m a year", 0, "Settlement and council tax"),
    outcome("money.need_cost", "£m a year", 0, "Gross cost of today's need at standard"),
    outcome("money.spend", "£m a year", 0, "Gross spending, at this month's rate"),
    outcome("money.income", "£m a year", 0, "Fees, charges and commercial income, at this month's rate"),
    outcome("money.stress", "share", -1, "Cost of need that funding and income do not cover", 0, 1),
    outcome("money.reserves", "£m", 1, "Usable reserves"),
    outcome("money.reserves_ratio", "ratio", 1, "Usable reserves over net revenue expenditure of 2010-11"),
    outcome("money.overspend", "share", -1, "Spending above (below) budget"),
    outcome("money.failed", "flag", -1, "1 once a section 114 notice was issued"),
    outcome("money.failed_month", "month", 0, "Month of the first section 114 notice (0 is April 2010), -1 before"),
    outcome("money.debt", "£m", -1, "Borrowed for commercial ventures"),
    *(
        outcome(
            f"money.account.{account}",
            "£m",
            0,
            f"Received by {account} since April 2010 less paid by them, in all lines of money",
            field="outcome_money_account",
        )
        for account in ACCOUNTS[1:]
    ),
    outcome("gap.budget", "£m a year", -1, "Budget gap at the last round"),
    outcome(
        "gap.recurring",
        "£m a year",
        0,
        "What recurring lines beside the services' budgets brought to the last round, less what they cost",
    ),
    *(
        outcome(
            f"gap.closed.{way}",
            "£m a year",
            0,
            f"Gap planned to be closed by: {way.replace('_', ' ')}",
            field="outcome_gap_closed",
        )
        for way in WAYS
    ),
    outcome("gap.slip", "share", -1, "Share of planned savings that does not come in the first year", 0, 1),
    outcome("staff.headcount", "share of 2010", 0, "Staff in post, all employers"),
    outcome("staff.outsourced", "share", 0, "Staff that partners employ", 0, 1),
    outcome("staff.insourced", "agents a month", 0, "Posts that came back from partners"),
    outcome("staff.morale", "share", 1, "Mean morale of staff", 0, 1),
    outcome("staff.fatigue", "share", -1, "Mean fatigue of staff", 0, 1),
    outcome("staff.turnover", "share a year", -1, "Staff who left this month, at a yearly rate, cuts included"),
    outcome("staff.redundancies", "agents a month", -1, "Filled posts cut"),
    outcome("staff.span", "agents", 0, "Staff in post for each manager in post"),
    outcome("staff.vacancy", "share", -1, "Posts that are empty", 0, 1),
    outcome("staff.agency", "share", -1, "Posts that agency staff cover", 0, 1),
    outcome("staff.caseload", "cases", -1, "Open cases for each person in post"),
    outcome("staff.contact_share", "share", 1, "Working time with people", 0, 1),
    outcome("staff.permission", "share", 1, "Felt permission to act on one's judgement", 0, 1),
    outcome("staff.rereferral", "share", -1, "Closed cases that come back", 0, 1),
    outcome("leadership.delegation", "share", 0, "Delegation reached where the work is done", 0, 1),
    outcome("leadership.participation", "share", 0, "Joint participation in decisions", 0, 1),
    outcome("leadership.challenge", "share", 1, "Strength of scrutiny", 0, 1),
    outcome("decision.resolved", "problems a month", 1, "Problems resolved"),
    outcome("decision.postponed", "problems a month", -1, "Problems postponed"),
    outcome("decision.passed", "problems a month", -1, "Problems passed on unsolved"),
    outcome("decision.delay", "months", -1, "Age of waiting problems over those decided"),
    outcome("decision.steering", "share", 1, "How well services are steered", 0, 1),
    outcome("decision.proposals", "proposals a month", 0, "Ideas and changes proposed"),
    outcome("decision.adopted", "proposals a month", 1, "Ideas and changes adopted"),
    outcome("trust.dyad", "share", 1, "Trust between leader and chief executive, mean of both ways", 0, 1),
    outcome("trust.member_officer", "share", 1, "Trust between portfolio holders and directors", 0, 1),
    outcome("trust.staff_manager", "share", 1, "Trust of staff in their manager", 0, 1),
    outcome("trust.partner", "share", 1, "Trust across the boundary to partners, both ways", 0, 1),
    outcome("trust.residents", "share", 1, "Residents who trust the council", 0, 1),
    outcome("partners.projects", "projects", 0, "Joint projects alive"),
    outcome(
        "partners.payoff",
        "payoff a month",
        1,
        "What a living joint project has lately paid its partners, mean over projects",
    ),
    outcome("partners.shunted", "£m a year", -1, "Cost moved onto partners that they still carry"),
    *(
        outcome(
            f"partners.shunted_onto.{role.replace(' ', '_')}",
            "£m a year",
            -1,
            f"Cost moved onto partners that they still carry: {role}",
            field="outcome_partners_shunted_onto",
        )
        for role in ROLES[HEALTH:]
    ),
    outcome("partners.sent_back", "£m a year", -1, "Cost that partners have sent back since the last budget"),
    outcome("partners.deficit", "share", -1, "Own deficit of partners over their budgets, mean over partners", 0, 1),
    outcome(
        "partners.meeting_hours", "hours a month", -1, "Hours of a member of staff in meetings, courses and trials"
    ),
    outcome("public.satisfaction", "share", 1, "Residents satisfied with how the council runs things", 0, 1),
    outcome("public.say", "share", 1, "Residents who feel that they can influence decisions", 0, 1),
    outcome("public.attachment", "share", 1, "Civic attachment", 0, 1),
    outcome("public.turnout", "share", 1, "Turnout at the last election", 0, 1),
    outcome("public.inequality", "Gini", -1, "Inequality of satisfaction between wards"),
    outcome("crisis.count", "crises a month", 0, "Crises that reached the top"),
    outcome("crisis.days", "days", -1, "Days until the month's crises were answered, summed"),
    outcome("crisis.loss", "severity", -1, "Loss from answers that came too late"),
    outcome("resilience.shaken", "severity", -1, "How far past crises still shake the council"),
    outcome("resilience.recovering", "months", -1, "Months since a crisis from which the council has not recovered"),
    outcome("service.prevention", "ratio", 1, "Prevention built up, 1 as in 2010"),
    outcome("money.commercial", "ratio", 0, "Commercial income over the net cost of 2010-11"),
    outcome("money.governance_exposure", "exposure", -1, "Governance risk that nobody has brought to light", 0, 10),
    outcome("leadership.chief_executive_left", "flag", 0, "1 in a month in which the chief executive left"),
    outcome("leadership.listening", "share", 1, "How well managers listen", 0, 1),
    by_service("service.quality", "share", 1, "How well closed cases were served", 0, 1),
    by_service("service.spend", "£m a year", 0, "Gross spending"),
    by_service("service.backlog", "cases", -1, "Open cases"),
    by_service("service.unmet", "months of need", -1, "Need turned away and not gone"),
    by_service("service.failure_share", "share", -1, "Failure demand as a share of all demand", 0, 1),
    by_service("service.served", "cases a month", 1, "Cases closed well"),
    by_service("service.in_time", "share", 1, "Need decided rightly and in time", 0, 1),
    by_service("service.overspend", "£m a year", -1, "Gross spending above (below) budget"),
    by_service("service.staff", "people", 0, "Staff in post, all employers"),
    outcome(
        "public.control",
        "party",
        0,
        "Party in control: 0 Conservative, 1 Labour, 2 Liberal Democrat, 3 no overall control",
        0,
        3,
    ),
)


@kernel
def mean_by_need(values, runs, need, c):
    """The mean of a council's services, each weighted by what its need cost in 2010-11."""
    weights = 0.0
    for k in range(runs.shape[1]):
        if runs[c, k] != 0.0:
            weights += need[c, k]
    mean = 0.0
    for k in range(runs.shape[1]):
        if runs[c, k] != 0.0:
            mean += need[c, k] / weights * values[c, k]
    return mean


@kernel
def mean_of_staff(values, filled, first, end):
    """The mean of the staff in post (whose ``filled`` is 1, that of an empty post 0)."""
    people = 0.0
    total = 0.0
    for i in range(first, end):
        people += filled[i]
        total += filled[i] * values[i]
    return total / max(1.0, people)


@kernel
def mean_of_wards(values, wards, c):
    """The mean of a council's wards."""
    mean = 0.0
    for w in range(wards[c]):
        mean += values[c, w] / wards[c]
    return mean


@kernel
def inequality_of_wards(values, wards, c, mean):
    """The Gini coefficient between a council's wards, whose mean this is; 0 where none of them has anything."""
    if mean == 0.0:
        return 0.0
    spread = 0.0
    for w in range(wards[c]):
        for v in range(wards[c]):
            spread += abs(values[c, w] - values[c, v])
    return spread / (2.0 * wards[c] * wards[c] * mean)


THOUSANDS_A_MILLION = 1000.0


@process(999, writes=("outcome",))
def measures(s, p, now):
    """Outcomes are taken once a month, at its end."""
    for c in range(s.runs.shape[0]):
        for m in range(s.outcome.shape[0]):
            s.outcome[m, c] = 0.0
        weights = 0.0
        budget = 0.0
        spend = 0.0
        well = 0.0
        for k in range(SERVICE_COUNT):
            if s.runs[c, k] == 0.0:
                continue
            weights += s.need_2010[c, k]
        served = 0.0
        closing = 0.0
        for k in range(SERVICE_COUNT):
            if s.runs[c, k] == 0.0:
                continue
            w = s.need_2010[c, k] / weights
            served += 1.0
            demand = s.value_demand[c, k] + s.failure_demand[c, k]
            failing = s.failure_demand[c, k] / demand if demand > 0.0 else 0.0
            waiting = s.unmet[c, k] / s.value_demand[c, k] if s.value_demand[c, k] > 0.0 else 0.0
            away = s.refused[c, k] / s.value_demand[c, k] if s.value_demand[c, k] > 0.0 else 0.0
            s.outcome_service_quality[c] += w * s.quality[c, k]
            s.outcome_service_value_demand[c] += s.value_demand[c, k]
            s.outcome_service_failure_demand[c] += s.failure_demand[c, k]
            s.outcome_service_failure_share[c] += w * failing
            s.outcome_service_backlog[c] += s.backlog[c, k]
            s.outcome_service_closed[c] += s.completions[c, k]
            s.outcome_service_unmet[c] += w * waiting
            s.outcome_service_refusal[c] += w * away
            s.outcome_service_in_time[c] += w * s.in_time[c, k]
            s.outcome_service_misuse[c] += w * s.misuse[c, k]
            s.outcome_service_pressure[c] += w * s.pressure[c, k]
            s.outcome_service_standard[c] += w * s.standard_time[c, k]
            s.outcome_service_time_per_case[c] += w * s.time_per_case[c, k]
            s.outcome_service_capability[c] += w * s.capability[c, k]
            s.outcome_service_prevention[c] += w * s.prevention[c, k]
            s.outcome_leadership_delegation[c] += w * s.delegation_reached[c, k]
            s.outcome_leadership_participation[c] += w * s.participation[c, k]
            s.outcome_decision_steering[c] += w * s.steering[c, k]
            s.outcome_decision_proposals[c] += s.proposals[c, k]
            s.outcome_decision_adopted[c] += s.adopted[c, k]
            if s.off_the_books[c, k] > 0.0:
                closing += w
                s.outcome_staff_rereferral[c] += w * s.returning[c, k] / s.off_the_books[c, k]
            budget += s.budget[c, k] + s.programme[c, k]
            spend += s.service_spend[c, k] * 12.0
            well += s.met_well[c, k]
            s.outcome_partners_sent_back[c] += s.sent_back[c, k]
            s.outcome_service_quality_by_service[k, c] = s.quality[c, k]
            s.outcome_service_spend_by_service[k, c] = s.service_spend[c, k] * 12.0
            s.outcome_service_backlog_by_service[k, c] = s.backlog[c, k]
            s.outcome_service_unmet_by_service[k, c] = waiting
            s.outcome_service_failure_share_by_service[k, c] = failing
            s.outcome_service_served_by_service[k, c] = s.met_well[c, k]
            s.outcome_service_in_time_by_service[k, c] = s.in_time[c, k]
            s.outcome_service_overspend_by_service[k, c] = s.service_spend[c, k] * 12.0 - s.budget[c, k]
        # What nobody can say is missing: where no case was closed, none can come back.
        s.outcome_service_unit_cost[c] = spend / 12.0 * THOUSANDS_A_MILLION / max(1.0, well)
        s.outcome_staff_rereferral[c] = s.outcome_staff_rereferral[c] / closing if closing > 0.0 else np.nan

        s.outcome_money_funding[c] = s.funding[c]
        s.outcome_money_need_cost[c] = s.need_cost[c]
        s.outcome_money_spend[c] = spend - (standing(s, c) - s.functions_money[c])
        s.outcome_money_income[c] = 12.0 * (s.fees[c] + s.venture_income[c] + s.venture_swing[c])
        s.outcome_money_debt[c] = s.debt[c]
        for a in range(1, s.account.shape[1]):
            s.outcome_money_account[a - 1, c] = s.account[c, a]
        s.outcome_money_stress[c] = s.stress[c]
        s.outcome_money_reserves[c] = s.reserves[c]
        s.outcome_money_reserves_ratio[c] = s.reserves[c] / s.net_revenue[c]
        s.outcome_money_overspend[c] = spend / budget - 1.0
        s.outcome_money_failed[c] = s.failed[c]
        s.outcome_money_failed_month[c] = s.failed_month[c]
        s.outcome_gap_budget[c] = s.budget_gap[c]
        s.outcome_gap_recurring[c] = s.recurring_seen[c]
        for m in range(s.way_closed.shape[1]):
            s.outcome_gap_closed[m, c] = s.way_closed[c, m]
        s.outcome_gap_slip[c] = s.saving_slip[c]

        people = 0.0
        posts = 0.0
        leavers = 0.0
        outsourced = 0.0
        morale = 0.0
        fatigue = 0.0
        contact = 0.0
        permission = 0.0
        meetings = 0.0
        trusted = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            here = s.filled[i]
            posts += s.post[i]
            leavers += s.left[i]
            people += here
            outsourced += here * s.outsourced[i]
            morale += here * s.morale[i]
            fatigue += here * s.fatigue[i]
            contact += here * s.contact_share[i]
            permission += here * s.permission[i]
            meetings += here * (s.hours_granted[i] - s.improvement_hours[i])
            trusted += here * s.trust[s.boss_arc[i]]
        for k in range(SERVICE_COUNT):
            staff = 0.0
            for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                staff += s.filled[i]
            s.outcome_service_staff_by_service[k, c] = staff
        body = max(1.0, people)
        s.outcome_staff_outsourced[c] = outsourced / body
        s.outcome_staff_morale[c] = morale / body
        s.outcome_staff_fatigue[c] = fatigue / body
        s.outcome_staff_contact_share[c] = contact / body
        s.outcome_staff_permission[c] = permission / body
        s.outcome_partners_meeting_hours[c] = meetings / body
        s.outcome_trust_staff_manager[c] = trusted / body
        s.outcome_staff_caseload[c] = s.outcome_service_backlog[c] / body
        s.outcome_staff_headcount[c] = people / (s.first_partner[c] - s.first_staff[c])
        s.outcome_staff_turnover[c] = leavers * (12.0 / body)
        s.outcome_staff_redundancies[c] = s.redundancies[c]
        s.outcome_staff_insourced[c] = s.insourced[c]
        s.outcome_staff_vacancy[c] = (posts - people) / max(1.0, posts)
        s.outcome_staff_agency[c] = s.outcome_staff_vacancy[c] * p.agency_cover

        s.outcome_leadership_challenge[c] = s.challenge[c]
        s.outcome_decision_resolved[c] = s.problems_resolved[c]
        s.outcome_decision_postponed[c] = s.problems_postponed[c]
        s.outcome_decision_passed[c] = s.problems_passed[c]
        s.outcome_decision_delay[c] = s.decision_delay[c]

        arc = s.leader_arc[c]
        s.outcome_trust_dyad[c] = 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]])
        for k in range(SERVICE_COUNT):
            if s.runs[c, k] == 1.0:
                arc = s.dyad_arc[c, k]
                s.outcome_trust_member_officer[c] += 0.5 * (s.trust[arc] + s.trust[s.reverse[arc]]) / served
        ties = 0.0
        for j in range(s.first_partner[c], s.last_partner[c]):
            s.outcome_partners_projects[c] += s.project[j]
            s.outcome_partners_shunted_onto[s.role[j] - HEALTH, c] += s.carried[j]
            s.outcome_partners_deficit[c] += s.own_deficit[j] / (s.last_partner[c] - s.first_partner[c])
            s.outcome_partners_payoff[c] += s.project[j] * s.project_payoff[j]
            for z in range(s.arc_start[j], s.arc_start[j + 1]):
                s.outcome_trust_partner[c] += 0.5 * (s.trust[z] + s.trust[s.reverse[z]])
                ties += 1.0
        s.outcome_trust_partner[c] /= max(1.0, ties)
        s.outcome_partners_payoff[c] /= max(1.0, s.outcome_partners_projects[c])
        s.outcome_partners_shunted[c] = s.shunted[c]

        content = mean_of_wards(s.satisfaction, s.ward_count, c)
        s.outcome_public_satisfaction[c] = content
        s.outcome_public_inequality[c] = inequality_of_wards(s.satisfaction, s.ward_count, c, content)
        s.outcome_public_attachment[c] = mean_of_wards(s.attachment, s.ward_count, c)
        s.outcome_public_say[c] = s.residents_say[c]
        s.outcome_trust_residents[c] = mean_of_wards(s.resident_trust, s.ward_count, c)
        s.outcome_public_turnout[c] = s.turnout[c]
        s.outcome_public_control[c] = s.control[c]
        s.outcome_crisis_count[c] = s.crisis_count[c]
        s.outcome_crisis_days[c] = s.crisis_days[c]
        s.outcome_crisis_loss[c] = s.crisis_loss[c]
        s.outcome_resilience_shaken[c] = s.shaken[c]
        s.outcome_resilience_recovering[c] = s.shaken_months[c]

        s.outcome_money_commercial[c] = s.commercial[c] / s.base_net[c]
        s.outcome_money_governance_exposure[c] = s.governance_exposure[c]
        s.outcome_leadership_chief_executive_left[c] = s.left[s.chief_executive[c]]
        officers = 0.0
        for i in range(s.first_manager[c], s.first_staff[c]):
            s.outcome_leadership_listening[c] += s.listening[i] * s.filled[i]
            officers += s.filled[i]
        s.outcome_leadership_listening[c] /= max(1.0, officers)
        s.outcome_staff_span[c] = people / max(1.0, officers)
