"""How many orders a month a store may take: asked before a payment begins, never after."""

from __future__ import annotations

from commerce.models import Order
from commerce.selectors.orders_of_month import placed_this_month, taken_this_month, under_way
from stores.actors import NOBODY
from stores.claims import claim
from stores.models import AuditEntry, Store
from stores.services.record_audit import record_audit
from stores.services.tell_of_plan import Told, tell_of_plan
from stores.usage import NEAR, month_start, most_of

REACHED, CLOSE = "order_limit.reached", "order_limit.near"


def claim_order(store: Store, order: Order | None) -> None:
    """Room for one more order this month, in the caller's transaction; ``order`` is the draft that
    there is already, which goes on if its payment is under way. Free where nothing is limited.

    Locks the store's limit of orders. Raises LimitReached."""
    if most_of(store, "orders") is None:
        return
    if order is None or not under_way(store).filter(pk=order.pk).exists():
        claim(store, "orders", count=lambda: taken_this_month(store))


def watch_order_limit(store: Store) -> None:
    """After an order was placed: mail the owners when the month's limit is near, and when it is
    reached, each once a month; what was told is written down.

    The caller holds the counter of order numbers, so that orders placed at once are counted one
    after the other. Free where nothing is limited."""
    most = most_of(store, "orders")
    if most is None:
        return
    placed = placed_this_month(store).count()
    if placed * 100 < most * NEAR:
        return
    action = REACHED if placed >= most else CLOSE
    told = AuditEntry.objects.filter(
        store=store, action__in={action, REACHED}, created_at__gte=month_start(store.time_zone)
    )
    if told.exists():
        return
    facts = {"used": placed, "most": most}
    record_audit(action=action, object_name=store.name, after=facts, actor=NOBODY)
    notice = Told.ORDERS_REACHED if action == REACHED else Told.ORDERS_NEAR
    tell_of_plan(store=store, notice=notice, **facts)
