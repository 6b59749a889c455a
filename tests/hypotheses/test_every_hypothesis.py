"""Every hypothesis is whole, runs, and can lose: there is a setting under which its verdict turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.studies.hypotheses.declared import Hypothesis
from experiments.studies.hypotheses.design import Asked, scenario_of
from experiments.studies.hypotheses.registry import all_hypotheses
from experiments.studies.hypotheses.study import Hypotheses
from experiments.studies.hypotheses.verdict import FAILED
from experiments.studies.publish import conduct
from sim.council.councils import find_council
from sim.outcomes import MEASURES
from sim.schedule import THEORIES

HYPOTHESES = all_hypotheses()
every = pytest.mark.parametrize("hypothesis", HYPOTHESES.values(), ids=lambda h: h.id)
FAST = [id_ for id_ in ("S12", "S13") if id_ in HYPOTHESES]


@every
def test_it_is_whole(hypothesis: Hypothesis) -> None:
    h = hypothesis
    for text in (h.claim, h.contrast, h.expected, h.falsified, h.turn.why):
        assert len(text) > 10
    assert len(h.claim) < 160, "the claim is one short sentence"
    assert h.id in THEORIES or h.id == "S10", "a hypothesis is about a theory of the model"
    names = [criterion.name for criterion in h.criteria]
    assert len(set(names)) == len(names) > 0
    for criterion in h.criteria:
        assert criterion.at_least is not None or criterion.at_most is not None
        if criterion.at_least is not None and criterion.at_most is not None:
            assert criterion.at_least < criterion.at_most
        assert len(criterion.statement) > 10
    assert any(not criterion.calibrated for criterion in h.criteria), "something must be at stake"
    assert any(criterion.calibrated for criterion in h.criteria) == bool(h.calibrated)
    assert h.turn.criterion in names
    assert h.turn.settings or h.turn.without
    arms = [arm.name for arm in h.arms]
    assert len(set(arms)) == len(arms) > 1
    assert h.replicates >= 30
    assert 4 <= h.quick_replicates <= h.replicates
    assert h.hypercube_replicates >= 1
    assert set(h.outcomes) <= set(MEASURES)


@every
def test_its_arms_can_be_run(hypothesis: Hypothesis) -> None:
    digests = set()
    for arm in hypothesis.arms:
        for council in arm.councils:
            find_council(council)
        digests.add((scenario_of(arm).digest, arm.councils, arm.together, arm.months))
        scenario_of(arm, above=hypothesis.turn.settings, without=hypothesis.turn.without)
    assert len(digests) > 1, "a contrast needs arms that differ"


def turned(hypothesis: Hypothesis, out: Path, replications: int | None) -> None:
    asked = Asked((hypothesis,), replications=replications, points=0)
    (found,) = conduct(Hypotheses(asked), out=out).found.judgements
    assert found.verdict != FAILED, found.error
    before, after = found.turn_of, found.turned
    assert before is not None
    assert after is not None
    assert found.turns, (
        f"{hypothesis.turn.criterion} stays {before.verdict} ({before.effect:.4f}, then {after.effect:.4f}) where "
        f"{hypothesis.turn.why}: the mechanism cannot lose"
    )


@pytest.mark.statistical
@pytest.mark.parametrize("id_", FAST)
def test_it_can_lose(id_: str, tmp_path: Path) -> None:
    turned(HYPOTHESES[id_], tmp_path / "out", HYPOTHESES[id_].quick_replicates)


@pytest.mark.release
@every
def test_each_mechanism_can_lose(hypothesis: Hypothesis, tmp_path: Path) -> None:
    """With all of its replications."""
    turned(hypothesis, tmp_path / "out", None)


@pytest.mark.release
def test_the_full_run(tmp_path: Path) -> None:
    """All hypotheses, as ``townhall hypotheses`` runs them: nothing fails, and every verdict can turn."""
    found = conduct(Hypotheses(Asked(tuple(HYPOTHESES.values()))), out=tmp_path / "hypotheses").found
    assert [j.hypothesis.id for j in found.judgements] == list(HYPOTHESES)
    failed = {j.hypothesis.id: j.error for j in found.judgements if j.verdict == FAILED}
    assert not failed
    assert not [j.hypothesis.id for j in found.judgements if not j.turns]
    # The budget: an hour of two cores.
    assert sum(j.seconds for j in found.judgements) < 2 * 3600
