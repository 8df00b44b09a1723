from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from commerce.models import Cart, Order, Payment
from stores.admin.audit.presenter import who
from stores.models import AuditEntry, Domain, Session, Store
from stores.roles import SUPPORT
from stores.scope import PLATFORM_ID

SOLD = (Order.Status.PLACED, Order.Status.COMPLETED)
MOST = 10


@dataclass(frozen=True, slots=True)
class StatusFigures:
    """Whom and what a change of a store's status meets at this moment."""

    payments: int
    """Shoppers who are at a payment provider's now."""
    carts: int
    """Open ones with something in them."""
    to_ship: int
    signed_in: int
    """People of the store; not who visits for support."""
    domains: int


def status_figures(store: Store) -> StatusFigures:
    """Five queries. Needs the platform's scope."""
    now = timezone.now()
    carts = Cart.objects.filter(store=store, closed_at=None, expires_at__gt=now)
    sessions = Session.objects.filter(store=store, expire_date__gt=now, user__isnull=False)
    return StatusFigures(
        payments=Payment.objects.filter(
            store=store, status=Payment.Status.PENDING, order__status=Order.Status.DRAFT
        ).count(),
        carts=carts.filter(lines__isnull=False).distinct().count(),
        to_ship=Order.objects.filter(store=store, status__in=SOLD)
        .exclude(fulfilment_status=Order.FulfilmentStatus.FULFILLED)
        .count(),
        signed_in=sessions.filter(support_access=None)
        .exclude(user__memberships__group__name=SUPPORT, user__memberships__store=store)
        .values("user")
        .distinct()
        .count(),
        domains=Domain.objects.filter(store=store, verified_at__isnull=False).count(),
    )


@dataclass(frozen=True, slots=True)
class StatusChange:
    entry: AuditEntry
    status: str
    """What the store became, in words."""
    who: str


def status_history(store: Store) -> list[StatusChange]:
    """The last changes, the newest first, from the platform's own log. Needs its scope."""
    words = dict(Store.Status.choices)
    entries = AuditEntry.objects.filter(
        store_id=PLATFORM_ID,
        action="store.status_changed",
        object_name=store.slug,
        created_at__gte=store.created_at,
    )
    return [
        StatusChange(entry, str(words.get(entry.after["status"], "")), who(entry))
        for entry in entries.order_by("-pk")[:MOST]
    ]
