"""Town Hall: an agent-based model of council leadership under austerity.

This is the front door: ``sim.simulate("command", "Camden", months=24, seed=1).frame()`` is a run as a table. What
stands in ``__all__`` is meant for users, and stays where it is when files move. Nothing behind it is loaded before it
is asked for, so that ``import sim`` costs nothing. ``docs/reference/python.md`` describes every name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.council.council import Council, with_funding
    from sim.council.councils import find_council, search_councils
    from sim.council.files import load_council_file, save_council_file
    from sim.council.graphs import renamed
    from sim.council.own_funding import funding_for, load_funding_file
    from sim.errors import InputError
    from sim.faces.model import CouncilModel
    from sim.faces.simulate import simulate
    from sim.faces.template import template_graph
    from sim.machine.engine import Run
    from sim.scenario.event import make_event
    from sim.scenario.scenario import Scenario, list_scenarios, load_scenario

from sim.moved import know_old_names

MODEL_VERSION = "0.3.1"
"""Raised by every change that can change a number of any run (see CONTRIBUTING.md)."""

__all__ = [
    "MODEL_VERSION",
    "Council",
    "CouncilModel",
    "InputError",
    "Run",
    "Scenario",
    "find_council",
    "funding_for",
    "list_scenarios",
    "load_council_file",
    "load_funding_file",
    "load_scenario",
    "make_event",
    "renamed",
    "save_council_file",
    "search_councils",
    "simulate",
    "template_graph",
    "with_funding",
]

_BEHIND = {
    "Council": "sim.council.council",
    "CouncilModel": "sim.faces.model",
    "InputError": "sim.errors",
    "Run": "sim.machine.engine",
    "Scenario": "sim.scenario.scenario",
    "find_council": "sim.council.councils",
    "funding_for": "sim.council.own_funding",
    "list_scenarios": "sim.scenario.scenario",
    "load_council_file": "sim.council.files",
    "load_funding_file": "sim.council.own_funding",
    "load_scenario": "sim.scenario.scenario",
    "make_event": "sim.scenario.event",
    "renamed": "sim.council.graphs",
    "save_council_file": "sim.council.files",
    "search_councils": "sim.council.councils",
    "simulate": "sim.faces.simulate",
    "template_graph": "sim.faces.template",
    "with_funding": "sim.council.council",
}
"""Where each name of the door lives."""


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:  # or else a checker would take every name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _BEHIND:
            from sim.errors import did_you_mean

            raise AttributeError(f'The module "sim" has no "{name:.80}".{did_you_mean(name, __all__)}')
        globals()[name] = found = getattr(import_module(_BEHIND[name]), name)
        return found


know_old_names()
