"""Colours by how light, how colourful and of which hue they look (Björn Ottosson's OKLab, 2020):
a colour that moves in lightness alone stays the colour that it was."""

from __future__ import annotations

from math import atan2, cos, hypot, sin

from stores.looks.colours import Rgb, code, rgb

OUT_OF_GAMUT = 1e-4
HALVINGS = 12
Oklch = tuple[float, float, float]
"""Lightness 0 to 1, chroma from 0, hue in radians."""


def to_oklch(colour: str) -> Oklch:
    """Of ``#1f4d40``."""
    red, green, blue = (linear(part) for part in rgb(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """As ``#1f4d40``; of a colour that no screen has, the most colourful that it has."""
    found = in_rgb(lightness, chroma, hue)
    if not fits(found):
        low, high = 0.0, chroma
        for _step in range(HALVINGS):
            middle = (low + high) / 2
            if fits(in_rgb(lightness, middle, hue)):
                low = middle
            else:
                high = middle
        found = in_rgb(lightness, low, hue)
    red, green, blue = (min(1.0, max(0.0, part)) for part in found)
    return code((gamma(red), gamma(green), gamma(blue)))


def in_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """Linear parts, which may lie outside of 0 to 1."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def fits(parts: Rgb) -> bool:
    return all(-OUT_OF_GAMUT <= part <= 1 + OUT_OF_GAMUT for part in parts)


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
