from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from commerce.admin.order_filters import OrderFilterSet
from commerce.admin.order_views import OrderActionView, OrderIndexView, OrderView
from commerce.models import Order
from stores.admin.viewsets import NOT_EDITED


class OrderViewSet(ModelViewSet):
    """Orders are read and moved on; they come from check-outs, and nobody deletes one."""

    model = Order
    icon = "clipboard-list"
    menu_label = _("Orders")
    menu_name = "orders"
    menu_order = 50
    add_to_admin_menu = True
    list_per_page = 30
    ordering = "-placed_at"
    filterset_class = OrderFilterSet
    search_fields = ["number", "email"]
    index_view_class = OrderIndexView
    form_fields = ["note"]
    copy_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", OrderView.as_view(), name="detail"),
            path("<int:pk>/<slug:action>/", OrderActionView.as_view(), name="action"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{**NOT_EDITED, **kwargs})

    def register_admin_url_finder(self) -> None:
        """Wagtail would look for an edit view."""
