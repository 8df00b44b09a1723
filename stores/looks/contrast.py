"""Which colours of a look are hard to read on each other, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stores.looks.colours import READABLE, contrast
from stores.looks.oklch import from_oklch, to_oklch

STEPS = 200
"""Of lightness, between black and white."""
EXTREMES = ("#000000", "#ffffff")
WISHED = {"text": 7.0, "accent": 5.0, "sale": 5.0}
"""What a mended colour has: text leaves room for quieter text, all of them for tints below."""
Palette = Mapping[str, str]
"""Colours as ``#aabbcc`` by the names of their fields."""


@dataclass(frozen=True, slots=True)
class Pair:
    front: str
    back: str
    label: str | Promise


PAIRS = (
    Pair("text", "background", _("Text on the background")),
    Pair("text", "surface", _("Text on cards and fields")),
    Pair("on_accent", "accent", _("Text on buttons")),
    Pair("accent", "background", _("Links on the background")),
    Pair("accent", "surface", _("Links on cards")),
    Pair("sale", "background", _("Reduced prices on the background")),
    Pair("sale", "surface", _("Reduced prices on cards")),
)


@dataclass(frozen=True, slots=True)
class Checked:
    pair: Pair
    ratio: float

    @property
    def is_readable(self) -> bool:
        return self.ratio >= READABLE

    @property
    def shown(self) -> str:
        """Never rounded up to what it is not."""
        return f"{int(self.ratio * 10) / 10:.1f}"

    def __str__(self) -> str:
        return gettext("%(pair)s: contrast %(ratio)s to 1, where 4.5 to 1 can be read well.") % {
            "pair": self.pair.label,
            "ratio": self.shown,
        }


def check(palette: Palette) -> list[Checked]:
    """Every pair in the order of ``PAIRS``; those that are readable, too."""
    return [Checked(pair, contrast(palette[pair.front], palette[pair.back])) for pair in PAIRS]


def faint(palette: Palette) -> list[Checked]:
    return [checked for checked in check(palette) if not checked.is_readable]


def suggest(palette: Palette) -> dict[str, str]:
    """The colours to change, by field, so that all of ``PAIRS`` can be read; empty if they can.
    Each is the nearest shade of its own hue that will do."""
    found = dict(palette)
    if not any(readable(extreme, grounds(found)) for extreme in EXTREMES):
        found["surface"] = found["background"]  # No text can be read on both.
    for name in ("text", "accent", "sale"):
        if not readable(found[name], grounds(found)):
            found[name] = mended(found[name], grounds(found), WISHED[name])
    found["on_accent"] = nearest_readable(found["on_accent"], (found["accent"],))
    return {name: colour for name, colour in found.items() if colour != palette[name]}


def mended(colour: str, behind: tuple[str, str], wished: float) -> str:
    """With the contrast that is ``wished`` where black or white has it, else what has to be."""
    is_there = any(readable(extreme, behind, wished) for extreme in EXTREMES)
    return nearest_readable(colour, behind, wished if is_there else READABLE)


def grounds(palette: Palette) -> tuple[str, str]:
    return palette["background"], palette["surface"]


def readable(colour: str, behind: Iterable[str], at_least: float = READABLE) -> bool:
    return all(contrast(colour, ground) >= at_least for ground in behind)


@lru_cache(maxsize=2048)
def nearest_readable(colour: str, behind: Sequence[str], at_least: float = READABLE) -> str:
    """``colour`` itself, or the shade of its hue that is nearest in lightness and has a contrast of
    ``at_least`` with each colour ``behind`` it. Where none has, the better of black and white."""
    if readable(colour, behind, at_least):
        return colour
    lightness, chroma, hue = to_oklch(colour)
    levels = sorted((step / STEPS for step in range(STEPS + 1)), key=lambda at: abs(at - lightness))
    for level in levels:
        shade = from_oklch(level, chroma, hue)
        if readable(shade, behind, at_least):
            return shade
    return max(EXTREMES, key=lambda extreme: min(contrast(extreme, ground) for ground in behind))
