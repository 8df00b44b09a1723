"""The look of a store in its mails, where neither style sheets nor fonts of one's own can be relied
upon: colours that can be read whatever was chosen, and fonts that every device has."""

from __future__ import annotations

from typing import Any

from stores.fonts import face_of
from stores.looks.contrast import nearest_readable
from stores.looks.logo import PLATES
from stores.looks.tokens import best_of, tokens
from stores.models import Branding, Store
from stores.models.look import ButtonShape

LARGEST_RADIUS = 16
PILL = 99
SERIF = "Georgia,'Times New Roman',serif"
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def mail_look(store: Store) -> dict[str, Any]:
    """For ``stores/mail/base.html``; pictures with their whole address."""
    branding: Branding = store.branding
    colours = tokens(branding)
    grounds = (colours.background, colours.surface)
    radius = min(branding.radius, LARGEST_RADIUS)
    heading, body = face_of(branding.heading_font), face_of(branding.body_font)
    return {
        "background": colours.background,
        "surface": colours.surface,
        "text": nearest_readable(colours.text, grounds),
        "muted": colours.muted,
        "line": colours.line,
        "accent": colours.accent,
        "on_accent": best_of(colours.on_accent, colours.accent),
        "link": nearest_readable(colours.accent, grounds),
        "scheme": colours.scheme,
        "radius": radius,
        "button_radius": button_radius(branding, radius),
        "heading_weight": heading.heading_weight,
        "heading_font": stack(heading.family, is_serif=heading.is_serif),
        "body_font": stack(body.family, is_serif=body.is_serif),
        "logo": logo_of(store),
    }


def button_radius(branding: Branding, radius: int) -> int:
    return {ButtonShape.PILL.value: PILL, ButtonShape.SQUARE.value: 0}.get(
        branding.button_shape, radius
    )


def stack(family: str, *, is_serif: bool) -> str:
    """The store's font where a device has it, else one of its kind. In single quotes: it stands in
    an attribute."""
    return f"'{family}',{SERIF if is_serif else SANS}"


def logo_of(store: Store) -> dict[str, Any] | None:
    """At half of its pixels, so that it is sharp; at most 40 high."""
    picture = store.branding.logo_picture
    if not picture.get("src"):
        return None
    source = picture["src"]
    if source.startswith("/"):
        source = store.absolute_url(source)
    height = min(40, picture["height"])
    width = round(picture["width"] * height / picture["height"])
    plate = PLATES.get(picture.get("plate", ""))
    return {"src": source, "width": width, "height": height, "plate": plate}
