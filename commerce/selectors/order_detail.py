"""An order as staff see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commerce.models import Order, OrderEvent, OrderLine, Payment
from stores.money import Money, format_money


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    variant: str
    sku: str
    quantity: int
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Tax:
    rate: str
    tax: Money


@dataclass(frozen=True, slots=True)
class Event:
    when: datetime
    title: str
    detail: str
    who: str


@dataclass(frozen=True, slots=True)
class Totals:
    subtotal: Money
    shipping: Money


def totals(order: Order) -> Totals:
    return Totals(
        subtotal=Money(order.subtotal_amount, order.currency),
        shipping=Money(order.shipping_amount, order.currency),
    )


def lines(order: Order) -> list[Line]:
    return [_line(line, order.currency) for line in order.lines.all()]


def _line(line: OrderLine, currency: str) -> Line:
    return Line(
        name=line.product_name,
        variant=line.variant_name,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_amount, currency),
        total=Money(line.total_amount, currency),
    )


def taxes(order: Order) -> list[Tax]:
    return [
        Tax(
            rate=f"{Decimal(str(row.get('rate', 0))).normalize():f}",
            tax=Money(Decimal(str(row.get("tax", 0))), order.currency),
        )
        for row in order.taxes
    ]


def payments(order: Order) -> list[Payment]:
    return list(order.payments.all())


def timeline(order: Order) -> list[Event]:
    """Newest first."""
    events = order.events.order_by("-created_at", "-pk")
    return [
        Event(
            when=event.created_at,
            title=event.get_kind_display(),
            detail=event_detail(event),
            who=event.user_name,
        )
        for event in events
    ]


def event_detail(event: OrderEvent) -> str:
    data: dict[str, Any] = {**event.data, "amount": in_words(event.data.get("amount", ""))}
    parts = [
        str(data[key]) for key in ("text", "method", "amount", "to", "subject") if data.get(key)
    ]
    if data.get("tracking_number"):
        parts.append(_("Tracking number %(number)s") % {"number": data["tracking_number"]})
    if data.get("restocked"):
        parts.append(_("Put back in stock"))
    return " · ".join(parts)


def in_words(amount: str) -> str:
    """44.500 EUR as the reader writes it, whatever digits the database keeps."""
    number, _space, currency = amount.partition(" ")
    try:
        return format_money(Decimal(number), currency, get_language() or "en")
    except (ArithmeticError, ValueError):
        return amount
