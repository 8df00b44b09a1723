"""Content blocks that show the catalogue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class ProductListBlock(blocks.StructBlock):
    """Chosen products, or the newest of a category or of all."""

    heading = blocks.CharBlock(max_length=120, required=False)
    products = blocks.ListBlock(
        SnippetChooserBlock("catalog.Product"), default=[], required=False, min_num=0, max_num=12,
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
            product_ids=[product.pk for product in value.get("products") or [] if product],
            category=value.get("category"),
            limit=value.get("limit") or 4,
        )
        return context


class CategoryListBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    categories = blocks.ListBlock(
        SnippetChooserBlock("catalog.Category"), default=[], required=False, max_num=12,
        help_text=_("Leave empty for all categories at the top."),
    )

    class Meta:
        icon = "folder-open-inverse"
        label = _("Category list")
        template = "catalog/blocks/category_list.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.categories import category_tiles

        context = super().get_context(value, parent_context=parent_context)
        chosen = [category.pk for category in value.get("categories") or [] if category]
        context["tiles"] = category_tiles(chosen)
        return context
