"""S09 Far fewer leaders: who does the work sees its failure and redesigns it, unless somebody above says no.
[cooke2014, rivkin2003]

The way of working is a string of eight yes-or-no choices on a rugged landscape (each choice's worth hangs on three
others), and there is more to gain in one service than in another (``potential``, drawn once: in Camden's repairs unit
it was larger than in most). Every month somebody in a service may propose to change one choice: a member of staff as
far as decisions are left to them, else a manager. The front judges a change with little noise, managers with much and
through their indicators (a landscape of their own, mixed in by the distortion). A trial takes hours of those who do
the work; without them it is not finished. What looks better is adopted, also where it is not; from the front only if
nobody in the line vetoes it, and who is vetoed loses heart and thinks less of the manager. The gain, or loss, is in
hours and failure demand (F31: of Camden's failure 25 of 35 parts were removed).
"""

from __future__ import annotations

from sim.core.casework import REDESIGN
from sim.core.hours import ask
from sim.core.measures import mean_by_need
from sim.core.relations import count_contact
from sim.machine.arithmetic import clip, log
from sim.machine.declared import by_service, outcome, outcomes, par, parameters, state, var
from sim.machine.kernel import kernel
from sim.machine.ports import contributes
from sim.machine.process import Theory, measuring, process
from sim.machine.randomness import first_day, normal, uniform

S09 = Theory(
    "S09",
    "We need far fewer leaders",
    "Staff who do the work see the failure demand that managers' measures hide; let them redesign it without a veto.",
    "cooke2014",
    "service.redesign_gain",
    mechanism="the front redesigns the system of work unless somebody above says no",
)

CHOICES = 8
EPISTASIS = 3

DESIGNS = 256
"""Designs that a service can have: eight choices of yes or no."""

PARAMS = parameters(
    __name__,
    redesign_rate=par(
        0.25,
        lo=0,
        hi=1,
        unit="a month",
        mark="ASSUMPTION",
        role="strength",
        doc="Chance that a service tries to change its way of working",
    ),
    front_information=par(
        0.85,
        lo=0,
        hi=1,
        unit="share",
        mark="ASSUMPTION",
        doc="Information advantage of the front: 0 it sees no more than managers, 1 it sees exactly",
    ),
    managers_noise=par(
        0.12, lo=0.02, hi=0.4, unit="fitness", mark="ASSUMPTION", doc="Error of managers' judgement of a change"
    ),
    indicator_distortion=par(
        0.5, lo=0, hi=1, unit="share", mark="ASSUMPTION", doc="How far managers' indicators measure something else"
    ),
    redesign_pace=par(
        0.1,
        lo=0.02,
        hi=0.4,
        unit="a month",
        mark="FIXED",
        doc="How fast a better design shows in the work (stipulated)",
    ),
    redesign_hours=par(
        6.0,
        lo=0,
        hi=20,
        unit="hours",
        mark="FIXED",
        doc="Hours of each member of staff that a trial takes (stipulated)",
    ),
    camden_percentile=par(
        0.9,
        lo=0.5,
        hi=0.95,
        unit="share",
        mark="ASSUMPTION",
        source="cooke2014",
        doc="Share of services in which there is less to gain than in Camden's repairs unit (stipulated; it decides "
        "how far one promoter's case carries)",
    ),
    redesign_full=par(
        0.11,
        lo=0.05,
        hi=0.3,
        unit="fitness",
        mark="FIXED",
        source="cooke2014",
        doc="Gain of fitness that counts as Camden's whole gain (calibrated to F31: what a front that nobody vetoes "
        "finds in twelve quarters)",
    ),
    veto_morale=par(
        0.05,
        lo=0,
        hi=0.2,
        unit="share",
        mark="FIXED",
        doc="Morale lost by the author of a change that is vetoed (stipulated)",
    ),
    forgetting_design=par(
        0.004,
        lo=0,
        hi=0.05,
        unit="a month",
        mark="FIXED",
        doc="Chance that one choice is forgotten and done the other way (stipulated)",
    ),
)

STATE = state(
    __name__,
    design=var("service", "stock", "the way of working as eight yes-or-no choices (S09)", unit="bits", integer=True),
    design_start=var("service", "stock", "fitness of the first design (S09)", lo=0, hi=1, start=-1),
    design_worth=var("service", "stock", "fitness of the present design (S09)", lo=0, hi=1, start=-1),
    potential=var("service", "stock", "what there is to gain, 1 in Camden's repairs unit (S09)", unit="ratio", lo=0),
    redesign_gain=contributes(REDESIGN, "gain of the redesigned system of work (S09)", "stock", lo=-1, hi=1),
)

OUTCOMES = outcomes(
    __name__,
    outcome("service.redesign_gain", "share", 1, "Gain of redesigned systems of work", -1, 1),
    by_service("service.redesign_gain", "share", 1, "Gain of the redesigned system of work", -1, 1),
)


@kernel
def fitness(design, still, key, landscape):
    """Mean worth of eight choices, each hanging on the next three: 0 to 1. ``still`` fixes the month of the draws."""
    total = 0.0
    for b in range(CHOICES):
        pattern = 0
        for e in range(EPISTASIS + 1):
            pattern = pattern * 2 + ((design >> ((b + e) % CHOICES)) & 1)
        total += uniform(still, key, 1000 + landscape * 200 + b * 16 + pattern)
    return total / CHOICES


@process(
    581,
    theory=S09,
    writes=(
        "design",
        "design_start",
        "redesign_gain",
        "proposals",
        "adopted",
        "design_worth",
        "potential",
        "contacts",
        "contact_by",
        "own_hours",
        "paper_hours",
        "hours_asked",
        "hours_granted",
    ),
    adds=("morale", "good_evidence", "bad_evidence"),
)
def frontline_redesign(s, p, now):
    """The front sees what to change and changes it where nobody vetoes; managers change what their indicators show."""
    still = first_day(now.seed, now.replicate, now.process)
    for c in range(s.council_key.size):
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] == 0.0:
                continue
            key = s.council_key[c] + k
            if s.design_start[c, k] < 0.0:
                s.design[c, k] = int(uniform(still, key, 7) * DESIGNS)
                s.design_start[c, k] = fitness(s.design[c, k], still, key, 0)
                s.design_worth[c, k] = s.design_start[c, k]
                # Exponential among services, Camden's unit (1) standing at its percentile.
                s.potential[c, k] = log(uniform(still, key, 8)) / log(1.0 - p.camden_percentile)
            if uniform(now, key, 0) < p.redesign_rate:
                asked = 0.0
                granted = 0.0
                for i in range(s.staff_first[c, k], s.staff_end[c, k]):
                    asked += s.filled[i] * p.redesign_hours
                    granted += ask(s, p, i, s.filled[i] * p.redesign_hours)
                # A trial that people have no time for is not finished.
                finished = uniform(now, key, 9) * asked <= granted
                trial = s.design[c, k] ^ (1 << int(uniform(now, key, 1) * CHOICES))
                worth = fitness(trial, still, key, 0)
                better = worth - s.design_worth[c, k]
                from_front = uniform(now, key, 2) < s.delegation_reached[c, k]
                noise = p.managers_noise * normal(now, key, 3)
                if from_front:
                    # Without an information advantage the front sees through the same indicators.
                    noise *= 1.0 - p.front_information
                    bent = p.indicator_distortion * (1.0 - p.front_information)
                else:
                    bent = p.indicator_distortion
                shown = fitness(trial, still, key, 1) - fitness(s.design[c, k], still, key, 1)
                looks = (1.0 - bent) * better + bent * shown + noise
                s.proposals[c, k] += 1.0
                stopped = from_front and uniform(now, key, 4) < s.veto[c, k]
                staff = s.staff_end[c, k] - s.staff_first[c, k]
                author = s.staff_first[c, k] + min(staff - 1, int(uniform(now, key, 10) * staff))
                if from_front and finished and looks > 0.0 and staff > 0 and s.filled[author] == 1.0:
                    # Whoever proposed it thinks the better or the worse of the manager.
                    up = s.boss_arc[author]
                    count_contact(s, up, now)
                    s.add_good_evidence[up] += 0.0 if stopped else 1.0
                    s.add_bad_evidence[up] += 1.0 if stopped else 0.0
                    s.add_morale[author] -= p.veto_morale if stopped else 0.0
                if finished and looks > 0.0 and not stopped:
                    s.design[c, k] = trial
                    s.design_worth[c, k] = worth
                    s.adopted[c, k] += 1.0
            elif uniform(now, key, 5) < p.forgetting_design:
                s.design[c, k] = s.design[c, k] ^ (1 << int(uniform(now, key, 6) * CHOICES))
                s.design_worth[c, k] = fitness(s.design[c, k], still, key, 0)
            gained = s.design_worth[c, k] - s.design_start[c, k]
            aim = clip(s.potential[c, k] * gained / p.redesign_full, -1.0, 1.0)
            s.redesign_gain[c, k] += p.redesign_pace * (aim - s.redesign_gain[c, k])


@measuring(1009, theory=S09)
def measure_redesign(s, p, now):
    """The gain of redesigned systems of work is taken at the end of the month."""
    for c in range(s.runs.shape[0]):
        s.outcome_service_redesign_gain[c] = mean_by_need(s.redesign_gain, s.runs, s.need_2010, c)
        for k in range(s.runs.shape[1]):
            if s.runs[c, k] != 0.0:
                s.outcome_service_redesign_gain_by_service[k, c] = s.redesign_gain[c, k]
