"""What follows from the colours that a store chose: shades of them that can be read wherever they
stand, for its pages, its mails and the pictures of themes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from stores.looks.colours import contrast, luminance, mix, rgb
from stores.looks.contrast import EXTREMES, nearest_readable

EDGE = 3.0
"""Least contrast of what shows where a field ends, WCAG 2.2 success criterion 1.4.11."""
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
    # Footers and notices stand on a little of the text's or the accent's colour.
    grounds = (background, surface, mix(text, background, 0.06), mix(accent, background, 0.08))
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
        danger=nearest_readable(DANGER, grounds),
        success=nearest_readable(SUCCESS, grounds),
        warning=nearest_readable(WARNING, grounds),
        is_dark=luminance(rgb(background)) < luminance(rgb(text)),
    )


def best_of(colour: str, behind: str) -> str:
    """``colour`` where it can be read, else black or white."""
    if contrast(colour, behind) >= 4.5:
        return colour
    return max(EXTREMES, key=lambda extreme: contrast(extreme, behind))
