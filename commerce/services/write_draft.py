"""The snapshot: what an order remembers of the cart and the products it was made from."""

from __future__ import annotations

from collections.abc import Sequence

from commerce.models import Cart, Order, OrderLine
from commerce.pricing import LineResult, PriceResult
from commerce.selectors.carts import CartItem


def write_draft(
    order: Order | None,
    *,
    cart: Cart,
    items: Sequence[CartItem],
    price: PriceResult,
    language: str,
) -> Order:
    """Write a new draft, or all of ``order`` anew. The cart is locked by the caller, complete
    and all for sale; ``price`` is worked out from these ``items``."""
    assert cart.shipping_method is not None
    is_new = order is None
    order = order or Order(cart=cart, store_id=cart.store_id)
    order.email = cart.email
    order.shipping_address = cart.shipping_address
    order.note = cart.note
    order.language = language
    order.currency = price.currency
    order.prices_include_tax = price.prices_include_tax
    order.subtotal_amount = price.subtotal
    order.shipping_amount = price.shipping
    order.tax_amount = price.tax_total
    order.total_amount = price.total
    order.taxes = [
        {"rate": str(tax.rate), "net": str(tax.net), "tax": str(tax.tax)} for tax in price.taxes
    ]
    order.shipping_method_code = cart.shipping_method.code
    order.shipping_method_name = cart.shipping_method.name
    order.save()
    if not is_new:
        order.lines.all().delete()
    priced = {line.key: line for line in price.lines}
    OrderLine.objects.bulk_create(
        _line(order, position, item, priced[str(item.variant.pk)])
        for position, item in enumerate(items)
    )
    return order


def _line(order: Order, position: int, item: CartItem, price: LineResult) -> OrderLine:
    return OrderLine(
        order=order,
        store_id=order.store_id,
        variant=item.variant,
        product_name=item.product.name,
        variant_name=item.variant.name,
        sku=item.variant.sku,
        quantity=price.quantity,
        unit_price_amount=price.unit_price,
        total_amount=price.total,
        tax_rate=price.tax_rate,
        tax_amount=price.tax,
        position=position,
    )
