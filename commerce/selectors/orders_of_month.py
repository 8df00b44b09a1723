"""Orders that count for a store's limit: what was placed in the current month of the store's time
zone, canceled later or not, and the drafts whose payment is under way."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.models import StockReservation
from commerce.models import Order
from stores.models import Store
from stores.usage import Zones, counted, month_start, month_starts, most_of


def orders_of_month(zones: Zones) -> Any:
    """What is shown: placed orders. Those under way may end in none."""
    return counted(Order.objects.filter(store=OuterRef("pk"), placed_at__gte=month_starts(zones)))


def placed_this_month(store: Store) -> QuerySet[Order]:
    return Order.objects.filter(store=store, placed_at__gte=month_start(store.time_zone))


def under_way(store: Store) -> QuerySet[Order]:
    """Drafts that hold stock while they are paid: each is an order as soon as the money comes."""
    held = StockReservation.objects.filter(
        store=store, reference=OuterRef("public_id"), expires_at__gt=timezone.now()
    )
    return Order.objects.filter(Exists(held), store=store, status=Order.Status.DRAFT)


def taken_this_month(store: Store) -> int:
    """Placed or under way. One statement, so one snapshot: an order that is placed meanwhile is
    counted once, as what it was or as what it is, and never missed."""
    placed, drafts = placed_this_month(store).values("pk"), under_way(store).values("pk")
    return placed.union(drafts, all=True).count()


def takes_orders(store: Store, *, cart_id: int) -> bool:
    """Whether a check-out of this cart can end in an order as things are. An order of it whose
    payment is under way can always go on. Free where the store's orders are not limited."""
    most = most_of(store, "orders")
    if most is None or taken_this_month(store) < most:
        return True
    return under_way(store).filter(cart=cart_id).exists()
