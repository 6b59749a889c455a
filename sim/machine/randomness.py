"""Keyed random numbers: (seed, replicate, identity, step, process, draw index) -> number. [salmon2011]

Philox4x32-10 is counter-based: a number is computed from its address and nothing is carried along. The key
is (run seed, replicate); the counter is (identity, step, process number, draw index). Scenario and
parameters are never part of an address, so that two scenarios with one seed meet the same luck, a process
switched off leaves the draws of all others unchanged, and neither rewiring, exits nor the order of work
moves anybody else's numbers.
"""

from __future__ import annotations

import math
import zlib
from typing import NamedTuple

import numpy as np

from sim.machine.arithmetic import cos_turn, log
from sim.machine.kernel import embedded, inlined, kernel

MASK = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLY_0 = np.uint64(0xD2511F53)
MULTIPLY_2 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
SHIFT_52 = np.uint64(12)
SHIFT_STEP = np.uint64(16)
UNIT = 1.0 / 4503599627370496.0


class Now(NamedTuple):
    """The moment, and the address part of every draw made in it."""

    month: int
    """Months since April 2010."""
    calendar: int
    """Calendar month, 1 to 12."""
    year: int
    """Start of the financial year, e.g. 2010."""
    quarter_end: bool
    seed: np.uint64
    replicate: np.uint64
    process: int
    opening: bool = False
    """Whether this is the first month in which the process acts: a theory lays down here what it starts from."""


APRIL, MAY, SEPTEMBER, OCTOBER, MARCH = 4, 5, 9, 10, 3
MONTHS_A_QUARTER = 3.0
FIRST_YEAR = 2010
"""Start of the financial year in which every run begins."""


@kernel
def first_day(seed, replicate, process):
    """The moment before the first month: draws made at it are made once and kept, whenever they are asked for."""
    return Now(0, APRIL, FIRST_YEAR, False, seed, replicate, process, False)


@embedded
def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32 on four counter words and two key words (each a uint64 below 2^32)."""
    for _ in range(10):
        p0 = MULTIPLY_0 * c0
        p1 = MULTIPLY_2 * c2
        n0 = ((p1 >> HALF) ^ c1 ^ k0) & MASK
        n2 = ((p0 >> HALF) ^ c3 ^ k1) & MASK
        c1 = p1 & MASK
        c3 = p0 & MASK
        c0 = n0
        c2 = n2
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@embedded
def words(now, identity, index):
    """The four words (each a uint64 below 2^32) at this address."""
    place = (np.uint64(now.month) << SHIFT_STEP) | np.uint64(now.process)
    return philox(identity & MASK, identity >> HALF, place & MASK, index, now.seed, now.replicate)


@embedded
def uniform_at(now, identity, index):
    """See :func:`uniform`; identity and index are uint64."""
    a, b, _, _ = words(now, identity, index)
    return ((((a << HALF) | b) >> SHIFT_52) + 0.5) * UNIT


@embedded
def normal_at(now, identity, index):
    """See :func:`normal`; identity and index are uint64."""
    a, b, c, d = words(now, identity, index)
    u = ((((a << HALF) | b) >> SHIFT_52) + 0.5) * UNIT
    v = ((((c << HALF) | d) >> SHIFT_52) + 0.5) * UNIT
    return math.sqrt(-2.0 * log(u)) * cos_turn(v)


@embedded
def uniforms_at(now, identity, index):
    """See :func:`uniforms`; identity and index are uint64."""
    a, b, c, d = words(now, identity, index)
    return ((((a << HALF) | b) >> SHIFT_52) + 0.5) * UNIT, ((((c << HALF) | d) >> SHIFT_52) + 0.5) * UNIT


# The three below are written into their callers, so that the draws themselves are compiled once, not once for every
# literal index.
@inlined
def uniform(now, identity, index):
    """A number in (0, 1) at this address."""
    return uniform_at(now, np.uint64(identity), np.uint64(index))


@inlined
def uniforms(now, identity, index):
    """Two numbers in (0, 1) at this address; the first is that of :func:`uniform`."""
    return uniforms_at(now, np.uint64(identity), np.uint64(index))


@inlined
def normal(now, identity, index):
    """A standard normal number at this address (Box and Muller)."""
    return normal_at(now, np.uint64(identity), np.uint64(index))


def council_key(code: str) -> int:
    """A stable 32-bit number for a council code; the upper half of all its identities."""
    return zlib.crc32(code.encode())


@kernel
def slot_identity(council, slot):
    """Identity of a post: council key (32 bits), slot (20 bits), room for 4,096 occupants."""
    return (np.uint64(council) << HALF) | (np.uint64(slot) << np.uint64(12))


@kernel
def tie_identity(one, other):
    """Identity of a directed tie, made of the identities of its two ends."""
    z = np.uint64(one) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(other)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
