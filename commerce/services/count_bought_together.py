"""Which products stand in the same orders, for “goes well with it”."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from catalog.models import BoughtTogether
from commerce.models import Order
from stores.scope import platform_scope, store_scope

LOOK_BACK = timedelta(days=365)
CHANGED_WITHIN = timedelta(days=2)
"""Stores without an order for so long keep their counts; well over the interval of the schedule."""
MOST_ORDERS = 5_000
"""The latest of a store."""
MOST_PRODUCTS = 30
"""An order of more says little of what goes together, and has too many pairs."""
MOST_COMPANIONS = 8
"""Of each product, the most frequent ones."""

COUNT = """
WITH latest AS (
    SELECT id FROM commerce_order
    WHERE store_id = %(store)s AND status IN ('placed', 'completed') AND placed_at >= %(since)s
    ORDER BY placed_at DESC LIMIT %(most_orders)s
), bought AS (
    SELECT DISTINCT line.order_id, variant.product_id
    FROM commerce_orderline line
    JOIN catalog_variant variant ON variant.id = line.variant_id
    WHERE line.store_id = %(store)s AND line.order_id IN (SELECT id FROM latest)
), small AS (
    SELECT order_id FROM bought GROUP BY order_id HAVING count(*) BETWEEN 2 AND %(most_products)s
), pairs AS (
    SELECT one.product_id, other.product_id AS companion_id, count(*) AS orders
    FROM bought one JOIN bought other USING (order_id)
    WHERE one.product_id <> other.product_id AND order_id IN (SELECT order_id FROM small)
    GROUP BY 1, 2
), ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY product_id ORDER BY orders DESC, companion_id
    ) AS place
    FROM pairs
)
SELECT product_id, companion_id, orders FROM ranked WHERE place <= %(most_companions)s
"""


def watch_bought_together() -> None:
    """For the schedule: counts anew in each store that had an order lately."""
    since = timezone.now() - CHANGED_WITHIN
    with platform_scope():
        placed = Order.objects.filter(placed_at__gte=since).order_by("store_id")
        stores = list(placed.values_list("store_id", flat=True).distinct())
    for store_id in stores:
        with store_scope(store_id):
            count_bought_together(store_id=store_id)


def count_bought_together(*, store_id: int) -> int:
    """Replaces the counts of the store in scope by those of its orders now; returns how many pairs
    there are. Twice does the same; writes only what differs."""
    with transaction.atomic():
        counted = read_pairs(store_id)
        rows = {
            (row.product_id, row.companion_id): row
            for row in BoughtTogether.objects.select_for_update().order_by("pk")
        }
        gone = [row.pk for pair, row in rows.items() if pair not in counted]
        BoughtTogether.objects.filter(pk__in=gone).delete()
        changed = []
        for pair, row in rows.items():
            if pair in counted and row.orders != counted[pair]:
                row.orders = counted[pair]
                changed.append(row)
        BoughtTogether.objects.bulk_update(changed, ["orders"])
        BoughtTogether.objects.bulk_create(
            [
                BoughtTogether(product_id=product, companion_id=companion, orders=orders)
                for (product, companion), orders in counted.items()
                if (product, companion) not in rows
            ],
            ignore_conflicts=True,
        )
    return len(counted)


def read_pairs(store_id: int) -> dict[tuple[int, int], int]:
    """(product, companion) → orders with both."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {
                "store": store_id,
                "since": timezone.now() - LOOK_BACK,
                "most_orders": MOST_ORDERS,
                "most_products": MOST_PRODUCTS,
                "most_companions": MOST_COMPANIONS,
            },
        )
        return {(product, companion): orders for product, companion, orders in cursor.fetchall()}
