from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import StockItem


def free_units(variant_ids: Iterable[int], *, held_for: UUID | None = None) -> dict[int, int]:
    """Units on the shelf that nobody holds, by variant: on hand less what unexpired reservations
    hold, except those held for ``held_for`` (the public id of the order that asks). Whether more
    can be ordered is for the stock policy to say: ``availability_of``. Variants without a stock
    item are left out."""
    counts = Q(reservations__expires_at__gt=timezone.now())
    if held_for is not None:
        counts &= ~Q(reservations__reference=held_for)
    rows = (
        StockItem.objects.filter(variant_id__in=list(variant_ids))
        .annotate(
            available=F("on_hand") - Coalesce(Sum("reservations__quantity", filter=counts), 0)
        )
        .values_list("variant_id", "available")
    )
    return {variant_id: max(available, 0) for variant_id, available in rows}
