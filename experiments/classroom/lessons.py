"""Lessons as files: ``configs/lessons/*.yaml``."""

from __future__ import annotations

from typing import Any

from sim.inputs.yaml_reader import read_yaml
from sim.paths import configs_dir


def shipped() -> list[dict[str, Any]]:
    """The lessons that come with the package, as the page takes them."""
    return [
        {"name": path.stem, **read_yaml(path).content} for path in sorted((configs_dir() / "lessons").glob("*.yaml"))
    ]
