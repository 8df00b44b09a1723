"""Which stores are asked for their home page when, and what becomes of the answers."""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from time import sleep
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from platform_site.monitoring.models import StoreHealth
from platform_site.monitoring.probing import Answer, probe
from platform_site.monitoring.retention import ADD_UP_PROBES, PROBES
from platform_site.monitoring.rules import SUCCESSES_THAT_CLOSE
from platform_site.monitoring.watched import open_stores
from stores.models import Domain, Store
from stores.scope import PLATFORM_ID, platform_scope

logger = logging.getLogger(__name__)

LOCK = 0x6761_6C70
SOON = timedelta(seconds=50)
"""Who just failed, or just came back, is asked again the next minute."""
SPREAD_SECONDS = 45.0
CHUNK = 25

Result = tuple[int, Answer | None]
"""A store's id and its answer; None: it was left out, in maintenance."""

HEALTH = StoreHealth._meta.db_table
ROWS = """jsonb_to_recordset(%(rows)s::jsonb) AS r(store_id bigint, state text, status_code int,
    duration_ms float8, reason text, probes int, failures int, left_out int)
    JOIN stores_store s ON s.id = r.store_id"""
WRITE_HEALTH = f"""
INSERT INTO {HEALTH} (store_id, state, probed_at, status_code, duration_ms, reason,
    failures_in_a_row, successes_in_a_row, request_count, error_count)
SELECT r.store_id, r.state, %(now)s, r.status_code, r.duration_ms, r.reason,
    r.failures, r.probes - r.failures, 0, 0
FROM {ROWS} ORDER BY r.store_id
ON CONFLICT (store_id) DO UPDATE SET
    state = excluded.state, probed_at = excluded.probed_at, status_code = excluded.status_code,
    duration_ms = excluded.duration_ms, reason = excluded.reason,
    failures_in_a_row = CASE excluded.failures_in_a_row
        WHEN 0 THEN 0 ELSE {HEALTH}.failures_in_a_row + 1 END,
    successes_in_a_row = CASE excluded.successes_in_a_row
        WHEN 0 THEN 0 ELSE {HEALTH}.successes_in_a_row + 1 END
"""  # noqa: S608 - a table's name
WRITE_COUNTS = f"""
INSERT INTO {PROBES}
    (store_id, span, starts_at, probe_count, failure_count, left_out_count, total_ms)
SELECT r.store_id, 'hour', date_trunc('hour', %(now)s, 'UTC'), r.probes, r.failures, r.left_out,
    coalesce(r.duration_ms, 0)
FROM {ROWS} ORDER BY r.store_id
{ADD_UP_PROBES}
"""  # noqa: S608 - a table's name

_running: threading.Thread | None = None


def start_probing() -> None:
    """In a thread of the worker, so that background tasks do not wait for it; one at a time. Tests
    probe by themselves."""
    global _running
    if settings.TESTING or (_running is not None and _running.is_alive()):
        return
    _running = threading.Thread(target=probe_in_thread, name="probes", daemon=True)
    _running.start()


def probe_in_thread() -> None:
    try:
        probe_due(pause=sleep)
    except Exception:
        logger.exception("Stores could not be probed; it is tried again")
    finally:
        close_old_connections()
        connection.close()


def probe_due(*, pause: Callable[[float], object] = lambda seconds: None) -> int:
    """Probe the stores whose turn it is, spread over most of a minute; returns how many. Of two
    workers one does it. Enters the platform's scope; safe to repeat."""
    with platform_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            forget_unwatched()
            due = stores_due(timezone.now())
            gap = SPREAD_SECONDS / len(due)
            for some in chunks(due, CHUNK):
                write([(store.pk, ask(store, gap, pause)) for store in some], timezone.now())
            return len(due)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def ask(store: Store, gap: float, pause: Callable[[float], object]) -> Answer | None:
    if store.is_left_out:  # type: ignore[attr-defined]
        return None
    answer = probe(store, store.hostname)  # type: ignore[attr-defined]
    pause(max(gap - answer.milliseconds / 1000, 0))
    return answer


def stores_due(now: datetime) -> list[Store]:
    """The platform first, then who is in doubt, then who was not asked for longest."""
    minutes = settings.MONITORING["probe_minutes"]
    most = min(settings.MONITORING["probe_most"], math.ceil(open_stores().count() / minutes) + 1)
    in_doubt = Q(health__state=StoreHealth.State.DOWN) | Q(
        health__successes_in_a_row__lt=SUCCESSES_THAT_CLOSE
    )
    due = (
        with_hostname(open_stores().filter(domains__is_primary=True))
        .filter(
            Q(health__probed_at=None)
            | Q(health__probed_at__lt=now - timedelta(minutes=minutes))
            | (in_doubt & Q(health__probed_at__lt=now - SOON))
        )
        .annotate(doubt=Case(When(in_doubt, then=Value(0)), default=Value(1)))
        .order_by("doubt", F("health__probed_at").asc(nulls_first=True), "pk")
    )
    return [with_hostname(Store.all_objects.all()).get(pk=PLATFORM_ID), *due[:most]]


def with_hostname(stores: QuerySet[Store]) -> QuerySet[Store]:
    """With ``hostname`` and ``is_left_out``."""
    primary = Domain.objects.filter(store=OuterRef("pk"), is_primary=True)
    platform = Store.all_objects.filter(pk=PLATFORM_ID, in_maintenance=True)
    return stores.annotate(
        hostname=Subquery(primary.values("hostname")[:1]),
        is_left_out=Case(
            When(pk=PLATFORM_ID, then=Value(False)),
            When(Q(in_maintenance=True) | Exists(platform), then=Value(True)),
            default=Value(False),
        ),
    )


def forget_unwatched() -> None:
    """What a store did before it was suspended says nothing about it when it is back."""
    StoreHealth.objects.exclude(store_id=PLATFORM_ID).exclude(
        store__status=Store.Status.ACTIVE
    ).exclude(state="").update(state="", failures_in_a_row=0, successes_in_a_row=0, reason="")


def write(results: Sequence[Result], now: datetime) -> None:
    """Two statements however many there are."""
    parameters: dict[str, Any] = {
        "rows": json.dumps([row(*result) for result in results]),
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE_HEALTH, parameters)
        cursor.execute(WRITE_COUNTS, parameters)


def row(store_id: int, answer: Answer | None) -> dict[str, object]:
    if answer is None:
        return {"store_id": store_id, "state": "", "reason": "", "probes": 0, "failures": 0,
                "left_out": 1}  # fmt: skip
    failed = bool(answer.reason)
    return {
        "store_id": store_id,
        "state": StoreHealth.State.DOWN if failed else StoreHealth.State.UP,
        "status_code": answer.status_code,
        "duration_ms": answer.milliseconds,
        "reason": answer.reason[:250],
        "probes": 1,
        "failures": int(failed),
        "left_out": 0,
    }


def chunks(stores: list[Store], size: int) -> Iterator[list[Store]]:
    for start in range(0, len(stores), size):
        yield stores[start : start + size]
