"""What one process sees of the state, and how compiled code gets at it.

A process is handed two windows: one on the arrays it declared, one on the parameters it reads. In Python a window is
a plain object with those names. To compiled code it is one address: the place where, for every name, the address and
the shape of its array stand (or the number itself). Handing over one address instead of hundreds of numbers keeps
compilation short, and gives all processes the same machine signature, so that the month can call them from a table.

This file is the only one that uses what numba keeps for itself; ``docs/window.md`` says what, and what to do when it
changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any, ClassVar

import numpy as np

from sim.errors import WrongPackage
from sim.machine.kernel import COMPILED
from sim.machine.numba_versions import TRIED, check_version, installed

check_version()
try:
    from llvmlite import ir
    from numba import typeof
    from numba.core import cgutils, types
    from numba.core.imputils import impl_ret_borrowed
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import (
        NativeValue,
        infer_getattr,
        intrinsic,
        lower_getattr_generic,
        models,
        register_model,
        typeof_impl,
        unbox,
    )
    from numba.np import arrayobj, numpy_support
    from numba.np.arrayobj import make_array, populate_array

    # What is first needed later, asked for now, so that its absence is one sentence and not a traceback.
    _NEEDED = (
        models.OpaqueModel,
        cgutils.voidptr_t,
        cgutils.if_unlikely,
        cgutils.is_not_null,
        arrayobj.fix_integer_index,
    )
except (ImportError, AttributeError) as error:
    raise WrongPackage(
        f"This version of numba, {installed()}, lacks what Town Hall needs of it ({error}); install one that Town Hall "
        f"was tried with, {TRIED}."
    ) from error

WORD = ir.IntType(64)
OURS = "_ZN3sim"
"""How the compiled name of every function of the model begins."""

_wrapping = arrayobj.fix_integer_index


def _plain_index(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    """The index as it stands in the model's own functions; in all others -1 is the last, as numba has it.

    No rule counts from the end. Without the question whether an index is negative, loops can work on several rows at
    once. A run with bounds checked (tests/engine/test_bounds.py) shows that none is.
    """
    if builder.function.name.startswith(OURS):
        return context.cast(builder, index, kind, types.intp)
    return _wrapping(context, builder, kind, index, size)


arrayobj.fix_integer_index = _plain_index


class Window:
    """Named arrays and numbers. The arrays must be C-contiguous and stay where they are as long as the window is used.

    Errors: ``TypeError`` for a missing, unknown or doubled name; ``ValueError`` for an array with gaps.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self.fields, values, strict=False), **named)
        if len(values) + len(named) != len(self.fields) or given.keys() != self._names:
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.fields)}.")
        for name, value in given.items():
            if not isinstance(value, np.ndarray):
                given[name] = float(value)
            elif not value.flags.c_contiguous:
                raise ValueError(f"The array {name} has gaps; compiled code needs it whole.")
        self.__dict__.update(given)

    @cached_property
    def address(self) -> int:
        """Where the words of this window stand, for compiled code."""
        place([self])
        start: int = self.__dict__["address"]
        return start

    def put(self, name: str, value: float) -> None:
        """Give the number ``name`` another value, for Python and for compiled code."""
        self.__dict__[name] = float(value)
        if "address" in self.__dict__:
            block = self.__dict__["_block"]
            before = self.fields[: self.fields.index(name)]
            words = sum(1 + getattr(self.__dict__[field], "ndim", 0) for field in before)
            place = (self.address - block.ctypes.data) // 8 + words
            block[place : place + 1].view(np.float64)[0] = value

    @cached_property
    def _numba_type_(self) -> WindowType:
        values = ((name, self.__dict__[name]) for name in self.fields)
        return window_kind(
            type(self).__name__,
            tuple((n, v.dtype.char, v.ndim) if isinstance(v, np.ndarray) else (n, "d", 0) for n, v in values),
        )


def place(windows: Sequence[Window]) -> None:
    """Write the words of these windows one after another and tell each its address; arrays are looked up once."""
    words: list[int] = []
    starts: list[int] = []
    known: dict[int, tuple[int, ...]] = {}
    numbers: list[float] = []
    where: list[int] = []
    for window in windows:
        starts.append(len(words))
        seen = window.__dict__
        for name in window.fields:
            value = seen[name]
            if value.__class__ is float:
                where.append(len(words))
                numbers.append(value)
                words.append(0)
                continue
            found = known.get(id(value))
            if found is None:
                found = known[id(value)] = (value.ctypes.data, *value.shape)
            words += found
    block = np.array(words or [0], np.int64)
    block[where] = np.array(numbers, np.float64).view(np.int64)
    base = block.ctypes.data
    for window, start in zip(windows, starts, strict=True):
        window.__dict__["_block"] = block  # the words live as long as a window on them
        window.__dict__["address"] = base + 8 * start


def window_type(name: str, module: str, fields: tuple[str, ...]) -> type[Window]:
    """A class of windows with these names."""
    return type(name, (Window,), {"fields": fields, "_names": frozenset(fields), "__module__": module})


class WindowType(types.Type):
    """The compiler's view of a window: for every name (name, number type, dimensions), 0 dimensions for a number."""

    def __init__(self, name: str, shape: tuple[tuple[str, str, int], ...]) -> None:
        self.shape = shape
        self.kinds: dict[str, types.Type] = {}
        self.places: dict[str, int] = {}
        place = 0
        for field, dtype, dimensions in shape:
            number = numpy_support.from_dtype(np.dtype(dtype))
            self.kinds[field] = types.Array(number, dimensions, "C") if dimensions else number
            self.places[field] = place
            place += 1 + dimensions
        super().__init__(name=f"{name}({shape})")


window_kind = cache(WindowType)


@typeof_impl.register(Window)
def _type_of(value: Window, context: Any) -> WindowType:
    return value._numba_type_


register_model(WindowType)(models.OpaqueModel)


@unbox(WindowType)
def _unbox(kind: WindowType, value: Any, c: Any) -> NativeValue:
    held = c.pyapi.object_getattr_string(value, "address")
    address = c.pyapi.long_as_voidptr(held)
    c.pyapi.decref(held)
    return NativeValue(address, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _WindowAttributes(AttributeTemplate):
    key = WindowType

    def generic_resolve(self, kind: WindowType, field: str) -> types.Type | None:
        return kind.kinds.get(field)


@lower_getattr_generic(WindowType)
def _get(context: Any, builder: Any, kind: WindowType, value: Any, field: str) -> Any:
    """Read a number, or put an array together from its address and shape."""
    words = builder.bitcast(value, WORD.as_pointer())
    what, place = kind.kinds[field], kind.places[field]

    def read(at: int, as_type: Any) -> Any:
        where = builder.gep(words, [ir.Constant(ir.IntType(32), place + at)], inbounds=True)
        read = builder.load(builder.bitcast(where, as_type.as_pointer()))
        # Nobody writes to a window: what was read once need not be read again.
        read.set_metadata("invariant.load", builder.module.add_metadata([]))
        return read

    if not isinstance(what, types.Array):
        return read(0, context.get_value_type(what))
    array = make_array(what)(context, builder)
    data = read(0, context.get_data_type(what.dtype).as_pointer())
    size = context.get_abi_sizeof(context.get_data_type(what.dtype))
    shape = [read(1 + dimension, WORD) for dimension in range(what.ndim)]
    strides = [ir.Constant(WORD, size)]
    for extent in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], extent))
    populate_array(array, data, shape, strides, ir.Constant(WORD, size), meminfo=None)
    return impl_ret_borrowed(context, builder, what, array._getvalue())


def kinds_of(*arguments: Any) -> tuple[types.Type, ...]:
    """The compiler's types of these arguments of a call."""
    return tuple(typeof(argument) for argument in arguments)


def address_of(function: Any, kinds: tuple[types.Type, ...]) -> int:
    """Where the machine code of a process stands for arguments of these types; it is compiled if need be."""
    function.compile(kinds)
    compiled = function.overloads[kinds]
    return int(compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name))


def machine_address(function: Any, state: Window, parameters: Window, now: Any) -> int:
    """Where the machine code of a process stands that is called like this; it is compiled if need be."""
    return address_of(function, kinds_of(state, parameters, now))


if COMPILED:

    @intrinsic
    def call_process(
        typing: Any, function: Any, state: Any, parameters: Any, now: Any
    ) -> tuple[Any, Callable[..., Any]]:
        """Call the compiled process at the address ``function`` with the windows at the other two addresses."""
        window = WindowType("any", ())

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            passed = (window, window, now)
            kind = context.call_conv.get_function_type(types.none, passed)
            callee = builder.inttoptr(arguments[0], kind.as_pointer())
            windows = [builder.inttoptr(word, cgutils.voidptr_t) for word in arguments[1:3]]
            status, _ = context.call_conv.call_function(builder, callee, types.none, passed, [*windows, arguments[3]])
            with cgutils.if_unlikely(builder, status.is_error):
                context.call_conv.return_status_propagate(builder, status)
            return context.get_dummy_value()

        return types.none(types.int64, types.int64, types.int64, now), generate

else:

    def call_process(function: Callable[..., None], state: Window, parameters: Window, now: Any) -> None:
        """Call a process, as plain Python."""
        function(state, parameters, now)
