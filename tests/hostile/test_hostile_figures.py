"""Figures are the same files whatever the user has set, and draw every name as it is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.figures import style

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


def files(folder: Path, name: str = "Rutland") -> dict[str, bytes]:
    """A figure of ours with a name of the user's in every kind of place, as its files."""

    def draw() -> Figure:
        with style.house_style():
            frame = style.frame(title=name, shown=name, note=name, rows=1, columns=2, panel_height=1.5)
            for panel in frame.axes.flat:
                panel.plot([0, 1, 2], [1.5, 0.5, -1.5], label=name)
                panel.bar([0, 1], [1, 2], hatch="//")
                panel.set_xticks([0, 1, 2], [name] * 3)
                panel.text(0, 0, name)
                panel.set_title(name)
                panel.set_ylabel(name)
            style.plain_numbers(frame.axes[0, 0].yaxis)
            frame.legend([Patch(label=name), *frame.axes[0, 0].get_lines()])
        return frame.figure

    style.save(draw(), folder, "figure", title=name)
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
    assert len(drawn) == 2
    with style.house_style():
        figure = Figure()
        text = figure.text(0, 0, name)
        assert not text.get_parse_math()
        assert text.get_text() == name


BACKENDS = ["module://matplotlib_inline.backend_inline", "module://nowhere.at_all", "nonsense", "TkAgg", "pdf", ""]


@pytest.mark.parametrize("backend", BACKENDS)
def test_any_backend_may_be_set(backend: str):
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from experiments.figures import style; import matplotlib; print(matplotlib.__version__)",
        ],
        cwd=REPOSITORY,
        env={**os.environ, "MPLBACKEND": backend},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
