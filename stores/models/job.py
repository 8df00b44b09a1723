from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from stores.isolation.registry import isolate
from stores.models.base import StoreOwned
from stores.models.user import User


@isolate(platform_rows=True)
class Job(StoreOwned):
    """Work in the background that somebody waits for: an export, an import, a change of many
    stores. Its row says how far it is."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Canceled")

    UNDER_WAY = (State.QUEUED, State.RUNNING)

    public_id = models.UUIDField(default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=250)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text=_("0: not known yet."))
    message = models.CharField(max_length=500, blank=True)
    result = models.JSONField(default=dict)
    file = models.CharField(
        max_length=300, blank=True, help_text=_("Below the folder of jobs; nothing serves it.")
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    cancel_asked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text=_("When its worker last said how far."))
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["store", "public_id"], name="job_public_id"),
        ]
        indexes = [models.Index(fields=["store", "-created_at"], name="jobs_newest_first")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def percent(self) -> int | None:
        """None while nobody knows how much there is to do."""
        return min(self.done * 100 // self.total, 100) if self.total else None
