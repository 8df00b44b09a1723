"""An order as place_order leaves it, without a check-out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models import Variant
from commerce.models import Cart, Order, OrderEvent, OrderLine, Payment
from stores.models import Store
from stores.scope import store_scope

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "12 St James’s Square",
    "city": "London",
    "postal_code": "SW1Y 4JH",
    "country": "GB",
    "phone": "+44 20 7946 0000",
}


def make_order(
    store: Store,
    variant: Variant,
    *,
    quantity: int = 2,
    number: int = 1001,
    email: str = "ada@example.com",
    status: str = Order.Status.PLACED,
    name: str = "Ada Lovelace",
    **fields: Any,
) -> Order:
    """One line, one pending manual payment, an entry in the timeline."""
    with store_scope(store):
        total = variant.price * quantity
        draft = status == Order.Status.DRAFT
        order = Order.objects.create(
            cart=Cart.objects.create(currency=variant.currency),
            number=None if draft else number,
            status=status,
            email=email,
            shipping_address={**ADDRESS, "name": name},
            language="en",
            currency=variant.currency,
            prices_include_tax=True,
            subtotal_amount=total,
            shipping_amount=Decimal("4.90"),
            tax_amount=Decimal(3),
            total_amount=total + Decimal("4.90"),
            taxes=[{"rate": "19", "net": "15.79", "tax": "3.00"}],
            shipping_method_code="standard",
            shipping_method_name="Standard delivery",
            placed_at=None if draft else fields.pop("placed_at", timezone.now()),
            **fields,
        )
        OrderLine.objects.create(
            order=order,
            variant=variant,
            product_name=variant.product.name,
            variant_name=variant.name,
            sku=variant.sku,
            quantity=quantity,
            unit_price_amount=variant.price,
            total_amount=total,
            tax_rate=Decimal(19),
        )
        Payment.objects.create(
            order=order,
            provider="manual",
            method_name="Bank transfer",
            currency=order.currency,
            amount=order.total_amount,
        )
        order.log(OrderEvent.Kind.PLACED)
        return order
