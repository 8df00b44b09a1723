"""Addresses of the monitoring, below Center Control's."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.views.generic import View

from platform_site.control.access import operators_only
from platform_site.monitoring.views.incidents import (
    AcknowledgeView,
    IncidentListView,
    IncidentView,
)
from platform_site.monitoring.views.overview import OverviewView

LOOK, CHANGE = "stores.view_store", "stores.change_store"


def route(where: str, view: type[View], permission: str, name: str, **initial: Any) -> URLPattern:
    guarded = operators_only(permission)(view.as_view(**initial))
    return path(f"monitoring/{where}", guarded, name=name)


monitoring_urls = [
    route("", OverviewView, LOOK, "monitoring"),
    route("incidents/", IncidentListView, LOOK, "incidents"),
    route("incidents/results/", IncidentListView, LOOK, "incidents_results", results_only=True),
    route("incidents/<int:pk>/", IncidentView, LOOK, "incident"),
    route("incidents/<int:pk>/acknowledge/", AcknowledgeView, CHANGE, "incident_acknowledge"),
]
