"""What staff do with orders. Each locks the order, checks the declared transition (a refused one
raises ValidationError that names both states), and writes the timeline with who did it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services import stock
from commerce.models import Fulfillment, FulfillmentLine, Order, OrderEvent, Payment
from commerce.payments.base import Capability
from commerce.payments.registry import UnknownProvider, get_provider
from commerce.services.carts import continue_in_new_cart
from commerce.services.locks import lock_order, lock_payments
from commerce.services.record_payment import record_charge
from commerce.services.refund import (
    cancel_at_provider,
    refund_surplus,
    stop_pending_payments,
)
from commerce.services.statuses import derive_statuses, unshipped_quantities
from stores.models import User
from stores.services.record_audit import record_audit

Kind = OrderEvent.Kind


def mark_paid(*, order: Order, user: User) -> None:
    """The money for a manual payment has come. Raises ValidationError if the order is paid
    already, is not placed, or waits for a provider that tells us itself."""
    with transaction.atomic():
        locked = lock_order(order.pk)
        payments = lock_payments(locked)
        if not locked.is_placed or locked.payment_status != Order.PaymentStatus.UNPAID:
            _refuse_payment(locked)
        pending = [p for p in payments if p.status == Payment.Status.PENDING and _pays_later(p)]
        if not pending:
            _refuse_payment(locked)
        payment = pending[-1]
        record_charge(payment, reference=f"manual-{payment.public_id}")
        derive_statuses(locked)
        locked.log(Kind.PAID, user=user, method=payment.method_name, amount=str(payment.money))
        record_audit(
            action="order.paid",
            object=locked,
            object_name=locked.reference,
            after={"method": payment.method_name, "amount": str(payment.money)},
        )


def fulfil(*, order: Order, user: User, tracking_number: str = "") -> Fulfillment:
    """Ship everything that is not shipped yet. Raises ValidationError if nothing is left or the
    order is not open; so twice ships once."""
    with transaction.atomic():
        locked = lock_order(order.pk)
        quantities = unshipped_quantities(locked)
        if locked.status != Order.Status.PLACED or not quantities:
            raise ValidationError(
                _("Order %(number)s is %(status)s (%(fulfilment)s) and cannot be shipped."),
                params={
                    "number": locked.reference,
                    "status": locked.get_status_display().lower(),
                    "fulfilment": locked.get_fulfilment_status_display().lower(),
                },
            )
        fulfillment = Fulfillment(
            order=locked, store_id=locked.store_id, tracking_number=tracking_number, user=user
        )
        fulfillment.full_clean()
        fulfillment.save()
        FulfillmentLine.objects.bulk_create(
            FulfillmentLine(
                fulfillment=fulfillment,
                store_id=locked.store_id,
                order_line_id=line_id,
                quantity=quantity,
            )
            for line_id, quantity in quantities.items()
        )
        derive_statuses(locked)
        locked.log(Kind.FULFILLED, user=user, tracking_number=tracking_number)
        return fulfillment


def complete(*, order: Order, user: User) -> None:
    """Nothing is left to do. Raises ValidationError for an order that is not open, paid and
    shipped: a completed one can be neither shipped nor canceled any more."""
    with transaction.atomic():
        locked = lock_order(order.pk)
        locked.check_transition(Order.Status.COMPLETED)
        if locked.payment_status == Order.PaymentStatus.UNPAID or unshipped_quantities(locked):
            raise ValidationError(
                _(
                    "Order %(number)s is %(payment)s (%(fulfilment)s): complete it when it is paid"
                    " and shipped."
                ),
                params={
                    "number": locked.reference,
                    "payment": locked.get_payment_status_display().lower(),
                    "fulfilment": locked.get_fulfilment_status_display().lower(),
                },
            )
        locked.status = Order.Status.COMPLETED
        locked.save(update_fields=["status"])
        locked.log(Kind.COMPLETED, user=user)


def cancel(*, order: Order, user: User, restock: bool = True, is_return: bool = False) -> None:
    """Call an order off: what was not shipped goes back to stock (if ``restock``), payments under
    way are stopped and paid ones refunded, by the provider where it can, else on paper.

    Asks providers after the transaction: a refund that fails is noted and tried again later.
    Raises ValidationError for an order that is completed or canceled, and for one that was
    shipped unless the caller says that the goods come back (``is_return``)."""
    with transaction.atomic():
        locked = lock_order(order.pk)
        locked.check_transition(Order.Status.CANCELED)
        if locked.fulfillments.exists() and not is_return:
            raise ValidationError(
                _("Order %(number)s is shipped: it can be canceled only as a return."),
                params={"number": locked.reference},
            )
        pending = stop_pending_payments(locked)
        was_placed = locked.is_placed
        locked.status = Order.Status.CANCELED
        locked.save(update_fields=["status"])
        locked.log(Kind.CANCELED, user=user, restocked=restock and was_placed)
        record_audit(
            action="order.canceled",
            object=locked,
            object_name=locked.reference,
            after={"restock": restock and was_placed},
        )
        if not was_placed:
            continue_in_new_cart(locked.cart)
            stock.release(reference=locked.public_id)
        elif restock:
            _restock_unshipped(locked, user)
    for payment in pending:
        cancel_at_provider(payment)
    refund_surplus(order_id=order.pk, user=user)


def add_note(*, order: Order, user: User, text: str) -> OrderEvent:
    """A word among staff, in the timeline. Raises ValidationError if it is empty or too long."""
    text = text.strip()
    if not text or len(text) > 2000 or "\x00" in text:
        raise ValidationError(_("Write a note of 1 to 2000 characters."))
    return order.log(Kind.NOTE, user=user, text=text)


def _restock_unshipped(order: Order, user: User) -> None:
    unshipped = unshipped_quantities(order)
    quantities: dict[int, int] = {}
    for line in order.lines.all():
        if open_quantity := unshipped.get(line.pk, 0):
            quantities[line.variant_id] = quantities.get(line.variant_id, 0) + open_quantity
    if quantities:
        stock.restock(reference=order.public_id, quantities=quantities, user=user)


def _pays_later(payment: Payment) -> bool:
    try:
        return Capability.PAY_LATER in get_provider(payment.provider).capabilities
    except UnknownProvider:
        return True  # No provider tells us any more, so a person must.


def _refuse_payment(order: Order) -> None:
    raise ValidationError(
        _("Order %(number)s is %(status)s and %(payment)s, and cannot be marked as paid."),
        params={
            "number": order.reference,
            "status": order.get_status_display().lower(),
            "payment": order.get_payment_status_display().lower(),
        },
    )
