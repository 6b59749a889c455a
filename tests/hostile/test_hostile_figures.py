"""Figures are the same files whatever the user has set, and draw every name as it is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from experiments.figures import pieces
from experiments.figures.draw import Drawing, save
from experiments.figures.picture import Panel, Pen, Picture

REPOSITORY = Path(__file__).resolve().parents[2]

SETTINGS: list[tuple[str, dict[str, object]]] = [
    ("large letters", {"font.size": 30}),
    ("another font", {"font.family": "serif", "mathtext.fontset": "cm"}),
    ("red panels", {"axes.facecolor": "red", "figure.facecolor": "yellow"}),
    ("another cycle of colours", {"axes.prop_cycle": mpl.cycler(color=["r", "g"])}),
    ("sketched lines", {"path.sketch": (1, 100, 2)}),
    ("cut at the edge", {"savefig.bbox": "tight", "savefig.pad_inches": 3}),
    ("another resolution", {"savefig.dpi": 33, "figure.dpi": 33}),
    ("see-through", {"savefig.transparent": True}),
    ("thick lines", {"lines.linewidth": 9, "patch.linewidth": 9, "axes.linewidth": 9}),
    ("no axes on the left", {"axes.spines.left": False, "ytick.left": False}),
    ("numbers of the language", {"axes.formatter.use_locale": True, "axes.unicode_minus": False}),
    ("letters as letters", {"svg.fonttype": "none", "svg.hashsalt": "mine"}),
    ("a layout that moves things", {"figure.constrained_layout.use": True}),
    ("simplified paths", {"path.simplify_threshold": 1.0, "agg.path.chunksize": 1}),
    ("mathematics", {"text.parse_math": True}),
    ("the legend elsewhere", {"legend.frameon": True, "legend.fontsize": 30, "legend.handlelength": 9}),
    ("grids of the user", {"axes.grid": False, "grid.linestyle": ":", "axes.axisbelow": False}),
    ("hinting", {"text.hinting": "no_autohint", "text.antialiased": False}),
]
NAMES = [
    "$",
    "$$",
    "£5 and $5",
    r"$\frac$",
    "$x_1$",
    "a_b^c",
    r"\alpha",
    "%s",
    "{x}",
    "<b>&amp;",
    "100 %",
    "Straße",
    "#",
]


def picture(name: str) -> Picture:
    """A figure of ours with a name of the user's in every kind of place."""

    def panel(axes: Axes, pen: Pen) -> None:
        axes.plot([0, 1, 2], [1.5, 0.5, -1.5], label=name)
        axes.bar([0, 1], [1, 2], hatch="//")
        axes.set_xticks([0, 1, 2], [name] * 3)
        axes.text(0, 0, name)
        axes.set_ylabel(name)
        pieces.value_axis(axes.yaxis, "share")

    return Picture(
        titles=(name,), shown=name, panels=(Panel(panel, title=name, axis=name),) * 2,
        numbers=pd.DataFrame({"name": [name]}), alt=name, notes=(name,),
        legend=(pieces.patch_entry(name, lambda pen: {}), *pieces.scenario_entries([name])),
    )  # fmt: skip


def files(folder: Path, name: str = "Rutland") -> dict[str, bytes]:
    """The same as its files."""
    save(Drawing("figure", picture(name), (name,), (name,)), folder, name="figure", formats=("png", "svg"))
    return {place.name: place.read_bytes() for place in sorted(folder.iterdir())}


@pytest.mark.parametrize(("kind", "settings"), SETTINGS, ids=[case[0] for case in SETTINGS])
def test_no_setting_of_the_user_changes_a_byte(kind: str, settings: dict[str, object], tmp_path: Path):
    with mpl.rc_context():
        mpl.rcdefaults()
        plain = files(tmp_path / "plain")
    with mpl.rc_context(settings):
        before = dict(mpl.rcParams)
        assert files(tmp_path / "own") == plain
        assert dict(mpl.rcParams) == before  # and the user's are as they were


@pytest.mark.parametrize("name", NAMES)
def test_names_are_drawn_as_they_are_written(name: str, tmp_path: Path):
    drawn = files(tmp_path, name)
    assert len(drawn) == 4
    texts = [
        text for text in Drawing("figure", picture(name), (name,), (name,)).figure().findobj(Text) if text.get_text()
    ]
    assert name in [text.get_text() for text in texts]
    assert not any(text.get_parse_math() for text in texts)


BACKENDS = ["module://matplotlib_inline.backend_inline", "module://nowhere.at_all", "nonsense", "TkAgg", "pdf", ""]


@pytest.mark.parametrize("backend", BACKENDS)
def test_any_backend_may_be_set(backend: str):
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from experiments.figures import draw; import matplotlib; print(matplotlib.__version__)",
        ],
        cwd=REPOSITORY,
        env={**os.environ, "MPLBACKEND": backend},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
