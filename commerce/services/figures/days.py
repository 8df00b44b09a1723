"""One store's days, made anew from orders, refunds and visits.

The database does the adding up: nothing is read into Python but which days it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from commerce.services.figures.conversion import CONVERT, conversion

Day = tuple[int, date]
"""A store's id and a day of its time zone."""

KEEP_VISITS = timedelta(days=8)
"""Visits older than this are deleted; what was counted of them stays."""

AT_ONCE = 5_000

PAIRS = """
WITH pairs AS MATERIALIZED (
    SELECT p.store_id, p.day, s.currency,
        p.day::timestamp AT TIME ZONE s.time_zone AS since,
        (p.day + 1)::timestamp AT TIME ZONE s.time_zone AS until
    FROM unnest(%(stores)s::bigint[], %(days)s::date[]) AS p (store_id, day)
    JOIN stores_store s ON s.id = p.store_id
)
"""

# An address is new on the day of its first order ever placed, whatever became of that.
COUNT = f"""
{PAIRS}
INSERT INTO commerce_dailyfigures AS f (
    store_id, day, currency, orders, items, revenue, tax, refunds, new_customers,
    visitors, carts, checkouts, buyers
)
SELECT p.store_id, p.day, p.currency, o.orders, coalesce(l.items, 0), o.revenue, o.tax, r.refunds,
    n.new_customers, v.visitors, v.carts, v.checkouts, v.buyers
FROM pairs p
CROSS JOIN LATERAL (
    SELECT count(*) AS orders, coalesce(sum(total_amount), 0) AS revenue,
        coalesce(sum(tax_amount), 0) AS tax
    FROM commerce_order
    WHERE store_id = p.store_id AND status IN ('placed', 'completed')
        AND placed_at >= p.since AND placed_at < p.until AND currency = p.currency
) o
CROSS JOIN LATERAL (
    SELECT sum(line.quantity) AS items
    FROM commerce_order sold JOIN commerce_orderline line ON line.order_id = sold.id
    WHERE sold.store_id = p.store_id AND sold.status IN ('placed', 'completed')
        AND sold.placed_at >= p.since AND sold.placed_at < p.until AND sold.currency = p.currency
) l
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(amount), 0) AS refunds
    FROM commerce_transaction
    WHERE store_id = p.store_id AND kind = 'refund'
        AND created_at >= p.since AND created_at < p.until AND currency = p.currency
) r
CROSS JOIN LATERAL (
    SELECT count(DISTINCT first.email) AS new_customers
    FROM commerce_order first
    WHERE first.store_id = p.store_id
        AND first.status IN ('placed', 'completed', 'canceled')
        AND first.placed_at >= p.since AND first.placed_at < p.until
        AND NOT EXISTS (
            SELECT 1 FROM commerce_order earlier
            WHERE earlier.store_id = p.store_id AND earlier.email = first.email
                AND earlier.placed_at < p.since
        )
) n
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE step = 1) AS visitors, count(*) FILTER (WHERE step = 2) AS carts,
        count(*) FILTER (WHERE step = 3) AS checkouts, count(*) FILTER (WHERE step = 4) AS buyers
    FROM commerce_visit
    WHERE store_id = p.store_id AND day = p.day
) v
ON CONFLICT (store_id, day, currency) DO UPDATE SET
    orders = excluded.orders, items = excluded.items, revenue = excluded.revenue,
    tax = excluded.tax, refunds = excluded.refunds, new_customers = excluded.new_customers,
    visitors = CASE WHEN f.day >= %(visits_since)s THEN excluded.visitors ELSE f.visitors END,
    carts = CASE WHEN f.day >= %(visits_since)s THEN excluded.carts ELSE f.carts END,
    checkouts = CASE WHEN f.day >= %(visits_since)s THEN excluded.checkouts ELSE f.checkouts END,
    buyers = CASE WHEN f.day >= %(visits_since)s THEN excluded.buyers ELSE f.buyers END
"""  # noqa: S608 - no value is in it

# A day on which nothing happened has no row.
DROP_EMPTY = f"""
{PAIRS}
DELETE FROM commerce_dailyfigures f USING pairs p
WHERE f.store_id = p.store_id AND f.day = p.day AND (
    f.currency <> p.currency
    OR (f.orders, f.refunds, f.new_customers, f.visitors) = (0, 0, 0, 0)
)
"""  # noqa: S608 - no value is in it

CONVERT_DAYS = f"""
{PAIRS}
UPDATE commerce_dailyfigures f SET platform_revenue = {CONVERT}
FROM pairs p
WHERE f.store_id = p.store_id AND f.day = p.day
    AND f.platform_revenue IS DISTINCT FROM {CONVERT}
"""  # noqa: S608 - no value is in it

# Who is new on a day depends on all their orders: one that came late, or was dated back, makes
# the customer of another day an old one: of the day of their first order, or of the one that
# follows those which changed.
CUSTOMERS = f"""
{PAIRS},
customers AS (
    SELECT DISTINCT p.store_id, o.email, s.time_zone, p.until
    FROM pairs p
    JOIN stores_store s ON s.id = p.store_id
    JOIN commerce_order o ON o.store_id = p.store_id
        AND o.status IN ('placed', 'completed', 'canceled')
        AND o.placed_at >= p.since AND o.placed_at < p.until
)
SELECT c.store_id, (o.placed_at AT TIME ZONE c.time_zone)::date
FROM customers c CROSS JOIN LATERAL (
    (
        SELECT placed_at FROM commerce_order
        WHERE store_id = c.store_id AND email = c.email AND placed_at IS NOT NULL
        ORDER BY placed_at LIMIT 1
    ) UNION ALL (
        SELECT placed_at FROM commerce_order
        WHERE store_id = c.store_id AND email = c.email AND placed_at >= c.until
        ORDER BY placed_at LIMIT 1
    )
) o
"""  # noqa: S608 - no value is in it


def days_of_customers(days: Collection[Day]) -> set[Day]:
    """Days on which somebody who ordered on one of ``days`` may be new."""
    found: set[Day] = set()
    for part in parts(sorted(days)):
        found |= days_of(CUSTOMERS, as_values(part))
    return found


def as_values(days: list[Day]) -> dict[str, Any]:
    return {"stores": [store for store, _day in days], "days": [day for _store, day in days]}


def count_days(days: Collection[Day]) -> None:
    """Make these days' figures anew; twice makes the same. The caller is ``alone``."""
    values = {**conversion(), "visits_since": visits_since()}
    for part in parts(sorted(days)):
        values.update(as_values(part))
        with connection.cursor() as cursor:
            for statement in (COUNT, DROP_EMPTY, CONVERT_DAYS):
                cursor.execute(statement, values)


def visits_since() -> date:
    """The first day of which all visits are still there, in every time zone."""
    return timezone.now().date() - KEEP_VISITS + timedelta(days=2)


def parts(days: list[Day]) -> Iterator[list[Day]]:
    iterator = iter(days)
    while part := list(islice(iterator, AT_ONCE)):
        yield part


def days_of(sql: str, values: dict[str, Any] | None = None) -> set[Day]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or {})
        return set(cursor.fetchall())
