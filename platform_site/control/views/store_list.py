from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from platform_site.control.columns import (
    CountColumn,
    HostColumn,
    RevenueColumn,
    StatusColumn,
    StoreColumn,
)
from platform_site.control.filters import StoreFilterSet
from platform_site.control.selectors import matching, stores_with_figures
from platform_site.control.views.base import HOME
from stores.models import Store
from stores.scope import platform_scope


def detail_url(store: Store) -> str:
    return reverse("control:store", args=[store.slug])


class StoreListView(BaseListingView):
    """All stores, a page at a time, in as many queries for 10,000 of them as for 3."""

    page_title = _("Stores")
    header_icon = "store"
    breadcrumbs_items = [HOME]
    template_name = "platform_site/control/store_list.html"
    index_url_name = "control:stores"
    index_results_url_name = "control:stores_results"
    filterset_class = StoreFilterSet
    is_searchable = True
    paginate_by = 25
    default_ordering = "name"
    verbose_name_plural = _("stores")
    columns = [
        StoreColumn("name", label=_("Store"), get_url=detail_url, sort_key="name"),
        HostColumn("primary_hostname", label=_("Address"), sort_key="slug"),
        StatusColumn("status", label=_("Status"), sort_key="status"),
        Column("plan", label=_("Plan"), sort_key="plan"),
        CountColumn("order_count", label=_("Orders"), sort_key="order_count", classname="number"),
        RevenueColumn("revenue", label=_("Revenue"), sort_key="revenue", classname="number"),
        DateColumn("created_at", label=_("Created"), sort_key="created_at"),
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with platform_scope():
            return super().get(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Store]:
        return stores_with_figures()

    def order_queryset(self, queryset: QuerySet[Store]) -> QuerySet[Store]:
        # Amounts of different currencies have no order among each other: the currency is first.
        keys = {
            "revenue": ["currency", "revenue"],
            "-revenue": ["currency", "-revenue"],
            "plan": ["plan__position"],
            "-plan": ["-plan__position"],
        }.get(self.ordering, [self.ordering])
        return queryset.order_by(*keys, "name", "pk")

    def search_queryset(self, queryset: QuerySet[Store]) -> QuerySet[Store]:
        return matching(queryset, self.search_query.strip()) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet[Store], page_size: int) -> Any:
        """Loads the page's rows here, because the template is rendered in a narrower scope."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = list(rows)
        return paginator, page, page.object_list, has_others

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Create a store"), url=reverse("control:store_create"), icon_name="plus")
        ]
