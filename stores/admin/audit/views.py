from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from stores.admin.audit.export import csv_response
from stores.admin.audit.filters import AuditFilterSet
from stores.admin.audit.paginator import CappedPaginator
from stores.admin.audit.presenter import lines
from stores.models import AuditEntry, Store
from stores.selectors.audit import entries_of, mentioning


class WhenColumn(Column):
    cell_template_name = "stores/audit/when_cell.html"


class WhatColumn(Column):
    cell_template_name = "stores/audit/what_cell.html"


COLUMNS = [
    WhenColumn("when", label=gettext_lazy("When"), classname="audit-when"),
    WhatColumn("text", label=gettext_lazy("What happened"), classname="audit-what"),
    Column("who", label=gettext_lazy("Who"), classname="audit-who audit-wide"),
    Column("address", label=gettext_lazy("From"), classname="audit-from audit-wide"),
]


class AuditListView(BaseListingView):
    """The log with its filters, a page at a time; the same for a store and for the platform."""

    page_title = gettext_lazy("Audit log")
    header_icon = "history"
    template_name = "stores/audit/list.html"
    results_template_name = "stores/audit/list_results.html"
    filterset_class: type[AuditFilterSet] = AuditFilterSet
    paginator_class = CappedPaginator
    paginate_by = 50
    is_searchable = True
    default_ordering = "-pk"
    verbose_name_plural = gettext_lazy("entries")
    columns = COLUMNS
    detail_url_name = ""
    store: Store | None = None

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        raise NotImplementedError

    def get_valid_orderings(self) -> list[str]:
        return [self.default_ordering]

    def search_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return mentioning(queryset, self.search_query.strip()) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet[AuditEntry], page_size: int) -> Any:
        paginator, page, rows, others = super().paginate_queryset(queryset, page_size)
        page.object_list = lines(rows, store=self.store, url_name=self.detail_url_name)
        return paginator, page, page.object_list, others

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponseBase:
        if self.request.GET.get("export") == "csv":
            return self.export()
        return super().render_to_response(context, **kwargs)

    def export(self) -> HttpResponseBase:
        return csv_response(self.get_queryset(), store=self.store, url_name=self.detail_url_name)

    def get_header_buttons(self) -> list[HeaderButton]:
        query = self.request.GET.copy()
        for name in (self.page_kwarg, "_w_filter_fragment"):
            query.pop(name, None)
        query["export"] = "csv"
        return [
            HeaderButton(
                _("Download CSV"),
                url=f"{reverse(self.index_url_name)}?{query.urlencode()}",
                icon_name="download",
            )
        ]


class StoreAuditMixin(PermissionCheckedMixin):
    """For who may see a store's log, on its host."""

    permission_policy = ModelPermissionPolicy(AuditEntry)
    permission_required = "view"
    store: Store | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.store = request.store  # type: ignore[attr-defined]
        if self.store is None or self.store.is_platform:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        assert self.store is not None
        return entries_of(self.store)


class StoreAuditListView(StoreAuditMixin, AuditListView):
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    detail_url_name = "audit_entry"


class AuditDetailView(WagtailAdminTemplateMixin, TemplateView):
    """All that an entry says."""

    template_name = "stores/audit/detail.html"
    header_icon = "history"
    list_url_name = ""
    detail_url_name = ""
    store: Store | None = None
    kwargs: dict[str, Any]

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        raise NotImplementedError

    def get_page_title(self) -> str:
        return _("Entry of the audit log")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.list_url_name), "label": _("Audit log")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.get_base_queryset().filter(pk=self.kwargs["pk"]).first()
        if entry is None:
            raise Http404
        (line,) = lines([entry], store=self.store, url_name=self.detail_url_name)
        return super().get_context_data(**kwargs, line=line, with_store=self.store is None)


class StoreAuditDetailView(StoreAuditMixin, AuditDetailView):
    list_url_name = "audit_log"
    detail_url_name = "audit_entry"
