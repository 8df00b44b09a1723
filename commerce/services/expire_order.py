from __future__ import annotations

import logging
from datetime import timedelta

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

logger = logging.getLogger(__name__)

RETRIES = 8
FIRST_RETRY = timedelta(minutes=5)


def expire(*, order_id: int) -> None:
    """The time to pay is over: stop what is under way, see whether it was paid after all, and
    give the held stock back only then. The draft stays, and its cart can be ordered again.

    A provider that cannot be asked does not keep the stock: it is asked again later, and money
    that came after all is put to the order, or given back, by ``settle``.

    Does nothing for an order that is not a draft or that holds its stock anew. May be repeated."""
    order = Order.objects.get(pk=order_id)
    if _is_over(order):
        for payment in order.payments.filter(status=Payment.Status.PENDING):
            stop_and_settle(payment)
        with transaction.atomic():
            locked = lock_order(order_id)
            if _is_over(locked):
                stop_pending_payments(locked)
                stock.release(reference=locked.public_id)


def _is_over(order: Order) -> bool:
    held = StockReservation.objects.filter(reference=order.public_id, expires_at__gt=timezone.now())
    return order.status == Order.Status.DRAFT and not held.exists()


def stop_and_settle(payment: Payment, *, attempt: int = 0) -> None:
    """Call a payment off at its provider and take what it says then; tried again later while
    the provider cannot be asked."""
    try:
        get_provider(payment.provider).cancel(payment)
        settle(payment_id=payment.pk)
    except UnknownProvider:
        logger.warning("Payment %s: its provider is not enabled.", payment.public_id)
    except ProviderError:
        logger.warning("Payment %s: its provider cannot be asked.", payment.public_id)
        if attempt < RETRIES:
            from commerce.tasks import ask_again, enqueue_at

            when = timezone.now() + FIRST_RETRY * 2**attempt
            enqueue_at(ask_again, when, str(payment.public_id), attempt + 1)
