"""What is made of the daily figures: each store's periods, the platform's days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import F, Q

from commerce.models import StoreFigures
from commerce.models.figures import MEASURES
from stores.models import PlatformSettings, Store

SUMS = ", ".join(f"coalesce(sum(d.{name}), 0)" for name in MEASURES)
NAMES = ", ".join(MEASURES)
# Adds up only what is complete: one day without a rate, and the sum is unknown.
PLATFORM_REVENUE = "CASE WHEN bool_or(d.platform_revenue IS NULL) THEN NULL ELSE {} END".format(
    "coalesce(sum(d.platform_revenue), 0)"
)

PERIODS = f"""
INSERT INTO commerce_storefigures AS f (
    store_id, period, until, time_zone, currency, platform_currency, first_order_at, last_order_at,
    {NAMES}, platform_revenue
)
SELECT s.id, p.period, s.today, s.time_zone, s.currency, %(platform_currency)s,
    o.first_order_at, o.last_order_at,
    sums.*
FROM (
    SELECT id, currency, time_zone, (now() AT TIME ZONE time_zone)::date AS today
    FROM stores_store WHERE id > 0 AND id = ANY(%(stores)s)
) s
CROSS JOIN unnest(%(periods)s::int[]) AS p (period)
CROSS JOIN LATERAL (
    SELECT min(edge.first) AS first_order_at,
        max(edge.last) FILTER (WHERE kind.status <> 'canceled') AS last_order_at
    FROM unnest(ARRAY['placed', 'completed', 'canceled']) AS kind (status)
    CROSS JOIN LATERAL (
        SELECT min(placed_at) AS first, max(placed_at) AS last FROM commerce_order
        WHERE store_id = s.id AND status = kind.status
    ) edge
) o
CROSS JOIN LATERAL (
    SELECT {SUMS}, {PLATFORM_REVENUE}
    FROM commerce_dailyfigures d
    WHERE d.store_id = s.id AND d.currency = s.currency
        AND (p.period = 0 OR d.day > s.today - p.period)
) sums ({NAMES}, platform_revenue)
ON CONFLICT (store_id, period) DO UPDATE SET
    until = excluded.until, time_zone = excluded.time_zone, currency = excluded.currency,
    platform_currency = excluded.platform_currency,
    first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at,
    platform_revenue = excluded.platform_revenue,
    {", ".join(f"{name} = excluded.{name}" for name in MEASURES)}
"""  # noqa: S608 - names of columns

PLATFORM_DAYS = f"""
INSERT INTO commerce_platformfigures (day, currency, {NAMES}, platform_revenue)
SELECT d.day, d.currency, {SUMS}, {PLATFORM_REVENUE}
FROM commerce_dailyfigures d
WHERE d.day = ANY(%(days)s)
GROUP BY d.day, d.currency
"""  # noqa: S608 - names of columns

# A store counts from the day it first opened (or, before that was kept, was made) to the day it
# was disabled, closed or suspended. Past days stay as they were counted then.
COUNTS = """
INSERT INTO commerce_storecount (day, active, opened, churned)
SELECT d.day,
    count(*) FILTER (WHERE s.since <= d.day AND (s.status = 'active' OR s.changed > d.day)),
    count(*) FILTER (WHERE s.since = d.day),
    count(*) FILTER (WHERE s.status IN ('disabled', 'closing') AND s.changed = d.day)
FROM unnest(%(days)s::date[]) AS d (day)
LEFT JOIN (
    SELECT status, (status_changed_at AT TIME ZONE 'UTC')::date AS changed,
        (CASE WHEN status = 'pending' THEN NULL ELSE coalesce(opened_at, created_at) END
            AT TIME ZONE 'UTC')::date AS since
    FROM stores_store WHERE id > 0 AND NOT is_template
) s ON true
GROUP BY d.day
ON CONFLICT (day) DO UPDATE SET
    active = excluded.active, opened = excluded.opened, churned = excluded.churned
"""


def sum_periods(store_ids: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            PERIODS,
            {
                "stores": sorted(store_ids),
                "periods": [int(period) for period in StoreFigures.Period],
                "platform_currency": PlatformSettings.load().currency,
            },
        )


def sum_platform(days: Collection[date]) -> None:
    """What is there of these days is replaced."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM commerce_platformfigures WHERE day = ANY(%(days)s)", {"days": list(days)}
        )
        cursor.execute(PLATFORM_DAYS, {"days": list(days)})


def count_stores(days: Collection[date]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"days": list(days)})


def stores_behind() -> set[int]:
    """Stores whose periods end before today where they are, or that have none yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id FROM stores_store s LEFT JOIN commerce_storefigures f"
            " ON f.store_id = s.id AND f.period = 0 WHERE s.id > 0"
            " AND f.until IS DISTINCT FROM (now() AT TIME ZONE s.time_zone)::date"
        )
        return {store_id for (store_id,) in cursor.fetchall()}


def stores_moved() -> list[int]:
    """Stores whose figures were made for another time zone or currency than they have now."""
    figured = StoreFigures.objects.filter(period=StoreFigures.Period.ALL)
    moved = ~Q(time_zone=F("store__time_zone")) | ~Q(currency=F("store__currency"))
    return list(figured.filter(moved).values_list("store_id", flat=True))


def currency_changed() -> bool:
    """Whether there are figures in a currency that was the platform's before."""
    currency = PlatformSettings.load().currency
    return StoreFigures.objects.exclude(platform_currency=currency).exists()


def all_stores() -> list[int]:
    return list(Store.objects.order_by("pk").values_list("pk", flat=True))
