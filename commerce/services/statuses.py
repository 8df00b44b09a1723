from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from commerce.models import Order, OrderLine, Transaction

PaymentStatus = Order.PaymentStatus
FulfilmentStatus = Order.FulfilmentStatus


def derive_statuses(order: Order, *, with_fields: Sequence[str] = ()) -> None:
    """Bring ``payment_status`` and ``fulfilment_status`` to what transactions and fulfillments
    say. Their only writer; the caller holds the order's lock. Safe to repeat. ``with_fields``
    are saved along."""
    order.payment_status = _payment_status(order)
    order.fulfilment_status = _fulfilment_status(order)
    order.save(update_fields=["payment_status", "fulfilment_status", *with_fields])


def unshipped_quantities(order: Order) -> dict[int, int]:
    """Order line id → units not in any fulfillment yet; lines that are all shipped are left out."""
    shipped = Coalesce(Sum("fulfillment_lines__quantity"), 0)
    rows = (
        OrderLine.objects.filter(order=order)
        .annotate(open=F("quantity") - shipped)
        .values_list("pk", "open")
    )
    return {line_id: quantity for line_id, quantity in rows if quantity > 0}


def _payment_status(order: Order) -> str:
    amounts = Transaction.objects.filter(payment__order=order).values_list("kind", "amount")
    balance = sum((amount for _kind, amount in amounts), Decimal(0))
    refunded = any(kind == Transaction.Kind.REFUND for kind, _amount in amounts)
    if refunded and balance <= 0:
        return PaymentStatus.REFUNDED
    return PaymentStatus.PAID if balance >= order.total_amount else PaymentStatus.UNPAID


def _fulfilment_status(order: Order) -> str:
    if not order.fulfillments.exists():
        return FulfilmentStatus.UNFULFILLED
    return FulfilmentStatus.PARTIAL if unshipped_quantities(order) else FulfilmentStatus.FULFILLED
