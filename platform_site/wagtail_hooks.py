"""The control host's menu: what an operator uses, and nothing of a store's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from platform_site.control.menu import (
    ControlMenuItem,
    announcements_item,
    audit_item,
    is_control,
    jobs_item,
    monitoring_item,
    people_item,
    plans_item,
    providers_item,
    rates_item,
    search_area,
    security_item,
    settings_item,
    stores_item,
    team_item,
)


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    return [*icons, "platform_site/icons/store.svg"]


@hooks.register("register_admin_menu_item")
def add_stores() -> MenuItem:
    return stores_item()


@hooks.register("register_admin_menu_item")
def add_monitoring() -> MenuItem:
    return monitoring_item()


@hooks.register("register_admin_menu_item")
def add_team() -> MenuItem:
    return team_item()


@hooks.register("register_admin_menu_item")
def add_plans() -> MenuItem:
    return plans_item()


@hooks.register("register_admin_menu_item")
def add_people() -> MenuItem:
    return people_item()


@hooks.register("register_admin_menu_item")
def add_audit_log() -> MenuItem:
    return audit_item()


@hooks.register("register_admin_search_area")
def add_search() -> SearchArea:
    return search_area()


@hooks.register("register_admin_menu_item")
def add_jobs() -> MenuItem:
    return jobs_item()


@hooks.register("register_admin_menu_item")
def add_announcements() -> MenuItem:
    return announcements_item()


@hooks.register("register_admin_menu_item")
def add_rates() -> MenuItem:
    return rates_item()


@hooks.register("register_admin_menu_item")
def add_settings() -> MenuItem:
    return settings_item()


@hooks.register("register_admin_menu_item")
def add_security() -> MenuItem:
    return security_item()


@hooks.register("register_admin_menu_item")
def providers() -> Any:
    return providers_item()


@hooks.register("register_account_menu_item")
def add_leaving(request: HttpRequest) -> dict[str, Any] | None:
    if not is_control(request):
        return None
    return {
        "url": reverse("control:team_leave"),
        "label": _("Leave the team"),
        "help_text": _("You are signed out and cannot sign in to Center Control any more."),
    }


@hooks.register("construct_main_menu", order=1000)
def keep_operators_items(request: HttpRequest, items: list[Any]) -> None:
    """A store's screens are of no use here: on the control host they show store 0's rows."""
    if is_control(request):
        items[:] = [item for item in items if isinstance(item, ControlMenuItem)]
