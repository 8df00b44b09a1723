from __future__ import annotations

from django.db.models import QuerySet

from catalog.models import Product
from catalog.services.index_product import index_product


def reindex_products(products: QuerySet[Product]) -> int:
    """Bring the read model of these to what the database says, in primary-key order, as everybody
    locks them. In the caller's transaction; returns how many. Safe to repeat."""
    keys = list(products.order_by("pk").values_list("pk", flat=True).distinct())
    for product_id in keys:
        index_product(product_id=product_id)
    return len(keys)
