from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from commerce.models import Order

SHOWN = 5


class LatestOrdersPanel(Component):
    name = "latest_orders"
    template_name = "commerce/admin/latest_orders.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        orders = Order.objects.exclude(status=Order.Status.DRAFT)
        return {"orders": orders.order_by("-placed_at", "-pk")[:SHOWN]}
