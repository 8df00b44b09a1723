"""The control host's menu: what an operator uses, and nothing of a store's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from platform_site.control.menu import StoresMenuItem, is_control


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    return [*icons, "platform_site/icons/store.svg"]


@hooks.register("register_admin_menu_item")
def add_stores() -> MenuItem:
    return StoresMenuItem()


@hooks.register("construct_main_menu", order=1000)
def keep_operators_items(request: HttpRequest, items: list[Any]) -> None:
    """A store's screens are of no use here: on the control host they show store 0's rows."""
    if is_control(request):
        items[:] = [item for item in items if isinstance(item, StoresMenuItem)]
