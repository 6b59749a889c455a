"""What readers are told: both windows, what is confounded, hard words, how far a verdict is upheld, captions."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_studies import CAMDEN, ENGINE, STUDIES

from experiments.analysis.confounding import confounded, differing
from experiments.analysis.contrasts import shown_contrasts
from experiments.analysis.differences import differences_table
from experiments.analysis.findings import findings, headline_sentence
from experiments.analysis.hard_words import WORDS, glossary, unexplained
from experiments.analysis.runs import Runs
from experiments.analysis.windows import MARK, MARK_MEANS
from experiments.analysis.wording import label, sentence_case
from experiments.designs.comparison import Comparison, mission
from experiments.figures.network import PEOPLE, TIES, TOP, at_the_top, tables
from experiments.runs.failures import runnable
from experiments.studies.compare.study import Compare
from experiments.studies.explained_story import ONE_SEED
from experiments.studies.family.found import Family
from experiments.studies.family.tables import family_finding
from experiments.studies.hypotheses.declared import Criterion, Results
from experiments.studies.hypotheses.verdict import NOT_SUPPORTED, SUPPORTED, judge_both_windows
from experiments.studies.hypotheses.wording import upheld_words, verdict_words
from experiments.studies.publish import conduct
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES
from sim.scenario.scenario import load_scenario

MONTHS, PAIRS = 36, 12


def turning() -> tuple[Comparison, pd.DataFrame]:
    """Two scenarios, the second better by a little in the last year and worse by much before; nothing else differs."""
    pair = Comparison(
        (load_scenario("command"), load_scenario("distributed")), CAMDEN, months=MONTHS, replications=PAIRS
    )
    values = np.zeros((2, PAIRS, MONTHS, len(OUTCOMES)))
    at = OUTCOMES.index("index")
    noise = np.random.default_rng(0).normal(0.0, 0.001, PAIRS)[:, None]
    values[1, :, :24, at], values[1, :, 24:, at] = -0.2 + noise, 0.01 + noise
    runs = Runs(pair.names, OUTCOMES, values)
    expected = runnable(OUTCOMES, CAMDEN)
    return pair, differences_table(pair, runs, MEASURES, headline=HEADLINE, expected=expected)


def test_a_verdict_that_hangs_on_the_last_year_is_marked_wherever_it_stands() -> None:
    pair, table = turning()
    rows = table[table["outcome"] == "index"].set_index("summary")
    assert rows.loc["last_year", "verdict"] == "better"
    assert rows.loc["mean", "verdict"] == "worse"
    assert rows["windows_differ"].all()
    said = rows.loc["last_year", "finding"]
    assert "1.0" in said
    assert f"{MARK} Over the whole run: 12.99" in said
    assert "which is worse." in said.partition(MARK)[2]
    assert f"{MARK} In the last year: " in rows.loc["mean", "finding"]
    others = table[table["outcome"] != "index"]
    assert not others["windows_differ"].any()
    assert not others["finding"].str.contains(MARK).any()
    headline = headline_sentence(pair, findings(table, headline=HEADLINE))
    assert headline.endswith(f"{MARK} 1 of these {len(HEADLINE)} verdicts is different over the whole run.")


def test_of_a_run_of_one_year_the_windows_are_the_same() -> None:
    pair = Comparison((load_scenario("command"), load_scenario("distributed")), CAMDEN, months=12, replications=4)
    values = np.random.default_rng(1).random((2, 4, 12, len(OUTCOMES)))
    expected = runnable(OUTCOMES, CAMDEN)
    table = differences_table(pair, Runs(pair.names, OUTCOMES, values), MEASURES, headline=HEADLINE, expected=expected)
    assert not table["windows_differ"].any()


def test_a_family_that_drifts_apart_only_at_the_end_is_marked() -> None:
    family: Family = STUDIES["family"]().asked
    spread = [0.2, 0.2, 0.2, 0.2, 0.2, 0.3]
    rows = pd.DataFrame({"year": [f"{y}" for y in range(6)], "failed": 0.0})
    for measure in ("index", "reserves"):
        rows[f"{measure}_p05"], rows[f"{measure}_p95"] = 0.0, spread
    said = family_finding(family, rows, 1)
    assert "drift apart in the service outcome index" in said
    assert said.count(f"{MARK} in the mean of all years they stay as far apart") == 2
    assert MARK not in family_finding(family, rows.assign(index_p95=0.2, reserves_p95=0.2), 1)


def test_a_criterion_is_judged_in_both_windows_by_one_function() -> None:
    values = np.random.default_rng(2).normal(0.0, 0.01, (8, 1, 60, 1))
    values[:, :, :48] -= 1.0
    values[:, :, 48:] += 1.0
    zero = np.zeros_like(values)
    results = Results({"one": values, "other": zero}, ("index",))
    last = Criterion("of the last year", "", lambda r: r.difference("one", "other", "index"), at_least=0.0)
    named = Criterion("of named months", "", lambda r: r.difference("one", "other", "index", -6), at_least=0.0)
    hanging, steady = judge_both_windows([last, named], results)
    assert (hanging.verdict, hanging.whole_run) == (SUPPORTED, NOT_SUPPORTED)
    assert verdict_words(hanging) == f"supported {MARK} (over the whole run: not supported)"
    assert (steady.verdict, steady.whole_run) == (SUPPORTED, SUPPORTED)
    assert MARK not in verdict_words(steady)


def test_levels_are_means_like_the_differences_beside_them() -> None:
    """A skewed outcome: medians would say that nothing differs."""
    pair = Comparison((load_scenario("command"), load_scenario("distributed")), CAMDEN, months=12, replications=10)
    values = np.zeros((2, 10, 12, len(OUTCOMES)))
    values[1, :4] = 1.0
    from experiments.analysis.differences import levels_table

    expected, runs = runnable(OUTCOMES, CAMDEN), Runs(pair.names, OUTCOMES, values)
    levels = levels_table(pair, runs, MEASURES, expected=expected, summary="last_year")
    levels = levels[levels["outcome"] == "index"].set_index("scenario")
    table = differences_table(pair, runs, MEASURES, headline=HEADLINE, expected=expected)
    row = table[(table["outcome"] == "index") & (table["summary"] == "last_year")].iloc[0]
    assert levels.loc["distributed", "mean"] - levels.loc["command", "mean"] == pytest.approx(row["difference"])
    assert levels.loc["distributed", "median"] == 0.0


def test_a_contrast_that_differs_in_several_things_is_called_confounded() -> None:
    names = ("command", "distributed", "low-trust")
    asked = Comparison(tuple(load_scenario(name) for name in names), CAMDEN, months=12, replications=2)
    said = confounded(asked)
    assert list(said) == ["low-trust"]
    assert "initial_trust (0.3 against 0.55) and style_mean (0.5 against 0.2)" in said["low-trust"]
    assert confounded(mission(CAMDEN)) == {}, "style and trust are told apart by design"
    off = load_scenario("baseline").switched_off("S01", "S12")
    assert set(differing(off, load_scenario("baseline"))) == {"S01", "S12"}
    early, late = load_scenario("cuts-early"), load_scenario("cuts-late")
    assert list(differing(early, late)) == ["dated events (budget)"]
    crisis = load_scenario("trust-crisis-2013")
    assert set(differing(crisis, early)) == {"dated events (budget)", "dated events (shock)"}
    assert differing(crisis, early)["dated events (shock)"] == ("2013-04 trust -0.3 (line)", "none")


EVENTS: dict[str, tuple[str, set[str]]] = {
    "what a parameter is and becomes are one thing": (
        "extends: command\nevents: [{date: 2012-07, set: {style_mean: 0.9}}]",
        {"style_mean"},
    ),
    "an event and a parameter are two": (
        "extends: distributed\nevents: [{date: 2012-07, shock: {layer: line, trust: -0.3}}]",
        {"style_mean", "dated events (shock)"},
    ),
    "a theory switched off later": ("extends: baseline\nevents: [{date: 2012-07, switch: {S14: off}}]", {"S14"}),
    "rounds of the budget are one thing": ("extends: cuts-late", {"dated events (budget)"}),
}
"""Kind: the scenario that is held against the baseline, and what differs."""


@pytest.mark.parametrize(("text", "things"), EVENTS.values(), ids=list(EVENTS))
def test_what_happens_later_differs_too(text: str, things: set[str], tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(f"why: x\n{text}\n")
    own, baseline = load_scenario(tmp_path / "own.yaml"), load_scenario("baseline")
    assert set(differing(own, baseline)) == set(differing(baseline, own)) == things
    said = confounded(Comparison((baseline, own), CAMDEN, months=36, replications=2))
    assert bool(said) == (len(things) > 1)


def quick(monkeypatch: pytest.MonkeyPatch, name: str, study: Any) -> Any:
    """A study, run by an engine that takes no time, with its figures' titles and without its figures."""
    from experiments.runs import driver

    monkeypatch.setattr(driver, "HANDFUL", 10_000)
    monkeypatch.setattr(
        "experiments.studies.publish.draw_all", lambda figures, *_: {key: make().title for key, make in figures.items()}
    )
    return conduct(study, out=Path(name), engine=ENGINE, command=["townhall", name])


def confounded_study() -> Compare:
    pair = load_scenario("command"), load_scenario("low-trust")
    return Compare(Comparison(pair, CAMDEN, months=26, replications=6))


REPORTS: dict[str, Callable[[], Any]] = {
    "compare": confounded_study,
    "mission": lambda: Compare(mission(CAMDEN, months=26, replications=6)),
}


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_report_explains_its_words_and_marks_its_verdicts(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = quick(monkeypatch, name, REPORTS[name]())
    text = made.report.read_text(encoding="utf-8")
    assert unexplained(text) == []
    if name in ("compare", "mission"):
        rows = made.found.differences.query("headline and summary == 'last_year'")
        rows = rows[rows["contrast"].isin(shown_contrasts(made.found.design))]
        for outcome, here in rows.groupby("outcome"):
            title = f"| {sentence_case(label(MEASURES[str(outcome)]))} |"
            marks = [line.count(MARK) for line in text.splitlines() if line.startswith(title)]
            assert max(marks) == int(here["windows_differ"].sum()), "in the table of differences"
        assert (MARK_MEANS in text) == bool(rows["windows_differ"].any())
    if name == "compare":
        assert text.count("Confounded: low-trust and command differ in 2 things at once") == 2
        assert "confounded (several things differ at once)" in made.found.headline


def test_a_hard_word_that_nothing_explains_is_found() -> None:
    text = "# Report\n\nThe severity is high."
    assert unexplained(text) == ["severity"]
    assert unexplained(f"# Report\n\n{glossary(text)}\n\nThe severity is high.") == []
    assert unexplained(f"{text}\n\n{glossary(text)}") == ["severity"], "too late"
    assert unexplained("Failure demand is work that was not done well.") == []
    assert unexplained("`severity` is a name in code.") == []
    assert len({word.word for word in WORDS}) == len(WORDS)


def test_how_far_supported_hypotheses_are_upheld() -> None:
    said = upheld_words([("S05", 0.25), ("S13", 0.0)])
    assert said.startswith("upheld in 25% (S05) and 0% (S13) of assumption worlds")
    assert upheld_words([("S05", math.nan)]) == "robustness not run"
    assert upheld_words([("S05", 0.5), ("S12", math.nan)]).endswith("; robustness not run for S12")
    assert upheld_words([]) == ""


def test_the_network_speaks_of_the_outcome_as_it_is_declared() -> None:
    """Trust at the top in the caption is what the run has for trust.dyad."""
    from sim.faces.networks import trust_network_snapshots
    from sim.machine.engine import Simulation

    scenario = load_scenario("distributed")
    shots = trust_network_snapshots(scenario, CAMDEN, months=14, seed=3)
    run = Simulation(scenario, [CAMDEN], seed=3).advance(14)[:, 0, OUTCOMES.index("trust.dyad")]
    saved = tables({"distributed": shots})
    for month, _ in shots[1:]:
        people, ties = (saved[name][saved[name]["month"] == month] for name in (PEOPLE, TIES))
        assert TOP == "trust.dyad"
        assert at_the_top(people, ties) == pytest.approx(run[month - 1], abs=1e-12)


def test_one_seed_is_called_one_seed() -> None:
    assert ONE_SEED.startswith("One seed is one seed")
