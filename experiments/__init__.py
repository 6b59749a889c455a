"""Experiments on the model: designs, runs, analyses, figures, studies and commands, one way (see CONTRIBUTING.md).

Nothing in ``sim`` imports anything from here. This is the front door; what stands in ``__all__`` is meant for users,
and stays where it is when files move. Nothing behind it is loaded before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.designs.sweep_file import list_designs, load_design
    from experiments.runs.driver import run_design
    from experiments.runs.loading import load
    from experiments.runs.precision import run_until_precise
    from experiments.runs.rerun import rerun

__version__ = "0.3.0.dev0"
"""The version of the package; its first two numbers are those of the model (see "Versions" in CONTRIBUTING.md)."""

__all__ = ["__version__", "list_designs", "load", "load_design", "rerun", "run_design", "run_until_precise"]

_BEHIND = {
    "list_designs": "experiments.designs.sweep_file",
    "load": "experiments.runs.loading",
    "load_design": "experiments.designs.sweep_file",
    "rerun": "experiments.runs.rerun",
    "run_design": "experiments.runs.driver",
    "run_until_precise": "experiments.runs.precision",
}
"""Where each name of the door lives."""


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:  # or else a checker would take every name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _BEHIND:
            from sim.errors import did_you_mean

            raise AttributeError(f'The module "experiments" has no "{name:.80}".{did_you_mean(name, __all__)}')
        globals()[name] = found = getattr(import_module(_BEHIND[name]), name)
        return found
