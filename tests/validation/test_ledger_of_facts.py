"""The ledger: every figure has one role, a band in which the observed lies, and no change of it goes unsaid."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest

from experiments.validation import bands, ledger
from experiments.validation.facts.all import FIGURES
from experiments.validation.halves import BOTH, OPEN_TO, A, B, in_half
from experiments.validation.observed import observed
from experiments.validation.windows import WINDOWS
from sim.errors import InputError

LEDGER = ledger.ledger()


def test_it_has_the_figures_of_the_first_count_less_those_calibrated_since() -> None:
    """Of the 62 tests of the first count eight (F10, F12) were estimated for model 0.3 and are tests no more."""
    roles = Counter(entry.role for entry in LEDGER.values())
    assert roles == {"test": 54, "calibrated": 12, "proxy": 5, "replayed": 1}
    assert len({entry.fact for entry in LEDGER.values()}) == 25
    assert list(LEDGER) == list(dict.fromkeys(LEDGER))


def test_every_figure_is_defined_and_every_definition_is_in_it() -> None:
    assert set(LEDGER) == set(FIGURES)


@pytest.mark.parametrize("entry", LEDGER.values(), ids=lambda entry: entry.figure)
def test_an_entry_is_whole(entry: ledger.Entry) -> None:
    assert entry.figure.split(".")[0] == entry.fact
    assert entry.role in ledger.ROLES
    assert entry.counted_at in ledger.SIZES
    assert entry.split in ledger.SPLITS
    assert entry.band in ledger.RULES
    assert entry.basis in ledger.BASES
    assert (entry.observed is not None) == (entry.basis == ledger.PUBLISHED)
    assert entry.band != "fixed" or (entry.low is not None and entry.high is not None)
    assert entry.band not in ("around", "share", "at_least") or entry.width
    assert all((entry.label, entry.scope, entry.year_zero, entry.source))


@pytest.mark.parametrize("key", ledger.bands(), ids="-".join)
def test_what_was_observed_lies_in_its_band(key: tuple[str, str]) -> None:
    band = ledger.bands()[key]
    assert band.low <= band.observed <= band.high
    assert band.low < band.high


def test_each_window_has_the_bands_of_what_it_shows() -> None:
    for name, window in WINDOWS.items():
        shown = {figure for half, figure in ledger.bands() if half == name}
        assert shown == {entry.figure for entry in LEDGER.values() if entry.needs <= window.last}
    assert WINDOWS[A].last == OPEN_TO == 2014


def test_bands_are_those_that_the_rules_give() -> None:
    assert bands.table() == ledger.text_of(ledger.BANDS), "run python -m experiments.validation.bands, and say why"


def test_a_change_is_written_down_with_its_digest() -> None:
    assert ledger.written_down()[-1] == ledger.digest(), "add a line to experiments/validation/LEDGER.md"
    assert ledger.check_ledger() == ledger.digest()
    text = ledger.text_of(ledger.CHANGES)
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_change_that_is_not_written_down_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read = ledger.text_of
    changed = read(ledger.LEDGER).replace(",proxy,", ",test,", 1)
    monkeypatch.setattr(ledger, "text_of", lambda file: changed if file == ledger.LEDGER else read(file))
    with pytest.raises(InputError, match=r"ledger of facts was changed \([0-9a-f]{16}\) and LEDGER\.md"):
        ledger.check_ledger()


def test_moving_a_council_to_the_other_half_changes_the_digest() -> None:
    assert ledger.digest_of("a", "b", "E1 E2") != ledger.digest_of("a", "b", "E1 E3")


def test_the_halves_part_each_class_in_two() -> None:
    panel = observed()
    codes, klass = panel.codes.tolist(), panel.klass.tolist()
    first, second = in_half(A, codes, klass), in_half(B, codes, klass)
    assert not (first & second).any()
    assert (first | second).all()
    assert in_half(BOTH, codes, klass).all()
    for name in set(klass):
        inside = panel.klass == name
        assert abs(int(first[inside].sum()) - int(second[inside].sum())) <= 1
    turned = in_half(A, codes[::-1], klass[::-1])
    np.testing.assert_array_equal(turned[::-1], first)


def test_half_a_shows_no_other_council_and_no_later_year() -> None:
    panel = observed()
    shown = WINDOWS[A].of(panel)
    assert set(shown.codes) == set(panel.codes[in_half(A, panel.codes.tolist(), panel.klass.tolist())])
    assert shown.last == 2014
    for name, values in shown.tables.items():
        assert name in ("failed_month", "sourced") or values.shape[-1] in (5, 60), name
    assert (shown.tables["failed_month"] < 60).all()
