from __future__ import annotations

from catalog.models import Product, ProductIndex
from catalog.services.index_product import index_product
from stores.models import Store


def reindex_store(store: Store) -> None:
    """Write the read model of every published product anew, in the store's language now, and
    drop the rows of other languages. In the caller's transaction and scope; safe to repeat."""
    ProductIndex.objects.filter(store_id=store.pk).exclude(language=store.language).delete()
    for product_id in Product.objects.filter(live=True).order_by("pk").values_list("pk", flat=True):
        index_product(product_id=product_id)
