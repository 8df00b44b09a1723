from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from platform_site.control.views.base import HOME
from stores.admin.audit.filters import PlatformAuditFilterSet
from stores.admin.audit.views import COLUMNS, AuditDetailView, AuditListView
from stores.models import AuditEntry
from stores.scope import PLATFORM, keep_scope, platform_scope
from stores.selectors.audit import all_entries


class ControlAuditListView(AuditListView):
    """Of the platform and all stores."""

    breadcrumbs_items = [HOME]
    filterset_class = PlatformAuditFilterSet
    index_url_name = "control:audit"
    index_results_url_name = "control:audit_results"
    detail_url_name = "control:audit_entry"
    columns = [
        COLUMNS[0],
        Column("store_name", label=_("Store"), classname="audit-store"),
        *COLUMNS[1:],
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with platform_scope():
            return super().get(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return all_entries()

    def export(self) -> HttpResponseBase:
        response: Any = super().export()
        response.streaming_content = keep_scope(response.streaming_content, PLATFORM)
        return response  # type: ignore[no-any-return]


class ControlAuditDetailView(AuditDetailView):
    breadcrumbs_items = [HOME]
    list_url_name = "control:audit"
    detail_url_name = "control:audit_entry"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with platform_scope():
            return super().get(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return all_entries()
