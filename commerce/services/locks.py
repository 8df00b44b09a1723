"""The rows of an order are locked here and in this order: cart, order, payment; then stock
(catalog.services.stock), the store's generation, and the counter of order numbers last."""

from __future__ import annotations

from commerce.models import Cart, Order, OrderNumberCounter, Payment


def lock_cart(cart_id: int) -> Cart:
    return Cart.objects.select_for_update().get(pk=cart_id)


def lock_order(order_id: int) -> Order:
    """Its cart first: whoever changes, drafts or finalises comes by there."""
    carts = Cart.objects.select_for_update(of=("self",)).select_related("store__plan")
    cart = carts.get(orders=order_id)
    order = Order.objects.select_for_update().get(pk=order_id)
    order.cart, order.store = cart, cart.store
    return order


def lock_payments(order: Order) -> list[Payment]:
    """All payments of a locked order, oldest first."""
    payments = list(Payment.objects.select_for_update().filter(order=order).order_by("pk"))
    for payment in payments:
        payment.order = order
    return payments


def next_order_number(order: Order) -> int:
    """Locks the counter of the order's store until the transaction ends: take it last."""
    counter = OrderNumberCounter.objects.select_for_update().get(store=order.store_id)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
