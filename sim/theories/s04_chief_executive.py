"""S04 The 21st-century chief executive: a neutral broker keeps the council steady; one who takes sides, or none, costs.
[chapman, boyne2010]

``brokerage = effect x brokering x attention x (1 - pi) x (ability + .35) x 2 min(T_ruling, T_opposition) x kept_up
- loss x stress x (1 - continuity)``: the bridge carries as much as the side that trusts it less, and what holds a
council steady in turbulence is a memory that the office keeps and that fades without it. It is kept up in hours of both
ends, with each director, the leader and the head of the opposition. With a broker each of n directors has one pair to
keep up, without one ``n - 1``. Partisanship pi pleases the ruling side while it rules; after a change of control the
new rulers remember it and the old ones, now opposition, find their friend serving others. Abolishing the office saves
its pay. Each April after that the leader asks whether decisions have become slower and the services worse steered, and
may bring the office back.

The exit of a chief executive follows ``a1 change + a2 low + a3 change x low``, a3 the largest: a new majority keeps one
whose council does well.
"""

from __future__ import annotations

from sim.core.arena import HELP
from sim.core.chief_executive import EXIT, OFFICE
from sim.core.hours import ask, ask_both
from sim.core.lines import COUNCIL, ONCE, RECURRING, STAFF, line
from sim.core.relations import count_contact
from sim.council.chief_executive_forms import (
    ABOLISHED,
    ATTENTION,
    BROKERING,
    CONTINUITY,
    FORM_NAMES,
    MANAGERIAL,
    PARTISAN,
    PAY,
    VISIBLE,
)
from sim.council.services import OPPOSITION
from sim.machine.arithmetic import clip, logistic
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import APRIL, uniform

S04 = Theory(
    "S04",
    "The 21st Century Chief Executive",
    "The office gives continuity and a neutral bridge; it fails when its holder turns partisan or becomes the story.",
    "chapman",
    "decision.delay",
    mechanism="five forms of the chief executive's role; the neutral broker; exit",
)

DELAY_LEAST = 0.25
"""Delay below which slower decisions are not noticed (months); a guard that no world reaches."""

PARAMS = parameters(
    __name__,
    chief_executive_form=par(
        "managerial",
        choices=FORM_NAMES,
        mark="DESIGN",
        unit="form",
        doc="Form of the office of chief executive; managerial is what most councils had in 2010",
    ),
    abolition_year=par(
        0,
        lo=0,
        hi=30,
        unit="year of the run",
        mark="DESIGN",
        doc="Year of the run in whose April the office of chief executive is abolished, 0 for never",
    ),
    chief_partisanship_shift=par(
        0.0,
        lo=-1,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Added to how far a chief executive of any form takes the ruling side (stipulated)",
    ),
    broker_effect=par(
        0.15,
        lo=0,
        hi=0.5,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="Ability that a perfect broker trusted halfway by both sides adds to meetings",
    ),
    turbulence_loss=par(
        0.4,
        lo=0,
        hi=1,
        unit="share per unit of stress",
        mark="FIXED",
        doc="Ability of meetings lost to turbulence where nothing of the council's continuity is left (stipulated)",
    ),
    continuity_pace=par(
        0.08,
        lo=0.01,
        hi=0.3,
        unit="a month",
        mark="FIXED",
        doc="How fast continuity fades without the office and is won back with it (stipulated)",
    ),
    pair_hours=par(
        3.0,
        lo=0,
        hi=6,
        unit="hours a month",
        mark="FIXED",
        doc="Time that keeping in step with one other person takes of directors and the chief executive (stipulated)",
    ),
    partisan_favour=par(
        0.3,
        lo=0,
        hi=1,
        unit="a month",
        mark="FIXED",
        doc="Chance that a wholly partisan chief executive does the ruling side a favour it sees (stipulated)",
    ),
    story_rate=par(
        0.15,
        lo=0,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        doc="Chance that a fully visible chief executive becomes the story, to the leader's annoyance (stipulated)",
    ),
    neutral_confidence=par(
        0.65,
        lo=0.3,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Trust that the opposition comes to have in a chief executive who takes no side (stipulated)",
    ),
    confidence_pace=par(
        0.08,
        lo=0.02,
        hi=0.3,
        unit="a month",
        mark="FIXED",
        doc="How fast the two sides make up their minds about a chief executive (stipulated)",
    ),
    chief_executive_pay=par(
        0.18,
        lo=0.1,
        hi=0.5,
        unit="£m a year",
        mark="SOURCED",
        source="guardian2014",
        doc="Pay that abolishing the office saves (Harrow 2013: £183,097)",
    ),
    recruitment_cost=par(
        0.5,
        lo=0,
        hi=2,
        unit="years of pay",
        mark="FIXED",
        doc="What bringing the office back costs at once (stipulated)",
    ),
    reinstatement_odds=par(
        -3.0,
        lo=-12,
        hi=0,
        unit="log odds a year",
        mark="FIXED",
        doc="Odds that a leader brings the office back though nothing has become worse (stipulated)",
    ),
    reinstatement_delay=par(
        4.0,
        lo=0,
        hi=10,
        unit="log odds",
        mark="FIXED",
        doc="What a doubling of decision delay since the abolition adds to them (stipulated)",
    ),
    reinstatement_steering=par(
        10.0,
        lo=0,
        hi=30,
        unit="log odds",
        mark="FIXED",
        doc="What a loss of all steering since the abolition adds to them (stipulated)",
    ),
    reinstatement_change=par(
        1.0,
        lo=0,
        hi=3,
        unit="log odds",
        mark="FIXED",
        source="guardian2014",
        doc="What a change of control in the last year adds to them",
    ),
    chief_exit_change=par(
        0.1,
        lo=0,
        hi=1,
        unit="log hazard",
        mark="FIXED",
        source="boyne2010",
        doc="What a change of party alone adds",
    ),
    chief_exit_low=par(
        0.3,
        lo=0,
        hi=1.5,
        unit="log hazard",
        mark="FIXED",
        source="boyne2010",
        doc="What low performance alone adds",
    ),
    chief_exit_both=par(
        1.6, lo=0, hi=3, unit="log hazard", mark="FIXED", source="boyne2010", doc="What both together add"
    ),
    low_performance=par(
        0.62,
        lo=0.5,
        hi=0.75,
        unit="share",
        mark="FIXED",
        doc="Satisfaction of residents below which a council is held to do badly (stipulated)",
    ),
    new_majority_months=par(
        18.0,
        lo=6,
        hi=36,
        unit="months",
        mark="FIXED",
        doc="Months after a change of control in which a majority is new (stipulated)",
    ),
    broker_unable=par(
        0.35, lo=0.175, hi=0.525, unit="share", mark="FIXED", doc="What a broker without ability is worth (stipulated)"
    ),
)

STATE = state(
    __name__,
    chief_office=contributes(OFFICE, "1 while the council has a chief executive's office (S04)", "stock"),
    brokerage=contributes(HELP, "what the neutral broker adds to decisions, relative (S04)"),
    coordination_hours=var(
        "council", "condition", "hours of each director in coordinating with the others (S04)", unit="hours", lo=0
    ),
    exit_pull=contributes(EXIT, "what drives the chief executive out (S04)"),
    office_pay=line(RECURRING, COUNCIL, STAFF, "pay of the chief executive beyond the usual, or saved (S04)"),
    office_changed=line(ONCE, COUNCIL, STAFF, "redundancy or recruitment of the chief executive (S04)"),
    chief_form=var(
        "council",
        "stock",
        "form of the office: 0 legal, 1 managerial, 2 personality, 3 principled, 4 abolished (S04)",
        unit="form",
        integer=True,
        start=1,
    ),
    months_without_chief=var("council", "stock", "months since the office was abolished (S04)", unit="months", lo=0),
    continuity=var("council", "stock", "memory and due process that the office keeps up (S04)", lo=0, hi=1, start=0.9),
    ruling_confidence=var(
        "council", "stock", "trust of the ruling side in the chief executive (S04)", lo=0, hi=1, start=0.5
    ),
    opposition_confidence=var(
        "council", "stock", "trust of the opposition in the chief executive (S04)", lo=0, hi=1, start=0.5
    ),
    usual_delay=var("council", "stock", "decision delay under a chief executive, of late (S04)", unit="months", lo=0),
    usual_steering=var("council", "stock", "steering of services under a chief executive, of late (S04)", lo=0, hi=1),
)

OUTCOMES = outcomes(
    __name__,
    outcome("trust.chief_executive_ruling", "share", 1, "Trust of the ruling side in the chief executive", 0, 1),
    outcome("trust.chief_executive_opposition", "share", 1, "Trust of the opposition in the chief executive", 0, 1),
    outcome("leadership.new_majority", "flag", 0, "1 while the majority that controls the council is new"),
    outcome("leadership.chief_executive", "flag", 0, "1 while the council has a chief executive's office"),
    outcome(
        "leadership.coordination_hours",
        "hours a month",
        -1,
        "Hours of a director spent in coordinating with the others",
    ),
)


@kernel
def keep_in_step(s, p, c):
    """The chief executive sits down with directors, the leader and the opposition. Returns how far they had time."""
    chief = s.chief_executive[c]
    asked = 0.0
    granted = 0.0
    for k in range(s.runs.shape[1]):
        if s.runs[c, k] == 1.0:
            wanted = p.pair_hours * s.filled[s.service_director[c, k]]
            asked += wanted
            granted += ask_both(s, p, chief, s.service_director[c, k], wanted)
    directors = asked / p.pair_hours if asked > 0.0 else 1.0
    s.coordination_hours[c] = granted / directors
    asked += p.pair_hours
    granted += ask_both(s, p, chief, s.leader[c], p.pair_hours)
    for i in range(s.first_politician[c], s.first_manager[c]):
        if s.role[i] == OPPOSITION:
            asked += p.pair_hours
            granted += ask_both(s, p, chief, i, p.pair_hours)
            break
    return granted / asked if asked > 0.0 else 1.0


@kernel
def coordinate_without(s, p, c, others):
    """Without a chief executive each director keeps up with all ``others``."""
    directors = 0.0
    granted = 0.0
    for k in range(s.runs.shape[1]):
        if s.runs[c, k] == 1.0:
            director = s.service_director[c, k]
            directors += s.filled[director]
            granted += ask(s, p, director, s.filled[director] * p.pair_hours * others)
    s.coordination_hours[c] = granted / max(1.0, directors)


@process(
    352,
    theory=S04,
    writes=(
        "chief_form",
        "chief_office",
        "months_without_chief",
        "continuity",
        "ruling_confidence",
        "opposition_confidence",
        "usual_delay",
        "usual_steering",
        "brokerage",
        "coordination_hours",
        "contacts",
        "contact_by",
        "office_pay",
        "office_changed",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("good_evidence", "bad_evidence"),
)
def chief_executive_role(s, p, now):
    """A chief executive whom both sides trust bridges them and steadies the council; the office may be abolished."""
    for c in range(s.council_key.size):
        i = s.chief_executive[c]
        directors = 0.0
        steered = 0.0
        for k in range(s.runs.shape[1]):
            directors += s.runs[c, k]
            steered += s.runs[c, k] * s.steering[c, k]
        steered /= max(1.0, directors)

        # The office: abolished by decision, brought back by experience.
        if now.opening:
            s.chief_form[c] = int(p.chief_executive_form)
            s.continuity[c] = CONTINUITY[s.chief_form[c]]
            s.usual_steering[c] = steered
        due = p.abolition_year > 0.0 and now.month == 12 * (int(p.abolition_year) - 1)
        if (due or s.office_closed[c] == 1.0) and s.chief_form[c] != ABOLISHED:
            s.office_changed[c] += p.redundancy_years * p.chief_executive_pay * PAY[s.chief_form[c]]
            s.chief_form[c] = ABOLISHED
            s.months_without_chief[c] = 0.0
        elif s.chief_form[c] == ABOLISHED:
            s.months_without_chief[c] += 1.0
            if now.calendar == APRIL and s.months_without_chief[c] >= 12.0:
                # Whoever never had the office has nothing to compare with.
                slower = (
                    s.decision_delay[c] / max(DELAY_LEAST, s.usual_delay[c]) - 1.0 if s.usual_delay[c] > 0.0 else 0.0
                )
                odds = p.reinstatement_odds + p.reinstatement_delay * slower
                odds += p.reinstatement_steering * (s.usual_steering[c] - steered)
                odds += p.reinstatement_change if s.party_changed[c] < 12.0 else 0.0
                if uniform(now, s.council_key[c], 0) < logistic(odds):
                    wanted = int(p.chief_executive_form)
                    brought_back = MANAGERIAL if wanted == ABOLISHED else wanted
                    s.chief_form[c] = brought_back
                    s.office_changed[c] += p.recruitment_cost * p.chief_executive_pay * PAY[brought_back]
        else:
            s.usual_delay[c] += (s.decision_delay[c] - s.usual_delay[c]) / 12.0
            s.usual_steering[c] += (steered - s.usual_steering[c]) / 12.0
        form = s.chief_form[c]
        s.chief_office[c] = 0.0 if form == ABOLISHED else 1.0
        s.office_pay[c] = (PAY[form] - 1.0) * p.chief_executive_pay

        # Confidence of the two sides, and what the chief executive does to it.
        arc = s.leader_arc[c]
        if s.party_changed[c] == 0.0:
            ruled = s.ruling_confidence[c]
            s.ruling_confidence[c] = s.opposition_confidence[c]
            s.opposition_confidence[c] = ruled
        present = s.chief_office[c] * s.filled[i]
        if present == 1.0:
            if s.tenure[i] == 0.0:
                s.ruling_confidence[c] = s.trust[arc]
                s.opposition_confidence[c] = p.disposition_mean
            partisan = clip(PARTISAN[form] + p.chief_partisanship_shift, 0.0, 1.0)
            served_others = s.tenure[i] > s.party_changed[c] and s.party_changed[c] < p.new_majority_months
            fair = p.neutral_confidence * (1.0 - partisan)
            act = uniform(now, s.council_key[c], 1)
            if served_others:
                # Nobody trusts who worked with a faction, least of all the faction.
                fair *= 1.0 - partisan
                if act < partisan:
                    count_contact(s, arc, now)
                    s.add_bad_evidence[arc] += 1.0
            elif act < p.partisan_favour * partisan:
                count_contact(s, arc, now)
                s.add_good_evidence[arc] += 0.5
            if uniform(now, s.council_key[c], 2) < p.story_rate * VISIBLE[form]:
                count_contact(s, arc, now)
                s.add_bad_evidence[arc] += 1.0
            s.ruling_confidence[c] += 2.0 * p.confidence_pace * (s.trust[arc] - s.ruling_confidence[c])
            s.opposition_confidence[c] += p.confidence_pace * (fair - s.opposition_confidence[c])
            bridge = 2.0 * min(s.ruling_confidence[c], s.opposition_confidence[c])
            skilled = BROKERING[form] * ATTENTION[form] * (s.ability[i] + p.broker_unable)
            kept_up = keep_in_step(s, p, c)
            s.brokerage[c] = p.broker_effect * skilled * (1.0 - partisan) * bridge * kept_up
        else:
            s.brokerage[c] = 0.0
            coordinate_without(s, p, c, directors - 1.0)
        s.continuity[c] += p.continuity_pace * (CONTINUITY[form] * present - s.continuity[c])
        s.brokerage[c] -= p.turbulence_loss * s.stress[c] * (1.0 - s.continuity[c])


@process(353, theory=S04, writes=("exit_pull",))
def verdict_on_the_chief_executive(s, p, now):
    """A new majority parts with the chief executive of a council that does badly, and keeps one that does well."""
    for c in range(s.party_changed.size):
        content = 0.0
        for w in range(s.ward_count[c]):
            content += s.satisfaction[c, w]
        low = 1.0 if content / s.ward_count[c] < p.low_performance else 0.0
        change = 1.0 if s.party_changed[c] < p.new_majority_months else 0.0
        s.exit_pull[c] = p.chief_exit_change * change + p.chief_exit_low * low + p.chief_exit_both * change * low


@measuring(1004, theory=S04)
def measure_chief_executive(s, p, now):
    """The office, its cost in hours and the trust of both sides are taken at the end of the month."""
    for c in range(s.ruling_confidence.size):
        s.outcome_trust_chief_executive_ruling[c] = s.ruling_confidence[c]
        s.outcome_trust_chief_executive_opposition[c] = s.opposition_confidence[c]
        s.outcome_leadership_chief_executive[c] = s.chief_office[c]
        s.outcome_leadership_coordination_hours[c] = s.coordination_hours[c]
        s.outcome_leadership_new_majority[c] = 1.0 if s.party_changed[c] < p.new_majority_months else 0.0
