from __future__ import annotations

from enum import Enum

from commerce.models import Cart, PaymentMethod, ShippingMethod
from commerce.selectors.providers import Kind, offered_methods
from stores.models import Store


class Step(Enum):
    """Where a shopper is on the way to an order; each has a page."""

    CART = "cart"
    CONTACT = "contact"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    REVIEW = "review"


def shipping_methods(store: Store) -> list[ShippingMethod]:
    """Those the store in scope offers by providers that it may use, in its order."""
    return list(offered_methods(Kind.SHIPPING, store))


def payment_methods(store: Store) -> list[PaymentMethod]:
    """Those the store in scope offers by providers that it may use and that can serve it now."""
    return list(offered_methods(Kind.PAYMENT, store))


def first_open_step(
    cart: Cart, methods: list[ShippingMethod], payments: list[PaymentMethod]
) -> Step:
    """The first step that the shopper has not done, or that has come undone since; REVIEW if
    all are. ``methods`` and ``payments`` are on offer. Says nothing about the cart's lines."""
    if not cart.email or cart.address is None:
        return Step.CONTACT
    if cart.shipping_method_id not in {method.pk for method in methods}:
        return Step.SHIPPING
    if cart.payment_method_id not in {method.pk for method in payments}:
        return Step.PAYMENT
    return Step.REVIEW
