"""How many of a product were sold lately, for “best sellers first”."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from catalog.services.index_product import lock_read_model
from commerce.models import Order
from stores.models.store import touch_generation
from stores.scope import platform_scope, store_scope

LOOK_BACK = timedelta(days=90)
CHANGED_WITHIN = timedelta(days=92)
"""A store without an order for longer has nothing left that could fall out of the count."""

RANK = """
WITH sold AS (
    SELECT variant.product_id, least(sum(line.quantity), 2000000000)::int AS units
    FROM commerce_order AS placed
    JOIN commerce_orderline AS line ON line.order_id = placed.id
    JOIN catalog_variant AS variant ON variant.id = line.variant_id
    WHERE placed.store_id = %(store)s AND placed.status IN ('placed', 'completed')
        AND placed.placed_at >= %(since)s
    GROUP BY 1
)
UPDATE catalog_productindex AS i SET popularity = ranked.units
FROM (
    SELECT old.id, coalesce(sold.units, 0) AS units
    FROM catalog_productindex AS old LEFT JOIN sold USING (product_id)
    WHERE old.store_id = %(store)s
) AS ranked
WHERE i.id = ranked.id AND i.store_id = %(store)s AND i.popularity <> ranked.units
"""


def watch_popularity() -> None:
    """For the schedule: counts anew in each store with orders of late."""
    since = timezone.now() - CHANGED_WITHIN
    with platform_scope():
        placed = Order.objects.filter(placed_at__gte=since).order_by("store_id")
        stores = list(placed.values_list("store_id", flat=True).distinct())
    for store_id in stores:
        with store_scope(store_id):
            rank_products(store_id=store_id)


@transaction.atomic
def rank_products(*, store_id: int) -> int:
    """Brings the popularity of the products of the store in scope to what was sold in ninety days;
    returns how many rows changed. Locks the read model; twice does nothing more."""
    lock_read_model(store_id)
    with connection.cursor() as cursor:
        cursor.execute(RANK, {"store": store_id, "since": timezone.now() - LOOK_BACK})
        changed = cursor.rowcount
    if changed:
        touch_generation(store_id)
    return changed
