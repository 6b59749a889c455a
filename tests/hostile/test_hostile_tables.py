"""Tables of others: councils, funding paths, points. Each line of a table is an input, its kind, and the answer.

A new kind is a new line: what is in the file, what kind of thing that is, and a part of the sentence (or what is read).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.designs.sweep_file import load_design
from sim.council.councils import YEARS, load_council_file, load_funding_file

EXAMPLE = (Path(__file__).resolve().parents[2] / "configs" / "examples" / "own-council.csv").read_text(encoding="utf-8")
HEADER, VALE, *_ = EXAMPLE.splitlines()
COUNCIL = f"{HEADER}\n{VALE}\n"
FUNDING = "year,index\n" + "".join(f"{year},{100 - 2 * (year - 2010)}\n" for year in YEARS)
POINTS = "style_mean,initial_trust\n0.2,0.3\n0.8,0.3\n"
DESIGN = """\
why: Points of others.
kind: csv
file: points.csv
months: 12
replications: 1
councils: [Rutland]
levers:
  style_mean:
uncertainties:
  initial_trust:
outcomes: [index]
"""
BEHAVIOR_SPACE = (
    '"BehaviorSpace results (NetLogo 6.4.0)"\n"town.nlogo"\n"experiment"\n"03/02/2024 10:30:35:123 +0000"\n'
    '"min-pxcor","max-pxcor","min-pycor","max-pycor"\n"-16","16","-16","16"\n'
)
NUMBER = COUNCIL.splitlines()[0].split(",")


def cell(column: str, value: str) -> str:
    """The example council with one cell changed."""
    at = NUMBER.index(column)
    cells = VALE.split(",")
    cells[at] = value
    return f"{HEADER}\n{','.join(cells)}\n"


def changed(year: int, index: str) -> str:
    """The funding path with another number in one year."""
    return FUNDING.replace(f"{year},{100 - 2 * (year - 2010)}\n", f"{year},{index}\n")


def parts(year: int, tax: str) -> str:
    """A funding path that says what it is made of, with another council tax in one year."""
    rows = [f"{y},100,30,20,{tax if y == year else 50}" for y in YEARS]
    return "year,funding_m,grant_m,rates_m,council_tax_m\n" + "\n".join(rows) + "\n"


MARKERS = ["[x]", "[c]", "[z]", "[low]", "[u]", "..", "...", ".", ":", "-", "–", "—", "*", "~", "x", "c", "z", "NaN"]
MARKERS += ["n/a", "#N/A", "<NA>", "NULL", "None", "+inf"]

# ---------------------------------------------------------------- read as it is meant
POINTS_READ: list[tuple[str, str, list[tuple[float | None, ...]]]] = [
    ("a row of empty cells", "style_mean,initial_trust\n0.2,0.3\n,\n0.8,0.3\n", [(0.2, 0.3), (None, None), (0.8, 0.3)]),
    ("the first row is empty", "style_mean,initial_trust\n,\n0.8,0.3\n", [(None, None), (0.8, 0.3)]),
    ("the last rows are empty", POINTS + ",\n,\n", [(0.2, 0.3), (0.8, 0.3), (None, None), (None, None)]),
    ("one cell is empty", "style_mean,initial_trust\n,0.3\n0.8,\n", [(None, 0.3), (0.8, None)]),
    ("lines without anything", "style_mean,initial_trust\n\n0.2,0.3\n\n\n0.8,0.3\n\n", [(0.2, 0.3), (0.8, 0.3)]),
    ("a spreadsheet's sep=", "sep=,\n" + POINTS, [(0.2, 0.3), (0.8, 0.3)]),
    ("a quoted sep=", '"sep=,"\n' + POINTS, [(0.2, 0.3), (0.8, 0.3)]),
    ("comments above", "# made elsewhere\n# on a Tuesday, late\n\n" + POINTS, [(0.2, 0.3), (0.8, 0.3)]),
    ("a comment with a quote", '# "made, elsewhere\n' + POINTS, [(0.2, 0.3), (0.8, 0.3)]),
    ("BehaviorSpace's six lines", BEHAVIOR_SPACE + POINTS, [(0.2, 0.3), (0.8, 0.3)]),
    ("separated by tabs", POINTS.replace(",", "\t"), [(0.2, 0.3), (0.8, 0.3)]),
    ("tabs, and sep= says so", "sep=\t\n" + POINTS.replace(",", "\t"), [(0.2, 0.3), (0.8, 0.3)]),
    ("tabs, and an empty row", "style_mean\tinitial_trust\n\t\n0.8\t0.3\n", [(None, None), (0.8, 0.3)]),
    ("a byte order mark", "\ufeff" + POINTS, [(0.2, 0.3), (0.8, 0.3)]),
    ("Windows line ends", POINTS.replace("\n", "\r\n"), [(0.2, 0.3), (0.8, 0.3)]),
    ("old Macintosh line ends", POINTS.replace("\n", "\r"), [(0.2, 0.3), (0.8, 0.3)]),
    ("no line end at the end", POINTS.rstrip(), [(0.2, 0.3), (0.8, 0.3)]),
    ("equal rows", "style_mean,initial_trust\n0.2,0.3\n0.2,0.3\n", [(0.2, 0.3), (0.2, 0.3)]),
]


@pytest.mark.parametrize(("kind", "points", "read"), POINTS_READ, ids=[case[0] for case in POINTS_READ])
def test_points_are_read(kind: str, points: str, read: list[tuple[float | None, ...]], folder: Path):
    (folder / "points.csv").write_text(points, encoding="utf-8", newline="")
    (folder / "points.yaml").write_text(DESIGN)
    design = load_design(folder / "points.yaml")
    assert design.names == ("style_mean", "initial_trust")
    assert list(design.table) == read


@pytest.mark.parametrize("columns", [("style_mean", "initial_trust"), ("initial_trust", "style_mean")])
def test_points_keep_the_order_of_their_columns(columns: tuple[str, str], folder: Path):
    """The order is a part of a Saltelli table, wherever the design has its levers."""
    (folder / "points.csv").write_text(f"{columns[0]},{columns[1]}\n0.25,0.75\n")
    (folder / "points.yaml").write_text(DESIGN)
    design = load_design(folder / "points.yaml")
    assert design.names == columns
    assert list(design.table) == [(0.25, 0.75)]


def test_a_table_of_one_column_has_empty_cells_and_no_empty_lines(folder: Path, refused):
    (folder / "points.yaml").write_text(DESIGN.replace("uncertainties:\n  initial_trust:\n", ""))
    (folder / "points.csv").write_text('style_mean\n0.2\n""\n0.8\n\n')
    assert list(load_design(folder / "points.yaml").table) == [(0.2,), (None,), (0.8,)]
    (folder / "points.csv").write_text("style_mean\n0.2\n\n0.8\n")
    assert "points.csv, line 3: the line is empty" in refused("sweep points.yaml --dry-run")


YEARS_READ = ["{0}", "{0}-{2:02d}", "{0}–{2:02d}", "{0}—{2:02d}", "{0}‑{2:02d}", "{0}−{2:02d}", "{0}/{2:02d}"]
YEARS_READ += ["{0}-{1}", "{0}–{1}", "{0} to {1}", "{0} TO {1}", "{0} - {1}", "{0}/{1}", "{0} to {2:02d}"]


@pytest.mark.parametrize("written", YEARS_READ)
def test_financial_years_are_read(written: str, folder: Path):
    rows = [f"{written.format(year, year + 1, (year + 1) % 100)},{200 - year + 2010}" for year in YEARS]
    (folder / "path.csv").write_text("year,index\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert load_funding_file(folder / "path.csv")["*"][-1] == pytest.approx(186 / 200)


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_leaves_out_what_may_be_missing(marker: str, folder: Path):
    (folder / "own.csv").write_text(cell("deprivation", marker), encoding="utf-8")
    (known,) = load_council_file(folder / "own.csv")
    assert not known.deprivation_known
    assert 0 < known.deprivation < 1


# ---------------------------------------------------------------- refused in a sentence
POINTS_REFUSED: list[tuple[str, str, str]] = [
    ("a title above the header", "Table 1: points\n" + POINTS, "line 1: this is no header, which stands on line 2"),
    ("two lines above the header", "Results\n\nof 2024\n" + POINTS, "this is no header, which stands on line 4"),
    ("a title above tabs", "Points\n" + POINTS.replace(",", "\t"), "which stands on line 2"),
    ("BehaviorSpace's own columns", BEHAVIOR_SPACE + '"[run number]",' + POINTS.replace("\n", "\n1,"), "line 7"),
    ("semicolons", POINTS.replace(",", ";"), "separated by semicolons"),
    ("semicolons, and sep= says so", "sep=;\n" + POINTS.replace(",", ";"), "line 2: the columns are separated by semi"),
    ("a marker", POINTS.replace("0.2", "[x]"), "line 2, column"),
    ("nothing but a comment", "# nothing\n", "is missing"),
    ("nothing", "", "is empty"),
    ("a header alone", "style_mean,initial_trust\n", "no rows"),
    ("a cell too many", POINTS + "1,2,3\n", "line 4: the row has 3 cells but the header 2"),
    ("a tab too many", POINTS.replace(",", "\t") + "1\t2\t3\n", "remove tabs"),
    ("a column twice", "style_mean,style_mean,initial_trust\n0.1,0.2,0.3\n", "appears twice"),
    ("a column of somebody else", "style_mean,initial_trust,weather\n0.1,0.2,0.3\n", "weather"),
    ("out of range", POINTS.replace("0.2", "2"), "out of range"),
    ("a decimal comma", 'style_mean,initial_trust\n"0,2",0.3\n', "decimal point"),
    ("a very long cell", POINTS.replace("0.2", "x" * 5000), "is not a number"),
    ("a very long column", POINTS.replace("initial_trust", "y" * 5000), "is missing"),
    ("a workbook", "PK\x03\x04 rest", "spreadsheet workbook"),
    ("a Parquet file", "PAR1 rest", "Parquet"),
    ("a NUL", POINTS + "\0", "not text"),
    ("an open quotation mark", POINTS + '"0.2,0.3\n', "cannot be read as CSV"),
]


@pytest.mark.parametrize(("kind", "points", "words"), POINTS_REFUSED, ids=[case[0] for case in POINTS_REFUSED])
def test_points_are_refused(kind: str, points: str, words: str, folder: Path, refused):
    (folder / "points.csv").write_text(points, encoding="utf-8", newline="")
    (folder / "points.yaml").write_text(DESIGN)
    sentence = refused("sweep points.yaml --dry-run", points)
    assert "points.csv" in sentence
    assert words in sentence


FUNDING_REFUSED: list[tuple[str, str, str]] = [
    ("a hundredfold in a year", changed(2015, "9000"), "line 7"),
    ("a hundredth in a year", changed(2015, "0.9"), "times"),
    ("per cent among shares", changed(2020, "0.008"), "times"),
    ("a marker", changed(2015, "[x]"), "stands for a missing value"),
    ("a dash", changed(2015, "-"), '"-" stands for a missing value'),
    ("colons", changed(2015, ":"), '":" stands for a missing value'),
    ("a year that is none", FUNDING.replace("2015", "2015 to 2017"), "not a financial year"),
    ("a century later", FUNDING.replace("2015", "2015-2116"), "not a financial year"),
    ("a month", FUNDING.replace("2015", "Apr 2015"), "not a financial year"),
    ("a long year", FUNDING.replace("2015", "2" * 500), "not a financial year"),
    ("zero", changed(2015, "0"), "give a number above 0 (real"),
    ("no amounts", FUNDING.replace("index", "year2"), "year2"),
    ("a title above", "Funding of Camden\n" + FUNDING, "which stands on line 2"),
    ("a year that does not balance", parts(2015, "80"), 'line 7, column "council_tax_m": grant_m + rates_m'),
    ("a part that is negative", parts(2015, "-40"), "give a number at least 0"),
    ("a part that is missing", parts(2015, ""), "for every year, or for none"),
    ("parts of an index", parts(2015, "50").replace("funding_m", "index"), "are amounts"),
]


@pytest.mark.parametrize(("kind", "path", "words"), FUNDING_REFUSED, ids=[case[0] for case in FUNDING_REFUSED])
def test_a_funding_path_is_refused(kind: str, path: str, words: str, folder: Path, refused):
    (folder / "path.csv").write_text(path, encoding="utf-8")
    sentence = refused("run command --funding path.csv --months 3", path)
    assert "path.csv" in sentence
    assert words in sentence
    assert "inf" not in sentence


def test_a_steep_year_is_asked_about_and_taken(folder: Path):
    (folder / "path.csv").write_text(changed(2024, "1480"))
    with pytest.warns(UserWarning, match=r"path.csv, line 16, .*20 times .* are all years in one unit\?"):
        assert load_funding_file(folder / "path.csv")["*"][-1] == 14.8


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_where_nothing_may_be_missing(marker: str, folder: Path, refused):
    (folder / "own.csv").write_text(cell("need_m_housing", marker), encoding="utf-8")
    sentence = refused("run baseline --months 3 --council own.csv")
    assert 'own.csv, line 2, column "need_m_housing": "' in sentence
    assert "stands for a missing value; give a number" in sentence
    assert "0 says that the council does not run this service" in sentence
