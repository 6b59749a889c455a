"""Keyed random numbers: the generator's published answers, its uniformity, and what an address is made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.machine.kernel import kernel
from sim.machine.randomness import Now, council_key, normal, philox, slot_identity, tie_identity, uniform

KNOWN_ANSWERS = {
    "zeros": ([0] * 4, [0] * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "pi": (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
}
"""The vectors for philox4x32 with ten rounds that come with Random123 (counter, key, answer)."""

WORD = 2**32 - 1


def reference(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x32-10 in Python's whole numbers, from the paper."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & WORD, (first >> 32) ^ c[3] ^ k[1], first & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


def words(counter: list[int], key: list[int]) -> list[int]:
    return [int(word) for word in philox(*(np.uint64(word) for word in counter + key))]


@pytest.mark.parametrize("name", KNOWN_ANSWERS)
def test_published_answers(name: str) -> None:
    counter, key, answer = KNOWN_ANSWERS[name]
    assert " ".join(f"{word:08x}" for word in words(counter, key)) == answer
    assert words(counter, key) == reference(counter, key)


@given(st.lists(st.integers(0, WORD), min_size=4, max_size=4), st.lists(st.integers(0, WORD), min_size=2, max_size=2))
def test_equals_the_reference_everywhere(counter: list[int], key: list[int]) -> None:
    assert words(counter, key) == reference(counter, key)


def at(month: int = 5, process: int = 301, seed: int = 1, replicate: int = 2) -> Now:
    return Now(
        month, (month + 3) % 12 + 1, 2010 + month // 12, month % 3 == 2, np.uint64(seed), np.uint64(replicate), process
    )


@kernel
def many(now, count, normally):  # type: ignore[no-untyped-def]
    """Numbers for ``count`` identities at one moment."""
    out = np.empty(count)
    for i in range(count):
        out[i] = (
            normal(now, np.uint64(i) << np.uint64(12), 0)
            if normally
            else uniform(now, np.uint64(i) << np.uint64(12), 0)
        )
    return out


def test_the_address_is_seed_replicate_identity_month_process_and_index() -> None:
    """Each part changes the number; the calendar, which the month implies, does not."""
    base = uniform(at(), np.uint64(77), 3)
    others = [
        uniform(at(month=6), np.uint64(77), 3),
        uniform(at(process=302), np.uint64(77), 3),
        uniform(at(seed=3), np.uint64(77), 3),
        uniform(at(replicate=3), np.uint64(77), 3),
        uniform(at(seed=2, replicate=1), np.uint64(77), 3),
        uniform(at(), np.uint64(78), 3),
        uniform(at(), np.uint64(77 + 2**32), 3),
        uniform(at(), np.uint64(77), 4),
    ]
    assert len({base, *others}) == len(others) + 1
    assert uniform(at()._replace(calendar=1, year=1999, quarter_end=False), np.uint64(77), 3) == base


@given(
    st.integers(0, 2**64 - 1),
    st.integers(0, 10_000),
    st.integers(1, 65_535),
    st.integers(0, 5_000),
    st.integers(0, WORD),
    st.integers(0, WORD),
)
@settings(max_examples=200)
def test_uniform_is_the_first_two_words(
    identity: int, month: int, process: int, index: int, seed: int, replicate: int
) -> None:
    """52 bits of the block at the address that the module's docstring states; never 0, never 1."""
    counter = [identity & WORD, identity >> 32, (month << 16) | process, index]
    a, b, _, _ = reference(counter, [seed, replicate])
    expected = ((((a << 32) | b) >> 12) + 0.5) / 2**52
    drawn = uniform(at(month, process, seed, replicate), np.uint64(identity), index)
    assert drawn == expected
    assert 0.0 < drawn < 1.0


@pytest.mark.parametrize(
    "now", [at(), at(month=0, process=1, seed=0, replicate=0), at(month=179, process=951)], ids=str
)
def test_uniform_over_identities(now: Now) -> None:
    numbers = many(now, 200_000, False)
    assert stats.kstest(numbers, "uniform").pvalue > 1e-4
    counts = np.histogram(numbers, bins=256, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 1e-4
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 0.01
    assert len(np.unique(numbers)) == numbers.size


@pytest.mark.parametrize("part", ["month", "process", "seed", "replicate"])
def test_neighbouring_addresses_are_unrelated(part: str) -> None:
    one = many(at(), 100_000, False)
    other = many(at()._replace(**{part: getattr(at(), part) + 1}), 100_000, False)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.015


def test_normal_moments_and_shape() -> None:
    numbers = many(at(), 400_000, True)
    error = 1 / math.sqrt(numbers.size)
    assert abs(numbers.mean()) < 5 * error
    assert abs(numbers.std() - 1) < 5 * error
    assert abs(stats.skew(numbers)) < 5 * math.sqrt(6) * error
    assert abs(stats.kurtosis(numbers)) < 5 * math.sqrt(24) * error
    assert stats.kstest(numbers, "norm").pvalue > 1e-4
    assert np.abs(numbers).max() > 4.0, "the tails are there"


def test_identities_do_not_meet() -> None:
    """Posts of all councils and their occupants, and ties by direction."""
    from sim.council.councils import all_councils

    keys = [council_key(council.code) for council in all_councils()]
    assert len(set(keys)) == len(keys)
    posts = [int(slot_identity(keys[c], slot)) for c in range(3) for slot in range(400)]
    assert len(set(posts)) == len(posts)
    assert all(post & 0xFFF == 0 for post in posts), "room for 4,096 people in each post"
    some = [np.uint64(post) for post in posts[::7]]
    ties = {int(tie_identity(a, b)) for a in some for b in some if a != b}
    assert len(ties) == len(some) * (len(some) - 1)


def test_council_keys_are_constant() -> None:
    """A changed key would change the luck of every run."""
    assert council_key("E09000007") == 3705327868
