"""``townhall analyse``: every method answers on a table of runs, and every mistake gets one sentence."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import experiments
from experiments.cli import answer
from experiments.runs.manifest import write_manifest
from experiments.runs.provenance import FORMAT
from sim.errors import InputError

OUTCOME = "staff.morale"


def runs_of(settings: pd.DataFrame, replicates: int = 4) -> pd.DataFrame:
    """A table as a sweep of two scenarios leaves it: trust helps, more so where leadership is distributed."""
    rng = np.random.default_rng(0)
    tables = []
    for scenario in ("command", "distributed"):
        rows = settings.loc[settings.index.repeat(replicates)].reset_index(drop=True)
        rows.insert(0, "point", np.repeat(np.arange(len(settings)), replicates))
        rows.insert(1, "replicate", np.tile(np.arange(replicates), len(settings)))
        rows.insert(2, "scenario", scenario)
        rows.insert(3, "council", "Rutland")
        slope = 0.4 if scenario == "distributed" else 0.2
        rows[OUTCOME] = 0.3 + slope * rows["initial_trust"] + rng.normal(0, 0.02, len(rows))
        tables.append(rows)
    table = pd.concat(tables, ignore_index=True)
    table["key"] = [f"{place:016x}" for place in range(len(table))]
    table.attrs = {
        "units": {OUTCOME: "share"},
        "directions": {OUTCOME: 1},
        "roles": {"initial_trust": "uncertainties", "contagion": "uncertainties"},
        "outcomes": [OUTCOME],
        "design": {"kind": "grid"},
    }
    return table


def grid() -> pd.DataFrame:
    levels = np.linspace(0.1, 0.9, 9)
    return pd.DataFrame(list(itertools.product(levels, levels)), columns=["initial_trust", "contagion"])


def saltelli() -> pd.DataFrame:
    from SALib.sample import sobol

    names = ["initial_trust", "contagion"]
    problem = {"num_vars": 2, "names": names, "bounds": [[0, 1]] * 2}
    return pd.DataFrame(sobol.sample(problem, 512, calc_second_order=True, seed=1), columns=names)


def trajectories() -> pd.DataFrame:
    from SALib.sample import morris

    names = ["initial_trust", "contagion"]
    return pd.DataFrame(
        morris.sample({"num_vars": 2, "names": names, "bounds": [[0, 1]] * 2}, 20, seed=1), columns=names
    )


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch):
    """Give the command a table of runs in place of a results folder."""

    def give(settings: pd.DataFrame) -> None:
        table = runs_of(settings)

        def load(path: Path, name: str, outcomes: list[str]) -> pd.DataFrame:
            if outcomes != [OUTCOME]:
                raise InputError(f'{path} keeps no outcome "{outcomes[0]}".')
            return table

        monkeypatch.setattr(experiments, "load", load, raising=False)

    return give


def a_manifest(folder: Path) -> None:
    """As a sweep leaves it, as far as an analysis says where its runs came from."""
    folder.mkdir()
    names = ("scenarios", "councils", "theories", "outcomes", "model_version", "model_code")
    asked = {"format": FORMAT, "design": {"kind": "grid"}, "design_digest": "d", "command": "townhall sweep"}
    write_manifest(folder, {**dict.fromkeys(names, "as it was"), "theories": [], **asked})


METHODS = {
    "sobol": (saltelli, "--scenario command", "initial_trust matters most to staff.morale"),
    "morris": (trajectories, "--scenario command", "initial_trust matters most to staff.morale"),
    "features": (grid, "--scenario command", "initial_trust matters most to staff.morale"),
    "prim": (grid, "--scenario command --failing <0.4", "mostly where initial_trust is below"),
    "cart": (grid, "--scenario command --failing <0.4", "most often where initial_trust is below"),
    "surface": (grid, "--scenario distributed", "its strongest term is initial_trust"),
    "interactions": (
        grid,
        "--factor scenario --factor initial_trust --levels initial_trust=0.1,0.9",
        "depends on initial_trust",
    ),
    "regret": (grid, "", "Least to regret in staff.morale is distributed"),
    "dominance": (grid, "", "distributed"),
    "adequacy": (grid, "--scenario command --half-width 0.01 --parameter initial_trust", ""),
}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_answers(method: str, swept, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    design, options, said = METHODS[method]
    swept(design())
    a_manifest(Path("results"))
    typed = ["analyse", "results", "--method", method, "--outcome", OUTCOME, *options.split(), "--out", "answer"]
    status = answer(typed)
    shown = capsys.readouterr()
    if method == "adequacy":
        assert status == 2, "four runs are no pilot"
        assert "too few to plan" in shown.err
        return
    assert status == 0, shown.err
    assert said in " ".join(shown.out.split())
    files = {file.name for file in (folder / "answer").iterdir()}
    assert {"finding.txt", "manifest.json"} < files
    drawn = method in ("sobol", "morris", "features", "prim", "regret")
    assert (folder / "answer" / "figures" / f"{method}.png").is_file() is drawn
    manifest = json.loads((folder / "answer" / "manifest.json").read_text())
    assert manifest["made_from"]["folder"] == "results"
    assert manifest["packages"]["numpy"] == np.__version__
    assert (manifest["method"], manifest["asked"]["outcome"]) == (method, OUTCOME)
    assert answer(typed) == 0, "the same answer again is no mistake"


def test_the_difference_of_two_scenarios_is_taken_pair_by_pair(swept, capsys: pytest.CaptureFixture[str]) -> None:
    swept(grid())
    typed = "analyse results --method surface --outcome staff.morale --scenario distributed --against command"
    assert answer(typed.split()) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip().startswith("initial_trust ")]
    # 0.2 per unit of trust, so 0.08 per half of the range from 0.1 to 0.9.
    assert float(rows[0][1]) == pytest.approx(0.08, abs=0.005)


def test_of_a_difference_the_finding_says_that_it_is_one(swept, capsys: pytest.CaptureFixture[str]) -> None:
    swept(grid())
    typed = f"analyse results --method surface --outcome {OUTCOME} --scenario distributed --against command"
    assert answer(typed.split()) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Of the difference of distributed from command: A quadratic surface explains" in said


def test_the_screening_plot_stands_beside_the_bars(swept, folder: Path) -> None:
    swept(trajectories())
    a_manifest(Path("results"))
    typed = f"analyse results --method morris --outcome {OUTCOME} --scenario command --out answer"
    assert answer(typed.split()) == 0
    drawn = {file.name for file in (folder / "answer" / "figures").iterdir()}
    assert drawn == {f"{name}.{kind}" for name in ("morris", "screening") for kind in ("png", "svg", "csv", "txt")}
    plotted = pd.read_csv(folder / "answer" / "parameters.csv")
    assert {"mu_star", "low", "high", "sigma", "sigma_low", "sigma_high"} < set(plotted)


def test_only_the_runs_with_one_value_of_a_factor(swept, capsys: pytest.CaptureFixture[str]) -> None:
    swept(grid())
    typed = f"analyse results --method surface --outcome {OUTCOME} --scenario command --where contagion=0.3"
    assert answer(typed.split()) == 0
    assert "contagion" not in capsys.readouterr().out, "it does not vary any more"


WRONG = [
    ("--method sobl", 'Did you mean "sobol"?'),
    ("--method prim", "--failing"),
    ("--method prim --failing 0.5 --scenario command", "when a world fails"),
    ("--method surface", "choose one with --scenario"),
    ("--method surface --scenario comand", 'Did you mean "command"?'),
    ("--method surface --scenario command --parameter initial_trus", 'Did you mean "initial_trust"?'),
    ("--method surface --against command", "--against needs --scenario"),
    ("--method sobol --scenario command", "not a Sobol"),
    ("--method morris --scenario command", "not a Morris"),
    ("--method interactions", "two factors at least, for example: --factor scenario --factor initial_trust."),
    ("--method regret --policy contagion --world contagion --scenario command", "keep one of the two"),
    ("--method interactions --factor scenario --factor contagion", "--levels contagion=low,high"),
    ("--method interactions --factor scenario --factor contagion --levels contagion=1", "does not name two levels"),
    ("--method interactions --factor scenario --factor contagion --levels contagion=low,high", "not two numbers"),
    ("--method regret --scenario command", "no policy to choose"),
    ("--method regret --policy contagon", 'Did you mean "contagion"?'),
    ("--method adequacy --scenario command", "Say one of the two"),
    ("--method prim --failing <0.5 --density 2", "--density must be"),
    ("--method surface --table yearly", "--table must be"),
    ("--method surface --where contagon=0.1", 'Did you mean "contagion"?'),
    ("--method surface --where contagion", "names no value"),
    ("--method surface --where contagion=", "names no value"),
    ("--method surface --where contagion=much", "contagion is a number"),
    ("--method surface --where contagion=0.15", "There are no runs with contagion = 0.15. There are 0.1, 0.2"),
    ("--method surface --scenario command --where contagion=0.1 --where contagion=0.2", "There are 0.1."),
    ("--method features --scenario command --where contagion=0.1", "too few for trees"),
    ("--method regret --failing <0.5", "--failing does not go with regret, but with prim, cart; leave it out."),
    ("--method cart --failing <0.5 --density 0.9", "--density does not go with cart, but with prim;"),
    ("--method sobol --world contagion", "--world does not go with sobol, but with regret, dominance;"),
    ("--method dominance --parameter contagion", "--parameter does not go with dominance"),
    ("--method surface --half-width 0.1", "--half-width does not go with surface, but with adequacy;"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG)
def test_a_mistake_gets_one_sentence(
    typed: str, sentence: str, swept, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    swept(grid())
    assert answer(["analyse", "results", "--outcome", OUTCOME, *typed.split(), "--out", "answer"]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1, said.err
    assert sentence in said.err
    assert said.out == ""
    assert list(folder.iterdir()) == []
