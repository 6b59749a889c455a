"""Every state variable, declared once: axis, kind, unit, bounds, meaning, value at the start.

Axes: ``council`` (C), ``service`` (C x 8), ``ward`` (C x wards), ``way`` (C x 8 ways to close a gap), ``path``
(C x years), ``person`` (all agents of all councils, councils one after another and in each politicians, managers,
frontline staff, partners), ``arc`` (directed ties sorted by source), ``student`` (C x students), ``pipeline``
(C x months), ``idea`` (C x ideas online), ``outcome`` (C x measures).

Kinds: ``fixed`` is set by the data or the network and never changes; a ``condition`` has one writer and can be
read later in the same month; a ``flow`` starts each month at its start value; a ``stock`` changes only
through its owner.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.machine.declared import Variable

INFINITY = float("inf")

_DECLARED: list[Variable] = []


def var(name: str, axis: str, kind: str, doc: str, **fields: Any) -> None:
    """Declare one variable."""
    _DECLARED.append(Variable(name, axis, kind, doc, **fields))


def identity(name: str, axis: str, doc: str) -> None:
    """Declare a 64-bit identity that addresses random draws."""
    _DECLARED.append(
        Variable(name, axis, "fixed" if name != "person_id" else "stock", doc, unit="identity", integer=True)
    )


# ---------------------------------------------------------------- councils: who stands where
identity("council_key", "council", "address of the council in random draws, made of its code")
var("first_politician", "council", "fixed", "first row of the council's politicians", unit="row", integer=True)
var("first_manager", "council", "fixed", "first row of its managers", unit="row", integer=True)
var("first_staff", "council", "fixed", "first row of its frontline staff", unit="row", integer=True)
var("first_partner", "council", "fixed", "first row of its partners", unit="row", integer=True)
var("last_partner", "council", "fixed", "row after its last partner", unit="row", integer=True)
var("leader", "council", "fixed", "row of the leader's post", unit="row", integer=True)
var("chief_executive", "council", "fixed", "row of the chief executive's post", unit="row", integer=True)
var("leader_arc", "council", "fixed", "tie from leader to chief executive", unit="row", integer=True)
var("ward_count", "council", "fixed", "number of wards", unit="wards", integer=True)
var("elections_every", "council", "fixed", "1 whole council every four years, 3 by thirds", unit="kind", integer=True)
var(
    "election_year",
    "council",
    "fixed",
    "a year in which the council votes (or, by thirds, rests)",
    unit="year",
    integer=True,
)

# ---------------------------------------------------------------- councils: money
var("funding_path", "path", "fixed", "real funding by financial year, 2010-11 = 1", unit="index", start=1.0)
var("base_net", "council", "fixed", "net cost of the eight services in 2010-11", unit="£m a year")
var("base_need", "council", "fixed", "gross cost of the eight services in 2010-11", unit="£m a year")
var("net_revenue", "council", "fixed", "net revenue expenditure in 2010-11, the measure of reserves", unit="£m a year")
var("funding", "council", "condition", "settlement and council tax of this year", unit="£m a year")
var("funding_next", "council", "condition", "the same for the next financial year, as announced", unit="£m a year")
var("need_cost", "council", "condition", "gross cost of this month's need at standard", unit="£m a year")
var("stress", "council", "condition", "share of the cost of need that funding and income do not cover", lo=0, hi=1)
var(
    "savings_planned",
    "council",
    "condition",
    "saving that the ways must bring next year, prudence included",
    unit="£m a year",
)
var("reserves", "council", "stock", "usable reserves; may be negative before the section-114 test", unit="£m")
var("commercial", "council", "stock", "commercial income built up", unit="£m a year", lo=0)
var("pooled", "council", "stock", "savings that rest on living partnerships", unit="£m a year", lo=0)
var("shunted", "council", "condition", "cost moved onto partners this year", unit="£m a year", lo=0)
var("spend", "council", "flow", "gross spending this month", unit="£m")
var("income_received", "council", "flow", "fees, charges and commercial income this month", unit="£m")
var("budget_gap", "council", "condition", "gap at the last budget round", unit="£m a year")
var("redundancy_cost", "council", "flow", "yearly pay of posts cut this month", unit="£m", lo=0)
var("redundancies", "council", "flow", "filled posts cut this month", unit="agents", lo=0)
var("outside_pull", "council", "stock", "pull of jobs elsewhere this year", unit="log hazard")
var("way_share", "way", "condition", "votes for each way at the last budget round", lo=0, hi=1)
var("way_closed", "way", "condition", "saving planned by each way at the last round", unit="£m a year")
var("way_habit", "way", "stock", "how often each way was used of late", lo=0, hi=1)
var("aspiration", "council", "stock", "satisfaction that deciders have come to expect", lo=0, hi=1)
var("saving_slip", "council", "condition", "share of planned savings that does not come in the first year", lo=0, hi=1)
var("failed", "council", "stock", "1 once a section 114 notice was issued", unit="flag")
var("failed_month", "council", "stock", "month of the first notice, -1 before", unit="month", start=-1)
var("intervention", "council", "stock", "months of spending control left", unit="months", lo=0)
var(
    "governance_exposure", "council", "stock", "untested decisions and risky ventures that a shock would lay bare", lo=0
)

# ---------------------------------------------------------------- councils: leadership
var("challenge", "council", "stock", "strength of scrutiny by backbench and opposition", lo=0, hi=1, start=0.5)
var("scrutiny_hours", "council", "condition", "managers' hours answered to scrutiny a month", unit="hours")
var(
    "reflecting", "service", "stock", "how present the last review between portfolio holder and director is", lo=0, hi=1
)
var(
    "leader_reflecting",
    "council",
    "stock",
    "how present the last review between leader and chief executive is",
    lo=0,
    hi=1,
)
var("joint_pool", "service", "condition", "share of the partner's ability added in a joint session (S07)", lo=0, hi=1)
var("joint_share", "council", "condition", "share of problems taken into the joint space (S07)", lo=0, hi=1)
var("role_conflict", "service", "condition", "conflict about who decides what (S07)", lo=0, hi=1)
var("joint_hours", "council", "condition", "managers' hours in joint sessions (S07)", unit="hours")
var("open_problems", "service", "stock", "problems postponed to a later meeting", unit="problems", lo=0)
var("problems_resolved", "council", "flow", "problems resolved this month", unit="problems")
var("problems_postponed", "council", "flow", "problems postponed this month", unit="problems")
var("problems_passed", "council", "flow", "problems passed on unsolved this month", unit="problems")
var("decision_delay", "council", "stock", "mean age of a problem before it is decided", unit="months", lo=0)
var("steering", "service", "stock", "how well the service is steered", lo=0, hi=1, start=0.5)
var("crisis_count", "council", "flow", "crises this month", unit="crises")
var("crisis_loss", "council", "flow", "loss from answers that came too late", unit="share of severity")
var("crisis_days", "council", "flow", "days to an answer, summed over the month's crises", unit="days")
var("shaken_months", "council", "stock", "months since the council was last steady", unit="months", lo=0)
var("shaken", "council", "stock", "how far the last crises shook the council", lo=0)
var("party_changed", "council", "stock", "months since control changed hands (999: not yet)", unit="months", start=999)
var(
    "control",
    "council",
    "stock",
    "party in control: 0 Conservative, 1 Labour, 2 Liberal Democrat, 3 no overall control",
    unit="party",
    integer=True,
)
var("turnout", "council", "condition", "turnout at the last election", lo=0, hi=1, start=0.32)

# ---------------------------------------------------------------- services
var("runs", "service", "fixed", "1 where this class of council runs the service", unit="flag")
var("statutory", "service", "fixed", "share of the work the law demands", lo=0, hi=1)
var("visibility", "service", "fixed", "how much residents see of it", lo=0, hi=1)
var("relational", "service", "fixed", "share of the result that hangs on the relation with the person", lo=0, hi=1)
var("wickedness", "service", "fixed", "agencies a typical case needs", unit="agencies", lo=1, hi=6)
var("proactive", "service", "fixed", "share of spending that prevents later need", lo=0, hi=1)
var("demand_growth", "service", "fixed", "growth of need", unit="a year")
var("cost_growth", "service", "fixed", "growth of unit cost above inflation", unit="a year")
var("need_2010", "service", "fixed", "gross cost in 2010-11", unit="£m a year")
var("income", "service", "fixed", "fees, charges and other income", unit="£m a year")
var("pay_per_post", "service", "fixed", "pay of one staff agent (an agent stands for many people)", unit="£m a year")
var("base_staff", "service", "fixed", "posts at the start", unit="agents")
var("base_cases", "service", "fixed", "value demand at the start", unit="cases a month")
var("service_director", "service", "fixed", "row of its director's post", unit="row", integer=True)
var("portfolio_holder", "service", "fixed", "row of its portfolio holder's post", unit="row", integer=True)
var("dyad_arc", "service", "fixed", "tie from portfolio holder to director", unit="row", integer=True)
var("budget", "service", "stock", "gross budget of this financial year", unit="£m a year", lo=0)
var(
    "budget_wanted",
    "service",
    "condition",
    "cost of going on as now in the next financial year",
    unit="£m a year",
    lo=0,
)
var(
    "overrun", "service", "stock", "spending above budget carried by this year's missed savings", unit="£m a year", lo=0
)
var("service_spend", "service", "flow", "gross spending this month", unit="£m")
var("year_spend", "service", "stock", "gross spending since April", unit="£m")
var("posts_owed", "service", "stock", "posts the budget no longer pays and nobody has removed yet", unit="agents")
var("scope", "service", "stock", "share of non-statutory work still offered", lo=0, hi=1, start=1)
var("efficiency", "service", "stock", "hours a case needs less, by redesign and pooling", lo=0, hi=1)
var("demand_shock", "service", "stock", "passing swing of need", unit="log")
var("prevention", "service", "stock", "prevention built up, 1 as in 2010", lo=0)
var("value_demand", "service", "flow", "new need presented", unit="cases")
var("failure_demand", "service", "flow", "demand that earlier failure brings back", unit="cases")
var("returning", "service", "stock", "failures that come back next month", unit="cases", lo=0)
var("backlog", "service", "stock", "open cases", unit="cases", lo=0)
var("refusal", "service", "stock", "share of new need below the eligibility threshold", lo=0, hi=1)
var("refused", "service", "flow", "need turned away this month", unit="cases")
var("given_up_before", "service", "condition", "open cases that gave up last month", unit="cases")
var("unmet", "service", "stock", "need turned away that has not gone", unit="cases", lo=0)
var("completions", "service", "flow", "cases closed", unit="cases")
var("met_well", "service", "flow", "cases closed well", unit="cases")
var(
    "pressure",
    "service",
    "stock",
    "work pressure: hours the open cases want over hours there are",
    unit="ratio",
    lo=0,
    start=1,
)
var("standard_time", "service", "stock", "time a case is held to deserve, 1 as in 2010", unit="ratio", lo=0, start=1)
var("time_per_case", "service", "condition", "time a case gets, 1 as in 2010", unit="ratio", lo=0, start=1)
var("quality", "service", "condition", "how well closed cases were served", lo=0, hi=1, start=0.7)
var("contact_supply", "service", "condition", "hours of contact there are", unit="hours")
var("in_post", "service", "condition", "staff agents in post", unit="agents")
var("delegation_reached", "service", "condition", "delegation where the work is done", lo=0, hi=1)
var("participation", "service", "condition", "joint participation in the service's decisions", lo=0, hi=1)
var("veto", "service", "condition", "chance that somebody above stops a proposal", lo=0, hi=1)
var("front_knowledge_here", "service", "condition", "knowledge at the front, summed over staff", unit="people")
var("money_here", "service", "condition", "budget less pay", unit="£m a year")
var("approved_in_time", "service", "condition", "right decisions in time through approvals", lo=0, hi=1)
var("approved_misuse", "service", "condition", "wrong decisions through approvals", lo=0, hi=1)
var("heart_share", "service", "condition", "share of decisions taken at the front (S12)", lo=0, hi=1)
var("heart_in_time", "service", "condition", "right decisions in time taken at the front (S12)", lo=0, hi=1)
var("heart_misuse", "service", "condition", "wrong decisions taken at the front (S12)", lo=0, hi=1)
var("in_time", "service", "condition", "need decided rightly and in time", lo=0, hi=1, start=0.6)
var("misuse", "service", "condition", "wrong spending decisions", lo=0, hi=1)
var("routinised", "service", "condition", "share of staff who routinise", lo=0, hi=1)
var("rationed", "service", "condition", "share of staff who ration", lo=0, hi=1)
var("rules_bent", "service", "condition", "share of staff who bend rules for the person", lo=0, hi=1)
var(
    "resolution", "service", "condition", "cases that relational contact resolves for good (S13)", lo=0, hi=1, start=0.3
)
var("capability", "service", "stock", "quality of the process, by managers' improvement", lo=0, hi=1, start=0.5)
var("proposals", "service", "flow", "changes proposed", unit="proposals")
var("adopted", "service", "flow", "changes adopted", unit="proposals")
var("design", "service", "stock", "the way of working as eight yes-or-no choices (S09)", unit="bits", integer=True)
var("design_start", "service", "stock", "fitness of the first design (S09)", lo=0, hi=1, start=-1)
var("redesign_gain", "service", "stock", "gain of the redesigned system of work (S09)", lo=-1, hi=1)
var(
    "reach",
    "service",
    "condition",
    "share of the agencies a case needs that the front can reach",
    lo=0,
    hi=1,
    start=0.3,
)
var("partner_help", "service", "condition", "capacity that joint projects add", lo=0)
var("behaviour_change", "service", "condition", "need avoided as the public acts differently (S21)", lo=0, hi=1)

# ---------------------------------------------------------------- wards
var("ward_need", "ward", "fixed", "need of the ward relative to the council", unit="ratio", start=1)
var(
    "satisfaction",
    "ward",
    "stock",
    "share of residents satisfied with how the council runs things",
    lo=0,
    hi=1,
    start=0.69,
)
var("attachment", "ward", "stock", "civic attachment", lo=0, hi=1, start=0.5)
var("resident_trust", "ward", "stock", "share of residents who trust the council", lo=0, hi=1, start=0.6)

# ---------------------------------------------------------------- people
var("kind", "person", "fixed", "politician, manager, frontline staff or partner", unit="kind", integer=True)
var("role", "person", "fixed", "role of the post", unit="role", integer=True)
var("service", "person", "fixed", "service of the post, -1 for none", unit="service", integer=True)
var("ward", "person", "fixed", "ward the post serves", unit="ward", integer=True)
var("council", "person", "fixed", "council of the post", unit="council", integer=True)
var("boss", "person", "fixed", "post above in the line, -1 for none", unit="row", integer=True)
var("boss_arc", "person", "fixed", "tie to the post above, -1 for none", unit="row", integer=True)
identity("slot_id", "person", "address of the post in random draws")
identity("person_id", "person", "address of the person: council, slot, occupant number")
var("occupant", "person", "stock", "how many people held the post before", unit="people", integer=True)
var(
    "arriving",
    "person",
    "stock",
    "1 where somebody new takes the post on the first of next month",
    unit="flag",
    start=1,
)
var("post", "person", "stock", "1 while the post exists", unit="flag", start=1)
var("filled", "person", "stock", "1 while somebody is in the post", unit="flag", start=1)
var("outsourced", "person", "stock", "1 where a partner employs the person", unit="flag")
var("left", "person", "flow", "1 where the person left this month", unit="flag")
var("tenure", "person", "stock", "months in post", unit="months", lo=0)
var("style", "person", "stock", "leadership style: 0 command, 1 distributed", lo=0, hi=1, start=0.5)
var("consistency", "person", "stock", "how far deeds follow the stated values", lo=0, hi=1, start=0.7)
var("listening", "person", "stock", "listening", lo=0, hi=1, start=0.5)
var("accountability", "person", "stock", "holding people to account for recklessness", lo=0, hi=1, start=0.5)
var("reflection_habit", "person", "stock", "habit of reflecting on how one works together", lo=0, hi=1, start=0.5)
var("social_value", "person", "stock", "weighs social value (1) or cost (0)", lo=0, hi=1, start=0.5)
var("risk_appetite", "person", "stock", "appetite for risk", lo=0, hi=1, start=0.5)
var(
    "ability",
    "person",
    "stock",
    "ability in the role: expertise of leaders, alignment of partners",
    lo=0,
    hi=1,
    start=0.6,
)
var("alignment", "person", "stock", "alignment of a member of staff with the shared values", lo=0, hi=1, start=0.7)
var("disposition", "person", "stock", "trust given to somebody unknown", lo=0, hi=1, start=0.5)
var("skill", "person", "stock", "skill at the work", lo=0, hi=1, start=0.6)
var("morale", "person", "stock", "morale", lo=0, hi=1, start=0.6)
var("fatigue", "person", "stock", "fatigue", lo=0, hi=1, start=0.3)
var("contact_belief", "person", "stock", "share of time one believes to spend with people (S13)", lo=0, hi=1, start=0.5)
var("paperwork_relief", "person", "stock", "share of paperwork done away with (S13)", lo=0, hi=1)
var("delegation", "person", "condition", "what the line above leaves to this person", lo=0, hi=1)
var("approvals", "person", "condition", "layers that must agree to a decision", unit="layers", lo=0)
var("permission", "person", "condition", "felt permission to act on one's judgement", lo=0, hi=1)
var("paperwork_request", "person", "flow", "hours of paperwork asked for", unit="hours", lo=0)
var("meeting_request", "person", "flow", "hours of meetings asked for", unit="hours", lo=0)
var("improvement_request", "person", "flow", "hours of improvement asked for", unit="hours", lo=0)
var("paperwork_hours", "person", "condition", "hours of paperwork granted", unit="hours", lo=0)
var("meeting_hours", "person", "condition", "hours of meetings granted", unit="hours", lo=0)
var("improvement_hours", "person", "condition", "hours of improvement granted", unit="hours", lo=0)
var("contact_hours", "person", "condition", "hours with people", unit="hours", lo=0)
var("contact_share", "person", "condition", "share of hours spent with people", lo=0, hi=1, start=0.22)
var("coping", "person", "condition", "0 none, 1 ration, 2 routinise, 3 bend rules", unit="kind", integer=True)
var("project", "person", "stock", "1 while a joint project with this partner lives", unit="flag")
var("project_age", "person", "stock", "months the project has lived", unit="months", lo=0)
var("project_payoff", "person", "stock", "smoothed payoff of the project", unit="payoff")
var("power", "person", "stock", "how far the council can impose its terms on the partner", lo=0, hi=1, start=0.5)
var("own_deficit", "person", "condition", "deficit of the partner itself", lo=0, hi=1)
var("temptation", "council", "condition", "pull to move cost onto partners (S21)", lo=0, hi=1, start=0.15)
var("consent_cost", "person", "condition", "trust lost where power replaces consent (S21)", lo=0, hi=1)
var("power_gain", "person", "condition", "payoff power takes without consent (S21)", lo=0)
var(
    "partnership_value",
    "person",
    "condition",
    "whether the task needs this partner (S21), 1 always",
    lo=0,
    hi=1,
    start=1,
)

# ---------------------------------------------------------------- ties
var("source", "arc", "fixed", "who trusts", unit="row", integer=True)
var("target", "arc", "fixed", "who is trusted", unit="row", integer=True)
var("layer", "arc", "fixed", "layer of the network", unit="layer", integer=True)
var("reverse", "arc", "fixed", "the tie the other way", unit="row", integer=True)
identity("arc_id", "arc", "address of the tie in random draws, made of its two ends")
var(
    "arc_start",
    "person_and_one",
    "fixed",
    "first tie of each person; the ties of i are arc_start[i] to arc_start[i + 1]",
    unit="row",
    integer=True,
)
var("good_evidence", "arc", "stock", "good experiences remembered", unit="experiences", lo=0)
var("bad_evidence", "arc", "stock", "bad experiences remembered, weighted", unit="experiences", lo=0)
var("trust", "arc", "condition", "trust of the source in the target", lo=0, hi=1, start=0.5)

# ---------------------------------------------------------------- the theories' own state, and what others read of it
# What a theory writes for others is neutral at its start value: that is what stands while the theory is off.

# S02 Relational leadership
var("identity_threshold", "person", "stock", "how much of oneself one will not give up (S02)", lo=0, hi=1, start=0.4)
var("change_adopted", "person", "stock", "1 where the person has taken on the present change (S02)", unit="flag")
var(
    "change_adaptive", "service", "stock", "1 while the present change asks for loss, 0 if it is technical", unit="flag"
)
var("change_age", "service", "stock", "months since the present change was begun (S02)", unit="months", lo=0)
var("acceptance", "service", "condition", "staff who have taken on the present change (S02)", lo=0, hi=1, start=0.35)

# S03 The virtual town hall
var("town_hall", "council", "stock", "1 while the town hall is open (S03)", unit="flag", start=1)
var("virtual_presence", "council", "stock", "residents who meet the council online (S03)", lo=0, hi=1)
var("lobby_share", "council", "condition", "contested money that the heritage lobby wins (S03)", lo=0, hi=1)
var("hall_cost", "council", "condition", "cost of hall and heritage beyond that of 2010 (S03)", unit="£m a year")
var("belonging", "council", "condition", "what hall and virtual presence add to attachment (S03)")

# S04 The 21st-century chief executive
var(
    "chief_office", "council", "stock", "1 while the council has a chief executive's office (S04)", unit="flag", start=1
)
var("brokerage", "council", "condition", "what the neutral broker adds to decisions, relative (S04)")
var(
    "coordination_hours",
    "council",
    "condition",
    "hours of each director in coordinating with the others (S04)",
    unit="hours",
)
var("exit_pull", "council", "condition", "what drives the chief executive out (S04)", unit="log hazard")
var(
    "chief_form",
    "council",
    "stock",
    "form of the office: 0 legal, 1 managerial, 2 personality, 3 principled, 4 abolished (S04)",
    unit="form",
    integer=True,
    start=1,
)
var("months_without_chief", "council", "stock", "months since the office was abolished (S04)", unit="months", lo=0)
var("continuity", "council", "stock", "memory and due process that the office keeps up (S04)", lo=0, hi=1, start=0.9)
var(
    "ruling_confidence",
    "council",
    "stock",
    "trust of the ruling side in the chief executive (S04)",
    lo=0,
    hi=1,
    start=0.5,
)
var(
    "opposition_confidence",
    "council",
    "stock",
    "trust of the opposition in the chief executive (S04)",
    lo=0,
    hi=1,
    start=0.5,
)
var("usual_delay", "council", "stock", "decision delay under a chief executive, of late (S04)", unit="months", lo=0)
var("usual_steering", "council", "stock", "steering of services under a chief executive, of late (S04)", lo=0, hi=1)

# S05 City mayors
var(
    "government_form",
    "council",
    "stock",
    "form of government: 0 leader and cabinet, 1 elected mayor, 2 committees (S05)",
    unit="form",
    integer=True,
)
var("direct_mandate", "council", "condition", "1 where residents elect the leader themselves (S05)", unit="flag")
var("lead", "council", "condition", "what form and quality of the lead add to decisions, relative (S05)")
var("referendum_turnout", "council", "stock", "turnout at the referendum, 0 before (S05)", lo=0, hi=1)
var("referendum_yes", "council", "stock", "votes for a mayor at the referendum, 0 before (S05)", lo=0, hi=1)

# S06 Victims of crime: hidden need
var(
    "hidden_need",
    "ward",
    "stock",
    "people in need of support over the usual (S06)",
    unit="ratio",
    lo=0,
    start=1,
)
var("hidden_helped", "ward", "condition", "people in need of support, reported or not, who get it (S06)", lo=0, hi=1)
var("hidden_cost", "council", "condition", "cost of each person helped (S06)", unit="£000")
var("hidden_return", "council", "condition", "need added where support does not reach people, relative (S06)")

# S08 Leadership by example
var("norm", "person", "stock", "how far a person lives the norm that leaders state (S08)", lo=0, hi=1, start=0.5)
var("lived_values", "person", "condition", "what the lived norm adds to alignment (S08)")
var("prevention_tilt", "service", "condition", "prevention spared (+) or cut first (-), relative (S08)")

# S10 Wicked issues and promoted traits
var(
    "wicked_met",
    "service",
    "flow",
    "issues met this month, wicked where several agencies are needed (S10)",
    unit="issues",
)
var("wicked_solved", "service", "flow", "issues solved this month (S10)", unit="issues")
var("promoted_listening", "person", "condition", "what selection adds to the listening of the next in post (S10)")
var("promoted_ability", "person", "condition", "what selection adds to the ability of the next in post (S10)")

# S11 Beyond the narrative of doom
var("narrative", "person", "stock", "story of the future: -1 doom, 1 hope (S11)", unit="valence", lo=-1, hi=1)
var("reflected", "council", "stock", "reflection that has borne fruit, 1 at a twentieth of working time (S11)", lo=0)
var("doom", "council", "condition", "how far doom narrows what deciders see, relative (S11)")
var("openness", "council", "condition", "pull towards new models that hope and reflection bring (S11)", unit="utility")

# S14 Training to be relational
var("relational_skill", "person", "stock", "skill in relating to people (S14)", lo=0, hi=1, start=0.5)
var("relational_brought", "person", "stock", "skill in relating to people brought along (S14)", lo=0, hi=1, start=0.5)
var("permission_learned", "person", "stock", "permission that supervisors' reactions taught, added (S14)")
var("relational_lift", "service", "condition", "what relational acts add to quality, relative (S14)")
var("compassionate", "service", "condition", "contacts that are relational acts (S14)", lo=0, hi=1)

# S15 The local government family
var("strategy", "council", "stock", "six yes-or-no strategies as bits (S15)", unit="bits", integer=True)
var(
    "imitated_ways",
    "way",
    "condition",
    "pull of each way that the council's strategies, its own or copied, bring (S15)",
    unit="utility",
)
var("hollowing", "council", "stock", "management that the council has given up (S15)", lo=0, hi=1)
var("watched", "council", "condition", "share of full monitoring that watches the council (S15)", lo=0, hi=1)
var("monitoring", "council", "condition", "hidden risk that monitors bring to light (S15)", unit="a month")
var("peer_support", "council", "condition", "officer capacity lent by peers, less what was given up, relative (S15)")
var(
    "stretched_hours",
    "council",
    "condition",
    "hours of each manager for peers in trouble and for the work of those who are gone (S15)",
    unit="hours",
)
var("reserves_before", "council", "stock", "reserves when the council last told of itself (S15)", unit="£m")
var("standing", "council", "stock", "what the council boasts of: money gained, residents content (S15)", unit="score")
var("in_trouble", "council", "stock", "1 after a year of losses, badly shaken or under intervention (S15)", unit="flag")
var("came_clean", "council", "stock", "1 where the others may learn of the trouble (S15)", unit="flag")

# S16 The undergraduates' view
var("student_security", "student", "stock", "student's view: public service is secure (S16)", lo=0, hi=1, start=0.5)
var("student_purpose", "student", "stock", "student's view: public service does good (S16)", lo=0, hi=1, start=0.5)
var("student_vigour", "student", "stock", "student's view: public service is able (S16)", lo=0, hi=1, start=0.5)
var("pipeline", "pipeline", "stock", "students who chose public service, by month of choice (S16)", lo=0)
var("choice_start", "council", "stock", "share of students who chose public service in 2010 (S16)", lo=0, hi=1)
var("viewpoints", "council", "condition", "distinct viewpoints held by several students (S16)", unit="viewpoints")
var("applicants", "council", "condition", "applicants for a post, 1 as in 2010 (S16)", unit="ratio", lo=0, start=1)
var("applicant_quality", "council", "condition", "what choice among applicants adds to skill (S16)")

# S17 Hashtag politics
var("idea_reach", "idea", "stock", "residents an idea has reached online, 0 where there is none (S17)", lo=0, hi=1)
var("idea_positive", "idea", "stock", "residents reached who hold the council's own frame (S17)", lo=0, hi=1)
var("idea_negative", "idea", "stock", "residents reached who hold the critics' frame (S17)", lo=0, hi=1)
var("idea_talk", "idea", "stock", "share of the audience that still talks of the idea as meant (S17)", lo=0)
var("idea_critics", "idea", "stock", "share of the audience that still talks against the idea (S17)", lo=0)
var(
    "idea_dragged",
    "idea",
    "stock",
    "months kept past its peak, -1 let go (S17)",
    unit="months",
    lo=-1,
)
var("idea_ambiguity", "idea", "stock", "ambiguity of the idea's label (S17)", lo=0, hi=1)
var("idea_age", "idea", "stock", "months since the idea went online (S17)", unit="months", lo=0)
var("online_voice", "council", "condition", "what talk online adds to trust in the council (S17)")

# S18 Sharing
var(
    "sharing",
    "service",
    "stock",
    "organisations that share the service's assets, 1 alone (S18)",
    unit="organisations",
    start=1,
)
var("sharing_saving", "council", "condition", "net saving of shared assets (S18)", unit="£m a year")
var("coproduction", "ward", "stock", "residents who co-produce services (S18)", lo=0, hi=1, start=0.1)
var("volunteer_help", "service", "condition", "capacity that co-producing residents add, relative (S18)")

# S19 Officers as local democracy makers
var(
    "world_view",
    "person",
    "stock",
    "how far one holds that residents should share decisions (S19)",
    lo=0,
    hi=1,
    start=0.5,
)
var("scars", "council", "stock", "memory of participation that failed (S19)", unit="scars", lo=0)
var(
    "participation_skill",
    "council",
    "stock",
    "capability to take decisions with residents (S19)",
    lo=0,
    hi=1,
    start=0.7,
)
var("deliberation", "council", "condition", "decisions taken with residents (S19)", lo=0, hi=1)
var("democratic_voice", "council", "condition", "what deciding with residents adds to their sense of a say (S19)")

# S20 Paradoxes of leadership development
var(
    "elite_outlook",
    "council",
    "condition",
    "views of senior managers that are egalitarian (S20)",
    lo=0,
    hi=1,
    start=0.5,
)
var("house_knowledge", "council", "condition", "views of managers that fit the world (S20)", lo=0, hi=1, start=0.5)
var("outlook", "person", "stock", "beliefs about leading as sixteen yes-or-no views (S20)", unit="bits", integer=True)
var(
    "organisation_code",
    "council",
    "stock",
    "the house's own beliefs about leading, as bits (S20)",
    unit="bits",
    integer=True,
)
var(
    "reality",
    "council",
    "stock",
    "how the world is, in the bits of views of the world (S20)",
    unit="bits",
    integer=True,
)
var("talent_tie", "person", "stock", "1 where a senior manager keeps a tie with a junior talent (S20)", unit="flag")
var("talent_seen", "council", "condition", "senior managers who know a junior talent (S20)", lo=0, hi=1)
var("outlook_shift", "person", "condition", "what the outlook adds to how one leads (S20)")
var("knowledge_lift", "council", "condition", "what shared knowledge adds to decisions, relative (S20)")
var("career_insurance", "council", "condition", "senior ties kept as insurance for the career (S20)", lo=0, hi=1)

var("outcome", "outcome", "condition", "the declared outcomes at the end of the month", unit="each its own")

VARIABLES: dict[str, Variable] = {variable.name: variable for variable in _DECLARED}


def dtype_of(variable: Variable) -> np.dtype:
    """float64 for quantities, int64 for rows and kinds, uint64 for identities."""
    if variable.unit == "identity":
        return np.dtype(np.uint64)
    return np.dtype(np.int64 if variable.integer else np.float64)
