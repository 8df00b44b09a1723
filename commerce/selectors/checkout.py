from __future__ import annotations

from enum import Enum

from commerce.models import Cart, PaymentMethod, ShippingMethod
from commerce.selectors.providers import Offered


class Step(Enum):
    """Where a shopper is on the way to an order; each has a page."""

    CART = "cart"
    CONTACT = "contact"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    REVIEW = "review"


def shipping_methods(offered: Offered) -> list[ShippingMethod]:
    """Those the store in scope offers by providers that it may use, in its order."""
    return list(ShippingMethod.objects.filter(is_active=True, provider__in=offered.shipping))


def payment_methods(offered: Offered) -> list[PaymentMethod]:
    """Those the store in scope offers by providers that it may use and that can serve it now."""
    return list(PaymentMethod.objects.filter(is_active=True, provider__in=offered.payment))


def first_open_step(cart: Cart, methods: list[ShippingMethod], offered: Offered) -> Step:
    """The first step that the shopper has not done, or that has come undone since; REVIEW if
    all are. Says nothing about the cart's lines."""
    if not cart.email or cart.address is None:
        return Step.CONTACT
    if cart.shipping_method_id not in {method.pk for method in methods}:
        return Step.SHIPPING
    method = cart.payment_method
    if method is None or not method.is_active or method.provider not in offered.payment:
        return Step.PAYMENT
    return Step.REVIEW
