"""Every example of docs/mesa.md runs and gives what the page says, and the application on it is one."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from docs import insert

PAGE = Path(insert.__file__).parent / "mesa.md"


@pytest.mark.filterwarnings("ignore:The `iterations` keyword argument:DeprecationWarning")
def test_every_example_gives_what_the_page_says() -> None:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=options, encoding="utf-8")
    assert result.attempted > 30, "the page's examples are no longer found"
    assert result.failed == 0, "see the captured output"


def test_the_application_of_the_page_has_parameters_that_the_model_takes() -> None:
    """Solara itself is an extra; where it is installed, the application is drawn."""
    from sim.faces.drawing import SolaraModel

    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    compile(program, "app.py", "exec")
    names = re.findall(r'^        "(\w+)": \{"type"', program, flags=re.MULTILINE)
    assert names == ["council", "style_mean", "months"]
    SolaraModel(council="Rutland", style_mean=0.35, months=24, rng=1).step()
    solara = pytest.importorskip("solara")
    space: dict[str, object] = {}
    exec(program, space)
    solara.render(space["page"], handle_error=False)
