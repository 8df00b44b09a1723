"""The fonts a store can be set in: variable fonts shipped with the platform (SIL OFL).

While a font loads, and where it is missing, its text stands in a system font that is stretched
to the same width and height, so that nothing jumps when the font arrives. The factors are the
font's average letter width (by English letter frequency), ascent and descent against those of
Arial or Times New Roman.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stores.models.branding import Font

SERIF = ('"Times New Roman"', '"Liberation Serif"', "serif")
SANS = ("Arial", '"Liberation Sans"', "sans-serif")


@dataclass(frozen=True, slots=True)
class FontFace:
    value: str
    family: str
    weights: str
    """The range of the variable axis."""
    heading_weight: int
    heading_spacing: str
    heading_scale: str
    """Fonts of small letters are set larger."""
    is_serif: bool
    width: str
    ascent: str
    descent: str

    @property
    def file(self) -> str:
        return f"stores/fonts/{self.value}.woff2"

    @property
    def extended_file(self) -> str:
        return f"stores/fonts/{self.value}-ext.woff2"

    @property
    def fallback_files(self) -> tuple[str, ...]:
        return (SERIF if self.is_serif else SANS)[:2]

    @property
    def generic(self) -> str:
        """The device's own, for scripts that the file has no letters of, such as Arabic."""
        return "serif" if self.is_serif else "system-ui, sans-serif"


def face(font: Font, *facts: str | int | bool) -> FontFace:
    return FontFace(font.value, font.label, *facts)  # type: ignore[arg-type]


FACES: Mapping[str, FontFace] = {
    item.value: item
    for item in (
        face(Font.BRICOLAGE_GROTESQUE, "200 800", 700, "-0.02em", "1",
             False, "112.7%", "82.5%", "24%"),
        face(Font.CORMORANT, "300 700", 600, "-0.01em", "1.16", True, "97%", "95.2%", "29.6%"),
        face(Font.FIGTREE, "300 900", 650, "-0.02em", "1", False, "100.3%", "94.7%", "24.9%"),
        face(Font.FRAUNCES, "100 900", 520, "-0.02em", "1", True, "128%", "76.4%", "19.9%"),
        face(Font.INTER, "100 900", 650, "-0.025em", "1", False, "107.5%", "90.1%", "22.4%"),
        face(Font.KARLA, "200 800", 650, "-0.02em", "1", False, "103.9%", "88.3%", "24.3%"),
        face(Font.NEWSREADER, "200 800", 500, "-0.015em", "1.06",
             True, "105.7%", "69.5%", "25.1%"),
        face(Font.NUNITO, "200 1000", 750, "-0.015em", "1", False, "98.3%", "102.9%", "35.9%"),
    )
}  # fmt: skip
DEFAULT = FACES[Font.INTER.value]


def face_of(value: str) -> FontFace:
    return FACES.get(value, DEFAULT)
