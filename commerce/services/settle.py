from __future__ import annotations

import logging

from django.db import transaction

from catalog.services import stock
from commerce.models import Order, OrderEvent, Payment
from commerce.payments.base import Outcome
from commerce.payments.registry import get_provider
from commerce.services.carts import continue_in_new_cart
from commerce.services.locks import lock_order, lock_payments
from commerce.services.place_order import place_locked
from commerce.services.record_payment import record_charge
from commerce.services.refund import refund_surplus, surplus_payments
from commerce.services.statuses import derive_statuses

logger = logging.getLogger(__name__)
Kind = OrderEvent.Kind


def settle(*, payment_id: int) -> Payment:
    """Bring a payment to what its provider says and the order with it: the browser's return,
    the webhook and a look later all come here, at once or repeatedly, with the same result.

    Asks the provider first, then locks cart, order and payments. A payment only moves forward.
    Paid without stock cancels the order; money that no order needs is given back. Raises
    ProviderError if the provider cannot be asked."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    outcome = get_provider(payment.provider).sync(payment)
    with transaction.atomic():
        order = lock_order(payment.order_id)
        payments = lock_payments(order)
        payment = next(one for one in payments if one.pk == payment_id)
        if outcome.status is Outcome.Status.PAID:
            _take(order, payment, outcome)
        elif outcome.status is not Outcome.Status.PENDING:
            _fail(order, payment, outcome)
        has_surplus = bool(surplus_payments(order, payments))
    if has_surplus:
        refund_surplus(order_id=order.pk)
        payment.refresh_from_db()
    return payment


def _take(order: Order, payment: Payment, outcome: Outcome) -> None:
    if not payment.can_become(Payment.Status.PAID):
        return
    if (outcome.amount, outcome.currency) != (payment.amount, payment.currency):
        _note_mismatch(order, payment, outcome)
        return
    record_charge(payment, reference=outcome.reference)
    order.log(Kind.PAID, method=payment.method_name, amount=str(payment.money))
    if order.status == Order.Status.DRAFT and payment.amount == order.total_amount:
        _place_or_call_off(order)
    derive_statuses(order)


def _place_or_call_off(order: Order) -> None:
    try:
        with transaction.atomic():
            place_locked(order)
    except stock.OutOfStock:
        order.refresh_from_db(fields=["status", "placed_at", "number"])
        order.cart.refresh_from_db(fields=["closed_at", "token"])
        order.check_transition(Order.Status.CANCELED)
        order.status = Order.Status.CANCELED
        order.save(update_fields=["status"])
        order.log(Kind.CANCELED, reason="out_of_stock")
        continue_in_new_cart(order.cart)
        stock.release(reference=order.public_id)


def _fail(order: Order, payment: Payment, outcome: Outcome) -> None:
    """The order stays a draft with its stock held, so that the shopper can try again."""
    if payment.status != Payment.Status.PENDING:
        return
    payment.status = outcome.status.value
    payment.provider_reference = outcome.reference
    payment.save(update_fields=["status", "provider_reference", "updated_at"])
    order.log(Kind.PAYMENT_FAILED, method=payment.method_name, outcome=outcome.status.value)


def _note_mismatch(order: Order, payment: Payment, outcome: Outcome) -> None:
    """Nothing is done with money that is not what we asked for: a person has to look."""
    asked, taken = str(payment.money), f"{outcome.amount} {outcome.currency}"
    logger.error("Payment %s: asked for %s, charged %s.", payment.public_id, asked, taken)
    text = f"{payment.method_name}: {taken} instead of {asked} ({outcome.reference})"
    if not order.events.filter(kind=Kind.NOTE, data__text=text).exists():
        order.log(Kind.NOTE, text=text, problem=True)
