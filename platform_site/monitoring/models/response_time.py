from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from platform_site.monitoring.journeys import Journey
from stores.isolation.registry import Kind, isolate


class Span(models.TextChoices):
    """How long a row counts for. Young rows are short; the schedule merges them into longer."""

    MINUTES = "minutes", "5 minutes"
    HOUR = "hour", "1 hour"
    DAY = "day", "1 day"
    EVER = "ever", "since ever, of the platform: only grows"


@isolate(Kind.PLATFORM)
class ResponseTime(models.Model):
    """Requests of one journey at one store within a span of time. Store 0 has the sums of all
    stores, and what the control host answered. A store cannot see these, its own neither. They go
    with the store (the migration's foreign key cascades)."""

    store = models.ForeignKey(
        "stores.Store", on_delete=models.CASCADE, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    journey = models.CharField(max_length=10, choices=Journey.choices)
    span = models.CharField(max_length=10, choices=Span.choices)
    starts_at = models.DateTimeField()
    request_count = models.BigIntegerField()
    error_count = models.BigIntegerField(help_text="Answered with a status of 500 or more.")
    total_ms = models.FloatField()
    slowest_ms = models.FloatField()
    histogram = ArrayField(
        models.BigIntegerField(), help_text="Counts by platform_site.monitoring.histograms.BOUNDS."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "journey", "span", "starts_at"], name="response_times_once"
            )
        ]
        indexes = [models.Index(fields=["span", "starts_at", "store"])]

    def __str__(self) -> str:
        return f"{self.store_id} {self.journey} {self.starts_at:%F %R} ({self.span})"
