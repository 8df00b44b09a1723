from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from catalog.models import ProductIndex, StockItem, StockPolicy, StockReservation, Variant

FEW = 5
"""From this stock down it is low, unless the variant has a mark of its own."""
BEYOND_STOCK = (StockPolicy.BACKORDER, StockPolicy.UNTRACKED)
"""What is sold whether or not some are left."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a variant is sold."""

    policy: str
    smallest: int
    """The smallest quantity of one order."""

    @property
    def is_counted(self) -> bool:
        return self.policy != StockPolicy.UNTRACKED

    def can_be_had(self, available: int) -> bool:
        """With so many on the shelf that nobody holds."""
        return self.policy in BEYOND_STOCK or available >= self.smallest


def with_levels(items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """Adds ``reserved`` (held by orders being paid) and ``available`` (what is left)."""
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


def with_low_mark(items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """``with_levels`` and ``is_low``: down to the variant's mark, or ``FEW``."""
    is_counted = ~Q(variant__stock_policy=StockPolicy.UNTRACKED)
    is_low = When(is_counted, available__lte=Coalesce("variant__low_stock_at", FEW), then=True)
    return with_levels(items).annotate(is_low=Case(is_low, default=False))


def obtainable(items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """Those of variants that can be bought now, as ``Terms.can_be_had`` says."""
    is_enough = Q(available__gte=F("variant__product__minimum_quantity"))
    goes_beyond = Q(variant__stock_policy__in=BEYOND_STOCK)
    return with_levels(items).filter(is_enough | goes_beyond, variant__retired_at=None)


def free_stock(product_id: OuterRef) -> QuerySet[StockItem]:
    """What of a product can be bought now, for ``Exists()``. A reservation that lapses frees it
    without a word to the read model, so that is not the last to say “sold out”."""
    return obtainable(StockItem.objects.filter(variant__product_id=product_id))


def obtainable_variants(variant_ids: Iterable[int]) -> set[int]:
    """Those of the variants that can be bought now."""
    items = StockItem.objects.filter(variant_id__in=list(variant_ids))
    return set(obtainable(items).values_list("variant_id", flat=True))


def told_wrong(variant_ids: Iterable[int]) -> QuerySet[ProductIndex, int]:
    """Their products whose row of the read model says something else than the stock."""
    variants = Variant.objects.filter(pk__in=list(variant_ids))
    return (
        ProductIndex.objects.filter(product_id__in=variants.values("product_id"))
        .annotate(actual=Exists(free_stock(OuterRef("product_id"))))
        .exclude(is_available=F("actual"))
        .values_list("product_id", flat=True)
    )
