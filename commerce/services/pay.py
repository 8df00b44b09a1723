from __future__ import annotations

from commerce.models import Order, Payment
from commerce.payments.base import Done, Instructions, Redirect
from commerce.payments.registry import get_provider
from commerce.services.place_order import finalise_order
from commerce.services.settle import settle


def pay(*, order: Order) -> str:
    """Begin the payment of a draft and do what follows from it; returns the address where the
    shopper goes on. Outside any transaction. Twice begins one payment.

    Raises ProviderError, OutOfStock (while a payment may come later), UnknownProvider."""
    if order.status != Order.Status.DRAFT:
        return order.get_absolute_url()
    if order.total_amount == 0:
        finalise_order(order_id=order.pk)
        return order.get_absolute_url()
    payment = order.payments.filter(status=Payment.Status.PENDING).last()
    if payment is None:  # Paid or called off by another request meanwhile.
        return order.get_absolute_url()
    payment.order = order
    begun = get_provider(payment.provider).begin(payment)
    if isinstance(begun, Redirect):
        return begun.url
    if isinstance(begun, Instructions):
        finalise_order(order_id=order.pk)
    elif isinstance(begun, Done):
        settle(payment_id=payment.pk)
    return order.get_absolute_url()
