"""Every request's duration and status, counted in memory (``stores.buffers``) and written in the
background: a request waits for a dictionary and a lock, and asks the database nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter, time
from typing import TypeVar

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from platform_site.monitoring.histograms import added, bucket_of, empty
from platform_site.monitoring.journeys import journey_of
from platform_site.monitoring.models import ResponseTime, Span
from stores.buffers import Tally
from stores.models import Store
from stores.probe import is_probe
from stores.scope import PLATFORM_ID, platform_scope

K = TypeVar("K")

WINDOW = 300
"""Seconds of the shortest rows."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Key = tuple[int, str, int]
"""A store, a journey, and the second at which its window starts."""


@dataclass(slots=True)
class Timings:
    """Durations in milliseconds; errors are answers with a status of 500 or more."""

    request_count: int
    error_count: int
    total_ms: float
    slowest_ms: float
    histogram: list[int]

    @classmethod
    def of_one(cls, milliseconds: float, *, is_error: bool) -> Timings:
        histogram = empty()
        histogram[bucket_of(milliseconds)] = 1
        return cls(1, int(is_error), milliseconds, milliseconds, histogram)


def merge(known: Timings, new: Timings) -> Timings:
    return Timings(
        known.request_count + new.request_count,
        known.error_count + new.error_count,
        known.total_ms + new.total_ms,
        max(known.slowest_ms, new.slowest_ms),
        added((known.histogram, new.histogram)),
    )


class RecordingMiddleware:
    """Around ``HostMiddleware``: what it measures is what a visitor waits for. Requests of no
    store, static files and the platform's own probes are left out, and so is the answer of a store
    that is closed or in maintenance on purpose: a 503 that no view gave."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        try:
            response = self.get_response(request)
        except BaseException:
            record(request, 500, (perf_counter() - started) * 1000)
            raise
        record(request, response.status_code, (perf_counter() - started) * 1000)
        return response


def record(request: HttpRequest, status: int, milliseconds: float) -> None:
    store: Store | None = getattr(request, "store", None)
    if store is None or is_probe(request):
        return
    if status == 503 and request.resolver_match is None:
        return
    second = int(time())
    key = (store.pk, journey_of(request, store.pk).value, second - second % WINDOW)
    recorded.add(key, Timings.of_one(milliseconds, is_error=status >= 500))


TABLE = ResponseTime._meta.db_table
COLUMNS = (
    "store_id, journey, span, starts_at,"
    " request_count, error_count, total_ms, slowest_ms, histogram"
)
ADD_UP = f"""
ON CONFLICT (store_id, journey, span, starts_at) DO UPDATE SET
    request_count = {TABLE}.request_count + excluded.request_count,
    error_count = {TABLE}.error_count + excluded.error_count,
    total_ms = {TABLE}.total_ms + excluded.total_ms,
    slowest_ms = greatest({TABLE}.slowest_ms, excluded.slowest_ms),
    histogram = ARRAY(
        SELECT one + other
        FROM unnest({TABLE}.histogram, excluded.histogram) WITH ORDINALITY AS u(one, other, n)
        ORDER BY n
    )
"""  # noqa: S608 - a table's name

# In one order, so that processes that write at once do not wait in a circle. A store that was
# erased meanwhile has no figures.
WRITE = f"""
INSERT INTO {TABLE} ({COLUMNS})
SELECT r.* FROM jsonb_to_recordset(%s::jsonb) AS r(
    store_id bigint, journey text, span text, starts_at timestamptz, request_count bigint,
    error_count bigint, total_ms float8, slowest_ms float8, histogram bigint[]
)
JOIN stores_store s ON s.id = r.store_id
ORDER BY r.store_id, r.journey, r.span, r.starts_at
{ADD_UP}
"""  # noqa: S608 - a table's name


def write(values: dict[Key, Timings]) -> None:
    """One statement. With each store's rows come those of the whole platform: store 0 has the
    sums of all stores, and since ever, for Prometheus."""
    everywhere: dict[Key, Timings] = {}
    ever: dict[str, Timings] = {}
    for (store_id, journey, second), timings in values.items():
        if store_id != PLATFORM_ID:
            put(everywhere, (PLATFORM_ID, journey, second), timings)
        put(ever, journey, timings)
    rows = [
        row(store_id, journey, Span.MINUTES, datetime.fromtimestamp(second, UTC), timings)
        for some in (values, everywhere)
        for (store_id, journey, second), timings in some.items()
    ]
    rows += [row(PLATFORM_ID, one, Span.EVER, EPOCH, timings) for one, timings in ever.items()]
    with platform_scope(), connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(rows)])


def put(sums: dict[K, Timings], key: K, timings: Timings) -> None:
    known = sums.get(key)
    sums[key] = merge(known, timings) if known else timings


def row(
    store_id: int, journey: str, span: Span, starts_at: datetime, timings: Timings
) -> dict[str, object]:
    return {
        "store_id": store_id,
        "journey": journey,
        "span": span.value,
        "starts_at": starts_at.isoformat(),
        "request_count": timings.request_count,
        "error_count": timings.error_count,
        "total_ms": timings.total_ms,
        "slowest_ms": timings.slowest_ms,
        "histogram": timings.histogram,
    }


recorded: Tally[Key, Timings] = Tally("Response times", write, merge=merge)
