from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.links import valid_link
from stores.models.base import StoreOwned
from stores.models.store import touch_generation
from stores.text import one_line


class AnnouncementBarQuerySet(models.QuerySet["AnnouncementBar"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Several at once, as the list of bars does."""
        stores = set(self.values_list("store_id", flat=True))
        deleted = super().delete()
        for store_id in stores:
            touch_generation(store_id)
        return deleted


@isolate()
class AnnouncementBar(StoreOwned):
    """A line above every page of the store, for as long as it is to stand there. (What the
    provider tells the store's people is ``StoreAnnouncement``.)"""

    class Style(models.TextChoices):
        ACCENT = "accent", _("Accent colour")
        STRONG = "strong", _("Dark")
        QUIET = "quiet", _("Quiet")

    text = models.CharField(_("text"), max_length=200)
    link_label = models.CharField(_("words of the link"), max_length=60, blank=True)
    link_url = models.CharField(
        _("leads to"),
        max_length=500,
        blank=True,
        validators=[valid_link],
        help_text=_("For example /products/ or /collections/sale/."),
    )
    style = models.CharField(_("look"), max_length=10, choices=Style.choices, default=Style.ACCENT)
    is_dismissible = models.BooleanField(
        _("can be closed"),
        default=False,
        help_text=_("Who closes it does not see it again, until its text changes."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: shown in every language of the shop."),
    )
    starts_at = models.DateTimeField(
        _("from"), null=True, blank=True, help_text=_("Empty: at once. In the store's time zone.")
    )
    ends_at = models.DateTimeField(
        _("to"), null=True, blank=True, help_text=_("Empty: until you take it away.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Of several, the smallest number is on top.")
    )
    noticed_at = models.DateTimeField(default=timezone.now, editable=False)
    """Until when its beginning and end were made known (``notice_bars``)."""

    objects = AnnouncementBarQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("announcement bar")
        verbose_name_plural = _("announcement bars")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="bar_ends_after_it_starts",
                violation_error_message=_("It must end after it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        self.text, self.link_label = one_line(self.text), one_line(self.link_label)
        if bool(self.link_label) != bool(self.link_url):
            missing = "link_url" if self.link_label else "link_label"
            raise ValidationError({missing: _("A link needs both its words and where it leads.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.noticed_at = timezone.now()
        super().save(*args, **kwargs)
        touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
        result = super().delete(*args, **kwargs)
        touch_generation(store_id)
        return result

    @property
    def key(self) -> str:
        """What a visitor's browser remembers of a bar that was closed; another one with another
        text."""
        said = zlib.crc32(f"{self.text}\n{self.link_url}".encode())
        return f"{self.pk}-{said:x}"

    def state(self, now: datetime | None = None) -> str:
        """``planned``, ``shown`` or ``over``."""
        now = now or timezone.now()
        if self.starts_at is not None and now < self.starts_at:
            return "planned"
        return "over" if self.ends_at is not None and now >= self.ends_at else "shown"
