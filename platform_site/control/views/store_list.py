from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import HeaderButton

from platform_site.control.bulk.actions import ACTIONS as BULK_ACTIONS
from platform_site.control.columns import (
    CountColumn,
    DurationColumn,
    HostColumn,
    MillisecondsColumn,
    MoneyColumn,
    PlatformMoneyColumn,
    ShareColumn,
    StatusColumn,
    StoreColumn,
)
from platform_site.control.filters import Period, StoreFilterSet, period_of
from platform_site.control.selectors import matching
from platform_site.control.views.base import HOME
from platform_site.reporting.store_figures import in_order, stores_in_period
from stores.models import Store
from stores.scope import PLATFORM, keep_scope, platform_scope

FIGURES = [
    CountColumn("order_count", label=_("Orders")),
    MoneyColumn("revenue", label=_("Revenue")),
    PlatformMoneyColumn("platform_revenue", label=_("In the platform’s currency")),
    MoneyColumn("average", label=_("Average order")),
    CountColumn("visitors", label=_("Visitors")),
    ShareColumn("conversion", label=_("Conversion")),
    DateColumn("last_order_at", label=_("Last order"), sort_key="last_order_at"),
    DateColumn("created_at", label=_("Created"), sort_key="created_at"),
    DurationColumn("to_open", label=_("Open after")),
    DurationColumn("to_first_order", label=_("First order after")),
    ShareColumn("error_rate", label=_("Errors, 24 h")),
    MillisecondsColumn("p95_ms", label=_("p95, 24 h")),
]

HEADINGS = {
    "name": _("Store"),
    "slug": _("Slug"),
    "primary_hostname": _("Address"),
    "status": _("Status"),
    "plan": _("Plan"),
    "country": _("Country"),
    "currency": _("Currency"),
    "order_count": _("Orders"),
    "revenue": _("Revenue"),
    "platform_currency": _("Platform’s currency"),
    "platform_revenue": _("Revenue in the platform’s currency"),
    "average": _("Average order"),
    "visitors": _("Visitors"),
    "conversion": _("Conversion"),
    "last_order_at": _("Last order"),
    "created_at": _("Created"),
    "opened_at": _("Opened"),
    "first_order_at": _("First order"),
    "error_rate": _("Error rate, 24 h"),
    "p95_ms": _("p95 in milliseconds, 24 h"),
}


def detail_url(store: Store) -> str:
    return reverse("control:store", args=[store.slug])


class StoreListView(SpreadsheetExportMixin, BaseListingView):
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
        BulkActionsCheckboxColumn("bulk_actions", obj_type="store"),
        StoreColumn("name", label=_("Store"), get_url=detail_url, sort_key="name"),
        HostColumn("primary_hostname", label=_("Address"), sort_key="slug"),
        StatusColumn("status", label=_("Status"), sort_key="status"),
        Column("plan", label=_("Plan"), sort_key="plan"),
        *FIGURES,
    ]
    export_filename = "stores"
    export_headings = HEADINGS
    list_export = list(HEADINGS)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with platform_scope():
            if self.is_export:
                return self.export(request.GET["export"])
            return super().get(request, *args, **kwargs)

    def export(self, file_format: str) -> HttpResponseBase:
        """All that is found, in the order of the list; a row at a time."""
        response = self.as_spreadsheet(self.get_queryset(), file_format)
        if file_format == self.FORMAT_CSV:
            response.streaming_content = keep_scope(response.streaming_content, PLATFORM)
        return response  # type: ignore[no-any-return]

    @cached_property
    def days(self) -> int:
        return period_of(self.request.GET)

    def get_base_queryset(self) -> QuerySet[Store]:
        return stores_in_period(self.days)

    def order_queryset(self, queryset: QuerySet[Store]) -> QuerySet[Store]:
        return in_order(queryset, self.ordering)

    def search_queryset(self, queryset: QuerySet[Store]) -> QuerySet[Store]:
        return matching(queryset, self.search_query.strip()) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet[Store], page_size: int) -> Any:
        """Loads the page's rows here, because the template is rendered in a narrower scope. Which
        ones they are is found first, so that only these are worked out in full."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        found = self.get_base_queryset().filter(pk__in=rows.values("pk"))
        page.object_list = list(self.order_queryset(found))
        return paginator, page, page.object_list, has_others

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            period=Period(self.days).label,
            days=self.days,
            bulk_actions=BULK_ACTIONS.items(),
        )

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("Import a store"), url=reverse("control:store_import"), icon_name="upload"
            ),
            HeaderButton(_("CSV"), url=self.csv_export_url, icon_name="download"),
            HeaderButton(_("XLSX"), url=self.xlsx_export_url, icon_name="download"),
            HeaderButton(
                _("Create a store"), url=reverse("control:store_create"), icon_name="plus"
            ),
        ]
