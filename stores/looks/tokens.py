"""What follows from the colours that a store chose: shades of them that can be read wherever they
stand, for its pages, its mails and the pictures of themes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from stores.looks.colours import contrast, luminance, mix, rgb
from stores.looks.contrast import EXTREMES, nearest_readable, readable

EDGE = 3.0
"""Least contrast of what shows where a field ends, WCAG 2.2 success criterion 1.4.11."""
TINTS = (0.07, 0.05, 0.03, 0.015)
DANGER, SUCCESS, WARNING = "#a3231b", "#1b6338", "#8a5200"


class Coloured(Protocol):
    background: str
    surface: str
    text: str
    accent: str
    on_accent: str
    sale: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as ``#aabbcc``. What the store did not choose itself is readable on ``background``,
    ``surface`` and the tints of both; what it chose is as it chose it."""

    background: str
    surface: str
    text: str
    accent: str
    on_accent: str
    sale: str
    on_sale: str
    on_text: str
    muted: str
    line: str
    line_strong: str
    tint: str
    """A little of the accent, behind sections and what is chosen."""
    shade: str
    """A little of the text's colour, behind the footer."""
    danger: str
    success: str
    warning: str
    is_dark: bool

    @property
    def scheme(self) -> str:
        """For ``color-scheme``: browsers draw their own controls to fit."""
        return "dark" if self.is_dark else "light"


def tokens(look: Coloured) -> Tokens:
    return tokens_of(
        look.background, look.surface, look.text, look.accent, look.on_accent, look.sale
    )


@lru_cache(maxsize=512)
def tokens_of(
    background: str, surface: str, text: str, accent: str, on_accent: str, sale: str
) -> Tokens:
    tint = tinted(accent, background, (text, accent, sale))
    shade = tinted(text, background, (text, accent, sale))
    grounds = (background, surface, tint, shade)
    return Tokens(
        background=background,
        surface=surface,
        text=text,
        accent=accent,
        on_accent=on_accent,
        sale=sale,
        on_sale=best_of(background, sale),
        on_text=best_of(background, text),
        muted=nearest_readable(mix(text, background, 0.72), grounds),
        line=mix(text, background, 0.14),
        line_strong=nearest_readable(mix(text, background, 0.5), grounds, EDGE),
        tint=tint,
        shade=shade,
        danger=nearest_readable(DANGER, grounds),
        success=nearest_readable(SUCCESS, grounds),
        warning=nearest_readable(WARNING, grounds),
        is_dark=luminance(rgb(background)) < luminance(rgb(text)),
    )


def tinted(colour: str, background: str, fronts: tuple[str, ...]) -> str:
    """``background`` with as much of ``colour``, up to the first of ``TINTS``, as leaves readable
    what was readable without."""
    before = [front for front in fronts if readable(front, (background,))]
    for share in TINTS:
        mixed = mix(colour, background, share)
        if all(readable(front, (mixed,)) for front in before):
            return mixed
    return background


def best_of(colour: str, behind: str) -> str:
    """``colour`` where it can be read, else black or white."""
    if readable(colour, (behind,)):
        return colour
    return max(EXTREMES, key=lambda extreme: contrast(extreme, behind))
