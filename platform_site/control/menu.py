from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from stores.admin.staff.base import LEADS


class ControlMenuItem(MenuItem):
    """Shown on the control host alone, to who holds ``permission`` there. The address is looked
    up in that host's urlconf, because Wagtail makes its menu items once, in whichever request
    comes first."""

    def __init__(self, label: Any, url_name: str, *, permission: str, **kwargs: Any) -> None:
        url = reverse(url_name, urlconf=settings.CONTROL_URLCONF)
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return is_control(request) and request.user.has_perm(self.permission)


def stores_item() -> MenuItem:
    return ControlMenuItem(
        _("Stores"),
        "control:stores",
        permission="stores.view_store",
        name="control-stores",
        icon_name="store",
        order=10,
    )


def monitoring_item() -> MenuItem:
    return ControlMenuItem(
        _("Monitoring"),
        "control:monitoring",
        permission="stores.view_store",
        name="control-monitoring",
        icon_name="desktop",
        order=15,
    )


def team_item() -> MenuItem:
    return ControlMenuItem(
        _("Team"),
        "control:team",
        permission=LEADS,
        name="control-team",
        icon_name="group",
        order=80,
    )


def providers_item() -> MenuItem:
    return ControlMenuItem(
        _("Providers"),
        "control:providers",
        permission="commerce.change_providersetting",
        name="control-providers",
        icon_name="sliders",
        order=27,
    )


def people_item() -> MenuItem:
    return ControlMenuItem(
        _("People"),
        "control:people",
        permission="stores.change_user",
        name="control-people",
        icon_name="user",
        order=20,
    )


def audit_item() -> MenuItem:
    return ControlMenuItem(
        _("Audit log"),
        "control:audit",
        permission="stores.view_auditentry",
        name="control-audit",
        icon_name="history",
        order=30,
    )


class ControlSearchArea(SearchArea):
    """The sidebar's search, on the control host alone."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_control(request) and request.user.has_perm("stores.view_store")


def search_area() -> SearchArea:
    url = reverse("control:search", urlconf=settings.CONTROL_URLCONF)
    return ControlSearchArea(_("Stores"), url, name="control-search", icon_name="store", order=1)


def jobs_item() -> MenuItem:
    return ControlMenuItem(
        _("Jobs"),
        "jobs",
        permission="stores.change_store",
        name="control-jobs",
        icon_name="tasks",
        order=40,
    )


def plans_item() -> MenuItem:
    return ControlMenuItem(
        _("Plans"),
        "control:plans",
        permission="stores.change_plan",
        name="control-plans",
        icon_name="list-ul",
        order=22,
    )


def announcements_item() -> MenuItem:
    return ControlMenuItem(
        _("Announcements"),
        "control:announcements",
        permission="stores.change_announcement",
        name="control-announcements",
        icon_name="mail",
        order=25,
    )


def rates_item() -> MenuItem:
    return ControlMenuItem(
        _("Exchange rates"),
        "control:rates",
        permission="stores.change_store",
        name="control-rates",
        icon_name="globe",
        order=84,
    )


def settings_item() -> MenuItem:
    return ControlMenuItem(
        _("Platform settings"),
        "control:settings",
        permission="stores.change_platformsettings",
        name="control-settings",
        icon_name="cogs",
        order=85,
    )


def security_item() -> MenuItem:
    return ControlMenuItem(
        _("Security"),
        "security_settings",
        permission=LEADS,
        name="control-security",
        icon_name="lock",
        order=90,
    )


def is_control(request: HttpRequest) -> bool:
    store = getattr(request, "store", None)
    return store is not None and store.is_platform
