from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from catalog.blocks.base import CategoryChooserBlock, ProductChooserBlock, store_of
from stores.blocks.base import PRODUCTS, SampleMixin, is_sample


def or_samples(cards: list[Any], parent_context: Any, limit: int) -> list[Any]:
    """``cards``; in the preview of a store without products, some that could be."""
    from catalog.selectors.samples import sample_cards

    if cards or not is_sample(parent_context):
        return cards
    return sample_cards(store_of(parent_context), limit)


class ProductListBlock(SampleMixin, blocks.StructBlock):
    """Chosen products, or the newest of a category or of all."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    products = blocks.ListBlock(
        ProductChooserBlock("catalog.Product"),
        label=_("products"),
        default=[],
        required=False,
        min_num=0,
        max_num=12,
        help_text=_("Choose products in the order to show, or leave empty for the newest."),
    )
    category = SnippetChooserBlock("catalog.Category", label=_("category"), required=False)
    limit = blocks.IntegerBlock(label=_("how many"), default=4, min_value=1, max_value=24)

    class Meta:
        icon = "tag"
        label = _("Product list")
        group = PRODUCTS
        description = _("Products that you choose, or the newest of a category or of all.")
        template = "catalog/blocks/product_list.html"

    def sample(self) -> dict[str, Any]:
        return {"heading": _now("New in the shop"), "products": [], "limit": 4}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.cards import cards_for_block

        context = super().get_context(value, parent_context=parent_context)
        limit = value.get("limit") or 4
        cards = cards_for_block(
            store_of(parent_context),
            products=[product for product in value.get("products") or [] if product],
            category=value.get("category"),
            limit=limit,
        )
        context["cards"] = or_samples(cards, parent_context, limit)
        return context


class CarouselBlock(ProductListBlock):
    """The same in a row that is scrolled sideways."""

    limit = blocks.IntegerBlock(label=_("how many"), default=8, min_value=3, max_value=24)

    class Meta:
        icon = "resubmit"
        label = _("Product carousel")
        description = _("Products in one row that visitors push along.")
        template = "catalog/blocks/carousel.html"

    def sample(self) -> dict[str, Any]:
        return {"heading": _now("More to discover"), "products": [], "limit": 8}


class CategoryListBlock(SampleMixin, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    categories = blocks.ListBlock(
        CategoryChooserBlock("catalog.Category"),
        label=_("categories"),
        default=[],
        required=False,
        max_num=12,
        help_text=_("Leave empty for all categories at the top."),
    )

    class Meta:
        icon = "folder-open-inverse"
        label = _("Category list")
        group = PRODUCTS
        description = _("Categories with their pictures.")
        template = "catalog/blocks/category_list.html"

    def sample(self) -> dict[str, Any]:
        return {"heading": _now("Browse by category"), "categories": []}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.categories import tiles_for_block
        from catalog.selectors.samples import sample_tiles

        context = super().get_context(value, parent_context=parent_context)
        tiles = tiles_for_block(
            [category for category in value.get("categories") or [] if category]
        )
        context["tiles"] = tiles or (sample_tiles() if is_sample(parent_context) else [])
        return context


class RecommendationsBlock(SampleMixin, blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, required=False)
    kind = blocks.ChoiceBlock(
        label=_("which"),
        choices=[
            ("bestsellers", _("What sells best")),
            ("newest", _("What is new")),
            ("together", _("What was bought together with a product")),
        ],
        default="bestsellers",
    )
    product = SnippetChooserBlock(
        "catalog.Product",
        label=_("product"),
        required=False,
        help_text=_("For what was bought together with it."),
    )
    limit = blocks.IntegerBlock(label=_("how many"), default=4, min_value=2, max_value=12)

    class Meta:
        icon = "pick"
        label = _("Recommendations")
        group = PRODUCTS
        description = _("Products that choose themselves: what sells best, what is new, what goes"
                        " together.")  # fmt: skip
        template = "catalog/blocks/recommendations.html"

    def sample(self) -> dict[str, Any]:
        return {"heading": _now("What others like"), "kind": "bestsellers", "limit": 4}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        limit = value.get("limit") or 4
        cards = recommended(value, store_of(parent_context), limit)
        context["cards"] = or_samples(cards, parent_context, limit)
        return context


def recommended(value: Any, store: Any, limit: int) -> list[Any]:
    from catalog.selectors.cards import newest_cards
    from catalog.selectors.recommendations import bestsellers, bought_with

    product = value.get("product")
    if value.get("kind") == "together" and product is not None:
        return bought_with(product.pk, limit=limit)
    find: Callable[..., list[Any]] = bestsellers
    if value.get("kind") == "newest":
        find = newest_cards
    return find(store, category=None, limit=limit)
