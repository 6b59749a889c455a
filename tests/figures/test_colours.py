"""Colours: they stand out from the ground, and stay apart for every kind of colour vision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from experiments.figures import palette
from sim.scenario.scenario import list_scenarios

SEEN = {
    "all colours": np.eye(3),
    "no green cones": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "no red cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no blue cones": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
"""How light is seen (Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1)."""


def light(colour: str) -> np.ndarray:
    """Linear light of a colour such as "#0560bd"."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines 2.2 have it, 1 to 21."""
    low, high = sorted(float(light(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, seen: np.ndarray) -> float:
    """How far apart two colours look: the distance in CIELAB (2 is just to be seen)."""
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    linear = np.clip(np.asarray(seen) @ light(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    scaled = xyz / [0.9505, 1.0, 1.089]
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("style", palette.STYLES.values(), ids=lambda style: style.name)
def test_words_and_marks_stand_out(style: palette.Palette):
    for words in (style.ink, style.muted):
        assert contrast(words, style.ground) >= 4.5
        for tint in style.tints:
            assert contrast(words, tint) >= 4.5
    for mark in (*style.scenarios, style.better, style.worse, style.unclear):
        assert contrast(mark, style.ground) >= 3.0, mark


@pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)
@pytest.mark.parametrize("name", ["light", "dark"])
def test_colours_stay_apart_for_everybody(name: str, seen: np.ndarray):
    style = palette.STYLES[name]
    for one, other in itertools.combinations((*style.scenarios, style.better, style.worse), 2):
        assert distance(one, other, seen) >= 20, (one, other)


@pytest.mark.parametrize("style", palette.STYLES.values(), ids=lambda style: style.name)
def test_better_and_worse_are_no_scenarios_colours(style: palette.Palette):
    assert not {style.better, style.worse} & {*style.scenarios, *style.ways, style.unclear} - {"#000000"}


def test_scenarios_of_ours_always_look_the_same():
    style = palette.STYLES["light"]
    names = [said.name if hasattr(said, "name") else str(said) for said in list_scenarios()]
    alone = {name: palette.strokes([name], style)[name] for name in names}
    assert palette.strokes(names, style) == alone
    assert palette.strokes(list(reversed(names)), style) == alone
    assert set(names) <= set(palette.KNOWN), "every scenario that comes with Town Hall has its look"


def test_own_scenarios_look_different_from_each_other_and_from_ours():
    names = ["command", "distributed", *(f"mine {at}" for at in range(10))]
    looks = palette.strokes(names, palette.STYLES["light"])
    assert len({(look.colour, look.dash) for look in looks.values()}) == len(names)
