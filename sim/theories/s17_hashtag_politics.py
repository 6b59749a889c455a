"""S17 Hashtag politics: an idea online changes in others' hands; vague labels travel, slow sign-off loses the talk.
[jeffares2013, bass1969]

An idea spreads day by day from the council and from those who talk of it, who lose interest after some days. Each
telling of an idea with an ambiguous label is likelier (``1 + pull x a``) and likelier to become something else
(``mutation x a``): a use of one's own, or derision. Critics talk on until they are answered, after as many days as the
sign-off takes, if anybody listens; some of them are won back. When talk has passed its peak the council lets go or
drags its collaborators along.
"""

from __future__ import annotations

import numpy as np

from sim.core.hours import HOURS, ask
from sim.core.relations import count_contact
from sim.core.residents import SAY, TRUST
from sim.council.services import BUSINESS, SERVICES, VOLUNTARY
from sim.machine.arithmetic import clip, exp
from sim.machine.declared import axis, outcome, outcomes, par, parameters, state, var
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import normal, uniform

S17 = Theory(
    "S17",
    "Hashtag politics",
    "Vague labels travel and change in others' hands; slow sign-off loses the conversation; know when to let go.",
    "jeffares2013",
    "public.online_positive",
    mechanism="ideas that leave their author's hands; sign-off delay; letting go",
)

CENTRAL = SERVICES.index("central")
DAYS = 30
"""Days of talk in a month."""

IDEAS = axis("idea", 6, "ideas that can be online at once")

SEED_OF_AN_IDEA = 1e-6
"""Share of the audience that an idea reaches on its first day: the one who posts it."""
SOONEST = 0.01
"""Days within which no answer is given."""
DAYS_A_MONTH, WEEK = 30.0, 7.0
"""In days; talk outside fades by the week."""

PARAMS = parameters(
    __name__,
    online_idea_rate=par(
        0.25,
        lo=0.1,
        hi=1,
        unit="a month",
        mark="FIXED",
        doc="Chance that the council puts a new idea online (stipulated)",
    ),
    label_ambiguity=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="How far the labels of ideas leave open what is meant (stipulated)",
    ),
    online_audience=par(
        0.3, lo=0.05, hi=0.8, unit="share", mark="FIXED", doc="Residents who follow such talk at all (stipulated)"
    ),
    talk_outside=par(
        0.03,
        lo=0.01,
        hi=0.03,
        unit="a day",
        mark="FIXED",
        source="bass_average",
        doc="Audience that the council itself reaches on the first day (Bass p, taken for days online)",
    ),
    talk_within=par(
        0.38,
        lo=0.3,
        hi=0.5,
        unit="a day",
        mark="FIXED",
        source="bass_average",
        doc="People whom one who talks tells on a day (Bass q, taken for days online)",
    ),
    interest_lost=par(
        0.25,
        lo=0.1,
        hi=0.6,
        unit="a day",
        mark="FIXED",
        doc="Rate at which people stop talking of an idea (stipulated)",
    ),
    vague_pull=par(
        1.5,
        lo=0,
        hi=3,
        unit="ratio",
        mark="FIXED",
        doc="How much likelier a wholly vague label is passed on (stipulated)",
    ),
    vague_mutation=par(
        0.8,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Tellings of a wholly vague label that change it (stipulated)",
    ),
    derision=par(
        0.3,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="What an idea becomes in others' hands that is derision (stipulated)",
    ),
    critics=par(
        0.1,
        lo=0,
        hi=0.4,
        unit="share",
        mark="FIXED",
        doc="People who turn critics of an idea as it is meant (stipulated)",
    ),
    sign_off_days=par(
        3.0,
        lo=0.1,
        hi=5,
        unit="days",
        mark="SEED",
        source="jeffares2013",
        doc="Days until a reply is signed off, at the usual number of layers",
    ),
    sign_off_layers=par(
        1.2,
        lo=0.5,
        hi=4,
        unit="layers",
        mark="FIXED",
        doc="Usual number of layers that must agree to a reply; with more or fewer it takes longer or less "
        "(stipulated)",
    ),
    answer_wins=par(
        0.5,
        lo=0,
        hi=1,
        unit="share",
        mark="FIXED",
        doc="Critics whom an answer wins back for what was meant (stipulated)",
    ),
    listening_time=par(
        0.02,
        lo=0,
        hi=0.1,
        unit="share",
        mark="FIXED",
        doc="Working time of central staff for listening and replying while an idea is online (stipulated)",
    ),
    listening_need=par(
        0.01,
        lo=0.002,
        hi=0.05,
        unit="share",
        mark="FIXED",
        doc="Working time of central staff by which two thirds of the talk about one idea is heard (stipulated)",
    ),
    let_go=par(0.5, lo=0, hi=1, unit="share", mark="FIXED", doc="Ideas let go once talk is past its peak (stipulated)"),
    drag_months=par(
        6.0, lo=1, hi=18, unit="months", mark="FIXED", doc="Months for which the others are kept going (stipulated)"
    ),
    misled=par(
        0.3,
        lo=0,
        hi=1,
        unit="experiences",
        mark="FIXED",
        doc="Bad experience a month of voluntary and business partners with an idea that is dragged on, and good "
        "experience when one is let go in time (stipulated)",
    ),
    reply_says=par(
        0.5,
        lo=0,
        hi=2,
        unit="share per share",
        mark="FIXED",
        doc="Residents who feel that they have a say, for each who was answered online this month (stipulated)",
    ),
    voice_effect=par(
        0.1,
        lo=0,
        hi=0.5,
        unit="share",
        mark="ASSUMPTION",
        role="strength",
        doc="Residents' trust gained if all of them held the council's frame (lost if all held the critics')",
    ),
    label_spread=par(
        0.1, lo=0.05, hi=0.15, unit="share", mark="FIXED", doc="Spread of ambiguity between labels (stipulated)"
    ),
)

STATE = state(
    __name__,
    idea_reach=var("idea", "stock", "residents an idea has reached online, 0 where there is none (S17)", lo=0, hi=1),
    idea_positive=var("idea", "stock", "residents reached who hold the council's own frame (S17)", lo=0, hi=1),
    idea_negative=var("idea", "stock", "residents reached who hold the critics' frame (S17)", lo=0, hi=1),
    idea_talk=var("idea", "stock", "share of the audience that still talks of the idea as meant (S17)", lo=0),
    idea_critics=var("idea", "stock", "share of the audience that still talks against the idea (S17)", lo=0),
    idea_dragged=var("idea", "stock", "months kept past its peak, -1 let go (S17)", unit="months", lo=-1),
    idea_ambiguity=var("idea", "stock", "ambiguity of the idea's label (S17)", lo=0, hi=1),
    idea_age=var("idea", "stock", "months since the idea went online (S17)", unit="months", lo=0),
    heard_online=var("council", "condition", "working time of central staff that went into listening online (S17)"),
    reply_voice=contributes(SAY, "say of residents who were answered online (S17)"),
    online_voice=contributes(TRUST, "what talk online adds to trust in the council (S17)"),
)

OUTCOMES = outcomes(
    __name__,
    outcome(
        "public.online_reach", "share", 0, "Residents whom an idea of the council's online reaches, mean of ideas", 0, 1
    ),
    outcome("public.online_positive", "share", 1, "Residents reached who hold the council's own frame", 0, 1),
)


@process(
    852,
    theory=S17,
    writes=(
        "idea_reach",
        "idea_positive",
        "idea_negative",
        "idea_talk",
        "idea_critics",
        "idea_ambiguity",
        "idea_age",
        "idea_dragged",
        "heard_online",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
)
def listen_online(s, p, now):
    """The council puts an idea online; while one is there central staff listen and reply, as far as they have time."""
    for c in range(s.first_staff.size):
        free = -1
        online = 0.0
        for j in range(s.idea_reach.shape[1]):
            if s.idea_reach[c, j] > 0.0:
                online += 1.0
            elif free < 0:
                free = j
        begins = free >= 0 and uniform(now, s.council_key[c], 0) < p.online_idea_rate
        staff = 0.0
        heard = 0.0
        for i in range(s.staff_first[c, CENTRAL], s.staff_end[c, CENTRAL]):
            staff += s.filled[i]
            if begins or online > 0.0:
                heard += ask(s, p, i, s.filled[i] * HOURS * p.listening_time)
        # Nothing goes online that nobody has the time to put there.
        if begins and (heard > 0.0 or p.listening_time == 0.0):
            s.idea_reach[c, free] = SEED_OF_AN_IDEA
            s.idea_positive[c, free] = 0.0
            s.idea_negative[c, free] = 0.0
            s.idea_talk[c, free] = 0.0
            s.idea_critics[c, free] = 0.0
            s.idea_age[c, free] = 0.0
            s.idea_dragged[c, free] = 0.0
            s.idea_ambiguity[c, free] = clip(
                p.label_ambiguity + p.label_spread * normal(now, s.council_key[c], 1), 0.0, 1.0
            )
        s.heard_online[c] = heard / HOURS / max(1.0, staff)


@process(
    851,
    theory=S17,
    writes=(
        "idea_reach",
        "idea_positive",
        "idea_negative",
        "idea_talk",
        "idea_critics",
        "idea_age",
        "idea_dragged",
        "online_voice",
        "reply_voice",
        "contacts",
        "contact_by",
    ),
    adds=("good_evidence", "bad_evidence"),
)
def hashtag_politics(s, p, now):
    """Ideas spread, change and draw critics day by day; answers in time win some back; past the peak one lets go."""
    slots = s.idea_reach.shape[1]
    push = np.empty(DAYS)
    for c in range(s.council_key.size):
        layers = 0.0
        staff = 0.0
        for i in range(s.first_staff[c], s.first_partner[c]):
            if s.service[i] == CENTRAL and s.filled[i] == 1.0:
                layers += s.approvals[i]
                staff += 1.0
        latency = p.sign_off_days * layers / max(1.0, staff) / p.sign_off_layers

        online = 0.0
        for j in range(slots):
            online += 1.0 if s.idea_reach[c, j] > 0.0 else 0.0
        heard = 1.0 - exp(-s.heard_online[c] / (p.listening_need * max(1.0, online)))
        answered_a_day = 1.0 - exp(-heard / max(SOONEST, latency))

        balance = 0.0
        replied = 0.0
        good = 0.0
        bad = 0.0
        for j in range(slots):
            if s.idea_reach[c, j] <= 0.0:
                continue
            if s.idea_dragged[c, j] < 0.0 or s.idea_dragged[c, j] >= p.drag_months:
                # Let go at the end of last month, or dragged on to its end.
                s.idea_reach[c, j] = 0.0
                s.idea_positive[c, j] = 0.0
                s.idea_negative[c, j] = 0.0
                continue
            reach = s.idea_reach[c, j] / p.online_audience
            held = s.idea_positive[c, j] / p.online_audience
            against = s.idea_negative[c, j] / p.online_audience
            talk = s.idea_talk[c, j]
            critics = s.idea_critics[c, j]
            vague = s.idea_ambiguity[c, j]
            pull = p.talk_within * (1.0 + p.vague_pull * vague)
            last = -1.0
            passed = s.idea_dragged[c, j] > 0.0
            for day in range(DAYS):
                push[day] = p.talk_outside * exp(-(DAYS_A_MONTH * s.idea_age[c, j] + day) / WEEK)
            for day in range(DAYS):
                open_to_it = max(0.0, 1.0 - reach)
                told = min(1.0, pull * talk + push[day]) * open_to_it
                derided = min(1.0, pull * critics) * max(0.0, open_to_it - told)
                changed = p.vague_mutation * vague * told
                # What critics tell changes as easily; what is then not derision is no longer about the idea.
                scorned = derided * (1.0 - p.vague_mutation * vague * (1.0 - p.derision))
                turned = p.critics * (told - changed) + p.derision * changed + scorned
                taken = (1.0 - p.critics) * (told - changed)
                # Critics talk on until they tire or are answered; an answer wins some of them back.
                silent = (1.0 - p.interest_lost) * critics * answered_a_day
                won = p.answer_wins * silent
                replied += p.online_audience * silent
                reach += told + derided
                held += taken + won
                against += turned - won
                talk += taken + won - p.interest_lost * talk
                critics += turned - p.interest_lost * critics - silent
                passed = passed or (day > 2 and told + derided < last)
                last = told + derided
            s.idea_reach[c, j] = p.online_audience * reach
            s.idea_positive[c, j] = p.online_audience * held
            s.idea_negative[c, j] = p.online_audience * against
            s.idea_talk[c, j] = talk
            s.idea_critics[c, j] = critics
            s.idea_age[c, j] += 1.0
            balance += s.idea_positive[c, j] - s.idea_negative[c, j]
            if s.idea_dragged[c, j] > 0.0:
                s.idea_dragged[c, j] += 1.0
                bad += p.misled
            elif passed:
                if uniform(now, s.council_key[c], 2 + j) < p.let_go:
                    s.idea_dragged[c, j] = -1.0
                    good += p.misled
                else:
                    s.idea_dragged[c, j] = 1.0
        s.reply_voice[c] = p.reply_says * min(1.0, replied)
        s.online_voice[c] = p.voice_effect * clip(balance, -1.0, 1.0)
        if good + bad > 0.0:
            for j in range(s.first_partner[c], s.last_partner[c]):
                if s.role[j] == VOLUNTARY or s.role[j] == BUSINESS:
                    for z in range(s.arc_start[j], s.arc_start[j + 1]):
                        count_contact(s, z, now)
                        s.add_good_evidence[z] += min(1.0, good)
                        s.add_bad_evidence[z] += min(1.0, bad)


@measuring(1017, theory=S17)
def measure_online_reach(s, p, now):
    """The reach and frame of ideas online are taken at the end of the month."""
    for c in range(s.idea_reach.shape[0]):
        reach = 0.0
        good = 0.0
        ideas = 0.0
        for j in range(s.idea_reach.shape[1]):
            reach += s.idea_reach[c, j]
            good += s.idea_positive[c, j]
            ideas += 1.0 if s.idea_reach[c, j] > 0.0 else 0.0
        s.outcome_public_online_reach[c] = reach / max(1.0, ideas)
        s.outcome_public_online_positive[c] = good / reach if reach > 0.0 else 0.0
