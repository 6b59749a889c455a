"""Calls of a rule from Python, which are rare: what they need is compiled when the first of them comes.

With every function numba compiles a second one that takes Python's objects apart and calls the first. The model calls
its rules from compiled code, and few functions from Python (``entrance`` in ``sim/machine/kernel.py``). For all others
the second one is left out, a tenth of what the first use of the model takes; whoever calls a rule from Python all the
same, as tests do, waits a moment.
"""

from __future__ import annotations

import inspect
from typing import Any

import numba
from numba.core.registry import CPUDispatcher


class WithoutEntrance(CPUDispatcher):
    """Numba's form of a function that only compiled code enters; for Python another function is made that calls it."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Call it from Python."""
        if "_entrance" not in self.__dict__:
            function = self

            def enter(*arguments: Any) -> Any:
                return function(*arguments)

            self._entrance = numba.njit(error_model="numpy", nogil=True)(enter)
            self._signature = inspect.signature(self.py_func)
        return self._entrance(*self._signature.bind(*given, **named).args)


def without_entrance(compiled: Any) -> Any:
    """``compiled``, numba's form of a function that was compiled without the second one; plain Python as it is."""
    if isinstance(compiled, CPUDispatcher):
        compiled.__class__ = WithoutEntrance
    return compiled
