from __future__ import annotations

from collections.abc import Sequence

from commerce.models import Cart, ShippingMethod, TaxRate
from commerce.pricing import PricedLineInput, PriceResult, calculate
from commerce.selectors.carts import CartItem, cart_items
from commerce.shipping.registry import shipping_providers
from stores.money import round_money


def price_cart(
    cart: Cart,
    *,
    items: Sequence[CartItem] | None = None,
    shipping_method: ShippingMethod | None = None,
) -> PriceResult:
    """What the cart costs now, in the store's currency: today's prices of what is for sale,
    shipped by ``shipping_method`` or else the one chosen (none: no shipping). A line's key is
    its variant's primary key as text. ``items`` saves reading them again."""
    method = shipping_method or cart.shipping_method
    provider = shipping_providers().get(method.provider) if method else None
    currency = cart.store.currency
    if items is None:
        items = cart_items(cart)
    return calculate(
        [
            PricedLineInput(
                key=str(item.variant.pk),
                unit_price=round_money(item.variant.price, currency),
                quantity=item.quantity,
                tax_class=item.product.tax_class,
            )
            for item in items
            if item.for_sale
        ],
        shipping=provider.price(method) if method and provider else None,
        tax_rates=dict(TaxRate.objects.values_list("tax_class", "rate")),
        prices_include_tax=cart.store.prices_include_tax,
        currency=currency,
    )
