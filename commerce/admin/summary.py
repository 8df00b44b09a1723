from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.site_summary import SummaryItem

from commerce.models import Order


class OrdersItem(SummaryItem):
    """Orders open now and orders placed today, by the store's own day."""

    order = 100
    template_name = "commerce/admin/summary_orders.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            "open": Order.objects.filter(status=Order.Status.PLACED).count(),
            "today": Order.objects.filter(
                status__in=[Order.Status.PLACED, Order.Status.COMPLETED],
                placed_at__gte=midnight,
                placed_at__lt=midnight + timedelta(days=1),
            ).count(),
        }

    def is_shown(self) -> bool:
        return self.request.user.has_perm("commerce.view_order")
