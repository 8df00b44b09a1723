from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from catalog.models import StockReservation
from catalog.services import stock
from commerce.models import Order, Payment
from commerce.payments.base import ProviderError
from commerce.payments.registry import UnknownProvider, get_provider
from commerce.services.locks import lock_order
from commerce.services.refund import stop_pending_payments
from commerce.services.settle import settle


def expire(*, order_id: int) -> None:
    """The time to pay is over: stop what is under way, see whether it was paid after all, and
    give the held stock back only then. The draft stays, and its cart can be ordered again.

    Does nothing for an order that is not a draft or that holds its stock anew. May be repeated."""
    order = Order.objects.get(pk=order_id)
    if _is_over(order):
        for payment in order.payments.filter(status=Payment.Status.PENDING):
            _stop(payment)
        with transaction.atomic():
            locked = lock_order(order_id)
            if _is_over(locked):
                stop_pending_payments(locked)
                stock.release(reference=locked.public_id)


def _is_over(order: Order) -> bool:
    held = StockReservation.objects.filter(reference=order.public_id, expires_at__gt=timezone.now())
    return order.status == Order.Status.DRAFT and not held.exists()


def _stop(payment: Payment) -> None:
    try:
        get_provider(payment.provider).cancel(payment)
    except (ProviderError, UnknownProvider):
        return
    settle(payment_id=payment.pk)
