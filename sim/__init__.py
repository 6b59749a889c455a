"""Town Hall: an agent-based model of council leadership under austerity."""

from sim.moved import know_old_names

MODEL_VERSION = "0.2.0"
"""Raised by every change that can change a number of any run (see CONTRIBUTING.md)."""

know_old_names()
