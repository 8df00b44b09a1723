from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views import snippets

from catalog.admin.collection_panels import COLLECTION_EDIT_HANDLER
from catalog.admin.found_by_name import FoundByName
from catalog.admin.product_columns import status_column
from catalog.models import Collection


class CollectionIndexView(FoundByName, snippets.IndexView):
    @cached_property
    def columns(self) -> list[Any]:
        return [
            self._get_title_column("__str__"),
            Column("kind", label=_("Products"), accessor="get_kind_display", sort_key="kind"),
            Column("slug", label=_("Slug"), sort_key="slug", classname="admin-wide"),
            status_column(),
            UpdatedAtColumn(classname="admin-wide"),
        ]


class CollectionViewSet(snippets.SnippetViewSet):
    model = Collection
    icon = "grip"
    add_to_admin_menu = True
    menu_name = "product-collections"  # Those of images and documents are "collections".
    menu_order = 72
    list_per_page = 50
    search_fields = ["name", "slug"]
    copy_view_enabled = False  # A copy needs a slug of its own.
    index_view_class = CollectionIndexView
    edit_handler = COLLECTION_EDIT_HANDLER
