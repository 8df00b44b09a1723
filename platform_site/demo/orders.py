"""Past orders, made by the services that make real ones, and then dated back."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import StockMovement, Variant
from commerce.models import (
    Cart,
    CartLine,
    Fulfillment,
    Order,
    OrderEvent,
    Payment,
    PaymentMethod,
    ShippingMethod,
    Transaction,
)
from commerce.payments.test_gateway import Decision, decide
from commerce.services import orders
from commerce.services.pay import pay
from commerce.services.place_order import draft_order
from commerce.services.price_cart import price_cart
from commerce.services.settle import settle
from platform_site.demo.order_plan import Fate, PlannedOrder
from stores.models import Store, User

Kind = OrderEvent.Kind
MAILBOXES = ("example.com", "example.org", "example.net")


def make_orders(
    store: Store, plan: list[PlannedOrder], variants: dict[str, Variant], *, clerk: User
) -> int:
    """In the store's scope. Returns how many."""
    for planned in plan:
        order = place(store, planned, variants)
        go_on(order, planned, clerk)
        date_back(order, planned)
    return len(plan)


def place(store: Store, planned: PlannedOrder, variants: dict[str, Variant]) -> Order:
    cart = Cart.objects.create(
        store=store,
        currency=store.currency,
        email=mail_address(planned.shopper.name),
        shipping_address=planned.shopper.to_json(),
        shipping_method=ShippingMethod.objects.get(code=planned.shipping_method),
        payment_method=PaymentMethod.objects.get(provider=planned.pays_by),
        note=planned.note,
    )
    CartLine.objects.bulk_create(
        CartLine(cart=cart, store_id=store.pk, variant=variants[sku], quantity=quantity)
        for sku, quantity in planned.lines
    )
    total = price_cart(cart).total
    order = draft_order(cart=cart, expected_total=total, language=store.language)
    pay(order=order)
    if planned.pays_by == "test":
        payment = order.payments.get()
        decide(payment, Decision.PAID, timezone.now())
        settle(payment_id=payment.pk)
    order.refresh_from_db()
    order.log(Kind.MAIL_SENT, mail="confirmation", to=order.email)
    return order


def go_on(order: Order, planned: PlannedOrder, clerk: User) -> None:
    """What staff did with it since."""
    if planned.fate is Fate.UNPAID:
        return
    if planned.pays_by == "manual" and planned.fate is not Fate.CANCELED:
        orders.mark_paid(order=order, user=clerk)
    if planned.fate is Fate.CANCELED:
        orders.cancel(order=order, user=clerk)
    if planned.fate in (Fate.SHIPPED, Fate.COMPLETED):
        orders.fulfil(order=order, user=clerk, tracking_number=planned.tracking_number)
    if planned.fate is Fate.COMPLETED:
        orders.complete(order=order, user=clerk)


def date_back(order: Order, planned: PlannedOrder) -> None:
    """Give everything that just happened the moment at which it is to have happened."""
    placed = planned.placed_at
    when = moments(planned, timezone.now())
    paid, shipped, canceled = when[Kind.PAID], when[Kind.FULFILLED], when[Kind.CANCELED]
    Order.objects.filter(pk=order.pk).update(created_at=placed, placed_at=placed)
    Cart.objects.filter(pk=order.cart_id).update(
        created_at=placed - timedelta(minutes=14), updated_at=placed, closed_at=placed
    )
    events = list(order.events.all())
    for event in events:
        event.created_at = when[event.kind]
    OrderEvent.objects.bulk_update(events, ["created_at"])
    Payment.objects.filter(order=order).update(created_at=placed, updated_at=paid)
    charges = Transaction.objects.filter(payment__order=order)
    charges.filter(kind=Transaction.Kind.CHARGE).update(created_at=paid)
    charges.filter(kind=Transaction.Kind.REFUND).update(created_at=canceled)
    Fulfillment.objects.filter(order=order).update(created_at=shipped)
    movements = StockMovement.objects.filter(reference=str(order.public_id))
    movements.filter(reason=StockMovement.Reason.SALE).update(created_at=placed)
    movements.filter(reason=StockMovement.Reason.RESTOCK).update(created_at=canceled)


def moments(planned: PlannedOrder, now: datetime) -> dict[str, datetime]:
    """When each kind of event was: paid at once by card and the next days by transfer, shipped
    a day after, completed a week later; never later than now."""
    placed = planned.placed_at
    paid = placed + (timedelta(minutes=2) if planned.pays_by == "test" else timedelta(hours=31))
    shipped = paid + timedelta(hours=22)
    after: dict[Any, datetime] = {
        Kind.PAYMENT_STARTED: placed - timedelta(minutes=1),
        Kind.PLACED: placed,
        Kind.MAIL_SENT: placed + timedelta(minutes=1),
        Kind.PAID: paid,
        Kind.FULFILLED: shipped,
        Kind.COMPLETED: shipped + timedelta(days=5),
        Kind.CANCELED: placed + timedelta(hours=5),
        Kind.REFUNDED: placed + timedelta(hours=5, minutes=1),
    }
    late = now - timedelta(minutes=5)
    return {str(kind): min(moment, late) for kind, moment in after.items()}


def mail_address(name: str) -> str:
    """``Hannah Brandt`` → ``hannah.brandt@example.org``; the same for the same name."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ı", "i"))
    words = re.findall(r"[a-z]+", plain.encode("ascii", "ignore").decode().lower())
    return f"{'.'.join(words)}@{MAILBOXES[len(name) % len(MAILBOXES)]}"
