"""The loops that take the time run on several rows at once: a branch or a look-up put into one of them shows here."""

from __future__ import annotations

import platform

import pytest

from benchmarks.vectorised import loops, remarks

LEAST = {
    "everyday_contact": ("relations.py", 3),
    "trust": ("relations.py", 2),
    "coping": ("coping.py", 1),
    "workforce": ("workforce.py", 1),
    "change_against_loss": ("s02_relational_leadership.py", 1),
    "relational_acts": ("s14_training_to_be_relational.py", 1),
    "approvals": ("approvals.py", 1),
    "mood": ("morale.py", 1),
}
"""Process -> its file, and how many of its loops must."""


@pytest.mark.process
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="other processors have other rules")
def test_the_loops_that_take_the_time_run_on_several_rows_at_once() -> None:
    fast, slow = loops(remarks(list(LEAST)))
    few = {process: fast[file] for process, (file, least) in LEAST.items() if fast[file] < least}
    assert few == {}, "\n".join(f"{name}:{line}: {reason}" for (name, line), reason in sorted(slow.items()))


def test_a_loop_is_told_by_what_llvm_says() -> None:
    said = (
        "remark: morale.py:12:1: loop not vectorized: cannot identify array bounds\n"
        "remark: morale.py:20:1: vectorized loop (vectorization width: 8, interleaved count: 1)\n"
        "remark: <unknown>:0:0: loop not vectorized\n"
    )
    fast, slow = loops(said)
    assert fast == {"morale.py": 1}
    assert slow == {("morale.py", 12): "cannot identify array bounds"}
