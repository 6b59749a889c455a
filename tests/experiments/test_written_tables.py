"""Tables: exact in Parquet, short in CSV, the same digest for the same numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet

from experiments.studies.tables import digest_of, write_table


def test_tables_are_exact_in_parquet_and_short_in_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame({"key": ["a", "b", "c"], "money.spend": [1 / 3, 123456.789, 0.0], "count": [1, 2, 3]})
    write_table(tmp_path, "runs", frame, units={"money.spend": "£m a year"})
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "runs.parquet"), frame, check_exact=True)
    assert (tmp_path / "runs.csv").read_text().splitlines()[1:] == ['"a",0.333333,1', '"b",123457,2', '"c",0,3']
    field = pyarrow.parquet.read_schema(tmp_path / "runs.parquet").field("money.spend")
    assert field.metadata[b"unit"].decode() == "£m a year"


def test_csv_keeps_six_digits_of_every_size_and_says_what_is_missing(tmp_path: Path) -> None:
    values = [1.23456789e-7, -9.87654321e8, np.nan, 2.5]
    write_table(tmp_path, "t", pd.DataFrame({"x": values}))
    back = pd.read_csv(tmp_path / "t.csv", skip_blank_lines=False)["x"].to_numpy()
    np.testing.assert_allclose(back, values, rtol=6e-6)


def test_a_digest_depends_on_every_bit_and_on_nothing_else() -> None:
    values = np.arange(6.0).reshape(2, 3)
    same = np.asfortranarray(values).astype(">f8")
    assert digest_of("a", values) == digest_of("a", same)
    assert digest_of("a", values) != digest_of("a", values.reshape(3, 2))
    changed = values.copy()
    changed[0, 0] = np.nextafter(0, 1)
    assert digest_of("a", values) != digest_of("a", changed)
    assert digest_of("ab", "c") != digest_of("a", "bc")
