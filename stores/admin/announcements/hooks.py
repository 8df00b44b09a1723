from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from stores.admin.announcements.views import DismissView
from stores.models.announcement import Level
from stores.selectors.announcements import unread_announcements


@hooks.register("register_admin_urls")
def announcement_urls() -> list[Any]:
    return [
        path("announcements/<int:pk>/dismiss/", DismissView.as_view(), name="dismiss_announcement")
    ]


class AnnouncementsPanel(Component):
    """On the dashboard: those that do not stand above every page anyway."""

    name = "announcements"
    template_name = "stores/announcements/panel.html"
    order = 10

    def __init__(self, request: HttpRequest) -> None:
        self.announcements = [
            one for one in unread_announcements(request) if one.level != Level.CRITICAL
        ]

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"announcements": self.announcements, "request": parent_context["request"]}


@hooks.register("construct_homepage_panels")
def add_announcements(request: HttpRequest, panels: list[Component]) -> None:
    panel = AnnouncementsPanel(request)
    if panel.announcements:
        panels.append(panel)
