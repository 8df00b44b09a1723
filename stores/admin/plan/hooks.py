"""What the screen about the plan adds to a store's admin."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.menu import PermittedMenuItem
from stores.admin.plan.views import VIEW_PLAN, PlanAndUsageView


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("settings/plan/", PlanAndUsageView.as_view(), name="plan_and_usage")]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return PermittedMenuItem(
        gettext_lazy("Plan and usage"),
        reverse("plan_and_usage"),
        permission=VIEW_PLAN,
        name="plan-and-usage",
        icon_name="list-ul",
        order=15,
    )
