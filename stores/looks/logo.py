"""Whether a logo can be seen where it stands. A dark one on a dark page gets a light plate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image as Pillow
from PIL import ImageStat

from stores.looks.colours import code, contrast

if TYPE_CHECKING:
    from stores.models import Rendition

VISIBLE = 2.0
"""Least contrast of the logo's average colour with what is behind it. Less than WCAG asks of
graphics (3), as an average lies between the colours that are there; logos are exempt anyway."""
LIGHT, DARK = "#ffffff", "#111111"
PLATES = {"light": LIGHT, "dark": DARK}


def plate_behind(rendition: Rendition | None, background: str) -> str:
    """``light`` or ``dark`` where the logo needs one, else empty."""
    average = average_colour(rendition) if rendition is not None else None
    if average is None or contrast(average, background) >= VISIBLE:
        return ""
    return "light" if contrast(average, LIGHT) >= contrast(average, DARK) else "dark"


def average_colour(rendition: Rendition) -> str | None:
    """Of what is not transparent. None where nothing is, or for a file that holds no pixels."""
    try:
        with rendition.file.open("rb") as file, Pillow.open(file) as picture:
            pixels = picture.convert("RGBA")
    except (OSError, ValueError):
        return None
    mask = pixels.getchannel("A").point(lambda value: 255 if value > 127 else 0)
    if not mask.getbbox():
        return None
    red, green, blue = (part / 255 for part in ImageStat.Stat(pixels.convert("RGB"), mask).mean)
    return code((red, green, blue))
