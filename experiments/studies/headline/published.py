"""What was found, read back from the folder that the study left or that was published of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.runs.manifest import read_manifest
from experiments.studies.headline.found import TABLES, Found
from experiments.studies.headline.size import Size


def found_in(folder: Path) -> Found | None:
    """All tables of ``folder``; None where there is none, or not all of it."""
    if not all((folder / f"{name}.parquet").exists() for name in TABLES):
        return None
    manifest = read_manifest(folder)
    return Found(
        size=Size(**manifest["size"]),
        **{name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES},
        runs=int(manifest["runs"]["done"]),
        failed=int(manifest["runs"]["failed"]),
        run_seconds=float(manifest["seconds_of_runs"]),
    )
