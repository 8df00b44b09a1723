from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from catalog.blocks.base import (
    CategoryChooserBlock,
    CollectionChooserBlock,
    OfferChooserBlock,
    store_of,
)
from catalog.blocks.lists import or_samples
from stores.blocks.base import PRODUCTS, SampleMixin, is_sample


class FeaturedProductBlock(SampleMixin, blocks.StructBlock):
    """One product, large, to be bought without leaving the page."""

    label = blocks.CharBlock(
        label=_("words above its name"),
        max_length=60,
        required=False,
        help_text=_("New. Our pick."),
    )
    product = OfferChooserBlock("catalog.Product", label=_("product"))
    text = blocks.TextBlock(
        label=_("text"),
        max_length=600,
        required=False,
        help_text=_("Empty: the product's short description."),
    )

    class Meta:
        icon = "tag"
        label = _("Featured product")
        group = PRODUCTS
        description = _("One product with its picture and price, and a button that buys it.")
        template = "catalog/blocks/featured_product.html"

    def sample(self) -> dict[str, Any]:
        from catalog.models import Product

        product = Product.objects.filter(live=True).order_by("-pk").values_list("pk", flat=True)
        return {"label": _now("Our pick"), "product": product.first()}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.cards import card_of
        from catalog.selectors.offers import offers_of
        from catalog.selectors.samples import sample_cards

        context = super().get_context(value, parent_context=parent_context)
        product = value.get("product")
        context["card"] = card_of(product) if product is not None else None
        context["is_sample"] = is_sample(parent_context)
        if context["card"]:
            context["offers"] = offers_of(product)
            context["first"] = next((o for o in context["offers"] if o.can_be_bought), None)
        elif context["is_sample"]:
            context["card"] = sample_cards(store_of(parent_context), 1)[0]
        return context


class FeaturedCategoryBlock(SampleMixin, blocks.StructBlock):
    category = CategoryChooserBlock("catalog.Category", label=_("category"))
    text = blocks.TextBlock(
        label=_("text"), max_length=400, required=False, help_text=_("Empty: its description.")
    )
    limit = blocks.IntegerBlock(label=_("products beside it"), default=2, min_value=0, max_value=4)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Featured category")
        group = PRODUCTS
        description = _("One category with its picture, a text and its newest products.")
        template = "catalog/blocks/featured_group.html"

    def sample(self) -> dict[str, Any]:
        from catalog.models import Category

        category = Category.objects.filter(parent=None, live=True).values_list("pk", flat=True)
        return {"category": category.first(), "limit": 2}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.cards import newest_cards
        from catalog.selectors.categories import tiles_of
        from catalog.selectors.samples import sample_tiles

        context = super().get_context(value, parent_context=parent_context)
        category, limit = value.get("category"), value.get("limit") or 0
        tiles = tiles_of([category]) if category is not None and category.live else []
        if not tiles and is_sample(parent_context):
            tiles = sample_tiles()[:1]
        context["cards"] = []
        if tiles:
            context["group"], context["picture"] = tiles[0].category, tiles[0].image
        if tiles and limit and tiles[0].category.pk:
            store = store_of(parent_context)
            context["cards"] = newest_cards(store, category=tiles[0].category, limit=limit)
        return context


class FeaturedCollectionBlock(SampleMixin, blocks.StructBlock):
    collection = CollectionChooserBlock("catalog.Collection", label=_("collection"))
    text = blocks.TextBlock(
        label=_("text"), max_length=400, required=False, help_text=_("Empty: its description.")
    )
    limit = blocks.IntegerBlock(label=_("products beside it"), default=2, min_value=0, max_value=4)

    class Meta:
        icon = "folder-open-1"
        label = _("Featured collection")
        group = PRODUCTS
        description = _("One collection with its picture, a text and some of its products.")
        template = "catalog/blocks/featured_group.html"

    def sample(self) -> dict[str, Any]:
        from catalog.models import Collection

        found = Collection.objects.filter(live=True).order_by("-pk").values_list("pk", flat=True)
        return {"collection": found.first(), "limit": 2}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from catalog.selectors.collection_cards import collection_cards
        from catalog.selectors.samples import sample_tiles

        context = super().get_context(value, parent_context=parent_context)
        collection, limit = value.get("collection"), value.get("limit") or 0
        context["cards"], context["picture"] = [], None
        if collection is not None and collection.live:
            cards = collection_cards(store_of(parent_context), collection, limit=max(limit, 1))
            context["group"] = collection
            context["picture"] = collection.image or (cards[0].image if cards else None)
            context["cards"] = cards[:limit]
        elif is_sample(parent_context):
            context["group"] = sample_tiles()[0].category
            context["cards"] = or_samples([], parent_context, limit)
        return context
