"""Crossed designs: every policy in every world with the same luck, however it is listed, grown, cut up or analysed."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from policy_engine import ENGINE, TURN
from small_sweeps import CROSSED, Here, table_digest

import experiments
from experiments.cli import answer
from experiments.designs.sampling import Points
from experiments.runs import driver
from experiments.runs.driver import run_design
from experiments.runs.merge import merge
from experiments.runs.plan import Expansion
from experiments.runs.planned import Part
from experiments.runs.precision import run_until_precise
from sim.errors import InputError

LISTED = CROSSED.replace("points: 6\n", "").split("levers:")[0]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_workers", lambda scheduler, setup, *more: Here(setup))


def rows(design) -> list[dict]:
    expansion = Expansion(design)
    return expansion.stretch(0, len(expansion)).to_pylist()


def world(row: dict) -> tuple:
    return row["initial_trust"], row["budget_mode"]


def run(design, out: str = "out", **more):
    return run_design(design, out=Path(out), workers=1, engine=ENGINE, **more)


def test_every_policy_meets_the_same_worlds_with_the_same_luck(design_of) -> None:
    met = defaultdict(set)
    for row in rows(design_of(CROSSED)):
        met[row["style_mean"], row["budget_cut"]].add((*world(row), row["replicate"], row["seed"]))
    assert set(met) == {(0.2, 0), (0.2, 30), (0.8, 0), (0.8, 30)}
    first = next(iter(met.values()))
    assert all(one == first for one in met.values())
    assert len(first) == 6 * 3
    assert len({seed for *_, seed in first}) == 1, "replicate k has the same random numbers everywhere"


def test_the_worlds_are_a_latin_hypercube(design_of) -> None:
    """In each of the equal stretches of every uncertainty lies one world."""
    values = Points(design_of(CROSSED, points=50)).stretch(0, 200)
    trust = np.unique(values[:, 0])
    assert sorted(np.floor((trust - 0.1) / 0.8 * 50).astype(int)) == list(range(50))


def test_any_stretch_is_a_piece_of_the_whole(design_of) -> None:
    points = Points(design_of(CROSSED))
    whole = points.stretch(0, len(points))
    assert len(whole) == 24
    for start in range(0, 24, 5):
        assert np.array_equal(points.stretch(start, start + 5), whole[start : start + 5])
    assert points.stretch(24, 30).shape == (0, 4)


def test_what_is_listed_is_the_same_runs(design_of) -> None:
    """Policies and worlds of the design above, one by one: as lists, and the worlds as a table."""
    design = design_of(CROSSED)
    met = list(dict.fromkeys(world(row) for row in rows(design)))
    policies = [{"style_mean": style, "budget_cut": cut} for style in (0.8, 0.2) for cut in (30, 0)]
    worlds = [{"initial_trust": trust, "budget_mode": mode} for trust, mode in met]
    wanted = set(Expansion(design).keys.tolist())
    assert set(Expansion(design_of(LISTED, policies=policies, worlds=worlds)).keys.tolist()) == wanted
    lines = [f"{mode},{trust!r}" for trust, mode in met]
    Path("worlds.csv").write_text("\n".join(["budget_mode,initial_trust", *lines]) + "\n")
    table = LISTED + "uncertainties:\n  initial_trust:\n  budget_mode:\n"
    found = design_of(table, policies=policies, worlds="csv", file="worlds.csv")
    assert found.names == ("budget_mode", "initial_trust", "style_mean", "budget_cut"), "as the file has its columns"
    assert set(Expansion(found).keys.tolist()) == wanted


def test_a_policy_may_be_when_something_happens(design_of) -> None:
    """Dates of an event are listed as settings are, and a name that the scenario does not have is answered."""
    text = (
        CROSSED.split("levers:")[0].replace("[command]", "[trust-crisis-2013]") + "uncertainties:\n  initial_trust:\n"
    )
    early, late = ({"crisis.date": date, "style_mean": 0.8} for date in ("2011-04", "2011-09"))
    found = rows(design_of(text, policies=[early, late]))
    assert {(row["crisis.date"], row["style_mean"]) for row in found} == {("2011-04", 0.8), ("2011-09", 0.8)}
    assert len(found) == 2 * 6 * 3
    with pytest.raises(InputError, match=r'no event value "crisi\.date"\. Did you mean "crisis\.date"'):
        design_of(text, policies=[{"crisi.date": "2011-04"}])


def test_further_worlds_and_policies_leave_what_is_run(design_of) -> None:
    small = design_of(CROSSED)
    assert run(small).ran == 72
    assert run(small).ran == 0, "nothing is done twice"
    worlds = design_of(CROSSED, points=[6, 4])
    assert np.array_equal(Points(worlds).stretch(0, 24), Points(small).stretch(0, 24))
    assert run(worlds).ran == 4 * 4 * 3
    more = design_of(CROSSED.replace("[0.2, 0.8]", "[0.2, 0.5, 0.8]"), points=[6, 4])
    assert run(more).ran == 10 * 2 * 3
    with pytest.raises(InputError, match=r"initial_trust to was 0\.9, is 0\.8"):
        run(design_of(CROSSED.replace("to: 0.9", "to: 0.8")))


def test_parts_become_the_whole(design_of) -> None:
    design = design_of(CROSSED)
    for number in (3, 1, 2):
        run(design, "array", part=Part(number, 3), batch_runs=5)
    merged = merge(Path("array"))
    assert merged.digest == run(design, "whole").digest
    assert table_digest(Path("array")) == table_digest(Path("whole"))


def test_until_precise(design_of) -> None:
    found = run_until_precise(
        design_of(CROSSED), {"index": 0.4}, out=Path("out"), workers=1, engine=ENGINE, at_most=200
    )
    assert found.enough
    assert len(experiments.load("out", "last_year", ["index"])["replicate"].unique()) == found.replications


def analysed(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()
    status = answer(["analyse", "out", "--outcome", "index", *options])
    said = capsys.readouterr()
    return status, " ".join((said.out + said.err).split())


def test_regret_and_dominance_read_it(design_of, capsys: pytest.CaptureFixture[str]) -> None:
    """Letting go loses at worst 6 x 0.3 in distrust, holding on 6 x 0.5 in trust; cuts do nothing: two ties."""
    run(design_of(CROSSED, points=200))
    status, said = analysed(capsys, "--method", "regret")
    assert status == 0
    assert "is a tie of style_mean 0.8, budget_cut 0 and style_mean 0.8, budget_cut 30: they are equal in every" in said
    assert "In the worst of 200 worlds each loses 1.8" in said
    status, said = analysed(capsys, "--method", "regret", "--where", "budget_cut=30")
    assert "Least to regret in index is style_mean 0.8: in the worst of 200 worlds it loses 1.8" in said
    status, said = analysed(capsys, "--method", "dominance", "--where", "style_mean=0.8")
    assert status == 0
    assert "Nothing differs: each of the 2 policies (budget_cut 0 and budget_cut 30)" in said


def test_worlds_are_searched_for_one_policy(design_of, capsys: pytest.CaptureFixture[str]) -> None:
    run(design_of(CROSSED, points=120))
    for method in (["prim", "--failing", "< 0"], ["cart", "--failing", "< 0"], ["features"]):
        status, said = analysed(capsys, "--method", *method)
        assert status == 2
        assert (
            "each world is met by 4 policies; choose one of them by its levers, such as --where style_mean=0.2" in said
        )
    one = ["--where", "style_mean=0.8", "--where", "budget_cut=0"]
    status, said = analysed(capsys, "--method", "cart", "--failing", "< 0", *one)
    assert status == 0
    assert "of 120 worlds fail" in said
    assert "most often where initial_trust is below 0." in said
    status, said = analysed(capsys, "--method", "features", *one)
    assert status == 0
    assert "initial_trust matters most to index" in said


def test_a_world_that_is_drawn_twice_is_one_world(design_of, capsys: pytest.CaptureFixture[str]) -> None:
    text = CROSSED.replace("  initial_trust: {from: 0.1, to: 0.9}\n", "").replace("points: 6", "points: 8")
    run(design_of(text, constants={"initial_trust": 0.9}))
    status, said = analysed(capsys, "--method", "regret")
    assert status == 0, said
    assert "In the worst of 2 worlds each loses 0" in said


def test_the_turn_is_where_the_engine_has_it(design_of) -> None:
    """The best policy of each world, as one has it from the table."""
    run(design_of(CROSSED, points=50))
    table = experiments.load("out", "last_year", ["index"])
    best = table.loc[table.groupby(["initial_trust", "replicate"])["index"].idxmax()]
    assert ((best["style_mean"] == 0.8) == (best["initial_trust"] > TURN)).all()
    assert table.attrs["roles"]["style_mean"] == "levers"
    assert table.attrs["roles"]["initial_trust"] == "uncertainties"
