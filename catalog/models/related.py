from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from catalog.models.product import Product
from stores.isolation.registry import isolate
from stores.models import StoreOwned


@isolate()
class RelatedProduct(StoreOwned, Orderable):
    """Chosen by the store: shown on the product's page."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="related_products")
    related = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("related product")
        verbose_name_plural = _("related products")
        constraints = [
            models.UniqueConstraint(fields=["product", "related"], name="related_once_a_product")
        ]

    def __str__(self) -> str:
        return str(self.related)


@isolate()
class BoughtTogether(StoreOwned):
    """In how many orders two products stood together: counted from the orders in the
    background, for each product its most frequent companions."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    companion = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "companion"], name="companion_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} + {self.companion_id}: {self.orders}"
