"""What the screens about domains add to a store's admin."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.domains.base import DECIDES
from stores.admin.domains.urls import screens
from stores.admin.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path(f"settings/domains/{below}", view.as_view(), name=f"domains_{name}".rstrip("_"))
        for below, view, name in screens()
    ]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Domains"),
        reverse("domains"),
        permission=DECIDES,
        name="domains",
        icon_name="globe",
        order=15,
    )
