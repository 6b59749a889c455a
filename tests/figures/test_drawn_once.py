"""No figure costs more than it must: it is laid out once, and drawn once for each format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import made_up
import pytest
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from experiments.figures.draw import Files, prepare
from experiments.figures.registry import drawable, kind_of
from experiments.figures.result import Result


@pytest.fixture(scope="module")
def result() -> Result:
    """Of two scenarios, with everything that the figures of a comparison can show."""
    return made_up.with_network(outcomes=tuple(dict.fromkeys((*made_up.EVERY, *made_up.WHO_WHOM))))


@pytest.mark.parametrize("formats", [("png",), ("png", "svg"), ("png", "svg", "pdf")])
def test_a_figure_is_laid_out_once_and_drawn_once_for_each_format(
    result: Result, formats: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: Counter[str] = Counter()
    for what, how in ((Figure, "draw"), (ConstrainedLayoutEngine, "execute")):
        usual = getattr(what, how)

        def counted(*given: Any, how: str = how, usual: Any = usual) -> Any:
            done[how] += 1
            return usual(*given)

        monkeypatch.setattr(what, how, counted)
    names = drawable(result)
    assert len(names) >= 12
    for name in names:
        done.clear()
        with Files() as files:
            files.save(prepare(kind_of(name), result), tmp_path, name=name, formats=formats)
        assert done == {"execute": 1, "draw": len(formats)}, name
