from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.audit.views import StoreAuditDetailView, StoreAuditListView
from stores.admin.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def audit_urls() -> list[Any]:
    return [
        path("reports/audit-log/", StoreAuditListView.as_view(), name="audit_log"),
        path(
            "reports/audit-log/results/",
            StoreAuditListView.as_view(results_only=True),
            name="audit_log_results",
        ),
        path("reports/audit-log/<int:pk>/", StoreAuditDetailView.as_view(), name="audit_entry"),
    ]


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Audit log"),
        reverse("audit_log"),
        permission="stores.view_auditentry",
        name="audit-log",
        icon_name="history",
        order=10,
    )
