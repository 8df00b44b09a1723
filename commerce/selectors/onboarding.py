"""How long it takes from a store's making to its first order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from commerce.models import Order
from stores.models import Store

COUNTS = (Order.Status.PLACED, Order.Status.COMPLETED, Order.Status.CANCELED)
"""An order that was canceled later was a first order all the same; a draft is none."""


@dataclass(frozen=True, slots=True)
class Onboarding:
    """When a store was made, opened to shoppers, and ordered from for the first time."""

    created_at: datetime
    opened_at: datetime | None
    first_order_at: datetime | None

    @property
    def to_open(self) -> timedelta | None:
        """From made to open."""
        return None if self.opened_at is None else self.opened_at - self.created_at

    @property
    def to_order(self) -> timedelta | None:
        """From open to the first order."""
        if self.opened_at is None or self.first_order_at is None:
            return None
        return max(timedelta(), self.first_order_at - self.opened_at)

    @property
    def in_all(self) -> timedelta | None:
        """From made to the first order."""
        return None if self.first_order_at is None else self.first_order_at - self.created_at


def onboarding_of(store: Store) -> Onboarding:
    """One query. In the store's scope or the platform's."""
    orders = Order.objects.filter(store=store, status__in=COUNTS)
    first = orders.aggregate(first=Min("placed_at"))["first"]
    return Onboarding(store.created_at, store.opened_at, first)
