"""``/metrics`` for Prometheus: figures of the whole platform, from the database, so that they are
the same whichever process answers.

They can be asked for under any host and with the token of ``METRICS_TOKEN`` alone; whoever has
none gets the answer of an address that is not there. Labels are bounded: journeys, statuses and
rules are fixed lists, and stores are named only as far as ``METRICS_STORES`` allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.db.models import Count, F
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from platform_site.monitoring.heartbeat import last_beat
from platform_site.monitoring.histograms import BOUNDS
from platform_site.monitoring.models import Incident, ResponseTime, Span, StoreHealth
from platform_site.monitoring.rules import RULES
from stores.models import Store
from stores.scope import platform_scope

PATH = "/metrics"


class MetricsMiddleware:
    """Before ``HostMiddleware``: Prometheus asks by address, and no store answers for all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path != PATH or not is_allowed(request):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        try:
            return HttpResponse(
                metrics(), headers={"Cache-Control": "no-store"}, content_type=CONTENT_TYPE_LATEST
            )
        except DatabaseError:
            return HttpResponse("database unavailable\n", status=503, content_type="text/plain")


def is_allowed(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, wanted)


def metrics() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(PlatformCollector())
    with platform_scope():
        return generate_latest(registry)


class PlatformCollector(Collector):
    def describe(self) -> list[Metric]:
        """Nothing ahead: registering asks the database nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from response_times()
        yield from stores()
        yield from incidents()
        yield from background()
        yield from busiest_stores()


def response_times() -> Iterator[Metric]:
    times = HistogramMetricFamily(
        "galleria_response_seconds", "Time to answer a request.", labels=["journey"]
    )
    errors = CounterMetricFamily(
        "galleria_errors", "Requests answered with a status of 500 or more.", labels=["journey"]
    )
    for row in ResponseTime.objects.filter(span=Span.EVER).order_by("journey"):
        counted, buckets = 0, []
        for bound, here in zip((*(b / 1000 for b in BOUNDS), "+Inf"), row.histogram, strict=True):
            counted += here
            buckets.append((str(bound), counted))
        times.add_metric([row.journey], buckets, sum_value=row.total_ms / 1000)
        errors.add_metric([row.journey], row.error_count)
    yield times
    yield errors


def stores() -> Iterator[Metric]:
    by_status = GaugeMetricFamily("galleria_stores", "Stores by status.", labels=["status"])
    counted = dict(Store.objects.order_by().values_list("status").annotate(Count("pk")))
    for status in Store.Status.values:
        by_status.add_metric([status], counted.get(status, 0))
    yield by_status
    by_state = GaugeMetricFamily(
        "galleria_probed_stores", "Open stores by what their last probe found.", labels=["state"]
    )
    probed = dict(
        StoreHealth.objects.filter(
            store__status=Store.Status.ACTIVE, store__in_maintenance=False, store_id__gt=0
        )
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    for state in StoreHealth.State.values:
        by_state.add_metric([state], probed.get(state, 0))
    yield by_state


def incidents() -> Iterator[Metric]:
    found = GaugeMetricFamily("galleria_open_incidents", "Open incidents.", labels=["rule"])
    counted = dict(
        Incident.objects.filter(closed_at=None).order_by().values_list("rule").annotate(Count("pk"))
    )
    for rule in RULES:
        found.add_metric([rule.name], counted.get(rule.name, 0))
    yield found


def background() -> Iterator[Metric]:
    last = last_beat()
    silent = GaugeMetricFamily(
        "galleria_worker_silent_seconds", "Since a background worker last said it is alive."
    )
    silent.add_metric([], (timezone.now() - last).total_seconds() if last else float("inf"))
    yield silent
    waiting = GaugeMetricFamily("galleria_tasks_waiting", "Background tasks that are due.")
    waiting.add_metric([], DBTaskResult.objects.ready().count())
    yield waiting
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = GaugeMetricFamily("galleria_database_bytes", "Size of the database.")
        size.add_metric([], cursor.fetchone()[0])
    yield size


def busiest_stores() -> Iterator[Metric]:
    most = settings.MONITORING["metrics_stores"]
    if not most:
        return
    p95 = GaugeMetricFamily(
        "galleria_store_p95_seconds", "95th percentile over 24 hours.", labels=["store"]
    )
    errors = GaugeMetricFamily(
        "galleria_store_error_ratio", "Error rate over 24 hours, 0 to 1.", labels=["store"]
    )
    busiest = StoreHealth.objects.filter(request_count__gt=0, store_id__gt=0)
    rows = busiest.order_by("-request_count", "store_id").values_list(
        "store__slug", F("p95_ms"), F("error_rate")
    )
    for slug, milliseconds, rate in rows[:most]:
        if milliseconds is not None:
            p95.add_metric([slug], milliseconds / 1000)
        errors.add_metric([slug], rate)
    yield p95
    yield errors
