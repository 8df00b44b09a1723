from __future__ import annotations

from enum import Enum

from commerce.models import Cart, PaymentMethod, ShippingMethod
from commerce.payments.registry import providers
from stores.models import Store


class Step(Enum):
    """Where a shopper is on the way to an order; each has a page."""

    CART = "cart"
    CONTACT = "contact"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    REVIEW = "review"


def shipping_methods() -> list[ShippingMethod]:
    """Those the store in scope offers, in its order."""
    return list(ShippingMethod.objects.filter(is_active=True))


def payment_methods(store: Store) -> list[PaymentMethod]:
    """Those that the store offers, the operator enables and the provider can serve now."""
    enabled = {
        code: provider for code, provider in providers().items() if provider.is_available(store)
    }
    return list(PaymentMethod.objects.filter(is_active=True, provider__in=list(enabled)))


def first_open_step(cart: Cart, methods: list[ShippingMethod]) -> Step:
    """The first step that the shopper has not done, or that has come undone since; REVIEW if
    all are. Says nothing about the cart's lines."""
    if not cart.email or cart.address is None:
        return Step.CONTACT
    if cart.shipping_method_id not in {method.pk for method in methods}:
        return Step.SHIPPING
    if cart.payment_method is None or not _is_offered(cart.payment_method, cart.store):
        return Step.PAYMENT
    return Step.REVIEW


def _is_offered(method: PaymentMethod, store: Store) -> bool:
    provider = providers().get(method.provider)
    return method.is_active and provider is not None and provider.is_available(store)
