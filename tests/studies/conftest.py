from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import small_studies  # noqa: F401 (puts the folders of the engines on the path)


@pytest.fixture
def trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Spoils runs (see made_up_engine.py)."""

    def cause(**kinds: object) -> None:
        file = tmp_path / "trouble.json"
        file.write_text(json.dumps(kinds))
        monkeypatch.setenv("TROUBLE", str(file))

    return cause
