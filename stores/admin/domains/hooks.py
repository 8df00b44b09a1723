"""What the screens about domains add to a store's admin."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from stores.admin.domains import views
from stores.admin.domains.base import DECIDES
from stores.admin.menu import PermittedMenuItem

WHERE = "settings/domains/"


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    one = f"{WHERE}<int:pk>/"
    return [
        path(WHERE, views.DomainListView.as_view(), name="domains"),
        path(f"{WHERE}add/", views.AddDomainView.as_view(), name="domains_add"),
        path(one, views.DomainView.as_view(), name="domains_domain"),
        path(f"{one}check/", views.CheckView.as_view(), name="domains_check"),
        path(f"{one}primary/", views.PrimaryView.as_view(), name="domains_primary"),
        path(f"{one}remove/", views.RemoveDomainView.as_view(), name="domains_remove"),
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
