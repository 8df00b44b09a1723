from __future__ import annotations

from catalog.models import StockItem, Variant
from stores.models import Store


def add_missing_stock(store: Store) -> None:
    """Give each variant that has no stock item one with nothing in it. Safe to repeat."""
    without = Variant.objects.filter(store=store, stock=None).order_by("pk")
    StockItem.objects.bulk_create(
        [StockItem(store=store, variant=variant) for variant in without], batch_size=500
    )
