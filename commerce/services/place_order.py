"""From a cart to an order, in three steps: draft it under lock, pay it outside any transaction
(``commerce.services.pay``), finalise it under lock. An order's cart is unique, so whatever
happens at once or twice ends in one order."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from catalog.services import stock
from commerce.models import Cart, Order, OrderEvent, Payment, PaymentMethod
from commerce.payments.base import Capability
from commerce.payments.registry import UnknownProvider, get_provider
from commerce.selectors.carts import CartItem, cart_items
from commerce.selectors.checkout import (
    Step,
    first_open_step,
    payment_methods,
    shipping_methods,
)
from commerce.services.carts import continue_in_new_cart
from commerce.services.locks import lock_cart, lock_order, lock_payments, next_order_number
from commerce.services.order_limit import claim_order, watch_order_limit
from commerce.services.price_cart import price_cart
from commerce.services.refund import cancel_at_provider
from commerce.services.statuses import derive_statuses
from commerce.services.write_draft import write_draft
from commerce.tasks import enqueue_at, expire_order, send_order_confirmation

RESERVED_FOR = timedelta(minutes=45)
NO_ORDER = UUID(int=0)
MAX_TOTAL = Decimal(10**13 - 1)
"""What the columns of an order hold."""


class TotalChanged(Exception):
    """What the shopper agreed to is not what it costs now; ``new_total`` in major units."""

    def __init__(self, new_total: Decimal) -> None:
        super().__init__(f"The total is {new_total} now.")
        self.new_total = new_total


class CartNotReady(Exception):
    """Something is missing or wrong; ``step`` is where the shopper can mend it."""

    def __init__(self, step: Step) -> None:
        super().__init__(f"The cart is not ready: {step}.")
        self.step = step


class PaymentMissing(Exception):
    """An order cannot be placed before it is paid, or may be paid later."""


def draft_order(*, cart: Cart, expected_total: Decimal, language: str) -> Order:
    """Make the cart an order that waits for its payment, or refresh the one there is; stock is
    held for ``RESERVED_FOR``. ``expected_total`` is what the shopper saw, in major units.

    Locks cart, order, payments, stock. An order of this cart that is not a draft any more is
    returned as it is. Raises CartNotReady, TotalChanged, LimitReached (the store may take no more
    orders this month, those under way counted), OutOfStock, and then changes nothing.

    The limit is asked here and never later: what was begun may be paid and becomes an order. Where
    a plan limits orders its lock comes after cart, order and payments and before the stock."""
    with transaction.atomic():
        locked = lock_cart(cart.pk)
        locked.store = cart.store
        order = Order.objects.select_for_update().filter(cart=locked).first()
        if order is not None and order.status != Order.Status.DRAFT:
            return order
        items = _ready_items(locked, order)
        price = price_cart(locked, items=items)
        if price.total > MAX_TOTAL:
            raise CartNotReady(Step.CART)
        if price.total != expected_total:
            raise TotalChanged(price.total)
        claim_order(locked.store, order)
        former = lock_payments(order) if order else []
        order = write_draft(order, cart=locked, items=items, price=price, language=language)
        assert locked.payment_method is not None  # _ready_items has seen to it.
        superseded = _prepare_payment(order, locked.payment_method, former)
        stock.reserve(
            reference=order.public_id,
            quantities={item.variant.pk: item.quantity for item in items},
            lifetime=RESERVED_FOR,
        )
        enqueue_at(
            expire_order, timezone.now() + RESERVED_FOR + timedelta(minutes=1), str(order.public_id)
        )
    for payment in superseded:
        cancel_at_provider(payment)
    return order


def finalise_order(*, order_id: int) -> Order:
    """Place a draft whose payment is settled, or may come later: it gets its number, stock is
    sold, the cart closed, the confirmation mailed.

    Locks cart, order, payments, stock, counter. Twice places once. Raises OutOfStock and
    PaymentMissing, and then changes nothing."""
    with transaction.atomic():
        order = lock_order(order_id)
        if order.status == Order.Status.DRAFT:
            if not _may_be_placed(order, lock_payments(order)):
                raise PaymentMissing(f"Order {order.public_id} is not paid.")
            place_locked(order)
        return order


def place_locked(order: Order) -> None:
    """The part of ``finalise_order`` under the locks that ``settle`` holds as well."""
    quantities = ordered_quantities(order)
    stock.consume(reference=order.public_id, quantities=quantities)
    continue_in_new_cart(order.cart, ordered=quantities)
    order.check_transition(Order.Status.PLACED)
    order.status = Order.Status.PLACED
    order.placed_at = timezone.now()
    order.log(OrderEvent.Kind.PLACED, total=str(order.total))
    order.number = next_order_number(order)
    derive_statuses(order, with_fields=["status", "placed_at", "number"])
    watch_order_limit(order.store)
    send_order_confirmation.enqueue(str(order.public_id))


def ordered_quantities(order: Order) -> dict[int, int]:
    """Variant id → units."""
    counted: Counter[int] = Counter()
    for variant_id, quantity in order.lines.values_list("variant_id", "quantity"):
        counted[variant_id] += quantity
    return dict(counted)


def _ready_items(cart: Cart, order: Order | None) -> list[CartItem]:
    held_for = order.public_id if order else NO_ORDER
    items = cart_items(cart, held_for=held_for, with_pictures=False) if cart.is_open else []
    if not items or not all(item.for_sale and item.is_in_bounds for item in items):
        raise CartNotReady(Step.CART)
    methods, payments = shipping_methods(cart.store), payment_methods(cart.store)
    cart.shipping_method = next((m for m in methods if m.pk == cart.shipping_method_id), None)
    cart.payment_method = next((m for m in payments if m.pk == cart.payment_method_id), None)
    step = first_open_step(cart, methods, payments)
    if step != Step.REVIEW:
        raise CartNotReady(step)
    return items


def _prepare_payment(order: Order, method: PaymentMethod, former: list[Payment]) -> list[Payment]:
    """Leave the order with one pending payment, of this method and its total; returns those
    that it replaces, marked canceled."""
    superseded, current = [], None
    for payment in former:
        if payment.status != Payment.Status.PENDING:
            continue
        if (payment.provider, payment.amount) == (method.provider, order.total_amount):
            current = payment
            continue
        payment.status = Payment.Status.CANCELED
        payment.save(update_fields=["status", "updated_at"])
        superseded.append(payment)
    if current is None:
        payment = Payment.objects.create(
            order=order,
            store_id=order.store_id,
            provider=method.provider,
            method_name=method.name,
            currency=order.currency,
            amount=order.total_amount,
        )
        if not _may_pay_later(payment):
            order.log(OrderEvent.Kind.PAYMENT_STARTED, method=method.name)
    return superseded


def _may_be_placed(order: Order, payments: list[Payment]) -> bool:
    if order.total_amount == 0:
        return True
    return any(
        payment.amount == order.total_amount
        and (
            payment.status == Payment.Status.PAID
            or (payment.status == Payment.Status.PENDING and _may_pay_later(payment))
        )
        for payment in payments
    )


def _may_pay_later(payment: Payment) -> bool:
    try:
        return Capability.PAY_LATER in get_provider(payment.provider).capabilities
    except UnknownProvider:
        return False
