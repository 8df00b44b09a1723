"""What the check-out learns from the shopper, kept in the cart. Each may be repeated."""

from __future__ import annotations

from commerce.addresses import Address
from commerce.models import Cart, PaymentMethod, ShippingMethod


def save_contact(*, cart: Cart, email: str, address: Address) -> None:
    cart.email = email
    cart.shipping_address = address.to_json()
    cart.save(update_fields=["email", "shipping_address", "updated_at"])


def choose_shipping(*, cart: Cart, method: ShippingMethod) -> None:
    cart.shipping_method = method
    cart.save(update_fields=["shipping_method", "updated_at"])


def choose_payment(*, cart: Cart, method: PaymentMethod) -> None:
    cart.payment_method = method
    cart.save(update_fields=["payment_method", "updated_at"])
