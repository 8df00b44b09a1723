"""What the screens about staff add to a store's admin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.menu import PermittedMenuItem
from stores.admin.staff.base import LEADS
from stores.admin.staff.urls import staff_urls
from stores.selectors.staff import members_of


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return staff_urls("staff/", "staff")


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return PermittedMenuItem(
        gettext_lazy("Staff"),
        reverse("staff"),
        permission=LEADS,
        name="staff",
        icon_name="group",
        order=25,
    )


@hooks.register("register_account_menu_item")
def leave_item(request: Any) -> dict[str, Any] | None:
    store = request.store
    if store.is_platform or not members_of(store).filter(user=request.user).exists():
        return None
    return {
        "url": reverse("staff_leave"),
        "label": _("Leave this store"),
        "help_text": _("You are signed out and cannot sign in here any more."),
    }
