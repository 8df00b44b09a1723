"""The figures of each store over the last 24 hours, in a row a store, for lists to join."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from platform_site.monitoring.histograms import added, percentile
from platform_site.monitoring.journeys import SHOPPERS
from platform_site.monitoring.models import ResponseTime, Span, StoreHealth
from stores.scope import platform_scope

PERIOD = timedelta(hours=24)
HEALTH = StoreHealth._meta.db_table

WRITE = f"""
INSERT INTO {HEALTH} (store_id, state, reason, failures_in_a_row, successes_in_a_row,
    request_count, error_count, error_rate, p50_ms, p95_ms, measured_at)
SELECT r.store_id, '', '', 0, 0, r.request_count, r.error_count, r.error_rate, r.p50_ms, r.p95_ms,
    %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(store_id bigint, request_count bigint,
    error_count bigint, error_rate float8, p50_ms float8, p95_ms float8)
JOIN stores_store s ON s.id = r.store_id
ORDER BY r.store_id
ON CONFLICT (store_id) DO UPDATE SET
    request_count = excluded.request_count, error_count = excluded.error_count,
    error_rate = excluded.error_rate, p50_ms = excluded.p50_ms, p95_ms = excluded.p95_ms,
    measured_at = excluded.measured_at
"""  # noqa: S608 - a table's name


def refresh_figures() -> int:
    """Make them anew; returns for how many stores. Three statements however many there are. A
    store that nobody asked for anything has none. Safe to repeat."""
    now = timezone.now()
    with platform_scope(), transaction.atomic():
        rows = [figures(store_id, counted) for store_id, counted in measured(now - PERIOD).items()]
        with connection.cursor() as cursor:
            cursor.execute(WRITE, {"rows": json.dumps(rows), "now": now})
        StoreHealth.objects.filter(measured_at__lt=now).update(
            request_count=0, error_count=0, error_rate=None, p50_ms=None, p95_ms=None,
            measured_at=None,
        )  # fmt: skip
    return len(rows)


Counted = list[tuple[str, int, int, float, list[int]]]


BOTH = (Span.MINUTES, Span.HOUR)


def measured(since: datetime, spans: tuple[Span, ...] = BOTH) -> dict[int, Counted]:
    """By store: journey, requests, errors, slowest and histogram of each of its rows."""
    found: dict[int, Counted] = defaultdict(list)
    rows = ResponseTime.objects.filter(span__in=spans, starts_at__gte=since).values_list(
        "store_id", "journey", "request_count", "error_count", "slowest_ms", "histogram"
    )
    for store_id, *rest in rows.iterator(chunk_size=5000):
        found[store_id].append(tuple(rest))  # type: ignore[arg-type]
    return found


def figures(store_id: int, counted: Counted) -> dict[str, object]:
    requests = sum(entry[1] for entry in counted)
    errors = sum(entry[2] for entry in counted)
    timed = [entry for entry in counted if entry[0] in SHOPPERS]
    histogram = added(entry[4] for entry in timed)
    slowest = max((entry[3] for entry in timed), default=0.0)
    return {
        "store_id": store_id,
        "request_count": requests,
        "error_count": errors,
        "error_rate": errors / requests if requests else None,
        "p50_ms": percentile(histogram, 0.5, slowest),
        "p95_ms": percentile(histogram, 0.95, slowest),
    }
