"""How large each council of a family is."""

from __future__ import annotations

from collections.abc import Mapping

SIZES: Mapping[str, int] = {"politicians": 20, "managers": 14, "frontline_staff": 32, "partners": 6, "wards": 4}
"""Agents of each council, unless the scenario or the user says otherwise."""
