"""Where the screens about signing in are found. Registered by ``stores.wagtail_hooks``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.menu import PermittedMenuItem
from stores.admin.security.urls import urlpatterns
from stores.admin.staff.base import LEADS
from stores.sessions import SUPPORT_ACCESS


@hooks.register("register_admin_urls")
def security_urls() -> list[Any]:
    return urlpatterns


@hooks.register("register_account_menu_item")
def security_of_account(request: HttpRequest) -> dict[str, Any] | None:
    if SUPPORT_ACCESS in request.session:
        return None
    return {
        "url": reverse("security"),
        "label": _("Security"),
        "help_text": _("Your password, second factor, and where you are signed in."),
    }


@hooks.register("register_settings_menu_item")
def security_of_store() -> MenuItem:
    return PermittedMenuItem(
        _("Security"),
        reverse("security_settings"),
        permission=LEADS,
        name="security-settings",
        icon_name="lock",
        order=40,
    )
