"""What is needed once the runs are there comes in while others do them, once; where it is not there, nothing stops."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from small_studies import ENGINE, STUDIES

from experiments.studies import meanwhile
from experiments.studies.compare.study import Compare
from experiments.studies.meanwhile import importing
from experiments.studies.publish import conduct


def wait() -> None:
    """Until all that comes in is there."""
    for thread in threading.enumerate():
        if thread.name == "townhall-importing":
            thread.join()


def test_nothing_is_imported_before_it_is_called_and_all_of_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(meanwhile, "import_module", asked.append)
    begin = importing(("one", "other"))
    assert asked == []
    begin()
    begin()
    wait()
    assert asked == ["one", "other"]


def test_what_is_not_there_is_left_to_who_needs_it() -> None:
    importing(("no_such_module", "json"))()
    wait()
    assert "no_such_module" not in sys.modules


def test_a_result_that_is_there_has_nothing_to_wait_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Compare, "figures", lambda self, found: {})
    asked: list[str] = []
    monkeypatch.setattr(meanwhile, "import_module", asked.append)
    for _ in range(2):
        conduct(STUDIES["compare"](), out=tmp_path / "result", engine=ENGINE, meanwhile=("one",))
        wait()
        assert asked == ["one"]
