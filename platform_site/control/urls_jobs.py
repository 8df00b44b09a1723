"""Addresses of what is done to stores in the background."""

from __future__ import annotations

from django.urls import URLPattern, path

from platform_site.control.access import operators_only
from platform_site.control.views.imports import ImportConfirmView, import_archive
from platform_site.control.views.portability import CloneView, EraseView, ExportView

adds, changes = operators_only("stores.add_store"), operators_only("stores.change_store")

job_urls: list[URLPattern] = [
    path("stores/import_store/", import_archive, name="store_import"),
    path(
        "stores/import_store/<uuid:public_id>/",
        adds(ImportConfirmView.as_view()),
        name="store_import_confirm",
    ),
    path("stores/<slug:slug>/export/", changes(ExportView.as_view()), name="store_export"),
    path("stores/<slug:slug>/clone/", adds(CloneView.as_view()), name="store_clone"),
    path("stores/<slug:slug>/erase/", changes(EraseView.as_view()), name="store_erase"),
]
