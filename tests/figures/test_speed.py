"""The figures of a comparison take few seconds of computing, whatever else the machine does."""

from __future__ import annotations

import time
from pathlib import Path

import made_up
import pytest

from experiments.figures.draw import Files, prepare
from experiments.figures.registry import drawable, kind_of

MOST = 4.0
"""Seconds of computing for every figure that a comparison of two scenarios can give, as PNG and SVG, each once."""


@pytest.mark.process
def test_the_default_set_of_a_comparison_is_drawn_in_four_seconds(tmp_path: Path) -> None:
    outcomes = tuple(dict.fromkeys((*made_up.EVERY, *made_up.WHO_WHOM)))
    result = made_up.with_network(outcomes=outcomes, months=180, replications=30)
    names = drawable(result)
    assert len(names) >= 12
    prepare(kind_of("ribbons"), result).figure()  # what is imported and set up once
    begun = time.process_time()
    with Files() as files:
        for name in names:
            files.save(prepare(kind_of(name), result), tmp_path, name=name)
    assert time.process_time() - begun < MOST
