"""Addresses of what is done to stores in the background, and of the search for them."""

from __future__ import annotations

from django.urls import URLPattern, path

from platform_site.control.access import operators_only
from platform_site.control.bulk.views import BulkView
from platform_site.control.views.imports import ImportConfirmView, import_archive
from platform_site.control.views.portability import CloneView, EraseView, ExportView
from platform_site.control.views.search import SearchView

adds, changes = operators_only("stores.add_store"), operators_only("stores.change_store")

job_urls: list[URLPattern] = [
    path("search/", operators_only("stores.view_store")(SearchView.as_view()), name="search"),
    path("stores/import_store/", import_archive, name="store_import"),
    path(
        "stores/import_store/<uuid:public_id>/",
        adds(ImportConfirmView.as_view()),
        name="store_import_confirm",
    ),
    path("stores/bulk_actions/<slug:action>/", changes(BulkView.as_view()), name="stores_bulk"),
    path("stores/<slug:slug>/export/", changes(ExportView.as_view()), name="store_export"),
    path("stores/<slug:slug>/clone/", adds(CloneView.as_view()), name="store_clone"),
    path("stores/<slug:slug>/erase/", changes(EraseView.as_view()), name="store_erase"),
]
