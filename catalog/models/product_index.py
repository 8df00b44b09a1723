from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from stores.isolation.registry import Kind, isolate
from stores.models.base import StoreOwned


@isolate(Kind.PUBLIC)
class ProductIndex(StoreOwned):
    """The read model that shoppers browse and search: a row for each published product and
    language.

    Public in the isolation registry: under row-level security PostgreSQL may use only leakproof
    operators as index conditions, and full-text search is none. It holds nothing a visitor of
    the store cannot see, every query and index begins with the store, and the ids it yields are
    loaded from the isolated tables. ``catalog.selectors.listing`` is the only reader and
    ``catalog.services.index_product`` the only writer.
    """

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    search = SearchVectorField()
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    """The product's categories and all their ancestors."""
    price_min = models.BigIntegerField(help_text="In minor units of the store's currency.")
    price_max = models.BigIntegerField(help_text="In minor units of the store's currency.")
    is_available = models.BooleanField(default=False)
    popularity = models.IntegerField(default=0)
    published_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "product", "language"], name="one_index_row_a_language"
            )
        ]
        indexes = [
            GinIndex(fields=["store", "search"], name="product_index_search"),
            GinIndex(fields=["store", "category_ids"], name="product_index_categories"),
            models.Index(fields=["store", "language", "name"], name="product_index_name"),
            models.Index(fields=["store", "language", "price_min"], name="product_index_price"),
            models.Index(fields=["store", "language", "-published_at"], name="product_index_new"),
        ]

    def __str__(self) -> str:
        return self.name
