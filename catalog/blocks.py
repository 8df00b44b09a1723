"""Content blocks that show the catalogue."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from stores.models.store import Store
from stores.scope import current_store_id


class LoadedChooserBlock(SnippetChooserBlock):
    """A chooser whose objects come with what their block shows, in the same query."""

    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        raise NotImplementedError

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Any]:
        ids = [value for value in values if value is not None]
        found = self.load(self.model_class.objects.all()).in_bulk(ids) if ids else {}
        return [copy.copy(found.get(value)) for value in values]

    def deconstruct(self) -> Any:
        """For migrations it is the chooser: how objects are loaded is not part of the data."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs


class ProductChooserBlock(LoadedChooserBlock):
    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        from catalog.selectors.cards import with_card

        return with_card(objects)


class CategoryChooserBlock(LoadedChooserBlock):
    def load(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        from catalog.selectors.categories import with_tile

        return with_tile(objects)


def store_of(parent_context: Any) -> Store:
    """The store whose page is shown: of its request or, without one, of the scope."""
    store = getattr((parent_context or {}).get("request"), "store", None)
    return store or Store.objects.get(pk=current_store_id())


class ProductListBlock(blocks.StructBlock):
    """Chosen products, or the newest of a category or of all."""

    heading = blocks.CharBlock(max_length=120, required=False)
    products = blocks.ListBlock(
        ProductChooserBlock("catalog.Product"),
        default=[],
        required=False,
        min_num=0,
        max_num=12,
        help_text=_("Choose products in the order to show, or leave empty for the newest."),
    )
    category = SnippetChooserBlock("catalog.Category", required=False)
    limit = blocks.IntegerBlock(default=4, min_value=1, max_value=24)

    class Meta:
        icon = "tag"
        label = _("Product list")
        template = "catalog/blocks/product_list.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.cards import cards_for_block

        context = super().get_context(value, parent_context=parent_context)
        context["cards"] = cards_for_block(
            store_of(parent_context),
            products=[product for product in value.get("products") or [] if product],
            category=value.get("category"),
            limit=value.get("limit") or 4,
        )
        return context


class CategoryListBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    categories = blocks.ListBlock(
        CategoryChooserBlock("catalog.Category"),
        default=[],
        required=False,
        max_num=12,
        help_text=_("Leave empty for all categories at the top."),
    )

    class Meta:
        icon = "folder-open-inverse"
        label = _("Category list")
        template = "catalog/blocks/category_list.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.categories import tiles_for_block

        context = super().get_context(value, parent_context=parent_context)
        context["tiles"] = tiles_for_block(
            [category for category in value.get("categories") or [] if category]
        )
        return context
