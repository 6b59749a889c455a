"""Councils and funding paths of the user's own: what is right is read, what is wrong is one sentence."""

from __future__ import annotations

import csv
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.council.councils import (
    SERVICES,
    YEARS,
    all_councils,
    find_council,
    funding_for,
    load_council_file,
    load_funding_file,
    save_council_file,
    with_funding,
)
from sim.council.own_funding import DefaultParts, typical_parts
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "configs" / "examples"


@pytest.fixture
def council_table():
    """The example file as header and rows of texts, to be spoilt."""
    with (EXAMPLES / "own-council.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def write(path: Path, rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    return path


def sentence(call, path) -> str:
    """The message of the one error that reading ``path`` gives."""
    with pytest.raises(InputError) as error:
        call(path)
    message = str(error.value)
    assert str(path) in message, message
    assert len(message.splitlines()) == 1, message
    assert message.endswith((".", "?")), message
    return message


def spoilt(table, tmp_path, column, value, row=1) -> str:
    """What reading the example council says once one of its cells is ``value``."""
    table[row][table[0].index(column)] = value
    return sentence(load_council_file, write(tmp_path / "own.csv", table))


# ---------------------------------------------------------------- councils


def test_the_example_is_read():
    vale, marling = load_council_file(EXAMPLES / "own-council.csv")
    assert (vale.name, vale.code, vale.klass, vale.control) == ("Westbury Vale", "Westbury Vale", "UA", "NOC")
    assert vale.deprivation_known
    assert not vale.childrens_known
    assert vale.turnover == pytest.approx(0.151)
    assert all(vale.runs)
    assert [s for s, runs in zip(SERVICES, marling.runs, strict=True) if not runs] == [
        "adult_social_care",
        "childrens_social_care",
        "highways_transport",
    ]
    assert not marling.deprivation_known
    assert not marling.control_known
    assert marling.funding[7] == pytest.approx(0.714)  # the national index
    assert marling.funding_status[0] == "national index"
    assert marling.funding_status[11] == "interpolated"


def test_every_real_council_survives_a_round_trip(tmp_path):
    save_council_file(all_councils(), tmp_path / "all.csv")
    again = load_council_file(tmp_path / "all.csv")
    for before, after in zip(all_councils(), again, strict=True):
        assert after.funding == pytest.approx(before.funding)
        assert after.funding_status == ("own",) * 15
        for field in ("code", "ecode", "name", "short_name", "klass", "region", "control", "control_known", "need_m"):
            assert getattr(after, field) == getattr(before, field)
        for field in ("income_m", "runs", "reserves_ratio", "turnover", "vacancy", "caseload", "childrens_known"):
            assert getattr(after, field) == getattr(before, field)
        if before.deprivation_known:
            assert after.deprivation == before.deprivation


def test_an_unwritable_path(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        save_council_file([find_council("Camden")], tmp_path / "nowhere" / "own.csv")


def test_columns_in_any_order_and_case_and_a_byte_order_mark(council_table, tmp_path):
    header, *rows = council_table
    order = list(range(len(header)))[::-1]
    turned = [[row[i] for i in order] for row in [[name.upper() for name in header], *rows]]
    path = write(tmp_path / "own.csv", [turned[0], [], *turned[1:]])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_council_file(path) == load_council_file(EXAMPLES / "own-council.csv")


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("net_revenue_m", "", "the cell is empty"),
        ("net_revenue_m", "NaN", "stands for a missing value"),
        ("net_revenue_m", "inf", "stands for a missing value"),
        ("net_revenue_m", "many", "is not a number"),
        ("net_revenue_m", "1_000", "is not a number"),
        ("net_revenue_m", "0", "out of range"),
        ("net_revenue_m", "-5", "out of range"),
        ("net_revenue_m", "1e999", "out of range"),
        ("net_revenue_m", "152000", "out of range"),
        ("net_revenue_m", "9999", "give both in £m a year"),
        ("net_revenue_m", "£152", "leave out the currency sign"),
        ("reserves_ratio", "22%", "write 0.22 for 22%"),
        ("reserves_ratio", "0,22", "decimal point"),
        ("reserves_ratio", "-0.1", "out of range"),
        ("unallocated_ratio", "0.4", "cannot exceed"),
        ("council_tax_ratio", "1.2", "at least 0 and at most 1"),
        ("deprivation", "14", "out of range"),
        ("name", "", "the cell is empty"),
        ("class", "unitry", "is not a class of council"),
        ("control", "Labour", "is not a control; write one of Con, Lab, LD, NOC, Other"),
        ("need_m_housing", "0", "has no income; write 0"),
        ("need_m_housing", "-3", "out of range"),
        ("income_m_housing", "", "the cell is empty"),
    ],
)
def test_a_wrong_cell(council_table, tmp_path, column, value, says):
    message = spoilt(council_table, tmp_path, column, value)
    assert "line 2" in message
    assert f'"{column}"' in message or (column == "need_m_housing" and "income_m_housing" in message)
    assert says in message


def test_a_number_too_large_is_not_infinite(council_table, tmp_path):
    assert "out of range" in spoilt(council_table, tmp_path, "need_m_central", "1e400")


def test_the_line_is_that_of_the_wrong_row(council_table, tmp_path):
    assert "line 3" in spoilt(council_table, tmp_path, "reserves_ratio", "x", row=2)


def test_a_missing_column_names_the_misspelt_one(council_table, tmp_path):
    council_table[0][council_table[0].index("net_revenue_m")] = "net_revenu_m"
    message = sentence(load_council_file, write(tmp_path / "own.csv", council_table))
    assert 'the column "net_revenue_m" is missing; rename "net_revenu_m" to it' in message


def test_a_column_left_out(council_table, tmp_path):
    cut = council_table[0].index("need_m_central")
    rows = [row[:cut] + row[cut + 1 :] for row in council_table]
    message = sentence(load_council_file, write(tmp_path / "own.csv", rows))
    assert 'the column "need_m_central" is missing; add it.' in message


def test_an_unknown_column_is_not_ignored(council_table, tmp_path):
    council_table[0][council_table[0].index("deprivation")] = "deprivaton"
    message = sentence(load_council_file, write(tmp_path / "own.csv", council_table))
    assert 'there is no column "deprivaton" in this format' in message
    assert 'Did you mean "deprivation"?' in message


def test_a_column_twice_and_one_without_a_name(council_table, tmp_path):
    twice = [[*row, row[0]] for row in council_table]
    assert 'the column "name" appears twice' in sentence(load_council_file, write(tmp_path / "own.csv", twice))
    nameless = [[*council_table[0], ""], *[[*row, "1"] for row in council_table[1:]]]
    assert "has no name" in sentence(load_council_file, write(tmp_path / "own.csv", nameless))


def test_the_same_council_twice(council_table, tmp_path):
    council_table.append([*council_table[1]])
    message = sentence(load_council_file, write(tmp_path / "own.csv", council_table))
    assert "line 4" in message
    assert '"Westbury Vale" is already on line 2' in message


def test_the_same_code_twice(council_table, tmp_path):
    rows = [[*council_table[0], "code"], *[[*row, "X1"] for row in council_table[1:]]]
    assert '"X1" is already on line 2' in sentence(load_council_file, write(tmp_path / "own.csv", rows))


def test_childrens_figures_are_given_together(council_table, tmp_path):
    rows = [[*council_table[0], "turnover"], *[[*row, "0.2"] for row in council_table[1:]]]
    message = sentence(load_council_file, write(tmp_path / "own.csv", rows))
    assert "give all of turnover, vacancy, caseload, rereferral" in message


def test_funding_columns(council_table, tmp_path):
    header = [*council_table[0], *(f"funding_{year}" for year in YEARS)]
    path = [str(100 - i) for i in range(15)]
    good = [header, *[[*row, *path] for row in council_table[1:]]]
    vale = load_council_file(write(tmp_path / "own.csv", good))[0]
    assert vale.funding == pytest.approx([1 - i / 100 for i in range(15)])
    assert set(vale.funding_status) == {"own"}
    for value, says in {
        "": "the year is missing",
        "-4": "out of range",
        "nan": "missing value",
        "1e9": "out of range",
    }.items():
        good[1][header.index("funding_2013")] = value
        message = sentence(load_council_file, write(tmp_path / "own.csv", good))
        assert "funding_2013" in message
        assert says in message


def test_the_guide_describes_every_column():
    guide = (ROOT / "docs" / "your-own-council.md").read_text(encoding="utf-8")
    from sim.council.files import _OPTIONAL, _REQUIRED

    for column in (*_REQUIRED, *_OPTIONAL):
        row = next(
            (line for line in guide.splitlines() if line.startswith("|") and f"`{column}`" in line.split("|")[1]), None
        )
        assert row is not None, column
        assert row.split("|")[2].strip().startswith("yes" if column in _REQUIRED else "no"), column


# ---------------------------------------------------------------- files that are no such file


@pytest.mark.parametrize("call", [load_council_file, load_funding_file])
class TestAnyFile:
    def test_wrong_encoding(self, call, tmp_path):
        path = tmp_path / "own.csv"
        path.write_bytes("year,index\n2010,1\nSüd,2\n".encode("latin-1"))
        message = sentence(call, path)
        assert "line 3" in message
        assert "not in UTF-8" in message

    @pytest.mark.parametrize(
        ("start", "says"),
        [("year,index\n".encode("utf-16"), "UTF-16"), (b"PK\x03\x04...", "workbook"), (b"year,in\0dex\n", "not text")],
    )
    def test_other_formats(self, call, tmp_path, start, says):
        path = tmp_path / "own.csv"
        path.write_bytes(start)
        assert says in sentence(call, path)

    def test_not_there(self, call, tmp_path):
        (tmp_path / "own-funding.csv").touch()
        message = sentence(call, tmp_path / "own-fundin.csv")
        assert "does not exist" in message
        assert 'Did you mean "own-funding.csv"?' in message
        assert "does not exist" in sentence(call, tmp_path / "nowhere" / "x.csv")

    def test_a_folder(self, call, tmp_path):
        assert "is a folder" in sentence(call, tmp_path)

    def test_not_permitted(self, call, tmp_path, monkeypatch):
        def refuse(path):
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "read_bytes", refuse)  # a file mode would not stop root
        assert "cannot be read (Permission denied)" in sentence(call, tmp_path / "own.csv")

    def test_an_unreadable_path(self, call, tmp_path):
        assert "cannot be read" in sentence(call, tmp_path / ("x" * 300))

    @pytest.mark.parametrize("text", ["", "\n\n", ",,\n"])
    def test_empty(self, call, tmp_path, text):
        path = tmp_path / "own.csv"
        path.write_text(text, encoding="utf-8")
        assert "is empty" in sentence(call, path)


def test_no_rows(tmp_path, council_table):
    assert "no rows" in sentence(load_council_file, write(tmp_path / "own.csv", council_table[:1]))
    assert "no rows" in sentence(load_funding_file, write(tmp_path / "own.csv", [["year", "index"]]))


def test_semicolons(tmp_path, council_table):
    path = tmp_path / "own.csv"
    path.write_text("\n".join(";".join(row) for row in council_table), encoding="utf-8")
    assert "separated by semicolons" in sentence(load_council_file, path)
    path.write_text("year;index\n2010;1\n", encoding="utf-8")
    assert "separated by semicolons" in sentence(load_funding_file, path)


def test_a_row_with_another_number_of_cells(tmp_path, council_table):
    council_table[2].append("7")
    message = sentence(load_council_file, write(tmp_path / "own.csv", council_table))
    assert "line 3" in message
    assert "cells" in message


def test_a_quotation_mark_left_open(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text('year,index\n2010,"1\n', encoding="utf-8")
    assert "cannot be read as CSV" in sentence(load_funding_file, path)


# ---------------------------------------------------------------- funding


def funding_rows(**changes):
    rows = [["year", "index"], *[[f"{y}-{(y + 1) % 100:02d}", str(100 - 2 * i)] for i, y in enumerate(YEARS)]]
    for year, value in changes.items():
        rows[int(year[1:]) - 2009][1] = value
    return rows


def test_the_example_path():
    paths = load_funding_file(EXAMPLES / "own-funding.csv")
    assert list(paths) == ["*"]
    assert len(paths["*"]) == 15
    assert paths["*"][0] == 1.0
    assert paths["*"][7] == pytest.approx(0.75)
    assert funding_for(find_council("Camden"), paths) == paths["*"]


def test_amounts_and_order_do_not_matter(tmp_path):
    by_index = load_funding_file(write(tmp_path / "a.csv", funding_rows()))["*"]
    amounts = [["funding_m", "year"], *[[str(int(v) * 2.5), y[:4]] for y, v in funding_rows()[:0:-1]]]
    assert load_funding_file(write(tmp_path / "b.csv", amounts))["*"] == pytest.approx(by_index)


def test_several_councils(tmp_path):
    rows = [["council", "year", "index"]]
    for name, step in {"camden council": 1, "E08000025": 2}.items():
        rows += [[name, str(year), str(100 - step * i)] for i, year in enumerate(YEARS)]
    paths = load_funding_file(write(tmp_path / "own.csv", rows))
    assert funding_for(find_council("Camden"), paths)[-1] == pytest.approx(0.86)
    assert funding_for(find_council("Birmingham"), paths)[-1] == pytest.approx(0.72)
    with pytest.raises(InputError, match="no rows for Leeds"):
        funding_for(find_council("Leeds"), paths)
    rows.pop()
    message = sentence(load_funding_file, write(tmp_path / "own.csv", rows))
    assert "2024 missing for E08000025" in message
    rows[-1][0] = ""
    assert "the cell is empty" in sentence(load_funding_file, write(tmp_path / "own.csv", rows))


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("-3", "out of range"),
        ("0", "out of range"),
        ("", "the cell is empty"),
        ("NaN", "stands for a missing value"),
        ("n/a", "stands for a missing value"),
        ("a lot", "is not a number"),
        ("95%", "write 0.95 for 95%"),
        ("1,000", "separators between thousands"),
        ("1e7", "times the funding of 2010"),
        ("0.0001", "times the funding of 2010"),
    ],
)
def test_a_wrong_amount(tmp_path, value, says):
    message = sentence(load_funding_file, write(tmp_path / "own.csv", funding_rows(y2012=value)))
    assert "line 4" in message
    assert '"index"' in message
    assert says in message


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("2009", "outside 2010 to 2024"),
        ("2025-26", "outside 2010 to 2024"),
        ("2012-14", "is not a financial year"),
        ("12", "is not a financial year"),
        ("soon", "is not a financial year"),
        ("2012.0", "is not a financial year"),
        ("", "the cell is empty"),
        ("2011", "the year 2011 is already on line 3"),
    ],
)
def test_a_wrong_year(tmp_path, value, says):
    rows = funding_rows()
    rows[3][0] = value
    message = sentence(load_funding_file, write(tmp_path / "own.csv", rows))
    assert "line 4" in message
    assert says in message


def test_missing_years_are_all_named(tmp_path):
    rows = [row for row in funding_rows() if row[0] not in ("2012-13", "2020-21")]
    message = sentence(load_funding_file, write(tmp_path / "own.csv", rows))
    assert "2012, 2020 missing; add a row for each year" in message


def test_an_index_or_an_amount_but_not_both(tmp_path):
    both = [[*row, row[1]] for row in funding_rows()]
    both[0][2] = "funding_m"
    assert 'both "index" and "funding_m"' in sentence(load_funding_file, write(tmp_path / "own.csv", both))
    neither = [["year"], *[[str(year)] for year in YEARS]]
    assert 'neither "index" nor "funding_m"' in sentence(load_funding_file, write(tmp_path / "own.csv", neither))
    misspelt = funding_rows()
    misspelt[0][1] = "indx"
    assert 'Did you mean "index"?' in sentence(load_funding_file, write(tmp_path / "own.csv", misspelt))


# ---------------------------------------------------------------- any bytes, any texts

TEMPORARY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@TEMPORARY
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_sentence(tmp_path, data):
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    for call in (load_council_file, load_funding_file):
        assert sentence(call, path)


CELL = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.integers().map(str),
    st.text(alphabet=string.printable, max_size=8),
    st.text(max_size=4).filter(lambda text: text.isprintable()),
)


@TEMPORARY
@given(year=st.sampled_from(YEARS), value=CELL)
def test_any_cell_of_a_funding_file_is_read_as_a_number_or_refused(tmp_path, year, value):
    path = write(tmp_path / "any.csv", funding_rows(**{f"y{year}": value}))
    try:
        paths = load_funding_file(path)
    except InputError:
        assert sentence(load_funding_file, path)
    else:
        amount = float(value)
        expected = amount / 100 if year != 2010 else 98 / amount
        assert paths["*"][YEARS.index(year) if year != 2010 else 1] == pytest.approx(expected)
        assert all(value > 0 for value in paths["*"])


@pytest.mark.filterwarnings("ignore::sim.council.own_funding.SteepFunding")
@TEMPORARY
@given(amounts=st.lists(st.floats(min_value=1, max_value=90), min_size=15, max_size=15))
def test_any_sound_path_is_read_back(tmp_path, amounts):
    rows = [["year", "funding_m"], *[[str(y), repr(a)] for y, a in zip(YEARS, amounts, strict=True)]]
    path = load_funding_file(write(tmp_path / "any.csv", rows))["*"]
    assert path == pytest.approx([amount / amounts[0] for amount in amounts])


@TEMPORARY
@given(place=st.integers(0, 29), value=CELL)
def test_any_cell_of_a_council_file_is_read_or_refused(tmp_path, place, value):
    with (EXAMPLES / "own-council.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    rows[1][place % len(rows[0])] = value
    path = write(tmp_path / "any.csv", rows)
    try:
        councils = load_council_file(path)
    except InputError:
        assert sentence(load_council_file, path)
    else:
        assert len(councils) == 2
        assert councils[0].net_revenue_m > 0


# ---------------------------------------------------------------- what funding is made of


def parts_file(tmp_path, **wrong):
    """A funding file with its three lines: 60, 40 and 100 of 200 in each year, with some cells of 2013 set anew."""
    columns = ["year", "funding_m", "grant_m", "rates_m", "council_tax_m"]
    rows = [[str(year), "200", "60", "40", "100"] for year in YEARS]
    for column, value in wrong.items():
        rows[3][columns.index(column)] = value
    return write(tmp_path / "parts.csv", [columns, *rows])


def test_what_funding_is_made_of_is_read(tmp_path, recwarn):
    paths = load_funding_file(parts_file(tmp_path))
    camden = find_council("Camden")
    assert with_funding(camden, funding_for(camden, paths)).funding_parts == ((0.3, 0.2, 0.5),) * 15
    assert not recwarn.list, "nothing stands in for anything"


def test_a_file_without_it_gets_what_the_council_has_and_says_so(tmp_path):
    rows = [["year", "funding_m"], *[[str(year), "200"] for year in YEARS]]
    with pytest.warns(DefaultParts, match=r"own\.csv: 1 of 1 funding paths do not say what they are made of"):
        paths = load_funding_file(write(tmp_path / "own.csv", rows))
    camden = find_council("Camden")
    assert with_funding(camden, funding_for(camden, paths)).funding_parts == camden.funding_parts


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"grant_m": "65"}, "grant_m + rates_m + council_tax_m is 205 but funding_m is 200, 5 less"),
        ({"council_tax_m": "90.5"}, "is 190.5 but funding_m is 200, 9.5 more"),
        ({"rates_m": ""}, "give grant_m, rates_m, council_tax_m for every year, or for none"),
        ({"rates_m": "-40"}, "out of range"),
        ({"rates_m": "many"}, "is not a number"),
    ],
)
def test_a_year_that_does_not_balance_is_refused_with_line_and_amount(tmp_path, wrong, says):
    message = sentence(load_funding_file, parts_file(tmp_path, **wrong))
    assert "parts.csv, line 5" in message
    assert says in message


def test_amounts_do_not_go_with_an_index(tmp_path):
    rows = [["year", "index", "grant_m"], *[[str(year), "1", "1"] for year in YEARS]]
    assert 'write "funding_m" in its place' in sentence(load_funding_file, write(tmp_path / "own.csv", rows))


def test_a_council_file_says_what_funding_is_made_of_or_has_its_class(council_table, tmp_path):
    with pytest.warns(DefaultParts, match=r"own\.csv: 2 of 2 councils do not say what their funding is made of"):
        vale, marling = load_council_file(write(tmp_path / "own.csv", council_table))
    assert vale.funding_parts == typical_parts("UA")
    assert marling.funding_parts == typical_parts("SD")
    header = [*council_table[0], *(f"funding_{year}" for year in YEARS)]
    header += [f"{part}_{year}" for year in YEARS for part in ("grant", "rates", "council_tax")]
    cells = [*["2"] * 15, *["0.5", "0.5", "1"] * 15]
    table = [header, *[[*row, *cells] for row in council_table[1:]]]
    vale, _ = load_council_file(write(tmp_path / "own.csv", table))
    assert vale.funding_parts == ((0.25, 0.25, 0.5),) * 15
    table[2][header.index("rates_2016")] = "0.75"
    message = sentence(load_council_file, write(tmp_path / "own.csv", table))
    assert "line 3" in message
    assert "is 2.25 but funding_2016 is 2, 0.25 less" in message
    table[2][header.index("rates_2016")] = "0.5"
    table[2][len(council_table[0]) : len(council_table[0]) + 15] = [""] * 15
    message = sentence(load_council_file, write(tmp_path / "own.csv", table))
    assert "it is a part of funding_2010, which is missing" in message
