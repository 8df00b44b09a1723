"""Looks to begin with. Applied, a theme fills the draft, which the store then changes at will."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stores.models.look import ButtonShape, CardStyle, Density, Font, HeaderStyle, Look


@dataclass(frozen=True, slots=True)
class Theme:
    code: str
    name: str
    description: str | Promise
    background: str
    surface: str
    text: str
    accent: str
    on_accent: str
    sale: str
    heading_font: Font
    body_font: Font
    radius: int
    density: Density
    header_style: HeaderStyle
    card_style: CardStyle
    button_shape: ButtonShape

    def put_on(self, look: Look) -> None:
        """All but the logo and the icon, which stay the store's; does not save."""
        for name in THEME_FIELDS:
            setattr(look, name, getattr(self, name))


THEME_FIELDS = tuple(
    field.name for field in fields(Theme) if field.name not in ("code", "name", "description")
)

_all = (
    Theme(
        code="folio",
        name="Folio",
        description=_("Calm and bookish: paper, ink and much white space."),
        background="#f8f5ef",
        surface="#fffdf8",
        text="#26221d",
        accent="#7a3b2a",
        on_accent="#fffaf2",
        sale="#9b2c1c",
        heading_font=Font.NEWSREADER,
        body_font=Font.KARLA,
        radius=0,
        density=Density.AIRY,
        header_style=HeaderStyle.CENTERED,
        card_style=CardStyle.PLAIN,
        button_shape=ButtonShape.SQUARE,
    ),
    Theme(
        code="corner",
        name="Corner",
        description=_("Bold as a poster on the street: black, white and one loud red."),
        background="#ffffff",
        surface="#f3f3f1",
        text="#0b0b0b",
        accent="#c8001a",
        on_accent="#ffffff",
        sale="#c8001a",
        heading_font=Font.BRICOLAGE_GROTESQUE,
        body_font=Font.BRICOLAGE_GROTESQUE,
        radius=0,
        density=Density.COMPACT,
        header_style=HeaderStyle.LEFT,
        card_style=CardStyle.FRAMED,
        button_shape=ButtonShape.SQUARE,
    ),
    Theme(
        code="confetti",
        name="Confetti",
        description=_("Playful and round, for gifts, toys and sweet things."),
        background="#fff1ec",
        surface="#ffffff",
        text="#2d1a47",
        accent="#6b2fd6",
        on_accent="#ffffff",
        sale="#b8005c",
        heading_font=Font.NUNITO,
        body_font=Font.NUNITO,
        radius=24,
        density=Density.COMFORTABLE,
        header_style=HeaderStyle.CENTERED,
        card_style=CardStyle.RAISED,
        button_shape=ButtonShape.PILL,
    ),
    Theme(
        code="signal",
        name="Signal",
        description=_("Technical and spare, light on dark: the goods do the talking."),
        background="#0e1215",
        surface="#171d21",
        text="#e9eef0",
        accent="#6fe0b4",
        on_accent="#05150e",
        sale="#ffab6b",
        heading_font=Font.INTER,
        body_font=Font.INTER,
        radius=4,
        density=Density.COMPACT,
        header_style=HeaderStyle.MINIMAL,
        card_style=CardStyle.FRAMED,
        button_shape=ButtonShape.ROUNDED,
    ),
    Theme(
        code="orchard",
        name="Orchard",
        description=_("Fresh and natural: leaf green on cream, soft corners."),
        background="#f6f8ef",
        surface="#ffffff",
        text="#1d2a1c",
        accent="#2f6b2c",
        on_accent="#ffffff",
        sale="#a63a00",
        heading_font=Font.FRAUNCES,
        body_font=Font.FIGTREE,
        radius=14,
        density=Density.COMFORTABLE,
        header_style=HeaderStyle.LEFT,
        card_style=CardStyle.RAISED,
        button_shape=ButtonShape.ROUNDED,
    ),
    Theme(
        code="atelier",
        name="Atelier",
        description=_("Evening light: gold on warm black, fine letters, wide margins."),
        background="#17130f",
        surface="#211b15",
        text="#f1e9dc",
        accent="#dcb875",
        on_accent="#1d1508",
        sale="#ff9e85",
        heading_font=Font.CORMORANT,
        body_font=Font.FIGTREE,
        radius=2,
        density=Density.AIRY,
        header_style=HeaderStyle.CENTERED,
        card_style=CardStyle.PLAIN,
        button_shape=ButtonShape.PILL,
    ),
)

THEMES: Mapping[str, Theme] = {theme.code: theme for theme in _all}
