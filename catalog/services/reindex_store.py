from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from catalog.models import (
    FacetGroup,
    FacetValue,
    IndexBits,
    Product,
    ProductIndex,
    SearchSpelling,
    Variant,
)
from catalog.models.index_bits import CHUNK
from catalog.services.index_product import (
    batches,
    index_products,
    lock_products,
    lock_read_model,
)
from stores.models import Store
from stores.scope import platform_scope, store_scope

ROW = (
    "product_id", "language", "name", "tokens", "category_ids", "price_min", "price_max",
    "is_available", "is_on_sale", "published_at",
)  # fmt: skip

# Bits that a token's rows do not have, or that have no row.
WRONG_BITS = f"""
WITH told AS (
    SELECT language, token, ordinal FROM catalog_productindex, unnest(tokens) AS token
    WHERE store_id = %(store)s
), turned AS (
    SELECT language, token, chunk * {CHUNK} + n AS ordinal
    FROM catalog_indexbits, generate_series(0, length(bits) - 1) AS n
    WHERE store_id = %(store)s AND get_bit(bits, n) = 1
)
SELECT count(*) FROM (
    (SELECT * FROM told EXCEPT SELECT * FROM turned)
    UNION ALL
    (SELECT * FROM turned EXCEPT SELECT * FROM told)
) AS wrong
"""


@dataclass(frozen=True, slots=True)
class Differences:
    """Between the read model and what it is made of."""

    rows: int
    bits: int

    @property
    def are_none(self) -> bool:
        return not (self.rows or self.bits)


@transaction.atomic
def reindex_store(store: Store) -> None:
    """Write the read model of every published product anew, in the languages of the store, and
    forget facets and words that no product has any more. In the caller's scope; safe to repeat.

    Popularity is kept: nothing of the product tells it."""
    popularity = dict(
        ProductIndex.objects.filter(store_id=store.pk, popularity__gt=0).values_list(
            "product_id", "popularity"
        )
    )
    products = Product.objects.filter(store_id=store.pk).order_by("pk")
    lock_products(products.values_list("pk", flat=True))
    lock_read_model(store.pk)
    for model in (ProductIndex, IndexBits, FacetValue, FacetGroup, SearchSpelling):
        model._default_manager.filter(store_id=store.pk).delete()
    live = list(products.filter(live=True).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('galleria.bits', 'later', true)")
        for ids in batches(live):
            index_products(product_ids=ids)
        cursor.execute("SELECT galleria_turn_all_bits(%s)", [store.pk])
        cursor.execute("SELECT set_config('galleria.bits', '', true)")
    for product_id, units in popularity.items():
        ProductIndex.objects.filter(product_id=product_id).update(popularity=units)


def compare_index(store: Store) -> Differences:
    """Writes every row anew in a transaction that is taken back. In the caller's scope."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(WRONG_BITS, {"store": store.pk})
            (bits,) = cursor.fetchone()
        before = read_index(store)
        products = Product.objects.filter(store_id=store.pk).order_by("pk")
        keys = list(products.values_list("pk", flat=True))
        lock_products(keys)
        for ids in batches(keys):
            index_products(product_ids=ids)
        rows = before ^ read_index(store)
        transaction.set_rollback(True)
    return Differences(len({row[:2] for row in rows}), bits)


def read_index(store: Store) -> set[tuple[object, ...]]:
    rows = ProductIndex.objects.filter(store_id=store.pk).values_list(*ROW)
    return {
        tuple(tuple(value) if isinstance(value, list) else value for value in row) for row in rows
    }


def watch_index() -> None:
    """For the schedule: stores with products for sale and nothing to be found, such as after an
    update that empties the read model, are indexed."""
    with platform_scope():
        rows = ProductIndex.objects.filter(store_id=OuterRef("store_id"))
        sellable = Variant.objects.filter(product__live=True, retired_at=None).filter(~Exists(rows))
        stores = list(
            Store.objects.filter(pk__in=sellable.order_by().values("store_id").distinct())
        )
    for store in stores:
        with store_scope(store):
            reindex_store(store)
