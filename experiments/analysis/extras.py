"""What an analysis needs beside the base packages, and the one sentence that says how to get it."""

from __future__ import annotations

from importlib.util import find_spec

from sim.errors import InputError

PACKAGES = {"ema_workbench": "ema_workbench", "sklearn": "scikit-learn"}
"""Packages of the extra ``discovery``: the name that is imported, and the name that is installed."""


def needs(package: str) -> None:
    """Answer a package that is not there with the command that installs it; there is no package of ours to name."""
    if find_spec(package) is None:
        raise InputError(
            f"This method needs {PACKAGES[package]}, which is not installed; type "
            f"pip install {' '.join(PACKAGES.values())} and give the command again."
        )
