"""Imports by the names that modules had up to model 0.2 still work, with a warning that says the new name.

Notebooks and scripts outlive a tidied folder. The table below is that of ``docs/moved.md``; Town Hall itself never
imports by an old name (a test).
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

ROOMS: dict[str, tuple[str, ...]] = {
    "sim.machine": (
        *("arithmetic", "compiled_cache", "declared", "engine", "kernel"),
        *("numba_versions", "process", "randomness", "state", "window"),
    ),
    "sim.council": ("councils", "population", "network", "services", "governance", "graphs", "chief_executive_forms"),
    "sim.faces": ("model", "agents", "explain"),
    "sim.inputs": ("csv_input", "yaml_reader"),
}
WHERE: dict[str, str] = {
    **{f"sim.{name}": f"{room}.{name}" for room, names in ROOMS.items() for name in names},
    "sim.measures": "sim.outcomes",
    "sim.space": "sim.faces.drawing",
    "sim.council_files": "sim.council.files",
    "sim.scenario_schema": "sim.scenario.schema",
    "sim.diffusion": "sim.theories.s03_virtual_town_hall",
}
"""Old name: new name."""

OLD_FOLDER = "sim.processes"
"""Its modules are those of ``sim.core`` and, where their name begins with S and two digits, of ``sim.theories``."""


def new_name(name: str) -> str | None:
    """Where the module ``name`` of an earlier version is now; None for any other."""
    folder, _, module = name.rpartition(".")
    if folder == OLD_FOLDER:
        return f"sim.theories.{module}" if module[:1] == "s" and module[1:3].isdigit() else f"sim.core.{module}"
    return "sim.core" if name == OLD_FOLDER else WHERE.get(name)


def once_in(package: str, module: str, name: str) -> Any:
    """What a module had that is a folder now: ``name`` of ``module``, or the error that any module gives."""
    found = None if name.startswith("__") else getattr(import_module(module), name, None)
    if found is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    warnings.warn(f"{package}.{name} is now {module}.{name}; write that instead.", DeprecationWarning, stacklevel=3)
    return found


class _Known(Loader):
    """Gives the module of the new name under the old one."""

    def __init__(self, module: ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec  # which the import system has just overwritten


class _Moved(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        new = new_name(fullname)
        if new is None:
            return None
        module = import_module(new)
        warnings.warn(f"{fullname} is now {new}; write that instead.", DeprecationWarning, stacklevel=2)
        return ModuleSpec(fullname, _Known(module), is_package=hasattr(module, "__path__"))


def know_old_names() -> None:
    """From now on imports by old names work.

    Asked before the finder of paths, which would load the files of an old folder a second time.
    """
    sys.meta_path.insert(0, _Moved())
