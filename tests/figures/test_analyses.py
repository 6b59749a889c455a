"""Figures of analyses: the finding on top, every word readable, whatever the names, numbers and kinds of parameters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from readable import check

from experiments.analysis.discovery import Condition
from experiments.analysis.features import features
from experiments.analysis.morris import morris
from experiments.analysis.points import Points
from experiments.analysis.prim import box
from experiments.analysis.robustness import PolicyRuns, regret
from experiments.analysis.sobol import sobol
from experiments.figures.analyses.box import box_picture
from experiments.figures.analyses.strength import features_picture, screening_picture, sensitivity_picture
from experiments.figures.draw import Drawing, save
from experiments.figures.gallery.regret import picture_of
from experiments.figures.picture import Picture

SOURCE = ("Runs: townhall sweep design.yaml.",)


def readable(picture: Picture) -> None:
    """It can be read in a column and on a page, has an alt text, and its title takes two lines at most."""
    assert picture.alt.endswith(".")
    for size in ("column", "page"):
        figure = Drawing("a", picture, SOURCE).figure(size)
        check(figure, size)
        assert len(figure.texts[0].get_text().split("\n")) <= 2


def noisy(settings: pd.DataFrame, means: np.ndarray, replicates: int, noise: float = 0.1) -> Points:
    runs = means[:, None] + np.random.default_rng(0).normal(0, noise, (len(means), replicates))
    return Points("service.quality", np.arange(len(means)), settings, runs)


def sensitivity_figure(method: str, size: int, replicates: int, draw: Callable | None = None) -> Picture:
    from SALib.sample import morris as trajectories
    from SALib.sample import sobol as saltelli

    names = ["empowerment_authority_threshold", *[f"parameter_{place}" for place in range(1, size)]]
    problem = {"num_vars": size, "names": names, "bounds": [[0, 1]] * size}
    rows = (
        saltelli.sample(problem, 1024, calc_second_order=False, seed=1)
        if method == "sobol"
        else trajectories.sample(problem, 20, seed=1)
    )
    settings = pd.DataFrame(rows, columns=names)
    points = noisy(settings, (rows * np.linspace(1, 0, size)).sum(axis=1), replicates)
    found = (sobol if method == "sobol" else morris)(points, resamples=30)
    return (draw or sensitivity_picture)(found, label="service quality", unit="index")


@pytest.mark.parametrize("method", ["sobol", "morris"])
@pytest.mark.parametrize(("size", "replicates"), [(1, 3), (6, 1), (26, 3)])
def test_sensitivity_can_be_read(method: str, size: int, replicates: int) -> None:
    figure = sensitivity_figure(method, size, replicates)
    readable(figure)
    assert "matters most to service quality" in figure.titles[0]


@pytest.mark.parametrize(("size", "replicates"), [(1, 3), (6, 1), (26, 3)])
def test_the_screening_plot_can_be_read(size: int, replicates: int) -> None:
    figure = sensitivity_figure("morris", size, replicates, screening_picture)
    readable(figure)
    title = figure.titles[0]
    assert title.startswith("Empowerment authority threshold")
    assert "clear effect on service quality" in title


@pytest.mark.parametrize(("size", "points"), [(1, 60), (6, 200), (26, 100)])
def test_feature_bars_can_be_read(size: int, points: int) -> None:
    rng = np.random.default_rng(0)
    settings = pd.DataFrame(rng.random((points, size)), columns=[f"parameter_{place}" for place in range(size)])
    found = features(noisy(settings, settings.to_numpy() @ np.linspace(1, 0.01, size), 3), refits=3, trees=10)
    figure = features_picture(found, label="service quality")
    readable(figure)
    few = "Too few points" in figure.titles[0]
    assert few is (points < 10 * size), "and its title says so"


def test_a_tie_is_in_the_title() -> None:
    means = np.zeros((3, 20)) + np.array([[1.0], [1.0], [0.0]])
    runs = means[:, :, None] + np.random.default_rng(0).normal(0, 0.1, (1, 20, 5))
    of = PolicyRuns("service.quality", 1, ("a", "b", "c"), np.arange(20), pd.DataFrame(), runs)
    figure = picture_of(regret(of, resamples=50), label="service quality", unit="points", columns=["scenario"])
    assert figure.titles[0].startswith("A and b tie for the least to regret")
    readable(figure)


def worlds(rule) -> tuple[Points, Picture]:
    rng = np.random.default_rng(0)
    settings = pd.DataFrame({"initial_trust": rng.random(300), "exit_climate": rng.random(300) * 4})
    settings["people"] = rng.integers(1, 6, 300)
    settings["budget_mode"] = rng.choice(["fixed", "negotiated", "shared between services"], 300)
    points = noisy(settings, np.where(rule(settings), 0.3, 0.7), 4)
    found = box(points, Condition.parse("< 0.5"))
    return points, box_picture(found, points, label="service quality")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (lambda x: (x["initial_trust"] < 0.4) & (x["exit_climate"] > 2), "initial trust is below"),
        (lambda x: (x["people"] < 3) & (x["budget_mode"] != "fixed"), "people is 2 or less"),
        (lambda x: x["budget_mode"] == "fixed", "budget mode is fixed"),
        (lambda x: np.random.default_rng(5).random(len(x)) < 0.3, ""),
    ],
    ids=["numbers", "words", "one word", "chance"],
)
def test_the_box_can_be_read_and_its_title_says_it(rule, said: str) -> None:
    _, figure = worlds(rule)
    readable(figure)
    assert said in figure.titles[0]


def regret_figure(means: np.ndarray, policies: tuple[str, ...], replicates: int = 5, unit: str = "points") -> Picture:
    runs = means[:, :, None] + np.random.default_rng(0).normal(0, 0.1, (*means.shape, replicates))
    of = PolicyRuns("service.quality", 1, policies, np.arange(means.shape[1]), pd.DataFrame(), runs)
    return picture_of(regret(of, resamples=50), label="service quality", unit=unit, columns=["scenario"])


@pytest.mark.parametrize("worlds_", [3, 40, 500])
def test_regret_can_be_read(worlds_: int) -> None:
    means = np.random.default_rng(1).normal(0, 1, (4, worlds_)) + np.array([[3], [0], [0], [0]])
    policies = ("command", "distributed", "distributed, without authority, empowerment_trust 0.2", "mixed line")
    figure = regret_figure(means, policies)
    readable(figure)
    best = "is best in every world" if worlds_ == 3 else "leaves least to regret"
    assert figure.titles[0].startswith(f"Command {best}")


def test_a_choice_that_the_runs_do_not_decide_is_not_in_the_title() -> None:
    figure = regret_figure(np.zeros((2, 30)), ("command", "distributed"))
    assert figure.titles[0].startswith("No clear difference in what is to regret")
    readable(figure)
    readable(regret_figure(np.zeros((2, 30)), ("command", "distributed"), replicates=1))


def test_equal_analyses_make_equal_files(tmp_path: Path) -> None:
    pictures = {
        "bars": lambda: sensitivity_figure("morris", 3, 2),
        "box": lambda: worlds(lambda x: x["initial_trust"] < 0.4)[1],
        "regret": lambda: regret_figure(np.eye(3), ("a", "b", "c")),
    }
    for folder in ("one", "two"):
        for name, picture in pictures.items():
            save(Drawing(name, picture(), SOURCE), tmp_path / folder, name=name, size="column")
    files = sorted((tmp_path / "one").iterdir())
    assert len(files) == 4 * len(pictures)
    for file in files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
