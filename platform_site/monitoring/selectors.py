"""What screens read of the monitoring. Every function needs the platform's scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from platform_site.monitoring.figures import BOTH, PERIOD
from platform_site.monitoring.heartbeat import last_beat
from platform_site.monitoring.histograms import added, percentile
from platform_site.monitoring.journeys import Journey
from platform_site.monitoring.models import Incident, ProbeCount, ResponseTime, StoreHealth
from platform_site.monitoring.watched import watched_stores
from stores.models import Store
from stores.scope import PLATFORM_ID

UPTIME_DAYS = (1, 7, 30, 90)
TOP = 10


def with_figures(stores: QuerySet[Store]) -> QuerySet[Store]:
    """The stores with ``error_rate`` (0 to 1) and ``p95_ms`` (milliseconds, of shoppers' journeys)
    over the last 24 hours, None where nobody asked for anything, and ``probe_state`` (``up``,
    ``down``; None: not yet asked). A join of one row, so lists sort by them; the rows are made
    anew every few minutes (``platform_site.monitoring.figures``)."""
    figures: dict[str, Any] = {
        "error_rate": F("health__error_rate"),
        "p95_ms": F("health__p95_ms"),
        "probe_state": F("health__state"),
    }
    return stores.annotate(**figures)


@dataclass(slots=True)
class JourneyTimes:
    """A journey over the last 24 hours; durations in milliseconds, rates 0 to 1."""

    label: str
    request_count: int = 0
    error_count: int = 0
    slowest_ms: float = 0.0
    histogram: list[int] = field(default_factory=list)
    by_hour: list[float | None] = field(default_factory=list)
    """The 95th percentile of each hour, the oldest first; None: nobody asked."""

    @property
    def error_rate(self) -> float | None:
        return self.error_count / self.request_count if self.request_count else None

    @property
    def p50_ms(self) -> float | None:
        return percentile(self.histogram, 0.5, self.slowest_ms)

    @property
    def p95_ms(self) -> float | None:
        return percentile(self.histogram, 0.95, self.slowest_ms)

    @property
    def p99_ms(self) -> float | None:
        return percentile(self.histogram, 0.99, self.slowest_ms)


def journey_times(store_id: int) -> list[JourneyTimes]:
    """Of one store, or of all of them (the platform's id). One query; the journeys in their own
    order, those that nobody made left out."""
    now = timezone.now()
    hours = [now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=n) for n in range(24)]
    found: dict[str, dict[datetime, list[Any]]] = defaultdict(lambda: defaultdict(list))
    rows = ResponseTime.objects.filter(
        store_id=store_id, span__in=BOTH, starts_at__gte=now - PERIOD
    ).annotate(hour=TruncHour("starts_at", tzinfo=hours[0].tzinfo))
    for row in rows:
        found[row.journey][row.hour].append(row)
    return [
        times_of(str(journey.label), found[journey.value], hours[::-1])
        for journey in Journey
        if journey.value in found
    ]


def times_of(
    label: str, by_hour: dict[datetime, list[ResponseTime]], hours: Sequence[datetime]
) -> JourneyTimes:
    rows = [row for some in by_hour.values() for row in some]
    return JourneyTimes(
        label=label,
        request_count=sum(row.request_count for row in rows),
        error_count=sum(row.error_count for row in rows),
        slowest_ms=max(row.slowest_ms for row in rows),
        histogram=added(row.histogram for row in rows),
        by_hour=[p95_of(by_hour.get(hour, [])) for hour in hours],
    )


def p95_of(rows: Sequence[ResponseTime]) -> float | None:
    slowest = max((row.slowest_ms for row in rows), default=0.0)
    return percentile(added(row.histogram for row in rows), 0.95, slowest)


@dataclass(frozen=True, slots=True)
class Uptime:
    """Of the probes within the last ``days``; what was in maintenance is no part of them."""

    days: int
    probe_count: int
    failure_count: int
    left_out_count: int

    @property
    def share(self) -> float | None:
        """0 to 1; None: not probed."""
        if not self.probe_count:
            return None
        return 1 - self.failure_count / self.probe_count

    @property
    def left_out_share(self) -> float:
        """Of the time, in maintenance."""
        count = self.probe_count + self.left_out_count
        return self.left_out_count / count if count else 0.0


def uptimes(store_id: int) -> list[Uptime]:
    """Of the last day by the hour, of more by the day. One query."""
    now = timezone.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = {
        days: now - timedelta(hours=24) if days == 1 else today - timedelta(days=days)
        for days in UPTIME_DAYS
    }
    sums: dict[str, Any] = {
        f"{name}_{days}": Sum(name, filter=Q(starts_at__gte=start), default=0)
        for days, start in since.items()
        for name in ("probe_count", "failure_count", "left_out_count")
    }
    found = ProbeCount.objects.filter(store_id=store_id, starts_at__gte=since[90]).aggregate(**sums)
    return [
        Uptime(
            days,
            found[f"probe_count_{days}"],
            found[f"failure_count_{days}"],
            found[f"left_out_count_{days}"],
        )
        for days in UPTIME_DAYS
    ]


def incidents_with_store() -> QuerySet[Incident]:
    return Incident.objects.select_related("store", "acknowledged_by")


@dataclass(frozen=True, slots=True)
class Probed:
    """Stores that are to answer, by what the last probe found."""

    up: int
    down: int
    waiting: int
    """Not asked yet."""


def probed() -> Probed:
    counts = watched_stores().aggregate(
        up=Count("pk", filter=Q(health__state=StoreHealth.State.UP)),
        down=Count("pk", filter=Q(health__state=StoreHealth.State.DOWN)),
        all=Count("pk"),
    )
    return Probed(counts["up"], counts["down"], counts["all"] - counts["up"] - counts["down"])


@dataclass(frozen=True, slots=True)
class Overview:
    probed: Probed
    platform: StoreHealth | None
    uptimes: list[Uptime]
    journeys: list[JourneyTimes]
    open_incidents: list[Incident]
    slowest: list[StoreHealth]
    failing: list[StoreHealth]
    down: list[StoreHealth]
    last_beat: datetime | None

    @property
    def worker_is_silent(self) -> bool:
        if self.last_beat is None:
            return True
        silent = (timezone.now() - self.last_beat).total_seconds()
        return silent > settings.MONITORING["worker_silent_seconds"]


def overview() -> Overview:
    """As many queries however many stores there are."""
    health = StoreHealth.objects.exclude(store_id=PLATFORM_ID).select_related("store")
    return Overview(
        probed=probed(),
        platform=StoreHealth.objects.filter(store_id=PLATFORM_ID).first(),
        uptimes=uptimes(PLATFORM_ID),
        journeys=journey_times(PLATFORM_ID),
        open_incidents=list(incidents_with_store().filter(closed_at=None)[:TOP]),
        slowest=list(health.filter(p95_ms__isnull=False).order_by("-p95_ms", "store_id")[:TOP]),
        failing=list(health.filter(error_rate__gt=0).order_by("-error_rate", "store_id")[:TOP]),
        down=list(
            health.filter(state=StoreHealth.State.DOWN, store__in=watched_stores()).order_by(
                "store__name", "store_id"
            )[:TOP]
        ),
        last_beat=last_beat(),
    )


@dataclass(frozen=True, slots=True)
class StoreMonitoring:
    health: StoreHealth | None
    is_watched: bool
    uptimes: list[Uptime]
    journeys: list[JourneyTimes]
    incidents: list[Incident]


def store_monitoring(store: Store) -> StoreMonitoring:
    return StoreMonitoring(
        health=StoreHealth.objects.filter(store=store).first(),
        is_watched=watched_stores().filter(pk=store.pk).exists(),
        uptimes=uptimes(store.pk),
        journeys=journey_times(store.pk),
        incidents=list(incidents_with_store().filter(store=store)[:5]),
    )
