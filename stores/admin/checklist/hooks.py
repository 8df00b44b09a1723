"""What the checklist adds to a store's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path
from wagtail import hooks

from stores.admin.checklist.panel import panel_for
from stores.admin.checklist.views import DismissChecklistView, GoLiveView


@hooks.register("register_admin_urls")
def checklist_urls() -> list[Any]:
    return [
        path("go-live/", GoLiveView.as_view(), name="go_live"),
        path("checklist/dismiss/", DismissChecklistView.as_view(), name="dismiss_checklist"),
    ]


@hooks.register("construct_homepage_panels")
def add_checklist(request: HttpRequest, panels: list[Any]) -> None:
    panel = panel_for(request)
    if panel is not None:
        panels.append(panel)
