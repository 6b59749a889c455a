"""Where the files that are not code lie: the scenario files that come with Town Hall, and a user's results."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError

_HERE = Path(__file__).resolve().parent


def configs_dir() -> Path:
    """The folder with ``scenarios/*.yaml``: the checkout's ``configs/``, else the copy in an installed wheel.

    The checkout comes first so that an edited scenario file acts at once. A folder called ``configs`` beside an
    installed package could be anybody's: ours is known by the ``pyproject.toml`` next to it.

    Raises:
        InputError: where neither exists (a package folder that was copied by hand).
    """
    checkout = _HERE.parent / "configs"
    if checkout.is_dir() and (_HERE.parent / "pyproject.toml").is_file():
        return checkout
    installed = _HERE.parent / "townhall_configs"
    if installed.is_dir():
        return installed
    raise InputError(
        f"The scenario files that come with Town Hall are missing beside {_HERE}: install it again with pip, "
        "or run it from its checkout."
    )


def results_dir() -> Path:
    """The folder for results when the user names none: ``results`` under the current folder; not created here."""
    return Path.cwd() / "results"
