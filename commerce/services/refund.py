from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commerce.models import Order, OrderEvent, Payment
from commerce.payments.base import ProviderError
from commerce.payments.registry import UnknownProvider, get_provider
from commerce.services.locks import lock_order, lock_payments
from commerce.services.record_payment import record_refund
from commerce.services.statuses import derive_statuses
from stores.models import User
from stores.services.record_audit import record_audit

logger = logging.getLogger(__name__)

RETRIES = 8
FIRST_RETRY = timedelta(minutes=5)


def surplus_payments(order: Order, payments: list[Payment]) -> list[Payment]:
    """Those paid that the order does not need: all of a canceled order; of any other all but
    the first that pays exactly its total."""
    paid = [payment for payment in payments if payment.status == Payment.Status.PAID]
    if order.status == Order.Status.CANCELED:
        return paid
    paid.sort(key=lambda payment: min(t.pk for t in payment.transactions.all()))
    pays = next((payment for payment in paid if payment.amount == order.total_amount), None)
    return [payment for payment in paid if payment is not pays]


def refund_surplus(*, order_id: int, user: User | None = None, attempt: int = 0) -> None:
    """Give back what the order does not need. Locks to look, asks the provider outside any
    transaction, locks to write it down. Twice refunds once; what fails is tried again later."""
    with transaction.atomic():
        order = lock_order(order_id)
        surplus = surplus_payments(order, lock_payments(order))
    failed = [payment for payment in surplus if not _refund(payment, user)]
    if failed and attempt < RETRIES:
        from commerce.tasks import enqueue_at, retry_refund

        when = timezone.now() + FIRST_RETRY * 2**attempt
        enqueue_at(retry_refund, when, str(order.public_id), attempt + 1)


def stop_pending_payments(order: Order) -> list[Payment]:
    """Mark the locked order's pending payments canceled; the caller then tells providers, after
    the transaction."""
    pending = [p for p in lock_payments(order) if p.status == Payment.Status.PENDING]
    for payment in pending:
        payment.status = Payment.Status.CANCELED
        payment.save(update_fields=["status", "updated_at"])
    return pending


def cancel_at_provider(payment: Payment) -> None:
    """Tell the provider that a payment is off. If it cannot hear us and the shopper pays after
    all, ``settle`` gives the money back."""
    try:
        get_provider(payment.provider).cancel(payment)
    except (ProviderError, UnknownProvider):
        logger.warning("Payment %s could not be canceled at its provider.", payment.public_id)


def _refund(payment: Payment, user: User | None) -> bool:
    try:
        reference = get_provider(payment.provider).refund(payment)
    except (ProviderError, UnknownProvider) as error:
        logger.exception("Payment %s could not be refunded.", payment.public_id)
        payment.order.log(
            OrderEvent.Kind.NOTE, user=user, text=f"Refund failed: {error}", problem=True
        )
        return False
    with transaction.atomic():
        order = lock_order(payment.order_id)
        current = next(p for p in lock_payments(order) if p.pk == payment.pk)
        if current.status == Payment.Status.PAID:
            record_refund(current, reference=reference)
            derive_statuses(order)
            record_audit(
                action="refund.made",
                object=order,
                object_name=order.reference,
                after={"method": current.method_name, "amount": str(current.money)},
            )
            order.log(
                OrderEvent.Kind.REFUNDED,
                user=user,
                method=current.method_name,
                amount=str(current.money),
            )
    return True
