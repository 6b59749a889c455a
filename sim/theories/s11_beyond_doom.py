"""S11 Beyond the narrative of doom: doom spreads and narrows what leaders see; time to reflect opens new models.
[beyond_doom, staw1981, greve2003]

Each person's story of the future runs from -1 (doom) to 1 (hope). It moves to ``reflection + being listened to - fear``
and to the stories of those one trusts. Fear is the shrinking one expects (a share of people expects the worst, the
others what the next settlement says) and the posts still to go. Doom makes threat narrow the choice of savings further
(threat rigidity); reflection that has had time to bear fruit, and hope, add to the search for new models, where there
is slack. Reflection costs working hours at once, and builds capability slowly: worse before better.
"""

from __future__ import annotations

from sim.core.budget_round import SEARCH, THREAT
from sim.core.hours import HOURS, ask
from sim.core.measures import mean_of_staff
from sim.machine.arithmetic import clip
from sim.machine.declared import outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, arriving, measuring, process
from sim.machine.randomness import first_day, uniform

NARRATIVE = 441
"""Number of the process, under which is drawn who expects more cuts."""

S11 = Theory(
    "S11",
    "Beyond the narrative of doom?",
    "A narrative of doom lowers capacity; a hopeful one with time for reflection lets councils leave salami slicing.",
    "beyond_doom",
    "leadership.doom",
    mechanism="narrative and time to reflect; salami slicing against new ways of working",
)

PARAMS = parameters(
    __name__,
    reflection_time=par(
        0.005,
        lo=0,
        hi=0.1,
        unit="share",
        mark="FIXED",
        doc="Working time of staff and managers given to reflection, peer support and action learning, beyond the "
        "usual meetings (stipulated)",
    ),
    expectation=par(
        0.2,
        lo=0,
        hi=1,
        unit="share",
        mark="SEED",
        source="beyond_doom",
        doc="People who expect their council's workforce to shrink by more than 35 per cent",
    ),
    fear_gain=par(
        2.0,
        lo=0,
        hi=5,
        unit="valence per share",
        mark="FIXED",
        doc="How dark the story of somebody is who expects the workforce to shrink, per share of it (stipulated)",
    ),
    hope_gain=par(
        6.0,
        lo=0,
        hi=15,
        unit="valence per share",
        mark="FIXED",
        doc="How bright reflection makes the story, per share of working time (stipulated)",
    ),
    listened_gain=par(
        0.5, lo=0, hi=2, unit="valence", mark="FIXED", doc="How being listened to brightens the story (stipulated)"
    ),
    narrative_pace=par(
        0.08,
        lo=0.02,
        hi=0.3,
        unit="a month",
        mark="FIXED",
        doc="How fast the story follows what one meets with (stipulated)",
    ),
    narrative_contagion=par(
        0.15,
        lo=0,
        hi=0.5,
        unit="a month",
        mark="FIXED",
        doc="How fast one takes on the story of those one trusts (stipulated)",
    ),
    doom_effect=par(
        1.0,
        lo=0,
        hi=3,
        unit="ratio",
        mark="FIXED",
        source="staw1981",
        doc="How much more threat narrows the choice of savings if all tell of doom",
    ),
    reflection_lag=par(
        24.0,
        lo=6,
        hi=60,
        unit="months",
        mark="FIXED",
        doc="Time until reflection bears fruit in new models (stipulated)",
    ),
    reflection_search=par(
        1.0,
        lo=0,
        hi=4,
        unit="utility",
        mark="FIXED",
        doc="How much more new models appeal at a twentieth of working time in reflection, or at full hope, with "
        "slack (stipulated)",
    ),
    reflection_learning=par(
        0.015,
        lo=0,
        hi=0.06,
        unit="a month",
        mark="ASSUMPTION",
        role="strength",
        source="repenning2002",
        doc="Capability gained at a twentieth of working time in reflection",
    ),
    weight_narrative=par(
        0.1, lo=0, hi=0.4, unit="weight", mark="FIXED", doc="Weight in morale of the story one believes in (stipulated)"
    ),
    cut_expected=par(
        0.35,
        lo=0.175,
        hi=0.525,
        unit="share",
        mark="FIXED",
        doc="Cut that those who expect the worst see coming (stipulated)",
    ),
    posts_seen=par(
        0.15,
        lo=0.075,
        hi=0.225,
        unit="share",
        mark="FIXED",
        doc="Posts about to go beside one that are felt at most (stipulated)",
    ),
    reflection_full=par(
        0.05,
        lo=0.025,
        hi=0.075,
        unit="share",
        mark="FIXED",
        doc="Working time in reflection at which all of it is learnt from (stipulated)",
    ),
    mood_story=par(
        0.6,
        lo=0.3,
        hi=0.9,
        unit="share",
        mark="FIXED",
        doc="Mood of a story that is neither bright nor dark (stipulated)",
    ),
    mood_slope=par(
        0.4, lo=0.2, hi=0.6, unit="share", mark="FIXED", doc="Mood added by a wholly bright story (stipulated)"
    ),
)

STATE = state(
    __name__,
    narrative=var("person", "stock", "story of the future: -1 doom, 1 hope (S11)", unit="valence", lo=-1, hi=1),
    calmness=var(
        "person",
        "stock",
        "how calmly one looks ahead: a cut is expected by all who are below a share (S11)",
        lo=0,
        hi=1,
    ),
    reflected=var("council", "stock", "reflection that has borne fruit, 1 at a twentieth of working time (S11)", lo=0),
    doom=contributes(THREAT, "how far doom narrows what deciders see, relative (S11)"),
    openness=contributes(SEARCH, "pull towards new models that hope and reflection bring (S11)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome("leadership.doom", "valence", -1, "Mean narrative of staff, turned round: 1 doom, -1 hope", -1, 1),
)


@arriving(1111, theory=S11, writes=("narrative", "calmness"))
def bring_narrative(s, p, now):
    """A newcomer brings no story of the future, but expects more cuts or does not."""
    still = first_day(now.seed, now.replicate, NARRATIVE)
    for c in range(s.arrivals.size):
        for at in range(s.first_politician[c], s.first_politician[c] + int(s.arrivals[c])):
            i = s.arrived[at]
            s.narrative[i] = 0.0
            s.calmness[i] = uniform(still, s.person_id[i], 0)


@process(
    NARRATIVE,
    theory=S11,
    writes=(
        "narrative",
        "reflected",
        "doom",
        "openness",
        "reflection_habit",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("morale", "capability"),
)
def narrative(s, p, now):
    """Fear, hope and the stories of others make one's own; the council's mean story narrows or opens the search."""
    told = s.narrative.copy()
    for c in range(s.first_manager.size):
        announced = clip(1.0 - s.funding_next[c] / s.funding[c], 0.0, 1.0)
        worst = max(announced, p.cut_expected)
        mean = 0.0
        count = 0.0
        reflecting = 0.0
        for i in range(s.first_manager[c], s.first_partner[c]):
            if s.filled[i] == 0.0:
                continue
            around = 0.0
            weight = 0.0
            for z in range(s.arc_start[i], s.officers_end[i]):
                j = s.target[z]
                heard = s.trust[z] * s.filled[j]
                around += heard * told[j]
                weight += heard
            shrink = worst if s.calmness[i] < p.expectation else announced
            if i >= s.first_staff[c]:
                k = s.service[i]
                shrink += clip(max(0.0, s.posts_owed[c, k]) / max(1.0, s.in_post[c, k]), 0.0, p.posts_seen)
            time = ask(s, p, i, HOURS * p.reflection_time) / HOURS
            reflecting += time
            if i < s.first_staff[c]:
                # Time to reflect, used month after month, becomes a habit; without it the habit stays what it was.
                learnt = time / p.reflection_full / p.reflection_lag
                s.reflection_habit[i] += min(1.0, learnt) * (1.0 - s.reflection_habit[i])
            hope = p.hope_gain * time + p.listened_gain * (s.listening[s.boss[i]] - 0.5)
            aim = clip(hope - p.fear_gain * shrink, -1.0, 1.0)
            story = told[i] + p.narrative_pace * (aim - told[i])
            if weight > 0.0:
                story += p.narrative_contagion * (around / weight - told[i])
            s.narrative[i] = clip(story, -1.0, 1.0)
            mean += s.narrative[i]
            count += 1.0
            if i >= s.first_staff[c]:
                s.add_morale[i] += (
                    p.morale_pace * p.weight_narrative * (p.mood_story + p.mood_slope * story - s.morale[i])
                )
        mean /= max(1.0, count)
        share = reflecting / max(1.0, count) / p.reflection_full
        s.reflected[c] += (share - s.reflected[c]) / p.reflection_lag
        # Half of the reserves thought right is the least slack; with one and a half of them search is free.
        slack = clip(s.reserves[c] / (p.reserves_aim * s.net_revenue[c]) - 0.5, 0.0, 1.0)
        s.doom[c] = p.doom_effect * max(0.0, -mean)
        s.openness[c] = p.reflection_search * slack * (s.reflected[c] + max(0.0, mean))
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 1.0:
                s.add_capability[c, k] += p.reflection_learning * share


@measuring(1011, theory=S11)
def measure_doom(s, p, now):
    """The mean narrative of staff is taken at the end of the month."""
    for c in range(s.first_staff.size):
        s.outcome_leadership_doom[c] = -mean_of_staff(s.narrative, s.filled, s.first_staff[c], s.first_partner[c])
