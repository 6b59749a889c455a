"""Every figure of the gallery, by what it says and by what the renderer says of it."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import made_up
import numpy as np
import pandas as pd
import pytest
from made_up import crossed, england, one_at_a_time, who_whom
from readable import check, words_of

from experiments import figures
from experiments.analysis.index_parts import PART_OUTCOMES, PARTS
from experiments.figures import draw, registry
from experiments.figures.gallery.weightings import simplex
from experiments.figures.result import Result
from sim.errors import InputError
from sim.machine.declared import PARAMETERS

NAMES = registry.FILES
SIZES = ("column", "page", "slide")


@pytest.fixture(autouse=True)
def every_warning_is_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def prepared(name: str, result: Result, **asked) -> draw.Drawing:
    return draw.prepare(registry.kind_of(name), result, **asked)


# ------------------------------------------------------------------ every figure
def test_there_is_a_result_for_every_figure(typical):
    assert set(typical) == set(NAMES)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_words_can_be_read_at_every_size(name: str, size: str, typical):
    check(prepared(name, typical[name]).figure(size), size)


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_must(name: str, typical):
    drawn = prepared(name, typical[name])
    written = words_of(drawn.figure("page")).replace("\n", " ")
    for said in (drawn.view.place, "seed 0", "model 0.0", "townhall compare made up", f"townhall plot made-up {name}"):
        assert said in written, said
    assert len(drawn.figure("page").texts[0].get_text().split("\n")) <= 2
    assert drawn.picture.alt.endswith(".")
    assert len(drawn.picture.numbers) > 1
    if drawn.picture.timed and drawn.view.result.months > 24:
        assert "national index 2012-13" in written


@pytest.mark.parametrize("name", NAMES)
def test_equal_figures_are_equal_files(name: str, typical, tmp_path: Path):
    formats = draw.FORMATS if name == "dose_response" else ("svg",)  # the others take long
    made = [
        draw.save(prepared(name, typical[name]), tmp_path / folder, name="f", size="column", formats=formats)
        for folder in ("one", "two")
    ]
    for one, other in zip(*made, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    assert {path.suffix for path in made[0]} == {*(f".{kind}" for kind in formats), ".csv", ".txt"}
    svg = (tmp_path / "one" / "f.svg").read_text()
    title = prepared(name, typical[name]).title
    assert title.split(" ")[0] in svg
    assert "<text" in svg, "words are words"


@pytest.mark.parametrize("name", NAMES)
def test_the_python_api_gives_the_figure(name: str, typical):
    figure = getattr(figures, name)(typical[name], size="column")
    assert figure.get_size_inches()[0] == pytest.approx(85 / 25.4)
    assert name in dir(figures)
    assert getattr(figures, name).__doc__


def test_a_name_that_is_no_figure_is_no_attribute():
    with pytest.raises(AttributeError):
        figures.nothing_of_the_kind  # noqa: B018


# ------------------------------------------------------------------ what single figures say
def test_ribbons_say_the_difference_and_the_window_it_hangs_on():
    found = prepared("ribbons", made_up.result())
    assert (
        found.title
        == "Service outcome index is 8.1 points higher under distributed than under command, which is better"
    )

    turned = prepared("ribbons", made_up.result(spoil=made_up.late))
    assert turned.title.endswith("in the last year, but worse over the whole run")


@pytest.mark.parametrize("size", SIZES)
def test_names_at_the_ends_of_lines_keep_apart(size: str):
    names = {
        f"distributed leadership, {word} trust": {"initial_trust": at} for word, at in (("low", 0.1), ("high", 0.9))
    }
    check(prepared("ribbons", made_up.result(names, gap=0.0)).figure(size), size)


def test_no_band_is_drawn_from_few_runs():
    few, many = (prepared("ribbons", made_up.result(replications=n)) for n in (19, 20))
    assert "low90" not in few.picture.numbers
    assert "each line one run" in few.picture.shown
    assert "low90" in many.picture.numbers
    assert "band of nine in ten" in many.picture.shown


def test_twelve_scenarios_stand_in_panels_of_their_own():
    many = {f"scenario {at}": {"style_mean": at / 12} for at in range(12)}
    found = prepared("ribbons", made_up.result(many, replications=3, months=14))
    assert len(found.picture.panels) == 12
    check(found.figure("page"), "page")
    with pytest.raises(InputError, match="12 panels do not fit a figure of the size slide"):
        found.figure("slide")


def test_a_forest_counts_after_holm_and_marks_the_window():
    found = prepared("forest", made_up.result())
    assert found.title == "Distributed does clearly better than command on 14 of 14 outcomes and worse on 0 after Holm"
    assert set(found.picture.numbers["window"]) == {"last_year", "mean"}


def test_a_forest_keeps_the_same_rows_in_every_panel_of_a_slide(typical):
    figure = prepared("forest", typical["forest"]).figure("slide")
    first, second = (axes for axes in figure.axes if axes.get_xlabel())
    assert len(first.get_yticks()) == len(second.get_yticks()) < 14


def test_a_confounded_contrast_is_called_that():
    both = {"command": {"style_mean": 0.2}, "trusting": {"style_mean": 0.8, "initial_trust": 0.9}}
    for name in ("ribbons", "forest", "difference_over_time", "weightings"):
        assert "confounded" in prepared(name, made_up.result(both)).title, name
    budget = {"a": {"budget_mode": "fixed", "budget_cut": 30}, "b": {"budget_mode": "none"}}
    assert "confounded" not in prepared("ribbons", made_up.result(budget)).title


def test_an_interaction_is_found_where_there_is_one():
    def cross(values: np.ndarray) -> None:
        values[:] = values[:1]
        values[3] += 0.1
        values += np.random.default_rng(0).normal(0, 0.01, values.shape)

    found = prepared("interaction", made_up.result(made_up.SQUARE, spoil=cross))
    assert re.search(
        "the effect of distributed is (9.[5-9]|10) points larger with high trust than with low", found.title
    )

    def even(values: np.ndarray) -> None:
        values[:] = values[:1]
        values[3, :, ::2] += 0.01
        values[3, :, 1::2] -= 0.01

    none = prepared("interaction", made_up.result(made_up.SQUARE, spoil=even))
    assert "no clear interaction" in none.title


def test_knock_outs_name_what_carries_and_shapley_shares_add_up():
    found = prepared("knock_outs", made_up.knocked_out())
    assert found.title.startswith("Service outcome index: S09 Frontline redesign carries 6.0 points of the 9.0 points")
    rows = found.picture.numbers
    shares = rows.loc[rows["drawn"] == "Shapley share", "value"].sum()
    whole = rows.loc[rows["drawn"] == "the whole", "value"].item()
    left = 0.01  # what neither carries
    assert shares == pytest.approx(whole - left, abs=0.002)
    assert "do not add up" in found.picture.notes[0]


def test_the_ways_of_closing_a_gap_are_four_and_others(typical):
    found = prepared("gap_closed", typical["gap_closed"])
    assert [entry.words for entry in found.picture.legend][5] == f"{len(made_up.WAYS) - 4} other ways"


def test_a_weight_that_turns_the_index_is_named():
    def mixed(values: np.ndarray) -> None:
        at = {name: made_up.EVERY.index(name) for name in PART_OUTCOMES}
        values[:] = values[:1]
        values[1, ..., at["service.quality"]] += 0.1
        values[1, ..., at["public.satisfaction"]] -= 0.1
        values += np.random.default_rng(0).normal(0, 0.001, values.shape)
        values[..., made_up.EVERY.index("index")] = made_up.weighed(values)

    found = prepared("weightings", made_up.result(spoil=mixed))
    turn = found.title.partition("the weight of ")[2]
    assert all(name in turn for name in ("quality", "satisfaction", "turns it"))
    ahead = float(found.picture.numbers["share_ahead"].iloc[0])
    assert 0.3 < ahead < 0.6
    assert "not a probability" in found.picture.notes[0]


def test_every_part_of_the_index_is_weighed():
    declared = {name for name in PARAMETERS if name.startswith("index_weight_")}
    assert {weight for weight, _ in PARTS.values()} == declared
    every = simplex()
    assert every.shape == (3003, len(declared))
    assert np.allclose(every.sum(axis=1), 1)
    assert len(np.unique(every, axis=0)) == len(every)


def test_a_dose_response_counts_levels(typical):
    assert "clearly ahead at 3 of 3 levels of audit rate" in prepared("dose_response", typical["dose_response"]).title
    own = {f"style {dose}": {"style_mean": dose} for dose in (0.2, 0.5, 0.8)}
    assert "leaders' style 0.8" in prepared("dose_response", made_up.result(own)).title


def test_morris_names_what_matters_and_shows_whether_it_has_settled():
    rng, rows = np.random.default_rng(4), []
    for _ in range(8):  # trajectories: every one moves one parameter after the other, by two thirds of its range
        first, second = rng.choice([0.0, 1 / 3], 2)
        rows += [(first, second), (first + 2 / 3, second), (first + 2 / 3, second + 2 / 3)]
    points = pd.DataFrame(rows, columns=["initial_trust", "audit_rate"])
    only = {"distributed": {"style_mean": 0.8}}
    result = made_up.result(only, kind="morris", points=points, factors={"x": [0]}, months=12, replications=4)
    found = prepared("sensitivity", result)
    assert found.title.startswith("Service outcome index hangs most on initial trust")
    assert found.title.endswith("1 of 2 have no clear effect")
    settling = found.picture.numbers.query("drawn == 'settling' and parameter == 'initial_trust'")
    assert list(settling["at"]) == [4, 6, 8]
    check(found.figure("column"), "column")


def test_a_phase_diagram_draws_a_line_only_where_the_difference_turns(typical):
    plain = prepared("phase_diagram", typical["phase_diagram"])
    assert "No line is drawn" in plain.picture.notes[0]

    def turn(values: np.ndarray) -> None:
        values[:] = values[:1]
        shift = np.repeat([-0.1, 0.0, 0.1], 3).reshape(-1, 1, 1, 1)
        values[1] += shift
        values += np.random.default_rng(0).normal(0, 0.01, values.shape)

    factors = {"audit_rate": [0.0, 0.1, 0.2], "initial_trust": [0.2, 0.5, 0.8]}
    found = prepared(
        "phase_diagram", made_up.result(kind="grid", factors=factors, spoil=turn, months=12, replications=6)
    )
    assert found.picture.notes[0].startswith("Line: where the difference is zero")
    assert re.search("ahead of command at [34] and behind at [34] of 9", found.title)
    check(found.figure("column"), "column")


def test_an_estimation_plot_counts_the_pairs():
    found = prepared("estimation", made_up.result(gap=0.01, noise=0.1))
    ahead = int((found.picture.numbers.query("drawn == 'pair'")["difference"] > 0).sum())
    assert found.title.endswith(f"in {ahead} of 24 pairs")
    assert 12 < ahead < 24


def test_distributions_say_where_runs_lie_and_all_of_few():
    assert "nine in ten runs lie at" in prepared("distributions", made_up.result()).title
    assert "all runs lie at" in prepared("distributions", made_up.result(replications=5)).title


def test_precision_says_how_many_pairs_a_difference_takes():
    loose = prepared("precision", made_up.result(noise=0.2), smallest=0.001)
    needed = int(loose.title.rpartition("about ")[2].replace(",", ""))
    came = loose.picture.numbers.query("drawn == 'as the pairs came'").iloc[-1]
    assert needed == pytest.approx(24 * (came["half_width"] / 0.001) ** 2, rel=0.01)
    assert "enough for" in prepared("precision", made_up.result(), smallest=0.5).title


def test_dated_events_are_marked_and_explained():
    def happens(result: Result) -> Result:
        result.manifest["scenarios"][1]["events"] = [{"date": "2011-06", "set": {"training_share": 0.5}}]
        return result

    for name in ("ribbons", "difference_over_time"):
        drawn = prepared(name, happens(made_up.result()))
        figure = drawn.figure("page")
        assert any(line.get_gid() == "event-1" for axes in figure.axes for line in axes.get_lines()), name
        assert "Dated events: 1) 2011-06" in words_of(figure).replace("\n", " ")
        check(figure, "page")
        assert "confounded" in drawn.title, "style and an event differ at once"


def test_funding_is_called_what_it_is():
    own = prepared("ribbons", made_up.result(statuses=("own",) * 4))
    assert own.source[0] == "Funding: the file that the user gave, 2010-11 to 2012-13."
    cut = prepared("ribbons", made_up.result({"sharp": {"budget_mode": "fixed"}, "none": {"budget_mode": "none"}}))
    assert cut.source[0] == (
        "sharp: funding: the scenario's steady cut. none: funding: kept in step with the cost of need by the scenario."
    )
    long = prepared("ribbons", made_up.result(months=72))
    assert "held at the last year that is known 2014-15 to 2015-16" in long.source[0]


def test_the_smallest_difference_of_interest_makes_the_same():
    found = prepared("ribbons", made_up.result(gap=0.001, noise=0.001), smallest=0.02)
    assert found.title == "Service outcome index is the same under distributed and command to within 2.0 points"


def test_a_window_is_the_same_whatever_was_read_before():
    months = 30  # the last year of a run is half a one
    result = made_up.result(months=months)
    for name in ("ribbons", "gap_closed", "forest"):  # each reads tables of its own
        prepared(name, result)
    monthly = result.table("monthly", made_up.EVERY)
    for outcome in ("index", "gap.budget", "trust.dyad"):
        expected = monthly.groupby("key", sort=False)[outcome].mean().to_numpy()
        assert result.window("mean", [outcome])[outcome].to_numpy() == pytest.approx(expected), outcome
    last = monthly[monthly["month"] >= months - 12].groupby("key", sort=False)["index"].mean().to_numpy()
    assert result.window("last_year", ["index"])["index"].to_numpy() == pytest.approx(last)


def test_regret_names_the_choice_a_tie_and_what_is_not_decided():
    found = prepared("regret", crossed())
    assert found.title.startswith("Distributed, audit rate 0.2 is best in every world in service outcome index; ")
    assert len(found.picture.numbers.query("drawn == 'largest'")) == 6
    assert len(found.picture.numbers.query("drawn == 'in a world'")) == 24
    even = prepared("regret", crossed(gap=0.0, noise=0.05))
    assert even.title.startswith("No clear difference in what is to regret")
    neither = next(name for name in made_up.EVERY if not made_up.MEASURES[name].direction)
    with pytest.raises(InputError, match="neither good nor bad"):
        prepared("regret", crossed(), outcome=neither)
    with pytest.raises(InputError, match="it varies no uncertainty"):
        prepared("regret", made_up.result())


def test_trade_offs_rank_nothing_that_is_not_clear():
    def crossing(values: np.ndarray) -> None:
        at = [made_up.EVERY.index(name) for name in ("index", "money.reserves_ratio")]
        values[:] = values[:1]
        for scenario, (one, other) in enumerate(((0.0, 0.2), (0.2, 0.0), (0.1, -0.1))):
            values[scenario, ..., at[0]] += one
            values[scenario, ..., at[1]] += other
        values += np.random.default_rng(0).normal(0, 0.01, values.shape)

    three = {name: {"style_mean": at / 4} for at, name in enumerate(("saving", "serving", "neither"))}
    found = prepared("trade_offs", made_up.result(three, spoil=crossing), outcome=["index", "money.reserves_ratio"])
    rows = found.picture.numbers.drop_duplicates("policy").set_index("policy")
    assert rows["on_the_front"].to_dict() == {"saving": True, "serving": True, "neither": False}
    assert rows.loc["neither", "beaten_by"] == "serving"
    assert "saving and serving are clearly beaten by none of 3 choices" in found.title

    def even(values: np.ndarray) -> None:
        values[:] = values[:1]
        for scenario, way in ((1, 1), (2, -1)):
            values[scenario, :, ::2] += 0.01 * way
            values[scenario, :, 1::2] -= 0.01 * way

    alike = prepared("trade_offs", made_up.result(three, spoil=even))
    assert alike.title.startswith("No clear difference in")
    with pytest.raises(InputError, match="needs two outcomes"):
        prepared("trade_offs", made_up.result(three), outcome=["gap.closed.redesign", "gap.closed.outsource"])


def test_trust_and_money_count_after_holm():
    trust = prepared("trust", who_whom())
    assert trust.title.startswith("Distributed against command: more trust on 7 and less on 0 of 7 layers after Holm")
    assert trust.picture.numbers.query("drawn == 'difference'")["clear_after_holm"].all()
    money = prepared("money", who_whom())
    assert "of 11 payments clearly differ under distributed from command after Holm" in money.title
    assert set(money.picture.numbers["unit"]) == {"£m a year"}
    alone = prepared("trust", made_up.result({"command": {}}, outcomes=made_up.WHO_WHOM, months=12, replications=3))
    assert len(alone.picture.panels) == 1
    assert "is highest" in alone.title


COMPARING = ("trust", "money", "map", "regret", "trade_offs")


@pytest.mark.parametrize("name", COMPARING)
def test_a_finding_that_hangs_on_the_window_says_so(name: str):
    """Better in the last year by a little, worse by much before it: the title says that the windows differ."""

    def late(values: np.ndarray) -> None:
        values[:] = values[:1, :1]
        values[1, ..., :12, :] -= 0.5
        values[1, ..., -12:, :] += 0.05
        values += np.random.default_rng(0).normal(0, 0.001, values.shape)

    long = {"months": 36, "spoil": late, "replications": 5}
    made = {"map": england, "regret": crossed, "trust": who_whom, "money": who_whom, "trade_offs": made_up.result}
    title = prepared(name, made[name](**long)).title
    assert "hang" in title or "over the whole run" in title, title


@pytest.mark.parametrize("name", NAMES)
def test_one_scenario_of_several_is_drawn_or_told(name: str, typical):
    """Nobody who asks for one scenario meets anything but its figure, or a sentence that names the way on."""
    result, told = typical[name], ""
    for scenario in result.scenarios:
        try:
            drawn = prepared(name, result, scenario=scenario)
        except InputError as error:
            told = str(error)
        else:
            check(drawn.figure("page"), "page")
            assert "No pair" not in drawn.title
    assert not told or (told.endswith(".") and len(result.scenarios) > 1), told


def test_who_compares_wants_two(typical):
    for name in ("forest", "difference_over_time", "estimation", "precision", "weightings"):
        with pytest.raises(InputError, match=f"{name} compares scenarios, and command is one; name another"):
            prepared(name, made_up.result(), scenario=["command", "command"])
    with pytest.raises(InputError, match="varies no lever, so there is nothing to choose between"):
        prepared("trade_offs", made_up.result(), scenario="command")


def test_more_than_a_figure_shows_is_not_dropped(typical):
    grid, square = typical["phase_diagram"], typical["trade_offs"]
    one, other = grid.factors[:2]
    with pytest.raises(InputError, match="two numbers that vary"):
        prepared("phase_diagram", grid, parameter=[one, one])
    with pytest.raises(InputError, match="one outcome over two parameters"):
        prepared("phase_diagram", grid, outcome=list(grid.outcomes[:2]))
    with pytest.raises(InputError, match="shows one parameter, not 2"):
        prepared("dose_response", grid, parameter=[one, other])
    with pytest.raises(InputError, match="between two outcomes, not 3"):
        prepared("trade_offs", square, outcome=list(square.outcomes[:3]))


def test_a_network_is_of_one_named_run(typical):
    found = prepared("trust_network", typical["trust_network"])
    assert found.title == "In one run under distributed, trust at the top falls from 0.50 to 0.30"
    other = prepared("trust_network", typical["trust_network"], scenario="command")
    assert other.title == "In one run under command, trust at the top rises from 0.50 to 0.70"
    assert "townhall compare keeps that" in registry.kind_of("trust_network").lacks(made_up.result())


def test_a_map_shows_all_councils_and_counts_after_holm(typical):
    found = prepared("map", typical["map"])
    assert "is clearly better under distributed than under command in 15 of 15 councils and worse in 0" in found.title
    assert len(found.picture.panels) == 3
    alone = prepared("map", england({"command": {}}))
    first, last = alone.picture.numbers.sort_values("value")["council"].iloc[[0, -1]]
    assert f"is highest in {last}" in alone.title
    assert f"lowest in {first}" in alone.title
    with pytest.raises(InputError, match="shows all councils"):
        prepared("map", typical["map"], council="Hartlepool")
    with pytest.raises(InputError, match="one scenario or what two differ in"):
        prepared("map", england(made_up.SQUARE))


def test_a_ledger_says_through_what_it_moved_and_that_this_is_no_cause(typical):
    found = prepared("ledger", typical["ledger"])
    assert found.title == "Reserves rises from 1 to 8.5: settlement adds most (12) and spending takes most (5)" or (
        "settlement adds most" in found.title and "spending takes most" in found.title
    )
    assert "accounting, not cause" in found.picture.shown
    slide = found.figure("slide")
    assert len(slide.axes) == 2, "knock-outs are left out where there is no room"
    entries = found.picture.numbers.query("drawn == 'entry'")["amount"].sum()
    assert entries == pytest.approx(found.picture.numbers["end"].iloc[0] - 1.0)


def test_a_ledger_of_pairs_says_how_sure_and_against_what():
    found = prepared("ledger", made_up.explained_in_pairs())
    assert ", less that under command," in found.title
    assert "20 pairs with the same luck and their 90% intervals" in " ".join(found.picture.notes)
    assert "of the first pair, accounting" in found.picture.shown
    axes = found.figure("page").axes[-1]
    assert "20 pairs" in axes.get_title(loc="left") + axes.get_title()
    assert [bar.get_alpha() for bar in axes.patches][:2] == [1.0, 0.35]
    ends = axes.collections[0].get_segments()
    assert [[point[0] for point in line] for line in ends] == [[2.0, 4.0], [-3.0, 1.0]]


def test_facts_count_tests_only_and_what_the_input_implies(typical):
    found = prepared("facts", typical["facts"])
    assert found.title == "2 of 3 tests lie inside their bands; 1 of them is so without any model"
    assert "rise of reserves" in found.alt


def test_hours_say_what_they_need_and_who_is_short():
    assert "model 0.0 does not measure" in registry.kind_of("hours").lacks(made_up.result())

    def short(values: np.ndarray) -> None:
        values[..., 1:4] += 5.0

    found = prepared(
        "hours", made_up.result(outcomes=("index", *made_up.HOURS), months=12, replications=6, spoil=short, gap=0.0)
    )
    assert "hours a month more than are granted" in found.title


# ------------------------------------------------------------------ edge cases
def nothing_differs(values: np.ndarray) -> None:
    values[:] = values[:1, :1]


def all_failed(values: np.ndarray) -> None:
    values[:] = np.nan


def one_side_failed(values: np.ndarray) -> None:
    values[-1] = np.nan


def some_failed(values: np.ndarray) -> None:
    values[0, :, 0] = np.nan
    values[-1, :, 1] = np.nan


def constant(values: np.ndarray) -> None:
    values[:] = 0.5


def outcomes_missing(values: np.ndarray) -> None:
    values[..., ::2] = np.nan


def one_run(values: np.ndarray) -> None:
    values[:, :, 1:] = np.nan


CASES = (nothing_differs, all_failed, one_side_failed, some_failed, constant, outcomes_missing, one_run)


def spoilt(name: str, case) -> Result:
    """A result like the typical one of a figure, small, with its numbers spoilt."""
    small = {"spoil": case, "replications": 4}
    if name in ("dose_response", "phase_diagram"):
        factors = {"audit_rate": [0.0, 0.2], "initial_trust": [0.2, 0.8]}
        return made_up.result(kind="grid", factors=factors, months=12, **small)
    if name == "sensitivity":
        return one_at_a_time(**small)
    if name == "regret":
        return crossed(**small)
    if name == "map":
        return england(**small)
    if name == "hours":
        return made_up.result(outcomes=("index", *made_up.HOURS), months=12, **small)
    if name in ("trust", "money"):
        return who_whom(**small)
    if name == "trust_network":
        return made_up.with_network(months=24, **small)
    if name in ("ledger", "facts"):
        return {"ledger": made_up.explained, "facts": made_up.against_facts}[name](months=12, **small)
    if name == "interaction":
        return made_up.result(made_up.SQUARE, months=14, **small)
    if name == "knock_outs":
        scenarios = {"command": {}, "without": {}}
        return made_up.result(scenarios, without={"without": ["S09"]}, months=14, **small)
    return made_up.result(months=14, **small)


LEVELS = ("gap_closed", "knock_outs", "distributions", "hours", "trust_network", "ledger", "facts")
"""Figures of levels, which have a finding where nothing differs."""

SAVED = ("trust_network", "ledger", "facts")
"""Figures of a table that was saved beside the runs, whatever became of the others."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_edge_cases_are_said_and_drawn(name: str, case, typical):
    found = prepared(name, spoilt(name, case))
    title = found.title.casefold()
    if case is nothing_differs and name not in LEVELS:
        assert ("no " in title and "difference" in title) or "interaction" in title, found.title
    if case is all_failed and name not in SAVED:
        assert any(word in title for word in ("nothing", "no run", "no pair", "too few", "no replicate")), found.title
    assert "nan" not in title
    assert "nan" not in found.alt.casefold()
    if case in (all_failed, constant, one_side_failed):
        check(found.figure("column"), "column")


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("name", NAMES)
def test_one_scenario_and_twelve_are_drawn_or_refused_in_a_sentence(name: str, count: int):
    """Whatever is drawn can be read; what cannot be drawn says what it needs, or what to choose."""
    scenarios = {f"scenario {at}": {"style_mean": at / 12} for at in range(count)}
    outcomes = ("index", "money.reserves_ratio", *made_up.GAPS, *made_up.PART_OUTCOMES, *made_up.WHO_WHOM)
    result = made_up.result(scenarios, months=14, replications=3, outcomes=tuple(dict.fromkeys(outcomes)))
    try:
        found = prepared(name, result)
        figure = found.figure("page")
    except InputError as refused:
        why = str(refused)
    else:
        why = ""
    if why:
        assert "\n" not in why
        assert "cannot give" in why or "choose" in why
        return
    check(figure, "page")
    assert len(figure.texts[0].get_text().split("\n")) <= 2
    assert found.alt.endswith(".")


@pytest.mark.parametrize("name", ["ribbons", "gap_closed", "distributions"])
def test_one_scenario_and_one_run(name: str):
    only = made_up.result({"baseline": {}}, replications=1, months=24)
    found = prepared(name, only)
    check(found.figure("column"), "column")
    if name == "ribbons":
        assert "in one run" in found.title
    for other in ("forest", "difference_over_time", "weightings", "interaction", "estimation", "precision"):
        with pytest.raises(InputError, match="cannot give"):
            prepared(other, only)


def test_yearly_results_are_drawn_by_year():
    found = prepared("ribbons", made_up.result(monthly=False))
    assert "means of financial years" in found.picture.shown


# ------------------------------------------------------------------ mistakes
def test_what_a_result_cannot_give_is_said_with_what_it_can(typical):
    with pytest.raises(InputError, match=r"made-up cannot give phase_diagram: it is no grid. It can give ribbons, "):
        prepared("phase_diagram", typical["ribbons"])


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"outcome": "indx"}, 'keeps no outcome "indx". Did you mean "index"?'),
        ({"outcome": "x" * 300}, f'keeps no outcome "{"x" * 80}".'),
        ({"scenario": "comand"}, 'has no scenario "comand". Did you mean "command"?'),
        ({"council": "Camdn"}, 'has no council "Camdn". Did you mean "Camden"?'),
        ({"window": "week"}, 'no window "week". There are last_year, mean, end.'),
        ({"smallest": float("nan")}, "must be a number above 0"),
        ({"smallest": -1.0}, "must be a number above 0"),
        ({"parameter": "audit"}, 'has no parameter that varies "audit".'),
    ],
)
def test_a_name_that_is_not_there_gets_one_sentence(asked, answer, typical):
    with pytest.raises(InputError) as told:
        prepared("ribbons", typical["ribbons"], **asked)
    assert answer in str(told.value)


def test_axes_of_the_callers_take_one_panel(typical):
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    given = figures.difference_over_time(made_up.result(), ax=axes)
    assert (given is axes.figure and axes.get_title(loc="left")) or axes.get_title()
    with pytest.raises(InputError, match="has 2 panels and ax is one"):
        figures.interaction(typical["interaction"], ax=axes)


def test_names_of_rows_that_would_lie_on_each_other_are_refused():
    roles = ("leader", "portfolio_holder", "councillor", "chief_executive", "director", "team_manager", "staff")
    hours = [f"hours.{kind}.{role}" for kind in ("asked", "granted") for role in roles]
    four = made_up.result(made_up.SQUARE, outcomes=(*made_up.EVERY, *hours))
    check(prepared("hours", four).figure("page"), "page")
    with pytest.raises(InputError, match="4 panels do not fit a figure of the size slide"):
        prepared("hours", four).figure("slide")


@pytest.mark.parametrize("size", SIZES)
def test_names_under_a_narrow_panel_stay_whole(size: str):
    found = prepared("estimation", made_up.result(made_up.SQUARE)).figure(size)
    under = {label.get_text() for axes in found.axes for label in axes.get_xticklabels()}
    assert {"command", "distributed"} <= under
