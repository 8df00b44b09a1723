from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.menu import PermittedMenuItem
from stores.admin.support.views import EndSupportView, LeaveView, SupportAccessesView


@hooks.register("register_admin_urls")
def support_urls() -> list[Any]:
    return [
        path("settings/support/", SupportAccessesView.as_view(), name="support_accesses"),
        path("settings/support/<int:pk>/end/", EndSupportView.as_view(), name="end_support"),
        path("support/leave/", LeaveView.as_view(), name="leave_support"),
    ]


@hooks.register("register_settings_menu_item")
def support_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Support access"),
        reverse("support_accesses"),
        permission="stores.view_supportaccess",
        name="support-accesses",
        icon_name="help",
        order=90,
    )
