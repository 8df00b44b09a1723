from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from stores.isolation.registry import isolate
from stores.models import StoreOwned
from stores.models.store import touch_generation


@isolate()
class Brand(StoreOwned):
    """Who makes it."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "slug"],
                name="brand_slug_once_a_store",
                violation_error_message=_("Another brand has this slug; choose another."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Another name is told to the read model of its products and to rules that name it."""
        from catalog.services.follow_names import follow_in_rules
        from catalog.services.reindex_products import reindex_products

        with transaction.atomic():
            name = Brand.objects.filter(pk=self.pk).values_list("name", flat=True).first()
            super().save(*args, **kwargs)
            if name not in (None, self.name):
                follow_in_rules(subject="brand", old=name, new=self.name)
                reindex_products(self.products.filter(live=True))
            touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        from catalog.models.product import Product
        from catalog.services.reindex_products import reindex_products

        store_id = self.store_id
        with transaction.atomic():
            named = list(self.products.filter(live=True).values_list("pk", flat=True))
            result = super().delete(*args, **kwargs)
            reindex_products(Product.objects.filter(pk__in=named))
            touch_generation(store_id)
        return result
