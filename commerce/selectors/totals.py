from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from commerce.models import Cart, Order, ShippingMethod
from commerce.pricing import PriceResult, shipping_price
from commerce.selectors.carts import CartItem
from commerce.services.price_cart import price_cart
from commerce.shipping.registry import get_shipping_provider
from stores.money import Money


@dataclass(frozen=True, slots=True)
class TaxRow:
    rate: Decimal
    """In percent."""
    amount: Money

    @property
    def percent(self) -> str:
        return f"{self.rate.normalize():f}"


@dataclass(frozen=True, slots=True)
class Totals:
    """The rows under a list of goods, from a cart's price or an order's snapshot."""

    subtotal: Money
    shipping: Money
    taxes: list[TaxRow]
    total: Money
    prices_include_tax: bool
    shipping_name: str = ""
    is_estimate: bool = False
    """Shipping is not chosen yet; the cheapest is taken."""
    has_shipping: bool = True


def totals_of_cart(
    cart: Cart, items: Sequence[CartItem], methods: Sequence[ShippingMethod]
) -> Totals:
    """With the shipping chosen, or as long as there is none with the cheapest on offer."""
    chosen = next((m for m in methods if m.pk == cart.shipping_method_id), None)
    method = chosen or cheapest(methods, cart, items)
    return totals_of_price(
        price_cart(cart, items=items, shipping_method=method),
        shipping_name=method.name if method else "",
        is_estimate=chosen is None,
        has_shipping=method is not None,
    )


def cost_of(method: ShippingMethod, cart: Cart, items: Sequence[CartItem]) -> Money:
    """What this way of shipping costs for these goods, as the store shows prices."""
    goods = sum((item.total.amount for item in items if item.for_sale), Decimal(0))
    currency = cart.store.currency
    price = get_shipping_provider(method.provider).price(method)
    return Money(shipping_price(price, goods, currency), currency)


def cheapest(
    methods: Sequence[ShippingMethod], cart: Cart, items: Sequence[CartItem]
) -> ShippingMethod | None:
    return min(methods, key=lambda method: cost_of(method, cart, items), default=None)


def totals_of_price(
    price: PriceResult,
    *,
    shipping_name: str = "",
    is_estimate: bool = False,
    has_shipping: bool = True,
) -> Totals:
    return Totals(
        subtotal=Money(price.subtotal, price.currency),
        shipping=Money(price.shipping, price.currency),
        taxes=[TaxRow(tax.rate, Money(tax.tax, price.currency)) for tax in price.taxes if tax.rate],
        total=Money(price.total, price.currency),
        prices_include_tax=price.prices_include_tax,
        shipping_name=shipping_name,
        is_estimate=is_estimate,
        has_shipping=has_shipping,
    )


def totals_of_order(order: Order) -> Totals:
    rows = [
        TaxRow(Decimal(tax["rate"]), Money(Decimal(tax["tax"]), order.currency))
        for tax in order.taxes
    ]
    return Totals(
        subtotal=Money(order.subtotal_amount, order.currency),
        shipping=Money(order.shipping_amount, order.currency),
        taxes=[row for row in rows if row.rate],
        total=order.total,
        prices_include_tax=order.prices_include_tax,
        shipping_name=order.shipping_method_name,
    )
