"""S17: ideas change in others' hands; who answers late loses them, who drags them on loses trust."""

from __future__ import annotations

import numpy as np
from first_day import act, entry, first_day, months_of, staff_rows

from sim.core.hours import time_budget
from sim.core.residents import residents
from sim.council.services import BUSINESS, VOLUNTARY
from sim.machine.engine import Simulation
from sim.theories.s17_hashtag_politics import CENTRAL, hashtag_politics, listen_online

ALWAYS = {"online_idea_rate": 1.0, "frontline_staff": 80}


def launched(months: int = 1, councils: int = 40, *, layers: float = 1.2, **settings: float) -> Simulation:
    """Councils with a new idea each month, of which ``layers`` must agree to a reply."""
    simulation = first_day(councils, **{**ALWAYS, **settings})
    simulation.state.approvals[:] = layers
    months_of(simulation, months, listen_online, hashtag_politics)
    return simulation


def shares(**settings: float) -> tuple[float, float, float]:
    """Reach, and what of it holds the council's own and the critics' frame."""
    s = launched(**settings).state
    reach = s.idea_reach.sum()
    return (
        float(reach / s.idea_reach.shape[0]),
        float(s.idea_positive.sum() / reach),
        float(s.idea_negative.sum() / reach),
    )


def test_without_critics_and_vagueness_everybody_reached_holds_the_idea_as_meant() -> None:
    simulation = first_day(10, **{**ALWAYS, "critics": 0.0, "vague_mutation": 0.0})
    simulation.state.approvals[:] = 1.2
    act(simulation, listen_online, hashtag_politics)
    assert np.allclose(simulation.state.idea_positive, simulation.state.idea_reach)
    assert simulation.state.idea_negative.sum() == 0.0


def test_nobody_is_counted_twice_and_the_audience_is_the_limit() -> None:
    s = launched(months=8, online_audience=0.4, talk_within=0.5, interest_lost=0.1, vague_pull=3.0).state
    assert (s.idea_reach <= 0.4 + 1e-12).all()
    assert (s.idea_positive + s.idea_negative <= s.idea_reach + 1e-12).all()
    assert (s.idea_negative >= -1e-12).all()
    assert (s.idea_critics >= -1e-12).all()


def test_answers_in_time_keep_more_for_the_idea() -> None:
    positive = [shares(sign_off_days=days)[1] for days in (5.0, 3.0, 1.0, 0.17)]
    assert np.all(np.diff(positive) > 0.0)
    assert positive[3] > positive[1] + 0.03


def test_every_layer_that_must_agree_delays() -> None:
    assert shares(layers=0.4)[1] > shares(layers=2.0)[1] + 0.02


def test_nobody_is_answered_whom_nobody_hears() -> None:
    assert shares(listening_time=0.0, sign_off_days=5.0) == shares(listening_time=0.0, sign_off_days=0.17)
    assert shares(listening_time=0.05)[1] > shares(listening_time=0.0)[1] + 0.05
    assert shares(listening_need=0.002)[1] > shares(listening_need=0.05)[1]


def test_an_answer_that_wins_nobody_back_still_silences() -> None:
    silent = shares(answer_wins=0.0)
    assert silent[2] < shares(listening_time=0.0)[2]
    assert shares(answer_wins=1.0)[1] > silent[1] + 0.02


def test_vague_labels_travel_and_change() -> None:
    clear, vague = shares(label_ambiguity=0.0), shares(label_ambiguity=0.8)
    assert shares(label_ambiguity=0.8, vague_mutation=0.0)[0] > clear[0] * 1.05
    assert vague[1] < clear[1] - 0.1
    assert shares(label_ambiguity=0.8, vague_pull=0.0)[0] < clear[0]
    assert shares(label_ambiguity=0.8, derision=1.0)[2] > shares(label_ambiguity=0.8, derision=0.0)[2] + 0.05


def test_critics_and_interest_matter() -> None:
    assert shares(critics=0.3)[2] > shares(critics=0.05)[2] + 0.1
    assert shares(interest_lost=0.5)[0] < shares(interest_lost=0.1)[0] * 0.9


def evidence(let_go: float, months: int, **settings: float) -> tuple[np.ndarray, np.ndarray, Simulation]:
    """Good and bad experiences entered month by month: (months, ties)."""
    simulation = first_day(20, **{**ALWAYS, "online_idea_rate": 0.3, "partners": 8, "let_go": let_go, **settings})
    simulation.state.approvals[:] = 1.2
    good, bad = [], []
    for _ in range(months):
        act(simulation, listen_online, hashtag_politics)
        good.append(entry(simulation, "good_evidence", hashtag_politics).copy())
        bad.append(entry(simulation, "bad_evidence", hashtag_politics).copy())
        simulation.month += 1
    return np.array(good), np.array(bad), simulation


def test_letting_go_keeps_trust_and_dragging_on_costs_it() -> None:
    good, bad, _ = evidence(1.0, 24)
    assert good.sum() > 0.0 == bad.sum()
    good, bad, _ = evidence(0.0, 24)
    assert bad.sum() > 0.0 == good.sum()


def test_only_voluntary_and_business_partners_are_misled() -> None:
    _, bad, simulation = evidence(0.0, 12)
    s = simulation.state
    touched = s.source[np.flatnonzero(bad.sum(axis=0))]
    assert set(s.role[touched]) == {VOLUNTARY, BUSINESS}


def test_an_idea_that_is_dragged_on_ends_at_last() -> None:
    short, long = (evidence(0.0, 36, drag_months=months)[1].sum() for months in (2.0, 12.0))
    assert long > 1.5 * short
    simulation = first_day(20, **{**ALWAYS, "online_idea_rate": 0.1, "drag_months": 3.0, "let_go": 0.0})
    simulation.state.approvals[:] = 1.2
    online = []
    for _ in range(36):
        act(simulation, listen_online, hashtag_politics)
        s = simulation.state
        online.append((s.idea_reach > 0.0).sum())
        assert s.idea_age[s.idea_reach > 0.0].max(initial=0.0) <= 6.0
        simulation.month += 1
    assert 0 < np.mean(online) < 20


def test_listening_costs_hours_of_central_staff_while_an_idea_is_online() -> None:
    simulation = first_day(frontline_staff=80)
    s = simulation.state
    act(simulation, listen_online)
    assert s.hours_asked.sum() == 0.0
    rows = staff_rows(simulation)
    central = rows[s.service[rows] == CENTRAL]
    contact = []
    for reach in (0.0, 0.1):
        s.idea_reach[:, 0] = reach
        act(simulation, listen_online, time_budget)
        contact.append(s.contact_share[central].mean())
    assert contact[1] < contact[0]
    assert set(np.flatnonzero(s.hours_asked)) == set(central)


def test_an_idea_is_listened_to_from_its_first_month() -> None:
    """Most of the talk is in that month."""
    deaf, heard = (shares(months=1, listening_time=time)[1] for time in (0.0, 0.05))
    assert heard > deaf


def test_residents_are_answered_as_far_as_somebody_has_the_hours() -> None:
    answered, unheard = (launched(months=12, listening_time=time).state.reply_voice for time in (0.05, 0.0))
    assert answered.mean() > 0.0
    assert unheard.max() == 0.0


def test_residents_trust_follows_the_balance_of_talk() -> None:
    assert launched(sign_off_days=0.17, critics=0.0).state.online_voice.mean() > 0.0
    assert launched(critics=0.4, derision=1.0, label_ambiguity=1.0, listening_time=0.0).state.online_voice.mean() < 0.0
    trust = []
    for effect in (0.0, 0.5):
        simulation = first_day(10, **{**ALWAYS, "critics": 0.0, "voice_effect": effect})
        simulation.state.approvals[:] = 1.2
        months_of(simulation, 12, listen_online, hashtag_politics, residents)
        trust.append(simulation.state.resident_trust.mean())
    assert trust[1] > trust[0]
