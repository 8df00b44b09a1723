from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import Kind, isolate
from stores.models.base import StoreOwned
from stores.models.user import User


class Level(models.TextChoices):
    INFO = "info", _("For information")
    WARNING = "warning", _("Important")
    CRITICAL = "critical", _("Urgent")


class Notice(models.Model):
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=2000)
    level = models.CharField(max_length=20, choices=Level.choices, default=Level.INFO)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


@isolate(Kind.PLATFORM)
class Announcement(Notice):
    """What the provider tells stores' people; each store it is for has a copy of its own."""

    audience = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Empty: all stores. Else plans, statuses or stores, by code and slug."),
    )
    by_mail = models.BooleanField(_("also by e-mail to the owners"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]


@isolate()
class StoreAnnouncement(StoreOwned, Notice):
    """One store's copy, given by the platform."""

    announcement_key = models.BigIntegerField(help_text=_("Of the announcement it is a copy of."))
    mailed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "announcement_key"], name="announced_once_in_store"
            )
        ]
        indexes = [models.Index(fields=["announcement_key"])]


@isolate()
class AnnouncementDismissal(StoreOwned):
    """Somebody has read it and does not want to see it again."""

    announcement = models.ForeignKey(
        StoreAnnouncement, on_delete=models.CASCADE, related_name="dismissals"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    dismissed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "announcement", "user"], name="dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} · {self.user_id}"
