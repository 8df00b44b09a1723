from __future__ import annotations

from typing import Any

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
    }


def instructions_for(order: Order, payment: Payment | None) -> str:
    """How to pay an order that is placed and not paid."""
    if payment is None or not order.is_placed or payment.status != Payment.Status.PENDING:
        return ""
    method = PaymentMethod.objects.filter(provider=payment.provider).first()
    return method.instructions if method else ""
