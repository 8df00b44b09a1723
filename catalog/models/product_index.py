from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from stores.isolation.registry import Kind, isolate
from stores.models.base import StoreOwned


@isolate(Kind.PUBLIC)
class ProductIndex(StoreOwned):
    """The read model that shoppers browse and search: a row for each published product and
    language of the store.

    Public in the isolation registry: under row-level security PostgreSQL may use only leakproof
    operators as index conditions. It holds nothing a visitor of the store cannot see, every
    query and index begins with the store, and the ids it yields are loaded from the isolated
    tables. ``catalog.services.index_product`` is the only writer.

    ``tokens`` are all that a product can be found by: words, facets, categories, price
    (docs/search.md). Triggers turn them into ``IndexBits``.
    """

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    ordinal = models.IntegerField(help_text="Its place in the bits of this store and language.")
    name = models.CharField(max_length=200)
    tokens = ArrayField(models.CharField(max_length=100), default=list)
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    """The product's categories and all their ancestors."""
    price_min = models.BigIntegerField(help_text="In minor units of the store's currency.")
    price_max = models.BigIntegerField(help_text="In minor units of the store's currency.")
    is_available = models.BooleanField(default=False)
    is_on_sale = models.BooleanField(default=False)
    popularity = models.IntegerField(default=0, help_text="Units sold in the last months.")
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "product", "language"], name="one_index_row_a_language"
            ),
            models.UniqueConstraint(
                fields=["store", "language", "ordinal"], name="one_index_row_an_ordinal"
            ),
        ]
        indexes = [
            GinIndex(fields=["store", "category_ids"], name="product_index_categories"),
            models.Index(
                fields=["store", "language", "name", "product"],
                include=["ordinal"],
                name="index_by_name",
            ),
            models.Index(
                fields=["store", "language", "price_min", "product"],
                include=["ordinal"],
                name="index_by_price",
            ),
            models.Index(
                fields=["store", "language", "-published_at", "-product"],
                include=["ordinal"],
                name="index_by_date",
            ),
            models.Index(
                fields=["store", "language", "-popularity", "-published_at", "-product"],
                include=["ordinal"],
                name="index_by_popularity",
            ),
        ]

    def __str__(self) -> str:
        return self.name
