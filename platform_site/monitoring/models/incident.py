from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import Kind, isolate


@isolate(Kind.PLATFORM)
class Incident(models.Model):
    """Something that a rule found wrong, at a store or at the platform (store 0). Of a store and a
    rule there is one at a time, which the database holds."""

    class Told(models.TextChoices):
        NOTHING = "", _("nothing")
        OPENED = "opened", _("that it opened")
        CLOSED = "closed", _("that it closed")

    store = models.ForeignKey(
        "stores.Store", on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    rule = models.CharField(max_length=30)
    message = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "stores.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reopened_count = models.PositiveIntegerField(default=0)
    told = models.CharField(max_length=10, choices=Told.choices, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "rule"],
                condition=models.Q(closed_at=None),
                name="one_open_incident",
            )
        ]
        indexes = [models.Index(fields=["rule", "closed_at"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.store_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@isolate(Kind.PLATFORM)
class IncidentEntry(models.Model):
    """One line of an incident's time line."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        REOPENED = "reopened", _("Came back")
        CLOSED = "closed", _("Closed")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        NOTE = "note", _("Note")
        MAILED = "mailed", _("Mailed")

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, db_constraint=False, related_name="entries"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField(max_length=2000, blank=True)
    author = models.ForeignKey(
        "stores.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
