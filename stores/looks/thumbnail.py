"""A shop in small, drawn from the colours, fonts and shapes of a look."""

from __future__ import annotations

from typing import Any

from stores.looks.tokens import tokens
from stores.models.look import ButtonShape, CardStyle, Density, HeaderStyle

WIDTH, HEIGHT = 240, 168
MARGIN = 12
CARDS = 3
GAPS = {Density.COMPACT.value: 6, Density.COMFORTABLE.value: 10, Density.AIRY.value: 16}
BUTTON_HEIGHT = 16
CARD_TOP = 106
SCALE = 3
"""The drawing is so much smaller than a phone; so are its corners."""


def thumbnail(look: Any) -> dict[str, Any]:
    """What ``stores/branding/thumbnail.html`` draws; ``look`` is a look or a theme."""
    gap = GAPS.get(look.density, GAPS[Density.COMFORTABLE.value])
    width = (WIDTH - 2 * MARGIN - (CARDS - 1) * gap) / CARDS
    radius = round(look.radius / SCALE, 1)
    buttons = {ButtonShape.PILL.value: BUTTON_HEIGHT / 2, ButtonShape.SQUARE.value: 0}
    return {
        "look": look,
        "colours": tokens(look),
        "radius": radius,
        "button_radius": buttons.get(look.button_shape, min(radius, BUTTON_HEIGHT / 3)),
        "is_centered": look.header_style == HeaderStyle.CENTERED,
        "is_minimal": look.header_style == HeaderStyle.MINIMAL,
        "is_framed": look.card_style == CardStyle.FRAMED,
        "is_raised": look.card_style == CardStyle.RAISED,
        "card_width": round(width, 1),
        "cards": [round(MARGIN + place * (width + gap), 1) for place in range(CARDS)],
    }
