"""While much is compiled: what numba has found out about an operator and its numbers is not asked for again.

For every ``a * b`` numba goes through all that a product can mean, with arrays, texts and lists, until one of a dozen
answers fits; in the rules of the model it does so thousands of times for some hundred different questions. The answer
hangs on the operator and the types of its arguments alone, so each is asked once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import types

try:
    from numba.core.types.functions import BaseFunction
except ImportError:  # another numba keeps it elsewhere: compiling then takes as long as it takes
    BaseFunction = None

PLAIN = (types.Number, types.Boolean, types.Array)
"""Types of arguments of which the answer is kept: what a rule calculates with."""


@contextmanager
def types_remembered() -> Iterator[None]:
    """Ask numba once for each operator and the types of its arguments, until the context ends."""
    usual = getattr(BaseFunction, "get_call_type", None)
    if usual is None:
        yield
        return
    known: dict[tuple[Any, ...], Any] = {}

    def once(function: Any, context: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if named or not all(isinstance(argument, PLAIN) for argument in args):
            return usual(function, context, args, named)
        question = (function, context, tuple(args))
        if question not in known:
            known[question] = usual(function, context, args, named)
        return known[question]

    BaseFunction.get_call_type = once
    try:
        yield
    finally:
        BaseFunction.get_call_type = usual
