from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import StockItem


def available_quantities(variant_ids: Sequence[int]) -> dict[int, int]:
    """Units that can be promised now, by variant: on hand less what unexpired reservations
    hold. Variants without a stock item are left out."""
    held = Sum("reservations__quantity", filter=Q(reservations__expires_at__gt=timezone.now()))
    rows = (
        StockItem.objects.filter(variant_id__in=variant_ids)
        .annotate(available=F("on_hand") - Coalesce(held, 0))
        .values_list("variant_id", "available")
    )
    return {variant_id: max(available, 0) for variant_id, available in rows}
