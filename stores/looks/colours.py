"""Colours as WCAG 2 counts them, for readable text on whatever a store chose."""

from __future__ import annotations

import colorsys

READABLE = 4.5
"""Least contrast of text, WCAG 2.2 success criterion 1.4.3."""

Rgb = tuple[float, float, float]


def rgb(colour: str) -> Rgb:
    """``#1f4d40`` as three parts from 0 to 1."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def code(colour: Rgb) -> str:
    """Parts from 0 to 1 as ``#1f4d40``."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def mix(first: str, second: str, share: float) -> str:
    """``share`` (0 to 1) of the first and the rest of the second, as CSS mixes in sRGB."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    red, green, blue = (share * one + (1 - share) * other for one, other in pairs)
    return code((red, green, blue))


def luminance(colour: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    return _contrast(rgb(first), rgb(second))


def _contrast(first: Rgb, second: Rgb) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_under_white(colour: str, *, at_least: float = READABLE) -> tuple[float, float, float]:
    """``colour`` as hue (degrees), saturation and lightness (percent), darkened until white text
    on it is readable."""
    return _moved(colour, (1.0, 1.0, 1.0), at_least, step=-0.005)


def readable_on(surface: str, colour: str) -> tuple[float, float, float]:
    """``colour`` as hue, saturation and lightness, lightened until it is readable as text on the
    dark ``surface``."""
    return _moved(colour, rgb(surface), READABLE, step=0.005)


def _moved(colour: str, beside: Rgb, at_least: float, *, step: float) -> tuple[float, float, float]:
    hue, lightness, saturation = colorsys.rgb_to_hls(*rgb(colour))
    while (
        0 < lightness + step < 1
        and _contrast(colorsys.hls_to_rgb(hue, lightness, saturation), beside) < at_least
    ):
        lightness += step
    return round(hue * 360, 1), round(saturation * 100, 1), round(lightness * 100, 1)
