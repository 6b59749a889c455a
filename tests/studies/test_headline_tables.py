"""The tables of the headline from made-up arrays whose answer is known, and what is said of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from docs import front_page
from experiments.analysis.index_parts import PART_OUTCOMES
from experiments.analysis.wording import UNCLEAR
from experiments.runs.manifest import FORMAT
from experiments.studies.arrays import TOO_FEW
from experiments.studies.headline import design, tables, wording
from experiments.studies.headline.found import ALL_THEORIES, COMMAND, DISTRIBUTED, TABLES, Found
from experiments.studies.headline.published import found_in
from experiments.studies.headline.size import FULL, QUICK, Size
from experiments.studies.tables import write_table
from sim.council.councils import find_council
from sim.machine.engine import simulate
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario
from sim.schedule import THEORIES

PAIRS = 6
NAMES = tuple(THEORIES)
SIZE = Size(True, PAIRS, 1, 4, 3, 2, 8, 2, 1, 2, 20)


def noise(*shape: int, seed: int = 0, size: float = 1e-3) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, size, shape)


def styles(differences: np.ndarray) -> np.ndarray:
    """Runs of both styles, (2, pairs, 3 years, 1 outcome), that differ by so much in every year."""
    level = np.full((len(differences), 3, 1), 0.5)
    return np.stack([level, level + differences[:, None, None]])


def worth(off: frozenset[str]) -> float:
    """A made-up contrast: S01 brings 0.03, S02 and S03 0.02 only together, S04 takes 0.01, and 0.005 is nobody's."""
    on = set(NAMES) - off
    return 0.005 + 0.03 * ("S01" in on) + 0.02 * ({"S02", "S03"} <= on) - 0.01 * ("S04" in on)


def joined(size: Size = SIZE) -> dict[frozenset[str], np.ndarray]:
    luck = noise(size.order_pairs, seed=5, size=1e-5)
    return {off: worth(off) + luck * len(set(NAMES) - off) for off in design.joined_sets(size, 0)}


# ---------------------------------------------------------------- the contrast
def test_identical_styles_have_no_clear_difference() -> None:
    rows = tables.contrast_table(styles(np.zeros(PAIRS)), np.stack([styles(np.zeros(2))] * 5))
    assert set(rows["ahead"]) == {UNCLEAR}
    assert (rows[["difference", "low", "high"]] == 0.0).all(axis=None)


def test_a_contrast_is_told_in_points_and_turned_round_it_is_commands() -> None:
    found = styles(0.04 + noise(PAIRS))
    rows = tables.contrast_table(found, np.stack([found] * 3))
    assert set(rows["ahead"]) == {DISTRIBUTED}
    assert rows["difference"].to_numpy() == pytest.approx(4.0, abs=0.2)
    back = tables.contrast_table(found[::-1], np.stack([found[::-1]] * 3))
    assert set(back["ahead"]) == {COMMAND}
    assert back["difference"].to_numpy() == pytest.approx(-rows["difference"].to_numpy())


def test_failed_runs_are_left_out_and_few_of_them_say_nothing() -> None:
    found = styles(0.04 + noise(PAIRS))
    found[1, 0] = np.nan
    rows = tables.contrast_table(found, np.stack([found] * 3))
    assert rows["pairs"].tolist() == [PAIRS - 1, PAIRS - 1, 3, 3]
    found[0, 1:-1] = np.nan
    alone = tables.contrast_table(found, np.stack([found]))
    assert set(alone["ahead"]) == {TOO_FEW}
    found[:] = np.nan
    assert set(tables.contrast_table(found, np.stack([found] * 3))["ahead"]) == {TOO_FEW}


def test_each_council_counts_once_however_many_pairs_it_ran() -> None:
    """Pairs of one council are no further councils: the interval is over councils."""
    councils = np.stack([styles(np.full(2, each)) for each in (0.0, 0.03, 0.06)])
    councils[0, 0, 1] = np.nan
    row = tables.contrast_table(styles(noise(PAIRS)), councils).iloc[2]
    assert (row["pairs"], row["difference"]) == (3, pytest.approx(3.0))
    half = 2.919986 * 3.0 / np.sqrt(3)
    assert (row["low"], row["high"]) == (pytest.approx(3.0 - half, abs=1e-5), pytest.approx(3.0 + half, abs=1e-5))


# ---------------------------------------------------------------- theories
def test_shapley_shares_add_up_to_all_on_less_all_off_pair_by_pair() -> None:
    sets = joined()
    shares = tables.shares_of(sets, design.orders(SIZE, 0))
    total = np.sum(list(shares.values()), axis=0)
    brought = sets[frozenset()] - sets[frozenset(NAMES)]
    assert total.shape == (2, SIZE.order_pairs)
    assert np.allclose(total, brought)


def test_shares_are_what_each_brings_and_those_who_need_each_other_halve_it() -> None:
    """An order and its reverse: of two that bring something only together, each joins last once."""
    sets = {off: np.full(2, worth(off)) for off in design.joined_sets(SIZE, 0)}
    shares = {name: found.mean() for name, found in tables.shares_of(sets, design.orders(SIZE, 0)).items()}
    assert shares["S01"] == pytest.approx(0.03)
    assert (shares["S02"], shares["S03"]) == pytest.approx((0.01, 0.01))
    assert shares["S04"] == pytest.approx(-0.01)
    assert shares["S05"] == pytest.approx(0.0)


def test_a_pair_that_failed_in_one_set_is_left_out_of_all_shares() -> None:
    sets = joined()
    sets[frozenset(NAMES)][1] = np.nan
    shares = tables.shares_of(sets, design.orders(SIZE, 0))
    assert {found.shape for found in shares.values()} == {(2, SIZE.order_pairs - 1)}
    brought = (sets[frozenset()] - sets[frozenset(NAMES)])[[0, 2]]
    assert np.allclose(np.sum(list(shares.values()), axis=0), brought)
    for values in sets.values():
        values[:] = np.nan
    assert np.isnan(tables.share_interval(tables.shares_of(sets, design.orders(SIZE, 0))["S01"])).all()


def test_the_interval_of_a_share_holds_both_orders_and_luck() -> None:
    """Where only the luck varies it is Student's over pairs; its coverage where both vary is at least what it says."""
    luck = noise(5, seed=1)
    mean, low, high = tables.share_interval(np.tile(luck, (8, 1)))
    half = 2.131847 * 100 * luck.std(ddof=1) / np.sqrt(5)
    assert (mean, high - mean, mean - low) == pytest.approx((100 * luck.mean(), half, half), rel=1e-5)
    held = 0
    for seed in range(300):
        draws = np.random.default_rng(seed)
        sample = draws.normal(size=(8, 1)) + draws.normal(size=(1, 6)) + draws.normal(size=(8, 6))
        _, low, high = tables.share_interval(sample)
        held += low <= 0.0 <= high
    assert held / 300 > 0.87


def test_the_table_of_theories_has_each_of_them_and_all() -> None:
    single = np.stack([worth(off) + noise(PAIRS) for off in design.single_sets()])
    rows = tables.theories_table(single, tables.shares_of(joined(), design.orders(SIZE, 0))).set_index("theory")
    assert set(rows.index) == {*THEORIES, ALL_THEORIES}
    assert rows.loc[ALL_THEORIES, "share"] == pytest.approx(rows.drop(ALL_THEORIES)["share"].sum())
    assert rows.loc["S02", "goes"] == pytest.approx(2.0, abs=1e-9), "knock-outs do not add up"
    assert rows.loc["S03", "goes"] == pytest.approx(2.0, abs=1e-9)
    assert rows.loc["S01", "without"] == pytest.approx(1.5, abs=0.1)
    assert rows.loc[ALL_THEORIES, "without"] == pytest.approx(0.5, abs=0.1)


def test_what_turns_the_sign_is_found_and_only_that() -> None:
    """Of 0.045 S01 brings 0.03: nothing alone turns it; with a contrast of 0.02 it does, by 1 point."""
    for base, turning in ((0.0, []), (-0.025, ["S01"])):
        single = np.stack([base + worth(off) + noise(PAIRS) for off in design.single_sets()])
        rows = tables.turning_table(single, None)
        assert rows["without"].tolist() == turning
    assert rows["difference"].iloc[0] == pytest.approx(-1.0, abs=0.1)
    assert rows["ahead"].iloc[0] == COMMAND
    double = np.stack([-0.025 + worth(off) + noise(PAIRS) for off in design.pair_sets()])
    two = tables.turning_table(single, double)
    assert {"S01", "S01 and S02", "S01 and S21"} <= set(two["without"])
    assert "S02 and S03" not in set(two["without"])
    assert two["difference"].abs().is_monotonic_decreasing
    assert tables.turning_table(np.zeros_like(single), None).empty


# ---------------------------------------------------------------- weightings, assumptions, worlds
def test_weightings_sum_to_one_and_weigh_the_parts() -> None:
    parts = noise(2, PAIRS, 6) + np.array([0.05, -0.05, 0, 0, 0, 0])
    parts[0, 0, 3] = np.nan
    rows = tables.weightings_table(parts, PART_OUTCOMES, 50, 3)
    weights = rows[list(PART_OUTCOMES)].to_numpy()
    assert np.allclose(weights.sum(axis=1), 1.0)
    assert (weights >= 0).all()
    kept = parts[0, 1:].mean(axis=0)
    assert rows["difference"].to_numpy()[:50] == pytest.approx(100 * weights[:50] @ kept)
    high = rows[rows["service.quality"] > rows["index.met"] + 0.1]
    assert set(high["ahead"]) == {DISTRIBUTED}
    same = tables.weightings_table(np.zeros_like(parts), PART_OUTCOMES, 5, 3)
    assert set(same["ahead"]) == {UNCLEAR}


def test_an_assumption_is_held_against_the_same_luck() -> None:
    """The first pairs are luckier than the mean; an end that changes nothing has moved it by exactly nothing."""
    whole = np.array([0.09, 0.08, 0.05, 0.04, 0.05, 0.04])
    values = np.tile(whole[:2], (len(design.ends()), 1))
    values[4] = [-0.05, -0.06]
    rows = tables.assumptions_table(values, whole)
    assert (rows["assumption"].iloc[0], rows["difference"].iloc[0]) == (design.ends()[4][0], pytest.approx(-5.5))
    assert rows["moved_by"].iloc[0] == pytest.approx(-14.0)
    assert (rows[["moved_by", "moved_low", "moved_high"]].iloc[1:] == 0.0).all(axis=None)
    assert rows["turned"].tolist() == [True] + [False] * (len(rows) - 1)


def test_a_group_of_fixed_numbers_that_moves_nothing_has_moved_exactly_nothing() -> None:
    whole = 0.05 + noise(PAIRS)
    values = np.tile(whole[:2], (len(design.group_ends()), 1))
    values[3] = [-0.04, -0.041]
    rows = tables.groups_table(values, whole)
    assert (rows["group"].iloc[0], rows["moved"].iloc[0]) == design.group_ends()[3]
    assert rows["turned"].tolist() == [True] + [False] * (len(rows) - 1)
    assert (rows["moved_by"].iloc[1:] == 0.0).all()


def test_an_end_that_is_not_clear_has_turned_nothing() -> None:
    whole = 0.05 + noise(PAIRS)
    values = np.tile(whole[:3], (len(design.ends()), 1))
    values[0] = [-0.3, 0.2, -0.1]
    values[1] = np.nan
    rows = tables.assumptions_table(values, whole)
    assert not rows["turned"].any()
    assert (rows["ahead"] == TOO_FEW).sum() == 1


def test_worlds_are_counted_by_side_and_ties_belong_to_nobody() -> None:
    values = np.array([[0.1, 0.2], [0.1, -0.05], [-0.2, 0.1], [0.0, 0.0], [np.nan, 0.3], [np.nan, np.nan]])
    row = tables.worlds_table(np.stack([values, values])).iloc[0]
    assert row["worlds"] == 5
    assert (row["distributed_ahead"], row["command_ahead"], row["equal"]) == pytest.approx((0.6, 0.2, 0.2))
    assert 0.0 < row["low"] < 0.6 < row["high"] < 1.0
    every = tables.worlds_table(np.ones((2, 10, 1))).iloc[0]
    assert every["distributed_ahead"] == 1.0
    assert every["low"] < 0.9, "ten of ten is not certainty"
    assert tables.worlds_table(np.full((2, 3, 1), np.nan))["worlds"].tolist() == [0, 0]


# ---------------------------------------------------------------- what is said
def found(base: float, size: Size = SIZE) -> Found:
    """All tables of the made-up contrast, moved by ``base``."""
    single = np.stack([base + worth(off) + noise(PAIRS) for off in design.single_sets()])
    home = styles(single[0])
    many = np.tile(single[0][:2], (len(design.ends()), 1))
    parts = np.repeat((single[0])[None, :, None], 6, axis=2)
    return Found(
        size,
        tables.contrast_table(home, np.stack([home] * 4)),
        tables.parts_table(np.repeat(home, len(design.OUTCOMES), axis=-1), design.OUTCOMES),
        tables.theories_table(single, tables.shares_of(joined(), design.orders(SIZE, 0))),
        tables.turning_table(single, None),
        tables.weightings_table(np.concatenate([parts, parts]), PART_OUTCOMES, 20, 0),
        tables.displaced_table(np.tile(single[0], (2, len(design.DISPLACED), 1))),
        tables.assumptions_table(many, single[0]),
        tables.groups_table(np.tile(single[0][:2], (len(design.group_ends()), 1)), single[0]),
        tables.worlds_table(np.tile(single[0][:2], (2, 8, 1))),
        100,
        0,
        1.0,
    )


@pytest.mark.parametrize(
    ("base", "who", "turns"),
    [
        (0.0, "distributed leadership is ahead by 4.5 points", "one at a time, it points the same way"),
        (-0.025, "distributed leadership is ahead by 2.0 points", "(S01) command is clearly ahead"),
        (-0.2, "command is ahead by 15.5 points", "one at a time, it points the same way"),
        (-0.045, "there is no clear difference", "No theory can turn what is not clear"),
    ],
)
def test_the_finding_names_who_is_ahead_and_what_turns_it(base: float, who: str, turns: str) -> None:
    size = replace(SIZE, pair_pairs=0)
    said = " ".join(wording.summary(found(base, size)))
    assert who in said
    assert turns in said
    assert "(S01) by 3.0" in said
    assert "none turns it" in said
    assert "two at a time" not in said, "what was not run is not claimed"


def test_assumptions_that_turn_it_are_named() -> None:
    made = found(0.0)
    rows = made.assumptions.copy()
    rows.loc[0, ["difference", "ahead", "turned"]] = [-3.2, COMMAND, True]
    said = wording.turned_by_assumptions(replace(made, assumptions=rows))
    assert "1 turns it" in said
    brief = " ".join(wording.in_brief(replace(made, assumptions=rows))[:3])
    assert "(command ahead by 3.2 points)" in brief
    assert len(brief.split()) < 100, "the report says it in its summary"
    assert "(command ahead by 3.2 points)" in said


def test_too_few_runs_are_called_that() -> None:
    made = found(0.0)
    lone = tables.contrast_table(styles(np.array([0.04])), np.stack([styles(np.array([0.04]))]))
    said = wording.summary(replace(made, contrast=lone))
    assert "too few runs" in said[0]
    assert "too few runs" in said[1]
    assert not any("is ahead by" in line for line in said[:2])


def test_the_front_page_says_what_is_published_or_that_nothing_is(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(front_page, "PUBLISHED", tmp_path / "front_page")
    assert "has not been published for this model yet" in front_page.carries()
    made, folder = found(0.0), tmp_path / "headline"
    folder.mkdir()
    for name in TABLES:
        write_table(folder, name, getattr(made, name))
    about = {"size": vars(SIZE), "runs": {"done": 100, "failed": 0}, "seconds_of_runs": 1.0}
    about |= {"format": FORMAT, "design": {}, "model_version": "9.9.9"}
    (folder / "manifest.json").write_text(json.dumps(about))
    said = front_page.carries()
    assert "model 9.9.9" in said
    for line in wording.summary(made):
        assert f"* {line}" in said
    again = found_in(folder)
    assert again is not None
    assert all(getattr(again, name).equals(getattr(made, name)) for name in TABLES)


# ---------------------------------------------------------------- what is run
def test_the_styles_set_no_assumption_and_the_index_is_its_parts() -> None:
    names = {factor.name for factor in design.factors()}
    for style in design.STYLES:
        assert not names & set(load_scenario(style).settings)
    run = simulate(load_scenario("command"), find_council("Camden"), months=6)
    weights = [0.3, 0.2, 0.15, 0.15, 0.1, 0.1]
    parts = run.values[:, [OUTCOMES.index(name) for name in PART_OUTCOMES]]
    assert parts @ weights == pytest.approx(run.values[:, OUTCOMES.index("index")])


def test_each_council_has_luck_of_its_own_and_camden_the_same_in_every_part() -> None:
    parts = design.crossings(QUICK, 7)
    seeds = [one.seed for one in parts[design.COUNCILS]]
    assert len(set(seeds)) == len(seeds)
    assert {one.seed for part, many in parts.items() if part != design.COUNCILS for one in many} == {7}


def test_the_full_study_is_a_matter_of_minutes() -> None:
    """At some 15 milliseconds a run; two theories at a time are in it."""
    crossings = design.crossings(FULL, 0)
    assert sum(len(one) for many in crossings.values() for one in many) < 32_000
    assert design.TOGETHER in crossings
