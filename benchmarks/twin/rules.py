"""The rules of the twin, one function each, in the order of the month; ``sim/core`` and ``sim/theories`` say why."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from benchmarks.twin.people import Manager
from sim.council.services import (
    CABINET,
    CHIEF_EXECUTIVE,
    CHILDREN,
    DIRECTOR,
    LEADER,
    TEAM_MANAGER,
    USUAL_STAFF,
    USUAL_TEAM_MANAGERS,
)

if TYPE_CHECKING:
    from benchmarks.twin.model import TwinModel
    from benchmarks.twin.people import Person

HOURS = 140.0


def newcomers(model: TwinModel) -> None:
    """Somebody new takes the post: who they are hangs on post and occupant; nobody knows them yet."""
    v = model.values
    spread = v["trait_spread"]
    shifts = {
        LEADER: v["style_shift_leader"],
        CHIEF_EXECUTIVE: v["style_shift_chief_executive"],
        CABINET: v["style_shift_portfolio_holder"],
        DIRECTOR: v["style_shift_director"],
        TEAM_MANAGER: v["style_shift_team_manager"],
    }

    def trait(mean: float, width: float, luck: float) -> float:
        return min(0.98, max(0.02, mean + width * luck))

    for person in model.arriving:
        luck = model.draws.traits[person.occupant][person.row]
        person.arriving = False
        person.filled = True
        person.style = trait(v["style_mean"] + shifts.get(person.role, 0.0), v["style_spread"], luck[0])
        person.consistency = trait(v["consistency_mean"], spread, luck[1])
        person.listening = trait(v["listening_mean"], spread, luck[2])
        person.ability = trait(v["ability_mean"], spread, luck[7])
        person.alignment = trait(v["alignment_mean"], spread, luck[8])
        person.disposition = trait(v["disposition_mean"], spread, luck[9])
        person.skill = trait(v["skill_mean"], spread, luck[10])
        person.fatigue = 0.3
        person.paperwork_relief = 0.0
        person.tenure = 0.0
        # Trust itself follows when the month's experiences are taken in.
        for tie in person.ties:
            back = tie.back
            tie.good = tie.bad = back.good = back.bad = 0.0
    model.arriving = []


def conditions(model: TwinModel) -> None:
    """What the line of command leaves to each: one commander in it is enough to stop delegation."""
    v = model.values
    matters, authority, veto = v["style_matters"], v["authority_follows_style"], v["veto_strength"]
    layers, distance = v["approval_layers"], v["outsourced_distance"]
    control = authority * (0.5 if model.intervention > 0.0 else 1.0)
    leader = 0.5 + matters * (model.leader.style - 0.5)
    chief = 0.5 + matters * (model.chief_executive.style - 0.5)
    top = min(leader, chief)
    for manager in model.managers:
        service = manager.service
        if service is None:
            chain = top
        else:
            director = 0.5 + matters * (service.director.style - 0.5)
            holder = 0.5 + matters * (service.holder.style - 0.5)
            chain = min(top, holder, director)
        manager.delegation = control * chain
        manager.approvals = layers * (1.0 - manager.delegation)
    for service in model.services:
        director = 0.5 + matters * (service.director.style - 0.5)
        holder = 0.5 + matters * (service.holder.style - 0.5)
        service.participation = 0.25 * (leader + chief + director + holder)
        passes = 1.0
        for style in (director, holder, top):
            passes *= 1.0 - veto * (1.0 - authority * style)
        service.veto = 1.0 - passes
        above = min(top, holder, director)
        reached = 0.0
        in_post = 0
        for team in service.teams:
            # Whose manager's post is gone answers to the director.
            chain = control * (min(above, 0.5 + matters * (team.boss.style - 0.5)) if team.boss.post else above)
            for worker in team.staff:
                delegation = chain * (1.0 - distance * worker.outsourced) if worker.outsourced else chain
                worker.delegation = delegation
                worker.approvals = layers * (1.0 - delegation)
                if worker.filled:
                    reached += delegation
                    in_post += 1
        service.in_post = float(in_post)
        service.delegation_reached = reached / max(1, in_post)


def felt_permission(model: TwinModel) -> None:
    """Delegation is felt where the manager is trusted and lives the values."""
    for manager in model.managers:
        boss = manager.boss
        if boss is not None:
            felt = manager.delegation * (0.4 + 0.6 * manager.boss_tie.trust) * (0.6 + 0.4 * boss.consistency)
            manager.permission = 1.0 if felt > 1.0 else felt
    for service in model.services:
        for team in service.teams:
            lived = 0.6 + 0.4 * team.boss.consistency
            for worker in team.staff:
                felt = worker.delegation * lived * (0.4 + 0.6 * worker.boss_tie.trust)
                worker.permission = 1.0 if felt > 1.0 else felt


def approvals(model: TwinModel) -> None:
    """Staff look first; every layer stops right and wrong decisions, and takes time, the more the more is owed."""
    v = model.values
    right, wrong = log(v["right_passes"]), log(v["wrong_passes"])
    delay, owed_delay, owed_misuse = v["delay_harm"] * v["approval_delay"], v["owed_delay"], v["owed_misuse"]
    owing = v["paperwork_share"] * HOURS
    requests = v["wrong_requests"]
    top = model.chief_executive.owed_paperwork
    for service in model.services:
        timely = 0.0
        passed = 0.0
        above = service.director.owed_paperwork
        for team in service.teams:
            near = team.boss.owed_paperwork
            for worker in team.staff:
                if worker.filled:
                    layers = worker.approvals
                    desks = layers_of(layers)
                    behind = (desks[0] * near + desks[1] * above + desks[2] * top) / owing
                    first = worker.alignment
                    first = 0.98 if first > 0.98 else first
                    timely += first * exp(right * layers - delay * (layers + owed_delay * behind))
                    slips = (1.0 + owed_misuse * worker.owed_paperwork / owing) * exp(wrong * layers)
                    passed += (1.0 - first) * (slips if slips < 1.0 else 1.0)
        people = max(1.0, service.in_post)
        service.approved_in_time = timely / people
        service.approved_misuse = requests * passed / people


def layers_of(layers: float) -> tuple[float, float, float]:
    """How many of the layers are the manager's, the director's and the chief executive's."""
    if layers <= 1.0:
        return layers, 0.0, 0.0
    return 1.0, min(layers, 2.0) - 1.0, max(0.0, layers - 2.0)


def months_owed(model: TwinModel, hours: float) -> float:
    """So many hours of paperwork in months of what a member of staff has to do."""
    return hours / (HOURS * model.values["paperwork_share"])


def grant(person: Person, asked: float, most: float, displaced: float) -> None:
    """A person gives what is asked as far as the most that there is: a share is yielded by paperwork."""
    given = asked if asked < most else most
    yielded = displaced * given
    if yielded > person.paper:
        yielded = person.paper
    person.paper -= yielded
    rest = given - yielded
    person.own -= rest if rest < person.own else person.own
    person.hours_asked += asked
    person.hours_granted += given


def most_of(person: Person, displaced: float) -> float:
    """The most that a person can still give to one request."""
    own, paper = person.own, person.paper
    kept = 1.0 - displaced
    return own / kept if own * displaced < paper * kept else own + paper


def sit_down(person: Person, wanted: float, displaced: float, times: float = 1.0) -> None:
    """Somebody, who stands for ``times`` as many, and the manager sit down together as far as both have the time."""
    boss = person.boss
    if not (person.filled and boss.filled) or wanted <= 0.0:
        person.supervised = 0.0
        return
    most = min(most_of(person, displaced), most_of(boss, displaced) / times)
    grant(person, wanted, most, displaced)
    grant(boss, wanted * times, most * times, displaced)
    person.supervised = min(wanted, most) / wanted


def hours_there_are(model: TwinModel) -> None:
    """Everybody's month is opened: paperwork set aside, then meetings, coordination and the talk with one's manager."""
    v = model.values
    displaced, kept, caught_up, absence = (
        v["displaced_paperwork"],
        v["paperwork_kept"],
        v["owed_caught_up"],
        v["absence"],
    )
    least, together = HOURS * v["contact_floor"], v["supervision_hours"]
    for manager in model.managers:
        manager.to_approve = 0.0
    team_size = len(model.staff) / max(1, len(model.heads))
    for service in model.services:
        unruled = 1.0 - 1.0 / service.wickedness
        second = third = 0.0
        for team in service.teams:
            first = 0.0
            for worker in team.staff:
                if worker.filled:
                    desks = layers_of(worker.approvals)
                    first += desks[0]
                    second += desks[1]
                    third += desks[2]
            team.boss.to_approve += unruled * first / team_size
        service.director.to_approve += unruled * second / len(service.staff)
        model.chief_executive.to_approve += unruled * third / len(model.staff)
    usual, each = HOURS * v["management_paperwork"], v["approval_hours"]
    standing = 1.0 - v["standing_duties"]
    for manager in model.managers:
        manager.hours_asked = manager.hours_granted = manager.own = manager.paper = manager.paperwork_due = 0.0
        if manager.filled:
            available = HOURS * (standing - absence * manager.fatigue)
            due = manager.paperwork_due = usual + each * manager.to_approve
            paper = kept * (due + caught_up * manager.owed_paperwork)
            manager.paper = min(paper, max(0.0, available - least))
            manager.own = max(0.0, available - manager.paper)
    for manager in model.managers:
        if isinstance(manager.boss, Manager):
            stands_for = USUAL_TEAM_MANAGERS / max(1, len(model.heads)) if manager.role == TEAM_MANAGER else 1.0
            sit_down(manager, together, displaced, stands_for)
    share, per_layer = v["paperwork_share"], v["paperwork_per_layer"]
    consultation, coordination = v["consultation_cost"], v["coordination_cost"]
    meeting = HOURS * v["meeting_share"]
    new, often = v["newcomer_months"], v["newcomer_sessions"]
    weight = USUAL_STAFF / USUAL_TEAM_MANAGERS / team_size
    for service in model.services:
        layer_share = per_layer * (1.0 - 1.0 / service.wickedness)
        talk = HOURS * (consultation + coordination * (service.wickedness - 1.0) / 5.0)
        asked = granted = 0.0
        for worker in service.staff:
            worker.hours_asked = worker.hours_granted = worker.own = worker.paper = worker.paperwork_due = 0.0
            if worker.filled:
                available = HOURS * (1.0 - absence * worker.fatigue)
                free = available - least if least < available else 0.0
                due = HOURS * (share + layer_share * worker.approvals) * (1.0 - worker.paperwork_relief)
                worker.paperwork_due = due
                paper = kept * (due + caught_up * worker.owed_paperwork)
                worker.paper = paper if paper < free else free
                worker.own = free - worker.paper
                grant(worker, meeting, most_of(worker, displaced), displaced)
                wanted = talk * worker.delegation
                most = most_of(worker, displaced)
                grant(worker, wanted, most, displaced)
                asked += wanted
                granted += wanted if wanted < most else most
            sit_down(worker, together * often if worker.tenure < new else together, displaced, weight)
        service.coordinated = granted / asked if asked > 0.0 else 1.0


def advise(model: TwinModel) -> None:
    """A director looks into cases that are not decided at the front, as far as there are hours for it."""
    hours, displaced = model.values["advice_hours"], model.values["displaced_paperwork"]
    for service in model.services:
        director = service.director
        wanted = hours * (1.0 - service.delegation_reached) if director.filled else 0.0
        if wanted > 0.0:
            most = most_of(director, displaced)
            grant(director, wanted, most, displaced)
            service.advised = min(wanted, most) / wanted
        else:
            service.advised = float(director.filled)


def time_to_improve(model: TwinModel) -> None:
    """Staff take time to improve the work, the more the better their morale, as far as there is any."""
    hours, displaced = HOURS * model.values["improvement_share"], model.values["displaced_paperwork"]
    for worker in model.staff:
        if worker.filled:
            grant(worker, hours * (0.5 + 0.8 * worker.morale), most_of(worker, displaced), displaced)


def hold_cases(model: TwinModel) -> None:
    """Who leads a team holds cases of its empty posts that nobody from an agency covers, as far as there is time."""
    displaced, uncovered = model.values["displaced_paperwork"], 30.0 * (1.0 - model.values["agency_cover"])
    weight = USUAL_STAFF / USUAL_TEAM_MANAGERS * max(1, len(model.heads)) / len(model.staff)
    for service in model.services:
        service.cases_held = 0.0
        for team in service.teams:
            wanted = weight * uncovered * sum(worker.post and not worker.filled for worker in team.staff)
            if team.boss.filled and wanted > 0.0:
                most = most_of(team.boss, displaced)
                grant(team.boss, wanted, most, displaced)
                service.cases_held += min(wanted, most) / weight


def time_budget(model: TwinModel) -> None:
    """Hours left are time with people, above the front paperwork; paperwork undone is owed."""
    v = model.values
    least, absence, stays = HOURS * v["contact_floor"], v["absence"], 1.0 - v["owed_lapses"]
    for manager in model.managers:
        undone = max(0.0, manager.owed_paperwork + manager.paperwork_due - manager.paper)
        made_up = min(v["paperwork_kept"] * undone, manager.own)
        manager.owed_paperwork = stays * (undone - made_up)
        manager.paperwork_hours = manager.paper + made_up
    for worker in model.staff:
        undone = worker.owed_paperwork + worker.paperwork_due - worker.paper
        worker.owed_paperwork = stays * undone if undone > 0.0 else 0.0
        worker.paperwork_hours = worker.paper
        if worker.filled:
            hours = min(least, HOURS * (1.0 - absence * worker.fatigue)) + worker.own
            worker.contact_hours = hours
            worker.contact_share = hours / HOURS


def demand(model: TwinModel) -> None:
    """New need, failure demand and returning unmet need come to the door; some of it is turned away."""
    v = model.values
    luck = model.draws.swing[model.at]
    years = model.month / 12.0
    for service in model.services:
        service.demand_shock = v["demand_memory"] * service.demand_shock + v["demand_swing"] * luck[service.k]
        kept = service.budget / service.need_2010
        service.prevention += (kept - service.prevention) / v["prevention_lag"]
        missing = min(1.0, max(-0.2, 1.0 - service.prevention))
        need = service.base_cases * (1.0 + v["demand_growth_scale"] * service.demand_growth) ** years
        need *= exp(service.demand_shock) * (1.0 + v["prevention_effect"] * service.proactive * missing)
        need *= 1.0 - service.behaviour_change
        service.value_demand = need
        odds = v["refusal_intercept"] + v["refusal_slope"] * (service.pressure - 1.0)
        odds -= v["refusal_law"] * service.statutory
        service.refusal += v["refusal_pace"] * (1.0 / (1.0 + exp(-odds)) - service.refusal)
        offered = 1.0 - (1.0 - service.statutory) * (1.0 - service.scope)
        away = need * (1.0 - (1.0 - service.refusal) * offered)
        service.refused = away
        back = v["unmet_return"] * service.unmet
        service.unmet += away + service.given_up_before - back - v["unmet_fade"] * service.unmet
        service.failure_demand = service.returning + v["unmet_worse"] * back
        service.coming = need - away + service.failure_demand


def coping(model: TwinModel) -> None:
    """Pressed staff ration, routinise, or bend rules for the person in front of them."""
    v = model.values
    intercept, slope, values = v["coping_intercept"], v["coping_slope"], v["bending_values"]
    luck = model.draws.coping[model.at]
    later = exp(0.5)
    for service in model.services:
        here = intercept + slope * (service.pressure - 1.0) - 0.3
        rationed = routinised = bent = 0
        for worker, u in zip(service.staff, luck[service.first : service.last], strict=True):
            if not worker.filled:
                continue
            press = here + worker.fatigue
            alignment = worker.alignment
            base = exp(press)
            ration = base * exp(-0.5 * alignment)
            routine = base * later
            u *= 1.0 + ration + routine + base * exp(values * (alignment + worker.permission - 1.0))
            if u < 1.0:
                continue
            if u < 1.0 + ration:
                rationed += 1
            elif u < 1.0 + ration + routine:
                routinised += 1
            else:
                bent += 1
        people = max(1.0, service.in_post)
        service.rationed = rationed / people
        service.routinised = routinised / people
        service.rules_bent = bent / people


def casework(model: TwinModel) -> None:
    """Pressed teams cut corners, the standard erodes, and what is done badly comes back."""
    v = model.values
    learning, fresh_output, knows = v["learning_months"], v["new_staff_output"], v["front_knowledge"]
    uneven = v["inconsistency"]
    agency = 30.0 * v["agency_cover"] * v["agency_output"]
    late, unadvised = v["late_without_staff"], v["unadvised"]
    for service in model.services:
        supply = knowledge = 0.0
        paid = 0.0
        posts = there = 0
        for worker in service.staff:
            if worker.filled:
                tenure = worker.tenure
                learnt = 1.0 if tenure >= learning else tenure / learning * worker.supervised
                output = fresh_output + (1.0 - fresh_output) * learnt
                skill = worker.skill
                supply += worker.contact_hours * output * (0.6 + 0.65 * skill) * (0.85 + 0.25 * worker.morale)
                knowledge += (knows + 0.5 * skill) * (1.0 - uneven * (1.0 - min(0.98, worker.alignment)))
                there += 1
            elif worker.post:
                supply += agency
            if worker.post:
                posts += 1
                paid += 1.0 - (1.0 - service.contract_price) * worker.outsourced
        supply += v["agency_output"] * service.cases_held
        money = (service.budget - service.pay_per_post * paid) * (1.0 - late * (1.0 - there / max(1, posts)))
        money_2010 = service.need_2010 - service.pay_per_post * service.base_staff
        volume = max(0.3, service.value_demand / service.base_cases)
        money = min(2.0, max(0.1, money / money_2010 / volume))
        supply *= money ** v["supply_elasticity"] * (1.0 + service.partner_help)
        supply *= 1.0 + v["clarity_effect"] * (service.goal_clarity - v["clarity_usual"])
        supply = max(supply, 0.02 * service.base_cases * v["case_hours"])
        hours = v["case_hours"] * (1.0 - service.efficiency) * (1.0 - v["redesign_effect"] * service.redesign_gain)

        case_months = v["case_months"] * service.months_open
        load = service.backlog / case_months * hours * service.standard_time / supply
        service.pressure += 0.5 * (min(load, 6.0) - service.pressure)
        productive = 1.0 / (1.0 + v["overload_loss"] * max(0.0, load - v["critical_load"]))
        taken = service.standard_time * (load ** -v["corner_cutting"] if load > 1.0 else 1.0)
        taken *= 1.0 - 0.25 * service.routinised
        service.standard_time += min(0.0, taken - service.standard_time) / v["erosion_months"]
        service.standard_time += (1.0 - service.standard_time) / v["norm_months"]

        ruled = 1.0 / service.wickedness
        share = service.heart_share
        timely = (1.0 - share) * service.approved_in_time + share * service.heart_in_time
        timely = ruled * v["rule_accuracy"] + (1.0 - ruled) * timely
        service.in_time = timely + 0.3 * service.rules_bent * (1.0 - timely)
        wrong = (1.0 - share) * service.approved_misuse + share * service.heart_misuse
        wrong = ruled * v["rule_misuse"] + (1.0 - ruled) * wrong
        service.misuse = min(1.0, max(0.0, wrong + 0.1 * service.rules_bent))

        further = service.wickedness - 1.0
        centre = v["central_expertise"] * service.director.ability * v["central_span"] ** further
        centre = min(1.0, max(0.0, centre))
        centre *= unadvised + (1.0 - unadvised) * service.advised
        reach = service.reach * service.coordinated
        front = knowledge / max(1.0, service.in_post) * (1.0 - v["reach_need"] * further * (1.0 - reach))
        known = (1.0 - service.delegation_reached) * centre + service.delegation_reached * front

        quality = taken ** v["time_elasticity"] * known * (0.8 + 0.3 * service.in_time)
        quality *= (0.85 + 0.3 * service.capability) * (0.9 + 0.2 * service.steering)
        quality *= 1.0 - 0.2 * service.relational * service.routinised
        quality += v["redesign_failure_effect"] * service.redesign_gain * (1.0 - quality)
        quality = min(1.0, max(0.0, quality))
        service.quality = quality

        backlog = service.backlog
        closed = min(supply * productive / (hours * taken), backlog / case_months * 1.3, backlog)
        dropped = v["rationing_drop"] * service.rationed * (backlog - closed)
        service.completions = closed
        service.met_well = closed * quality
        service.returning = (
            min(1.0, v["failure_share"] * (1.0 - quality) * (1.0 - service.resolution)) * closed + 0.5 * dropped
        )
        gone = min(0.5, v["giving_up"] * max(0.0, service.pressure - 1.0)) * (backlog - closed)
        service.given_up_before = gone
        service.coming -= closed + dropped + gone


def open_cases(model: TwinModel) -> None:
    """What came is added to the open cases, what was closed taken off."""
    for service in model.services:
        service.backlog = max(0.0, service.backlog + service.coming)


def everyday_contact_and_trust(model: TwinModel) -> None:
    """People meet along their ties; the experience becomes evidence, old evidence fades, evidence becomes trust."""
    v = model.values
    intercept = v["contact_intercept"] - 0.5 * v["contact_trust"] - 0.5 * model.shaken
    conduct, by_trust = v["contact_conduct"], v["contact_trust"]
    promise, empowerment = v["promise_gap"], v["empowerment_trust"]
    kept = v["trust_memory"] ** (1.0 / 3.0)
    weight = v["evidence_weight"]
    heavy = weight * v["trust_loss_asymmetry"]
    luck = model.draws.contact[model.at]
    for person in model.people:
        person.conduct = conduct * (0.4 * person.listening + 0.4 * person.consistency + 0.2 * person.morale - 0.55)
    for person in model.people:
        prior = 2.0 * person.disposition
        if not person.filled:
            for tie in person.ties:
                good = tie.good = kept * tie.good
                bad = tie.bad = kept * tie.bad
                tie.trust = (good + prior) / (good + bad + 2.0)
            continue
        mood = intercept - 0.8 * (person.fatigue - 0.3)
        service = person.service
        led = 0.0
        if service is not None:
            led = empowerment * (person.delegation - 0.4)
            led -= promise * max(0.0, service.participation - person.delegation)
        ties = person.ties
        for tie, u in zip(ties, luck[person.first_tie : person.first_tie + len(ties)], strict=True):
            good = kept * tie.good
            bad = kept * tie.bad
            rate = tie.rate
            if tie.to_manager:
                rate *= person.supervised
            if u < rate:
                other = tie.other
                if other.filled:
                    odds = mood + other.conduct + by_trust * tie.trust
                    if tie.to_manager:
                        odds += led
                    if u < rate / (1.0 + exp(-odds)):
                        good += weight
                    else:
                        bad += heavy
            tie.good = good
            tie.bad = bad
            tie.trust = (good + prior) / (good + bad + 2.0)


def workforce(model: TwinModel) -> None:
    """People leave bad climates; savings take posts, the empty ones first; newcomers follow."""
    v = model.values
    draws = model.draws
    at = model.at
    leave = 1.0 - (1.0 - min(v["exit_rate"], 0.999999)) ** (1.0 / 12.0)
    leave_manager = 1.0 - (1.0 - min(v["manager_exit"], 0.999999)) ** (1.0 / 12.0)
    if model.month % 12 == 0:
        model.outside_pull = 0.5 * model.outside_pull + v["outside_swing"] * draws.pull[at]
    climate, permission, hiring = v["exit_climate"], v["exit_permission"], v["hiring_rate"]
    pull = 0.55 * climate + 0.3 * permission + model.outside_pull
    leaving, hired = draws.leaving[at], draws.hiring[at]
    chief = model.chief_executive
    first = model.managers[0].row
    groups = [(model.managers, leave_manager, 2.0 * hiring)]
    for service in model.services:
        # What is known of the council's own staff is known of children's social workers.
        known = 1.0 if service.k == CHILDREN else v["own_elsewhere"]
        rate = leave * (1.0 + known * (model.turnover_own - 1.0))
        groups.append((service.staff, rate, hiring * (1.0 + known * (model.hiring_own - 1.0))))
    for employed, rate, chance in groups:
        rate *= exp(pull)
        for person in employed:
            if person.filled:
                person.tenure += 1.0
                if person is chief:
                    continue
                hazard = rate * exp(-climate * person.boss_tie.trust - permission * person.permission)
                if leaving[person.occupant][person.row - first] < hazard:
                    person.left = True
                    model.leavers.append(person)
                    person.filled = False
                    person.tenure = 0.0
            elif person.post and not person.arriving and hired[person.row - first] < chance:
                if employed is not model.managers and person.service.posts_owed >= 1.0:
                    continue
                person.arriving = True
                person.occupant += 1
                model.arriving.append(person)
    # Managers' posts beyond those to be kept go, the empty ones first; what is missing is set up again.
    cutting, pace = draws.cutting[at], v["post_cut_pace"]
    over = sum(manager.post for manager in model.managers) - model.management * len(model.managers)
    for filled in (False, True):
        for head in model.heads:
            if head.arriving:
                continue
            if over <= -1.0 and not head.post:
                head.post = True
                over += 1.0
            elif over >= 1.0 and head.post and head.filled is filled:
                if filled:
                    if cutting[head.row - first] >= pace:
                        continue
                    head.filled = False
                    head.left = True
                    model.leavers.append(head)
                    head.tenure = 0.0
                head.post = False
                over -= 1.0
    managers = len(model.managers)
    for service in model.services:
        if -1.0 < service.posts_owed < 1.0:
            continue
        for worker in service.staff:
            if service.posts_owed >= 1.0 and worker.post and not worker.filled and not worker.arriving:
                worker.post = False
                service.posts_owed -= 1.0
            elif service.posts_owed <= -1.0 and not worker.post:
                worker.post = True
                service.posts_owed += 1.0
        lots = cutting[managers + service.first : managers + service.last]
        for worker, u in zip(service.staff, lots, strict=True):
            if service.posts_owed < 1.0:
                break
            if worker.filled and worker.post and u < pace:
                worker.post = worker.filled = False
                worker.left = True
                model.leavers.append(worker)
                worker.tenure = 0.0
                service.posts_owed -= 1.0
