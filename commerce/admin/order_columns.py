from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn

from commerce.models import Order
from stores.money import format_money


def total_in_words(order: Order) -> str:
    return format_money(order.total_amount, order.currency, get_language() or "en")


def customer(order: Order) -> str:
    return order.address.name or order.email


def shipping_in_words(order: Order) -> str:
    """Nobody shall pack what was canceled; the list's narrow form has no other status."""
    if order.status == Order.Status.CANCELED and not has_shipped(order):
        return str(order.get_status_display())
    return str(order.get_fulfilment_status_display())


def has_shipped(order: Order) -> bool:
    return bool(order.fulfilment_status != Order.FulfilmentStatus.UNFULFILLED)


def order_columns() -> list[Column]:
    """All but the first, which leads to the order."""
    return [
        DateColumn("placed_at", label=_("Date"), sort_key="placed_at", classname="admin-wide"),
        Column("customer", label=_("Customer"), accessor=customer),
        Column("email", label=_("E-mail"), sort_key="email", classname="admin-wide"),
        Column("total", label=_("Total"), accessor=total_in_words, sort_key="total_amount"),
        StatusTagColumn(
            "payment_status",
            label=_("Payment"),
            accessor="get_payment_status_display",
            primary=lambda order: order.payment_status == Order.PaymentStatus.PAID,
            sort_key="payment_status",
        ),
        StatusTagColumn(
            "fulfilment_status",
            label=_("Shipping"),
            accessor=shipping_in_words,
            primary=lambda order: order.fulfilment_status == Order.FulfilmentStatus.FULFILLED,
            sort_key="fulfilment_status",
        ),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor="get_status_display",
            primary=lambda order: order.status == Order.Status.PLACED,
            sort_key="status",
            classname="admin-wide",
        ),
    ]
