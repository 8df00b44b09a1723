"""Old rows become fewer: five minutes are merged to hours, hours to days, and old days go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from platform_site.monitoring.models import Incident, ProbeCount, ResponseTime, Span, WorkerBeat
from platform_site.monitoring.recording import ADD_UP, COLUMNS, TABLE
from stores.scope import platform_scope

KEPT_AS_MINUTES = timedelta(hours=3)
KEPT_AS_HOURS = timedelta(days=14)
PROBES_KEPT_AS_HOURS = timedelta(days=3)
BEATS_KEPT = timedelta(days=1)

# A row is deleted and added to the longer one in one statement: no sum misses or doubles it.
MERGE_TIMES = f"""
WITH old AS (
    DELETE FROM {TABLE}
    WHERE span = %(short)s AND starts_at < date_trunc(%(long)s, %(until)s, 'UTC')
    RETURNING *, date_trunc(%(long)s, starts_at, 'UTC') AS longer
), counts AS (
    SELECT store_id, journey, longer, n, sum(here)::bigint AS here
    FROM old, unnest(histogram) WITH ORDINALITY AS u(here, n) GROUP BY 1, 2, 3, 4
), histograms AS (
    SELECT store_id, journey, longer, array_agg(here ORDER BY n) AS histogram
    FROM counts GROUP BY 1, 2, 3
), sums AS (
    SELECT store_id, journey, longer, sum(request_count)::bigint AS request_count,
        sum(error_count)::bigint AS error_count, sum(total_ms) AS total_ms,
        max(slowest_ms) AS slowest_ms
    FROM old GROUP BY 1, 2, 3
)
INSERT INTO {TABLE} ({COLUMNS})
SELECT store_id, journey, %(long)s, longer, request_count, error_count, total_ms, slowest_ms,
    histogram
FROM sums JOIN histograms USING (store_id, journey, longer)
ORDER BY store_id, journey, longer
{ADD_UP}
"""  # noqa: S608 - a table's name

PROBES = ProbeCount._meta.db_table
ADD_UP_PROBES = f"""
ON CONFLICT (store_id, span, starts_at) DO UPDATE SET
    probe_count = {PROBES}.probe_count + excluded.probe_count,
    failure_count = {PROBES}.failure_count + excluded.failure_count,
    left_out_count = {PROBES}.left_out_count + excluded.left_out_count,
    total_ms = {PROBES}.total_ms + excluded.total_ms
"""
MERGE_PROBES = f"""
WITH old AS (
    DELETE FROM {PROBES} WHERE span = 'hour' AND starts_at < date_trunc('day', %(until)s, 'UTC')
    RETURNING *
)
INSERT INTO {PROBES}
    (store_id, span, starts_at, probe_count, failure_count, left_out_count, total_ms)
SELECT store_id, 'day', date_trunc('day', starts_at, 'UTC'), sum(probe_count), sum(failure_count),
    sum(left_out_count), sum(total_ms)
FROM old GROUP BY 1, 3 ORDER BY 1, 3
{ADD_UP_PROBES}
"""  # noqa: S608 - a table's name


def keep_less() -> None:
    """Safe to repeat, and at once."""
    now = timezone.now()
    with platform_scope():
        with connection.cursor() as cursor:
            for short, long, kept in (
                (Span.MINUTES, Span.HOUR, KEPT_AS_MINUTES),
                (Span.HOUR, Span.DAY, KEPT_AS_HOURS),
            ):
                until: dict[str, Any] = {
                    "short": short.value,
                    "long": long.value,
                    "until": now - kept,
                }
                cursor.execute(MERGE_TIMES, until)
            cursor.execute(MERGE_PROBES, {"until": now - PROBES_KEPT_AS_HOURS})
        oldest = now - timedelta(days=settings.MONITORING["keep_days"])
        ResponseTime.objects.filter(span=Span.DAY, starts_at__lt=oldest).delete()
        ProbeCount.objects.filter(span=Span.DAY, starts_at__lt=oldest).delete()
        Incident.objects.filter(closed_at__lt=oldest).delete()
        WorkerBeat.objects.filter(beat_at__lt=now - BEATS_KEPT).delete()
