"""All state of a run, and the declarations of what belongs to no theory: axis, kind, unit, bounds, meaning, start.

A theory declares its own state in its file; :data:`VARIABLES` has all of it.

Axes: ``council`` (C), ``service`` (C x 8), ``ward`` (C x wards), ``way`` (C x 9 ways to close a gap), ``path``
(C x years), ``person`` (all agents of all councils, councils one after another and in each politicians, managers,
frontline staff, partners), ``arc`` (directed ties sorted by source), ``outcome`` (outcomes x C), ``event`` (rows of the
table of dated events), ``line`` (lines of money), and the axes that files bring (C x their size).

Kinds: ``fixed`` is set by the data or the network and never changes; a ``condition`` has one writer and can be
read later in the same month; a ``flow`` starts each month at its start value; a ``stock`` changes only
through its owner.
"""

from __future__ import annotations

import numpy as np

import sim.schedule  # noqa: F401  (makes every theory declare its state)
from sim.machine.declared import Variable, identity, state, var, variables

# ---------------------------------------------------------------- councils: who stands where
state(
    __name__,
    council_key=identity("council", "address of the council in random draws, made of its code"),
    first_politician=var("council", "fixed", "first row of the council's politicians", unit="row", integer=True),
    first_manager=var("council", "fixed", "first row of its managers", unit="row", integer=True),
    first_staff=var("council", "fixed", "first row of its frontline staff", unit="row", integer=True),
    first_partner=var("council", "fixed", "first row of its partners", unit="row", integer=True),
    last_partner=var("council", "fixed", "row after its last partner", unit="row", integer=True),
    staff_first=var("service", "fixed", "first row of the service's staff", unit="row", integer=True),
    staff_end=var("service", "fixed", "row after the last of the service's staff", unit="row", integer=True),
    leader=var("council", "fixed", "row of the leader's post", unit="row", integer=True),
    chief_executive=var("council", "fixed", "row of the chief executive's post", unit="row", integer=True),
    leader_arc=var("council", "fixed", "tie from leader to chief executive", unit="row", integer=True),
    ward_count=var("council", "fixed", "number of wards", unit="wards", integer=True),
    elections_every=var("council", "fixed", "1 whole council every four years, 3 by thirds", unit="kind", integer=True),
    election_year=var(
        "council", "fixed", "a year in which the council votes (or, by thirds, rests)", unit="year", integer=True
    ),
)

# ---------------------------------------------------------------- councils: money
state(
    __name__,
    funding_path=var("path", "fixed", "real funding by financial year, 2010-11 = 1", unit="index", start=1.0),
    rates_path=var("path", "fixed", "the part of it that is retained business rates", unit="index"),
    tax_path=var("path", "fixed", "the part of it that is council tax", unit="index"),
    base_net=var("council", "fixed", "net cost of the eight services in 2010-11", unit="£m a year"),
    base_need=var("council", "fixed", "gross cost of the eight services in 2010-11", unit="£m a year"),
    net_revenue=var(
        "council", "fixed", "net revenue expenditure in 2010-11, the measure of reserves", unit="£m a year"
    ),
    funding=var("council", "condition", "settlement and council tax of this year", unit="£m a year"),
    funding_next=var("council", "condition", "the same for the next financial year, as announced", unit="£m a year"),
    need_cost=var("council", "condition", "gross cost of this month's need at standard", unit="£m a year"),
    stress=var("council", "condition", "share of the cost of need that funding and income do not cover", lo=0, hi=1),
    savings_planned=var(
        "council", "condition", "saving that the ways must bring next year, prudence included", unit="£m a year"
    ),
    commercial=var("council", "stock", "commercial income built up", unit="£m a year", lo=0),
    debt=var("council", "stock", "borrowed for commercial ventures", unit="£m", lo=0),
    tax_raised=var("council", "stock", "council tax raised beyond what is replayed", unit="£m a year", lo=0),
    pooled=var("council", "stock", "savings that rest on living partnerships", unit="£m a year", lo=0),
    shunted=var("council", "condition", "cost moved onto partners that they still carry", unit="£m a year", lo=0),
    arrivals=var("council", "flow", "people who took a post this month", unit="people"),
    budget_gap=var("council", "condition", "gap at the last budget round", unit="£m a year"),
    recurring_seen=var(
        "council",
        "condition",
        "what recurring lines beside the services' budgets brought the last budget round",
        unit="£m a year",
    ),
    redundancy_cost=var("council", "flow", "yearly pay of posts cut this month", unit="£m", lo=0),
    redundancies=var("council", "flow", "filled posts cut this month", unit="agents", lo=0),
    insourced=var("council", "flow", "posts that came back from partners this month", unit="agents", lo=0),
    outside_pull=var("council", "stock", "pull of jobs elsewhere this year", unit="log hazard"),
    way_share=var("way", "condition", "votes for each way at the last budget round", lo=0, hi=1),
    way_closed=var("way", "condition", "saving planned by each way at the last round", unit="£m a year"),
    way_habit=var("way", "stock", "how often each way was used of late", lo=0, hi=1),
    aspiration=var("council", "stock", "satisfaction that deciders have come to expect", lo=0, hi=1),
    saving_slip=var(
        "council", "condition", "share of planned savings that does not come in the first year", lo=0, hi=1
    ),
    failed=var("council", "stock", "1 once a section 114 notice was issued", unit="flag"),
    failed_month=var("council", "stock", "month of the first notice, -1 before", unit="month", start=-1),
    intervention=var("council", "stock", "months of spending control left", unit="months", lo=0),
    governance_exposure=var(
        "council", "stock", "untested decisions and risky ventures that a shock would lay bare", lo=0
    ),
)

# ---------------------------------------------------------------- dated events
state(
    __name__,
    event_month=var("event", "fixed", "month in which the event happens", unit="month", integer=True),
    event_kind=var("event", "fixed", "what the row says", unit="kind", integer=True),
    event_place=var("event", "fixed", "role, layer or way that the row is about", unit="code", integer=True),
    event_trait=var("event", "fixed", "trait that the row is about", unit="code", integer=True),
    event_amount=var("event", "fixed", "how much", unit="each its own"),
    event_announced=var("event", "fixed", "1 where the budget round before it knows of it", unit="flag"),
    event_done=var("event", "stock", "1 once a trait has been moved", unit="flag"),
    funding_factor=var("council", "condition", "what events leave of funding", unit="ratio", lo=0, start=1),
    funding_factor_next=var(
        "council",
        "condition",
        "what events that are known leave of next year's funding",
        unit="ratio",
        lo=0,
        start=1,
    ),
    sum_announced=var("council", "condition", "sums announced for the next financial year", unit="£m"),
    way_given=var("way", "condition", "share of each way that an event gives the round, -1 for none", start=-1),
    closed_given=var("council", "condition", "share of the gap an event has the round close, -1 for none", start=-1),
    office_closed=var("council", "condition", "1 where an event abolishes the chief executive's office", unit="flag"),
)

# ---------------------------------------------------------------- councils: leadership
state(
    __name__,
    challenge=var("council", "stock", "strength of scrutiny by backbench and opposition", lo=0, hi=1, start=0.5),
    open_problems=var("service", "stock", "problems postponed to a later meeting", unit="problems", lo=0),
    problems_resolved=var("council", "flow", "problems resolved this month", unit="problems"),
    problems_postponed=var("council", "flow", "problems postponed this month", unit="problems"),
    problems_passed=var("council", "flow", "problems passed on unsolved this month", unit="problems"),
    decision_delay=var("council", "stock", "mean age of a problem before it is decided", unit="months", lo=0),
    steering=var("service", "stock", "how well the service is steered", lo=0, hi=1, start=0.5),
    crisis_count=var("council", "flow", "crises this month", unit="crises"),
    crisis_loss=var("council", "flow", "loss from answers that came too late", unit="share of severity"),
    crisis_days=var("council", "flow", "days to an answer, summed over the month's crises", unit="days"),
    shaken_months=var("council", "stock", "months since the council was last steady", unit="months", lo=0),
    shaken=var("council", "stock", "how far the last crises shook the council", lo=0),
    party_changed=var(
        "council", "stock", "months since control changed hands (999: not yet)", unit="months", start=999
    ),
    control=var(
        "council",
        "stock",
        "party in control: 0 Conservative, 1 Labour, 2 Liberal Democrat, 3 no overall control",
        unit="party",
        integer=True,
    ),
)

# ---------------------------------------------------------------- services
state(
    __name__,
    runs=var("service", "fixed", "1 where this class of council runs the service", unit="flag"),
    statutory=var("service", "fixed", "share of the work the law demands", lo=0, hi=1),
    visibility=var("service", "fixed", "how much residents see of it", lo=0, hi=1),
    relational=var("service", "fixed", "share of the result that hangs on the relation with the person", lo=0, hi=1),
    wickedness=var("service", "fixed", "agencies a typical case needs", unit="agencies", lo=1, hi=6),
    proactive=var("service", "fixed", "share of spending that prevents later need", lo=0, hi=1),
    demand_growth=var("service", "fixed", "growth of need", unit="a year"),
    cost_growth=var("service", "fixed", "growth of unit cost above inflation", unit="a year"),
    need_2010=var("service", "fixed", "gross cost in 2010-11", unit="£m a year"),
    need_now=var(
        "service",
        "stock",
        "gross cost of what it does, at the volumes of 2010-11; moves with functions and unit cost",
        unit="£m a year",
    ),
    income=var("service", "stock", "fees, charges and other income", unit="£m a year"),
    pay_per_post=var("service", "stock", "pay of one staff agent (an agent stands for many people)", unit="£m a year"),
    base_staff=var("service", "fixed", "posts at the start", unit="agents"),
    base_cases=var("service", "fixed", "value demand at the start", unit="cases a month"),
    service_director=var("service", "fixed", "row of its director's post", unit="row", integer=True),
    portfolio_holder=var("service", "fixed", "row of its portfolio holder's post", unit="row", integer=True),
    dyad_arc=var("service", "fixed", "tie from portfolio holder to director", unit="row", integer=True),
    budget=var("service", "stock", "gross budget of this financial year", unit="£m a year", lo=0),
    budget_wanted=var(
        "service", "condition", "cost of going on as now in the next financial year", unit="£m a year", lo=0
    ),
    overrun=var(
        "service", "stock", "spending above budget carried by this year's missed savings", unit="£m a year", lo=0
    ),
    sent_back=var(
        "service", "stock", "cost that partners have sent back since the last budget", unit="£m a year", lo=0
    ),
    contractor=var(
        "service",
        "stock",
        "row of the partner that holds posts of the service, -1 for none",
        unit="row",
        integer=True,
        start=-1,
    ),
    contract_price=var(
        "service", "stock", "price of those posts over the council's own pay for them", unit="ratio", lo=0, start=1
    ),
    contract_until=var("service", "stock", "year in whose March the contract runs out", unit="year", integer=True),
    service_spend=var("service", "flow", "gross spending this month", unit="£m"),
    year_spend=var("service", "stock", "gross spending since April", unit="£m"),
    posts_owed=var("service", "stock", "posts the budget no longer pays and nobody has removed yet", unit="agents"),
    scope=var("service", "stock", "share of non-statutory work still offered", lo=0, hi=1, start=1),
    efficiency=var("service", "stock", "hours a case needs less, by redesign and pooling", lo=0, hi=1),
    demand_shock=var("service", "stock", "passing swing of need", unit="log"),
    prevention=var("service", "stock", "prevention built up, 1 as in 2010", lo=0),
    value_demand=var("service", "flow", "new need presented", unit="cases"),
    failure_demand=var("service", "flow", "demand that earlier failure brings back", unit="cases"),
    returning=var("service", "stock", "failures that come back next month", unit="cases", lo=0),
    backlog=var("service", "stock", "open cases", unit="cases", lo=0),
    refusal=var("service", "stock", "share of new need below the eligibility threshold", lo=0, hi=1),
    refused=var("service", "flow", "need turned away this month", unit="cases"),
    given_up_before=var("service", "condition", "open cases that gave up last month", unit="cases"),
    unmet=var("service", "stock", "need turned away that has not gone", unit="cases", lo=0),
    completions=var("service", "flow", "cases closed", unit="cases"),
    off_the_books=var("service", "condition", "cases closed, well or badly, or let drop", unit="cases"),
    met_well=var("service", "flow", "cases closed well", unit="cases"),
    pressure=var(
        "service", "stock", "work pressure: hours the open cases want over hours there are", unit="ratio", lo=0, start=1
    ),
    standard_time=var("service", "stock", "time a case is held to deserve, 1 as in 2010", unit="ratio", lo=0, start=1),
    time_per_case=var("service", "condition", "time a case gets, 1 as in 2010", unit="ratio", lo=0, start=1),
    quality=var("service", "condition", "how well closed cases were served", lo=0, hi=1, start=0.7),
    contact_supply=var("service", "condition", "hours of contact there are", unit="hours"),
    in_post=var("service", "condition", "staff agents in post", unit="agents"),
    delegation_reached=var("service", "condition", "delegation where the work is done", lo=0, hi=1),
    participation=var("service", "condition", "joint participation in the service's decisions", lo=0, hi=1),
    veto=var("service", "condition", "chance that somebody above stops a proposal", lo=0, hi=1),
    front_knowledge_here=var("service", "condition", "knowledge at the front, summed over staff", unit="people"),
    advised=var(
        "service", "condition", "share of the centre's cases that a director had time for", lo=0, hi=1, start=1
    ),
    money_here=var("service", "condition", "budget less pay and less what is late", unit="£m a year"),
    approved_in_time=var("service", "condition", "right decisions in time through approvals", lo=0, hi=1),
    approved_misuse=var("service", "condition", "wrong decisions through approvals", lo=0, hi=1),
    in_time=var("service", "condition", "need decided rightly and in time", lo=0, hi=1, start=0.6),
    misuse=var("service", "condition", "wrong spending decisions", lo=0, hi=1),
    routinised=var("service", "condition", "share of staff who routinise", lo=0, hi=1),
    rationed=var("service", "condition", "share of staff who ration", lo=0, hi=1),
    rules_bent=var("service", "condition", "share of staff who bend rules for the person", lo=0, hi=1),
    capability=var("service", "stock", "quality of the process, by managers' improvement", lo=0, hi=1, start=0.5),
    proposals=var("service", "flow", "changes proposed", unit="proposals"),
    adopted=var("service", "flow", "changes adopted", unit="proposals"),
    reach=var(
        "service", "condition", "share of the agencies a case needs that the front can reach", lo=0, hi=1, start=0.3
    ),
    partner_help=var("service", "condition", "capacity that joint projects add", lo=0),
)

# ---------------------------------------------------------------- wards
state(
    __name__,
    ward_need=var("ward", "fixed", "need of the ward relative to the council", unit="ratio", start=1),
    satisfaction=var(
        "ward", "stock", "share of residents satisfied with how the council runs things", lo=0, hi=1, start=0.69
    ),
    residents_say=var(
        "council", "condition", "residents who feel that they can influence decisions", lo=0, hi=1, start=0.37
    ),
    attachment=var("ward", "stock", "civic attachment", lo=0, hi=1, start=0.5),
    resident_trust=var("ward", "stock", "share of residents who trust the council", lo=0, hi=1, start=0.6),
)

# ---------------------------------------------------------------- people
state(
    __name__,
    kind=var("person", "fixed", "politician, manager, frontline staff or partner", unit="kind", integer=True),
    role=var("person", "fixed", "role of the post", unit="role", integer=True),
    service=var("person", "fixed", "service of the post, -1 for none", unit="service", integer=True),
    ward=var("person", "fixed", "ward the post serves", unit="ward", integer=True),
    council=var("person", "fixed", "council of the post", unit="council", integer=True),
    boss=var("person", "fixed", "post above in the line, -1 for none", unit="row", integer=True),
    boss_arc=var("person", "fixed", "tie to the post above, -1 for none", unit="row", integer=True),
    slot_id=identity("person", "address of the post in random draws"),
    person_id=identity("person", "address of the person: council, slot, occupant number", "stock"),
    occupant=var("person", "stock", "how many people held the post before", unit="people", integer=True),
    arriving=var(
        "person", "stock", "1 where somebody new takes the post on the first of next month", unit="flag", start=1
    ),
    post=var("person", "stock", "1 while the post exists", unit="flag", start=1),
    filled=var("person", "stock", "1 while somebody is in the post", unit="flag", start=1),
    outsourced=var("person", "stock", "1 where a partner employs the person", unit="flag"),
    left=var("person", "flow", "1 where the person left this month", unit="flag"),
    tenure=var("person", "stock", "months in post", unit="months", lo=0),
    style=var("person", "stock", "leadership style: 0 command, 1 distributed", lo=0, hi=1, start=0.5),
    consistency=var("person", "stock", "how far deeds follow the stated values", lo=0, hi=1, start=0.7),
    listening=var("person", "stock", "listening", lo=0, hi=1, start=0.5),
    accountability=var("person", "stock", "holding people to account for recklessness", lo=0, hi=1, start=0.5),
    reflection_habit=var("person", "stock", "habit of reflecting on how one works together", lo=0, hi=1, start=0.5),
    social_value=var("person", "stock", "weighs social value (1) or cost (0)", lo=0, hi=1, start=0.5),
    risk_appetite=var("person", "stock", "appetite for risk", lo=0, hi=1, start=0.5),
    ability=var(
        "person", "stock", "ability in the role: expertise of leaders, alignment of partners", lo=0, hi=1, start=0.6
    ),
    alignment=var("person", "stock", "alignment of a member of staff with the shared values", lo=0, hi=1, start=0.7),
    disposition=var("person", "stock", "trust given to somebody unknown", lo=0, hi=1, start=0.5),
    skill=var("person", "stock", "skill at the work", lo=0, hi=1, start=0.6),
    morale=var("person", "stock", "morale", lo=0, hi=1, start=0.6),
    fatigue=var("person", "stock", "fatigue", lo=0, hi=1, start=0.3),
    leading=var("person", "condition", "style, and what theories add to how one leads", start=0.5),
    shared_values=var("person", "condition", "alignment, and what theories add to it"),
    permission_added=var("person", "condition", "permission that theories add"),
    arrived=var(
        "person",
        "condition",
        "rows of those who arrived this month, in order, from the first row of their council",
        unit="row",
        integer=True,
    ),
    delegation=var("person", "condition", "what the line above leaves to this person", lo=0, hi=1),
    approvals=var("person", "condition", "layers that must agree to a decision", unit="layers", lo=0),
    permission=var("person", "condition", "felt permission to act on one's judgement", lo=0, hi=1),
    improvement_hours=var("person", "condition", "hours of improvement that took place", unit="hours", lo=0),
    coping=var("person", "condition", "0 none, 1 ration, 2 routinise, 3 bend rules", unit="kind", integer=True),
    project=var("person", "stock", "1 while a joint project with this partner lives", unit="flag"),
    project_age=var("person", "stock", "months the project has lived", unit="months", lo=0),
    project_payoff=var("person", "stock", "smoothed payoff of the project", unit="payoff"),
    power=var("person", "stock", "how far the council can impose its terms on the partner", lo=0, hi=1, start=0.5),
    own_path=var("person", "stock", "how far the partner's own money goes its own way", unit="share of its budget"),
    carried=var("person", "stock", "cost of the council that the partner carries", unit="£m a year", lo=0),
    newly_shunted=var("person", "flow", "cost of the council moved onto the partner now", unit="£m a year"),
    own_deficit=var("person", "condition", "deficit of the partner itself, over its budget", lo=0, hi=1),
)

# ---------------------------------------------------------------- ties
state(
    __name__,
    source=var("arc", "fixed", "who trusts", unit="row", integer=True),
    target=var("arc", "fixed", "who is trusted", unit="row", integer=True),
    layer=var("arc", "fixed", "layer of the network", unit="layer", integer=True),
    reverse=var("arc", "fixed", "the tie the other way", unit="row", integer=True),
    arc_id=identity("arc", "address of the tie in random draws, made of its two ends"),
    arc_start=var(
        "person_and_one",
        "fixed",
        "first tie of each person; the ties of i are arc_start[i] to arc_start[i + 1]",
        unit="row",
        integer=True,
    ),
    own_service_end=var(
        "person", "fixed", "row after one's ties to colleagues of one's own service", unit="row", integer=True
    ),
    colleagues_end=var("person", "fixed", "row after one's ties to colleagues", unit="row", integer=True),
    officers_end=var("person", "fixed", "row after one's ties to officers of the council", unit="row", integer=True),
    luck_ahead=var("arc", "condition", "luck of the tie in the second of two months, -1 before any", start=-1),
    contacts=var("arc", "flow", "processes that brought an experience this month", unit="contacts"),
    contact_by=var("arc", "flow", "number of the process that brought the latest one", unit="process"),
    begins_anew=var("person", "flow", "1 where somebody new came this month, without a history of ties", unit="flag"),
    good_evidence=var("arc", "stock", "good experiences remembered", unit="experiences", lo=0),
    bad_evidence=var("arc", "stock", "bad experiences remembered, weighted", unit="experiences", lo=0),
    trust=var("arc", "condition", "trust of the source in the target", lo=0, hi=1, start=0.5),
)

# ---------------------------------------------------------------- what is measured
state(
    __name__,
    outcome=var("outcome", "condition", "the declared outcomes at the end of the month", unit="each its own"),
)

VARIABLES: dict[str, Variable] = variables()
"""Every variable by name: first those that belong to nobody else, then those of the theories."""


def dtype_of(variable: Variable) -> np.dtype:
    """float64 for quantities, int64 for rows and kinds (uint32 on the many ties), uint64 for identities."""
    if variable.unit == "identity":
        return np.dtype(np.uint64)
    if variable.integer and variable.axis == "arc":
        return np.dtype(np.uint32)
    return np.dtype(np.int64 if variable.integer else np.float64)
