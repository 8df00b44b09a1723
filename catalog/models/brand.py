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
        from catalog.services.follow_slugs import follow_in_rules

        with transaction.atomic():
            slug = Brand.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            super().save(*args, **kwargs)
            follow_in_rules(subject="brand", old=slug, new=self.slug)
            touch_generation(self.store_id)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        store_id = self.store_id
        result = super().delete(*args, **kwargs)
        touch_generation(store_id)
        return result
