from __future__ import annotations

from typing import Any

from wagtail import hooks

from commerce.admin.latest_orders import LatestOrdersPanel
from commerce.admin.order_viewset import OrderViewSet
from commerce.admin.settings_viewsets import (
    PaymentMethodViewSet,
    ShippingMethodViewSet,
    TaxRateViewSet,
)
from commerce.admin.summary import OrdersItem


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [
        OrderViewSet("orders", url_prefix="orders"),
        ShippingMethodViewSet("shipping_methods", url_prefix="settings/shipping"),
        PaymentMethodViewSet("payment_methods", url_prefix="settings/payment"),
        TaxRateViewSet("tax_rates", url_prefix="settings/taxes"),
    ]


@hooks.register("construct_homepage_summary_items", order=10)
def add_orders(request: Any, items: list[Any]) -> None:
    items.append(OrdersItem(request))


@hooks.register("construct_homepage_panels")
def add_latest_orders(request: Any, panels: list[Any]) -> None:
    if request.user.has_perm("commerce.view_order"):
        panels.append(LatestOrdersPanel())
