"""The pages of the catalogue that a look is tried on."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from stores.looks.samples import Sample, register


def newest_product() -> str | None:
    """One with a picture, if there is one."""
    live = Product.objects.filter(live=True).order_by("-pk")
    product = live.filter(images__isnull=False).first() or live.first()
    return product.get_absolute_url() if product else None


def register_samples() -> None:
    register(
        Sample("listing", _("Listing"), lambda: reverse("catalog:products")),
        Sample("product", _("Product"), newest_product),
    )
