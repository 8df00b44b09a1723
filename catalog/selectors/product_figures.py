"""Prices and stock of products as the admin lists them; retired variants do not count."""

from __future__ import annotations

from django.db.models import F, IntegerField, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product, StockItem, Variant


def with_figures(products: QuerySet[Product]) -> QuerySet[Product]:
    """Adds price_min, price_max (major units), price_currency and on_hand to each product."""
    variants = (
        Variant.objects.filter(product=OuterRef("pk"), retired_at=None).order_by().values("product")
    )
    stock = (
        StockItem.objects.filter(variant__product=OuterRef("pk"), variant__retired_at=None)
        .order_by()
        .values("variant__product")
    )
    return products.annotate(
        price_min=Subquery(variants.annotate(figure=Min("price")).values("figure")),
        price_max=Subquery(variants.annotate(figure=Max("price")).values("figure")),
        price_currency=Subquery(variants.annotate(figure=Min("currency")).values("figure")),
        on_hand=Coalesce(
            Subquery(
                stock.annotate(figure=Sum(F("on_hand"))).values("figure"),
                output_field=IntegerField(),
            ),
            0,
        ),
    )
