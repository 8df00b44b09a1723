from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from platform_site.monitoring.models.response_time import Span
from stores.isolation.registry import Kind, isolate


@isolate(Kind.PLATFORM)
class StoreHealth(models.Model):
    """How a store is now: a row a store, for lists. Store 0 is the platform itself."""

    class State(models.TextChoices):
        UP = "up", _("Up")
        DOWN = "down", _("Down")

    store = models.OneToOneField(
        "stores.Store", on_delete=models.CASCADE, primary_key=True, db_constraint=False,
        related_name="health",
    )  # fmt: skip
    state = models.CharField(
        max_length=10, choices=State.choices, blank=True, help_text="Of the last probe."
    )
    probed_at = models.DateTimeField(null=True, db_index=True)
    status_code = models.PositiveSmallIntegerField(null=True)
    duration_ms = models.FloatField(null=True)
    reason = models.CharField(max_length=250, blank=True, help_text="Why the probe failed.")
    failures_in_a_row = models.PositiveIntegerField(default=0)
    successes_in_a_row = models.PositiveIntegerField(default=0)

    # Over the last 24 hours, made anew every few minutes.
    request_count = models.BigIntegerField(default=0)
    error_count = models.BigIntegerField(default=0)
    error_rate = models.FloatField(null=True, db_index=True, help_text="0 to 1; none: no requests.")
    p50_ms = models.FloatField(null=True)
    p95_ms = models.FloatField(null=True, db_index=True, help_text="Of shoppers' journeys.")
    measured_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.store_id} {self.state}"


@isolate(Kind.PLATFORM)
class ProbeCount(models.Model):
    """Probes of a store's home page within an hour or a day: what uptime is made from."""

    store = models.ForeignKey(
        "stores.Store", on_delete=models.CASCADE, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    span = models.CharField(max_length=10, choices=Span.choices)
    starts_at = models.DateTimeField()
    probe_count = models.PositiveIntegerField(default=0, help_text="Without those left out.")
    failure_count = models.PositiveIntegerField(default=0)
    left_out_count = models.PositiveIntegerField(default=0, help_text="In maintenance.")
    total_ms = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "span", "starts_at"], name="probes_once")
        ]
        indexes = [models.Index(fields=["span", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.store_id} {self.starts_at:%F %R} ({self.span})"


@isolate(Kind.PLATFORM)
class WorkerBeat(models.Model):
    """When each background worker last said that it is alive."""

    name = models.CharField(max_length=120, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
