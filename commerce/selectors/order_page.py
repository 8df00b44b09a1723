from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.services.review_links import review_path
from commerce.models import Order, Payment, PaymentMethod
from commerce.selectors.totals import totals_of_order
from stores.money import Money


def order_context(order: Order, payment: Payment | None) -> dict[str, Any]:
    """What the confirmation page and mail show of an order, in its own language."""
    return {
        "order": order,
        "lines": [
            {
                "line": line,
                "unit_price": Money(line.unit_price_amount, order.currency),
                "total": Money(line.total_amount, order.currency),
            }
            for line in order.lines.all()
        ],
        "totals": totals_of_order(order),
        "address_lines": order.address.lines(order.language),
        "instructions": instructions_for(order, payment),
        "to_review": to_review(order),
    }


@dataclass(frozen=True, slots=True)
class ToReview:
    """A product that the order's buyer may review as such."""

    name: str
    path: str


def to_review(order: Order) -> list[ToReview]:
    """What was bought and is still for sale, each product once; nothing of an order that is not
    placed. The links say who bought it, so they are for the order's own page and mails."""
    if not order.is_placed:
        return []
    bought = order.lines.filter(variant__product__live=True).select_related("variant__product")
    products = {line.variant.product_id: line.variant.product for line in bought}
    return [
        ToReview(product.name, review_path(product=product, order_id=order.public_id))
        for product in products.values()
    ]


def instructions_for(order: Order, payment: Payment | None) -> str:
    """How to pay an order that is placed and not paid."""
    if payment is None or not order.is_placed or payment.status != Payment.Status.PENDING:
        return ""
    method = PaymentMethod.objects.filter(provider=payment.provider).first()
    return method.instructions if method else ""
