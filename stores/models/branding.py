from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.looks.logo import plate_behind
from stores.models.base import SessionStore, StoreOwned
from stores.models.look import ColourField, Font, Look, colour_validator
from stores.models.store import Store, touch_generation
from stores.scope import owner_id

if TYPE_CHECKING:
    from stores.models.media import Image, Rendition

LOGO = "max-480x80"
"""Twice the size it is shown at."""

__all__ = ["Branding", "BrandingVersion", "ColourField", "Font", "colour_validator", "picture"]


@isolate(platform_rows=True)
class Branding(Look):
    """How a store looks to its shoppers: served as its theme stylesheet."""

    store_id: int
    store = models.OneToOneField(
        Store,
        on_delete=models.PROTECT,
        default=owner_id,
        db_default=SessionStore(),
        editable=False,
        related_name="branding",
    )

    # The pictures as they are shown, kept here so that a page need not look them up:
    # {"src": "/media/…", "width": 120, "height": 40}, or {}. A logo that cannot be seen on the
    # background has {"plate": "light"} (or "dark"), too.
    logo_picture = models.JSONField(default=dict, blank=True, editable=False)
    favicon_picture = models.JSONField(default=dict, blank=True, editable=False)

    def __str__(self) -> str:
        return str(_("Branding"))

    def make_pictures(self) -> None:
        self.logo_picture = picture(self.logo, LOGO)
        if plate := plate_behind(rendition_of(self.logo, LOGO), self.background):
            self.logo_picture["plate"] = plate
        self.favicon_picture = picture(self.favicon, "fill-64x64")

    def save(self, *args: object, **kwargs: object) -> None:
        """Also brings the pictures up to date, for an image that has changed or gone."""
        self.make_pictures()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        touch_generation(self.store_id)


@isolate()
class BrandingVersion(StoreOwned, Look):
    """A look that shoppers do not see: the one draft of a store, or one that was published
    before, to go back to."""

    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Empty for the draft."""
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """Who saved the draft last, or published."""
    person.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(published_at__isnull=True),
                name="branding_one_draft_a_store",
            )
        ]

    def __str__(self) -> str:
        return str(_("Draft") if self.published_at is None else _("Published look"))


def picture(image: Image | None, spec: str) -> dict[str, str | int]:
    """Nothing for a picture whose file has gone: the store's name stands in for it."""
    rendition = rendition_of(image, spec)
    if rendition is None:
        return {}
    return {"src": rendition.url, "width": rendition.width, "height": rendition.height}


def rendition_of(image: Image | None, spec: str) -> Rendition | None:
    if image is None:
        return None
    try:
        return image.get_rendition(spec)
    except OSError:
        return None
