from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from catalog.models import Product
from catalog.services.index_product import batches, index_products, lock_products


@transaction.atomic
def reindex_products(products: QuerySet[Product]) -> int:
    """Bring the read model of these to what the database says; returns how many. Locks all of
    them, then the read model. Safe to repeat."""
    keys = list(products.order_by("pk").values_list("pk", flat=True).distinct())
    lock_products(keys)
    for ids in batches(keys):
        index_products(product_ids=ids)
    return len(keys)
