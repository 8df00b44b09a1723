"""What Center Control reads. Every function needs the platform's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Product
from commerce.models import Order
from stores.models import Domain, Membership, Store, SupportAccess
from stores.money import Money
from stores.roles import SUPPORT, Role

SOLD = (Order.Status.PLACED, Order.Status.COMPLETED)
"""Orders that count: neither drafts, whose payment is under way, nor canceled ones."""

AMOUNT: DecimalField = DecimalField(max_digits=18, decimal_places=3)
PERIOD = timedelta(days=30)


def stores_with_figures() -> QuerySet[Store]:
    """Stores with ``primary_hostname``, ``order_count`` and ``revenue`` (gross, in the store's
    own currency). One query however many stores: the figures are sub-selects, which PostgreSQL
    works out for the rows of the page alone unless the list is sorted by them."""
    sold = (
        Order.objects.filter(store=OuterRef("pk"), currency=OuterRef("currency"), status__in=SOLD)
        .order_by()
        .values("store")
    )
    return Store.objects.select_related("plan").annotate(
        primary_hostname=Subquery(
            Domain.objects.filter(store=OuterRef("pk"), is_primary=True).values("hostname")[:1]
        ),
        order_count=Coalesce(
            Subquery(sold.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
        ),
        revenue=Coalesce(
            Subquery(sold.annotate(sum=Sum("total_amount")).values("sum"), output_field=AMOUNT),
            Value(Decimal(0)),
            output_field=AMOUNT,
        ),
    )


def matching(stores: QuerySet[Store], query: str) -> QuerySet[Store]:
    """The stores whose name, slug, one of whose host names or owners' addresses holds ``query``."""
    domains = Domain.objects.filter(store=OuterRef("pk"), hostname__icontains=query)
    owners = owners_of(OuterRef("pk")).filter(user__email__icontains=query)
    return stores.filter(
        Q(name__icontains=query) | Q(slug__icontains=query) | Exists(domains) | Exists(owners)
    )


def owners_of(store: Any) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(store=store, group__name=Role.OWNER)
        .select_related("user")
        .order_by("user__email")
    )


@dataclass(frozen=True, slots=True)
class StoreDetail:
    """All that a store's page shows, loaded."""

    store: Store
    """With ``primary_hostname``, ``order_count`` and ``revenue``."""
    domains: list[Domain]
    staff: list[Membership]
    support: list[SupportAccess]
    """Who of the team is in the store's admin, or may go in."""
    recent: Sales
    live_products: int
    last_orders: list[Order]
    to_ship: int

    @property
    def revenue(self) -> Money:
        return Money(self.store.revenue, self.store.currency)  # type: ignore[attr-defined]

    @property
    def owners(self) -> list[Membership]:
        return [member for member in self.staff if member.group.name == Role.OWNER]


@dataclass(frozen=True, slots=True)
class Sales:
    """Orders and their gross total in one currency."""

    order_count: int
    total: Money


def store_detail(slug: str) -> StoreDetail:
    """Raises Store.DoesNotExist."""
    store = stores_with_figures().get(slug=slug)
    orders = Order.objects.filter(store=store)
    sold = orders.filter(status__in=SOLD)
    recent = sold.filter(placed_at__gte=timezone.now() - PERIOD).aggregate(
        count=Count("pk"), sum=Sum("total_amount")
    )
    return StoreDetail(
        store=store,
        domains=list(store.domains.all()),
        staff=list(
            Membership.objects.filter(store=store)
            .exclude(group__name=SUPPORT)
            .select_related("user", "group")
            .order_by("group__name", "user__email")
        ),
        support=list(
            SupportAccess.objects.filter(
                store=store, ended_at=None, expires_at__gt=timezone.now()
            ).order_by("pk")
        ),
        recent=Sales(recent["count"], Money(recent["sum"] or Decimal(0), store.currency)),
        live_products=Product.objects.filter(store=store, live=True).count(),
        last_orders=list(orders.exclude(placed_at=None).order_by("-placed_at", "-pk")[:10]),
        to_ship=sold.exclude(fulfilment_status=Order.FulfilmentStatus.FULFILLED).count(),
    )
