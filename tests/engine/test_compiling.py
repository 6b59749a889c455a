"""Two processes share what is to be compiled; every part is compiled once, whatever becomes of the other process."""

from __future__ import annotations

import operator
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numba.core.types.functions import BaseFunction

from sim.machine import compiling
from sim.machine.compiled_cache import COMPILING
from sim.machine.compiling import Part, compile_missing
from sim.machine.kernel import COMPILED
from sim.machine.remembered_types import types_remembered

OTHER = """
import sys
print("ready", flush=True)
for line in sys.stdin:
    with open({!r}, "a") as file:
        file.write(line)
    {}
    print("ready", flush=True)
"""


@dataclass(frozen=True)
class Made(Part):
    """A part that only says that it was compiled."""

    done: list[str] = field(default_factory=list)
    there: bool = False
    takes: float = 0.01

    @property
    def size(self) -> int:
        return self.kinds[0]

    @property
    def held(self) -> bool:
        return self.there

    def compile(self) -> None:
        time.sleep(self.takes)
        self.done.append(self.name)


def parts(count: int, done: list[str], **fields: Any) -> list[Part]:
    return [Made(f"part {at}", None, (10_000 + at,), done, **fields) for at in range(count)]


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the other process was given, one part a line."""
    given = tmp_path / "given"
    given.touch()
    monkeypatch.setattr(compiling, "OTHER", OTHER.format(str(given), "pass").replace("{", "{{").replace("}", "}}"))
    monkeypatch.setattr(compiling, "cores", lambda: 2)
    monkeypatch.setattr(type(COMPILING), "keeps", lambda self, folder: True)
    monkeypatch.setattr(COMPILING, "tell", None)
    return given


def test_two_processes_share_the_parts_the_largest_first(other: Path) -> None:
    done: list[str] = []
    said: list[str] = []
    compile_missing(parts(200, done), said.append)
    given = other.read_text().split("\n")[:-1]
    assert given, "the other process has taken some"
    assert sorted(done + given) == sorted(f"part {at}" for at in range(200)), "each once"
    assert done[0] == "part 199"
    for taken in (done, given):
        assert taken == sorted(taken, key=lambda name: -int(name.split()[1]))


@pytest.mark.parametrize("last", ["raise SystemExit", "import os; os._exit(1)"])
def test_an_other_process_that_dies_stops_nothing(other: Path, last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "OTHER", OTHER.format(str(other), last))
    done: list[str] = []
    compile_missing(parts(100, done))
    assert len(done) >= 98, "at most what it was given is missing; the caller then finds it absent and compiles it"


def test_an_error_here_ends_both(other: Path) -> None:
    class Wrong(Made):
        def compile(self) -> None:
            raise RuntimeError("it does not compile")

    many = [Wrong("wrong", None, (99_999,)), *parts(5_000, [])]
    with pytest.raises(RuntimeError, match="does not compile"):
        compile_missing(many)
    assert len(other.read_text().split("\n")) < 5_000, "the other begins nothing more"


@pytest.mark.parametrize("why", ["one core", "nothing is kept", "little is missing", "all is there"])
def test_where_it_does_not_pay_there_is_one_process(other: Path, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> None:
        raise AssertionError("no other process")

    monkeypatch.setattr(compiling.subprocess, "Popen", none)
    if why == "one core":
        monkeypatch.setattr(compiling, "cores", lambda: 1)
    if why == "nothing is kept":
        monkeypatch.setattr(type(COMPILING), "keeps", lambda self, folder: False)
    done: list[str] = []
    wanted = 1 if why == "little is missing" else 20
    compile_missing(parts(wanted, done, there=why == "all is there"))
    assert len(done) == (0 if why == "all is there" else wanted)


def test_how_far_it_is_is_said_now_and_then(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "cores", lambda: 1)
    monkeypatch.setattr(compiling, "SECONDS_BETWEEN", 0.05)
    said: list[str] = []
    compile_missing(parts(30, []), said.append)
    assert said
    assert said[0].endswith("of 30 parts are compiled, about 1 s left.")


@pytest.mark.skipif(not COMPILED, reason="plain Python compiles nothing")
def test_an_operator_is_asked_once_for_its_types_while_much_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    usual = BaseFunction.get_call_type

    def counted(function: Any, context: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        asked.append((function.typing_key, *map(str, args)))
        return usual(function, context, args, named)

    def work(a: Any, b: Any) -> Any:
        return a[0] * b + a[1] * b + a[2] * b

    monkeypatch.setattr(BaseFunction, "get_call_type", counted)
    product = (operator.mul, "float64", "float64")
    plain, remembered = numba.njit(work), numba.njit(work)
    plain.compile((numba.float64[::1], numba.float64))
    assert asked.count(product) > 1, "numba itself asks again and again"
    asked.clear()
    with types_remembered():
        remembered.compile((numba.float64[::1], numba.float64))
    assert asked.count(product) == 1
    assert BaseFunction.get_call_type is counted, "afterwards numba asks as ever"
    assert remembered.nopython_signatures == plain.nopython_signatures
    row = np.array([0.5, 2.0, 3.0])
    assert remembered(row, 4.0) == plain(row, 4.0) == 22.0
