"""The kinds' colours stay apart for eyes that see fewer of them, in light and in dark."""

from __future__ import annotations

import itertools
import re
from importlib import resources

import numpy as np
import pytest
from numpy.typing import NDArray

from tookpart.viz.kinds import KINDS

Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1
SIGHTS = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# linear sRGB to CIE XYZ, white point D65
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def palette(mode: str) -> dict[str, str]:
    css = resources.files("tookpart.viz").joinpath("network.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if mode == "light" else dark.split("* { box")[0]))


def linear(colour: str) -> Floats:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: Floats) -> Floats:
    ratio = XYZ @ np.clip(sight @ linear(colour), 0, 1) / WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_two_kinds_look_alike(mode: str, sight: str) -> None:
    colours = palette(mode)
    distances = {
        (one.name, other.name): float(
            np.linalg.norm(lab(colours[one.name], SIGHTS[sight]) - lab(colours[other.name], SIGHTS[sight]))
        )
        for one, other in itertools.combinations(KINDS, 2)
    }
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] >= 20, closest


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_can_be_read(mode: str) -> None:
    colours = palette(mode)
    for ground in ("ground", "panel"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["soft"], colours[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_kind_stands_out_from_the_ground(mode: str) -> None:
    colours = palette(mode)
    assert min(contrast(colours[kind.name], colours["ground"]) for kind in KINDS) >= 2
