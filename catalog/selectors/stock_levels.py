from __future__ import annotations

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from catalog.models import StockItem, StockReservation


def with_levels(items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """Adds ``reserved`` (held by orders being paid) and ``available`` (what can be promised)."""
    held = (
        StockReservation.objects.filter(item=OuterRef("pk"), expires_at__gt=timezone.now())
        .order_by()
        .values("item")
        .annotate(units=Sum("quantity"))
        .values("units")
    )
    return items.annotate(
        reserved=Coalesce(Subquery(held, output_field=IntegerField()), 0)
    ).annotate(available=Greatest(F("on_hand") - F("reserved"), 0))


def free_stock(product_id: OuterRef) -> QuerySet[StockItem]:
    """Stock of a product that can be promised now, for ``Exists()``. A reservation that lapses
    frees it without a word to the read model, so that is not the last to say “sold out”."""
    items = StockItem.objects.filter(variant__product_id=product_id, variant__retired_at=None)
    return with_levels(items).filter(available__gt=0)  # type: ignore[misc]
