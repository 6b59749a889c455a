"""The key of a run: one name for one execution of the model, the same in every study.

A key is made of what decides a run's numbers and of nothing else: the scenario's content (not its name), the content of
its councils, the months, the seed and the replicate, and the model itself (its version, its sources, its data). Two
studies that ask for the same run give it the same key; digests of files do not see how their lines end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import sim
from sim.machine.declared import PARAMETERS

if TYPE_CHECKING:
    from experiments.designs.factors import Value
    from sim.scenario.event import Event


def key_text(key: int) -> str:
    """A key as people see it: 16 hexadecimal digits."""
    return f"{key:016x}"


def key_texts(keys: np.ndarray) -> list[str]:
    """Many keys as people see them."""
    digits = keys.astype(">u8").tobytes().hex()
    return [digits[at : at + 16] for at in range(0, len(digits), 16)]


def key_numbers(texts: Iterable[str]) -> np.ndarray:
    """The keys that ``texts`` show, as unsigned 64-bit numbers."""
    return np.frombuffer(bytes.fromhex("".join(texts)), dtype=">u8").astype(np.uint64)


def number(content: bytes) -> int:
    """64 bits of a digest of ``content``."""
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")


def content_digest(
    settings: Mapping[str, Value],
    without: Sequence[str],
    councils: Sequence[str],
    months: int,
    events: Sequence[Event] = (),
) -> bytes:
    """Sixteen bytes for all runs of one scenario: values that are the declared defaults do not enter.

    ``councils`` holds the digest of each, in the order in which they stand in the model. What events are called does
    not enter either.
    """
    differing = sorted(item for item in settings.items() if item[1] != PARAMETERS[item[0]].default)
    said = repr((differing, tuple(without), tuple(councils), months, model_digest()))
    if events:
        said += repr([event.content for event in events])
    return blake2b(said.encode(), digest_size=16).digest()


def run_key(content: bytes, seed: int, replicate: int) -> int:
    """The key of one run of what :func:`content_digest` made ``content`` of."""
    return number(content + seed.to_bytes(8, "little") + replicate.to_bytes(8, "little"))


@cache
def model_digest() -> str:
    """Changes with the model's version, its sources and its data."""
    said = repr((sim.MODEL_VERSION, code_digest(), sorted(data_digests().items())))
    return blake2b(said.encode(), digest_size=8).hexdigest()


@cache
def code_digest() -> str:
    """Twelve hexadecimal digits that change with any source file or table of the model."""
    found = blake2b(digest_size=6)
    home = Path(sim.__file__).parent
    for path in sorted([*home.rglob("*.py"), *home.glob("data/*.csv")]):
        for part in (path.relative_to(home).as_posix().encode(), plain_lines(path.read_bytes())):
            found.update(len(part).to_bytes(8, "little"))
            found.update(part)
    return found.hexdigest()


@cache
def data_digests() -> dict[str, str]:
    """The SHA-256 of every data table in ``sim/data``, by file name."""
    tables = sorted((Path(sim.__file__).parent / "data").rglob("*.csv"))
    return {table.name: sha256(plain_lines(table.read_bytes())).hexdigest() for table in tables}


def plain_lines(content: bytes) -> bytes:
    """``content`` with the line ends of every system made one: a checkout on Windows has the same digests."""
    return content.replace(b"\r\n", b"\n")
