from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.models.base import SessionStore
from stores.models.store import Store, touch_generation
from stores.scope import owner_id

if TYPE_CHECKING:
    from stores.models.media import Image

colour_validator = RegexValidator(
    r"\A#[0-9a-f]{6}\Z", _("Write a colour as # and six digits, such as #1f4d40.")
)


class Font(models.TextChoices):
    """Font families shipped with the platform; the file is ``fonts/<value>.woff2``."""

    BRICOLAGE_GROTESQUE = "bricolage-grotesque", "Bricolage Grotesque"
    CORMORANT = "cormorant", "Cormorant"
    FIGTREE = "figtree", "Figtree"
    FRAUNCES = "fraunces", "Fraunces"
    INTER = "inter", "Inter"
    KARLA = "karla", "Karla"
    NEWSREADER = "newsreader", "Newsreader"
    NUNITO = "nunito", "Nunito"


class ColourField(models.CharField):
    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 7)
        kwargs.setdefault("validators", [colour_validator])
        super().__init__(**kwargs)  # type: ignore[arg-type]


@isolate(platform_rows=True)
class Branding(models.Model):
    """How a store looks: served as its theme stylesheet."""

    store_id: int
    store = models.OneToOneField(
        Store,
        on_delete=models.PROTECT,
        default=owner_id,
        db_default=SessionStore(),
        editable=False,
        related_name="branding",
    )

    logo = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown in the header at 40 pixels' height. Without one, the name is set."),
    )
    favicon = models.ForeignKey(
        "stores.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Square, at least 64 × 64 pixels."),
    )
    background = ColourField(default="#ffffff", help_text=_("Behind everything."))
    surface = ColourField(default="#ffffff", help_text=_("Behind cards and fields."))
    text = ColourField(default="#1c1c1c")
    accent = ColourField(default="#1f4d40", help_text=_("Buttons and links."))
    on_accent = ColourField(default="#ffffff", help_text=_("Text on buttons."))
    heading_font = models.CharField(max_length=40, choices=Font.choices, default=Font.INTER)
    body_font = models.CharField(max_length=40, choices=Font.choices, default=Font.INTER)
    radius = models.PositiveSmallIntegerField(
        default=8, help_text=_("Roundness of corners, in pixels.")
    )

    # The pictures as they are shown, kept here so that a page need not look them up:
    # {"src": "/media/…", "width": 120, "height": 40}, or {}.
    logo_picture = models.JSONField(default=dict, blank=True, editable=False)
    favicon_picture = models.JSONField(default=dict, blank=True, editable=False)

    def __str__(self) -> str:
        return str(_("Branding"))

    def save(self, *args: object, **kwargs: object) -> None:
        """Also brings the pictures up to date, for an image that has changed or gone."""
        self.logo_picture = picture(self.logo, "max-480x80")
        self.favicon_picture = picture(self.favicon, "fill-64x64")
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        touch_generation(self.store_id)


def picture(image: Image | None, spec: str) -> dict[str, str | int]:
    """Nothing for a picture whose file has gone: the store's name stands in for it."""
    if image is None:
        return {}
    try:
        rendition = image.get_rendition(spec)
    except OSError:
        return {}
    return {"src": rendition.url, "width": rendition.width, "height": rendition.height}
