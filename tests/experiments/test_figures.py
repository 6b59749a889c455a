"""Figures: the finding on top, nothing clipped or on top of anything else, large enough, the same every time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.analysis.differences import differences_table
from experiments.analysis.runs import Runs
from experiments.analysis.summaries import PRIMARY, SUMMARIES, year_to_date
from experiments.designs.comparison import Comparison
from experiments.figures import style
from experiments.figures.budget_gap import budget_gap, budget_gap_finding, yearly
from experiments.figures.headline_ribbons import ribbons, ribbons_finding
from experiments.figures.paired_differences import paired_differences
from experiments.figures.trust_network import layout, rows_of, trust_network, trust_network_finding
from experiments.figures.years import financial_year
from experiments.runs.failures import runnable
from experiments.studies.compare.found import Found
from experiments.studies.study import Published
from sim.council.services import WAYS
from sim.faces.model import trust_network_snapshots
from sim.machine.engine import simulate_many
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES

TITLE = "A finding that is as long as findings usually are when two scenarios are compared on many outcomes"


@pytest.fixture(scope="module", params=["mission", "pair"])
def design(request: pytest.FixtureRequest, small_mission: Comparison, small_pair: Comparison) -> Comparison:
    return small_mission if request.param == "mission" else small_pair


@pytest.fixture(scope="module")
def runs(design: Comparison) -> Runs:
    return real_runs(design)


def real_runs(design: Comparison) -> Runs:
    """Every run of ``design``, by the model itself."""
    found = [
        simulate_many(s, design.council, months=design.months, seed=design.seed, replicates=range(design.replications))
        for s in design.scenarios
    ]
    return Runs.stacked(design.names, OUTCOMES, found)


def made_up(design: Comparison, **values: float | np.ndarray) -> Runs:
    """Runs whose outcomes are all ``everything`` (0), but for those of ``values``: by scenario, or by outcome."""
    shape = (len(design.names), design.replications, design.months, len(OUTCOMES))
    found = np.full(shape, values.pop("everything", 0.0))
    for at, name in enumerate(design.names):
        found[at] = values.get(name, found[at])
    return Runs(design.names, OUTCOMES, found)


def draw_ribbons(design: Comparison, runs: Runs) -> Figure:
    return ribbons(design, runs, MEASURES, HEADLINE, title=TITLE)


def draw_paired(design: Comparison, runs: Runs) -> Figure:
    expected = runnable(OUTCOMES, design.council)
    table = differences_table(design, runs, MEASURES, headline=HEADLINE, expected=expected)
    shown = table[table["summary"] == PRIMARY]
    return paired_differences(design, shown, MEASURES, HEADLINE, title=TITLE, when=SUMMARIES[PRIMARY].when)


def draw_gap(design: Comparison, runs: Runs) -> Figure:
    return budget_gap(design, runs, WAYS, title=TITLE)


def draw_network(design: Comparison, runs: Runs) -> Figure:
    return trust_network(design, snapshots(design), title=TITLE)


def snapshots(design: Comparison):
    named = {scenario.name: scenario for scenario in design.scenarios}
    return {
        name: trust_network_snapshots(named[name], design.council, months=design.months, seed=design.seed)
        for name in rows_of(design)
    }


FIGURES = [draw_ribbons, draw_paired, draw_gap, draw_network]


@pytest.mark.parametrize("draw", FIGURES)
def test_no_words_are_clipped_or_lie_on_others_and_all_can_be_read(
    draw: Callable, design: Comparison, runs: Runs
) -> None:
    assert_readable(draw(design, runs))


def assert_readable(figure: Figure) -> None:
    with style.house_style():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        page = figure.bbox
        boxes = []
        left_out = _not_drawn(figure)
        for text in figure.findobj(Text):
            if not text.get_visible() or not text.get_text().strip() or text in left_out:
                continue
            box = text.get_window_extent(canvas.get_renderer())
            assert text.get_fontsize() >= 9, text
            assert page.x0 - 1 <= box.x0, f"{text.get_text()!r} runs out at the left"
            assert box.x1 <= page.x1 + 1, f"{text.get_text()!r} runs out at the right"
            assert page.y0 - 1 <= box.y0, f"{text.get_text()!r} runs out below"
            assert box.y1 <= page.y1 + 1, f"{text.get_text()!r} runs out above"
            boxes.append((text.get_text(), box))
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 2 or b.y1 <= a.y0 + 2
        assert apart, f"{one!r} lies on {other!r}"


@pytest.mark.parametrize("draw", [draw_ribbons, draw_paired, draw_gap])
@pytest.mark.parametrize("months", [12, 96, 180])
def test_figures_of_any_length_can_be_read(draw: Callable, months: int, small_mission: Comparison) -> None:
    """Made-up numbers, for speed: what is tried here is the layout."""
    design = replace(small_mission, months=months)
    shape = (len(design.names), design.replications, months, len(OUTCOMES))
    values = np.random.default_rng(months).normal(0.5, 0.2, shape).cumsum(axis=2)
    assert_readable(draw(design, Runs(design.names, OUTCOMES, values)))


def _not_drawn(figure: Figure) -> set[Text]:
    """Tick labels outside the limits of their axis exist but are not drawn."""
    left_out = set()
    for panel in figure.axes:
        for axis, limits, place in ((panel.xaxis, panel.get_xlim(), 0), (panel.yaxis, panel.get_ylim(), 1)):
            for tick in (*axis.majorTicks, *axis.minorTicks):
                if not min(limits) <= tick.label1.get_position()[place] <= max(limits):
                    left_out.add(tick.label1)
    return left_out


@pytest.mark.parametrize("draw", FIGURES)
def test_the_finding_is_the_title(draw: Callable, design: Comparison, runs: Runs) -> None:
    heading = draw(design, runs).texts[0]
    assert heading.get_text().replace("\n", " ") == TITLE
    assert heading.get_fontweight() == "bold"


@pytest.mark.parametrize("draw", FIGURES)
def test_files_are_the_same_every_time_and_carry_their_finding(
    draw: Callable, small_pair: Comparison, tmp_path: Path
) -> None:
    short = replace(small_pair, months=13, replications=2)
    runs = real_runs(short)
    for folder in ("one", "two"):
        style.save(draw(short, runs), tmp_path / folder, "figure", title=TITLE)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
        assert TITLE.encode() in file.read_bytes(), "the title is in the file, for screen readers"


def test_the_stored_figures_have_their_findings_as_titles(mission_result: Published[Found]) -> None:
    for name, png in mission_result.figures.items():
        svg = png.with_suffix(".svg").read_text()
        title = svg.split("<dc:title>")[1].split("</dc:title>")[0]
        assert f"![{title}](figures/{name}.png)" in mission_result.report.read_text()
        assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert mission_result.found.headline in mission_result.figures["paired_differences"].with_suffix(".svg").read_text()


def test_the_finding_over_time_names_best_and_worst(small_pair: Comparison) -> None:
    """Made-up runs whose answer is known: command stays at .5, distributed at .8 or at .5 too."""
    for height, said in ((0.8, "80.0% under distributed"), (0.5, "no difference")):
        runs = made_up(small_pair, everything=0.5, distributed=height)
        text = ribbons_finding(small_pair, runs, MEASURES, "index")
        assert text.startswith("Service outcome index starts at ")
        assert said in text


def test_the_finding_about_gaps_names_the_way_that_carries_most(small_pair: Comparison) -> None:
    runs = made_up(small_pair)
    assert "no budget gap to close" in budget_gap_finding(small_pair, runs, WAYS)
    command, distributed = runs.of("command"), runs.of("distributed")
    distributed[..., OUTCOMES.index("gap.closed.redesign")] = 3
    command[..., OUTCOMES.index("gap.closed.salami_slice")] = 1
    command[..., OUTCOMES.index("gap.closed.draw_reserves")] = 0.25
    assert budget_gap_finding(small_pair, runs, WAYS) == (
        "Camden closes its gaps most by salami slicing under command (80%) and redesign under distributed (100%)"
    )


def test_a_financial_year_takes_what_was_in_force_in_its_october(small_pair: Comparison) -> None:
    runs = made_up(small_pair)
    runs.of("command")[..., OUTCOMES.index("gap.budget")] = np.arange(30.0)
    assert yearly(runs, "command", "gap.budget")[0].tolist() == [6, 18, 29]


def test_months_have_the_financial_year_they_lie_in() -> None:
    assert [financial_year(month) for month in (0, 11, 12, 107, 108)] == [
        "2010-11",
        "2010-11",
        "2011-12",
        "2018-19",
        "2019-20",
    ]


def test_the_year_up_to_each_month() -> None:
    values = np.arange(30.0).reshape(1, 30, 1)
    found = year_to_date(values)[0, :, 0]
    assert found[0] == 0
    assert found[5] == 2.5
    assert found[29] == np.arange(18, 30).mean()


def test_nobody_changes_place_and_no_two_people_share_one(small_pair: Comparison) -> None:
    shots = snapshots(small_pair)
    graphs = [graph for taken in shots.values() for _, graph in taken]
    places = layout(graphs)
    assert set(places) == {node for graph in graphs for node in graph}
    assert layout(graphs) == places
    assert len({(round(x, 6), round(y, 6)) for x, y in places.values()}) == len(places)
    assert trust_network_finding(shots).startswith("In one run, trust at the top ")
